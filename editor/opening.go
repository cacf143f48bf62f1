package editor

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/editor/decoding"
	"galley.app/galley/editor/library"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/editor/vacant"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/charset"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/post"
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

// opening is how posts are opened, and the post that the window waits for.
type opening struct {
	path     string // "" for none
	turn     int    // number of the newest one
	ahead    []func()
	typed    []rune // what of ahead is words
	pad      *pad
	held     *fyne.KeyModifier // while a key of ahead is done: what was held with it
	patience time.Duration
	resting  control.Delay
	restored bool     // what was open last was opened again
	started  bool     // what the program was started with was opened
	early    []func() // what other starts asked for before that

	workspace *storage.Workspace
	places    *config.Places
	notes     *storage.Openings
	posts     *openPosts
	side      *sidebar
	disk      *disk
	banner    *banner
	hint      *vacant.Place
	modal     *modal.Stack
	canvas    fyne.Canvas
	say       func(string)
	said      func() string
	aside     func(words string) // puts words into a new post
	recent    func(path string)  // hears of each post that the writer opened
	now       func() time.Time
	post      func(func()) // runs a function on the UI goroutine
	showMain  func()       // the panes, instead of the first page
	arrange   func()       // lays the middle out again
	focusText func()
	add       func(*session.Session, *storage.OpenFile) *openPost
	show      func(*openPost)
	failed    func(path, why string) // tells why something could not be opened
	none      func()                 // shows what there is to do where no post is open
}

// readPost is what became of reading a post.
type readPost struct {
	path  string
	s     *session.Session
	lines *rows.Scanned // of its text
	take  func() *storage.OpenFile
	err   error
}

// open opens a post and calls then when it is shown.
func (o *opening) open(path string, then func()) {
	if o.later(func() { o.open(path, then) }) {
		return
	}
	if p := o.posts.at(path); p != nil {
		o.show(p)
		then()
		return
	}
	o.note(path)
	read := make(chan readPost, 1)
	go func() { read <- o.read(path) }()
	timer := time.NewTimer(o.patience)
	defer timer.Stop()
	select {
	case r := <-read:
		o.opened(r, then)
	case <-timer.C:
		o.await(path, read, then)
	}
}

// isFolder reports whether there is a folder at path. It asks the disk.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// read reads a post, on any goroutine.
func (o *opening) read(path string) readPost {
	src, take, err := o.workspace.Load(path)
	if err != nil {
		return readPost{path: path, err: err}
	}
	s := session.Open(path, src, session.Options{Now: o.now, Slug: o.side.slug})
	return readPost{path: path, take: take, s: s, lines: rows.Scan(s.Text())}
}

// opened shows a post that was read. It reports whether it could be.
func (o *opening) opened(r readPost, then func()) bool {
	o.resting.Start(o.rested)
	if r.err != nil {
		if foreign := (*post.EncodingError)(nil); errors.As(r.err, &foreign) {
			o.decode(r.path, foreign)
		} else {
			o.failed(r.path, r.err.Error())
		}
		return false
	}
	if p := o.posts.at(r.path); p != nil { // it was saved there meanwhile
		o.show(p)
		then()
		return true
	}
	f := r.take()
	if p := o.posts.owner(f); p != nil { // links lead from both paths to one file
		o.show(p)
		o.disk.look(p)
		then()
		return true
	}
	o.show(o.take(r, f))
	o.side.sayLink(r.path)
	if !o.posts.quiet {
		o.recent(r.path)
	}
	then()
	return true
}

// take takes a post in that was read, with the caret where it was left.
func (o *opening) take(r readPost, f *storage.OpenFile) *openPost {
	p := o.add(r.s, f)
	p.lines = r.lines
	p.passing = o.posts.quiet
	at, known := o.places.Place(r.path)
	if known && min(at.Anchor, at.Caret) >= p.s.Start() && max(at.Anchor, at.Caret) <= p.s.Text().Len() {
		p.s.Select(text.Selection{Anchor: at.Anchor, Head: at.Caret})
		p.place = at
	} else {
		p.s.Select(caretAt(p.s.Start()))
	}
	return p
}

