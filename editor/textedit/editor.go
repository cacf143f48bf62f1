package textedit

import (
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
	Face      typeset.Face     // Mono or Serif; else Mono
	Size      float32          // of the text, in pixels; theme.EditorSize
	Modifiers func() fyne.KeyModifier
	Clipboard func() fyne.Clipboard       // the app's
	Formatted func() (md string, ok bool) // what is formatted on the clipboard, as Markdown; nil for nothing ever
	Things    func() (paste func())       // puts in what is on the clipboard that is no text; nil, or returns nil, for no such thing
	// After runs f on the UI goroutine when d has passed, unless stop was called.
	After func(d time.Duration, f func()) (stop func())
}

// Editor is the text widget: a view of one session's body. It draws only what is
// visible, out of pools of canvas objects, and what it does for a key does not
// grow with the text.
//
// What must hold:
//   - The text and the selection are the session's. Only the rows, with the folds
//     in them, follow its patches. What else is a place of the text is a mark of
//     the session; what is many places, such as the last Doc and what is known of
//     words, is of a version, and mapped through the session's log when it is
//     asked for.
//   - Without source view nothing shows, moves to or changes bytes before the
//     session's Start.
//   - Each handler ends in one draw.
//
// Its parts: parsed says what the last Doc knows of the text, viewport which
// rows are visible, carets how selections move over rows, folding which sections
// are folded, flow which lines go on in the row of the one before, misspellings which
// words are wrong, mouse what a drag selects,
// blinker when the caret shows, renderer how all of it is drawn.
type Editor struct {
	widget.BaseWidget
	owned

	OnScroll   func(off int, frac float32) // the person scrolled; see Top
	OnCaret    func()                      // caret or text changed
	OnKey      func(*fyne.KeyEvent) bool   // sees keys first and reports whether it took one
	OnShortcut func(fyne.Shortcut) bool    // gets shortcuts that the Editor does not know
	OnFocus    func(gained bool)
	// OnMenu shows the context menu for the text at off, at an absolute
	// position beside which height pixels stay visible.
	OnMenu func(m *fyne.Menu, off int, at fyne.Position, height float32)
	// OnTyped is called when a character was typed, or something pasted, after OnCaret.
	OnTyped func()
	// OnFollow follows what is at off, for a click with Ctrl, and reports whether something there leads anywhere;
	// Leads reports that and follows nothing.
	OnFollow, Leads func(off int) bool
	// OnZoom sees the wheel first, and reports whether it was taken; nil scrolls.
	OnZoom func(e *fyne.ScrollEvent) bool
	// OnPoint is told where the pointer is in the Editor, or with false that it left or a button was pressed.
	OnPoint func(at fyne.Position, over bool)

	OnKeptTab     func() // called when Tab did nothing, since it would have made code of a paragraph; may be nil
	TabMovesFocus bool   // Tab leaves the Editor instead of indenting

	o         Options
	s         *session.Session
	parsed    parsed   // what the last Doc says of the text
	view      viewport // the rows, and which of them are visible
	carets    carets
	fold      folding
	spelling  misspellings
	flow      flow
	mouse     mouse
	blink     blinker
	r         *renderer // nil until the widget is first shown
	others    typeset.Fallback
	source    bool                          // the head of the file is shown
	kept      map[*session.Session]position // of sessions that are not shown
	find      func(t text.Text, start, end int) []text.Range
	focused   bool
	focusMode bool
	acting    int // handlers under way, which reveal the caret and draw once, when they end
	reported  reported
}

