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
	codePad    = 12 // of the ground of a block of code beside the text, in pixels
)

const placeholder = "Write. The page is proofed on the right." // in a post

// renderer holds the canvas objects, which are used again from frame to
// frame, and the buffers of drawing.
type renderer struct {
	ed      *Editor
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
	blanks               blanks
	waves                waves
	folds                foldMarks
	flow                 flowMarks

	visible     []rowBox
	marks       []mark
	buf         []span
	lit         text.Range // the caret's paragraph in focus mode
	caretPlaced bool       // its row is visible
	curOver     bool       // the mark of its row lies over a ground of code
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
func (ed *Editor) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{ed: ed, bg: theme.NewGround(), pen: textimage.NewRenderer(&ed.others), cur: newRect(), caret: newRect(), thumb: newRect()}
	r.caret.Hidden = true
	r.colours = readPalette()
	ed.r = r
	return r
}

// MinSize does not depend on the text, but for a field that wraps.
func (r *renderer) MinSize() fyne.Size {
	if f := r.ed.view.field; f != nil {
		return fyne.NewSize(40, f.HeightFor(max(40, r.size.Width)))
	}
	return fyne.NewSize(160, 3*26)
}

// Objects are in drawing order.
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }

// Destroy implements fyne.WidgetRenderer.
func (r *renderer) Destroy() {}

// Layout is called for nearly every key, because texts change their size.
func (r *renderer) Layout(size fyne.Size) {
	if size == r.size {
		return
	}
	first, ed := r.size.IsZero(), r.ed
	seen := r.caretPlaced
	r.size = size
	ed.view.rows.SetWidth(ed.view.column().width)
	if ed.s != nil && (seen || first) {
		ed.revealCaret()
	}
	ed.draw()
}

