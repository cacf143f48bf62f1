package editor

import (
	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/textedit"
)

// Writing is how text is written and shown, as the writer chose it. The zero
// value stands for DefaultWriting.
type Writing struct {
	textedit.Appearance
	Smart bool // quotation marks, dashes and ellipses are set as they are typed
	Pairs bool // brackets and quotation marks are put in by twos
}

// The limits of what is added to the text size.
const minZoom, maxZoom = -5, 15

// DefaultWriting is what a writer has who changed nothing.
func DefaultWriting() Writing {
	return Writing{Appearance: textedit.DefaultAppearance(), Pairs: true}
}

// usual replaces the zero value.
func (w Writing) usual() Writing {
	if w == (Writing{}) {
		return DefaultWriting()
	}
	return w
}

// setWriting takes over what the settings say.
func (w *Window) setWriting(to Writing) {
	w.state.Writing = to
	w.area.SetAppearance(to.Appearance)
	w.fitForm()
	for _, p := range w.posts.all {
		w.applyTo(p)
	}
	w.keepSoon()
}

// The fields of the form are as wide as the text, within these limits in
// pixels.
const minForm, maxForm = 520, 760

func (w *Window) fitForm() {
	if w.middle == nil { // not built yet
		return
	}
	if m := max(minForm, min(w.area.RowWidth(), maxForm)); m != w.form.measure {
		w.form.measure = m
		w.arrange()
	}
}

// applyTo tells an open post how it is written.
func (w *Window) applyTo(p *openPost) {
	var quotes *compose.Quotes
	if w.state.Writing.Smart {
		q := compose.QuotesOf(w.lib.Language())
		quotes = &q
	}
	p.s.SetTyping(w.state.Writing.Pairs, quotes)
}

// keepSoon has the window's state written within a second.
func (w *Window) keepSoon() { w.keeping.Start(w.keepState) }

// changeWriting changes one of the choices.
func (w *Window) changeWriting(f func(*Writing)) func() {
	return func() {
		to := w.state.Writing
		f(&to)
		w.setWriting(to)
	}
}
