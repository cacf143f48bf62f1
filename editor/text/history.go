package text

import (
	"slices"
	"strings"
	"time"
)

// Kind says what sort of edit a transaction is; transactions of different kinds stay apart.
type Kind uint8

const (
	Other    Kind = iota // stands alone: paste, a command, a replacement
	Typing               // text typed at the caret
	Deleting             // Backspace and Delete
	Field                // a value typed in the form
	Reload               // text that came from the disk
)

const (
	historyBytes  = 64 << 20
	historyPause  = time.Second
	recordBytes   = 160 // a transaction without its strings, about
	changeBytes   = 64  // a change without its strings, about
	selectionSize = 16
)

// Transaction is one step of undo.
type Transaction struct {
	Patch         Patch
	Before, After []Selection
	Kind          Kind
	Key           string // of a Field
	Revision      uint64 // of the text after it

	at   time.Time // of the last edit in it
	open bool      // may still take in the next edit
}

func (x *Transaction) bytes() int {
	n := recordBytes + len(x.Key) + selectionSize*(len(x.Before)+len(x.After))
	for _, c := range x.Patch.Changes {
		n += changeBytes + len(c.Old) + len(c.New)
	}
	return n
}

// History holds the transactions that can be undone and redone. It is bounded by bytes: the oldest
// are dropped, but never the newest one. The zero value is an empty history.
//
// Every state of the text has its own revision number. Undo and redo lead back to the number that
// the state had, so "is this what was saved" is the comparison of two numbers.
type History struct {
	Now   func() time.Time // the clock; nil for time.Now
	Limit int              // bytes; 0 for 64 MB

	done   []Transaction // oldest first
	undone []Transaction // the next to redo last
	base   uint64        // revision below the oldest
	last   uint64        // highest revision given
	size   int           // bytes of done and undone
}

// Revision returns the number of the present state of the text; 0 for the one it started with.
func (h *History) Revision() uint64 {
	if n := len(h.done); n > 0 {
		return h.done[n-1].Revision
	}
	return h.base
}

// CanUndo reports whether there is a transaction to undo.
func (h *History) CanUndo() bool { return len(h.done) > 0 }

// CanRedo reports whether there is a transaction to redo.
func (h *History) CanRedo() bool { return len(h.undone) > 0 }

// Bytes returns about how much memory the transactions hold.
func (h *History) Bytes() int { return h.size }

// Record adds an edit that was made and returns the revision after it. What could be redone is
// dropped. An edit joins the transaction before it when it continues it: same kind and key, less
// than a second later, the caret not moved, the bytes adjacent, no new word begun, no line ending in
// either, and no Break between. Where the two cancel each other out, as in a form's field set and set back, nothing
// is left to undo and the revision is the earlier one.
func (h *History) Record(p Patch, before, after []Selection, kind Kind, key string) uint64 {
	now := h.now()
	h.drop()
	h.last++
	x := Transaction{
		Patch: p, Before: slices.Clone(before), After: slices.Clone(after), Kind: kind, Key: key,
		Revision: h.last, at: now, open: true,
	}
	if n := len(h.done); n > 0 && h.done[n-1].continues(&x) {
		prev := &h.done[n-1]
		h.size -= prev.bytes()
		prev.Patch = prev.Patch.Then(p)
		prev.After, prev.Revision, prev.at = x.After, x.Revision, now
		h.size += prev.bytes()
		if len(prev.Patch.Changes) == 0 { // back at the text before it
			h.Undo()
			h.drop()
		}
	} else {
		h.done = append(h.done, x)
		h.size += x.bytes()
	}
	h.trim()
	return h.Revision()
}

// Join adds an edit to the newest transaction whatever it is, so that one undo takes back both, and
// returns the revision after it. Nothing joins them afterwards.
func (h *History) Join(p Patch, after []Selection) uint64 {
	n := len(h.done)
	if n == 0 || len(h.undone) > 0 {
		return h.Record(p, after, after, Other, "")
	}
	h.last++
	prev := &h.done[n-1]
	h.size -= prev.bytes()
	prev.Patch, prev.After = prev.Patch.Then(p), slices.Clone(after)
	prev.Revision, prev.open = h.last, false
	h.size += prev.bytes()
	h.trim()
	return h.Revision()
}