// glance shows a post of the library while the keys stay in the list. A newer one
// takes the place of one that is not there yet.
func (o *opening) glance(it library.Item) {
	if o.later(func() { o.glance(it) }) {
		return
	}
	o.turn++
	turn := o.turn
	if it.Refused != "" {
		o.say("▲ “" + filepath.Base(it.Path) + "” cannot be opened: " + it.Refused)
		return
	}
	quietly := func(do func()) {
		o.posts.quiet = true
		do()
		o.posts.quiet = false
	}
	if p := o.posts.at(it.Path); p != nil {
		if p != o.posts.cur {
			quietly(func() { o.show(p) })
		}
		return
	}
	o.note(it.Path)
	read := make(chan readPost, 1)
	go func() { read <- o.read(it.Path) }()
	shown := func(r readPost) {
		if turn != o.turn || o.path != "" {
			return
		}
		if r.err != nil {
			o.resting.Start(o.rested)
			o.say("▲ “" + filepath.Base(it.Path) + "” cannot be opened: " + r.err.Error())
			return
		}
		quietly(func() { o.opened(r, func() {}) })
	}
	timer := time.NewTimer(o.patience)
	defer timer.Stop()
	select {
	case r := <-read:
		shown(r)
	case <-timer.C:
		go func() {
			r := <-read
			o.post(func() { shown(r) })
		}()
	}
}

// restore opens the posts again that were open in a library when the program ended,
// but shows none of them. Those that are gone, or cannot be read, are left out.
func (o *opening) restore(dir string) {
	if o.restored {
		return
	}
	o.restored = true
	list := o.places.Open(dir)
	o.places.Reopened(dir, list)
	if len(list) > mostIdle {
		list = list[:mostIdle]
	}
	go func() {
		var all []readPost
		for _, was := range list {
			if !o.notes.Held(was.Path) {
				all = append(all, o.read(was.Path))
			}
		}
		o.post(func() { o.restoreRead(list, all) })
	}()
}

// restoreRead takes in what restore has read, in the order that the posts were in.
func (o *opening) restoreRead(list []config.Opened, all []readPost) {
	for _, r := range all {
		if r.err != nil || o.posts.at(r.path) != nil {
			continue
		}
		f := r.take()
		if o.posts.owner(f) != nil { // links lead from both paths to one file
			continue
		}
		o.disk.look(o.take(r, f)) // nobody has watched the file while it was read
	}
	rank := func(p *openPost) int {
		return slices.IndexFunc(list, func(was config.Opened) bool { return was.Path == p.s.Path() })
	}
	slices.SortStableFunc(o.posts.all, func(a, b *openPost) int {
		if rank(a) < 0 || rank(b) < 0 { // opened since
			return cmp.Compare(rank(b), rank(a))
		}
		return cmp.Compare(rank(a), rank(b))
	})
	o.posts.resume(list)
	o.side.list()
}

// decode offers to open a copy of a file that is not UTF-8. Nothing is written to
// the file itself.
func (o *opening) decode(path string, why *post.EncodingError) {
	o.none()
	go func() {
		source, err := o.workspace.Source(path)
		o.post(func() {
			switch {
			case err != nil:
				o.failed(path, err.Error())
				return
			case post.CheckEncoding(string(source)) == nil: // somebody was faster
				o.open(path, func() {})
				return
			}
			decoding.Ask(decoding.Options{
				Modal: o.modal, Name: filepath.Base(path), Why: fmt.Sprintf("It has %s, in line %d.", why.Found, why.Line), Source: source, Post: o.post,
				Open: func(c charset.Charset) { o.transcribe(path, source, c) },
			})
		})
	}()
}

// transcribe makes the copy of a file that is in an encoding, and opens it.
func (o *opening) transcribe(path string, source []byte, c charset.Charset) {
	go func() {
		text, lost, err := c.Decode(source)
		if err == nil {
			err = post.CheckEncoding(text)
		}
		o.post(func() {
			if err != nil {
				o.failed(path, "In "+c.Name+" it is not text: "+err.Error())
				return
			}
			o.workspace.Transcribe(path, text, func(r storage.Result) {
				if !r.Written() {
					o.failed(path, r.Err.Error())
					return
				}
				o.side.reread()
				said := "This is a copy of " + filepath.Base(path) + ", which was read as " + c.Name + " and stays as it is."
				if lost > 0 {
					said = "▲ " + said + " " + wording.Count(lost, "character") + " could not be read."
				}
				o.open(r.Path, func() { o.say(said) })
				if r.Err != nil {
					o.modal.Tell("The copy was made, but the disk did not confirm it", r.Err.Error(), nil)
				}
			})
		})
	}()
}

// await goes on until the post is read.
func (o *opening) await(path string, read <-chan readPost, then func()) {
	o.turn++
	turn := o.turn
	o.path = path
	note := "Opening “" + filepath.Base(path) + "”… Escape gives it up."
	o.showMain()
	o.say(note)
	o.hint.SetText(note)
	o.arrange()
	o.pad.Show()
	o.canvas.Focus(o.pad)
	go func() {
		r := <-read
		o.post(func() {
			if turn != o.turn || o.path == "" {
				return
			}
			ahead, typed := o.end()
			if !o.opened(r, then) {
				o.say("")
				o.focusText()
				o.keep(typed)
				return
			}
			o.catchUp(ahead)
			if p := o.posts.of(r.s); p != nil {
				o.disk.look(p) // nobody has watched the file while it was read
			}
		})
	}()
}

