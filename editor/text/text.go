// Package text holds the words of a post: an immutable Text, the Patch that leads from one Text to
// the next, selections and marks that move with patches, a bounded undo History, and Search.
//
// What must hold:
//   - Offsets are bytes, 0-based, and every byte is kept as it came: nothing is normalised, trimmed
//     or repaired, whether the text is valid UTF-8 or not.
//   - LF, CRLF and a lone CR end a line; CRLF is one ending. Lines are 0-based.
//   - A Text never changes. An edit makes the chunks that it touches and the nodes above them anew
//     and shares the rest of the tree, so a snapshot for another goroutine is the value itself.
//   - Versions grow with every Apply. Whatever is derived from a Text should carry its version.
//
// The package imports nothing else of the program.
package text

import (
	"fmt"
	"io"
	"iter"
	"strings"
)

// chunkSize is the most bytes a chunk holds, but for the one LF that is moved in so that no CRLF is
// split. Chunks are cut to three quarters of it, so that typing rarely splits one.
const chunkSize = 8 << 10

// Text is an immutable text. The zero value is the empty text.
type Text struct {
	root    *node // nil if the text is empty
	version uint64
	limit   int // most bytes of a chunk, 0 for chunkSize
}

// New returns a text that holds s, with version 1.
func New(s string) Text { return newLimited(s, 0) }

// newLimited is New with chunks of at most limit bytes; tests use tiny ones, as the borders between
// chunks are where mistakes would be.
func newLimited(s string, limit int) Text {
	b := build(limit, nil)
	b.cut(s)
	return Text{root: b.root(), version: 1, limit: limit}
}

// Len returns the length in bytes.
func (t Text) Len() int {
	if t.root == nil {
		return 0
	}
	return t.root.size
}

// Lines returns the number of lines: line endings + 1.
func (t Text) Lines() int {
	if t.root == nil {
		return 1
	}
	return t.root.ends + 1
}

// Version returns the version, which grows with each Apply.
func (t Text) Version() uint64 { return t.version }

// String returns the whole text. It copies; prefer Slice, Line or Chunks for large texts.
func (t Text) String() string {
	var b strings.Builder
	switch {
	case t.root == nil:
		return ""
	case len(t.root.chunks) == 1:
		return t.root.chunks[0].s
	}
	b.Grow(t.root.size)
	t.root.write(&b, 0, t.root.size)
	return b.String()
}

// Chunks returns the text in pieces, in order, none of them empty.
func (t Text) Chunks() iter.Seq[string] {
	return func(yield func(string) bool) {
		if t.root != nil {
			t.root.each(yield)
		}
	}
}

// WriteTo writes the text to w.
func (t Text) WriteTo(w io.Writer) (int64, error) {
	var n int64
	for s := range t.Chunks() {
		k, err := io.WriteString(w, s)
		n += int64(k)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Slice returns the bytes [start, end).
func (t Text) Slice(start, end int) string {
	if start < 0 || end < start || end > t.Len() {
		panic(fmt.Sprintf("text: slice [%d, %d) of %d bytes", start, end, t.Len()))
	}
	if start == end {
		return ""
	}
	c := t.root.at(start)
	if end <= c.off+len(c.s) {
		return c.s[start-c.off : end-c.off]
	}
	var b strings.Builder
	b.Grow(end - start)
	t.root.write(&b, start, end)
	return b.String()
}

// Byte returns the byte at off.
func (t Text) Byte(off int) byte {
	if off < 0 || off >= t.Len() {
		panic(fmt.Sprintf("text: byte %d of %d", off, t.Len()))
	}
	c := t.root.at(off)
	return c.s[off-c.off]
}

// LineAt returns the line that holds the offset off, 0 to Len. The offset between the CR and the LF
// of a CRLF is on the line which that ends.
func (t Text) LineAt(off int) int {
	if off < 0 || off > t.Len() {
		panic(fmt.Sprintf("text: line at offset %d of %d", off, t.Len()))
	}
	if off == t.Len() {
		return t.Lines() - 1
	}
	c := t.root.at(off)
	k := off - c.off
	if k > 0 && c.s[k-1] == '\r' && c.s[k] == '\n' {
		k--
	}
	n, _, _ := countEndings(c.s[:k])
	return c.line + n
}

// LineStart returns the offset of the first byte of line.
func (t Text) LineStart(line int) int {
	if line < 0 || line >= t.Lines() {
		panic(fmt.Sprintf("text: line %d of %d", line, t.Lines()))
	}
	if line == 0 {
		return 0
	}
	c := t.root.atLine(line)
	return c.off + afterEnding(c.s, line-c.line)
}

// LineEnd returns the offset before the line's ending.
func (t Text) LineEnd(line int) int {
	if line == t.Lines()-1 {
		return t.Len()
	}
	end := t.LineStart(line + 1)
	c := t.root.at(end - 1)
	k := end - c.off
	if k > 1 && c.s[k-1] == '\n' && c.s[k-2] == '\r' {
		return end - 2
	}
	return end - 1
}

// AfterLine returns the offset behind the line and its ending; behind the text for the last line and
// past it.
func (t Text) AfterLine(line int) int {
	if line+1 >= t.Lines() {
		return t.Len()
	}
	return t.LineStart(line + 1)
}

// Line returns the line without its ending.
func (t Text) Line(line int) string { return t.Slice(t.LineStart(line), t.LineEnd(line)) }

// Ending returns the ending that most lines have, "\n" when there is none.
func (t Text) Ending() string {
	if t.root == nil {
		return "\n"
	}
	crlf, cr := t.root.crlf, t.root.cr
	lf := t.root.ends - crlf - cr
	switch {
	case lf >= crlf && lf >= cr:
		return "\n"
	case crlf >= cr:
		return "\r\n"
	}
	return "\r"
}

// countEndings returns the number of line endings in s, and how many of them are CRLF and lone CR.
func countEndings(s string) (all, crlf, cr int) {
	all = strings.Count(s, "\n")
	for {
		i := strings.IndexByte(s, '\r')
		if i < 0 {
			return all, crlf, cr
		}
		if i+1 < len(s) && s[i+1] == '\n' {
			crlf++
		} else {
			cr++
			all++
		}
		s = s[i+1:]
	}
}

// afterEnding returns the offset in s behind its n-th line ending, n from 1.
func afterEnding(s string, n int) int {
	i, cr := 0, strings.IndexByte(s, '\r')
	for ; n > 0; n-- {
		lf := strings.IndexByte(s[i:], '\n')
		if lf >= 0 {
			lf += i
		}
		switch {
		case cr < 0 && lf < 0:
			panic("text: line endings were miscounted")
		case cr < 0 || lf >= 0 && lf < cr:
			i = lf + 1
			continue
		case lf == cr+1:
			i = lf + 1
		default:
			i = cr + 1
		}
		if cr = strings.IndexByte(s[i:], '\r'); cr >= 0 {
			cr += i
		}
	}
	return i
}
