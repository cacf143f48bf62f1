package export

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/site"
)

// templated is a library whose page of a post asks for the typefaces.
var templated = map[string]string{
	"templates/post.html": `<!DOCTYPE html><title>{{.Title}}</title>{{.Head}}<style>{{.Site.Fonts}}{{.Site.Style}}</style><BODY class="a"><h1>{{.Title}}</h1>{{.Post.Content}}`,
}

// A page by a template that asks for the typefaces has rules for them, which lead to files of the site.
func TestTemplatesHaveTypefaces(t *testing.T) {
	growth.Alone(t)
	posts := []Source{simple("a.md", "a", "2023-01-01")}
	for _, tt := range []struct {
		name   string
		design map[string]string
		none   bool
		page   bool // has rules
		files  bool
	}{
		{"a template that asks", templated, false, true, true},
		{"pages shall have none", templated, true, false, false},
		{"one that does not ask, beside built-in lists", map[string]string{"templates/post.html": "{{.Title}}"}, false, false, true},
		{"templates for all pages that do not ask", everyTemplate("{{.Title}}"), false, false, false},
		{"templates for all pages that ask", everyTemplate("<style>{{.Site.Fonts}}</style>"), false, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{Format: format(t, "site"), Now: noon, Site: site.Site{Title: "T", NoFonts: tt.none}, Design: designed(t, tt.design)}
			out := filepath.Join(t.TempDir(), "out")
			if err := NewPlan(posts, o).WriteFile(out); err != nil {
				t.Fatal(err)
			}
			files, fonts := tree(t, out), 0
			page := files["posts/a/index.html"]
			for name := range files {
				if font, ok := strings.CutPrefix(name, "fonts/"); ok && strings.HasSuffix(name, ".woff2") {
					fonts++
					if tt.page && !strings.Contains(page, "../../fonts/"+font) {
						t.Errorf("the page does not name %s", name)
					}
				}
			}
			if got := strings.Contains(page, "@font-face"); got != tt.page {
				t.Errorf("the page has rules for typefaces: %v, want %v:\n%s", got, tt.page, page)
			}
			if fonts > 0 != tt.files {
				t.Errorf("the site has %d typefaces, want some: %v", fonts, tt.files)
			}
			live := NewPlan(posts, o).Live()
			for name := range files {
				if strings.HasPrefix(name, "fonts/") {
					if data, err := live.File(t.Context(), name); err != nil || string(data) != files[name] {
						t.Errorf("%s is shown as %d bytes, %v, and is %d", name, len(data), err, len(files[name]))
					}
				}
			}
			if _, err := live.File(t.Context(), "fonts/none.woff2"); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a typeface that is not there: %v", err)
			}
		})
	}
}

func everyTemplate(text string) map[string]string {
	files := map[string]string{}
	for _, kind := range []string{"post", "index", "tag", "tags", "year", "archive"} {
		files["templates/"+kind+".html"] = text
	}
	return files
}

// A page that stands alone has the typefaces in itself, where its template asks for them.
func TestTypefacesOfATemplatedPage(t *testing.T) {
	for _, with := range []bool{true, false} {
		var b strings.Builder
		e := ReadPost(simple("a.md", "a", "2023-01-01"), noon)
		if _, err := Page(&b, e, PageOptions{Fonts: with, Design: designed(t, templated)}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(b.String(), "url(data:font/woff2;base64,"); got != with {
			t.Errorf("typefaces in the page: %v, want %v:\n%.600s", got, with, b.String())
		}
	}
}

// Drafts say what they are where a site is shown, and nowhere where it is exported.
func TestDraftsAreMarkedWhereTheyAreShown(t *testing.T) {
	posts := []Source{simple("a.md", "a", "2023-01-01"), simple("wip-b.md", "b", "2023-01-02")}
	for _, design := range []map[string]string{nil, templated, {"templates/post.html": "{{.Post.Content}}"}} {
		o := Options{Format: format(t, "site"), Now: noon, Site: site.Site{Title: "T"}, Drafts: true, Design: designed(t, design)}
		out := filepath.Join(t.TempDir(), "out")
		if err := NewPlan(posts, o).WriteFile(out); err != nil {
			t.Fatal(err)
		}
		live := NewPlan(posts, o).Live()
		for name, text := range tree(t, out) {
			if strings.Contains(text, "galley-draft") || strings.Contains(text, ">Draft<") {
				t.Errorf("%s marks a draft where it is exported", name)
			}
			if !strings.HasSuffix(name, ".html") {
				continue
			}
			data, err := live.File(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			shown := string(data)
			if name == "posts/b/index.html" {
				if strings.Count(shown, draftMark) != 1 || strings.Replace(shown, draftMark, "", 1) != text {
					t.Errorf("the draft is shown as\n%s", shown)
				}
				if before, _, _ := strings.Cut(strings.ToLower(shown), draftMark[:10]); strings.Contains(text, "<body") && !strings.Contains(before, "<body") {
					t.Errorf("the mark is not in the body:\n%s", shown)
				}
			}
			if name == "posts/a/index.html" && shown != text {
				t.Errorf("a post that is not a draft is shown as\n%s", shown)
			}
			if name == "index.html" && strings.Count(shown, "<strong>Draft</strong>") != 1 {
				t.Errorf("the list is shown as\n%s", shown)
			}
		}
	}
}

// The map of a site has its lists, too, and is shown as it is exported.
func TestSitemapHasLists(t *testing.T) {
	posts := []Source{tagged("a.md", "a", "2023-01-01", "go"), tagged("b.md", "b", "2024-01-02", "go, Garden tools"), simple("c.md", "c", "2024-03-01")}
	o := Options{Format: format(t, "site"), Now: noon, Site: site.Site{Title: "T", URL: "https://example.org", PerPage: 2}}
	out := filepath.Join(t.TempDir(), "out")
	if err := NewPlan(posts, o).WriteFile(out); err != nil {
		t.Fatal(err)
	}
	files := tree(t, out)
	got := files["sitemap.xml"]
	for _, want := range []string{
		"<loc>https://example.org/</loc>", "<loc>https://example.org/posts/a</loc>", "<loc>https://example.org/page/2/</loc>", "<loc>https://example.org/tags/</loc>",
		"<loc>https://example.org/tags/go/</loc>", "<loc>https://example.org/tags/garden-tools/</loc>", "<loc>https://example.org/archive/</loc>",
		"<loc>https://example.org/archive/2023/</loc>", "<loc>https://example.org/archive/2024/</loc>",
	} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%s is there %d times:\n%s", want, strings.Count(got, want), got)
		}
	}
	if n := strings.Count(got, "<loc>"); n != 11 {
		t.Errorf("there are %d addresses, want 11:\n%s", n, got)
	}
	for _, place := range []string{"archive/2023/", "tags/go/"} {
		if _, ok := files[place+"index.html"]; !ok {
			t.Errorf("there is no page at %s", place)
		}
	}
	data, err := NewPlan(posts, o).Live().File(t.Context(), "sitemap.xml")
	if err != nil || string(data) != got {
		t.Errorf("it is shown as\n%s\n%v", data, err)
	}
}
