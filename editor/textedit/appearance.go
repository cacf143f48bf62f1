package textedit

import "math"

// Appearance is how text is shown, as the writer chose it.
type Appearance struct {
	Measure     int     // characters in a row at most; Full fills the pane
	LineHeight  float32 // of a row, as a multiple of the text size
	WhiteSpace  bool    // blanks are shown
	CurrentLine bool    // the caret's row is marked
	LineEnds    bool    // line ends that are shown as blanks bear a mark

	// Flow has the lines of a paragraph flow: each row is as wide as there is room, and a line end within a
	// paragraph is shown as a blank. The text stays as it is.
	Flow bool
}

// Full is the measure that fills the pane.
const Full = 0

// DefaultAppearance is what a writer has who changed nothing.
func DefaultAppearance() Appearance {
	return Appearance{Measure: 72, LineHeight: 1.75, CurrentLine: true, LineEnds: true}
}

// Appearance returns how the text is shown.
func (ed *Editor) Appearance() Appearance { return ed.view.appearance }

// SetAppearance changes how the text is shown, with the caret's row where it is.
func (ed *Editor) SetAppearance(to Appearance) {
	if to == ed.view.appearance {
		return
	}
	rows := to.Measure != ed.view.appearance.Measure || to.LineHeight != ed.view.appearance.LineHeight
	ed.view.appearance = to
	if rows {
		ed.keepRow(ed.setFont)
	}
	if to.Flow != ed.flow.on && ed.view.field == nil {
		ed.keepRow(func() { ed.flow.set(to.Flow) })
		ed.carets.reset()
	}
	ed.draw()
}

// keepRow does what changes the rows, and leaves the caret's at its height if
// it can be seen.
func (ed *Editor) keepRow(f func()) {
	y, seen := caretRow(ed)
	f()
	putRow(ed, y, seen)
}

// caretRow is the height at which the caret's row is seen.
func caretRow(ed *Editor) (y float32, seen bool) {
	if r := ed.r; ed.s != nil && r != nil && r.caretPlaced {
		head := ed.carets.current().Off
		for _, b := range r.visible {
			if b.row.Start <= head && head <= b.row.End {
				y, seen = b.y, true
			}
		}
	}
	return y, seen
}

// putRow scrolls so that the caret's row is at a height again, if it was seen.
func putRow(ed *Editor, y float32, seen bool) {
	if seen && !ed.view.typewriter {
		c := ed.carets.current()
		ed.view.top.Off, ed.view.topY = ed.view.rows.At(c.Off, c.End).Start, y
		ed.view.settle()
	}
	if seen {
		ed.revealCaret()
	}
}

// RowWidth returns the most that a row is wide, in pixels.
func (ed *Editor) RowWidth() float32 { return ed.view.rowWidth() }

// rowWidth is the most that a row is wide, in pixels.
func (v *viewport) rowWidth() float32 {
	if v.appearance.Measure == Full {
		return math.MaxInt32
	}
	character := v.fontSize / 2 // of ordinary words in a face that is not monospaced
	if v.m.mono {
		character = v.m.cell
	}
	return round32(float32(v.appearance.Measure) * character)
}
