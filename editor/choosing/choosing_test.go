package choosing

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/bus"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
)

// desk is a desktop's dialog: what it was asked for, and what the person does.
type desk struct {
	asked  chan bus.Choice
	answer chan string // "" for none
	err    error
}

func (d *desk) choose(ctx context.Context, c bus.Choice) (string, error) {
	if d.err != nil {
		return "", d.err
	}
	d.asked <- c
	select {
	case path := <-d.answer:
		return path, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// sit returns a person before a window with a chooser, and what is posted to its
// goroutine.
func sit(t *testing.T, d *desk) (p *seen.Person, c *Chooser, posted chan func()) {
	p = seen.Sit(t, control.NewGround(), 1000, 700)
	posted = make(chan func(), 8)
	o := Options{Modal: modal.NewStack(p.Canvas(), func(bool) {}), Say: func(string) {}, Post: func(f func()) { posted <- f }}
	if d != nil {
		d.asked, d.answer = make(chan bus.Choice, 8), make(chan string, 8)
		o.Desktop = func() func(context.Context, bus.Choice) (string, error) { return d.choose }
	}
	return p, New(o), posted
}

func TestDesktop(t *testing.T) {
	d := &desk{}
	p, c, posted := sit(t, d)
	var got []string
	take := func(path string) { got = append(got, path) }
	c.Folder(Question{Title: "A folder", Start: "/a"}, take)
	if q := <-d.asked; !q.Folder || q.In != "/a" || q.Title != "A folder" {
		t.Errorf("asked was for %+v", q)
	}
	d.answer <- "/a/b"
	(<-posted)()
	c.File(Question{}, take)
	<-d.asked
	d.answer <- "" // none
	(<-posted)()
	c.File(Question{}, take) // is taken away by the next one
	<-d.asked
	c.Save(Question{}, "x.md", nil, take, func() { got = append(got, "closed") })
	(<-posted)() // what is left of the one before
	if q := <-d.asked; !q.Save || q.Name != "x.md" {
		t.Errorf("asked was for %+v", q)
	}
	d.answer <- "/a/new"
	(<-posted)()
	c.Save(Question{}, "x.md", nil, take, func() { got = append(got, "closed") })
	<-d.asked
	d.answer <- ""
	(<-posted)()
	want := []string{"/a/b", "/a/new.md", "closed"}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] || p.Open() {
		t.Errorf("chosen were %q, want %q", got, want)
	}
}

// TestTakenAway holds that whoever saves hears that nothing was chosen where another
// dialog takes the place of the one that asks, or the window goes.
func TestTakenAway(t *testing.T) {
	d := &desk{}
	_, c, posted := sit(t, d)
	closed, chosen := 0, 0
	save := func() {
		c.Save(Question{}, "x.md", nil, func(string) { chosen++ }, func() { closed++ })
		<-d.asked
	}
	save()
	c.Folder(Question{}, func(string) { chosen++ })
	<-d.asked
	(<-posted)()
	if closed != 1 {
		t.Errorf("it was told %d times that nothing was chosen", closed)
	}
	save()
	(<-posted)() // what is left of the folder's
	c.Close()
	(<-posted)()
	c.Close()
	if closed != 2 || chosen != 0 {
		t.Errorf("it was told %d times that nothing was chosen, and %d were", closed, chosen)
	}
}

// TestOwn opens our palette where there is no desktop, or one without dialogs.
func TestOwn(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.md", "c.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kinds := []bus.Kind{{Name: "Posts", Patterns: []string{"*.md"}}, {Name: "All", Patterns: []string{"*"}}}
	for _, d := range []*desk{nil, {err: errors.New("no portal")}} {
		p, c, posted := sit(t, d)
		got := ""
		c.File(Question{Title: "A post", Start: dir, Kinds: kinds}, func(path string) { got = path })
		if d != nil {
			(<-posted)()
		}
		if !p.Open() || len(p.All("c.txt")) > 0 {
			t.Fatalf("open: %v; a file of another kind is offered: %v", p.Open(), len(p.All("c.txt")) > 0)
		}
		p.ClickOn("b.md")
		if got != filepath.Join(dir, "b.md") || p.Open() {
			t.Errorf("chosen is %q", got)
		}
		c.Folder(Question{Title: "A folder", Verb: "Open", Start: dir}, func(path string) { got = path })
		if d != nil {
			(<-posted)()
		}
		p.Press(fyne.KeyReturn)
		if got != dir {
			t.Errorf("chosen is %q", got)
		}
		closed := 0
		own := func(save func(string)) *field.Palette {
			return &field.Palette{Title: "Save", Find: func(q string) []field.Item { return []field.Item{{Title: "Now", Do: func() { save("/x") }}} }}
		}
		for _, press := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEscape} {
			c.Save(Question{}, "x.md", own, func(path string) { got = path }, func() { closed++ })
			if d != nil {
				(<-posted)()
			}
			p.Press(press)
			(<-posted)()
		}
		if got != "/x.md" || closed != 1 {
			t.Errorf("saved as %q, closed %d times", got, closed)
		}
	}
}

