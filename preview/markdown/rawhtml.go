package markdown

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// htmlRemarks notes what of a piece of raw HTML is dropped. at gives the source
// offset of a byte of the piece.
func (b *builder) htmlRemarks(piece string, at func(int) int) {
	if b.allowed == nil {
		b.allowed = newAllowList()
	}
	z := html.NewTokenizer(strings.NewReader(piece))
	for pos := 0; ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		start := pos
		pos += len(z.Raw())
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		tok := z.Token()
		if _, ok := b.allowed[tok.Data]; !ok {
			b.remark(at(start), "html", "the HTML element <%s> is left out", shorten(tok.Data))
			continue
		}
		for _, a := range tok.Attr {
			switch {
			case !b.allowed.attribute(tok.Data, a.Key):
				b.remark(at(start), "html", "the attribute %s of <%s> is left out", shorten(a.Key), tok.Data)
			case a.Key == "href" && !SafeLink(a.Val), a.Key == "src" && !SafeImage(a.Val):
				b.remark(at(start), "link", "the address of <%s> is left out", tok.Data)
			}
		}
	}
}

// shorten keeps names in messages short.
func shorten(s string) string {
	if len(s) > 30 {
		return strings.ToValidUTF8(s[:30], "") + "…"
	}
	return s
}

// htmlInline gives the words that one raw tag stands for.
func htmlInline(tag string) string {
	z := html.NewTokenizer(strings.NewReader(tag))
	if kind := z.Next(); kind != html.StartTagToken && kind != html.SelfClosingTagToken {
		return ""
	}
	return tagText(z.Token())
}

// tagText gives the words that a start tag stands for.
func tagText(tok html.Token) string {
	switch tok.Data {
	case "br":
		return "\n"
	case "img":
		for _, a := range tok.Attr {
			if a.Key == "alt" {
				return oneLine(a.Val)
			}
		}
	}
	return ""
}

// htmlText gives the words of a block of raw HTML.
func htmlText(block string) string {
	var t rawText
	z := html.NewTokenizer(strings.NewReader(block))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return lines(t.out.String())
		case html.TextToken:
			if !t.hidden {
				t.out.WriteString(html.UnescapeString(string(z.Raw())))
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			t.tag(z.Token())
		}
	}
}

// A rawText collects the words of raw HTML.
type rawText struct {
	out    bytes.Buffer
	hidden bool
	hiding int   // start tags that hide, less their end tags, as the sanitiser counts them
	lists  []int // the next number of each list that is open, notOrdered for bullets
	row    bool  // a cell of the row was started
	script int   // where what stands higher or lower begins in out, less one; 0 for nowhere
}

const notOrdered = math.MinInt

func (t *rawText) tag(tok html.Token) {
	if hides(tok.Data) {
		switch tok.Type {
		case html.StartTagToken:
			t.hidden = true
			t.hiding++
		case html.EndTagToken:
			t.hiding--
			t.hidden = t.hidden && t.hiding != 0
		}
		return
	}
	if t.hidden {
		return
	}
	start := tok.Type != html.EndTagToken
	if start {
		t.out.WriteString(tagText(tok))
	}
	if isBlock(tok.Data) {
		t.out.WriteString("\n")
	}
	switch tok.Data {
	case "sub", "sup":
		t.scripted(styleOf(tok.Data), start)
	case "ul", "ol":
		if start {
			t.lists = append(t.lists, firstNumber(tok))
		} else if n := len(t.lists); n > 0 {
			t.lists = t.lists[:n-1]
		}
	case "li":
		if start {
			t.out.WriteString(t.marker())
		}
	case "tr":
		t.row = false
	case "td", "th":
		// Their end tags may be left out.
		if start && t.row {
			t.out.WriteString("\t")
		}
		t.row = t.row || start
	}
}

// scripted marks what an element holds that stands higher or lower.
func (t *rawText) scripted(at Style, start bool) {
	switch {
	case start:
		t.script = t.out.Len() + 1
	case t.script > 0:
		from := t.script - 1
		t.script = 0
		before := t.out.Bytes()[max(0, from-utf8.UTFMax):from]
		text := scripted(at, string(before), string(t.out.Bytes()[from:]), "")
		t.out.Truncate(from)
		t.out.WriteString(text)
	}
}

