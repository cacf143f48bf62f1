package editor

import (
	"os"
	"strings"
	"testing"
)

// A post that another program renames or moves stays open with all its changes,
// and is saved under the name that its file has then.
func TestRenamedOutside(t *testing.T) {
	for _, c := range []struct{ name, to string }{
		{"renamed", "0007-glass.md"},
		{"moved below", "2024/marbles.md"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newTestWindow(t, map[string]string{"marbles.md": marbles, "wip-other.md": "!! title: Other\n---\nOther.\n"})
			d.OpenFile(d.path("marbles.md"))
			d.until("it is open", func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == d.path("marbles.md") })
			d.write("Mine. ")
			if err := os.MkdirAll(d.path("2024"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(d.path("marbles.md"), d.path(c.to)); err != nil {
				t.Fatal(err)
			}
			d.side.reread()
			d.until("the post has the new name", func() bool { return d.posts.cur.s.Path() == d.path(c.to) })
			if !d.posts.cur.s.Dirty() {
				t.Error("what was written counts as saved")
			}
			if !strings.Contains(d.status.Said, c.to) {
				t.Errorf("said %q", d.status.Said)
			}
			if _, listed := itemAt(d.side.items, d.path(c.to)); !listed {
				t.Error("the list has it by another name")
			}
			d.saver.save(d.posts.cur, func(bool) {})
			d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
			if got := d.file(c.to); !strings.Contains(got, "Mine. ") {
				t.Errorf("the file holds %q", got)
			}
			if got := d.file("marbles.md"); got != "" {
				t.Errorf("there is a file of the old name again: %q", got)
			}
		})
	}
}

// A post whose file is gone does not take another post's file that happens to say
// the same, and two that came leave open which one it is.
func TestRemovedIsNotRenamed(t *testing.T) {
	for _, c := range []struct {
		name  string
		there map[string]string // beside it from the beginning
		come  map[string]string
	}{
		{"a copy that was there", map[string]string{"copy-of-it.md": marbles}, nil},
		{"two that came", nil, map[string]string{"b.md": marbles, "c.md": marbles}},
		{"another text that came", nil, map[string]string{"b.md": marbles + "more"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{"marbles.md": marbles}
			for name, text := range c.there {
				files[name] = text
			}
			d := newTestWindow(t, files)
			d.OpenFile(d.path("marbles.md"))
			d.until("it is open", func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == d.path("marbles.md") })
			for name, text := range c.come {
				d.put(name, text)
			}
			d.remove("marbles.md")
			was := len(d.side.items)
			d.side.reread()
			d.until("the list is new", func() bool { return len(d.side.items) == was-1+len(c.come) })
			if got := d.posts.cur.s.Path(); got != d.path("marbles.md") {
				t.Errorf("the post has the file %s now", got)
			}
		})
	}
}
