package diff

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

// show writes a Diff as one string: [-removed-], {+added+}, | after a block,
// <n and >n for a paragraph that moved to block n or came from there.
func show(d Diff) string {
	var b strings.Builder
	for _, x := range d.Blocks {
		switch x.Kind {
		case MovedTo:
			fmt.Fprintf(&b, ">%d", x.Other)
		case Moved:
			fmt.Fprintf(&b, "<%d", x.Other)
		}
		for _, s := range x.Spans {
			switch s.Kind {
			case Same:
				b.WriteString(s.Text)
			case Removed:
				b.WriteString("[-" + s.Text + "-]")
			case Added:
				b.WriteString("{+" + s.Text + "+}")
			}
		}
		b.WriteString("|")
	}
	return strings.NewReplacer("\r", "␍", "\n", "¶").Replace(b.String())
}

func TestWords(t *testing.T) {
	for _, tt := range []struct {
		name, a, b, want string
		added, removed   int
	}{
		{"nothing", "", "", "", 0, 0},
		{"same", "One.\n\nTwo.\n", "One.\n\nTwo.\n", "One.¶¶|Two.¶|", 0, 0},
		{"a word", "The quick fox.\n", "The slow fox.\n", "The [-quick-]{+slow+} fox.¶|", 1, 1},
		{"words beside each other", "a very long story of old\n", "a quite short tale of old\n", "a [-very long story-]{+quite short tale+} of old¶|", 3, 3},
		{"put in", "One two.\n", "One and two.\n", "One {+and +}two.¶|", 1, 0},
		{"at the end", "One two", "One two three", "One two{+ three+}|", 1, 0},
		{"a paragraph", "One one.\n\nThree three.\n", "One one.\n\nTwo two.\n\nThree three.\n", "One one.¶¶|{+Two two.¶¶+}|Three three.¶|", 2, 0},
		{"the last paragraph", "One.\n", "One.\n\nTwo.\n", "One.[-¶-]{+¶¶+}|{+Two.¶+}|", 1, 0},
		{"changed, and one more", "One one.\n\nEnd.\n", "One two.\n\nThree.\n\nEnd.\n", "One [-one-]{+two+}.¶¶|{+Three.¶¶+}|End.¶|", 2, 1},
		{"without end", "One", "One\n\nTwo", "One{+¶¶+}|{+Two+}|", 1, 0},
		{"cut in two", "First half here. Second half there.\n", "First half here.\n\nSecond half there.\n", "First half here.[- -]{+¶¶+}|Second half there.¶|", 0, 0},
		{"joined", "First half here.\n\nSecond half there.\n", "First half here. Second half there.\n", "First half here.[-¶¶-]{+ +}|Second half there.¶|", 0, 0},
		{"moved", "A first one.\n\nB second one.\n\nC third one.\n\n", "B second one.\n\nC third one.\n\nA first one.\n\n", ">3A first one.¶¶|B second one.¶¶|C third one.¶¶|<0A first one.¶¶|", 0, 0},
		{"moved to the end", "A first one.\n\nB second one.\n\nC third one.\n", "B second one.\n\nC third one.\n\nA first one.\n", "", 0, 0},
		{"a short one is not moved", "Yes.\n\nB second one.\n\n", "B second one.\n\nYes.\n\n", "[-Yes.¶¶-]|B second one.¶¶|{+Yes.¶¶+}|", 1, 1},
		{"wrapped anew", "One two\nthree four\n", "One\ntwo three\nfour\n", "One[- -]{+¶+}two[-¶-]{+ +}three[- -]{+¶+}four¶|", 0, 0},
		{"endings", "One\r\nTwo\r\n", "One\nTwo\n", "One[-␍¶-]{+¶+}Two[-␍¶-]{+¶+}|", 0, 0},
		{"head", "!! title: Old name\n!! slug: x\n\n---\n\nText.\n", "!! title: Entirely different words\n!! slug: x\n\n---\n\nText.\n", "!! title: [-Old name-]{+Entirely different words+}¶!! slug: x¶¶|---¶¶|Text.¶|", 3, 2},
		{"other words altogether", "The ships left the harbour in the early morning.\n", "We never knew what the people of that town had in mind.\n", "[-The ships left the harbour in the early morning-]{+We never knew what the people of that town had in mind+}.¶|", 12, 9},
		{"letters of their own", "我喜歡貓", "我喜歡狗", "我喜歡[-貓-]{+狗+}|", 1, 1},
		{"apostrophes", "I don't know", "I didn't know", "I [-don't-]{+didn't+} know|", 1, 1},
		{"marks stay", "caf\u00e9 noir", "cafe\u0301 noir", "[-caf\u00e9-]{+cafe\u0301+} noir|", 1, 1},
		{"a sentence", "It was. It is. It will be.\n", "It was. It is. It is not. It will be.\n", "It was. It is. {+It is not. +}It will be.¶|", 3, 0},
		{"not UTF-8", "a \xff b", "a \xfe b", "a [-\xff-]{+\xfe+} b|", 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := Words(tt.a, tt.b)
			checkLaws(t, tt.a, tt.b, d)
			if got := show(d); tt.want != "" && got != strings.ReplaceAll(markMoved(tt.want), "\n", "¶") && got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if d.Added != tt.added || d.Removed != tt.removed {
				t.Errorf("%d added and %d removed, want %d and %d", d.Added, d.Removed, tt.added, tt.removed)
			}
		})
	}
}

