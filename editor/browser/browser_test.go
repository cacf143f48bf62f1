package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/export"
	"galley.app/galley/storage/export/site"
)

func TestPages(t *testing.T) {
	cache, now := t.TempDir(), time.Now()
	var other, g Pages
	other.Begin(cache)
	theirs, err := other.folder()
	if err != nil {
		t.Fatal(err)
	}
	defer other.End()
	left := filepath.Join(cache, "pages", ".galley-pages-0123456789ab")
	if err := os.MkdirAll(filepath.Join(left, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{left, theirs} {
		if err := os.Chtimes(dir, now.Add(-time.Hour), now.Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	g.Begin(cache)
	if _, err := os.Stat(left); err == nil {
		t.Error("what a crash left behind is still there")
	}
	if _, err := os.Stat(theirs); err != nil {
		t.Error("another process's page was taken away")
	}
	dir, err := g.folder()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := g.folder(); again != dir || err != nil {
		t.Errorf("a second folder %s, %v", again, err)
	}
	src := "!! title: A page\n!! slug: a-page\n\n---\n\nNot saved yet. <script>x()</script>\n"
	file, err := writePage(dir, "/lib/a.md", src, now, export.PageOptions{Site: site.Site{Page: "essay"}, Theme: "dark"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Not saved yet.", "<title>A page</title>", `data-theme="dark"`, "--measure: 600px"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(string(b), "<script") {
		t.Error("the page has a script")
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the page's mode is %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder's mode is %v, %v", info.Mode(), err)
	}
	g.End()
	if _, err := os.Stat(dir); err == nil {
		t.Error("the pages stay after the end")
	}
}

func TestPageNames(t *testing.T) {
	dir := t.TempDir()
	for slug, want := range map[string]string{"a-b": "a-b.html", "": "post.html", "../../x": "post.html", "..": "post.html", strings.Repeat("x", 300): "post.html"} {
		file, err := writePage(dir, "", "!! slug: "+slug+"\n\n---\n\nx\n", time.Now(), export.PageOptions{})
		if err != nil {
			t.Errorf("%q: %v", slug, err)
			continue
		}
		if filepath.Dir(file) != dir || filepath.Base(file) != want {
			t.Errorf("slug %.20q gives %s, want %s", slug, file, want)
		}
	}
}

func TestPagesNowhere(t *testing.T) {
	var g Pages
	g.Begin("")
	if _, err := g.folder(); err == nil {
		t.Error("a folder without a cache")
	}
	g.End()
}
