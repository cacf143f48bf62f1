// Package rows lays the lines of a text out as rows on a screen: it wraps them
// to a width, counts rows, finds the row of an offset and the offset under a
// point, and moves carets. It knows pixels only through a Measurer.
//
// What must hold:
//   - Offsets are bytes of the text, lines are 0-based; x is in pixels from the
//     left edge of the rows.
//   - After Apply the rows are those that Reset would give, though rows that
//     were not looked at since are counted by an estimate. Only lines over
//     maxPiece bytes, which are wrapped in pieces, may be cut elsewhere.
//   - Lines may flow: they go on in the row of the line before, whose end is a
//     blank there. What is said of a line then holds for all that flow together.
//     Caret stops are the same with and without, but that there is none within
//     what such a line begins with: its indent, and marks of quotations.
//   - Lines that a fold hides have no rows; the first line is never hidden.
//     At stands for a hidden offset on the row that the fold hangs on, and
//     motions by row pass folds by. Motions within the text do not: see Out.
//   - Nothing that is done for a key or a frame grows with the text.
//
// Text is wrapped between words; spaces and tabs at a row's end hang over its
// edge, and what is wider than a row is broken between grapheme clusters. Rows
// belongs to one goroutine.
package rows

import (
	"strings"

	"galley.app/galley/editor/text"
)

// Measurer knows how wide text is drawn.
type Measurer interface {
	// Measure sets adv[i] to the advance, in pixels, of the grapheme cluster
	// of s that ends at ends[i]. Styles are sorted and do not overlap; what
	// lies between them is drawn plain. The advance of a tab is not used, a line
	// end has that of a space. The same arguments must give the same advances.
	Measure(s string, ends []int32, styles []Style, adv []float32)
}

// Style is a range of a piece of text that is drawn in another face.
type Style struct {
	Start, End int
	Face       uint8
}

// Options say how rows are made. Measurer is required.
type Options struct {
	Measurer Measurer
	Average  float32 // advance of an average byte, for estimates
	Tab      float32 // distance of tab stops
	Hang     bool    // indent the further rows of list items and quotations
	// Styles appends the styles of the bytes [start, end) of the text,
	// relative to start. Nil when all faces have the same advances.
	Styles func(dst []Style, start, end int) []Style
}

const (
	maxPiece  = 16 << 10
	cacheSize = 1 << 18 // clusters in each of the cache's two generations
)

// Rows is the rows of one text.
type Rows struct {
	o        Options
	t        text.Text
	from     int // first offset that is shown, the start of a line
	x        index
	w        wrapper
	limit    int // most bytes of a piece
	young    map[layoutKey]*layout
	old      map[layoutKey]*layout
	held     int // clusters in young
	styles   []Style
	scratch  []piece
	level    int // in how many folds the pieces are that are being made
	Measured int // pieces wrapped so far, for tests of what an action costs
}

type layoutKey struct {
	text  string
	style uint64
	first bool
}

// New returns rows of the empty text, without a width: each line is one row.
func New(o Options) *Rows {
	r := &Rows{o: o, limit: maxPiece}
	r.w = wrapper{measure: o.Measurer, tab: o.Tab, hang: o.Hang}
	r.Reset(text.Text{})
	return r
}

// Row is one row. It is good until the rows change.
type Row struct {
	Start, End int     // its bytes, without the line's ending
	Line       int     // the line that it starts in
	First      bool    // it starts its line, which flows on from no other
	Last       bool    // it ends its line, and no other flows on from it
	Indent     float32 // where its text starts
	Width      float32 // where its text ends, hanging spaces included
	Folded     int     // lines that are folded away behind it

	l    *layout
	base int // offset of the piece
	k    int // row of the piece
	p    place
}

// Reset replaces the text.
func (r *Rows) Reset(t text.Text) {
	r.t, r.from, r.level = t, 0, 0
	r.x.reset(r.scan(nil, 0, t.Len(), true, nil))
}

// Scanned is the lines of a text that no rows were made of yet.
type Scanned struct {
	t text.Text
	x index
}

