package layout

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

// library makes a library with files by their names in it.
func library(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// set reads templates that are right.
func set(t testing.TB, templates map[string]string) *Set {
	t.Helper()
	files := map[string]string{}
	for name, text := range templates {
		files["templates/"+name] = text
	}
	s, problems := Read(library(t, files))
	for _, p := range problems {
		t.Errorf("%+v", p)
	}
	return s
}

func onPost() Request {
	return Request{Kind: PostPage, Place: "posts/a-post/index.html", Title: "A post", Content: "<p>Words &amp; more.</p>\n", Head: `<meta name="x">`}
}

func render(t testing.TB, s *Set, r Request) string {
	t.Helper()
	data, err := s.Render(t.Context(), sample(), r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestValues(t *testing.T) {
	for text, want := range map[string]string{
		`{{.Kind}} {{.Title}} {{.Root}} {{.Site}}`: "post A post ../../ A site",
		`{{.Post.Content}}`:                        "<p>Words &amp; more.</p>\n",
		`<head>{{.Head}}</head>`:                   `<head><meta name="x"></head>`,
		`{{.Post.Date.Format "2 January 2006"}} {{.Post.ISODate}} {{.Post.Minutes}} {{.Post.Words}}`:         "29 February 2024 2024-02-29 1 200",
		`{{range .Post.Tags}}<a href="{{.URL}}">{{.}} {{.Count}}</a>{{end}}`:                                 `<a href="../../tags/a-tag/index.html">a tag 1</a>`,
		`{{with .Post.Newer}}{{.}}{{else}}none{{end}} {{with .Post.Older}}<a href="{{.URL}}">{{end}}`:        `none <a href="../another-post/index.html">`,
		`{{range .Site.Posts}}{{.Title}} {{.URL}} {{.Address}};{{end}}`:                                      "A post index.html https://example.org/posts/a-post;Another post ../another-post/index.html https://example.org/posts/another-post;",
		`{{range first 1 .Site.Posts}}{{.}}{{end}} {{len (first 9 .Site.Posts)}}`:                            "A post 2",
		`{{range .Site.Years}}{{.Name}} {{.URL}}{{range .Posts}} {{.}}{{end}}{{end}}`:                        "2024 ../../archive/2024/index.html A post Another post",
		`{{.Site.URL}} {{.Site.TagsURL}} {{.Site.ArchiveURL}}`:                                               "../../index.html ../../tags/index.html ../../archive/index.html",
		`{{range .Site.Feeds}}<link type="{{.Type}}" href="{{.URL}}">{{end}}`:                                `<link type="application/rss&#43;xml" href="../../rss.xml">`,
		`<style>{{.Site.Style}}</style>`:                                                                     "<style>body { margin: 0 }\n</style>",
		`{{join ", " .Site.Posts}} {{lower "ÄB"}} {{upper "äb"}} {{printf "%02d" 7}} {{.Post.Field "none"}}`: "A post, Another post äb ÄB 07 ",
		`<p title="{{.Post.Content}}">{{"<b>"}}</p><a href="{{"javascript:x()"}}">`:                          `<p title="Words &amp; more.` + "\n" + `">&lt;b&gt;</p><a href="#ZgotmplZ">`,
	} {
		if got := render(t, set(t, map[string]string{"post.html": text}), onPost()); got != want {
			t.Errorf("%s:\n got %q\nwant %q", text, got, want)
		}
	}
}

// What is wrong is told with its place, and the other templates stay in use.
func TestProblems(t *testing.T) {
	for _, c := range []struct {
		name, text string
		line       int
		want       string
	}{
		{"syntax", "<p>\n{{if .Title}}\n", 3, "the file ends before an {{end}}"},
		{"function", "\n{{exec \"rm\"}}", 2, `function "exec" not defined`},
		{"field", "<p>\n  {{.Post.Author}}", 2, "<.Post.Author>: can't evaluate field Author in type *Post"},
		{"context", "\n\n<a href=\"{{if .Title}}/x?{{end}}{{.Title}}\">{{if .Title}}<script>{{end}}", 3, "ambiguous context within a URL"},
		{"missing template", "<p>\n\n{{template \"none\" .}}", 3, `there is no template "none"`},
		{"calls itself", "{{define \"x\"}}\n{{template \"x\" .}}{{end}}{{template \"x\" .}}", 2, `the template "x" calls itself`},
		{"circle", "{{define \"x\"}}{{template \"y\" .}}{{end}}{{define \"y\"}}\n{{template \"x\" .}}{{end}}", 0, "calls itself"},
		{"loops", strings.Repeat("{{range .Site.Posts}}\n", 7) + strings.Repeat("{{end}}", 7), 7, "more than 6 loops"},
		{"loops by calls", "{{define \"x\"}}{{range .Site.Posts}}{{range $.Site.Posts}}{{range $.Site.Posts}}{{end}}{{end}}{{end}}{{end}}\n{{range .Site.Posts}}{{range $.Site.Posts}}{{range $.Site.Posts}}{{range $.Site.Posts}}\n{{template \"x\" $}}{{end}}{{end}}{{end}}{{end}}", 3, "more than 6 loops"},
		{"for ever", "<p>\n{{range 1000000000000}}{{end}}", 2, "given up after 500000 turns"},
		{"for ever by others", "{{define \"x\"}}{{range 10000}}{{end}}{{end}}\n{{range 10000}}{{template \"x\" .}}{{end}}", 0, "given up after 500000 turns"},
		{"long", "\n{{range 100000}}" + strings.Repeat("x", 1000) + "{{end}}", 0, "the page is larger than 16 MB"},
		{"doubling", "{{$x := \"xxxxxxxxxxxxxxxx\"}}" + strings.Repeat("\n{{$x = printf \"%s%s\" $x $x}}", 60), 0, "larger than 1 MB"},
		{"doubling by print", "{{$x := \"xxxxxxxxxxxxxxxx\"}}" + strings.Repeat("\n{{$x = print $x $x}}", 60), 0, "larger than 1 MB"},
		{"doubling by escapes", `{{$x := "\\"}}` + strings.Repeat("\n{{$x = js $x}}", 60), 0, "larger than 1 MB"},
		{"width", "\n{{printf \"%999999999d\" 1}}", 2, "larger than 1 MB"},
		{"width as an argument", "{{printf \"%*d\" 1000000 1}}", 1, "printf takes no *"},
		{"the same often", "{{$x := printf \"%0100000d\" 1}}{{printf \"" + strings.Repeat("%[1]s", 50) + "\" $x}}", 1, "larger than 1 MB"},
		{"value without a text", "{{printf \"%v\" .Site.Posts}}", 1, "[]Post has no text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := library(t, map[string]string{"templates/post.html": c.text, "templates/index.html": "{{.Title}}"})
			problems := Check(t.Context(), dir)
			if len(problems) == 0 {
				t.Fatal("nothing is wrong with it")
			}
			p := problems[0]
			if p.Path != filepath.Join(dir, "templates", "post.html") || c.line > 0 && p.Line != c.line || !strings.Contains(p.Message, c.want) {
				t.Errorf("%+v, want line %d: %s", p, c.line, c.want)
			}
			s, _ := Read(dir)
			if got, err := s.Render(t.Context(), sample(), Request{Kind: Index, Place: "index.html", Title: "T"}); err != nil || string(got) != "T" {
				t.Errorf("another template makes %q, %v", got, err)
			}
		})
	}
}

// Of a value printf prints its text alone, whatever the verb.
func TestPrintf(t *testing.T) {
	s := set(t, map[string]string{"post.html": `{{printf "%#v|%+v|%d|%v" .Post .Post.Older 7 .Site}}`})
	if got := render(t, s, onPost()); got != "&#34;A post&#34;|Another post|7|A site" {
		t.Errorf("it makes %q", got)
	}
}

// What templates say of each other is found out with work that grows as they do.
func TestParseWork(t *testing.T) {
	for name, text := range map[string]func(n int) string{
		"loops in loops": func(n int) string {
			return strings.Repeat("{{range .Site.Posts}}\n", n) + strings.Repeat("{{end}}", n)
		},
		"loops behind each other": func(n int) string { return strings.Repeat("{{range .Site.Posts}}{{end}}\n", n) },
		"calls of calls": func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, `{{define "leaf%d"}}{{end}}{{define "hub%d"}}{{template "hub" .}}{{end}}`, i, i)
			}
			b.WriteString(`{{define "hub"}}`)
			for i := range n {
				fmt.Fprintf(&b, `{{template "leaf%d" .}}`, i)
			}
			return b.String() + "{{end}}"
		},
	} {
		t.Run(name, func(t *testing.T) {
			growth.Bytes(t, 500, func(n int) func() {
				dir := library(t, map[string]string{"templates/post.html": text(n)})
				return func() { Read(dir) }
			})
		})
	}
}

