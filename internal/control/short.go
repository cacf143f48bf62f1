package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

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
	l.Face, l.TextSize, l.LineHeight, l.Color, l.text, l.Cut = typeset.Sans, theme.TextSize, 20, c, s, true
	l.ExtendBaseWidget(l)
	return l
}

// NewSmallShort makes a label of small text, of size 12 on a line of 16.
func NewSmallShort(s string, c fyne.ThemeColorName) *Short {
	l := NewShort(s, c)
	l.TextSize, l.LineHeight = theme.SmallSize, 16
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
