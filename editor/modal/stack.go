// Package modal keeps what is open over the window: questions, messages,
// palettes and menus, and how far a job is. While anything is, the commands of
// the window wait.
package modal

import (
	"slices"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
)

// Stack is what is open over a window, one on top of the other.
type Stack struct {
	// Desk is where palettes that ask the disk do so. Nil: they wait for it.
	Desk *aside.Desk

	canvas  fyne.Canvas
	changed func(open bool)
	open    []*layer // the topmost last
	waiting []func() // for nothing to be open
}

// layer is one thing that is open.
type layer struct {
	leave func() // takes it away without a loss, as Escape does
}

// NewStack returns the stack of a window's canvas. changed is called when
// something was opened or closed, with whether anything is open still: Fyne
// leaves the focus where it is below, so that its caret has to be told.
func NewStack(canvas fyne.Canvas, changed func(open bool)) *Stack {
	return &Stack{canvas: canvas, changed: changed}
}

// Depth returns how many things are open.
func (s *Stack) Depth() int { return len(s.open) }

// WhenFree does something once nothing is open: now, or when what is open was
// answered and what that led to is done. It reports whether it did it now.
func (s *Stack) WhenFree(do func()) bool {
	if len(s.open) > 0 || len(s.waiting) > 0 {
		s.waiting = append(s.waiting, do)
		return false
	}
	do()
	return true
}

// Freed does what waits for nothing to be open, if nothing is. It is called after
// something was closed.
func (s *Stack) Freed() {
	for len(s.open) == 0 && len(s.waiting) > 0 {
		do := s.waiting[0]
		s.waiting = s.waiting[1:]
		do()
	}
}

// Cover notes that something is over the window which leave takes away without
// a loss, until what it returns is called.
func (s *Stack) Cover(leave func()) (closed func()) {
	l := &layer{leave}
	s.open = append(s.open, l)
	s.changed(true)
	return func() {
		s.open = slices.DeleteFunc(s.open, func(o *layer) bool { return o == l })
		s.changed(len(s.open) > 0)
	}
}

// Ask opens a question.
func (s *Stack) Ask(q *control.Question) {
	q.OnClose = s.Cover(q.Escape)
	q.Open(s.canvas)
}

// Late opens a question that comes some time after what led to it. Who writes on
// meanwhile does not answer it: a letter closes it as Escape does, and goes
// where it would have gone.
func (s *Stack) Late(q *control.Question) {
	q.Typed = func(r rune) {
		if f := s.canvas.Focused(); f != nil {
			f.TypedRune(r)
		}
	}
	s.Ask(q)
}

// Tell opens a message that only needs to be read, and calls then, which may be
// nil, when it is closed.
func (s *Stack) Tell(title, words string, then func()) {
	s.Ask(&control.Question{Title: title, Text: wording.Sentences(words), Main: control.Choice{Label: "Close", Do: then}})
}

// Offer opens a message about what could not be done, with a way to go on beside the button that closes it; closed, which
// may be nil, is called when that way is not taken.
func (s *Stack) Offer(title, words string, way control.Choice, closed func()) {
	s.Ask(&control.Question{
		Title: title, Text: wording.Sentences(words), Apart: []control.Choice{way}, Main: control.Choice{Label: "Close", Do: closed},
	})
}

// Palette opens a palette.
func (s *Stack) Palette(p *field.Palette) {
	p.Desk = s.Desk
	p.OnClose = s.Cover(p.Close)
	p.Open(s.canvas)
}

// Menu opens a menu beside a line of text of that height, unless something else
// is open.
func (s *Stack) Menu(m *control.Menu, at fyne.Position, height float32) {
	if len(s.open) > 0 {
		return
	}
	m.OnClose = s.Cover(m.Close)
	m.Open(s.canvas, at, height)
}

// Dismiss takes all away that is open, the topmost first, each as Escape does.
// What opens something else in doing so stays, as that has to be seen.
func (s *Stack) Dismiss() {
	for n := len(s.open); n > 0; n-- {
		if s.open[n-1].leave(); len(s.open) >= n {
			return
		}
	}
}