// Templates that call each other in a long row are too deep, in whatever order they
// are looked at.
func TestDeepCalls(t *testing.T) {
	for calls, want := range map[int]int{maxCalls - 2: 0, maxCalls + 1: 1} {
		var b strings.Builder
		for i := range calls {
			fmt.Fprintf(&b, `{{define "t%03d"}}{{template "t%03d" .}}{{end}}`, calls-i, calls-i-1)
		}
		_, problems := Read(library(t, map[string]string{"templates/post.html": b.String() + `{{define "t000"}}{{end}}{{.Title}}`}))
		if len(problems) != want {
			t.Errorf("%d calls: %+v", calls, problems)
		}
	}
}

// A page that is not waited for any more is given up.
func TestCancel(t *testing.T) {
	s := set(t, map[string]string{"post.html": "{{range 1000000000}}{{end}}"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Render(ctx, sample(), onPost()); err != context.Canceled {
		t.Errorf("it ends with %v", err)
	}
	s = set(t, map[string]string{"post.html": "{{.Title}}"})
	if got := render(t, s, onPost()); got != "A post" {
		t.Errorf("the next page is %q", got)
	}
}

// The set to begin with is right, and is never written over anything.
func TestStarter(t *testing.T) {
	dir := t.TempDir()
	written, err := New(dir)
	if err != nil || len(written) != 9 {
		t.Fatalf("%q, %v", written, err)
	}
	if problems := Check(t.Context(), dir); len(problems) > 0 {
		t.Errorf("%+v", problems)
	}
	s, _ := Read(dir)
	for _, k := range Kinds() {
		if !s.Has(k) {
			t.Errorf("there is no template for %s", k)
		}
	}
	page := render(t, s, onPost())
	for _, want := range []string{"<!doctype html>\n<html lang=\"en\" dir=\"ltr\">", "<title>A post · A site</title>", `href="../../style.css"`, `<time datetime="2024-02-29">29 February 2024</time> · 1 min read · <a href="../../tags/a-tag/index.html">a tag</a>`, "<p>Words &amp; more.</p>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of a post lacks %q:\n%s", want, page)
		}
	}
	for kind, want := range map[string]string{"rss": "<copyright>Somebody</copyright>", "atom": "<rights>Somebody</rights>"} {
		if got, err := s.FeedHead(t.Context(), sample(), kind); got != want || err != nil {
			t.Errorf("%s: %q, %v", kind, got, err)
		}
	}
	if again, err := New(dir); err == nil || len(again) > 0 {
		t.Error("it was written over what is there")
	}
	own := library(t, map[string]string{"static/style.css": "mine"})
	if _, err := New(own); err == nil || !strings.Contains(err.Error(), "style.css: it is there already") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(own, "templates")); err == nil {
		t.Error("some of it was written")
	}
}

