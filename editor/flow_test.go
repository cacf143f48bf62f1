package editor

import (
	"strings"
	"testing"
	"testing/synctest"

	"fyne.io/fyne/v2"

	"galley.app/galley/storage/config"
)

// A paragraph is wrapped at the post's own column, and undo brings back its lines.
func TestRewrapAtThePostsColumn(t *testing.T) {
	line := strings.TrimSpace(strings.Repeat("abcd ", 12)) + "\n" // 59 letters; the next word makes 64
	wrapped := strings.Repeat(line, 4) + "abcd.\n\n"
	src := "!! title: Wrapped\n\n---\n\n" + wrapped + "abcd\n" + strings.Repeat("abcd ", 13) + "efgh\nend\n"
	d := newTestWindow(t, map[string]string{"wrapped.md": src})
	s := d.posts.cur.s
	d.jump(strings.Index(src, "efgh"))
	d.command("Rewrap paragraph")
	want := strings.TrimSuffix(src, "abcd\n"+strings.Repeat("abcd ", 13)+"efgh\nend\n") + line + "abcd abcd efgh end\n"
	if got := s.Text().String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if at := s.Primary().Head; !strings.HasPrefix(s.Text().Slice(at, s.Text().Len()), "efgh") {
		t.Errorf("the caret is before %.10q", s.Text().Slice(at, s.Text().Len()))
	}
	s.Undo()
	if got := s.Text().String(); got != src {
		t.Errorf("undone\n%s", got)
	}
	d.command("Unwrap post")
	if got := s.Text().Lines(); got != 8 {
		t.Errorf("unwrapped the post has %d lines, want 8:\n%s", got, s.Text())
	}
}

// wrappedPost is a post of which each line but the last of a paragraph is as long as 60 letters allow.
const wrappedPost = "!! title: Wrapped\n!! slug: wrapped\n!! published: 2024-05-06\n!! description: a\n\n---\n\n" +
	"One of the first things that a manager learns is how little\nof the day is left for what the day was meant to be, and it\nis a lesson that comes again.\n\n" +
	"Then there are meetings. There are so many of them that one\nlooks for a place between two in which to write what is said\nin the third.\n\nThe end.\n"

// A post that is wrapped flows, a library remembers what was chosen, and posts that are not wrapped stay as they
// are.
func TestFlowWrappedLines(t *testing.T) {
	d := newTestWindow(t, map[string]string{"a.md": wrappedPost, "b.md": "!! title: B\n\n---\n\nOne\ntwo\nthree\n"})
	flows := func(want bool) {
		t.Helper()
		if got := d.area.Appearance().Flow; got != want {
			t.Errorf("lines flow: %v, want %v", got, want)
		}
	}
	open := func(name string) {
		t.Helper()
		d.OpenFile(d.path(name))
		d.until(name, func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == d.path(name) })
	}
	open("a.md")
	flows(true)
	open("b.md")
	flows(false)
	d.command("Flow wrapped lines")
	flows(true)
	open("a.md")
	flows(true)
	d.command("Flow wrapped lines")
	flows(false)
	if got := d.o.Places.Flow(d.dir); got != "off" {
		t.Errorf("the library remembers %q", got)
	}
	open("b.md")
	flows(false)
	open("a.md")
	flows(false)
	d.command("Flow wrapped lines")
	flows(true)
	open("b.md")
	flows(false)
	d.command("Visible white space") // another appearance keeps it
	flows(false)
	open("a.md")
	d.command("Visible white space")
	flows(true)
	if got := d.posts.cur.s.Text().String(); got != wrappedPost || d.posts.cur.s.Dirty() {
		t.Errorf("the text became\n%s", got)
	}
}

// What is written where lines flow is wrapped at the post's column when the caret leaves the paragraph, as part
// of the undo step; nothing else changes.
func TestRewrapWhenTheCaretLeaves(t *testing.T) { synctest.Test(t, rewrapWhenTheCaretLeaves) }

func rewrapWhenTheCaretLeaves(t *testing.T) {
	d := newTestWindow(t, map[string]string{"a.md": wrappedPost})
	s := d.posts.cur.s
	d.jump(strings.Index(wrappedPost, " learns"))
	s.Type("ship")
	typed := strings.Replace(wrappedPost, "manager learns", "managership learns", 1)
	d.settle()
	if got := s.Text().String(); got != typed {
		t.Errorf("while the caret is there the text is\n%s", got)
	}
	d.key(fyne.KeyDown)
	d.settle()
	if got := s.Text().String(); got != typed {
		t.Errorf("while the caret is in the paragraph the text is\n%s", got)
	}
	d.jump(strings.Index(typed, "Then"))
	want := strings.Replace(typed, "how little\nof the day is left for what the day was meant to be, and it\nis a", "how\nlittle of the day is left for what the day was meant to be,\nand it is a", 1)
	d.until("the paragraph is wrapped", func() bool { return s.Text().String() == want })
	s.Undo()
	if got := s.Text().String(); got != wrappedPost {
		t.Errorf("undone the text is\n%s", got)
	}
	d.jump(strings.Index(wrappedPost, "The end"))
	d.settle()
	if got := s.Text().String(); got != wrappedPost || !s.CanRedo() {
		t.Errorf("what was undone is wrapped again:\n%s", got)
	}
	s.Redo()
	if got := s.Text().String(); got != want {
		t.Errorf("done again the text is\n%s", got)
	}
}

// What is saved is wrapped before; where that is turned off, or lines do not flow, nothing is.
func TestRewrapBeforeSaving(t *testing.T) {
	for _, tt := range []struct {
		name string
		off  func(d *testWindow)
		want bool
	}{
		{"usual", func(*testWindow) {}, true},
		{"turned off", func(d *testWindow) { d.choose(func(s *config.Settings) { s.Rewrap = false }) }, false},
		{"lines do not flow", func(d *testWindow) { d.command("Flow wrapped lines") }, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			t.Log(tt.name)
			d := newTestWindow(t, map[string]string{"a.md": wrappedPost})
			tt.off(d)
			d.jump(strings.Index(wrappedPost, " learns"))
			d.posts.cur.s.Type("ship")
			d.command("Save")
			d.until("saved", func() bool { return !d.posts.cur.s.Dirty() })
			if got := strings.Contains(d.file("a.md"), "managership learns is how\nlittle"); got != tt.want {
				t.Errorf("wrapped: %v, want %v:\n%s", got, tt.want, d.file("a.md"))
			}
			d.jump(strings.Index(wrappedPost, "The end"))
			d.settle()
			if d.posts.cur.s.Dirty() {
				t.Error("the post changed after it was saved")
			}
		})
	}
}
