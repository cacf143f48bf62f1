package session

import "galley.app/galley/editor/text"

// Status is how a session's text stands to its file.
type Status uint8

// The states. What happens to the file leads from one to another by the table of disk.after; a text
// that agrees with the file is Clean at the revision that this holds and Dirty at any other.
const (
	Clean    Status = iota
	Dirty           // differs from what was last loaded or saved
	Saving          // a save is under way
	Conflict        // the file was changed outside, the text here
	Gone            // the file is not there any more; the text is only here
)

func (s Status) String() string {
	return [...]string{"clean", "dirty", "saving", "conflict", "gone"}[s]
}

// Snapshot is what a save writes.
type Snapshot struct {
	Revision uint64
	Text     text.Text
	Path     string
}

// Status returns how the text stands to the file.
func (s *Session) Status() Status {
	switch {
	case s.file.disk == theirs:
		return Conflict
	case s.file.saving > 0:
		return Saving
	case s.file.disk == absent:
		return Gone
	case s.Dirty():
		return Dirty
	}
	return Clean
}

// Dirty reports whether the text differs from what is known to be on the disk.
func (s *Session) Dirty() bool {
	return s.file.disk != agrees || s.file.revision != s.hist.Revision()
}

// Err returns why the last save failed or was not confirmed, nil if it succeeded.
func (s *Session) Err() error { return s.file.err }

// Unsure reports whether Err is that the disk did not confirm a save that it has.
func (s *Session) Unsure() bool {
	_, ok := s.file.err.(unconfirmed)
	return ok
}

// Theirs returns what the disk holds while the session is in conflict with it.
func (s *Session) Theirs() (src string, ok bool) {
	return s.file.theirs, s.file.disk == theirs
}

// Snapshot returns what a save writes. An edited post whose separator is missing gets it now, as a
// transaction. The state stays one that undo can come back to.
func (s *Session) Snapshot() Snapshot {
	if s.Dirty() && s.head.post.HasHead() && !s.head.post.HasSeparator() {
		if edits := headEdits(s.head.post.Separate()); len(edits) > 0 {
			s.commit(text.Other, "", nil, edits)
		}
	}
	s.hist.Break()
	return Snapshot{Revision: s.hist.Revision(), Text: s.text, Path: s.path}
}

// BeginSave returns what to write and marks the save as under way; Saved, Failed, Unconfirmed or
// Conflict must follow. It reports false while in conflict: nothing may be written until that is
// resolved.
func (s *Session) BeginSave() (Snapshot, bool) {
	if s.file.disk == theirs {
		return Snapshot{}, false
	}
	snap := s.Snapshot()
	s.file.saving++
	s.file.began = append(s.file.began, snap)
	s.emit(Event{Saved: true})
	return snap, true
}

// Saved says that revision is on the disk now. Only this makes a revision clean.
func (s *Session) Saved(revision uint64) {
	s.file.wrote(revision)
	s.file.ended(nil)
	s.file.happened(wasSaved, revision)
	s.emit(Event{Saved: true})
}

// Failed says that a save did not succeed; the disk holds what it held before.
func (s *Session) Failed(err error) {
	s.file.ended(err)
	s.emit(Event{Saved: true})
}

// Unconfirmed says that a save is in the file, but that the disk did not confirm it: after a power
// cut it may hold what it held before. No revision is clean until one is saved again.
func (s *Session) Unconfirmed(err error) {
	if len(s.file.began) > 0 {
		s.file.base = s.file.began[0].Text
	}
	s.file.ended(unconfirmed{err})
	s.file.happened(wasUnsure, none)
	s.emit(Event{Saved: true})
}

// Conflict says that the file holds src, which was not seen here before: either a save found it, and
// wrote nothing, or it was noticed while the text is dirty. If it is the very text of the session
// there is no conflict, and the post is clean.
func (s *Session) Conflict(src string) {
	s.file.ended(nil)
	if s.text.Len() == len(src) && s.text.String() == src {
		s.found()
	} else {
		s.file.happened(wasChanged, none)
		s.file.theirs = src
	}
	s.emit(Event{Saved: true})
}

