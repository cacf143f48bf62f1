package rows

import (
	"strings"

	"galley.app/galley/editor/text"
)

// Apply moves the rows from the text before the patch to t, the text after it.
// Lines that the patch does not touch keep their rows. A line end that flows
// goes on to do so unless it was touched or a blank line came to be beside it,
// and a new one does not. A fold stays folded
// where lines come and go before, behind or all inside of it; one whose edge
// was edited, or whose line it hangs on, is opened.
func (r *Rows) Apply(t text.Text, p text.Patch) {
	if p.OldLen != r.x.total.bytes || p.NewLen != t.Len() {
		from := r.from
		r.Reset(t)
		r.SetFrom(from)
		return
	}
	old := r.t
	r.t = t
	delta := 0 // new offset - offset in the index, behind what is done
	for i := 0; i < len(p.Changes); {
		i, delta = r.applyGroup(old, p.Changes, i, delta)
	}
	r.SetFrom(max(0, p.Map(r.from, text.Before)))
}

// applyGroup redoes the pieces that changes[i], of the old text, touches,
// together with all further changes that touch the same pieces. Behind them the
// index holds old offsets + delta.
func (r *Rows) applyGroup(old text.Text, changes []text.Change, i, delta int) (next, total int) {
	c := changes[i]
	lo := r.x.find(c.Start+delta, byBytes)
	hi := r.reach(lo, c, delta)
	if lo.before.bytes > 0 && r.joinsBefore(lo, c.Start+delta) {
		lo, _ = r.x.prev(lo)
	}
	group := i
	grow := len(c.New) - len(c.Old)
	for i++; i < len(changes) && (changes[i].Start+delta < r.end(hi) || r.isLast(hi) || r.reaches(hi, changes[i].Start+delta, grow)); i++ {
		hi = r.reach(hi, changes[i], delta)
		grow += len(changes[i].New) - len(changes[i].Old)
	}
	start, end := lo.before.bytes, r.end(hi)
	n := r.x.count(lo, hi)
	first := r.x.at(lo).flags&starts != 0
	flow := mapFlow(r.t, r.x.flowIn(old, lo, n, delta), changes[group:i], delta)
	r.openTouched(lo, hi, n, changes[group:i], delta)
	r.level = r.x.at(lo).depth()
	fresh := r.scratch[:0]
	if r.isLast(hi) {
		fresh = r.scan(fresh, start, end+grow, first, flow)
	} else {
		fresh = r.scanPart(fresh, start, end+grow, first, flow)
	}
	r.scratch = fresh
	r.x.splice(lo, n, fresh)
	// What was cut or joined inside of a long line may now be a short line.
	r.join(start)
	r.join(max(start, min(end+grow, r.x.total.bytes)-1))
	r.join(min(end+grow, r.x.total.bytes))
	return i, delta + grow
}

// joinsBefore tells whether a change at off, which is in the piece, can change
// the piece before it as well: a CRLF came to be, or the border between two
// pieces of a line is so near that clusters may have grown over it.
func (r *Rows) joinsBefore(p place, off int) bool {
	at := p.before.bytes
	if r.x.at(p).flags&starts == 0 {
		return off < at+near
	}
	return off == at && at < r.t.Len() && r.t.Byte(at-1) == '\r' && r.t.Byte(at) == '\n'
}

// reaches tells whether a change at off, in offsets of the index, behind the piece
// hi changes that too. It is not left for later then, when the index would no longer
// be at old offsets there. The text has grown by so many bytes before it.
func (r *Rows) reaches(hi place, off, grow int) bool {
	q, _ := r.x.next(hi)
	if r.x.at(q).flags&starts == 0 {
		return off < q.before.bytes+near
	}
	at := off + grow
	return off == q.before.bytes && 0 < at && at < r.t.Len() && r.t.Byte(at-1) == '\r' && r.t.Byte(at) == '\n'
}

// near is how many bytes a change may be away from a piece's border without
// touching clusters across it.
const near = 64

// reach returns the last piece that the change touches, hi or one behind it.
// The piece that a deletion ends at is touched: it may join the line before.
func (r *Rows) reach(hi place, c text.Change, delta int) place {
	for {
		q, ok := r.x.next(hi)
		if !ok {
			return hi
		}
		end := c.End + delta
		if r.x.at(q).flags&starts == 0 {
			end += near
		}
		if end < q.before.bytes {
			return hi
		}
		hi = q
	}
}

func (r *Rows) end(p place) int { return p.before.bytes + int(r.x.at(p).bytes) }

func (r *Rows) isLast(p place) bool {
	_, more := r.x.next(p)
	return !more
}

