package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"galley.app/galley/preview/markdown/policy"
)

// An inliner flattens the inlines of one leaf block.
type inliner struct {
	*builder
	lo, hi int // source bytes of the block
	out    []Inline
	text   []byte // of the last inline while it may still grow
	open   bool   // whether the last inline may still grow
	task   Task
}

// around is what holds for everything within a node.
type around struct {
	style       Style
	link, title string
	in          *Element
}

// element is a within another element.
func (a around) element(e Element) around {
	e.Up = a.in
	a.in = &e
	a.style |= e.Style
	return a
}

// inline gives an inline within the node.
func (a around) inline(k InlineKind, text string) Inline {
	return Inline{Kind: k, Style: a.style, Text: text, in: a.in}.with(a.attrs())
}

func (a around) attrs() Attrs { return Attrs{Link: a.link, LinkTitle: a.title} }

// inlines gives the inlines of n, which lies in the source bytes [lo, hi).
func (b *builder) inlines(n ast.Node, lo, hi int) ([]Inline, Task) {
	in := &inliner{builder: b, lo: lo, hi: hi, out: b.inlined, text: b.words}
	b.inlined, b.words = nil, nil
	in.children(n, around{})
	in.flush()
	// A Doc is kept for long and is many times its text: no inline has room for more.
	out := append([]Inline(nil), b.applyHTML(in.out)...)
	clear(in.out)
	b.inlined, b.words = in.out[:0], in.text[:0]
	return out, in.task
}

func (in *inliner) children(n ast.Node, a around) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		in.node(c, a)
	}
}

func (in *inliner) node(n ast.Node, a around) {
	switch n := n.(type) {
	case *ast.Text:
		in.segment(n, a)
	case *ast.String:
		in.grow(string(n.Value), in.hi, in.hi, a)
	case *ast.Emphasis:
		style := Italic
		if n.Level >= 2 {
			style = Bold
		}
		in.children(n, a.element(Element{Style: style}))
	case *east.Strikethrough:
		in.children(n, a.element(Element{Style: Strike}))
	case *ast.CodeSpan:
		in.children(n, a.element(Element{Style: CodeSpan}))
	case *ast.Link:
		dest := resolve(n.Destination)
		if policy.SafeLink(dest) {
			a.link, a.title = dest, resolve(n.Title)
			a = a.element(Element{Link: dest, Title: normal([]byte(unescape(n.Title)))})
		} else {
			in.unsafe(n, dest)
		}
		in.children(n, a)
		in.address(n)
	case *ast.Image:
		in.image(n, a)
	case *ast.AutoLink:
		in.autoLink(n, a)
	case *ast.RawHTML:
		in.rawHTML(n, a)
	case *mathSpan:
		in.mathSpan(n, a)
	case *east.TaskCheckBox:
		in.task = Open
		if n.IsChecked {
			in.task = Done
		}
		if s, ok := in.spans[n]; ok {
			in.paint(s.start, s.end, MarkList, 0)
		}
	case *east.FootnoteLink:
		s := in.clamp(in.spans[n])
		attrs := a.attrs()
		attrs.Number = n.Index
		in.add(a.inline(NoteRef, "").with(attrs), s)
		in.paint(s.start, s.end, MarkLink, 0)
	case *east.FootnoteBacklink:
		// made by the parser, written by nobody
	default:
		in.children(n, a)
	}
}

// segment adds a run of text and the line break after it.
func (in *inliner) segment(n *ast.Text, a around) {
	s := in.clamp(span{n.Segment.Start, n.Segment.Stop})
	if s.start < s.end || n.Segment.Padding > 0 {
		seg := n.Segment
		seg.Start, seg.Stop = s.start, s.end
		raw := seg.Value(in.src)
		if n.IsRaw() || a.style.Has(CodeSpan) {
			in.grow(codeText(raw), s.start, s.end, a)
		} else {
			in.grow(resolve(raw), s.start, s.end, a)
			in.escapes(s)
		}
	}
	kind := SoftBreak
	switch {
	case n.HardLineBreak():
		kind = HardBreak
	case !n.SoftLineBreak():
		return
	}
	end := s.end
	if i := bytes.IndexByte(in.src[s.end:in.hi], '\n'); i >= 0 && blankOrSlash(in.src[s.end:s.end+i]) {
		end = s.end + i + 1
	}
	in.add(a.inline(kind, ""), span{s.end, end})
}

