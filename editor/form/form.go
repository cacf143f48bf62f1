// Package form shows the head of a post as fields above its text.
package form

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/rivo/uniseg"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/schema"
)

const (
	titleLimit       = 70  // characters
	descriptionLimit = 160 // characters
)

// Options are what a form needs of the window that it is in.
type Options struct {
	Now        func() time.Time
	Canvas     func() fyne.Canvas        // the form finds its own only once it was drawn
	Key        func(*fyne.KeyEvent) bool // window-wide keys
	Shortcut   func(fyne.Shortcut)       // those that are not a field's
	Undo, Redo func()
	Resized    func()                      // the form wants another height
	Left       func()                      // the focus left a field
	Pad        func(width float32) float32 // free at each side in a form of that width, as beside the text; nil is usual
	Reach      func()                      // a field is about to be given the keys; may be nil
	Text       func()                      // the writer goes on to the text
	Say        func(string)                // in the status line
	// Menu shows a field's menu for the text at off.
	Menu  func(ed *textedit.Editor, m *fyne.Menu, off int, at fyne.Position, height float32)
	Cover func(close func()) (over func()) // something opens over the window
	// Picture has a picture chosen, and calls then with its address; nil offers none.
	Picture func(then func(address string))
	// Kept remembers whether the form is folded, and whether further fields are shown.
	Kept func(folded, all bool)
}

// Form shows the head of the open post as fields. It holds nothing itself:
// every change goes to the session, and every change of the session is read
// back, so form and text cannot differ.
type Form struct {
	widget.BaseWidget
	Title, Slug, Date, Summary *field.Field
	Rows                       []*Row            // the other fields, those that are folded too
	Add                        *control.Button   // puts another field in
	Offers                     fyne.CanvasObject // what is offered for a field; lies over the window

	o                           Options
	measure                     float32 // of the fields in pixels, at most
	s                           *session.Session
	slugName, dateName, sumName *control.Label
	problems                    map[string]*control.Label    // under the fields
	leads                       map[string]*control.Tappable // what they are shown in, which leads to their fields
	schema                      schema.Schema
	usage                       schema.Usage
	offer                       *offer
	more                        *control.Button // folds the further fields
	hint                        *control.Short  // which those are
	fold, open                  *control.Button // the form
	line                        *control.Short  // the folded form
	folded                      bool            // to one line
	scrolled                    bool            // folded, as long as the text is scrolled down
	all                         bool            // the further fields are shown
	slim                        bool            // there is little room beside each other
	seen                        float32         // height of the form when it is not folded
	top                         float32         // pixels that a form higher than its room is scrolled
	bar                         control.ScrollBar
	thumb                       *canvas.Rectangle // of the bar
}

// New returns a form that shows no post yet.
func New(o Options) *Form {
	f := &Form{o: o, measure: theme.EditorMeasure, problems: map[string]*control.Label{}, leads: map[string]*control.Tappable{}}
	f.Title = f.field("title", field.Style{Face: typeset.SerifBold, Size: theme.TitleSize, Line: 34, Wrap: true, Bare: true, Pad: 8})
	f.Title.SetPlaceholder("Title")
	f.Slug = f.field("slug", field.Style{Wrap: true})
	f.Date = f.field("published", field.Style{})
	f.Date.SetPlaceholder("YYYY-MM-DD")
	f.Date.Action, f.Date.ActionTip = "calendar", "Choose a date"
	f.Date.OnAction = f.OpenCalendar
	f.Summary = f.field("description", field.Style{Wrap: true})
	f.Summary.SetPlaceholder("One line for feeds, search results and cards")
	f.slugName, f.dateName, f.sumName = control.NewLabel("Slug", theme.Muted), control.NewLabel("Published", theme.Muted), control.NewLabel("Description", theme.Muted)
	for _, key := range []string{"title", "slug", "published", "description"} {
		f.addLead(key)
	}
	f.Add = control.NewButton(control.Quiet, "Field", func() { f.AddField() })
	f.Add.Icon, f.Add.Still = "plus", true
	f.more = control.NewButton(control.Quiet, "", func() {
		f.ShowMore(!f.all)
		f.o.Kept(f.folded, f.all)
	})
	f.more.Icon, f.more.Still = "chevron-right", true
	f.hint = control.NewSmallShort("", theme.Faint)
	f.line = control.NewShort("", theme.Ink)
	f.line.Face = typeset.SansBold
	f.fold, f.open = control.NewIcon("chevron-up", "Fold the form", f.Toggle), control.NewIcon("chevron-down", "Show the form", f.Toggle)
	f.thumb = canvas.NewRectangle(nil)
	f.bar.ScrollTo = func(share float32) { f.scrollTo(share * (f.HeightFor(f.Size().Width) - f.Size().Height)) }
	f.offer = newOffer(f.inWindow)
	f.Offers = f.offer.layer
	f.Title.OnHeight, f.Slug.OnHeight, f.Summary.OnHeight = f.resized, f.resized, f.resized
	f.ExtendBaseWidget(f)
	return f
}

