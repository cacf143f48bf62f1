package editor

import (
	"path/filepath"
	"time"
)

// restsAfter is how long the window has to go on with what was opened before
// that is taken for harmless.
const restsAfter = 3 * time.Second

// noteOpening notes that a post is about to be opened. What cannot be noted is
// no reason not to open it, and that the state folder cannot be written is
// told when the state is.
func (w *Window) noteOpening(path string) {
	w.resting.Stop()
	_ = w.o.Openings.Opening(path)
}

// rested takes the notes back once the window has what was opened, with all
// that is made of it, and still answers.
func (w *Window) rested() {
	if w.opening.path != "" || w.posts.cur != nil && w.posts.cur.doc == nil {
		w.resting.Start(w.rested)
		return
	}
	_ = w.o.Openings.Rested() // as above
}

// openUnasked opens a post that nobody asked for, unless the program ended
// when it was opened before; then it tells so and offers to open it.
func (w *Window) openUnasked(path string) {
	if !w.o.Openings.Held(path) {
		w.OpenFile(path)
		return
	}
	name := filepath.Base(path)
	if it, _ := itemAt(w.items, path); it.Title != "" {
		name = it.Title
	}
	w.banner.offer("Not opened again, as Galley ended while opening “"+name+"”.", "Open",
		func() { w.OpenFile(path) },
		func() {
			w.banner.show("", nil)
			w.arrange()
		})
	w.arrange()
}
