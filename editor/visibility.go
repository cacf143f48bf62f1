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
	focusList func()
	focusPage func()
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

// toggleLibrary shows or hides the library: over the text where there is no room beside it.
func (l *visibility) toggleLibrary() {
	if fits, _ := l.panes.Fits(); fits {
		l.panes.SetOver(false)
		l.panes.HideLeft = !l.panes.HideLeft
		l.panes.Refresh()
		return
	}
	l.panes.SetOver(!l.panes.IsOver())
	if l.panes.IsOver() {
		l.focusList()
	} else {
		l.focusText()
	}
}

// showLibrary shows the library, if it is not seen.
func (l *visibility) showLibrary() {
	if !l.panes.ShowsLeft() {
		l.toggleLibrary()
	}
}

// togglePreview shows or hides the preview: in the place of the text where there is no room beside it.
func (l *visibility) togglePreview() {
	if _, fits := l.panes.Fits(); fits {
		l.panes.HideRight = !l.panes.HideRight
		l.panes.Turn(false)
		l.panes.Refresh()
		return
	}
	if l.panes.ShowsRight() {
		l.focusText()
		return
	}
	l.panes.HideRight = false
	l.panes.Turn(true)
	l.panes.SetOver(false)
	l.panes.Refresh()
	l.focusPage()
}

// follow brings the text and its fields back where the keys are in them, which the page was seen in the place of, and takes the
// library away that is over them.
func (l *visibility) follow(inPost bool) {
	if inPost {
		l.panes.Turn(false)
		l.panes.SetOver(false)
	}
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

// showPreview shows the preview, if it is not seen.
func (l *visibility) showPreview() {
	if !l.panes.ShowsRight() {
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
