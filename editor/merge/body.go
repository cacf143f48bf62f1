package merge

import (
	"strings"
	"unicode"

	"galley.app/galley/editor/diff"
)

// hunk is a stretch base[from:to] that one side made text of.
type hunk struct {
	from, to int
	text     string
}

// hunks returns what b makes of a.
func hunks(a, b string) []hunk {
	var out []hunk
	at, bAt, from := 0, 0, 0 // from is where the hunk that is open begins in b
	open := false
	for _, block := range diff.Words(a, b).Blocks {
		for _, s := range block.Spans {
			if s.Kind == diff.Same {
				at += len(s.Text)
				bAt += len(s.Text)
				open = false
				continue
			}
			if !open {
				out = append(out, hunk{from: at, to: at})
				from, open = bAt, true
			}
			h := &out[len(out)-1]
			if s.Kind == diff.Removed {
				at += len(s.Text)
				h.to = at
			} else {
				bAt += len(s.Text)
				h.text = b[from:bAt]
			}
		}
	}
	return out
}

// region is a stretch of base with the hunks of both sides in it.
type region struct {
	from, to     int
	mine, theirs []hunk // neighbours in the lists of all
}

// both reports whether both sides changed the region.
func (r region) both() bool { return len(r.mine) > 0 && len(r.theirs) > 0 }

// body merges two bodies by words.
func (m *Merge) body(base, mine, theirs string) {
	regions := join(base, regionsOf(base, hunks(base, mine), hunks(base, theirs)))
	at := 0
	for _, r := range regions {
		m.same(base[at:r.from])
		m.add(settle(base[r.from:r.to], apply(base, r, r.mine), apply(base, r, r.theirs)))
		at = r.to
	}
	m.same(base[at:])
}

// bodies has what differs between two bodies be conflicts.
func (m *Merge) bodies(mine, theirs string) {
	at := 0
	list := hunks(mine, theirs)
	regions := make([]region, len(list))
	for i, h := range list {
		regions[i] = region{from: h.from, to: h.to, theirs: list[i : i+1], mine: list[i : i+1]}
	}
	for _, r := range join(mine, regions) {
		m.same(mine[at:r.from])
		m.add(Piece{Kind: Conflict, Mine: mine[r.from:r.to], Theirs: apply(mine, r, r.theirs)})
		at = r.to
	}
	m.same(mine[at:])
}

// apply returns what the hunks make of the region.
func apply(base string, r region, hunks []hunk) string {
	var b strings.Builder
	at := r.from
	for _, h := range hunks {
		b.WriteString(base[at:h.from])
		b.WriteString(h.text)
		at = h.to
	}
	b.WriteString(base[at:r.to])
	return b.String()
}

// regionsOf joins hunks of the two sides where they meet.
func regionsOf(base string, mine, theirs []hunk) []region {
	var out []region
	i, k := 0, 0
	for i < len(mine) || k < len(theirs) {
		var r region
		if k == len(theirs) || i < len(mine) && first(base, mine[i], theirs[k]) {
			r = region{from: mine[i].from, to: mine[i].to, mine: mine[i : i+1], theirs: theirs[k:k]}
			i++
		} else {
			r = region{from: theirs[k].from, to: theirs[k].to, mine: mine[i:i], theirs: theirs[k : k+1]}
			k++
		}
		for {
			if i < len(mine) && meets(base, r, r.theirs, mine[i]) {
				r.mine = r.mine[:len(r.mine)+1]
				r.to = max(r.to, mine[i].to)
				i++
			} else if k < len(theirs) && meets(base, r, r.mine, theirs[k]) {
				r.theirs = r.theirs[:len(r.theirs)+1]
				r.to = max(r.to, theirs[k].to)
				k++
			} else {
				break
			}
		}
		out = append(out, r)
	}
	return out
}

// first reports whether a comes before b.
func first(base string, a, b hunk) bool {
	if a.from != b.from {
		return a.from < b.from
	}
	if x, y := a.rank(base), b.rank(base); x != y {
		return x < y
	}
	if a.to != b.to {
		return a.to < b.to
	}
	return a.text < b.text
}

// rank orders what begins at one place: lines that were put in before a line,
// words, what takes the place of words, lines that were put in behind a line.
func (h hunk) rank(base string) int {
	switch {
	case h.before(base):
		return 0
	case h.behind(base):
		return 3
	case h.from < h.to:
		return 2
	}
	return 1
}

// before reports whether the hunk puts whole lines in where a line begins.
func (h hunk) before(base string) bool {
	return h.from == h.to && lineStart(base, h.from) && endsLine(h.text)
}

// behind reports whether the hunk puts whole lines in where a line ends.
func (h hunk) behind(base string) bool {
	return h.from == h.to && lineEnd(base, h.from) && h.text != "" && (h.text[0] == '\n' || h.text[0] == '\r')
}

// whole reports whether the hunk ends with a line, in base and in what it makes
// of it.
func (h hunk) whole(base string) bool {
	if !lineStart(base, h.to) {
		return false
	}
	return endsLine(h.text) || h.text == "" && lineStart(base, h.from)
}

func lineStart(s string, off int) bool { return off == 0 || s[off-1] == '\n' || s[off-1] == '\r' }

func lineEnd(s string, off int) bool { return off == len(s) || s[off] == '\n' || s[off] == '\r' }

// meets reports whether a hunk that comes behind the region is too near to the
// last of others, which are the region's hunks of the other side.
func meets(base string, r region, others []hunk, h hunk) bool {
	return h.from < r.to || len(others) > 0 && !apart(base, others[len(others)-1], h)
}

// apart reports whether two hunks of different sides, last before h, can both be
// taken without a look: they have a word or the end of a line between them.
func apart(base string, last, h hunk) bool {
	switch {
	case h.from < last.to:
		return false
	case h.behind(base):
		return !last.behind(base) || last.from != h.from
	case last.whole(base) && (h.from > last.to || last.from < last.to):
		return true
	case last.whole(base): // lines that were put in where the other side begins to change
		return !h.before(base) && !strings.HasPrefix(h.text, last.text)
	case h.from == last.to:
		return false
	}
	between := base[last.to:h.from]
	return strings.ContainsAny(between, "\r\n") || hasWord(between)
}

func hasWord(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// fewWords is how many words two conflicts of one line need between them to be
// two: with fewer they are read as one.
const fewWords = 4

// join makes one conflict of those that stand close to each other.
func join(base string, list []region) []region {
	out := list[:0]
	for _, r := range list {
		if n := len(out); n > 0 && r.both() && out[n-1].both() && close(base[out[n-1].to:r.from]) {
			was := &out[n-1]
			was.mine = was.mine[:len(was.mine)+len(r.mine)]
			was.theirs = was.theirs[:len(was.theirs)+len(r.theirs)]
			was.to = r.to
			continue
		}
		out = append(out, r)
	}
	return out
}

// close reports whether a stretch has no line's end and few words.
func close(between string) bool {
	return !strings.ContainsAny(between, "\r\n") && len(strings.Fields(between)) < fewWords
}
