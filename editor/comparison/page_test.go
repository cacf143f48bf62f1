package comparison

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/diff"
)

// drawn is a page in words: [-removed-], [+added+], [~moved~] and notes as lines in braces; what a
// note folds stands indented behind it.
func drawn(p *Page) string {
	src := p.text.String()
	var b strings.Builder
	note, m := 0, 0
	fold := stretch{}
	signs := [kinds]string{"-", "+", "~"}
	for i := 0; i <= len(src); i++ {
		if m < len(p.marks) && p.marks[m].end == i && p.marks[m].start < i {
			fmt.Fprintf(&b, "%s]", signs[p.marks[m].kind])
			m++
		}
		if i == len(src) {
			break
		}
		if note < len(p.notes) && p.notes[note].off == i {
			n := p.notes[note]
			fmt.Fprintf(&b, "{%s", n.words)
			if n.to >= 0 {
				fmt.Fprintf(&b, " → %q", firstWord(src[n.to:]))
			}
			b.WriteString("}\n")
			fold = n.stretch
			note++
			i += n.size - 1
			b.WriteString(strings.Repeat("\n", n.size-len(noteText)))
			continue
		}
		if i >= fold.start && i < fold.end && (i == 0 || src[i-1] == '\n') {
			b.WriteString("    ")
		}
		if m < len(p.marks) && p.marks[m].start == i {
			fmt.Fprintf(&b, "[%s", signs[p.marks[m].kind])
		}
		b.WriteByte(src[i])
	}
	return b.String()
}

func firstWord(s string) string {
	if f := strings.Fields(s); len(f) > 0 {
		return f[0]
	}
	return ""
}

func TestLay(t *testing.T) {
	type spans = []diff.Span
	same := func(s string) diff.Block { return diff.Block{Spans: spans{{Text: s}}} }
	some := func(k diff.Kind, s ...diff.Span) diff.Block { return diff.Block{Kind: k, Spans: s} }
	gone := func(s string) diff.Span { return diff.Span{Kind: diff.Removed, Text: s} }
	came := func(s string) diff.Span { return diff.Span{Kind: diff.Added, Text: s} }
	stay := func(s string) diff.Span { return diff.Span{Text: s} }
	many := func(from, to int) (list []diff.Block) {
		for i := from; i <= to; i++ {
			list = append(list, same(fmt.Sprintf("P%d.\n\n", i)))
		}
		return list
	}
	join := slices.Concat[[]diff.Block]
	change := []diff.Block{some(diff.Changed, stay("One "), gone("jar"), came("bag"), stay(" of it.\n\n"))}
	for _, c := range []struct {
		name   string
		blocks []diff.Block
		want   string
	}{
		{"words", change, "One [-jar-][+bag+] of it.\n\n"},
		{
			"paragraphs",
			[]diff.Block{same("First.\n\n"), some(diff.Removed, gone("Second one.\n\n")), same("Last.\n\n"), some(diff.Added, came("And more.\n"))},
			"First.\n\n[-Second one.\n\n-]Last.\n\n[+And more.\n+]",
		},
		{
			"far from a change", join(many(1, 4), change, many(6, 9)),
			"{3 paragraphs unchanged}\n    P1.\n    \n    P2.\n    \n    P3.\n\nP4.\n\nOne [-jar-][+bag+] of it.\n\nP6.\n\n" +
				"{3 paragraphs unchanged}\n    P7.\n    \n    P8.\n    \n    P9.\n    \n",
		},
		{"two are no fold", join(many(1, 3), change, many(4, 7), change), "P1.\n\nP2.\n\nP3.\n\nOne [-jar-][+bag+] of it.\n\nP4.\n\nP5.\n\nP6.\n\nP7.\n\nOne [-jar-][+bag+] of it.\n\n"},
		{"the same", many(1, 3), "{nothing differs: 3 paragraphs unchanged}\n    P1.\n    \n    P2.\n    \n    P3.\n    \n"},
		{
			"moved",
			[]diff.Block{{Kind: diff.MovedTo, Spans: spans{gone("Mover of\n  words.\n\n")}, Other: 2}, same("A stays."), {Kind: diff.Moved, Spans: spans{came("Mover of\n  words.\n\n")}}},
			"{Moved down from here: “Mover of words.” → \"Mover\"}\n\nA stays.\n{Moved here from further up → \"…\"}\n[~Mover of\n  words.\n\n~]",
		},
		{
			"moved up",
			[]diff.Block{{Kind: diff.Moved, Spans: spans{came("Mover.\n")}, Other: 1}, {Kind: diff.MovedTo, Spans: spans{gone("Mover.\n")}}},
			"{Moved here from further down → \"…\"}\n[~Mover.\n~]{Moved up from here: “Mover.” → \"Mover.\"}\n",
		},
		{
			"blank lines", join(change, []diff.Block{some(diff.Changed, stay("A."), gone("\n"), came("\n\n")), some(diff.Changed, stay("B."), came("\n"))}),
			"One [-jar-][+bag+] of it.\n\nA.[-\n-][+\n\n+]B.[+\n+]",
		},
		{
			"a paragraph behind the last one",
			[]diff.Block{some(diff.Changed, stay("A.\n"), came("\n")), some(diff.Added, came("B.\n"))},
			"A.\n[+\n+][+B.\n+]",
		},
		{"endings", []diff.Block{some(diff.Changed, stay("A."), gone("\r\n"), came("\n"))}, "{only line endings differ}\nA.[-\r\n-][+\n+]"},
		{"in the middle of a line", []diff.Block{some(diff.Changed, stay("old"), gone(" words")), some(diff.Added, came("\nNew.\n"))}, "old[- words-][+\nNew.\n+]"},
		{
			"last paragraphs without line endings",
			[]diff.Block{same("One.\n\n"), some(diff.Removed, gone("Second.")), some(diff.Added, came("Second.More\nnext"))},
			"One.\n\n[-Second.-]\n[+Second.More\nnext+]",
		},
		{"nothing", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := Lay(diff.Diff{Blocks: c.blocks})
			if got := drawn(p); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
			stops := map[string]int{"words": 1, "paragraphs": 2, "far from a change": 1, "two are no fold": 2, "moved": 1, "moved up": 1, "blank lines": 2, "a paragraph behind the last one": 1, "in the middle of a line": 2, "last paragraphs without line endings": 1}
			if p.Changes() != stops[c.name] {
				t.Errorf("%d places to step through, want %d", p.Changes(), stops[c.name])
			}
		})
	}
}

