package finding

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/session"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/seen"
)

const marbles = "!! title: Marbles\n!! slug: marbles\n!! published: 2023-12-04\n!! description: A jar of marbles and what the jar has to do with the roof\n\n---\n\nOne jar.\n"

// harness is the bar below a text widget. What workers hand over waits until
// the test runs it.
type harness struct {
	t     testing.TB
	bar   *Bar
	ed    *textedit.Editor
	s     *session.Session
	win   fyne.Window
	queue chan func()
	said  string
}

func newHarness(t testing.TB, src string) *harness {
	seen.App(t)
	d := &harness{t: t, queue: make(chan func(), 10000)}
	post := func(f func()) { d.queue <- f }
	d.ed = textedit.New(textedit.Options{Post: post})
	undo, redo := func() { d.s.Undo() }, func() { d.s.Redo() }
	d.bar = New(Options{
		Editor: d.ed, Session: func() *session.Session { return d.s }, Post: post,
		Focus: func(f fyne.Focusable) { d.win.Canvas().Focus(f) },
		Leave: func() { d.win.Canvas().Focus(d.ed) }, Resized: func() {},
		Say: func(s string) { d.said = s },
		Key: func(*fyne.KeyEvent) bool { return false }, OnShortcut: func(fyne.Shortcut) {}, OnUndo: undo, OnRedo: redo,
	})
	d.win = test.NewTempWindow(t, container.NewBorder(nil, d.bar.Object, nil, nil, d.ed))
	d.win.Resize(fyne.NewSize(900, 700))
	d.open(src)
	d.win.Canvas().Focus(d.ed)
	return d
}

// open shows another post, as the window does.
func (d *harness) open(src string) {
	if d.s != nil {
		d.s.OnChange = nil
	}
	s := session.Open("/posts/a.md", src, session.Options{})
	d.s = s
	d.ed.SetSession(s, nil)
	s.OnChange = func(e session.Event) {
		d.ed.Changed(s, e)
		if len(e.Patch.Changes) > 0 {
			d.bar.Changed()
		}
	}
	d.bar.Changed()
}

// until runs what workers handed over until the condition holds.
func (d *harness) until(what string, cond func() bool) {
	d.t.Helper()
	deadline := time.After(2 * time.Minute)
	for !cond() {
		select {
		case f := <-d.queue:
			f()
		case <-deadline:
			d.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// command does what the window's command of that name does.
func (d *harness) command(name string) {
	d.t.Helper()
	switch name {
	case "Find":
		d.bar.Open(false)
	case "Replace":
		d.bar.Open(true)
	case "Next hit":
		d.bar.Step(1)
	case "Previous hit":
		d.bar.Step(-1)
	case "Replace all":
		d.bar.ReplaceAll()
	case "Match case":
		d.bar.ToggleCase()
	case "Find whole words":
		d.bar.ToggleWords()
	case "Find in what is selected":
		d.bar.ToggleSelection()
	case "Undo":
		d.s.Undo()
	default:
		d.t.Fatalf("there is no command %q", name)
	}
}

// write types into whatever has the focus.
func (d *harness) write(s string) {
	for _, r := range s {
		d.win.Canvas().Focused().TypedRune(r)
	}
}

func (d *harness) key(k fyne.KeyName) { d.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k}) }

func (d *harness) wantBody(want string) {
	d.t.Helper()
	if got := d.s.Text().Slice(d.s.Start(), d.s.Text().Len()); got != want {
		d.t.Errorf("the text is %q, want %q", got, want)
	}
}
