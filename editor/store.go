package editor

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/editor/library"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/post"
)

// Item is one post of the library as the panel lists it.
type Item = library.Item

// Library is a folder of posts in the order of the list: drafts first, then
// the newest.
type Library struct {
	Dir   string
	Name  string
	Items []Item
	Note  string // what the writer should know about the folder; mostly ""

	Asks []string // folders outside that it wants to take images from, and that the writer was not asked about

	Language string // of the posts, as a tag such as "en"; "" if it is not said
	Dialect  markdown.Dialect
}

// Outcome is what became of a save.
type Outcome struct {
	Path   string
	Err    error
	Unsure bool    // the file holds the text in spite of Err: the disk did not confirm it
	Theirs *string // not nil: the file was changed outside and nothing was written; its present text
	Gone   bool    // the file was removed outside and nothing was written
}

// News is what a look at an open post's file found.
type News uint8

const (
	Same     News = iota // bytes, whatever the time stamps say
	Changed              // to other bytes
	Removed              // there is no file
	Returned             // there is one again, with the very bytes that this post last read or wrote
)

// Sight is what a look at an open post's file found.
type Sight struct {
	News   News
	Theirs string // the text that it was changed to
	Err    error  // why it cannot be read
}

// File is the file of one open post: which path it has and what of it was last
// read or written, which is what a save compares the disk with. Both belong to
// the post, never to the path: while a post is open, no other one gets the path
// that its file has, or had until it was removed. Methods with a done function
// return at once and call it on the UI goroutine.
type File interface {
	// Save replaces the file by t, unless it was changed or removed outside. A
	// file that Look or Save said to be removed is written anew.
	Save(t text.Text, done func(Outcome))
	// Create writes a file that is not there yet: at path, or as a new draft
	// of that slug in the library when path is "". Where the name is taken the
	// next free one is used. The post has that file from then on.
	Create(path, slug string, t text.Text, done func(Outcome))
	// Look compares the file with what was last read or written. It answers
	// when nothing of the post is being written; a later Look may answer for it.
	Look(done func(Sight))
	// Accept takes theirs, which Look or Save found, as read, so that the next
	// save replaces that text and no other.
	Accept(theirs string)
	// Publish renames a draft to the name of a published post.
	Publish(done func(path string, err error))
	// Close tells that the post is not open any more.
	Close()
}

// Store keeps posts. Methods with a done function return at once and call it on
// the UI goroutine; the others are quick enough to wait for.
type Store interface {
	Exporter

	// Library reads a folder and watches it from then on instead of the one
	// before. The folders of open posts are watched as long as these are open.
	Library(dir string, done func(Library, error))
	// Refresh reads what changed in the library's folder.
	Refresh(done func(Library, error))
	// OnOutside sets what is called on the UI goroutine when something
	// happened to files; nil paths mean that anything may have.
	OnOutside(func(paths []string))
	// OnUnwatched sets what is called on the UI goroutine when there is no watch
	// to be had, with a line that says so, and with "" when there is one again.
	OnUnwatched(func(note string))
	// Rescan reports that anything may have happened, as when the window gets
	// the focus, after looking whether the watched folders are still the same.
	Rescan()

	// Load reads a post, on any goroutine. Take, on the UI goroutine, gives the
	// file to the post that is open from then on; where a link led to the file
	// of another open post it is that one's.
	Load(path string) (src string, take func() File, err error)
	// NewFile is that of a post which has none yet.
	NewFile() File
	// Owner is the file of the open post that has path, or had it and lost it;
	// nil if none does.
	Owner(path string) File
	// CopyPath is a path beside path for a copy of the post.
	CopyPath(path string) (string, error)

	// NewSource is the text of a new post.
	NewSource() string
	// Check lists what is wrong with a post.
	Check(path, src string) []post.Problem
	// Resolve finds the local file of an image in the post at path.
	Resolve(path, dest string) (file string, ok bool)
	// Outside lists the folders outside of the library that it takes images
	// from, or would where the writer agrees.
	Outside() []string
	// SetReads remembers whether images of the library are read from them.
	SetReads(folders []string, yes bool) error
	// Linked finds the post that a link in the post at path leads to.
	Linked(path, dest string) (file string, ok bool)
	// Sample puts the sample library into a folder of the user's and gives it.
	Sample() (dir string, err error)
	// Flush calls done when nothing is being written any more, or with an
	// error when that takes too long.
	Flush(done func(error))
}

