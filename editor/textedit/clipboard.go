package textedit

import "galley.app/galley/editor/compose"

// pasteFormatted puts in what is formatted on the clipboard as Markdown, and
// reports whether there was something.
func (ed *Editor) pasteFormatted() bool {
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

// PastePlain puts in the text that is on the clipboard, without its
// formatting.
func (ed *Editor) PastePlain() {
	if ed.s != nil {
		ed.pasteText()
	}
}
