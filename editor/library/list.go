package library

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/post"
)

const (
	headHeight = 34 // a group's head
	rowGap     = 2  // between posts
	rowSide    = 18 // beside what a row says
)

// row is a post, or a group's head.
type row struct {
	head string
	item Item
}

// newList makes the panel's list. Tab, which walks the form, passes it by; F6
// brings the focus there. Arrows open the post above or below and leave the focus
// in the list.
func (s *Panel) newList() *control.List {
	l := control.NewList(nil)
	l.Look = control.Look{
		Height: theme.RowHeight + rowGap, Head: headHeight, Gap: rowGap, Above: 4, Below: 8,
		Side: 8, Corner: theme.Radius, Margin: rowSide, Ring: 1, Ground: theme.Side, Bare: true,
	}
	l.Choice, l.Aside = true, true
	l.Draw = s.draw
	l.OnPick = s.open
	l.OnMove = func(i int) {
		s.open(i)
		l.TakeFocus()
	}
	l.Go(-1)
	return l
}

// open opens the post of row i. The one that is open stays marked until Choose says
// that it is another.
func (s *Panel) open(i int) {
	s.List.Mark(s.at(s.chosen))
	s.List.Refresh()
	s.onOpen(s.rows[i].item)
}

// Choose marks the post at path and brings it into view.
func (s *Panel) Choose(path string) {
	s.chosen = path
	s.List.Go(s.at(path))
}

// at is the row of the post at path, -1 for none.
func (s *Panel) at(path string) int {
	return slices.IndexFunc(s.rows, func(r row) bool { return r.head == "" && r.item.Path == path })
}

// draw draws row i.
func (s *Panel) draw(p *control.Pen, i int, y float32) {
	row := s.rows[i]
	if row.head != "" {
		p.Text(row.head, rowSide, y+12, 16, theme.SmallSize, typeset.Sans, theme.Muted)
		return
	}
	title := row.item.Title
	if s.dirty[row.item.Path] {
		title = "• " + title
	}
	p.Text(control.Fit(title, p.Width-2*rowSide, theme.TextSize, typeset.SansBold), rowSide, y+5, 20, theme.TextSize, typeset.SansBold, theme.Ink)
	ink, hollow := row.item.sign()
	p.Dot(ink, hollow, rowSide, y+31)
	row.item.second(p, y)
}

// sign is the post's status as a dot: filled green published, filled blue
// scheduled, hollow amber draft.
func (it *Item) sign() (ink fyne.ThemeColorName, hollow bool) {
	switch {
	case it.Refused != "":
		return theme.Warn, false
	case it.Status == post.Draft:
		return theme.Warn, true
	case it.Status == post.Scheduled:
		return theme.Link, false
	}
	return theme.OK, false
}

// second draws the row's second line.
func (it *Item) second(p *control.Pen, y float32) {
	line := it.Date
	if it.Status == post.Draft {
		line = "draft"
	} else if it.Status == post.Scheduled {
		line += " · scheduled"
	}
	if it.Refused == "" {
		line += " · " + wording.Count(it.Words, "word")
	}
	warn := ""
	if it.Problems > 0 {
		warn = "▲ " + wording.Count(it.Problems, "problem")
	}
	if it.Refused != "" {
		line, warn = "", "▲ cannot be opened"
	}
	if it.Outside != "" {
		if warn == "" {
			warn = "link out"
		}
		warn = "↗ " + warn
	}
	const x0 = 32
	line, warn = squeeze(line, warn, p.Width-rowSide-x0)
	x := float32(x0)
	if line != "" {
		p.Text(line, x, y+27, 16, theme.SmallSize, typeset.Sans, theme.Muted)
		x += control.Measure(line, theme.SmallSize, typeset.Sans) + 8
	}
	if warn != "" {
		p.Text(control.Fit(warn, p.Width-rowSide-x, theme.SmallSize, typeset.Sans), x, y+27, 16, theme.SmallSize, typeset.Sans, theme.Warn)
	}
}

// squeeze shortens a row's second line to the width: of the problems the
// number is enough, and the number of words goes before they do.
func squeeze(line, warn string, width float32) (string, string) {
	fits := func() bool {
		w := control.Measure(line, theme.SmallSize, typeset.Sans)
		if warn != "" {
			w += 8 + control.Measure(warn, theme.SmallSize, typeset.Sans)
		}
		return w <= width
	}
	if !fits() && warn != "" && line != "" {
		warn = strings.TrimRight(warn, " abcdefghijklmnopqrstuvwxyz")
	}
	for !fits() {
		i := strings.LastIndex(line, " · ")
		if i < 0 {
			break
		}
		line = line[:i]
	}
	return line, warn
}
