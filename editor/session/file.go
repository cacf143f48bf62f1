package session

import "galley.app/galley/editor/text"

// disk is what the file is known to hold, one of four.
type disk uint8

const (
	agrees disk = iota // the text of a revision
	other              // something else, which the next save may replace
	theirs             // what somebody else wrote; nothing may be written until that is resolved
	absent             // nothing, it was removed
)

// event is what happens to the file.
type event uint8

const (
	wasSaved    event = iota // a revision is on the disk
	wasUnsure                // a save is in the file, but the disk did not confirm it
	wasFound                 // the file holds the present text, or the text was made what it holds
	wasChanged               // the file holds what was not seen before
	wasRemoved               // the file is not there any more
	hasReturned              // it is there again with the bytes that it had
	keepMine                 // the text here is to replace what the file holds
)

// after is the table of what leads from one state to another.
func (d disk) after(e event) disk {
	return [...][absent + 1]disk{
		//            agrees  other   theirs  absent
		wasSaved:    {agrees, agrees, theirs, agrees},
		wasUnsure:   {other, other, theirs, other},
		wasFound:    {agrees, agrees, agrees, agrees},
		wasChanged:  {theirs, theirs, theirs, theirs},
		wasRemoved:  {absent, absent, absent, absent},
		hasReturned: {agrees, other, theirs, agrees},
		keepMine:    {agrees, other, other, absent},
	}[e][d]
}

// file is what is known of a session's file.
type file struct {
	disk     disk
	revision uint64     // that it holds, or held until it was removed; none for one that no text has
	theirs   string     // what it holds while disk is theirs
	saving   int        // saves under way
	began    []Snapshot // what these write
	base     text.Text  // what was last read or written, as far as is known; shares its bytes with the session's
	err      error      // why the last save failed or was not confirmed
}

// unconfirmed is the error of a save that is in the file, though the disk did not confirm it.
type unconfirmed struct{ error }

func (e unconfirmed) Unwrap() error { return e.error }

// happened takes an event in. The revision is the one that the file holds after wasSaved and wasFound.
func (f *file) happened(e event, revision uint64) {
	was := f.disk
	f.disk = was.after(e)
	switch {
	case f.disk == agrees && (e == wasSaved || e == wasFound):
		f.revision = revision
	case f.disk == other, f.disk == theirs, f.disk == absent && was != agrees && was != absent:
		f.revision = none
	}
	if f.disk != theirs {
		f.theirs = ""
	}
	if f.disk == agrees && f.revision == none {
		f.disk = other // the file is back that held no text of ours
	}
}

// ended notes how a save ended.
func (f *file) ended(err error) {
	f.saving = max(0, f.saving-1)
	if len(f.began) > 0 {
		f.began = f.began[1:]
	}
	f.err = err
}

// wrote notes that what a save of the revision wrote is in the file.
func (f *file) wrote(revision uint64) {
	for _, s := range f.began {
		if s.Revision == revision {
			f.base = s.Text
		}
	}
}
