package comparison

import (
	"image/color"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/rows"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/paint/textimage"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// What is drawn at most, of rows that are made to be costly.
const (
	maxTexts = 400
	maxRects = 600
	maxInk   = 2048 // bytes of a row
)

// renderer draws a View: tints under the words, the words, lines through and under
// them, signs beside them.
type renderer struct {
	v       *View
	ground  theme.Ground
	ring    *canvas.Rectangle
	mark    *canvas.Rectangle // beside the change that was gone to
	thumb   *canvas.Rectangle
	rects   []*canvas.Rectangle
	texts   []*canvas.Text // what the pen cannot draw, and the interface's
	used    struct{ rects, texts int }
	pen     *textimage.Renderer
	under   []fyne.CanvasObject // tints below the words
	words   []fyne.CanvasObject
	over    []fyne.CanvasObject // lines through words and below them
	objects []fyne.CanvasObject
	size    fyne.Size
	c       colours
}

// colours are those of the theme that is shown.
type colours struct {
	ground, ink, muted, faint, code, line, accent, sel, bar, hit color.NRGBA
	tint, sign                                                   [kinds]color.NRGBA
	sideTint, side                                               [sides]color.NRGBA
}

// readColours takes them from the theme.
func readColours(ground fyne.ThemeColorName) colours {
	c := colours{
		ground: theme.Color(ground), ink: theme.Color(theme.Ink), muted: theme.Color(theme.Muted), faint: theme.Color(theme.Faint),
		code: theme.Color(theme.Code), line: theme.Color(theme.Line), accent: theme.Color(theme.Accent), sel: theme.Color(theme.Sel),
	}
	c.bar = theme.Dim(theme.Color(theme.Edge), c.ground, 0.45)
	c.hit = theme.Color(theme.Hit)
	c.sign = [kinds]color.NRGBA{removed: c.accent, added: theme.Color(theme.OK), moved: theme.Color(theme.Link)}
	for k, sign := range c.sign {
		c.tint[k] = theme.Dim(sign, c.ground, tintShare)
	}
	c.side = [sides]color.NRGBA{Mine: c.sign[moved], Theirs: theme.Color(theme.Warn), Undecided: c.accent, Decided: c.sign[added]}
	for k, sign := range c.side {
		c.sideTint[k] = theme.Dim(sign, c.ground, tintShare)
	}
	return c
}

// of returns the colours of a mark: behind words, and of signs and lines.
func (c *colours) of(m mark) (tint, sign color.NRGBA) {
	if m.side != Nobody {
		return c.sideTint[m.side], c.side[m.side]
	}
	return c.tint[m.kind], c.sign[m.kind]
}

// tintShare is how much of a sign's colour is in the tint behind words.
const tintShare = 0.17

// CreateRenderer implements fyne.Widget.
func (v *View) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{
		v: v, ground: theme.NewGround(), ring: &canvas.Rectangle{StrokeWidth: 2}, mark: &canvas.Rectangle{}, thumb: &canvas.Rectangle{},
		pen: textimage.NewRenderer(&v.others),
	}
	v.r = r
	r.Refresh()
	return r
}

func (r *renderer) Destroy()                     {}
func (r *renderer) MinSize() fyne.Size           { return fyne.NewSize(160, 4*rowHeight) }
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }

// Layout implements fyne.WidgetRenderer. Fyne calls it whenever a text changed its
// size.
func (r *renderer) Layout(size fyne.Size) {
	if size != r.size {
		r.size = size
		_, width := r.v.column()
		r.v.rows.SetWidth(width)
		r.v.draw()
	}
}

// Refresh reads the theme again.
func (r *renderer) Refresh() {
	r.c = readColours(r.v.o.Ground)
	r.v.draw()
}

// draw fills the objects for what is visible and marks the window dirty once.
func (v *View) draw() {
	r := v.r
	if r == nil || v.Size().IsZero() {
		return
	}
	left, width := v.column()
	v.rows.SetWidth(width)
	r.used.rects, r.used.texts = 0, 0
	r.under, r.words, r.over, r.objects = r.under[:0], r.words[:0], r.over[:0], r.objects[:0]
	r.ground.Fill(v.Size(), r.c.ground)
	r.objects = append(r.objects, r.ground.CanvasObject)
	r.pen.Begin(textimage.Scale(r.ground.CanvasObject))
	if v.page == nil {
		r.say(v.Empty, left, topPad, r.c.muted)
	} else {
		r.drawRows(left, width)
	}
	r.pen.End()
	r.objects = append(r.objects, r.under...)
	r.objects = append(r.objects, r.words...)
	r.objects = append(r.objects, r.over...)
	if v.page != nil {
		all, above := v.extent(v.settle())
		v.mouse.bar.Set(all, v.height(), above)
		fill := r.c.bar
		if v.mouse.bar.Hot() {
			fill = theme.Color(theme.Edge)
		}
		if v.mouse.bar.Draw(r.thumb, v.Size().Width, fill) {
			r.objects = append(r.objects, r.thumb)
		}
	}
	if v.focused && !v.pointed {
		r.ring.StrokeColor = r.c.accent
		r.ring.Resize(v.Size())
		r.objects = append(r.objects, r.ring)
	}
	canvas.Refresh(r.ground.CanvasObject)
}

