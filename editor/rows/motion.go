package rows

import "strings"

// Caret is where a caret is.
type Caret struct {
	Off  int
	End  bool    // drawn at the end of the row that ends at Off, not at the next one's start
	Goal float32 // x that up and down make for, in pixels; below 0 they take the caret's own
}

// Caret returns a caret at the offset, without a goal, moved out of a cluster and
// of a CRLF to where that starts.
func (r *Rows) Caret(off int) Caret { return Caret{Off: r.Snap(off), Goal: -1} }

// Snap returns the caret stop that is off or the last one before it; within what
// a line that flows begins with, the one behind that.
func (r *Rows) Snap(off int) int {
	off = max(r.from, min(off, r.t.Len()))
	s, base := r.around(off)
	if off == base || off >= base+len(s) {
		return min(off, base+len(s))
	}
	i := stopBefore(s, off-base)
	switch n := stopLen(s[i:]); {
	case i+n == off-base:
		return off
	case isEnding(s[i]) && i+endingLen(s[i:]) <= off-base:
		return base + i + n
	}
	return base + i
}

// around returns the piece that holds off, without the line's ending, and where
// it starts.
func (r *Rows) around(off int) (s string, base int) {
	p := r.x.find(off, byBytes)
	return r.text(p), p.before.bytes
}

// Left moves one cluster or line ending back.
func (r *Rows) Left(c Caret) Caret {
	off := r.Snap(c.Off)
	if off < c.Off || off <= r.from {
		return r.Caret(off)
	}
	s, base := r.around(off)
	if off == base {
		s, base = r.around(off - 1)
		if off > base+len(s) { // over the ending of the line before
			return r.Caret(base + len(s))
		}
	}
	return r.Caret(base + stopBefore(s, off-base))
}

// Right moves one cluster or line ending on.
func (r *Rows) Right(c Caret) Caret {
	off := r.Snap(c.Off)
	if off > c.Off || off >= r.t.Len() {
		return r.Caret(off)
	}
	s, base := r.around(off)
	if off < base+len(s) {
		return r.Caret(off + stopLen(s[off-base:]))
	}
	return r.Caret(r.end(r.x.find(off, byBytes)))
}

// kind tells clusters apart for motions by word.
type kind uint8

const (
	blank kind = iota
	letter
	sign
)

func kindOf(cluster string) kind {
	switch c := classOf(cluster); {
	case c.hangs() || c == zero:
		return blank
	case c == word || c == digit:
		return letter
	case c == wide || c == closer && cluster[0] >= 0x80 && isKana(cluster):
		return letter
	}
	return sign
}

// isKana tells the small kana, which are letters, from closing punctuation.
func isKana(cluster string) bool { return cluster >= "ぁ" && cluster <= "ヿ" }

// before returns the start and the kind of the cluster that ends at off; ok is
// false at the line's start.
func (r *Rows) before(off int) (start int, k kind, ok bool) {
	l := r.Left(Caret{Off: off})
	if l.Off == off {
		return off, blank, false
	}
	s := r.t.Slice(l.Off, off)
	if isEnding(s[0]) && !r.flowsAt(l.Off) {
		return off, blank, false
	}
	return l.Off, kindOf(s), true
}

// flowsAt tells whether the line end at off is one that the next line flows on from.
func (r *Rows) flowsAt(off int) bool {
	s, base := r.around(off)
	return off < base+len(s)
}

// after is before for the cluster that starts at off.
func (r *Rows) after(off int) (end int, k kind, ok bool) {
	n := r.Right(Caret{Off: off})
	if n.Off == off {
		return off, blank, false
	}
	s := r.t.Slice(off, n.Off)
	if isEnding(s[0]) && !r.flowsAt(off) {
		return off, blank, false
	}
	return n.Off, kindOf(s), true
}

// WordLeft moves to the start of the word before the caret, but not over more
// than one line ending.
func (r *Rows) WordLeft(c Caret) Caret {
	off := r.Snap(c.Off)
	start, k, ok := r.before(off)
	if !ok {
		off = r.Left(Caret{Off: off}).Off
		start, k, ok = r.before(off)
	}
	for ok && k != letter {
		off = start
		start, k, ok = r.before(off)
	}
	for ok && (k == letter || r.joins(start, off)) {
		off = start
		start, k, ok = r.before(off)
	}
	return r.Caret(off)
}

// WordRight moves to the end of the word behind the caret, but not over more
// than one line ending.
func (r *Rows) WordRight(c Caret) Caret {
	off := r.Snap(c.Off)
	end, k, ok := r.after(off)
	if !ok {
		off = r.Right(Caret{Off: off}).Off
		end, k, ok = r.after(off)
	}
	for ok && k != letter {
		off = end
		end, k, ok = r.after(off)
	}
	for ok && (k == letter || r.joins(off, end)) {
		off = end
		end, k, ok = r.after(off)
	}
	return r.Caret(off)
}

// joins tells whether [start, end) is an apostrophe or a low line between two
// letters. Elsewhere they quote and emphasise, and are no part of a word.
func (r *Rows) joins(start, end int) bool {
	switch r.t.Slice(start, end) {
	case "'", "’", "_":
	default:
		return false
	}
	_, a, ok := r.before(start)
	_, b, too := r.after(end)
	return ok && too && a == letter && b == letter
}

// Word returns the run of letters, of spaces or of signs at the offset, which
// is what a double click selects.
func (r *Rows) Word(off int) (start, end int) {
	off = r.Snap(off)
	start, end = off, off
	next, k, ok := r.after(off)
	if !ok {
		if _, k, ok = r.before(off); !ok {
			return start, end
		}
	} else if _, b, too := r.before(off); too && k != letter && b == letter && r.joins(off, next) {
		k = letter
	}
	same := func(s, e int, kk kind) bool { return kk == k || k == letter && r.joins(s, e) }
	for {
		s, kk, ok := r.before(start)
		if !ok || !same(s, start, kk) {
			break
		}
		start = s
	}
	for {
		e, kk, ok := r.after(end)
		if !ok || !same(end, e, kk) {
			break
		}
		end = e
	}
	return start, end
}

// Line returns the line at the offset, with those that flow with it, with its
// ending and with what is folded away behind it.
func (r *Rows) Line(off int) (start, end int) {
	p := r.x.find(max(r.from, min(off, r.t.Len())), byBytes)
	end = r.end(r.x.lineEnd(p))
	if end < r.t.Len() {
		if _, to, ok := r.Hidden(end); ok && !r.isHidden(end-1) {
			end = to
		}
	}
	return r.x.lineStart(p).before.bytes, end
}

// Up moves n rows up, or as many as there are; from the first row to the start
// of the text.
func (r *Rows) Up(c Caret, n int) Caret { return r.vertical(c, -n) }

// Down moves n rows down, or as many as there are; from the last row to the
// end of the text.
func (r *Rows) Down(c Caret, n int) Caret { return r.vertical(c, n) }

func (r *Rows) vertical(c Caret, n int) Caret {
	row := r.At(c.Off, c.End)
	goal := c.Goal
	if goal < 0 {
		goal = row.X(c.Off)
		if c.End {
			goal = row.Width
		}
	}
	for moved := false; n != 0; moved = true {
		var next Row
		var ok bool
		if n < 0 {
			next, ok = r.Prev(row)
		} else {
			next, ok = r.Next(row)
		}
		switch {
		case ok:
		case moved: // less than a page is left
			n = 0
			continue
		case n < 0:
			return Caret{Off: r.from, Goal: goal}
		default:
			return Caret{Off: r.t.Len(), Goal: goal}
		}
		row = next
		if n < 0 {
			n++
		} else {
			n--
		}
	}
	off, end := row.Offset(goal)
	return Caret{off, end, goal}
}

// Home moves to the row's start; on the first row of a line to its first
// character that is no space, and from there to the line's start.
func (r *Rows) Home(c Caret) Caret {
	row := r.At(c.Off, c.End)
	off := row.Start
	if row.First {
		for end, k, ok := r.after(off); ok && k == blank && end <= row.End; end, k, ok = r.after(off) {
			off = end
		}
		if off == c.Off {
			off = row.Start
		}
	}
	return r.Caret(off)
}

// End moves to the end of the row.
func (r *Rows) End(c Caret) Caret {
	off, end := r.At(c.Off, c.End).end()
	return Caret{off, end, -1}
}

// paragraphReach is how many lines are looked at for a paragraph's edge.
const paragraphReach = 2000

// ParagraphUp moves to the start of the paragraph, or from there to that of the
// one before. Blank lines part paragraphs.
func (r *Rows) ParagraphUp(c Caret) Caret {
	line := r.t.LineAt(c.Off)
	if c.Off == r.t.LineStart(line) {
		line--
	}
	n := 0
	for ; n < paragraphReach && line > 0 && r.blank(line); n++ {
		line--
	}
	for ; n < paragraphReach && line > 0 && !r.blank(line-1); n++ {
		line--
	}
	return r.Caret(r.t.LineStart(max(0, line)))
}

// ParagraphDown moves to the start of the next paragraph, from the last one to
// the end of the text.
func (r *Rows) ParagraphDown(c Caret) Caret {
	line, last := r.t.LineAt(c.Off), r.t.Lines()-1
	n := 0
	for ; n < paragraphReach && line <= last && !r.blank(line); n++ {
		line++
	}
	for ; n < paragraphReach && line <= last && r.blank(line); n++ {
		line++
	}
	if line > last {
		return r.Bottom()
	}
	return r.Caret(r.t.LineStart(line))
}

// blank tells whether there is nothing to be seen in a line. A line that starts
// with very many spaces passes for one with words.
func (r *Rows) blank(line int) bool {
	start, end := r.t.LineStart(line), r.t.LineEnd(line)
	return end-start < 1<<10 && strings.Trim(r.t.Slice(start, end), " \t") == ""
}

// Top is the first caret stop, Bottom the last one.
func (r *Rows) Top() Caret { return r.Caret(r.from) }

// Bottom is the last caret stop.
func (r *Rows) Bottom() Caret { return r.Caret(r.t.Len()) }
