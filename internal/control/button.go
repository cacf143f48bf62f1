package control

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Kind is what a button looks like.
type Kind uint8

// Main is the one button that a dialog leads to, Plain an outlined one, Quiet
// text that is marked only under the pointer, Pill a quiet one that can be on.
const (
	Plain Kind = iota
	Main
	Quiet
	Pill
)

// Button is a button with a label, an icon, or both. Unlike Fyne's it is
// pressed by Return as well as Space, and Space acts when the rune arrives,
// so that no blank lands in what gets the focus next.
type Button struct {
	focusable
	Label string
	Icon  string // name of an embedded icon
	Kind  Kind
	Tip   string // what the button does, shown below it when the pointer rests there
	OnTap func()
	// OnRune sees letters first and reports whether it took one.
	OnRune func(rune) bool
	// Still keeps the button out of the Tab order and the focus where it is;
	// for what the keyboard reaches by a command.
	Still bool
	// Calm marks a chosen pill as a tab is marked, more quietly than a filter.
	Calm bool

	on bool
	tipped
}

var (
	_ fyne.Tappable     = (*Button)(nil)
	_ fyne.Focusable    = (*Button)(nil)
	_ fyne.Disableable  = (*Button)(nil)
	_ desktop.Hoverable = (*Button)(nil)
)

// NewButton makes a button.
func NewButton(kind Kind, label string, tap func()) *Button {
	b := &Button{Kind: kind, Label: label, OnTap: tap}
	b.ExtendBaseWidget(b)
	return b
}

// NewIcon makes a quiet button that is only an icon; tip says what it does.
func NewIcon(icon, tip string, tap func()) *Button {
	b := &Button{Kind: Quiet, Icon: icon, Tip: tip, OnTap: tap, Still: true}
	b.ExtendBaseWidget(b)
	return b
}

// SetOn marks a pill as the chosen one.
func (b *Button) SetOn(on bool) {
	if b.on != on {
		b.on = on
		b.Refresh()
	}
}

// SetLabel changes the label.
func (b *Button) SetLabel(s string) {
	if b.Label != s {
		b.Label = s
		b.Refresh()
	}
}

// SetIcon changes the icon.
func (b *Button) SetIcon(name string) {
	if b.Icon != name {
		b.Icon = name
		b.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (b *Button) Tapped(*fyne.PointEvent) {
	b.untip()
	if b.OnTap != nil {
		b.OnTap()
	}
}

// TypedRune implements fyne.Focusable.
func (b *Button) TypedRune(r rune) {
	if b.OnRune != nil && b.OnRune(r) {
		return
	}
	if r == ' ' {
		b.Tapped(nil)
	}
}

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	if b.OnKey != nil && b.OnKey(e) {
		return
	}
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		b.Tapped(nil)
	}
}

// Disabled keeps a Still button out of the Tab order. Fyne takes the focus
// away from where it was when something that cannot have it is clicked, which
// is why a Still button is a fyne.Focusable all the same.
func (b *Button) Disabled() bool { return b.Still }

// Enable implements fyne.Disableable.
func (b *Button) Enable() {}

// Disable implements fyne.Disableable.
func (b *Button) Disable() {}

// MouseIn implements desktop.Hoverable.
func (b *Button) MouseIn(e *desktop.MouseEvent) {
	b.focusable.MouseIn(e)
	b.tip(b, b.Tip)
}

// MouseOut implements desktop.Hoverable.
func (b *Button) MouseOut() {
	b.focusable.MouseOut()
	b.untip()
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{b: b, box: canvas.NewRectangle(nil), text: text("", theme.TextSize, typeset.Sans), icon: canvas.NewImageFromResource(nil)}
	r.box.CornerRadius = theme.Radius
	r.Refresh()
	return r
}

type buttonRenderer struct {
	b    *Button
	box  *canvas.Rectangle
	text *canvas.Text
	icon *canvas.Image
	name string // of the icon that is shown
	ink  color.NRGBA
}

func (r *buttonRenderer) Destroy() {}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	if r.b.Icon == "" {
		return []fyne.CanvasObject{r.box, r.text}
	}
	if r.b.Label == "" {
		return []fyne.CanvasObject{r.box, r.icon}
	}
	return []fyne.CanvasObject{r.box, r.icon, r.text}
}

func (r *buttonRenderer) MinSize() fyne.Size {
	b := r.b
	var w float32
	if b.Label != "" {
		w = float32(math.Ceil(float64(sizeOf(r.text).Width)))
	}
	if b.Icon != "" {
		w += 16
		if b.Label != "" {
			w += 6
		}
	}
	switch b.Kind {
	case Main, Plain:
		return fyne.NewSize(w+34, theme.ButtonHeight)
	case Pill:
		return fyne.NewSize(w+14, 26)
	}
	if b.Label == "" {
		return fyne.NewSize(28, 28)
	}
	return fyne.NewSize(w+12, 24)
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	r.box.Resize(size)
	w := float32(0)
	if r.b.Label != "" {
		w = sizeOf(r.text).Width
	}
	x := (size.Width - w) / 2
	if r.b.Icon != "" {
		gap := float32(0)
		if r.b.Label != "" {
			gap = 6
		}
		x = (size.Width - w - 16 - gap) / 2
		r.icon.Resize(fyne.NewSize(16, 16))
		r.icon.Move(fyne.NewPos(round(x), round((size.Height-16)/2)))
		x += 16 + gap
	}
	Place(r.text, x, 0, size.Height)
}

func (r *buttonRenderer) Refresh() {
	b := r.b
	r.text.Text = b.Label
	ink := theme.Color(theme.Ink)
	r.box.FillColor, r.box.StrokeColor, r.box.StrokeWidth = nil, nil, 0
	r.text.FontSource = theme.Font(typeset.Sans)
	switch b.Kind {
	case Main:
		r.text.FontSource = theme.Font(typeset.SansBold)
		ink = theme.Color(theme.OnAccent)
		r.box.FillColor = theme.Color(theme.Accent)
		if b.hovered {
			r.box.FillColor = theme.Dim(theme.Color(theme.Accent), theme.Color(theme.Ink), 0.9)
		}
	case Plain:
		r.box.FillColor, r.box.StrokeColor, r.box.StrokeWidth = theme.Color(theme.Over), theme.Color(theme.Edge), 1
		if b.hovered {
			r.box.FillColor = theme.Color(theme.Code)
		}
	default:
		ink = theme.Color(theme.Muted)
		if b.on {
			r.box.FillColor, ink = theme.Color(theme.Sel), theme.Color(theme.Ink)
			if b.Calm {
				r.box.FillColor = theme.Color(theme.Code)
			}
			if theme.Palette().Strong { // a ground alone would be too faint
				r.box.StrokeColor, r.box.StrokeWidth = theme.Color(theme.Edge), 1
			}
		} else if b.hovered {
			r.box.FillColor, ink = theme.Color(theme.Code), theme.Color(theme.Ink)
		}
	}
	if b.focused {
		r.box.StrokeWidth = 2
		r.box.StrokeColor = theme.Color(theme.Accent)
		if b.Kind == Main {
			r.box.StrokeColor = theme.Color(theme.Ink)
		}
	}
	r.text.Color = ink
	if b.Icon != "" && (r.name != b.Icon || r.ink != ink) {
		r.name, r.ink = b.Icon, ink
		r.icon.Resource = theme.Icon(b.Icon, ink)
		r.icon.Refresh()
	}
	r.Layout(b.Size())
	canvas.Refresh(b)
}

// On tells whether a pill is the chosen one.
func (b *Button) On() bool { return b.on }
