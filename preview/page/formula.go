package page

import (
	"image"
	gomath "math"
	"strings"
	"sync"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/math"
)

// A formula's signs are as large beside the words as their small letters are.
const mathSize = 1.08

// leastShrink is how far a formula is made smaller to fit. One that is still
// too wide is shown as its source, in lines.
const leastShrink = 0.5

// Formula is a formula that was laid out.
type Formula struct {
	TeX     *math.Formula
	display bool
	Size    float64 // pixels to the em
	Box     *math.Box
	Ink     image.Rectangle // of the box
}

// FormulaBox is the place of a formula on the page.
type FormulaBox struct {
	X, Y int // of the baseline's beginning
	*Formula
	Role assets.Role
}

// Bounds is the part of the page that the formula's ink may touch.
func (m *FormulaBox) Bounds() image.Rectangle { return m.Ink.Add(image.Pt(m.X, m.Y)) }

// Refused reports whether a fragment is a formula that is not understood at all.
func (u *Fragment) Refused() bool {
	return u.Kind == MathFragment && u.Node != nil && math.ParseWith(u.Node.Uses, u.text).Refused()
}

// ascent and descent are how far a formula reaches above and below the baseline.
func (m *Formula) ascent() int  { return ceil(m.Box.Height) }
func (m *Formula) descent() int { return ceil(m.Box.Depth) }

// Width is how wide a formula is, in whole pixels.
func (m *Formula) Width() int { return ceil(m.Box.Width) }

func ceil(v float64) int { return int(gomath.Ceil(v)) }

// newFormula lays a formula out, smaller than size where it is wider than w
// pixels.
func newFormula(font *math.Font, tex *math.Formula, size float64, w int, display bool) *Formula {
	m := &Formula{TeX: tex, display: display, Size: size, Box: tex.Layout(font, size, display)}
	if wide := m.Box.Width; wide > float64(w) {
		m.Size *= float64(w) / wide
		m.Box = tex.Layout(font, m.Size, display)
	}
	m.Ink = m.Box.Ink()
	return m
}

// FormulaFont is the file of the typeface of formulas. What it lacks comes from the
// serif, then from the sans.
const FormulaFont = "fonts/STIXTwoMath-Regular.otf"

// mathFont is the font of formulas, with the page's own for letters that it
// lacks. All pages share it: it takes some megabytes and is for any goroutine.
var mathFont = sync.OnceValue(func() *math.Font {
	f, err := math.NewFont(assets.Read(FormulaFont), typeset.FontBytes(typeset.Serif), typeset.FontBytes(typeset.Sans))
	if err != nil {
		panic("page: " + err.Error()) // the font is a part of the program
	}
	return f
})

// layFormula lays a formula out for words of a size, at most w pixels wide;
// nil where it is to be shown as its source. Uses are the definitions that it
// needs.
func (l *Layouter) layFormula(uses, tex string, size, w int, display bool) *Formula {
	t := math.ParseWith(uses, tex)
	if t.Refused() {
		return nil
	}
	full := float64(size) * mathSize
	m := newFormula(mathFont(), t, full, w, display)
	most := maxFormula
	if l.Tallest > 0 {
		most = l.Tallest
	}
	if m.Size < full*leastShrink || m.ascent()+m.descent() > most {
		return nil
	}
	return m
}

// maxFormula is how tall a formula may be, in pixels.
const maxFormula = 3000

// formula sets a display formula in the middle of the column.
func (l *Layouter) formula(f *Frame, u *Fragment, x, w int) int {
	if !u.first || !u.Last {
		return l.code(f, u, x, w, markdown.AlignLeft)
	}
	v := l.voice(u)
	m := l.layFormula(u.Node.Uses, u.text, v.lead.size, w, true)
	if m == nil {
		return l.code(f, u, x, w, markdown.AlignLeft)
	}
	air := l.Sizes.Px(4)
	top := max(m.ascent(), v.lead.Line/2) + air
	height := top + max(m.descent(), v.lead.Line/4) + air
	at := x + max(0, (w-m.Width())/2)
	f.Formulas = append(f.Formulas, FormulaBox{at, top, m, v.ink})
	f.stop(0, u.Start)
	f.Texts = append(f.Texts, TextBox{
		Text: FormulaText, Font: v.face(0), Role: v.ink, X: at, Y: 0, Width: max(1, m.Width()),
		From: u.at, To: u.at + len(u.text), Top: 0, Tall: height,
	})
	return height
}

// inlineFormula puts the first of some inlines, a formula, among the words of a
// paragraph.
func (l *Layouter) inlineFormula(p *para, list []markdown.Inline, st style, v voice) {
	in := &list[0]
	m := l.layFormula(in.Attrs().Uses, in.Text, st.font.Size, l.Sizes.Measure, false)
	if m == nil {
		st.font, st.code = v.face(in.Style|markdown.CodeSpan), true
		p.add(in.Text, st, in.Start, in.End)
		return
	}
	st.code = false
	p.text = append(p.text, FormulaText...)
	air := 0
	if len(list) > 1 && strings.HasPrefix(list[1].Text, " ") { // the page's spaces are narrow
		air = l.Sizes.Px(1)
	}
	p.spans = append(p.spans, span{
		style: st, end: len(p.text), src: in.Start, lim: in.End, at: p.at, to: p.to,
		pic: &Image{Width: m.Width() + air, Height: m.ascent(), formula: m},
	})
}

// room widens a line of the given height, whose baseline is at base, for the
// formulas on it.
func (fl *flow) room(runs []run, height, base int) (int, int) {
	below := height - base
	for _, r := range runs {
		if pic := fl.p.spans[r.span].pic; pic != nil && pic.formula != nil {
			m, rise := fl.fitted(pic), fl.p.spans[r.span].rise
			base, below = max(base, m.ascent()+rise+1), max(below, m.descent()-rise+1)
		}
	}
	return base + below, base
}

// fitted is a formula no wider than the line.
func (fl *flow) fitted(p *Image) *Formula {
	if p.Width <= fl.width || p.Width == 0 {
		return p.formula
	}
	return newFormula(mathFont(), p.formula.TeX, p.formula.Size, fl.width, p.formula.display)
}

// drawFormula puts a formula on the page.
func (fl *flow) drawFormula(r run, x, base, height int) {
	f, sp := fl.f, &fl.p.spans[r.span]
	m := fl.fitted(sp.pic)
	line := fl.y + base - sp.rise
	f.Formulas = append(f.Formulas, FormulaBox{x, line, m, sp.ink})
	if sp.strike {
		f.Rects = append(f.Rects, RectBox{X: x, Y: line - round(float32(sp.font.Size)*0.27), Width: m.Width(), Height: 1, Fill: sp.ink})
	}
	f.Texts = append(f.Texts, TextBox{
		Text: FormulaText, Font: sp.font, Role: sp.ink, X: x, Y: fl.y, Width: max(1, m.Width()),
		From: fl.p.from + sp.at, To: fl.p.from + sp.to, Cell: fl.p.cell, Top: fl.y, Tall: height,
	})
	if sp.link != "" {
		f.Links = append(f.Links, LinkBox{x, fl.y, m.Width(), height, sp.link, ""})
		f.Rects = append(f.Rects, RectBox{X: x, Y: fl.y + base + max(fl.l.Sizes.Px(3), m.descent()+1), Width: m.Width(), Height: 1, Fill: sp.ink})
	}
}
