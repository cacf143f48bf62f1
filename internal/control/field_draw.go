package control

import (
	"image/color"
	"math"
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/theme"
)

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	r := &fieldRenderer{
		f:     f,
		box:   canvas.NewRectangle(nil),
		note:  text("", theme.SmallSize, theme.Sans),
		hint:  text("", f.Style.Size, f.Style.Face),
		caret: canvas.NewRectangle(nil),
		inner: container.NewWithoutLayout(),
	}
	r.clip = container.NewClip(r.inner)
	r.note.TextSize = theme.SmallSize
	f.renderer = r
	r.objects = []fyne.CanvasObject{r.box, r.clip, r.note}
	if f.Leading != "" {
		r.leading = canvas.NewImageFromResource(nil)
		r.objects = append(r.objects, r.leading)
	}
	if f.Action != "" {
		r.action = canvas.NewImageFromResource(nil)
		r.objects = append(r.objects, r.action)
	}
	r.Refresh()
	return r
}

type fieldRow struct{ start, end int } // bytes of the text

// fieldRenderer draws a Field. Positions are whole pixels, since the painter
// blurs text that stands between two.
type fieldRenderer struct {
	f               *Field
	box, caret      *canvas.Rectangle
	note, hint      *canvas.Text
	leading, action *canvas.Image
	clip            fyne.CanvasObject
	inner           *fyne.Container // clipped: selection, texts, caret
	texts           []*canvas.Text
	marks           []*canvas.Rectangle
	objects         []fyne.CanvasObject
	rows            []fieldRow
	ink             color.NRGBA // of the icons
	scroll          float32     // pixels that a single line is moved left
	size            fyne.Size
	height          float32 // wanted
	beyond          bool    // the text has what the face may lack
}

func (r *fieldRenderer) Destroy()                     {}
func (r *fieldRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *fieldRenderer) MinSize() fyne.Size {
	return fyne.NewSize(60, fyne.Max(r.height, r.f.Style.Line+10))
}

func (r *fieldRenderer) Layout(size fyne.Size) {
	if size != r.size {
		r.size = size
		r.draw()
	}
}

func (r *fieldRenderer) Refresh() { r.draw() }

func (r *fieldRenderer) width(s string) float32 {
	if s == "" {
		return 0
	}
	font, style := r.source()
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, r.f.Style.Size, style, font)
	return size.Width
}

// source is what draws the whole text, so that its parts are as wide as they
// are in it.
func (r *fieldRenderer) source() (fyne.Resource, fyne.TextStyle) {
	if r.beyond {
		return otherFace(r.f.Style.Face)
	}
	return theme.Font(r.f.Style.Face), fyne.TextStyle{}
}

func (r *fieldRenderer) insets() (left, right float32) {
	left, right = r.f.Style.Pad, r.f.Style.Pad
	if r.leading != nil {
		left += 22
	}
	if r.action != nil {
		right += 22
	}
	if r.f.note != "" {
		right += float32(math.Ceil(float64(r.note.MinSize().Width))) + 8
	}
	return left, right
}

// HeightFor is the height that the field wants at that width, in pixels.
func (f *Field) HeightFor(width float32) float32 {
	if f.renderer == nil || !f.Style.Wrap {
		return f.Style.Line + 10
	}
	left, right := f.renderer.insets()
	rows := f.renderer.wrap(width - left - right)
	return float32(len(rows))*f.Style.Line + 10
}

// wrap breaks the text into rows no wider than width pixels; blanks at the
// end of a row hang.
func (r *fieldRenderer) wrap(width float32) []fieldRow {
	s := r.f.text
	if !r.f.Style.Wrap || width <= 0 {
		return []fieldRow{{0, len(s)}}
	}
	var rows []fieldRow
	start := 0
	var x float32
	for at := 0; at < len(s); {
		end := at + strings.IndexByte(s[at:]+" ", ' ')
		word := r.width(s[at:end])
		if x > 0 && x+word > width {
			rows = append(rows, fieldRow{start, at})
			start, x = at, 0
		}
		for word > width && end-at > 1 { // a word longer than the row
			cut := at
			var w float32
			for cut < end {
				n := next(s, cut)
				if cw := r.width(s[at:n]); cw > width && cut > at {
					break
				} else {
					w = cw
				}
				cut = n
			}
			if cut >= end {
				word = w
				break
			}
			rows = append(rows, fieldRow{start, cut})
			start, at = cut, cut
			word = r.width(s[at:end])
		}
		blanks := end
		for blanks < len(s) && s[blanks] == ' ' {
			blanks++
		}
		x += word + r.width(s[end:blanks])
		at = blanks
	}
	return append(rows, fieldRow{start, len(s)})
}

