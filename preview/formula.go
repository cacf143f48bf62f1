package preview

import (
	"image"
	gomath "math"
	"strings"

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

// formula is a formula that was laid out.
type formula struct {
	tex     *math.Formula
	display bool
	size    float64 // pixels to the em
	box     *math.Box
	ink     image.Rectangle // of the box
}

// mathBox is the place of a formula on the page.
type mathBox struct {
	x, y int // of the baseline's beginning
	*formula
	color assets.Role
}

// bounds is the part of the page that the formula's ink may touch.
func (m *mathBox) bounds() image.Rectangle { return m.ink.Add(image.Pt(m.x, m.y)) }

// up and down are how far a formula reaches above and below the baseline.
func (m *formula) up() int   { return ceil(m.box.Height) }
func (m *formula) down() int { return ceil(m.box.Depth) }
func (m *formula) wide() int { return ceil(m.box.Width) }

func ceil(v float64) int { return int(gomath.Ceil(v)) }

// newFormula lays a formula out, smaller than size where it is wider than w
// pixels.
func newFormula(font *math.Font, tex *math.Formula, size float64, w int, display bool) *formula {
	m := &formula{tex: tex, display: display, size: size, box: tex.Layout(font, size, display)}
	if wide := m.box.Width; wide > float64(w) {
		m.size *= float64(w) / wide
		m.box = tex.Layout(font, m.size, display)
	}
	m.ink = m.box.Ink()
	return m
}

// mathFont is the font of formulas, with the page's own for letters that it
// lacks.
func (l *setter) mathFont() *math.Font {
	if l.math == nil {
		f, err := math.NewFont(assets.Read("fonts/STIXTwoMath-Regular.otf"), typeset.FontBytes(typeset.Serif), typeset.FontBytes(typeset.Sans))
		if err != nil {
			panic("preview: " + err.Error()) // the font is a part of the program
		}
		l.math = f
	}
	return l.math
}

// layFormula lays a formula out for words of a size, at most w pixels wide;
// nil where it is to be shown as its source. Uses are the definitions that it
// needs.
func (l *setter) layFormula(uses, tex string, size, w int, display bool) *formula {
	t := math.ParseWith(uses, tex)
	if t.Refused() {
		return nil
	}
	full := float64(size) * mathSize
	m := newFormula(l.mathFont(), t, full, w, display)
	if m.size < full*leastShrink || m.up()+m.down() > maxFormula {
		return nil
	}
	return m
}

// maxFormula is how tall a formula may be, in pixels.
const maxFormula = 3000

// formula sets a display formula in the middle of the column.
func (l *setter) formula(f *frame, u *unit, x, w int) int {
	if !u.first || !u.last {
		return l.code(f, u, x, w, markdown.AlignLeft)
	}
	v := l.voice(u)
	m := l.layFormula(u.node.Uses, u.text, v.lead.size, w, true)
	if m == nil {
		return l.code(f, u, x, w, markdown.AlignLeft)
	}
	air := l.size.px(4)
	top := max(m.up(), v.lead.line/2) + air
	height := top + max(m.down(), v.lead.line/4) + air
	at := x + max(0, (w-m.wide())/2)
	f.maths = append(f.maths, mathBox{at, top, m, v.ink})
	f.stop(0, u.start)
	f.texts = append(f.texts, textBox{
		s: object, font: v.face(0), ink: v.ink, x: at, y: 0, w: max(1, m.wide()),
		at: u.at, to: u.at + len(u.text), top: 0, tall: height,
	})
	return height
}

// inlineFormula puts the first of some inlines, a formula, among the words of a
// paragraph.
func (l *setter) inlineFormula(p *para, list []markdown.Inline, st style, v voice) {
	in := &list[0]
	m := l.layFormula(in.Attrs().Uses, in.Text, st.font.Size, l.size.measure, false)
	if m == nil {
		st.font, st.code = v.face(in.Style|markdown.CodeSpan), true
		p.add(in.Text, st, in.Start, in.End)
		return
	}
	st.code = false
	p.text = append(p.text, object...)
	air := 0
	if len(list) > 1 && strings.HasPrefix(list[1].Text, " ") { // the page's spaces are narrow
		air = l.size.px(1)
	}
	p.spans = append(p.spans, span{
		style: st, end: len(p.text), src: in.Start, lim: in.End, at: p.at, to: p.to,
		pic: &picture{w: m.wide() + air, h: m.up(), math: m},
	})
}

// room widens a line of the given height, whose baseline is at base, for the
// formulas on it.
func (fl *flow) room(runs []run, height, base int) (int, int) {
	below := height - base
	for _, r := range runs {
		if pic := fl.p.spans[r.span].pic; pic != nil && pic.math != nil {
			m, rise := fl.fitted(pic), fl.p.spans[r.span].rise
			base, below = max(base, m.up()+rise+1), max(below, m.down()-rise+1)
		}
	}
	return base + below, base
}

// fitted is a formula no wider than the line.
func (fl *flow) fitted(p *picture) *formula {
	if p.w <= fl.width || p.w == 0 {
		return p.math
	}
	return newFormula(fl.l.mathFont(), p.math.tex, p.math.size, fl.width, p.math.display)
}

// drawFormula puts a formula on the page.
func (fl *flow) drawFormula(r run, x, base, height int) {
	f, sp := fl.f, &fl.p.spans[r.span]
	m := fl.fitted(sp.pic)
	line := fl.y + base - sp.rise
	f.maths = append(f.maths, mathBox{x, line, m, sp.ink})
	if sp.strike {
		f.rects = append(f.rects, rectBox{x: x, y: line - round(float32(sp.font.Size)*0.27), w: m.wide(), h: 1, fill: sp.ink})
	}
	f.texts = append(f.texts, textBox{
		s: object, font: sp.font, ink: sp.ink, x: x, y: fl.y, w: max(1, m.wide()),
		at: fl.p.from + sp.at, to: fl.p.from + sp.to, cell: fl.p.cell, top: fl.y, tall: height,
	})
	if sp.link != "" {
		f.links = append(f.links, linkBox{x, fl.y, m.wide(), height, sp.link, ""})
		f.rects = append(f.rects, rectBox{x: x, y: fl.y + base + max(fl.l.size.px(3), m.down()+1), w: m.wide(), h: 1, fill: sp.ink})
	}
}
