//go:build unix

package layout

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// Static files are ordinary ones of the library, and no others.
func TestStatic(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret")
	dir := library(t, map[string]string{
		"static/a.css": "a", "static/x/b.js": "b", "static/.git/config": "c", "static/x/.env": "d", "static/bad:name": "e", "static/Thumbs.db": "f", "other.txt": "g",
	})
	static := filepath.Join(dir, "static")
	for _, err := range []error{
		os.WriteFile(outside, []byte("secret"), 0o600),
		os.Symlink(outside, filepath.Join(static, "out")),
		os.Symlink(filepath.Dir(outside), filepath.Join(static, "outdir")),
		os.Symlink("../other.txt", filepath.Join(static, "in")),
		os.Symlink("x", filepath.Join(static, "indir")),
		os.Symlink("none", filepath.Join(static, "broken")),
		syscall.Mkfifo(filepath.Join(static, "pipe"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	s := Static(dir)
	if want := []string{"a.css", "in", "x/b.js"}; !slices.Equal(s.Names, want) {
		t.Errorf("there are %q, want %q", s.Names, want)
	}
	var said []string
	for _, p := range s.Problems {
		said = append(said, strings.TrimPrefix(p.Path, static)+" "+p.Message)
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"/out it is left out, since it is a link out of the library", "/outdir it is left out, since it is a link out", "/pipe it is left out, since it is not an ordinary file", "/broken it is left out", "/bad:name it is left out", "/indir it is left out, since it is a link to a folder"} {
		if !strings.Contains(all, want) {
			t.Errorf("it is not said that %s:\n%s", want, all)
		}
	}
	if len(s.Problems) != 6 {
		t.Errorf("it is said:\n%s", all)
	}
	for name, want := range map[string]string{"a.css": "a", "in": "g"} {
		if got, err := s.Read(name); string(got) != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for _, name := range []string{"out", "outdir/secret", "../other.txt", "x/.env", ".git/config", "/etc/passwd", "", "none", "pipe", "x"} {
		if got, err := s.Read(name); err == nil {
			t.Errorf("%s can be read: %q", name, got)
		}
	}
	if _, err := s.Read("none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	linked := library(t, map[string]string{"other/a.css": ""})
	if err := os.Symlink(dir, filepath.Join(linked, "static")); err != nil {
		t.Fatal(err)
	}
	if s := Static(linked); len(s.Names) > 0 || len(s.Problems) != 1 {
		t.Errorf("a folder that is a link has %q, %v", s.Names, s.Problems)
	}
}

// That there are too many files is said once, whatever folders they lie in.
func TestStaticFull(t *testing.T) {
	files := map[string]string{"static/b/x": "", "static/c/x": "", "static/d/x": ""}
	for i := range maxStaticFiles {
		files[fmt.Sprintf("static/a/%d", i)] = ""
	}
	if s := Static(library(t, files)); len(s.Names) != maxStaticFiles || len(s.Problems) != 1 {
		t.Errorf("%d files, %v", len(s.Names), s.Problems)
	}
}

// A template that is a link out of the library is not read.
func TestTemplateOutside(t *testing.T) {
	outside := library(t, map[string]string{"secret.html": "secret"})
	dir := library(t, map[string]string{"templates/index.html": "x"})
	if err := os.Symlink(filepath.Join(outside, "secret.html"), filepath.Join(dir, "templates", "post.html")); err != nil {
		t.Fatal(err)
	}
	s, problems := Read(dir)
	if s.Has(PostPage) || !s.Has(Index) || len(problems) != 1 || problems[0].Message != "it is a link out of the library" {
		t.Errorf("%v, %+v", s.kinds, problems)
	}
}

// A file is read once, however often a page names it, and so is one that is too
// large to be put in.
func TestInlineReadsOnce(t *testing.T) {
	read := map[string]int{}
	files := map[string][]byte{"small.png": []byte("x"), "empty.png": nil, "large.bin": make([]byte, maxPage+1)}
	in := inliner{known: map[string][]byte{}, has: map[string]bool{"small.png": true, "empty.png": true, "large.bin": true, "gone.png": true}, left: maxPage, read: func(name string) ([]byte, error) {
		read[name]++
		data, ok := files[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return data, nil
	}}
	got := in.style(strings.Repeat("url(small.png) url(empty.png) url(large.bin) url(gone.png) ", 20), "", 0)
	for name, n := range read {
		if n != 1 {
			t.Errorf("%s is read %d times", name, n)
		}
	}
	if strings.Count(got, "data:") != 40 || strings.Count(got, "url(large.bin)") != 20 || strings.Count(got, "url(gone.png)") != 20 || len(read) != 4 {
		t.Errorf("%.300s %v", got, read)
	}
}

// What a style sheet names is put in however it is written, and nothing else.
func TestInlineStyle(t *testing.T) {
	has := map[string]string{"a.css": "b{}", "a.png": "x"}
	const css, png = `"data:text/css;charset=utf-8;base64,Ynt9"`, `"data:image/png;base64,eA=="`
	for text, want := range map[string]string{
		`@import "a.css";`:                  "@import " + css + ";",
		`@IMPORT'a.css' screen;`:            "@IMPORT" + css + " screen;",
		`@import url("a.css") print;`:       "@import url(" + css + ") print;",
		`@import "b.css"; @import "a.css`:   `@import "b.css"; @import "a.css`,
		"@import \"a.css\n\";":              "@import \"a.css\n\";",
		`x { background: URL( a.png ) }`:    "x { background: URL(" + png + ") }",
		`x { background: url(a.png`:         "x { background: url(a.png",
		`url(a.png)url('a.png')`:            "url(" + png + ")url(" + png + ")",
		`@import "https://e.example/a.css"`: `@import "https://e.example/a.css"`,
		`x { content: "a.css" }`:            `x { content: "a.css" }`,
	} {
		in := inliner{known: map[string][]byte{}, has: map[string]bool{"a.css": true, "a.png": true}, left: maxPage, read: func(name string) ([]byte, error) {
			return []byte(has[name]), nil
		}}
		if got := in.style(text, "", 0); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// Pictures of several sizes are put in, and what is no file of static stays.
func TestInlineSources(t *testing.T) {
	const data = "data:image/png;base64,eA=="
	for text, want := range map[string]string{
		"a.png":                            data,
		" a.png 1x,a.png 2x":               " " + data + " 1x," + data + " 2x",
		"a.png, a.png 2x":                  data + ", " + data + " 2x",
		"b.png 480w,\n  a.png 800w":        "b.png 480w,\n  " + data + " 800w",
		"https://e.example/a,b.png, a.png": "https://e.example/a,b.png, " + data,
		data + " 1x, a.png":                data + " 1x, " + data,
		"a.png,":                           data + ",",
		", ,":                              ", ,",
		"":                                 "",
	} {
		in := inliner{known: map[string][]byte{}, has: map[string]bool{"a.png": true}, left: maxPage, read: func(string) ([]byte, error) { return []byte("x"), nil }}
		if got := in.sources(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	dir := library(t, map[string]string{"static/a.png": "x"})
	if got, want := string(Static(dir).Inline([]byte(`<img src="a.png" srcset="a.png 2x" alt="">`))), `<img src="`+data+`" srcset="`+data+` 2x" alt="">`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Style sheets that name each other end.
func TestInlineEnds(t *testing.T) {
	dir := library(t, map[string]string{"static/a.css": "@import url(b.css); @import url(b.css); @import url(b.css);", "static/b.css": "@import url(a.css); @import url(a.css); @import url(a.css);"})
	got := Static(dir).Inline([]byte(`<link rel="stylesheet" href="a.css">`))
	if !strings.HasPrefix(string(got), "<style>") || len(got) > 1<<20 {
		t.Errorf("%d bytes: %.200s", len(got), got)
	}
}
