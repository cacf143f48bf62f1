package importer

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage"
)

var update = flag.Bool("update", false, "write the golden files")

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", name, got)
	}
}

func put(t testing.TB, file, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(data), 0o666); err != nil {
		t.Fatal(err)
	}
}

// tree is all files and links below a folder.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, file)
		if d.Type()&fs.ModeSymlink != 0 {
			to, err := os.Readlink(file)
			files[filepath.ToSlash(rel)] = "to " + to
			return err
		}
		data, err := os.ReadFile(file)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return files
}

func plan(t testing.TB, dir string, o Options, paths ...string) *Plan {
	t.Helper()
	o.Now = noon
	p, err := New(context.Background(), dir, paths, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// story says a plan and what came of it, for golden files.
func story(t *testing.T, p *Plan, strip string) string {
	t.Helper()
	before := tree(t, p.Dir)
	var b strings.Builder
	for _, l := range p.Lines() {
		b.WriteString(strings.ReplaceAll(strings.TrimRight(l.String(), " "), strip, "") + "\n")
	}
	b.WriteString(p.Summary() + "\n")
	if err := p.Write(context.Background()); err != nil {
		t.Fatal(err)
	}
	after := tree(t, p.Dir)
	if n := len(after) - len(before); n != len(p.Posts)+len(p.Images) {
		t.Errorf("%d files are new, planned were %d", n, len(p.Posts)+len(p.Images))
	}
	lib, err := storage.Open(context.Background(), p.Dir, noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range p.Posts {
		got := after[e.Name]
		fmt.Fprintf(&b, "\n=== %s\n%s", e.Name, strings.ReplaceAll(got, "\r", "␍"))
		if got != e.Text {
			t.Errorf("%s holds %q", e.Name, got)
		}
	}
	missing := map[string]bool{}
	for _, m := range p.Missing {
		missing[m.Link] = true
	}
	for _, e := range p.Posts { // every image that was found is found in the library
		for _, dest := range localImages(e.Text) {
			if _, ok := lib.Image(lib.Dir, dest); ok == missing[dest] {
				t.Errorf("%s: image %s: found is %v", e.Name, dest, ok)
			}
		}
	}
	return b.String()
}

func TestHabits(t *testing.T) {
	for _, name := range []string{"hugo", "jekyll", "astro", "eleventy", "zola", "plain"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "lib")
			from := filepath.Join("testdata", name)
			full, err := filepath.Abs(from)
			if err != nil {
				t.Fatal(err)
			}
			p := plan(t, dir, Options{}, from)
			if _, err := os.Stat(dir); err == nil {
				t.Error("planning wrote something")
			}
			golden(t, name+".golden", strings.ReplaceAll(story(t, p, full+"/"), from+"/", ""))
			// Once more: all is there.
			again := plan(t, dir, Options{}, from)
			if len(again.Posts)+len(again.Images) > 0 || len(again.Same) != len(p.Posts) {
				t.Errorf("the second time there would be written: %v", again.Lines())
			}
		})
	}
}

// A body's bytes are the same in the end as behind the front matter.
func TestBodiesStay(t *testing.T) {
	for _, name := range []string{"hugo/content/posts/summer.fr.md", "zola/content/blog/dated.md"} {
		src, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		p := plan(t, filepath.Join(t.TempDir(), "lib"), Options{}, filepath.Join("testdata", name))
		parts := bytes.SplitAfterN(src, []byte("\n---"), 2)
		if len(parts) < 2 {
			parts = bytes.SplitAfterN(src, []byte("\n+++"), 2)
		}
		body := strings.TrimPrefix(strings.TrimPrefix(string(parts[1]), "\r"), "\n")
		if !strings.HasSuffix(p.Posts[0].Text, "---\n"+body) && !strings.HasSuffix(p.Posts[0].Text, "---\r\n"+body) {
			t.Errorf("%s: body %q became %q", name, body, p.Posts[0].Text)
		}
	}
}

func TestNumbering(t *testing.T) {
	dir, from := t.TempDir(), t.TempDir()
	put(t, filepath.Join(dir, "0007-There.md"), "!! title: There\n!! slug: there\n!! published: 2020-01-01\n\n---\n\nx\n")
	put(t, filepath.Join(dir, "WIP-IDEA.MD"), "x")
	for i, day := range []string{"2024-03-01", "2024-01-01", "2024-02-01"} {
		put(t, filepath.Join(from, fmt.Sprintf("%c.md", 'a'+i)), "---\ntitle: T\nslug: there\ndate: "+day+"\n---\n"+day+"\n")
	}
	put(t, filepath.Join(from, "idea.md"), "---\ntitle: Idea\ndraft: true\n---\n")
	p := plan(t, dir, Options{}, from)
	var got []string
	for _, e := range p.Posts {
		got = append(got, e.Name+" "+e.Slug)
	}
	want := "0008-there-2.md there-2, 0009-there-3.md there-3, 0010-there-4.md there-4, wip-idea-2.md idea"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}

// A post that is there twice is taken in once; those of one slug keep apart,
// and find themselves again.
func TestTwins(t *testing.T) {
	dir, from := t.TempDir(), t.TempDir()
	for i := range 30 {
		put(t, filepath.Join(from, fmt.Sprintf("%02d.md", i)), fmt.Sprintf("---\ntitle: T\nslug: twin\ndate: 2024-01-01\n---\n%d\n", i%20))
	}
	p := plan(t, dir, Options{}, from, filepath.Join(from, "03.md"))
	if len(p.Posts) != 20 || len(p.Skipped) != 11 || p.Posts[19].Slug != "twin-20" {
		t.Fatalf("%v", p.Lines())
	}
	if err := p.Write(context.Background()); err != nil {
		t.Fatal(err)
	}
	if p := plan(t, dir, Options{}, from); len(p.Posts) != 0 || len(p.Same) != 20 {
		t.Errorf("the second time: %v", p.Lines())
	}
}
