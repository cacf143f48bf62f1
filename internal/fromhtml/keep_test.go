package fromhtml

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"galley.app/galley/preview/markdown"
)

// What Markdown cannot say is written as HTML, the smallest element of it.
func TestMeaningKept(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"a stop in bold", "<p><strong>Note:</strong>text and a<strong>(b)</strong>c, <em>Hm!</em>yes.</p>", "<strong>Note:</strong>text and a<strong>(b)</strong>c, <em>Hm!</em>yes."},
		{"Japanese", "<p>日本語<strong>「強調」</strong>です</p>", "日本語**「強調」**です"},
		{"neighbours", "<p><em>one</em><strong>two</strong></p><p><strong>three</strong><em>four</em></p>", "*one*<strong>two</strong>\n\n**three**<em>four</em>"},
		{"within words", "<p>a<em>b</em>c <b>d</b>e</p>", "a*b*c **d**e"},
		{"address", "<p>Look: https://example.org/watch?v=ab_cd-1 and https://example.org/a_(b)_c.</p>", "Look: https://example.org/watch?v=ab_cd-1 and https://example.org/a_(b)_c."},
		{"address in brackets", "<p>(https://example.org/a_b_)</p>", "(<https://example.org/a_b>\\_)"},
		{"mail", "<p>Write to first_last_x@example.org!</p>", "Write to first_last_x@example.org!"},
		{"TeX", `<p>Inline $x_1 = \frac{a}{b}$ and \(y_2\).</p>`, `Inline $x_1 = \frac{a}{b}$ and $y_2$.`},
		{"TeX in lines", "<p>$$\n\\begin{aligned} a &amp;= b_1 \\\\ c &amp;= d^* \\end{aligned}\n$$</p>", "$$\n\\begin{aligned} a &= b_1 \\\\ c &= d^* \\end{aligned}\n$$"},
		{"money", "<p>$5 and $6, US$7 and AU$8</p>", "$5 and $6, US$7 and AU$8"},
		{"code linked", `<p><code><a href="x">y</a></code></p>`, "[`y`](x)"},
		{"bold across code", "<p><b>a<code>b</code></b>c</p>", "<strong>a`b`</strong>c"},
		{"marks", "<p>1) a *b* _c_ [d](e) <i>f</i>.</p><p># g</p><p>+ h</p><p>i<br>===</p>", "1\\) a \\*b* \\_c_ \\[d](e) *f*.\n\n\\# g\n\n\\+ h\n\ni  \n\\==="},
		{"ruby", "<p><b>Hi,</b>there</p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "<strong>Hi,</strong>there\n\n<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>"},
		{"ruby in a cell", "<table><tr><td>a</td><td><ruby><rb>漢</rb><rt>kan</rt></ruby></td></tr></table>", "| a | <ruby>漢<rt>kan</rt></ruby> |\n|---|----------------------------|"},
	} {
		got, notes, err := Markdown(t.Context(), tt.src, Options{})
		if err != nil || got != tt.want || strings.Contains(fmt.Sprint(notes), "could not be kept") {
			t.Errorf("%s:\n%q, want\n%q (%v, %v)", tt.name, got, tt.want, err, notes)
		}
	}
}

// What cannot be kept is simplified, it alone, and named.
func TestSimplified(t *testing.T) {
	const before, after = "<p><b>Hi,</b>there</p><h2>Amp &amp;amp;</h2>", "<table><tr><td>a</td><td><b>b:</b>c</td></tr></table>"
	whole, notes, err := Markdown(t.Context(), before+"<p>abcd</p>"+after, Options{})
	if err != nil || len(notes) > 0 || strings.Count(whole, "abcd") != 1 {
		t.Fatalf("%q, %v, %v", whole, notes, err)
	}
	for _, tt := range []struct{ name, src, want string }{
		{"x-foo", "<p>a<x-foo>b<i>c</i></x-foo>d</p>", "ab*c*d"},
		{"data", "<p>a<data>b</data>c<data>d</data></p>", "abcd"},
		{"data", strings.Repeat("<p>a<data>b</data>c</p>", 500), strings.TrimSuffix(strings.Repeat("abc\n\n", 500), "\n\n")},
	} {
		got, notes, err := Markdown(t.Context(), before+tt.src+after, Options{})
		if want := strings.Replace(whole, "abcd", tt.want, 1); err != nil || got != want {
			t.Errorf("%s:\n%q, want\n%q (%v)", tt.name, got, want, err)
		}
		if want := "Some of its formatting could not be kept: " + tt.name + "."; len(notes) != 1 || notes[0].Text != want {
			t.Errorf("%s: %v, want %s", tt.name, notes, want)
		}
	}
}

// A block is simplified to paragraphs of its words.
func TestPlain(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"p", "<p>a <b>b</b>*<i>c</i></p><p>d</p>", "a b\\*c\n\nd"},
		{"ul", "<ul><li>a<ol><li><b>b</b></ol><li>c</ul><p>d</p>", "a\n\nb\n\nc\n\nd"},
		{"table", "<table><tr><td>a<td><a href=x>b</a></table><p>d</p>", "a\n\nb\n\nd"},
		{"pre", "<pre>a\nb</pre><p>d</p>", "a b\n\nd"},
	} {
		c := &cleaner{ctx: t.Context()}
		doc, err := c.parse(tt.src)
		if err != nil {
			t.Fatal(err)
		}
		c.clean(doc)
		c.plain(find(doc, isUnit))
		if md, at, err := c.compare(doc); err != nil || at >= 0 || md != tt.want || len(c.notes) != 1 {
			t.Errorf("%s: %q, want %q (%d, %v, %v)", tt.name, md, tt.want, at, c.notes, err)
		}
	}
}

