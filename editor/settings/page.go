package settings

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	dialogWidth = 780
	navWidth    = 152 // of the list of sections
	navLeast    = 660 // width of the dialog under which there is no such list
	sidePad     = 24
	headHeight  = 52  // title, search and the button that closes
	footHeight  = 6   // below the rows, where the panel's corners are round
	actHeight   = 62  // below the rows, where buttons are
	labelWidth  = 168 // width of the labels before the controls
	rowHeight   = 36
	searchWidth = 220
)

// page is a dialog of choices in rows. Its sections stand in a list at the left,
// which goes to one, and what is typed into the field above finds rows of all.
type page struct {
	canvas fyne.Canvas
	title  string
	leave  func()            // Escape, the button above, and a click beside it
	foot   fyne.CanvasObject // below the rows; nil for none

	overlay *control.Overlay
	search  *field.Field
	nav     *control.List
	scroll  *container.Scroll
	rows    *fyne.Container
	none    *control.Label // that nothing was found
	parts   []*part
	stops   []stop
	refresh []func() // shows in a control what is so
	height  float32  // of all rows
	seen    []int    // the sections that something was found in
	going   bool     // the list goes to a section
}

// part is a section of a page.
type part struct {
	name string
	head []fyne.CanvasObject
	rows []*line
}

// line is a row of a page, or what stands below one.
type line struct {
	words  string                  // it is found by, in small letters
	finds  func(query string) bool // finds it by more; may be nil
	object fyne.CanvasObject

	note  *control.Label // below the row; nil for none
	below fyne.CanvasObject
}

// setNote says something below the row, "" nothing, and reports whether that is
// something else than before.
func (l *line) setNote(words string, ink fyne.ThemeColorName) (other bool) {
	if other = l.note.Text() != words || l.note.Color != ink; other {
		l.note.Set(words, ink)
	}
	l.showNote()
	return other
}

func (l *line) showNote() {
	if l.note != nil {
		control.SetVisible(l.below, l.object.Visible() && l.note.Text() != "")
	}
}

// stop is a control of a page, in the order of its rows.
type stop struct {
	control fyne.Focusable
	row     fyne.CanvasObject
}

// choice is a control that can stand in a row.
type choice interface {
	fyne.Widget
	fyne.Focusable
}

func newPage(c fyne.Canvas, title string, leave func()) *page {
	p := &page{canvas: c, title: title, leave: leave, rows: control.NewStack(0)}
	p.none = control.NewLabel("Nothing here has such words.", theme.Muted)
	p.none.Hide()
	p.rows.Add(control.Space(2))
	p.rows.Add(p.none)
	p.search = field.New(field.Style{})
	p.search.Leading = "search"
	p.search.SetPlaceholder("Search")
	p.search.OnChanged = p.find
	p.search.OnSubmit = func() { p.step(p.search, 1) }
	p.search.OnKey = p.keyOf(p.search)
	return p
}

// open shows the page. What is typed searches.
func (p *page) open() {
	p.rows.Add(control.Space(12))
	p.update()
	inner := container.NewStack(control.NewGround(), container.New(control.Inset{X: sidePad, Y: 0}, p.rows))
	p.scroll = container.NewVScroll(inner)
	p.scroll.OnScrolled = func(fyne.Position) { p.mark() }
	p.height = inner.MinSize().Height
	title := control.NewLabel(p.title, theme.Ink)
	title.Face, title.TextSize, title.LineHeight = typeset.SansBold, theme.DialogTitle, 24
	closing := control.NewIcon("x", "Close", p.leave)
	head := container.New(control.Inset{X: sidePad, Y: 0}, control.NewBar(8, title, layout.NewSpacer(), container.New(wide(searchWidth), p.search), closing))
	p.nav = control.NewList(func(i int) control.Row { return control.Row{Title: p.parts[p.seen[i]].name} })
	p.nav.Choice, p.nav.Ground, p.nav.Aside, p.nav.Above = true, theme.Side, true, 10
	p.nav.OnMove, p.nav.OnPick = p.goTo, p.goTo
	p.find("")
	foot := p.foot
	if foot == nil {
		foot = control.Space(0)
	} else {
		foot = container.New(footLayout{}, control.NewLine(), foot)
	}
	content := container.New(pageLayout{p}, head, control.NewLine(), p.nav, p.scroll, foot)
	p.overlay = &control.Overlay{Content: content, Width: dialogWidth, OnCancel: p.leave}
	p.overlay.Open(p.canvas, p.search)
}

