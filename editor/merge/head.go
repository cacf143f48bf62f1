package merge

import (
	"slices"
	"strconv"
	"strings"

	"galley.app/galley/editor/diff"
	"galley.app/galley/storage/post"
)

// headOf returns the head of a post up to and with its separator line; "" where
// it has none, or no separator.
func headOf(src string) string {
	p := post.Parse(src)
	if !p.HasHead() || !p.HasSeparator() {
		return ""
	}
	return src[:p.BodyStart()]
}

// line is a line of a head: a field, or something else.
type line struct {
	id   string // tells it from all others of the head
	key  string // of a field
	text string // with its ending
}

// linesOf returns the lines of a head. A field is known by its key, another line
// by its text, of several that are alike each by its number.
func linesOf(head string) []line {
	fields := map[int]string{}
	for _, f := range post.Parse(head).Fields() {
		fields[f.Start] = f.Key
	}
	times := map[string]int{}
	var out []line
	for at := 0; at < len(head); {
		n := diff.LineSize(head[at:])
		l := line{text: head[at : at+n]}
		key, ok := fields[at]
		name := "text " + l.text
		if ok {
			l.key, name = key, "field "+key
		}
		times[name]++
		l.id = name + " " + strconv.Itoa(times[name])
		out = append(out, l)
		at += n
	}
	if len(out) > 0 { // however it is written
		out[len(out)-1].id = separator
	}
	return out
}

const separator = "separator"

// byID returns the lines of a head by what tells them apart.
func byID(lines []line) map[string]line {
	m := make(map[string]line, len(lines))
	for _, l := range lines {
		m[l.id] = l
	}
	return m
}

// head merges three heads by their fields.
func (m *Merge) head(base, mine, theirs string) {
	if base == mine && base == theirs {
		m.same(base)
		m.headEnd = len(m.Pieces)
		return
	}
	b, x, y := linesOf(base), linesOf(mine), linesOf(theirs)
	bs, xs, ys := byID(b), byID(x), byID(y)
	for _, id := range order(b, x, y) {
		l := bs[id]
		if l.id == "" {
			l = xs[id]
		}
		if l.id == "" {
			l = ys[id]
		}
		p := settle(bs[id].text, xs[id].text, ys[id].text)
		p.Key = l.key
		m.add(p)
		if id == separator {
			m.headEnd = len(m.Pieces)
		}
	}
}

// heads has what differs between two heads be conflicts.
func (m *Merge) heads(mine, theirs string) {
	x, y := linesOf(mine), linesOf(theirs)
	xs, ys := byID(x), byID(y)
	for _, id := range order(x, x, y) {
		l := xs[id]
		if l.id == "" {
			l = ys[id]
		}
		p := Piece{Mine: xs[id].text, Theirs: ys[id].text, Key: l.key}
		if p.Mine == p.Theirs {
			p.Base = p.Mine
		} else {
			p.Kind = Conflict
		}
		m.add(p)
		if id == separator {
			m.headEnd = len(m.Pieces)
		}
	}
}

// order returns the lines of the three heads in the order of the merged one:
// that of the side which moved lines, base's where neither did or both in their
// own way, with what is new behind the line that it was put behind.
func order(base, mine, theirs []line) []string {
	a, b := mine, theirs
	if ids(b) < ids(a) { // whichever side is called mine
		a, b = b, a
	}
	aKept, bKept := sameOrder(base, a), sameOrder(base, b)
	switch {
	case aKept && bKept, !aKept && !bKept && !sameOrder(a, b):
		return weave(base, a, b)
	case aKept:
		return weave(b, a, base)
	}
	return weave(a, b, base)
}

// sameOrder reports whether what a and b share is in one order in both.
func sameOrder(a, b []line) bool { return slices.Equal(common(a, b), common(b, a)) }

// weave returns the lines of spine, and those of the others that it lacks, each
// behind the one that it is behind there.
func weave(spine []line, others ...[]line) []string {
	const start = ""
	next := map[string]string{} // of each line and the start, the line behind it
	at := start
	for _, l := range spine {
		next[at] = l.id
		at = l.id
	}
	next[at] = ""
	for _, side := range others {
		at := start
		for _, l := range side {
			if _, ok := next[l.id]; !ok {
				next[l.id] = next[at]
				next[at] = l.id
			}
			at = l.id
		}
	}
	var out []string
	for at := next[start]; at != ""; at = next[at] {
		out = append(out, at)
	}
	return out
}

// common returns the lines of a that b has, too, in a's order.
func common(a, b []line) []string {
	has := byID(b)
	var out []string
	for _, l := range a {
		if _, ok := has[l.id]; ok {
			out = append(out, l.id)
		}
	}
	return out
}

func ids(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.id)
		b.WriteByte(0)
	}
	return b.String()
}

// bothValues returns a field's line with mine's value and theirs behind it.
func bothValues(mine, theirs string) string {
	p := post.Parse(mine)
	f := post.Parse(theirs).Fields()
	if len(p.Fields()) != 1 || len(f) != 1 {
		return mine + theirs
	}
	key := p.Fields()[0]
	return post.Apply(mine, p.Set(key.Key, strings.TrimSpace(key.Value+" "+f[0].Value)))
}

// Value returns what a writer edits of a side of the piece by hand: of a field its
// value, of all else the words without the blanks around them.
func (p Piece) Value(side string) string {
	if p.Key == "" {
		return strings.Trim(side, " \t\r\n")
	}
	if f := post.Parse(side).Fields(); len(f) == 1 {
		return f[0].Value
	}
	return strings.TrimSpace(side)
}

// Write returns the text of TakeOwn for a value that was edited by hand, set as
// the sides are: a field's line, or words with their blanks around them. No value
// is no words, but a field keeps its line.
func (p Piece) Write(value string) string {
	like := p.Mine
	if strings.TrimSpace(like) == "" {
		like = p.Theirs
	}
	if p.Key != "" {
		if strings.TrimSpace(like) == "" {
			like = p.Base
		}
		f := post.Parse(like)
		if len(f.Fields()) != 1 {
			return value
		}
		return post.Apply(like, f.Set(p.Key, value))
	}
	value = strings.Trim(value, " \t\r\n")
	if value == "" {
		return ""
	}
	words := strings.TrimLeft(like, " \t\r\n")
	lead := like[:len(like)-len(words)]
	return lead + value + words[len(strings.TrimRight(words, " \t\r\n")):]
}
