package editor

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

// form shows the head of the open post as fields. It holds nothing itself:
// every change goes to the session, and every change of the session is read
// back, so form and text cannot differ.
type form struct {
	widget.BaseWidget
	now      func() time.Time
	canvas   func() fyne.Canvas        // the form finds its own only once it was drawn
	onKey    func(*fyne.KeyEvent) bool // window-wide keys
	onCut    func(fyne.Shortcut)       // shortcuts that are not a field's
	onUndo   func()
	onRedo   func()
	onHeight func()
	onLeave  func()       // the focus left a field
	onText   func()       // the writer goes on to the text
	say      func(string) // in the status line
	// onMenu shows a field's menu for the text at off.
	onMenu  func(ed *textedit.Editor, m *fyne.Menu, off int, at fyne.Position, height float32)
	onCover func(close func()) (over func()) // something opens over the window

	measure                     float32 // of the fields in pixels, at most
	s                           *session.Session
	title, slug, date, summary  *field.Field
	slugName, dateName, sumName *control.Label
	extras                      []*extraRow
	add                         *control.Button
	problems                    map[string]*control.Label    // under the fields
	leads                       map[string]*control.Tappable // what they are shown in, which leads to their fields
	adding                      bool                         // an extra row without a name yet
	top                         float32                      // pixels that a form higher than its room is scrolled
}

// extraRow is a field that the form has no place of its own for.
type extraRow struct {
	key         string // as the post has it; "" until it is named
	name, value *field.Field
	remove      *control.Button
}

func newForm(now func() time.Time, canvas func() fyne.Canvas) *form {
	f := &form{now: now, canvas: canvas, measure: theme.EditorMeasure, problems: map[string]*control.Label{}, leads: map[string]*control.Tappable{}}
	f.title = f.field("title", field.Style{Face: typeset.SerifBold, Size: theme.TitleSize, Line: 34, Wrap: true, Bare: true, Pad: 8})
	f.title.SetPlaceholder("Title")
	f.slug = f.field("slug", field.Style{})
	f.date = f.field("published", field.Style{})
	f.date.SetPlaceholder("YYYY-MM-DD")
	f.date.Action = "calendar"
	f.date.OnAction = f.openCalendar
	f.summary = f.field("description", field.Style{})
	f.summary.SetPlaceholder("One line for feeds, search results and cards")
	f.slugName, f.dateName, f.sumName = control.NewLabel("Slug", theme.Muted), control.NewLabel("Published", theme.Muted), control.NewLabel("Description", theme.Muted)
	for _, key := range []string{"title", "slug", "published", "description"} {
		l := control.NewSmall("", theme.Warn)
		l.Wrap = theme.EditorMeasure
		f.problems[key] = l
		f.leads[key] = control.NewTappable(l, func() { f.focus(f.fields()[key]) })
	}
	f.add = control.NewButton(control.Quiet, "Field", func() { f.addField() })
	f.add.Icon, f.add.Still = "plus", true
	f.title.OnHeight = f.resized
	f.ExtendBaseWidget(f)
	return f
}

// field makes the field of one key. Line breaks cannot be typed into it.
func (f *form) field(key string, style field.Style) *field.Field {
	c := field.New(style)
	c.OnChanged = func(v string) {
		f.set(key, v)
		f.reveal(c)
	}
	f.wire(c)
	return c
}

// set sets a field of the post. Above front matter of another program it puts
// nothing, and says so.
func (f *form) set(key, value string) {
	if m, foreign := f.s.FrontMatter(); foreign {
		f.sync()
		f.say("▲ The text starts with " + m.Called() + " of another program. File › Import makes a post of it, with these fields.")
		return
	}
	f.s.SetField(key, value)
}

func (f *form) wire(c *field.Field) {
	c.OnUndo = func() { f.onUndo() }
	c.OnRedo = func() { f.onRedo() }
	c.OnShortcut = func(s fyne.Shortcut) { f.onCut(s) }
	c.OnFocus = func(gained bool) {
		if gained {
			f.reveal(c)
		} else {
			f.onLeave()
		}
	}
	c.OnSubmit = func() {
		if c == f.title { // as everywhere where titles are written
			f.onText()
			return
		}
		f.step(false)
	}
	c.Editor().OnMenu = func(m *fyne.Menu, off int, at fyne.Position, height float32) {
		f.onMenu(c.Editor(), m, off, at, height)
	}
	c.OnTab = f.step
	c.OnWheel = f.Scrolled
	c.OnKey = func(e *fyne.KeyEvent) bool {
		if c == f.date && e.Name == fyne.KeyDown {
			f.openCalendar()
			return true
		}
		return f.onKey(e)
	}
}

