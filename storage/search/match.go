package search

import (
	"bytes"
	"cmp"
	"math"
	"regexp/syntax"
	"slices"
	"strings"
	"time"
	"unicode"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/post"
)

// matcher is a query made ready. Several goroutines may use it.
type matcher struct {
	q       Query
	needles []needle     // what is cheap to look for comes first
	finder  *text.Finder // of a regular expression
	must    []byte       // what is in all that it matches, flattened; "" for nothing that is known
}

// needle is a term made ready.
type needle struct {
	Term
	key, text []byte    // flattened
	word      rare      // text, to be looked for
	from, to  time.Time // of a date
}

// newMatcher makes a query ready, folded or with capitals told apart.
func newMatcher(q Query, fold bool) (*matcher, error) {
	m := &matcher{q: q}
	if q.Regexp {
		if q.Empty() {
			return m, nil
		}
		f, err := text.Query{Text: q.Terms[0].Text, IgnoreCase: !q.Case, Words: q.Words, Regexp: true}.Compile()
		m.finder = &f
		if err == nil {
			m.must = flatten(nil, required(q.Terms[0].Text), true, nil)
		}
		return m, err
	}
	for _, t := range q.Terms {
		n := needle{Term: t}
		words := strings.ToValidUTF8(t.Text, "\ufffd") // half a character is in no text, though its bytes may be
		if t.Kind <= Field {
			words = strings.TrimFunc(words, unicode.IsSpace)
		}
		n.text = flatten(nil, words, fold || t.Kind > Field, nil)
		n.key = flatten(nil, t.Key, true, nil)
		switch t.Kind {
		case Before, After:
			n.from, n.to, _ = span(t.Text)
		case Has:
			n.key = n.text
		}
		n.word = rareOf(n.text)
		m.needles = append(m.needles, n)
	}
	cost := func(n needle) int { return [...]int{Word: 3, Phrase: 3, Field: 2, Has: 4, LinksTo: 5, File: 1}[n.Kind] }
	slices.SortStableFunc(m.needles, func(a, b needle) int {
		return cmp.Or(cost(a)-cost(b), map[bool]int{true: -1}[a.Not]-map[bool]int{true: -1}[b.Not])
	})
	return m, nil
}

// required is the longest piece of text without white space, whatever its case,
// that is in all that an expression matches.
func required(expr string) string {
	x, err := syntax.Parse("(?m)"+expr, syntax.Perl)
	if err != nil {
		return ""
	}
	return requiredOf(x)
}

func requiredOf(x *syntax.Regexp) (best string) {
	take := func(s string) {
		for _, word := range strings.Fields(s) {
			if len(word) > len(best) {
				best = word
			}
		}
	}
	switch x.Op {
	case syntax.OpLiteral:
		take(string(x.Rune))
	case syntax.OpConcat, syntax.OpCapture, syntax.OpPlus:
		for _, sub := range x.Sub {
			take(requiredOf(sub))
		}
	case syntax.OpRepeat:
		if x.Min > 0 {
			take(requiredOf(x.Sub[0]))
		}
	}
	return best
}

func (n *needle) isTitle() bool { return n.Kind == Field && string(n.key) == "TITLE" }

// things that a post can have beside fields.
const (
	image = iota + 1
	link
	heading
)

func (n *needle) thing() int {
	switch strings.TrimSuffix(string(n.text), "S") {
	case "IMAGE", "PICTURE":
		return image
	case "LINK":
		return link
	case "HEADING":
		return heading
	}
	return 0
}

// found is what is known of a post that is like the query.
type found struct {
	score float64
	count int // places of words and phrases
}

// mostCounted is how many places of a word in a body are counted.
const mostCounted = 99

// match reports whether a post, whose record is r, is like the query.
func (m *matcher) match(d *Doc, r *record) (f found, ok bool) {
	var spots []spots
	for i := range m.needles {
		n := &m.needles[i]
		score, at, ok := n.match(d, r, m.q.Words)
		if ok == n.Not {
			return found{}, false
		}
		if !n.Not {
			f.score += score
			f.count += at.all
			if len(at.at) > 0 {
				spots = append(spots, at)
			}
		}
	}
	if len(spots) > 1 {
		const near = 600 // bytes
		_, span := nearest(spots)
		f.score += 40 * max(0, 1-float64(span)/near)
	}
	return f, true
}

