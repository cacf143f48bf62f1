package editor

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
)

const twoSides = "!! title: Marbles\n!! slug: marbles\n!! published: 2023-12-04\n!! description: A jar of marbles and what the jar has to do with the roof\n\n---\n\nOne jar stands on the shelf.\n\nThe second paragraph stays.\n\nThe third has a lamp in it.\n"

// reviewed opens the review of a post that both sides changed: each other words,
// and both the lamp.
func reviewed(t *testing.T) (d *testWindow, mine, theirs string) {
	t.Helper()
	d = newTestWindow(t, map[string]string{"marbles.md": twoSides})
	mine = strings.NewReplacer("One jar", "A jar", "a lamp", "a candle").Replace(twoSides)
	theirs = strings.NewReplacer("the shelf", "the table", "a lamp", "a torch").Replace(twoSides)
	d.become(mine)
	d.put("marbles.md", theirs)
	d.Window.disk.outside(nil)
	d.until("the conflict is told", func() bool { return d.posts.cur.s.Status() == session.Conflict })
	if d.modal.Depth() != 0 {
		t.Fatal("something opened by itself")
	}
	d.banner.act.OnTap()
	d.until("the texts are compared", func() bool { return d.modal.Depth() == 1 && d.sees("1 of 1 place left to choose") })
	return d, mine, theirs
}

// become makes the shown post's text another one, as typing would.
func (d *testWindow) become(to string) {
	s := d.posts.cur.s
	s.Break()
	s.Apply(text.Other, nil, text.Diff(s.Text().String(), to)...)
	s.Break()
}

// sees reports whether words are in what is open over the window.
func (d *testWindow) sees(words string) bool {
	for _, s := range (&Driven{w: d.Window}).asked() {
		if strings.Contains(s, words) {
			return true
		}
	}
	return false
}

func TestReview(t *testing.T) {
	for _, c := range []struct {
		name string
		key  fyne.KeyName
		lamp string
	}{{"mine", fyne.Key1, "a candle"}, {"theirs", fyne.Key2, "a torch"}, {"both", fyne.Key3, "a candle torch"}} {
		t.Run(c.name, func(t *testing.T) {
			d, mine, theirs := reviewed(t)
			d.key(fyne.KeyReturn) // leads to what is open, and no further
			if d.modal.Depth() != 1 {
				t.Fatal("a text was used before all of it is settled")
			}
			d.key(c.key)
			d.until("it is settled", func() bool { return d.sees("All is settled") })
			d.key(fyne.KeyReturn)
			want := strings.NewReplacer("One jar", "A jar", "the shelf", "the table", "a lamp", c.lamp).Replace(twoSides)
			d.until("the text is used", func() bool { return d.modal.Depth() == 0 && d.posts.cur.s.Text().String() == want })
			if d.file("marbles.md") != theirs || !d.posts.cur.s.Dirty() || d.banner.object.Visible() || len(d.writes()) != 0 {
				t.Errorf("written: %q, dirty: %v", d.writes(), d.posts.cur.s.Dirty())
			}
			d.command("Undo")
			if got := d.posts.cur.s.Text().String(); got != mine {
				t.Errorf("undo leads to %q", got)
			}
			d.command("Redo")
			d.command("Save")
			d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
			if d.file("marbles.md") != want {
				t.Errorf("the file holds %q", d.file("marbles.md"))
			}
		})
	}
}

// TestReviewByHand writes a text for what both changed.
func TestReviewByHand(t *testing.T) {
	d, _, _ := reviewed(t)
	d.key(fyne.Key4)
	d.write("4")
	d.until("the text can be written", func() bool {
		_, ok := d.win.Canvas().Focused().(*textedit.Editor)
		return ok && d.win.Canvas().Focused() != fyne.Focusable(d.area)
	})
	d.write("ten ")
	d.until("it is settled", func() bool { return d.sees("All is settled") })
	d.key(fyne.KeyEscape)
	d.key(fyne.KeyReturn)
	d.until("the text is used", func() bool {
		return d.modal.Depth() == 0 && strings.Contains(d.posts.cur.s.Text().String(), "a ten candle in it")
	})
}

// TestReviewLater leaves the review: nothing happened, and the answers are there
// the next time.
func TestReviewLater(t *testing.T) {
	d, mine, theirs := reviewed(t)
	d.key(fyne.Key2)
	d.key(fyne.KeyEscape)
	if d.modal.Depth() != 0 || d.posts.cur.s.Text().String() != mine || d.file("marbles.md") != theirs || !d.banner.object.Visible() {
		t.Fatalf("%d open, the text is %q", d.modal.Depth(), d.posts.cur.s.Text())
	}
	d.banner.act.OnTap()
	d.until("the answer is there still", func() bool { return d.sees("All is settled") })
}

