package textedit

import (
	"image/color"

	"galley.app/galley/internal/theme"
	"galley.app/galley/preview/markdown"
)

// palette is the colours of the theme, read again at each Refresh.
type palette struct {
	sheet, cur, sel, selBlur, code, codeCur, ink, muted, faint, link, accent, warn, bar, barHot, hit color.NRGBA

	dimmed float32 // how much of the ink is left to what is not lit
}

func readPalette() palette {
	p := palette{
		sheet: theme.Color(theme.Sheet), cur: theme.Color(theme.Cur), sel: theme.Color(theme.Sel), code: theme.Color(theme.Code),
		ink: theme.Color(theme.Ink), muted: theme.Color(theme.Muted), faint: theme.Color(theme.Faint),
		link: theme.Color(theme.Link), accent: theme.Color(theme.Accent), warn: theme.Color(theme.Warn),
	}
	p.selBlur = theme.Dim(p.sel, p.sheet, 0.6)
	p.codeCur, p.hit = theme.Color(theme.CurCode), theme.Color(theme.Hit)
	bar, barHot := float32(0.35), float32(0.8)
	p.dimmed = dimmed
	if theme.Palette().Strong {
		bar, barHot, p.dimmed = 0.7, 1, dimmedStrong
	}
	p.bar, p.barHot = theme.Dim(theme.Color(theme.Edge), p.sheet, bar), theme.Dim(theme.Color(theme.Edge), p.sheet, barHot)
	return p
}

// variant is the face that a style asks for.
func variant(s markdown.MarkStyle) (v uint8) {
	if s&(markdown.MarkCode|markdown.MarkCodeBlock|markdown.MarkTable) != 0 {
		v |= mono
	}
	if s.Has(markdown.MarkMarker) {
		return v
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

// span is a stretch of a row in one face and one colour.
type span struct {
	start, end int
	face       uint8
	tint       color.NRGBA
}

// spans appends the row's text as spans. Marks are those that touch the row
// and perhaps others. Spaces at the ends of a span are left out.
func (r *renderer) spans(dst []span, start, end int, marks []mark) []span {
	p := &r.colours
	put := func(s, e int, style markdown.MarkStyle) {
		if s >= e {
			return
		}
		x := span{s, e, variant(style), p.tint(style)}
		if r.ed.view.m.mono {
			x.face &^= mono // it is all in one
		}
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
