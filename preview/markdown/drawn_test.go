package markdown

import (
	"strings"
	"testing"
)

// outline writes blocks in one line: kind(children) or kind "words".
func outline(list []*Block) string {
	var parts []string
	for _, b := range list {
		s := b.Kind.String()
		switch b.Fold {
		case Folded:
			s = "Closed"
		case Unfolded:
			s = "Open"
		case FoldEnd:
			s = "End"
		}
		if b.Kind == Row && b.Header {
			s = "Head"
		}
		switch {
		case len(b.Children) > 0:
			s += "(" + outline(b.Children) + ")"
		case b.Literal != "":
			s += " " + strings.TrimSpace(strings.ReplaceAll(b.Literal, "\n", "/"))
		case len(b.Inlines) > 0:
			s += " " + strings.Join(strings.Fields(strings.ReplaceAll(b.Words(), "\n", "/")), " ")
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}

func TestDrawn(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"<p>a <b>b</b></p><p>c<br>d", "Paragraph a b, Paragraph c/d"},
		{"<h2 id=x>a</h2>\n<hr>\nb", "Heading a, Rule, Paragraph b"},
		{"<ul><li>a<ol><li>b</ol><li>c</ul>", "List(Item(Paragraph a, List(Item(Paragraph b))), Item(Paragraph c))"},
		{"<li>a</ul></ol><li>b", "List(Item(Paragraph a)), List(Item(Paragraph b))"},
		{"<table><tr><th>a<th>b<tr><td>c<td align=right>d</table>", "Table(Head(Cell a, Cell b), Row(Cell c, Cell d))"},
		{"<table><tr><th>a<th>b<tr><td rowspan=2>c<td>d<tr><td>e</table>", "Table(Head(Cell a, Cell b), Row(Cell c, Cell d), Row(Cell, Cell e))"},
		{"<table><tr><td>a<td rowspan=3>b<td>c<tr><td>d<td>e<tr><td>f<td>g<tr><td>h<td>i<td>j</table>", "Table(Row(Cell a, Cell b, Cell c), Row(Cell d, Cell, Cell e), Row(Cell f, Cell, Cell g), Row(Cell h, Cell i, Cell j))"},
		{"<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e</table>", "Table(Row(Cell a, Cell, Cell b), Row(Cell c, Cell d, Cell e))"},
		{"<table><tr><th rowspan=2 colspan=2>a<th>b<tr><th>c<tr><td>d<td>e<td>f</table>", "Table(Head(Cell a, Cell, Cell b), Head(Cell, Cell, Cell c), Row(Cell d, Cell e, Cell f))"},
		{"<table><tr><td rowspan=0>a<td rowspan=x>b<tr><td>c</table>", "Table(Row(Cell a, Cell b), Row(Cell c))"},
		{"<table><tr><td><ul><li>a</li></ul><p>b</p></td></tr></table>", "Table(Row(Cell a/b))"},
		{"<td>a</td></table>b", "Paragraph a, Paragraph b"},
		{"<ul><table><caption>a</caption><tr><td>b</table></ul>", "List(Item(Paragraph a), Item(Table(Row(Cell b))))"},
		{"<blockquote>a<pre>\nb\n c</pre></blockquote>d", "Quote(Paragraph a, Code b/ c), Paragraph d"},
		{"<details><summary>a</summary>b</details>", "Closed a, Paragraph b, End"},
		{"<details open><p>b", "Open, Paragraph b"},
		{"</details>", "End"},
		{"</details>\n<details>\n<summary>a</summary>b", "End, Closed a, Paragraph b"},
		{"<div><iframe>a</iframe><script>b</script><blink>c</div>", "Paragraph c"},
		{"<!-- a -->", ""},
		{"<div onclick=x>a &amp; <a href='javascript:b'>c</a>", "Paragraph a & c"},
	} {
		d := parseString(c.src + "\n")
		if got := outline(d.Block(0).Drawn); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.src, got, c.want)
		}
	}
	if d := parseString("<div>\n" + strings.Repeat("a\n", maxDrawn)); d.Block(0).Drawn != nil {
		t.Error("a very long block is drawn")
	}
}

// FuzzDrawn holds that what is drawn of any HTML is well formed and leads
// nowhere unsafe.
func FuzzDrawn(f *testing.F) {
	f.Add("<table><tr><td><table><tr><td>a</table></td></table></details><li></td></tr>")
	f.Add(strings.Repeat("<ul><li><blockquote><table><tr><td>", 60))
	f.Add("<dl><dt>a<dd>b<dt>c</dl><summary>d</summary><details><details><summary></details>")
	f.Add("<table><tr><td rowspan=3 colspan=99999>a<td>b<tr><td>c<tr><th colspan=2>d<tr></table><td rowspan=2>")
	f.Add("<pre><code class=language-go>a</pre></code><h1><p><h2>b</h1>")
	f.Fuzz(func(t *testing.T, src string) {
		d := parseString("<div>" + src)
		for _, b := range d.From(0) {
			if b.Kind != HTMLBlock {
				continue
			}
			whole := &Block{Kind: Quote, Start: b.Start, End: b.End, Children: b.Drawn}
			name := anchors{}
			name.name(whole)
			checkBlock(t, whole, "drawn")
		}
	})
}
