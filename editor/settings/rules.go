package settings

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// levels are what a rule can count as, as the file has it and in words.
var levels = []Named{{"error", "Error"}, {"warning", "Warning"}, {"hint", "Hint"}, {"off", "Off"}}

func levelTitle(name string) string {
	for _, l := range levels {
		if l.Name == name {
			return l.Title
		}
	}
	return name
}

const ruleHeight = 44

// rules is the dialog of what the rules of the check count as.
type rules struct {
	d       *LibraryDialog
	overlay *control.Overlay
	over    func()
	search  *field.Field
	list    *control.List
	shown   []Rule
}

// openRules shows the rules.
func (d *LibraryDialog) openRules() {
	r := &rules{d: d}
	r.search = field.New(field.Style{})
	r.search.Leading = "search"
	r.search.SetPlaceholder("Search rules")
	r.search.OnChanged = r.find
	r.search.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyDown && len(r.shown) > 0 {
			d.o.Canvas.Focus(r.list)
			return true
		}
		return r.key(e)
	}
	r.search.OnSubmit = func() { r.choose(r.list.Current()) }
	r.list = control.NewList(nil)
	r.list.Height, r.list.Ground, r.list.Bare, r.list.Empty = ruleHeight, theme.Over, true, "No rule has such words."
	r.list.Draw = r.draw
	r.list.OnPick, r.list.OnKey = r.choose, r.key
	title := control.NewLabel("What counts as what", theme.Ink)
	title.Face, title.TextSize, title.LineHeight = typeset.SansBold, theme.DialogTitle, 24
	usual := control.NewButton(control.Plain, "All as usual", func() {
		for _, x := range d.o.Rules {
			r.set(x, x.Usual)
		}
		r.list.Refresh()
	})
	done := control.NewButton(control.Main, "Done", r.close)
	usual.OnKey, done.OnKey = r.key, r.key
	head := container.New(control.Inset{X: sidePad, Y: 0}, control.NewBar(8, title, layout.NewSpacer(), container.New(wide(searchWidth), r.search), control.NewIcon("x", "Close", r.close)))
	foot := container.New(footLayout{}, control.NewLine(), control.NewBar(10, usual, layout.NewSpacer(), done))
	content := container.New(rulesLayout{}, head, control.NewLine(), r.list, foot)
	r.overlay = &control.Overlay{Content: content, Width: dialogWidth, OnCancel: r.close}
	r.find("")
	r.over = d.o.Modal.Cover(r.close)
	r.overlay.Open(d.o.Canvas, r.search)
}

func (r *rules) close() {
	if r.over == nil {
		return
	}
	r.overlay.Close()
	r.over()
	r.over = nil
	r.d.page.update()
}

func (r *rules) key(e *fyne.KeyEvent) bool {
	switch {
	case e.Name == fyne.KeyEscape:
		r.close()
	case e.Name == fyne.KeyUp && r.list.Current() == 0 && r.d.o.Canvas.Focused() == fyne.Focusable(r.list):
		r.d.o.Canvas.Focus(r.search)
	default:
		return false
	}
	return true
}

// find shows the rules that have all words of a query.
func (r *rules) find(query string) {
	r.shown = r.shown[:0]
	for _, x := range r.d.o.Rules {
		all := strings.ToLower(x.ID + " " + x.Asks + " " + x.About + " " + levelTitle(r.level(x)))
		if !slices.ContainsFunc(strings.Fields(strings.ToLower(query)), func(w string) bool { return !strings.Contains(all, w) }) {
			r.shown = append(r.shown, x)
		}
	}
	r.list.Set(len(r.shown))
	r.list.Go(0)
}

// level is what a rule counts as.
func (r *rules) level(x Rule) string {
	if v, ok := r.d.form.Check[x.ID]; ok {
		return v
	}
	return x.Usual
}

func (r *rules) set(x Rule, level string) {
	if delete(r.d.form.Check, x.ID); level == x.Usual {
		return
	}
	if r.d.form.Check == nil {
		r.d.form.Check = map[string]string{}
	}
	r.d.form.Check[x.ID] = level
}

// draw draws the row of a rule: what it asks for, its name, and what it counts
// as.
func (r *rules) draw(p *control.Pen, i int, y float32) {
	x, side := r.shown[i], float32(sidePad)
	level, face, ink := r.level(x), typeset.Sans, fyne.ThemeColorName(theme.Muted)
	if level != x.Usual {
		face, ink = typeset.SansBold, theme.Ink
	}
	const room = 84
	free := p.Width - 2*side - room
	asks := strings.ReplaceAll(x.Asks, "`", "")
	p.Text(p.Fit(asks, free, theme.TextSize, typeset.Sans), side, y+4, 20, theme.TextSize, typeset.Sans, theme.Ink)
	p.Text(p.Fit(x.ID+" · "+x.About, free, theme.SmallSize, typeset.Sans), side, y+22, 18, theme.SmallSize, typeset.Sans, theme.Muted)
	p.Text(levelTitle(level), p.Width-side-room+12, y, ruleHeight, theme.TextSize, face, ink)
}

// choose offers what a rule can count as.
func (r *rules) choose(i int) {
	if i < 0 || i >= len(r.shown) {
		return
	}
	x, m := r.shown[i], &control.Menu{First: true}
	for _, l := range levels {
		it := control.MenuItem{Title: l.Title, Bold: l.Name == r.level(x), Do: func() {
			r.set(x, l.Name)
			r.list.Refresh()
		}}
		if l.Name == x.Usual {
			it.Keys = "as usual"
		}
		m.Items = append(m.Items, it)
	}
	y, height := r.list.Place(i)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(r.list).AddXY(r.list.Size().Width-sidePad-190, y+8)
	m.Open(r.d.o.Canvas, at, height-12)
}

// rulesLayout puts the head over the list and the buttons below it.
type rulesLayout struct{}

func (rulesLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, 640) }

func (rulesLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(size.Width, headHeight))
	o[1].Move(fyne.NewPos(0, headHeight))
	o[1].Resize(fyne.NewSize(size.Width, 1))
	o[2].Move(fyne.NewPos(1, headHeight+1))
	o[2].Resize(fyne.NewSize(size.Width-2, size.Height-headHeight-1-actHeight))
	o[3].Move(fyne.NewPos(1, size.Height-actHeight))
	o[3].Resize(fyne.NewSize(size.Width-2, actHeight))
}
