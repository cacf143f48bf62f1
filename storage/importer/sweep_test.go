package importer

import (
	"fmt"
	"strings"
	"testing"
)

// Whatever thing of a source is taken out of what was written, the sweep tells
// of it, with its line, and of nothing else.
func TestSweepTellsEach(t *testing.T) {
	parts := []struct{ text, lost string }{
		{"Words alone.\n", ""},
		{"![a](a.png)\n", "image a.png"},
		{"[b](https://example.org/b%20c) and ![](<d e.png>)\n", "link https://example.org/b%20c, image d e.png"},
		{"<video src=\"f.mp4\" controls></video>\n", "file f.mp4"},
		{"{{< figure src=\"g.png\" >}}\n", "shortcode figure, file g.png"},
		{"{{ image(src=\"h.png\") }}\n", "shortcode image, file h.png"},
		{"{% include i.html %}\n", "template tag include"},
		{"{{ page.title }}\n", "template tag {{ page.title }}"},
		{"[j][k]\n\n[k]: /k.pdf\n", "link /k.pdf"},
		{"`{{< code >}}` and `![](no.png)`\n", ""},
		{"<a href='l.html'>l</a>\n", "link l.html"},
	}
	var whole strings.Builder
	for _, p := range parts {
		whole.WriteString(p.text + "\n")
	}
	w := &planner{}
	for i, p := range parts {
		f := w.newFound("post.md")
		f.bodyLine = 5
		f.hold(whole.String())
		line := lineAt(whole.String(), strings.Index(whole.String(), p.text), 5)
		d := draft{body: strings.Replace(whole.String(), p.text, "Words instead.\n", 1), mapped: map[string]string{}}
		lost, _ := f.sweep(d)
		var got []string
		for _, l := range lost {
			got = append(got, l.What+" "+l.Name)
			if n := l.Line - line; n < 0 || n > 2 {
				t.Errorf("part %d: %s is said to be in line %d, it begins in %d", i, l.Name, l.Line, line)
			}
		}
		if s := strings.Join(got, ", "); s != p.lost {
			t.Errorf("without %q the sweep tells of %q, want %q", p.text, s, p.lost)
		}
	}
}

// So it does of each key of front matter that is neither a field nor told.
func TestSweepTellsFields(t *testing.T) {
	w := &planner{}
	f := w.newFound("post.md")
	m, _ := readMatter("---\ntitle: T\ndraft: true\nmood: good\nempty:\n---\n")
	f.set(m)
	if lost, _ := f.sweep(draft{}); len(lost) != 0 {
		t.Errorf("all is kept, and the sweep tells of %v", lost)
	}
	delete(f.mapped, thing{sort: aField, name: "mood"})
	lost, _ := f.sweep(draft{})
	if got := fmt.Sprint(lost); got != "[{post.md field mood 4}]" {
		t.Errorf("the sweep tells of %s", got)
	}
}
