// Package quitting asks, in one window with the list, what becomes of several
// posts that differ from their files before the program ends.
package quitting

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// Post is one that is asked about.
type Post struct {
	Title string
	Where string // its file, or how it stands to it, in a few words
}

// Options are what is asked, and what is done with the answer.
type Options struct {
	Posts   []Post
	Unsaved string              // what becomes of text that is not saved, in a sentence
	Save    func(chosen []bool) // which are to be saved; the others are not
	Cancel  func()
}

const (
	width    = 560
	pad      = 24 // of a question
	rowHigh  = 30
	mostRows = 8 // before the list scrolls
	least    = 3
)

// Ask opens the question over the window. All posts are ticked, and Return saves
// them.
func Ask(m *modal.Stack, c fyne.Canvas, o Options) {
	a := &asking{o: o, chosen: make([]bool, len(o.Posts)), canvas: c}
	rows := control.NewStack(0)
	for i := range o.Posts {
		a.chosen[i] = true
		rows.Add(a.row(i))
	}
	a.scroll = container.NewVScroll(rows)
	high := func(n int) float32 { return float32(min(n, len(o.Posts)) * rowHigh) }
	a.question = &control.Question{
		Title:  fmt.Sprintf("Save changes to %d posts before closing?", len(o.Posts)),
		Text:   o.Unsaved,
		Width:  width,
		Extra:  control.NewGiving(high(mostRows), high(least), a.scroll),
		Apart:  []control.Choice{{Label: "Don't save", Do: func() { o.Save(make([]bool, len(o.Posts))) }}},
		Cancel: control.Choice{Label: "Cancel", Do: o.Cancel},
		Main:   control.Choice{Label: a.label(), Do: func() { o.Save(a.chosen) }},
	}
	m.Ask(a.question)
}

// asking is a question that is open.
type asking struct {
	o        Options
	canvas   fyne.Canvas
	chosen   []bool
	checks   []*control.Check
	scroll   *container.Scroll
	question *control.Question
}

// label says what the main answer does with what is ticked.
func (a *asking) label() string {
	n := 0
	for _, on := range a.chosen {
		if on {
			n++
		}
	}
	switch n {
	case len(a.chosen):
		return "Save all"
	case 0:
		return "Save none"
	}
	return fmt.Sprintf("Save %d of %d", n, len(a.chosen))
}

// row is the line of a post: a box, its title, and its file at the right.
func (a *asking) row(i int) fyne.CanvasObject {
	p := a.o.Posts[i]
	c := control.NewCheck("", func(on bool) {
		a.chosen[i] = on
		a.question.SetMain(a.label())
	})
	c.SetOn(true)
	c.OnKey = func(e *fyne.KeyEvent) bool { return a.key(i, e) }
	c.OnFocus = func(gained bool) {
		if gained {
			a.reveal(i)
		}
	}
	a.checks = append(a.checks, c)
	tick := func() { c.Tapped(nil) }
	title, where := control.NewShort(p.Title, theme.Ink), control.NewSmallShort(p.Where, theme.Muted)
	return container.New(rowLayout{natural: control.Measure(p.Where, theme.SmallSize, where.Face)}, c, control.NewTappable(title, tick), control.NewTappable(where, tick))
}

// key does what keys do in a box besides ticking it.
func (a *asking) key(i int, e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyUp:
		a.canvas.Focus(a.checks[max(0, i-1)])
	case fyne.KeyDown:
		if i == len(a.checks)-1 {
			a.canvas.FocusNext()
			break
		}
		a.canvas.Focus(a.checks[i+1])
	default:
		return a.question.Key(e)
	}
	return true
}

// reveal scrolls so that a row can be seen.
func (a *asking) reveal(i int) {
	top, room := float32(i*rowHigh), a.scroll.Size().Height
	switch off := a.scroll.Offset.Y; {
	case top < off:
		a.scroll.ScrollToOffset(fyne.NewPos(0, top))
	case top+rowHigh > off+room:
		a.scroll.ScrollToOffset(fyne.NewPos(0, top+rowHigh-room))
	}
}

// rowLayout puts a box before a title and what is said of it at the right, which
// has no more than half of the room.
type rowLayout struct{ natural float32 }

const (
	boxWide = 28
	gap     = 16
	edge    = 12 // for the scroll bar
)

func (rowLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, rowHigh) }

func (l rowLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	right := fyne.Min(float32(int(l.natural)+2), (size.Width-boxWide)/2)
	wide := []float32{boxWide, size.Width - boxWide - right - gap - edge, right}
	x := float32(0)
	for i, part := range o {
		h := part.MinSize().Height
		part.Move(fyne.NewPos(x, float32(int((size.Height-h)/2))))
		part.Resize(fyne.NewSize(wide[i], h))
		x += wide[i]
		if i == 1 {
			x += gap
		}
	}
}
