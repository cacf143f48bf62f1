package preview

import (
	"math/rand/v2"
	"strings"
	"testing"

	"galley.app/galley/assets"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/syntax"
)

// inks lists the colours of the page's code.
func inks(p *Pane) map[string]bool {
	list := map[string]bool{}
	for _, u := range p.col.units.From(0) {
		if u.kind == codeUnit && u.frame != nil {
			for _, b := range u.frame.texts {
				list[string(b.ink)] = true
			}
		}
	}
	return list
}

func TestColoursArrive(t *testing.T) {
	q := make(posts, 64)
	p := show(t, Options{Post: q.post}, 600, 600)
	src := "One.\n\n```go\nfunc f() string { return \"a\" } // b\n```\n\nTwo.\n"
	p.SetDoc(page(t, src), heading())
	if got := inks(p); len(got) != 1 || !got[string(assets.RoleInk)] {
		t.Fatalf("before they are found the colours are %v", got)
	}
	var code *markdown.Block
	for b := range p.painter.known {
		code = b
	}
	q.settle(func() bool { return p.painter.known[code].true })
	if got := inks(p); len(got) != 5 || !got[string(assets.RoleKeyword)] || !got[string(assets.RoleMuted)] {
		t.Errorf("the colours are %v", got)
	}

	// After an edit the code is not without colours until the new ones come.
	p.SetDoc(page(t, strings.Replace(src, "\"a\"", "\"ab\"", 1)), heading())
	if got := inks(p); len(got) != 5 {
		t.Errorf("after an edit the colours are %v", got)
	}
}

func TestColoursAreBounded(t *testing.T) {
	p := show(t, Options{}, 600, 600)
	p.SetDoc(page(t, "```go\n"+strings.Repeat("if true { return 1 }\n", 50_000)+"```\n"), heading())
	if got := inks(p); len(got) != 1 {
		t.Errorf("a megabyte of code has the colours %v", got)
	}
	if len(p.painter.known) > 0 {
		t.Error("the painter keeps what it does not colour")
	}
	var b strings.Builder
	for range 3 * maxTints {
		b.WriteString("```go\nif\n```\n\n")
	}
	p.SetDoc(page(t, b.String()), heading())
	for i := range p.col.units.Len() {
		p.col.ensure(i)
	}
	if n := len(p.painter.known); n > maxTints {
		t.Errorf("the painter keeps %d blocks, at most %d", n, maxTints)
	}
}

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
