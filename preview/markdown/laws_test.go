package markdown

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown/policy"
)

// parseString parses src as a whole text.
func parseString(src string) *Doc { return Parse(nil, text.New(src), 0) }

// checkLaws reports everything in d that breaks what the package promises.
func checkLaws(t *testing.T, d *Doc, src string) {
	t.Helper()
	if end := d.start(d.Len()); end != d.src.len() {
		t.Fatalf("the blocks end at %d of %d", end, d.src.len())
	}
	anchors := anchorsOf(d.list(0, d.written()))
	if !slices.Equal(slices.Collect(values(d.anchors.From(0))), slices.Collect(values(anchors.From(0)))) {
		t.Error("the Doc does not know its anchors")
	}
	for _, mark := range []uint8{hasHeading, hasProblem, hasNote, hasImage} {
		var want, got []int
		for i, b := range d.From(0) {
			if b.has()&mark != 0 {
				want = append(want, i)
			}
		}
		for i := range d.blocks.Marked(mark, 0) {
			got = append(got, i)
		}
		if !slices.Equal(got, want) {
			t.Errorf("blocks %v are marked %d, want %v", got, mark, want)
		}
	}
	parsed := src[:d.Base] + string(d.src.source())
	if want := string(source(src[d.Base:])); parsed[d.Base:] != want {
		t.Fatalf("the source is %q, want %q", parsed[d.Base:], want)
	}
	for i, b := range d.From(0) {
		if i > 0 && d.Start(i) <= d.Start(i-1) && b.Kind != Footnotes {
			t.Errorf("block %d starts at %d, the one before at %d", i, d.Start(i), d.Start(i-1))
		}
		if d.Start(i) < d.Base || d.Start(i)+b.End > len(src) {
			t.Errorf("block %d: %d+%d leaves the source of %d bytes", i, d.Start(i), b.End, len(src))
			continue
		}
		if i+1 < d.Len() && d.Start(i)+b.End > d.Start(i+1) {
			t.Errorf("block %d ends at %d, behind the next start %d", i, d.Start(i)+b.End, d.Start(i+1))
		}
		if b.Start != 0 {
			t.Errorf("block %d: Start %d", i, b.Start)
		}
		if b.Kind != Footnotes {
			if got := d.Find(d.Start(i)); got != i {
				t.Errorf("Find(%d) = %d, want %d", d.Start(i), got, i)
			}
		}
		checkBlock(t, b, fmt.Sprintf("block %d", i))
		checkMarks(t, b, parsed[d.Start(i):d.Start(i)+b.End])
	}
	for _, p := range d.Problems() {
		if p.Line < 1 || p.Message == "" || p.Rule == "" {
			t.Errorf("problem %+v", p)
		}
	}
}

func values[K, V any](all iter.Seq2[K, V]) iter.Seq[V] {
	return func(yield func(V) bool) {
		for _, v := range all {
			if !yield(v) {
				return
			}
		}
	}
}

func checkBlock(t *testing.T, b *Block, path string) {
	t.Helper()
	path += " " + b.Kind.String()
	if b.Start < 0 || b.End < b.Start {
		t.Errorf("%s: [%d,%d)", path, b.Start, b.End)
	}
	if strings.ContainsAny(b.Literal, "\r\x00") {
		t.Errorf("%s: literal %q", path, b.Literal)
	}
	at := b.Start
	for _, in := range b.Inlines {
		if in.Start < at || in.End < in.Start || in.End > b.End {
			t.Errorf("%s [%d,%d): %v %q at [%d,%d) after %d", path, b.Start, b.End, in.Kind, in.Text, in.Start, in.End, at)
		}
		at = in.End
		if strings.ContainsAny(in.Text, "\r\n\x00") {
			t.Errorf("%s: inline text %q", path, in.Text)
		}
		if in.Kind == Text && in.Text == "" {
			t.Errorf("%s: empty text at %d", path, in.Start)
		}
		if link := in.Attrs().Link; !policy.SafeLink(link) {
			t.Errorf("%s: link %q", path, link)
		}
	}
	last := b.Start
	for _, c := range b.Children {
		if c.Start < last || c.End > b.End {
			t.Errorf("%s [%d,%d): child %v at [%d,%d) after %d", path, b.Start, b.End, c.Kind, c.Start, c.End, last)
		}
		last = c.Start
		if b.Kind == List != (c.Kind == Item) || b.Kind == Table != (c.Kind == Row) || b.Kind == Row != (c.Kind == Cell) {
			t.Errorf("%s: child %v", path, c.Kind)
		}
		checkBlock(t, c, path)
	}
	if b.Kind == Heading && (b.ID == "" || b.Level < 1 || b.Level > 6) {
		t.Errorf("%s: level %d, anchor %q", path, b.Level, b.ID)
	}
}

// checkMarks asks that marks are in order and that exactly what no inline shows
// is marked as a marker.
func checkMarks(t *testing.T, b *Block, src string) {
	t.Helper()
	looks := make([]MarkStyle, len(src))
	at := 0
	for _, m := range b.Marks() {
		start, end := int(m.Start), int(m.End)
		if start < at || end <= start || end > b.End || m.Style == 0 {
			t.Errorf("%v: mark %+v after %d, block ends at %d", b.Kind, m, at, b.End)
			return
		}
		at = end
		for i := start; i < end; i++ {
			looks[i] = m.Style
		}
	}
	checkLooks(t, b, src, looks)
}

func checkLooks(t *testing.T, b *Block, src string, looks []MarkStyle) {
	t.Helper()
	if b.Kind == Footnotes || b.problems != nil && b.marks == nil {
		return
	}
	shown := make([]bool, b.End-b.Start)
	for _, in := range b.Inlines {
		for i := in.Start; i < in.End; i++ {
			shown[i-b.Start] = true
			if in.Kind == Text && !blank(src[i]) && src[i] != '\\' && looks[i].Has(MarkMarker) {
				t.Errorf("%v: %q at %d is shown but a marker", b.Kind, src[i], i)
			}
		}
	}
	if b.Kind == Paragraph || b.Kind == Heading || b.Kind == Cell || b.Kind == Rule {
		for i, s := range shown {
			if at := b.Start + i; !s && src[at] > ' ' && !looks[at].Has(MarkMarker) {
				t.Errorf("%v: %q at %d is neither shown nor a marker", b.Kind, src[at], at)
			}
		}
	}
	for _, c := range b.Children {
		checkLooks(t, c, src, looks)
	}
}
