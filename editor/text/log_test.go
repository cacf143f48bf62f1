package text

import (
	"slices"
	"strings"
	"testing"
)

// FuzzLog edits a text and asks in between for the way from versions seen before.
// A way must be that of all the edits since, one after the other; it leads from the
// one text to the other, and back.
func FuzzLog(f *testing.F) {
	f.Add("0123456789", "\x00\x01\x01\x05\x00\x02\x01\x01\x03\x07\x02\x00")
	f.Add("one\r\ntwo", strings.Repeat("\x02\x00\x01\x00\x09\x01\x00\x02", 20))
	f.Add(strings.Repeat("abc", 30), strings.Repeat("\x04\x01\x00\x05\x02\x02\x02\x06\x07", 30))
	f.Fuzz(func(t *testing.T, src, plan string) {
		if len(src) > 500 || len(plan) > 400 {
			return
		}
		now := New(src)
		log := NewLog(now)
		texts, patches := []Text{now}, []Patch(nil)
		first := now.Version()
		for ; len(plan) >= 4; plan = plan[4:] {
			ask := first + uint64(int(plan[3])%len(texts))
			check(t, log, ask, texts, patches)
			start := int(plan[0]) * now.Len() / 256
			end := min(now.Len(), start+int(plan[1])%5)
			next, p := now.Apply(Edit{start, end, strings.Repeat("xy\r\n", 2)[:int(plan[2])%8]})
			log.Add(p)
			now, texts, patches = next, append(texts, next), append(patches, p)
			check(t, log, ask, texts, patches)
		}
		for i := range texts {
			check(t, log, first+uint64(i), texts, patches)
		}
		if _, ok := log.Since(now.Version() + 1); ok {
			t.Fatal("a version to come is known")
		}
	})
}

// check compares what a log says of a version with the edits since.
func check(t *testing.T, log *Log, version uint64, texts []Text, patches []Patch) {
	t.Helper()
	now := texts[len(texts)-1]
	if log.Version() != now.Version() {
		t.Fatalf("the log is at %d, the text at %d", log.Version(), now.Version())
	}
	got, ok := log.Since(version)
	if !ok {
		t.Fatalf("the way from %d to %d is forgotten", version, now.Version())
	}
	i := int(version - texts[0].Version())
	old := texts[i]
	want := Patch{From: version, To: version, OldLen: old.Len(), NewLen: old.Len()}
	for k, p := range patches[i:] {
		if k == 0 {
			want = p
		} else {
			want = want.Then(p)
		}
	}
	if got.From != version || got.To != now.Version() || got.OldLen != old.Len() || got.NewLen != now.Len() {
		t.Fatalf("the way from %d to %d is of %d to %d, %d to %d bytes", version, now.Version(), got.From, got.To, got.OldLen, got.NewLen)
	}
	if !slices.Equal(got.Changes, want.Changes) {
		t.Fatalf("since %d: %v, want %v", version, got.Changes, want.Changes)
	}
	if next, _ := old.Apply(got.Edits()...); next.String() != now.String() {
		t.Fatalf("the way from %d leads to %q, want %q", version, next.String(), now.String())
	}
	for _, bias := range []Bias{Before, After} {
		for off := 0; off <= old.Len(); off++ {
			m := got.Map(off, bias)
			if !touched(got.Edits(), off) && got.Unmap(m, bias) != off {
				t.Fatalf("since %d: %d is at %d, which was at %d", version, off, m, got.Unmap(m, bias))
			}
		}
	}
}

// TestLogForgets has more edits than are remembered. A way that is asked for now
// and then is known for as long as it was asked for in time.
func TestLogForgets(t *testing.T) {
	now := New("")
	log := NewLog(now)
	start := now.Version()
	for i := range 3 * logPatches {
		next, p := now.Apply(Edit{now.Len(), now.Len(), "x"})
		log.Add(p)
		now = next
		if i%(logPatches/2) == 0 {
			if p, ok := log.Since(start); !ok || p.OldLen != 0 || p.NewLen != now.Len() || len(p.Changes) != 1 {
				t.Fatalf("after %d edits: %v, %v", i, p, ok)
			}
		}
	}
	if _, ok := log.Since(start + 1); ok {
		t.Error("one that was never asked for is known")
	}
	for range 2 * logPatches {
		next, p := now.Apply(Edit{0, 0, "y"})
		log.Add(p)
		now = next
	}
	for range 2 {
		if p, ok := log.Since(start); ok {
			t.Errorf("it is known after all were forgotten: %v", p)
		}
	}
	for v := now.Version() - logPatches; v <= now.Version(); v++ {
		if p, ok := log.Since(v); !ok || p.NewLen-p.OldLen != int(now.Version()-v) {
			t.Fatalf("since %d: %v, %v", v, p, ok)
		}
	}
}

// TestLogBytes keeps the last edit, however large.
func TestLogBytes(t *testing.T) {
	now := New("a")
	log := NewLog(now)
	for range 3 {
		next, p := now.Apply(Edit{0, now.Len(), strings.Repeat("x", logBytes/3*2)})
		log.Add(p)
		now = next
	}
	if _, ok := log.Since(now.Version() - 1); !ok {
		t.Error("the last edit is forgotten")
	}
	if _, ok := log.Since(now.Version() - 2); ok {
		t.Error("all edits are kept")
	}
}

// TestLogCost asks for a way after each of many edits: that takes what one edit
// takes, however many there were.
func TestLogCost(t *testing.T) {
	now := New(strings.Repeat("words\n", 100))
	log := NewLog(now)
	start := now.Version()
	key := func() {
		next, p := now.Apply(Edit{300, 300, "x"})
		log.Add(p)
		now = next
	}
	for range 40 {
		key()
		log.Since(start)
	}
	few := testing.AllocsPerRun(20, func() { key(); log.Since(start) })
	for range 400 {
		key()
		log.Since(start)
	}
	many := testing.AllocsPerRun(20, func() { key(); log.Since(start) })
	if many > few+2 {
		t.Errorf("an edit and its way take %v allocations after 40 edits, %v after 440", few, many)
	}
	if n := testing.AllocsPerRun(20, func() { log.Since(start) }); n > 0 {
		t.Errorf("asking again takes %v allocations", n)
	}
}
