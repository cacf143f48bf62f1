package editor

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// notes are Openings in memory.
type notes struct {
	held, open []string
	rests      int
}

func (n *notes) Held(path string) bool     { return slices.Contains(n.held, path) }
func (n *notes) Opening(path string) error { n.open = append(n.open, path); return nil }
func (n *notes) Rested() error             { n.open, n.rests = nil, n.rests+1; return nil }

// newGuardedDesk is a window in which no post is open.
func newGuardedDesk(t *testing.T, held ...string) (*windowDesk, *notes) {
	d := newWindowDesk(t, map[string]string{"/lib/a.md": titled("A")})
	d.command("Close post")
	n := &notes{held: held}
	d.o.Openings = n
	d.resting.After = 1
	return d, n
}

func TestHeldPostIsNotOpenedUnasked(t *testing.T) {
	d, n := newGuardedDesk(t, "/lib/a.md")
	d.OpenFolder("/lib")
	d.until("the writer is told", d.banner.object.Visible)
	if d.cur != nil || len(n.open) > 0 {
		t.Fatalf("it was opened again: %q", n.open)
	}
	if got, want := d.banner.text.Text(), "Not opened again, as Galley ended while opening “A”."; got != want {
		t.Errorf("the banner says %q, want %q", got, want)
	}
	if pos := d.banner.object.Position(); pos.Y != 0 || d.banner.object.Size().Height < 20 {
		t.Errorf("the banner is at %v, %v tall", pos, d.banner.object.Size().Height)
	}
	test.Tap(d.banner.act)
	d.until("it is open", func() bool { return d.cur != nil })
	if d.banner.object.Visible() {
		t.Error("the banner stays over the open post")
	}
	if !slices.Equal(n.open, []string{"/lib/a.md"}) {
		t.Errorf("noted are %q", n.open)
	}
	d.until("it is at rest", func() bool { return n.rests > 0 })
}

func TestHeldPostBannerCloses(t *testing.T) {
	d, _ := newGuardedDesk(t, "/lib/a.md")
	d.OpenFolder("/lib")
	d.until("the writer is told", d.banner.object.Visible)
	test.Tap(d.banner.close)
	if d.banner.object.Visible() {
		t.Error("the banner stays")
	}
}

func TestOpeningIsNoted(t *testing.T) {
	d, n := newGuardedDesk(t)
	d.resting.After = patience // below, the note has to be seen
	d.shelf.slow, d.patience = make(chan struct{}), 1
	d.OpenFolder("/lib")
	d.until("it is waited for", func() bool { return d.opening.path != "" })
	if !slices.Equal(n.open, []string{"/lib/a.md"}) || n.rests > 0 {
		t.Errorf("noted before it is read are %q, %d rests", n.open, n.rests)
	}
	d.rested() // too soon
	if n.rests > 0 {
		t.Error("at rest while a post is waited for")
	}
	d.disk("/lib/a.md")
	d.until("it is at rest", func() bool { return n.rests > 0 })
}

// TestGivingUpRests: a post that was not there in time did no harm.
func TestGivingUpRests(t *testing.T) {
	d, n := newGuardedDesk(t)
	d.shelf.slow, d.patience = make(chan struct{}), 1
	d.OpenFolder("/lib")
	d.until("it is waited for", func() bool { return d.opening.path != "" })
	d.key(fyne.KeyEscape)
	d.until("the window rests", func() bool { return n.rests > 0 })
	d.readNext()
}

// TestRefusedRests: a file that cannot be read did no harm.
func TestRefusedRests(t *testing.T) {
	d, n := newGuardedDesk(t)
	d.OpenFile("/lib/none.md")
	if !slices.Equal(n.open, []string{"/lib/none.md"}) {
		t.Errorf("noted are %q", n.open)
	}
	d.until("the window rests", func() bool { return n.rests > 0 })
}
