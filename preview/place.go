package preview

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// words are those of the unit's leaf; in a table row, of one cell.
func (u *unit) words(cell int) string {
	switch {
	case u.kind == headerUnit && u.header != nil:
		return strings.TrimSpace(u.header.Title)
	case u.node == nil:
		return ""
	case u.kind == rowUnit:
		if row := u.node.Children[u.row]; cell < len(row.Children) {
			return row.Children[cell].Words()
		}
		return ""
	}
	return u.node.Words()
}

// offset is the byte of the leaf's words at x pixels from the left edge of a
// text, the nearest one.
func (l *setter) offset(u *unit, b *textBox, x int) int {
	switch {
	case x <= b.x:
		return b.at
	case x >= b.x+b.w:
		return b.to
	}
	last := typeset.Cut{}
	n := len(b.s)
	for _, c := range l.ts.Cuts(b.font, b.s) {
		if float32(x-b.x) < (last.X+c.X)/2 {
			n = last.Off
			break
		}
		last = c
	}
	if b.to-b.at == len(b.s) {
		return b.at + n
	}
	words := u.words(b.cell)
	if b.to > len(words) {
		return b.at
	}
	return b.at + along(b.s, words[b.at:b.to], n)
}

// edge is how far byte off of the leaf's words is from the left edge of a text.
func (l *setter) edge(u *unit, b *textBox, off int) int {
	switch {
	case off <= b.at:
		return 0
	case off >= b.to:
		return b.w
	}
	n := off - b.at
	if b.to-b.at != len(b.s) {
		words := u.words(b.cell)
		if b.to > len(words) {
			return 0
		}
		for n = 0; n < len(b.s) && along(b.s, words[b.at:b.to], n) < off-b.at; n++ {
			continue
		}
	}
	for n > 0 && n < len(b.s) && !utf8.RuneStart(b.s[n]) {
		n--
	}
	return min(b.w, round(l.ts.Width(b.font, b.s[:n])))
}

// line is the top and the height of the line that a text stands on.
func (b *textBox) line() (top, tall int) {
	if b.tall > 0 {
		return b.top, b.tall
	}
	return b.y, b.font.Size * 3 / 2
}

// where is the place at a point of unit i's frame.
func (c *column) where(i, x, y int) markdown.Pos {
	u := c.unit(i)
	c.ensure(i)
	at := markdown.Pos{Block: c.block(i), Leaf: u.leaf, Off: u.at}
	cell := u.nearestCell(x)
	var best *textBox
	near := [2]int{}
	for k := range u.frame.texts {
		b := &u.frame.texts[k]
		if b.at == b.to || b.cell != cell {
			continue
		}
		top, tall := b.line()
		d := [2]int{away(y, top, top+tall), away(x, b.x, b.x+b.w)}
		if best == nil || d[0] < near[0] || d[0] == near[0] && d[1] < near[1] {
			best, near = b, d
		}
	}
	if best == nil {
		return at
	}
	at.Leaf += best.cell
	at.Off = c.set.offset(u, best, x)
	return at
}

// nearestCell is the cell of a row whose words are nearest to x.
func (u *unit) nearestCell(x int) int {
	if u.kind != rowUnit {
		return 0
	}
	cell, near := 0, -1
	for k := range u.frame.texts {
		b := &u.frame.texts[k]
		if d := away(x, b.x, b.x+b.w); b.at < b.to && (near < 0 || d < near) {
			cell, near = b.cell, d
		}
	}
	return cell
}

// away is the distance of v from [lo, hi).
func away(v, lo, hi int) int { return max(lo-v, v-hi+1, 0) }

// leafs is how many leaves the unit shows.
func (u *unit) leafs() int {
	if u.kind == rowUnit {
		return len(u.node.Children[u.row].Children)
	}
	return 1
}

// placed is the unit that shows a place, and where its line is in the frame.
func (c *column) placed(at markdown.Pos) (i, y, tall int, ok bool) {
	i = c.unitOf(at)
	if i < 0 {
		return 0, 0, 0, false
	}
	c.ensure(i)
	u := c.unit(i)
	for k := range u.frame.texts {
		b := &u.frame.texts[k]
		if b.cell != at.Leaf-u.leaf || b.at == b.to {
			continue
		}
		y, tall = b.line()
		if at.Off < b.to {
			break
		}
	}
	return i, y, max(tall, 1), true
}

// unitOf is the unit that shows a place, -1 for none.
func (c *column) unitOf(at markdown.Pos) int {
	if at.Block < 0 {
		if c.head == nil {
			return -1
		}
		return 0
	}
	if c.doc == nil || at.Block >= c.doc.Len() {
		return -1
	}
	lo, hi := c.from(at.Block), c.from(at.Block+1)
	i := lo + sort.Search(hi-lo, func(k int) bool {
		u := c.unit(lo + k)
		return u.leaf > at.Leaf || u.leaf == at.Leaf && u.at > at.Off
	}) - 1
	if i < lo {
		i = lo
	}
	if i >= hi {
		return -1
	}
	return i
}

// line is the first byte of the line at a distance below the top of unit i.
func (c *column) line(i, dy int) (off int, ok bool) {
	list := c.reaches(i)
	if len(list) == 0 || c.unit(i).kind == headerUnit {
		return 0, false
	}
	off = list[0].s0
	for _, r := range list[1:] {
		if r.y0 > dy {
			break
		}
		off = r.s0
	}
	if b := c.block(i); b >= 0 && c.doc.Block(b).Kind == markdown.Footnotes {
		off, ok = c.doc.Note(c.unit(i).note)
		return off, ok
	}
	return off, true
}

// word gives the word around a byte of s, or what else is there.
func word(s string, off int) (from, to int) {
	class := func(r rune) int {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '_', r == '’', r == '\'':
			return 2
		case unicode.IsSpace(r):
			return 1
		}
		return 0
	}
	off = max(0, min(off, len(s)))
	at, size := utf8.DecodeRuneInString(s[off:])
	if size == 0 || class(at) != 2 { // at a word's end it is still the word
		if r, n := utf8.DecodeLastRuneInString(s[:off]); n > 0 && (size == 0 || class(r) == 2) {
			at = r
		}
	}
	c := class(at)
	for from = off; from > 0; {
		r, n := utf8.DecodeLastRuneInString(s[:from])
		if class(r) != c {
			break
		}
		from -= n
	}
	for to = off; to < len(s); {
		r, n := utf8.DecodeRuneInString(s[to:])
		if class(r) != c {
			break
		}
		to += n
	}
	if c == 2 { // an apostrophe at the edge is a quotation mark
		for from < to && strings.HasPrefix(s[from:to], "'") {
			from++
		}
		for from < to && strings.HasSuffix(s[from:to], "'") {
			to--
		}
	}
	return from, to
}

// note is the unit that a footnote begins in, or with back the one that its
// mark is in; -1 for none.
func (c *column) note(number int, back bool) int {
	if back {
		for i, u := range c.units.From(0) {
			if u.refersTo(number) {
				return i
			}
		}
		return -1
	}
	for i := c.units.Len() - 1; i >= 0 && number > 0; i-- {
		if u := c.unit(i); u.note == number && u.mark != nil {
			return i
		}
	}
	return -1
}

// heading is the unit of the heading with an ID, -1 for none.
func (c *column) heading(id string) int {
	for i, u := range c.units.From(0) {
		if u.kind == headingUnit && u.node.ID == id && id != "" {
			return i
		}
	}
	return -1
}
