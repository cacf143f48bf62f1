package export

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"galley.app/galley/storage/export/site"
)

var fontAddresses = regexp.MustCompile(`url\(([^)]*)\) format\("woff2"\)`)

// A page holds its typefaces itself; a site has them in files beside, with their
// licences, and all its pages lead there.
func TestPagesBringTheirTypefaces(t *testing.T) {
	posts := []Source{simple("a.md", "a", "2024-01-01"), tagged("b.md", "b", "2024-02-01", "go")}
	for _, off := range []bool{false, true} {
		o := Options{Site: site.Site{Title: "Site", URL: "https://example.org", NoFonts: off}}
		html := all(t, format(t, "html"), posts[:1], o)[""]
		found := fontAddresses.FindAllStringSubmatch(html, -1)
		if off != (len(found) == 0) {
			t.Errorf("without typefaces %v: the page has %d", off, len(found))
		}
		for _, m := range found {
			if !strings.HasPrefix(m[1], "data:font/woff2;base64,") {
				t.Errorf("the page fetches %.80s", m[1])
			}
		}
		files := all(t, format(t, "site"), posts, o)
		pages := 0
		for name, data := range files {
			if path.Ext(name) != ".html" {
				continue
			}
			for _, m := range fontAddresses.FindAllStringSubmatch(data, -1) {
				pages++
				if to := path.Join(path.Dir(name), m[1]); files[to] == "" {
					t.Errorf("%s leads to %s, which is not there", name, to)
				}
				if !strings.Contains(data, "font-src 'self'") {
					t.Errorf("%s may not load its typefaces", name)
				}
			}
		}
		if off != (pages == 0) || off != (files["fonts/literata-400.woff2"] == "") || off != (files["fonts/literata-LICENSE.txt"] == "") {
			t.Errorf("without typefaces %v: they are named %d times, and the files are %d", off, pages, len(files))
		}
	}
}

// A theme brings its own typefaces, and a post may be called like their folder.
func TestTypefacesTakeTheirNames(t *testing.T) {
	o := Options{Site: site.Site{Title: "Site", Page: "terminal"}}
	files := all(t, format(t, "site"), []Source{simple("a.md", "fonts", "2024-01-01")}, o)
	if files["fonts/ibm-plex-mono-400.woff2"] == "" || files["fonts/ibm-plex-mono-700.woff2"] == "" {
		t.Error("the theme's typefaces are not there")
	}
	if files["fonts/literata-400.woff2"] != "" {
		t.Error("a typeface is there that the theme does not use")
	}
}
