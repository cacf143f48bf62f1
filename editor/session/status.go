package session

import "galley.app/galley/editor/text"

// Status is how a session's text stands to its file.
type Status uint8

// The states, and what leads from one to another:
//
//	Clean    → Dirty by an edit, an undo, a redo; → Gone, Conflict by what happens outside
//	Dirty    → Clean by undo or redo to the saved revision, Saved, Reload
//	Saving   → Clean or Dirty by Saved, → Dirty by Failed, → Conflict by Conflict
//	Conflict → Dirty by KeepMine or Replace, → Clean by UseTheirs
//	Gone     → Saving by BeginSave, → Clean by Saved or Reload, → Clean or Dirty by Returned
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
	case s.theirs != nil:
		return Conflict
	case s.flight > 0:
		return Saving
	case s.gone:
		return Gone
	case s.Dirty():
		return Dirty
	}
	return Clean
}

// Dirty reports whether the text differs from what is known to be on the disk.
func (s *Session) Dirty() bool { return s.hist.Revision() != s.saved }

// Err returns why the last save failed or was not confirmed, nil if it succeeded.
func (s *Session) Err() error { return s.err }

// Unsure reports whether Err is that the disk did not confirm a save that it has.
func (s *Session) Unsure() bool { return s.unsure }

// Theirs returns what the disk holds while the session is in conflict with it.
func (s *Session) Theirs() (src string, ok bool) {
	if s.theirs == nil {
		return "", false
	}
	return *s.theirs, true
}

// Snapshot returns what a save writes. An edited post whose separator is missing gets it now, as a
// transaction. The state stays one that undo can come back to.
func (s *Session) Snapshot() Snapshot {
	if s.Dirty() && s.post.HasHead() && !s.post.HasSeparator() {
		if edits := headEdits(s.post.Separate()); len(edits) > 0 {
			s.commit(text.Other, "", nil, edits)
		}
	}
	s.hist.Break()
	return Snapshot{Revision: s.hist.Revision(), Text: s.text, Path: s.path}
}

// BeginSave returns what to write and marks the save as under way; Saved, Failed or Conflict must
// follow. It reports false while in conflict: nothing may be written until that is resolved.
func (s *Session) BeginSave() (Snapshot, bool) {
	if s.theirs != nil {
		return Snapshot{}, false
	}
	snap := s.Snapshot()
	s.flight++
	s.emit(Event{Saved: true})
	return snap, true
}

// Saved says that revision is on the disk now. Only this makes a revision clean.
func (s *Session) Saved(revision uint64) {
	s.land()
	s.saved, s.err, s.unsure, s.gone = revision, nil, false, false
	if s.theirs != nil {
		s.saved = none // the file was changed again since
	}
	s.emit(Event{Saved: true})
}

// Failed says that a save did not succeed; the disk holds what it held before.
func (s *Session) Failed(err error) {
	s.land()
	s.err, s.unsure = err, false
	s.emit(Event{Saved: true})
}

// Unconfirmed says that a save is in the file, but that the disk did not confirm it: after a power
// cut it may hold what it held before. No revision is clean until one is saved again.
func (s *Session) Unconfirmed(err error) {
	s.land()
	s.err, s.unsure, s.gone, s.saved = err, true, false, none
	s.emit(Event{Saved: true})
}

// Conflict says that the file holds theirs, which was not seen here before: either a save found it,
// and wrote nothing, or it was noticed while the text is dirty. If it is the very text of the
// session there is no conflict, and the post is clean.
func (s *Session) Conflict(theirs string) {
	s.land()
	s.gone, s.err, s.unsure = false, nil, false
	if s.holds(theirs) {
		s.theirs = nil
		s.settle()
	} else {
		s.theirs, s.saved = &theirs, none
	}
	s.emit(Event{Saved: true})
}

// Gone says that the file is not there any more. The text stays, and is dirty.
func (s *Session) Gone() {
	if !s.gone {
		s.lost = s.saved
	}
	s.gone, s.theirs, s.saved = true, nil, none
	s.emit(Event{Saved: true})
}

// Returned says that the file is there again with the very bytes that it had.
func (s *Session) Returned() {
	if s.gone {
		s.gone, s.saved = false, s.lost
	}
	s.emit(Event{Saved: true})
}

// KeepMine resolves a conflict for the text here; the next save may replace the file.
func (s *Session) KeepMine() {
	if s.theirs == nil {
		return
	}
	s.theirs = nil
	s.emit(Event{Saved: true})
}

// UseTheirs resolves a conflict for the text on the disk. The text here can be had back by undo.
func (s *Session) UseTheirs() {
	if s.theirs != nil {
		s.Reload(*s.theirs)
	}
}

// Reload takes over src, which the file holds now, as one undoable edit that changes as little as
// possible and keeps carets on their text. The post is clean afterwards.
func (s *Session) Reload(src string) {
	s.replace(src)
	s.theirs, s.gone, s.err, s.unsure = nil, false, nil, false
	s.settle()
	s.emit(Event{Saved: true})
}

// Replace takes over src, which is not what the file holds: merged or recovered text. It is one
// undoable edit and resolves a conflict; the post is dirty afterwards.
func (s *Session) Replace(src string) {
	if theirs, ok := s.Theirs(); ok && theirs == src {
		s.Reload(src)
		return
	}
	s.replace(src)
	s.theirs = nil
	s.emit(Event{Saved: true})
}

// settle makes the present revision the saved one.
func (s *Session) settle() {
	s.hist.Break()
	s.saved = s.hist.Revision()
}

func (s *Session) land() { s.flight = max(0, s.flight-1) }

// holds reports whether the text is src.
func (s *Session) holds(src string) bool {
	return s.text.Len() == len(src) && s.text.String() == src
}

// replace makes the text src by one transaction, if it is not that already.
func (s *Session) replace(src string) {
	edits := text.Diff(s.text.String(), src)
	if len(edits) == 0 {
		return
	}
	s.hist.Break()
	s.commit(text.Reload, "", s.kept(edits), edits)
	s.hist.Break()
}

// kept returns the selections after edits that came from outside: each stays on its text.
func (s *Session) kept(edits []text.Edit) []text.Selection {
	_, p := s.text.Apply(edits...)
	out := make([]text.Selection, len(s.sels))
	for i, x := range s.sels {
		out[i] = text.Selection{Anchor: s.keptAt(x.Anchor, p), Head: s.keptAt(x.Head, p)}
	}
	return out
}

// keptAt maps an offset so that it stays with the line behind it at the start of a line, and with
// the text before it elsewhere.
func (s *Session) keptAt(off int, p text.Patch) int {
	if off < s.text.Len() && s.text.LineStart(s.text.LineAt(off)) == off {
		return p.Map(off, text.After)
	}
	return p.Map(off, text.Before)
}
