package editor

import (
	"fmt"
	"net/url"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/linking"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/preview/markdown/policy"
	"galley.app/galley/storage/config"
)

func caretAt(off int) text.Selection { return text.Selection{Anchor: off, Head: off} }

func (w *Window) caretMoved() {
	if w.posts.cur == nil {
		return
	}
	at := w.posts.caret()
	switch {
	case at == w.caret:
	case at.s == w.caret.s && at.version == w.caret.version:
		w.preview.Active(at.off)
	default: // nothing in the preview changes its colour while typing
		w.preview.Active(-1)
	}
	w.caret = at
	w.inbound.Rest(at.s, w.posts.outlined)
	w.status.CountSoon()
	w.linking.Moved()
	w.under.Soon()
}

// previewClicked puts the caret at the block that was clicked.
func (w *Window) previewClicked(off int) {
	if w.posts.cur == nil {
		return
	}
	w.quiet = true
	w.jump(off)
	w.quiet = false
}

// followLink follows a link of the preview.
func (w *Window) followLink(dest string) { follow(w, linking.Lead{Dest: dest}) }

// toggleFocus leaves nothing but the text and the status bar, with all but
// the caret's paragraph dimmed. The menu stays, because it holds the
// shortcuts.
func (w *Window) toggleFocus() {
	on := !w.panes.Only
	w.choose(func(s *config.Settings) { s.FocusMode = on })
}

// pane moves the focus by one among library, form, text and preview.
func (w *Window) pane(by int) {
	c := w.win.Canvas()
	var stops []fyne.Focusable
	at := -1
	add := func(f fyne.Focusable, on bool) {
		if !on {
			return
		}
		if c.Focused() == f {
			at = len(stops)
		}
		stops = append(stops, f)
	}
	add(w.side.List, w.panes.ShowsLeft())
	add(w.under.List, w.panes.ShowsLeft() && w.under.Shows() != "")
	add(w.form.title, w.posts.cur != nil)
	add(w.area, w.posts.cur != nil)
	if f := w.preview.Pane(); f != nil {
		add(f, w.posts.cur != nil && w.panes.ShowsRight())
	}
	if len(stops) == 0 {
		return
	}
	if at < 0 && w.preview.Focused(c.Focused()) {
		at = len(stops) - 1
	}
	if at < 0 { // some other field: of the form, if it is not the search
		at = 0
		if f, ok := c.Focused().(*field.Field); ok && f != w.side.Search && len(stops) > 1 {
			at = 1
		}
	}
	to := stops[(at+by+len(stops))%len(stops)]
	if l, ok := to.(*control.List); ok { // which is aside
		l.TakeFocus()
		return
	}
	c.Focus(to)
}

// searchKey is what keys do in the sidebar's search field.
func (w *Window) searchKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		if w.side.Clear() {
			return true
		}
	case fyne.KeyDown:
		w.side.Enter()
		return true
	case fyne.KeyReturn, fyne.KeyEnter:
		if it, ok := w.side.First(); ok {
			w.openItem(it)
			return true
		}
	}
	return w.key(e)
}

// parseWeb accepts addresses that a browser or mail program opens.
func parseWeb(dest string) (*url.URL, error) {
	u, err := url.Parse(policy.Address(dest))
	if err != nil {
		return nil, err
	}
	switch u.Scheme {
	case "http", "https", "mailto":
		return u, nil
	}
	return nil, fmt.Errorf("scheme %q is not opened", u.Scheme)
}
