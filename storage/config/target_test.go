package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadTargets(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	p := UserPaths(func(k string) string {
		if k == "GALLEY_HOME" {
			return home
		}
		return ""
	})
	write := func(path, s string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(s), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if list, err := ReadTargets(dir, p); len(list) != 0 || err != nil {
		t.Errorf("%v, %v", list, err)
	}
	write(filepath.Join(dir, SiteFile), `
[[target]]
name = "site"
format = "site"
out = "../site"
drafts = true
after = "rm -rf /"
[[target]]
name = "feed"
format = "rss"
out = "feed.xml"
published-only = true
skip-errors = 1
[[target]]
name = "site"
format = "rss"
[[target]]
out = "x"
`)
	write(p.settingsFile(), `
theme = "dark"
[[target]]
library = '`+dir+`'
name = "site"
out = "/srv/www"
after = "rsync"
[[target]]
library = '`+home+`'
name = "feed"
after = "other library"
`)
	list, err := ReadTargets(dir, p)
	if len(list) != 2 || list[0] != (Target{Name: "site", Format: "site", Out: "/srv/www", Drafts: true, After: "rsync", Own: true}) || list[1] != (Target{Name: "feed", Format: "rss", Out: "feed.xml", PublishedOnly: true}) {
		t.Errorf("%+v", list)
	}
	for _, want := range []string{"after is only taken from your own settings", "skip-errors must be true or false", "the name is there twice", "name and format must be given"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not told in %v", want, err)
		}
	}
	// The author's settings survive a change of another key.
	s, err := ReadSettings(p, noon)
	if err != nil {
		t.Fatal(err)
	}
	was := s
	s.Theme = "light"
	if err := s.Write(p, was, noon); err != nil {
		t.Fatal(err)
	}
	if again, _ := ReadTargets(dir, p); len(again) != 2 || again[0] != list[0] {
		t.Errorf("after a change of the settings: %+v", again)
	}
}

// A library's own target writes by itself only within the library.
func TestTargetPlace(t *testing.T) {
	dir, far := t.TempDir(), t.TempDir()
	if err := os.Symlink(far, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(far, "x"), filepath.Join(dir, "file.xml")); err != nil {
		t.Fatal(err)
	}
	for out, free := range map[string]bool{
		"site": true, "a/b/site/": true, "feed.xml": true, "./x": true, "a/../x": true,
		"../site": false, "/etc/passwd": false, "a/../../x": false, ".git/config": false, "x/.ssh/y": false, ".": false, "..": false, "./": false, "link/x": false, "file.xml": false,
	} {
		path, got, err := Target{Name: "t", Out: out}.Place(dir)
		if err != nil || got != free || path == "" {
			t.Errorf("%s: %s, %v, %v", out, path, got, err)
		}
		if _, got, _ := (Target{Name: "t", Out: out, Own: true}).Place(dir); !got {
			t.Errorf("%s: the author's own word is not enough", out)
		}
	}
	if _, _, err := (Target{Name: "t"}).Place(dir); err == nil {
		t.Error("a target without a place has one")
	}
}

// A library's name of a target breaks no line.
func TestTargetNamesAreOneLine(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, SiteFile), []byte("[[target]]\nname = \"a\\nb\"\nformat = \"site\"\nafter = \"rm\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := ReadTargets(dir, Paths{})
	if len(list) != 1 || err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), `target "a\nb": after`) {
		t.Errorf("%+v, %v", list, err)
	}
	if _, _, err := list[0].Place(dir); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("without a place: %v", err)
	}
}
