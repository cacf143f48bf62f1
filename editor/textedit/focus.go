package textedit

import (
	"strings"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/theme"
)

// dimmed is how much of the ink is left to paragraphs that are not the
// caret's in focus mode; in high contrast they can still be read.
const (
	dimmed       = 0.38
	dimmedStrong = 0.62
)

// typewriterAt is where the caret's row stays, as a share of the height.
const typewriterAt = 0.42

// maxParagraph is how many lines a paragraph is looked for up and down.
const maxParagraph = 400

// SetFocusMode dims all but the paragraph that the caret is in.
func (ed *Editor) SetFocusMode(on bool) {
	if ed.focusMode != on {
		ed.focusMode = on
		ed.draw()
	}
}

// SetTypewriter keeps the caret's row at one height while typing.
func (ed *Editor) SetTypewriter(on bool) {
	if ed.view.typewriter != on {
		ed.view.typewriter = on
		if ed.s != nil {
			ed.revealCaret()
		}
		ed.draw()
	}
}

// paragraph returns the bytes of the lines around off that no blank line parts
// from it, of those that start at from or behind it. Of a blank line, where the next
// paragraph is about to begin, they are those of the one before it.
func paragraph(t text.Text, from, off int) (start, end int) {
	first := t.LineAt(off)
	last := first
	blank := func(line int) bool { return strings.TrimSpace(t.Line(line)) == "" }
	if blank(first) {
		up := first
		for n := 0; up > 0 && n < maxParagraph && t.LineStart(up-1) >= from && blank(up); n++ {
			up--
		}
		if !blank(up) {
			start, _ = paragraph(t, from, t.LineStart(up))
			return start, t.LineEnd(last)
		}
	} else {
		for n := 0; first > 0 && n < maxParagraph && t.LineStart(first-1) >= from && !blank(first-1); n++ {
			first--
		}
		for n := 0; last+1 < t.Lines() && n < maxParagraph && !blank(last+1); n++ {
			last++
		}
	}
	return t.LineStart(first), t.LineEnd(last)
}

// isDim reports whether a row is faded, as it is not part of the caret's paragraph.
func (r *renderer) isDim(b rowBox) bool {
	return r.ed.focusMode && (b.row.Start > r.lit.End || b.row.End < r.lit.Start)
}

// dim fades spans of a row that is not part of the caret's paragraph.
func (r *renderer) dim(b rowBox, spans []span) {
	if !r.isDim(b) {
		return
	}
	for i := range spans {
		spans[i].tint = theme.Dim(spans[i].tint, r.colours.sheet, r.colours.dimmed)
	}
}
