// Package form shows the head of a post as fields above its text.
package form

import (
	"cmp"
	"fmt"
	"slices"
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
	Resized    func()       // the form wants another height
	Left       func()       // the focus left a field
	Text       func()       // the writer goes on to the text
	Say        func(string) // in the status line
	// Menu shows a field's menu for the text at off.
	Menu  func(ed *textedit.Editor, m *fyne.Menu, off int, at fyne.Position, height float32)
	Cover func(close func()) (over func()) // something opens over the window
}

// Form shows the head of the open post as fields. It holds nothing itself:
// every change goes to the session, and every change of the session is read
// back, so form and text cannot differ.
type Form struct {
	widget.BaseWidget
	Title, Slug, Date, Summary *field.Field
	Extras                     []*Extra
	Add                        *control.Button // puts another field in

	o                           Options
	measure                     float32 // of the fields in pixels, at most
	s                           *session.Session
	slugName, dateName, sumName *control.Label
	problems                    map[string]*control.Label    // under the fields
	leads                       map[string]*control.Tappable // what they are shown in, which leads to their fields
	adding                      bool                         // an extra row without a name yet
	top                         float32                      // pixels that a form higher than its room is scrolled
}

// Extra is a field that the form has no place of its own for.
type Extra struct {
	Name, Value *field.Field
	Remove      *control.Button

	key string // as the post has it; "" until it is named
}

// New returns a form that shows no post yet.
func New(o Options) *Form {
	f := &Form{o: o, measure: theme.EditorMeasure, problems: map[string]*control.Label{}, leads: map[string]*control.Tappable{}}
	f.Title = f.field("title", field.Style{Face: typeset.SerifBold, Size: theme.TitleSize, Line: 34, Wrap: true, Bare: true, Pad: 8})
	f.Title.SetPlaceholder("Title")
	f.Slug = f.field("slug", field.Style{})
	f.Date = f.field("published", field.Style{})
	f.Date.SetPlaceholder("YYYY-MM-DD")
	f.Date.Action = "calendar"
	f.Date.OnAction = f.OpenCalendar
	f.Summary = f.field("description", field.Style{})
	f.Summary.SetPlaceholder("One line for feeds, search results and cards")
	f.slugName, f.dateName, f.sumName = control.NewLabel("Slug", theme.Muted), control.NewLabel("Published", theme.Muted), control.NewLabel("Description", theme.Muted)
	for _, key := range []string{"title", "slug", "published", "description"} {
		l := control.NewSmall("", theme.Warn)
		l.Wrap = theme.EditorMeasure
		f.problems[key] = l
		f.leads[key] = control.NewTappable(l, func() { f.Focus(f.Fields()[key]) })
	}
	f.Add = control.NewButton(control.Quiet, "Field", func() { f.AddField() })
	f.Add.Icon, f.Add.Still = "plus", true
	f.Title.OnHeight = f.resized
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
		if c == f.Date && e.Name == fyne.KeyDown {
			f.OpenCalendar()
			return true
		}
		return f.o.Key(e)
	}
}

// Open fills the form with a post.
func (f *Form) Open(s *session.Session) {
	f.s = s
	f.adding, f.top = false, 0
	f.Extras = nil
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
	n := uniseg.GraphemeClusterCount(f.s.Value("description"))
	f.Summary.SetNote(fmt.Sprintf("%d / %d", n, descriptionLimit), n > descriptionLimit)
	if n := uniseg.GraphemeClusterCount(f.s.Value("title")); n > titleLimit {
		f.Title.SetNote(fmt.Sprintf("%d / %d", n, titleLimit), true)
	} else {
		f.Title.SetNote("", false)
	}
	f.syncExtras()
}

func (f *Form) syncExtras() {
	var keys []string
	for _, fd := range f.s.Post().Fields() {
		switch fd.Key {
		case "title", "slug", "published", "description", "":
			continue
		}
		if !slices.Contains(keys, fd.Key) {
			keys = append(keys, fd.Key)
		}
	}
	var have []string
	for _, x := range f.Extras {
		if x.key != "" {
			have = append(have, x.key)
		}
	}
	if !slices.Equal(have, keys) {
		var rows []*Extra
		for i, key := range keys {
			if i < len(have) && len(have) == len(keys) { // renamed in place
				f.Extras[i].key = key
				rows = append(rows, f.Extras[i])
				continue
			}
			if at := slices.Index(have, key); at >= 0 {
				rows = append(rows, f.Extras[slices.IndexFunc(f.Extras, func(x *Extra) bool { return x.key == key })])
				continue
			}
			rows = append(rows, f.newExtra(key))
		}
		if f.adding {
			if last := f.Extras[len(f.Extras)-1]; last.key == "" {
				rows = append(rows, last)
			}
		}
		f.Extras = rows
		f.Refresh()
		f.resized()
	}
	for _, x := range f.Extras {
		if x.key == "" {
			continue
		}
		if v := f.s.Value(x.key); post.Fold(x.Value.Text()) != v {
			x.Value.SetText(v)
		}
		if x.Name.Text() != x.key && !x.Name.Focused() {
			x.Name.SetText(x.key)
		}
	}
}

