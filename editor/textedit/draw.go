package textedit

import (
	"image/color"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/paint/textimage"
	"galley.app/galley/internal/theme"
	"galley.app/galley/preview/markdown"
)

// The objects of an Editor are bounded, because the window draws each of them
// again for any change. What is styled in more spans is drawn plain.
const (
	maxTexts   = 180
	maxGrounds = 24 // of code, and as many rules through struck text
)

const placeholder = "Write. The page is proofed on the right."

// renderer holds the canvas objects, which are used again from frame to
// frame, and the buffers of drawing.
type renderer struct {
	a       *Editor
	size    fyne.Size
	objects []fyne.CanvasObject
	colours palette

	bg                   theme.Ground
	cur, caret, thumb    *canvas.Rectangle
	codes, sels, strikes pool[*canvas.Rectangle]
	hits                 pool[*canvas.Rectangle] // of find
	carets               pool[*canvas.Rectangle] // beside the primary one
	texts                pool[*canvas.Text]      // what the pen cannot draw
	pen                  *textimage.Renderer
	written              []fyne.CanvasObject // with the pen

	visible     []rowBox
	marks       []mark
	buf         []span
	lit         text.Range // the caret's paragraph in focus mode
	caretPlaced bool       // its row is visible
}

// rowBox is a visible row and the y of its top.
type rowBox struct {
	row rows.Row
	y   float32
}

// pool hands the same objects out again in each frame.
type pool[T any] struct {
	all  []T
	used int
}

func (p *pool[T]) next(fresh func() T) T {
	if p.used == len(p.all) {
		p.all = append(p.all, fresh())
	}
	p.used++
	return p.all[p.used-1]
}

func (p *pool[T]) inUse() []T { return p.all[:p.used] }

func newRect() *canvas.Rectangle { return &canvas.Rectangle{} }
func newText() *canvas.Text      { return &canvas.Text{} }

// CreateRenderer implements fyne.Widget.
func (a *Editor) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{a: a, bg: theme.NewGround(), pen: textimage.NewRenderer(&a.others), cur: newRect(), caret: newRect(), thumb: newRect()}
	r.caret.Hidden = true
	r.colours = readPalette()
	a.r = r
	return r
}

// MinSize does not depend on the text.
func (r *renderer) MinSize() fyne.Size { return fyne.NewSize(160, 3*26) }

// Objects are in drawing order.
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }

// Destroy implements fyne.WidgetRenderer.
func (r *renderer) Destroy() {}

// Layout is called for nearly every key, because texts change their size.
func (r *renderer) Layout(size fyne.Size) {
	if size == r.size {
		return
	}
	first, a := r.size.IsZero(), r.a
	seen := r.caretPlaced
	r.size = size
	a.rows.SetWidth(a.column().width)
	if a.s != nil && (seen || first) {
		a.revealCaret()
	}
	a.draw()
}

// Refresh reads the theme again.
func (r *renderer) Refresh() {
	r.colours = readPalette()
	r.a.draw()
}

// place moves and sizes a rectangle, if that is news.
func place(o *canvas.Rectangle, x, y, w, h, radius float32, c color.NRGBA) {
	if o.FillColor != c { // an interface: setting it allocates
		o.FillColor = c
	}
	o.CornerRadius = radius
	o.Resize(fyne.NewSize(w, h))
	o.Move(fyne.NewPos(x, y))
}

