package publishing

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/post"
)

// Sizes in pixels.
const (
	wide       = 1180 // with the page
	plain      = 720  // without
	high       = 760
	headHeight = 52
	footHeight = 62
	edge       = 20
	formShare  = 0.46
	formMost   = 470
	labelWidth = 92
	clockWidth = 96
	quietPad   = 6 // before the words of a quiet button
)

// view is what a sheet is made of.
type view struct {
	s       *sheet
	overlay *control.Overlay
	content *fyne.Container

	about   *control.Label
	rows    []*row
	heading *control.Label // over what is wrong
	wrong   []*trouble
	links   []*control.Label
	form    *fyne.Container
	scroll  *container.Scroll
	width   float32 // of the form, as it was last laid out

	export, commit, main *control.Button
	foot                 *fyne.Container
	room                 float32 // for it; 0 before it is laid out
	news                 string  // said in the place of about; "" for nothing
}

// row is a field with its name before it and what it means below.
type row struct {
	of     place
	label  *control.Label
	field  *field.Field
	beside *field.Field // nil for none
	note   *control.Label
}

// trouble is a problem with what mends it.
type trouble struct {
	words *control.Label
	acts  *fyne.Container
}

func newView(s *sheet) *view {
	v := &view{s: s, width: 1}
	title := control.NewTitle("")
	title.SetText(map[bool]string{true: "Take “" + s.post.Title + "” back to draft", false: "Publish “" + s.post.Title + "”"}[s.back])
	v.about = control.NewLabel("", theme.Muted)
	v.heading = control.NewLabel("", theme.Muted)
	v.heading.Face = typeset.SansBold
	if !s.back {
		clockField := v.field(func(t string) { s.is.clock = t })
		clockField.SetPlaceholder("Time")
		dayField := v.field(func(t string) { s.is.day = t })
		dayField.SetPlaceholder("YYYY-MM-DD")
		dayField.Action, dayField.ActionTip = "calendar", "Choose a date"
		pick := func() { v.pickDate(dayField) }
		dayField.OnAction = pick
		keys := dayField.OnKey
		dayField.OnKey = func(e *fyne.KeyEvent) bool {
			if e.Name == fyne.KeyDown {
				pick()
				return true
			}
			return keys(e)
		}
		v.row(day, "Date", dayField).beside = clockField
		v.row(slug, "Slug", v.field(func(t string) { s.is.slug = t; s.follow() }))
	}
	v.row(name, "File name", v.field(func(t string) { s.is.name, s.named = t, true }))
	if !s.back {
		d := v.fieldOf(field.Style{Wrap: true}, func(t string) { s.is.description = t })
		d.SetPlaceholder("A sentence for search results, cards and feeds")
		d.OnHeight = func() { v.form.Refresh() }
		v.row(description, "Description", d)
	}
	v.form = container.New(formLayout{v})
	v.scroll = container.NewVScroll(container.NewStack(control.NewGround(), container.New(control.Inset{X: edge, Y: 16}, v.form)))

	shut := control.NewIcon("x", "Close", s.close)
	cancel := control.NewButton(control.Plain, "Cancel", s.close)
	v.export = control.NewButton(control.Plain, "", v.chooseTarget)
	v.commit = control.NewButton(control.Plain, "", func() { s.submit(after{commit: true}) })
	v.main = control.NewButton(control.Main, "", func() { s.submit(after{}) })
	for _, b := range []*control.Button{cancel, v.export, v.commit, v.main} {
		b.OnKey = s.keys
	}
	head := container.New(headLayout{}, title, shut)
	v.foot = container.New(control.Inset{X: edge, Y: 13}, control.NewBar(10, cancel, layout.NewSpacer(), v.export, v.commit, v.main))
	parts := []fyne.CanvasObject{head, control.NewLine(), v.scroll, control.NewLine(), v.foot}
	width := float32(plain)
	if !s.back {
		parts = append(parts, control.NewLine(), control.NewFill(theme.Page), s.proof.Object)
		width = wide
	}
	v.content = container.New(&viewLayout{v}, parts...)
	v.overlay = &control.Overlay{Content: v.content, Width: width}
	v.fill()
	return v
}

