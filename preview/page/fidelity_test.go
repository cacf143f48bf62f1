package page

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"galley.app/galley/preview/markdown"
	mdhtml "galley.app/galley/preview/markdown/html"
)

// painted gives the letters that the page shows of a document, in order and
// without blanks: no marks of items, no images.
func painted(t *testing.T, d *markdown.Doc) string {
	t.Helper()
	l := newColumn().Layouter
	l.Wrap = true
	l.Image = func(src string) Image { return Image{Src: src, Width: 9, Height: 9} }
	var w strings.Builder
	for _, b := range d.From(0) {
		for _, u := range split(b, &l.Sizes) {
			u.Marker = nil
			u.inlines = wordless(u.inlines)
			if u.Kind == SummaryFragment && len(u.inlines) == 0 {
				continue
			}
			f := l.Layout(u, 700)
			for _, box := range f.Texts {
				if u.Kind == SummaryFragment && (box.Text == "▼" || box.Text == "▶") {
					continue
				}
				w.WriteString(box.Text)
			}
		}
	}
	return letters(strings.ReplaceAll(w.String(), strings.TrimSpace(arrow), ""))
}

// wordless gives inlines whose images have no caption.
func wordless(in []markdown.Inline) []markdown.Inline {
	list := append([]markdown.Inline(nil), in...)
	for i := range list {
		if list[i].Kind == markdown.Image {
			list[i].Text = ""
		}
	}
	return list
}

func letters(s string) string { return strings.Join(strings.Fields(s), "") }

// wordsOf gives the letters of an HTML fragment.
func wordsOf(fragment string) string {
	var w strings.Builder
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return letters(strings.ReplaceAll(w.String(), "↩\ufe0e", ""))
		case html.TextToken:
			w.WriteString(html.UnescapeString(string(z.Raw())))
		}
	}
}

// TestPageSaysWhatHTMLSays compares what the page shows of every example of
// the specifications, and of a post with everything, with the words of its
// HTML.
func TestPageSaysWhatHTMLSays(t *testing.T) {
	type example struct {
		Markdown string `json:"markdown"`
		Example  int    `json:"example"`
	}
	for _, file := range []string{"spec.json", "gfm.json"} {
		b, err := os.ReadFile("../markdown/testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		var list []example
		if err := json.Unmarshal(b, &list); err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			var w strings.Builder
			if _, err := mdhtml.Of(&w, e.Markdown, markdown.Dialect{}, mdhtml.Options{}); err != nil {
				t.Fatal(err)
			}
			got, want := painted(t, parse(e.Markdown)), wordsOf(w.String())
			if got != want {
				t.Errorf("%s example %d: %q\n got %q\nwant %q", file, e.Example, e.Markdown, got, want)
			}
		}
	}
	sample, err := os.ReadFile("../../assets/sample/0021-e2m-management-and-leadership.md")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(sample), "\n---\n")
	for _, src := range []string{body, rawPost} {
		var w strings.Builder
		if _, err := mdhtml.Of(&w, src, markdown.Dialect{}, mdhtml.Options{}); err != nil {
			t.Fatal(err)
		}
		got, want := painted(t, parse(src)), wordsOf(w.String())
		if got != want || len(got) < 100 {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// rawPost has raw HTML of every kind.
const rawPost = `A <kbd>key</kbd>, <mark>mark</mark>, H<sub>2</sub>O<br>and <script>no script</script> <blink>none</blink>.

<div align="center"><h2>Head</h2><p>One <b>bold</b><p>Two</div>

<ul><li>a<ol start=3><li>b<li>c</ol><li>d</ul>

<table><caption>Cap</caption><tr><th>h</th><th>i</th></tr><tr><td>j<td><p>k</p><p>l</p></table>

<blockquote>q<pre><code class="language-go">func f() {
}</code></pre></blockquote>

<details><summary>Sum <i>mary</i></summary>

Inner *text*.

</details>

<dl><dt>term<dd>one<dd>two</dl>

<script>alert(1)</script> after <style>p{}</style>

<!-- a comment -->

<figure><img src="x.png"><figcaption>Figure</figcaption></figure> tail
`
