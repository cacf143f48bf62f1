package editor

import (
	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/textedit"
)

// moveLines moves the selected lines, or the folded section that the caret is on.
func (w *Window) moveLines(up bool) func() {
	lines := w.format(func(s compose.State) compose.Transaction { return compose.MoveLines(s, up) })
	return func() {
		if !w.area.MoveSection(up) {
			lines()
			return
		}
		w.focusText()
	}
}

// folding wraps a command that folds or opens sections; none is said where
// there was nothing to do.
func (w *Window) folding(do func(*textedit.Editor) bool, none string) func() {
	return func() {
		switch {
		case w.posts.cur.doc == nil:
			w.say("The text is still being read.")
		case do(w.area):
			w.say("")
		default:
			w.say(none)
		}
		w.focusText()
	}
}