// field makes a field of one line that tells set of what is typed.
func (v *view) field(set func(string)) *field.Field { return v.fieldOf(field.Style{}, set) }

func (v *view) fieldOf(style field.Style, set func(string)) *field.Field {
	f := field.New(style)
	f.OnChanged = func(t string) {
		set(t)
		v.fill()
		v.s.changed()
	}
	f.OnSubmit = func() { v.s.submit(after{}) }
	f.OnKey = v.s.keys
	f.OnWheel = func(e *fyne.ScrollEvent) { v.scroll.Scrolled(e) }
	f.OnTab = func(back bool) { // which selects, as in the form
		if back {
			v.s.o.Canvas.FocusPrevious()
		} else {
			v.s.o.Canvas.FocusNext()
		}
		if next, ok := v.s.o.Canvas.Focused().(*field.Field); ok {
			next.SelectAll()
		}
	}
	f.OnFocus = func(gained bool) {
		if gained {
			v.reveal(f)
		}
	}
	return f
}

func (v *view) row(of place, label string, f *field.Field) *row {
	r := &row{of: of, label: control.NewLabel(label, theme.Muted), field: f, note: control.NewSmall(" ", theme.Muted)}
	v.rows = append(v.rows, r)
	return r
}

// fill writes what is chosen into the fields, but where that stands already.
func (v *view) fill() {
	is := v.s.is
	set := func(f *field.Field, t string) {
		if f.Text() != t {
			f.SetText(t)
		}
	}
	for _, r := range v.rows {
		switch r.of {
		case day:
			set(r.field, is.day)
			set(r.beside, is.clock)
		case slug:
			set(r.field, is.slug)
		case name:
			set(r.field, is.name)
		case description:
			set(r.field, is.description)
		}
	}
}

// show opens the view over the window.
func (v *view) show() {
	first := v.rows[0].field
	v.update()
	v.overlay.Open(v.s.o.Canvas, first)
	first.SelectAll()
}

// say puts a line over the fields.
func (v *view) say(news string) {
	v.news = news
	v.update()
}

// focus goes to a field.
func (v *view) focus(of place) {
	for _, r := range v.rows {
		switch {
		case r.of == of:
			v.s.o.Canvas.Focus(r.field)
			r.field.SelectAll()
		case of == clock && r.beside != nil:
			v.s.o.Canvas.Focus(r.beside)
			r.beside.SelectAll()
		}
	}
}

// update brings the sheet up to what is chosen and known.
func (v *view) update() {
	s := v.s
	v.about.Set(s.about(), theme.Muted)
	if v.news != "" {
		v.about.Set(v.news, theme.Warn)
	}
	for _, r := range v.rows {
		words, bad := s.note(r.of)
		if r.of == day && !bad {
			if other, wrong := s.note(clock); wrong {
				words, bad = other, true
			}
		}
		if r.of == description {
			r.field.SetNote(s.count())
		}
		if bad {
			r.note.Set("▲ "+words, theme.Warn)
		} else {
			r.note.Set(words, theme.Muted)
		}
	}
	if s.known {
		v.showFound()
		v.links = v.links[:0]
		for _, line := range s.links() {
			v.links = append(v.links, control.NewLabel(line, theme.Muted))
		}
	}
	control.SetVisible(v.export, len(s.targets) > 0)
	control.SetVisible(v.commit, s.commits)
	v.main.SetLabel(s.verb())
	v.fit()
	v.form.Objects = v.objects()
	v.form.Refresh()
	v.content.Refresh()
}

// fit says on the buttons as much as there is room for.
func (v *view) fit() {
	verb, to, long, whole := v.s.verb(), "", "", ""
	if targets := v.s.targets; len(targets) == 1 {
		const longest = 200 // pixels
		to = " and export"
		whole = to + " to " + targets[0]
		long = to + " to " + control.Fit(targets[0], longest, theme.TextSize, typeset.Sans)
	} else {
		to = " and export…"
		long = to
	}
	for _, labels := range [][2]string{
		{verb + long, verb + " and commit"}, {verb + to, verb + " and commit"}, {"…" + to, "… and commit"},
	} {
		v.export.SetLabel(labels[0])
		v.export.Tip = ""
		if len(v.s.targets) == 1 && labels[0] != verb+whole {
			v.export.Tip = verb + whole
		}
		v.commit.SetLabel(labels[1])
		if v.room == 0 || v.foot.MinSize().Width <= v.room {
			return
		}
	}
}

