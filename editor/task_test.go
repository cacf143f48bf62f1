package editor

import (
	"strings"
	"testing"

	"galley.app/galley/editor/compose"
)

// A click on a box in the preview checks the task as one undo step and leaves
// the caret where it is.
func TestPreviewChecksTasks(t *testing.T) {
	d := newTestWindow(t, one())
	s := d.posts.cur.s
	s.Do(func(st compose.State) compose.Transaction { return compose.Paste(st, "- [ ] task\n- plain\n") })
	before, sel := s.Text().String(), s.Primary()
	d.preview.Pane().OnTask(strings.Index(before, "- [ ] task"))
	if got, want := s.Text().String(), strings.Replace(before, "[ ]", "[x]", 1); got != want || s.Primary() != sel {
		t.Errorf("%q with the caret at %v, want %q at %v", got, s.Primary(), want, sel)
	}
	s.Undo()
	if got := s.Text().String(); got != before {
		t.Errorf("undo leads to %q, want %q", got, before)
	}
	d.preview.Pane().OnTask(strings.Index(before, "- plain"))
	if got := s.Text().String(); got != before {
		t.Errorf("a line without a box became %q", got)
	}
}
