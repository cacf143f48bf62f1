package control_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
)

// A value is chosen in the list, by its first letter or by the arrows, and told
// once.
func TestDrop(t *testing.T) {
	var told []int
	d := control.NewDrop([]string{"Czech", "German", "Greek", "Welsh"}, func(i int) { told = append(told, i) })
	p := seen.Sit(t, container.NewWithoutLayout(d), 400, 300)
	d.Move(fyne.NewPos(20, 20))
	d.Resize(d.MinSize())
	p.Canvas().Focus(d)
	for _, c := range []struct {
		name string
		do   func()
		want int
		told bool
	}{
		{"Right", func() { p.Press(fyne.KeyRight) }, 1, true},
		{"g again", func() { p.Write("g") }, 2, true},
		{"g round", func() { p.Write("G") }, 1, true},
		{"no such letter", func() { p.Write("x") }, 1, false},
		{"the end", func() { p.Press(fyne.KeyEnd) }, 3, true},
		{"beyond", func() { p.Press(fyne.KeyRight) }, 3, false},
		{"Return, Up, Return", func() { p.Press(fyne.KeyReturn, fyne.KeyUp, fyne.KeyReturn) }, 2, true},
		{"Space, a letter, Return", func() { p.Write(" "); p.Write("c"); p.Press(fyne.KeyReturn) }, 0, true},
		{"Escape", func() { p.Press(fyne.KeyReturn, fyne.KeyDown, fyne.KeyEscape) }, 0, false},
		{"a click", func() { p.ClickOn("Czech"); p.ClickOn("Welsh") }, 3, true},
		{"the same", func() { p.Press(fyne.KeyReturn, fyne.KeyReturn) }, 3, false},
	} {
		told = nil
		c.do()
		if d.At() != c.want || (len(told) == 1) != c.told || len(told) > 1 || p.Open() {
			t.Errorf("%s: at %d, want %d; told %v; open %v", c.name, d.At(), c.want, told, p.Open())
		}
	}
	if p.See("Welsh"); len(p.All("Welsh")) != 1 {
		t.Errorf("seen: %s", p.Says())
	}
	d.Set([]string{"only"}, 7)
	if p.See("only"); d.At() != 0 {
		t.Error("a value that there is not is chosen")
	}
	d.Set(nil, 0)
	p.Press(fyne.KeyReturn, fyne.KeyRight)
	if p.Open() {
		t.Error("an empty list opens")
	}
}
