package textedit

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// Options are what an Editor is built from. All may be left out.
type Options struct {
	Post      func(func())     // runs a function on the UI goroutine; fyne.Do
	Now       func() time.Time // time.Now
	Face      theme.Face       // Mono or Serif; else Mono
	Size      float32          // of the text, in pixels; theme.EditorSize
	Modifiers func() fyne.KeyModifier
	Clipboard func() fyne.Clipboard       // the app's
	Formatted func() (md string, ok bool) // what is formatted on the clipboard, as Markdown; nil for nothing ever
	// After runs f on the UI goroutine when d has passed, unless stop was called.
	After func(d time.Duration, f func()) (stop func())
}

// Editor is the text widget: a view of one session's body. It draws only what is
// visible, out of pools of canvas objects, and what it does for a key does not
// grow with the text.
//
// What must hold:
//   - The text and the selection are the session's. The rows follow its
//     patches, and all that is kept beside (the row at the top, the last Doc)
//     is mapped through them.
//   - Without source view nothing shows, moves to or changes bytes before the
//     session's Start.
//   - Each handler ends in one draw.
type Editor struct {
	widget.BaseWidget

	OnScroll   func(off int, frac float32) // the person scrolled; see Top
	OnCaret    func()                      // caret or text changed
	OnKey      func(*fyne.KeyEvent) bool   // sees keys first and tells whether it took one
	OnShortcut func(fyne.Shortcut) bool    // gets shortcuts that the Editor does not know
	OnFocus    func(gained bool)
	// OnMenu shows the context menu for the text at off, at an absolute
	// position beside which height pixels stay visible.
	OnMenu func(m *fyne.Menu, off int, at fyne.Position, height float32)

	TabMovesFocus bool // Tab leaves the Editor instead of indenting

	o                     Options
	m                     *measurer
	others                typeset.Fallback
	line                  line
	rows                  *rows.Rows
	s                     *session.Session
	cancel                func() // of listening to s
	source                bool
	views                 map[*session.Session]view // of sessions that are not shown
	doc                   *markdown.Doc
	since                 text.Patch // from the text of doc to the session's
	caret                 rows.Caret // of the primary selection, while its offset is the same
	top                   view       // what is at the top edge
	told                  told
	acting                int // handlers under way: they draw when they end
	focused               bool
	find                  func(t text.Text, start, end int) []text.Range
	focusMode, typewriter bool
	appearance            Appearance
	blanks                blanks
	goals                 map[int]float32 // goals of carets beside the primary one, by offset
	spelling              misspellings
	blink                 blinker
	mouse                 mouse
	fold                  folding
	r                     *renderer
}

// view is a scroll position: the row that holds off is drawn y pixels below
// the top edge.
type view struct {
	off     int
	y       float32
	version uint64        // of the text that off belongs to
	lines   *rows.Scanned // of that text, while it is not shown
}

// told is what the hooks were told last.
type told struct {
	version uint64
	sel     text.Selection
	top     view
}

var (
	_ fyne.Focusable         = (*Editor)(nil)
	_ fyne.Tabbable          = (*Editor)(nil)
	_ fyne.Shortcutable      = (*Editor)(nil)
	_ fyne.Draggable         = (*Editor)(nil)
	_ fyne.Scrollable        = (*Editor)(nil)
	_ fyne.SecondaryTappable = (*Editor)(nil)
	_ desktop.Mouseable      = (*Editor)(nil)
	_ desktop.Hoverable      = (*Editor)(nil)
	_ desktop.Cursorable     = (*Editor)(nil)
)

