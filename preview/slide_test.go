package preview

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/preview/page"
)

func pushed(p *Pane, x, y float32) {
	p.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
}

func pulled(p *Pane, x, y float32) {
	p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
}

// wide has a block of code and a table that are wider than any page, between
// paragraphs.
func wide() string {
	long := "x := \"" + strings.Repeat("abcdefghi ", 60) + "\" // end é"
	row := "|" + strings.Repeat(" internationalisation |", 12) + "\n"
	return "Before.\n\n```go\nif a {\n\t" + long + "\n}\n```\n\nBetween.\n\n" + row + "|" + strings.Repeat("---|", 12) + "\n" + row + "\nAfter.\n"
}

// panned gives the fragments of the column that can be slid, one a block.
func panned(p *Pane) []*page.Fragment {
	var list []*page.Fragment
	for _, u := range p.col.Fragments.From(0) {
		if u.Pan != nil && u.Pan.Max() > 0 && (len(list) == 0 || list[len(list)-1].Pan != u.Pan) {
			list = append(list, u)
		}
	}
	return list
}

func TestWideBlocksSlide(t *testing.T) {
	p := show(t, Options{}, 500, 900)
	p.SetDoc(parsed(t, wide()), heading())
	list := panned(p)
	if len(list) != 2 {
		t.Fatalf("%d blocks are wider than the page, want 2", len(list))
	}
	heights := func() string {
		var b strings.Builder
		for _, sh := range p.r.shown {
			fmt.Fprintln(&b, sh.y, p.col.Fragment(sh.fragment).Height)
		}
		return b.String()
	}
	before, top, dy := heights(), p.top, p.dy
	for _, u := range list {
		seen := map[int]bool{} // bytes of the words that were shown
		lo, hi := u.Frame.Window.X, u.Frame.Window.X+u.Frame.Window.Width
		for moved := true; moved; moved = p.sliding.slide(u.Pan, u.Pan.View/2) {
			for _, v := range p.col.Fragments.From(0) {
				if v.Pan != u.Pan {
					continue
				}
				for _, b := range v.Frame.Texts {
					if b.X < lo-1 || b.X+b.Width > hi+1 {
						t.Fatalf("%q goes from %d to %d in [%d, %d), slid by %d", b.Text, b.X, b.X+b.Width, lo, hi, u.Pan.At)
					}
					for i := b.From; i < b.To; i++ {
						seen[(v.Leaf+b.Cell)<<20+i] = true
					}
				}
			}
		}
		if u.Pan.At != u.Pan.Max() {
			t.Errorf("it ends at %d of %d", u.Pan.At, u.Pan.Max())
		}
		want := len(literal(u.Node)) - 2 // line ends
		if u.Kind == page.RowFragment {
			want = 2 * 12 * len("internationalisation")
		}
		if len(seen) != want {
			t.Errorf("%d bytes were shown on the way, of %d", len(seen), want)
		}
	}
	if heights() != before || p.top != top || p.dy != dy {
		t.Errorf("something else moved:\n%swas\n%s", heights(), before)
	}
}

func TestSlidingByHand(t *testing.T) {
	p := show(t, Options{}, 500, 900)
	p.SetDoc(parsed(t, wide()), heading())
	code := panned(p)[0]
	var at fyne.Position
	for _, sh := range p.r.shown {
		if p.col.Fragment(sh.fragment) == code {
			at = fyne.NewPos(250, float32(sh.y+code.Gap+20))
		}
	}
	p.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: at}, Scrolled: fyne.NewDelta(-25, 0)})
	if code.Pan.At != 50 || p.dy != 0 {
		t.Errorf("a notch of the wheel slides by %d and scrolls by %d, want 50 and 0", code.Pan.At, p.dy)
	}
	p.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(250, 10)}, Scrolled: fyne.NewDelta(-25, 0)})
	if code.Pan.At != 50 {
		t.Error("the wheel over other words slides it")
	}

	bar := p.sliding.bars(p.r.shown)[0]
	pushed(p, float32(bar.thumb+3), float32(bar.y+1))
	pulled(p, float32(bar.thumb+3+bar.w), float32(bar.y+60))
	if code.Pan.At != code.Pan.Max() {
		t.Errorf("dragged to its end the bar is at %d of %d", code.Pan.At, code.Pan.Max())
	}
	p.DragEnd()
	if p.sliding.pan != nil || p.Selected() {
		t.Error("the bar is still held, or words were selected")
	}
	pushed(p, float32(bar.x+1), float32(bar.y+1))
	p.DragEnd()
	if code.Pan.At != 0 {
		t.Errorf("a click at the bar's beginning slides to %d", code.Pan.At)
	}

	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if code.Pan.At == 0 {
		t.Error("the right arrow key slides nothing")
	}
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	if code.Pan.At != 0 {
		t.Error("the left arrow key does not slide back")
	}

	// An edit of the block leaves it where it was.
	p.sliding.slide(code.Pan, 40)
	p.SetDoc(parsed(t, strings.Replace(wide(), "if a", "if b", 1)), heading())
	if got := panned(p)[0].Pan.At; got != 40 {
		t.Errorf("after an edit it is slid by %d, want 40", got)
	}
}

func TestManyColumns(t *testing.T) {
	const n = 10_000
	src := "|" + strings.Repeat("a|", n) + "\n|" + strings.Repeat("-|", n) + "\n|" + strings.Repeat("b|", n) + "\n"
	p := show(t, Options{}, 600, 400)
	p.SetDoc(parsed(t, src), page.Header{})
	u := panned(p)[0]
	for _, at := range []int{0, u.Pan.Max() / 2, u.Pan.Max()} {
		p.sliding.slide(u.Pan, at-u.Pan.At)
		if got := len(u.Frame.Texts); got == 0 || got > 20 {
			t.Errorf("slid by %d the row has %d texts", u.Pan.At, got)
		}
	}
	if last := u.Frame.Texts[len(u.Frame.Texts)-1].Cell; last != n-1 {
		t.Errorf("at its end column %d is shown", last)
	}
	if made := p.r.made; made > 100 {
		t.Errorf("%d objects were made", made)
	}
}
