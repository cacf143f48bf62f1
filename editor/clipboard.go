package editor

import "fyne.io/fyne/v2"

// Clipboard is the part of the system's clipboard that Fyne does not know.
type Clipboard interface {
	// Markdown returns what is formatted on the clipboard as Markdown, and in
	// words what of it was left out. It is not ok where there is nothing but
	// text, or what there is does not come in time: it waits half a second.
	Markdown() (md, left string, ok bool)
	// WriteHTML puts a text with its formatting on the clipboard.
	WriteHTML(text, html string) error
}

// formatted asks the clipboard for what is formatted on it, and says what was
// left out.
func (w *Window) formatted() (md string, ok bool) {
	if w.o.Clipboard == nil {
		return "", false
	}
	md, left, ok := w.o.Clipboard.Markdown()
	if left != "" {
		w.say(left)
	}
	return md, ok
}

// pastePlain puts the clipboard's text into what has the focus.
func (w *Window) pastePlain() {
	if w.win.Canvas().Focused() == fyne.Focusable(w.area) {
		w.area.PastePlain()
		return
	}
	w.dispatch(&fyne.ShortcutPaste{Clipboard: w.o.App.Clipboard()})
}
