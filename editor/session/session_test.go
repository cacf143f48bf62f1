package session

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/carets"
	"galley.app/galley/storage/post"
)

const sample = "!! title: Old\n!! slug: old\n!! published: 2024-01-01\n!! description: About\n\n---\n\nThe body.\n"

// clock is a time that tests move on.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

func (c *clock) pause() { c.Time = c.Add(2 * time.Second) }

func open(path, src string) (*Session, *clock) {
	c := &clock{time.Unix(1e9, 0)}
	return Open(path, src, Options{Now: c.now}), c
}

func typed(s *Session, words string) {
	for _, r := range words {
		x := s.Primary()
		s.Apply(text.Typing, nil, text.Edit{Start: x.Start(), End: x.End(), New: string(r)})
	}
}

func TestOpen(t *testing.T) {
	s, _ := open("/posts/a.md", sample)
	at := strings.Index(sample, "The body")
	if s.Title() != "Old" || s.Start() != at || !slices.Equal(s.Selections(), []text.Selection{text.Caret(at)}) || s.Words() != 2 {
		t.Errorf("title %q, start %d, selections %v, %d words", s.Title(), s.Start(), s.Selections(), s.Words())
	}
	if s.Dirty() || s.Status() != Clean || s.CanUndo() || s.CanRedo() || s.Err() != nil {
		t.Error("a post just opened is not clean")
	}
	if got := s.Snapshot().Text.String(); got != sample {
		t.Errorf("opened and saved it is %q", got)
	}
	if n := Open("/x", post.New("", "", ""), Options{New: true}); n.Path() != "" || n.Dirty() {
		t.Error("a new post has a path, or is dirty")
	}
}

// One history for the form and the text, with the selections of each step.
func TestOneHistory(t *testing.T) {
	s, c := open("/posts/a.md", sample)
	body := text.Selection{Anchor: s.Start() + 4, Head: s.Start()}
	s.Select(body)
	typed(s, "My")
	c.pause()
	s.SetField("title", "New")
	s.SetField("title", "Newer")
	s.SetField("description", "More")
	c.pause()
	typed(s, "!")
	want := strings.NewReplacer("Old", "Newer", "About", "More", "The body", "My!body").Replace(sample)
	if got := s.Text().String(); got != want {
		t.Fatalf("the text is %q, want %q", got, want)
	}
	end := s.Selections()
	for _, want := range []string{"My!body", "description: About", "title: Old", "The body"} {
		before := s.Text().String()
		if !s.Undo() {
			t.Fatal("nothing to undo")
		}
		if want != "My!body" && !strings.Contains(s.Text().String(), want) {
			t.Errorf("undo of %q leads to %q, want %q in it", before, s.Text().String(), want)
		}
	}
	if s.CanUndo() || s.Dirty() || s.Text().String() != sample || s.Primary() != body {
		t.Errorf("undoing all leads to %q with %v, dirty %v", s.Text().String(), s.Primary(), s.Dirty())
	}
	for s.Redo() {
	}
	if s.Text().String() != want || !slices.Equal(s.Selections(), end) || s.Undo() && s.Redo() && s.CanRedo() {
		t.Errorf("redoing all leads to %q with %v", s.Text().String(), s.Selections())
	}
}