// match reports whether a post is like one term, and how much, and where in its
// body.
func (n *needle) match(d *Doc, r *record, words bool) (score float64, s spots, ok bool) {
	switch n.Kind {
	case Status:
		return 0, s, d.Stands(n.Text)
	case Before:
		return 0, s, !d.Date.IsZero() && d.Date.Before(n.from)
	case After:
		return 0, s, !d.Date.IsZero() && !d.Date.Before(n.to)
	case File:
		return 0, s, bytes.Contains(flatten(nil, d.Rel, true, nil), n.text)
	case LinksTo:
		return 0, s, bytes.Contains(r.links, n.name()) && n.isLinked(r.links)
	case Has:
		switch n.thing() {
		case image:
			return 0, s, bytes.IndexByte(r.links, isImage) >= 0
		case link:
			return 0, s, bytes.IndexByte(r.links, isLink) >= 0
		case heading:
			return 0, s, len(r.heads) > 0
		}
		r.each(n.key, func(v []byte) bool {
			ok = len(bytes.TrimSpace(v)) > 0
			return !ok
		})
		return 0, s, ok || string(n.key) == "TITLE" && d.HasTitle
	case Field:
		return n.matchField(r, words)
	}
	if len(n.text) == 0 || n.word.in(r.all) < 0 {
		return 0, s, false
	}
	if n.Not {
		ok = look(r.title, n.word, words, 1, false).all+look(r.body, n.word, words, 1, false).all > 0
		r.each(nil, func(v []byte) bool {
			ok = ok || look(v, n.word, words, 1, false).all > 0
			return !ok
		})
		return 0, s, ok
	}
	if title := look(r.title, n.word, words, mostCounted, false); title.all > 0 {
		score += 100
		s.all += title.all
		if len(n.text) == len(r.title) {
			score += 60
		}
		if title.whole {
			score += 20
		}
	}
	if n.word.in(r.fields) >= 0 {
		r.each(nil, func(v []byte) bool {
			if in := look(v, n.word, words, mostCounted, false); in.all > 0 {
				score += 15
				s.all += in.all
			}
			return true
		})
	}
	if heads := look(r.heads, n.word, words, mostCounted, false); heads.all > 0 {
		score += 30 + 5*math.Log2(float64(heads.all))
	}
	body := look(r.body, n.word, words, mostCounted, true)
	if body.all > 0 {
		score += 8 * math.Log2(1+float64(body.all))
		if body.whole {
			score += 6
		}
	}
	body.all += s.all
	if n.Kind == Phrase {
		score *= 1.5
	}
	return score, body, body.all > 0
}

func (n *needle) matchField(r *record, words bool) (score float64, s spots, ok bool) {
	if n.isTitle() {
		s.all = look(r.title, n.word, words, mostCounted, false).all
		return 50, s, s.all > 0
	}
	r.each(n.key, func(v []byte) bool {
		s.all += look(v, n.word, words, mostCounted, false).all
		return true
	})
	return 10, s, s.all > 0
}

// name is what a link leads to, without the ending of its file.
func (n *needle) name() []byte { return bytes.TrimSuffix(n.text, []byte(".MD")) }

// isLinked reports whether one of the addresses of a record is meant.
func (n *needle) isLinked(links []byte) bool {
	for len(links) > 0 {
		end := bytes.IndexByte(links, valueEnd)
		if end < 0 {
			return false
		}
		if n.leadsTo(links[1:end]) {
			return true
		}
		links = links[end+1:]
	}
	return false
}

// leadsTo reports whether an address is meant: its last part is the slug or the
// file, or, where a dot or a slash is in what is looked for, that is in it.
func (n *needle) leadsTo(dest []byte) bool {
	if bytes.ContainsAny(n.text, "./") && bytes.Contains(dest, n.text) {
		return true
	}
	if i := bytes.IndexAny(dest, "?#"); i >= 0 {
		dest = dest[:i]
	}
	dest = bytes.TrimRight(dest, "/")
	dest = dest[bytes.LastIndexByte(dest, '/')+1:]
	return len(dest) > 0 && bytes.Equal(bytes.TrimSuffix(dest, []byte(".MD")), n.name())
}