func (r *fieldRenderer) rowOf(off int) int {
	for i := len(r.rows) - 1; i > 0; i-- {
		if off >= r.rows[i].start {
			return i
		}
	}
	return 0
}

func (r *fieldRenderer) draw() {
	f := r.f
	style := f.Style
	r.beyond = beyond(f.text)
	r.note.Text = f.note
	r.note.Color = theme.Color(theme.Faint)
	if f.warn {
		r.note.Color = theme.Color(theme.Warn)
	}
	r.drawBox()
	left, right := r.insets()
	width := r.size.Width - left - right
	r.rows = r.wrap(width)
	before := r.height
	r.height = float32(len(r.rows))*style.Line + 10
	caretX := round(r.width(f.text[r.rows[r.rowOf(f.caret)].start:f.caret]))
	r.scrollTo(caretX, width)

	top := float32(5)
	if !style.Wrap {
		top = round((r.size.Height - style.Line) / 2)
	}
	r.clip.Move(fyne.NewPos(left-2, 0))
	r.clip.Resize(fyne.NewSize(fyne.Max(0, width+4), r.size.Height))
	objects := r.inner.Objects[:0]
	objects = r.drawSelection(objects, top)
	for i, row := range r.rows {
		if i == len(r.texts) {
			r.texts = append(r.texts, text("", style.Size, style.Face))
		}
		t := r.texts[i]
		shown, x := r.visible(row, width)
		t.Text, t.Color = strings.TrimRight(f.text[shown.start:shown.end], " "), theme.Color(theme.Ink)
		t.FontSource, t.TextStyle = r.source()
		Place(t, 2+x-r.scroll, top+float32(i)*style.Line, style.Line)
		objects = append(objects, t)
	}
	if f.text == "" {
		r.hint.Text, r.hint.Color = f.Placeholder, theme.Color(theme.Faint)
		Place(r.hint, 2, top, style.Line)
		objects = append(objects, r.hint)
	}
	if f.focused {
		h := float32(math.Round(float64(style.Size) * 1.35))
		r.caret.FillColor = theme.Color(theme.Accent)
		r.caret.Resize(fyne.NewSize(2, h))
		r.caret.Move(fyne.NewPos(1+caretX-r.scroll, top+float32(r.rowOf(f.caret))*style.Line+round((style.Line-h)/2)))
		objects = append(objects, r.caret)
	}
	r.inner.Objects = objects
	r.inner.Resize(r.size)
	Place(r.note, r.size.Width-f.Style.Pad-round(r.note.MinSize().Width)-r.actionWidth(), top, style.Line)
	canvas.Refresh(f)
	if before != r.height && f.OnHeight != nil {
		f.OnHeight()
	}
}

func (r *fieldRenderer) actionWidth() float32 {
	if r.action != nil {
		return 22
	}
	return 0
}

func (r *fieldRenderer) drawBox() {
	f := r.f
	r.box.CornerRadius = theme.Radius
	r.box.StrokeWidth = 1
	r.box.FillColor, r.box.StrokeColor = theme.Color(theme.Field), theme.Color(theme.Edge)
	if f.Style.Bare {
		r.box.FillColor, r.box.StrokeColor = nil, nil
		r.box.StrokeWidth = 0
	}
	if f.focused && !f.plain {
		r.box.StrokeColor, r.box.StrokeWidth = theme.Color(theme.Accent), 2
		if f.Style.Bare {
			r.box.StrokeColor, r.box.StrokeWidth = theme.Color(theme.Edge), 1
		}
	}
	r.box.Resize(r.size)
	mid := round((r.size.Height - 16) / 2)
	if ink := theme.Color(theme.Muted); ink != r.ink {
		r.ink = ink
		for name, icon := range map[string]*canvas.Image{f.Leading: r.leading, f.Action: r.action} {
			if icon != nil {
				icon.Resource = theme.Icon(name, ink)
				icon.Refresh()
			}
		}
	}
	if r.leading != nil {
		r.leading.Resize(fyne.NewSize(16, 16))
		r.leading.Move(fyne.NewPos(f.Style.Pad, mid))
	}
	if r.action != nil {
		r.action.Resize(fyne.NewSize(16, 16))
		r.action.Move(fyne.NewPos(r.size.Width-f.Style.Pad-16, mid))
	}
}

