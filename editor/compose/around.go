package compose

import (
	"strings"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// enclosing is an emphasis within a paragraph: its words lie in [start, end), with n marks at either end.
type enclosing struct{ start, end, n int }

// emphasisAround returns the innermost e of a paragraph that w is within without being all of it.
func emphasisAround(s State, e emphasis, w span) (enclosing, bool) {
	in := s.paragraphOf(w)
	from, to := in.start, in.end
	if w.start < from || w.end > to || to-from > longest {
		return enclosing{}, false
	}
	best := enclosing{n: 0}
	for _, p := range emphases(s.Text.Slice(from, to), e) {
		p.start, p.end = p.start+from, p.end+from
		if p.start <= w.start && w.end <= p.end && (best.n == 0 || p.start >= best.start) {
			best = p
		}
	}
	return best, best.n > 0
}

// emphases returns each e of a paragraph. What marks open or close follows the rules that the page is read
// by, but for the one of threes.
func emphases(line string, e emphasis) (found []enclosing) {
	type run struct {
		char     byte
		start, n int // what is left of it
	}
	var open []run
	for at := 0; at < len(line); {
		c := line[at]
		switch {
		case c == '\\':
			at += 2
			continue
		case c == '`':
			size := codeSpan(line[at:])
			n := len(line[at:]) - len(strings.TrimLeft(line[at:], "`"))
			if size == 0 {
				at += n
				continue
			}
			if e.mark == code.mark {
				found = append(found, enclosing{at + n, at + size - n, n})
			}
			at += size
			continue
		case e.mark == code.mark || strings.IndexByte(delimiters, c) < 0:
			at++
			continue
		}
		n := len(line[at:]) - len(strings.TrimLeft(line[at:], string(rune(c))))
		opens, shuts := markdown.Flanks(line, at, at+n)
		here := run{c, at, n}
		for shuts && here.n > 0 {
			i := len(open) - 1
			for i >= 0 && open[i].char != c {
				i--
			}
			if i < 0 {
				break
			}
			o := &open[i]
			k := 1
			if o.n >= 2 && here.n >= 2 {
				k = 2
			}
			if strings.IndexByte(e.chars, c) >= 0 && e.on(k, k) > 0 {
				found = append(found, enclosing{o.start + o.n, here.start, k})
			}
			open = open[:i+1]
			if o.n -= k; o.n == 0 {
				open = open[:i]
			}
			here.start, here.n = here.start+k, here.n-k
		}
		if opens && here.n > 0 {
			open = append(open, here)
		}
		at += n
	}
	return found
}

// takeOut returns the edits that take w out of the emphasis around it: what is left of that before and
// behind w keeps its marks, but where these would cut another emphasis in two.
func takeOut(s State, a enclosing, w span) []text.Edit {
	for _, other := range []emphasis{bold, italic, strike, code} {
		if in, ok := emphasisAround(s, other, w); ok && in.start > a.start && in.end < a.end {
			return []text.Edit{{Start: a.start - a.n, End: a.start}, {Start: a.end, End: a.end + a.n}}
		}
	}
	open, shut := s.Text.Slice(a.start-a.n, a.start), s.Text.Slice(a.end, a.end+a.n)
	before, behind := s.Text.Slice(a.start, w.start), s.Text.Slice(w.end, a.end)
	edits := make([]text.Edit, 0, 2)
	if words := trimLines(before); words == "" {
		edits = append(edits, text.Edit{Start: a.start - a.n, End: a.start})
	} else {
		at := a.start + len(words)
		edits = append(edits, text.Edit{Start: at, End: at, New: shut})
	}
	if words := trimLinesLeft(behind); words == "" {
		edits = append(edits, text.Edit{Start: a.end, End: a.end + a.n})
	} else {
		at := a.end - len(words)
		edits = append(edits, text.Edit{Start: at, End: at, New: open})
	}
	return edits
}
