package layout

import (
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// Whatever a template holds: it makes a page within limits, or an error with a
// place in it, and that soon.
func FuzzTemplate(f *testing.F) {
	for _, text := range []string{
		"", "{{.Title}}", "{{range .Site.Posts}}{{.URL}}{{end}}", `{{define "x"}}{{template "x"}}{{end}}{{template "x"}}`, "{{range 1000000}}{{range 10000}}{{end}}{{end}}",
		`{{$x := "ab"}}{{range 100}}{{$x = printf "%s%s" $x $x}}{{end}}{{$x}}`, `<script>var x = {{.Post}}</script>`, `<a href="{{.Post.URL}}" style="{{.Title}}" onclick="{{.Title}}">`,
		`{{join ", " .Posts}}{{first 3 .Site.Tags}}{{len .Site.Years}}{{index .Site.Posts 9}}`, "{{/* x */}}{{- .Title -}}", `{{block "a" .}}{{break}}{{end}}`,
		`{{printf "%*d" 5 5}}{{printf "%[9]d" 1}}{{js "\\"}}{{urlquery .Post.Content}}{{slice .Title 0 1}}{{call .Title}}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > maxFile {
			return
		}
		s := &Set{dir: "templates"}
		began := time.Now()
		problems := s.parse([]string{"post.html"}, map[string]string{"post.html": text})
		if s.Has(PostPage) == (len(problems) > 0) {
			t.Fatalf("it is in use, but wrong: %+v", problems)
		}
		if s.Has(PostPage) {
			data, err := s.Render(t.Context(), sample(), onPost())
			if e, ok := errors.AsType[*Error](err); err != nil && !ok {
				t.Fatalf("%v", err)
			} else if ok {
				problems = append(problems, e.Problem)
			}
			if len(data) > maxPage+1000 {
				t.Errorf("the page has %d bytes", len(data))
			}
		}
		for _, p := range problems {
			if p.Path != filepath.Join("templates", "post.html") || p.Line < 1 || p.Message == "" {
				t.Errorf("%+v", p)
			}
		}
		if d := time.Since(began); d > 30*time.Second {
			t.Errorf("it took %v", d)
		}
	})
}
