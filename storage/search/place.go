package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/post"
)

// Place is where a post is like the query, in its sentence.
type Place struct {
	text.Range              // of the source; empty where the post is found by no word of it
	Line, Col  int          // of its start, from 1; Col in characters
	Key        string       // of the field that it is in; "" for the body
	Sentence   string       // around it, in one line
	Found      string       // what stands there, as far as it is short
	Marks      []text.Range // what was found, in Sentence
}

// places finds where a post is like the query, in the order of the source, each
// sentence once. Of many places in a body first is the one to show first.
func (m *matcher) places(src string, limit int) (list []Place, first int) {
	p := post.Parse(src)
	t := text.New(src)
	body := text.Range{Start: p.BodyStart(), End: len(src)}
	var hits []hit
	best := 0
	if m.finder != nil {
		hits = m.regexpHits(p, t, body)
	} else {
		for _, f := range p.Fields() {
			in := text.Range{Start: f.ValueStart, End: f.ValueEnd}
			hits = append(hits, m.hitsIn(src, in, f.Key, nil)...)
		}
		var words []spots
		inBody := m.hitsIn(src, body, "", &words)
		if len(words) > 1 {
			at, _ := nearest(words)
			if i := slices.IndexFunc(inBody, func(h hit) bool { return h.flat == at }); i >= 0 {
				best = len(hits) + i
			}
		} else if len(inBody) > 0 {
			best = len(hits)
		}
		hits = append(hits, inBody...)
	}
	if m.finder != nil {
		best = max(0, slices.IndexFunc(hits, func(h hit) bool { return h.key == "" }))
	}
	shown := 0 // up to where the last sentence reaches
	for i, h := range hits {
		if len(list) == limit && i != best {
			continue
		}
		if i > 0 && h.key == hits[i-1].key && h.End <= shown && i != best {
			continue
		}
		in := body
		if h.key != "" {
			in = h.in
		}
		pl := Place{Range: h.Range, Key: h.key, Found: clip(src[h.Start:h.End], mostFound)}
		pl.Sentence, pl.Marks, shown = m.sentence(src, in, h.Range)
		line := t.LineAt(h.Start)
		pl.Line, pl.Col = line+1, 1+characters(src[t.LineStart(line):h.Start])
		if i == best {
			first = len(list)
		}
		list = append(list, pl)
	}
	if len(list) == 0 {
		list = append(list, m.beginning(p, src, t))
	}
	return list, first
}

// beginning is what is shown of a post that is found by no word of it.
func (m *matcher) beginning(p post.Post, src string, t text.Text) Place {
	start := p.TextStart()
	pl := Place{Range: text.Range{Start: start, End: start}, Line: t.LineAt(start) + 1, Col: 1}
	if pl.Sentence, _ = p.Value("description"); pl.Sentence == "" && start < len(src) {
		pl.Sentence, _, _ = m.sentence(src, text.Range{Start: start, End: len(src)}, pl.Range)
	}
	pl.Sentence = strings.Join(strings.Fields(clip(pl.Sentence, 2*mostSentence)), " ")
	return pl
}

// hit is a place before its sentence is known.
type hit struct {
	text.Range
	key  string
	in   text.Range // of the value of a field
	flat int        // of the flattened text
}

// mostFound is how much of what is found is told, in bytes.
const mostFound = 300

// mostHits is how many places of one part of a post are found.
const mostHits = 1000

// hitsIn finds the words in a part of a source, and where they are in words.
func (m *matcher) hitsIn(src string, in text.Range, key string, words *[]spots) (hits []hit) {
	var shifts []shift
	var flat []byte
	for i := range m.needles {
		n := &m.needles[i]
		if n.Not || n.Kind > Field || n.Kind == Field && (key == "" || string(n.key) != string(flatten(nil, key, true, nil))) {
			continue
		}
		if flat == nil {
			flat = flatten(nil, src[in.Start:in.End], !m.q.Case, &shifts)
		}
		s := look(flat, n.word, m.q.Words, mostHits, true)
		if words != nil && s.all > 0 {
			*words = append(*words, s)
		}
		for at := 0; len(hits) < mostHits; {
			i := n.word.in(flat[at:])
			if i < 0 || len(n.text) == 0 {
				break
			}
			start := at + i
			end := start + len(n.text)
			at = end
			if m.q.Words && !aWord(flat, start, end) {
				at = start + 1
				continue
			}
			hits = append(hits, hit{Range: text.Range{Start: in.Start + unflat(shifts, start), End: in.Start + unflat(shifts, end)}, key: key, in: in, flat: start})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	return hits
}

// regexpHits finds what an expression matches, in the values of fields and in the
// body.
func (m *matcher) regexpHits(p post.Post, t text.Text, body text.Range) (hits []hit) {
	for h := range m.finder.Hits(t, text.Range{End: t.Len()}) {
		if len(hits) == mostHits {
			break
		}
		if h.Start == h.End {
			continue
		}
		if h.Start >= body.Start {
			hits = append(hits, hit{Range: h.Range, in: body})
			continue
		}
		for _, f := range p.Fields() {
			if f.ValueStart <= h.Start && h.End <= f.ValueEnd {
				hits = append(hits, hit{Range: h.Range, key: f.Key, in: text.Range{Start: f.ValueStart, End: f.ValueEnd}})
			}
		}
	}
	return hits
}

// Bounds of what is shown around a place, in bytes.
const (
	mostSentence = 320
	mostBefore   = 110 // of what stands before the place
	mostAround   = 800 // in which the sentence is looked for, to either side
)

// sentence is the sentence around a place of a part of a source, in one line,
// with what is found in it, and where it ends in the source.
func (m *matcher) sentence(src string, in, at text.Range) (s string, marks []text.Range, end int) {
	if cut := at.Start + mostSentence/2; at.End > cut {
		for at.End = cut; at.End > at.Start && src[at.End]&0xC0 == 0x80; {
			at.End--
		}
	}
	from, to := block(src, in, at)
	plain := strings.Map(func(r rune) rune { // an ending of a line ends no sentence here
		if r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(src[from:to], "?"))
	if len(plain) != to-from {
		plain = src[from:to] // a byte that is no text; sentences end with their lines
	}
	plain = withoutSigns(plain)
	start, stop := 0, 0
	for rest, state := plain, -1; rest != ""; {
		var one string
		one, rest, state = uniseg.FirstSentenceInString(rest, state)
		stop += len(one)
		if from+stop > at.Start && from+stop >= at.End {
			break
		}
		if from+stop <= at.Start {
			start = stop
		}
	}
	from, to = from+start, from+stop
	if mark := marker(src[from:to]); from+mark <= at.Start {
		from += mark
	}
	before, after := "", ""
	if at.Start-from > mostBefore {
		from = at.Start - mostBefore
		for from < at.Start && src[from]&0xC0 == 0x80 {
			from++
		}
		if i := strings.IndexByte(src[from:at.Start], ' '); i >= 0 {
			from += i + 1
		}
		before = "…"
	}
	if to-from > mostSentence {
		to = max(at.End, from+mostSentence)
		for to > at.End && src[to]&0xC0 == 0x80 {
			to--
		}
		if i := strings.LastIndexByte(src[at.End:to], ' '); i > 0 {
			to = at.End + i
		}
		after = "…"
	}
	lead := before + strings.TrimLeft(post.OneLine(src[from:at.Start]), " ")
	hit := post.OneLine(src[at.Start:at.End])
	s = lead + hit + strings.TrimRight(post.OneLine(src[at.End:to]), " ") + after
	if at.Start < at.End {
		marks = m.marks(s, text.Range{Start: len(lead), End: len(lead) + len(hit)})
	}
	return s, marks, to
}

// withoutSigns is a text of the same length in which what ends no sentence does not
// look so: the mark of a picture, and the query of an address.
func withoutSigns(s string) string {
	var b []byte
	for i := 0; i+1 < len(s); i++ {
		if s[i] != '!' && s[i] != '?' || s[i+1] >= utf8.RuneSelf || strings.IndexByte(" \t!?\"')]}>*_~`", s[i+1]) >= 0 {
			continue
		}
		if b == nil {
			b = []byte(s)
		}
		b[i] = '-'
	}
	if b == nil {
		return s
	}
	return string(b)
}

// block is the part of a paragraph or another block around a place, as far as is
// looked.
func block(src string, in, at text.Range) (from, to int) {
	from, to = at.Start, at.End
	least, most := max(in.Start, from-mostAround), min(in.End, to+mostAround)
	for from > least {
		i := strings.LastIndexAny(src[least:from], "\r\n")
		start := least + i + 1
		line := src[start:from]
		if from != at.Start && strings.TrimSpace(line) == "" {
			break
		}
		from = start
		if i < 0 || marker(src[start:most]) > 0 {
			break
		}
		from-- // over the ending
		if from > least && src[from] == '\n' && src[from-1] == '\r' {
			from--
		}
	}
	for from < at.Start && (src[from] == '\n' || src[from] == '\r' || src[from]&0xC0 == 0x80) {
		from++
	}
	for to < most {
		i := strings.IndexAny(src[to:most], "\r\n")
		if i < 0 {
			to = most
			break
		}
		next := to + i
		if to += i + 1; src[next] == '\r' && to < most && src[to] == '\n' {
			to++
		}
		line := src[to:most]
		if j := strings.IndexAny(line, "\r\n"); j >= 0 {
			line = line[:j]
		}
		if strings.TrimSpace(line) == "" || marker(line) > 0 {
			to = next
			break
		}
	}
	for to > at.End && to < len(src) && src[to]&0xC0 == 0x80 {
		to--
	}
	return from, to
}

// marker is how many bytes the signs take that s begins with, and that make it a
// heading, an item of a list or a quotation.
func marker(s string) (n int) {
	for {
		rest := strings.TrimLeft(s[n:], " \t")
		at := len(s) - len(rest)
		sign := strings.TrimLeft(rest, "#")
		switch {
		case len(sign) == len(rest) && (strings.HasPrefix(rest, "- ") || strings.HasPrefix(rest, "* ") || strings.HasPrefix(rest, "+ ")):
			n = at + 2
		case strings.HasPrefix(rest, ">"):
			n = at + 1
		case len(sign) < len(rest) && len(rest)-len(sign) <= 6 && strings.HasPrefix(sign, " "):
			return at + len(rest) - len(sign) + 1
		case strings.HasPrefix(rest, "|"):
			return at + 1
		default:
			digits := strings.TrimLeft(rest, "0123456789")
			if k := len(rest) - len(digits); k > 0 && k < 10 && (strings.HasPrefix(digits, ". ") || strings.HasPrefix(digits, ") ")) {
				n = at + k + 2
				continue
			}
			return n
		}
	}
}

// marks are the words in a sentence, or in a title, of which one is known.
func (m *matcher) marks(s string, known text.Range) []text.Range {
	var list []text.Range
	if known.Start < known.End {
		list = append(list, known)
	}
	if m.finder != nil {
		hits, _ := m.finder.All(text.New(s), text.Range{End: len(s)}, mostSpots)
		for _, h := range hits {
			list = append(list, h.Range)
		}
	} else {
		for _, h := range m.hitsIn(s, text.Range{End: len(s)}, "", nil) {
			list = append(list, h.Range)
		}
	}
	return merged(list)
}

// merged are ranges in order, of which none touches another and none is empty.
func merged(list []text.Range) (out []text.Range) {
	slices.SortFunc(list, func(a, b text.Range) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	for _, r := range list {
		switch last := len(out) - 1; {
		case r.Start == r.End:
		case last >= 0 && r.Start <= out[last].End:
			out[last].End = max(out[last].End, r.End)
		default:
			out = append(out, r)
		}
	}
	return out
}

// titleMarks are what is found of a title.
func (m *matcher) titleMarks(title string) []text.Range {
	if m.finder != nil {
		return m.marks(title, text.Range{})
	}
	var list []text.Range
	for _, h := range m.hitsIn(title, text.Range{End: len(title)}, "title", nil) {
		list = append(list, h.Range)
	}
	return merged(list)
}

// characters is how many characters a reader counts in s, which is cut where
// nobody counts further.
func characters(s string) int {
	const most = 1000 // bytes
	return uniseg.GraphemeClusterCount(clip(s, most))
}
