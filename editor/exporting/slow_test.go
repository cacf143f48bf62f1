package exporting

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/aside"
	"galley.app/galley/storage"
	"galley.app/galley/storage/publish"
)

// What is remembered of exports is read and written beside the window: a disk that
// takes its time with it is not waited for.
func TestSlowMemory(t *testing.T) {
	slow := func(t *testing.T) (d *harness, answer func()) {
		d = newHarness(t)
		d.lib.Dir = t.TempDir()
		d.remember(storage.Exported{Format: "yaml", Out: filepath.Join(d.lib.Dir, "out")})
		answers := make(chan struct{})
		d.slow = func() { <-answers }
		t.Cleanup(func() { close(answers) })
		d.o.Modal.Desk = &aside.Desk{Post: d.o.Post, Patience: func() time.Duration { return 0 }}
		d.o.AskNew = func(func()) bool { return false }
		d.o.Say = func(s string) { d.said = append(d.said, s) }
		return d, func() {
			answers <- struct{}{}
			(<-d.queue)()
		}
	}
	t.Run("dialog", func(t *testing.T) {
		d, answer := slow(t)
		d.Ask("")
		if d.o.Modal.Depth() != 0 {
			t.Fatal("the disk was waited for")
		}
		answer()
		if d.o.Modal.Depth() != 1 || d.turned.key != "yaml" {
			t.Errorf("%d dialogs, with %q", d.o.Modal.Depth(), d.turned.key)
		}
	})
	t.Run("late", func(t *testing.T) {
		d, answer := slow(t)
		for _, ask := range []func(){func() { d.Ask("") }, d.Again} {
			d.said = nil
			ask()
			d.o.Modal.Tell("Something", "else", nil)
			depth := d.o.Modal.Depth()
			answer()
			if d.o.Modal.Depth() != depth || d.turned.key != "" || d.running != nil || !strings.Contains(strings.Join(d.said, "\n"), "the disk took its time") {
				t.Errorf("%d dialogs, with %q, %q is said", d.o.Modal.Depth(), d.turned.key, d.said)
			}
		}
	})
	t.Run("another library", func(t *testing.T) {
		d, answer := slow(t)
		d.Ask("")
		d.lib.Dir = t.TempDir()
		answer()
		if d.o.Modal.Depth() != 0 {
			t.Error("the dialog opens over another library")
		}
	})
	t.Run("again", func(t *testing.T) {
		d, answer := slow(t)
		d.Again()
		if d.running != nil {
			t.Fatal("the disk was waited for")
		}
		answer()
		if d.running == nil || d.running.r.Format != "yaml" {
			t.Errorf("there is exported %+v", d.running)
		}
		d.running.Cancel()
		d.until("it ends", func() bool { return d.running == nil })
	})
	t.Run("agreed", func(t *testing.T) {
		d, answer := slow(t)
		target, ask := publish.Target{}, publish.Ask{}
		went := false
		d.agreed(target, ask, func() { went = true })
		if went {
			t.Fatal("the disk was waited for")
		}
		if answer(); !went {
			t.Error("it does not go on")
		}
	})
}
