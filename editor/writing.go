package editor

import (
	"math"

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

// The limits of what the settings offer.
const (
	minMeasure, maxMeasure       = 50, 120
	minLineHeight, maxLineHeight = 1.3, 2.2
	minZoom, maxZoom             = -5, 15

	measureStep    = 2
	lineHeightStep = 0.05
	measures       = (maxMeasure-minMeasure)/measureStep + 2 // with all there is as the last
	lineHeights    = 19
)

// measure is the number of the step that the measure is at.
func (w Writing) measure() int {
	if w.Measure == textedit.Full {
		return measures - 1
	}
	return min(max(0, (w.Measure-minMeasure)/measureStep), measures-2)
}

// setMeasure sets the measure to a step, or the nearest one that there is.
func (w *Writing) setMeasure(step int) {
	step = min(max(0, step), measures-1)
	if w.Measure = minMeasure + step*measureStep; step == measures-1 {
		w.Measure = textedit.Full
	}
}

// lineHeight is the number of the step that the line height is at.
func (w Writing) lineHeight() int {
	return int(math.Round(float64((w.LineHeight - minLineHeight) / lineHeightStep)))
}

// setLineHeight sets the line height to a step, or the nearest one that there
// is.
func (w *Writing) setLineHeight(step int) {
	w.LineHeight = lineHeightAt(min(max(0, step), lineHeights-1))
}

func lineHeightAt(step int) float32 {
	return float32(math.Round((minLineHeight+float64(step)*lineHeightStep)*100) / 100)
}

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
	for _, p := range w.posts {
		w.obey(p)
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

// obey tells an open post how it is written.
func (w *Window) obey(p *openPost) {
	var quotes *compose.Quotes
	if w.state.Writing.Smart {
		q := compose.QuotesOf(w.lib.Language)
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
