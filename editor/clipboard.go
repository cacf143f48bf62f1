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

// pasteFormatted puts in what is formatted on the clipboard as Markdown, and
// reports whether there was something.
func (a *Area) pasteFormatted() bool {
	if a.o.Formatted == nil || a.s == nil {
		return false
	}
	for _, x := range a.s.Selections() {
		if !a.s.IsProse(x.Start()) || !a.s.IsProse(x.End()) {
			return false
		}
	}
	md, ok := a.o.Formatted()
	if !ok {
		return false
	}
	a.act(func() {
		a.clampSelection()
		a.s.PasteMarkdown(md)
	})
	return true
}

// PastePlain puts in the text that is on the clipboard, without its
// formatting.
func (a *Area) PastePlain() {
	if a.s != nil {
		a.pasteText()
	}
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