// TestReviewOfWhatChangesAgain changes the file while its review is open.
func TestReviewOfWhatChangesAgain(t *testing.T) {
	d, _, theirs := reviewed(t)
	d.key(fyne.Key2)
	theirs = strings.Replace(theirs, "second paragraph", "2nd paragraph", 1)
	d.put("marbles.md", theirs)
	d.Window.disk.outside(nil)
	d.until("it is said", func() bool { return d.sees("It changed again meanwhile. 1 answer") })
	d.key(fyne.KeyReturn)
	want := strings.NewReplacer("One jar", "A jar", "the shelf", "the table", "a lamp", "a torch", "second", "2nd").Replace(twoSides)
	if got := d.posts.cur.s.Text().String(); got != want || d.modal.Depth() != 0 {
		t.Errorf("the text is %q", got)
	}

	d.put("marbles.md", twoSides)
	d.Window.disk.outside(nil)
	d.until("the next conflict is told", func() bool { return d.posts.cur.s.Status() == session.Conflict })
	d.banner.act.OnTap()
	d.remove("marbles.md")
	d.Window.disk.outside(nil)
	d.until("it is closed", func() bool { return d.modal.Depth() == 0 && d.posts.cur.s.Status() == session.Gone })
}

// TestConflictTold: the line over the text has the answers, whatever its width.
func TestConflictTold(t *testing.T) {
	for _, label := range []string{"Review", "Keep mine", "Use theirs"} {
		d, mine, theirs := reviewed(t)
		d.key(fyne.KeyEscape)
		var button *control.Button
		for _, b := range append([]*control.Button{d.banner.act}, d.banner.others...) {
			if b.Visible() && b.Label == label {
				button = b
			}
		}
		if button == nil {
			t.Fatalf("there is no %s", label)
		}
		button.Tapped(nil)
		want := map[string]string{"Keep mine": mine, "Use theirs": theirs, "Review": mine}[label]
		if got := d.posts.cur.s.Text().String(); got != want || (d.modal.Depth() == 1) != (label == "Review") {
			t.Errorf("%s leads to %q", label, got)
		}
	}
}

// TestNoQuestionWhileTyping saves into a conflict and types on: the next key must
// not be an answer.
func TestNoQuestionWhileTyping(t *testing.T) {
	d := newTestWindow(t, one())
	d.write("X")
	d.put("marbles.md", "theirs\n")
	d.command("Save")
	d.write("Y")
	d.until("it is told", func() bool { return d.banner.object.Visible() })
	if d.modal.Depth() != 0 || d.file("marbles.md") != "theirs\n" {
		t.Error("a question opened over what is being written")
	}
}

// TestReviewKeys goes from place to place, and answers the rest at once.
func TestReviewKeys(t *testing.T) {
	d := newTestWindow(t, map[string]string{"marbles.md": twoSides})
	d.become(strings.NewReplacer("title: Marbles", "title: Mine", "One jar", "A jar", "a lamp", "a candle").Replace(twoSides))
	d.put("marbles.md", strings.NewReplacer("title: Marbles", "title: Theirs", "One jar", "Two jars", "a lamp", "a torch").Replace(twoSides))
	d.Window.disk.outside(nil)
	d.until("the conflict is told", func() bool { return d.posts.cur.s.Status() == session.Conflict })
	d.banner.act.OnTap()
	at := func(place string) {
		t.Helper()
		d.until("the review is at "+place, func() bool { return d.sees(place) })
	}
	at("Place 1 of 3 · title")
	d.key(fyne.KeyF7)
	at("Place 2 of 3")
	d.key(fyne.KeyF7)
	at("Place 3 of 3")
	d.key(fyne.KeyF7)
	at("Place 1 of 3")
	alt := func(key fyne.KeyName) {
		d.win.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierAlt})
	}
	alt(fyne.KeyUp)
	at("Place 3 of 3")
	alt(fyne.KeyDown)
	at("Place 1 of 3")
	d.key(fyne.Key2)
	at("Place 2 of 3")
	at("2 of 3 places left to choose")
	d.tap("Mine for the rest")
	at("All is settled")
	d.tap("Use this text")
	want := strings.NewReplacer("title: Marbles", "title: Theirs", "One jar", "A jar", "a lamp", "a candle").Replace(twoSides)
	if got := d.posts.cur.s.Text().String(); got != want {
		t.Errorf("the text is %q", got)
	}
}