// What is marked as removed or added, and all that is not, are the two texts that were compared, whatever
// they are: nothing is left out of the page but the old places of moved paragraphs.
func TestPageHoldsBothTexts(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	words := strings.Fields("one two three four five six - * # \"quoted\" naïve 😀 中文 end.")
	write := func(n int) string {
		var b strings.Builder
		for range n {
			for range rng.IntN(8) {
				b.WriteString(words[rng.IntN(len(words))] + " ")
			}
			b.WriteString([]string{"\n", "\n\n", "\r\n", "\n\n\n"}[rng.IntN(4)])
		}
		return b.String()
	}
	for range 300 {
		a := write(rng.IntN(30))
		b := write(rng.IntN(10)) + a[len(a)/3:]
		d := diff.Words(a, b)
		p := Lay(d)
		last := -1
		for _, m := range p.marks {
			if m.start < last || m.end < m.start || m.end > p.text.Len() {
				t.Fatalf("marks %v of %q", p.marks, p.text.String())
			}
			last = m.end
		}
		last = -1
		for _, n := range p.notes {
			if n.off <= last || n.to >= p.text.Len() || n.end > p.text.Len()+1 || p.text.Slice(n.off, n.off+len(noteText)) != noteText {
				t.Fatalf("notes %v of %q", p.notes, p.text.String())
			}
			last = n.off
		}
		moves := false
		for _, x := range d.Blocks {
			moves = moves || x.Kind == diff.Moved
		}
		if moves {
			continue
		}
		var old, now strings.Builder
		at := 0
		for _, m := range p.marks {
			same := p.words(at, m.start)
			old.WriteString(same)
			now.WriteString(same)
			to := &old
			if m.kind == added {
				to = &now
			}
			to.WriteString(p.words(m.start, m.end))
			at = m.end
		}
		same := p.words(at, p.text.Len())
		old.WriteString(same)
		now.WriteString(same)
		for _, x := range []struct{ got, want string }{{old.String(), a}, {now.String(), b}} {
			if x.got != x.want {
				t.Fatalf("the page of\n%q and\n%q holds\n%q", a, b, x.got)
			}
		}
	}
}