// Gone says that the file is not there any more. The text stays, and is dirty.
func (s *Session) Gone() {
	s.file.happened(wasRemoved, none)
	s.emit(Event{Saved: true})
}

// Returned says that the file is there again with the very bytes that it had.
func (s *Session) Returned() {
	s.file.happened(hasReturned, none)
	s.emit(Event{Saved: true})
}

// KeepMine resolves a conflict for the text here; the next save may replace the file.
func (s *Session) KeepMine() {
	if s.file.disk != theirs {
		return
	}
	s.file.base = text.New(s.file.theirs)
	s.file.happened(keepMine, none)
	s.emit(Event{Saved: true})
}

// Base returns what the file held when it was last read or written by this session: what both its
// text and Theirs were made of. Of a post that was never saved it is empty.
func (s *Session) Base() text.Text { return s.file.base }

// Settle resolves a conflict with src, which was made of both texts. It becomes the text by one
// undoable edit, and the next save may replace what the file holds.
func (s *Session) Settle(src string) {
	held, ok := s.Theirs()
	switch {
	case !ok:
		return
	case src == held:
		s.Reload(src)
		return
	}
	if edits := text.Diff(s.text.String(), src); len(edits) > 0 {
		s.hist.Break()
		s.commit(text.Other, "", s.kept(edits), edits)
		s.hist.Break()
	}
	s.KeepMine()
}

// Recover makes src the text, which was written before the program ended, on a file that held base
// then: one undoable edit, from which undo leads to what the file holds now. Where that is not base it
// is a conflict; nothing may be written until it is resolved. The selection is the one of src, to
// which redo leads back too.
func (s *Session) Recover(src, base string, sel text.Selection) {
	held := s.file.base.String()
	if s.file.disk == agrees && s.path != "" && src == held {
		s.Reload(src)
		s.Select(sel)
		return
	}
	if edits := text.Diff(s.text.String(), src); len(edits) > 0 {
		s.hist.Break()
		s.outside = true
		s.commit(text.Other, "", []text.Selection{sel}, edits)
		s.hist.Break()
	} else {
		s.Select(sel)
	}
	if s.file.disk == agrees && s.path != "" && base != held {
		s.file.base = text.New(base)
		s.file.happened(wasChanged, none)
		s.file.theirs = held
		s.emit(Event{Saved: true})
	}
}

// UseTheirs resolves a conflict for the text on the disk. The text here can be had back by undo.
func (s *Session) UseTheirs() {
	if src, ok := s.Theirs(); ok {
		s.Reload(src)
	}
}

// Reload makes the text src, which the file holds now, by one undoable edit that changes as little as
// possible and keeps carets on their text. The post is clean afterwards.
func (s *Session) Reload(src string) {
	if edits := text.Diff(s.text.String(), src); len(edits) > 0 {
		s.hist.Break()
		s.commit(text.Reload, "", s.kept(edits), edits)
	}
	s.file.err = nil
	s.found()
	s.emit(Event{Saved: true})
}

// Replace makes the text src by one undoable edit that changes as little as possible and keeps carets
// on their text. The post is as dirty as that makes it. It reports whether src is another text.
func (s *Session) Replace(src string) bool {
	edits := text.Diff(s.text.String(), src)
	if len(edits) == 0 {
		return false
	}
	s.hist.Break()
	s.commit(text.Reload, "", s.kept(edits), edits)
	s.hist.Break()
	return true
}

// found notes that the file holds the present text.
func (s *Session) found() {
	s.hist.Break()
	s.file.base = s.text
	s.file.happened(wasFound, s.hist.Revision())
}

// kept returns the selections after edits that came from outside: each stays on its text.
func (s *Session) kept(edits []text.Edit) []text.Selection {
	_, p := s.text.Apply(edits...)
	// At the start of a line an offset stays with the line behind it, elsewhere with the text before.
	to := func(off int) int {
		if off < s.text.Len() && s.text.LineStart(s.text.LineAt(off)) == off {
			return p.Map(off, text.After)
		}
		return p.Map(off, text.Before)
	}
	out := make([]text.Selection, len(s.sels))
	for i, x := range s.sels {
		out[i] = text.Selection{Anchor: to(x.Anchor), Head: to(x.Head)}
	}
	return out
}