// update shows in all controls what is so.
func (p *page) update() {
	for _, f := range p.refresh {
		f()
	}
}

// find shows the rows that have all words of a query, or all rows.
func (p *page) find(query string) {
	words := strings.Fields(strings.ToLower(query))
	p.seen = p.seen[:0]
	for i, part := range p.parts {
		shown := false
		for _, l := range part.rows {
			on := true
			for _, w := range words {
				on = on && strings.Contains(l.words, w)
			}
			if l.finds != nil && l.finds(query) {
				on = true
			}
			control.SetVisible(l.object, on)
			l.showNote()
			shown = shown || on
		}
		for _, o := range part.head {
			control.SetVisible(o, shown)
		}
		if shown {
			p.seen = append(p.seen, i)
		}
	}
	control.SetVisible(p.none, len(p.seen) == 0)
	p.scroll.ScrollToTop()
	p.relay()
	p.nav.Set(len(p.seen))
	p.mark()
}

// relay lays the rows out again after some have another height.
func (p *page) relay() {
	if p.scroll != nil {
		p.rows.Refresh()
		p.scroll.Refresh()
	}
}

// goTo brings a section to the top of the view, and what was searched is
// forgotten.
func (p *page) goTo(i int) {
	i = p.seen[i]
	if p.search.Text() != "" {
		p.search.SetText("")
		p.find("")
	}
	p.going = true
	p.scrollTo(p.parts[i].head[0].Position().Y)
	p.going = false
	p.nav.Go(i)
}

// mark marks the section that is at the top of the view.
func (p *page) mark() {
	if p.going || p.nav == nil {
		return
	}
	at := -1
	for i, n := range p.seen {
		if at < 0 || p.parts[n].head[0].Position().Y <= p.scroll.Offset.Y+rowHeight {
			at = i
		}
	}
	if p.nav.Current() != at {
		p.nav.Go(at)
	}
}

func (p *page) scrollTo(y float32) {
	y = max(0, min(y, p.scroll.Content.MinSize().Height-p.scroll.Size().Height))
	p.scroll.ScrollToOffset(fyne.NewPos(0, y))
}

// reveal scrolls so that a row can be seen.
func (p *page) reveal(row fyne.CanvasObject) {
	if p.scroll == nil {
		return
	}
	y, h := row.Position().Y, row.Size().Height
	off, room := p.scroll.Offset.Y, p.scroll.Size().Height
	switch {
	case room <= 0:
	case y-2*rowHeight < off:
		p.scrollTo(y - 2*rowHeight)
	case y+h+rowHeight > off+room:
		p.scrollTo(y + h + rowHeight - room)
	}
}

// step gives the focus to the next control that is seen, or the one before; the
// field that searches is behind the last. From there it goes to the first choice
// that was found, not to the button above it.
func (p *page) step(from fyne.Focusable, by int) {
	at := -1
	for i, s := range p.stops {
		if s.control == from {
			at = i
		}
	}
	if at < 0 && by < 0 {
		at = len(p.stops)
	}
	for at += by; at >= 0 && at < len(p.stops); at += by {
		s := p.stops[at]
		if b, ok := s.control.(*control.Button); ok && b.Kind == control.Quiet && from == fyne.Focusable(p.search) && by > 0 {
			continue
		}
		if s.row.Visible() {
			p.canvas.Focus(s.control)
			return
		}
	}
	p.canvas.Focus(p.search)
}

