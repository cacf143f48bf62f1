// Package text holds the words of a post: an immutable Text, the Patch that leads from one Text to
// the next, selections and marks that move with patches, a bounded undo History, and Search.
//
// What must hold:
//   - Offsets are bytes, 0-based, and every byte is kept as it came: nothing is normalised, trimmed
//     or repaired, whether the text is valid UTF-8 or not.
//   - LF, CRLF and a lone CR end a line; CRLF is one ending. Lines are 0-based.
//   - A Text never changes. An edit copies the headers of all chunks and the bytes of the chunks it
//     touches, so a snapshot for another goroutine is the value itself.
//   - Versions grow with every Apply. Whatever is derived from a Text should carry its version.
//
// The package imports nothing else of the program.
package text

import (
	"fmt"
	"io"
	"iter"
	"sort"
	"strings"
	"unicode/utf8"
)

// chunkSize is the most bytes a chunk holds, but for the one LF that is moved in so that no CRLF is
// split. Chunks are cut to three quarters of it, so that typing rarely splits one.
const chunkSize = 8 << 10

// chunk is a piece of the text. No chunk is empty and no CRLF lies across two of them, so line
// endings can be counted in each by itself.
type chunk struct {
	s    string
	off  int   // bytes before the chunk
	line int32 // line endings before the chunk
	crlf uint16
	cr   uint16 // lone CRs
}

// Text is an immutable text. The zero value is the empty text.
type Text struct {
	chunks  []chunk
	size    int // bytes
	ends    int // line endings
	crlf    int // CRLF endings among them
	cr      int // lone CR endings among them
	version uint64
	limit   int // most bytes of a chunk, 0 for chunkSize
}

// New returns a text that holds s, with version 1.
func New(s string) Text { return newLimited(s, 0) }

// newLimited is New with chunks of at most limit bytes; tests use tiny ones, as the borders between
// chunks are where mistakes would be.
func newLimited(s string, limit int) Text {
	b := builder{limit: limit}
	if limit == 0 {
		b.limit = chunkSize
	}
	b.out = make([]chunk, 0, len(s)/(b.limit*3/4)+1)
	b.cut(s)
	return b.text(Text{limit: limit})
}

// Len returns the length in bytes.
func (t Text) Len() int { return t.size }

// Lines returns the number of lines: line endings + 1.
func (t Text) Lines() int { return t.ends + 1 }

// Version returns the version, which grows with each Apply.
func (t Text) Version() uint64 { return t.version }

// String returns the whole text. It copies; prefer Slice, Line or Chunks for large texts.
func (t Text) String() string {
	if len(t.chunks) == 1 {
		return t.chunks[0].s
	}
	var b strings.Builder
	b.Grow(t.size)
	for i := range t.chunks {
		b.WriteString(t.chunks[i].s)
	}
	return b.String()
}

// Chunks returns the text in pieces, in order, none of them empty.
func (t Text) Chunks() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range t.chunks {
			if !yield(t.chunks[i].s) {
				return
			}
		}
	}
}

// WriteTo writes the text to w.
func (t Text) WriteTo(w io.Writer) (int64, error) {
	var n int64
	for i := range t.chunks {
		k, err := io.WriteString(w, t.chunks[i].s)
		n += int64(k)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Slice returns the bytes [start, end).
func (t Text) Slice(start, end int) string {
	if start < 0 || end < start || end > t.size {
		panic(fmt.Sprintf("text: slice [%d, %d) of %d bytes", start, end, t.size))
	}
	if start == end {
		return ""
	}
	i := t.chunkAt(start)
	c := &t.chunks[i]
	if end <= c.off+len(c.s) {
		return c.s[start-c.off : end-c.off]
	}
	var b strings.Builder
	b.Grow(end - start)
	b.WriteString(c.s[start-c.off:])
	for i++; i < len(t.chunks); i++ {
		c = &t.chunks[i]
		if end <= c.off+len(c.s) {
			b.WriteString(c.s[:end-c.off])
			break
		}
		b.WriteString(c.s)
	}
	return b.String()
}

// Byte returns the byte at off.
func (t Text) Byte(off int) byte {
	if off < 0 || off >= t.size {
		panic(fmt.Sprintf("text: byte %d of %d", off, t.size))
	}
	c := &t.chunks[t.chunkAt(off)]
	return c.s[off-c.off]
}

// LineAt returns the line that holds the offset off, 0 to Len. The offset between the CR and the LF
// of a CRLF is on the line which that ends.
func (t Text) LineAt(off int) int {
	if off < 0 || off > t.size {
		panic(fmt.Sprintf("text: line at offset %d of %d", off, t.size))
	}
	if off == t.size {
		return t.ends
	}
	c := &t.chunks[t.chunkAt(off)]
	k := off - c.off
	if k > 0 && c.s[k-1] == '\r' && c.s[k] == '\n' {
		k--
	}
	n, _, _ := countEndings(c.s[:k])
	return int(c.line) + n
}

// LineStart returns the offset of the first byte of line.
func (t Text) LineStart(line int) int {
	if line < 0 || line > t.ends {
		panic(fmt.Sprintf("text: line %d of %d", line, t.ends+1))
	}
	if line == 0 {
		return 0
	}
	// The line-th ending is in the last chunk that has fewer endings before it.
	i := sort.Search(len(t.chunks), func(i int) bool { return int(t.chunks[i].line) >= line }) - 1
	c := &t.chunks[i]
	return c.off + afterEnding(c.s, line-int(c.line))
}

// LineEnd returns the offset before the line's ending.
func (t Text) LineEnd(line int) int {
	if line == t.ends {
		return t.size
	}
	end := t.LineStart(line + 1)
	c := &t.chunks[t.chunkAt(end-1)]
	k := end - c.off
	if k > 1 && c.s[k-1] == '\n' && c.s[k-2] == '\r' {
		return end - 2
	}
	return end - 1
}

// Line returns the line without its ending.
func (t Text) Line(line int) string { return t.Slice(t.LineStart(line), t.LineEnd(line)) }

// Ending returns the ending that most lines have, "\n" when there is none.
func (t Text) Ending() string {
	lf := t.ends - t.crlf - t.cr
	switch {
	case lf >= t.crlf && lf >= t.cr:
		return "\n"
	case t.crlf >= t.cr:
		return "\r\n"
	}
	return "\r"
}

// chunkAt returns the index of the chunk that holds the byte at off, which must exist.
func (t Text) chunkAt(off int) int {
	return sort.Search(len(t.chunks), func(i int) bool { return t.chunks[i].off > off }) - 1
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

// builder makes the chunks of a new Text in one pass from left to right.
type builder struct {
	limit int
	out   []chunk
	size  int // bytes in out
	ends  int // line endings in out
	crlf  int
	cr    int
	pend  []string // pieces not yet in out, in order
	held  int      // bytes in pend
}

// keep adds the bytes [from, to) of t, sharing the chunks that lie in it whole. *at is the index of
// a chunk at or before from and is moved forward.
func (b *builder) keep(t Text, from, to int, at *int) {
	for from < to {
		c := &t.chunks[*at]
		end := c.off + len(c.s)
		if end <= from {
			*at++
			continue
		}
		if from == c.off && end <= to && !b.wants(len(c.s)) {
			b.flush()
			lines := t.ends
			if *at+1 < len(t.chunks) {
				lines = int(t.chunks[*at+1].line)
			}
			b.share(c, lines-int(c.line))
			from = end
			continue
		}
		stop := min(end, to)
		b.add(c.s[from-c.off : stop-c.off])
		from = stop
	}
}

// wants reports whether the next chunk, n bytes long, should be joined with the held pieces because
// they are too few for a chunk of their own.
func (b *builder) wants(n int) bool {
	return b.held > 0 && b.held < b.limit/4 && b.held+n <= b.limit
}

// add holds s back for the next chunks.
func (b *builder) add(s string) {
	if s == "" {
		return
	}
	b.pend = append(b.pend, s)
	b.held += len(s)
	if b.held >= 8*b.limit {
		b.flush()
	}
}

// flush makes chunks of the held pieces.
func (b *builder) flush() {
	if b.held == 0 {
		return
	}
	if last := len(b.out) - 1; b.held < b.limit/4 && last >= 0 && len(b.out[last].s)+b.held <= b.limit {
		s := b.pop()
		b.pend = append(b.pend, "")
		copy(b.pend[1:], b.pend)
		b.pend[0] = s
	}
	s := strings.Join(b.pend, "")
	if len(b.pend) == 1 && len(s) < b.limit/4 {
		s = strings.Clone(s) // do not hold a whole old chunk for a few bytes of it
	}
	clear(b.pend)
	b.pend, b.held = b.pend[:0], 0
	b.cut(s)
}

// cut adds s as chunks of about equal size, at most the limit.
func (b *builder) cut(s string) {
	for len(s) > b.limit {
		fill := b.limit * 3 / 4
		n := (len(s) + fill - 1) / fill
		i := (len(s) + n - 1) / n
		for k := 0; k < 3 && i > 1 && !utf8.RuneStart(s[i]); k++ {
			i--
		}
		if s[i-1] == '\r' && s[i] == '\n' {
			i++
		}
		b.push(s[:i])
		s = s[i:]
	}
	b.push(s)
}

// share adds a whole chunk of the old text with its count of line endings.
func (b *builder) share(c *chunk, lines int) {
	if c.s[0] == '\n' && b.endsInCR() {
		b.push(c.s)
		return
	}
	b.append(chunk{s: c.s, crlf: c.crlf, cr: c.cr}, lines)
}

// push adds s as one chunk, but for an LF that belongs to a CR before it.
func (b *builder) push(s string) {
	if s == "" {
		return
	}
	if s[0] == '\n' && b.endsInCR() {
		b.count(b.pop() + "\n")
		s = s[1:]
		if s == "" {
			return
		}
	}
	b.count(s)
}

// count adds s as one chunk.
func (b *builder) count(s string) {
	all, crlf, cr := countEndings(s)
	b.append(chunk{s: s, crlf: uint16(crlf), cr: uint16(cr)}, all)
}

func (b *builder) append(c chunk, lines int) {
	c.off, c.line = b.size, int32(b.ends)
	b.out = append(b.out, c)
	b.size += len(c.s)
	b.ends += lines
	b.crlf += int(c.crlf)
	b.cr += int(c.cr)
}

// pop takes the last chunk back.
func (b *builder) pop() string {
	last := len(b.out) - 1
	c := b.out[last]
	b.out[last] = chunk{}
	b.out = b.out[:last]
	b.size, b.ends = c.off, int(c.line)
	b.crlf -= int(c.crlf)
	b.cr -= int(c.cr)
	return c.s
}

func (b *builder) endsInCR() bool {
	last := len(b.out) - 1
	return last >= 0 && b.out[last].s[len(b.out[last].s)-1] == '\r'
}

// text returns the finished text, the one after prev.
func (b *builder) text(prev Text) Text {
	b.flush()
	return Text{
		chunks: b.out, size: b.size, ends: b.ends, crlf: b.crlf, cr: b.cr,
		version: prev.version + 1, limit: prev.limit,
	}
}
