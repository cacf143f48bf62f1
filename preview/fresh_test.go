package preview

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/assets"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/typeset"
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
				if i := rnd.IntN(max(1, c.units.Len())); i < c.units.Len() && c.unit(i).fold != nil {
					c.toggle(i)
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
			var head, freshHead *unit
			if rnd.IntN(8) == 7 {
				head, freshHead = newHead(Header{Title: "Title"}), newHead(Header{Title: "Title"})
			}
			c.show(d, head, nil)
			fresh := newColumn()
			fresh.show(markdown.Parse(nil, tx, 0), freshHead, nil)
			compareColumns(t, c, fresh)
			if t.Failed() {
				t.Fatalf("seed %d, step %d: %q", seed, step, tx.String())
			}
			c.ensure(rnd.IntN(c.units.Len()))
		}
	}
}

func compareColumns(t *testing.T, got, want *column) {
	t.Helper()
	if got.units.Len() != want.units.Len() || got.counts.Len() != want.counts.Len() || got.end() != want.end() {
		t.Errorf("%d units of %d blocks up to %d, want %d of %d up to %d",
			got.units.Len(), got.counts.Len(), got.end(), want.units.Len(), want.counts.Len(), want.end())
		return
	}
	for b := range want.counts.Len() {
		if got.from(b) != want.from(b) {
			t.Errorf("block %d is from unit %d on, want %d", b, got.from(b), want.from(b))
		}
	}
	var open []*details
	y := 0
	for i, w := range want.units.From(0) {
		u := got.unit(i)
		if u.kind != w.kind || u.start != w.start || u.end != w.end || u.node != nil && u.node.Kind != w.node.Kind || got.block(i) != want.block(i) {
			t.Errorf("unit %d is a %v, want a %v", i, u.kind, w.kind)
		}
		if u.kind == foldEndUnit && len(open) > 0 {
			open = open[:len(open)-1]
		}
		if hidden := slices.ContainsFunc(open, func(d *details) bool { return d.closed }); u.hidden != hidden {
			t.Errorf("unit %d: hidden is %v", i, u.hidden)
		}
		if u.fold != nil {
			open = append(open, u.fold)
		}
		var above *unit
		if i > 0 {
			above = got.unit(i - 1)
		}
		if gap := got.set.size.between(above, u); u.gap != gap {
			t.Errorf("unit %d has a gap of %d, want %d", i, u.gap, gap)
		}
		if got.y(i) != y {
			t.Errorf("unit %d is at %d, want %d", i, got.y(i), y)
		}
		y += u.height
	}
}

// newColumn is an empty column in the plain theme.
func newColumn() *column {
	t, _ := assets.PageNamed("")
	c := &column{set: &setter{ts: typeset.NewMeasurer(nil), size: newSizes(t, 1, false), art: func(src string) picture {
		return picture{src: src, w: 90, h: 60}
	}}}
	c.resize(420)
	c.show(nil, nil, nil)
	return c
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
