package quitting

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/theme"
)

// ask asks about n posts in a window of that height; the answer is the number of
// boxes that were ticked, -1 for Cancel and -2 for none yet.
func ask(t *testing.T, n int, height float32) (p *seen.Person, answer *int) {
	p = seen.Sit(t, control.NewGround(), 1000, height)
	answer = new(int)
	*answer = -2
	o := Options{Unsaved: "It is lost.", Cancel: func() { *answer = -1 }, Save: func(chosen []bool) {
		*answer = len(slices.DeleteFunc(slices.Clone(chosen), func(on bool) bool { return !on }))
	}}
	for i := range n {
		o.Posts = append(o.Posts, Post{Title: fmt.Sprintf("Post %d", i), Where: fmt.Sprintf("%d.md", i)})
	}
	Ask(modal.NewStack(p.Canvas(), func(bool) {}), p.Canvas(), o)
	return p, answer
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(p *seen.Person)
		want int
	}{
		{"Return", func(p *seen.Person) { p.Press(fyne.KeyReturn) }, 3},
		{"Escape", func(p *seen.Person) { p.Press(fyne.KeyEscape) }, -1},
		{"Save all", func(p *seen.Person) { p.ClickOn("Save all") }, 3},
		{"Don't save", func(p *seen.Person) { p.ClickOn("Don't save") }, 0},
		{"a title", func(p *seen.Person) { p.ClickOn("Post 1"); p.ClickOn("Save 2 of 3") }, 2},
		{"a file's name", func(p *seen.Person) { p.ClickOn("1.md"); p.ClickOn("2.md"); p.ClickOn("Save 1 of 3") }, 1},
		{"back again", func(p *seen.Person) { p.ClickOn("Post 0"); p.ClickOn("Post 0"); p.ClickOn("Save all") }, 3},
		{"keys", func(p *seen.Person) { p.Press(fyne.KeyTab, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace, fyne.KeyReturn) }, 1},
		{"none", func(p *seen.Person) {
			for i := range 3 {
				p.ClickOn(fmt.Sprintf("Post %d", i))
			}
			p.ClickOn("Save none")
		}, 0},
		{"Escape in a box", func(p *seen.Person) { p.Press(fyne.KeyTab, fyne.KeyEscape) }, -1},
	} {
		p, answer := ask(t, 3, 700)
		if c.do(p); *answer != c.want || p.Open() {
			t.Errorf("%s: %d, want %d", c.name, *answer, c.want)
		}
	}
}

// Two hundred posts leave the answers in sight, and the keys bring every box into view.
func TestMany(t *testing.T) {
	for _, height := range []float32{900, 360} {
		p, answer := ask(t, 200, height)
		if w := p.See("Save all"); w.Y+w.H > height {
			t.Fatalf("the answer is at %v of %v", w.Y, height)
		}
		p.Press(fyne.KeyTab)
		for range 150 {
			p.Press(fyne.KeyDown)
		}
		w := p.See("Post 150")
		if p.Press(fyne.KeySpace); p.Behind("Save 199 of 200").Fill != theme.Color(theme.Accent) {
			t.Error("the box is not the one of that row")
		}
		if w.Y+w.H > p.See("Save 199 of 200").Y {
			t.Errorf("the row is at %v, below the answers", w.Y)
		}
		if p.Press(fyne.KeyReturn); *answer != 199 {
			t.Errorf("%d are saved", *answer)
		}
	}
}
