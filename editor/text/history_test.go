package text

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// writer types into a text with a history, as a session does.
type writer struct {
	text Text
	hist History
	sel  Selection
	now  time.Time
}

func newWriter(src string, caret int) *writer {
	w := &writer{text: New(src), sel: Caret(caret), now: time.Unix(1, 0)}
	w.hist.Now = func() time.Time { return w.now }
	return w
}

func (w *writer) edit(kind Kind, key string, edits ...Edit) {
	next, p := w.text.Apply(edits...)
	before := w.sel
	w.text, w.sel = next, before.Map(p)
	w.hist.Record(p, []Selection{before}, []Selection{w.sel}, kind, key)
}

func (w *writer) typed(s string) {
	w.edit(Typing, "", Edit{w.sel.Start(), w.sel.End(), s})
}

func (w *writer) backspace() {
	w.edit(Deleting, "", Edit{w.sel.Head - 1, w.sel.Head, ""})
}

func (w *writer) del() {
	w.edit(Deleting, "", Edit{w.sel.Head, w.sel.Head + 1, ""})
}

func (w *writer) undo() bool {
	x, ok := w.hist.Undo()
	if ok {
		w.text, _ = w.text.Apply(x.Patch.Inverse()...)
		w.sel = x.Before[0]
	}
	return ok
}

func (w *writer) redo() bool {
	x, ok := w.hist.Redo()
	if ok {
		w.text, _ = w.text.Apply(x.Patch.Edits()...)
		w.sel = x.After[0]
	}
	return ok
}

// states undoes everything and returns the texts on the way, the last one first.
func (w *writer) states() []string {
	all := []string{w.text.String()}
	for w.undo() {
		all = append(all, w.text.String())
	}
	return all
}

func TestCoalescing(t *testing.T) {
	const tick = 300 * time.Millisecond
	tests := []struct {
		name string
		do   func(w *writer)
		want []string
	}{
		{"words are steps, with the blanks behind them", func(w *writer) {
			for _, c := range "two  more w." {
				w.typed(string(c))
			}
		}, []string{"two  more w...", "two  more ..", "two  ..", ".."}},
		{"letters typed in a row are one step", func(w *writer) {
			w.typed("a")
			w.typed("b")
			w.typed("c")
		}, []string{"abc..", ".."}},
		{"a pause starts a new one", func(w *writer) {
			w.typed("a")
			w.now = w.now.Add(time.Second)
			w.typed("b")
		}, []string{"ab..", "a..", ".."}},
		{"the pause counts from the last letter", func(w *writer) {
			for range 6 {
				w.typed("a")
				w.now = w.now.Add(tick)
			}
		}, []string{"aaaaaa..", ".."}},
		{"a clock that goes back starts a new one", func(w *writer) {
			w.typed("a")
			w.now = w.now.Add(-time.Hour)
			w.typed("b")
		}, []string{"ab..", "a..", ".."}},
		{"a line ending stands alone", func(w *writer) {
			w.typed("a")
			w.typed("\n")
			w.typed("b")
			w.typed("c")
		}, []string{"a\nbc..", "a\n..", "a..", ".."}},
		{"a paste stands alone", func(w *writer) {
			w.typed("a")
			w.edit(Other, "", Edit{1, 1, "paste"})
			w.typed("b")
		}, []string{"apasteb..", "apaste..", "a..", ".."}},
		{"the caret moved", func(w *writer) {
			w.typed("a")
			w.hist.Break()
			w.typed("b")
		}, []string{"ab..", "a..", ".."}},
		{"the caret moved without a word", func(w *writer) {
			w.typed("a")
			w.sel = Caret(3)
			w.typed("b")
		}, []string{"a..b", "a..", ".."}},
		{"Backspace in a row", func(w *writer) {
			w.edit(Other, "", Edit{0, 0, "abcd"})
			w.backspace()
			w.backspace()
			w.backspace()
		}, []string{"a..", "abcd..", ".."}},
		{"Delete in a row", func(w *writer) {
			w.del()
			w.del()
		}, []string{"", ".."}},
		{"Backspace over a line ending", func(w *writer) {
			w.edit(Other, "", Edit{0, 0, "a\nb"})
			w.backspace()
			w.backspace()
			w.backspace()
		}, []string{"..", "a..", "a\n..", "a\nb..", ".."}},
		{"typing after deleting", func(w *writer) {
			w.typed("a")
			w.backspace()
			w.typed("b")
		}, []string{"b..", "..", "a..", ".."}},
		{"typing over a selection goes on", func(w *writer) {
			w.sel = Selection{0, 2}
			w.typed("a")
			w.typed("b")
		}, []string{"ab", ".."}},
		{"one field", func(w *writer) {
			w.edit(Field, "title", Edit{0, 1, "x"})
			w.edit(Field, "title", Edit{0, 1, "xy"})
		}, []string{"xy.", ".."}},
		{"two fields", func(w *writer) {
			w.edit(Field, "title", Edit{0, 1, "x"})
			w.edit(Field, "slug", Edit{0, 1, "xy"})
		}, []string{"xy.", "x.", ".."}},
		{"a field set and set back leaves nothing", func(w *writer) {
			w.edit(Field, "title", Edit{0, 1, "x"})
			w.edit(Field, "title", Edit{0, 1, "."})
		}, []string{".."}},
		{"typing after an undo", func(w *writer) {
			w.typed("a")
			w.typed("\n")
			w.undo()
			w.typed("b")
		}, []string{"ab..", "a..", ".."}},
		{"typing after a redo", func(w *writer) {
			w.typed("a")
			w.undo()
			w.redo()
			w.typed("b")
		}, []string{"ab..", "a..", ".."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWriter("..", 0)
			tt.do(w)
			end := w.text.String()
			if got := w.states(); !slices.Equal(got, tt.want) {
				t.Errorf("the states are %q, want %q", got, tt.want)
			}
			for w.redo() {
			}
			if got := w.text.String(); got != end {
				t.Errorf("redo of all leads to %q, want %q", got, end)
			}
		})
	}
}