// Scan finds the lines of a text, on any goroutine, for a Rows to Take.
func Scan(t text.Text) *Scanned {
	r := Rows{t: t, limit: maxPiece}
	s := &Scanned{t: t}
	s.x.reset(r.scan(nil, 0, t.Len(), true, nil))
	return s
}

// Text is the text that was scanned.
func (s *Scanned) Text() text.Text { return s.t }

// Give is the opposite of Take: it gives away the lines of the text, with their
// folds, and leaves the rows of an empty one.
func (r *Rows) Give() *Scanned {
	s := &Scanned{t: r.t, x: r.x}
	r.x = index{size: r.x.size}
	r.Reset(text.Text{})
	return s
}

// Take is Reset with a text that was scanned, and costs a fraction of it. What
// was scanned belongs to the rows from then on.
func (r *Rows) Take(s *Scanned) {
	r.t, r.from, r.level = s.t, 0, 0
	r.x = s.x
	*s = Scanned{}
	r.guess()
}

// Text is the text that the rows are of.
func (r *Rows) Text() text.Text { return r.t }

// SetWidth wraps to another width, in pixels.
func (r *Rows) SetWidth(w float32) {
	if w == r.w.width {
		return
	}
	r.w.width = w
	r.Restyle()
	r.guess()
}

// guess estimates the rows of all lines anew.
func (r *Rows) guess() {
	for i := range r.x.blocks {
		b := &r.x.blocks[i]
		for j := range b.pieces {
			p := &b.pieces[j]
			p.rows, p.flags = r.estimate(int(p.bytes)), p.flags&^measured
		}
		b.count()
	}
	r.x.sum()
}

// Width is the width that rows are wrapped to, in pixels.
func (r *Rows) Width() float32 { return r.w.width }

// Restyle forgets all measured advances. It is needed when the Measurer
// changed its mind, not when Styles answers differently.
func (r *Rows) Restyle() { r.young, r.old, r.held = nil, nil, 0 }

// SetFrom hides the lines before that offset, which must be the start of a
// line. Carets do not go there.
func (r *Rows) SetFrom(off int) {
	r.from = min(off, r.t.Len())
	if line := r.t.LineAt(r.from); line > 0 && r.t.LineStart(line) == r.from {
		r.Flow(r.from-1, r.from, nil) // nothing that is shown goes on from what is not
	}
}

// From is the offset of the first byte that is shown.
func (r *Rows) From() int { return r.from }

func (r *Rows) estimate(bytes int) uint16 {
	if r.w.width <= 0 || r.o.Average <= 0 {
		return 1
	}
	n := int(float32(bytes)*r.o.Average/r.w.width) + 1
	return uint16(max(1, min(n, bytes)))
}

// layout returns the rows of the piece at p.
func (r *Rows) layout(p place) *layout {
	v := r.x.at(p)
	s := r.text(p)
	key := layoutKey{text: s, first: v.flags&starts != 0}
	r.styles = r.styles[:0]
	if r.o.Styles != nil {
		r.styles = r.o.Styles(r.styles, p.before.bytes, p.before.bytes+len(s))
		key.style = hash(r.styles)
	}
	l := r.young[key]
	if l == nil {
		if l = r.old[key]; l == nil {
			r.Measured++
			l = r.w.wrap(s, r.styles, key.first)
		}
		if r.held += l.clusters() + 16; r.held > cacheSize || r.young == nil {
			r.old, r.young, r.held = r.young, make(map[layoutKey]*layout), l.clusters()
		}
		r.young[key] = l
	}
	if n := uint16(len(l.rows)); v.rows != n {
		u := *v
		u.rows, u.flags = n, u.flags|measured
		r.x.set(p, u)
	} else {
		v.flags |= measured
	}
	return l
}

func hash(styles []Style) uint64 {
	h := uint64(14695981039346656037)
	for _, s := range styles {
		for _, v := range [3]int{s.Start, s.End, int(s.Face)} {
			h = (h ^ uint64(v)) * 1099511628211
		}
	}
	return h
}