// Refresh reads the theme again.
func (r *renderer) Refresh() {
	r.colours = readPalette()
	r.ed.draw()
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
func (ed *Editor) draw() {
	r := ed.r
	if r == nil || ed.Size().IsZero() {
		return
	}
	r.codes.used, r.sels.used, r.hits.used, r.strikes.used, r.texts.used, r.carets.used = 0, 0, 0, 0, 0, 0
	r.blanks.drawn, r.flow.drawn = r.blanks.drawn[:0], r.flow.drawn[:0]
	r.visible, r.marks, r.caretPlaced, r.curOver = r.visible[:0], r.marks[:0], false, false
	r.waves.drawn = r.waves.drawn[:0]
	c := &r.colours
	if ed.view.field == nil {
		r.bg.Fill(ed.Size(), c.sheet)
	} else {
		r.bg.Fill(ed.Size(), color.NRGBA{}) // it is there for what is refreshed with it
	}
	r.objects = append(r.objects[:0], r.bg.CanvasObject)
	r.pen.Begin(textimage.Scale(r.bg.CanvasObject))
	r.written = r.written[:0]
	if ed.s != nil {
		r.drawRows()
	}
	r.pen.End()
	for _, o := range r.codes.inUse() {
		r.objects = append(r.objects, o)
	}
	if r.curOver {
		r.objects = append(r.objects, r.cur)
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
	r.objects = append(r.objects, r.blanks.drawn...)
	r.objects = append(r.objects, r.flow.drawn...)
	for _, o := range r.strikes.inUse() {
		r.objects = append(r.objects, o)
	}
	r.objects = append(r.objects, r.waves.drawn...)
	for _, o := range r.carets.inUse() {
		r.objects = append(r.objects, o)
	}
	r.objects = append(r.objects, r.caret)
	if ed.s != nil {
		r.drawBar(r.visible[0].row)
	}
	ed.showCaret(!ed.blink.hide)
	canvas.Refresh(r.bg.CanvasObject)
	if f := ed.view.field; f != nil {
		f.drawn()
	}
}

// drawRows draws the layers of the text.
func (r *renderer) drawRows() {
	h, col := r.ed.view.line.height, r.ed.view.column()
	r.ed.view.rows.SetWidth(col.width)
	if r.ed.view.field != nil {
		c := r.ed.carets.current()
		row := r.ed.view.rows.At(c.Off, c.End)
		r.ed.view.across(row.X(c.Off), row.Width, r.ed.focused)
		col = r.ed.view.column()
	}
	row, more := r.ed.view.settle(), true
	for y := r.ed.view.topY; more && y < r.ed.view.height(); y += h {
		r.visible = append(r.visible, rowBox{row, y})
		row, more = r.ed.view.rows.Next(row)
	}
	if len(r.visible) == 0 {
		r.visible = append(r.visible, rowBox{row, r.ed.view.topY})
	}
	for start, end := range r.stretches() {
		r.marks = r.ed.parsed.marks(r.marks, start, end+1)
	}
	if r.ed.focusMode {
		r.lit.Start, r.lit.End = paragraph(r.ed.s.Text(), r.ed.Start(), r.ed.s.Primary().Head)
	}
	r.drawCaret(col)
	r.drawCode(col)
	r.drawSelections(col)
	r.drawCarets(col)
	r.drawHits(col)
	r.drawBlanks(col)
	r.drawFlow(col)
	r.drawSpelling(col)
	next := 0
	for i, b := range r.visible {
		for next < len(r.marks) && r.marks[next].end <= b.row.Start {
			next++
		}
		r.drawRow(b, col.left, r.marks[next:], maxTexts-(len(r.visible)-i))
	}
	r.drawFolds(col)
	if r.isEmpty() {
		words := placeholder
		if f := r.ed.view.field; f != nil {
			words = f.style.Placeholder
		}
		r.put(words, r.visible[0].y+r.ed.view.line.top, col.left, 0, r.colours.faint)
	}
}

// drawCaret places the caret and the mark of its row.
func (r *renderer) drawCaret(col column) {
	c, h := r.ed.carets.current(), r.ed.view.line.height
	for _, b := range r.visible {
		if c.Off < b.row.Start || c.Off > b.row.End || c.Off == b.row.End && !b.row.Last && !c.End {
			continue
		}
		x := b.row.X(c.Off)
		if c.Off == b.row.End && c.End {
			x = b.row.Width
		}
		x = min(x, col.width+col.over)
		if r.ed.view.appearance.CurrentLine && r.ed.focused && r.ed.s.Primary().Empty() {
			if r.curOver = r.inCodeBlock(b.row); r.curOver { // as wide as that is
				place(r.cur, col.left-codePad, b.y, col.width+2*codePad, h, theme.Radius, r.colours.codeCur)
			} else {
				place(r.cur, col.left-curPad, b.y, col.width+2*curPad, h, theme.Radius, r.colours.cur)
				r.objects = append(r.objects, r.cur)
			}
		}
		tall := min(h, round32(r.ed.view.fontSize*1.4))
		place(r.caret, col.left+round32(x)-1, b.y+floor32((h-tall)/2), 2, tall, 0, r.colours.accent)
		r.caretPlaced = true
		return
	}
}

// drawCode lays a ground under code: one under each block, and one under each
// row's part of a code span.
func (r *renderer) drawCode(col column) {
	h := r.ed.view.line.height
	var block *canvas.Rectangle // that the row above is part of
	for _, b := range r.visible {
		if r.inCodeBlock(b.row) {
			if block != nil {
				block.Resize(block.Size().AddWidthHeight(0, h))
				continue
			}
			block = r.codes.next(newRect)
			place(block, col.left-codePad, b.y, col.width+2*codePad, h, theme.Radius, r.colours.code)
			continue
		}
		block = nil
	}
	for _, m := range r.marks {
		if m.style.Has(markdown.MarkCode) {
			m.start, m.end = r.overBackquotes(m.start, m.end)
		}
		switch {
		case m.style.Has(markdown.MarkCode) && !m.style.Has(markdown.MarkMarker) && r.codes.used < maxGrounds:
			r.eachPart(m.start, m.end, func(b rowBox, from, to float32) {
				x, w := col.left+round32(from)-2, round32(to)-round32(from)+4
				place(r.codes.next(newRect), x, b.y+3, w, h-6, 4, r.colours.code)
			})
		case m.style.Has(markdown.MarkStrike) && !m.style.Has(markdown.MarkMarker) && r.strikes.used < maxGrounds:
			r.eachPart(m.start, m.end, func(b rowBox, from, to float32) {
				y := b.y + r.ed.view.line.base - round32(r.ed.view.fontSize*0.28)
				place(r.strikes.next(newRect), col.left+round32(from), y, round32(to)-round32(from), 1, 0, r.colours.muted)
			})
		}
	}
}

// overBackquotes extends the inside of a code span over the quotes around it.
func (r *renderer) overBackquotes(start, end int) (int, int) {
	t := r.ed.s.Text()
	for start > 0 && t.Byte(start-1) == '`' {
		start--
	}
	for end < t.Len() && t.Byte(end) == '`' {
		end++
	}
	return start, end
}

// inCodeBlock reports whether a row is part of a block of code. Empty rows, which
// bear no mark, are if code of the same block stands around them.
func (r *renderer) inCodeBlock(row rows.Row) bool {
	marks := r.marks
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
	if strings.TrimSpace(row.String()) != "" || r.ed.parsed.doc == nil {
		return false
	}
	if is(before) && is(after) {
		return marks[before].block == marks[after].block
	}
	// At an edge of what is visible only one side is known.
	if i := r.ed.parsed.doc.Find(r.ed.parsed.parsedAt(row.Start)); i >= 0 && r.ed.parsed.doc.Block(i).Kind == markdown.Code {
		b := r.ed.parsed.doc.Block(i)
		return r.ed.parsed.parsedAt(row.Start) < r.ed.parsed.doc.Start(i)+b.End
	}
	return false
}

// eachPart calls f with the parts of [start, end) on visible rows, in pixels
// from the left edge of the rows.
func (r *renderer) eachPart(start, end int, f func(b rowBox, from, to float32)) {
	for _, b := range r.visible {
		s := max(start, b.row.Start)
		if e := min(end, b.row.Start+len(ink(b.row.String()))); s < e {
			f(b, b.row.X(s), b.row.X(e))
		}
	}
}

// drawSelections draws what is selected.
func (r *renderer) drawSelections(col column) {
	start, end := r.ed.carets.selected()
	r.drawSelection(col, start, end)
	if r.ed.s.Several() {
		for _, x := range r.ed.s.Selections()[1:] {
			r.drawSelection(col, max(x.Start(), r.ed.view.rows.From()), max(x.End(), r.ed.view.rows.From()))
		}
	}
}

// drawSelection draws a rectangle a row. A selected line ending is shown as
// a piece of the space behind the line.
func (r *renderer) drawSelection(col column, start, end int) {
	if start == end || r.ed.view.field != nil && !r.ed.focused {
		return
	}
	c := r.colours.sel
	if !r.ed.focused {
		c = r.colours.selBlur
	}
	for _, b := range r.visible {
		if end < b.row.Start || end == b.row.Start && start < end || start > b.row.End {
			continue
		}
		from, to := b.row.X(max(start, b.row.Start)), b.row.X(min(end, b.row.End))
		if b.row.Last && end > b.row.End {
			to += round32(r.ed.view.fontSize / 2)
			if b.row.Folded > 0 { // what is hidden is selected too
				_, x, w := r.foldLabel(b.row, col)
				to = x + w + 4 - col.left
			}
		}
		from, to = col.left+round32(from), col.left+round32(min(to, col.width+r.ed.view.fontSize/2))
		if to > from {
			place(r.sels.next(newRect), from, b.y, to-from, r.ed.view.line.height, 0, c)
		}
	}
}

// drawRow draws a row's text, in one span if the budget of objects does not
// last.
func (r *renderer) drawRow(b rowBox, left float32, marks []mark, budget int) {
	s := b.row.String()
	start, end := r.ed.view.inView(b.row)
	end = min(end, b.row.Start+len(ink(s)))
	r.buf = r.spans(r.buf[:0], start, end, marks)
	if strings.ContainsAny(s, "\r\n") { // the mark of a quotation at a join is not seen
		for i := range r.buf {
			p := &r.buf[i]
			p.start = min(p.end, b.row.Start+pastJoin(s, p.start-b.row.Start))
		}
	}
	r.dim(b, r.buf)
	if !strings.Contains(s, "\t") && isASCII(s) {
		if r.spent()+len(r.buf) > budget && len(r.buf) > 1 {
			r.buf = append(r.buf[:0], span{start, end, 0, r.colours.ink})
		}
		for _, p := range r.buf {
			r.drawSpan(b, left, p, s)
		}
		return
	}
	for _, p := range r.buf {
		r.drawMixed(b, left, p, s, budget)
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
func (r *renderer) drawSpan(b rowBox, left float32, p span, s string) {
	s = s[p.start-b.row.Start : p.end-b.row.Start]
	for s != "" && (s[0] == ' ' || s[0] == '\r' || s[0] == '\n') {
		n := max(1, rows.JoinLen(s))
		s, p.start = s[n:], p.start+n
	}
	if s = strings.TrimRight(spaced(s), " "); s == "" {
		return
	}
	top := r.ed.view.line.top
	if p.face&mono != 0 {
		top = r.ed.view.line.mono
	}
	r.put(s, b.y+top, left+round32(b.row.X(p.start)), p.face, p.tint)
}

// drawMixed draws a span in stretches: tabs are left out, and what the family
// has no glyphs for is drawn in the faces that are found for it.
func (r *renderer) drawMixed(b rowBox, left float32, p span, s string, budget int) {
	base := b.row.Start
	for at := p.start; at < p.end; {
		if s[at-base] == '\t' {
			at++
			continue
		}
		plain := r.spent() >= budget
		from, known := at, true
		for first := true; at < p.end && s[at-base] != '\t'; first = false {
			n := b.row.ClusterLen(at)
			ok := plain || r.ed.view.m.Covers(s[at-base:at-base+n], p.face)
			if first {
				known = ok
			} else if ok != known {
				break
			}
			at += n
		}
		if known {
			r.drawSpan(b, left, span{from, at, p.face, p.tint}, s)
			continue
		}
		r.put(s[from-base:at-base], b.y+r.ed.view.line.other, left+round32(b.row.X(from)), variants|p.face&(bold|italic), p.tint)
	}
}

// spent counts the texts that are drawn.
func (r *renderer) spent() int { return r.texts.used + len(r.written) }

// put draws a text; a face with the bit variants stands for those that are found.
func (r *renderer) put(s string, y, x float32, face uint8, tint color.NRGBA) {
	if r.spent() >= maxTexts {
		return
	}
	known := face < variants
	f := r.ed.view.m.faces[face&(variants-1)]
	if !known {
		f = f.Found()
	}
	if o, ok := r.pen.Write(s, f, r.ed.view.fontSize, tint, fyne.NewPos(x, y)); ok {
		if o != nil {
			r.written = append(r.written, o)
		}
		return
	}
	if !known { // a space first, because Fyne takes the baseline of the first font
		s, x = " "+s, x-round32(r.ed.view.line.indent)
	}
	t := r.texts.next(newText)
	if t.Color != tint {
		t.Color = tint
	}
	t.Text, t.TextSize = s, r.ed.view.fontSize
	t.FontSource = theme.Font(f)
	t.TextStyle = fyne.TextStyle{Italic: known && face&italic != 0} // room for what leans over the edge
	t.Move(fyne.NewPos(x, y))
}

// drawBar draws the scroll bar's thumb.
func (r *renderer) drawBar(top rows.Row) {
	b, c := &r.ed.mouse.bar, r.colours.bar
	all, above := r.ed.view.extent(top)
	b.Set(all, r.ed.view.height(), above)
	if b.Hot() {
		c = r.colours.barHot
	}
	if b.Draw(r.thumb, r.ed.Size().Width, c) {
		r.objects = append(r.objects, r.thumb)
	}
}

// isEmpty reports whether there is no text yet, so that the placeholder shows.
func (r *renderer) isEmpty() bool {
	t := r.ed.s.Text()
	return t.Len()-r.ed.view.rows.From() <= 2 && strings.Trim(t.Slice(r.ed.view.rows.From(), t.Len()), "\r\n") == ""
}

// drawCarets draws the carets beside the primary one. They do not blink.
func (r *renderer) drawCarets(col column) {
	h := r.ed.view.line.height
	if !r.ed.s.Several() {
		return
	}
	tall := min(h, round32(r.ed.view.fontSize*1.4))
	for _, x := range r.ed.s.Selections()[1:] {
		for _, b := range r.visible {
			if x.Head < b.row.Start || x.Head > b.row.End || x.Head == b.row.End && !b.row.Last || r.carets.used >= maxCarets {
				continue
			}
			at := min(b.row.X(x.Head), col.width+col.over)
			place(r.carets.next(newRect), col.left+round32(at)-1, b.y+floor32((h-tall)/2), 2, tall, 0, r.colours.accent)
			break
		}
	}
}
