package editor

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
)

// newGuardedDesk is a window in which no post is open. The program ended while it
// opened those that are held.
func newGuardedDesk(t *testing.T, held ...string) *testWindow {
	d := newTestWindow(t, map[string]string{"a.md": titled("A")})
	d.command("Close post")
	d.opening.resting.Stop()
	paths := config.Paths{State: filepath.Join(filepath.Dir(d.dir), "openings")}
	for _, name := range held {
		notes := filepath.Join(paths.State, "opening", "1.open")
		if err := errors.Join(os.MkdirAll(filepath.Dir(notes), 0o700), os.WriteFile(notes, []byte(strconv.Quote(d.path(name))+"\n"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	openings, err := storage.ReadOpenings(paths)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := openings.Close(); err != nil {
			t.Error(err)
		}
	})
	d.opening.notes = openings
	d.opening.resting.After = 1
	return d
}

// noted are the notes of this process, as the next one would find them.
func (d *testWindow) noted() string {
	d.t.Helper()
	files, _ := filepath.Glob(filepath.Join(filepath.Dir(d.dir), "openings", "opening", "*.open")) // the pattern is good
	all := ""
	for _, name := range files {
		if filepath.Base(name) == "1.open" {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			d.t.Fatal(err)
		}
		all += string(b)
	}
	return all
}

// wantNoted checks that one post is noted.
func (d *testWindow) wantNoted(name string) {
	d.t.Helper()
	if got, want := d.noted(), strconv.Quote(d.path(name))+"\n"; got != want {
		d.t.Errorf("noted are %s, want %s", got, want)
	}
}

// rests reports whether nothing is noted any more.
func (d *testWindow) rests() bool { return d.noted() == "" }

func TestHeldPostIsNotOpenedUnasked(t *testing.T) {
	d := newGuardedDesk(t, "a.md")
	d.OpenFolder(d.dir)
	d.until("the writer is told", d.banner.object.Visible)
	if d.posts.cur != nil || !d.rests() {
		t.Fatalf("it was opened again: %q", d.noted())
	}
	if got, want := d.banner.text.Text(), "Not opened again, as Galley ended while opening “A”."; got != want {
		t.Errorf("the banner says %q, want %q", got, want)
	}
	if pos := d.banner.object.Position(); pos.Y != 0 || d.banner.object.Size().Height < 20 {
		t.Errorf("the banner is at %v, %v tall", pos, d.banner.object.Size().Height)
	}
	test.Tap(d.banner.act)
	d.until("it is open", func() bool { return d.posts.cur != nil })
	if d.banner.object.Visible() {
		t.Error("the banner stays over the open post")
	}
	d.wantNoted("a.md")
	d.until("it is at rest", d.rests)
}

func TestHeldPostBannerCloses(t *testing.T) {
	d := newGuardedDesk(t, "a.md")
	d.OpenFolder(d.dir)
	d.until("the writer is told", d.banner.object.Visible)
	test.Tap(d.banner.close)
	if d.banner.object.Visible() {
		t.Error("the banner stays")
	}
}

func TestOpeningIsNoted(t *testing.T) {
	d := newGuardedDesk(t)
	d.opening.resting.After = patience // below, the note has to be seen
	d.slow, d.opening.patience = make(chan struct{}), 1
	d.OpenFolder(d.dir)
	d.until("it is waited for", func() bool { return d.opening.path != "" })
	d.wantNoted("a.md")
	d.opening.rested() // too soon
	if d.rests() {
		t.Error("at rest while a post is waited for")
	}
	d.readAll(d.path("a.md"))
	d.until("it is at rest", d.rests)
}

// TestGivingUpRests: a post that was not there in time did no harm.
func TestGivingUpRests(t *testing.T) {
	d := newGuardedDesk(t)
	d.slow, d.opening.patience = make(chan struct{}), 1
	d.OpenFolder(d.dir)
	d.until("it is waited for", func() bool { return d.opening.path != "" })
	d.key(fyne.KeyEscape)
	d.until("the window rests", d.rests)
	d.readNext()
}

// TestRefusedRests: a file that cannot be read did no harm.
func TestRefusedRests(t *testing.T) {
	d := newGuardedDesk(t)
	d.OpenFile(d.path("none.md"))
	d.wantNoted("none.md")
	d.until("the window rests", d.rests)
}