func (f *Form) newExtra(key string) *Extra {
	x := &Extra{key: key}
	x.Name = field.New(field.Style{})
	x.Name.SetPlaceholder("name")
	x.Name.SetText(key)
	x.Value = field.New(field.Style{})
	x.Value.SetPlaceholder("value")
	f.wire(x.Name)
	f.wire(x.Value)
	x.Name.OnFocus = func(gained bool) {
		if gained {
			f.reveal(x.Name)
		} else {
			f.named(x)
			f.o.Left()
		}
	}
	x.Value.OnChanged = func(v string) {
		if x.key != "" {
			f.Set(x.key, v)
		}
	}
	x.Remove = control.NewIcon("x", "Remove this field", func() { f.remove(x) })
	return x
}

// named takes a new or changed name over when the focus leaves it. A name
// that cannot be one, or is taken, is put back.
func (f *Form) named(x *Extra) {
	name := x.Name.Text()
	switch {
	case name == x.key:
		if name == "" {
			f.drop(x)
		}
		return
	case x.key == "" && name == "":
		f.drop(x)
		return
	}
	_, taken := f.s.Post().Value(name)
	if post.ValidKey(name) != nil || taken {
		x.Name.SetText(x.key)
		if x.key == "" {
			f.drop(x)
		}
		return
	}
	if x.key == "" {
		x.key, f.adding = name, false
		f.Set(name, x.Value.Text())
		return
	}
	if err := f.s.Rename(x.key, name); err != nil {
		x.Name.SetText(x.key)
	}
}

// drop takes a row away that never got a name.
func (f *Form) drop(x *Extra) {
	if x.key != "" {
		x.Name.SetText(x.key)
		return
	}
	f.adding = false
	f.Extras = slices.DeleteFunc(f.Extras, func(o *Extra) bool { return o == x })
	f.Refresh()
	f.resized()
}

func (f *Form) remove(x *Extra) {
	if x.key == "" {
		f.drop(x)
		return
	}
	f.s.Unset(x.key)
}

// AddField puts an empty row in, with the focus on its name.
func (f *Form) AddField() {
	if !f.adding {
		f.adding = true
		f.Extras = append(f.Extras, f.newExtra(""))
		f.Refresh()
		f.resized()
	}
	f.Focus(f.Extras[len(f.Extras)-1].Name)
}

// Focus gives a field the keys.
func (f *Form) Focus(c *field.Field) {
	f.o.Canvas().Focus(c)
}

// step moves the focus to the next field or the one before, and selects what
// is in it, so that typing replaces it.
func (f *Form) step(back bool) {
	cv := f.o.Canvas()
	if back {
		cv.FocusPrevious()
	} else {
		cv.FocusNext()
	}
	if c, ok := cv.Focused().(*field.Field); ok {
		c.SelectAll()
	}
}

