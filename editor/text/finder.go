package text

import (
	"errors"
	"fmt"
	"iter"
	"regexp"
	"regexp/syntax"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// Hit is a place where a query was found. Groups holds the offsets of a regular expression's groups
// in pairs, those of the hit itself first and -1 for a group that took no part; it is nil for plain
// text.
type Hit struct {
	Range
	Groups []int
}

// Finder is a query made ready. The zero Finder finds nothing.
type Finder struct {
	query  Query
	re     *regexp.Regexp // nil for plain text
	prefix string         // every hit of re starts with it
	whole  bool           // a hit of re may lie across lines
	memo   *memo          // nil where hits do not
}

// memo holds what was found last by a regular expression that looks across lines, as whoever draws
// the hits in view asks for them again and again.
type memo struct {
	mu   sync.Mutex
	text *node // the root of the text, which only texts with the same bytes share
	hits []Hit
}

// mostKept is how many hits a memo keeps.
const mostKept = 100_000

// Compile makes the query ready, and tells what is wrong with a regular expression.
//
// A regular expression is searched for in each line by itself, without its ending, whatever that is;
// ^ and $ stand for a line's start and end. Only one that names a line break, as by \n, the flag s,
// \A or \z, is searched for in the text as a whole, for which that is copied. In lines of more than
// 64 KB no hit is longer than 8 KB.
func (q Query) Compile() (Finder, error) {
	if !q.Regexp || q.Text == "" {
		return Finder{query: q}, nil
	}
	flags := "(?m)"
	if q.IgnoreCase {
		flags = "(?mi)"
	}
	re, err := regexp.Compile(flags + q.Text)
	if err != nil {
		return Finder{}, q.reason(err)
	}
	f := Finder{query: q, re: re}
	f.prefix, _ = re.LiteralPrefix()
	tree, err := syntax.Parse(flags+q.Text, syntax.Perl)
	// A class such as \s or [^x] happens to hold line breaks; whoever wants to find them says so.
	f.whole = strings.Contains(q.Text, `\n`) || strings.Contains(q.Text, `\r`) || err == nil && crosses(tree)
	if f.whole {
		f.memo = &memo{}
	}
	return f, nil
}

// reason is what is wrong with the expression, and the part of it that is, without the flags, which nobody wrote.
func (q Query) reason(err error) error {
	bad := (*syntax.Error)(nil)
	switch {
	case !errors.As(err, &bad):
		return err
	case bad.Expr != q.Text && strings.Contains(q.Text, bad.Expr):
		return fmt.Errorf("%s: `%s`", bad.Code, bad.Expr)
	}
	return errors.New(bad.Code.String())
}

// crosses reports whether an expression names a line break or an end of the text.
func crosses(x *syntax.Regexp) bool {
	switch x.Op {
	case syntax.OpLiteral:
		return strings.ContainsAny(string(x.Rune), "\r\n")
	case syntax.OpAnyChar, syntax.OpBeginText, syntax.OpEndText:
		return true
	}
	for _, sub := range x.Sub {
		if crosses(sub) {
			return true
		}
	}
	return false
}

// All returns the first limit hits that lie within a range, in order and not overlapping, and
// whether there are more; a limit of 0 is none.
func (f Finder) All(t Text, in Range, limit int) (hits []Hit, more bool) {
	for h := range f.Hits(t, in) {
		if limit > 0 && len(hits) == limit {
			return hits, true
		}
		hits = append(hits, h)
	}
	return hits, false
}

// Hits returns the hits that lie within a range, in order and not overlapping. A regular expression
// sees the text around the range; the start of a line that a range ends at is not in it.
func (f Finder) Hits(t Text, in Range) iter.Seq[Hit] {
	return func(yield func(Hit) bool) {
		in.Start, in.End = max(0, in.Start), min(in.End, t.Len())
		if f.re == nil {
			for r := range f.query.plain(t, in.Start, in.End) {
				if !yield(Hit{Range: r}) {
					return
				}
			}
			return
		}
		if in.Start > in.End {
			return
		}
		open := in.End < t.Len() && in.Start < in.End && t.LineStart(t.LineAt(in.End)) == in.End
		f.matches(t, in, func(h Hit) bool {
			switch {
			case h.Start < in.Start, f.query.Words && (h.Start == h.End || !aWord(t, h.Range)):
				return true
			case h.End > in.End || open && h.Start == in.End:
				return false
			}
			return yield(h)
		})
	}
}

// Next returns the first hit that starts at or after from.
func (f Finder) Next(t Text, from int) (Hit, bool) {
	for h := range f.Hits(t, Range{from, t.Len()}) {
		return h, true
	}
	return Hit{}, false
}

// matches calls yield for the matches on the lines of a range, until it returns false.
func (f Finder) matches(t Text, in Range, yield func(Hit) bool) {
	if f.whole {
		hits := f.acrossLines(t)
		i := sort.Search(len(hits), func(i int) bool { return hits[i].Start >= in.Start })
		for ; i < len(hits) && yield(hits[i]); i++ {
		}
		return
	}
	for at := t.LineStart(t.LineAt(in.Start)); at <= in.End; {
		end := t.Len()
		if at+searchWindow < end {
			line := t.LineAt(at + searchWindow)
			start, stop := t.LineStart(line), t.LineEnd(line)
			if line+1 < t.Lines() {
				end = t.LineStart(line + 1)
			}
			switch {
			case stop-start <= longLine:
			case start > at:
				end = start
			case !f.longLine(t, start, stop, in, yield) || line+1 == t.Lines():
				return
			default:
				at = end
				continue
			}
		}
		if !f.window(t.Slice(at, end), at, end == t.Len(), yield) || end == t.Len() {
			return
		}
		at = end
	}
}

// Ready reports whether looking at a part of the text costs no more than that part. It does not for
// a regular expression that looks across lines, until all its hits in the text have been found, which
// are remembered if they are not too many.
func (f Finder) Ready(t Text) bool {
	if !f.whole || t.Len() < quickText {
		return true
	}
	if !f.memo.mu.TryLock() {
		return false // they are being looked for
	}
	defer f.memo.mu.Unlock()
	return f.memo.text == t.root
}

// quickText is how many bytes are searched through in a moment.
const quickText = 256 << 10

// acrossLines returns all matches in a text.
func (f Finder) acrossLines(t Text) []Hit {
	f.memo.mu.Lock()
	defer f.memo.mu.Unlock()
	if t.root != nil && f.memo.text == t.root {
		return f.memo.hits
	}
	var hits []Hit
	f.within(t.String(), 0, func(h Hit) bool {
		hits = append(hits, h)
		return true
	})
	if t.root != nil && len(hits) <= mostKept {
		f.memo.text, f.memo.hits = t.root, hits
	}
	return hits
}

// window calls yield for the matches on whole lines, of which the first starts at base, and reports
// whether all were wanted.
func (f Finder) window(s string, base int, last bool, yield func(Hit) bool) bool {
	if f.prefix != "" && !strings.Contains(s, f.prefix) {
		return true
	}
	for s != "" {
		n := strings.IndexByte(s, '\n')
		if cr := strings.IndexByte(s[:max(n, 0)], '\r'); n < 0 || cr >= 0 {
			n = strings.IndexAny(s, "\r\n")
		}
		if n < 0 {
			return f.within(s, base, yield)
		}
		if !f.within(s[:n], base, yield) {
			return false
		}
		if strings.HasPrefix(s[n:], "\r\n") {
			n++
		}
		s, base = s[n+1:], base+n+1
	}
	return !last || f.within("", base, yield)
}

// within calls yield for the matches in s. They are looked for a few at first, as often no more are
// wanted.
func (f Finder) within(s string, base int, yield func(Hit) bool) bool {
	done := 0
	for n := 64; ; n *= 16 {
		found := f.re.FindAllStringSubmatchIndex(s, n)
		for _, m := range found[done:] {
			for i := range m {
				if m[i] >= 0 {
					m[i] += base
				}
			}
			if !yield(Hit{Range: Range{m[0], m[1]}, Groups: m}) {
				return false
			}
		}
		if done = len(found); done < n {
			return true
		}
	}
}

// Expand returns what a hit is replaced by. For a regular expression $1, ${1} and ${name} stand for
// what a group matched, $0 for the whole hit and $$ for a dollar sign; what names no group stays as
// it is, as does everything for plain text.
func (f Finder) Expand(t Text, h Hit, with string) string {
	if f.re == nil || !strings.Contains(with, "$") {
		return with
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(with, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		group, n := f.group(rest)
		switch {
		case strings.HasPrefix(rest, "$"):
			b.WriteByte('$')
			n = 1
		case n == 0:
			b.WriteByte('$')
		case 2*group+1 < len(h.Groups) && h.Groups[2*group] >= 0:
			b.WriteString(t.Slice(h.Groups[2*group], h.Groups[2*group+1]))
		}
		with = rest[n:]
	}
}

// group returns the group that s, which stands behind a dollar sign, names and the bytes of the name;
// 0 bytes if it names none. Of the digits in $12 as many belong to the name as make a group's number.
func (f Finder) group(s string) (group, size int) {
	if name, _, ok := strings.Cut(strings.TrimPrefix(s, "{"), "}"); ok && s[0] == '{' {
		if i := f.re.SubexpIndex(name); i >= 0 {
			return i, len(name) + 2
		}
		if i, err := strconv.ParseUint(name, 10, 16); err == nil && int(i) <= f.re.NumSubexp() {
			return int(i), len(name) + 2
		}
		return 0, 0
	}
	for size < len(s) && size < 3 && s[size] >= '0' && s[size] <= '9' {
		next := group*10 + int(s[size]-'0')
		if next > f.re.NumSubexp() {
			break
		}
		group = next
		size++
	}
	return group, size
}
