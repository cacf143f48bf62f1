package editor

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/library"
	"galley.app/galley/storage/check"
)

// several makes n posts, a.md and so on, of which the first is the newest.
func several(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		name := string(rune('a' + i))
		src := strings.ReplaceAll(strings.ReplaceAll(marbles, "Marbles", strings.ToUpper(name)), "marbles", name)
		files[name+".md"] = strings.Replace(src, "published: 2", fmt.Sprintf("published: %d", 2), 1)
	}
	return files
}

// openTitles are the titles of the posts that count as open, those that are kept in
// memory, and the one that is shown.
func (d *testWindow) openTitles() string {
	var open, all string
	for _, p := range d.posts.all {
		all += p.title()
		if !p.passing {
			open += p.title()
		}
	}
	shown := ""
	if d.posts.cur != nil {
		shown = d.posts.cur.title()
	}
	return open + " " + all + " " + shown
}

// TestArrowsOpenNothing goes over the list: a post that is only looked at does not count as open and goes again, one that
// is worked in stays, and keys never reach another post than the one that is shown.
func TestArrowsOpenNothing(t *testing.T) {
	d := newTestWindow(t, several(5))
	d.OpenFile(d.path("a.md"))
	for _, p := range append([]*openPost{}, d.posts.all...) {
		if p != d.posts.cur {
			d.drop(p)
		}
	}
	want := func(want string) {
		t.Helper()
		d.until(want, func() bool { return d.openTitles() == want })
	}
	want("A A A")
	d.side.Choose(d.path("a.md"))
	d.side.List.TakeFocus()
	at := d.side.List.Current()
	step := fyne.KeyName(fyne.KeyDown)
	if at > d.side.List.Len()/2 {
		step = fyne.KeyUp
	}
	d.key(step)
	second := d.posts.cur.title()
	want("A A" + second + " " + second)
	d.key(step)
	third := d.posts.cur.title()
	want("A A" + third + " " + third)
	if d.win.Canvas().Focused() != fyne.Focusable(d.side.List) {
		t.Fatal("the list has lost the keys")
	}
	d.key(fyne.KeyReturn)
	want("A" + third + " A" + third + " " + third)
	d.write("X")
	if got := d.posts.cur.s.Text().String(); !strings.Contains(got, "X") {
		t.Error("after Return the keys are not in the post")
	}
	if got := d.file("a.md"); strings.Contains(got, "X") || d.posts.at(d.path("a.md")).s.Dirty() {
		t.Error("keys went into the post that was open before")
	}
	d.command("Undo")
	d.openItem(library.Item{Path: d.path("a.md")}) // from where Back leads to what is left
	d.goTo(d.trail.back())
	want("A" + third + " A" + third + " " + third)
}

// TestSearchThenDown types into the search field, and goes on to what was found.
func TestSearchThenDown(t *testing.T) {
	d := newTestWindow(t, two())
	d.OpenFile(d.path("marbles.md"))
	d.win.Canvas().Focus(d.side.Search)
	d.write("roof")
	d.key(fyne.KeyDown)
	d.until("the first hit is shown", func() bool { return d.posts.cur.title() == "Roof" })
	if it := d.side.Paths(); len(it) != 1 || it[0] != d.path("roof.md") {
		t.Errorf("marked is %q", it)
	}
	d.key(fyne.KeyReturn)
	if d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Errorf("Enter leaves the keys in %T", d.win.Canvas().Focused())
	}
	d.write("new ")
	d.wantTitle("• Roof — Galley")
	if d.posts.at(d.path("marbles.md")).s.Dirty() {
		t.Error("the post that was open before was changed")
	}
}

// TestClosingReturns closes posts in the order in which they were used.
func TestClosingReturns(t *testing.T) {
	d := newTestWindow(t, several(4))
	for _, name := range []string{"a", "b", "c", "d", "a"} {
		d.OpenFile(d.path(name + ".md"))
	}
	d.command("New post")
	var shown string
	for range 4 {
		d.command("Close post")
		shown += d.posts.cur.title()
	}
	if shown != "ADCB" {
		t.Errorf("closing leads to %s", shown)
	}
}

// TestIdlePostsClose opens more posts than stay open without a change.
func TestIdlePostsClose(t *testing.T) {
	d := newTestWindow(t, several(26))
	d.OpenFile(d.path("b.md"))
	d.write("X")
	for i := range 26 {
		d.OpenFile(d.path(string(rune('a'+i)) + ".md"))
	}
	if n := len(d.posts.all); n != mostIdle+2 {
		t.Errorf("%d posts are open", n)
	}
	if d.posts.at(d.path("b.md")) == nil || d.posts.at(d.path("c.md")) != nil {
		t.Error("a changed post is closed, or the one used longest ago is not")
	}
	d.jump(d.posts.cur.s.Start())
	d.command("Back")
}