// matchText reports whether an expression matches a part of a source, and how
// often.
func (m *matcher) matchText(src string) (f found, ok bool) {
	p := post.Parse(src)
	for _, h := range m.regexpHits(p, text.New(src), text.Range{Start: p.BodyStart(), End: len(src)}) {
		f.count++
		switch h.key {
		case "":
			f.score += 8 / float64(f.count)
		case "title":
			f.score += 100
		default:
			f.score += 15
		}
	}
	return f, f.count > 0
}

// spots are where a word is.
type spots struct {
	all   int   // places
	at    []int // the first of them
	cut   bool  // there are more
	whole bool  // one of the first is a whole word
}

// mostSpots is how many places are looked at to find words near each other.
const mostSpots = 24

// look finds w in b, most times at the most; where keep is set, also the
// places.
func look(b []byte, w rare, words bool, most int, keep bool) (s spots) {
	if len(w.word) < 3 {
		most = min(most, 9) // it is everywhere
	}
	for at := 0; s.all < most; {
		i := w.in(b[at:])
		if i < 0 {
			break
		}
		start, end := at+i, at+i+len(w.word)
		whole := (words || !s.whole && s.all < 8) && aWord(b, start, end)
		if words && !whole {
			at = start + 1
			continue
		}
		s.whole = s.whole || whole
		s.all++
		switch {
		case !keep:
		case len(s.at) < mostSpots:
			s.at = append(s.at, start)
		default:
			s.cut = true
		}
		at = end
	}
	return s
}

// nearest is the place where the words stand nearest to each other, and over how
// many bytes.
func nearest(words []spots) (at, span int) {
	// A word that is everywhere is near to all.
	if telling := slices.DeleteFunc(slices.Clone(words), func(s spots) bool { return s.cut }); len(telling) > 0 {
		words = telling
	}
	next := make([]int, len(words)) // of each word, the place that is looked at
	span = math.MaxInt
	for {
		first, last := 0, 0
		for w := range words {
			off := words[w].at[next[w]]
			if off < words[first].at[next[first]] {
				first = w
			}
			last = max(last, off)
		}
		from := words[first].at[next[first]]
		if d := last - from; d < span {
			at, span = from, d
		}
		if next[first]++; next[first] == len(words[first].at) {
			return at, span
		}
	}
}

// rarest is what to look for first, in many posts at once: it is in all that are
// like the query. It is empty where nothing is.
func (m *matcher) rarest() rare {
	best := m.must
	for i := range m.needles {
		if n := &m.needles[i]; n.Kind <= Field && !n.Not && len(n.text) > len(best) {
			best = n.text
		}
	}
	return rareOf(best)
}

// rare is a word, and which of its bytes is the rarest in texts.
type rare struct {
	word []byte
	at   int
}

func rareOf(word []byte) rare {
	r := rare{word: word}
	for i := range word {
		if seldom(word[i]) > seldom(word[r.at]) {
			r.at = i
		}
	}
	return r
}

// seldom is how rare a byte is in a flattened text. One that a letter beyond ASCII
// begins with may be in each letter of a text, what follows it is not.
func seldom(c byte) int {
	const often = " ETAOINSHRDLCUMWFGYPBVKXJQZ"
	if i := strings.IndexByte(often, c); i >= 0 {
		return i
	}
	if c >= 0xC0 {
		return 0
	}
	return len(often)
}

// in is where the word is first in b; -1 for nowhere. It is faster than
// bytes.Index where many words begin as this one does; where the byte is not rare
// after all, it is done that way.
func (r rare) in(b []byte) int {
	if len(r.word) < 2 {
		return bytes.Index(b, r.word)
	}
	for i, tries := r.at, 0; i < len(b); tries++ {
		if from := i - r.at; tries > 4+from/32 {
			if j := bytes.Index(b[from:], r.word); j >= 0 {
				return from + j
			}
			return -1
		}
		j := bytes.IndexByte(b[i:], r.word[r.at])
		if j < 0 {
			return -1
		}
		start := i + j - r.at
		if b[start] == r.word[0] && bytes.HasPrefix(b[start:], r.word) {
			return start
		}
		i += j + 1
	}
	return -1
}