// showFound lists what is wrong.
func (v *view) showFound() {
	s := v.s
	v.wrong = nil
	switch n := len(s.found); {
	case s.back:
		v.heading.SetText("")
	case n == 0:
		v.heading.Set("Nothing is wrong with it", theme.OK)
	default:
		v.heading.Set("▲ "+wording.Count(n, "problem"), theme.Warn)
	}
	if s.back {
		return
	}
	const most = 20
	for _, p := range s.found[:min(most, len(s.found))] {
		t := &trouble{words: control.NewLabel(check.Sentence(p), theme.Ink), acts: container.New(actsLayout{})}
		small := func(kind control.Kind, label string, do func()) {
			b := control.NewButton(kind, label, do)
			b.OnKey = s.keys
			b.OnFocus = func(gained bool) {
				if gained {
					v.reveal(b)
				}
			}
			t.acts.Add(b)
		}
		if p.Fix != nil && p.Fix.Writes() {
			small(control.Plain, p.Fix.Label, func() { s.mend(p) })
		}
		if field := fieldOf(p.Key); field != nothing {
			small(control.Quiet, "Change it", func() { v.focus(field) })
		} else {
			small(control.Quiet, "Go there", func() { s.goTo(p) })
		}
		v.wrong = append(v.wrong, t)
	}
}

// fieldOf is the field of the sheet for one of a post.
func fieldOf(key string) place {
	switch key {
	case "published":
		return day
	case "slug":
		return slug
	case "description":
		return description
	}
	return nothing
}

// objects are all that the form shows, in their order.
func (v *view) objects() (all []fyne.CanvasObject) {
	all = append(all, v.about)
	for _, r := range v.rows {
		all = append(all, r.label, r.field)
		if r.beside != nil {
			all = append(all, r.beside)
		}
		all = append(all, r.note)
	}
	all = append(all, v.heading)
	for _, t := range v.wrong {
		all = append(all, t.words, t.acts)
	}
	for _, l := range v.links {
		all = append(all, l)
	}
	return all
}

// lay puts the form's objects at a width, and returns how high they are; put may be
// nil.
func (v *view) lay(width float32, put func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	if put == nil {
		put = func(fyne.CanvasObject, float32, float32, float32, float32) {}
	}
	y := float32(0)
	words := func(l *control.Label, x, gap float32) {
		if l.Text() == "" {
			put(l, x, y, 0, 0)
			return
		}
		if l.Wrap != width-x {
			l.Wrap = width - x
			l.Refresh()
		}
		h := l.MinSize().Height
		put(l, x, y, width-x, h)
		y += h + gap
	}
	words(v.about, 0, 14)
	for _, r := range v.rows {
		h := r.field.MinSize().Height
		w := width - labelWidth
		if r.beside != nil {
			w -= clockWidth + 8
			put(r.beside, width-clockWidth, y, clockWidth, h)
		}
		if r.field.Style.Wrap {
			h = r.field.HeightFor(w)
		}
		put(r.label, 0, y+float32(int((30-r.label.MinSize().Height)/2)), labelWidth, r.label.MinSize().Height)
		put(r.field, labelWidth, y, w, h)
		y += h + 3
		words(r.note, labelWidth, 3)
		y += 8
	}
	y += 4
	words(v.heading, 0, 6)
	for _, t := range v.wrong {
		words(t.words, 0, 4)
		put(t.acts, 0, y, width, actHeight)
		y += actHeight + 10
	}
	if len(v.links) > 0 && y > 0 {
		y += 4
	}
	for _, l := range v.links {
		words(l, 0, 4)
	}
	return y
}

// reveal scrolls the form so that an object in it can be seen.
func (v *view) reveal(o fyne.CanvasObject) {
	control.Reveal(v.scroll, o, 24)
}