// grow adds text to the last inline if it goes on, else a new one.
func (in *inliner) grow(s string, start, stop int, a around) {
	if in.open {
		last := &in.out[len(in.out)-1]
		end := last.End + in.base
		if a.style.Has(CodeSpan) && start == end+1 && in.src[end] == '\\' {
			end++ // before a bar in the code of a table's cell
		}
		if end == start && last.in == a.in && last.Style == a.style && last.Attrs() == a.attrs() {
			in.text = append(in.text, s...)
			last.End = stop - in.base
			in.ink(start, stop, a)
			return
		}
	}
	in.add(a.inline(Text, ""), span{start, stop})
	in.text = append(in.text[:0], s...)
	in.open = true
	in.ink(start, stop, a)
}

// add appends an inline of the given source bytes.
func (in *inliner) add(i Inline, s span) {
	in.flush()
	i.Start, i.End = s.start-in.base, s.end-in.base
	in.out = append(in.out, i)
}

// flush gives the last inline its text.
func (in *inliner) flush() {
	if in.open {
		last := &in.out[len(in.out)-1]
		last.Text = in.whole.words(in.text, last.Start+in.base, last.End+in.base)
		in.open = false
	}
}

// clamp keeps a span within the block.
func (in *inliner) clamp(s span) span {
	s.start = min(max(s.start, in.lo), in.hi)
	s.end = min(max(s.end, s.start), in.hi)
	return s
}

func (in *inliner) image(n *ast.Image, a around) {
	s := in.clamp(in.spans[n])
	src := resolve(n.Destination)
	attrs := a.attrs()
	switch {
	case policy.SafeImage(src):
	case attrs.Link == "" && policy.SafeLink(src):
		in.remark(in.clamp(in.spans[n]).start, "link", "images at addresses of the kind %q are not shown; a link stands for this one", policy.Scheme(src))
		attrs.Link = src
		a = a.element(Element{Link: src})
		src = ""
	default:
		in.unsafe(n, src)
		src = ""
	}
	var alt strings.Builder
	altText(&alt, n, in.src)
	in.paintAlt(n)
	attrs.Src, attrs.Title = src, resolve(n.Title)
	in.add(a.inline(Image, alt.String()).with(attrs), s)
	in.address(n)
}

// paintAlt paints the text within an image.
func (in *inliner) paintAlt(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			s := in.clamp(span{t.Segment.Start, t.Segment.Stop})
			in.paint(s.start, s.end, MarkLink, MarkMarker)
		} else {
			in.paintAlt(c)
		}
	}
}

func (in *inliner) autoLink(n *ast.AutoLink, a around) {
	s := in.clamp(in.spans[n])
	label := string(n.Label(in.src))
	dest := autoDestination(n, in.src)
	text := s
	if s.end-s.start == len(label)+2 && in.src[s.start] == '<' {
		text = span{s.start + 1, s.end - 1}
	}
	if policy.SafeLink(dest) {
		a.link, a.title = dest, ""
		a = a.element(Element{Link: dest})
	} else {
		in.unsafe(n, dest)
	}
	in.grow(oneLine(label), text.start, text.end, a)
	in.paint(text.start, text.end, MarkURL, 0)
}

func (in *inliner) rawHTML(n *ast.RawHTML, a around) {
	if n.Segments.Len() == 0 {
		return
	}
	s := in.clamp(span{n.Segments.At(0).Start, n.Segments.At(n.Segments.Len() - 1).Stop})
	source := string(n.Segments.Value(in.src))
	i := a.inline(RawHTML, oneLine(source))
	if i.Text != source {
		attrs := a.attrs()
		attrs.tag = normal([]byte(source))
		i = i.with(attrs)
	}
	in.add(i, s)
	in.paint(s.start, s.end, MarkHTML, 0)
	in.htmlRemarks(source, func(pos int) int { return segmentOffset(n.Segments, pos) })
}

// unsafe notes that an address is not kept.
func (in *inliner) unsafe(n ast.Node, dest string) {
	s := in.clamp(in.spans[n])
	scheme, _, _ := strings.Cut(dest, ":")
	if len(scheme) > 20 {
		scheme = "this"
	}
	in.remark(s.start, "link", "addresses of the kind %q are left out", policy.Clean(scheme))
}

// address paints what stands after the text of a link or image.
func (in *inliner) address(n ast.Node) {
	s := in.clamp(in.spans[n])
	from := max(s.start, min(lastStop(n), s.end))
	if i := bytes.IndexByte(in.src[from:s.end], ']'); i >= 0 {
		in.paint(from+i, s.end, MarkURL, 0)
	}
}

