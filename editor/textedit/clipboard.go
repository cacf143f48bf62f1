package textedit

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/editor/compose"
)

// pasteFormatted puts in what is formatted on the clipboard as Markdown, and
// reports whether there was something.
func pasteFormatted(ed *Editor) bool {
	if ed.o.Formatted == nil || ed.s == nil {
		return false
	}
	for _, x := range ed.s.Selections() {
		if !compose.IsProse(ed.s.State(), x.Start()) || !compose.IsProse(ed.s.State(), x.End()) {
			return false
		}
	}
	md, ok := ed.o.Formatted()
	if !ok {
		return false
	}
	ed.act(func() {
		ed.carets.clamp()
		ed.s.Do(func(st compose.State) compose.Transaction { return compose.PasteMarkdown(st, md) })
	})
	return true
}

// things returns what puts in a thing on the clipboard that is no text; nil where
// there is none.
func things(ed *Editor) (paste func()) {
	if ed.o.Things == nil || ed.s == nil {
		return nil
	}
	return ed.o.Things()
}

// CaretAt returns the offset of the text that is nearest to a point of the
// canvas, and reports whether that is over the text.
func (ed *Editor) CaretAt(point fyne.Position) (off int, over bool) {
	if ed.s == nil || !ed.Visible() {
		return 0, false
	}
	at := point.Subtract(fyne.CurrentApp().Driver().AbsolutePositionForObject(ed))
	size := ed.Size()
	if at.X < 0 || at.Y < 0 || at.X >= size.Width || at.Y >= size.Height {
		return 0, false
	}
	c, _ := ed.view.hit(at)
	return c.Off, true
}

// PastePlain puts in the text that is on the clipboard, without its
// formatting.
func (ed *Editor) PastePlain() {
	if ed.s != nil {
		ed.pasteText()
	}
}
