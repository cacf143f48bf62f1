package preview

import (
	"math/rand/v2"
	"testing"

	"galley.app/galley/editor/text"
)

func TestTree(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 3, 7, 8, 100} {
		units := make([]*unit, n)
		for i := range units {
			units[i] = &unit{height: rnd.IntN(50)}
		}
		var tr tree
		tr.build(units)
		for range 50 {
			if n > 0 {
				i, d := rnd.IntN(n), rnd.IntN(20)
				units[i].height += d
				tr.add(i, d)
			}
			sum := 0
			for i, u := range units {
				if got := tr.sum(i); got != sum {
					t.Fatalf("sum(%d) = %d, want %d", i, got, sum)
				}
				sum += u.height
			}
			if sum == 0 {
				continue
			}
			y := rnd.IntN(sum)
			i, rest := tr.find(y)
			if rest < 0 || rest >= units[i].height || tr.sum(i)+rest != y {
				t.Fatalf("find(%d) = %d, %d", y, i, rest)
			}
			if i, rest := tr.find(sum + 5); i != n-1 || tr.sum(i)+rest != sum+5 {
				t.Fatalf("find below the end = %d, %d", i, rest)
			}
		}
	}
}

func TestUnmap(t *testing.T) {
	old := text.New("0123456789")
	_, p := old.Apply(text.Edit{Start: 2, End: 2, New: "abc"}, text.Edit{Start: 5, End: 8, New: "x"})
	for off, want := range []int{0, 1, 2, 2, 2, 2, 3, 4, 5, 8, 9, 10} { // in 01abc234x89
		if got := unmap(p, off); got != want {
			t.Errorf("unmap(%d) = %d, want %d", off, got, want)
		}
	}
}

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
		for i, u := range p.col.units {
			if got := p.col.sums.sum(i); got != sum {
				t.Fatalf("sum(%d) = %d, want %d", i, got, sum)
			}
			sum += u.height
		}
		if list := p.visible(nil); len(list) > 0 && bottomOf(p) < 400-p.col.set.size.bottom && p.top+p.dy > 0 {
			t.Fatal("there is room below the page's end though it could be scrolled back")
		}
	}
}
