// Package problems lists what is wrong with a post, or with those of a library:
// each row says it in a sentence, leads to its place, and mends it where that can
// be done.
package problems

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/post"
)

// Row is one problem of a post.
type Row struct {
	post.Problem
	Path  string // of the post, or what stands for it
	Title string // of the post
	Place string // where in it: a field, or a line
}

// Options are what is listed, and what is done with a row.
type Options struct {
	Modal  *modal.Stack
	Canvas fyne.Canvas
	Title  string
	Note   string // under the title; "" for none
	Rows   []Row
	Named  bool // rows name their posts
	Apart  []control.Choice
	Go     func(Row)   // shows its place; the list is closed then
	Fix    func([]Row) // mends them; the list stays open where it is one post's
	Stays  bool        // the list stays open behind a fix, and is told by Set what is left
}

// List is a list that is open.
type List struct {
	o        Options
	rows     []Row
	said     [][]string // the sentences of the rows in lines, as they were last drawn
	width    float32    // that they were cut for
	fixes    map[int]*control.Button
	list     *control.List
	all      *control.Button
	box      *fyne.Container
	question *control.Question
}

const (
	width   = 760
	rowHigh = 64
	most    = 7 // rows before the list scrolls
	least   = 2
	edge    = 16
	line    = 18
)

// Open shows the list over the window.
func Open(o Options) *List {
	l := &List{o: o, rows: o.Rows}
	l.list = control.NewList(nil)
	l.list.Height, l.list.Gap = rowHigh, 0
	l.list.Draw = l.draw
	l.list.Empty = "Nothing is wrong."
	l.list.OnPick = l.show
	l.list.OnMove = func(int) { l.update() }
	l.all = control.NewButton(control.Plain, "", l.fixAll)
	rows := float32(min(max(least, len(o.Rows)), most))
	l.box = control.NewStack(8)
	l.box.Add(control.NewGiving(rows*rowHigh+8, least*rowHigh, l.list))
	l.box.Add(container.New(left{}, l.all))
	l.question = &control.Question{
		Title: o.Title, Text: o.Note, Width: fyne.Min(width, o.Canvas.Size().Width-48), Extra: l.box, First: l.list, Apart: o.Apart,
		Main: control.Choice{Label: "Close"},
	}
	l.list.OnKey = l.key
	l.list.Set(len(l.rows))
	if len(l.rows) > 0 {
		l.list.Go(0)
	}
	l.update()
	o.Modal.Ask(l.question)
	return l
}

// Set shows what is left.
func (l *List) Set(rows []Row) {
	at := l.list.Current()
	l.rows, l.said, l.fixes = rows, nil, nil
	l.list.Set(len(rows))
	if len(rows) > 0 {
		l.list.Go(min(max(0, at), len(rows)-1))
	}
	l.update()
	l.list.Refresh()
}

// key is what keys do in the list besides moving: F mends, Escape closes.
func (l *List) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		l.question.Escape()
	case fyne.KeyF:
		l.fix(l.list.Current())
	default:
		return false
	}
	return true
}

func (l *List) show(i int) {
	if i < 0 || i >= len(l.rows) {
		return
	}
	row := l.rows[i]
	l.question.Close()
	l.o.Go(row)
}

// fix mends a row. One that only leads to where something is to be written closes
// the list.
func (l *List) fix(i int) {
	if i < 0 || i >= len(l.rows) || l.rows[i].Fix == nil {
		return
	}
	row := l.rows[i]
	if !l.o.Stays || !row.Fix.Writes() {
		l.question.Close()
	}
	l.o.Fix([]Row{row})
}

// Harmless reports whether all problems of a rule may be mended at once: the fix
// changes no words.
func Harmless(rule string) bool {
	switch rule {
	case "heading-jump", "heading-missing", "post-missing", "file-missing", "image-missing":
		return true
	}
	return false
}

// alike are the rows that are mended together with the current one.
func (l *List) alike() (rows []Row) {
	i := l.list.Current()
	if i < 0 || i >= len(l.rows) || !l.o.Stays || !Harmless(l.rows[i].Rule) {
		return nil
	}
	for _, r := range l.rows {
		if r.Rule == l.rows[i].Rule && r.Fix != nil && r.Fix.Writes() {
			rows = append(rows, r)
		}
	}
	return rows
}

func (l *List) fixAll() { l.o.Fix(l.alike()) }

// update says what can be mended together.
func (l *List) update() {
	n := len(l.alike())
	control.SetVisible(l.all, n > 1)
	if n > 1 {
		l.all.SetLabel("Fix all " + wording.Count(n, "problem") + " of this kind")
	}
	if l.question != nil {
		l.question.Refresh()
	}
}

// draw draws a row: a mark, the sentence in two lines, and where it is.
func (l *List) draw(p *control.Pen, i int, y float32) {
	if p.Width != l.width || l.said == nil {
		l.width, l.said = p.Width, make([][]string, len(l.rows))
	}
	row := l.rows[i]
	x, right := float32(edge+20), p.Width-edge-8
	if row.Fix != nil {
		b := l.button(i)
		w := b.MinSize().Width
		p.Object(b, right-w, y+(rowHigh-28)/2, w, 28)
		right -= w + 16
	}
	if l.said[i] == nil {
		l.said[i] = cut(check.Sentence(row.Problem), right-x, 2)
	}
	top := y + (rowHigh-float32(len(l.said[i])+1)*line)/2
	mark, ink := "▲", theme.Warn
	if row.Severity == post.Hint {
		mark, ink = "·", theme.Muted
	}
	p.Text(mark, edge, top, line, theme.SmallSize, typeset.Sans, ink)
	for _, s := range l.said[i] {
		p.Text(s, x, top, line, theme.TextSize, typeset.Sans, theme.Ink)
		top += line
	}
	severity := row.Severity.String()
	where := []string{strings.ToUpper(severity[:1]) + severity[1:]}
	if l.o.Named {
		where = append(where, row.Title)
	}
	if row.Place != "" {
		where = append(where, row.Place)
	}
	p.Text(p.Fit(strings.Join(where, " · "), right-x, theme.SmallSize, typeset.Sans), x, top, line, theme.SmallSize, typeset.Sans, theme.Muted)
	if i > 0 {
		p.Line(edge, y, p.Width-2*edge)
	}
}

// button is what mends a row.
func (l *List) button(i int) *control.Button {
	if l.fixes == nil {
		l.fixes = map[int]*control.Button{}
	}
	b := l.fixes[i]
	if b == nil {
		const longest = 220 // pixels
		whole := l.rows[i].Fix.Label
		b = control.NewButton(control.Plain, control.Fit(whole, longest, theme.TextSize, typeset.Sans), func() { l.fix(i) })
		if b.Label != whole {
			b.Tip = whole
		}
		b.Still = true
		l.fixes[i] = b
	}
	return b
}

// cut breaks a sentence into at most n lines of that width; what does not fit
// ends in dots.
func cut(s string, width float32, n int) (lines []string) {
	words := strings.Fields(s)
	for len(words) > 0 && len(lines) < n {
		fit := 1
		for fit < len(words) && control.Measure(strings.Join(words[:fit+1], " "), theme.TextSize, typeset.Sans) <= width {
			fit++
		}
		if len(lines) == n-1 {
			fit = len(words)
		}
		lines = append(lines, control.Fit(strings.Join(words[:fit], " "), width, theme.TextSize, typeset.Sans))
		words = words[fit:]
	}
	return lines
}

// left puts one object at the left, as wide as it wants to be.
type left struct{}

func (left) MinSize(o []fyne.CanvasObject) fyne.Size {
	if !o[0].Visible() {
		return fyne.NewSize(0, 0)
	}
	return o[0].MinSize()
}

func (left) Layout(o []fyne.CanvasObject, _ fyne.Size) {
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(o[0].MinSize())
}