// chooseTarget exports to the one target that there is, or lets one be chosen.
func (v *view) chooseTarget() {
	s := v.s
	targets := s.targets
	if len(targets) == 1 {
		s.submit(after{target: targets[0]})
		return
	}
	m := &control.Menu{First: true}
	for _, t := range targets {
		m.Items = append(m.Items, control.MenuItem{Title: t, Do: func() { s.submit(after{target: t}) }})
	}
	m.OnClose = s.o.Modal.Cover(m.Close)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(v.export)
	m.Open(s.o.Canvas, at, v.export.Size().Height)
}

// pickDate opens the calendar below the field of the date.
func (v *view) pickDate(f *field.Field) {
	s := v.s
	y, m, d := s.o.Now().Date()
	c := &control.Calendar{Today: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
	c.Day = c.Today
	if own, err := post.ParseDate(f.Text()); err == nil {
		c.Day = time.Date(own.Year(), own.Month(), own.Day(), 0, 0, 0, 0, time.UTC)
	}
	c.OnPick = func(t time.Time) {
		s.is.day = t.Format(time.DateOnly)
		v.fill()
		f.CaretToEnd()
		s.changed()
		s.o.Canvas.Focus(f)
	}
	c.OnClose = s.o.Modal.Cover(c.Close)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(f)
	c.Open(s.o.Canvas, at.AddXY(0, f.Size().Height+4))
}

// actsLayout puts what mends a problem beside each other. The words of a quiet
// button stand in line with the rest.
type actsLayout struct{}

const actHeight = 28 // pixels

func (actsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, actHeight) }

func (actsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for i, b := range o {
		w := b.MinSize().Width
		if i == 0 && b.(*control.Button).Kind == control.Quiet {
			x = -quietPad
		}
		b.Move(fyne.NewPos(x, 0))
		b.Resize(fyne.NewSize(min(w, size.Width-x), actHeight))
		x += w + 6
	}
}

// formLayout puts what the form shows below each other.
type formLayout struct{ v *view }

func (l formLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, l.v.lay(l.v.width, nil))
}

func (l formLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if size.Width != l.v.width {
		l.v.width = size.Width
	}
	l.v.lay(size.Width, func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	})
}

// headLayout puts the title before what closes the sheet.
type headLayout struct{}

func (headLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, headHeight) }

func (headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	shut := o[1].MinSize()
	o[1].Move(fyne.NewPos(size.Width-shut.Width-12, float32(int((size.Height-shut.Height)/2))))
	o[1].Resize(shut)
	o[0].Move(fyne.NewPos(edge, float32(int((size.Height-24)/2))))
	o[0].Resize(fyne.NewSize(max(0, size.Width-shut.Width-12-edge-8), 24))
}

// viewLayout puts the form beside the page, between the title and the buttons.
type viewLayout struct{ v *view }

func (l *viewLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	h := float32(high)
	if l.v.s.back {
		h = headHeight + footHeight + 2 + l.v.form.MinSize().Height + 2*16
	}
	return fyne.NewSize(420, h)
}

func (l *viewLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	put := func(i int, x, y, w, h float32) {
		o[i].Move(fyne.NewPos(x, y))
		o[i].Resize(fyne.NewSize(max(0, w), max(0, h)))
	}
	if l.v.room != size.Width {
		l.v.room = size.Width
		l.v.fit()
	}
	put(0, 0, 0, size.Width, headHeight)
	put(1, 0, headHeight, size.Width, 1)
	body := size.Height - headHeight - footHeight - 2
	left := size.Width
	if len(o) > 5 {
		left = min(formMost, float32(int(size.Width*formShare)))
		put(5, left, headHeight+1, 1, body)
		put(6, left+1, headHeight+1, size.Width-left-2, body)
		put(7, left+1, headHeight+1, size.Width-left-2, body)
	}
	put(2, 0, headHeight+1, left, body)
	put(3, 0, size.Height-footHeight-1, size.Width, 1)
	put(4, 0, size.Height-footHeight, size.Width, footHeight)
}
