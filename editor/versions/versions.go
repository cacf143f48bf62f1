// Package versions is the window's view of the history: the versions of a post along
// time, each as the page that it was or as what differs from another one, and the
// search for lost words in all versions of all posts.
//
// What must hold:
//   - Nothing is read on the UI goroutine. What comes after something else was wanted
//     is dropped.
//   - Nothing here writes to a post: what is restored becomes an edit of the window's.
package versions

import (
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/modal"
	"galley.app/galley/storage/history"
)

// Options are what a Browser needs of the window.
type Options struct {
	Modal  *modal.Stack
	Canvas fyne.Canvas
	Say    func(string) // in the status bar
	Post   func(func()) // runs a function on the UI goroutine
	Now    func() time.Time
	Store  *history.Store // nil where none is kept

	// Current is the post that is open; ok is false where none is.
	Current func() (s Subject, ok bool)
	// Text returns what reads the text that a post has now, in the window or else in
	// its file, on any goroutine. there is false for a post that is not there any more.
	Text func(path string) func() (text string, there bool, err error)
	// Page makes what shows posts as their readers get them.
	Page func() Page
	// Restore makes the text of a version the text of its post.
	Restore func(Restored)
	// Copy puts words on the clipboard.
	Copy func(words string)
	// Posts are those that can be committed, Unsaved reports whether one of them has
	// changes that are not in its file.
	Posts   func() []Subject
	Unsaved func(path string) bool
	Library func() (dir string) // "" where none is open
	// Unread is why the history cannot be read, in the window's words.
	Unread func(error) string
}

// Subject is a post that has a history.
type Subject struct {
	Path  string // "" for one that was never saved
	Title string
}

// Page shows texts in the way of the preview.
type Page struct {
	Object fyne.CanvasObject
	Focus  fyne.Focusable
	// Read reads a post, on any goroutine; show then shows it.
	Read func(path, text string) (show func())
	// Find marks words and brings the first place into view; "" takes the marks away.
	Find func(words string)
	// Keys has a function see keys first, which reports whether it took one.
	Keys  func(func(*fyne.KeyEvent) bool)
	Close func()
}

// Restored is a version that is to become the text of its post.
type Restored struct {
	Path string // of the post
	Gone bool   // there is no such post any more, so that it becomes a new one
	Text string
	Said string // says which version it is, such as “the version of 14:05”
}

// Browser opens the history over the window.
type Browser struct {
	o    Options
	tab  int // that was seen last
	to   int // what changes were seen against last
	asks int // for what is to be committed
}

// New returns a Browser.
func New(o Options) *Browser { return &Browser{o: o, tab: changesTab} }

// Open shows the history of the open post, or where none is that of all posts.
func (b *Browser) Open() {
	if b.o.Modal.Depth() > 0 {
		return
	}
	if b.o.Store == nil {
		b.o.Say("No history is kept here.")
		return
	}
	newDialog(b).open()
}
