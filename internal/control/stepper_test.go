package control_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/theme"
)

// step shows a choice of n values.
func step(t *testing.T, n int) (*seen.Person, *control.Stepper, *seen.Did) {
	t.Helper()
	var d seen.Did
	s := control.NewStepper(n, func(i int) string { return fmt.Sprintf("%d of %d", i+1, n) }, func(i int) { d.Do(fmt.Sprint(i))() })
	p := seen.Sit(t, control.NewStack(0, s), 200, 100)
	return p, s, &d
}

func TestStepperMouse(t *testing.T) {
	p, _, d := step(t, 3)
	value := p.See("1 of 3")
	if b := p.Behind("1 of 3"); value.Middle().X < b.X+b.W/2-1 || value.Middle().X > b.X+b.W/2+1 {
		t.Errorf("the value is at %v of %+v", value.Middle().X, b)
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
		p.Click(c.x, 10)
		if got := d.Take(); got != c.want {
			t.Errorf("a click at %v told %q, want %q", c.x, got, c.want)
		}
		p.See(c.sees)
	}
	if b := p.Behind("2 of 3"); b.Thick != 2 {
		t.Error("a click does not take the focus")
	}
}

func TestStepperKeys(t *testing.T) {
	p, s, d := step(t, 20)
	p.Press(fyne.KeyTab)
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
		p.Press(c.key)
		if got := d.Take(); got != c.want {
			t.Errorf("%s told %q, want %q", c.key, got, c.want)
		}
		p.See(c.sees)
	}
	p.Write("++-x")
	if got := d.Take(); got != "1, 2, 1" {
		t.Errorf("signs told %q", got)
	}
	s.Page = 10
	p.Press(fyne.KeyPageUp)
	p.See("12 of 20")
	d.Take()

	s.Set(4)
	p.See("5 of 20")
	s.Set(99)
	p.See("20 of 20")
	s.Set(-1)
	p.See("1 of 20")
	if got := d.Take(); got != "" {
		t.Errorf("what was set told %q", got)
	}
}

func TestStepperValues(t *testing.T) {
	p, s, _ := step(t, 3)
	s.Value = func(int) string { return strings.Repeat("a long value ", 5) }
	s.Reset(1, 0)
	for _, w := range p.Words() {
		if !strings.HasSuffix(w.Text, "…") || w.X < 34 || w.Right() > 200-34 {
			t.Errorf("a long value is %+v", w)
		}
	}
	if len(p.Words()) != 1 {
		t.Errorf("shown is %q", p.Says())
	}
	wide := control.NewStepper(2, func(int) string { return "x" }, nil)
	wide.Width = 300
	p = seen.Sit(t, wide, 400, 100)
	if got := wide.MinSize().Width; got != 300 {
		t.Errorf("it asks for %v", got)
	}
	p.Click(390, 10) // with nobody to be told
	if wide.At() != 1 || p.See("x").Ink != theme.Color(theme.Ink) {
		t.Errorf("at %d", wide.At())
	}
}
