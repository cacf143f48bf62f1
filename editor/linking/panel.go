package linking

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// What a Panel shows.
const (
	Outline = "outline" // the headings of the open post
	Links   = "links"   // what links to it
)

const (
	panelHead    = 40   // height of the tabs
	panelShare   = 0.38 // of the sidebar's height
	panelLeast   = 150  // height, if there is room
	listLeast    = 220  // height that the list above keeps
	headingRow   = 28
	linkRow      = 64
	panelSide    = 18 // beside what a row says
	panelIndent  = 14 // of a heading below another
	sentenceLine = 16
)

// Section is a heading of the open post.
type Section struct {
	Level int // 1 to 6
	Text  string
	Off   int // in the text of that version

	Version uint64
}

// Inbound is a link in another post that leads to the open one.
type Inbound struct {
	Path, Title string
	Sentence    string // around the link; "" where it is not known
	Line, Off   int    // in the file: the line from 1, and the byte
	Written     string // the address as it stands there
}

// PanelOptions are what a Panel is built from.
type PanelOptions struct {
	Above     fyne.CanvasObject                     // what it lies below
	Shows     string                                // Outline or Links; "" for folded
	Session   func() *session.Session               // of the open post; nil where none is
	Doc       func() *markdown.Doc                  // of it, as it was parsed last; nil where that is not known
	Jump      func(off int)                         // to a place in it
	Open      func(Inbound)                         // goes to a link
	Find      func(sentences bool) func() []Inbound // returns what finds the links, on any goroutine; nil where no post is open
	OnKey     func(*fyne.KeyEvent) bool             // sees the keys that are nothing to the list
	Leave     func()                                // gives the text the keys
	OnChanged func()                                // something else is shown
	Post      func(func())                          // runs a function on the UI goroutine
}

// Panel lies below the library's list and shows the outline of the open post, or what links to it. Folded it is a
// line that says how much there is.
type Panel struct {
	Object *fyne.Container // what it lies below, and itself
	List   *control.List

	o        PanelOptions
	shows    string
	tabs     map[string]*control.Button
	fold     *control.Button
	part     *fyne.Container
	top      *fyne.Container // of it: tabs
	sections []Section
	inbound  []Inbound
	turn     int // number of the last search
	resting  control.Delay
}

// NewPanel returns one that shows nothing yet.
func NewPanel(o PanelOptions) *Panel {
	p := &Panel{o: o, shows: o.Shows, resting: control.Delay{Post: o.Post, After: 200 * time.Millisecond}}
	p.tabs = map[string]*control.Button{}
	bar := control.NewBar(2)
	for _, name := range []string{Outline, Links} {
		b := control.NewButton(control.Pill, "", func() { p.Toggle(name) })
		b.Still = true
		p.tabs[name] = b
		bar.Add(b)
	}
	p.tabs[Outline].Label, p.tabs[Links].Label = "Outline", p.linksLabel(0)
	p.fold = control.NewIcon("chevron-up", "Show or fold", func() {
		if p.shows != "" {
			p.Show("")
			return
		}
		p.Show(Outline)
	})
	p.List = control.NewList(nil)
	p.List.Choice, p.List.Aside = true, true
	p.List.Draw, p.List.OnPick, p.List.OnKey = p.draw, p.pick, p.key
	p.top = container.New(panelTop{p}, bar, p.fold, control.NewLine())
	p.part = container.New(control.Below(panelHead), container.NewStack(control.NewBare(theme.Side), p.top), container.NewStack(control.NewBare(theme.Side), p.List))
	p.Object = container.New(beside{p}, o.Above, p.part)
	p.look()
	return p
}

// beside divides the sidebar.
type beside struct{ p *Panel }

// MinSize implements fyne.Layout.
func (b beside) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 200) }

// Layout implements fyne.Layout.
func (b beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h := float32(panelHead)
	if b.p.shows != "" {
		h = max(panelLeast, size.Height*panelShare)
		h = max(panelHead, min(h, size.Height-listLeast))
	}
	h = float32(int(h))
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width, size.Height-h))
	o[1].Move(fyne.NewPos(0, size.Height-h))
	o[1].Resize(fyne.NewSize(size.Width, h))
}

// panelTop lays out the tabs, and what folds the panel at the right.
type panelTop struct{ p *Panel }

// MinSize implements fyne.Layout.
func (panelTop) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, panelHead) }

// Layout implements fyne.Layout.
func (t panelTop) Layout(o []fyne.CanvasObject, size fyne.Size) {
	t.p.tabs[Links].SetLabel(t.p.linksLabel(size.Width))
	o[0].Move(fyne.NewPos(12, 7))
	o[0].Resize(fyne.NewSize(size.Width-52, 26))
	m := o[1].MinSize()
	o[1].Move(fyne.NewPos(size.Width-8-m.Width, float32(int((panelHead-m.Height)/2))))
	o[1].Resize(m)
	o[2].Move(fyne.NewPos(0, 0))
	o[2].Resize(fyne.NewSize(size.Width, 1))
}

// linksLabel says how many links there are, on a panel that wide.
func (p *Panel) linksLabel(width float32) string {
	const narrow = 230
	label := "Links here"
	if width < narrow && width > 0 {
		label = "Links"
	}
	if n := len(p.inbound); n > 0 {
		label = fmt.Sprintf("%s · %d", label, n)
	}
	return label
}

// Shows returns what is shown; "" while the panel is folded.
func (p *Panel) Shows() string { return p.shows }

