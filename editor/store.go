package editor

import (
	"galley.app/galley/preview"
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