// TestElsewhere tells of a file on another computer.
func TestElsewhere(t *testing.T) {
	p, c, posted := sit(t, &desk{err: &bus.ElsewhereError{URI: "sftp://host/a"}})
	c.File(Question{}, func(path string) { t.Errorf("chosen is %q", path) })
	(<-posted)()
	if len(p.All("This cannot be opened")) == 0 {
		t.Error("nothing is said")
	}
	p.Press(fyne.KeyReturn)
	closed := 0
	save := func() {
		c.Save(Question{}, "x.md", nil, func(path string) { t.Errorf("saved as %q", path) }, func() { closed++ })
	}
	save()
	(<-posted)()
	if len(p.All("Nothing can be saved there")) == 0 || closed != 0 {
		t.Errorf("nothing is said, or it is told %d times that nothing was chosen while it is read", closed)
	}
	p.Press(fyne.KeyReturn)
	if closed != 1 || p.Open() {
		t.Errorf("whoever saves is told %d times that nothing was chosen", closed)
	}
}

// TestFailsBelow has a desktop without dialogs say so when something else is open
// by then: our own palette would come over it, and whoever saves has to hear that
// nothing was chosen.
func TestFailsBelow(t *testing.T) {
	_, c, posted := sit(t, &desk{err: errors.New("no portal")})
	said, closed := "", 0
	c.o.Say = func(line string) { said = line }
	c.Save(Question{}, "x.md", nil, func(path string) { t.Errorf("saved as %q", path) }, func() { closed++ })
	c.o.Modal.Cover(func() {})
	(<-posted)()
	if closed != 1 || said == "" {
		t.Errorf("it is told %d times that nothing was chosen; said is %q", closed, said)
	}
}

// TestPlace has a place chosen for an export, over the dialog that asks for it: a new file, a folder, and the folder
// that it was written to before.
func TestPlace(t *testing.T) {
	for _, c := range []struct {
		name   string
		folder bool
		answer string
		want   string
	}{
		{"post.pdf", false, "/a/mine.pdf", "/a/mine.pdf"},
		{"post.pdf", false, "/a/mine", "/a/mine.pdf"},
		{"site", true, "/a/web", "/a/web/site"},
		{"site", true, "/a/web/site", "/a/web/site"},
		{"site", true, "", ""},
	} {
		d := &desk{}
		_, ch, posted := sit(t, d)
		over := ch.o.Modal.Cover(func() {})
		got := ""
		ch.Place(Question{Title: "Where", Start: "/a"}, c.name, c.folder, func() { t.Error("it walks the folders") }, func(path string) { got = path })
		if q := <-d.asked; q.Save == c.folder || q.Folder != c.folder || q.Name != c.name || q.In != "/a" {
			t.Errorf("asked was for %+v", q)
		}
		d.answer <- c.answer
		(<-posted)()
		if got != c.want {
			t.Errorf("of %q in %q became %q, want %q", c.name, c.answer, got, c.want)
		}
		over()
	}
	d := &desk{err: errors.New("no portal")}
	_, ch, posted := sit(t, d)
	defer ch.o.Modal.Cover(func() {})()
	walked := 0
	ch.Place(Question{}, "post.pdf", false, func() { walked++ }, func(string) {})
	(<-posted)()
	ch.FileOr(Question{}, func() { walked++ }, func(string) {})
	(<-posted)()
	if walked != 2 {
		t.Errorf("without a dialog of the desktop the folders are walked %d times", walked)
	}
}
