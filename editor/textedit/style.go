package textedit

import (
	"image/color"
	"sort"
	"strings"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/theme"
	"galley.app/galley/preview/markdown"
)

// palette is the colours of the theme, read again at each Refresh.
type palette struct {
	sheet, cur, sel, selBlur, code, ink, muted, faint, link, accent, warn, bar, barHot, hit, hitNow color.NRGBA
}

func readPalette() palette {
	p := palette{
		sheet: theme.Color(theme.Sheet), cur: theme.Color(theme.Cur), sel: theme.Color(theme.Sel), code: theme.Color(theme.Code),
		ink: theme.Color(theme.Ink), muted: theme.Color(theme.Muted), faint: theme.Color(theme.Faint),
		link: theme.Color(theme.Link), accent: theme.Color(theme.Accent), warn: theme.Color(theme.Warn),
	}
	p.selBlur = theme.Dim(p.sel, p.sheet, 0.6)
	p.hitColours()
	p.bar = theme.Dim(theme.Color(theme.Edge), p.sheet, 0.35)
	p.barHot = theme.Dim(theme.Color(theme.Edge), p.sheet, 0.8)
	return p
}

// mark is a range of the text as the last Doc saw it, moved to where it is now.
type mark struct {
	start, end int
	style      markdown.MarkStyle
	block      int // of the Doc
}

const marksAtOnce = 4000 // in what is visible; more are drawn plain

// marks appends the marks that touch [start, end), in order.
func (a *Editor) marks(dst []mark, start, end int) []mark {
	if body := a.s.Start(); start < body { // source view
		for _, f := range a.s.Post().Fields() {
			if f.ValueStart > start && f.Start < end {
				dst = append(dst, mark{f.Start, f.ValueStart, markdown.MarkMarker, -1})
			}
		}
		start = body
	}
	if a.doc == nil || start >= end {
		return dst
	}
	from, to := a.parsedAt(start), a.parsedAt(end)
	n := len(dst)
	for i := max(0, a.doc.Find(from)); i < a.doc.Len(); i++ {
		b, base := a.doc.Block(i), a.doc.Start(i)
		if base > to {
			break
		}
		if b.Kind == markdown.Footnotes {
			continue
		}
		all := b.Marks()
		first := sort.Search(len(all), func(k int) bool { return base+int(all[k].End) >= from })
		for _, m := range all[first:] {
			s, e := base+int(m.Start), base+int(m.End)
			if s > to || len(dst)-n >= marksAtOnce {
				break
			}
			if len(a.since.Changes) > 0 {
				s, e = a.moved(s, e, m.Style)
			}
			if s < e && s < end && e > start {
				dst = append(dst, mark{s, e, m.Style, i})
			}
		}
	}
	return dst
}

// moved maps a mark of the Doc to the text as it is. What is typed at the end
// of a word in bold will most likely be bold, but not what follows a marker or
// begins a line.
func (a *Editor) moved(start, end int, style markdown.MarkStyle) (s, e int) {
	s, e = a.since.MapRange(start, end)
	if style&(markdown.MarkMarker|markdown.MarkURL|markdown.MarkList) != 0 {
		return s, e
	}
	if grown := a.since.Map(end, text.After); grown > e && grown-e < 1000 {
		more := a.s.Text().Slice(e, grown)
		if i := strings.IndexAny(more, "\r\n"); i >= 0 {
			more = more[:i]
		}
		e += len(more)
	}
	return s, e
}

// parsedAt returns where what is at off was in the text that the shown Doc was parsed from; within
// what was put in since, where it was put.
func (a *Editor) parsedAt(off int) int {
	if len(a.since.Changes) == 0 {
		return off
	}
	return a.since.Unmap(off, text.Before)
}

// variant is the face that a style asks for.
func variant(s markdown.MarkStyle) (v uint8) {
	if s.Has(markdown.MarkMarker) {
		return 0
	}
	if s&(markdown.MarkBold|markdown.MarkHeading) != 0 {
		v |= bold
	}
	if s.Has(markdown.MarkItalic) {
		v |= italic
	}
	return v
}

// tint is the colour that a style asks for.
func (p *palette) tint(s markdown.MarkStyle) color.NRGBA {
	switch {
	case s&(markdown.MarkMarker|markdown.MarkURL|markdown.MarkList) != 0:
		return p.faint
	case s.Has(markdown.MarkLink):
		return p.link
	case s&(markdown.MarkQuote|markdown.MarkStrike|markdown.MarkHTML) != 0:
		return p.muted
	}
	return p.ink
}

// rowStyles gives rows the faces of a piece of text, where faces differ in
// width.
func (a *Editor) rowStyles(dst []rows.Style, start, end int) []rows.Style {
	for _, m := range a.marks(nil, start, end) {
		s := rows.Style{Start: max(0, m.start-start), End: min(m.end, end) - start, Face: variant(m.style)}
		switch n := len(dst); {
		case s.Face == 0:
		case n > 0 && dst[n-1].End == s.Start && dst[n-1].Face == s.Face:
			dst[n-1].End = s.End
		default:
			dst = append(dst, s)
		}
	}
	return dst
}

// span is a stretch of a row in one face and one colour.
type span struct {
	start, end int
	face       uint8
	tint       color.NRGBA
}

// spans appends the row's text as spans. Marks are those that touch the row
// and perhaps others. Spaces at the ends of a span are left out.
func (a *Editor) spans(dst []span, start, end int, marks []mark) []span {
	p := &a.r.colours
	put := func(s, e int, style markdown.MarkStyle) {
		if s >= e {
			return
		}
		x := span{s, e, variant(style), p.tint(style)}
		if n := len(dst); n > 0 && dst[n-1].end == s && dst[n-1].face == x.face && dst[n-1].tint == x.tint {
			dst[n-1].end = e
			return
		}
		dst = append(dst, x)
	}
	at := start
	for _, m := range marks {
		if m.end <= at || m.start >= end {
			continue
		}
		put(at, max(at, m.start), 0)
		put(max(at, m.start), min(m.end, end), m.style)
		at = min(m.end, end)
	}
	put(at, end, 0)
	return dst
}
