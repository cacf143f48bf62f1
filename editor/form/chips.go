package form

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage/schema"
)

const (
	chipHeight = 22
	chipPad    = 8  // before its words
	chipX      = 20 // width of the button that takes it away
	chipGap    = 5  // beside a chip, and between rows of them
	chipEdge   = 4  // between the box and what is in it
	inputLeast = 110
)

// chips is a field that holds a list: each item is a chip, and behind the last one
// stands what the next one is typed into. What is typed there is an item of the
// post at once, so that nothing is lost by saving.
type chips struct {
	widget.BaseWidget
	f     *Form
	x     *Row
	input *field.Field
	items []string // shown as chips; the one that is being typed is not
	all   []*chip
	box   *canvas.Rectangle
}

// chip is one item.
type chip struct {
	back  *control.Fill
	words *control.Short
	gone  *control.Button
}

func newChips(f *Form, x *Row) *chips {
	c := &chips{f: f, x: x, box: canvas.NewRectangle(nil)}
	c.input = field.New(field.Style{Plain: true, Pad: 4})
	f.wire(c.input)
	c.input.OnChanged = c.typed
	c.input.OnSubmit = func() {
		if c.input.Text() == "" {
			f.step(false)
			return
		}
		c.take()
	}
	c.input.OnFocus = func(gained bool) {
		c.drawBox()
		if gained {
			f.reveal(c.input)
			return
		}
		f.offer.hide(c.input)
		c.take()
		f.o.Left()
	}
	onKey := c.input.OnKey
	c.input.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyBackspace && c.input.Text() == "" && len(c.items) > 0 {
			c.write(c.items[:len(c.items)-1], "")
			return true
		}
		if e.Name == fyne.KeyDown && f.offer.on != c.input {
			f.offer.show(c.input, c.input.Text(), c.left(), c.chosen)
			return f.offer.on == c.input
		}
		return onKey(e)
	}
	c.input.SetPlaceholder("add")
	c.ExtendBaseWidget(c)
	return c
}

// left are the values that are not in the list yet.
func (c *chips) left() []string {
	return slices.DeleteFunc(slices.Clone(c.f.values(c.x)), func(v string) bool { return slices.Contains(c.items, v) })
}

func (c *chips) chosen(word string) {
	c.input.SetText("")
	c.write(append(slices.Clone(c.items), word), "")
}

// typed follows what is typed: a comma ends an item.
func (c *chips) typed(words string) {
	parts := strings.Split(words, ",")
	items := slices.Clone(c.items)
	for _, part := range parts[:len(parts)-1] {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(items, part) {
			items = append(items, part)
		}
	}
	rest := parts[len(parts)-1]
	if len(parts) > 1 {
		rest = strings.TrimLeft(rest, " ")
		c.input.SetText(rest)
		c.input.CaretToEnd()
	}
	c.write(items, rest)
	if rest == "" {
		c.f.offer.hide(c.input)
		return
	}
	c.f.offer.show(c.input, rest, c.left(), c.chosen)
}

// take makes a chip of what was typed.
func (c *chips) take() {
	word := strings.TrimSpace(c.input.Text())
	if c.input.Text() == "" || !c.f.has(c.x) {
		return
	}
	items := slices.Clone(c.items)
	if word != "" && !slices.Contains(items, word) {
		items = append(items, word)
	}
	c.input.SetText("")
	c.f.offer.hide(c.input)
	c.write(items, "")
}

// write puts the items and what is being typed into the post.
func (c *chips) write(items []string, typing string) {
	all := items
	if typing = strings.TrimSpace(typing); typing != "" {
		all = append(slices.Clone(items), typing)
	}
	same := slices.Equal(items, c.items)
	c.show(items)
	if c.x.key == "" || !c.f.has(c.x) {
		return
	}
	if fewer := len(all) < len(schema.Items(c.f.s.Value(c.x.key))); fewer && !same { // a chip that goes is a step of its own
		c.f.s.Break()
	}
	c.f.setRow(c.x, schema.Join(c.f.s.Value(c.x.key), all))
	if !same { // and so is each that comes
		c.f.s.Break()
	}
}

