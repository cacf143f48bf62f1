package fromhtml

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"galley.app/galley/internal/htmlsize"
)

// The limits of a table. The library makes a cell of every place that a table
// has, those that cells span and those where rows are shorter than others, and
// fills each up to the width of the widest of its column.
const (
	maxCells   = 10_000  // places that nobody wrote a cell for
	maxSpare   = 50_000  // such places of all tables
	maxPadding = 1 << 20 // bytes of blanks
	maxBase    = 2000    // bytes of the address that relative ones start from; each of them becomes as long
)

// errTangled says that elements are nested deeper than a parser goes, or would
// be opened again and again.
var errTangled = errors.New("its elements are nested too deep")

// Parse makes a tree of a page or a part of one. It builds none that is too
// large.
func Parse(src string) (*html.Node, error) {
	const most = 4 * maxNodes // end tags and attributes count here too
	switch size := htmlsize.Of(src, most); {
	case len(src) > MaxSize || size.Written > most:
		return nil, ErrTooLarge
	case size.Nodes > most:
		return nil, errTangled
	}
	doc, err := html.Parse(strings.NewReader(src))
	if err != nil {
		return nil, errTangled
	}
	return doc, nil
}

// shape is how large a table gets.
type shape struct {
	written int // cells
	places  int // rows times columns
	padding int // bytes of the places, as wide as the widest of their column, at most
}

// shapeOf measures a table, with what its cells span or as if they spanned
// nothing.
func shapeOf(table *html.Node, spans bool) (s shape) {
	rows := all(table, func(n *html.Node) bool { return n.Type == html.ElementNode && n.Data == "tr" })
	height, width := len(rows), 0
	above := map[int]int{} // places in a row that cells of earlier rows span
	var widest []int
	for y, row := range rows {
		cells := all(row, isCell)
		s.written += len(cells)
		own := len(cells)
		for x, cell := range cells {
			if x == len(widest) {
				widest = append(widest, 0)
			}
			widest[x] = max(widest[x], markup(cell))
			if !spans {
				continue
			}
			cols, down := span(cell, "colspan"), span(cell, "rowspan")
			if cols > maxCells || down > maxCells || cols*down > maxCells+1 {
				s.places = maxPlaces + 1
				return s
			}
			own += cols - 1
			height = max(height, y+down)
			for below := 1; below < down; below++ {
				above[y+below] = max(above[y+below]+cols, x+cols)
			}
			if s.places += cols*down - 1; s.places > maxPlaces {
				return s
			}
		}
		width = max(width, own+above[y])
	}
	for _, w := range above {
		width = max(width, w)
	}
	s.places = height * width
	for _, w := range widest {
		s.padding += w * height
	}
	return s
}

// maxPlaces is more than any table may have.
const maxPlaces = 10 * maxNodes

// span is how many rows or columns a cell says that it takes, at least one.
func span(cell *html.Node, key string) int {
	n, err := strconv.Atoi(attr(cell, key))
	if err != nil {
		if errors.Is(err, strconv.ErrRange) {
			return maxCells + 1
		}
		return 1
	}
	return max(1, n)
}

// markup is how many bytes of Markdown an element may become, about.
func markup(n *html.Node) int {
	size := 0
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			size += len(d.Data)
			continue
		}
		size += 2 * len(d.Data)
		for _, a := range d.Attr {
			if a.Key == "href" || a.Key == "src" || a.Key == "alt" || a.Key == "title" || a.Key == "data" {
				size += len(a.Val)
			}
		}
	}
	return size
}

// boundTable takes from a table what would make it much larger than it is. It
// reports whether it may stay a table.
func (c *cleaner) boundTable(table *html.Node) bool {
	excess := func(s shape) bool {
		spare := s.places - s.written
		return spare > maxCells || spare > 0 && c.spare+spare > maxSpare
	}
	s := shapeOf(table, true)
	if excess(s) {
		for _, cell := range all(table, isCell) {
			cell.Attr = slices.DeleteFunc(cell.Attr, func(a html.Attribute) bool { return a.Key == "colspan" || a.Key == "rowspan" })
		}
		c.note("A table's cells span more rows or columns than are shown; they are one cell each.")
		if s = shapeOf(table, false); excess(s) {
			c.note("The rows of a table are too different to be a table; its cells follow each other.")
			return false
		}
	}
	c.padding += s.padding
	c.spare += max(0, s.places-s.written)
	return true
}
