package page

import (
	"math/rand/v2"
	"strings"
	"testing"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/syntax"
)

// TestCarry compares the colours that are carried over an edit with roles that
// are moved byte by byte.
func TestCarry(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	letters := []string{"a", "b", " ", "é", "\n"}
	text := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(letters[r.IntN(len(letters))])
		}
		return b.String()
	}
	for range 2000 {
		old, add := text(r.IntN(30)), text(r.IntN(4))
		cuts := []int{0}
		for i := range old {
			cuts = append(cuts, i)
		}
		cuts = append(cuts, len(old))
		from := cuts[r.IntN(len(cuts))]
		now := old[:from] + add + old[cuts[max(r.IntN(len(cuts)), len(cuts)-1)]:]
		roles := make([]syntax.Role, len(old))
		var list []syntax.Run
		last := 0
		for i := range old + "." {
			if i == 0 || i < len(old) && r.IntN(3) > 0 {
				continue
			}
			role := syntax.Role(r.IntN(6))
			list = append(list, syntax.Run{Len: i - last, Role: role})
			for k := last; k < i; k++ {
				roles[k] = role
			}
			last = i
		}
		head, tail := alike(old, now)
		if head+tail > min(len(old), len(now)) || old[:head] != now[:head] || old[len(old)-tail:] != now[len(now)-tail:] {
			t.Fatalf("%q and %q share %d and %d", old, now, head, tail)
		}
		at := 0
		for _, run := range carry(list, len(old), len(now), head, tail) {
			for range run.Len {
				switch {
				case at < head && run.Role != roles[at],
					at >= len(now)-tail && run.Role != roles[at-len(now)+len(old)]:
					t.Fatalf("%q to %q: byte %d is %v", old, now, at, run.Role)
				}
				at++
			}
		}
		if at != len(now) {
			t.Fatalf("%q to %q: runs of %d bytes", old, now, at)
		}
	}
}

func TestColoursAreBounded(t *testing.T) {
	h := NewHighlighter(nil)
	long := &markdown.Block{Kind: markdown.Code, Info: "go", Literal: strings.Repeat("if true { return 1 }\n", 50_000)}
	if runs := h.Runs(long); runs != nil || len(h.known) > 0 {
		t.Errorf("a megabyte of code has %d runs of colour, %d blocks are kept", len(runs), len(h.known))
	}
	for range 3 * maxTints {
		if runs := h.Runs(&markdown.Block{Kind: markdown.Code, Info: "go", Literal: "if\n"}); len(runs) == 0 {
			t.Fatal("no colours")
		}
	}
	if n := len(h.known); n > maxTints {
		t.Errorf("%d blocks are kept, at most %d", n, maxTints)
	}
}
