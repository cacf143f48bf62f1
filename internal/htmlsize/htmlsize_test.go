package htmlsize

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// nodesOf counts what a parser makes of a page; false where it refuses it.
func nodesOf(src string) (int, bool) {
	doc, err := html.Parse(strings.NewReader(src))
	if err != nil {
		return 0, false
	}
	n := 0
	for d := range doc.Descendants() {
		n += 1 + len(d.Attr)
	}
	return n, true
}

// implied is how many elements a parser may put in that nobody wrote, for each
// that is: rows, bodies of tables, columns, and the page around all.
const implied = 3

func check(t *testing.T, src string) {
	t.Helper()
	n, ok := nodesOf(src)
	got := Of(src, 1<<40)
	if most := implied*got.Nodes + 8; ok && n > most {
		t.Errorf("%d nodes, said to be at most %d, of %q", n, most, src[:min(len(src), 300)])
	}
}

// reopened is a page whose every text is put into n elements.
func reopened(n, texts int) string {
	var b strings.Builder
	b.WriteString("<p>")
	for i := range n {
		fmt.Fprintf(&b, "<b id=%d>", i)
	}
	b.WriteString(strings.Repeat("<p>x", texts))
	return b.String()
}

func TestOf(t *testing.T) {
	for name, src := range map[string]string{
		"nothing":          "",
		"words":            "a <b>b</b> <i>c</i>",
		"a table":          "<table><td>a<td>b<tr><td>c</table>",
		"left open":        reopened(40, 50),
		"ended in a table": strings.Repeat("<b id=1><table></b>", 30) + strings.Repeat("<td><p>x", 30),
		"ended too deep":   strings.Repeat("<b id=1>"+strings.Repeat("<div>", 9)+"</b>"+strings.Repeat("</div>", 9), 20) + strings.Repeat("<p>x", 30),
		"in a drawing":     "<svg><style><b id=1><i id=2><u id=3>" + strings.Repeat("<p>x", 30),
		"links":            strings.Repeat("<a href=x>y<p>", 30),
		"whole":            strings.Repeat("<html a b c d><body e f g>", 30),
		"raw text":         "<textarea><b><b><b></textarea>" + strings.Repeat("<p>x", 30),
	} {
		t.Run(name, func(t *testing.T) { check(t, src) })
	}
	if s := Of(reopened(200, 10_000), 100_000); s.Nodes <= 100_000 || s.Written > 11_000 {
		t.Errorf("a page of %d tags has only %d nodes", s.Written, s.Nodes)
	}
	ordinary := strings.Repeat("<h2>A</h2><p>Words <b>in bold</b>, <a href=x title=y>a link</a> and <font color=red>more</font>.</p><ul><li><p><em>one</em></p></li></ul>", 1000)
	if s := Of(ordinary, 1<<40); s.Nodes > 2*s.Written {
		t.Errorf("an ordinary page has %d nodes of %d", s.Nodes, s.Written)
	}
}

// FuzzOf holds the law that there are no more nodes than was said.
func FuzzOf(f *testing.F) {
	for _, src := range []string{
		"<table><b a><td></b><p>x", "<p><b a><b b><i><p>x<p>y", "<svg><style><b></style></svg><p>x", "<template><b><td></template>x", "<b><div><div><div></b>x",
		"<select><b><option></b></select>x", "<math><mi><b><table></mi></math>x", "<html a><body b><html c>", "<a><table><a><td><a>x", "<nobr><nobr><p>x", "</p></br><frameset>",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) <= 4096 {
			check(t, src)
		}
	})
}
