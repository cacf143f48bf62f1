package storage

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/post"
)

// TestLinkProblems checks the links of one post among others.
func TestLinkProblems(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(path), 0o777))
		write(t, path, text)
	}
	put("galley.toml", "[site]\nurl = \"https://example.org\"\n")
	put("0001-leadership.md", source("Leadership", "leadership", "2024-01-01", "# Part one\n\n<a id=\"here\"></a>\n"))
	put("0002-naps.md", source("Naps", "naps", "2024-01-02", "x\n"))
	put("2024/inner.md", source("Inner", "inner", "2024-01-03", "[up](../0002-naps.md) [beside](other.md)\n"))
	put("wip-old.md", "!! title: Old\n!! slug: old\n!! published: 2024-01-01\n!! description: d\n!! aliases: /posts/older\n\n---\n\nx\n")
	put("assets/photo.png", "\x89PNG\r\n\x1a\n")
	put("assets/empty.png", "")
	put("assets/words.png", "not a picture")
	put("assets/talk.pdf", "%PDF")
	post := filepath.Join(dir, "0003-post.md")
	for _, c := range []struct {
		body string
		want string // rule, and what the fix makes of the line
	}{
		{"[a](/posts/leadership) [b](./posts/naps) [c](0001-leadership.md) [d](naps.md) [e](2024/inner.md) [f](https://example.org/posts/naps)", ""},
		{"[a](/posts/leadership#part-one) [b](/posts/leadership#here) [c](#mine) [d](#top)\n\n# Mine", ""},
		{"[a](/about) [b](/posts/) [c](https://elsewhere.org/x) [d](mailto:a@b.c) [e](../index.html) [f](/posts/older)", ""},
		{"![x](/photo.png) ![x](assets/photo.png) [x](/talk.pdf) ![x](https://example.com/x.png)", ""},
		{"`[a](/posts/nothing)` \\[a](/posts/nothing)", ""},
		{"[a](/posts/nothing-here)", "post-missing"},
		{"[a](/posts/leadreship)", "post-missing [a](/posts/leadership)"},
		{"[a](</posts/leadreship#part-one> \"T\")", "post-missing [a](</posts/leadership#part-one> \"T\")"},
		{"[a](0001-leadrship.md)", "post-missing [a](0001-leadership.md)"},
		{"[a][r]\n\n[r]: /posts/nap", "post-missing [r]: /posts/naps"},
		{"<a href=\"/posts/leadreship\">x</a>", "post-missing <a href=\"/posts/leadership\">x</a>"},
		{"[a](/posts/leadership#part-on)", "heading-missing [a](/posts/leadership#part-one)"},
		{"[a](#mime)\n\n# Mine", "heading-missing [a](#mine)"},
		{"[a](#fnord)\n\n# fjord", "heading-missing [a](#fjord)"},
		{"[a](#fn:)\n\n# fn", "heading-missing [a](#fn)"},
		{"[a](#fn:1) [b](#fnref:1) [c](#fnref2:1) d[^n] e[^n] f[^n]\n\n[^n]: n\n", ""},
		{"[a](/tlak.pdf)", "file-missing [a](/talk.pdf)"},
		{"[a](notes.pdf)", "file-missing"},
		{"![x](/pohto.png)", "image-missing ![x](/photo.png)"},
		{"![x](/marbles.png)", "image-missing"},
		{"![x](../../../../etc/x.png)", "image-outside"},
		{"![x](/empty.png)", "image-kind"},
		{"![x](/words.png)", "image-kind"},
	} {
		src := source("Post", "post", "2024-01-04", c.body+"\n")
		write(t, post, src)
		lib := open(t, dir)
		e, ok := lib.Entry(post)
		if !ok {
			t.Fatal("no post")
		}
		if got := described(src, e.Problems); got != c.want {
			t.Errorf("%q: %q, want %q", c.body, got, c.want)
		}
		if at := lib.CheckSource(post, src, noon); !slices.EqualFunc(at, e.Problems, samePlace) {
			t.Errorf("%q: %v of the text, %v of the library", c.body, at, e.Problems)
		}
		if again, err := Refresh(t.Context(), lib, noon); err != nil || !slices.EqualFunc(again.Entries[0].Problems, lib.Entries[0].Problems, samePlace) {
			t.Errorf("%q: looked at again it has other problems", c.body)
		}
		if inner, _ := lib.Entry(filepath.Join(dir, "2024/inner.md")); len(inner.Problems) != 1 || inner.Problems[0].Rule != "post-missing" {
			t.Errorf("the post in a folder has %v", inner.Problems)
		}
	}
}