// drawRows draws what is visible.
func (r *renderer) drawRows(left, width float32) {
	v := r.v
	target := -1
	if v.focused && !v.pointed {
		target = v.target()
	}
	row, y := v.settle(), v.topY
	from, to := float32(-1), float32(-1) // of the change that was gone to
	for more := true; more && y < v.height(); y += rowHeight {
		if i := v.page.noteAt(row.Start); i >= 0 {
			r.drawNote(i, y, left, width, i == target)
		} else {
			r.drawRow(row, y, left, width)
		}
		if v.change >= 0 {
			if s := v.page.changes[v.change]; row.Start < s.end && row.End >= s.start && (row.End > row.Start || from < 0) {
				if from < 0 {
					from = y
				}
				to = y + rowHeight
			}
		}
		row, more = v.rows.Next(row)
	}
	if from >= 0 {
		r.mark.FillColor = r.c.accent
		r.mark.Move(fyne.NewPos(left-gutter+8, from))
		r.mark.Resize(fyne.NewSize(2, to-from))
		r.under = append(r.under, r.mark)
	}
}

// drawNote draws the line that stands for a stretch of paragraphs.
func (r *renderer) drawNote(i int, y, left, width float32, target bool) {
	v, n := r.v, &r.v.page.notes[i]
	box := r.rect(left-8, y+1, width+16, rowHeight-2, r.c.code)
	if box == nil {
		return
	}
	box.CornerRadius = 4
	if target {
		box.StrokeColor, box.StrokeWidth = r.c.accent, 1
	}
	ink, words := r.c.muted, n.words
	if v.over == i {
		ink = r.c.ink
	}
	switch {
	case n.to >= 0:
		r.sign("⇅", y, left, r.c.sign[moved])
		ink = r.c.sign[moved]
	case n.end == n.start:
	case v.rows.IsFolded(n.off):
		words = "… " + words
	default:
		words += " — fold them again"
	}
	r.say(control.Fit(words, width, theme.SmallSize, typeset.Sans), left, y, ink)
}

// say writes words of the interface in a row.
func (r *renderer) say(s string, x, y float32, ink color.NRGBA) {
	if s == "" {
		return
	}
	t := r.text()
	t.TextSize, t.FontSource = theme.SmallSize, theme.Font(typeset.Sans)
	control.SetText(t, s, ink)
	control.Place(t, x, y, rowHeight)
	r.words = append(r.words, t)
}

// sign writes a sign beside a row.
func (r *renderer) sign(s string, y, left float32, ink color.NRGBA) {
	t := r.text()
	t.TextSize, t.FontSource = fontSize, theme.Font(typeset.MonoBold)
	control.SetText(t, s, ink)
	control.Place(t, left-20-round(t.MinSize().Width/2), y, rowHeight)
	r.words = append(r.words, t)
}

// drawRow draws a row of text with what was done to its words.
func (r *renderer) drawRow(row rows.Row, y, left, width float32) {
	v := r.v
	var has [kinds]bool
	var of [sides]bool
	for _, m := range v.page.marksIn(row.Start, row.End) {
		// A line ending that was added or removed shows as a piece of the space behind the line.
		if m.end = m.ink; m.end < 0 {
			continue
		}
		from, to := max(m.start, row.Start), min(m.end, row.End)
		if from > to || from == to && !(row.Last && m.end > row.End) {
			continue
		}
		has[m.kind], of[m.side] = true, true
		c, sign := r.c.of(m)
		if m.whole {
			r.rect(left-8, y, width+16, rowHeight, c)
			continue
		}
		x, end := round(row.X(from)), round(row.X(to))
		if row.Last && m.end > row.End {
			end += round(fontSize / 2)
		}
		r.rect(left+x, y+2, min(end, width+8)-x, rowHeight-4, c)
		ink := strings.TrimRight(row.String()[from-row.Start:to-row.Start], " \t")
		if end = round(row.X(from + len(ink))); ink == "" {
			continue
		}
		switch m.kind {
		case removed:
			r.line(left+x, y+v.stand.base-round(fontSize*0.28), end-x, sign)
		case added:
			r.line(left+x, y+v.stand.base+3, end-x, sign)
		}
	}
	switch {
	case of[Undecided]:
		r.sign(sideSigns[Undecided], y, left, r.c.side[Undecided])
	case of[Decided]:
		r.sign(sideSigns[Decided], y, left, r.c.side[Decided])
	case of[Mine] && of[Theirs]:
		r.sign(sideSigns[Mine]+sideSigns[Theirs], y, left, r.c.ink)
	case of[Mine]:
		r.sign(sideSigns[Mine], y, left, r.c.side[Mine])
	case of[Theirs]:
		r.sign(sideSigns[Theirs], y, left, r.c.side[Theirs])
	case has[removed] && has[added]:
		r.sign("±", y, left, r.c.ink)
	case has[removed]:
		r.sign("−", y, left, r.c.sign[removed])
	case has[added]:
		r.sign("+", y, left, r.c.sign[added])
	case has[moved]:
		r.sign("⇅", y, left, r.c.sign[moved])
	}
	for _, h := range v.page.hitsIn(row.Start, row.End) {
		from, to := round(row.X(max(h.start, row.Start))), round(row.X(min(h.end, row.End)))
		r.rect(left+from, y+2, min(to, width+8)-from, rowHeight-4, r.c.hit)
	}
	r.drawSelection(row, y, left, width)
	r.drawText(row, y, left)
}