func trimEnding(s string) string {
	if n := len(s); n > 0 && s[n-1] == '\n' {
		s = s[:n-1]
	}
	if n := len(s); n > 0 && s[n-1] == '\r' {
		s = s[:n-1]
	}
	return s
}

// text is the text of the piece at p, without the ending of a line that no other flows on from.
func (r *Rows) text(p place) string {
	s := r.t.Slice(p.before.bytes, r.end(p))
	if r.x.endsLine(p) {
		return trimEnding(s)
	}
	return s
}

// countEndings counts the line ends in s.
func countEndings(s string) int {
	n := strings.Count(s, "\n")
	if strings.IndexByte(s, '\r') >= 0 {
		n += strings.Count(s, "\r") - strings.Count(s, "\r\n")
	}
	return n
}

// row returns row k of the piece at p, counted from the end when k < 0.
func (r *Rows) row(p place, k int) Row {
	l := r.layout(p)
	if k < 0 {
		k += len(l.rows)
	}
	k = max(0, min(k, len(l.rows)-1))
	v := r.x.at(p)
	s := l.rows[k]
	row := Row{
		Start: p.before.bytes + l.start(int(s.first)), End: p.before.bytes + l.start(int(s.last)),
		First: k == 0 && v.flags&starts != 0, Indent: s.indent, Width: s.width,
		Line: p.before.lines, l: l, base: p.before.bytes, k: k, p: p,
	}
	if v.flags&starts == 0 {
		row.Line--
	}
	if v.flowing > 0 {
		row.Line += countEndings(l.text[:row.Start-row.base])
	}
	if k == len(l.rows)-1 {
		row.Last = int(v.bytes) > len(l.text)
		if !row.Last {
			_, more := r.x.next(p)
			row.Last = !more
		}
		if row.Last {
			row.Folded = r.foldedBehind(p)
		}
	}
	return row
}

// At returns the row that holds the offset. An offset where one row of a line
// ends and the next starts is on the next, or with end set on the one before.
func (r *Rows) At(off int, end bool) Row {
	off = max(r.from, min(off, r.t.Len()))
	p := r.x.find(off, byBytes)
	if r.x.at(p).depth() > 0 {
		if q, ok := r.x.prevShown(p); ok {
			return r.row(q, -1)
		}
	}
	if end && off == p.before.bytes && r.x.at(p).flags&starts == 0 {
		if q, ok := r.x.prev(p); ok {
			return r.row(q, -1)
		}
	}
	l := r.layout(p)
	i := l.at(min(off-p.before.bytes, len(l.text)))
	k := l.row(i)
	if end && k > 0 && off == p.before.bytes+l.start(int(l.rows[k].first)) {
		k--
	}
	return r.row(p, k)
}

// Next returns the row below.
func (r *Rows) Next(row Row) (Row, bool) {
	if row.k+1 < len(row.l.rows) {
		return r.row(row.p, row.k+1), true
	}
	p, ok := r.x.nextShown(row.p)
	if !ok {
		return row, false
	}
	return r.row(p, 0), true
}

// Prev returns the row above.
func (r *Rows) Prev(row Row) (Row, bool) {
	if row.Start <= r.from {
		return row, false
	}
	if row.k > 0 {
		return r.row(row.p, row.k-1), true
	}
	p, ok := r.x.prevShown(row.p)
	if !ok {
		return row, false
	}
	q := r.row(p, -1)
	// Measuring may have changed the sums before the piece.
	return q, true
}

// First and Last return the first and last row that is shown.
func (r *Rows) First() Row { return r.At(r.from, false) }

// Last returns the last row.
func (r *Rows) Last() Row { return r.At(r.t.Len(), false) }

// hidden is the number of rows before the first one shown.
func (r *Rows) hidden() int {
	if r.from == 0 {
		return 0
	}
	return r.x.find(r.from, byBytes).before.rows
}

// Total is the number of rows shown; rows never looked at are estimated.
func (r *Rows) Total() int { return r.x.total.rows - r.hidden() }

