package textedit

import "math"

// Appearance is how text is shown, as the writer chose it.
type Appearance struct {
	Measure     int     // characters in a row at most; Full fills the pane
	LineHeight  float32 // of a row, as a multiple of the text size
	WhiteSpace  bool    // blanks are shown
	CurrentLine bool    // the caret's row is marked
}

// Full is the measure that fills the pane.
const Full = 0

// DefaultAppearance is what a writer has who changed nothing.
func DefaultAppearance() Appearance {
	return Appearance{Measure: 72, LineHeight: 1.75, CurrentLine: true}
}

// Appearance returns how the text is shown.
func (a *Editor) Appearance() Appearance { return a.appearance }

// SetAppearance changes how the text is shown, with the caret's row where it is.
func (a *Editor) SetAppearance(to Appearance) {
	if to == a.appearance {
		return
	}
	rows := to.Measure != a.appearance.Measure || to.LineHeight != a.appearance.LineHeight
	a.appearance = to
	if rows {
		a.keepRow(a.setFont)
	}
	a.draw()
}

// keepRow does what changes the rows, and leaves the caret's at its height if
// it can be seen.
func (a *Editor) keepRow(f func()) {
	var y float32
	seen := false
	if r := a.r; a.s != nil && r != nil && r.caretPlaced {
		head := a.current().Off
		for _, b := range r.visible {
			if b.row.Start <= head && head <= b.row.End {
				y, seen = b.y, true
			}
		}
	}
	f()
	if seen && !a.typewriter {
		c := a.current()
		a.top.off, a.top.y = a.rows.At(c.Off, c.End).Start, y
		a.settle()
	}
	if seen {
		a.revealCaret()
	}
}

// RowWidth returns the most that a row is wide, in pixels.
func (a *Editor) RowWidth() float32 {
	if a.appearance.Measure == Full {
		return math.MaxInt32
	}
	character := a.o.Size / 2 // of ordinary words in a face that is not monospaced
	if a.m.mono {
		character = a.m.cell
	}
	return round32(float32(a.appearance.Measure) * character)
}
