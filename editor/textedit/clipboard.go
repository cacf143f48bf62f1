package textedit

// pasteFormatted puts in what is formatted on the clipboard as Markdown, and
// reports whether there was something.
func (a *Editor) pasteFormatted() bool {
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
func (a *Editor) PastePlain() {
	if a.s != nil {
		a.pasteText()
	}
}