// set shows a value of the post.
func (c *chips) set(value string) {
	items := schema.Items(value)
	typing := strings.TrimSpace(c.input.Text())
	if n := len(items); typing != "" && n > 0 && items[n-1] == typing && c.input.Focused() {
		items = items[:n-1]
	} else if typing != "" {
		c.input.SetText("")
	}
	c.show(items)
}

// show makes a chip of each item.
func (c *chips) show(items []string) {
	if slices.Equal(items, c.items) {
		return
	}
	c.items = slices.Clone(items)
	c.all = c.all[:min(len(c.all), len(items))]
	for i, item := range items {
		if i < len(c.all) {
			c.all[i].words.SetText(item)
			continue
		}
		p := &chip{back: control.NewFill(theme.Sel), words: control.NewShort(item, theme.Ink)}
		p.back.Radius = chipHeight / 2
		p.gone = control.NewIcon("x", "Take this out of the list", func() {
			if at := slices.Index(c.all, p); at >= 0 {
				c.write(slices.Delete(slices.Clone(c.items), at, at+1), c.input.Text())
			}
		})
		c.all = append(c.all, p)
	}
	c.place(c.Size().Width, true)
	c.Refresh()
	c.f.resized()
}

// heightFor is the height at a width, in pixels.
func (c *chips) heightFor(width float32) float32 { return c.place(width, false) }

// place lays the chips out in rows and returns how high they are.
func (c *chips) place(width float32, do bool) float32 {
	x, y := float32(chipEdge), float32(chipEdge)
	room := width - 2*chipEdge
	for _, p := range c.all {
		w := float32(int(control.Measure(p.words.Text(), theme.TextSize, p.words.Face))) + 2
		w = min(chipPad+w+chipX, room)
		if x > chipEdge && x+w > width-chipEdge {
			x, y = chipEdge, y+chipHeight+chipGap
		}
		if do {
			p.back.Move(fyne.NewPos(x, y))
			p.back.Resize(fyne.NewSize(w, chipHeight))
			p.words.Move(fyne.NewPos(x+chipPad, y+1))
			p.words.Resize(fyne.NewSize(w-chipPad-chipX, 20))
			p.gone.Move(fyne.NewPos(x+w-chipX, y+1))
			p.gone.Resize(fyne.NewSize(chipX, chipHeight-2))
		}
		x += w + chipGap
	}
	if x > chipEdge && x+inputLeast > width-chipEdge {
		x, y = chipEdge, y+chipHeight+chipGap
	}
	if do {
		c.input.Move(fyne.NewPos(x, y-1))
		c.input.Resize(fyne.NewSize(max(20, width-chipEdge-x), chipHeight+2))
	}
	return y + chipHeight + chipEdge
}

// Tapped puts the keys where the next item is typed.
func (c *chips) Tapped(*fyne.PointEvent) { c.f.Focus(c.input) }

func (c *chips) drawBox() {
	c.box.CornerRadius = theme.Radius
	c.box.FillColor, c.box.StrokeColor, c.box.StrokeWidth = theme.Color(theme.Field), theme.Color(theme.Edge), 1
	if c.input.Focused() {
		c.box.StrokeColor, c.box.StrokeWidth = theme.Color(theme.Accent), 2
	}
	c.box.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *chips) CreateRenderer() fyne.WidgetRenderer {
	c.drawBox()
	return &chipsRenderer{c}
}

type chipsRenderer struct{ c *chips }

func (r *chipsRenderer) Destroy() {}

func (r *chipsRenderer) MinSize() fyne.Size { return fyne.NewSize(60, theme.FieldHeight) }

func (r *chipsRenderer) Layout(size fyne.Size) {
	r.c.box.Resize(size)
	r.c.place(size.Width, true)
}

func (r *chipsRenderer) Objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{r.c.box}
	for _, p := range r.c.all {
		o = append(o, p.back, p.words, p.gone)
	}
	return append(o, r.c.input)
}

func (r *chipsRenderer) Refresh() {
	r.c.drawBox()
	r.Layout(r.c.Size())
	for _, o := range r.Objects()[1:] {
		o.Refresh()
	}
	canvas.Refresh(r.c)
}
