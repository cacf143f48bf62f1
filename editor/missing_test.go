package editor

import (
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
)

// beside is what the library's panel says and offers.
func (d *testWindow) panel() string {
	var words []string
	for _, o := range test.LaidOutObjects(d.side.Object) {
		switch o := o.(type) {
		case *control.Label:
			words = append(words, o.Text())
		case *control.Button:
			words = append(words, "["+o.Label+"]")
		}
	}
	return strings.Join(words, "\n") + "\n" + d.side.List.Empty
}

// TestMissingFolder takes the library's folder away while posts are open, and has it back: the panel says so, what is
// open stays, and all is as before then.
func TestMissingFolder(t *testing.T) {
	for _, dirty := range []bool{true, false} {
		d := newTestWindow(t, two())
		d.OpenFile(d.path("marbles.md"))
		if dirty {
			d.write("Word ")
		}
		d.away()
		d.Window.disk.outside(nil)
		d.until("it is said", func() bool { return strings.Contains(d.panel(), "This folder is not there any more") })
		d.until("the post's file is gone", func() bool { return d.posts.cur.s.Status() == session.Gone })
		says := d.panel()
		for _, want := range []string{d.dir, "[Try again]", "[Open a folder…]"} {
			if !strings.Contains(says, want) {
				t.Errorf("the panel says %q", says)
			}
		}
		if strings.Contains(says, "No posts yet") || d.posts.cur == nil || len(d.listedOpen()) == 0 {
			t.Errorf("the panel says %q and lists %q", says, d.listedOpen())
		}
		d.side.OnAgain() // it is not back yet
		d.until("it was looked for", func() bool { return strings.Contains(d.panel(), "not there any more") })
		if err := os.Rename(d.beside("away"), d.dir); err != nil {
			t.Fatal(err)
		}
		d.Window.disk.outside(nil) // as the watch of the folder tells
		d.until("it is back", func() bool { return !strings.Contains(d.panel(), "not there any more") && len(d.side.items) == 2 })
		d.until("the post has its file again", func() bool { return d.posts.cur.s.Status() != session.Gone })
		if d.posts.cur.s.Dirty() != dirty {
			t.Errorf("changed: %v, want %v", d.posts.cur.s.Dirty(), dirty)
		}
	}
}

// TestMissingFolderAtTheStart starts with a library that is not there, and comes back.
func TestMissingFolderAtTheStart(t *testing.T) {
	d := newTestWindow(t, nil)
	dir := d.beside("moved")
	d.settings.Last = dir
	d.openAll(nil)
	d.until("it is said", func() bool {
		return strings.Contains(d.panel(), "This folder is not there any more") && d.main.Visible()
	})
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	d.put(dir+"/a.md", marbles)
	d.side.OnAgain()
	d.until("it is there, with its post", func() bool { return d.posts.cur != nil && !strings.Contains(d.panel(), "not there any more") })
}

// TestEmptiedFolder finds a folder that had posts without any, as where a disk is not mounted.
func TestEmptiedFolder(t *testing.T) {
	d := newTestWindow(t, two())
	for name := range two() {
		d.remove(name)
	}
	d.side.reread()
	d.until("it is said", func() bool { return strings.Contains(d.panel(), "All posts are gone from this folder") })
	d.side.OnAgain()
	d.until("it is an empty library", func() bool { return !strings.Contains(d.panel(), "All posts are gone") })
}

// TestReadableAgain has a file that cannot be read, and then again what it held: it is not said any longer that it
// cannot be read.
func TestReadableAgain(t *testing.T) {
	for _, dirty := range []bool{true, false} {
		d := newTestWindow(t, one())
		if dirty {
			d.write("Word ")
		}
		d.put("marbles.md", "\xff\xfe")
		d.Window.disk.outside(nil)
		d.until("it is said", func() bool { return strings.Contains(d.banner.text.Text(), "cannot be read any more") })
		d.put("marbles.md", marbles)
		d.Window.disk.outside(nil)
		p := d.posts.cur
		d.until("it was looked at", func() bool { return !p.refused })
		if d.banner.object.Visible() || p.s.Dirty() != dirty {
			t.Errorf("it is said %q, dirty %v", d.banner.text.Text(), p.s.Dirty())
		}
	}
}