// Toggle shows the outline or the links, or folds the panel where it shows them.
func (p *Panel) Toggle(what string) {
	if p.shows == what {
		what = ""
	}
	p.Show(what)
}

// Show shows the outline or the links; "" folds the panel.
func (p *Panel) Show(what string) {
	if p.shows == what {
		return
	}
	p.shows = what
	p.look()
	p.Renew()
	p.Object.Refresh()
	p.o.OnChanged()
}

// look has tabs and list look as what is shown wants it.
func (p *Panel) look() {
	for name, b := range p.tabs {
		b.SetOn(name == p.shows)
	}
	p.fold.SetIcon("chevron-up")
	if p.shows != "" {
		p.fold.SetIcon("chevron-down")
	}
	control.SetVisible(p.List, p.shows != "")
	p.List.Look = control.Look{Height: headingRow, Above: 0, Below: 8, Side: 8, Corner: theme.Radius, Margin: panelSide, Ring: 1, Ground: theme.Side, Bare: true}
	p.List.Empty = "This post has no headings."
	if p.shows == Links {
		p.List.Height, p.List.Gap = linkRow, 2
		p.List.Empty = "No other post links here."
	}
	p.List.Go(-1)
	p.List.Set(0)
}

// Renew shows what there is by now, of another post as of this one.
func (p *Panel) Renew() {
	p.turn++
	turn := p.turn
	find := p.o.Find(p.shows == Links)
	p.outline()
	if find == nil {
		p.found(nil)
		return
	}
	go func() {
		list := find()
		p.o.Post(func() {
			if turn == p.turn {
				p.found(list)
			}
		})
	}()
}

// Soon shows the headings and where the caret is among them, once both have rested: nothing moves while somebody
// types.
func (p *Panel) Soon() {
	if p.shows == Outline {
		p.resting.Start(p.outline)
	}
}

// Close forgets what is asked for.
func (p *Panel) Close() { p.resting.Stop() }

// outline lists the headings.
func (p *Panel) outline() {
	if p.shows != Outline {
		return
	}
	var at int
	p.sections, at = p.headings()
	p.List.Mark(at)
	p.List.Set(len(p.sections))
	p.List.Go(at)
}

// headings are those of the open post, and which of them the caret is in; -1 for none.
func (p *Panel) headings() (list []Section, at int) {
	s, d := p.o.Session(), p.o.Doc()
	if s == nil || d == nil {
		return nil, -1
	}
	way, ok := s.PatchSince(d.Version)
	if !ok {
		return nil, -1
	}
	at = -1
	caret := s.Primary().Head
	for i, h := range d.Outline() {
		list = append(list, Section{Level: h.Level, Text: h.Text, Off: h.Off, Version: d.Version})
		if off, _ := way.MapRange(h.Off, h.Off); off <= caret {
			at = i
		}
	}
	return list, at
}

// found takes over what links here.
func (p *Panel) found(list []Inbound) {
	same := slices.Equal(list, p.inbound)
	p.inbound = list
	p.top.Refresh()
	if p.shows == Links {
		if !same {
			p.List.Go(-1)
		}
		p.List.Set(len(list))
	}
}

// pick goes to where row i leads.
func (p *Panel) pick(i int) {
	switch {
	case p.shows == Outline && i < len(p.sections):
		h := p.sections[i]
		if way, ok := p.o.Session().PatchSince(h.Version); ok {
			off, _ := way.MapRange(h.Off, h.Off)
			p.o.Jump(off)
		}
	case p.shows == Links && i < len(p.inbound):
		p.o.Open(p.inbound[i])
	}
}

func (p *Panel) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		p.o.Leave()
		return true
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyHome, fyne.KeyEnd, fyne.KeyReturn, fyne.KeyEnter:
		return false
	}
	return p.o.OnKey(e)
}

// draw draws row i.
func (p *Panel) draw(pen *control.Pen, i int, y float32) {
	if p.shows == Outline {
		if i < len(p.sections) {
			p.drawSection(pen, p.sections[i], y)
		}
		return
	}
	if i >= len(p.inbound) {
		return
	}
	in := p.inbound[i]
	width := pen.Width - 2*panelSide
	pen.Text(pen.Fit(in.Title, width, theme.TextSize, typeset.SansBold), panelSide, y+5, 20, theme.TextSize, typeset.SansBold, theme.Ink)
	for k, line := range lines(in.Sentence, width) {
		pen.Text(line, panelSide, y+25+float32(k)*sentenceLine, sentenceLine, theme.SmallSize, typeset.Sans, theme.Muted)
	}
}

func (p *Panel) drawSection(pen *control.Pen, s Section, y float32) {
	top := 6
	for _, x := range p.sections {
		top = min(top, x.Level)
	}
	x := panelSide + float32(min(4, s.Level-top))*panelIndent
	face, ink := typeset.Sans, theme.Ink
	if s.Level == top {
		face = typeset.SansBold
	}
	words := strings.TrimSpace(s.Text)
	if words == "" {
		words, ink = "Empty heading", theme.Muted
	}
	pen.Text(pen.Fit(words, pen.Width-panelSide-x, theme.TextSize, face), x, y, headingRow, theme.TextSize, face, ink)
}

// lines breaks a sentence into at most two lines.
func lines(s string, width float32) []string {
	if s == "" {
		return nil
	}
	all := control.Wrap(s, width, theme.SmallSize, typeset.Sans)
	if len(all) > 2 {
		all = []string{all[0], control.Fit(strings.Join(all[1:], " "), width, theme.SmallSize, typeset.Sans)}
	}
	return all
}
