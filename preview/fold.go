package preview

import (
	"slices"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/sumtree"
)

// details are something that can be opened and closed: <details> in raw HTML. Its
// units are those between its summary and the end.
type details struct{ closed bool }

// inherit takes what the reader did to the unit that stood in u's place.
func (u *unit) inherit(old *unit) {
	if old == u {
		return
	}
	if old.pan != nil && u.pan != nil {
		u.pan.at = old.pan.at
	}
	if old.fold != nil && u.fold != nil && old.node.Fold == u.node.Fold {
		u.fold.closed = old.fold.closed
	}
}

// refold hides what is in something closed and shows the rest.
func (c *column) refold() {
	var open []*details
	closed, from := 0, 0
	for i, u := range c.units.Marked(foldMark, 0) {
		c.hide(from, i, closed > 0)
		from = i
		if u.kind == foldEndUnit && len(open) > 0 {
			if open[len(open)-1].closed {
				closed--
			}
			open = open[:len(open)-1]
		}
		c.hide(i, i+1, closed > 0)
		from = i + 1
		if u.fold != nil {
			open = append(open, u.fold)
			if u.fold.closed {
				closed++
			}
		}
	}
	c.hide(from, c.units.Len(), closed > 0)
}

// hide hides the units [from, to), or shows them.
func (c *column) hide(from, to int, hidden bool) {
	wrong := shownMark
	if !hidden {
		wrong = hiddenMark
	}
	var run []sumtree.Item[*unit] // neighbours that change
	start := 0
	put := func() {
		if len(run) > 0 { // as it is not for nearly all keys
			c.units = c.units.Splice(start, start+len(run), run)
			run = run[:0]
		}
	}
	var above *unit
	for i, u := range c.units.Marked(wrong, from) {
		if i >= to {
			break
		}
		if len(run) == 0 || i != start+len(run) {
			put()
			if start, above = i, nil; i > 0 {
				above = c.unit(i - 1)
			}
		}
		u.hidden = hidden
		u.frame, u.whole, u.height, u.gap = nil, nil, 0, 0
		c.set.settle(u, above, c.width)
		run, above = append(run, u.item()), u
	}
	put()
}

// summary sets the line that opens and closes: a triangle and words.
func (l *setter) summary(f *frame, u *unit, x, w int) int {
	v := l.voice(u)
	room := l.size.px(18)
	in := u.in
	if len(in) == 0 {
		in = []markdown.Inline{{Kind: markdown.Text, Text: "Details"}}
		defer func() {
			for i := range f.texts { // not of the post
				f.texts[i].at, f.texts[i].to = 0, 0
			}
		}()
	}
	h := l.flow(f, l.paragraph(in, v), x+room, 0, max(1, w-room), v.lead, v.face(0), markdown.AlignNone)
	sign, fo := "▼", typeset.Font{Face: typeset.Sans, Size: max(8, v.lead.size*6/10)}
	if u.fold.closed {
		sign = "▶"
	}
	f.texts = slices.Insert(f.texts, 0, textBox{
		s: sign, font: fo, ink: assets.RoleMuted, x: x, y: l.ts.Baseline(fo, v.lead.line) - l.ts.Drop(fo), w: round(l.ts.Width(fo, sign)),
	})
	return h
}

// toggle opens or closes what unit i is the summary of.
func (c *column) toggle(i int) {
	u := c.unit(i)
	u.fold.closed = !u.fold.closed
	u.frame = nil
	c.refold()
}

// expose opens what hides unit i. It reports whether anything does.
func (c *column) expose(i int) bool {
	if !c.unit(i).hidden {
		return false
	}
	depth := 0
	for k := i - 1; k >= 0; k-- {
		switch u := c.unit(k); {
		case u.kind == foldEndUnit:
			depth++
		case u.fold != nil && depth > 0:
			depth--
		case u.fold != nil && u.fold.closed:
			u.fold.closed = false
			u.frame = nil
		}
	}
	c.refold()
	return true
}
