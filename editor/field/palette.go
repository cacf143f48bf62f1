package field

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/aside"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	paletteWidth = 560
	besideWidth  = 380 // of one that belongs to something
	paletteTop   = 96
	paletteRow   = 38
	paletteGap   = 2  // of it, between the marks of rows
	paletteEdge  = 8  // around the rows
	paletteRows  = 10 // shown at once, if the window is high enough
	paletteSide  = 18 // beside what is typed and the rows
)

// Item is a row of a Palette.
type Item struct {
	Title string
	Note  string // in muted behind the title
	Keys  string // at the right end
	Do    func()
	See   func() // called when the row becomes the chosen one; nil for nothing
	// Fill, where set, is put into the field instead of closing the palette,
	// after Do: a step on the way, such as a folder.
	Fill string
}

// Palette is a field with a list below it that follows what is typed.
type Palette struct {
	Title       string // over the field, with a button that takes the palette away; "" for neither
	Placeholder string
	Text        string
	Mark        string // part of Text that is selected, so that typing replaces it
	Empty       string // what to say when nothing is found
	First       int    // row of all that is chosen while nothing is typed
	// Above is the lower right corner of a palette that belongs to something in
	// the window; nil: it stands in the middle.
	Above *fyne.Position
	// Find gives the rows for what has been typed.
	Find func(query string) []Item
	// Asks says that Find and what a row with a Fill does ask the disk, which may
	// take its time: they run aside where there is a Desk. The rows before stay
	// meanwhile; Enter and Tab wait.
	Asks bool
	Desk *aside.Desk
	// Completes has Tab complete what was typed with what the rows would put
	// into the field, as far as they agree, and take over the chosen row where
	// that is no more than was typed.
	Completes bool
	// OnClose is called after the panel went and before the row's Do.
	OnClose func()

	above   fyne.CanvasObject
	field   *Field
	list    *control.List
	items   []Item
	overlay *control.Overlay
	canvas  fyne.Canvas

	turn    int     // of what is looked for
	busy    bool    // it is
	later   []later // the keys that wait for it, and those that were typed after them
	playing bool    // those are done
}

// later is a key that came before the rows that it was meant for.
type later struct {
	do   func()
	rows bool // it needs them; a letter does not
}

// Open shows the palette over the canvas.
func (p *Palette) Open(c fyne.Canvas) {
	p.canvas = c
	p.list = control.NewList(nil)
	p.list.Look = control.Look{
		Height: paletteRow, Gap: paletteGap,
		Side: paletteEdge, Corner: theme.Radius, Margin: paletteSide, Ground: theme.Over, Bare: true,
	}
	p.list.Choice, p.list.Round, p.list.Points, p.list.Steps, p.list.Aside = true, true, true, true, true
	p.list.OnMove = p.see
	p.list.Empty, p.list.Draw, p.list.OnPick, p.list.Wants = p.Empty, p.draw, p.run, p.size
	p.field = New(Style{Size: 15, Line: 36, Plain: true, Pad: paletteSide})
	p.field.SetPlaceholder(p.Placeholder)
	p.field.SetText(p.Text)
	if at := strings.LastIndex(p.Text, p.Mark); p.Mark != "" && at >= 0 {
		p.field.Select(at, at+len(p.Mark))
	}
	p.field.OnChanged = func(s string) { p.find(s) }
	p.field.OnSubmit = func() { p.when(func() { p.run(p.list.Current()) }) }
	p.field.OnKey = p.key
	p.field.OnRune = p.rune
	if p.Completes {
		p.field.OnTab = func(back bool) { p.when(func() { p.complete(back) }) }
	}
	p.above = p.head()
	p.overlay = &control.Overlay{Content: control.NewStack(0, p.above, p.field, container.New(control.TopEdge{}, control.NewLine()), container.New(control.Inset{Y: paletteEdge}, p.list)), Width: paletteWidth, Top: paletteTop, OnCancel: p.Close}
	if p.Above != nil {
		p.overlay.At, p.overlay.Up, p.overlay.Width = p.Above, true, besideWidth
	}
	p.overlay.ExtendBaseWidget(p.overlay)
	p.find(p.Text)
	p.overlay.Open(c, p.field)
}

// head is what stands over the field.
func (p *Palette) head() fyne.CanvasObject {
	if p.Title == "" {
		return control.Space(0)
	}
	title := control.NewLabel(p.Title, theme.Ink)
	title.Face = typeset.SansBold
	cancel := control.NewButton(control.Quiet, "Cancel", p.Close)
	return container.New(control.Inset{X: paletteSide, Y: 6}, container.NewBorder(nil, nil, nil, cancel, title))
}

// complete completes what was typed. Back goes up in the list.
func (p *Palette) complete(back bool) {
	if back {
		p.list.Step(-1)
		return
	}
	typed, common := p.field.Text(), ""
	for _, it := range p.items {
		switch {
		case len(it.Fill) < len(typed) || !strings.EqualFold(it.Fill[:len(typed)], typed):
		case common == "":
			common = it.Fill
		default:
			common = agreed(common, it.Fill)
		}
	}
	switch i := p.list.Current(); {
	case len(common) > len(typed):
		p.fill(common)
	case i >= 0 && i < len(p.items) && p.items[i].Fill != "":
		p.fill(p.items[i].Fill)
	default: // the first one that leads on
		for _, it := range p.items {
			if len(it.Fill) > len(typed) {
				p.fill(it.Fill)
				return
			}
		}
	}
}

