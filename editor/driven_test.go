package editor

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/palette"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
)

// Driven is a window over a workspace, for tests of another package: the model of
// two windows. What is handed to the UI goroutine waits until the test runs it.
type Driven struct {
	w      *Window
	queue  chan func()
	exited bool
}

// Post is an open post of a Driven.
type Post struct{ p *openPost }

// Drive opens a window of app on a library. The workspace is made with the function
// that hands over.
func Drive(t testing.TB, app fyne.App, dir string, workspace func(post func(func())) *storage.Workspace, with ...func(*Options)) *Driven {
	d := &Driven{queue: make(chan func(), 10000)}
	post := func(f func()) { d.queue <- f }
	o := Options{
		App: app, Workspace: workspace(post), Post: post, Now: time.Now,
		Places: &config.Places{}, SetTheme: func(string) {}, Version: "test",
		Settings: config.DefaultSettings(), Keep: func(config.Settings) error { return nil },
		Exit: func() { d.exited = true },
	}
	for _, set := range with {
		set(&o)
	}
	d.w = New(o)
	d.w.opening.patience = time.Hour
	d.w.win.Resize(fyne.NewSize(900, 600))
	d.w.OpenFolder(dir)
	return d
}

// Close ends the workers of a window that is not used any more.
func (d *Driven) Close() {
	for _, p := range d.w.posts.all {
		p.worker.Close()
	}
	for _, t := range []*control.Delay{&d.w.problems.delay, &d.w.side.listing, &d.w.keeping} {
		t.Stop()
	}
	d.w.inbound.Stop()
	d.w.forget()
	for len(d.queue) > 0 {
		<-d.queue
	}
}

// Run runs what was handed over, at most n functions.
func (d *Driven) Run(n int) {
	for ; n > 0 && len(d.queue) > 0 && !d.exited; n-- {
		(<-d.queue)()
	}
}

// Exited reports whether the program ended.
func (d *Driven) Exited() bool { return d.exited }

// Posts are the open posts.
func (d *Driven) Posts() (list []Post) {
	for _, p := range d.w.posts.all {
		list = append(list, Post{p})
	}
	return list
}

// Shown is the post that is shown; false if none is.
func (d *Driven) Shown() (Post, bool) { return Post{d.w.posts.cur}, d.w.posts.cur != nil }

// Question is the title of the question on top, "" when there is none.
func (d *Driven) Question() string {
	if words := d.asked(); len(words) > 0 {
		return words[0]
	}
	return ""
}

// Listed are the titles in the list of the question on top.
func (d *Driven) Listed() (titles []string) {
	words := d.asked()
	for i := 2; i < len(words); i += 2 { // behind each is its file
		titles = append(titles, words[i])
	}
	return titles
}

// asked is what the question on top says, from its title on.
func (d *Driven) asked() (words []string) {
	if d.w.modal.Depth() == 0 {
		return nil
	}
	o, ok := d.w.win.Canvas().Overlays().Top().(*control.Overlay)
	if !ok {
		return nil
	}
	for _, part := range test.LaidOutObjects(o) {
		switch l := part.(type) {
		case *control.Label:
			words = append(words, l.Text())
		case *control.Short:
			words = append(words, l.Text())
		}
	}
	return words
}

// Key presses keys where the focus is.
func (d *Driven) Key(keys ...fyne.KeyName) {
	for _, k := range keys {
		d.w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

// Tick changes the first box of the question on top.
func (d *Driven) Tick() {
	d.w.win.Canvas().FocusNext()
	d.w.win.Canvas().Focused().TypedRune(' ')
}

// Type writes at the end of the text that is shown.
func (d *Driven) Type(words string) {
	s := d.w.posts.cur.s
	s.Select(caretAt(s.Text().Len()))
	d.w.win.Canvas().Focus(d.w.area)
	for _, r := range words {
		d.w.area.TypedRune(r)
	}
}

// New starts a post with a title and slug.
func (d *Driven) New(title, slug string) {
	d.w.newPost()
	d.w.posts.cur.s.SetField("title", title)
	d.w.posts.cur.s.SetField("slug", slug)
}

// Undo and the others do what the command of that name does.
func (d *Driven) Undo()                  { d.w.posts.undo() }
func (d *Driven) Redo()                  { d.w.posts.redo() }
func (d *Driven) Save()                  { d.w.saver.save(d.w.posts.cur, func(bool) {}) }
func (d *Driven) SaveAs(path string)     { d.w.saver.writeAs(d.w.posts.cur, path, func(bool) {}) }
func (d *Driven) ClosePost()             { d.w.closer.close(d.w.posts.cur, func(bool) {}) }
func (d *Driven) Quit()                  { d.w.closer.quit() }
func (d *Driven) Open(path string)       { d.w.OpenFile(path) }
func (d *Driven) Show(p Post)            { d.w.show(p.p) }
func (d *Driven) Outside(paths []string) { d.w.disk.outside(paths) }

// Publish publishes the draft with what its sheet proposes.
func (d *Driven) Publish() {
	d.w.publisher.Publish(d.w.posts.cur.s.Path())
	if f := d.w.win.Canvas().Focused(); d.w.modal.Depth() > 0 && f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
}

// Offers reports whether the palette of Save as would take a path.
func (d *Driven) Offers(path string) bool {
	rows := palette.SaveAs(path, func(path string) bool { return d.w.saver.taken(d.w.posts.cur, path) != nil }, func(string) {})
	return len(rows) > 0 && strings.HasPrefix(rows[0].Title, "Save as "+filepath.Base(path))
}

// Path is that of the post's file, "" for none.
func (p Post) Path() string { return p.p.s.Path() }

// Text is the post's text.
func (p Post) Text() string { return p.p.s.Text().String() }

// Title is the title as questions say it.
func (p Post) Title() string { return p.p.title() }

// Dirty and Status tell how the text stands to the file.
func (p Post) Dirty() bool    { return p.p.s.Dirty() }
func (p Post) Status() string { return p.p.s.Status().String() }
func (p Post) CanRedo() bool  { return p.p.s.CanRedo() }

// Asked is the text on the disk that the conflict question was last about.
func (p Post) Asked() string { return p.p.asked }

// History calls f with every text that undo and redo lead to.
func (p Post) History(f func(text string)) {
	n := 0
	for p.p.s.Undo() {
		n++
		f(p.Text())
	}
	for ; n > 0; n-- {
		p.p.s.Redo()
	}
	for n = 0; p.p.s.Redo(); n++ {
		f(p.Text())
	}
	for ; n > 0; n-- {
		p.p.s.Undo()
	}
}
