package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSetSitePage(t *testing.T) {
	for name, c := range map[string]struct{ before, want string }{
		"no file":      {"", "[library]\npage = \"essay\"\n"},
		"a line of it": {"# mine\n[library]\npage = \"plain\" # so\nassets = \"x\"\n", "# mine\n[library]\npage = \"essay\" # so\nassets = \"x\"\n"},
		"no line":      {"[site]\ntitle = \"T\"\n\n[library]\nassets = \"x\"\n[other]\na = 1\n", "[site]\ntitle = \"T\"\n\n[library]\nassets = \"x\"\npage = \"essay\"\n[other]\na = 1\n"},
		"no table":     {"[site]\ntitle = \"T\"\n", "[site]\ntitle = \"T\"\n\n[library]\npage = \"essay\"\n"},
		"CRLF":         {"[library]\r\npage = \"plain\"\r\n", "[library]\r\npage = \"essay\"\r\n"},
		"the same":     {"[library]\npage   =  'essay'", "[library]\npage   =  'essay'"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, SiteFile)
			if c.before != "" {
				if err := os.WriteFile(path, []byte(c.before), 0o640); err != nil {
					t.Fatal(err)
				}
			}
			if err := SetSitePage(dir, "essay"); err != nil {
				t.Fatal(err)
			}
			if got := read(t, path); got != c.want {
				t.Errorf("the file is\n%s\nwant\n%s", got, c.want)
			}
			if site, err := ReadSite(dir); err != nil || site.Page != "essay" {
				t.Errorf("read as %q, %v", site.Page, err)
			}
		})
	}
}

// A library's galley.toml may be a link that came with it.
func TestSetSitePageFollowsNoLinkOut(t *testing.T) {
	dir := tree(t, map[string]string{"private.toml": "[library]\npage = \"plain\"\n", "lib/": "", "lib/own.toml": "", "gone/": ""})
	lib := filepath.Join(dir, "lib")
	path := filepath.Join(lib, SiteFile)
	for _, to := range []string{"../private.toml", filepath.Join(dir, "private.toml"), "../nowhere.toml"} {
		must(t, os.Symlink(to, path))
		oneLine(t, SetSitePage(lib, "essay"), SiteFile, "outside of the library", "nothing was changed")
		must(t, os.Remove(path))
	}
	if got := read(t, filepath.Join(dir, "private.toml")); got != "[library]\npage = \"plain\"\n" {
		t.Errorf("outside stands %q", got)
	}
	must(t, os.Symlink("own.toml", path))
	must(t, SetSitePage(lib, "essay"))
	if got := read(t, filepath.Join(lib, "own.toml")); got != "[library]\npage = \"essay\"\n" {
		t.Errorf("a link within the library leads to %q", got)
	}
}

func TestSetSitePageLeavesAlone(t *testing.T) {
	for name, before := range map[string]string{"broken": "[library\npage = 3\n", "no table": "library = 3\n"} {
		dir := t.TempDir()
		path := filepath.Join(dir, SiteFile)
		if err := os.WriteFile(path, []byte(before), 0o644); err != nil {
			t.Fatal(err)
		}
		err := SetSitePage(dir, "essay")
		if err == nil || !strings.Contains(err.Error(), SiteFile) {
			t.Errorf("%s: error %v", name, err)
		}
		if got := read(t, path); got != before {
			t.Errorf("%s: the file was changed to %q", name, got)
		}
	}
	dir := t.TempDir()
	if err := SetSitePage(dir, "none such"); err == nil {
		t.Error("an unknown theme was taken")
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Error("a file was made for nothing")
	}
	if err := SetSitePage(filepath.Join(dir, "gone"), "essay"); err == nil {
		t.Error("a folder that is not there was written to")
	}
}

func TestReadSiteUnknownPage(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, SiteFile), []byte("[library]\npage = \"fancy\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	site, err := ReadSite(dir)
	if site.Page != "plain" || err == nil || !strings.Contains(err.Error(), "essay") {
		t.Errorf("page %q, error %v", site.Page, err)
	}
}

func TestSetSiteName(t *testing.T) {
	for name, c := range map[string]struct{ before, title, url, want string }{
		"no file":         {"", "My \"Blog\"", "https://e.org/", "[site]\ntitle = \"My \\\"Blog\\\"\"\nurl = \"https://e.org\"\n"},
		"both":            {"# mine\n[site]\ntitle = \"T\" # so\nurl = \"http://a\"\nx = 1\n", "U", "https://e.org", "# mine\n[site]\ntitle = \"U\" # so\nurl = \"https://e.org\"\nx = 1\n"},
		"the title alone": {"[site]\nurl = \"http://a\"\n", "U", "", "[site]\nurl = \"http://a\"\ntitle = \"U\"\n"},
		"nothing":         {"[site]\nurl = 'http://a'\n", " ", "", "[site]\nurl = 'http://a'\n"},
		"the same":        {"[site]\nurl = 'http://a'\n", "", "http://a/", "[site]\nurl = 'http://a'\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, SiteFile)
			if c.before != "" {
				must(t, os.WriteFile(path, []byte(c.before), 0o640))
			}
			must(t, SetSiteName(dir, c.title, c.url))
			if got := read(t, path); got != c.want {
				t.Errorf("the file is\n%s\nwant\n%s", got, c.want)
			}
		})
	}
	dir := t.TempDir()
	for _, address := range []string{"example.org", "ftp://e.org", "https://e.org?x"} {
		if err := SetSiteName(dir, "T", address); err == nil {
			t.Errorf("%s is taken for an address", address)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Error("a file was made for nothing")
	}
}