// field makes the field of one key. Line breaks cannot be typed into it.
func (f *Form) field(key string, style field.Style) *field.Field {
	c := field.New(style)
	c.OnChanged = func(v string) {
		f.Set(key, v)
		f.reveal(c)
	}
	f.wire(c)
	return c
}

// Set sets a field of the post. Above front matter of another program it puts
// nothing, and says so.
func (f *Form) Set(key, value string) {
	if m, foreign := f.s.FrontMatter(); foreign {
		f.Sync()
		f.o.Say("▲ The text starts with " + m.Called() + " of another program. File › Import makes a post of it, with these fields.")
		return
	}
	f.s.SetField(key, value)
}

func (f *Form) wire(c *field.Field) {
	c.OnUndo = func() { f.o.Undo() }
	c.OnRedo = func() { f.o.Redo() }
	c.OnShortcut = func(s fyne.Shortcut) { f.o.Shortcut(s) }
	c.OnFocus = func(gained bool) {
		if gained {
			f.reveal(c)
		} else {
			f.o.Left()
		}
	}
	c.OnSubmit = func() {
		if c == f.Title { // as everywhere where titles are written
			f.o.Text()
			return
		}
		f.step(false)
	}
	c.Editor().OnMenu = func(m *fyne.Menu, off int, at fyne.Position, height float32) {
		f.o.Menu(c.Editor(), m, off, at, height)
	}
	c.OnTab = f.step
	c.OnWheel = f.Scrolled
	c.OnKey = func(e *fyne.KeyEvent) bool {
		if f.offer.key(c, e) {
			return true
		}
		if c == f.Date && e.Name == fyne.KeyDown {
			f.OpenCalendar()
			return true
		}
		return f.o.Key(e)
	}
}

// Open fills the form with a post. What is being typed in the one before is that
// one's.
func (f *Form) Open(s *session.Session) {
	for _, x := range slices.Clone(f.Rows) {
		if f.inRow(x) {
			f.end(x)
		}
	}
	f.s = s
	f.top, f.scrolled = 0, false
	f.Rows = nil
	f.offer.hide(f.offer.on)
	f.Sync()
	for _, c := range []*field.Field{f.Title, f.Slug, f.Date, f.Summary} {
		c.CaretToEnd()
	}
}

// Sync reads the session's head into the fields. A field whose text folds to
// the value is left alone: a blank at its end is still being typed.
func (f *Form) Sync() {
	if f.s == nil {
		return
	}
	set := func(c *field.Field, v string) {
		if post.Fold(c.Text()) != v {
			c.SetText(v)
		}
	}
	set(f.Title, f.s.Value("title"))
	set(f.Slug, f.s.Value("slug"))
	set(f.Date, f.s.Value("published"))
	set(f.Summary, f.s.Value("description"))
	f.Slug.SetPlaceholder(cmp.Or(f.s.SuggestedSlug(), "words-in-lower-case"))
	f.countDescription()
	if n := characters(f.s.Value("title")); n > titleLimit {
		f.Title.SetNote(fmt.Sprintf("%d / %d", n, titleLimit), true)
	} else {
		f.Title.SetNote("", false)
	}
	f.syncRows()
}

// countDescription says how long the description is, and where there is room how
// long it may be.
func (f *Form) countDescription() {
	if f.s == nil {
		return
	}
	n := characters(f.s.Value("description"))
	note := fmt.Sprintf("%d / %d", n, descriptionLimit)
	if f.slim {
		note = fmt.Sprint(n)
	}
	f.Summary.SetNote(note, n > descriptionLimit)
}

// characters is the length of s as a reader counts it, as far as it matters.
func characters(s string) int {
	const most = 20_000 // bytes
	return uniseg.GraphemeClusterCount(s[:min(len(s), most)])
}

// Focus gives a field the keys.
func (f *Form) Focus(c *field.Field) {
	if f.o.Reach != nil {
		f.o.Reach()
	}
	f.unfold()
	if !f.all && slices.ContainsFunc(f.Rows, func(x *Row) bool { return x.Name == c || x.Value == c }) {
		f.ShowMore(true)
	}
	f.o.Canvas().Focus(c)
}

// Go gives the field with that key the keys, and reports whether there is one.
func (f *Form) Go(key string) bool {
	if c := f.Fields()[key]; c != nil {
		f.Focus(c)
		return true
	}
	if x := f.row(key); x != nil && x.Switch != nil {
		f.unfold()
		f.ShowMore(true)
		f.o.Canvas().Focus(x.Switch)
		return true
	}
	return false
}