// Break keeps the next edit from joining the one before: the caret moved, or the text was saved.
func (h *History) Break() {
	if n := len(h.done); n > 0 {
		h.done[n-1].open = false
	}
}

// Undo takes back the newest transaction: the caller applies Patch.Inverse and selects Before. It
// reports false if there is none.
func (h *History) Undo() (Transaction, bool) {
	n := len(h.done)
	if n == 0 {
		return Transaction{}, false
	}
	x := h.done[n-1]
	x.open = false
	h.done[n-1] = Transaction{}
	h.done = h.done[:n-1]
	h.Break()
	h.undone = append(h.undone, x)
	return x, true
}

// Redo brings back the transaction undone last: the caller applies Patch.Edits and selects After.
// It reports false if there is none.
func (h *History) Redo() (Transaction, bool) {
	n := len(h.undone)
	if n == 0 {
		return Transaction{}, false
	}
	x := h.undone[n-1]
	h.undone[n-1] = Transaction{}
	h.undone = h.undone[:n-1]
	h.done = append(h.done, x)
	return x, true
}

func (h *History) now() time.Time {
	if h.Now == nil {
		return time.Now()
	}
	return h.Now()
}

// drop forgets what could be redone.
func (h *History) drop() {
	for i := range h.undone {
		h.size -= h.undone[i].bytes()
	}
	h.undone = nil
}

// trim drops the oldest transactions once the limit is passed, some more than needed, so that the
// rest need not be moved down at every edit.
func (h *History) trim() {
	limit := h.Limit
	if limit == 0 {
		limit = historyBytes
	}
	if h.size <= limit {
		return
	}
	k := 0
	for h.size > limit-limit/16 && k < len(h.done)-1 {
		h.size -= h.done[k].bytes()
		h.base = h.done[k].Revision
		k++
	}
	if k > 0 {
		h.done = slices.Delete(h.done, 0, k)
	}
}

// continues reports whether next can be joined to x.
func (x *Transaction) continues(next *Transaction) bool {
	gap := next.at.Sub(x.at)
	if !x.open || x.Kind != next.Kind || x.Key != next.Key || gap < 0 || gap >= historyPause {
		return false
	}
	switch x.Kind {
	case Field:
		return !x.worded(next)
	case Typing:
		return slices.Equal(x.After, next.Before) && x.meets(next, typedOn) && !x.worded(next)
	case Deleting:
		return slices.Equal(x.After, next.Before) && x.meets(next, deletedOn)
	case Other, Reload:
	}
	return false
}

// meets reports whether each change of next goes on where the same change of x ended. Neither may
// hold a line ending.
func (x *Transaction) meets(next *Transaction, adjacent func(start, end int, next Change) bool) bool {
	if len(x.Patch.Changes) != len(next.Patch.Changes) {
		return false
	}
	shift := 0
	for i, c := range x.Patch.Changes {
		n := next.Patch.Changes[i]
		start := c.Start + shift
		end := start + len(c.New)
		if !adjacent(start, end, n) || strings.ContainsAny(c.Old+c.New, "\r\n") || strings.ContainsAny(n.Old+n.New, "\r\n") {
			return false
		}
		shift += len(c.New) - len(c.Old)
	}
	return true
}

// worded reports whether next begins a new word behind one that x typed: the blanks behind a word are
// the word's. Where there are several carets, or a field that another follows, the first place tells.
func (x *Transaction) worded(next *Transaction) bool {
	if len(x.Patch.Changes) == 0 || len(next.Patch.Changes) == 0 {
		return false
	}
	last, now := x.Patch.Changes[0].New, next.Patch.Changes[0]
	word := strings.TrimLeft(now.New, " \t") != ""
	return now.Old == "" && last != "" && word && startsBlank(now.New) != endsBlank(last)
}

func startsBlank(s string) bool { return s != "" && strings.IndexByte(" \t", s[0]) >= 0 }

func endsBlank(s string) bool { return s != "" && strings.IndexByte(" \t", s[len(s)-1]) >= 0 }

// typedOn reports whether next only inserts, right behind what was typed in [start, end).
func typedOn(_, end int, next Change) bool { return next.Old == "" && next.Start == end }

// deletedOn reports whether next only deletes, right before or behind the place of a deletion.
func deletedOn(start, end int, next Change) bool {
	return next.New == "" && start == end && (next.End == start || next.Start == start)
}
