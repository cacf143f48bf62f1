package library

import (
	"cmp"
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
	secondAt   = 32 // where its second line begins
	titleLine  = 18 // more in a row whose title takes two
)

// row is a post, or a group's head.
type row struct {
	head string
	item *Item // nil for a head
}

// newList makes the panel's list. Tab, which walks the form, passes it by; F6
// brings the focus there. Arrows show the post above or below and leave the focus
// in the list.
func (s *Panel) newList() *control.List {
	l := control.NewList(nil)
	l.Look = control.Look{
		Height: theme.RowHeight + rowGap, Tall: theme.RowHeight + rowGap + titleLine, Head: headHeight, Gap: rowGap, Above: 4, Below: 8,
		Side: 8, Corner: theme.Radius, Margin: rowSide, Ring: 1, Ground: theme.Side, Bare: true,
	}
	l.Choice, l.Aside = true, true
	l.Draw = s.draw
	l.Marked = func(i int) bool { return s.rows[i].item != nil && s.marks.has(s.rows[i].item.Path) }
	l.OnKey, l.OnRune, l.OnAll, l.OnPress, l.Over = s.key, s.typed, s.markAll, s.pressed, s.over
	l.OnPick = func(i int) {
		s.marks.clear()
		s.openRow(i)
	}
	l.OnMove = func(i int) {
		s.marks.clear()
		s.glance(i)
	}
	l.Go(-1)
	return l
}

// openRow opens the post of row i.
func (s *Panel) openRow(i int) {
	it := *s.rows[i].item
	s.cursor = it.Path
	s.List.Go(i)
	s.onOpen(it)
}

// glance shows the post of row i, and leaves the focus in the list.
func (s *Panel) glance(i int) {
	it := *s.rows[i].item
	s.cursor = it.Path
	if s.OnGlance == nil {
		s.onOpen(it)
	} else {
		s.OnGlance(it)
	}
	s.List.TakeFocus()
}

// Choose marks the post at path, which is the one that is shown, and brings it
// into view.
func (s *Panel) Choose(path string) {
	s.chosen, s.cursor = path, path
	s.List.Go(s.at(path))
	s.open.choose(path)
}

// Enter gives the list the focus. After a search it begins at the first row, which
// is shown; else at the post that is shown, if that is listed.
func (s *Panel) Enter() {
	first := slices.IndexFunc(s.rows, func(r row) bool { return r.item != nil })
	if first < 0 {
		return
	}
	if s.query() != "" || s.List.Current() < 0 {
		s.marks.clear()
		s.List.Go(first)
		s.glance(first)
		return
	}
	s.List.TakeFocus()
}

// at is the row of the post at path, -1 for none.
func (s *Panel) at(path string) int {
	if path == "" {
		return -1
	}
	return slices.IndexFunc(s.rows, func(r row) bool { return r.item != nil && r.item.Path == path })
}

// titleWidth is how wide a title may be.
func (s *Panel) titleWidth() float32 { return max(40, s.List.Size().Width-2*rowSide) }

// fit finds out anew which titles need two lines, where the list has another
// width.
func (s *Panel) fit() {
	width := s.titleWidth()
	if width == s.fitted {
		return
	}
	s.fitted = width
	var tall []int
	for i, r := range s.rows {
		if r.item != nil && s.titles.isLong(r.item, width) {
			tall = append(tall, i)
		}
	}
	if !slices.Equal(tall, s.List.TallRows) {
		s.List.TallRows = tall
		s.List.Slide(0)
	}
}