// stops are what Tab goes through.
func (f *Form) stops() (list []fyne.Focusable) {
	list = []fyne.Focusable{f.Title, f.Slug, f.Date, f.Summary}
	if !f.all {
		return list
	}
	for _, x := range f.Rows {
		if x.key == "" {
			list = append(list, x.Name)
		}
		if x.Switch != nil {
			list = append(list, x.Switch)
		} else {
			list = append(list, x.Value)
		}
	}
	return list
}

// step moves the focus to the next field or the one before, and selects what
// is in it, so that typing replaces it. Behind the last one is the text.
func (f *Form) step(back bool) {
	cv := f.o.Canvas()
	now := cv.Focused()
	at := slices.Index(f.stops(), now)
	for i, x := range slices.Clone(f.Rows) { // of which one may go, or become another
		if x.Name == nil || now != fyne.Focusable(x.Name) {
			continue
		}
		if x.key == "" { // it gets its name, and with that its kind
			f.named(x)
			if x.key == "" { // it is gone, and what was behind it is nearer by one
				if !back {
					at--
				}
				break
			}
			if i < len(f.Rows) {
				is, plain := f.kind(x.key)
				f.Rows[i] = f.newRow(x.key, is, plain)
				f.Sync()
				f.Refresh()
				x = f.Rows[i]
			}
		}
		if c := f.Fields()[x.key]; c != nil && !back {
			cv.Focus(c)
			c.SelectAll()
			return
		}
	}
	stops := f.stops()
	switch {
	case !back && at >= len(stops)-1:
		f.o.Text()
		return
	case at < 0 || back && at == 0:
		if back {
			cv.FocusPrevious()
		} else {
			cv.FocusNext()
		}
	case back:
		cv.Focus(stops[at-1])
	default:
		cv.Focus(stops[at+1])
	}
	if c, ok := cv.Focused().(*field.Field); ok {
		c.SelectAll()
	}
}

// OpenCalendar has the day of publication chosen.
func (f *Form) OpenCalendar() {
	f.unfold()
	f.chooseDate("published", f.Date)
}

// SetProblems shows the first problem of each field below it. A post that was
// never saved is not told what it lacks: it is only being begun.
func (f *Form) SetProblems(all []post.Problem) { f.tell(all, false) }

// AmendProblems does so while a field is typed in, when nothing may move: what stands
// below a field and is no longer so goes, and its room stays; what is new waits.
func (f *Form) AmendProblems(all []post.Problem) { f.tell(all, true) }

func (f *Form) tell(all []post.Problem, still bool) {
	changed := false
	for _, x := range f.Rows {
		if x.key != "" && f.problems[x.key] == nil {
			f.addLead(x.key)
			f.Refresh()
		}
	}
	for key, l := range f.problems {
		s := ""
		for _, p := range all {
			if p.Key == key && p.Severity != post.Hint && (f.s.Path() != "" || f.s.Value(key) != "") {
				s = "▲ " + check.Sentence(p)
				break
			}
		}
		if still && l.Text() == "" {
			continue
		}
		if still && s == "" {
			s = " "
		}
		for still && lines(l, s) < lines(l, l.Text()) {
			s += "\n"
		}
		if l.Text() != s {
			changed = true
			l.SetText(s)
		}
	}
	if changed {
		f.more.SetLabel(f.moreLabel())
		f.resized()
	}
}

// lines is how many of them words take below a field.
func lines(l *control.Label, s string) int {
	return len(control.Wrap(s, l.Wrap, l.TextSize, l.Face))
}

// addLead makes what a problem of the field is shown in.
func (f *Form) addLead(key string) {
	l := control.NewSmall("", theme.Warn)
	l.Wrap = theme.EditorMeasure
	f.problems[key] = l
	f.leads[key] = control.NewTappable(l, func() { f.Go(key) })
}

func (f *Form) resized() { f.o.Resized() }

// FocusLine puts the focus into the field that stands in a line of the
// open post, from 1, if one does.
func (f *Form) FocusLine(s *session.Session, line int) {
	for _, x := range s.Post().Fields() {
		if x.Line == line {
			f.Go(x.Key)
		}
	}
}

// Fields are those that are typed in, by their keys.
func (f *Form) Fields() map[string]*field.Field {
	m := map[string]*field.Field{"title": f.Title, "slug": f.Slug, "published": f.Date, "description": f.Summary}
	for _, x := range f.Rows {
		if x.key != "" && x.Value != nil {
			m[x.key] = x.Value
		}
	}
	return m
}

// SetMeasure says how wide the fields are in pixels, at most.
func (f *Form) SetMeasure(m float32) {
	if m != f.measure {
		f.measure = m
		f.o.Resized()
	}
}

// Problem is what stands below the field with that key.
func (f *Form) Problem(key string) string {
	if l := f.problems[key]; l != nil {
		return strings.TrimSpace(l.Text())
	}
	return ""
}
