package control_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/theme"
)

// three shows three panes that each say which they are.
func three(t *testing.T, width float32) (*seen.Person, *control.Panes, *seen.Did) {
	t.Helper()
	pane := func(s string) fyne.CanvasObject { return control.NewLabel(s, theme.Ink) }
	panes := control.NewPanes(pane("left"), pane("middle"), pane("right"))
	p := seen.Sit(t, panes, width, 400)
	var d seen.Did
	panes.OnChange = d.Do("moved")
	return p, panes, &d
}

// drag pulls what lies at x with the mouse, and reports whether something does.
func drag(t *testing.T, p *seen.Person, x, by float32) bool {
	t.Helper()
	for dx := float32(-3); dx <= 3; dx++ {
		if o, within, ok := seen.At[fyne.Draggable](p, fyne.NewPos(x+dx, 100)); ok {
			if c, ok := o.(desktop.Cursorable); !ok || c.Cursor() != desktop.HResizeCursor {
				t.Errorf("the pointer over what lies at %v says nothing", x)
			}
			o.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: within.AddXY(by-dx, 0)}, Dragged: fyne.NewDelta(by, 0)})
			o.DragEnd()
			return true
		}
	}
	return false
}

func TestPanesDrag(t *testing.T) {
	for _, c := range []struct {
		name   string
		edge   string // of this pane is dragged
		by     float32
		middle [2]float32 // where it and the right pane are then
	}{
		{"the first to the right", "middle", 50, [2]float32{50, 0}},
		{"the first to the left", "middle", -40, [2]float32{-40, 0}},
		{"the second to the left", "right", -60, [2]float32{0, -60}},
		{"the second to the right", "right", 60, [2]float32{0, 60}},
	} {
		p, _, d := three(t, 1400)
		middle, right := p.See("middle").X, p.See("right").X
		if !drag(t, p, p.See(c.edge).X, c.by) {
			t.Errorf("%s: there is nothing to drag", c.name)
			continue
		}
		near := func(got, want float32) bool { return got > want-5 && got < want+5 }
		if got := p.See("middle").X - middle; !near(got, c.middle[0]) {
			t.Errorf("%s moved the middle pane by %v", c.name, got)
		}
		if got := p.See("right").X - right; c.edge == "right" && !near(got, c.middle[1]) {
			t.Errorf("%s moved the right pane by %v", c.name, got)
		}
		if got := d.Take(); got != "moved" {
			t.Errorf("%s told %q", c.name, got)
		}
	}
}

// However far a line is dragged, each pane stays wide enough to be of use. The middle one may become narrower than it
// is at least where nobody drags, and a double click on any line undoes that.
func TestPanesLeast(t *testing.T) {
	for _, least := range []float32{0, 640} {
		for _, width := range []float32{1400, 1090, 950, 805} {
			for _, by := range []float32{-5000, 5000} {
				for _, edge := range []string{"middle", "right"} {
					p, panes, _ := three(t, width)
					panes.Least = least
					panes.Refresh()
					if edge == "right" && !panes.ShowsRight() || edge == "middle" && !panes.ShowsLeft() {
						continue
					}
					says := p.Says()
					drag(t, p, p.See(edge).X, by)
					middle, end := p.See("middle").X, width
					if panes.ShowsRight() {
						end = p.See("right").X
						if width-end < 259 {
							t.Errorf("%v wide, %s by %v: the right pane begins at %v", width, edge, by, end)
						}
					}
					if panes.ShowsLeft() && middle < 179 || end-middle < 358 {
						t.Errorf("%v wide, %s by %v: the middle pane is from %v to %v, wants %v", width, edge, by, middle, end, least)
					}
					narrows := by < 0 == (edge == "right")
					if narrow := end-middle < least-2; narrows && least > 400 && !narrow || !narrows && narrow {
						t.Errorf("%v wide, %s by %v: the middle pane has %v, wants %v", width, edge, by, end-middle, least)
					}
					if got := p.Says(); got != says {
						t.Errorf("%v wide, %s by %v: seen are %q, want %q", width, edge, by, got, says)
					}
					panes.Resize(fyne.NewSize(width-40, 400)) // it stays as narrow as it was made
					if panes.Narrow > 0 && panes.ShowsRight() && p.See("right").X-p.See("middle").X < min(panes.Narrow, 358) {
						t.Errorf("%v wide, %s by %v, narrower: the middle pane has %v", width, edge, by, p.See("right").X-p.See("middle").X)
					}
					panes.Resize(fyne.NewSize(width, 400))
					doubleClick(t, p, p.See(edge).X)
					if end = width; panes.ShowsRight() {
						end = p.See("right").X
					}
					if panes.Narrow != 0 || end-p.See("middle").X < least-2 {
						t.Errorf("%v wide, %s by %v: after a double click the middle pane has %v, wants %v", width, edge, by, end-p.See("middle").X, least)
					}
				}
			}
		}
	}
}