// Typing with several carets is one step, too.
func TestCoalescingOfSeveralCarets(t *testing.T) {
	var h History
	now := time.Unix(1, 0)
	h.Now = func() time.Time { return now }
	x := New("a b c")
	sels := []Selection{Caret(5), Caret(1), Caret(3)}
	for range 4 {
		offs := []int{sels[0].Head, sels[1].Head, sels[2].Head}
		slices.Sort(offs)
		var edits []Edit
		for _, off := range offs {
			edits = append(edits, Edit{off, off, "é"})
		}
		next, p := x.Apply(edits...)
		after := make([]Selection, len(sels))
		for i, s := range sels {
			after[i] = s.Map(p)
		}
		h.Record(p, sels, after, Typing, "")
		x, sels = next, after
	}
	if got := x.String(); got != "aéééé béééé céééé" {
		t.Fatalf("typed %q", got)
	}
	tr, _ := h.Undo()
	x, _ = x.Apply(tr.Patch.Inverse()...)
	if x.String() != "a b c" || !slices.Equal(tr.Before, []Selection{Caret(5), Caret(1), Caret(3)}) || h.CanUndo() {
		t.Errorf("one undo leads to %q with %v", x.String(), tr.Before)
	}
}

func TestRevisions(t *testing.T) {
	w := newWriter("", 0)
	if w.hist.Revision() != 0 {
		t.Errorf("the first revision is %d, want 0", w.hist.Revision())
	}
	w.typed("a")
	saved := w.hist.Revision()
	w.hist.Break()
	w.typed("b")
	if w.hist.Revision() == saved {
		t.Error("an edit keeps the revision")
	}
	w.undo()
	if w.hist.Revision() != saved || w.text.String() != "a" {
		t.Errorf("undo leads to revision %d and %q, want %d and a", w.hist.Revision(), w.text.String(), saved)
	}
	w.typed("b") // the same text once more, but another way to it
	if w.hist.Revision() == saved || w.hist.CanRedo() {
		t.Error("an edit after an undo keeps what could be redone")
	}
}

func TestHistoryIsBounded(t *testing.T) {
	w := newWriter("", 0)
	w.hist.Limit = 100 << 10
	for range 500 {
		w.edit(Other, "", Edit{0, 0, strings.Repeat("x", 1000)})
		if w.hist.Bytes() > w.hist.Limit {
			t.Fatalf("the history holds %d bytes, its limit is %d", w.hist.Bytes(), w.hist.Limit)
		}
	}
	oldest := w.hist.Revision()
	n := 0
	for w.undo() {
		oldest = w.hist.Revision()
		n++
	}
	if n < 50 || n > 100 {
		t.Errorf("%d steps are kept, want most of what fits", n)
	}
	if w.text.Len() != (500-n)*1000 || oldest == 0 {
		t.Errorf("undone to %d bytes and revision %d", w.text.Len(), oldest)
	}

	// One step that is over the limit all by itself can still be undone.
	w.hist.Limit = 10
	w.edit(Other, "", Edit{0, w.text.Len(), strings.Repeat("y", 5000)})
	if !w.undo() {
		t.Error("the only step was dropped")
	}
}

// A deleted letter does not keep the chunk that held it in memory.
func TestHistoryHoldsLittle(t *testing.T) {
	w := newWriter(prose(1<<20), 1<<19)
	for range 1000 {
		w.backspace()
	}
	x := w.hist.done[0]
	if n := len(x.Patch.Changes); n != 1 {
		t.Fatalf("%d changes, want 1", n)
	}
	if w.hist.Bytes() > 32<<10 {
		t.Errorf("the history of 1000 letters holds %d bytes", w.hist.Bytes())
	}
}
