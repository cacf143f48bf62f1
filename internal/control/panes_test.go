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

// However far a line is dragged, each pane stays wide enough to be of use.
func TestPanesLeast(t *testing.T) {
	for _, width := range []float32{1400, 950, 700} {
		for _, by := range []float32{-5000, 5000} {
			for _, edge := range []string{"middle", "right"} {
				p, panes, _ := three(t, width)
				if edge == "right" && !panes.ShowsRight() {
					continue
				}
				drag(t, p, p.See(edge).X, by)
				middle, end := p.See("middle").X, width
				if panes.ShowsRight() {
					end = p.See("right").X
					if width-end < 259 {
						t.Errorf("%v wide, %s by %v: the right pane begins at %v", width, edge, by, end)
					}
				}
				if middle < 179 || end-middle < 358 {
					t.Errorf("%v wide, %s by %v: the middle pane is from %v to %v", width, edge, by, middle, end)
				}
			}
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
