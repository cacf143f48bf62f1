package page

import (
	"net/url"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// Words are those of the fragment's leaf; in a table row, of one cell.
func (u *Fragment) Words(cell int) string {
	switch {
	case u.Kind == HeaderFragment && u.Header != nil:
		return strings.TrimSpace(u.Header.Title)
	case u.Node == nil:
		return ""
	case u.Kind == RowFragment:
		if row := u.Node.Children[u.row]; cell < len(row.Children) {
			return row.Children[cell].Words()
		}
		return ""
	}
	return u.Node.Words()
}

// offset is the byte of the leaf's words at x pixels from the left edge of a
// text, the nearest one.
func (l *Layouter) offset(u *Fragment, b *TextBox, x int) int {
	switch {
	case x <= b.X:
		return b.From
	case x >= b.X+b.Width:
		return b.To
	}
	last := typeset.Cut{}
	n := len(b.Text)
	for _, c := range l.Measurer.Cuts(b.Font, b.Text) {
		if float32(x-b.X) < (last.X+c.X)/2 {
			n = last.Off
			break
		}
		last = c
	}
	if b.To-b.From == len(b.Text) {
		return b.From + n
	}
	words := u.Words(b.Cell)
	if b.To > len(words) {
		return b.From
	}
	return b.From + along(b.Text, words[b.From:b.To], n)
}

// OffsetX is how far byte off of the leaf's words is from the left edge of a text.
func (l *Layouter) OffsetX(u *Fragment, b *TextBox, off int) int {
	switch {
	case off <= b.From:
		return 0
	case off >= b.To:
		return b.Width
	}
	n := off - b.From
	if b.To-b.From != len(b.Text) {
		words := u.Words(b.Cell)
		if b.To > len(words) {
			return 0
		}
		for n = 0; n < len(b.Text) && along(b.Text, words[b.From:b.To], n) < off-b.From; n++ {
			continue
		}
	}
	for n > 0 && n < len(b.Text) && !utf8.RuneStart(b.Text[n]) {
		n--
	}
	return min(b.Width, round(l.Measurer.Width(b.Font, b.Text[:n])))
}

// Line is the top and the height of the line that a text stands on.
func (b *TextBox) Line() (top, tall int) {
	if b.Tall > 0 {
		return b.Top, b.Tall
	}
	return b.Y, b.Font.Size * 3 / 2
}

// PosAt is the place at a point of fragment i's frame.
func (c *Column) PosAt(i, x, y int) markdown.Pos {
	u := c.Fragment(i)
	c.Layout(i)
	at := markdown.Pos{Block: c.Block(i), Leaf: u.Leaf, Off: u.at}
	cell := u.nearestCell(x)
	var best *TextBox
	near := [2]int{}
	for k := range u.Frame.Texts {
		b := &u.Frame.Texts[k]
		if b.From == b.To || b.Cell != cell {
			continue
		}
		top, tall := b.Line()
		d := [2]int{away(y, top, top+tall), away(x, b.X, b.X+b.Width)}
		if best == nil || d[0] < near[0] || d[0] == near[0] && d[1] < near[1] {
			best, near = b, d
		}
	}
	if best == nil {
		return at
	}
	at.Leaf += best.Cell
	at.Off = c.Layouter.offset(u, best, x)
	return at
}

// nearestCell is the cell of a row whose words are nearest to x.
func (u *Fragment) nearestCell(x int) int {
	if u.Kind != RowFragment {
		return 0
	}
	cell, near := 0, -1
	for k := range u.Frame.Texts {
		b := &u.Frame.Texts[k]
		if d := away(x, b.X, b.X+b.Width); b.From < b.To && (near < 0 || d < near) {
			cell, near = b.Cell, d
		}
	}
	return cell
}

// away is the distance of v from [lo, hi).
func away(v, lo, hi int) int { return max(lo-v, v-hi+1, 0) }

// Leaves is how many leaves the fragment shows.
func (u *Fragment) Leaves() int {
	if u.Kind == RowFragment {
		return len(u.Node.Children[u.row].Children)
	}
	return 1
}

// Line is the fragment that shows a place, and where its line is in the frame.
func (c *Column) Line(at markdown.Pos) (i, y, tall int, ok bool) {
	i = c.FindPos(at)
	if i < 0 {
		return 0, 0, 0, false
	}
	c.Layout(i)
	u := c.Fragment(i)
	for k := range u.Frame.Texts {
		b := &u.Frame.Texts[k]
		if b.Cell != at.Leaf-u.Leaf || b.From == b.To {
			continue
		}
		y, tall = b.Line()
		if at.Off < b.To {
			break
		}
	}
	return i, y, max(tall, 1), true
}

// FindPos is the fragment that shows a place, -1 for none.
func (c *Column) FindPos(at markdown.Pos) int {
	if at.Block < 0 {
		if c.Header == nil {
			return -1
		}
		return 0
	}
	if c.Doc == nil || at.Block >= c.Doc.Len() {
		return -1
	}
	lo, hi := c.from(at.Block), c.from(at.Block+1)
	i := lo + sort.Search(hi-lo, func(k int) bool {
		u := c.Fragment(lo + k)
		return u.Leaf > at.Leaf || u.Leaf == at.Leaf && u.at > at.Off
	}) - 1
	if i < lo {
		i = lo
	}
	if i >= hi {
		return -1
	}
	return i
}

// LineStart is the first byte of the line at a distance below the top of fragment i.
func (c *Column) LineStart(i, dy int) (off int, ok bool) {
	list := c.reaches(i)
	if len(list) == 0 || c.Fragment(i).Kind == HeaderFragment {
		return 0, false
	}
	off = list[0].s0
	for _, r := range list[1:] {
		if r.y0 > dy {
			break
		}
		off = r.s0
	}
	if b := c.Block(i); b >= 0 && c.Doc.Block(b).Kind == markdown.Footnotes {
		off, ok = c.Doc.Note(c.Fragment(i).Note)
		return off, ok
	}
	return off, true
}

// WordAt gives the word around a byte of s, or what else is there.
func WordAt(s string, off int) (from, to int) {
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

// FindNote is the fragment that a footnote begins in, or with back the one that its
// mark is in; -1 for none.
func (c *Column) FindNote(number int, back bool) int {
	if back {
		for i, u := range c.Fragments.From(0) {
			if u.refersTo(number) {
				return i
			}
		}
		return -1
	}
	for i := c.Fragments.Len() - 1; i >= 0 && number > 0; i-- {
		if u := c.Fragment(i); u.Note == number && u.Marker != nil {
			return i
		}
	}
	return -1
}

// IDs returns the names that links within the page have for what begins in a
// fragment: the anchor of a heading, and ids of raw HTML.
func (u *Fragment) IDs() (ids []string) {
	if u.Node == nil {
		return nil
	}
	leaf := func(b *markdown.Block, begins bool, inlines []markdown.Inline) {
		if begins {
			ids = append(ids, strings.Fields(b.ID)...)
		}
		for i := range inlines {
			ids = append(ids, inlines[i].IDs()...)
		}
	}
	if u.Kind != RowFragment {
		leaf(u.Node, u.first, u.inlines)
		return ids
	}
	for _, cell := range u.Node.Children[u.row].Children {
		leaf(cell, true, cell.Inlines)
	}
	return ids
}

// FindID is the fragment that a link to an ID of the page leads to, as the link has
// it: the heading with that anchor, else the raw HTML with that id, and of no id the
// top of the page; -1 for none.
func (c *Column) FindID(id string) int {
	if id == "" && c.Fragments.Len() > 0 {
		return 0
	}
	i := c.findID(id)
	if name, err := url.PathUnescape(id); i < 0 && err == nil && name != id {
		i = c.findID(name)
	}
	return i
}

func (c *Column) findID(id string) int {
	found := -1
	for i, u := range c.Fragments.From(0) {
		if !slices.Contains(u.IDs(), id) {
			continue
		}
		if u.Kind == HeadingFragment && !u.raw {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	if found >= 0 || c.Doc == nil {
		return found
	}
	// What shows nothing itself is where the next thing is shown.
	var in func(b *markdown.Block) *markdown.Block
	in = func(b *markdown.Block) *markdown.Block {
		if slices.Contains(b.IDs(), id) {
			return b
		}
		for _, child := range b.Children {
			if b := in(child); b != nil {
				return b
			}
		}
		return nil
	}
	for i, b := range c.Doc.From(0) {
		if b := in(b); b != nil && c.Doc.Block(i).Kind != markdown.Footnotes {
			return c.Find(c.Doc.Start(i) + b.Start)
		}
	}
	return -1
}

// FindAgain finds a fragment that another document had as well; off is about
// where it is. It returns -1 for one that is not there.
func (c *Column) FindAgain(u *Fragment, off int) int {
	near := max(0, c.Find(off))
	for d := range 64 {
		for _, i := range [2]int{near - d, near + d} {
			if i >= 0 && i < c.Fragments.Len() && c.Fragment(i) == u {
				return i
			}
		}
	}
	return -1
}

// Words are the words of the leaf at a place, "" where there is none.
func (c *Column) Words(at markdown.Pos) string {
	i := c.FindPos(at)
	if i < 0 {
		return ""
	}
	u := c.Fragment(i)
	return u.Words(at.Leaf - u.Leaf)
}
