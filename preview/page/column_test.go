package page

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// After any edits a column holds what one would that shows the last document
// from the start, and hides what is in something closed.
func TestColumnIsAsAfresh(t *testing.T) {
	parts := []string{
		"words and words\n\n", "# heading\n\n", "- one\n- two\n\n", "```\ncode\n\nmore\n```\n\n", "| a |\n|---|\n| b |\n\n",
		"<details><summary>s</summary>\n\n", "<details open>\n\n", "</details>\n\n", "[x]: y\n\n", "a[^1]\n\n[^1]: note\n\n", "---\n\n",
	}
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 8))
		c := newColumn()
		var tx text.Text
		var d *markdown.Doc
		for step := range 30 {
			var edits []text.Edit
			switch n := tx.Len(); rnd.IntN(7) {
			case 0:
				at := rnd.IntN(n + 1)
				edits = []text.Edit{{Start: at, End: min(n, at+rnd.IntN(200))}}
			case 1:
				edits = []text.Edit{{Start: 0, End: n * rnd.IntN(2)}}
			case 2:
				at := rnd.IntN(n + 1)
				edits = []text.Edit{{Start: at, End: at, New: []string{"x", "\n\n", "\n"}[rnd.IntN(3)]}}
			case 3:
				if i := rnd.IntN(max(1, c.Fragments.Len())); i < c.Fragments.Len() && c.Fragment(i).Details != nil {
					c.Toggle(i)
				}
			default:
				at := rnd.IntN(n + 1)
				if at > 0 && rnd.IntN(2) > 0 {
					at = n
				}
				edits = []text.Edit{{Start: at, End: at, New: parts[rnd.IntN(len(parts))]}}
			}
			tx, _ = tx.Apply(edits...)
			d = markdown.Parse(d, tx, 0)
			var head, freshHead *Fragment
			if rnd.IntN(8) == 7 {
				head, freshHead = NewHeader(Header{Title: "Title"}), NewHeader(Header{Title: "Title"})
			}
			c.Show(d, head, nil)
			fresh := newColumn()
			fresh.Show(markdown.Parse(nil, tx, 0), freshHead, nil)
			compareColumns(t, c, fresh)
			if t.Failed() {
				t.Fatalf("seed %d, step %d: %q", seed, step, tx.String())
			}
			c.Layout(rnd.IntN(c.Fragments.Len()))
		}
	}
}

func compareColumns(t *testing.T, got, want *Column) {
	t.Helper()
	if got.Fragments.Len() != want.Fragments.Len() || got.counts.Len() != want.counts.Len() || got.end() != want.end() {
		t.Errorf("%d units of %d blocks up to %d, want %d of %d up to %d",
			got.Fragments.Len(), got.counts.Len(), got.end(), want.Fragments.Len(), want.counts.Len(), want.end())
		return
	}
	for b := range want.counts.Len() {
		if got.from(b) != want.from(b) {
			t.Errorf("block %d is from unit %d on, want %d", b, got.from(b), want.from(b))
		}
	}
	var open []*Details
	y := 0
	for i, w := range want.Fragments.From(0) {
		u := got.Fragment(i)
		if u.Kind != w.Kind || u.Start != w.Start || u.End != w.End || u.Node != nil && u.Node.Kind != w.Node.Kind || got.Block(i) != want.Block(i) {
			t.Errorf("unit %d is a %v, want a %v", i, u.Kind, w.Kind)
		}
		if u.Kind == FoldEndFragment && len(open) > 0 {
			open = open[:len(open)-1]
		}
		if hidden := slices.ContainsFunc(open, func(d *Details) bool { return d.closed }); u.Hidden != hidden {
			t.Errorf("unit %d: hidden is %v", i, u.Hidden)
		}
		if u.Details != nil {
			open = append(open, u.Details)
		}
		var above *Fragment
		if i > 0 {
			above = got.Fragment(i - 1)
		}
		if gap := got.Layouter.Sizes.between(above, u); u.Gap != gap {
			t.Errorf("unit %d has a gap of %d, want %d", i, u.Gap, gap)
		}
		if got.Y(i) != y {
			t.Errorf("unit %d is at %d, want %d", i, got.Y(i), y)
		}
		y += u.Height
	}
}

// sample is all of the corpus.
func sample(t *testing.T) string {
	t.Helper()
	names, err := filepath.Glob("testdata/*.md")
	if err != nil || len(names) == 0 {
		t.Fatal("no corpus", err)
	}
	var b strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(text, '\n'))
	}
	return b.String()
}

func parse(src string) *markdown.Doc { return markdown.Parse(nil, text.New(src), 0) }