// show fills the form with a post.
func (f *form) show(s *session.Session) {
	f.s = s
	f.adding, f.top = false, 0
	f.extras = nil
	f.sync()
	for _, c := range []*field.Field{f.title, f.slug, f.date, f.summary} {
		c.CaretToEnd()
	}
}

// sync reads the session's head into the fields. A field whose text folds to
// the value is left alone: a blank at its end is still being typed.
func (f *form) sync() {
	if f.s == nil {
		return
	}
	set := func(c *field.Field, v string) {
		if post.Fold(c.Text()) != v {
			c.SetText(v)
		}
	}
	set(f.title, f.s.Value("title"))
	set(f.slug, f.s.Value("slug"))
	set(f.date, f.s.Value("published"))
	set(f.summary, f.s.Value("description"))
	f.slug.SetPlaceholder(cmp.Or(f.s.SuggestedSlug(), "words-in-lower-case"))
	n := uniseg.GraphemeClusterCount(f.s.Value("description"))
	f.summary.SetNote(fmt.Sprintf("%d / %d", n, descriptionLimit), n > descriptionLimit)
	if n := uniseg.GraphemeClusterCount(f.s.Value("title")); n > titleLimit {
		f.title.SetNote(fmt.Sprintf("%d / %d", n, titleLimit), true)
	} else {
		f.title.SetNote("", false)
	}
	f.syncExtras()
}

func (f *form) syncExtras() {
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
	for _, x := range f.extras {
		if x.key != "" {
			have = append(have, x.key)
		}
	}
	if !slices.Equal(have, keys) {
		var rows []*extraRow
		for i, key := range keys {
			if i < len(have) && len(have) == len(keys) { // renamed in place
				f.extras[i].key = key
				rows = append(rows, f.extras[i])
				continue
			}
			if at := slices.Index(have, key); at >= 0 {
				rows = append(rows, f.extras[slices.IndexFunc(f.extras, func(x *extraRow) bool { return x.key == key })])
				continue
			}
			rows = append(rows, f.extraRow(key))
		}
		if f.adding {
			if last := f.extras[len(f.extras)-1]; last.key == "" {
				rows = append(rows, last)
			}
		}
		f.extras = rows
		f.Refresh()
		f.resized()
	}
	for _, x := range f.extras {
		if x.key == "" {
			continue
		}
		if v := f.s.Value(x.key); post.Fold(x.value.Text()) != v {
			x.value.SetText(v)
		}
		if x.name.Text() != x.key && !x.name.Focused() {
			x.name.SetText(x.key)
		}
	}
}

func (f *form) extraRow(key string) *extraRow {
	x := &extraRow{key: key}
	x.name = field.New(field.Style{})
	x.name.SetPlaceholder("name")
	x.name.SetText(key)
	x.value = field.New(field.Style{})
	x.value.SetPlaceholder("value")
	f.wire(x.name)
	f.wire(x.value)
	x.name.OnFocus = func(gained bool) {
		if gained {
			f.reveal(x.name)
		} else {
			f.named(x)
			f.onLeave()
		}
	}
	x.value.OnChanged = func(v string) {
		if x.key != "" {
			f.set(x.key, v)
		}
	}
	x.remove = control.NewIcon("x", "Remove this field", func() { f.remove(x) })
	return x
}

// named takes a new or changed name over when the focus leaves it. A name
// that cannot be one, or is taken, is put back.
func (f *form) named(x *extraRow) {
	name := x.name.Text()
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
		x.name.SetText(x.key)
		if x.key == "" {
			f.drop(x)
		}
		return
	}
	if x.key == "" {
		x.key, f.adding = name, false
		f.set(name, x.value.Text())
		return
	}
	if err := f.s.Rename(x.key, name); err != nil {
		x.name.SetText(x.key)
	}
}

// drop takes a row away that never got a name.
func (f *form) drop(x *extraRow) {
	if x.key != "" {
		x.name.SetText(x.key)
		return
	}
	f.adding = false
	f.extras = slices.DeleteFunc(f.extras, func(o *extraRow) bool { return o == x })
	f.Refresh()
	f.resized()
}

func (f *form) remove(x *extraRow) {
	if x.key == "" {
		f.drop(x)
		return
	}
	f.s.Unset(x.key)
}

// addField puts an empty row in, with the focus on its name.
func (f *form) addField() {
	if !f.adding {
		f.adding = true
		f.extras = append(f.extras, f.extraRow(""))
		f.Refresh()
		f.resized()
	}
	f.focus(f.extras[len(f.extras)-1].name)
}

func (f *form) focus(c *field.Field) {
	f.canvas().Focus(c)
}

// step moves the focus to the next field or the one before, and selects what
// is in it, so that typing replaces it.
func (f *form) step(back bool) {
	cv := f.canvas()
	if back {
		cv.FocusPrevious()
	} else {
		cv.FocusNext()
	}
	if c, ok := cv.Focused().(*field.Field); ok {
		c.SelectAll()
	}
}

