package status

import (
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/session"
	"galley.app/galley/internal/seen"
)

func TestBarFits(t *testing.T) {
	s := session.Open("", "!! title: A\n\n---\n\nSome words.\n", session.Options{Now: time.Now, New: true})
	b := New(Options{Session: func() *session.Session { return s }, LineColumn: func() (line, col int) { return 120, 17 }})
	p := seen.Sit(t, b.Object, 1400, 30)
	b.Refresh()
	b.SetProblems(3)
	for _, width := range []float32{480, 600, 860, 1400} {
		for _, note := range []string{"", "Changed outside Galley and read again. Undo brings back the earlier text, and all is as it was."} {
			p.Resize(width, 30)
			b.Say(note)
			end := float32(0)
			for _, o := range b.bar.Objects {
				if !o.Visible() || o.Size().Width == 0 {
					continue
				}
				if o.Position().X < end {
					t.Errorf("at %v pixels %T at %v lies over what ends at %v", width, o, o.Position().X, end)
				}
				end = o.Position().X + o.Size().Width
			}
			if end > b.bar.Size().Width || end < b.bar.Size().Width-1 {
				t.Errorf("at %v pixels the last part ends at %v of %v", width, end, b.bar.Size().Width)
			}
		}
	}
}

// TestWithoutAPost says nothing of a post when none is shown.
func TestWithoutAPost(t *testing.T) {
	var s *session.Session
	b := New(Options{Session: func() *session.Session { return s }, LineColumn: func() (line, col int) { return 1, 1 }})
	p := seen.Sit(t, b.Object, 900, fyne.Max(30, b.Object.MinSize().Height))
	s = session.Open("", "", session.Options{Now: time.Now, New: true})
	b.Refresh()
	b.Say("Said")
	if got := p.Says(); got != "New 0 words Said Outline Ln 1, Col 1 UTF-8 LF" {
		t.Errorf("it says %q", got)
	}
	s = nil
	b.Refresh()
	if got := p.Says(); got != "Said" {
		t.Errorf("without a post it says %q", got)
	}
}

// TestWarn holds that a warning shows at once and again behind what was said,
// until it is taken back.
func TestWarn(t *testing.T) {
	b := New(Options{Session: func() *session.Session { return nil }, LineColumn: func() (line, col int) { return 1, 1 }})
	p := seen.Sit(t, b.Object, 900, fyne.Max(30, b.Object.MinSize().Height))
	says := func(want string) {
		t.Helper()
		if got := p.Says(); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	b.Stand("Stands")
	b.Say("Said")
	b.Warn("disk", "Full")
	says("Full")
	b.Warn("history", "Read-only")
	says("Read-only")
	b.Say("Said")
	says("Said")
	b.Say("")
	says("Read-only")
	b.Warn("history", "")
	says("Full")
	b.Warn("disk", "Full again")
	says("Full again")
	b.Warn("disk", "")
	says("Stands")
	b.Warn("disk", "")
	says("Stands")
}

// TestNotesGo holds that a note goes once there was time to read it, that a later one has its own time, that a tip over
// it stays, and that a warning does.
func TestNotesGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := make(chan func(), 10)
		b := New(Options{
			Session: func() *session.Session { return nil }, LineColumn: func() (line, col int) { return 1, 1 },
			Post: func(f func()) { queue <- f },
		})
		says := func(after time.Duration, want string) {
			t.Helper()
			time.Sleep(after)
			synctest.Wait()
			for len(queue) > 0 {
				(<-queue)()
			}
			if got := b.Note.Text(); got != want {
				t.Errorf("after %v it says %q, want %q", after, got, want)
			}
		}
		b.Say("Saved as a copy.")
		says(5*time.Second, "Saved as a copy.")
		b.Say("Another.")
		says(5*time.Second, "Another.")
		says(20*time.Second, "")
		b.Say("Another.")
		b.Tip("Back (Alt+Left)")
		says(20*time.Second, "Back (Alt+Left)")
		b.Tip("")
		says(0, "")
		b.Say("▲ Not exported: the disk is full.")
		says(time.Hour, "▲ Not exported: the disk is full.")
		b.Say("")
		b.Warn("disk", "The disk is full.")
		says(time.Minute, "The disk is full.")
		if b.Said != "" {
			t.Errorf("%q is still said", b.Said)
		}
		b.Warn("disk", "")
		says(0, "")
	})
}
