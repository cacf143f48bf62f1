package page

import (
	"slices"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/sumtree"
)

// Details are something that can be opened and closed: <details> in raw HTML. Its
// fragments are those between its summary and the end.
type Details struct{ closed bool }

// inherit takes what the reader did to the fragment that stood in u's place.
func (u *Fragment) inherit(old *Fragment) {
	if old == u {
		return
	}
	if old.Pan != nil && u.Pan != nil {
		u.Pan.At = old.Pan.At
	}
	if old.Details != nil && u.Details != nil && old.Node.Fold == u.Node.Fold {
		u.Details.closed = old.Details.closed
	}
}

// refold hides what is in something closed and shows the rest.
func (c *Column) refold() {
	var open []*Details
	closed, from := 0, 0
	for i, u := range c.Fragments.Marked(foldMark, 0) {
		c.hide(from, i, closed > 0)
		from = i
		if u.Kind == FoldEndFragment && len(open) > 0 {
			if open[len(open)-1].closed {
				closed--
			}
			open = open[:len(open)-1]
		}
		c.hide(i, i+1, closed > 0)
		from = i + 1
		if u.Details != nil {
			open = append(open, u.Details)
			if u.Details.closed {
				closed++
			}
		}
	}
	c.hide(from, c.Fragments.Len(), closed > 0)
}

// hide hides the fragments [from, to), or shows them.
func (c *Column) hide(from, to int, hidden bool) {
	wrong := shownMark
	if !hidden {
		wrong = hiddenMark
	}
	var run []sumtree.Item[*Fragment] // neighbours that change
	start := 0
	put := func() {
		if len(run) > 0 { // as it is not for nearly all keys
			c.Fragments = c.Fragments.Splice(start, start+len(run), run)
			run = run[:0]
		}
	}
	var above *Fragment
	for i, u := range c.Fragments.Marked(wrong, from) {
		if i >= to {
			break
		}
		if len(run) == 0 || i != start+len(run) {
			put()
			if start, above = i, nil; i > 0 {
				above = c.Fragment(i - 1)
			}
		}
		u.Hidden = hidden
		u.Frame, u.whole, u.Height, u.Gap = nil, nil, 0, 0
		c.Layouter.estimateHeight(u, above, c.Width)
		run, above = append(run, u.item()), u
	}
	put()
}

// summary sets the line that opens and closes: a triangle and words.
func (l *Layouter) summary(f *Frame, u *Fragment, x, w int) int {
	v := l.voice(u)
	room := l.Sizes.Px(18)
	in := u.inlines
	if len(in) == 0 {
		in = []markdown.Inline{{Kind: markdown.Text, Text: "Details"}}
		defer func() {
			for i := range f.Texts { // not of the post
				f.Texts[i].From, f.Texts[i].To = 0, 0
			}
		}()
	}
	h := l.flow(f, l.paragraph(in, v), x+room, 0, max(1, w-room), v.lead, v.face(0), markdown.AlignNone)
	sign, fo := "▼", typeset.Font{Face: typeset.Sans, Size: max(8, v.lead.size*6/10)}
	if u.Details.closed {
		sign = "▶"
	}
	f.Texts = slices.Insert(f.Texts, 0, TextBox{
		Text: sign, Font: fo, Role: assets.RoleMuted, X: x, Y: l.Measurer.Baseline(fo, v.lead.Line) - l.Measurer.Drop(fo), Width: round(l.Measurer.Width(fo, sign)),
	})
	return h
}

// Toggle opens or closes what fragment i is the summary of.
func (c *Column) Toggle(i int) {
	u := c.Fragment(i)
	u.Details.closed = !u.Details.closed
	u.Frame = nil
	c.refold()
}

// Expose opens what hides fragment i. It reports whether anything does.
func (c *Column) Expose(i int) bool {
	if !c.Fragment(i).Hidden {
		return false
	}
	depth := 0
	for k := i - 1; k >= 0; k-- {
		switch u := c.Fragment(k); {
		case u.Kind == FoldEndFragment:
			depth++
		case u.Details != nil && depth > 0:
			depth--
		case u.Details != nil && u.Details.closed:
			u.Details.closed = false
			u.Frame = nil
		}
	}
	c.refold()
	return true
}

// ExposeAll opens all that can be opened.
func (c *Column) ExposeAll() {
	for _, u := range c.Fragments.Marked(foldMark, 0) {
		if u.Details != nil && u.Details.closed {
			u.Details.closed = false
			u.Frame = nil
		}
	}
	c.refold()
}
