// Package modal keeps what is open over the window: questions, messages,
// palettes and menus, and how far a job is. While anything is, the commands of
// the window wait.
package modal

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
)

// Stack is what is open over a window, one on top of the other.
type Stack struct {
	canvas  fyne.Canvas
	changed func(open bool)
	depth   int
	dismiss func() // closes the topmost that can be closed without a loss; nil if there is none
}

// NewStack returns the stack of a window's canvas. changed is called when
// something was opened or closed, with whether anything is open still: Fyne
// leaves the focus where it is below, so that its caret has to be told.
func NewStack(canvas fyne.Canvas, changed func(open bool)) *Stack {
	return &Stack{canvas: canvas, changed: changed}
}

// Depth returns how many things are open.
func (s *Stack) Depth() int { return s.depth }

// push notes that something is over the window, until what it returns is called.
func (s *Stack) push() (pop func()) {
	s.depth++
	s.changed(true)
	return func() {
		s.depth--
		s.changed(s.depth > 0)
	}
}

// Ask opens a question.
func (s *Stack) Ask(q *control.Question) {
	q.OnClose = s.push()
	q.Open(s.canvas)
}

// Tell opens a message that only needs to be read, and calls then, which may be
// nil, when it is closed.
func (s *Stack) Tell(title, words string, then func()) {
	s.Ask(&control.Question{Title: title, Text: words, Main: control.Choice{Label: "Close", Do: then}})
}

// Palette opens a palette.
func (s *Stack) Palette(p *field.Palette) {
	p.OnClose = s.Cover(p.Close)
	p.Open(s.canvas)
}

// Menu opens a menu beside a line of text of that height, unless something else
// is open.
func (s *Stack) Menu(m *control.Menu, at fyne.Position, height float32) {
	if s.depth > 0 {
		return
	}
	m.OnClose = s.Cover(m.Close)
	m.Open(s.canvas, at, height)
}

// Cover notes that something is over the window which close takes away without
// a loss, until what it returns is called.
func (s *Stack) Cover(close func()) (closed func()) {
	pop, below := s.push(), s.dismiss
	s.dismiss = close
	return func() {
		s.dismiss = below
		pop()
	}
}

// Dismiss closes the only thing that is open, if that can be done without a
// loss.
func (s *Stack) Dismiss() {
	if s.depth == 1 && s.dismiss != nil {
		s.dismiss()
	}
}