// later keeps do for the post that the window waits for, if it waits for one.
func (o *opening) later(do func()) bool {
	if o.path == "" {
		return false
	}
	o.ahead = append(o.ahead, do)
	return true
}

// catchUp does what was kept; when another post has to be waited for on the
// way, what is left is kept for that one.
func (o *opening) catchUp(ahead []func()) {
	for _, do := range ahead {
		if !o.later(do) {
			do()
		}
	}
}

// end waits no longer and gives what was kept, and the words in it.
func (o *opening) end() (ahead []func(), typed string) {
	ahead, typed = o.ahead, string(o.typed)
	o.path, o.ahead, o.typed = "", nil, nil
	o.pad.Hide()
	o.hint.SetText(noPost)
	o.arrange()
	return ahead, typed
}

// keep puts words that were typed for a post that did not open into a new one,
// which is not shown: what is shown is not what they were meant for.
func (o *opening) keep(typed string) {
	if strings.TrimSpace(typed) == "" {
		return
	}
	o.aside(typed)
	o.say(strings.TrimSpace(o.said() + " What was typed for it is in a new post."))
}

// intoNewPost puts words into a new post, which is shown only where no other is.
func intoNewPost(w *Window, words string) {
	p := blankPost(w)
	p.s.Select(caretAt(p.s.Text().Len()))
	p.s.Type(words)
	w.side.list()
	if w.posts.cur == nil {
		w.show(p)
	}
}

// giveUp lets the post be that the window waits for.
func (o *opening) giveUp() {
	o.say("“" + filepath.Base(o.path) + "” was not opened.")
	_, typed := o.end()
	o.resting.Start(o.rested)
	o.none()
	o.focusText()
	o.keep(typed)
}

// modifiers are the modifier keys that are held, or were with the key that is
// being caught up on.
func (o *opening) modifiers() fyne.KeyModifier {
	if o.held != nil {
		return *o.held
	}
	return control.Modifiers()
}

// restsAfter is how long the window has to go on with what was opened before
// that is taken for harmless.
const restsAfter = 3 * time.Second

// note notes that a post is about to be opened. What cannot be noted is
// no reason not to open it, and that the state folder cannot be written is
// told when the state is.
func (o *opening) note(path string) {
	o.resting.Stop()
	_ = o.notes.Opening(path)
}

// rested takes the notes back once the window has what was opened, with all
// that is made of it, and still answers.
func (o *opening) rested() {
	if o.path != "" || o.posts.cur != nil && o.posts.cur.doc == nil {
		o.resting.Start(o.rested)
		return
	}
	_ = o.notes.Rested() // as above
}

// openUnasked opens a post that nobody asked for, unless the program ended
// when it was opened before; then it tells so and offers to open it.
func (o *opening) openUnasked(path string) {
	if !o.notes.Held(path) {
		o.open(path, func() {})
		return
	}
	name := filepath.Base(path)
	if it, _ := itemAt(o.side.items, path); it.Title != "" {
		name = it.Title
	}
	o.banner.offer("Not opened again, as Galley ended while opening “"+name+"”.", []control.Choice{{Label: "Open", Do: func() { o.open(path, func() {}) }}},
		func() {
			o.banner.show("", nil)
			o.arrange()
		})
	o.arrange()
}

// pad takes the keys while the window waits for a post. Nothing of it is seen.
type pad struct {
	widget.BaseWidget
	o    *opening
	area *textedit.Editor // that the keys are meant for
}

func newPad(o *opening, area *textedit.Editor) *pad {
	p := &pad{o: o, area: area}
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
		p.o.held = &held
		do()
		p.o.held = nil
	}
	if !p.o.later(typed) {
		typed()
	}
}

// FocusGained implements fyne.Focusable, as those below do.
func (p *pad) FocusGained()     {}
func (p *pad) FocusLost()       {}
func (p *pad) AcceptsTab() bool { return true }

func (p *pad) TypedRune(r rune) {
	if p.o.path != "" {
		p.o.typed = append(p.o.typed, r)
	}
	p.keep(func() { p.area.TypedRune(r) })
}

func (p *pad) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape && p.o.path != "" {
		p.o.giveUp()
		return
	}
	switch n := len(p.o.typed); {
	case p.o.path == "":
	case e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter:
		p.o.typed = append(p.o.typed, '\n')
	case e.Name == fyne.KeyBackspace && n > 0:
		p.o.typed = p.o.typed[:n-1]
	}
	p.keep(func() { p.area.TypedKey(e) })
}

func (p *pad) TypedShortcut(s fyne.Shortcut) { p.keep(func() { p.area.TypedShortcut(s) }) }
