package shortcuts

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	dialogWidth  = 780
	dialogHeight = 680
	sidePad      = 24
	headHeight   = 52
	footHeight   = 62
	rowHeight    = 34
	searchWidth  = 240
)

// DialogOptions are what the dialog works with.
type DialogOptions struct {
	Canvas    fyne.Canvas
	Modal     *modal.Stack
	Modifiers func() fyne.KeyModifier // that are held
	// Catch has shortcuts of the menus told instead of done, until it is called with nil.
	Catch func(func(Chord))
	Open  func(path string) // opens the file with another program
}

// Dialog lists all commands with their keys, which it changes.
type Dialog struct {
	s       *Store
	o       DialogOptions
	overlay *control.Overlay
	over    func() // nil while it is not open
	search  *field.Field
	list    *control.List
	trouble *control.Label
	shown   []Command
}

// Open shows the dialog with what a query finds; "" is all.
func (s *Store) Open(o DialogOptions, query string) {
	d := &Dialog{s: s, o: o}
	d.search = field.New(field.Style{})
	d.search.Leading = "search"
	d.search.SetPlaceholder("Search commands and keys")
	d.search.SetText(query)
	d.search.CaretToEnd()
	d.search.OnChanged = d.find
	d.search.OnSubmit = func() { d.choose(d.list.Current()) }
	d.search.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyDown && len(d.shown) > 0 {
			o.Canvas.Focus(d.list)
			return true
		}
		return d.key(e)
	}
	d.list = control.NewList(nil)
	d.list.Height, d.list.Ground, d.list.Bare, d.list.Empty = rowHeight, theme.Over, true, "No command has such words."
	d.list.Draw, d.list.OnPick, d.list.OnKey = d.draw, d.choose, d.key
	d.trouble = control.NewLabel("", theme.Warn)
	d.trouble.Wrap = dialogWidth - 2*sidePad
	title := control.NewLabel("Keyboard shortcuts", theme.Ink)
	title.Face, title.TextSize, title.LineHeight = typeset.SansBold, theme.DialogTitle, 24
	usual := control.NewButton(control.Plain, "All as usual…", d.askReset)
	file := control.NewButton(control.Plain, "Open file", func() { o.Open(s.o.Paths.Shortcuts()) })
	done := control.NewButton(control.Main, "Done", d.close)
	usual.OnKey, file.OnKey, done.OnKey = d.key, d.key, d.key
	head := container.New(control.Inset{X: sidePad, Y: 0}, control.NewBar(8, title, layout.NewSpacer(), container.New(wide(searchWidth), d.search), control.NewIcon("x", "Close", d.close)))
	bar := control.NewBar(10, usual)
	if s.o.Paths.Shortcuts() != "" {
		bar.Add(file)
	}
	bar.Add(layout.NewSpacer())
	bar.Add(done)
	foot := container.New(control.Inset{X: sidePad, Y: 14}, bar)
	content := container.New(dialogLayout{}, head, control.NewLine(), d.trouble, d.list, control.NewLine(), foot)
	d.overlay = &control.Overlay{Content: content, Width: dialogWidth, OnCancel: d.close}
	s.changed = d.refresh
	d.refresh()
	d.find(query)
	d.over = o.Modal.Cover(d.close)
	d.overlay.Open(o.Canvas, d.search)
}

func (d *Dialog) close() {
	if d.over == nil {
		return
	}
	d.s.changed = func() {}
	d.overlay.Close()
	d.over()
	d.over = nil
}

func (d *Dialog) key(e *fyne.KeyEvent) bool {
	switch {
	case e.Name == fyne.KeyEscape:
		d.close()
	case e.Name == fyne.KeyUp && d.list.Current() <= 0 && d.o.Canvas.Focused() == fyne.Focusable(d.list):
		d.o.Canvas.Focus(d.search)
	default:
		return false
	}
	return true
}

// refresh shows what counts now.
func (d *Dialog) refresh() {
	d.trouble.SetText("")
	if s := d.s.Trouble(); s != "" {
		d.trouble.SetText("▲ " + s)
	}
	control.SetVisible(d.trouble, d.s.Trouble() != "")
	if d.over != nil {
		d.list.Refresh()
		d.overlay.Refresh()
	}
}

// find shows the commands that have all words of a query.
func (d *Dialog) find(query string) {
	d.shown = d.s.Find(query)
	d.list.Set(len(d.shown))
	d.list.Go(0)
}

// Find returns the commands that have all words of a query, in their names,
// menus or keys.
func (s *Store) Find(query string) (list []Command) {
	words := strings.Fields(strings.ToLower(query))
	for _, c := range s.o.Commands {
		all := strings.ToLower(c.Name + " " + c.Place + " " + strings.Join(chords(s.keys[c.ID]), " "))
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) }) {
			list = append(list, c)
		}
	}
	return list
}