// reported is what the hooks were told last.
type reported struct {
	version uint64
	sel     text.Selection
	top     *text.Mark // a mark, because what is put in above scrolls nothing
	topY    float32
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

// New makes an Editor that shows nothing yet.
func New(o Options) *Editor {
	if o.Face != typeset.Serif {
		o.Face = typeset.Mono
	}
	return newEditor(o, nil)
}

// newEditor makes the Editor of a field, or where that is nil one for posts.
func newEditor(o Options, field *Field) *Editor {
	if o.Post == nil {
		o.Post = fyne.Do
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Size == 0 {
		o.Size = theme.EditorSize
		if field != nil {
			o.Size = theme.TextSize
		}
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
	ed := &Editor{o: o, kept: map[*session.Session]position{}}
	ed.view = viewport{size: ed.Size, appearance: DefaultAppearance(), face: o.Face, fontSize: o.Size, field: field, top: &text.Mark{}}
	if field != nil {
		ed.view.appearance = Appearance{}
	}
	ed.parsed.plain = field != nil
	ed.carets = carets{parsed: &ed.parsed, view: &ed.view, fold: &ed.fold}
	ed.fold = folding{parsed: &ed.parsed, view: &ed.view, after: o.After, opened: ed.finish}
	ed.spelling.parsed = &ed.parsed
	ed.flow = flow{parsed: &ed.parsed, view: &ed.view}
	ed.mouse.ed = ed
	ed.mouse.bar = control.ScrollBar{Wide: true, ScrollTo: ed.mouse.scrollTo, Turn: ed.mouse.turn}
	ed.blink = blinker{
		on: true, now: o.Now, after: o.After, show: ed.showCaret,
		active: func() bool { return ed.focused && ed.s != nil },
	}
	ed.setFont()
	ed.ExtendBaseWidget(ed)
	return ed
}

// Font returns the typeface and the text size, in pixels.
func (ed *Editor) Font() (typeset.Face, float32) { return ed.view.face, ed.view.fontSize }

// SetFont changes the typeface (typeset.Mono, Serif or Sans) and the text size.
func (ed *Editor) SetFont(f typeset.Face, size float32) {
	if f == ed.view.face && size == ed.view.fontSize || size <= 0 {
		return
	}
	ed.view.face, ed.view.fontSize = f, size
	ed.keepRow(ed.setFont)
	ed.draw()
}

// setFont makes rows for the font; the row at the top stays.
func (ed *Editor) setFont() {
	v := &ed.view
	ed.others.Fonts = theme.Fallbacks
	v.m = NewMeasurer(v.face, v.fontSize, &ed.others)
	v.line = v.m.line(v.rowHeight())
	var lines *rows.Scanned
	if ed.s != nil {
		lines = v.rows.Give()
	}
	v.rows = rows.New(v.rowOptions(ed.parsed.rowStyles))
	if ed.s != nil {
		v.rows.Take(lines)
		v.rows.SetFrom(ed.Start())
	}
	v.rows.SetWidth(v.column().width)
	ed.carets.reset()
}

// SetSession shows another session, nil for none, with the lines of its text, nil
// where they were not scanned ahead. The caret is the session's, and the scroll
// position what it was when the session was shown last.
func (ed *Editor) SetSession(s *session.Session, lines *rows.Scanned) {
	if s == ed.s {
		return
	}
	if ed.s != nil {
		ed.s.Release(ed.reported.top)
		ed.kept[ed.s] = position{ed.view.top, ed.view.topY, ed.view.rows.Give(), ed.fold.may}
		ed.fold.rest()
		ed.flow.forget()
	}
	ed.mouse.stop()
	ed.s, ed.parsed.s, ed.parsed.doc = s, s, nil
	ed.spelling.forget()
	ed.carets.reset()
	if s == nil {
		ed.view.rows.Reset(text.Text{})
		ed.view.top, ed.view.topY = &text.Mark{}, 0
		ed.finish()
		return
	}
	was, seen := ed.kept[s]
	delete(ed.kept, s)
	if seen {
		lines = was.lines
	}
	ed.view.setText(s, lines)
	if !ed.flow.on {
		ed.view.rows.FlowAll(nil)
	}
	ed.view.rows.SetFrom(ed.Start())
	ed.carets.clamp()
	ed.fold.wake(was.folded)
	ed.view.top, ed.view.topY = was.top, was.topY
	if !seen {
		ed.view.top, ed.view.topY = s.Mark(ed.Start(), text.Before), ed.view.topPad()
		ed.revealCaret()
	}
	ed.reported.top, ed.reported.topY = s.Mark(ed.view.top.Off, text.Before), ed.view.topY
	ed.blink.wake()
	ed.finish()
}

// Forget drops what is remembered of a session that will not be shown again.
func (ed *Editor) Forget(s *session.Session) {
	if s == ed.s {
		ed.SetSession(nil, nil)
	}
	s.Release(ed.kept[s].top)
	delete(ed.kept, s)
}

// Start returns the first offset that is shown: behind the head of the file,
// unless that is shown too.
func (ed *Editor) Start() int {
	if ed.s == nil || ed.source {
		return 0
	}
	return ed.s.Start()
}

// SetSource shows the head of the file too, or hides it again.
func (ed *Editor) SetSource(on bool) {
	if ed.source == on {
		return
	}
	ed.source = on
	if ed.s == nil {
		return
	}
	if atTop := ed.view.top.Off <= ed.view.rows.From() && ed.view.topY == ed.view.topPad(); atTop {
		ed.view.top.Off = ed.Start()
	}
	ed.view.rows.SetFrom(ed.Start())
	ed.act(ed.carets.clamp)
}

// SetDoc gives the parsed text that the highlighting is taken from, nil for
// none. It may be older than the session's text: it is mapped forward.
func (ed *Editor) SetDoc(d *markdown.Doc) {
	if d == nil || ed.s == nil {
		ed.parsed.doc = nil
		ed.draw()
		return
	}
	if _, ok := ed.s.PatchSince(d.Version); !ok { // so old that the one there is will do better
		return
	}
	ed.parsed.doc = d
	ed.spelling.stale = true
	ed.fold.mendSoon()
	if ed.flow.on {
		if y, seen := caretRow(ed); ed.flow.sync() {
			putRow(ed, y, seen)
		}
	}
	ed.draw()
}

// Changed follows an event of a session; of one that is not shown it is nothing
// to the Editor. Whoever holds the session calls it for each.
func (ed *Editor) Changed(s *session.Session, e session.Event) {
	if s != ed.s {
		return
	}
	edited := len(e.Patch.Changes) > 0
	if edited {
		ed.view.rows.Apply(s.Text(), e.Patch)
		ed.parsed.follow()
		ed.flow.changed(e.Patch)
	}
	if edited || e.Head {
		ed.view.rows.SetFrom(ed.Start())
	}
	if ed.acting > 0 || !edited && !e.Selection && !e.Head {
		return
	}
	ed.fold.showCarets()
	if edited && !e.Head && ed.r != nil && ed.r.caretPlaced {
		ed.revealCaret() // undo and the like, from a menu, do not leave the caret behind
	}
	ed.finish()
}

// act runs one thing that a person did, and draws.
func (ed *Editor) act(f func()) {
	if ed.s == nil {
		return
	}
	ed.acting++
	f()
	ed.acting--
	ed.fold.showCarets()
	ed.revealCaret()
	ed.blink.wake()
	ed.finish()
}

// finish draws, and tells the hooks what changed.
func (ed *Editor) finish() {
	ed.flow.leave()
	ed.draw()
	if ed.s == nil {
		return
	}
	was, version, sel := ed.reported, ed.s.Text().Version(), ed.s.Primary()
	scrolled := was.top.Off != ed.view.top.Off || was.topY != ed.view.topY
	ed.reported.version, ed.reported.sel = version, sel
	ed.reported.top.Off, ed.reported.topY = ed.view.top.Off, ed.view.topY
	if ed.OnCaret != nil && (was.version != version || was.sel != sel) {
		ed.OnCaret()
	}
	if ed.OnScroll != nil && scrolled {
		ed.OnScroll(ed.Top())
	}
}

// LineColumn returns the caret's line, counted from 1 at the first line shown,
// and its column in characters as people see them, from 1.
func (ed *Editor) LineColumn() (line, col int) {
	if ed.s == nil {
		return 1, 1
	}
	off, t := ed.carets.current().Off, ed.s.Text()
	return t.LineAt(off) - t.LineAt(ed.view.rows.From()) + 1, ed.view.rows.Column(off) + 1
}