// Index is the number of rows before this one, as far as is known.
func (r *Rows) Index(row Row) int {
	return r.x.find(row.base, byBytes).before.rows + row.k - r.hidden()
}

// Nth returns the row that has n rows before it, as far as is known.
func (r *Rows) Nth(n int) Row {
	p := r.x.find(max(0, n)+r.hidden(), byRows)
	if p.before.bytes < r.from {
		return r.First()
	}
	if r.x.at(p).depth() > 0 { // behind the last row
		if q, ok := r.x.prevShown(p); ok {
			return r.row(q, -1)
		}
	}
	return r.row(p, max(0, n)+r.hidden()-p.before.rows)
}

// X returns where the offset, which is on the row, is on it; inside of a
// cluster it is where that starts.
func (row Row) X(off int) float32 {
	i := row.l.at(max(0, min(off-row.base, len(row.l.text))))
	s := row.l.rows[row.k]
	switch {
	case i < int(s.first):
		return s.indent
	case i >= int(s.last):
		return s.width
	}
	return row.l.xs[i]
}

// Offset returns the caret stop of the row that is nearest to x. For a row that
// is not the last of its line, end tells that the offset is meant at this row's
// end and not at the next one's start.
func (row Row) Offset(x float32) (off int, end bool) {
	s := row.l.rows[row.k]
	lo, hi := int(s.first), int(s.last)
	for lo < hi { // the first cluster whose middle is behind x
		m := (lo + hi) / 2
		if (row.l.xs[m]+row.l.right(row.k, m))/2 > x {
			hi = m
		} else {
			lo = m + 1
		}
	}
	if lo == int(s.last) {
		return row.end()
	}
	return row.base + row.l.start(lo), false
}

// Under returns the cluster [start, end) that x lies on, empty behind the row's
// last one.
func (row Row) Under(x float32) (start, end int) {
	s := row.l.rows[row.k]
	lo, hi := int(s.first), int(s.last)
	for lo < hi {
		m := (lo + hi) / 2
		if row.l.right(row.k, m) > x {
			hi = m
		} else {
			lo = m + 1
		}
	}
	if lo == int(s.last) {
		return row.End, row.End
	}
	return row.base + row.l.start(lo), row.base + row.l.start(lo+1)
}

// end returns the last caret stop that is seen on the row: the line's end, or
// before the space at which the line was wrapped, or where a word was broken.
func (row Row) end() (off int, end bool) {
	if row.Last {
		return row.End, false
	}
	s := row.l.rows[row.k]
	if i := int(s.last) - 1; i > int(s.first) {
		if c := classOf(row.l.text[row.l.start(i):row.l.start(i+1)]); c.hangs() {
			return row.base + row.l.start(i), false
		}
	}
	return row.End, true
}

// String is the text of the row.
func (row Row) String() string {
	return row.l.text[row.Start-row.base : row.End-row.base]
}

// Column counts the caret stops between the start of the line and off.
func (r *Rows) Column(off int) int {
	off = max(0, min(off, r.t.Len()))
	p := r.x.find(off, byBytes)
	line := r.t.LineStart(r.t.LineAt(off))
	n := countClusters(trimEnding(r.t.Slice(max(line, p.before.bytes), off)))
	for line < p.before.bytes {
		q, ok := r.x.prev(p)
		if !ok {
			break
		}
		if p = q; line > p.before.bytes { // lines before it flow with it
			return n + countClusters(r.t.Slice(line, r.end(p)))
		}
		v := r.x.at(p)
		if v.clusters == unknown {
			v.clusters = uint16(countClusters(r.t.Slice(p.before.bytes, p.before.bytes+int(v.bytes))))
		}
		n += int(v.clusters)
	}
	return n
}

// ClusterLen returns the length of the cluster of the row that starts at off.
func (row Row) ClusterLen(off int) int {
	i := row.l.at(off - row.base)
	if i >= row.l.clusters() {
		return max(1, row.End-off)
	}
	return row.base + row.l.start(i+1) - off
}