// chords are keys as they are shown.
func chords(list []Chord) (words []string) {
	for _, k := range list {
		words = append(words, k.String())
	}
	return words
}

// draw draws the row of a command: what it is called, where it stands, and its
// keys, bold where these are not the usual ones.
func (d *Dialog) draw(p *control.Pen, i int, y float32) {
	const side = sidePad
	c := d.shown[i]
	words, face, ink := strings.Join(chords(d.s.keys[c.ID]), " or "), typeset.Sans, fyne.ThemeColorName(theme.Muted)
	if !d.s.usual(c) {
		face, ink = typeset.SansBold, theme.Ink
		if words == "" {
			words = "none"
		}
	}
	wide := control.Measure(words, theme.TextSize, face)
	p.Text(words, p.Width-side-float32(int(wide)), y, rowHeight, theme.TextSize, face, ink)
	free := p.Width - 2*side - wide - 16
	used := float32(int(p.Text(p.Fit(c.Name, free, theme.TextSize, typeset.Sans), side, y, rowHeight, theme.TextSize, typeset.Sans, theme.Ink))) + 12
	if used < free-40 {
		p.Text(p.Fit(c.Place, free-used, theme.SmallSize, typeset.Sans), side+used, y+1, rowHeight, theme.SmallSize, typeset.Sans, theme.Muted)
	}
}

// choose offers what can be done with the keys of a command.
func (d *Dialog) choose(i int) {
	if i < 0 || i >= len(d.shown) {
		return
	}
	c := d.shown[i]
	now := d.s.keys[c.ID]
	m := &control.Menu{First: true, Items: []control.MenuItem{{Title: "Change…", Do: func() { d.press(c, nil) }}}}
	if len(now) > 0 {
		m.Items = append(m.Items, control.MenuItem{Title: "Add another…", Do: func() { d.press(c, now) }})
	}
	for j, k := range now {
		m.Items = append(m.Items, control.MenuItem{Title: "Remove " + k.String(), Split: j == 0, Do: func() {
			d.set(c, slices.Delete(slices.Clone(now), j, j+1))
		}})
	}
	if !d.s.usual(c) {
		usual := control.MenuItem{Title: "As usual", Split: true, Do: func() { d.set(c, c.Usual) }}
		if len(c.Usual) > 0 {
			usual.Keys = strings.Join(chords(c.Usual), ", ")
		}
		m.Items = append(m.Items, usual)
	}
	y, height := d.list.Place(i)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(d.list).AddXY(d.list.Size().Width-220, y+4)
	m.Open(d.o.Canvas, at, height-6)
}

func (d *Dialog) set(c Command, list []Chord) {
	d.s.set(c, list, d.failed)
}

// failed tells that the file was left alone.
func (d *Dialog) failed(err error) {
	if d.over == nil {
		return
	}
	words := err.Error()
	if d.s.err == nil {
		words += "\nThe shortcut counts until Galley ends."
	}
	d.o.Modal.Offer("The shortcut could not be kept", words, control.Choice{Label: "Open the file", Do: func() { d.o.Open(d.s.o.Paths.Shortcuts()) }}, nil)
}

func (d *Dialog) askReset() {
	d.o.Modal.Ask(&control.Question{
		Title: "Give all commands their usual shortcuts?", Text: "The lines of shortcuts.toml that say otherwise are taken out.",
		Cancel: control.Choice{Label: "Cancel"},
		Main:   control.Choice{Label: "All as usual", Do: func() { d.s.reset(d.failed) }},
	})
}

// dialogLayout puts head and trouble over the list and the buttons below it.
type dialogLayout struct{}

func (dialogLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, dialogHeight) }

func (dialogLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(size.Width, headHeight))
	o[1].Move(fyne.NewPos(0, headHeight))
	o[1].Resize(fyne.NewSize(size.Width, 1))
	y := float32(headHeight + 1)
	if o[2].Visible() {
		height := o[2].MinSize().Height
		o[2].Move(fyne.NewPos(sidePad, y+8))
		o[2].Resize(fyne.NewSize(size.Width-2*sidePad, height))
		y += height + 12
	}
	end := size.Height - footHeight
	o[3].Move(fyne.NewPos(1, y))
	o[3].Resize(fyne.NewSize(size.Width-2, max(0, end-y)))
	o[4].Move(fyne.NewPos(0, end))
	o[4].Resize(fyne.NewSize(size.Width, 1))
	o[5].Move(fyne.NewPos(0, end))
	o[5].Resize(fyne.NewSize(size.Width, footHeight))
}

// wide gives what asks for little a width in pixels.
type wide float32

func (w wide) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(w), o[0].MinSize().Height)
}

func (w wide) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }
