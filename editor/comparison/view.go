package comparison

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Options are what a View is built from. All may be left out.
type Options struct {
	Post   func(func())            // runs a function on the UI goroutine; fyne.Do
	Now    func() time.Time        // time.Now
	Ground fyne.ThemeColorName     // of the background; theme.Page
	Copy   func(words string)      // gets what is copied; the app's clipboard
	Short  func(fyne.Shortcut)     // gets shortcuts that the View does not know
	Moved  func(change, of int)    // the reader went to a change, counted from 0; -1 for none
	Modify func() fyne.KeyModifier // the modifiers that are held; control.Modifiers
}

// View shows a Page. It makes objects of what is visible and of nothing else.
type View struct {
	widget.BaseWidget

	Empty   string                    // what to say where there is no Page
	OnKey   func(*fyne.KeyEvent) bool // sees keys first and reports whether it took one
	OnFocus func(gained bool)

	o       Options
	page    *Page
	m       *textedit.Measurer
	stand   stand
	rows    *rows.Rows
	top     int     // an offset in the row at the top edge
	topY    float32 // of that row's top, in pixels below the edge
	change  int     // that was gone to last, -1 for none
	sel     text.Selection
	mouse   mouse
	focused bool
	pointed bool // the focus came with the mouse, so that no ring is needed
	over    int  // note under the pointer, -1 for none
	r       *renderer
	others  typeset.Fallback
}

var (
	_ fyne.Focusable     = (*View)(nil)
	_ fyne.Shortcutable  = (*View)(nil)
	_ fyne.Scrollable    = (*View)(nil)
	_ fyne.Draggable     = (*View)(nil)
	_ desktop.Mouseable  = (*View)(nil)
	_ desktop.Hoverable  = (*View)(nil)
	_ desktop.Cursorable = (*View)(nil)
)

// How the text stands, in pixels.
const (
	fontSize  float32 = 14
	rowHeight float32 = 24
	topPad    float32 = 16  // above the first row
	bottomPad float32 = 40  // below the last row
	gutter    float32 = 36  // left of the text: its sign
	sidePad   float32 = 20  // right of the text, at least
	measure   float32 = 680 // widest text
)

// stand is where text stands in a row.
type stand struct{ top, base, other, indent float32 }

// New makes a View without a Page.
func New(o Options) *View {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Post == nil {
		o.Post = fyne.Do
	}
	if o.Ground == "" {
		o.Ground = theme.Page
	}
	if o.Copy == nil {
		o.Copy = func(s string) { fyne.CurrentApp().Clipboard().SetContent(s) }
	}
	if o.Modify == nil {
		o.Modify = control.Modifiers
	}
	v := &View{o: o, change: -1, over: -1}
	v.others.Fonts = theme.Fallbacks
	v.m = textedit.NewMeasurer(typeset.Mono, fontSize, &v.others)
	v.stand.top, v.stand.base, v.stand.other, v.stand.indent = v.m.Stand(rowHeight)
	v.rows = rows.New(rows.Options{Measurer: v.m, Average: v.m.Average(), Tab: 4 * v.m.Space(), Hang: true})
	v.mouse.v = v
	v.mouse.bar = control.ScrollBar{Wide: true, ScrollTo: v.scrollTo, Turn: v.turn}
	v.ExtendBaseWidget(v)
	return v
}

// SetPage shows a Page from its top, nil for none. A Page belongs to one View.
func (v *View) SetPage(p *Page) {
	v.mouse.stop()
	v.page, v.change, v.over, v.sel = p, -1, -1, text.Selection{}
	v.top, v.topY = 0, topPad
	switch {
	case p == nil:
		v.rows.Reset(text.Text{})
	case p.lines != nil:
		v.rows.Take(p.lines)
		p.lines = nil
		v.rows.SetFolds(p.folds())
	default:
		v.rows.Reset(p.text)
		v.rows.SetFolds(p.folds())
	}
	if p != nil && len(p.hits) > 0 {
		v.rows.Show(p.hits[0].start)
		v.reveal(p.hits[0].start)
	}
	v.draw()
}

// Page is what is shown.
func (v *View) Page() *Page { return v.page }

// GoTo brings a change into view and marks it; changes are counted from 0.
func (v *View) GoTo(i int) {
	if v.page == nil || i < 0 || i >= len(v.page.changes) {
		return
	}
	v.change = i
	at := v.page.changes[i].start
	v.rows.Show(at)
	v.reveal(at)
	if v.o.Moved != nil {
		v.o.Moved(i, len(v.page.changes))
	}
	v.draw()
}