// OpenCalendar has the day of publication chosen.
func (f *Form) OpenCalendar() {
	y, m, d := f.o.Now().Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	c := &control.Calendar{Day: today, Today: today}
	if t, err := post.ParseDate(f.s.Value("published")); err == nil {
		c.Day = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	c.OnPick = func(t time.Time) {
		value := t.Format(time.DateOnly)
		if old := f.s.Value("published"); len(old) > 10 {
			if _, err := post.ParseDate(old); err == nil {
				value += old[10:] // the time of day stays
			}
		}
		f.Set("published", value)
		f.Focus(f.Date)
	}
	f.reveal(f.Date)
	c.OnClose = f.o.Cover(c.Close)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(f.Date)
	c.Open(f.o.Canvas(), at.AddXY(0, f.Date.Size().Height+4))
}

// SetProblems shows the first problem of each field below it. A post that was
// never saved is not told what it lacks: it is only being begun.
func (f *Form) SetProblems(all []post.Problem) {
	changed := false
	for key, l := range f.problems {
		s := ""
		for _, p := range all {
			if p.Key == key && p.Severity != post.Hint && (f.s.Path() != "" || f.s.Value(key) != "") {
				s = "▲ " + check.Sentence(p)
				break
			}
		}
		if l.Text() != s {
			changed = true
			l.SetText(s)
		}
	}
	if changed {
		f.resized()
	}
}

func (f *Form) resized() { f.o.Resized() }

// Place lays the form out at that width and returns its height. With do
// false it only measures.
func (f *Form) Place(width float32, do bool) float32 {
	col := fyne.Max(160, fyne.Min(f.measure, width-96))
	left := float32(int((width - col) / 2))
	if do && f.top > 0 {
		f.top = fyne.Max(0, fyne.Min(f.top, f.Place(width, false)-f.Size().Height))
	}
	top := f.top
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		if do {
			o.Move(fyne.NewPos(left+x, y-top))
			o.Resize(fyne.NewSize(w, h))
		}
	}
	problem := func(key string, x, y, w float32) float32 {
		l, lead := f.problems[key], f.leads[key]
		if do && (l.Text() != "") != lead.Visible() {
			control.SetVisible(lead, l.Text() != "")
		}
		if l.Text() == "" {
			return 0
		}
		if do && l.Wrap != w {
			l.Wrap = w
			l.Refresh()
		}
		h := float32(len(control.Wrap(l.Text(), w, l.TextSize, l.Face))) * l.LineHeight
		put(lead, x, y+2, w, h)
		return h + 4
	}
	const name, row, gap = 88, theme.FieldHeight, 8
	y := float32(16)
	h := f.Title.HeightFor(col + 16)
	put(f.Title, -8, y, col+16, h)
	y += h
	y += problem("title", 0, y, col)
	y += 6
	date, dateName := float32(148), float32(76)
	if col < 400 {
		put(f.slugName, 0, y+5, name, 20)
		put(f.Slug, name, y, col-name, row)
		y += row + problem("slug", name, y+row, col-name) + gap
		put(f.dateName, 0, y+5, name, 20)
		put(f.Date, name, y, fyne.Min(date, col-name), row)
		y += row + problem("published", name, y+row, col-name) + gap
	} else {
		put(f.slugName, 0, y+5, name, 20)
		put(f.Slug, name, y, col-name-dateName-date-14, row)
		put(f.dateName, col-date-dateName, y+5, dateName, 20)
		put(f.Date, col-date, y, date, row)
		y += row
		y += fyne.Max(problem("slug", name, y, col-name-dateName-date-14), problem("published", col-date-dateName, y, date+dateName))
		y += gap
	}
	put(f.sumName, 0, y+5, name, 20)
	put(f.Summary, name, y, col-name, row)
	y += row
	y += problem("description", name, y, col-name)
	y += gap
	for _, x := range f.Extras {
		put(x.Name, 0, y, 130, row)
		put(x.Value, 138, y, col-138-32, row)
		put(x.Remove, col-28, y+1, 28, 28)
		y += row + gap
	}
	put(f.Add, -6, y-2, f.Add.MinSize().Width, 24)
	return y + 30
}

// HeightFor is the form's height at that width, in pixels.
func (f *Form) HeightFor(width float32) float32 { return f.Place(width, false) }

// Scrolled implements fyne.Scrollable. A long title or many fields need more
// room than the text can spare.
func (f *Form) Scrolled(e *fyne.ScrollEvent) { f.scrollTo(f.top - e.Scrolled.DY) }

func (f *Form) scrollTo(top float32) {
	size := f.Size()
	top = fyne.Max(0, fyne.Min(top, f.HeightFor(size.Width)-size.Height))
	if top != f.top {
		f.top = top
		f.Place(size.Width, true)
		canvas.Refresh(f)
	}
}

// reveal brings the caret's line of a field into view.
func (f *Form) reveal(c *field.Field) {
	const margin = 8
	from, to := c.CaretLine()
	y := c.Position().Y + f.top
	if h := f.Size().Height; y+to+margin > f.top+h {
		f.scrollTo(y + to + margin - h)
	}
	if y+from-margin < f.top {
		f.scrollTo(y + from - margin)
	}
}

// CreateRenderer implements fyne.Widget.
func (f *Form) CreateRenderer() fyne.WidgetRenderer {
	return &formRenderer{f: f, bg: theme.NewGround()}
}

type formRenderer struct {
	f  *Form
	bg theme.Ground
}

func (r *formRenderer) Destroy()           {}
func (r *formRenderer) IsClip()            {}
func (r *formRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 60) }
func (r *formRenderer) Layout(size fyne.Size) {
	r.bg.Fill(size, theme.Color(theme.Sheet))
	r.f.Place(size.Width, true)
}

func (r *formRenderer) Objects() []fyne.CanvasObject {
	f := r.f
	o := []fyne.CanvasObject{
		r.bg.CanvasObject, f.Title, f.leads["title"], f.slugName, f.Slug, f.dateName, f.Date, f.leads["slug"], f.leads["published"],
		f.sumName, f.Summary, f.leads["description"],
	}
	for _, x := range f.Extras {
		o = append(o, x.Name, x.Value, x.Remove)
	}
	return append(o, f.Add)
}

func (r *formRenderer) Refresh() {
	r.Layout(r.f.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
	canvas.Refresh(r.f)
}

// FocusLine puts the focus into the field that stands in a line of the
// open post, from 1, if one does.
func (f *Form) FocusLine(s *session.Session, line int) {
	fields := f.Fields()
	for _, x := range s.Post().Fields() {
		if to := fields[x.Key]; x.Line == line && to != nil {
			f.Focus(to)
		}
	}
}

// Fields are those with a place of their own, by their keys.
func (f *Form) Fields() map[string]*field.Field {
	return map[string]*field.Field{"title": f.Title, "slug": f.Slug, "published": f.Date, "description": f.Summary}
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
		return l.Text()
	}
	return ""
}