func TestFeedHead(t *testing.T) {
	for text, want := range map[string]string{
		"<rights>A &amp; B</rights>":    "",
		"<atom:icon>x</atom:icon>":      "",
		"words":                         "text outside",
		"<rights>":                      "feed",
		"<a></b>":                       "feed",
		"</head><head>":                 "feed",
		"<item><title>x</title></item>": "does not belong in a head",
		"<x:y xmlns:x='u'/>":            "prefix u is not known",
		"<media:y/>":                    "prefix media is not known",
		"<a:y/>":                        "prefix a is not known",
		"<www:y/>":                      "prefix www is not known",
		"<y media:z='1'/>":              "prefix media is not known",
		"<y xml:lang='de' atom:z='1'/>": "",

		strings.Repeat("<a>", 30): "feed",

		"<a/><!-- no comments are kept -->": "",

		"<?xml-stylesheet href='https://e.org'?>": "feed",
	} {
		s := set(t, map[string]string{"feed.html": `{{define "rss"}}` + text + `{{end}}`})
		_, err := s.FeedHead(t.Context(), sample(), "rss")
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	for text, want := range map[string]string{"<rights>A</rights>": "", "<atom:rights>A</atom:rights>": "prefix atom is not known"} { // a feed of Atom does not declare it
		s := set(t, map[string]string{"feed.html": `{{define "atom"}}` + text + `{{end}}`})
		_, err := s.FeedHead(t.Context(), sample(), "atom")
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s in a feed of Atom: %v, want %q", text, err, want)
		}
	}
}
