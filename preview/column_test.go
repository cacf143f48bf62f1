package preview

import (
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
)

// The sums and the fragments' heights agree whatever happens.
func TestHeightsAgree(t *testing.T) {
	p := show(t, Options{}, 500, 400)
	src := long(20_000)
	d := parsed(t, src)
	p.SetDoc(d, heading())
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		switch rnd.IntN(5) {
		case 0:
			p.ScrollTo(rnd.IntN(len(src)), 0)
		case 1:
			p.scroll(rnd.IntN(2000) - 1000)
		case 2:
			p.SetDoc(d, []page.Header{{}, heading()}[rnd.IntN(2)])
		case 3:
			at := rnd.IntN(len(src))
			p.SetDoc(parsed(t, src[:at]), heading())
		case 4:
			p.r.Layout(p.size.AddWidthHeight(float32(rnd.IntN(60)-30), 0))
		}
		sum := 0
		for i, u := range p.col.Fragments.From(0) {
			if got := p.col.Y(i); got != sum {
				t.Fatalf("sum(%d) = %d, want %d", i, got, sum)
			}
			sum += u.Height
		}
		if list := p.visible(nil); len(list) > 0 && bottomOf(p) < 400-p.col.Layouter.Sizes.Bottom && p.top+p.dy > 0 {
			t.Fatal("there is room below the page's end though it could be scrolled back")
		}
	}
}

// A key, and an Enter that cuts a paragraph in two, cost the same to parse and to
// show in a long text as in a short one.
func TestEditsCostTheSameOnLongPages(t *testing.T) {
	growth.Alone(t)
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
