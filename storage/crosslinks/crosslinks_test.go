package crosslinks

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"galley.app/galley/storage"
)

// library makes a folder of posts, by their names.
func library(t testing.TB, files map[string]string) storage.Library {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	lib, err := storage.Open(context.Background(), dir, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// source is that of a post.
func source(title, slug, body string) string {
	return "!! title: " + title + "\n!! slug: " + slug + "\n!! published: 2024-05-06\n!! description: About it.\n\n---\n\n" + body
}

// New links are written as most of the others are, and lead where they should.
func TestAddress(t *testing.T) {
	for _, c := range []struct{ name, link, toml, jar, below string }{
		{"no links", "words", "", "/posts/jar#lid", "/posts/below"},
		{"by site", "[a](/posts/bee)", "", "/posts/jar#lid", "/posts/below"},
		{"by site with a slash", "[a](/posts/bee/) [b](/posts/jar/) [c](bee.md)", "", "/posts/jar/#lid", "/posts/below/"},
		{"other folder", "[a](/blog/bee)", "url = \"https://example.com\"\nposts = \"/blog/\"\n", "/blog/jar#lid", "/blog/below"},
		{"full", "[a](https://example.com/posts/bee)", "url = \"https://example.com\"\n", "https://example.com/posts/jar#lid", "https://example.com/posts/below"},
		{"by slug", "[a](bee.md)", "", "jar.md#lid", "below.md"},
		{"by file", "[a](0002-bee.md)", "", "0003-jar.md#lid", "deep/0004-below.md"},
		{"by file beside", "[a](./0002-bee.md)", "", "./0003-jar.md#lid", "./deep/0004-below.md"},
		{"dotted", "[a](./posts/bee)", "", "./posts/jar#lid", "./posts/below"},
		{"beside", "[a](posts/bee)", "", "posts/jar#lid", "posts/below"},
		{"images and other sites do not count", "![a](x.md) [b](https://example.org/posts/bee)", "", "/posts/jar#lid", "/posts/below"},
		{"dead links do not count", "[a](nothing.md) [b](none.md) [c](/posts/bee)", "", "/posts/jar#lid", "/posts/below"},
		{"code does not count", "`[a](bee.md)`\n\n    [a](bee.md)\n", "", "/posts/jar#lid", "/posts/below"},
	} {
		files := map[string]string{
			"0001-ant.md": source("Ant", "ant", c.link+"\n"), "0002-bee.md": source("Bee", "bee", "x\n"),
			"0003-jar.md": source("Jar", "jar", "## Lid\n"), "deep/0004-below.md": source("Below", "below", "x\n"),
		}
		if c.toml != "" {
			files["galley.toml"] = "[site]\n" + c.toml
		}
		lib := library(t, files)
		g := New(lib)
		from := filepath.Join(lib.Dir, "0001-ant.md")
		if at := g.Address(from, filepath.Join(lib.Dir, "0003-jar.md"), "lid"); at != c.jar {
			t.Errorf("%s: %s, want %s", c.name, at, c.jar)
		}
		if at := g.Address(from, filepath.Join(lib.Dir, "deep/0004-below.md"), ""); at != c.below {
			t.Errorf("%s: %s, want %s", c.name, at, c.below)
		}
		for _, e := range lib.Entries {
			for _, to := range lib.Entries {
				at := g.Address(e.Path, to.Path, "")
				if got, ok := g.Post(e.Path, at); !ok || got.Path != to.Path {
					t.Errorf("%s: in %s %s leads to %s, want %s", c.name, e.Rel, at, got.Rel, to.Rel)
				}
			}
		}
	}
}

// An address leads to the post that was meant, also where slugs are odd or there
// are two of one.
func TestAddressLeadsThere(t *testing.T) {
	lib := library(t, map[string]string{
		"0001-ant.md": source("Ant", "ant", "[a](/posts/bee)\n"), "0002-bee.md": source("Bee", "bee", "x\n"), "0003-bee.md": source("Other bee", "bee", "x\n"),
		"no slug (1).md": "words\n", "a#b?c%20.md": "words\n", "wip-later.md": "words\n", "0007.md": "words\n", "2024-05-06-dated.md": "words\n",
		"x/bee.md": source("Third", "bee", "x\n"), "y/z/grüße.md": source("Grüße", "", "x\n"),
	})
	g := New(lib)
	for _, from := range lib.Entries {
		for _, to := range lib.Entries {
			at := g.Address(from.Path, to.Path, "")
			if got, ok := g.Post(from.Path, at); !ok || got.Path != to.Path {
				t.Errorf("in %s %s leads to %q, want %s", from.Rel, at, got.Rel, to.Rel)
			}
		}
	}
}

func TestPosts(t *testing.T) {
	lib := library(t, map[string]string{
		"0001-a.md": source("A", "a", ""), "0002-b.md": source("B", "b", ""), "0003-c.md": source("C", "c", ""), "bad.md": "\xff", "0004-d.md": source("D", "d", ""),
	})
	path := func(name string) string { return filepath.Join(lib.Dir, name) }
	var names []string
	for _, e := range New(lib).Posts([]string{path("0002-b.md"), path("gone.md"), path("0001-a.md")}, path("0004-d.md")) {
		names = append(names, e.Slug)
	}
	if want := []string{"b", "a", "c"}; !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
}

func TestInbound(t *testing.T) {
	lib := library(t, map[string]string{
		"0001-ant.md":   source("Ant", "ant", "First. One sees *the* [ant](/posts/ant) itself. Last.\n"),
		"0002-bee.md":   source("Bee", "bee", "# Head\n\nFirst. Bees see [the **ant**](/posts/ant#legs) and\nothers, e.g. wasps! Last.\n\n> - a\n> - the [ant](0001-ant.md) again\n"),
		"0003-wasp.md":  source("Wasp", "wasp", "Not here. See [this][a] one? Yes.\n\n[a]: /posts/ant\n\n`[ant](/posts/ant)`\n"),
		"0004-moth.md":  source("Moth", "moth", "No link, but ![ant](/posts/ant).\n"),
		"x/0005-fly.md": source("Fly", "fly", "¡Grüße an die [Ameise](../0001-ant.md)! Ende.\n\n| a | b |\n| - | - |\n| c | see [it](/posts/ant) |\n"),
	})
	g := New(lib)
	list := g.Inbound(filepath.Join(lib.Dir, "0001-ant.md"))
	ReadSentences(list)
	var got []string
	for _, b := range list {
		got = append(got, b.From.Rel+": "+b.Sentence)
	}
	slices.Sort(got)
	want := []string{
		"0002-bee.md: Bees see the ant and others, e.g. wasps!",
		"0002-bee.md: the ant again",
		"0003-wasp.md: See this one?",
		"x/0005-fly.md: see it",
		"x/0005-fly.md: ¡Grüße an die Ameise!",
	}
	if !slices.Equal(got, want) {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
	// What was changed since has other words at that place.
	if err := os.WriteFile(filepath.Join(lib.Dir, "0002-bee.md"), []byte("short"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(lib.Dir, "0003-wasp.md")); err != nil {
		t.Fatal(err)
	}
	list = g.Inbound(filepath.Join(lib.Dir, "0001-ant.md"))
	ReadSentences(list)
	for _, b := range list {
		if b.Sentence != "" && b.From.Folder == "" {
			t.Errorf("%s: %q", b.From.Rel, b.Sentence)
		}
	}
}

func TestCut(t *testing.T) {
	long := strings.Repeat("words and ", 200)
	for _, c := range []struct {
		words string
		at    int
		want  string
	}{
		{"", 0, ""}, {"One.", 0, "One."}, {"One. Two. Three.", 6, "Two."}, {"One. Two. Three.", 16, "Three."}, {"a  b\nc", 3, "a b c"},
	} {
		if got := cut(c.words, c.at); got != c.want {
			t.Errorf("%q at %d: %q, want %q", c.words, c.at, got, c.want)
		}
	}
	if got := cut(long, 1000); len(got) > maxSentence || len(got) < maxSentence/2 {
		t.Errorf("%d bytes: %q", len(got), got)
	}
}

// FuzzSentence looks for a sentence around any place of any text.
func FuzzSentence(f *testing.F) {
	f.Add("a [b](c). d", 6)
	f.Add("ä\r\n\r\n- [b](c)\n  1. ü", 10)
	f.Fuzz(func(t *testing.T, src string, off int) {
		if off < 0 || off > len(src) {
			return
		}
		for _, defined := range []bool{false, true} {
			if s := sentence(src, off, defined, "c"); len(s) > maxSentence || !utf8.ValidString(s) || strings.ContainsAny(s, "\r\n") {
				t.Errorf("%q", s)
			}
		}
	})
}

// BenchmarkInbound is how long it takes to find what leads to a post, and how
// links are written, among 10,000.
func BenchmarkInbound(b *testing.B) {
	files := map[string]string{}
	for i := range 10_000 {
		files[fmt.Sprintf("%05d-p%d.md", i, i)] = source("Post", fmt.Sprint("p", i), fmt.Sprintf("## One\n\n[a](/posts/p%d) [b](/posts/p%d)\n\n## Two\n\n[c](https://example.com/%d)\n", i/2, i/3, i))
	}
	lib := library(b, files)
	path := filepath.Join(lib.Dir, "00007-p7.md")
	for b.Loop() {
		g := New(lib)
		if n := len(g.Inbound(path)); n != 5 {
			b.Fatal(n)
		}
		g.Address(path, path, "")
	}
}
