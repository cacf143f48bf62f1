// Package session holds one open post: its text, its undo history, the reading of its head, and
// what is known about the file on the disk.
//
// What must hold:
//   - One text, one history: form edits are ordinary transactions on the head's bytes.
//   - The post is dirty exactly while the revision of its text differs from the saved one. Only
//     Saved, Reload, UseTheirs and Returned make a revision the saved one, each for what is known
//     to be on the disk.
//   - Whatever edits goes through transact: it moves the selections and the marks, and tells the owner
//     once. A table that was edited is aligned as soon as no selection is in it.
//   - The cost of an edit does not grow with the post: the head is read again only when an edit
//     touched it, and words are counted again around the edit only.
//
// A Session belongs to one goroutine. Text and Snapshot values may cross to others.
package session

import (
	"path/filepath"
	"slices"
	"time"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/text"
	"galley.app/galley/storage/post"
)

// none is a revision that no text ever has.
const none = ^uint64(0)

// Session is one open post.
type Session struct {
	path  string
	plain bool // the text is no post
	now   func() time.Time
	slug  func(title string) string

	text text.Text
	hist text.History
	sels []text.Selection
	log  *text.Log

	head  head
	words int

	outside bool // the edit that is being made is not the writer's

	marks  text.Marks
	typing typing
	tables editedTables

	file file

	// OnChange, if set, is called after each change. It belongs to the one who holds the session, who
	// tells all others in an order of his own.
	OnChange func(Event)
}

// Options are the circumstances of a Session.
type Options struct {
	Now func() time.Time // the clock; nil for time.Now
	New bool             // a post that was never saved

	// Plain makes a session of a text that is no post, as that of a form's field: it has no head, and
	// what looks like Markdown in it is left alone.
	Plain bool

	// Slug suggests a slug for a title; nil is that of English titles.
	Slug func(title string) string
}

// Event tells what changed.
type Event struct {
	Patch     text.Patch // the edit; without Changes when the text stayed
	Head      bool       // the fields, or where the body starts, may have changed
	Selection bool
	Saved     bool // dirty or not, the status, or the path
	Outside   bool // the edit is not the writer's: it came with the file, or with another version of it
	Typed     bool // the edit is one of the text that was made here, and neither undo nor redo
}

// Open returns a session over src, the text of the post at path. The path of a post that was never
// saved is "".
func Open(path, src string, o Options) *Session {
	s := &Session{path: path, plain: o.Plain, now: o.Now, slug: o.Slug, text: text.New(src)}
	s.log = text.NewLog(s.text)
	s.typing = typing{marks: &s.marks, keys: compose.Keys{Pairs: !o.Plain}}
	s.tables.marks = &s.marks
	if s.now == nil {
		s.now = time.Now
	}
	if s.slug == nil {
		s.slug = post.Slug
	}
	if o.New {
		s.path = ""
	} else {
		s.file.base = s.text
	}
	s.hist.Now = s.now
	if !s.plain {
		s.head = readHead(s.text, -1)
	}
	s.words = post.Words(src[s.head.post.BodyStart():])
	s.sels = []text.Selection{text.Caret(s.head.start)}
	return s
}

// Path returns the path of the file, "" while the post was never saved.
func (s *Session) Path() string { return s.path }

// SetPath tells the session the new path of its file.
func (s *Session) SetPath(path string) {
	if path == s.path {
		return
	}
	s.path = path
	s.emit(Event{Saved: true})
}

// Text returns the whole text as it is now.
func (s *Session) Text() text.Text { return s.text }

// Start returns the offset of the first byte of the body that the editor shows.
func (s *Session) Start() int { return s.head.start }

// Post returns the reading of the head. It is made from the first bytes of the text only.
func (s *Session) Post() post.Post { return s.head.post }

// Value returns the effective value of a field, "" if there is none.
func (s *Session) Value(key string) string {
	v, _ := s.head.post.Value(key)
	return v
}

// Title returns the title.
func (s *Session) Title() string { return s.Value("title") }