// State is what the window remembers from one start to the next. It may be
// lost without harm.
type State struct {
	Library    string            // last folder
	Posts      map[string]string // last post of each library
	Carets     map[string]int    // byte offset of the caret in each post
	Width      float32           // of the window, in pixels
	Height     float32
	LeftWidth  float32
	RightShare float32
	HideLeft   bool
	HideRight  bool
	Zoom       int    // steps of the editor's text size from its default
	Typewriter bool   // the caret's row stays at one height
	Focus      bool   // focus mode, while a post is open
	Face       string // of the text: "mono", "serif" or "sans"
	Theme      string // "light", "dark", or "" for the system's
	Proof      ProofView
	Spelling   bool // misspelled words are marked
	// SpellLanguage is the language that spelling is checked in, such as en_US; "" is the library's or the system's.
	SpellLanguage string
	Writing       Writing
	Camera        bool // exports leave place, time and camera in images
	Diagrams      bool // the preview has diagrams drawn by mmdc
}

// Places remember where the writer was. They may be lost without harm.
type Places interface {
	Last(dir string) (path string)                 // post that was open last in a library; "" for none
	SetLast(path string)                           // a post is shown
	Caret(path string) (anchor, head int, ok bool) // byte offsets; the post may be shorter by now
	SetCaret(path string, anchor, head int)
	Renamed(old, path string)
}

// Openings are notes of the posts that are being opened. One that ended the
// program is not opened again until the writer asks for it.
type Openings interface {
	Held(path string) bool     // the program ended while the post was being opened
	Opening(path string) error // the post is about to be opened
	Rested() error             // all that was opened did no harm
}

// Proof is the preview pane as the window uses it.
type Proof interface {
	// Object is the pane with its tabs above.
	Object() fyne.CanvasObject
	// Focus is what takes the keyboard; Focused tells whether one of the
	// pane's own things has it.
	Focus() fyne.Focusable
	Focused(fyne.Focusable) bool
	// SetDoc shows a parsed post.
	SetDoc(d *markdown.Doc, f Facts)
	// View and SetView say what of the post is shown.
	View() ProofView
	SetView(ProofView)
	// SwitchLight shows the page in the dark, or in the light again.
	SwitchLight()
	// Refresh follows the window's theme.
	Refresh()
	// Find opens the bar that finds words on the page; FindStep goes to
	// another hit of what Finding tells is looked for.
	Find()
	Finding() bool
	FindStep(by int)
	// CopyHTML copies the HTML of what is selected, or of the whole post.
	CopyHTML()
	// CopyCode copies the block of code at a place of the text, false if there
	// is none.
	CopyCode(off int) bool
	// Browse writes the page of a post's text to a file for the browser.
	Browse(path, src string, done func(file string, err error))
	// Themes lists how the library's pages can be set; SetTheme chooses.
	Themes() []PageTheme
	SetTheme(name string, done func(error))
	// SetResolve sets how image destinations of the shown post are looked up.
	SetResolve(func(dest string) (file string, ok bool))
	// Recheck looks at the files of the images again.
	Recheck()
	// SetDiagrams has diagrams drawn by mmdc, or shown as their source.
	SetDiagrams(on bool)
	// Shift tells of an edit since the shown Doc was parsed.
	Shift(text.Patch)
	// ScrollTo brings a place of the text to the top edge.
	ScrollTo(off int, frac float32)
	// Active marks the block that the caret is in.
	Active(off int)
	// Hook sets what is told back.
	Hook(ProofHooks)
}

// Facts are what the preview shows of a post besides its text.
type Facts struct {
	Path        string // of the post; it may have none yet
	Title       string
	Slug        string
	Description string
	Date        string // as the page shows it
	Minutes     int    // to read it
}

// ProofView is what of a post the preview shows.
type ProofView struct {
	Tab   string // "page", "card" or "feed"; "" is the page
	Width string // "tablet", "phone", or "" for the pane's own
	Light string // "light", "dark", or "" for the window's
}

// PageTheme is one way to set pages.
type PageTheme struct {
	Name, Title, Note string
	On                bool // it is the library's
}

// ProofHooks are told what happens in the preview pane.
type ProofHooks struct {
	Top   func(off int, frac float32) // scrolled by the reader
	Task  func(off int)               // the box of a task was clicked, of the item at this offset
	Click func(off int)               // a block was clicked
	Link  func(dest string)           // a link was clicked
	Hover func(dest string)           // the pointer is over a link; "" when it left
	Key   func(*fyne.KeyEvent) bool   // a key that the pane has no use for
	Cut   func(fyne.Shortcut)         // a shortcut that it has no use for
	Tip   func(tip string)            // what a button does; "" when the pointer left it
	View  func(ProofView)             // the reader chose something else to see
	Hide  func()                      // the pane is to go
	Copy  func(words, html string)    // something is copied; html is "" for words alone
	Page  func()                      // the page is wanted in the browser
}