// markMoved puts the marks of removed and added words into moved blocks, which
// the table leaves out.
func markMoved(want string) string {
	parts := strings.SplitAfter(want, "|")
	for i, p := range parts {
		if len(p) > 3 && p[0] == '>' {
			parts[i] = p[:2] + "[-" + strings.TrimSuffix(p[2:], "|") + "-]|"
		}
		if len(p) > 3 && p[0] == '<' {
			parts[i] = p[:2] + "{+" + strings.TrimSuffix(p[2:], "|") + "+}|"
		}
	}
	return strings.Join(parts, "")
}

// checkLaws fails the test unless the Diff gives both texts back.
func checkLaws(t *testing.T, a, b string, d Diff) {
	t.Helper()
	var x, y strings.Builder
	for i, block := range d.Blocks {
		if len(block.Spans) == 0 {
			t.Fatalf("block %d is empty", i)
		}
		differs := false
		for _, s := range block.Spans {
			if s.Text == "" {
				t.Fatalf("block %d has an empty span", i)
			}
			if s.Kind != Added {
				x.WriteString(s.Text)
			}
			if s.Kind != Removed {
				y.WriteString(s.Text)
			}
			differs = differs || s.Kind != Same
		}
		if differs == (block.Kind == Same) {
			t.Fatalf("block %d is of kind %d", i, block.Kind)
		}
		if block.Kind == Moved || block.Kind == MovedTo {
			other := d.Blocks[block.Other]
			if other.Other != i || other.Kind == block.Kind || strings.TrimSpace(other.Spans[0].Text) != strings.TrimSpace(block.Spans[0].Text) {
				t.Fatalf("block %d moved to %d, which is another one", i, block.Other)
			}
		}
	}
	if x.String() != a {
		t.Fatalf("same and removed give %q, not %q", x.String(), a)
	}
	if y.String() != b {
		t.Fatalf("same and added give %q, not %q", y.String(), b)
	}
	if d.Equal() != (a == b) {
		t.Fatalf("Equal is %t for %q and %q", d.Equal(), a, b)
	}
}

func FuzzWords(f *testing.F) {
	f.Add("One two.\n\nThree four five.\n\n", "Three four five.\n\nOne and two.\r\n\r\n")
	f.Add("\ufeff!! title: x\n---\n", "!! title: y\r\n---\r")
	f.Add("a\n \n\tb", "a\r\r\nb  \n\n\n")
	f.Fuzz(func(t *testing.T, a, b string) { checkLaws(t, a, b, Words(a, b)) })
}