// draw fills the objects for what is visible and marks the window dirty once.
func (a *Editor) draw() {
	r := a.r
	if r == nil || a.Size().IsZero() {
		return
	}
	r.codes.used, r.sels.used, r.hits.used, r.strikes.used, r.texts.used, r.carets.used = 0, 0, 0, 0, 0, 0
	a.blanks.drawn = a.blanks.drawn[:0]
	r.visible, r.marks, r.caretPlaced = r.visible[:0], r.marks[:0], false
	a.spelling.drawn = a.spelling.drawn[:0]
	c := &r.colours
	r.bg.Fill(a.Size(), c.sheet)
	r.objects = append(r.objects[:0], r.bg.CanvasObject)
	r.pen.Begin(textimage.Scale(r.bg.CanvasObject))
	r.written = r.written[:0]
	if a.s != nil {
		a.drawRows()
	}
	r.pen.End()
	for _, o := range r.codes.inUse() {
		r.objects = append(r.objects, o)
	}
	for _, o := range r.sels.inUse() {
		r.objects = append(r.objects, o)
	}
	for _, o := range r.hits.inUse() {
		r.objects = append(r.objects, o)
	}
	for _, o := range r.texts.inUse() {
		r.objects = append(r.objects, o)
	}
	r.objects = append(r.objects, r.written...)
	r.objects = append(r.objects, a.blanks.drawn...)
	for _, o := range r.strikes.inUse() {
		r.objects = append(r.objects, o)
	}
	r.objects = append(r.objects, a.spelling.drawn...)
	for _, o := range r.carets.inUse() {
		r.objects = append(r.objects, o)
	}
	r.objects = append(r.objects, r.caret)
	if a.s != nil {
		a.drawBar(r.visible[0].row)
	}
	a.showCaret(!a.blink.hide)
	canvas.Refresh(r.bg.CanvasObject)
}

// drawRows draws the layers of the text.
func (a *Editor) drawRows() {
	r, h, col := a.r, a.line.height, a.column()
	a.rows.SetWidth(col.width)
	row, more := a.settle(), true
	for y := a.top.y; more && y < a.height(); y += h {
		r.visible = append(r.visible, rowBox{row, y})
		row, more = a.rows.Next(row)
	}
	if len(r.visible) == 0 {
		r.visible = append(r.visible, rowBox{row, a.top.y})
	}
	for start, end := range a.stretches() {
		r.marks = a.marks(r.marks, start, end+1)
	}
	a.drawCaret(col)
	a.drawCode(col)
	a.drawSelections(col)
	a.drawCarets(col)
	a.drawHits(col)
	a.drawBlanks(col)
	a.drawSpelling(col)
	if a.focusMode {
		r.lit.Start, r.lit.End = a.paragraph()
	}
	next := 0
	for i, b := range r.visible {
		for next < len(r.marks) && r.marks[next].end <= b.row.Start {
			next++
		}
		a.drawRow(b, col.left, r.marks[next:], maxTexts-(len(r.visible)-i))
	}
	a.drawFolds(col)
	if a.isEmpty() {
		a.put(placeholder, r.visible[0].y+a.line.top, col.left, 0, r.colours.faint)
	}
}

// drawCaret places the caret and the mark of its row.
func (a *Editor) drawCaret(col column) {
	r, c, h := a.r, a.current(), a.line.height
	for _, b := range r.visible {
		if c.Off < b.row.Start || c.Off > b.row.End || c.Off == b.row.End && !b.row.Last && !c.End {
			continue
		}
		x := b.row.X(c.Off)
		if c.Off == b.row.End && c.End {
			x = b.row.Width
		}
		x = min(x, col.width+4)
		if a.appearance.CurrentLine && a.focused && a.s.Primary().Empty() {
			place(r.cur, col.left-curPad, b.y, col.width+2*curPad, h, theme.Radius, r.colours.cur)
			r.objects = append(r.objects, r.cur)
		}
		tall := min(h, round32(a.o.Size*1.4))
		place(r.caret, col.left+round32(x)-1, b.y+floor32((h-tall)/2), 2, tall, 0, r.colours.accent)
		r.caretPlaced = true
		return
	}
}

