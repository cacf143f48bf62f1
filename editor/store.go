package editor

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview"
	"galley.app/galley/preview/markdown"
)

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
	Proof      preview.View
	Spelling   bool // misspelled words are marked
	// SpellLanguage is the language that spelling is checked in, such as en_US; "" is the library's or the system's.
	SpellLanguage string
	Writing       Writing
	Camera        bool // exports leave place, time and camera in images
	Diagrams      bool // the preview has diagrams drawn by mmdc
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
	View() preview.View
	SetView(preview.View)
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
	View  func(preview.View)          // the reader chose something else to see
	Hide  func()                      // the pane is to go
	Copy  func(words, html string)    // something is copied; html is "" for words alone
	Page  func()                      // the page is wanted in the browser
}