func TestSetField(t *testing.T) {
	tests := []struct {
		name, path, src, key, value, want string
	}{
		{"a value", "a.md", sample, "description", "More: of it --- all", strings.Replace(sample, "About", "More: of it --- all", 1)},
		{"line breaks are folded", "a.md", sample, "description", "one\ntwo", strings.Replace(sample, "About", "one two", 1)},
		{"the slug of a published post stays", "0001-old.md", sample, "title", "New", strings.Replace(sample, "Old", "New", 1)},
		{
			"the slug of a draft follows", "wip-old.md", sample, "title", "Brand New",
			strings.NewReplacer("Old", "Brand New", "slug: old", "slug: brand-new").Replace(sample),
		},
		{
			"the slug of a new post follows", "", post.New("", "", "2024-01-01"), "title", "Héllo",
			post.New("Héllo", "hello", "2024-01-01"),
		},
		{
			"a slug of one's own stays", "", "!! title: A\n!! slug: own\n\n---\n\n", "title", "B",
			"!! title: B\n!! slug: own\n\n---\n\n",
		},
		{"a missing slug comes", "wip-a.md", "!! title: A\n\n---\n\n", "title", "B", "!! title: B\n!! slug: b\n\n---\n\n"},
		{"an emptied title empties it", "wip-a.md", "!! title: A\n!! slug: a\n\n---\n", "title", "", "!! title: \n!! slug: \n\n---\n"},
		{
			"a post without a head gets one", "wip-a.md", "Just text.\n", "title", "My Post",
			"!! title: My Post\n!! slug: my-post\n!! published:\n!! description:\n\n---\n\nJust text.\n",
		},
		{
			"in its line endings, behind the mark", "a.md", "\ufeffJust\r\ntext.\r\n", "description", "D",
			"\ufeff!! title:\r\n!! slug:\r\n!! published:\r\n!! description: D\r\n\r\n---\r\n\r\nJust\r\ntext.\r\n",
		},
		{"an empty one", "", "", "title", "T", "!! title: T\n!! slug: t\n!! published:\n!! description:\n\n---\n\n"},
		{"nothing set in no head", "a.md", "Just text.\n", "title", " ", "Just text.\n"},
		{"nothing above front matter of another program", "a.md", "---\ntitle: A\n---\nx\n", "title", "B", "---\ntitle: A\n---\nx\n"},
		{"nor above lines of keys", "a.md", "Title: A\nDate: 2024-01-02\n\nx\n", "mood", "B", "Title: A\nDate: 2024-01-02\n\nx\n"},
		{"a bad key", "a.md", sample, "a:b", "x", sample},
		{"the same value", "a.md", sample, "title", "Old", sample},
		{"an extra field", "a.md", "!! title: A\r\n---\r\nx", "tags", "go", "!! title: A\r\n!! tags: go\r\n---\r\nx"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := open(tt.path, tt.src)
			s.Select(text.Caret(s.Text().Len()))
			s.SetField(tt.key, tt.value)
			if got := s.Text().String(); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			if s.Dirty() != (tt.src != tt.want) || s.CanUndo() != s.Dirty() {
				t.Errorf("dirty %v", s.Dirty())
			}
			if s.Primary() != text.Caret(len(tt.want)) {
				t.Errorf("the caret is at %v of %d", s.Primary(), len(tt.want))
			}
			s.Undo()
			if got := s.Text().String(); got != tt.src || s.CanUndo() {
				t.Errorf("undo leads to %q", got)
			}
		})
	}
}

// The slug is suggested by whoever knows the library's language.
func TestSlugOfLanguage(t *testing.T) {
	s := Open("", post.New("", "", ""), Options{Slug: func(title string) string { return post.SlugIn(title, "de") }})
	for _, title := range []string{"Ö", "Öl", "Öl für"} {
		s.SetField("title", title)
	}
	if got := s.Value("slug"); got != "oel-fuer" || s.SuggestedSlug() != got || !s.SlugFollows() {
		t.Errorf("the slug is %q, the suggestion %q", got, s.SuggestedSlug())
	}
}

// The slug goes along letter by letter, and comes back with the title word by word.
func TestSlugFollowsTyping(t *testing.T) {
	s, c := open("", post.New("", "", ""))
	for _, title := range []string{"O", "On", "On ", "On M", "On Mo", "On Moo", "On Moon"} {
		s.SetField("title", strings.TrimSpace(title))
		if !s.SlugFollows() || s.Value("slug") != post.Slug(title) {
			t.Fatalf("after %q the slug is %q", title, s.Value("slug"))
		}
	}
	c.pause()
	s.SetField("slug", "moon")
	if s.SlugFollows() {
		t.Error("a slug of one's own follows")
	}
	s.SetField("title", "On the Moon")
	if s.Value("slug") != "moon" {
		t.Errorf("the slug is %q", s.Value("slug"))
	}
	for s.Undo() {
	}
	if s.Text().String() != post.New("", "", "") {
		t.Errorf("undo leads to %q", s.Text().String())
	}
	n := 0
	for s.Redo() {
		n++
	}
	if n != 4 {
		t.Errorf("%d steps, want 4", n)
	}
}

