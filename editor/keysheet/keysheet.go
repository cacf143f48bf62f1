// Package keysheet is the sheet of all keys: in columns by menu, searched as one types, and a page to print.
package keysheet

import (
	"html"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Key is a shortcut and what it does.
type Key struct{ Name, Keys string }

// Group is the keys of a menu.
type Group struct {
	Menu string
	Keys []Key
}

// Options are what the sheet is shown by.
type Options struct {
	Modal  *modal.Stack
	Canvas fyne.Canvas
	Groups []Group
	Print  func() // shows them as a page to print
}

const (
	column = 250 // pixels that a column has at least
	gap    = 28  // between two
	row    = 22
	head   = 32
	most   = 4  // columns
	bar    = 16 // pixels that the scroll bar has beside them
)

// Show shows the sheet.
func Show(o Options) {
	room := o.Canvas.Size()
	b := &board{all: o.Groups, groups: o.Groups, width: min(1160, room.Width-2*control.OverlayEdge) - 2*24}
	b.ExtendBaseWidget(b)
	scroll := container.NewVScroll(container.NewStack(control.NewGround(), b))
	words := field.New(field.Style{})
	words.SetPlaceholder("Search keys and what they do")
	words.OnChanged = func(s string) {
		b.find(s)
		scroll.ScrollToTop()
	}
	q := &control.Question{
		Title: "Keyboard shortcuts", Width: b.width + 2*24,
		Extra: control.NewStack(10, words, control.NewGiving(b.MinSize().Height, 120, scroll)),
		Apart: []control.Choice{{Label: "Print…", Do: o.Print}},
		Main:  control.Choice{Label: "Close"},
		First: words,
	}
	words.OnKey = func(e *fyne.KeyEvent) bool {
		by := map[fyne.KeyName]float32{fyne.KeyUp: -row, fyne.KeyDown: row, fyne.KeyPageUp: -10 * row, fyne.KeyPageDown: 10 * row}[e.Name]
		switch {
		case e.Name == fyne.KeyEscape, e.Name == fyne.KeyF1, e.Name == fyne.KeyReturn, e.Name == fyne.KeyEnter:
			q.Escape()
		case by != 0:
			scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -by)})
		default:
			return false
		}
		return true
	}
	o.Modal.Ask(q)
}

// Find returns the groups with the keys that words are in, in the name, the keys or the menu, in any case.
func Find(all []Group, words string) (found []Group) {
	wanted := strings.Fields(strings.ToLower(words))
	for _, g := range all {
		is := Group{Menu: g.Menu}
		for _, k := range g.Keys {
			said, here := strings.ToLower(k.Name+" "+k.Keys+" "+g.Menu), true
			for _, w := range wanted {
				here = here && strings.Contains(said, w)
			}
			if here {
				is.Keys = append(is.Keys, k)
			}
		}
		if len(is.Keys) > 0 {
			found = append(found, is)
		}
	}
	return found
}

// columns shares groups out among at most n columns of about one height, in their order, and none is broken.
func columns(groups []Group, n int) (list [][]Group) {
	rows := 0
	for _, g := range groups {
		rows += len(g.Keys) + 2
	}
	for len(groups) > 0 {
		left := max(1, n-len(list))
		want, have := (rows+left-1)/left, 0
		var col []Group
		for len(groups) > 0 {
			next := len(groups[0].Keys) + 2
			if have > 0 && have+next/2 > want && left > 1 {
				break
			}
			col, groups = append(col, groups[0]), groups[1:]
			have += next
		}
		list, rows = append(list, col), rows-have
	}
	return list
}

// board draws the keys in columns.
type board struct {
	widget.BaseWidget
	all, groups []Group
	width       float32
}

func (b *board) find(words string) {
	b.groups = Find(b.all, words)
	b.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (b *board) CreateRenderer() fyne.WidgetRenderer {
	r := &boardRenderer{b: b}
	r.Refresh()
	return r
}

type boardRenderer struct {
	b       *board
	objects []fyne.CanvasObject
	height  float32
}

func (r *boardRenderer) Destroy()                     {}
func (r *boardRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *boardRenderer) MinSize() fyne.Size           { return fyne.NewSize(100, r.height) }
func (r *boardRenderer) Layout(fyne.Size)             {}

func (r *boardRenderer) Refresh() {
	b := r.b
	r.objects, r.height = nil, row
	say := func(s string, x, y float32, size float32, face typeset.Face, ink fyne.ThemeColorName) {
		t := control.NewText(size, face)
		control.SetText(t, s, theme.Color(ink))
		control.Place(t, x, y, row)
		r.objects = append(r.objects, t)
	}
	if len(b.groups) == 0 {
		say("No shortcut does that.", 0, 0, theme.TextSize, typeset.Sans, theme.Muted)
	}
	room := b.width - bar + gap
	n := max(1, min(most, int(room/(column+gap))))
	wide := float32(int(room/float32(n))) - gap
	for i, col := range columns(b.groups, n) {
		x, y := float32(i)*(wide+gap), float32(0)
		for _, g := range col {
			say(g.Menu, x, y, theme.TextSize, typeset.SansBold, theme.Ink)
			line := control.NewLine()
			line.Move(fyne.NewPos(x, y+head-8))
			line.Resize(fyne.NewSize(wide, 1))
			r.objects = append(r.objects, line)
			y += head
			for _, k := range g.Keys {
				keys := control.Measure(k.Keys, theme.SmallSize, typeset.Sans)
				say(control.Fit(k.Name, wide-keys-12, theme.TextSize, typeset.Sans), x, y, theme.TextSize, typeset.Sans, theme.Ink)
				say(k.Keys, x+wide-keys, y, theme.SmallSize, typeset.Sans, theme.Muted)
				y += row
			}
			y += row / 2
		}
		r.height = max(r.height, y)
	}
	canvas.Refresh(b)
}

// Page is the sheet as an HTML page that prints well.
func Page(groups []Group) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Keyboard shortcuts of Galley</title>
<style>
body { font: 10.5pt/1.45 system-ui, sans-serif; color: #25221d; margin: 2rem auto; max-width: 64rem; padding: 0 1rem }
main { columns: 3 16rem; column-gap: 2rem }
section { break-inside: avoid-column; margin: 0 0 1.2rem }
h1 { font-size: 1.5rem } h2 { font-size: 1rem; border-bottom: 1px solid #e2ddd1; margin: 0 0 .3rem }
table { width: 100%; border-collapse: collapse } td { padding: .1rem 0; vertical-align: top }
td + td { text-align: right; white-space: nowrap; color: #5c564d; padding-left: 1rem }
@page { size: A4 landscape; margin: 12mm }
@media print { body { font-size: 8.5pt; margin: 0; max-width: none } }
</style>
<h1>Keyboard shortcuts of Galley</h1>
<main>
`)
	for _, g := range groups {
		b.WriteString("<section><h2>" + html.EscapeString(g.Menu) + "</h2><table>\n")
		for _, k := range g.Keys {
			b.WriteString("<tr><td>" + html.EscapeString(k.Name) + "</td><td>" + html.EscapeString(k.Keys) + "</td></tr>\n")
		}
		b.WriteString("</table></section>\n")
	}
	b.WriteString("</main>\n</html>\n")
	return b.String()
}
