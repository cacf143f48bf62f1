package library

import (
	"strings"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// titles breaks the titles of rows into lines. Few of them are asked for at a
// time, those in view, and mostly the same ones again.
type titles struct {
	width float32
	known map[string][2]string
	wide  [128]float32 // what a letter takes, as far as it is known
}

// lines returns a title in one line or two, so that it is at most as wide as width.
// What is too long for that loses some of its middle: titles of one series differ at
// their ends.
func (t *titles) lines(title string, width float32) [2]string {
	if t.width != width || len(t.known) > 1000 {
		t.width, t.known = width, map[string][2]string{}
	}
	lines, ok := t.known[title]
	if !ok {
		lines = broken(title, width)
		t.known[title] = lines
	}
	return lines
}

const titleFace = typeset.SansBold

// broken breaks a title.
func broken(title string, width float32) [2]string {
	if control.Measure(title, theme.TextSize, titleFace) <= width {
		return [2]string{title}
	}
	first := strings.TrimSuffix(control.Fit(title, width, theme.TextSize, titleFace), "…")
	if at := strings.LastIndexAny(first, " -–—/"); at > len(first)/2 { // a word is broken where it is most of the line
		first = first[:at+1]
	}
	rest := strings.TrimSpace(title[len(first):])
	return [2]string{strings.TrimSpace(first), control.FitMiddle(rest, width, theme.TextSize, titleFace)}
}

// isLong reports whether the title of a post is likely to need two lines of that
// width. It costs next to nothing, since all posts of a library are asked about, at
// each letter of a search.
func (t *titles) isLong(it *Item, width float32) bool {
	if len(it.Title)*theme.TextSize < int(width) {
		return false
	}
	if it.wide == 0 {
		it.wide = t.wideOf(it.Title)
	}
	return it.wide > width
}

// wideOf is about how wide a title is, as far as any list reaches.
func (t *titles) wideOf(title string) (sum float32) {
	const enough = 4000 // pixels
	for _, r := range title {
		switch {
		case r < 128:
			if t.wide[r] == 0 {
				t.wide[r] = max(1, control.Measure(string(r), theme.TextSize, titleFace))
			}
			sum += t.wide[r]
		case r < 0x1100:
			sum += 8
		default:
			sum += theme.TextSize
		}
		if sum > enough {
			break
		}
	}
	return sum
}