// drawSelection draws what is selected of a row. A selected line ending is shown as
// a piece of the space behind the line.
func (r *renderer) drawSelection(row rows.Row, y, left, width float32) {
	start, end := r.v.sel.Start(), r.v.sel.End()
	if start == end || end < row.Start || end == row.Start || start > row.End {
		return
	}
	from, to := row.X(max(start, row.Start)), row.X(min(end, row.End))
	if row.Last && end > row.End {
		to += fontSize / 2
	}
	c := r.c.sel
	if !r.v.focused {
		c = theme.Dim(c, r.c.ground, 0.6)
	}
	r.rect(left+round(from), y, round(min(to, width+fontSize/2))-round(from), rowHeight, c)
}

// drawText draws the words of a row: in one piece, or in stretches where there are
// tabs, or characters that the typeface lacks.
func (r *renderer) drawText(row rows.Row, y, left float32) {
	s := row.String()
	if len(s) > maxInk {
		cut := maxInk
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut]
	}
	s = strings.TrimRight(s, " \t")
	if isPlain(s) {
		r.put(s, 0, row, y, left, true)
		return
	}
	for at := 0; at < len(s); {
		if s[at] == '\t' {
			at++
			continue
		}
		from, known := at, false
		for first := true; at < len(s) && s[at] != '\t'; first = false {
			n := min(row.ClusterLen(row.Start+at), len(s)-at)
			ok := r.v.m.Covers(s[at:at+n], 0)
			if first {
				known = ok
			} else if ok != known {
				break
			}
			at += n
		}
		r.put(s[from:at], from, row, y, left, known)
	}
}

// isPlain reports whether s is ASCII without tabs.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == '\t' {
			return false
		}
	}
	return true
}

// put draws a stretch of a row that begins at a byte of it; known tells whether the
// typeface has it.
func (r *renderer) put(s string, at int, row rows.Row, y, left float32, known bool) {
	lead := len(s) - len(strings.TrimLeft(s, " "))
	s, at = s[lead:], at+lead
	if s == "" || len(r.words) >= maxTexts {
		return
	}
	f, top := typeset.Mono, r.v.stand.top
	if !known {
		f, top = typeset.Other, r.v.stand.other
	}
	x := left + round(row.X(row.Start+at))
	if o, ok := r.pen.Write(s, f, fontSize, r.c.ink, fyne.NewPos(x, y+top)); ok {
		if o != nil {
			r.words = append(r.words, o)
		}
		return
	}
	if !known { // a space first, because Fyne takes the baseline of the first font
		s, x = " "+s, x-round(r.v.stand.indent)
	}
	t := r.text()
	t.Text, t.TextSize, t.Color, t.FontSource, t.TextStyle = s, fontSize, r.c.ink, theme.Font(f), fyne.TextStyle{}
	t.Resize(t.MinSize())
	t.Move(fyne.NewPos(x, y+top))
	r.words = append(r.words, t)
}

func (r *renderer) text() *canvas.Text {
	if r.used.texts == len(r.texts) {
		r.texts = append(r.texts, &canvas.Text{})
	}
	r.used.texts++
	return r.texts[r.used.texts-1]
}

// rect draws a rectangle below the words; nil where there are too many.
func (r *renderer) rect(x, y, w, h float32, c color.NRGBA) *canvas.Rectangle {
	o := r.take(x, y, w, h, c)
	if o != nil {
		r.under = append(r.under, o)
	}
	return o
}

// line draws a line through words or below them.
func (r *renderer) line(x, y, w float32, c color.NRGBA) {
	if o := r.take(x, y, w, 1, c); o != nil {
		r.over = append(r.over, o)
	}
}

// take places a rectangle; nil where there are too many.
func (r *renderer) take(x, y, w, h float32, c color.NRGBA) *canvas.Rectangle {
	if r.used.rects == maxRects || w <= 0 {
		return nil
	}
	if r.used.rects == len(r.rects) {
		r.rects = append(r.rects, &canvas.Rectangle{})
	}
	o := r.rects[r.used.rects]
	r.used.rects++
	if o.FillColor != c { // an interface: setting it allocates
		o.FillColor = c
	}
	o.StrokeWidth, o.CornerRadius = 0, 0
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
	return o
}
