// Floor is the least that a window of Fyne's can do: it shows one text, which
// each key changes. What it takes from a key to pixels is what Galley's own
// times are compared with.
package main

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

type line struct {
	widget.BaseWidget
	text *canvas.Text
}

func (l *line) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.text) }
func (l *line) FocusGained()                        {}
func (l *line) FocusLost()                          {}
func (l *line) TypedKey(*fyne.KeyEvent)             {}

func (l *line) TypedRune(r rune) {
	words := strings.TrimSuffix(l.text.Text, "…") + string(r)
	if len(words) > 60 {
		words = "letters"
	}
	l.text.Text = words + "…"
	l.text.Refresh()
}

func main() {
	w := app.NewWithID("app.galley.Floor").NewWindow("Floor")
	l := &line{text: canvas.NewText("letters", color.Black)}
	l.ExtendBaseWidget(l)
	w.SetPadded(false)
	w.SetContent(l)
	w.Resize(fyne.NewSize(1400, 900))
	w.Canvas().Focus(l)
	w.ShowAndRun()
}