// grammar makes a page of what it is given, and says itself what is read in it:
// each letter, then its looks, and where links lead.
type grammar struct {
	src  []byte
	html strings.Builder
	want []unit
	n    *names
}

func (g *grammar) next(n int) int {
	if len(g.src) == 0 {
		return 0
	}
	b := g.src[0]
	g.src = g.src[1:]
	return int(b) % n
}

func (g *grammar) inlines(depth int, style markdown.Style, link int32) {
	for len(g.src) > 0 {
		switch k := g.next(9); {
		case k == 0:
			return
		case k < 5 || depth > 3:
			words := pieces[g.next(len(pieces))]
			g.html.WriteString(html.EscapeString(words))
			for _, r := range words {
				u := unit{r, style, link}
				if isBlankRune(r) {
					u = unit{r: ' '}
				} else if style.Has(markdown.CodeSpan) {
					u.style = markdown.CodeSpan
				}
				g.want = append(g.want, u)
			}
		case k == 5 && link == 0:
			to := []string{"https://example.org/a_b", "x(y).md", "#p", "a b", "/c?d=e&f*g*"}[g.next(5)]
			g.html.WriteString(`<a href="` + html.EscapeString(to) + `">`)
			g.inlines(depth+1, style, g.n.of(plainAddress(to)))
			g.html.WriteString("</a>")
		default:
			tags := []struct {
				name  string
				style markdown.Style
			}{{"strong", markdown.Bold}, {"em", markdown.Italic}, {"code", markdown.CodeSpan}, {"del", markdown.Strike}, {"b", markdown.Bold}}
			t := tags[g.next(len(tags))]
			g.html.WriteString("<" + t.name + ">")
			g.inlines(depth+1, style|t.style, link)
			g.html.WriteString("</" + t.name + ">")
		}
	}
}

// pieces are words that are near to being Markdown.
var pieces = []string{
	"a", "b ", " c", "*", "**", "_", "__x__", "`", "``", "~", "~~", "[", "](", ")", "!", "<", ">", "&", "&amp;", "#", "# ", "1.", "2) ", "- ", "+ ", "=", "|", ":", ".", "(b)", "Note:", "\\", "\\*",
	"「強調」", "です", "。", "é", "\"", "'", "a_b", "5*6*7", "<b>", "</b>", "<!-- -->", "[x]", "[^1]", "{#id}", "$5", "---", "\u00a0", "!]", "]: ", "@", "://", "www", "http", "\n",
}

func collapsed(units []unit) []unit {
	var out []unit
	for _, u := range units {
		if u.r == ' ' && (len(out) == 0 || out[len(out)-1].r == ' ') {
			continue
		}
		out = append(out, u)
	}
	if len(out) > 0 && out[len(out)-1].r == ' ' {
		out = out[:len(out)-1]
	}
	return out
}

// The Markdown of a page has its words in their looks, its links and its code.
func FuzzMeaning(f *testing.F) {
	for _, s := range []string{"", "\x01\x05abc", "\x06\x00\x01\x1d\x01\x1e\x00\x01\x00", "\x06\x01\x01\x00\x00\x06\x00\x01\x01\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 400 {
			return
		}
		g := &grammar{src: src, n: newNames()}
		for len(g.src) > 0 {
			tag := []string{"p", "h2", "li", "blockquote", "td"}[g.next(5)]
			switch tag {
			case "li":
				g.html.WriteString("<ul><li>")
			case "td":
				g.html.WriteString("<table><tr><th>h</th></tr><tr><td>")
				g.want = append(g.want, unit{r: ' '}, unit{r: 'h'}, unit{r: ' '})
			default:
				g.html.WriteString("<" + tag + ">")
			}
			from := len(g.want)
			g.inlines(0, 0, 0)
			for i := from; i < len(g.want) && tag == "h2"; i++ { // which is bold anyway
				g.want[i].style &^= markdown.Bold
			}
			switch tag {
			case "li":
				g.html.WriteString("</li></ul>")
			case "td":
				g.html.WriteString("</td></tr></table>")
			default:
				g.html.WriteString("</" + tag + ">")
			}
			g.want = append(g.want, unit{r: ' '})
		}
		r, err := Convert(t.Context(), g.html.String(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := collapsed(ofDoc(parseMarkdown(r.Markdown, false), g.n).units)
		want := collapsed(g.want)
		for _, list := range [][]unit{got, want} {
			for i := range list {
				list[i].style &= markdown.Bold | markdown.Italic | markdown.Strike | markdown.CodeSpan
			}
		}
		if at := firstDifference(want, got); at >= 0 {
			t.Fatalf("%s\nbecame %q (%v)\nwhich differs at letter %d", g.html.String(), r.Markdown, r.Notes, at)
		}
	})
}
