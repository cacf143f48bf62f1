package page

import (
	"math"
	"unicode/utf8"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// piece is a part of a line: bytes of one span that stay together.
type piece struct {
	span     int
	from, to int
	w        float32 // with trailing space
}

// line is being filled.
type line struct {
	pieces []piece
	x      float32 // where the next piece goes
}

// flow sets a para into f at x, y and within width pixels, and returns the
// height it took. Lines are aligned by align.
func (l *Layouter) flow(f *Frame, p *para, x, y, width int, lead Leading, base typeset.Font, align markdown.Align) int {
	fl := flow{l: l, f: f, p: p, x: x, y: y, width: width, lead: lead, base: base, align: align}
	fl.starts = starts(p)
	fl.run()
	return fl.y - y
}

// starts lists where the spans of p begin.
func starts(p *para) []int {
	list := make([]int, len(p.spans))
	for i := 1; i < len(list); i++ {
		list[i] = p.spans[i-1].end
	}
	return list
}

type flow struct {
	l       *Layouter
	f       *Frame
	p       *para
	x, y    int
	width   int
	lead    Leading
	base    typeset.Font
	align   markdown.Align
	starts  []int
	line    line
	span    int     // of the next byte
	dry     bool    // only measure:
	widest  float32 // what cannot be broken
	longest float32 // line
}

func (fl *flow) run() {
	rs := []rune(string(fl.p.text))
	breaks := &fl.l.segments
	breaks.Init(rs)
	at := 0
	var parts []piece
	for it := breaks.LineIterator(); it.Next(); {
		ln := it.Line()
		end := at
		for _, r := range ln.Text {
			end += utf8.RuneLen(r)
		}
		must := fl.p.text[end-1] == '\n'
		parts = fl.parts(parts, at, end)
		at = end
		if !must && fl.sticks(end) {
			continue
		}
		fl.place(parts)
		parts = parts[:0]
		if must {
			fl.emit()
		}
	}
	if len(fl.line.pieces) > 0 {
		fl.emit()
	}
}

// sticks reports whether what begins at an offset stays with the word before it, as
// the number of a footnote does, whatever sign the word ends with.
func (fl *flow) sticks(off int) bool {
	for i := fl.span; i < len(fl.p.spans) && fl.starts[i] <= off; i++ {
		if fl.starts[i] == off {
			return fl.p.spans[i].rise > 0 && !isSpace(fl.p.text[off-1])
		}
	}
	return false
}

// parts splits the segment [from, to) of the text at span borders.
func (fl *flow) parts(parts []piece, from, to int) []piece {
	for fl.span < len(fl.p.spans)-1 && fl.p.spans[fl.span].end <= from {
		fl.span++
	}
	for i := fl.span; from < to && i < len(fl.p.spans); i++ {
		end := min(to, fl.p.spans[i].end)
		if end <= from {
			continue
		}
		parts = append(parts, piece{span: i, from: from, to: end, w: fl.measure(i, from, end)})
		from = end
	}
	return parts
}

// measure is the advance of the text [from, to) of a span, line ends not
// counted.
func (fl *flow) measure(i, from, to int) float32 {
	sp := &fl.p.spans[i]
	if sp.pic != nil {
		return float32(fl.picWidth(sp.pic))
	}
	s := fl.p.text[from:to]
	var w float32
	if sp.boxed() {
		pad := fl.codePad()
		if from == fl.starts[i] {
			w += pad
		}
		if to == sp.end {
			w += pad
		}
	}
	n := len(s)
	for n > 0 && isSpace(s[n-1]) {
		n--
	}
	space := fl.l.Measurer.Space(sp.font)
	for _, c := range s[n:] {
		if c == ' ' {
			w += space
		}
	}
	return w + fl.word(sp.font, s[:n])
}

// word measures bytes without making a string of them when they are known.
func (fl *flow) word(f typeset.Font, s []byte) float32 {
	if w, ok := fl.l.Measurer.Known(f, s); ok {
		return w
	}
	if n := longWord; len(s) > n { // measured in stretches
		for n > 1 && !utf8.RuneStart(s[n]) {
			n--
		}
		return fl.l.Measurer.Width(f, string(s[:n])) + fl.word(f, s[n:])
	}
	return fl.l.Measurer.Width(f, string(s))
}

// longWord is the most bytes of a word that are shaped at once.
const longWord = 1024

func (fl *flow) codePad() float32 { return float32(fl.l.Sizes.Px(4)) }

func (fl *flow) picWidth(p *Image) int { return min(p.Width, fl.width) }

// place puts a segment on the line, or on the next one, or breaks it.
func (fl *flow) place(parts []piece) {
	var w float32
	for _, p := range parts {
		w += p.w
	}
	bare := w
	if n := len(parts); n > 0 {
		bare -= fl.trailing(parts[n-1])
	}
	if fl.line.x+bare > float32(fl.width) && len(fl.line.pieces) > 0 && !fl.dry {
		fl.emit()
	}
	if bare > float32(fl.width) && !fl.dry {
		for _, p := range parts {
			fl.breakUp(p)
		}
		return
	}
	fl.line.pieces = append(fl.line.pieces, parts...)
	fl.line.x += w
	fl.widest = max(fl.widest, bare)
}

// trailing is the width of the spaces that end a piece.
func (fl *flow) trailing(p piece) float32 {
	if fl.p.spans[p.span].pic != nil {
		return 0
	}
	space := fl.l.Measurer.Space(fl.p.spans[p.span].font)
	var w float32
	for i := p.to; i > p.from && isSpace(fl.p.text[i-1]); i-- {
		if fl.p.text[i-1] == ' ' {
			w += space
		}
	}
	return w
}

// breakUp sets a piece that is wider than the line, cluster by cluster.
func (fl *flow) breakUp(p piece) {
	sp := &fl.p.spans[p.span]
	if sp.pic != nil || p.to-p.from < 2 {
		fl.put(piece{p.span, p.from, p.to, p.w})
		return
	}
	from := p.from
	for from < p.to {
		end := min(p.to, from+longWord)
		for end < p.to && !utf8.RuneStart(fl.p.text[end]) {
			end--
		}
		start := typeset.Cut{}
		var last typeset.Cut
		for _, c := range fl.l.Measurer.Cuts(sp.font, string(fl.p.text[from:end])) {
			if fl.line.x+c.X-start.X > float32(fl.width) && (last.Off > start.Off || len(fl.line.pieces) > 0) {
				if last.Off > start.Off {
					fl.put(piece{p.span, from + start.Off, from + last.Off, last.X - start.X})
				}
				fl.emit()
				start = last
			}
			last = c
		}
		if last.Off > start.Off {
			fl.put(piece{p.span, from + start.Off, from + last.Off, last.X - start.X})
		}
		from = end
	}
}

func (fl *flow) put(p piece) {
	fl.line.pieces = append(fl.line.pieces, p)
	fl.line.x += p.w
}

// emit sets the line that was filled and begins the next one.
func (fl *flow) emit() {
	if fl.dry {
		fl.longest = max(fl.longest, fl.line.x)
		fl.line = line{pieces: fl.line.pieces[:0]}
		return
	}
	runs := fl.runs()
	height, base := fl.lead.Line, fl.l.Measurer.Baseline(fl.base, fl.lead.Line)
	for _, r := range runs {
		if pic := fl.p.spans[r.span].pic; pic != nil && pic.formula == nil {
			if h := fl.picHeight(pic); h+fl.lead.Line-base > height {
				height, base = h+fl.lead.Line-base, h
			}
		}
	}
	height, base = fl.room(runs, height, base)
	x := fl.x
	if n := len(runs); n > 0 {
		slack := fl.width - int(math.Ceil(float64(runs[n-1].x+runs[n-1].w)))
		switch fl.align {
		case markdown.AlignRight:
			x += max(0, slack)
		case markdown.AlignCenter:
			x += max(0, slack/2)
		}
		fl.f.stop(fl.y, fl.p.spans[runs[0].span].source(fl.starts[runs[0].span], runs[0].from))
	}
	for _, r := range runs {
		fl.draw(r, x, base, height)
	}
	fl.y += height
	fl.line = line{pieces: fl.line.pieces[:0]}
}

// run is neighbouring pieces of one span on a line, without the space at the
// line's end.
type run struct {
	span     int
	from, to int
	x, w     float32
}

// runs joins the pieces of the line and says where they go.
func (fl *flow) runs() []run {
	var runs []run
	for _, p := range fl.line.pieces {
		if n := len(runs); n > 0 && runs[n-1].span == p.span && runs[n-1].to == p.from && fl.p.spans[p.span].pic == nil {
			runs[n-1].to = p.to
			runs[n-1].w += p.w
			continue
		}
		runs = append(runs, run{p.span, p.from, p.to, 0, p.w})
	}
	for n := len(runs); n > 0; n-- { // no space at the line's end
		r := &runs[n-1]
		if fl.p.spans[r.span].pic == nil {
			for r.to > r.from && isSpace(fl.p.text[r.to-1]) {
				r.to--
			}
		}
		if r.to > r.from {
			break
		}
		runs = runs[:n-1]
	}
	var x float32
	for i := range runs {
		r := &runs[i]
		sp := &fl.p.spans[r.span]
		if sp.pic == nil && (i < len(runs)-1 || sp.link != "" || sp.tip != "" || sp.strike || sp.under || sp.marked || sp.boxed() || fl.align > markdown.AlignLeft) {
			r.w = fl.l.Measurer.Width(sp.font, string(fl.p.text[r.from:r.to]))
			if sp.boxed() {
				r.w += 2 * fl.codePad()
			}
		}
		r.x = x
		x += r.w
	}
	return runs
}

// draw puts a run on the page: its text and what lies beneath and over it.
func (fl *flow) draw(r run, x0, base, height int) {
	f, sp := fl.f, &fl.p.spans[r.span]
	x := x0 + round(r.x)
	if r.from > 0 && fl.p.text[r.from-1] == ' ' { // rounded up rather: a space is narrow
		x = x0 + round(r.x+0.25)
	}
	w := max(1, x0+round(r.x+r.w)-x)
	if sp.pic != nil && sp.pic.formula != nil {
		fl.drawFormula(r, x, base, height)
		return
	}
	if sp.pic != nil {
		h := fl.picHeight(sp.pic)
		f.Images = append(f.Images, ImageBox{X: x, Y: fl.y + base - h, Width: fl.picWidth(sp.pic), Height: h, Src: sp.pic.Src, Alt: sp.alt})
		if sp.link != "" || sp.tip != "" {
			f.Links = append(f.Links, LinkBox{x, fl.y + base - h, fl.picWidth(sp.pic), h, sp.link, sp.tip})
		}
		return
	}
	s := string(fl.p.text[r.from:r.to])
	line := fl.y + base // of the letters
	tx, tw := x, w
	if sp.marked {
		tall := min(fl.lead.Line-2, round(float32(fl.base.Size)*1.35))
		f.Rects = append(f.Rects, RectBox{X: x, Y: line - fl.l.Measurer.Baseline(fl.base, tall), Width: w, Height: tall, Fill: assets.RoleSel})
	}
	if sp.boxed() {
		pad := int(fl.codePad())
		tx, tw = x+pad, w-2*pad
		tall := min(fl.lead.Line-2, round(float32(sp.font.Size)*1.55))
		box := RectBox{
			X: x, Y: line - sp.rise - fl.l.Measurer.Baseline(sp.font, tall), Width: w, Height: tall, Fill: assets.RoleCode,
			Radius: fl.l.Sizes.Px(4), Corners: AllCorners,
		}
		if sp.key { // its cap is seen a little from the front
			box.Stroke = assets.RoleEdge
			under := box
			under.Y++
			under.Fill = assets.RoleEdge
			f.Rects = append(f.Rects, under)
		}
		f.Rects = append(f.Rects, box)
	}
	at, to := fl.p.said(r.span, fl.starts[r.span], r.from, r.to)
	f.Texts = append(f.Texts, TextBox{
		Text: s, Font: sp.font, Role: sp.ink, X: tx, Y: line - sp.rise - fl.l.Measurer.Drop(sp.font), Width: tw,
		From: at, To: to, Cell: fl.p.cell, Top: fl.y, Tall: height,
	})
	if sp.link != "" || sp.tip != "" {
		f.Links = append(f.Links, LinkBox{x, fl.y, w, height, sp.link, sp.tip})
	}
	if sp.tip != "" && sp.link == "" {
		f.Rects = append(f.Rects, RectBox{X: tx, Y: line - sp.rise + fl.l.Sizes.Px(3), Width: fl.inked(sp.font, s, tw), Height: 1, Fill: assets.RoleEdge})
	}
	if sp.link != "" {
		if sp.rise == 0 {
			f.Rects = append(f.Rects, RectBox{X: tx, Y: line + fl.l.Sizes.Px(3), Width: fl.inked(sp.font, s, tw), Height: 1, Fill: sp.ink})
		}
	}
	if sp.under && sp.link == "" {
		f.Rects = append(f.Rects, RectBox{X: tx, Y: line - sp.rise + fl.l.Sizes.Px(3), Width: fl.inked(sp.font, s, tw), Height: 1, Fill: sp.ink})
	}
	if sp.strike {
		f.Rects = append(f.Rects, RectBox{
			X: tx, Y: line - sp.rise - round(float32(sp.font.Size)*0.27), Width: fl.inked(sp.font, s, tw), Height: 1, Fill: sp.ink,
		})
	}
}

// inked is the width of a run without the spaces at its end.
func (fl *flow) inked(f typeset.Font, s string, w int) int {
	n := len(s)
	for n > 0 && isSpace(s[n-1]) {
		n--
	}
	return max(1, w-round(float32(len(s)-n)*fl.l.Measurer.Space(f)))
}

func (fl *flow) picHeight(p *Image) int {
	if p.Width <= fl.width || p.Width == 0 {
		return p.Height
	}
	return max(1, p.Height*fl.width/p.Width)
}

func round(v float32) int { return int(math.Round(float64(v))) }
