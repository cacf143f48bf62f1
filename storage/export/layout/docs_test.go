package layout

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// docs/templates.md names every value that templates are given, and no others; its
// example works.
func TestDocs(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "templates.md"))
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	section := func(from, to string) string {
		_, rest, ok := strings.Cut(doc, from)
		part, _, ok2 := strings.Cut(rest, to)
		if !ok || !ok2 {
			t.Fatalf("there is no part from %q to %q", from, to)
		}
		return part
	}
	for _, c := range []struct {
		of   any
		text string
	}{
		{Page{}, section("The values of a page", "Of the site:")},
		{Site{}, section("Of the site:", "Of a post:")},
		{Post{}, section("Of a post:", "Of a tag or a year:")},
		{Tag{}, section("Of a tag or a year:", "\n")},
		{Year{}, section("Of a tag or a year:", "\n")},
		{Feed{}, section("`.Feeds`", "\n")},
	} {
		kind := reflect.TypeOf(c.of)
		known := map[string]bool{}
		for i := range kind.NumField() {
			if f := kind.Field(i); f.IsExported() {
				known[f.Name] = true
			}
		}
		for i := range kind.NumMethod() {
			if name := kind.Method(i).Name; name != "String" {
				known[name] = true
			}
		}
		for name := range known {
			if !strings.Contains(c.text, "`."+name+"`") && !strings.Contains(c.text, "`."+name+" ") {
				t.Errorf("%s.%s is not told of", kind.Name(), name)
			}
		}
		for line := range strings.Lines(c.text) {
			cell, _, _ := strings.Cut(strings.TrimPrefix(line, "|"), "|")
			for i, part := range strings.Split(cell, "`.") {
				name, _, _ := strings.Cut(part, "`")
				name, _, _ = strings.Cut(name, " ")
				if i > 0 && strings.HasPrefix(line, "|") && !known[name] && kind.Name() != "Feed" {
					t.Errorf("%s.%s is told of, but is not there", kind.Name(), name)
				}
			}
		}
	}

	blocks := strings.Split(doc, "```")
	var pages []string
	for _, b := range blocks {
		if text, ok := strings.CutPrefix(b, "html\n"); ok {
			pages = append(pages, text)
		}
	}
	if len(pages) != 2 {
		t.Fatalf("there are %d examples", len(pages))
	}
	dir := library(t, map[string]string{"templates/post.html": pages[0], "templates/index.html": pages[1], "static/own.css": "x"})
	if problems := Check(t.Context(), dir); len(problems) > 0 {
		t.Errorf("%+v", problems)
	}
	s, _ := Read(dir)
	page := render(t, s, onPost())
	for _, want := range []string{`href="../../own.css"`, "<h1>A post</h1>", `<time datetime="2024-02-29">29 February 2024</time>`, `<a class="tag" href="../../tags/a-tag/index.html">a tag</a>`, `<a href="../another-post/index.html">Another post</a>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the example lacks %s:\n%s", want, page)
		}
	}
}