// tap taps a button that is open over the window.
func (d *testWindow) tap(label string) {
	d.t.Helper()
	for _, o := range test.LaidOutObjects(d.win.Canvas().Overlays().Top()) {
		if b, ok := o.(*control.Button); ok && b.Label == label && b.Visible() {
			b.Tapped(nil)
			return
		}
	}
	d.t.Fatalf("there is no button %q", label)
}

// TestNothingIsLostInReviews has an opponent change the file of a post that is
// being written, and reviews that end in every way: what either side wrote is in
// the text, in what undo leads to, or in the history.
func TestNothingIsLostInReviews(t *testing.T) {
	store := history.New(filepath.Join(t.TempDir(), "history"), history.Options{})
	t.Cleanup(func() { _ = store.Close() })
	d := newTestWindow(t, map[string]string{"marbles.md": twoSides}, func(o *storage.WorkspaceOptions) { o.History = store })
	r := rand.New(rand.NewPCG(7, 8))
	words := strings.Fields("jar shelf table paragraph lamp stays stands roof glass")
	scramble := func(s, mark string) string {
		body := strings.Index(s, "---\n") + 4
		for range 1 + r.IntN(3) {
			i := body + r.IntN(len(s)-body)
			for i > body && s[i-1] != ' ' && s[i-1] != '\n' {
				i--
			}
			s = s[:i] + mark + " " + words[r.IntN(len(words))] + " " + s[i:]
		}
		return s
	}
	s := d.posts.cur.s
	var mine, theirs string
	for n := range 12 {
		mine, theirs = scramble(s.Text().String(), fmt.Sprint("mine", n)), scramble(s.Text().String(), fmt.Sprint("theirs", n))
		d.become(mine)
		d.put("marbles.md", theirs)
		d.Window.disk.outside(nil)
		d.until("the conflict is told", func() bool { return s.Status() == session.Conflict })
		if r.IntN(4) == 0 {
			d.tapBanner([]string{"Keep mine", "Use theirs"}[r.IntN(2)])
		} else {
			d.banner.act.OnTap()
			d.until("the texts are compared", func() bool { return d.modal.Depth() == 1 && !d.sees("Comparing") })
			for d.Window.disk.open.Answers().Left() > 0 {
				d.key([]fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3}[r.IntN(3)])
				if r.IntN(3) == 0 {
					d.key(fyne.Key1)
				}
			}
			d.key(fyne.KeyReturn)
		}
		d.until("it is answered", func() bool { return d.modal.Depth() == 0 && s.Status() != session.Conflict })
		var undone []string
		for s.Undo() {
			undone = append(undone, s.Text().String())
		}
		for s.Redo() {
		}
		d.command("Save")
		d.until("it is saved", func() bool { return !s.Dirty() })
		if err := store.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		list, err := store.Versions(d.path("marbles.md"))
		if err != nil {
			t.Fatal(err)
		}
		kept := map[string]bool{s.Text().String(): true}
		for _, v := range list {
			text, _ := store.Text(v)
			kept[text] = true
		}
		if !kept[theirs] || !kept[mine] && !slices.Contains(undone, mine) {
			t.Fatalf("round %d: theirs is kept: %v, mine: %v", n, kept[theirs], kept[mine])
		}
	}
}

func (d *testWindow) tapBanner(label string) {
	for _, b := range append([]*control.Button{d.banner.act}, d.banner.others...) {
		if b.Visible() && b.Label == label {
			b.Tapped(nil)
		}
	}
}

// TestBannerOfTheNextPost goes from a post whose line has buttons below it to one
// whose line has none: it gives their room back.
func TestBannerOfTheNextPost(t *testing.T) {
	d, _, _ := reviewed(t)
	d.key(fyne.KeyEscape)
	d.win.Resize(fyne.NewSize(560, 700))
	tall := d.banner.object.Size().Height
	p := d.posts.cur
	d.command("New post")
	d.posts.cur.noted = "A line."
	d.show(p)
	d.show(d.posts.all[len(d.posts.all)-1])
	if got := d.banner.object.Size().Height; tall <= bannerHeight || got != bannerHeight {
		t.Errorf("the line with buttons is %v tall, that without %v", tall, got)
	}
}
