package storage

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// TestJudge compares the errors that posts have without all of them being parsed
// with those of a check, at several levels of the rules.
func TestJudge(t *testing.T) {
	bodies := []string{
		"Plain words.", "[a](/posts/p-3) [b](0002-p-2.md) [c](https://elsewhere.org)", "[a](/posts/nothing)", "`[a](/posts/nothing)`", "[a](nothing.md)",
		"[a][r]\n\n[r]: /posts/nothing", "<a href=\"/posts/nothing\">x</a>", "https://example.org/posts/nothing", "[a](</posts/nothing>)", "[a](/posts/nothing&amp;)",
		"[a](/about) [b](#x) ![c](none.png)", "# A\n\n### B\n\nTODO", "> [a](\n> /posts/nothing)", "[a](/posts/p-3#none)", "[a](/posts/%70-3)", "[a](/posts/old)",
	}
	for _, settings := range []string{"", "[check]\npost-missing = \"warning\"\n", "[check]\nimage-missing = \"error\"\nheading-missing = \"error\"\n", "[check]\ntodo = \"error\"\ntitle-missing = \"off\"\n", "[check]\ntitle-long = \"error\"\n"} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "galley.toml"), "[site]\nurl = \"https://example.org\"\n"+settings)
		for i, body := range bodies {
			head := fmt.Sprintf("!! title: T\n!! slug: p-%d\n!! published: 2024-01-01\n!! description: d\n!! aliases: /posts/old\n", i)
			if i%5 == 4 {
				head = "!! slug: Bad Slug\n"
			}
			write(t, filepath.Join(dir, fmt.Sprintf("%04d-p-%d.md", i, i)), head+"\n---\n\n"+body+"\n")
		}
		lib, err := Open(t.Context(), dir, noon)
		must(t, err)
		var asked atomic.Int64
		r := Reading{Now: noon, Text: func(path string) (string, safefile.Fingerprint, bool) {
			asked.Add(1)
			src, fp, err := Load(path)
			return src, fp, err == nil
		}, load: func(path string) (string, safefile.Fingerprint, error) {
			t.Errorf("%s is read again", path)
			return Load(path)
		}}
		j, err := r.Judge(t.Context(), settingsOf(dir))
		must(t, err)
		if int(asked.Load()) != len(bodies) {
			t.Errorf("%d of %d texts were asked for", asked.Load(), len(bodies))
		}
		errs := 0
		for _, e := range lib.Entries {
			src, err := os.ReadFile(e.Path)
			must(t, err)
			want := slices.DeleteFunc(slices.Clone(e.Problems), func(p post.Problem) bool { return p.Severity != post.Error })
			got := j.Errors(e.Path, string(src))
			if !slices.EqualFunc(got, want, func(a, b post.Problem) bool {
				return a.Rule == b.Rule && a.Key == b.Key && a.Line == b.Line && a.Col == b.Col && a.Message == b.Message
			}) {
				t.Errorf("%q, %s:\n got %v\nwant %v", settings, e.Name, got, want)
			}
			errs += len(want)
		}
		if errs == 0 {
			t.Errorf("%q: no errors to compare", settings)
		}
	}
}

// TestJudgeParsesLittle: of a text whose links can be seen to lead somewhere
// nothing is parsed.
func TestJudgeParsesLittle(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "0001-p-1.md"), source("One", "p-1", "2024-01-01", "x\n"))
	write(t, filepath.Join(dir, "0002-p-2.md"), source("Two", "p-2", "2024-01-02", "x\n"))
	j, err := Reading{Now: noon}.Judge(t.Context(), settingsOf(dir))
	must(t, err)
	at := filepath.Join(dir, "0001-p-1.md")
	for body, want := range map[string]bool{
		"[a](/posts/p-2) and [b](0002-p-2.md), ![c](none.png), [d](https://x.example)": false,
		"[a](/posts/none)": true,
		"<b>":              true,
	} {
		if got := j.mayMiss(at, body); got != want {
			t.Errorf("%q: %t", body, got)
		}
	}
}
