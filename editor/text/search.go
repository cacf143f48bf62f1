package text

import (
	"iter"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Range is the bytes [Start, End) of a text.
type Range struct{ Start, End int }

// Query is what to look for. The zero Query, like any with empty Text, is found nowhere.
type Query struct {
	Text       string
	IgnoreCase bool // and accents, as FoldRune tells; in a regular expression by Unicode's simple case folding
	Accents    bool // they count, where case does not: what is replaced is what was written
	Words      bool // only where no letter, digit or _ stands directly before or behind
	Regexp     bool // Text is a regular expression, see Compile; one that is wrong is found nowhere
	Flow       bool // a blank in plain Text is also found where a line ends and another follows that is not empty
}

// searchWindow is how many bytes are looked at in one go.
const searchWindow = 64 << 10

// Next returns the first hit that starts at or after from.
func (q Query) Next(t Text, from int) (Range, bool) {
	for r := range q.All(t, from) {
		return r, true
	}
	return Range{}, false
}

// Prev returns the last hit that ends at or before before.
func (q Query) Prev(t Text, before int) (Range, bool) {
	before = min(before, t.Len())
	for step := searchWindow; before > 0; step *= 2 {
		from := runeStart(t, max(0, before-step))
		var found Range
		some := false
		for r := range q.All(t, from) {
			if r.End > before {
				break
			}
			found, some = r, true
		}
		if some || from == 0 {
			return found, some
		}
	}
	return Range{}, false
}

// All returns the hits that start at or after from, in order and not overlapping.
func (q Query) All(t Text, from int) iter.Seq[Range] {
	if !q.Regexp {
		return q.plain(t, from, t.Len())
	}
	return func(yield func(Range) bool) {
		f, err := q.Compile()
		if err != nil {
			return
		}
		for h := range f.Hits(t, Range{from, t.Len()}) {
			if !yield(h.Range) {
				return
			}
		}
	}
}

// plain is All for plain text and hits that end at or before to. It looks at no more than a little of
// what is behind that.
func (q Query) plain(t Text, from, to int) iter.Seq[Range] {
	return func(yield func(Range) bool) {
		if q.Text == "" {
			return
		}
		find := q.finder()
		from, to = max(0, from), min(to, t.Len())
		last := min(t.Len(), to+q.reach())
		for from < to {
			end := min(last, from+searchWindow+2*q.reach())
			done := end == last
			if end < t.Len() {
				end = runeStart(t, end)
			}
			w := find.window(t.Slice(from, end))
			at := 0
			for {
				start, stop, ok := w.next(at)
				if !ok {
					break
				}
				r := Range{from + start, from + stop}
				if q.Words && !aWord(t, r) {
					at = start + 1
					continue
				}
				if r.End > to || !yield(r) {
					return
				}
				at = stop
			}
			if done {
				return
			}
			from = runeStart(t, max(from+at, end-q.reach()))
		}
	}
}

// reach returns the most bytes that a hit can have, and a little more.
func (q Query) reach() int {
	n := utf8.UTFMax * (len(q.Text) + 1)
	if q.Flow {
		n += mostLead * strings.Count(q.Text, " ")
	}
	return n
}

// runeStart returns the start of the rune that holds the byte at off.
func runeStart(t Text, off int) int {
	for k := 0; k < utf8.UTFMax-1 && off-k > 0 && off-k < t.Len(); k++ {
		if utf8.RuneStart(t.Byte(off - k)) {
			return off - k
		}
	}
	return off
}

func aWord(t Text, r Range) bool {
	before, _ := utf8.DecodeLastRuneInString(t.Slice(max(0, r.Start-utf8.UTFMax), r.Start))
	after, _ := utf8.DecodeRuneInString(t.Slice(r.End, min(t.Len(), r.End+utf8.UTFMax)))
	return !wordRune(before) && !wordRune(after)
}

func wordRune(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// finder looks for one query in windows of a text.
type finder struct {
	text string
	fold func(rune) rune // nil for none
	flow bool
}

func (q Query) finder() finder {
	f := finder{text: q.Text, flow: q.Flow && strings.Contains(q.Text, " ")}
	if q.IgnoreCase {
		f.fold = FoldRune
		if q.Accents {
			f.fold = foldCase
		}
		f.text, _ = fold(q.Text, f.fold, false)
	}
	return f
}

// window is a stretch of text ready to be searched. shifts tell where folding changed lengths.
type window struct {
	query, text string
	shifts      []shift
	size        int // bytes before folding
}

// shift says that from offset to in the folded text on, offsets are those before folding plus the
// difference.
type shift struct{ from, to int }

func (f finder) window(s string) window {
	w := window{query: f.text, text: s, size: len(s)}
	if f.fold != nil || f.flow {
		w.text, w.shifts = fold(s, f.fold, f.flow)
	}
	return w
}

// next returns the first hit at or after at, in bytes of the window before folding.
func (w window) next(at int) (start, end int, ok bool) {
	at = w.folded(at)
	if at > len(w.text) {
		return 0, 0, false
	}
	i := strings.Index(w.text[at:], w.query)
	if i < 0 {
		return 0, 0, false
	}
	return w.plain(at + i), w.plain(at + i + len(w.query)), true
}

// plain returns the offset before folding of an offset after it.
func (w window) plain(off int) int {
	i := sort.Search(len(w.shifts), func(i int) bool { return w.shifts[i].to > off }) - 1
	if i < 0 {
		return off
	}
	return off - w.shifts[i].to + w.shifts[i].from
}

// folded returns the offset after folding of an offset before it, which may lie within a rune.
func (w window) folded(off int) int {
	i := sort.Search(len(w.shifts), func(i int) bool { return w.shifts[i].from > off }) - 1
	if i < 0 {
		return off
	}
	f := off - w.shifts[i].from + w.shifts[i].to
	if i+1 < len(w.shifts) {
		f = min(f, w.shifts[i+1].to)
	}
	return f
}

// fold returns s as it is compared, and where that moved the offsets: with every rune as of has it, unless
// that is nil, and small letters of ASCII as capitals, and if lines flow with a
// blank in place of each line end, of the one blank that may be before that and of what the next line begins
// with, but beside empty lines.
// Bytes that are not UTF-8 stay.
func fold(s string, of func(rune) rune, flow bool) (string, []shift) {
	var b strings.Builder
	b.Grow(len(s))
	var shifts []shift
	for i := 0; i < len(s); {
		c := s[i]
		if flow {
			if n := flowingEnd(s, i); n > 0 {
				b.WriteByte(' ')
				if i += n; n > 1 {
					shifts = append(shifts, shift{from: i, to: b.Len()})
				}
				continue
			}
		}
		if c < utf8.RuneSelf || of == nil {
			if of != nil && 'a' <= c && c <= 'z' {
				c -= 'a' - 'A'
			}
			b.WriteByte(c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			b.WriteByte(c)
			i++
			continue
		}
		m := b.Len()
		b.WriteRune(of(r))
		i += n
		if b.Len()-m != n {
			shifts = append(shifts, shift{from: i, to: b.Len()})
		}
	}
	return b.String(), shifts
}

// mostLead is how much of what a line begins with is passed over where lines flow.
const mostLead = 64

// flowingEnd returns the size of the line end at i, with a blank before it, behind which a line goes on, and of
// the indent and the marks of quotations that this begins with; 0 if there is none.
func flowingEnd(s string, i int) int {
	at := i
	if s[at] == ' ' {
		at++
	}
	if at == len(s) || !isEnd(s[at]) {
		return 0
	}
	at += LineSize(s[at:])
	before := strings.TrimRight(s[max(0, i-mostLead):i], " \t")
	next := s[at:min(len(s), at+mostLead)]
	behind := strings.TrimLeft(next, " \t>")
	if before == "" || isEnd(before[len(before)-1]) || behind == "" || isEnd(behind[0]) {
		return 0
	}
	lead := next[:len(next)-len(behind)]
	if n := strings.Count(lead, ">"); n > 0 && n > marksBefore(s[:i]) {
		return 0 // a quotation starts there
	}
	return at + len(lead) - i
}

// marksBefore counts the marks of quotations that the last line of s begins with; where that is not seen they may
// be many.
func marksBefore(s string) int {
	start := strings.LastIndexAny(s, "\r\n") + 1
	if start == 0 {
		return mostLead
	}
	s = s[start:]
	return strings.Count(s[:len(s)-len(strings.TrimLeft(s, " \t>"))], ">")
}

func isEnd(c byte) bool { return c == '\n' || c == '\r' }

// FoldRune returns what a search that ignores case compares, in the text and elsewhere: the smallest
// rune that differs from r by case only, by Unicode's simple case folding, and of a Latin or Greek letter
// with accents the letter itself. The Turkish İ, which Unicode folds to two runes, is an I, so that whoever
// looks for istanbul finds İstanbul.
func FoldRune(r rune) rune { return foldCase(plainLetter(r)) }

// foldCase is FoldRune without what it says of accents.
func foldCase(r rune) rune {
	if r == 'İ' {
		return 'I'
	}
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return least
}

// plainLetter is a Latin or Greek letter without its accents. In other scripts such signs make other letters.
func plainLetter(r rune) rune {
	switch {
	case r < 0xc0, r > 0x24f && r < 0x370, r > 0x3ff && r < 0x1e00, r > 0x1fff:
		return r
	}
	var b [utf8.UTFMax]byte
	n := utf8.EncodeRune(b[:], r)
	parts := norm.NFD.Properties(b[:n]).Decomposition()
	if base, _ := utf8.DecodeRune(parts); len(parts) > 0 && unicode.IsLetter(base) {
		return base
	}
	return r
}
