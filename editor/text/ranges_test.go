package text

import (
	"slices"
	"strings"
	"testing"
)

// FuzzRanges edits a text, and asks now and then where ranges of it are: where the
// way since says, in order, and brittle ones with the bytes that they had.
func FuzzRanges(f *testing.F) {
	f.Add("one two three four", "\x00\x01\x01\x01\x80\x02\x01\x00\xff\x00\x03\x01")
	f.Add(strings.Repeat("a b ", 30), strings.Repeat("\x20\x01\x02\x00\xa0\x00\x01\x01", 20))
	f.Fuzz(func(t *testing.T, src, plan string) {
		if len(src) > 400 || len(plan) > 200 {
			return
		}
		now := New(src)
		log := NewLog(now)
		var words []Range
		for at, w := 0, ""; at < len(src); at += len(w) + 1 {
			w, _, _ = strings.Cut(src[at:], " ")
			words = append(words, Range{at, at + len(w)})
		}
		var all, brittle Ranges
		brittle.Brittle = true
		all.Set(slices.Clone(words), now.Version())
		brittle.Set(slices.Clone(words), now.Version())
		was, held := slices.Clone(words), slices.Clone(words)
		asked, old := now.Version(), now
		for ; len(plan) >= 4; plan = plan[4:] {
			start := int(plan[0]) * now.Len() / 256
			end := min(now.Len(), start+int(plan[1])%5)
			next, p := now.Apply(Edit{start, end, "x y z"[:int(plan[2])%6]})
			log.Add(p)
			now = next
			if plan[3]%2 == 0 {
				continue
			}
			way, _ := log.Since(asked)
			for i, r := range was {
				was[i].Start, was[i].End = way.MapRange(r.Start, r.End)
			}
			if got := all.Now(log); !slices.Equal(got, was) {
				t.Fatalf("ranges are at %v, want %v", got, was)
			}
			left := brittle.Now(log)
			k := 0
			for _, r := range held {
				start, end := way.MapRange(r.Start, r.End)
				if k < len(left) && left[k] == (Range{start, end}) && now.Slice(start, end) == old.Slice(r.Start, r.End) {
					k++
					continue
				}
				if !slices.ContainsFunc(way.Changes, func(c Change) bool { return c.Start <= r.End && c.End >= r.Start }) {
					t.Fatalf("%v was removed, and no change of %v is at it", r, way.Changes)
				}
			}
			if k < len(left) {
				t.Fatalf("%v are of none of the ranges before, %v", left[k:], held)
			}
			held, asked, old = slices.Clone(left), now.Version(), now
		}
	})
}

// TestRangesOfForgottenEdits asks for ranges when it is not known any more what
// was edited.
func TestRangesOfForgottenEdits(t *testing.T) {
	now := New("one two")
	log := NewLog(now)
	var r Ranges
	r.Set([]Range{{0, 3}, {4, 7}}, now.Version())
	for range logPatches + 1 {
		next, p := now.Apply(Edit{0, 0, "x"})
		log.Add(p)
		now = next
	}
	if got := r.Now(log); len(got) != 0 {
		t.Errorf("they are at %v", got)
	}
	r.Set([]Range{{0, 3}}, now.Version())
	if got := r.Now(log); !slices.Equal(got, []Range{{0, 3}}) {
		t.Errorf("new ones are at %v", got)
	}
}
