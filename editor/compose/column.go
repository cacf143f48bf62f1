package compose

import (
	"slices"
	"strings"

	"github.com/rivo/uniseg"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

const (
	minColumn  = 40   // narrower lines are short for another reason
	maxColumn  = 400  // wider ones are wrapped by nobody
	fewestEnds = 2    // that tell of a column
	mostEnds   = 2000 // that are looked at
)

// usualColumns are those that people choose, the most usual first.
var usualColumns = []int{80, 100, 72, 120, 79, 78, 76, 75, 70, 90, 60, 110, 65, 66, 68, 74, 77, 88, 95, 99, 50, 130, 140, 150}

// Column returns the column, in characters as wide as a letter, that the paragraphs of a post are wrapped at
// by hand or by a program, from its Doc; not ok where they are not. A line is wrapped there if it is not
// wider, and would be with the next line's first word. Most lines have to be; those that were edited are not.
func Column(d *markdown.Doc, t text.Text) (column int, ok bool) {
	var fits [maxColumn + 2]int // differences from one column to the next
	ends := 0
	var lines []int
	for i := 0; i < d.Len() && ends < mostEnds; i++ {
		if lines = d.SoftLines(lines[:0], i); len(lines) == 0 {
			continue
		}
		end := min(t.Len(), d.Start(i)+d.Block(i).End)
		for k, next := range lines {
			if next > end { // d is not of this text
				return 0, false
			}
			behind := end
			if k+1 < len(lines) {
				behind = lines[k+1]
			}
			word, _, _ := strings.Cut(strings.TrimLeft(t.Slice(next, min(behind, next+maxColumn)), " \t>"), " ")
			start := max(t.LineStart(t.LineAt(next)-1), next-4*maxColumn)
			low := width(strings.TrimRight(t.Slice(start, next), " \t\r\n"))
			high := low + width(strings.TrimRight(word, "\r\n"))
			ends++
			if low >= minColumn && low <= maxColumn {
				fits[low]++
				fits[min(high, maxColumn)+1]--
			}
		}
	}
	best := 0
	for c := range maxColumn + 1 { // from now on how many lines fit
		if c > 0 {
			fits[c] += fits[c-1]
		}
		if fits[c] > fits[best] {
			best = c
		}
	}
	most := fits[best]
	if ends < fewestEnds || most*5 < ends*3 {
		return 0, false
	}
	for _, c := range usualColumns { // one near by that some edited line speaks against is meant all the same
		if best-2 <= c && c <= best+2 && fits[c] >= most-1-most/20 || c > best && slices.Min(fits[best:c+1]) == most {
			return c, true
		}
	}
	return best, true
}

// width is how wide words are drawn, in letters.
func width(s string) int {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return uniseg.StringWidth(s)
		}
	}
	return len(s)
}
