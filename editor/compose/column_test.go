package compose

import (
	"math/rand/v2"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// prose is some paragraphs of words of all lengths, each in one line.
func prose(rng *rand.Rand, paragraphs int) string {
	var b strings.Builder
	for range paragraphs {
		for i := range 60 + rng.IntN(60) {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString("abcdefghijklm"[:1+rng.IntN(12)])
		}
		b.WriteString(".\n\n")
	}
	return b.String()
}

func columnOf(src string) (int, bool) {
	t := text.New(src)
	return Column(markdown.Parse(nil, t, 0), t)
}

// What was wrapped at a column is found to be, however much was edited since.
func TestColumn(t *testing.T) {
	for _, want := range []int{60, 72, 80, 100, 120} {
		for seed := range uint64(20) {
			rng := rand.New(rand.NewPCG(seed, 1))
			s := plain(prose(rng, 4), 0)
			s.Selections = []text.Selection{{Head: s.Text.Len()}}
			src := do(s, Rewrap(nil, want)).Text.String()
			for range 4 {
				at := rng.IntN(len(src))
				src = src[:at] + "edited" + src[at:]
			}
			if got, ok := columnOf(src); !ok || got != want {
				t.Errorf("wrapped at %d, got %d, %v:\n%s", want, got, ok, src)
			}
		}
	}
}

func TestNoColumn(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var sentences strings.Builder // a line each
	for range 40 {
		sentences.WriteString(strings.TrimSpace(prose(rng, 1))[:40+rng.IntN(80)] + "\n")
	}
	for name, src := range map[string]string{
		"nothing": "", "one line a paragraph": prose(rng, 5), "a line a sentence": sentences.String(),
		"a poem": strings.Repeat("one two three\nfour five six\nseven\n\n", 20),
		"code":   "```\n" + strings.Repeat(strings.Repeat("a ", 38)+"\n", 20) + "```\n",
	} {
		if c, ok := columnOf(src); ok {
			t.Errorf("%s: found to be wrapped at %d", name, c)
		}
	}
}