// TestSwitcherGoesByUse goes back and forth without Ctrl held.
func TestSwitcherGoesByUse(t *testing.T) {
	d := newTestWindow(t, several(3))
	for _, name := range []string{"a", "b", "c"} {
		d.OpenFile(d.path(name + ".md"))
	}
	var shown string
	for _, c := range []string{"Last used post", "Last used post", "Post used longest ago", "Last used post", "Next open post", "Next open post", "Previous open post"} {
		d.command(c)
		shown += d.posts.cur.title()
	}
	if shown != "BCACABA" {
		t.Errorf("it goes to %s", shown)
	}
	if d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Errorf("the keys are in %T", d.win.Canvas().Focused())
	}
}

// TestWhatWasOpenIsOpenAgain ends the window with posts open, of which one is removed before the next start.
func TestWhatWasOpenIsOpenAgain(t *testing.T) {
	root := t.TempDir()
	long := several(5)
	long["c.md"] += strings.Repeat("A line of it.\n\n", 400)
	first := newTestWindowIn(t, root, long, nil)
	for _, name := range []string{"b", "a", "d", "c", "b"} {
		first.OpenFile(first.path(name + ".md"))
	}
	first.OpenFile(first.path("c.md"))
	s := first.posts.cur.s
	first.jump(s.Text().Len() - 100)
	first.area.ScrollTo(s.Text().Len()-2000, 0)
	top, _ := first.area.Top()
	caret := s.Primary().Head
	first.opening.restored = true
	first.keepState()
	kept := first.o.Places.Open(first.dir)
	var names string
	for _, o := range kept {
		names += fmt.Sprint(strings.TrimSuffix(filepath.Base(o.Path), ".md"), o.Rank)
	}
	if !strings.Contains(names, "c0") || !strings.Contains(names, "b1") || !strings.Contains(names, "a3") {
		t.Errorf("kept is %s", names)
	}
	places := first.o.Places
	if err := os.Remove(first.path("d.md")); err != nil {
		t.Fatal(err)
	}

	d := newTestWindow(t, nil)
	for _, o := range kept {
		if at, ok := places.Place(o.Path); ok {
			d.o.Places.SetPlace(o.Path, at)
		}
	}
	d.o.Places.SetOpen(first.dir, kept, d.o.Now())
	d.opening.restored = false
	d.OpenFolder(first.dir)
	d.until("the library is open again", func() bool { return len(d.posts.all) == len(kept)-1 && d.posts.cur != nil })
	var open, used string
	for _, p := range d.posts.all {
		open += p.title()
	}
	for _, p := range d.posts.recent() {
		used += p.title()
	}
	wantOpen := strings.ToUpper(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == 'd' {
			return -1
		}
		return r
	}, names))
	if open != wantOpen || !strings.HasPrefix(used, "CB") || d.posts.cur.title() != "C" {
		t.Errorf("open are %s, used %s; %s is shown, want %s", open, used, d.posts.cur.title(), wantOpen)
	}
	if got, _ := d.area.Top(); got != top || d.posts.cur.s.Primary().Head != caret {
		t.Errorf("it is scrolled to %d with the caret at %d, want %d and %d", got, d.posts.cur.s.Primary().Head, top, caret)
	}
	if d.modal.Depth() != 0 {
		t.Error("something is said of the one that is gone")
	}
}

// TestRowsOfOpenPosts says of an open post in the list what its text has, saved or not.
func TestRowsOfOpenPosts(t *testing.T) {
	d := newTestWindow(t, one())
	live, ok := d.side.live(d.path("marbles.md"))
	if !ok {
		t.Fatal("nothing is known of the open post")
	}
	d.write("one two three ")
	d.posts.cur.s.SetField("title", "Jars")
	now, _ := d.side.live(d.path("marbles.md"))
	if now.Words != live.Words+3 || now.Title != "Jars" || now.Problems != check.Count(d.posts.cur.found()) {
		t.Errorf("it says %+v, and before %+v", now, live)
	}
	if _, ok := d.side.live(d.path("none.md")); ok {
		t.Error("something is known of a post that is not open")
	}
}

// TestClosedPostIsLetGo closes a post that was searched and left: no place in it is kept, and Back goes to a post that is
// open.
func TestClosedPostIsLetGo(t *testing.T) {
	d := newTestWindow(t, several(3))
	for _, name := range []string{"a.md", "b.md", "c.md", "b.md"} {
		d.OpenFile(d.path(name))
		d.until(name+" is open", func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == d.path(name) })
		d.posts.cur.s.Type("x")
		d.command("Save")
		d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
	}
	d.command("Find")
	d.write("jar")
	gone := d.posts.cur.s
	d.focusText()
	d.command("Close post")
	d.until("it is closed", func() bool { return d.posts.cur.s.Path() != d.path("b.md") })
	for _, x := range append(d.trail.behind, d.trail.ahead...) {
		if x.s == gone {
			t.Error("the trail holds a post that is closed")
		}
	}
	d.command("Back")
	if d.posts.cur == nil || !d.posts.hold(d.posts.cur) {
		t.Error("Back goes to a post that is closed")
	}
}