// drawCode lays a ground under code: one under each block, and one under each
// row's part of a code span.
func (a *Editor) drawCode(col column) {
	r, h := a.r, a.line.height
	var block *canvas.Rectangle // that the row above is part of
	for _, b := range r.visible {
		if a.inCodeBlock(b.row) {
			if block != nil {
				block.Resize(block.Size().AddWidthHeight(0, h))
				continue
			}
			block = r.codes.next(newRect)
			place(block, col.left-12, b.y, col.width+24, h, theme.Radius, r.colours.code)
			continue
		}
		block = nil
	}
	for _, m := range r.marks {
		if m.style.Has(markdown.MarkCode) {
			m.start, m.end = a.overBackquotes(m.start, m.end)
		}
		switch {
		case m.style.Has(markdown.MarkCode) && !m.style.Has(markdown.MarkMarker) && r.codes.used < maxGrounds:
			a.eachPart(m.start, m.end, func(b rowBox, from, to float32) {
				x, w := col.left+round32(from)-2, round32(to)-round32(from)+4
				place(r.codes.next(newRect), x, b.y+3, w, h-6, 4, r.colours.code)
			})
		case m.style.Has(markdown.MarkStrike) && !m.style.Has(markdown.MarkMarker) && r.strikes.used < maxGrounds:
			a.eachPart(m.start, m.end, func(b rowBox, from, to float32) {
				y := b.y + a.line.base - round32(a.o.Size*0.28)
				place(r.strikes.next(newRect), col.left+round32(from), y, round32(to)-round32(from), 1, 0, r.colours.muted)
			})
		}
	}
}

// overBackquotes extends the inside of a code span over the quotes around it.
func (a *Editor) overBackquotes(start, end int) (int, int) {
	t := a.s.Text()
	for start > 0 && t.Byte(start-1) == '`' {
		start--
	}
	for end < t.Len() && t.Byte(end) == '`' {
		end++
	}
	return start, end
}

// inCodeBlock tells whether a row is part of a block of code. Empty rows, which
// bear no mark, are if code of the same block stands around them.
func (a *Editor) inCodeBlock(row rows.Row) bool {
	marks := a.r.marks
	before, after := -1, -1
	for i, m := range marks {
		switch {
		case m.end < row.Start || m.end == row.Start && row.Start < row.End:
			before = i
		case m.start > row.End:
			after = i
		case m.style.Has(markdown.MarkCodeBlock):
			return true
		}
		if after >= 0 {
			break
		}
	}
	is := func(i int) bool { return i >= 0 && marks[i].style.Has(markdown.MarkCodeBlock) }
	if strings.TrimSpace(row.String()) != "" || a.doc == nil {
		return false
	}
	if is(before) && is(after) {
		return marks[before].block == marks[after].block
	}
	// At an edge of what is visible only one side is known.
	if i := a.doc.Find(a.parsedAt(row.Start)); i >= 0 && a.doc.Block(i).Kind == markdown.Code {
		b := a.doc.Block(i)
		return a.parsedAt(row.Start) < a.doc.Start(i)+b.End
	}
	return false
}

// eachPart calls f with the parts of [start, end) on visible rows, in pixels
// from the left edge of the rows.
func (a *Editor) eachPart(start, end int, f func(b rowBox, from, to float32)) {
	for _, b := range a.r.visible {
		s := max(start, b.row.Start)
		ink := strings.TrimRight(b.row.String(), " \t")
		if e := min(end, b.row.Start+len(ink)); s < e {
			f(b, b.row.X(s), b.row.X(e))
		}
	}
}

// drawSelections draws what is selected.
func (a *Editor) drawSelections(col column) {
	start, end := a.selected()
	a.drawSelection(col, start, end)
	if a.s.Several() {
		for _, x := range a.s.Selections()[1:] {
			a.drawSelection(col, max(x.Start(), a.rows.From()), max(x.End(), a.rows.From()))
		}
	}
}

// drawSelection draws a rectangle a row. A selected line ending is shown as
// a piece of the space behind the line.
func (a *Editor) drawSelection(col column, start, end int) {
	if start == end {
		return
	}
	r, c := a.r, a.r.colours.sel
	if !a.focused {
		c = a.r.colours.selBlur
	}
	for _, b := range r.visible {
		if end < b.row.Start || end == b.row.Start && start < end || start > b.row.End {
			continue
		}
		from, to := b.row.X(max(start, b.row.Start)), b.row.X(min(end, b.row.End))
		if b.row.Last && end > b.row.End {
			to += round32(a.o.Size / 2)
			if b.row.Folded > 0 { // what is hidden is selected too
				_, x, w := a.foldLabel(b.row, col)
				to = x + w + 4 - col.left
			}
		}
		from, to = col.left+round32(from), col.left+round32(min(to, col.width+a.o.Size/2))
		if to > from {
			place(r.sels.next(newRect), from, b.y, to-from, a.line.height, 0, c)
		}
	}
}