func samePlace(a, b post.Problem) bool { return a.String() == b.String() }

// described are the rules of problems of a text, and the lines that their fixes
// make.
func described(src string, list []post.Problem) string {
	var said []string
	for _, p := range list {
		s := p.Rule
		if f := p.Fix; f != nil && f.Key == "" {
			line := strings.LastIndex(src[:f.Start], "\n") + 1
			rest, _, _ := strings.Cut(src[f.End:], "\n")
			s += " " + src[line:f.Start] + f.Text + rest
		}
		said = append(said, s)
	}
	return strings.Join(said, ", ")
}

// TestLevelsOfALibrary holds that galley.toml says what rules count as, and that
// it is told where it names none.
func TestLevelsOfALibrary(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.md"), source("A", "a", "2024-01-01", "![](a.png)\n\nTODO\n"))
	for toml, want := range map[string]string{
		"": "warning alt-missing, warning image-missing, warning todo; []",
		"[check]\nalt-missing = \"error\"\ntodo = \"off\"\nimage-missing = \"hint\"\n": "error alt-missing, hint image-missing; []",
		"[check]\ntodoo = \"off\"\n": "warning alt-missing, warning image-missing, warning todo; [there is no rule todoo in [check]; todo may be meant]",
		"[check]\ntodo = 1\n":        "warning alt-missing, warning image-missing, warning todo; [todo of [check] must be \"error\", \"warning\", \"hint\" or \"off\"]",
		"check = true\n":             "warning alt-missing, warning image-missing, warning todo; [check must be a table, [check]]",
	} {
		write(t, filepath.Join(dir, "galley.toml"), toml)
		lib := open(t, dir)
		var said []string
		for _, p := range lib.Entries[0].Problems {
			said = append(said, p.Severity.String()+" "+p.Rule)
		}
		for i, p := range lib.Problems {
			_, lib.Problems[i], _ = strings.Cut(p, ": ")
		}
		if got := strings.Join(said, ", ") + "; [" + strings.Join(lib.Problems, "; ") + "]"; got != want {
			t.Errorf("%q: %s\nwant %s", toml, got, want)
		}
	}
}

func TestDoubledNumbers(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, "more"), 0o777))
	for _, name := range []string{"0001-a.md", "0001-b.md", "0002-c.md", "more/0001-d.md"} {
		_, _, slug, _ := post.NamePart(name)
		write(t, filepath.Join(dir, name), source("A", slug, "2024-01-01", "x\n"))
	}
	for _, e := range open(t, dir).Entries {
		if got := described("", e.Problems); (got == "number-doubled") != strings.HasPrefix(e.Rel, "0001-") {
			t.Errorf("%s: %s", e.Rel, got)
		}
	}
}

// TestPicturesComeAndGo holds that a picture is found, and missed, where no post
// changed.
func TestPicturesComeAndGo(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.md")
	write(t, path, source("A", "a", "2024-01-01", "![A](a.png)\n"))
	old(t, path)
	lib := open(t, dir)
	before := lib
	for _, want := range []string{"image-missing", "", "image-missing"} {
		if got := described("", lib.Entries[0].Problems); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if want != "" {
			write(t, filepath.Join(dir, "a.png"), "\x89PNG\r\n\x1a\n")
		} else {
			must(t, os.Remove(filepath.Join(dir, "a.png")))
		}
		next, err := Refresh(t.Context(), lib, noon)
		must(t, err)
		if again, err := Refresh(t.Context(), next, noon); err != nil || !again.Same(next) {
			t.Error("posts that are the same are not taken over")
		}
		lib = next
	}
	if described("", before.Entries[0].Problems) != "image-missing" {
		t.Error("the library of before was changed")
	}
}