// marker gives what stands before the next item of the innermost list.
func (t *rawText) marker() string {
	n := len(t.lists) - 1
	if n < 0 || t.lists[n] == notOrdered {
		return "• "
	}
	t.lists[n]++
	return strconv.Itoa(t.lists[n]-1) + ". "
}

// firstNumber gives the number of the first item of a list.
func firstNumber(tok html.Token) int {
	if tok.Data == "ul" {
		return notOrdered
	}
	for _, a := range tok.Attr {
		if n, err := strconv.ParseInt(a.Val, 10, 32); a.Key == "start" && err == nil {
			return int(n)
		}
	}
	return 1
}

// lines gives the lines of s that are not empty, without blanks around them.
func lines(s string) string {
	var out []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// hides reports whether nothing within an element is kept; it is the
// sanitiser's own list.
func hides(element string) bool {
	switch element {
	case "frame", "frameset", "iframe", "noembed", "noframes", "noscript", "nostyle", "object", "script", "style", "title":
		return true
	}
	return false
}

// isBlock reports whether an element stands on lines of its own.
func isBlock(element string) bool {
	switch element {
	case "address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption",
		"figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
		"pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul":
		return true
	}
	return false
}

// isVoid reports whether an element has no end tag.
func isVoid(element string) bool {
	switch element {
	case "br", "col", "hr", "img", "input", "wbr":
		return true
	}
	return false
}

// Raw HTML stands between these comments until it is balanced.
const rawStart, rawEnd = "raw", "end"

// balance gives HTML in which every start tag of the list has its end tag in
// the right order and no end tag stands alone. End tags between the comments
// rawStart and rawEnd, which are taken out, end only what was started between
// such comments and hold nothing else: raw HTML cannot reach beyond the
// paragraph or item that it stands in.
func (l allowList) balance(s string) string {
	b := balancer{count: make(map[element]int)}
	b.out.Grow(len(s) + len(s)/16)
	raw := false
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			for len(b.open) > 0 {
				b.pop()
			}
			return b.out.String()
		}
		source := string(z.Raw())
		tok := z.Token()
		_, listed := l[tok.Data]
		switch {
		case kind == html.CommentToken:
			raw = tok.Data == rawStart
		case kind == html.TextToken || !listed: // for the sanitiser to drop
			b.out.WriteString(source)
		case kind == html.EndTagToken:
			b.end(element{tok.Data, raw})
		default:
			b.start(tok, raw)
		}
	}
}

// An element is one that is open, or could be.
type element struct {
	name string
	raw  bool
}

// A balancer writes tags so that they fit.
type balancer struct {
	out   strings.Builder
	open  []element
	count map[element]int // how often each is open
}

func (b *balancer) start(tok html.Token, raw bool) {
	for len(b.open) > 0 {
		last := b.open[len(b.open)-1]
		if !implied(last.name, tok.Data) || raw && !last.raw && last.name != "p" {
			break
		}
		b.pop()
	}
	if isVoid(tok.Data) {
		tok.Type = html.SelfClosingTagToken
		b.out.WriteString(tok.String())
		return
	}
	e := element{tok.Data, raw}
	b.open = append(b.open, e)
	b.count[e]++
	tok.Type = html.StartTagToken
	b.out.WriteString(tok.String())
}

func (b *balancer) end(e element) {
	if b.count[e] == 0 {
		return
	}
	if e.raw {
		for i := len(b.open) - 1; b.open[i] != e; i-- {
			if !b.open[i].raw {
				return
			}
		}
	}
	for b.open[len(b.open)-1] != e {
		b.pop()
	}
	b.pop()
}

// pop ends the innermost element.
func (b *balancer) pop() {
	last := b.open[len(b.open)-1]
	b.open = b.open[:len(b.open)-1]
	b.count[last]--
	b.out.WriteString("</" + last.name + ">")
}

// implied reports whether the start of an element ends the one it stands in.
func implied(in, next string) bool {
	switch in {
	case "p":
		return isBlock(next)
	case "li":
		return next == "li"
	case "dt", "dd":
		return next == "dt" || next == "dd"
	case "td", "th":
		return next == "td" || next == "th" || next == "tr"
	case "tr":
		return next == "tr"
	}
	return false
}