// drawRow draws a row's text, in one span if the budget of objects does not
// last.
func (a *Editor) drawRow(b rowBox, left float32, marks []mark, budget int) {
	r, s := a.r, b.row.String()
	end := b.row.Start + len(strings.TrimRight(s, " \t"))
	r.buf = a.spans(r.buf[:0], b.row.Start, end, marks)
	a.dim(b, r.buf)
	if !strings.Contains(s, "\t") && isASCII(s) {
		if r.spent()+len(r.buf) > budget && len(r.buf) > 1 {
			r.buf = append(r.buf[:0], span{b.row.Start, end, 0, r.colours.ink})
		}
		for _, p := range r.buf {
			a.drawSpan(b, left, p, s)
		}
		return
	}
	for _, p := range r.buf {
		a.drawMixed(b, left, p, s, budget)
	}
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// drawSpan draws a span of the row with the text s, without spaces around it.
func (a *Editor) drawSpan(b rowBox, left float32, p span, s string) {
	s = s[p.start-b.row.Start : p.end-b.row.Start]
	t := strings.TrimLeft(s, " ")
	p.start += len(s) - len(t)
	if t = strings.TrimRight(t, " "); t == "" {
		return
	}
	a.put(t, b.y+a.line.top, left+round32(b.row.X(p.start)), p.face, p.tint)
}

// drawMixed draws a span in stretches: tabs are left out, and what the family
// has no glyphs for is drawn in the faces that are found for it.
func (a *Editor) drawMixed(b rowBox, left float32, p span, s string, budget int) {
	base := b.row.Start
	for at := p.start; at < p.end; {
		if s[at-base] == '\t' {
			at++
			continue
		}
		plain := a.r.spent() >= budget
		from, known := at, true
		for first := true; at < p.end && s[at-base] != '\t'; first = false {
			n := b.row.ClusterLen(at)
			ok := plain || a.m.covers(s[at-base:at-base+n], p.face)
			if first {
				known = ok
			} else if ok != known {
				break
			}
			at += n
		}
		if known {
			a.drawSpan(b, left, span{from, at, p.face, p.tint}, s)
			continue
		}
		a.put(s[from-base:at-base], b.y+a.line.other, left+round32(b.row.X(from)), variants, p.tint)
	}
}

// spent counts the texts that are drawn.
func (r *renderer) spent() int { return r.texts.used + len(r.written) }

// put draws a text; the face variants stands for those that are found.
func (a *Editor) put(s string, y, x float32, face uint8, tint color.NRGBA) {
	if a.r.spent() >= maxTexts {
		return
	}
	known := face < variants
	f := theme.Other
	if known {
		f = a.m.faces[face]
	}
	if o, ok := a.r.pen.Write(s, f, a.o.Size, tint, fyne.NewPos(x, y)); ok {
		if o != nil {
			a.r.written = append(a.r.written, o)
		}
		return
	}
	if !known { // a space first, because Fyne takes the baseline of the first font
		s, x = " "+s, x-round32(a.line.indent)
	}
	t := a.r.texts.next(newText)
	if t.Color != tint {
		t.Color = tint
	}
	t.Text, t.TextSize = s, a.o.Size
	t.FontSource = theme.Font(f)
	t.TextStyle = fyne.TextStyle{Italic: known && face&italic != 0} // room for what leans over the edge
	t.Move(fyne.NewPos(x, y))
}

// drawBar draws the scroll bar's thumb.
func (a *Editor) drawBar(top rows.Row) {
	b := a.bar(top)
	if !b.shown {
		return
	}
	c, w := a.r.colours.bar, float32(6)
	if a.mouse.overBar || a.mouse.bar {
		c = a.r.colours.barHot
	}
	place(a.r.thumb, floor32(a.Size().Width)-w-4, b.y+2, w, b.length-4, w/2, c)
	a.r.objects = append(a.r.objects, a.r.thumb)
}