// keyOf is what keys do in a control besides what is its own.
func (p *page) keyOf(f fyne.Focusable) func(*fyne.KeyEvent) bool {
	return func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyEscape:
			if p.search.Text() != "" && f == fyne.Focusable(p.search) {
				p.search.SetText("")
				p.find("")
				return true
			}
			p.leave()
		case fyne.KeyUp:
			p.step(f, -1)
		case fyne.KeyDown:
			p.step(f, 1)
		default:
			return false
		}
		return true
	}
}

// watch has a control be one of the page's: the keys lead on from it, and it is
// brought into view when it gets the focus.
func (p *page) watch(f fyne.Focusable, row fyne.CanvasObject, onKey *func(*fyne.KeyEvent) bool, onFocus *func(bool)) {
	p.stops = append(p.stops, stop{f, row})
	keys := p.keyOf(f)
	if was := *onKey; was != nil {
		*onKey = func(e *fyne.KeyEvent) bool { return was(e) || keys(e) }
	} else {
		*onKey = keys
	}
	was := *onFocus
	*onFocus = func(gained bool) {
		if gained {
			p.reveal(row)
		}
		if was != nil {
			was(gained)
		}
	}
}

// section begins a group of rows, with a button of that name beside its title;
// "" for none.
func (p *page) section(name, act string, do func()) {
	title := control.NewLabel(name, theme.Ink)
	title.Face = typeset.SansBold
	bar := control.NewBar(8, title, layout.NewSpacer())
	head := container.New(control.FixedHeight(30), bar)
	if act != "" {
		b := control.NewButton(control.Quiet, act, func() {
			do()
			p.update()
		})
		bar.Add(b)
		p.watch(b, head, &b.OnKey, &b.OnFocus)
	}
	part := &part{name: name, head: []fyne.CanvasObject{control.Space(14), head, control.NewLine(), control.Space(6)}}
	for _, o := range part.head {
		p.rows.Add(o)
	}
	p.parts = append(p.parts, part)
}

// add adds something to the section, which words find.
func (p *page) add(o fyne.CanvasObject, words ...string) *line {
	part := p.parts[len(p.parts)-1]
	l := &line{words: strings.ToLower(part.name + " " + strings.Join(words, " ")), object: o}
	part.rows = append(part.rows, l)
	p.rows.Add(o)
	return l
}

// row adds a choice, which its label and more words find; update shows in the
// control what is so.
func (p *page) row(label, more string, k choice, onKey *func(*fyne.KeyEvent) bool, onFocus *func(bool), update func()) *line {
	words := control.NewTappable(control.NewLabel(label, theme.Ink), func() {
		if p.canvas.Focused() != fyne.Focusable(k) {
			p.canvas.Focus(k)
		}
		if c, ok := k.(*control.Check); ok {
			c.Tapped(nil)
		}
	})
	_, wide := k.(*field.Field)
	if _, list := k.(*control.List); list {
		wide = true
	}
	row := container.New(rowLayout{wide}, words, k)
	l := p.add(row, label, more)
	p.watch(k, row, onKey, onFocus)
	if update != nil {
		p.refresh = append(p.refresh, update)
	}
	return l
}

// noted gives a row a place for words below it.
func (p *page) noted(l *line) *line {
	l.note = control.NewSmall("", theme.Muted)
	l.note.Wrap = dialogWidth - navWidth - 2*sidePad - labelWidth - 2
	l.below = container.New(below{}, l.note)
	l.below.Hide()
	p.rows.Add(l.below)
	return l
}

// check adds a choice of yes or no, with a note beside the box.
func (p *page) check(label, more, note string, is func() bool, set func(on bool)) *control.Check {
	c := control.NewCheck(note, func(on bool) {
		set(on)
		p.update()
	})
	p.row(label, more+" "+note, c, &c.OnKey, &c.OnFocus, func() { c.SetOn(is()) })
	return c
}