// Words returns the number of words in the body.
func (s *Session) Words() int { return s.words }

// Revision returns the number of the present state of the text. Undo and redo lead back to the
// number that the state had.
func (s *Session) Revision() uint64 { return s.hist.Revision() }

// Selections returns the selections, at least one, the primary one first.
func (s *Session) Selections() []text.Selection { return slices.Clone(s.sels) }

// Primary returns the first selection.
func (s *Session) Primary() text.Selection { return s.sels[0] }

// Several reports whether there is more than one selection.
func (s *Session) Several() bool { return len(s.sels) > 1 }

// Select sets the selections, the primary one first. Offsets out of range or within a CRLF are moved,
// and selections that overlap become one. Moving the caret keeps the next edit from joining the last
// one's undo step; without selections nothing happens.
func (s *Session) Select(sel ...text.Selection) {
	if len(sel) == 0 {
		return
	}
	s.edit(func() { s.choose(sel) })
}

// choose is Select without what follows from it.
func (s *Session) choose(sel []text.Selection) {
	sel = s.text.Tidy(sel)
	if slices.Equal(sel, s.sels) {
		return
	}
	s.sels = sel
	s.typing.leave(s.sels)
	s.hist.Break()
	s.emit(Event{Selection: true})
}

// State returns what a command works on. It is not to be changed.
func (s *Session) State() compose.State {
	return compose.State{Text: s.text, Start: s.head.start, Selections: s.sels}
}

// Do carries out a command, and reports whether it changed the text.
func (s *Session) Do(c compose.Command) bool {
	was := s.text.Version()
	s.edit(func() { s.run(c(s.State())) })
	return s.text.Version() != was
}

// run carries out what a command returned.
func (s *Session) run(t compose.Transaction) {
	if t.Apart {
		s.hist.Break()
	}
	s.apply(t.Kind, t.Selections, t.Edits)
	s.typing.remember(s.State(), t)
	if t.Then != nil {
		s.run(t.Then(s.State()))
	}
}

// Break keeps the next edit from joining the last one's undo step.
func (s *Session) Break() { s.hist.Break() }

// Apply carries out edits, sorted and not overlapping, as one transaction, and returns the way from
// the old text to the new one. Edits that change nothing are left out. A nil after maps the
// selections, with the caret behind what was inserted. Offsets in after are those of the text that
// the edits alone lead to. Should the body not be open for typing, as behind a missing separator,
// it is opened first in the same transaction. Tables that no selection is in any more are aligned
// then, as a transaction of their own.
func (s *Session) Apply(kind text.Kind, after []text.Selection, edits ...text.Edit) {
	s.edit(func() { s.apply(kind, after, edits) })
}

// apply is Apply without what follows from it.
func (s *Session) apply(kind text.Kind, after []text.Selection, edits []text.Edit) {
	edits = s.text.Effective(edits)
	if len(edits) == 0 {
		if len(after) > 0 {
			s.choose(after)
		}
		return
	}
	if open := s.opening(edits[0].Start); len(open) > 0 {
		by, at := 0, open[len(open)-1].End
		for _, e := range open {
			by += len(e.New) - (e.End - e.Start)
		}
		after = slices.Clone(after)
		for i := range after {
			after[i].Anchor = shifted(after[i].Anchor, at, by)
			after[i].Head = shifted(after[i].Head, at, by)
		}
		edits = append(open, edits...)
	}
	p := s.commit(kind, "", after, edits)
	if !s.plain {
		s.tables.note(s.State(), p)
	}
}

func shifted(off, at, by int) int {
	if off < at {
		return off
	}
	return off + by
}

// opening returns what must be put in before text can go in at off in the body.
func (s *Session) opening(off int) []text.Edit {
	if off < s.head.start || !s.head.post.HasHead() {
		return nil
	}
	return headEdits(s.head.post.Opening())
}

// commit makes one transaction.
func (s *Session) commit(kind text.Kind, key string, after []text.Selection, edits []text.Edit) text.Patch {
	s.outside = s.outside || kind == text.Reload
	typed := kind == text.Typing || kind == text.Deleting || kind == text.Other
	p := s.transact(edits, after, typed, func(p text.Patch, before, after []text.Selection) {
		s.hist.Record(p, before, after, kind, key)
	})
	s.outside = false
	if kind == text.Reload {
		s.tables.forget()
	}
	return p
}

// Join carries out edits as part of the undo step before them. Where something can be done again they are
// left: what only tidies must not take away what was undone.
func (s *Session) Join(edits ...text.Edit) {
	edits = s.text.Effective(edits)
	if len(edits) == 0 || s.hist.CanRedo() {
		return
	}
	s.transact(edits, nil, false, func(p text.Patch, _, after []text.Selection) { s.hist.Join(p, after) })
}

// transact carries out edits, which record puts into the history. Typed is as in an Event.
func (s *Session) transact(edits []text.Edit, after []text.Selection, typed bool, record func(p text.Patch, before, after []text.Selection)) text.Patch {
	before := s.sels
	next, p := s.text.Apply(edits...)
	if len(after) == 0 {
		after = text.MapSelections(before, p)
	}
	after = next.Tidy(after)
	head := s.step(next, p)
	s.sels = after
	record(p, before, after)
	s.emit(Event{Patch: p, Head: head, Selection: true, Saved: true, Outside: s.outside, Typed: typed && !s.outside})
	return p
}

// step goes on to the next text, and reports whether the head may have changed.
func (s *Session) step(next text.Text, p text.Patch) bool {
	old := s.text
	bodyStart := s.head.post.BodyStart()
	s.text = next
	s.marks.Apply(p)
	s.log.Add(p)
	if !s.head.touched(next, p) {
		s.words += s.recount(old, p, bodyStart, bodyStart)
		return false
	}
	s.head = readHead(next, p.Map(s.head.start, text.Before))
	s.words += s.recount(old, p, bodyStart, s.head.post.BodyStart())
	return true
}

// Undo takes back the last transaction, with the selections before it.
func (s *Session) Undo() bool {
	x, ok := s.hist.Undo()
	if ok {
		s.travel(x.Patch.Inverse(), x.Before)
	}
	return ok
}

// Redo makes the transaction again that was undone last.
func (s *Session) Redo() bool {
	x, ok := s.hist.Redo()
	if ok {
		s.travel(x.Patch.Edits(), x.After)
	}
	return ok
}

// CanUndo reports whether there is something to undo.
func (s *Session) CanUndo() bool { return s.hist.CanUndo() }

// CanRedo reports whether there is something to redo.
func (s *Session) CanRedo() bool { return s.hist.CanRedo() }

func (s *Session) travel(edits []text.Edit, sel []text.Selection) {
	next, p := s.text.Apply(edits...)
	head := s.step(next, p)
	s.sels = next.Tidy(sel)
	s.typing.forget()
	s.tables.forget()
	s.emit(Event{Patch: p, Head: head, Selection: true, Saved: true})
}

// PatchSince returns the way from version to the present text, and whether it is still known.
func (s *Session) PatchSince(version uint64) (text.Patch, bool) { return s.log.Since(version) }

// Log returns the log of the text's last edits, for those who know of the text no more than that. It
// is not to be changed.
func (s *Session) Log() *text.Log { return s.log }

// Mark returns a mark at an offset, which the session moves with each edit until it is released.
func (s *Session) Mark(off int, bias text.Bias) *text.Mark { return s.marks.Add(off, bias) }

// Release lets go of a mark; nil is none.
func (s *Session) Release(m *text.Mark) { s.marks.Release(m) }

func (s *Session) emit(e Event) {
	if s.OnChange != nil {
		s.OnChange(e)
	}
}

// name returns the file's name, "" while there is none.
func (s *Session) name() string {
	if s.path == "" {
		return ""
	}
	return filepath.Base(s.path)
}
