// Package switching goes from one open post to another by Ctrl+Tab: back to the one
// before at once, and while Ctrl is held, through a list of all.
package switching

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Post is an open post.
type Post struct {
	Title string
	Note  string // where it is, muted
	Dirty bool   // it differs from its file
	Show  func() // shows it, and gives its text the keys
}

// Options are what a Switcher is built from.
type Options struct {
	Post      func(func()) // runs a function on the UI goroutine
	Canvas    func() fyne.Canvas
	Posts     func() []Post           // that are open, the last used first: the one that is shown
	Modifiers func() fyne.KeyModifier // that are held
	None      func()                  // there is no other post
}

// patience is how long Ctrl is held before the list is shown: going to the post
// before does not flash.
const patience = 140 * time.Millisecond

const (
	listWidth = 480
	listTop   = 96
	listRow   = 34
	listRows  = 12 // at once
	listSide  = 16
)

// Switcher is the list, and what has the keys while Ctrl is held. Object lies over
// the window.
type Switcher struct {
	Object *fyne.Container

	o     Options
	keys  *keys
	box   *canvas.Rectangle
	list  *control.List
	rest  control.Delay
	posts []Post
	on    bool
	from  fyne.Focusable // what had the keys before
}

// New makes a switcher.
func New(o Options) *Switcher {
	s := &Switcher{o: o, box: canvas.NewRectangle(nil), list: control.NewList(nil), rest: control.Delay{Post: o.Post, After: patience}}
	s.keys = &keys{s: s}
	s.keys.ExtendBaseWidget(s.keys)
	s.box.CornerRadius, s.box.StrokeWidth = theme.DialogRadius, 1
	l := s.list
	l.Look = control.Look{Height: listRow, Above: 5, Below: 5, Side: 5, Corner: theme.Radius, Ground: theme.Over, Bare: true}
	l.Choice, l.Round, l.Points, l.Aside = true, true, true, true
	l.Draw = s.draw
	l.OnPick = func(i int) {
		l.Go(i)
		s.done()
	}
	s.box.Hide()
	s.list.Hide()
	s.Object = container.New(layout{s}, s.keys, s.box, s.list)
	return s
}

// Step goes on by one post, by being -1 for back. Without Ctrl that is held it
// shows the post at once.
func (s *Switcher) Step(by int) {
	if !s.on && !s.start() {
		return
	}
	s.list.Step(by)
	if s.o.Modifiers()&fyne.KeyModifierControl == 0 {
		s.done()
	}
}

// start takes the keys. It reports whether there is a post to go to.
func (s *Switcher) start() bool {
	s.posts = s.o.Posts()
	if len(s.posts) < 2 {
		s.o.None()
		return false
	}
	s.on = true
	c := s.o.Canvas()
	s.from = c.Focused()
	s.list.Start(len(s.posts), 0)
	c.Focus(s.keys)
	s.rest.Start(s.show)
	return true
}

// show shows the list.
func (s *Switcher) show() {
	s.box.FillColor, s.box.StrokeColor = theme.Color(theme.Over), theme.Color(theme.Line)
	s.box.Show()
	s.list.Show()
	s.Object.Refresh()
}

// end takes the list away and gives the keys back.
func (s *Switcher) end() {
	s.on = false
	s.rest.Stop()
	s.box.Hide()
	s.list.Hide()
	s.Object.Refresh()
	if c := s.o.Canvas(); c.Focused() == fyne.Focusable(s.keys) {
		c.Focus(s.from)
	}
}

// done shows the post that was chosen.
func (s *Switcher) done() {
	at := s.list.Current()
	posts := s.posts
	s.end()
	if at > 0 && at < len(posts) {
		posts[at].Show()
	}
}

// draw draws row i.
func (s *Switcher) draw(p *control.Pen, i int, y float32) {
	post := s.posts[i]
	right := p.Width - listSide
	if post.Note != "" {
		note := p.Fit(post.Note, (right-listSide)*0.35, theme.SmallSize, typeset.Sans)
		right -= control.Measure(note, theme.SmallSize, typeset.Sans)
		p.Text(note, right, y, listRow, theme.SmallSize, typeset.Sans, theme.Muted)
		right -= 12
	}
	title := post.Title
	if post.Dirty {
		title = "• " + title
	}
	p.Text(control.FitMiddle(title, right-listSide, theme.TextSize, typeset.Sans), listSide, y, listRow, theme.TextSize, typeset.Sans, theme.Ink)
}

// layout puts the list into the window.
type layout struct{ s *Switcher }

func (layout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (l layout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	look := l.s.list.Look
	width := min(listWidth, size.Width-2*control.OverlayEdge)
	height := min(float32(min(len(l.s.posts), listRows))*listRow+look.Above+look.Below, size.Height-listTop-control.OverlayEdge)
	at := fyne.NewPos(float32(int((size.Width-width)/2)), listTop)
	for _, part := range o[1:] {
		part.Move(at)
		part.Resize(fyne.NewSize(width, height))
	}
}

// keys has the keys while Ctrl is held. Nothing of it is seen.
type keys struct {
	widget.BaseWidget
	s *Switcher
}

var (
	_ desktop.Keyable   = (*keys)(nil)
	_ fyne.Shortcutable = (*keys)(nil)
	_ fyne.Disableable  = (*keys)(nil)
	_ fyne.Tabbable     = (*keys)(nil)
)

// CreateRenderer implements fyne.Widget.
func (k *keys) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

// Disabled keeps it out of the way of Tab, as the rest of fyne.Disableable.
func (k *keys) Disabled() bool { return !k.s.on }
func (k *keys) Enable()        {}
func (k *keys) Disable()       {}

// FocusGained implements fyne.Focusable, as those below do.
func (k *keys) FocusGained()   {}
func (k *keys) TypedRune(rune) {}

// FocusLost gives up where the window lost the keys: that Ctrl is let go is not
// heard then.
func (k *keys) FocusLost() {
	if k.s.on {
		k.s.end()
	}
}

// AcceptsTab implements fyne.Tabbable.
func (k *keys) AcceptsTab() bool { return true }

// TypedKey implements fyne.Focusable.
func (k *keys) TypedKey(e *fyne.KeyEvent) { k.press(e.Name) }

// TypedShortcut is how keys come while Ctrl is held.
func (k *keys) TypedShortcut(x fyne.Shortcut) {
	if c, ok := x.(*desktop.CustomShortcut); ok {
		k.press(c.KeyName)
	}
}

// KeyDown implements desktop.Keyable.
func (k *keys) KeyDown(*fyne.KeyEvent) {}

// KeyUp shows the chosen post when Ctrl is let go.
func (k *keys) KeyUp(e *fyne.KeyEvent) {
	if k.s.on && (e.Name == desktop.KeyControlLeft || e.Name == desktop.KeyControlRight) {
		k.s.done()
	}
}

func (k *keys) press(name fyne.KeyName) {
	switch s := k.s; name {
	case fyne.KeyUp, fyne.KeyLeft:
		s.list.Step(-1)
	case fyne.KeyDown, fyne.KeyRight:
		s.list.Step(1)
	case fyne.KeyEscape:
		s.end()
	case fyne.KeyReturn, fyne.KeyEnter:
		s.done()
	}
}