// segment adds a choice of few, which stand beside each other.
func (p *page) segment(label, more string, items []string, is func() int, set func(i int)) {
	c := control.NewSegment(items, func(i int) {
		set(i)
		p.update()
	})
	p.row(label, more+" "+strings.Join(items, " "), c, &c.OnKey, &c.OnFocus, func() { c.Choose(is()) })
}

// drop adds a choice of one of several that a list shows.
func (p *page) drop(label, more string, items []string, is func() int, set func(i int)) {
	c := control.NewDrop(items, func(i int) {
		set(i)
		p.update()
	})
	p.row(label, more+" "+strings.Join(items, " "), c, &c.OnKey, &c.OnFocus, func() { c.Choose(is()) })
}

// stepper adds a choice of n steps.
func (p *page) stepper(label, more string, n int, value func(i int) string, is func() int, set func(i int)) {
	c := control.NewStepper(n, value, func(i int) {
		set(i)
		p.update()
	})
	p.row(label, more, c, &c.OnKey, &c.OnFocus, func() { c.Set(is()) })
}

// button adds a row with a button.
func (p *page) button(label, more, act string, do func()) (*control.Button, *line) {
	b := control.NewButton(control.Plain, act, do)
	return b, p.row(label, more, b, &b.OnKey, &b.OnFocus, nil)
}

// pageLayout puts the head over the sections and the rows, which scroll where
// the window is too low for them.
type pageLayout struct{ p *page }

func (l pageLayout) foot() float32 {
	if l.p.foot != nil {
		return actHeight
	}
	return footHeight
}

func (l pageLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, headHeight+1+l.p.height+l.foot())
}

func (l pageLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	foot := l.foot()
	o[0].Resize(fyne.NewSize(size.Width, headHeight))
	o[1].Move(fyne.NewPos(0, headHeight))
	o[1].Resize(fyne.NewSize(size.Width, 1))
	height, x := size.Height-headHeight-1-foot, float32(1)
	control.SetVisible(o[2], size.Width >= navLeast && len(l.p.parts) > 1)
	if o[2].Visible() {
		o[2].Move(fyne.NewPos(1, headHeight+1))
		o[2].Resize(fyne.NewSize(navWidth, height))
		x += navWidth
	}
	o[3].Move(fyne.NewPos(x, headHeight+1))
	o[3].Resize(fyne.NewSize(size.Width-x-1, height))
	o[4].Move(fyne.NewPos(1, size.Height-foot))
	o[4].Resize(fyne.NewSize(size.Width-2, foot))
}

// footLayout puts a line over what stands below the rows.
type footLayout struct{}

func (footLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, actHeight) }

func (footLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(size.Width, 1))
	height := o[1].MinSize().Height
	o[1].Move(fyne.NewPos(sidePad, float32(int((size.Height-height)/2))))
	o[1].Resize(fyne.NewSize(size.Width-2*sidePad, height))
}

// rowLayout puts a label beside its control, which is as wide as it asks for, or
// wide as there is room, and may be higher than a row.
type rowLayout struct{ wide bool }

func (l rowLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, max(rowHeight, o[1].MinSize().Height+rowHeight-theme.FieldHeight))
}

func (l rowLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	label, m := o[0].MinSize(), o[1].MinSize()
	height := size.Height // a list's label is beside its first row
	if l.wide {
		height = rowHeight
	}
	o[0].Move(fyne.NewPos(0, float32(int((height-label.Height)/2))))
	o[0].Resize(label)
	if m.Width = min(m.Width, size.Width-labelWidth); l.wide {
		m.Width = size.Width - labelWidth
	}
	o[1].Move(fyne.NewPos(labelWidth, float32(int((size.Height-m.Height)/2))))
	o[1].Resize(m)
}

// below puts what belongs to a control under it.
type below struct{}

func (below) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, o[0].MinSize().Height+4)
}

func (below) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(labelWidth, 0))
	o[0].Resize(fyne.NewSize(size.Width-labelWidth, o[0].MinSize().Height))
}

// wide gives what asks for little a width in pixels.
type wide float32

func (w wide) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(w), o[0].MinSize().Height)
}

func (w wide) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }
