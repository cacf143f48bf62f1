package searching

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/search"
)

// Sizes in pixels.
const (
	width      = 860
	top        = 64
	height     = 640 // as much as there is
	headHeight = 46
	rowHeight  = 56
	helpHeight = 34
	edge       = 18
)

// view is what the searcher is made of while it is open.
type view struct {
	s       *Searcher
	overlay *control.Overlay
	field   *field.Field
	exact   *control.Button
	words   *control.Button
	regexp  *control.Button
	list    *control.List
	status  *control.Label
	replace *control.Button
	resting bool // what was typed is not looked for yet
}

func newView(s *Searcher) *view {
	v := &view{s: s}
	v.field = field.New(field.Style{Size: 15, Line: 24, Plain: true, Pad: edge})
	v.field.Leading = "search"
	v.field.SetPlaceholder("Find in all posts")
	v.field.SetText(s.query)
	v.field.SelectAll()
	v.field.OnChanged = func(string) { s.typed() }
	v.field.OnSubmit = s.enter
	v.field.OnKey = v.key
	v.exact = v.pill("Aa", "Match case (Alt+C)", s.exact)
	v.words = v.pill("Word", "Whole words only (Alt+W)", s.words)
	v.regexp = v.pill(".*", "Regular expression (Alt+R)", s.regexp)
	head := container.NewBorder(nil, nil, nil, container.New(control.Inset{X: 12, Y: 8}, control.NewBar(4, v.exact, v.words, v.regexp)), v.field)

	v.list = control.NewList(nil)
	v.list.Look = control.Look{Height: rowHeight, Gap: 2, Above: 6, Below: 6, Side: 8, Corner: theme.Radius, Margin: edge, Ground: theme.Over, Bare: true}
	v.list.Choice, v.list.Aside = true, true
	v.list.Draw = v.draw
	v.list.OnPick = s.open
	v.list.Off = func(int) bool { return v.helps() }
	v.list.Go(-1)

	v.status = control.NewSmall("", theme.Muted)
	v.status.Wrap = width - 2*edge - 120
	v.replace = control.NewButton(control.Pill, "Replace…", s.replace)
	v.replace.Still, v.replace.Tip = true, s.o.Hint("Replace in all posts (Ctrl+Alt+H)")
	for _, b := range []*control.Button{v.exact, v.words, v.regexp, v.replace} {
		b.OnKey = func(e *fyne.KeyEvent) bool {
			if e.Name == fyne.KeyEscape {
				s.Close()
			}
			return e.Name == fyne.KeyEscape
		}
	}
	content := container.New(viewLayout{v}, head, control.NewLine(), v.list, control.NewLine(), v.status, v.replace)
	v.overlay = &control.Overlay{Content: content, Width: width, Top: top, OnCancel: s.Close}
	return v
}

func (v *view) pill(label, tip string, on bool) *control.Button {
	b := control.NewButton(control.Pill, label, nil)
	b.Still, b.Tip = true, v.s.o.Hint(tip)
	b.SetOn(on)
	b.OnTap = func() {
		b.SetOn(!b.On())
		v.s.typed()
		v.s.o.Canvas.Focus(v.field)
	}
	return b
}

// open shows the view; the focus goes to the field.
func (v *view) open() { v.overlay.Open(v.s.o.Canvas, v.field) }

// helps reports whether the list says what a query can be made of.
func (v *view) helps() bool { return v.s.parsed().Empty() && !v.s.regexp }

// update brings all up to what is found.
func (v *view) update() {
	s := v.s
	v.list.Height, v.list.Empty = rowHeight, s.none()
	n, at := len(s.found.Results), -1
	switch {
	case v.helps():
		n, v.list.Height = len(help), helpHeight
	case s.parsed().Empty() || s.wrong != "":
		n = 0
	default:
		for i := range s.found.Results {
			if s.chosen != "" && s.found.Results[i].Path == s.chosen {
				at = i
			}
		}
	}
	v.list.Mark(at)
	v.list.Set(n)
	if at >= 0 {
		v.list.Go(at)
	}
	words, warn := s.status()
	v.status.Set(words, ink(warn))
	control.SetVisible(v.replace, !s.parsed().Empty())
	v.overlay.Refresh()
}

