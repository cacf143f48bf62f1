// Package journal keeps the text of posts that is in no file yet, so that it
// outlives the process: a file an open post, in a folder of the writer's own
// and never beside the posts.
//
// What must hold:
//   - Nobody who types waits for the disk. A [Writer] has one goroutine that does
//     all writing; a change costs the same however long the post is.
//   - A change is in the file within [WriteAfter] and on the disk within
//     [SyncAfter], as far as the disk lets it.
//   - A file that holds a text is added to or replaced by a whole new one, which
//     is on the disk by then; it is never written over.
//   - What is read of a damaged file is the text as it was at some time before.
//   - A file belongs to the process that has the lock beside it, and to nobody
//     once that ended, however it did. Numbers of processes say nothing.
package journal

import (
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/bounded"
)

// When changes are written, and when they are on the disk, after the first that
// is not.
const (
	WriteAfter = 300 * time.Millisecond
	SyncAfter  = 4 * time.Second
)

// About is which post a text is of.
type About struct {
	Path    string // of its file; "" while it has none
	Base    Base   // what that file held when the text was last the same
	Library string // folder of the library that was open
	Host    string // name of the computer
	round   int    // how often the journal was written anew
}

// Base is what a file is known to have held. The zero value is nothing.
type Base struct {
	Size int64
	Sum  [32]byte // SHA-256
}

// Known reports whether there was a file.
func (b Base) Known() bool { return b != Base{} }

// aboutJSON is an About as it is written. A path that is no text stands in raw.
type aboutJSON struct {
	Path    string `json:"path"`
	Raw     []byte `json:"raw,omitempty"`
	Base    string `json:"base,omitempty"`
	Size    int64  `json:"size,omitempty"`
	Library string `json:"library,omitempty"`
	Host    string `json:"host,omitempty"`
	Round   int    `json:"round,omitempty"`
}

// aboutLimits are more than an About has.
var aboutLimits = bounded.Limits{Bytes: maxPayload, Depth: 4, Values: 100}

// MarshalJSON implements [json.Marshaler].
func (a About) MarshalJSON() ([]byte, error) {
	j := aboutJSON{Path: a.Path, Library: a.Library, Host: a.Host, Round: a.round}
	if !utf8.ValidString(a.Path) {
		j.Raw = []byte(a.Path)
	}
	if a.Base.Known() {
		j.Base, j.Size = hex.EncodeToString(a.Base.Sum[:]), a.Base.Size
	}
	return json.Marshal(j)
}

// UnmarshalJSON implements [json.Unmarshaler].
func (a *About) UnmarshalJSON(b []byte) error {
	var j aboutJSON
	if err := bounded.JSON(b, &j, aboutLimits); err != nil {
		return err
	}
	*a = About{Path: j.Path, Library: j.Library, Host: j.Host, round: j.Round}
	if len(j.Raw) > 0 {
		a.Path = string(j.Raw)
	}
	if sum, err := hex.DecodeString(j.Base); err == nil && len(sum) == len(a.Base.Sum) {
		a.Base = Base{Size: j.Size, Sum: [32]byte(sum)}
	}
	return nil
}

// State is a text at one moment, and where the writer was in it.
type State struct {
	Text     text.Text
	Revision uint64
	Place
}

// Place is where the writer is in a text, in bytes.
type Place struct {
	Caret, Anchor int     // of the selection
	Top           int     // where the line begins that is seen first
	Past          float32 // how much of that line is scrolled past, from 0 to 1
}

// Journal keeps the text of one post. Its methods return at once; they may be
// called from any goroutine, in the order of what happened. A nil one keeps
// nothing.
type Journal struct {
	w *Writer

	// Guarded by the writer's mutex.
	about   About
	state   State
	patches []text.Patch // that lead to state and were not written
	since   time.Time    // of the first change that was not written; zero where all is
	held    bool         // there is a text to keep
	over    bool         // the file is not needed any more
	last    bool         // and never will be
	found   []*Found     // that the text was restored from

	file file // the writer's goroutine alone
}

// Replaces says that the text was restored from a found journal. That stays until
// the text is on the disk here, or is done.
func (j *Journal) Replaces(f *Found) {
	j.change(false, func() bool {
		j.found = append(j.found, f)
		return true
	})
}

// SetAbout tells which post the text is of from now on. Nothing is written for
// it alone where there is no file.
func (j *Journal) SetAbout(a About) {
	j.change(false, func() bool {
		a.Host = j.about.Host
		changed := j.about != a
		j.about = a
		return changed
	})
}

// Changed keeps the text s, to which the patch leads from the one before. It is
// only for a text that is in no file.
func (j *Journal) Changed(s State, p text.Patch) {
	j.change(true, func() bool {
		if len(p.Changes) > 0 {
			j.patches = append(j.patches, p)
		}
		j.state, j.held, j.over = s, true, false
		return true
	})
}

// SetPlace keeps where the writer is, for a text that is kept.
func (j *Journal) SetPlace(at Place) {
	j.change(false, func() bool {
		changed := j.state.Place != at
		j.state.Place = at
		return changed
	})
}

// Done removes what is kept: the text is in a file and on the disk, or given
// up. The next change is kept again.
func (j *Journal) Done() {
	j.change(true, func() bool {
		j.over, j.held, j.patches = true, false, nil
		return true
	})
}

// Forget is Done for a journal that no more changes come to.
func (j *Journal) Forget() {
	j.change(true, func() bool {
		j.over, j.held, j.last, j.patches = true, false, true, nil
		return true
	})
}

// widened returns the patch's changes with the lines around them, so that a
// journal can be read; t is the text after it. What is added of a line is
// bounded.
func widened(t text.Text, p text.Patch) []text.Edit {
	const most = 1 << 10 // bytes at each side
	var out []text.Edit
	ends := 0 // of the last one in t
	shift := 0
	for _, c := range p.Changes {
		start, end := c.Start+shift, c.Start+shift+len(c.New)
		shift += len(c.New) - (c.End - c.Start)
		from := max(t.LineStart(t.LineAt(start)), start-most)
		to := min(t.LineEnd(t.LineAt(end)), end+most)
		for from < start && !utf8.RuneStart(t.Byte(from)) {
			from++
		}
		for to > end && to < t.Len() && !utf8.RuneStart(t.Byte(to)) {
			to--
		}
		e := text.Edit{Start: c.Start - (start - from), End: c.End + (to - end)}
		if n := len(out); n > 0 && from <= ends { // within what was added around the last one
			from = ends - len(out[n-1].New)
			e.Start = out[n-1].Start
			if to < ends {
				to, e.End = ends, e.End+ends-to
			}
			out = out[:n-1]
		}
		e.New, ends = t.Slice(from, to), to
		out = append(out, e)
	}
	return slices.Clip(out)
}