// doubleClick clicks twice on the line at x.
func doubleClick(t *testing.T, p *seen.Person, x float32) {
	t.Helper()
	for dx := float32(-3); dx <= 3; dx++ {
		if o, _, ok := seen.At[fyne.DoubleTappable](p, fyne.NewPos(x+dx, 100)); ok {
			o.DoubleTapped(&fyne.PointEvent{})
			return
		}
	}
	t.Errorf("there is no line at %v", x)
}

// The middle pane has what it needs at any width: first the left one goes, then the right one, and both can be brought back for a while.
func TestPanesGiveWay(t *testing.T) {
	const least = 642
	for _, x := range []struct {
		width                        float32
		hideRight                    bool
		seen, withLeft, withTheRight string
	}{
		{1400, false, "left middle right", "left middle right", "left middle right"},
		{1084, false, "left middle right", "left middle right", "left middle right"},
		{1083, false, "middle right", "middle right left", "middle right"},
		{903, false, "middle right", "middle right left", "middle right"},
		{902, false, "middle", "middle left", "right"},
		{500, false, "middle", "middle left", "right"},
		{823, true, "left middle", "left middle", "left middle"},
		{822, true, "middle", "middle left", "middle"},
	} {
		p, panes, d := three(t, x.width)
		panes.Least, panes.HideRight = least, x.hideRight
		panes.OnAway = d.Do("away")
		panes.Refresh()
		if got := p.Says(); got != x.seen {
			t.Errorf("%v wide: seen are %q, want %q", x.width, got, x.seen)
		}
		if panes.ShowsRight() {
			if m, end := p.See("middle").X, p.See("right").X; end-m < least {
				t.Errorf("%v wide: the middle pane has %v pixels", x.width, end-m)
			}
		}
		panes.SetOver(true)
		if got := p.Says(); got != x.withLeft {
			t.Errorf("%v wide, the left pane wanted: seen are %q, want %q", x.width, got, x.withLeft)
		}
		if panes.IsOver() {
			if m := p.See("middle").X; m != 0 {
				t.Errorf("%v wide: the middle pane moved by %v for what is over it", x.width, m)
			}
			p.Click(x.width-20, 200)
			if panes.ShowsLeft() || d.Take() != "away" {
				t.Errorf("%v wide: a click beside the left pane leaves it there", x.width)
			}
		}
		panes.SetOver(false)
		panes.Turn(true)
		if got := p.Says(); got != x.withTheRight {
			t.Errorf("%v wide, the right pane wanted: seen are %q, want %q", x.width, got, x.withTheRight)
		}
		panes.Turn(false)
		if got := p.Says(); got != x.seen {
			t.Errorf("%v wide, back: seen are %q, want %q", x.width, got, x.seen)
		}
	}
}

// A double click on a divider brings it back to where it was at first.
func TestPanesReset(t *testing.T) {
	for _, edge := range []string{"middle", "right"} {
		p, _, d := three(t, 1400)
		was := p.See(edge).X
		drag(t, p, was, 70)
		at := p.See(edge).X
		if at == was {
			t.Fatalf("%s is not moved", edge)
		}
		d.Take()
		for dx := float32(-3); dx <= 3; dx++ {
			if o, _, ok := seen.At[fyne.DoubleTappable](p, fyne.NewPos(at+dx, 100)); ok {
				o.DoubleTapped(&fyne.PointEvent{})
				break
			}
		}
		if got := p.See(edge).X; got != was || d.Take() != "moved" {
			t.Errorf("%s is at %v, was at %v at first", edge, got, was)
		}
	}
}

func TestPanesHide(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(*control.Panes)
		want string
	}{
		{"all", func(*control.Panes) {}, "left middle right"},
		{"no left one", func(p *control.Panes) { p.HideLeft = true }, "middle right"},
		{"no right one", func(p *control.Panes) { p.HideRight = true }, "left middle"},
		{"neither", func(p *control.Panes) { p.HideLeft, p.HideRight = true, true }, "middle"},
		{"the middle one only", func(p *control.Panes) { p.Only = true }, "middle"},
	} {
		p, panes, _ := three(t, 1400)
		c.set(panes)
		panes.Refresh()
		if got := p.Says(); got != c.want {
			t.Errorf("%s: seen are %q", c.name, got)
		}
		if got, want := drag(t, p, p.See("middle").X, 0), panes.ShowsLeft(); want != got {
			t.Errorf("%s: a line at the left of the middle one: %v", c.name, got)
		}
		panes.HideLeft, panes.HideRight, panes.Only = false, false, false
		panes.Refresh()
		if got := p.Says(); got != "left middle right" {
			t.Errorf("after %s: seen are %q", c.name, got)
		}
	}
}

// A divider that is dragged out of the window leaves widths that panes can have.
func TestPanesDraggedOut(t *testing.T) {
	for _, by := range []float32{-5000, 5000} {
		p, panes, _ := three(t, 1400)
		if !drag(t, p, panes.LeftWidth, by) || panes.LeftWidth < 100 || panes.LeftWidth > 1400 {
			t.Errorf("by %v: the left pane is %v wide", by, panes.LeftWidth)
		}
		if !drag(t, p, p.See("right").X-1, by) || panes.RightShare < 0 || panes.RightShare > 1 {
			t.Errorf("by %v: the right pane has the share %v", by, panes.RightShare)
		}
	}
}
