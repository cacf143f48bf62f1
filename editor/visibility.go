package editor

import (
	"galley.app/galley/editor/status"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
)

// visibility is which parts of the window are seen, and how much of the text.
type visibility struct {
	panes     *control.Panes
	area      *textedit.Editor
	status    *status.Bar
	posts     *openPosts
	arrange   func() // lays the middle out again
	framed    func() // lays the window out again, with the menu bar or without
	focusText func()
	say       func(string) // in the status bar
	source    bool         // the head is shown in the text
}

// firstLine returns the line of the shown post that is the text's first.
func (l *visibility) firstLine() int {
	if l.source {
		return 0
	}
	s := l.posts.cur.s
	return s.Text().LineAt(s.Start())
}

// toggleLibrary shows or hides the library.
func (l *visibility) toggleLibrary() {
	l.panes.HideLeft = !l.panes.HideLeft
	l.panes.Refresh()
}

// showLibrary shows the library, if it is hidden.
func (l *visibility) showLibrary() {
	if l.panes.HideLeft {
		l.toggleLibrary()
	}
}

// togglePreview shows or hides the preview.
func (l *visibility) togglePreview() {
	if l.panes.HideRight || l.panes.ShowsRight() {
		l.panes.HideRight = !l.panes.HideRight
	}
	if !l.panes.HideRight && !l.panes.ShowsRight() {
		l.say("The window is too narrow for the preview; widen it to 900 pixels.")
	}
	l.panes.Refresh()
}

// toggleSource shows the head in the text too, or not.
func (l *visibility) toggleSource() {
	l.source = !l.source
	l.area.SetSource(l.source)
	l.focusText()
	l.status.SetPlace(l.area.LineColumn())
	if l.source {
		l.say("The head is shown in the text too.")
	} else {
		l.say("")
	}
}

// showPreview shows the preview, if it is hidden.
func (l *visibility) showPreview() {
	if l.panes.HideRight || !l.panes.ShowsRight() {
		l.panes.HideRight = true
		l.togglePreview()
	}
}

// setFocus puts the window into focus mode or out of it, if a post is open.
func (l *visibility) setFocus(on bool) {
	if l.panes.Only == on || l.posts.cur == nil {
		return
	}
	l.alone(on)
	l.focusText()
	l.say("")
	if on {
		l.say("Escape or F9 leaves focus mode.")
	}
}

// alone hides all but the text, or brings the rest back.
func (l *visibility) alone(on bool) {
	l.panes.Only = on
	l.area.SetFocusMode(on)
	l.panes.Refresh()
	l.arrange()
	l.framed()
}

// toggleTab has Tab move the focus, or indent.
func (l *visibility) toggleTab() {
	l.area.TabMovesFocus = !l.area.TabMovesFocus
	if l.area.TabMovesFocus {
		l.say("Tab moves the focus. Ctrl+M lets it indent again.")
	} else {
		l.say("Tab indents.")
	}
}
