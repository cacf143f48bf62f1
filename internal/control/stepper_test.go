package control_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// step shows a choice of n values.
func step(t *testing.T, n int) (*person, *control.Stepper, *did) {
	t.Helper()
	var d did
	s := control.NewStepper(n, func(i int) string { return fmt.Sprintf("%d of %d", i+1, n) }, func(i int) { d.do(fmt.Sprint(i))() })
	p := sit(t, control.NewStack(0, s), 200, 100)
	return p, s, &d
}

func TestStepperMouse(t *testing.T) {
	p, _, d := step(t, 3)
	value := p.see("1 of 3")
	if b := p.behind("1 of 3"); value.middle().X < b.x+b.w/2-1 || value.middle().X > b.x+b.w/2+1 {
		t.Errorf("the value is at %v of %+v", value.middle().X, b)
	}
	for _, c := range []struct {
		x    float32
		want string // what is told
		sees string
	}{
		{10, "", "1 of 3"},
		{190, "1", "2 of 3"},
		{100, "", "2 of 3"},
		{190, "2", "3 of 3"},
		{190, "", "3 of 3"},
		{10, "1", "2 of 3"},
	} {
		p.click(c.x, 10)
		if got := d.take(); got != c.want {
			t.Errorf("a click at %v told %q, want %q", c.x, got, c.want)
		}
		p.see(c.sees)
	}
	if b := p.behind("2 of 3"); b.thick != 2 {
		t.Error("a click does not take the focus")
	}
}

func TestStepperKeys(t *testing.T) {
	p, s, d := step(t, 20)
	p.press(fyne.KeyTab)
	for _, c := range []struct {
		key  fyne.KeyName
		want string
		sees string
	}{
		{fyne.KeyLeft, "", "1 of 20"},
		{fyne.KeyRight, "1", "2 of 20"},
		{fyne.KeySpace, "2", "3 of 20"},
		{fyne.KeyPageUp, "7", "8 of 20"},
		{fyne.KeyPageUp, "12", "13 of 20"},
		{fyne.KeyPageDown, "7", "8 of 20"},
		{fyne.KeyEnd, "19", "20 of 20"},
		{fyne.KeyPageUp, "", "20 of 20"},
		{fyne.KeyHome, "0", "1 of 20"},
		{fyne.KeyPageDown, "", "1 of 20"},
		{fyne.KeyReturn, "", "1 of 20"},
	} {
		p.press(c.key)
		if got := d.take(); got != c.want {
			t.Errorf("%s told %q, want %q", c.key, got, c.want)
		}
		p.see(c.sees)
	}
	p.write("++-x")
	if got := d.take(); got != "1, 2, 1" {
		t.Errorf("signs told %q", got)
	}
	s.Page = 10
	p.press(fyne.KeyPageUp)
	p.see("12 of 20")
	d.take()

	s.Set(4)
	p.see("5 of 20")
	s.Set(99)
	p.see("20 of 20")
	s.Set(-1)
	p.see("1 of 20")
	if got := d.take(); got != "" {
		t.Errorf("what was set told %q", got)
	}
}

func TestStepperValues(t *testing.T) {
	p, s, _ := step(t, 3)
	s.Value = func(int) string { return strings.Repeat("a long value ", 5) }
	s.Reset(1, 0)
	for _, w := range p.words() {
		if !strings.HasSuffix(w.text, "…") || w.x < 34 || w.right() > 200-34 {
			t.Errorf("a long value is %+v", w)
		}
	}
	if len(p.words()) != 1 {
		t.Errorf("shown is %q", p.says())
	}
	wide := control.NewStepper(2, func(int) string { return "x" }, nil)
	wide.Width = 300
	p = sit(t, wide, 400, 100)
	if got := wide.MinSize().Width; got != 300 {
		t.Errorf("it asks for %v", got)
	}
	p.click(390, 10) // with nobody to be told
	if wide.At() != 1 || p.see("x").ink != theme.Color(theme.Ink) {
		t.Errorf("at %d", wide.At())
	}
}
