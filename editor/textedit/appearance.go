package textedit

import (
	"math"

	"galley.app/galley/internal/control"
)

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

// LeastWidth returns how wide the widget is at least to be for rows of 66 characters, or the measure where that is less,
// in pixels.
func LeastWidth(ed *Editor) float32 { return ed.view.leastRow() + 2*leastPad }

const (
	least    = 66 // characters in a row that is good to read
	leastPad = 24 // pixels beside it
)

// Left returns where the text begins in a widget of that width, in pixels.
func Left(ed *Editor, width float32) float32 { return ed.view.columnIn(floor32(width)).left }

// Pad returns how much is left free at each side of the text in a widget of that width, at least, in pixels.
func Pad(ed *Editor, width float32) float32 { return ed.view.pad(floor32(width)) }

func (v *viewport) pad(width float32) float32 {
	pad := min(sidePad, max(control.BarZone+2, floor32(width/10)))
	if room := floor32((width - v.leastRow()) / 2); room >= leastPad {
		pad = min(pad, room) // the measure comes first
	}
	return pad
}

// leastRow is how wide a row is that is good to read, or the most that one is.
func (v *viewport) leastRow() float32 { return min(v.rowWidth(), round32(least*v.character())) }

// character is how wide a character is in the middle.
func (v *viewport) character() float32 {
	if v.m.mono {
		return v.m.cell
	}
	return v.fontSize / 2 // of ordinary words
}

// rowWidth is the most that a row is wide, in pixels.
func (v *viewport) rowWidth() float32 {
	if v.appearance.Measure == Full {
		return math.MaxInt32
	}
	return round32(float32(v.appearance.Measure) * v.character())
}