// TestCheckedAgain changes a library in many ways, the links and files of which are
// looked at again only as far as that may matter: what is then said of its posts is
// what is said of them where nothing is known.
func TestCheckedAgain(t *testing.T) {
	const posts, steps, seed = 8, 400, 7
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(seed, seed))
	clock := time.Now().Add(-24 * time.Hour)
	put := func(name, text string) {
		path := filepath.Join(dir, name)
		write(t, path, text)
		clock = clock.Add(3 * time.Second)
		must(t, os.Chtimes(path, clock, clock))
	}
	slugs := []string{"a", "b", "c", "d", "e", "f", "g", "h", "lost"}
	any := func() string { return slugs[r.IntN(len(slugs))] }
	one := func() string {
		return [...]string{
			"[x](/posts/" + any() + ")", "[x](/posts/" + any() + "#part)", "[x](" + any() + ".md)", "[x](/posts/old-" + any() + ")",
			"![x](/" + any() + ".png)", "![x](" + any() + ".png)", "[x](/" + any() + ".pdf)", "![x](assets/" + any() + ".png)", "# Part\n",
		}[r.IntN(9)]
	}
	text := func(i int) string {
		src := source("Title "+strconv.Itoa(r.IntN(3)), slugs[i], "2024-01-01", "")
		if r.IntN(3) == 0 {
			src = strings.Replace(src, "\n\n---", "\n!! aliases: /posts/old-"+any()+"\n\n---", 1)
		}
		for range r.IntN(4) {
			src += "\n" + one() + "\n"
		}
		return src
	}
	for i := range posts {
		put(fmt.Sprintf("%04d-%s.md", i, slugs[i]), text(i))
	}
	lib := open(t, dir)
	kept := 0
	for range steps {
		i := r.IntN(posts)
		name := fmt.Sprintf("%04d-%s.md", i, slugs[i])
		switch r.IntN(9) {
		case 0, 1, 2:
			put(name, text(i))
		case 3:
			must(t, os.MkdirAll(filepath.Join(dir, "assets"), 0o777))
			put("assets/"+any()+".png", "\x89PNG\r\n\x1a\n")
		case 4:
			put(any()+".png", [...]string{"\x89PNG\r\n\x1a\n", "words"}[r.IntN(2)])
		case 5:
			_ = os.Remove(filepath.Join(dir, [...]string{"", "assets"}[r.IntN(2)], any()+".png"))
		case 6:
			must(t, os.RemoveAll(filepath.Join(dir, "assets")))
		case 7:
			must(t, os.MkdirAll(filepath.Join(dir, "assets"), 0o777))
			put("assets/"+any()+".pdf", "%PDF")
		case 8:
			if r.IntN(4) == 0 {
				must(t, os.Remove(filepath.Join(dir, name)))
				next, err := Refresh(t.Context(), lib, noon)
				must(t, err)
				lib = next
				put(name, text(i))
			}
		}
		next, err := Refresh(t.Context(), lib, noon)
		must(t, err)
		if next.sights == lib.sights {
			kept++
		}
		lib = next
		fresh := open(t, dir)
		for i, e := range fresh.Entries {
			if got := lib.Entries[i]; got.Path != e.Path || !slices.EqualFunc(got.Problems, e.Problems, samePlace) {
				t.Fatalf("%s has %v, want %v", e.Rel, got.Problems, e.Problems)
			}
		}
	}
	if kept < steps/10 {
		t.Errorf("all was looked at again in %d of %d steps", steps-kept, steps)
	}
}