// NewArea makes an Editor that shows nothing yet.
func New(o Options) *Editor {
	if o.Post == nil {
		o.Post = fyne.Do
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Face != theme.Serif {
		o.Face = theme.Mono
	}
	if o.Size == 0 {
		o.Size = theme.EditorSize
	}
	if o.Modifiers == nil {
		o.Modifiers = control.Modifiers
	}
	if o.Clipboard == nil {
		o.Clipboard = func() fyne.Clipboard { return fyne.CurrentApp().Clipboard() }
	}
	if o.After == nil {
		o.After = func(d time.Duration, f func()) func() {
			t := time.AfterFunc(d, func() { o.Post(f) })
			return func() { t.Stop() }
		}
	}
	a := &Editor{o: o, appearance: DefaultAppearance(), views: map[*session.Session]view{}}
	a.blink.on = true
	a.fold.over = -1
	a.setFont()
	a.ExtendBaseWidget(a)
	return a
}

// Font returns the typeface and the text size, in pixels.
func (a *Editor) Font() (theme.Face, float32) { return a.o.Face, a.o.Size }

// SetFont changes the typeface (theme.Mono, Serif or Sans) and the text size.
func (a *Editor) SetFont(f theme.Face, size float32) {
	if f == a.o.Face && size == a.o.Size || size <= 0 {
		return
	}
	a.o.Face, a.o.Size = f, size
	a.keepRow(a.setFont)
	a.draw()
}

// setFont makes rows for the font; the row at the top stays.
func (a *Editor) setFont() {
	a.m = newMeasurer(a.o.Face, a.o.Size, &a.others)
	a.line = a.m.line(round32(a.o.Size * a.appearance.LineHeight))
	o := rows.Options{Measurer: a.m, Average: a.m.average(), Tab: 4 * a.m.space(), Hang: true}
	if !a.m.mono {
		o.Styles = a.rowStyles
	}
	var folds []rows.Fold
	if a.fold.may {
		folds = a.rows.Folds()
	}
	a.rows = rows.New(o)
	if a.s != nil {
		a.rows.Reset(a.s.Text())
		a.rows.SetFrom(a.start())
		a.rows.SetFolds(folds)
	}
	a.rows.SetWidth(a.column().width)
	a.caret = rows.Caret{Off: -1}
}

// SetSession shows another session, nil for none, with the lines of its text, nil
// where they were not scanned ahead. The caret is the session's, and the scroll
// position what it was when the session was shown last.
func (a *Editor) SetSession(s *session.Session, lines *rows.Scanned) {
	if s == a.s {
		return
	}
	if a.s != nil {
		a.top.version = a.s.Text().Version()
		a.keepFolds()
		v := a.top
		v.lines = a.rows.Give()
		a.views[a.s] = v
		a.cancel()
	}
	a.stopDrag()
	a.spelling.forget()
	a.s, a.doc, a.since = s, nil, text.Patch{}
	a.caret = rows.Caret{Off: -1}
	if s == nil {
		a.rows.Reset(text.Text{})
		a.top = view{}
		a.finish()
		return
	}
	a.cancel = s.Listen(a.changed)
	v, seen := a.views[s]
	delete(a.views, s)
	if seen {
		lines, v.lines = v.lines, nil
	}
	a.takeLines(lines)
	a.rows.SetFrom(a.start())
	a.clampSelection()
	a.takeFolds(v.version)
	if p, ok := s.PatchSince(v.version); seen && ok {
		v.off = p.Map(v.off, text.Before)
	}
	a.top = v
	if !seen {
		a.top = view{off: a.start(), y: topPad}
		a.revealCaret()
	}
	a.told.top = a.top
	a.wake()
	a.finish()
}

// takeLines makes the rows those of the session's text: from lines, which may be
// of an earlier one or nil, where that can be.
func (a *Editor) takeLines(lines *rows.Scanned) {
	t := a.s.Text()
	if lines == nil {
		a.rows.Reset(t)
		return
	}
	p, ok := a.s.PatchSince(lines.Text().Version())
	if !ok {
		a.rows.Reset(t)
		return
	}
	a.rows.Take(lines)
	if len(p.Changes) > 0 {
		a.rows.Apply(t, p)
	}
}

// Forget drops what is remembered of a session that will not be shown again.
func (a *Editor) Forget(s *session.Session) {
	if s == a.s {
		a.SetSession(nil, nil)
	}
	delete(a.views, s)
	delete(a.fold.kept, s)
}

// start is the first offset that is shown.
func (a *Editor) start() int {
	if a.s == nil || a.source {
		return 0
	}
	return a.s.Start()
}

// SetSource shows the head of the file too, or hides it again.
func (a *Editor) SetSource(on bool) {
	if a.source == on {
		return
	}
	a.source = on
	if a.s == nil {
		return
	}
	if atTop := a.top.off <= a.rows.From() && a.top.y == topPad; atTop {
		a.top.off = a.start()
	}
	a.rows.SetFrom(a.start())
	a.act(a.clampSelection)
}

// clampSelection takes the selection out of what is hidden.
func (a *Editor) clampSelection() {
	x, from := a.s.Primary(), a.start()
	if x.Start() < from {
		a.s.Select(text.Selection{Anchor: max(x.Anchor, from), Head: max(x.Head, from)})
	}
}

// SetDoc gives the parsed text that the highlighting is taken from, nil for
// none. It may be older than the session's text: it is mapped forward.
func (a *Editor) SetDoc(d *markdown.Doc) {
	if d == nil || a.s == nil {
		a.doc = nil
		a.draw()
		return
	}
	p, ok := a.s.PatchSince(d.Version)
	if !ok { // so old that the one there is will do better
		return
	}
	a.doc, a.since = d, p
	a.spelling.stale = true
	a.mendSoon()
	a.draw()
}

// changed follows the session.
func (a *Editor) changed(e session.Event) {
	if len(e.Patch.Changes) > 0 {
		a.follow(e.Patch, e.Head)
	} else if e.Head {
		a.rows.SetFrom(a.start())
	}
	if a.acting > 0 || len(e.Patch.Changes) == 0 && !e.Selection && !e.Head {
		return
	}
	a.showCarets()
	a.finish()
}

// follow takes a patch over to the rows and all that refers to the text.
func (a *Editor) follow(p text.Patch, head bool) {
	a.rows.Apply(a.s.Text(), p)
	a.rows.SetFrom(a.start())
	a.top.off = p.Map(a.top.off, text.Before)
	a.told.top.off = p.Map(a.told.top.off, text.Before)
	a.mouse.follow(p)
	a.spelling.follow(p)
	if a.fold.over >= 0 {
		a.fold.over = p.Map(a.fold.over, text.After)
	}
	if a.doc != nil {
		a.since = a.since.Then(p)
	}
	if a.acting == 0 && !head && a.r != nil && a.r.caretPlaced {
		a.showCarets()
		a.revealCaret() // undo and the like, from a menu, do not leave the caret behind
	}
}

// act runs one thing that a person did, and draws.
func (a *Editor) act(f func()) {
	if a.s == nil {
		return
	}
	a.acting++
	f()
	a.s.TidyTable()
	a.acting--
	a.showCarets()
	a.revealCaret()
	a.wake()
	a.finish()
}

// finish draws, and tells the hooks what changed.
func (a *Editor) finish() {
	a.draw()
	if a.s == nil {
		return
	}
	now := told{version: a.s.Text().Version(), sel: a.s.Primary(), top: a.top}
	now.top.version = 0
	was := a.told
	a.told = now
	if a.OnCaret != nil && (was.version != now.version || was.sel != now.sel) {
		a.OnCaret()
	}
	if a.OnScroll != nil && (was.top.off != now.top.off || was.top.y != now.top.y) {
		a.OnScroll(a.Top())
	}
}

// current is the caret.
func (a *Editor) current() rows.Caret {
	head := max(a.s.Primary().Head, a.rows.From())
	if a.caret.Off != head {
		a.caret = rows.Caret{Off: head, Goal: -1}
	}
	return a.caret
}

// LineColumn returns the caret's line, counted from 1 at the first line shown,
// and its column in characters as people see them, from 1.
func (a *Editor) LineColumn() (line, col int) {
	if a.s == nil {
		return 1, 1
	}
	off, t := a.current().Off, a.s.Text()
	return t.LineAt(off) - t.LineAt(a.rows.From()) + 1, a.rows.Column(off) + 1
}

// selected returns the selection within what is shown.
func (a *Editor) selected() (start, end int) {
	x, from := a.s.Primary(), a.rows.From()
	return max(x.Start(), from), max(x.End(), from)
}

// moveTo puts the caret there, with the other end of the selection left where
// it is if extend is set.
func (a *Editor) moveTo(c rows.Caret, extend bool) {
	x := text.Caret(c.Off)
	if extend {
		x.Anchor = max(a.s.Primary().Anchor, a.rows.From())
	}
	a.caret = c
	a.s.Select(x)
}

// isEmpty tells whether there is no text yet, so that the placeholder shows.
func (a *Editor) isEmpty() bool {
	t := a.s.Text()
	return t.Len()-a.rows.From() <= 2 && strings.Trim(t.Slice(a.rows.From(), t.Len()), "\r\n") == ""
}
