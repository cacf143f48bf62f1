package editor

import (
	"errors"
	"testing"
)

// TestCloseWaitsForASave closes a post and quits while a save is under way: there is nothing to ask unless
// something was written since.
func TestCloseWaitsForASave(t *testing.T) {
	for _, command := range []string{"Close post", "Quit"} {
		d := newTestWindow(t, one())
		gone := func() bool { return d.posts.cur == nil || len(d.saved) == 1 }

		d.write("A")
		d.command("Save")
		d.command(command)
		if d.modal.Depth() != 0 || gone() {
			t.Fatalf("%s: %d questions, gone: %v, before the save is done", command, d.modal.Depth(), gone())
		}
		d.until("it is saved and closed", gone)
		if d.modal.Depth() != 0 || len(d.writes()) != 1 {
			t.Errorf("%s: asked %d times, wrote %q", command, d.modal.Depth(), d.writes())
		}
	}
}

// TestCloseAsksForWhatWasDoneDuringASave also where that took back what is being saved: the text is what the file
// held before, and not what it will hold.
func TestCloseAsksForWhatWasDoneDuringASave(t *testing.T) {
	for _, command := range []string{"Close post", "Quit"} {
		for what, do := range map[string]func(*testWindow){
			"written":    func(d *testWindow) { d.write("B") },
			"taken back": func(d *testWindow) { d.command("Undo") },
		} {
			d := newTestWindow(t, one())
			d.write("A")
			d.command("Save")
			do(d)
			d.command(command)
			d.until("the question is there", func() bool { return d.modal.Depth() == 1 })
			if d.posts.cur == nil || !d.posts.cur.s.Dirty() || len(d.writes()) != 1 {
				t.Errorf("%s, %s: wrote %q", what, command, d.writes())
			}
		}
	}
}

// TestCloseStaysWhenASaveFails leaves the post open under the message that says why.
func TestCloseStaysWhenASaveFails(t *testing.T) {
	for _, command := range []string{"Close post", "Quit"} {
		d := newTestWindow(t, one())
		d.write("A")
		d.disk.fill(errors.New("the disk is full"))
		d.command("Save")
		d.command(command)
		d.until("the message is there", func() bool { return d.modal.Depth() == 1 })
		if d.posts.cur == nil || !d.posts.cur.s.Dirty() || d.closer.closing || len(d.saved) != 0 {
			t.Errorf("%s: the post is gone or the window still closing", command)
		}
	}
}
