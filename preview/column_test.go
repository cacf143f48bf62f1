package preview

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

func TestShare(t *testing.T) {
	for _, c := range []struct {
		natural, least []int
		w              int
		want           []int
	}{
		{[]int{50, 60}, []int{20, 20}, 200, []int{50, 60}},
		{[]int{100, 300}, []int{40, 60}, 200, []int{60, 140}},
		{[]int{500, 500}, []int{300, 300}, 201, []int{100, 101}},
	} {
		got := make([]int, len(c.want))
		share(got, c.natural, c.least, c.w)
		sum := 0
		for i := range got {
			sum += got[i]
			if d := got[i] - c.want[i]; d < -1 || d > 1 {
				t.Errorf("share(%v, %v, %d) = %v, want %v", c.natural, c.least, c.w, got, c.want)
			}
		}
		if sum > c.w {
			t.Errorf("share(%v, %v, %d) = %v is too wide", c.natural, c.least, c.w, got)
		}
	}
}

func TestCollapse(t *testing.T) {
	for _, c := range []struct {
		in    string
		after bool
		want  string
	}{
		{"a b", false, "a b"},
		{"a  b\t\nc ", false, "a b c "},
		{" a", true, "a"},
		{" a", false, " a"},
		{"  ", true, ""},
	} {
		if got := collapse(c.in, c.after); got != c.want {
			t.Errorf("collapse(%q, %v) = %q, want %q", c.in, c.after, got, c.want)
		}
	}
}

// The sums and the units' heights agree whatever happens.
func TestHeightsAgree(t *testing.T) {
	p := show(t, Options{}, 500, 400)
	src := long(20_000)
	d := page(t, src)
	p.SetDoc(d, heading())
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		switch rnd.IntN(5) {
		case 0:
			p.ScrollTo(rnd.IntN(len(src)), 0)
		case 1:
			p.scroll(rnd.IntN(2000) - 1000)
		case 2:
			p.SetDoc(d, []Header{{}, heading()}[rnd.IntN(2)])
		case 3:
			at := rnd.IntN(len(src))
			p.SetDoc(page(t, src[:at]), heading())
		case 4:
			p.r.Layout(p.size.AddWidthHeight(float32(rnd.IntN(60)-30), 0))
		}
		sum := 0
		for i, u := range p.col.units.From(0) {
			if got := p.col.y(i); got != sum {
				t.Fatalf("sum(%d) = %d, want %d", i, got, sum)
			}
			sum += u.height
		}
		if list := p.visible(nil); len(list) > 0 && bottomOf(p) < 400-p.col.set.size.bottom && p.top+p.dy > 0 {
			t.Fatal("there is room below the page's end though it could be scrolled back")
		}
	}
}

// After any edits a column holds what one would that shows the last document
// from the start, and hides what is in something closed.
func TestColumnIsAsAfresh(t *testing.T) {
	parts := []string{
		"words and words\n\n", "# heading\n\n", "- one\n- two\n\n", "```\ncode\n\nmore\n```\n\n", "| a |\n|---|\n| b |\n\n",
		"<details><summary>s</summary>\n\n", "<details open>\n\n", "</details>\n\n", "[x]: y\n\n", "a[^1]\n\n[^1]: note\n\n", "---\n\n",
	}
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 8))
		p := show(t, Options{}, 500, 400)
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
				if i := rnd.IntN(max(1, p.col.units.Len())); i < p.col.units.Len() && p.col.unit(i).fold != nil {
					p.toggle(i)
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
			h := []Header{{}, heading()}[rnd.IntN(8)/7]
			p.SetDoc(d, h)
			fresh := column{set: p.col.set, width: p.col.width}
			var head *unit
			if p.col.head != nil {
				head = &unit{kind: headerUnit, place: &place{}, first: true, last: true}
			}
			fresh.show(markdown.Parse(nil, tx, 0), head, nil)
			compareColumns(t, &p.col, &fresh)
			if t.Failed() {
				t.Fatalf("seed %d, step %d: %q", seed, step, tx.String())
			}
			p.ScrollTo(rnd.IntN(tx.Len()+1), 0)
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

// A key, and an Enter that cuts a paragraph in two, cost the same to parse and to
// show in a long text as in a short one.
func TestEditsCostTheSameOnLongPages(t *testing.T) {
	for _, insert := range []string{"x", "\n\n"} {
		var cost [2]uint64
		for i, size := range []int{20 << 10, 2 << 20} {
			src := long(size)
			p := show(t, Options{}, 700, 900)
			tx := text.New(src)
			d := markdown.Parse(nil, tx, 0)
			p.SetDoc(d, heading())
			at := strings.LastIndex(src[:len(src)/2], "paragraph")
			p.ScrollTo(at-200, 0)
			edit := func(e text.Edit) {
				tx, _ = tx.Apply(e)
				d = markdown.Parse(d, tx, 0)
				p.SetDoc(d, heading())
			}
			press := func() {
				edit(text.Edit{Start: at, End: at, New: insert})
				edit(text.Edit{Start: at, End: at + len(insert)})
			}
			press()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for range 10 {
				press()
			}
			runtime.ReadMemStats(&after)
			cost[i] = (after.TotalAlloc - before.TotalAlloc) / 20
		}
		t.Logf("%q: %d and %d bytes an edit", insert, cost[0], cost[1])
		if cost[1] > cost[0]+32<<10 {
			t.Errorf("%q: an edit allocates %d bytes on a short page, %d on a long one", insert, cost[0], cost[1])
		}
	}
}