// agreed is what both begin with, capitals and small letters being the same, in
// the letters of a.
func agreed(a, b string) string {
	end := 0
	for end < len(a) {
		_, size := utf8.DecodeRuneInString(a[end:])
		next := end + size
		if next > len(b) || !strings.EqualFold(a[:next], b[:next]) {
			break
		}
		end = next
	}
	return a[:end]
}

func (p *Palette) fill(text string) {
	p.field.SetText(text)
	p.field.CaretToEnd()
	p.find(text)
}

// Close takes the palette away without doing anything.
func (p *Palette) Close() {
	if p.overlay == nil {
		return
	}
	p.turn++
	p.busy, p.later = false, nil
	p.overlay.Close()
	p.overlay = nil
	if p.OnClose != nil {
		p.OnClose()
	}
}

// find shows the rows for what was typed.
func (p *Palette) find(query string) { p.after(nil, query) }

// after shows the rows for what was typed, after something was done.
func (p *Palette) after(do func(), query string) {
	p.turn++
	p.busy = false
	if !p.playing {
		p.later = nil // what waits was meant for what was typed before
	}
	look := func() []Item {
		if do != nil {
			do()
		}
		return p.Find(query)
	}
	if !p.Asks {
		p.show(look(), query)
		return
	}
	turn := p.turn
	p.busy = true
	aside.Ask(p.Desk, look, func(items []Item) {
		if turn != p.turn {
			return
		}
		p.busy = false
		p.show(items, query)
		p.play()
	})
}

// play does what waited for the rows, in order, as far as no other ones are
// looked for by then.
func (p *Palette) play() {
	p.playing = true
	defer func() { p.playing = false }()
	for len(p.later) > 0 && !(p.later[0].rows && p.busy) {
		next := p.later[0]
		p.later = p.later[1:]
		next.do()
	}
}

// when does something with the rows as soon as they are those of what was typed.
func (p *Palette) when(do func()) {
	if p.busy && !p.playing {
		p.later = append(p.later, later{do, true})
		return
	}
	do()
}

// rune keeps a letter that was typed after a key that waits for rows: it goes
// where that key leads.
func (p *Palette) rune(r rune) bool {
	if len(p.later) == 0 || p.playing {
		return false
	}
	p.later = append(p.later, later{func() { p.field.TypedRune(r) }, false})
	return true
}

// show shows rows.
func (p *Palette) show(items []Item, query string) {
	p.items = items
	first := 0
	if query == "" {
		first = p.First
	}
	p.list.Start(len(p.items), first)
	if p.overlay.IsOpen() {
		p.overlay.Refresh()
	}
	p.see(p.list.Current())
}

// see shows what row i would do.
func (p *Palette) see(i int) {
	if i >= 0 && i < len(p.items) && p.items[i].See != nil {
		p.items[i].See()
	}
}

func (p *Palette) key(e *fyne.KeyEvent) bool {
	if len(p.later) > 0 && !p.playing && e.Name != fyne.KeyEscape {
		p.later = append(p.later, later{func() { p.field.TypedKey(e) }, true})
		return true
	}
	_, room := p.list.Page()
	switch e.Name {
	case fyne.KeyEscape:
		p.Close()
	case fyne.KeyUp:
		p.list.Step(-1)
	case fyne.KeyDown:
		p.list.Step(1)
	case fyne.KeyPageUp:
		p.list.Go(max(0, p.list.Current()-room))
		p.see(p.list.Current())
	case fyne.KeyPageDown:
		p.list.Go(min(len(p.items)-1, p.list.Current()+room))
		p.see(p.list.Current())
	default:
		return false
	}
	return true
}

// draw draws row i.
func (p *Palette) draw(pen *control.Pen, i int, y float32) {
	it := p.items[i]
	keys := round(control.Measure(it.Keys, theme.SmallSize, typeset.Sans))
	free := pen.Width - 2*paletteSide - keys - 12
	used := round(pen.Text(pen.Fit(it.Title, free, theme.TextSize, typeset.Sans), paletteSide, y, paletteRow-paletteGap, theme.TextSize, typeset.Sans, theme.Ink)) + 12
	if it.Note != "" && used < free-30 {
		pen.Text(pen.Fit(it.Note, free-used, theme.TextSize, typeset.Sans), paletteSide+used, y, paletteRow-paletteGap, theme.TextSize, typeset.Sans, theme.Muted)
	}
	if it.Keys != "" {
		pen.Text(it.Keys, pen.Width-paletteSide-keys, y, paletteRow-paletteGap, theme.SmallSize, typeset.Sans, theme.Muted)
	}
}

// run does what row i is for.
func (p *Palette) run(i int) {
	if i < 0 || i >= len(p.items) {
		return
	}
	it := p.items[i]
	if it.Fill != "" {
		p.field.SetText(it.Fill)
		p.field.CaretToEnd()
		p.after(it.Do, it.Fill)
		return
	}
	p.Close()
	if it.Do != nil {
		it.Do()
	}
}

// size is the list's, for as many rows as the window has room for.
func (p *Palette) size() fyne.Size {
	room := p.canvas.Size().Height - 2*control.OverlayEdge - p.above.MinSize().Height - p.field.MinSize().Height - 1 // the line
	rows := max(1, min(paletteRows, int((room-2*paletteEdge)/paletteRow), len(p.items)))
	return fyne.NewSize(100, float32(rows)*paletteRow)
}