func TestUnsetAndRename(t *testing.T) {
	s, _ := open("a.md", "!! title: A\n!! tags: x\n\n---\n\nbody\n")
	if err := s.Rename("tags", "topics"); err != nil || s.Value("topics") != "x" {
		t.Errorf("renamed: %q, %v", s.Text().String(), err)
	}
	for _, bad := range []string{"", "a:b", "a\nb", "title"} {
		if err := s.Rename("topics", bad); err == nil {
			t.Errorf("renamed to %q", bad)
		}
	}
	s.Unset("topics")
	if got := s.Text().String(); got != "!! title: A\n\n---\n\nbody\n" {
		t.Errorf("unset: %q", got)
	}
	s.Undo()
	s.Undo()
	if s.Dirty() || s.Value("tags") != "x" {
		t.Errorf("undo leads to %q", s.Text().String())
	}
}

// The status follows the events, and only what is known to be on the disk is clean.
func TestStatus(t *testing.T) {
	failed := errors.New("no space left")
	tests := []struct {
		name string
		do   func(*Session)
		want Status
		err  error
	}{
		{"opened", func(*Session) {}, Clean, nil},
		{"edited", func(s *Session) { typed(s, "x") }, Dirty, nil},
		{"edited and undone", func(s *Session) { typed(s, "x"); s.Undo() }, Clean, nil},
		{"saving", func(s *Session) { typed(s, "x"); s.BeginSave() }, Saving, nil},
		{"saved", func(s *Session) { typed(s, "x"); p, _ := s.BeginSave(); s.Saved(p.Revision) }, Clean, nil},
		{"edited while saving", func(s *Session) {
			typed(s, "x")
			p, _ := s.BeginSave()
			typed(s, "y")
			s.Saved(p.Revision)
		}, Dirty, nil},
		{"undone to what was saved", func(s *Session) {
			typed(s, "x")
			p, _ := s.BeginSave()
			typed(s, "y")
			s.Saved(p.Revision)
			s.Undo()
		}, Clean, nil},
		{"undone past what was saved", func(s *Session) {
			typed(s, "x")
			p, _ := s.BeginSave()
			s.Saved(p.Revision)
			s.Undo()
		}, Dirty, nil},
		{"redone to what was saved", func(s *Session) {
			typed(s, "x")
			p, _ := s.BeginSave()
			s.Saved(p.Revision)
			s.Undo()
			s.Redo()
		}, Clean, nil},
		{"the same text by another way", func(s *Session) {
			typed(s, "x")
			p, _ := s.BeginSave()
			s.Saved(p.Revision)
			s.Undo()
			typed(s, "x")
		}, Dirty, nil},
		{"failed", func(s *Session) { typed(s, "x"); s.BeginSave(); s.Failed(failed) }, Dirty, failed},
		{"saved after a failure", func(s *Session) {
			typed(s, "x")
			s.BeginSave()
			s.Failed(failed)
			p, _ := s.BeginSave()
			s.Saved(p.Revision)
		}, Clean, nil},
		{"two saves under way", func(s *Session) {
			typed(s, "x")
			p, _ := s.BeginSave()
			typed(s, "y")
			s.BeginSave()
			s.Saved(p.Revision)
		}, Saving, nil},
		{"conflict", func(s *Session) { typed(s, "x"); s.Conflict("theirs") }, Conflict, nil},
		{"conflict at a save", func(s *Session) { typed(s, "x"); s.BeginSave(); s.Conflict("theirs") }, Conflict, nil},
		{"a conflict with the same text is none", func(s *Session) { typed(s, "x"); s.Conflict(s.Text().String()) }, Clean, nil},
		{"undo in a conflict does not hide it", func(s *Session) { typed(s, "x"); s.Conflict("theirs"); s.Undo() }, Conflict, nil},
		{"mine kept", func(s *Session) { typed(s, "x"); s.Conflict("theirs"); s.KeepMine() }, Dirty, nil},
		{"mine kept and undone", func(s *Session) { typed(s, "x"); s.Conflict("theirs"); s.KeepMine(); s.Undo() }, Dirty, nil},
		{"mine kept and saved", func(s *Session) {
			typed(s, "x")
			s.Conflict("theirs")
			s.KeepMine()
			p, _ := s.BeginSave()
			s.Saved(p.Revision)
		}, Clean, nil},
		{"theirs taken", func(s *Session) { typed(s, "x"); s.Conflict("theirs"); s.UseTheirs() }, Clean, nil},
		{"theirs taken and undone", func(s *Session) { typed(s, "x"); s.Conflict("theirs"); s.UseTheirs(); s.Undo() }, Dirty, nil},
		{"changed again after our save", func(s *Session) {
			typed(s, "x")
			p, _ := s.BeginSave()
			s.Conflict("theirs")
			s.Saved(p.Revision)
		}, Conflict, nil},
		{"gone", func(s *Session) { s.Gone() }, Gone, nil},
		{"gone and edited", func(s *Session) { s.Gone(); typed(s, "x"); s.Undo() }, Gone, nil},
		{"gone and saved", func(s *Session) { s.Gone(); p, _ := s.BeginSave(); s.Saved(p.Revision) }, Clean, nil},
		{"gone and back as it was", func(s *Session) { s.Gone(); s.Returned() }, Clean, nil},
		{"gone, noticed twice and back as it was", func(s *Session) { s.Gone(); s.Gone(); s.Returned() }, Clean, nil},
		{"gone, edited and back as it was", func(s *Session) { s.Gone(); typed(s, "x"); s.Returned() }, Dirty, nil},
		{"not confirmed", func(s *Session) { typed(s, "x"); s.BeginSave(); s.Unconfirmed(failed) }, Dirty, failed},
		{"not confirmed and undone", func(s *Session) { typed(s, "x"); s.BeginSave(); s.Unconfirmed(failed); s.Undo() }, Dirty, failed},
		{"not confirmed, then saved", func(s *Session) {
			typed(s, "x")
			s.BeginSave()
			s.Unconfirmed(failed)
			p, _ := s.BeginSave()
			s.Saved(p.Revision)
		}, Clean, nil},
		{"gone and back", func(s *Session) { s.Gone(); s.Reload("back") }, Clean, nil},
		{"gone and back with other text while dirty", func(s *Session) { s.Gone(); typed(s, "x"); s.Conflict("back") }, Conflict, nil},
		{"reloaded", func(s *Session) { s.Reload("new") }, Clean, nil},
		{"replaced", func(s *Session) { s.Replace("new") }, Dirty, nil},
		{"replaced by the same", func(s *Session) { s.Replace(sample) }, Clean, nil},
		{"replaced and undone", func(s *Session) { s.Replace("new"); s.Undo() }, Clean, nil},
		{"replaced before what is undone", func(s *Session) { s.Replace("new"); typed(s, "x"); s.Undo(); s.Undo() }, Clean, nil},
		{"reloaded and undone", func(s *Session) { s.Reload("new"); s.Undo() }, Dirty, nil},
		{"reloaded, undone and redone", func(s *Session) { s.Reload("new"); s.Undo(); s.Redo() }, Clean, nil},
		{"reloaded with the same", func(s *Session) { s.Reload(sample) }, Clean, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := open("a.md", sample)
			tt.do(s)
			if s.Status() != tt.want {
				t.Errorf("the status is %v, want %v", s.Status(), tt.want)
			}
			if !errors.Is(s.Err(), tt.err) {
				t.Errorf("the error is %v, want %v", s.Err(), tt.err)
			}
			if s.Dirty() != (tt.want == Dirty || tt.want == Gone || tt.want == Conflict || tt.want == Saving) {
				t.Errorf("dirty: %v", s.Dirty())
			}
		})
	}
}

func TestNothingIsSavedInConflict(t *testing.T) {
	s, _ := open("a.md", sample)
	typed(s, "x")
	s.Conflict("theirs")
	if _, ok := s.BeginSave(); ok {
		t.Error("a save begins")
	}
	if theirs, ok := s.Theirs(); !ok || theirs != "theirs" {
		t.Errorf("theirs is %q, %v", theirs, ok)
	}
	s.UseTheirs()
	if s.Text().String() != "theirs" || !s.Undo() || !strings.Contains(s.Text().String(), "x") {
		t.Error("my text cannot be had back")
	}
}

// Saving keeps the history, and typing on after it is a step of its own.
func TestSavePoint(t *testing.T) {
	s, _ := open("a.md", sample)
	typed(s, "ab")
	p, _ := s.BeginSave()
	typed(s, "cd")
	s.Saved(p.Revision)
	if p.Text.String() != strings.Replace(sample, "The", "abThe", 1) || p.Path != "a.md" {
		t.Errorf("saved %q to %q", p.Text.String(), p.Path)
	}
	s.Undo()
	if s.Dirty() || s.Text().String() != p.Text.String() {
		t.Errorf("undo leads to %q, dirty %v", s.Text().String(), s.Dirty())
	}
	s.Undo()
	if s.Text().String() != sample {
		t.Errorf("undo leads to %q", s.Text().String())
	}
}

// A missing separator comes with the first save of an edited post, and before text that is typed
// where there would be none.
func TestMissingSeparator(t *testing.T) {
	const src = "!! title: A\n!! slug: a\n"
	s, _ := open("wip-a.md", src)
	if got := s.Snapshot().Text.String(); got != src {
		t.Errorf("an unedited post is saved as %q", got)
	}
	s.SetField("title", "B")
	snap, _ := s.BeginSave()
	s.Saved(snap.Revision)
	if got, want := snap.Text.String(), "!! title: B\n!! slug: b\n\n---\n\n"; got != want {
		t.Errorf("saved as %q, want %q", got, want)
	}
	if s.Dirty() {
		t.Error("dirty after the save")
	}
	s.Undo()
	if !s.Dirty() || s.Text().String() != "!! title: B\n!! slug: b\n" {
		t.Errorf("undo leads to %q, dirty %v", s.Text().String(), s.Dirty())
	}

	for _, tt := range []struct{ src, want string }{
		{src, src + "\n---\n\nx"},
		{"!! title: A", "!! title: A\n\n---\n\nx"},
		{"!! title: A\r\n---", "!! title: A\r\n---\r\n\r\nx"},
		{"!! title: A\n---\n", "!! title: A\n---\nx"},
		{"!! title: A\ntext\n", "!! title: A\n\n---\n\nxtext\n"},
	} {
		s, _ := open("a.md", tt.src)
		s.Apply(text.Typing, []text.Selection{text.Caret(s.Start() + 1)}, text.Edit{Start: s.Start(), End: s.Start(), New: "x"})
		if got := s.Text().String(); got != tt.want {
			t.Errorf("typing into %q makes %q, want %q", tt.src, got, tt.want)
		}
		if at := strings.IndexByte(s.Text().String(), 'x') + 1; s.Primary() != text.Caret(at) {
			t.Errorf("the caret is at %v, want %d", s.Primary(), at)
		}
		if !s.Undo() || s.Text().String() != tt.src || s.CanUndo() {
			t.Errorf("undo leads to %q", s.Text().String())
		}
	}
}

func TestReloadKeepsTheCaret(t *testing.T) {
	tests := []struct{ name, from, src, to string }{
		{"a line above", "one\ntw|o\n", "zero\none\ntwo\n", "zero\none\ntw|o\n"},
		{"lines above and below", "one\ntw|o\nthree\n", "0\none\ntwo\n2.5\nthree\n4\n", "0\none\ntw|o\n2.5\nthree\n4\n"},
		{"a line put in right above the caret's", "one\n|two\n", "one\nnew\ntwo\n", "one\nnew\n|two\n"},
		{"text added at the end", "one|", "one\ntwo", "one|\ntwo"},
		{"text added behind a last empty line", "one\n|", "one\ntwo\n", "one\n|two\n"},
		{"the caret's line changed before it", "one two| three", "ONE two three", "ONE two| three"},
		{"a selection", "a\n«b\nc»|\nd\n", "x\na\nb\nc\nd\n", "x\na\n«b\nc»|\nd\n"},
		{"its line is gone", "one\ntw|o\nthree", "one\nthree", "one\n|three"},
		{"all is other", "|one\n", "x", "|x"},
		{"line endings changed", "one\ntw|o\n", "one\r\ntwo\r\n", "one\r\ntw|o\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src, sels := carets.Parse(t, tt.from)
			s, _ := open("a.md", src)
			s.Select(sels...)
			s.Reload(tt.src)
			if got := carets.String(s.Text().String(), s.Selections()); got != tt.to {
				t.Errorf("it is %q, want %q", got, tt.to)
			}
			s.Undo()
			if got := carets.String(s.Text().String(), s.Selections()); got != tt.from {
				t.Errorf("undo leads to %q, want %q", got, tt.from)
			}
		})
	}
}

// Typing an empty line at the start of the body does not hide it; only another opening does.
func TestStartStaysWhereItWas(t *testing.T) {
	s, _ := open("a.md", "!! title: A\n---\nbody\n")
	start := s.Start()
	s.Apply(text.Typing, nil, text.Edit{Start: start, End: start, New: "\n"})
	if s.Start() != start {
		t.Errorf("the editor starts at %d, want %d", s.Start(), start)
	}
	s.SetField("title", "Longer")
	if s.Start() != start+5 {
		t.Errorf("the editor starts at %d, want %d", s.Start(), start+5)
	}
}

