package control

import (
	"image/color"
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Label is quiet text in a colour of the theme.
type Label struct {
	widget.BaseWidget
	Face       typeset.Face
	TextSize   float32
	LineHeight float32 // line height in pixels
	Color      fyne.ThemeColorName
	Wrap       float32 // wraps at that many pixels; 0 is one line
	Cut        bool    // one line, shortened with an ellipsis to the label's width
	text       string
	room       float32 // there is no more to wrap at; 0 is enough of it
}

// NewLabel makes a label of the interface's face, of size 13 on lines of 20.
func NewLabel(s string, c fyne.ThemeColorName) *Label {
	l := &Label{}
	l.begin(s, c)
	l.ExtendBaseWidget(l)
	return l
}

func (l *Label) begin(s string, c fyne.ThemeColorName) {
	l.Face, l.TextSize, l.LineHeight, l.Color, l.text = typeset.Sans, theme.TextSize, 20, c, s
}

func (l *Label) small() { l.TextSize, l.LineHeight = theme.SmallSize, 16 }

// NewSmall makes a label of small text, of size 12 on lines of 16.
func NewSmall(s string, c fyne.ThemeColorName) *Label {
	l := NewLabel(s, c)
	l.small()
	return l
}

// Text is what the label says.
func (l *Label) Text() string { return l.text }

// SetText changes what the label says.
func (l *Label) SetText(s string) { l.Set(s, l.Color) }

// Set changes what the label says and its colour.
func (l *Label) Set(s string, c fyne.ThemeColorName) {
	if s != l.text || c != l.Color {
		l.text, l.Color = s, c
		l.Refresh()
	}
}

// within wraps a label that wraps at no more than that many pixels.
func (l *Label) within(room float32) {
	was := l.wrap()
	l.room = room
	if l.wrap() != was {
		l.Refresh()
	}
}

func (l *Label) wrap() float32 {
	if l.room > 0 {
		return min(l.Wrap, l.room)
	}
	return l.Wrap
}

// CreateRenderer implements fyne.Widget.
func (l *Label) CreateRenderer() fyne.WidgetRenderer {
	r := &labelRenderer{l: l}
	r.Refresh()
	return r
}

type labelRenderer struct {
	l     *Label
	pool  []*canvas.Text
	texts []fyne.CanvasObject
	size  fyne.Size
	min   fyne.Size
}

func (r *labelRenderer) Destroy()                     {}
func (r *labelRenderer) Objects() []fyne.CanvasObject { return r.texts }
func (r *labelRenderer) MinSize() fyne.Size           { return r.min }

func (r *labelRenderer) Layout(size fyne.Size) {
	if r.size != size {
		r.size = size
		r.Refresh()
	}
}

func (r *labelRenderer) Refresh() {
	l := r.l
	lines := []string{l.text}
	switch {
	case l.Wrap > 0:
		lines = Wrap(l.text, l.wrap(), l.TextSize, l.Face)
	case l.Cut && r.size.Width > 0:
		lines[0] = Fit(l.text, r.size.Width, l.TextSize, l.Face)
	}
	var width float32
	r.texts = r.texts[:0]
	for i, s := range lines {
		if i == len(r.pool) {
			r.pool = append(r.pool, text("", l.TextSize, l.Face))
		}
		t := r.pool[i]
		t.TextSize = l.TextSize
		say(t, s, l.Face, theme.Color(l.Color))
		Place(t, 0, float32(i)*l.LineHeight, l.LineHeight)
		width = fyne.Max(width, sizeOf(t).Width)
		r.texts = append(r.texts, t)
	}
	r.min = fyne.NewSize(float32(math.Ceil(float64(width))), float32(len(lines))*l.LineHeight)
	if l.Cut {
		r.min.Width = 20
	}
	canvas.Refresh(l)
}

// Measure is the width of s in pixels.
func Measure(s string, size float32, face typeset.Face) float32 {
	if s == "" {
		return 0
	}
	font, style := source(s, face)
	return measured(s, size, face, font, style).Width
}

// Wrap breaks s by words into lines no wider than width pixels. A line break
// in s stays one.
func Wrap(s string, width, size float32, face typeset.Face) []string {
	var lines []string
	for _, paragraph := range strings.Split(s, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			switch {
			case line == "":
				line = word
			case fits(line+" "+word, width, size, face):
				line += " " + word
			default:
				lines = append(lines, line)
				line = word
			}
			for len(line) > 1 && !fits(line, width, size, face) {
				cut := Fit(line, width, size, face)
				n := len(strings.TrimSuffix(cut, "…"))
				if n == 0 {
					break
				}
				lines = append(lines, line[:n])
				line = line[n:]
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// Fill is a rectangle in a colour of the theme.
type Fill struct {
	widget.BaseWidget
	Color  fyne.ThemeColorName
	Stroke fyne.ThemeColorName // "" is none
	Radius float32
	Min    fyne.Size
	Bare   bool // nothing lies below, so that the window's own colour need not be drawn
}

// NewFill makes a plain background.
func NewFill(c fyne.ThemeColorName) *Fill {
	f := &Fill{Color: c}
	f.ExtendBaseWidget(f)
	return f
}

// NewBare makes the background of a pane that nothing lies below.
func NewBare(c fyne.ThemeColorName) *Fill {
	f := NewFill(c)
	f.Bare = true
	return f
}

// NewLine makes a hairline.
func NewLine() *Fill {
	f := NewFill(theme.Line)
	f.Min = fyne.NewSize(1, 1)
	return f
}

// CreateRenderer implements fyne.Widget.
func (f *Fill) CreateRenderer() fyne.WidgetRenderer {
	r := &fillRenderer{f: f, rect: canvas.NewRectangle(color.Transparent)}
	r.Refresh()
	return r
}

type fillRenderer struct {
	f    *Fill
	rect *canvas.Rectangle
}

func (r *fillRenderer) Destroy()                     {}
func (r *fillRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rect} }
func (r *fillRenderer) MinSize() fyne.Size           { return r.f.Min }
func (r *fillRenderer) Layout(size fyne.Size)        { r.rect.Resize(size) }

func (r *fillRenderer) Refresh() {
	c := theme.Color(r.f.Color)
	r.rect.FillColor = c
	if r.f.Bare && theme.IsBare(c) {
		r.rect.FillColor = color.Transparent
	}
	r.rect.CornerRadius = r.f.Radius
	if r.f.Stroke != "" {
		r.rect.StrokeColor, r.rect.StrokeWidth = theme.Color(r.f.Stroke), 1
	}
	r.rect.Refresh()
}

// tipped is part of what says something in a tip while the pointer is over it.
type tipped struct{ tips *Tips }

// tip has words said below o when the pointer has rested there; "" is nothing.
func (t *tipped) tip(o fyne.CanvasObject, words string) {
	if words == "" {
		return
	}
	if t.tips = TipsOf(o); t.tips != nil {
		t.tips.Below(o, func() Tip { return Tip{Text: words} })
	}
}

// untip takes it away: the pointer left, or something was pressed.
func (t *tipped) untip() {
	if t.tips != nil {
		t.tips.Leave()
		t.tips = nil
	}
}

// Short is a label of one line that is shortened to its width, and says all of it
// in a tip then.
type Short struct {
	Label
	tipped
}

var _ desktop.Hoverable = (*Short)(nil)

// NewShort makes a label of the interface's face, of size 13 on a line of 20.
func NewShort(s string, c fyne.ThemeColorName) *Short {
	l := &Short{}
	l.begin(s, c)
	l.Cut = true
	l.ExtendBaseWidget(l)
	return l
}

// NewSmallShort makes a label of small text, of size 12 on a line of 16.
func NewSmallShort(s string, c fyne.ThemeColorName) *Short {
	l := NewShort(s, c)
	l.small()
	return l
}

// NewTitle makes a short label for the head of a dialog.
func NewTitle(s string) *Short {
	l := NewShort(s, theme.Ink)
	l.Face, l.TextSize, l.LineHeight = typeset.SansBold, theme.DialogTitle, 24
	return l
}

// MouseIn implements desktop.Hoverable.
func (l *Short) MouseIn(*desktop.MouseEvent) {
	if !fits(l.text, l.Size().Width, l.TextSize, l.Face) {
		l.tip(l, l.text)
	}
}

// MouseMoved implements desktop.Hoverable.
func (l *Short) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (l *Short) MouseOut() { l.untip() }
