package textedit

import (
	"strings"

	"galley.app/galley/internal/theme"
)

// dimmed is how much of the ink is left to paragraphs that are not the
// caret's in focus mode.
const dimmed = 0.38

// typewriterAt is where the caret's row stays, as a share of the height.
const typewriterAt = 0.42

// maxParagraph is how many lines a paragraph is looked for up and down.
const maxParagraph = 400

// SetFocusMode dims all but the paragraph that the caret is in.
func (a *Editor) SetFocusMode(on bool) {
	if a.focusMode != on {
		a.focusMode = on
		a.draw()
	}
}

// SetTypewriter keeps the caret's row at one height while typing.
func (a *Editor) SetTypewriter(on bool) {
	if a.typewriter != on {
		a.typewriter = on
		if a.s != nil {
			a.revealCaret()
		}
		a.draw()
	}
}

// paragraph returns the bytes of the lines around the caret that no blank
// line parts from it.
func (a *Editor) paragraph() (start, end int) {
	t := a.s.Text()
	first := t.LineAt(a.s.Primary().Head)
	last := first
	blank := func(line int) bool { return strings.TrimSpace(t.Line(line)) == "" }
	if !blank(first) {
		for n := 0; first > 0 && n < maxParagraph && t.LineStart(first-1) >= a.start() && !blank(first-1); n++ {
			first--
		}
		for n := 0; last+1 < t.Lines() && n < maxParagraph && !blank(last+1); n++ {
			last++
		}
	}
	return t.LineStart(first), t.LineEnd(last)
}

// dim fades spans of a row that is not part of the caret's paragraph.
func (a *Editor) dim(b rowBox, spans []span) {
	if !a.focusMode || b.row.Start <= a.r.lit.End && b.row.End >= a.r.lit.Start {
		return
	}
	for i := range spans {
		spans[i].tint = theme.Dim(spans[i].tint, a.r.colours.sheet, dimmed)
	}
}