func TestSelect(t *testing.T) {
	s, _ := open("a.md", "0123456\r\n9")
	tests := []struct{ sel, want []text.Selection }{
		{[]text.Selection{{Anchor: -3, Head: 99}}, []text.Selection{{Anchor: 0, Head: 10}}},
		{[]text.Selection{text.Caret(8)}, []text.Selection{text.Caret(7)}}, // within the CRLF
		{[]text.Selection{text.Caret(3), text.Caret(3)}, []text.Selection{text.Caret(3)}},
		{[]text.Selection{text.Caret(5), {Anchor: 1, Head: 3}}, []text.Selection{text.Caret(5), {Anchor: 1, Head: 3}}},
		{[]text.Selection{{Anchor: 4, Head: 2}, {Anchor: 3, Head: 6}}, []text.Selection{{Anchor: 6, Head: 2}}},
		{[]text.Selection{{Anchor: 1, Head: 3}, {Anchor: 3, Head: 5}}, []text.Selection{{Anchor: 1, Head: 3}, {Anchor: 3, Head: 5}}},
		{[]text.Selection{{Anchor: 1, Head: 3}, text.Caret(3)}, []text.Selection{{Anchor: 1, Head: 3}}},
		{nil, []text.Selection{{Anchor: 1, Head: 3}}},
	}
	for _, tt := range tests {
		s.Select(tt.sel...)
		if got := s.Selections(); !slices.Equal(got, tt.want) {
			t.Errorf("%v selects %v, want %v", tt.sel, got, tt.want)
		}
	}
}

func TestOnChange(t *testing.T) {
	s, _ := open("a.md", sample)
	var events []Event
	s.OnChange = func(e Event) { events = append(events, e) }
	typed(s, "x")
	s.SetField("title", "T")
	s.Select(text.Caret(s.Start()))
	s.Select(text.Caret(s.Start())) // no news
	s.Apply(text.Other, nil)        // no news
	s.Apply(text.Other, nil, text.Edit{Start: s.Start(), End: s.Start() + 1, New: "x"})
	p, _ := s.BeginSave()
	s.Saved(p.Revision)
	s.OnChange = nil
	typed(s, "y")
	want := []struct{ edit, head, sel, saved bool }{
		{true, false, true, true}, {true, true, true, true}, {false, false, true, false}, {false, false, false, true}, {false, false, false, true},
	}
	if len(events) != len(want) {
		t.Fatalf("%d events, want %d: %+v", len(events), len(want), events)
	}
	for i, w := range want {
		e := events[i]
		if (len(e.Patch.Changes) > 0) != w.edit || e.Head != w.head || e.Selection != w.sel || e.Saved != w.saved {
			t.Errorf("event %d is %+v, want %+v", i, e, w)
		}
	}
}

// What joins an undo step goes with it, and says that it is no edit of the person's.
func TestJoin(t *testing.T) {
	s := Open("/posts/a.md", "one two", Options{Plain: true})
	var typed []bool
	s.OnChange = func(e Event) {
		if len(e.Patch.Changes) > 0 {
			typed = append(typed, e.Typed)
		}
	}
	s.Select(text.Caret(7))
	s.Type("x")
	s.Select(text.Caret(0))
	s.Join(text.Edit{Start: 3, End: 4, New: "\n"})
	s.Join()
	if got := s.Text().String(); got != "one\ntwox" {
		t.Errorf("the text is %q", got)
	}
	s.Undo()
	if got := s.Text().String(); got != "one two" || s.CanUndo() {
		t.Errorf("undone the text is %q", got)
	}
	s.Redo()
	if got := s.Text().String(); got != "one\ntwox" {
		t.Errorf("done again the text is %q", got)
	}
	s.Undo()
	s.Join(text.Edit{Start: 3, End: 4, New: "\n"})
	if got := s.Text().String(); got != "one two" || !s.CanRedo() {
		t.Errorf("after what tidied the text is %q, and what was undone can be done again: %v", got, s.CanRedo())
	}
	if want := []bool{true, false, false, false, false}; !slices.Equal(typed, want) {
		t.Errorf("edits of the person's: %v, want %v", typed, want)
	}
}
