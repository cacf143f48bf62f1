package pdf

import (
	"strconv"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/preview/markdown"
)

// indent is how far the words of an item stand from those of its list.
const indent = 20.0

// blocks sets blocks below each other in the column that begins at x.
func (s *setter) blocks(list []*markdown.Block, x, w float64, st style, tight bool) {
	for i, b := range list {
		if b.Kind == markdown.Definition {
			continue
		}
		if s.ended() {
			return
		}
		if i > 0 {
			gap := st.leading * 0.55
			if tight {
				gap = 1.5
			}
			s.space(gap)
		}
		s.block(b, x, w, st)
	}
}

func (s *setter) block(b *markdown.Block, x, w float64, st style) {
	switch b.Kind {
	case markdown.Paragraph:
		if len(b.Inlines) == 1 && b.Inlines[0].Kind == markdown.Image {
			s.figure(&b.Inlines[0], x, w, st)
			return
		}
		if b.Fold != markdown.NoFold {
			st.bold = true // the summary of what can be opened
		}
		s.lines(x, w, s.inlines(b.Inlines, st, w), alignOf(b))
	case markdown.Heading:
		s.title(b, x, w)
	case markdown.Quote:
		s.quote(b, x, w, st)
	case markdown.List:
		s.list(b, x, w, st)
	case markdown.Code:
		s.code(b.Literal, x, w)
	case markdown.Diagram:
		s.room(60)
		s.lines(x, w, s.words("Diagram", style{family: assets.Sans, size: 8, leading: 13, ink: muted}), alignLeft)
		s.code(b.Literal, x, w)
	case markdown.Math:
		s.formula(b.Uses, b.Literal, x, w, st)
	case markdown.HTMLBlock:
		if b.Drawn != nil {
			s.blocks(b.Drawn, x, w, st, false)
			return
		}
		for line := range strings.SplitSeq(b.Text(), "\n") { // too long to be drawn
			s.lines(x, w, s.words(line, st), alignLeft)
		}
	case markdown.Rule:
		s.room(24)
		s.y += 8
		c := s.b.Theme.Light.Line
		s.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B))
		s.pdf.SetLineWidth(0.75)
		s.pdf.Line(x, s.y, x+w, s.y)
		s.y += 8
	case markdown.Table:
		s.table(b, x, w, st)
	case markdown.Footnotes:
		s.footnotes(b, x, w, st)
	default:
		s.blocks(b.Children, x, w, st, false)
	}
}

// alignOf is how raw HTML has the words of a block aligned.
func alignOf(b *markdown.Block) align {
	if len(b.Align) > 0 {
		switch b.Align[0] {
		case markdown.AlignCenter:
			return alignCenter
		case markdown.AlignRight:
			return alignRight
		}
	}
	return alignLeft
}

// title sets a heading, which never stands alone at the end of a page.
func (s *setter) title(b *markdown.Block, x, w float64) {
	st := s.heading(b.Level)
	s.space(st.leading * 0.45)
	s.room(st.leading + 3*s.body().leading)
	for len(s.levels) > 0 && s.levels[len(s.levels)-1] >= b.Level {
		s.levels = s.levels[:len(s.levels)-1]
	}
	s.levels = append(s.levels, b.Level)
	if words := strings.TrimSpace(printable(b.Plain())); words != "" {
		s.pdf.Bookmark(words, len(s.levels), s.y)
	}
	if b.ID != "" {
		s.here("#" + b.ID)
	}
	s.lines(x, w, s.inlines(b.Inlines, st, w), alignOf(b))
}

// quote is the bar beside a quotation: its left edge, and where it begins on
// the page.
type quote struct{ x, from float64 }

// quote sets a quotation beside a bar in the accent colour.
func (s *setter) quote(b *markdown.Block, x, w float64, st style) {
	s.room(st.leading)
	st.italic, st.ink = !st.italic, muted
	s.quotes = append(s.quotes, quote{x, s.y})
	s.blocks(b.Children, x+14, w-14, st, false)
	last := len(s.quotes) - 1
	s.rule(s.quotes[last], s.y)
	s.quotes = s.quotes[:last]
}

