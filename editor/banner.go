package editor

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// banner is a line over the text for what is so until something is done
// about it.
type banner struct {
	text   *control.Label
	act    *control.Button // what can be done about it, hidden where that is another place's matter
	close  *control.Button
	object *fyne.Container
}

func newBanner() *banner {
	b := &banner{text: control.NewLabel("", theme.Ink)}
	b.text.Cut = true
	b.act = control.NewButton(control.Plain, "", nil)
	b.act.Hide()
	b.close = control.NewIcon("x", "Close this line", nil)
	right := container.NewHBox(container.NewCenter(b.act), b.close)
	line := container.NewBorder(nil, nil, nil, right, container.New(control.Inset{X: 0, Y: 9}, b.text))
	b.object = container.New(control.FixedHeight(38), control.NewFill(theme.Sel), container.New(control.Inset{X: 16, Y: 0}, line))
	b.object.Hide()
	return b
}

// show shows a line, or none for "".
func (b *banner) show(s string, onClose func()) {
	b.text.SetText(s)
	b.act.Hide()
	b.close.OnTap = onClose
	control.SetVisible(b.object, s != "")
}

// offer shows a line with a button for what can be done.
func (b *banner) offer(s, label string, do, onClose func()) {
	b.show(s, onClose)
	b.act.SetLabel(label)
	b.act.OnTap = do
	b.act.Show()
}
