package control

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/theme"
)

// openMenu shows a menu of five rows in a window of 400 by 300 pixels and
// tells what was done.
func openMenu(t *testing.T, first bool, at fyne.Position) (m *Menu, done *string, c fyne.Canvas) {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(false))
	w := test.NewTempWindow(t, NewGround())
	w.SetPadded(false)
	w.Resize(fyne.NewSize(400, 300))
	done = new(string)
	item := func(title string) MenuItem { return MenuItem{Title: title, Do: func() { *done += title }} }
	m = &Menu{First: first, OnClose: func() { *done += "closed " }}
	m.Items = []MenuItem{{Title: "Off", Off: true}, item("One"), item("Two"), {Title: "Dead", Off: true, Split: true}, item("A rather long title that wants room")}
	m.Items[1].Keys = "Ctrl+1"
	m.Open(w.Canvas(), at, 20)
	return m, done, w.Canvas()
}

func TestMenuKeys(t *testing.T) {
	for _, c := range []struct {
		first bool
		keys  []fyne.KeyName
		want  string
	}{
		{false, []fyne.KeyName{fyne.KeyReturn}, ""}, // nothing is chosen yet
		{true, []fyne.KeyName{fyne.KeyReturn}, "closed One"},
		{false, []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyEnter}, "closed Two"},
		{false, []fyne.KeyName{fyne.KeyUp, fyne.KeyReturn}, "closed A rather long title that wants room"},
		{true, []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyReturn}, "closed One"}, // round, and past what is off
		{true, []fyne.KeyName{fyne.KeyEnd, fyne.KeyHome, fyne.KeyReturn}, "closed One"},
		{true, []fyne.KeyName{fyne.KeyDown, fyne.KeyEscape}, "closed "},
	} {
		_, done, canvas := openMenu(t, c.first, fyne.NewPos(10, 10))
		for _, k := range c.keys {
			if f := canvas.Focused(); f != nil {
				f.TypedKey(&fyne.KeyEvent{Name: k})
			}
		}
		if *done != c.want {
			t.Errorf("%v: done %q, want %q", c.keys, *done, c.want)
		}
		if open := canvas.Overlays().Top() != nil; open != (c.want == "") {
			t.Errorf("%v: open %v", c.keys, open)
		}
	}
	_, done, canvas := openMenu(t, true, fyne.NewPos(10, 10))
	canvas.Focused().TypedRune('x')
	canvas.Focused().TypedRune(' ')
	if *done != "closed One" {
		t.Errorf("the space bar did %q", *done)
	}
}

func TestMenuMouse(t *testing.T) {
	row := func(i int) fyne.Position { return fyne.NewPos(20, menuPad+float32(i)*menuRow+5) }
	m, done, _ := openMenu(t, false, fyne.NewPos(10, 10))
	m.list.Tapped(&fyne.PointEvent{Position: row(0)}) // off
	m.list.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: row(2)}})
	if m.list.Current() != 2 || *done != "" {
		t.Errorf("row %d is chosen, done %q", m.list.Current(), *done)
	}
	m.list.Tapped(&fyne.PointEvent{Position: row(2)})
	if *done != "closed Two" {
		t.Errorf("done %q", *done)
	}
	m, done, _ = openMenu(t, false, fyne.NewPos(10, 10))
	m.sheet.TappedSecondary(&fyne.PointEvent{})
	m.Close() // once is enough
	if *done != "closed " {
		t.Errorf("a right click outside did %q", *done)
	}
}

// TestMenuPlace: below what it belongs to, else above, and always in view.
func TestMenuPlace(t *testing.T) {
	for _, at := range []fyne.Position{{X: 10, Y: 10}, {X: 390, Y: 10}, {X: 10, Y: 260}, {X: 399, Y: 299}} {
		m, _, c := openMenu(t, false, at)
		panel := test.WidgetRenderer(m.sheet).Objects()[0]
		p, s := panel.Position(), panel.Size()
		if p.X < 0 || p.Y < 0 || p.X+s.Width > c.Size().Width || p.Y+s.Height > c.Size().Height {
			t.Errorf("at %v: %v %v is out of view", at, p, s)
		}
		if at.Y < 100 && p.Y != at.Y+20 || at.Y > 200 && p.Y+s.Height > at.Y {
			t.Errorf("at %v: %v %v covers the place", at, p, s)
		}
	}
}
