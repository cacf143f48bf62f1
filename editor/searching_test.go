package editor

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/text"
)

func inAll(t *testing.T) *testWindow {
	return newTestWindow(t, map[string]string{
		"0001-a.md": "!! title: Jars\n!! slug: jars\n!! published: 2024-01-01\n\n---\n\nNo marbles here.\n",
		"0002-b.md": "!! title: Long\n!! slug: long\n!! published: 2024-01-02\n\n---\n\nTrust is put\ninto a jar, and a Jar\nof trust it is.\n",
		"0003-c.md": "!! title: Other\n!! tags: glass\n!! slug: other\n!! published: 2024-01-03\n\n---\n\nNothing of it.\n",
	})
}

// Words are found in all posts, Down marks the first, Return opens it at the words,
// and F3 goes on in it. No key reaches the post that was open before.
func TestFindInAllPosts(t *testing.T) {
	d := inAll(t)
	d.until("a post is open", func() bool { return d.posts.cur != nil })
	was := d.posts.cur
	before := was.s.Text().String()
	d.command("Find in all posts")
	d.seesOver("links-to:slug", "Enter opens a post")
	d.write("put into a jar")
	d.seesOver("Long", "1 post")
	d.key(fyne.KeyDown)
	if i := d.posts.cur; i != was {
		t.Fatal("Down opens a post")
	}
	d.key(fyne.KeyReturn)
	d.wantTitle("Long — Galley")
	if d.modal.Depth() != 0 || d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Errorf("%d are open, the focus is in %T", d.modal.Depth(), d.win.Canvas().Focused())
	}
	s := d.posts.cur.s
	at := strings.Index(s.Text().String(), "put")
	if got := s.Primary(); got.Start() < at {
		t.Errorf("selected is %+v", got)
	}

	d.command("Find in all posts")
	d.write(`"put into a jar"`)
	d.key(fyne.KeyReturn)
	whole := text.Selection{Anchor: at, Head: at + len("put\ninto a jar")}
	d.until("the words are selected over the lines", func() bool { return s.Primary() == whole })

	d.command("Find in all posts")
	d.write("jar -marbles")
	d.key(fyne.KeyReturn) // before anything is found
	d.until("it is open", func() bool { return d.modal.Depth() == 0 })
	first := strings.Index(s.Text().String(), "jar, ")
	if got := s.Primary(); got != (text.Selection{Anchor: first, Head: first + 3}) {
		t.Errorf("selected is %+v, want the word at %d", got, first)
	}
	d.command("Next hit")
	if got := s.Primary(); got.Start() != strings.Index(s.Text().String(), "Jar\n") {
		t.Errorf("F3 selects %+v", got)
	}
	if got := was.s.Text().String(); got != before || s.Dirty() {
		t.Errorf("the post that was open before is %q", got)
	}
}

// A place in the head leads to its field; Escape leads back to where one was.
func TestFindInAllPostsLeadsToFields(t *testing.T) {
	d := inAll(t)
	d.until("a post is open", func() bool { return d.posts.cur != nil })
	d.focusText()
	was, sel := d.posts.cur, d.posts.cur.s.Primary()
	d.command("Find in all posts")
	d.write("jars")
	d.seesOver("1 post")
	d.key(fyne.KeyDown)
	d.key(fyne.KeyEscape)
	if d.posts.cur != was || was.s.Primary() != sel || d.win.Canvas().Focused() != fyne.Focusable(d.area) || d.modal.Depth() != 0 {
		t.Errorf("Escape leads to %s, %+v, %T", d.posts.cur.title(), was.s.Primary(), d.win.Canvas().Focused())
	}
	d.command("Find in all posts") // what was looked for is there still
	d.seesOver("Jars", "1 post")
	d.key(fyne.KeyReturn)
	d.wantTitle("Jars — Galley")
	if d.win.Canvas().Focused() != fyne.Focusable(d.form.Title) && d.win.Canvas().Focused() != fyne.Focusable(d.form.Slug) {
		t.Errorf("the focus is in %T", d.win.Canvas().Focused())
	}
}

// What is not saved is found as it is in the window, and a post that has no file.
func TestFindInAllPostsAsTheyAre(t *testing.T) {
	d := inAll(t)
	d.until("a post is open", func() bool { return d.posts.cur != nil })
	s := d.posts.cur.s
	s.Select(caretAt(s.Text().Len()))
	s.Type("A heron.\n")
	d.newBody("Two herons.\n")
	d.command("Find in all posts")
	d.write("HERON")
	d.seesOver("2 posts", "heron")
	d.command("Find whole words")
	d.seesOver("1 post")
	d.command("Match case")
	d.seesOver("Nothing found in 4 posts.")
	d.command("Match case")
	d.command("Find by regular expression")
	d.win.Canvas().Focused().(interface{ SelectAll() }).SelectAll()
	d.write("(")
	d.seesOver("This is not a regular expression: missing closing ).")
	d.win.Canvas().Focused().(interface{ SelectAll() }).SelectAll()
	d.write("h[aeiou]rons?")
	d.seesOver("2 posts")
	d.command("Find whole words")
	d.command("Find by regular expression")
	d.win.Canvas().Focused().(interface{ SelectAll() }).SelectAll()
	d.write("two herons")
	d.seesOver("1 post")
	d.key(fyne.KeyReturn)
	if got := d.posts.cur; got.s.Path() != "" || got.s.Text().Slice(got.s.Primary().Start(), got.s.Primary().End()) != "Two" {
		t.Errorf("%q is open, %+v selected", got.title(), got.s.Primary())
	}
}

// The library's search field finds words in texts, shows them in their sentence, and
// says of what is in no post that it is in none.
func TestLibraryFindsWordsInTexts(t *testing.T) {
	d := inAll(t)
	d.until("a post is open", func() bool { return d.posts.cur != nil })
	typed := func(s string) {
		d.side.Search.SetText(s)
		d.side.Search.OnChanged(s)
	}
	typed("marbles")
	d.until("the post is listed with its sentence", func() bool {
		rows := strings.Join(d.listed(), "|")
		return strings.Contains(rows, "Jars") && strings.Contains(rows, "No |marbles| here.") && !strings.Contains(rows, "Long")
	})
	typed("tags:glass")
	d.until("the post is listed that has the tag", func() bool {
		rows := strings.Join(d.listed(), "|")
		return strings.Contains(rows, "Other") && !strings.Contains(rows, "Jars")
	})
	typed("zebra")
	if rows := strings.Join(d.listed(), "|"); !strings.Contains(rows, "Searching…") {
		t.Errorf("at first the list says %s", rows)
	}
	d.until("it is said", func() bool { return strings.Contains(strings.Join(d.listed(), "|"), "No post has “zebra”.") })
	d.side.Clear()
	d.until("all are listed", func() bool { return strings.Contains(strings.Join(d.listed(), "|"), "Long") })
}
