package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Entry is something that can have the focus and shows what is typed into it.
type Entry struct {
	widget.BaseWidget
	OnSubmit func()
	words    *canvas.Text
}

func NewEntry() *Entry {
	e := &Entry{words: canvas.NewText("", nil)}
	e.ExtendBaseWidget(e)
	return e
}

func (e *Entry) Text() string       { return e.words.Text }
func (e *Entry) FocusGained()       {}
func (e *Entry) FocusLost()         {}
func (e *Entry) TypedRune(r rune)   { e.words.Text += string(r) }
func (e *Entry) MinSize() fyne.Size { return fyne.NewSize(60, 30) }

func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyReturn && e.OnSubmit != nil {
		e.OnSubmit()
	}
}

func (e *Entry) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(e.words) }
