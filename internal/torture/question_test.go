//go:build linux

package torture

import (
	"fmt"
	"image"
	"maps"
	"slices"
	"strings"
	"time"

	"galley.app/galley/internal/xwindow"
)

// question is what is open over the window.
type question struct {
	words   string
	buttons map[string]image.Rectangle
}

// asked returns what is open over the window, and whether anything is.
func (w *writer) asked() (q question, open bool) {
	w.t.Helper()
	all, err := w.window.Regions()
	if err != nil {
		return q, false // it has ended
	}
	q.buttons = map[string]image.Rectangle{}
	for _, r := range all {
		kinds, over := strings.CutPrefix(r.Kinds, "control.Overlay")
		open = open || over
		switch {
		case over && strings.HasSuffix(kinds, "control.Button"):
			q.buttons[r.Words] = r.Rect
		case over && r.Words != "":
			q.words += r.Words + "\n"
		}
	}
	return q, open
}

// shows reports whether some words in the window begin so.
func (w *writer) shows(words string) bool {
	all, _ := w.window.Regions() // none of one that has ended
	return slices.ContainsFunc(all, func(r xwindow.Region) bool { return strings.HasPrefix(r.Words, words) })
}

// givesUp are the buttons that nobody presses here who wants to keep the words.
var givesUp = []string{"Discard", "Discard all", "Don't save", "Delete", "Remove"}

// answer answers what is open over the window, one question after the other:
// with one of the buttons named, if there is one, else with any that gives
// nothing up.
func (w *writer) answer(buttons ...string) {
	w.t.Helper()
	for try := range 10 {
		q, open := w.asked()
		if !open {
			return
		}
		done.add("questions answered", 1)
		w.note(fmt.Sprintf("is asked %.200q", q.words))
		var may []string
		for _, name := range slices.Sorted(maps.Keys(q.buttons)) {
			if slices.Contains(buttons, name) {
				may = []string{name}
				break
			}
			if !slices.Contains(givesUp, name) && !strings.HasSuffix(name, "…") {
				may = append(may, name)
			}
		}
		// What has many buttons is a dialog, which is not asked for here.
		if len(may) == 0 || len(may) > 4 || try > 2 {
			w.window.Key("Escape")
		} else {
			name := may[w.rng.IntN(len(may))]
			r := q.buttons[name]
			w.note("answers " + name)
			w.window.Click(r.Min.Add(r.Size().Div(2)), 1)
		}
		for patience := time.Now().Add(400 * time.Millisecond); time.Now().Before(patience); time.Sleep(30 * time.Millisecond) {
			if now, open := w.asked(); !open || now.words != q.words {
				break
			}
		}
	}
	q, _ := w.asked()
	w.t.Logf("what is open does not go: %.300q with %d buttons", q.words, len(q.buttons))
}

// restored answers the question at the start about texts that were recovered, and
// reports whether it was asked. The caret may be anywhere then, so it is put where
// no word is.
func (w *writer) restored(buttons ...string) bool {
	w.t.Helper()
	defer w.window.Key("End")
	if !w.offers {
		return false
	}
	for patience := time.Now().Add(time.Second); time.Now().Before(patience); time.Sleep(30 * time.Millisecond) {
		if _, open := w.asked(); open {
			w.answer(buttons...)
			return true
		}
	}
	return false
}
