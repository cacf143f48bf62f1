package preview

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
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

// panned gives the units of the column that can be slid, one a block.
func panned(p *Pane) []*unit {
	var list []*unit
	for _, u := range p.col.units.From(0) {
		if u.pan != nil && u.pan.most() > 0 && (len(list) == 0 || list[len(list)-1].pan != u.pan) {
			list = append(list, u)
		}
	}
	return list
}

func TestWideBlocksSlide(t *testing.T) {
	p := show(t, Options{}, 500, 900)
	p.SetDoc(page(t, wide()), heading())
	list := panned(p)
	if len(list) != 2 {
		t.Fatalf("%d blocks are wider than the page, want 2", len(list))
	}
	heights := func() string {
		var b strings.Builder
		for _, sh := range p.r.shown {
			fmt.Fprintln(&b, sh.y, p.col.unit(sh.unit).height)
		}
		return b.String()
	}
	before, top, dy := heights(), p.top, p.dy
	for _, u := range list {
		seen := map[int]bool{} // bytes of the words that were shown
		lo, hi := u.frame.window.x, u.frame.window.x+u.frame.window.w
		for moved := true; moved; moved = p.slide(u.pan, u.pan.view/2) {
			for _, v := range p.col.units.From(0) {
				if v.pan != u.pan {
					continue
				}
				for _, b := range v.frame.texts {
					if b.x < lo-1 || b.x+b.w > hi+1 {
						t.Fatalf("%q goes from %d to %d in [%d, %d), slid by %d", b.s, b.x, b.x+b.w, lo, hi, u.pan.at)
					}
					for i := b.at; i < b.to; i++ {
						seen[(v.leaf+b.cell)<<20+i] = true
					}
				}
			}
		}
		if u.pan.at != u.pan.most() {
			t.Errorf("it ends at %d of %d", u.pan.at, u.pan.most())
		}
		want := len(literal(u.node)) - 2 // line ends
		if u.kind == rowUnit {
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
	p.SetDoc(page(t, wide()), heading())
	code := panned(p)[0]
	var at fyne.Position
	for _, sh := range p.r.shown {
		if p.col.unit(sh.unit) == code {
			at = fyne.NewPos(250, float32(sh.y+code.gap+20))
		}
	}
	p.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: at}, Scrolled: fyne.NewDelta(-25, 0)})
	if code.pan.at != 50 || p.dy != 0 {
		t.Errorf("a notch of the wheel slides by %d and scrolls by %d, want 50 and 0", code.pan.at, p.dy)
	}
	p.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(250, 10)}, Scrolled: fyne.NewDelta(-25, 0)})
	if code.pan.at != 50 {
		t.Error("the wheel over other words slides it")
	}

	bar := p.sliders(p.r.shown)[0]
	pushed(p, float32(bar.thumb+3), float32(bar.y+1))
	pulled(p, float32(bar.thumb+3+bar.w), float32(bar.y+60))
	if code.pan.at != code.pan.most() {
		t.Errorf("dragged to its end the bar is at %d of %d", code.pan.at, code.pan.most())
	}
	p.DragEnd()
	if p.sliding.pan != nil || p.Selected() {
		t.Error("the bar is still held, or words were selected")
	}
	pushed(p, float32(bar.x+1), float32(bar.y+1))
	p.DragEnd()
	if code.pan.at != 0 {
		t.Errorf("a click at the bar's beginning slides to %d", code.pan.at)
	}

	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if code.pan.at == 0 {
		t.Error("the right arrow key slides nothing")
	}
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	if code.pan.at != 0 {
		t.Error("the left arrow key does not slide back")
	}

	// An edit of the block leaves it where it was.
	p.slide(code.pan, 40)
	p.SetDoc(page(t, strings.Replace(wide(), "if a", "if b", 1)), heading())
	if got := panned(p)[0].pan.at; got != 40 {
		t.Errorf("after an edit it is slid by %d, want 40", got)
	}
}

func TestManyColumns(t *testing.T) {
	const n = 10_000
	src := "|" + strings.Repeat("a|", n) + "\n|" + strings.Repeat("-|", n) + "\n|" + strings.Repeat("b|", n) + "\n"
	p := show(t, Options{}, 600, 400)
	p.SetDoc(page(t, src), Header{})
	u := panned(p)[0]
	for _, at := range []int{0, u.pan.most() / 2, u.pan.most()} {
		p.slide(u.pan, at-u.pan.at)
		if got := len(u.frame.texts); got == 0 || got > 20 {
			t.Errorf("slid by %d the row has %d texts", u.pan.at, got)
		}
	}
	if last := u.frame.texts[len(u.frame.texts)-1].cell; last != n-1 {
		t.Errorf("at its end column %d is shown", last)
	}
	if made := p.r.made; made > 100 {
		t.Errorf("%d objects were made", made)
	}
}