func (f *form) openCalendar() {
	y, m, d := f.now().Date()
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
		f.set("published", value)
		f.focus(f.date)
	}
	f.reveal(f.date)
	c.OnClose = f.onCover(c.Close)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(f.date)
	c.Open(f.canvas(), at.AddXY(0, f.date.Size().Height+4))
}

// setProblems shows the first problem of each field below it. A post that was
// never saved is not told what it lacks: it is only being begun.
func (f *form) setProblems(all []post.Problem) {
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

func (f *form) resized() {
	if f.onHeight != nil {
		f.onHeight()
	}
}

// place lays the form out at that width and returns its height. With do
// false it only measures.
func (f *form) place(width float32, do bool) float32 {
	col := fyne.Max(160, fyne.Min(f.measure, width-96))
	left := float32(int((width - col) / 2))
	if do && f.top > 0 {
		f.top = fyne.Max(0, fyne.Min(f.top, f.place(width, false)-f.Size().Height))
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
	h := f.title.HeightFor(col + 16)
	put(f.title, -8, y, col+16, h)
	y += h
	y += problem("title", 0, y, col)
	y += 6
	date, dateName := float32(148), float32(76)
	if col < 400 {
		put(f.slugName, 0, y+5, name, 20)
		put(f.slug, name, y, col-name, row)
		y += row + problem("slug", name, y+row, col-name) + gap
		put(f.dateName, 0, y+5, name, 20)
		put(f.date, name, y, fyne.Min(date, col-name), row)
		y += row + problem("published", name, y+row, col-name) + gap
	} else {
		put(f.slugName, 0, y+5, name, 20)
		put(f.slug, name, y, col-name-dateName-date-14, row)
		put(f.dateName, col-date-dateName, y+5, dateName, 20)
		put(f.date, col-date, y, date, row)
		y += row
		y += fyne.Max(problem("slug", name, y, col-name-dateName-date-14), problem("published", col-date-dateName, y, date+dateName))
		y += gap
	}
	put(f.sumName, 0, y+5, name, 20)
	put(f.summary, name, y, col-name, row)
	y += row
	y += problem("description", name, y, col-name)
	y += gap
	for _, x := range f.extras {
		put(x.name, 0, y, 130, row)
		put(x.value, 138, y, col-138-32, row)
		put(x.remove, col-28, y+1, 28, 28)
		y += row + gap
	}
	put(f.add, -6, y-2, f.add.MinSize().Width, 24)
	return y + 30
}

// heightFor is the form's height at that width, in pixels.
func (f *form) heightFor(width float32) float32 { return f.place(width, false) }

// Scrolled implements fyne.Scrollable. A long title or many fields need more
// room than the text can spare.
func (f *form) Scrolled(e *fyne.ScrollEvent) { f.scrollTo(f.top - e.Scrolled.DY) }

func (f *form) scrollTo(top float32) {
	size := f.Size()
	top = fyne.Max(0, fyne.Min(top, f.heightFor(size.Width)-size.Height))
	if top != f.top {
		f.top = top
		f.place(size.Width, true)
		canvas.Refresh(f)
	}
}

// reveal brings the caret's line of a field into view.
func (f *form) reveal(c *field.Field) {
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
func (f *form) CreateRenderer() fyne.WidgetRenderer {
	return &formRenderer{f: f, bg: theme.NewGround()}
}

type formRenderer struct {
	f  *form
	bg theme.Ground
}

func (r *formRenderer) Destroy()           {}
func (r *formRenderer) IsClip()            {}
func (r *formRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 60) }
func (r *formRenderer) Layout(size fyne.Size) {
	r.bg.Fill(size, theme.Color(theme.Sheet))
	r.f.place(size.Width, true)
}

func (r *formRenderer) Objects() []fyne.CanvasObject {
	f := r.f
	o := []fyne.CanvasObject{
		r.bg.CanvasObject, f.title, f.leads["title"], f.slugName, f.slug, f.dateName, f.date, f.leads["slug"], f.leads["published"],
		f.sumName, f.summary, f.leads["description"],
	}
	for _, x := range f.extras {
		o = append(o, x.name, x.value, x.remove)
	}
	return append(o, f.add)
}

func (r *formRenderer) Refresh() {
	r.Layout(r.f.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
	canvas.Refresh(r.f)
}

// focusLine puts the focus into the field that stands in a line of the
// open post, from 1, if one does.
func (f *form) focusLine(s *session.Session, line int) {
	fields := f.fields()
	for _, x := range s.Post().Fields() {
		if to := fields[x.Key]; x.Line == line && to != nil {
			f.focus(to)
		}
	}
}