// lastStop gives the end of the last text within n, 0 for none.
func lastStop(n ast.Node) int {
	stop := 0
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			stop = max(stop, t.Segment.Stop)
		} else {
			stop = max(stop, lastStop(c))
		}
	}
	return stop
}

// ink paints visible text.
func (in *inliner) ink(start, end int, a around) {
	var s MarkStyle
	for _, p := range [...]struct {
		style Style
		mark  MarkStyle
	}{{Bold, MarkBold}, {Italic, MarkItalic}, {Strike, MarkStrike}, {CodeSpan, MarkCode}} {
		if a.style.Has(p.style) {
			s |= p.mark
		}
	}
	if a.link != "" {
		s |= MarkLink
	}
	in.paint(start, end, s, MarkMarker)
}

// escapes paints the backslashes of escapes.
func (in *inliner) escapes(s span) {
	for i := s.start; i+1 < s.end; i++ {
		if in.src[i] == '\\' && util.IsPunct(in.src[i+1]) {
			in.paint(i, i+1, MarkMarker, 0)
			i++
		}
	}
}

// segmentOffset gives the source offset of a byte of the text in segments.
func segmentOffset(segments *gtext.Segments, pos int) int {
	off := 0
	for i := range segments.Len() {
		s := segments.At(i)
		off = s.Start + max(min(pos, s.Len())-s.Padding, 0)
		if pos < s.Len() {
			break
		}
		pos -= s.Len()
	}
	return off
}

func blankOrSlash(s []byte) bool {
	for _, c := range s {
		if c != ' ' && c != '\t' && c != '\r' && c != '\\' {
			return false
		}
	}
	return true
}

// resolve gives the text that source s stands for: escapes and entities are
// replaced, line breaks are spaces.
func resolve(s []byte) string { return oneLine(unescape(s)) }

// Destination returns the address that one written in a link or an image means: escapes and entities resolved.
func Destination(written string) string { return unescape([]byte(written)) }

// unescape gives the text that source s stands for, with its line breaks.
func unescape(s []byte) string {
	if bytes.IndexByte(s, '\\') < 0 && bytes.IndexByte(s, '&') < 0 {
		return string(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]):
			b.WriteByte(s[i+1])
			i += 2
		case c == '&':
			text, n := entity(s[i:])
			b.WriteString(text)
			i += n
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

// entity reads the entity at the start of s, which starts with an ampersand:
// its text and its length in the source.
func entity(s []byte) (text string, n int) {
	end := bytes.IndexByte(s[:min(len(s), 40)], ';')
	if end < 2 {
		return "&", 1
	}
	name := string(s[1:end])
	if name[0] != '#' {
		if e, ok := util.LookUpHTML5EntityByName(name); ok {
			return string(e.Characters), end + 1
		}
		return "&", 1
	}
	digits, base, limit := name[1:], 10, 7
	if digits != "" && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base, limit = digits[1:], 16, 6
	}
	if digits == "" || len(digits) > limit || strings.ContainsAny(digits, "+-_") {
		return "&", 1
	}
	v, err := strconv.ParseUint(digits, base, 32)
	if err != nil {
		return "&", 1
	}
	r := rune(v)
	if v == 0 || v > utf8.MaxRune || !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	return string(r), end + 1
}

// codeText gives the text of code within a line: as written, line endings as
// spaces.
func codeText(s []byte) string { return oneLine(string(s)) }

// oneLine replaces line endings by spaces and NUL by the replacement character.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n\x00") {
		return s
	}
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\x00", "\uFFFD").Replace(s)
}

// altText collects the text within an image.
func altText(w *strings.Builder, n ast.Node, src []byte) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			if s := c.Segment.Value(src); c.IsRaw() {
				w.WriteString(codeText(s))
			} else {
				w.WriteString(resolve(s))
			}
			if c.SoftLineBreak() || c.HardLineBreak() {
				w.WriteByte(' ')
			}
		case *ast.AutoLink:
			w.WriteString(oneLine(string(c.Label(src))))
		case *mathSpan:
			w.WriteString(c.tex(src))
		default:
			altText(w, c, src)
		}
	}
}

// autoDestination gives where a bare address leads.
func autoDestination(n *ast.AutoLink, src []byte) string {
	dest := oneLine(string(n.URL(src)))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	return dest
}