// key is what the keys do while the field has the focus: arrows go through the
// list.
func (v *view) key(e *fyne.KeyEvent) bool {
	l := v.list
	_, room := l.Page()
	at, last := l.Current(), l.Len()-1
	switch e.Name {
	case fyne.KeyEscape:
		v.s.Close()
		return true
	case fyne.KeyDown:
		at++
	case fyne.KeyUp:
		at--
	case fyne.KeyPageDown:
		at += room
	case fyne.KeyPageUp:
		at = max(0, at-room)
	default:
		return false
	}
	v.s.asked = false
	if v.helps() || last < 0 {
		return true
	}
	at = min(at, last)
	v.list.Go(max(-1, at))
	v.s.chosen = ""
	if at >= 0 {
		v.s.chosen = v.s.found.Results[at].Path
	}
	return true
}

// draw draws row i.
func (v *view) draw(p *control.Pen, i int, y float32) {
	if v.helps() {
		if i < len(help) {
			const column = 150
			p.Text(help[i][0], edge, y, helpHeight, theme.SmallSize, typeset.Mono, theme.Ink)
			p.Text(p.Fit(help[i][1], p.Width-column-2*edge, theme.TextSize, typeset.Sans), edge+column, y, helpHeight, theme.TextSize, typeset.Sans, theme.Muted)
		}
		return
	}
	if i >= len(v.s.found.Results) {
		return
	}
	r := &v.s.found.Results[i]
	right := p.Width - edge
	note := noteOf(r)
	right -= control.Measure(note, theme.SmallSize, typeset.Sans)
	p.Text(note, right, y+6, 20, theme.SmallSize, typeset.Sans, theme.Muted)
	p.Marked(r.Title, pairs(r.TitleMarks), edge, y+6, 20, right-16-edge, theme.TextSize, typeset.SansBold, theme.Ink)
	x, pl := float32(edge), r.Place()
	if pl.Key != "" && pl.Key != "title" {
		x += p.Text(pl.Key+": ", x, y+29, 16, theme.SmallSize, typeset.Sans, theme.Muted) + 2
	}
	p.Marked(pl.Sentence, pairs(pl.Marks), x, y+29, 16, p.Width-edge-x, theme.SmallSize, typeset.Sans, theme.Muted)
}

// noteOf is what stands at the right of a result.
func noteOf(r *search.Result) string {
	var parts []string
	if r.Count > 1 {
		parts = append(parts, wording.Count(r.Count, "place"))
	}
	if r.Folder != "" {
		parts = append(parts, strings.ToValidUTF8(r.Folder, "�"))
	}
	switch {
	case r.Err != nil:
		parts = append(parts, "cannot be read")
	case r.Status == post.Draft:
		parts = append(parts, "draft")
	case r.Date.IsZero():
		parts = append(parts, "no date")
	case r.Status == post.Scheduled:
		parts = append(parts, "scheduled "+r.Date.Format("2006-01-02"))
	default:
		parts = append(parts, r.Date.Format("2006-01-02"))
	}
	return strings.Join(parts, " · ")
}

// pairs are ranges as a Pen takes them.
func pairs(marks []text.Range) [][2]int {
	list := make([][2]int, len(marks))
	for i, m := range marks {
		list[i] = [2]int{m.Start, m.End}
	}
	return list
}

// viewLayout is the field, the list, and the line below with the button.
type viewLayout struct{ v *view }

func (viewLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, height) }

func (l viewLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	put := func(i int, x, y, w, h float32) {
		o[i].Move(fyne.NewPos(x, y))
		o[i].Resize(fyne.NewSize(w, h))
	}
	put(0, 1, 0, size.Width-2, headHeight)
	put(1, 0, headHeight, size.Width, 1)
	button := o[5].MinSize()
	if wrap := size.Width - 2*edge - button.Width - 12; l.v.status.Wrap != wrap {
		l.v.status.Wrap = wrap
		l.v.status.Refresh()
	}
	status := o[4].MinSize()
	foot := max(status.Height, button.Height) + 14
	y := size.Height - foot
	put(2, 1, headHeight+1, size.Width-2, y-headHeight-2)
	put(3, 0, y-1, size.Width, 1)
	put(4, edge, y+float32(int((foot-status.Height)/2)), status.Width, status.Height)
	put(5, size.Width-edge-button.Width+6, y+float32(int((foot-button.Height)/2)), button.Width, button.Height)
}
