package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Choice is one answer to a question.
type Choice struct {
	Label string
	Do    func() // may be nil
}

// Question is a dialog that asks: the title is the question, Text says what
// stays safe. Return gives the main answer, Escape the cancelling one, and
// the answer that gives something up stands apart at the left.
type Question struct {
	Title  string
	Text   string
	Apart  []Choice
	Cancel Choice
	Main   Choice
	Extra  fyne.CanvasObject // between text and buttons, may be nil; it scrolls where the window is too low
	First  fyne.Focusable    // gets the focus instead of the main button
	Width  float32           // 0 is 480 pixels
	// Typed is told a letter that is typed while a button has the focus, after the
	// cancelling answer: whoever types did not expect a question. nil: letters do
	// nothing.
	Typed func(r rune)
	// OnClose is called after the panel went and before the answer is done.
	OnClose func()

	overlay *Overlay
	body    *fyne.Container // all but the buttons
	main    *Button
}

// Open asks over the canvas.
func (q *Question) Open(c fyne.Canvas) {
	if q.Width == 0 {
		q.Width = 480
	}
	const pad = 24
	inner := q.Width - 2*pad
	title := NewLabel(q.Title, theme.Ink)
	title.Face, title.TextSize, title.LineHeight, title.Wrap = typeset.SansBold, theme.DialogTitle, 24, inner
	q.body = container.New(&stack{gap: 6}, title)
	if q.Text != "" {
		t := NewLabel(q.Text, theme.Muted)
		t.Wrap = inner
		q.body.Add(t)
	}
	if q.Extra != nil {
		q.body.Add(Space(4))
		q.body.Add(q.Extra)
	}
	var buttons []*Button
	row := container.New(&bar{gap: 10})
	add := func(kind Kind, ch Choice) *Button {
		b := NewButton(kind, ch.Label, func() { q.answer(ch) })
		buttons = append(buttons, b)
		row.Add(b)
		return b
	}
	for _, ch := range q.Apart {
		add(Plain, ch)
	}
	row.Add(layout.NewSpacer())
	if q.Cancel.Label != "" {
		add(Plain, q.Cancel)
	}
	main := add(Main, q.Main)
	q.main = main
	scroll := container.NewVScroll(container.New(lowest{}, NewGround(), q.body))
	for i, b := range buttons {
		b.OnRune = func(r rune) bool {
			if q.Typed == nil || r == ' ' {
				return false
			}
			q.Escape()
			q.Typed(r)
			return true
		}
		b.OnKey = func(e *fyne.KeyEvent) bool {
			switch e.Name {
			case fyne.KeyEscape:
				q.Escape()
			case fyne.KeyLeft:
				c.Focus(buttons[(i+len(buttons)-1)%len(buttons)])
			case fyne.KeyRight:
				c.Focus(buttons[(i+1)%len(buttons)])
			case fyne.KeyUp:
				scrollBy(scroll, -questionStep)
			case fyne.KeyDown:
				scrollBy(scroll, questionStep)
			case fyne.KeyPageUp:
				scrollBy(scroll, -scroll.Size().Height)
			case fyne.KeyPageDown:
				scrollBy(scroll, scroll.Size().Height)
			default:
				return false
			}
			return true
		}
	}
	content := container.New(questionLayout{}, scroll, row)
	q.overlay = &Overlay{Content: content, Width: q.Width, Pad: pad}
	var first fyne.Focusable = main
	if q.First != nil {
		first = q.First
	}
	q.overlay.Open(c, first)
}

// Escape answers with the cancelling answer, or the main one where there is
// nothing to cancel.
func (q *Question) Escape() {
	if q.Cancel.Label == "" {
		q.answer(q.Main)
		return
	}
	q.answer(q.Cancel)
}

// Key is what the answering keys do while something in Extra has the focus, where
// they mean nothing else. It reports whether the key was one.
func (q *Question) Key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		q.Submit()
	case fyne.KeyEscape:
		q.Escape()
	default:
		return false
	}
	return true
}

// Refresh lays the dialog out again after its Extra changed.
func (q *Question) Refresh() {
	if q.overlay != nil {
		q.body.Refresh()
		q.overlay.Refresh()
	}
}

// SetMain changes what the main answer is called.
func (q *Question) SetMain(label string) {
	q.Main.Label = label
	if q.overlay != nil {
		q.main.SetLabel(label)
		q.Refresh()
	}
}

// Submit gives the main answer.
func (q *Question) Submit() { q.answer(q.Main) }

// Close takes the dialog away without an answer.
func (q *Question) Close() { q.answer(Choice{}) }

func (q *Question) answer(c Choice) {
	if q.overlay == nil {
		return
	}
	q.overlay.Close()
	q.overlay = nil
	if q.OnClose != nil {
		q.OnClose()
	}
	if c.Do != nil {
		c.Do()
	}
}

const (
	questionGap  = 22 // above the buttons
	questionBar  = 12 // beside the words, for the scroll bar
	questionStep = 20 // that an arrow key scrolls
)

// questionLayout puts what scrolls over the buttons. They keep their place
// where there is not room for all of it.
type questionLayout struct{}

func (questionLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	body, row := o[0].(*container.Scroll).Content.(*fyne.Container).Objects[1], o[1].MinSize()
	return fyne.NewSize(row.Width, body.MinSize().Height+questionGap+row.Height)
}

func (questionLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	row := o[1].MinSize().Height
	o[0].Resize(fyne.NewSize(size.Width+questionBar, fyne.Max(0, size.Height-row-questionGap)))
	o[1].Move(fyne.NewPos(0, size.Height-row))
	o[1].Resize(fyne.NewSize(size.Width, row))
}

// lowest asks for no more height than what lies on a ground can do with, so that
// lists give way before anything scrolls.
type lowest struct{}

func (lowest) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(10, o[1].MinSize().Height-spare(o[1]))
}

func (lowest) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	o[1].Resize(fyne.NewSize(size.Width-questionBar, size.Height))
}

func scrollBy(s *container.Scroll, by float32) {
	most := fyne.Max(0, s.Content.Size().Height-s.Size().Height)
	s.ScrollToOffset(fyne.NewPos(0, max(0, min(s.Offset.Y+by, most))))
}

// Reveal scrolls as little as is needed to show an object of what s scrolls, with
// spare pixels above and below it. What is no part of that is left alone.
func Reveal(s *container.Scroll, o fyne.CanvasObject, spare float32) {
	if s == nil || s.Size().Height <= 0 {
		return
	}
	driver := fyne.CurrentApp().Driver()
	y := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(s.Content).Y
	if y < 0 || y > s.Content.Size().Height {
		return
	}
	switch h, room := o.Size().Height, s.Size().Height; {
	case y-spare < s.Offset.Y:
		scrollBy(s, y-spare-s.Offset.Y)
	case y+h+spare > s.Offset.Y+room:
		scrollBy(s, y+h+spare-room-s.Offset.Y)
	}
}
