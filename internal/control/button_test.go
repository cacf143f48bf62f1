package control_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/theme"
)

func TestButton(t *testing.T) {
	var d seen.Did
	icon := control.NewIcon("check", "Checks it", d.Do("icon"))
	first, main := control.NewButton(control.Plain, "First", d.Do("first")), control.NewButton(control.Main, "Main", d.Do("main"))
	p := seen.Sit(t, control.NewStack(10, icon, first, main), 300, 200)

	p.ClickOn("First")
	p.ClickOn("Main")
	p.Click(icon.Position().X+5, icon.Position().Y+5)
	p.Click(299, 199) // beside them
	if got := d.Take(); got != "first, main, icon" {
		t.Errorf("clicks did %q", got)
	}

	// Tab goes past what the keyboard reaches otherwise.
	p.Press(fyne.KeyTab, fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyLeft)
	if got := d.Take(); got != "first, first, first" {
		t.Errorf("keys on the first did %q", got)
	}
	p.Press(fyne.KeyTab, fyne.KeySpace, fyne.KeyTab, fyne.KeyReturn)
	if got := d.Take(); got != "main, first" {
		t.Errorf("the order of Tab is %q", got)
	}
	p.Write("x y")
	if got := d.Take(); got != "first" {
		t.Errorf("letters did %q", got)
	}

	first.OnKey = func(e *fyne.KeyEvent) bool { d.Do("key " + string(e.Name))(); return e.Name == fyne.KeyReturn }
	p.Press(fyne.KeyReturn, fyne.KeyEnter)
	if got := d.Take(); got != "key Return, key KP_Enter, first" {
		t.Errorf("a key that was taken did %q", got)
	}

	control.NewButton(control.Plain, "Nothing", nil).Tapped(nil)
}

// TestButtonLooks: each kind is told from the others, and so are the one that has
// the focus, the one under the pointer and the one that is on.
func TestButtonLooks(t *testing.T) {
	plain, main := control.NewButton(control.Plain, "Plain", nil), control.NewButton(control.Main, "Main", nil)
	quiet, pill := control.NewButton(control.Quiet, "Quiet", nil), control.NewButton(control.Pill, "Pill", nil)
	p := seen.Sit(t, control.NewStack(10, plain, main, quiet, pill), 300, 250)

	if b := p.Behind("Main"); b.Fill != theme.Color(theme.Accent) || !p.See("Main").Bold || p.See("Plain").Bold {
		t.Errorf("the main button is %+v", b)
	}
	if b := p.Behind("Plain"); b.Thick != 1 || b.Edge != theme.Color(theme.Edge) {
		t.Errorf("the plain button is %+v", b)
	}
	if b := p.Behind("Quiet"); b.Thick != 0 || b.Fill != nil {
		t.Errorf("the quiet button is %+v", b)
	}
	for _, text := range []string{"Plain", "Main", "Quiet", "Pill"} {
		was := p.Behind(text)
		m := p.See(text).Middle()
		p.Point(m.X, m.Y)
		if is := p.Behind(text); is.Fill == was.Fill {
			t.Errorf("%s looks under the pointer as it did", text)
		}
		p.Point(299, 249)
		if is := p.Behind(text); is != was {
			t.Errorf("%s without the pointer is %+v, was %+v", text, is, was)
		}
		p.Press(fyne.KeyTab)
		if is := p.Behind(text); is.Thick != 2 {
			t.Errorf("%s has the focus, and no ring: %+v", text, is)
		}
	}
	p.Press(fyne.KeyTab)

	was := p.Behind("Pill")
	pill.SetOn(true)
	on := p.Behind("Pill")
	pill.Calm = true
	pill.Refresh()
	calm := p.Behind("Pill")
	if on.Fill == was.Fill || calm.Fill == on.Fill || !pill.On() {
		t.Errorf("a pill is %+v, on %+v, calmly %+v", was, on, calm)
	}

	width := plain.MinSize().Width
	plain.SetLabel("A longer label")
	if w := p.See("A longer label"); plain.MinSize().Width <= width || w.W > plain.MinSize().Width || len(p.All("Plain")) > 0 {
		t.Errorf("the label takes %v of %v", w.W, plain.MinSize().Width)
	}
	if m, b := p.See("Main"), p.Behind("Main"); m.Middle().X < b.X+b.W/2-1 || m.Middle().X > b.X+b.W/2+1 {
		t.Errorf("the label's middle is at %v of %+v", m.Middle().X, b)
	}
	label := plain.MinSize().Width
	plain.SetIcon("check")
	if got := plain.MinSize().Width; got != label+16+6 {
		t.Errorf("with an icon it is %v wide, %v without", got, label)
	}
}