// join mends the pieces of the line at off: it makes them one piece if they
// fit, and lets no small piece stand beside another.
func (r *Rows) join(off int) {
	p := r.x.find(off, byBytes)
	from, n, bytes, flowing := p, 1, int(r.x.at(p).bytes), int(r.x.at(p).flowing)
	for r.x.at(from).flags&starts == 0 && bytes <= r.limit {
		from, _ = r.x.prev(from)
		bytes += int(r.x.at(from).bytes)
		flowing += int(r.x.at(from).flowing)
		n++
	}
	for q, ok := r.x.next(p); ok && r.x.at(q).flags&starts == 0 && bytes <= r.limit; q, ok = r.x.next(q) {
		bytes += int(r.x.at(q).bytes)
		flowing += int(r.x.at(q).flowing)
		n++
	}
	if n == 1 {
		return
	}
	r.level = r.x.at(p).depth()
	if bytes <= r.limit {
		r.x.splice(from, n, []piece{r.piece(bytes, true, flowing)})
		return
	}
	if r.x.at(p).flags&starts == 0 {
		q, _ := r.x.prev(p)
		if r.balance(q, p) {
			p = r.x.find(off, byBytes)
		}
	}
	if q, ok := r.x.next(p); ok && r.x.at(q).flags&starts == 0 {
		r.balance(p, q)
	}
}

// balance cuts two pieces of a line anew if one is small.
func (r *Rows) balance(p, q place) bool {
	a, b := int(r.x.at(p).bytes), int(r.x.at(q).bytes)
	if min(a, b) >= r.limit/4 {
		return false
	}
	flowing := int(r.x.at(p).flowing) + int(r.x.at(q).flowing)
	r.x.splice(p, 2, r.cut(nil, p.before.bytes, p.before.bytes+a+b, r.x.at(p).flags&starts != 0, flowing))
	return true
}

func (r *Rows) piece(bytes int, first bool, flowing int) piece {
	p := piece{bytes: uint16(bytes), rows: r.estimate(bytes), clusters: unknown, flowing: uint16(flowing)}
	if first {
		p.flags = starts
	}
	p.setDepth(r.level)
	return p
}

// scan appends the pieces of the bytes from start to the end of the text.
func (r *Rows) scan(dst []piece, start, end int, first bool, flow []int) []piece {
	n := len(dst)
	dst = r.scanPart(dst, start, end, first, flow)
	if len(dst) == n && first || end > 0 && end > start && isEnding(r.t.Byte(end-1)) {
		dst = append(dst, r.piece(0, true, 0))
	}
	return dst
}

func isEnding(c byte) bool { return c == '\n' || c == '\r' }

// scanPart appends the pieces of the bytes [start, end) of the text. Lines that
// start at flow, which is sorted, flow on from the one before.
func (r *Rows) scanPart(dst []piece, start, end int, first bool, flow []int) []piece {
	if start == end {
		return dst
	}
	line := start // where the line being read starts
	at := start
	cr := false // the byte before was a CR, and it is not yet known if an LF follows
	flowing := 0
	emit := func(to int) {
		for len(flow) > 0 && flow[0] < to {
			flow = flow[1:]
		}
		if len(flow) > 0 && flow[0] == to {
			if flowing++; to < end {
				return
			}
		}
		dst = r.cut(dst, line, to, first, flowing)
		line, first, flowing = to, true, 0
	}
	read := func(s string) {
		if cr {
			if cr = false; s[0] == '\n' {
				at, s = at+1, s[1:]
			}
			emit(at)
		}
		if strings.IndexByte(s, '\r') < 0 {
			for {
				i := strings.IndexByte(s, '\n')
				if i < 0 {
					at += len(s)
					return
				}
				at, s = at+i+1, s[i+1:]
				emit(at)
			}
		}
		for i := 0; i < len(s); i++ {
			at++
			switch {
			case s[i] == '\n':
				emit(at)
			case s[i] == '\r' && i+1 == len(s):
				cr = true
			case s[i] == '\r' && s[i+1] != '\n':
				emit(at)
			}
		}
	}
	if start == 0 && end == r.t.Len() {
		for s := range r.t.Chunks() {
			read(s)
		}
	} else {
		read(r.t.Slice(start, end))
	}
	if cr || at > line {
		emit(at)
	}
	return dst
}

// cut appends the line's bytes [start, end) as one piece, or as several if
// they are too many. So many line ends in them flow.
func (r *Rows) cut(dst []piece, start, end int, first bool, flowing int) []piece {
	for end-start > r.limit {
		at := r.limit / 2
		// Some bytes more, that the clusters around the cut are seen whole.
		s := r.t.Slice(start, min(end, start+at+256))
		n := cutAt(s, min(at, len(s)-1))
		in := 0
		if flowing > 0 {
			in = countEndings(s[:n])
		}
		dst = append(dst, r.piece(n, first, in))
		start, first, flowing = start+n, false, flowing-in
	}
	return append(dst, r.piece(end-start, first, flowing))
}
