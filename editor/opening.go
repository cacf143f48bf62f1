package editor

import (
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
)

// Opening a post is reading its file, which a slow disk can take any time for,
// and taking in its text. Both are done on a goroutine. The window waits for it
// a moment, in which nearly every post is there; then it goes on and shows the
// post when it comes.
//
// What is typed and commanded in the meantime is meant for that post, not for
// the one that is still shown: it is kept, in order, and done when the post is
// there. Escape gives the post up, and what was kept with it.

// patience is how long the window waits for a post before it goes on: less than
// a frame. No window is there yet that could go on when the program starts.
const (
	patience      = 10 * time.Millisecond
	startPatience = 250 * time.Millisecond
)

// opening is the post that the window waits for.
type opening struct {
	path  string // "" for none
	turn  int    // number of the newest one
	ahead []func()
	pad   *pad
	held  *fyne.KeyModifier // while a key of ahead is done: what was held with it
}

// readPost is what became of reading a post.
type readPost struct {
	path  string
	s     *session.Session
	lines *rows.Scanned // of its text
	take  func() *storage.OpenFile
	err   error
}

// OpenFile opens the post at path, or shows it if it is open. If it cannot be
// opened a message says why.
func (w *Window) OpenFile(path string) { w.openThen(path, func() {}) }

// openThen opens a post and calls then when it is shown.
func (w *Window) openThen(path string, then func()) {
	if w.later(func() { w.openThen(path, then) }) {
		return
	}
	if p := w.posts.at(path); p != nil {
		w.show(p)
		then()
		return
	}
	w.noteOpening(path)
	read := make(chan readPost, 1)
	go func() { read <- w.read(path) }()
	timer := time.NewTimer(w.patience)
	defer timer.Stop()
	select {
	case r := <-read:
		w.opened(r, then)
	case <-timer.C:
		w.await(path, read, then)
	}
}

// read reads a post, on any goroutine.
func (w *Window) read(path string) readPost {
	src, take, err := w.o.Workspace.Load(path)
	if err != nil {
		return readPost{path: path, err: err}
	}
	s := session.Open(path, src, session.Options{Now: w.o.Now, Slug: w.slug})
	return readPost{path: path, take: take, s: s, lines: rows.Scan(s.Text())}
}

// opened shows a post that was read. It reports whether it could be.
func (w *Window) opened(r readPost, then func()) bool {
	w.resting.Start(w.rested)
	if r.err != nil {
		w.notOpened(r.path, r.err.Error())
		return false
	}
	if p := w.posts.at(r.path); p != nil { // it was saved there meanwhile
		w.show(p)
		then()
		return true
	}
	f := r.take()
	if p := w.posts.owner(f); p != nil { // links lead from both paths to one file
		w.show(p)
		w.look(p)
		then()
		return true
	}
	p := w.hold(r.s, f)
	p.lines = r.lines
	at, known := w.o.Places.Place(r.path)
	if known && min(at.Anchor, at.Caret) >= p.s.Start() && max(at.Anchor, at.Caret) <= p.s.Text().Len() {
		p.s.Select(text.Selection{Anchor: at.Anchor, Head: at.Caret})
	} else {
		p.s.Select(caretAt(p.s.Start()))
	}
	if _, listed := itemAt(w.items, r.path); !listed && w.lib.Dir != "" {
		w.listPosts()
	}
	w.show(p)
	w.linked(r.path)
	then()
	return true
}

// await goes on until the post is read.
func (w *Window) await(path string, read <-chan readPost, then func()) {
	w.opening.turn++
	turn := w.opening.turn
	w.opening.path = path
	note := "Opening “" + filepath.Base(path) + "”… Escape gives it up."
	w.showMain()
	w.say(note)
	w.hint.SetText(note)
	w.arrange()
	w.opening.pad.Show()
	w.win.Canvas().Focus(w.opening.pad)
	go func() {
		r := <-read
		w.o.Post(func() {
			if turn != w.opening.turn || w.opening.path == "" {
				return
			}
			ahead := w.endOpening()
			if !w.opened(r, then) {
				w.say("")
				w.focusText()
				return
			}
			w.catchUp(ahead)
			if p := w.posts.of(r.s); p != nil {
				w.look(p) // nobody has watched the file while it was read
			}
		})
	}()
}

// later keeps do for the post that the window waits for, if it waits for one.
func (w *Window) later(do func()) bool {
	if w.opening.path == "" {
		return false
	}
	w.opening.ahead = append(w.opening.ahead, do)
	return true
}

// catchUp does what was kept; when another post has to be waited for on the
// way, what is left is kept for that one.
func (w *Window) catchUp(ahead []func()) {
	for _, do := range ahead {
		if !w.later(do) {
			do()
		}
	}
}

// endOpening waits no longer and gives what was kept.
func (w *Window) endOpening() (ahead []func()) {
	ahead = w.opening.ahead
	w.opening.path, w.opening.ahead = "", nil
	w.opening.pad.Hide()
	w.hint.SetText(noPost)
	w.arrange()
	return ahead
}

// giveUp lets the post be that the window waits for.
func (w *Window) giveUp() {
	w.say("“" + filepath.Base(w.opening.path) + "” was not opened.")
	w.endOpening()
	w.resting.Start(w.rested)
	w.withoutPost()
	w.focusText()
}

// modifiers are the modifier keys that are held, or were with the key that is
// being caught up on.
func (w *Window) modifiers() fyne.KeyModifier {
	if w.opening.held != nil {
		return *w.opening.held
	}
	return control.Modifiers()
}

// pad takes the keys while the window waits for a post. Nothing of it is seen.
type pad struct {
	widget.BaseWidget
	w *Window
}

func newPad(w *Window) *pad {
	p := &pad{w: w}
	p.ExtendBaseWidget(p)
	p.Hide() // Tab leads to whatever can have the focus
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *pad) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

// keep keeps what to do with a key, and the modifiers that are held with it.
func (p *pad) keep(do func()) {
	held := control.Modifiers()
	typed := func() {
		p.w.opening.held = &held
		do()
		p.w.opening.held = nil
	}
	if !p.w.later(typed) {
		typed()
	}
}

// FocusGained implements fyne.Focusable, as those below do.
func (p *pad) FocusGained()     {}
func (p *pad) FocusLost()       {}
func (p *pad) AcceptsTab() bool { return true }

func (p *pad) TypedRune(r rune) { p.keep(func() { p.w.area.TypedRune(r) }) }

func (p *pad) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape && p.w.opening.path != "" {
		p.w.giveUp()
		return
	}
	p.keep(func() { p.w.area.TypedKey(e) })
}

func (p *pad) TypedShortcut(s fyne.Shortcut) { p.keep(func() { p.w.area.TypedShortcut(s) }) }
