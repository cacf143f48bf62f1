package control_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

func TestButton(t *testing.T) {
	var d did
	icon := control.NewIcon("check", "Checks it", d.do("icon"))
	first, main := control.NewButton(control.Plain, "First", d.do("first")), control.NewButton(control.Main, "Main", d.do("main"))
	p := sit(t, control.NewStack(10, icon, first, main), 300, 200)

	p.clickOn("First")
	p.clickOn("Main")
	p.click(icon.Position().X+5, icon.Position().Y+5)
	p.click(299, 199) // beside them
	if got := d.take(); got != "first, main, icon" {
		t.Errorf("clicks did %q", got)
	}

	// Tab goes past what the keyboard reaches otherwise.
	p.press(fyne.KeyTab, fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyLeft)
	if got := d.take(); got != "first, first, first" {
		t.Errorf("keys on the first did %q", got)
	}
	p.press(fyne.KeyTab, fyne.KeySpace, fyne.KeyTab, fyne.KeyReturn)
	if got := d.take(); got != "main, first" {
		t.Errorf("the order of Tab is %q", got)
	}
	p.write("x y")
	if got := d.take(); got != "first" {
		t.Errorf("letters did %q", got)
	}

	first.OnKey = func(e *fyne.KeyEvent) bool { d.do("key " + string(e.Name))(); return e.Name == fyne.KeyReturn }
	p.press(fyne.KeyReturn, fyne.KeyEnter)
	if got := d.take(); got != "key Return, key KP_Enter, first" {
		t.Errorf("a key that was taken did %q", got)
	}

	control.NewButton(control.Plain, "Nothing", nil).Tapped(nil)
}

// TestButtonLooks: each kind is told from the others, and so are the one that has
// the focus, the one under the pointer and the one that is on.
func TestButtonLooks(t *testing.T) {
	plain, main := control.NewButton(control.Plain, "Plain", nil), control.NewButton(control.Main, "Main", nil)
	quiet, pill := control.NewButton(control.Quiet, "Quiet", nil), control.NewButton(control.Pill, "Pill", nil)
	p := sit(t, control.NewStack(10, plain, main, quiet, pill), 300, 250)

	if b := p.behind("Main"); b.fill != theme.Color(theme.Accent) || !p.see("Main").bold || p.see("Plain").bold {
		t.Errorf("the main button is %+v", b)
	}
	if b := p.behind("Plain"); b.thick != 1 || b.edge != theme.Color(theme.Edge) {
		t.Errorf("the plain button is %+v", b)
	}
	if b := p.behind("Quiet"); b.thick != 0 || b.fill != nil {
		t.Errorf("the quiet button is %+v", b)
	}
	for _, text := range []string{"Plain", "Main", "Quiet", "Pill"} {
		was := p.behind(text)
		m := p.see(text).middle()
		p.point(m.X, m.Y)
		if is := p.behind(text); is.fill == was.fill {
			t.Errorf("%s looks under the pointer as it did", text)
		}
		p.point(299, 249)
		if is := p.behind(text); is != was {
			t.Errorf("%s without the pointer is %+v, was %+v", text, is, was)
		}
		p.press(fyne.KeyTab)
		if is := p.behind(text); is.thick != 2 {
			t.Errorf("%s has the focus, and no ring: %+v", text, is)
		}
	}
	p.press(fyne.KeyTab)

	was := p.behind("Pill")
	pill.SetOn(true)
	on := p.behind("Pill")
	pill.Calm = true
	pill.Refresh()
	calm := p.behind("Pill")
	if on.fill == was.fill || calm.fill == on.fill || !pill.On() {
		t.Errorf("a pill is %+v, on %+v, calmly %+v", was, on, calm)
	}

	width := plain.MinSize().Width
	plain.SetLabel("A longer label")
	if w := p.see("A longer label"); plain.MinSize().Width <= width || w.w > plain.MinSize().Width || len(p.all("Plain")) > 0 {
		t.Errorf("the label takes %v of %v", w.w, plain.MinSize().Width)
	}
	if m, b := p.see("Main"), p.behind("Main"); m.middle().X < b.x+b.w/2-1 || m.middle().X > b.x+b.w/2+1 {
		t.Errorf("the label's middle is at %v of %+v", m.middle().X, b)
	}
	label := plain.MinSize().Width
	plain.SetIcon("check")
	if got := plain.MinSize().Width; got != label+16+6 {
		t.Errorf("with an icon it is %v wide, %v without", got, label)
	}
}

func TestButtonTip(t *testing.T) {
	var d did
	b := control.NewIcon("check", "Checks it", nil)
	b.OnTip = func(tip string) { d.do("(" + tip + ")")() }
	silent := control.NewButton(control.Quiet, "Silent", nil)
	silent.OnTip = b.OnTip
	p := sit(t, control.NewStack(0, b, silent), 100, 100)
	p.point(5, 5)
	p.point(6, 6)
	m := p.see("Silent").middle()
	p.point(m.X, m.Y)
	p.point(5, 99)
	if got := d.take(); got != "(Checks it), ()" {
		t.Errorf("it told %s", got)
	}
}