func (r *fieldRenderer) scrollTo(caretX, width float32) {
	if r.f.Style.Wrap || !r.f.focused {
		r.scroll = 0
		return
	}
	if caretX-r.scroll > width-2 {
		r.scroll = caretX - width + 2
	}
	r.scroll = fyne.Max(0, fyne.Min(r.scroll, caretX))
	if r.scroll > 0 { // no room is left free behind a text that became shorter
		r.scroll = fyne.Min(r.scroll, fyne.Max(0, round(r.width(r.f.text))-width+2))
	}
}

func (r *fieldRenderer) drawSelection(objects []fyne.CanvasObject, top float32) []fyne.CanvasObject {
	f := r.f
	start, end := f.selection()
	if start == end || !f.focused {
		return objects
	}
	for i, row := range r.rows {
		a, b := max(start, row.start), min(end, row.end)
		if a >= b {
			continue
		}
		if i >= len(r.marks) {
			r.marks = append(r.marks, make([]*canvas.Rectangle, i+1-len(r.marks))...)
		}
		if r.marks[i] == nil {
			r.marks[i] = canvas.NewRectangle(nil)
		}
		m := r.marks[i]
		x0, x1 := round(r.width(f.text[row.start:a])), round(r.width(f.text[row.start:b]))
		m.FillColor = theme.Color(theme.Sel)
		m.Move(fyne.NewPos(2+x0-r.scroll, top+float32(i)*f.Style.Line))
		m.Resize(fyne.NewSize(x1-x0, f.Style.Line))
		objects = append(objects, m)
	}
	return objects
}

func (r *fieldRenderer) onAction(p fyne.Position) bool {
	return r.action != nil && p.X >= r.size.Width-r.f.Style.Pad-22
}

// at is the byte offset of the caret place nearest to p.
func (r *fieldRenderer) at(p fyne.Position) int {
	left, _ := r.insets()
	row := 0
	if r.f.Style.Wrap {
		row = int((p.Y - 5) / r.f.Style.Line)
	}
	return r.hit(max(0, min(row, len(r.rows)-1)), p.X-left+r.scroll)
}

func (r *fieldRenderer) hit(row int, x float32) int {
	s := r.rows[row]
	places := []int{s.start}
	for at := s.start; at < s.end; {
		at = next(r.f.text, at)
		places = append(places, at)
	}
	if row < len(r.rows)-1 && len(places) > 1 {
		places = places[:len(places)-1] // behind the last blank the caret belongs to the next row
	}
	// The nearest place is the first one whose middle to the next lies beyond x.
	return places[sort.Search(len(places)-1, func(i int) bool {
		return x < (r.width(r.f.text[s.start:places[i]])+r.width(r.f.text[s.start:places[i+1]]))/2
	})]
}

// longLine is from how many bytes a line is drawn in part. A text is one
// texture, which graphics hardware limits to some thousand pixels.
const longLine = 256

// visible is the part of a row that can be seen in a field of that width, and
// where it begins in the row, in pixels.
func (r *fieldRenderer) visible(row fieldRow, width float32) (fieldRow, float32) {
	if r.f.Style.Wrap || row.end-row.start < longLine {
		return row, 0
	}
	s := r.f.text
	from := boundary(s, max(row.start, r.hit(0, r.scroll)-1))
	to := next(s, r.hit(0, r.scroll+width))
	return fieldRow{from, next(s, to)}, round(r.width(s[:from]))
}