// TestRandom compares texts of few words, in which much is the same in many
// places.
func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 4000 {
		a := randomText(r, 40)
		b := a
		if r.IntN(3) > 0 {
			b = mutate(r, a)
		} else {
			b = randomText(r, 40)
		}
		checkLaws(t, a, b, Words(a, b))
	}
}

var bits = []string{"a", "b", "the cat", "Sat. ", " ", " ", "\n", "\n\n", "\r\n", "\r", "—", "ß", "e\u0301", "don't", "one two three four", "\n\n\n", "\t"}

func randomText(r *rand.Rand, n int) string {
	var b strings.Builder
	for range r.IntN(n) {
		b.WriteString(bits[r.IntN(len(bits))])
	}
	return b.String()
}

// mutate changes a few stretches of s.
func mutate(r *rand.Rand, s string) string {
	for range 1 + r.IntN(4) {
		i := r.IntN(len(s) + 1)
		j := min(len(s), i+r.IntN(6))
		s = s[:i] + randomText(r, 4) + s[j:]
	}
	return s
}

// TestBounded counts the steps for texts that are large, or alike in all the
// wrong ways.
func TestBounded(t *testing.T) {
	growth.Alone(t)
	words := func(seed uint64, n int, sep string, vocabulary int) string {
		r := rand.New(rand.NewPCG(seed, 9))
		var b strings.Builder
		for b.Len() < n {
			fmt.Fprintf(&b, "w%d%s", r.IntN(vocabulary), sep)
		}
		return b.String()
	}
	for _, tt := range []struct {
		name string
		text func(seed uint64, n int) string
	}{
		{"one line", func(seed uint64, n int) string { return words(seed, n, " ", 1000) }},
		{"two words", func(seed uint64, n int) string { return words(seed, n, " ", 2) }},
		{"short lines", func(seed uint64, n int) string { return words(seed, n, "\n", 50) }},
		{"short paragraphs", func(seed uint64, n int) string { return words(seed, n, "\n\n", 3) }},
		{"paragraphs of their own", func(seed uint64, n int) string { return words(seed, n, "\n\n", 1<<40) }},
		{"no words", func(seed uint64, n int) string { return strings.Repeat("\xff", n-int(seed)) }},
		{"one letter", func(seed uint64, n int) string { return strings.Repeat("a", n-int(seed)) }},
		{"marks", func(seed uint64, n int) string { return strings.Repeat("*_", n/2-int(seed)) }},
		{"combining", func(seed uint64, n int) string { return "e" + strings.Repeat("\u0301", n/2-int(seed)) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			growth.Steps(t, 1<<17, func(n int) int {
				c := &comparison{a: tt.text(1, n), b: tt.text(2, n), words: allWords}
				c.compare()
				checkLaws(t, c.a, c.b, c.blocks())
				return c.steps + stepsFor
			})
		})
	}
}

func BenchmarkWords(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var s strings.Builder
	for s.Len() < 10<<20 {
		for range 80 {
			fmt.Fprintf(&s, "word%d ", r.IntN(5000))
		}
		s.WriteString("\n\n")
	}
	text := s.String()
	edited := text
	for range 100 {
		i := r.IntN(len(edited))
		edited = edited[:i] + "changed here" + edited[i:]
	}
	b.Run("10 MB, 100 changes", func(b *testing.B) {
		for b.Loop() {
			Words(text, edited)
		}
	})
	b.Run("10 MB, nothing in common", func(b *testing.B) {
		other := strings.NewReplacer("word", "term", "1", "2").Replace(text)
		for b.Loop() {
			Words(text, other)
		}
	})
	b.Run("10 MB in one line", func(b *testing.B) {
		x, y := strings.ReplaceAll(text, "\n", " "), strings.ReplaceAll(edited, "\n", " ")
		for b.Loop() {
			Words(x, y)
		}
	})
}
