package editor

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
)

// TestTake hands posts over as another start of the program does: at once, while
// a question is open, and before the window has opened what it was started with.
func TestTake(t *testing.T) {
	d := newTestWindow(t, map[string]string{"a.md": titled("A"), "b.md": titled("B"), "c.md": titled("C")})
	raised := 0
	d.o.Desktop.Raise = func(_ uint32, startup string) error {
		if raised++; startup != "id_TIME1" {
			t.Errorf("raised for %q", startup)
		}
		return nil
	}
	d.OpenFile(d.path("a.md"))
	take := func(names ...string) {
		var paths []string
		for _, name := range names {
			paths = append(paths, d.path(name))
		}
		d.Take(paths, "id_TIME1")
	}
	take("b.md") // too early
	if raised > 0 || d.posts.cur.s.Title() != "A" {
		t.Error("the window has not opened what it was started with")
	}
	d.opening.started = true
	for _, do := range d.opening.early {
		do()
	}
	if raised != 1 || d.posts.cur.s.Title() != "B" {
		t.Errorf("raised %d times, %q is shown", raised, d.posts.cur.s.Title())
	}
	take()
	take("c.md", "a.md")
	if raised != 3 || d.posts.cur.s.Title() != "A" || len(d.posts.all) != 3 {
		t.Errorf("raised %d times, %q is shown of %d", raised, d.posts.cur.s.Title(), len(d.posts.all))
	}

	d.modal.Tell("A question", "which is to be answered", nil)
	take("b.md")
	take("c.md")
	for len(d.queue) > 0 {
		(<-d.queue)()
	}
	if d.posts.cur.s.Title() != "A" || raised != 5 {
		t.Errorf("%q is shown before the question was answered", d.posts.cur.s.Title())
	}
	d.answer(fyne.KeyReturn)
	d.until("both are opened, in their order", func() bool { return d.posts.cur.s.Title() == "C" })
	if d.posts.all[0].s.Title() == "" || len(d.posts.all) != 3 {
		t.Errorf("%d posts are open", len(d.posts.all))
	}

	take("gone.md")
	d.until("it is told", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyReturn)
	if d.posts.cur.s.Title() != "C" {
		t.Errorf("%q is shown", d.posts.cur.s.Title())
	}
}

// TestOpenAll opens what the program was started with.
func TestOpenAll(t *testing.T) {
	d := newTestWindow(t, map[string]string{"a.md": titled("A"), "b.md": titled("B")})
	other := d.beside("other")
	if err := os.Mkdir(other, 0o755); err != nil {
		t.Fatal(err)
	}
	d.put(filepath.Join(other, "c.md"), titled("C"))
	var opened []string
	d.o.Desktop.Opened = func(dir string) { opened = append(opened, filepath.Base(dir)) }
	d.openAll([]string{d.path("a.md"), filepath.Join(other, "c.md")})
	d.until("both are open", func() bool {
		return d.posts.at(d.path("a.md")) != nil && d.posts.cur.s.Title() == "C" && len(opened) > 0
	})
	if d.side.lib.Dir != d.dir {
		t.Errorf("the library is %s", d.side.lib.Dir)
	}
	d.openAll([]string{filepath.Join(d.dir, "b.md"), other})
	d.until("the folder is the library", func() bool { return d.side.lib.Dir == other && d.posts.cur.s.Title() == "B" })
	if !slices.Contains(opened, "lib") || opened[len(opened)-1] != "other" {
		t.Errorf("it was told of %q", opened)
	}
}

// TestRecentPosts tells of posts that the writer opened or saved, not of those that
// were only looked at, unless that is not wanted.
func TestRecentPosts(t *testing.T) {
	d := newTestWindow(t, map[string]string{"a.md": titled("A"), "b.md": titled("B")})
	var noted []string
	d.o.Desktop.Recent = func(path string) { noted = append(noted, filepath.Base(path)) }
	d.OpenFile(d.path("a.md"))
	it, _ := itemAt(d.side.items, d.path("b.md"))
	d.opening.glance(it)
	d.until("it is shown", func() bool { return d.posts.cur.s.Title() == "B" })
	if !slices.Equal(noted, []string{"a.md"}) {
		t.Errorf("noted are %q", noted)
	}
	d.newPost()
	d.posts.cur.s.SetField("title", "New one")
	d.command("Save")
	d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
	if !slices.Equal(noted, []string{"a.md", "wip-new-one.md"}) {
		t.Errorf("noted are %q", noted)
	}
	d.settings.RecentPosts = false
	d.OpenFile(d.path("a.md"))
	d.command("Save")
	if len(noted) != 2 {
		t.Errorf("noted are %q", noted)
	}
}

// The first post of a library is not shown over one that was opened while the
// others were read, nor while words are typed into the search.
func TestArrivingKeepsKeys(t *testing.T) {
	for _, c := range []struct {
		name      string
		meanwhile func(d *testWindow)
		want      string
	}{
		{"nothing", func(*testWindow) {}, "a.md"},
		{"a post", func(d *testWindow) { d.OpenFile(d.path("c.md")) }, "c.md"},
		{"words", func(d *testWindow) { d.side.Search.SetText("w") }, "b.md"},
	} {
		d := newTestWindow(t, map[string]string{"a.md": titled("A"), "b.md": titled("B"), "c.md": titled("C")})
		d.OpenFile(d.path("b.md"))
		then := d.arriving(d.dir, d.path("a.md"))
		c.meanwhile(d)
		then(true)
		if got := d.posts.cur.s.Path(); got != d.path(c.want) {
			t.Errorf("%s meanwhile: %s is shown, want %s", c.name, got, c.want)
		}
	}
}