// draw draws row i.
func (s *Panel) draw(p *control.Pen, i int, y float32) {
	if s.rows[i].item == nil {
		p.Text(control.Fit(s.rows[i].head, p.Width-2*rowSide, theme.SmallSize, typeset.Sans), rowSide, y+12, 16, theme.SmallSize, typeset.Sans, theme.Muted)
		return
	}
	it, open := s.now(*s.rows[i].item)
	if open {
		p.Bar(theme.Edge, 9, y+9, 3, 16)
	}
	title := it.Title
	if s.dirty[it.Path] {
		title = "• " + title
	}
	lines := s.titles.lines(title, s.titleWidth())
	if lines[1] != "" && !s.isTall(i) {
		lines = [2]string{control.FitMiddle(title, s.titleWidth(), theme.TextSize, titleFace)}
	}
	for n, line := range lines {
		if line != "" {
			p.Text(line, rowSide, y+5+float32(n)*titleLine, 20, theme.TextSize, titleFace, theme.Ink)
		}
	}
	if s.isTall(i) {
		y += titleLine
	}
	ink, hollow := it.sign()
	p.Dot(ink, hollow, rowSide, y+31)
	if f, ok := s.foundIn(it.Path); ok && f.Sentence != "" {
		p.Marked(f.Sentence, f.Marks, secondAt, y+27, 16, p.Width-rowSide-secondAt, theme.SmallSize, typeset.Sans, theme.Muted)
		return
	}
	it.second(p, y, s.order)
}

// now is a post with what it has in the window where it is open.
func (s *Panel) now(it Item) (now Item, open bool) {
	if s.Live == nil {
		return it, false
	}
	live, open := s.Live(it.Path)
	if open {
		it.Words, it.Title = live.Words, cmp.Or(live.Title, it.Title)
		if live.Problems >= 0 {
			it.Problems = live.Problems
		}
	}
	return it, open
}

// isTall reports whether row i has room for a title in two lines.
func (s *Panel) isTall(i int) bool {
	_, tall := slices.BinarySearch(s.List.TallRows, i)
	return tall
}

// sign is the post's status as a dot: filled green published, filled blue
// scheduled, hollow amber draft, hollow grey without a date that could be read.
func (it *Item) sign() (ink fyne.ThemeColorName, hollow bool) {
	switch {
	case it.Refused != "":
		return theme.Warn, false
	case it.Status == post.Draft:
		return theme.Warn, true
	case it.Status == post.Scheduled:
		return theme.Link, false
	case !it.published():
		return theme.Edge, true
	}
	return theme.OK, false
}

// second draws the row's second line.
func (it *Item) second(p *control.Pen, y float32, o Order) {
	line, warn, x := it.said(p.Width, o)
	if line != "" {
		p.Text(line, secondAt, y+27, 16, theme.SmallSize, typeset.Sans, theme.Muted)
	}
	if warn != "" {
		p.Text(warn, x, y+27, 16, theme.SmallSize, typeset.Sans, theme.Warn)
	}
}

// said is what the second line of a row says, what it warns of, and where that
// begins.
func (it *Item) said(width float32, o Order) (line, warn string, x float32) {
	line = it.Date
	if it.Status == post.Draft {
		line = "draft"
	} else if it.Status == post.Scheduled {
		line += " · scheduled"
	}
	if o.By == ByName {
		line = it.Name
	}
	if it.Refused == "" {
		line += " · " + wording.Count(it.Words, "word")
	}
	if it.Folder != "" && (o.By == ByTitle || o.By == ByChange) {
		line += " · " + it.Folder
	}
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
	line, warn = squeeze(line, warn, width-rowSide-secondAt)
	x = secondAt
	if line != "" {
		line = control.FitMiddle(line, width-rowSide-secondAt, theme.SmallSize, typeset.Sans)
		x += control.Measure(line, theme.SmallSize, typeset.Sans) + 8
	}
	if warn != "" {
		warn = control.Fit(warn, width-rowSide-x, theme.SmallSize, typeset.Sans)
	}
	return line, warn, x
}

// onProblems reports whether a place of the list is on the words that say how many
// problems the post of row i has.
func (s *Panel) onProblems(i int, at fyne.Position) bool {
	it, _ := s.now(*s.rows[i].item)
	if f, found := s.foundIn(it.Path); it.Problems == 0 || it.Refused != "" || found && f.Sentence != "" {
		return false
	}
	y, _ := s.List.Place(i)
	y += 27
	if s.isTall(i) {
		y += titleLine
	}
	const reach = 4 // pixels around the words
	_, warn, x := it.said(s.List.Size().Width, s.order)
	end := x + control.Measure(warn, theme.SmallSize, typeset.Sans)
	return warn != "" && at.X >= x-reach && at.X <= end+reach && at.Y >= y-reach && at.Y <= y+16+reach
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
