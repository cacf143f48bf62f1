package control_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
)

// sitAtBar shows a person a bar of three menus; what is done and asked is noted.
func sitAtBar(t *testing.T, height float32) (*seen.Person, *control.MenuBar, *seen.Did) {
	did := &seen.Did{}
	b := control.NewMenuBar()
	b.Titles = []string{"File", "Edit", "View"}
	b.Items = func(i int) []control.MenuItem {
		did.Do("asked " + b.Titles[i])()
		item := func(name string) control.MenuItem { return control.MenuItem{Title: name, Do: did.Do(name)} }
		switch i {
		case 0:
			return []control.MenuItem{item("New"), {Title: "Recent", Sub: func() []control.MenuItem {
				return []control.MenuItem{item("Sea"), item("Roof")}
			}}, {Title: "Nowhere", Sub: func() []control.MenuItem { return nil }}}
		case 1:
			list := make([]control.MenuItem, 40)
			for k := range list {
				list[k] = item("Row " + string(rune('A'+k)))
			}
			return list
		}
		return []control.MenuItem{{Title: "Dark", Tick: control.Ticked}, {Title: "Light", Tick: control.Unticked}, {Title: "Off", Off: true}}
	}
	b.OnOpen = func(func()) func() { did.Do("opened")(); return did.Do("closed") }
	p := seen.Sit(t, container.NewBorder(b, nil, nil, nil, control.NewFill("")), 500, height)
	return p, b, did
}

// press presses the mouse on a title.
func press(p *seen.Person, title string) {
	at := p.See(title).Middle()
	if m, within, ok := seen.At[desktop.Mouseable](p, at); ok {
		m.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at, Position: within}, Button: desktop.MouseButtonPrimary})
	}
}

// What menus hold is asked when they open, and they are left and done by keys.
func TestMenuBarKeys(t *testing.T) {
	for _, x := range []struct {
		keys, did string
	}{
		{"Return", "opened, asked File, closed, New"},
		{"Escape", "opened, asked File, closed"},
		{"F10", "opened, asked File, closed"},
		{"Right Right Right Return", "opened, asked File, asked Edit, asked View, asked File, closed, New"},
		{"Left Return", "opened, asked File, asked View, closed"},
		{"Down Right Down Return", "opened, asked File, closed, Roof"},
		{"Down Return Return", "opened, asked File, closed, Sea"},
		{"Down Right Left Up Return", "opened, asked File, closed, New"},
		{"Down Right Escape Escape", "opened, asked File, closed"},
		{"Down Right Right Return", "opened, asked File, asked Edit, closed, Row A"},
		{"Down Down Right Left Up Right Return", "opened, asked File, closed, Sea"}, // beside a menu of nothing
	} {
		p, b, did := sitAtBar(t, 400)
		b.ShowMenu(0, true)
		for _, k := range strings.Fields(x.keys) {
			p.Press(fyne.KeyName(k))
		}
		if got := did.Take(); got != x.did || p.Open() {
			t.Errorf("%s did %q, want %q; open %v", x.keys, got, x.did, p.Open())
		}
	}
}

// A letter goes to the next row that begins with it.
func TestMenuLetters(t *testing.T) {
	p, b, did := sitAtBar(t, 400)
	b.ShowMenu(0, false)
	p.Write("r")
	p.Press(fyne.KeyRight)
	p.Write("rR")
	p.Press(fyne.KeyReturn)
	if got := did.Take(); got != "opened, asked File, closed, Roof" {
		t.Errorf("did %q", got)
	}
}

func TestMenuBarMouse(t *testing.T) {
	p, _, did := sitAtBar(t, 400)
	over := func(words string) {
		m := p.See(words).Middle()
		p.Point(m.X, m.Y)
	}
	press(p, "File")
	over("New")
	over("Recent")
	sea := p.See("Sea").Middle()
	p.Point(sea.X-80, sea.Y+20) // past Nowhere, on the way to Sea
	p.Point(sea.X, sea.Y)
	p.ClickOn("Sea")
	if got := did.Take(); got != "opened, asked File, closed, Sea" {
		t.Errorf("did %q", got)
	}
	press(p, "File")
	over("Recent")
	p.See("Sea")
	over("New") // straight up: it goes
	if len(p.All("Sea")) > 0 {
		t.Error("a menu stays open beside another row")
	}
	over("View") // other titles open while one is open
	p.See("Dark")
	p.ClickOn("View")
	p.Click(300, 350)
	if got := did.Take(); p.Open() || got != "opened, asked File, asked View, closed" {
		t.Errorf("did %q, open %v", got, p.Open())
	}
}

// Ticks say what is on; a row that is off does nothing; a menu higher than the window scrolls in it.
func TestMenuRows(t *testing.T) {
	p, b, did := sitAtBar(t, 300)
	b.ShowMenu(2, false)
	if dark, light, tick := p.See("Dark"), p.See("Light"), p.All("✓"); len(tick) != 1 || tick[0].Y > dark.Y+dark.H || tick[0].Right() > dark.X || light.X != dark.X {
		t.Errorf("the ticks are %v, the rows %v and %v", tick, dark, light)
	}
	p.ClickOn("Off")
	if !p.Open() {
		t.Error("a row that is off closed the menu")
	}
	b.ShowMenu(1, true)
	did.Take()
	for range 30 {
		p.Press(fyne.KeyDown)
	}
	for _, w := range p.Words() {
		if w.Y+w.H > 300 && w.Y < 300 && strings.HasPrefix(w.Text, "Row") && w.Y > 292 {
			t.Errorf("%q is at %v, out of the window", w.Text, w.Y)
		}
	}
	p.Press(fyne.KeyReturn)
	if got := did.Take(); got != "closed, Row _" {
		t.Errorf("did %q", got)
	}
}