func (s *setter) rule(q quote, to float64) {
	if to <= q.from {
		return
	}
	c := s.b.Theme.Light.Accent
	s.pdf.SetFillColor(int(c.R), int(c.G), int(c.B))
	s.pdf.Rect(q.x, q.from, 1.5, to-q.from, "F")
}

func (s *setter) list(b *markdown.Block, x, w float64, st style) {
	for i, item := range b.Children {
		if i > 0 {
			gap := st.leading * 0.5
			if b.Tight {
				gap = 1.5
			}
			s.space(gap)
		}
		s.room(st.leading)
		base := s.y + baseline(st)
		switch {
		case item.Task != markdown.NoTask:
			s.box(x+indent-13, base-7.5, item.Task == markdown.Done)
		case b.Ordered:
			n := strconv.Itoa(b.First+i) + "."
			s.text(x+indent-5-s.f.width(n, st), base, n, st)
		default:
			s.text(x+indent-5-s.f.width("•", st), base, "•", st)
		}
		s.item(item.Children, x+indent, w-indent, st, b.Tight)
	}
}

// item sets what belongs to a marker on the line at y.
func (s *setter) item(list []*markdown.Block, x, w float64, st style, tight bool) {
	if len(list) == 0 {
		s.y += st.leading
		return
	}
	s.blocks(list, x, w, st, tight)
}

// box is that of a task.
func (s *setter) box(x, y float64, done bool) {
	s.draw(black)
	s.pdf.SetLineWidth(0.7)
	s.pdf.Rect(x, y, 7.5, 7.5, "D")
	if done {
		s.pdf.Line(x+1.6, y+4, x+3.2, y+5.8)
		s.pdf.Line(x+3.2, y+5.8, x+6.2, y+1.8)
	}
}

// code sets program text line by line on its ground.
func (s *setter) code(literal string, x, w float64) {
	const pad = 8.0
	st := style{family: assets.Mono, size: 8.5, leading: 12.5}
	ground := func(h float64) {
		c := s.b.Theme.Light.Code
		s.pdf.SetFillColor(int(c.R), int(c.G), int(c.B))
		s.pdf.Rect(x, s.y, w, h, "F")
	}
	s.room(2*st.leading + pad)
	ground(pad)
	s.y += pad
	missing := 0
	for line := range strings.SplitSeq(strings.TrimRight(literal, "\n"), "\n") {
		line = printable(strings.ReplaceAll(line, "\t", "    "))
		missing += s.f.missing(line, st)
		for {
			part := line
			if n := int((w - 2*pad) / (st.size * 0.6)); len(part) > n {
				part = firstRunes(part, n)
			}
			line = line[len(part):]
			s.room(st.leading)
			ground(st.leading + 0.2)
			s.text(x+pad, s.y+baseline(st), part, st)
			s.y += st.leading
			if line == "" {
				break
			}
		}
	}
	if missing > 0 {
		s.note("%d characters have no letter in the typefaces of the pages, and show as empty boxes", missing)
	}
	ground(pad)
	s.y += pad
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// footnotes sets the notes at the end of the post.
func (s *setter) footnotes(b *markdown.Block, x, w float64, st style) {
	st.size, st.leading = st.size*0.85, st.leading*0.85
	s.space(14)
	s.room(3 * st.leading)
	s.draw(muted)
	s.pdf.SetLineWidth(0.5)
	s.pdf.Line(x, s.y, x+72, s.y)
	s.y += 8
	for i, note := range b.Children {
		if i > 0 {
			s.space(4)
		}
		s.room(st.leading)
		n := strconv.Itoa(note.Number)
		s.here("fn" + n)
		mark := st
		mark.ink, mark.to = linked, s.anchor("fnref"+n)
		mw := s.f.width(n+".", mark)
		at := x + indent - 5 - mw
		s.decorate(at, s.y+baseline(st), piece{text: n + ".", st: mark, w: mw})
		s.leads(at, s.y+baseline(st), mw, mark)
		s.item(note.Children, x+indent, w-indent, st, false)
	}
}
