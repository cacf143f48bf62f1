package editor

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/look"
)

// banner is a line over the text for what is so until something is done
// about it.
type banner struct {
	text   *control.Label
	close  *control.Button
	object *fyne.Container
}

func newBanner() *banner {
	b := &banner{text: control.NewLabel("", look.Ink)}
	b.text.Cut = true
	b.close = control.NewIcon("x", "Close this line", nil)
	line := container.NewBorder(nil, nil, nil, b.close, container.New(inset{0, 9}, b.text))
	b.object = container.New(fixedHeight(38), control.NewFill(look.Sel), container.New(inset{16, 0}, line))
	b.object.Hide()
	return b
}

// show shows a line, or none for "".
func (b *banner) show(s string, onClose func()) {
	b.text.SetText(s)
	b.close.OnTap = onClose
	setVisible(b.object, s != "")
}
