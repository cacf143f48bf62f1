package config

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func TestReadSite(t *testing.T) {
	full := Site{
		Title: "Notes from the forge", URL: "https://example.org/blog", Description: "What I make", Author: "Ann",
		Language: "de", Spoken: true, Posts: "/p/", Assets: "../images", Page: "plain", PerPage: 50,
	}
	some := DefaultSite()
	some.Title = "T"
	inline := some
	inline.InlineMath = true
	bare := some
	bare.NoFonts = true
	one, ten := some, some
	one.PerPage, ten.PerPage = 0, 10
	for _, c := range []struct {
		name, text string
		want       Site
		wrong      []string // in the error
	}{
		{"full", "[site]\ntitle = \"Notes from the forge\" # a comment\nurl = \"https://example.org/blog/\"\n" +
			"description = \"What I make\"\nauthor = \"Ann\"\nlanguage = \"de\"\nposts = \"p\"\n[library]\nassets = \"../images\"\npage = \"plain\"\n", full, nil},
		{"empty", "", DefaultSite(), nil},
		{"BOM and CRLF", "\ufeff[site]\r\ntitle = \"T\"\r\n", some, nil},
		{"unknown keys", "colour = 3\n[site]\ntitle = \"T\"\nother = [1, 2]\n[more]\nx = 1\n", some, nil},
		{"empty values", "[site]\ntitle = \"T\"\nlanguage = \"\"\nposts = \" \"\n", some, nil},
		{"formulas among words", "[site]\ntitle = \"T\"\n[library]\ninline_math = true\n", inline, nil},
		{"no typefaces", "[site]\ntitle = \"T\"\n[library]\nfonts = false\n", bare, nil},
		{"typefaces", "[site]\ntitle = \"T\"\n[library]\nfonts = true\n", some, nil},
		{"text for typefaces", "[site]\ntitle = \"T\"\n[library]\nfonts = \"Arial\"\n", some, []string{"fonts of [library]", "true or false"}},
		{"no formulas among words", "[site]\ntitle = \"T\"\n[library]\ninline_math = false\n", some, nil},
		{"text for yes or no", "[site]\ntitle = \"T\"\n[library]\ninline_math = \"yes\"\n", some, []string{"inline_math of [library]", "true or false"}},
		{"ten posts a page", "[site]\ntitle = \"T\"\nper_page = 10\n", ten, nil},
		{"all posts on one page", "[site]\ntitle = \"T\"\nper_page = 0\n", one, nil},
		{"less than no posts a page", "[site]\ntitle = \"T\"\nper_page = -1\n", some, []string{"per_page of [site]", "0 to 10000"}},
		{"words for a number of posts", "[site]\ntitle = \"T\"\nper_page = \"many\"\n", some, []string{"per_page of [site]", "number"}},
		{"no TOML", "[site]\ntitle = \"T\"\nurl = here\n", DefaultSite(), []string{SiteFile + ":3", "defaults"}},
		{"an open string", "[site]\ntitle = \"T\n", DefaultSite(), []string{SiteFile + ":2", "defaults"}},
		{"a key twice", "[site]\ntitle = \"T\"\ntitle = \"U\"\n", DefaultSite(), []string{SiteFile + ":3"}},
		{"not UTF-8", "[site]\ntitle = \"\xe9\"\n", DefaultSite(), []string{SiteFile, "defaults"}},
		{"a number for text", "[site]\ntitle = \"T\"\nauthor = 5\n", some, []string{"author", "text in quotes"}},
		{"a value for a table", "site = 5\n", DefaultSite(), []string{"site must be a table, [site]"}},
		{"a script for an address", "[site]\ntitle = \"T\"\nurl = \"javascript:alert(1)\"\n", some, []string{"url", "https://example.org"}},
		{"no host", "[site]\ntitle = \"T\"\nurl = \"example.org\"\n", some, []string{"url"}},
		{"a query", "[site]\ntitle = \"T\"\nurl = \"https://example.org/?a=b\"\n", some, []string{"url"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := tree(t, map[string]string{SiteFile: c.text})
			site, err := ReadSite(dir)
			if c.wrong == nil {
				must(t, err)
			} else {
				oneLine(t, err, c.wrong...)
			}
			if !reflect.DeepEqual(site, c.want) {
				t.Errorf("got %+v\nwant %+v", site, c.want)
			}
			if read(t, filepath.Join(dir, SiteFile)) != c.text {
				t.Error("the file was changed")
			}
		})
	}
}

func TestReadSiteWithoutFile(t *testing.T) {
	dir := t.TempDir()
	site, err := ReadSite(dir)
	must(t, err)
	if !reflect.DeepEqual(site, DefaultSite()) {
		t.Errorf("got %+v", site)
	}
	if list, _ := os.ReadDir(dir); len(list) != 0 {
		t.Error("reading made a file")
	}
	must(t, os.Mkdir(filepath.Join(dir, SiteFile), 0o755))
	_, err = ReadSite(dir)
	oneLine(t, err, SiteFile, "folder")
}

func TestReadSiteTooLarge(t *testing.T) {
	dir := tree(t, map[string]string{SiteFile: ""})
	must(t, os.Truncate(filepath.Join(dir, SiteFile), maxSite+1))
	_, err := ReadSite(dir)
	oneLine(t, err, SiteFile, "too large")
}

func TestPostURL(t *testing.T) {
	for _, c := range []struct {
		site Site
		want string
	}{
		{Site{}, "/posts/a-b"},
		{Site{URL: "https://example.org", Posts: "/p/"}, "https://example.org/p/a-b"},
		{Site{URL: "https://example.org", Posts: "/"}, "https://example.org/a-b"},
	} {
		if got := c.site.PostURL("a-b"); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