// Step goes to the next change, by being 1, or the previous one, -1: the nearest
// to the one before that is in view, else to what is seen. It reports whether there is one.
func (v *View) Step(by int) bool {
	if v.page == nil || len(v.page.changes) == 0 {
		return false
	}
	to := v.change + by
	if v.change < 0 || !v.sees(v.page.changes[v.change]) {
		to = v.page.changeFrom(v.rows.Out(rows.Caret{Off: v.settle().Start}, true).Off)
		if v.topY > 0 { // the first row is not at the edge: nothing lies above
			to = 0
		}
		if by < 0 {
			to--
		}
	}
	if to < 0 || to >= len(v.page.changes) {
		return false
	}
	v.GoTo(to)
	return true
}

// toggle opens what a note folds, or folds it again, or goes where the note leads to.
func (v *View) toggle(i int) {
	n := &v.page.notes[i]
	switch {
	case n.to >= 0:
		v.rows.Show(n.to)
		v.reveal(n.to)
	case n.end == n.start: // it only says something
	case v.rows.IsFolded(n.off):
		v.rows.Unfold(n.off)
	default:
		v.rows.Fold(rows.Fold{Start: n.start, End: n.end})
		if at := v.rows.At(v.top, false); at.Start != v.top { // the edge was in it
			v.top = n.off
		}
	}
	v.draw()
}

// target is the note that Return opens: the first one that is in view, one that is
// folded before others; -1 for none.
func (v *View) target() int {
	if v.page == nil || v.Size().IsZero() {
		return -1
	}
	first := -1
	row, y := v.settle(), v.topY
	for more := true; more && y < v.height(); y += rowHeight {
		if i := v.page.noteAt(row.Start); i >= 0 && v.page.notes[i].end > v.page.notes[i].start && y > -rowHeight/2 {
			if v.rows.IsFolded(row.Start) {
				return i
			}
			if first < 0 {
				first = i
			}
		}
		row, more = v.rows.Next(row)
	}
	return first
}

// FocusGained implements fyne.Focusable.
func (v *View) FocusGained() { v.focus(true) }

// FocusLost implements fyne.Focusable.
func (v *View) FocusLost() { v.focus(false) }

func (v *View) focus(on bool) {
	v.focused = on
	if !on {
		v.pointed = false
	}
	v.draw()
	if v.OnFocus != nil {
		v.OnFocus(on)
	}
}

// TypedRune implements fyne.Focusable: n and p go to the next and previous change.
func (v *View) TypedRune(r rune) {
	switch r {
	case 'n':
		v.byKey(func() { v.Step(1) })
	case 'p':
		v.byKey(func() { v.Step(-1) })
	case ' ':
		v.byKey(func() { v.turn(1) })
	}
}

// TypedKey implements fyne.Focusable.
func (v *View) TypedKey(e *fyne.KeyEvent) {
	if v.OnKey != nil && v.OnKey(e) {
		return
	}
	switch e.Name {
	case fyne.KeyUp:
		v.byKey(func() { v.scrollBy(-2 * rowHeight) })
	case fyne.KeyDown:
		v.byKey(func() { v.scrollBy(2 * rowHeight) })
	case fyne.KeyPageUp:
		v.byKey(func() { v.turn(-1) })
	case fyne.KeyPageDown:
		v.byKey(func() { v.turn(1) })
	case fyne.KeyHome:
		v.byKey(func() { v.scrollTo(0) })
	case fyne.KeyEnd:
		v.byKey(func() { v.scrollTo(1) })
	case fyne.KeyF7:
		by := 1
		if v.o.Modify()&fyne.KeyModifierShift != 0 {
			by = -1
		}
		v.byKey(func() { v.Step(by) })
	case fyne.KeyReturn, fyne.KeyEnter:
		v.byKey(func() {
			if i := v.target(); i >= 0 {
				v.toggle(i)
			}
		})
	}
}

// byKey does what a key is for, and has the ring of the focus shown from then on.
func (v *View) byKey(do func()) {
	if v.page == nil {
		return
	}
	v.pointed = false
	do()
	v.draw()
}

// TypedShortcut implements fyne.Shortcutable.
func (v *View) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy:
		v.Copy()
	case *fyne.ShortcutSelectAll:
		v.SelectAll()
	default:
		if v.o.Short != nil {
			v.o.Short(s)
		}
	}
}
