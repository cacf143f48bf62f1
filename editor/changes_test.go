package editor

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// wantFile compares what a file of the library holds.
func (d *testWindow) wantFile(name, want string) {
	d.t.Helper()
	if got := d.file(name); got != want {
		d.t.Errorf("%s holds %q, want %q", name, got, want)
	}
}

// overSays reports whether what is open over the window says something.
func (d *testWindow) overSays(words string) func() bool {
	return func() bool {
		over, ok := d.overOrNone()
		if ok {
			_, buttons := d.over()
			for _, b := range buttons {
				over += "\n" + b.Label
			}
		}
		return strings.Contains(over, words)
	}
}

// Words are replaced in all posts, those included that are open and were not
// saved, and Undo in the line over the text takes it back in all.
func TestReplaceInAllPosts(t *testing.T) {
	two := strings.Replace(marbles, "Marbles", "Marble jars", 1)
	d := newTestWindow(t, map[string]string{"0001-a.md": marbles, "0002-b.md": two, "0003-c.md": "Nothing.\n"})
	d.OpenFile(d.path("0001-a.md"))
	d.until("the post is open", func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == d.path("0001-a.md") })
	d.write("!")
	mine := d.posts.cur.s.Text().String()
	d.command("Replace in all posts")
	d.write("jar")
	d.win.Canvas().FocusNext()
	d.write("pot")
	d.until("the posts are looked through", d.overSays("Replace in 2 posts"))
	d.key(fyne.KeyReturn)
	d.until("it is asked whether to save", d.overSays("Save “Marbles” first?"))
	d.wantFile("0002-b.md", two)
	d.key(fyne.KeyReturn)
	replaced := strings.NewReplacer("jar", "pot")
	d.until("it is done", func() bool { return strings.HasSuffix(d.Window.disk.offered, " in 2 posts replaced.") })
	d.wantFile("0001-a.md", replaced.Replace(mine))
	d.wantFile("0002-b.md", replaced.Replace(two))
	d.wantFile("0003-c.md", "Nothing.\n")
	if p := d.posts.cur; p.s.Text().String() != replaced.Replace(mine) || p.s.Dirty() {
		t.Errorf("the window has %q, dirty %v", p.s.Text(), p.s.Dirty())
	}
	d.Window.disk.acts[0].Do()
	d.until("it is taken back", func() bool { return d.status.Said == "The words are as they were in all posts." })
	d.wantFile("0001-a.md", mine)
	d.wantFile("0002-b.md", two)
	if p := d.posts.cur; p.s.Text().String() != mine || p.s.Dirty() || d.Window.disk.offered != "" {
		t.Errorf("the window has %q, dirty %v, %q", p.s.Text(), p.s.Dirty(), d.Window.disk.offered)
	}
}
