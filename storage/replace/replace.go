// Package replace finds what becomes of posts in which words are replaced by
// others, all at once. It writes nothing.
package replace

import (
	"slices"
	"strings"
	"unicode/utf8"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/post"
)

// Query is what is replaced by what, in the body of a post and in its title and
// description. The other fields are for programs, which other words may break.
type Query struct {
	text.Query
	With string // may name groups of a regular expression, as Finder.Expand says
}

// fields are those in whose values words are replaced.
var fields = []string{"title", "description"}

// Replacer is a Query made ready. It may be used by several goroutines.
type Replacer struct {
	finder text.Finder
	with   string
}

// Compile makes a query ready, and tells what is wrong with a regular expression.
func (q Query) Compile() (Replacer, error) {
	f, err := q.Query.Compile()
	return Replacer{finder: f, with: q.With}, err
}

// Place is where words are replaced.
type Place struct {
	Line   int    // 1-based, in the source as it was
	Before string // of the same line, as much as is needed to know it
	Old    string // cut where it is long, with its line breaks as blanks
	New    string
	After  string
}

// Post is what becomes of the source of a post.
type Post struct {
	New    string  // the source; the old one where nothing is found
	Count  int     // of places
	Places []Place // the first of them, no more than MaxPlaces
}

// MaxPlaces is how many places of one post are told of.
const MaxPlaces = 200

// Of returns what becomes of a source. A value of the head stays in its line: line
// breaks in what comes in are blanks there. What would make other fields or
// another body of the source is left as it is.
func (r Replacer) Of(src string) Post {
	p := post.Parse(src)
	t := text.New(src)
	out := Post{New: src}
	var edits []post.Edit
	in := func(start, end int, value bool) {
		for hit := range r.finder.Hits(t, text.Range{Start: start, End: end}) {
			with := r.finder.Expand(t, hit, r.with)
			if value {
				with = inLine.Replace(with)
			}
			if with == src[hit.Start:hit.End] || hit.Start == hit.End && with == "" {
				continue
			}
			edits = append(edits, post.Edit{Start: hit.Start, End: hit.End, New: with})
		}
	}
	for _, f := range p.Fields() {
		if slices.Contains(fields, f.Key) && f.ValueStart < f.ValueEnd {
			before := len(edits)
			in(f.ValueStart, f.ValueEnd, true)
			if !sameHead(src, p, edits[before:]) {
				edits = edits[:before]
			}
		}
	}
	in(p.BodyStart(), len(src), false)
	slices.SortFunc(edits, func(a, b post.Edit) int { return a.Start - b.Start })
	out.Count = len(edits)
	if out.Count == 0 {
		return out
	}
	out.New = post.Apply(src, edits)
	if !utf8.ValidString(out.New) && utf8.ValidString(src) { // an expression can cut a character
		return Post{New: src}
	}
	if q := post.Parse(out.New); len(q.Fields()) != len(p.Fields()) || q.HasHead() != p.HasHead() || q.HasSeparator() != p.HasSeparator() {
		return Post{New: src} // a body without a head would look like one
	}
	line, at := 1, 0
	for _, e := range edits[:min(len(edits), MaxPlaces)] {
		line += lines(src[at:e.Start])
		at = e.Start
		out.Places = append(out.Places, place(src, e, line))
	}
	return out
}

// inLine makes blanks of line breaks.
var inLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// sameHead reports whether a source has the same fields, one value apart, and the
// same body after edits of that value.
func sameHead(src string, p post.Post, edits []post.Edit) bool {
	if len(edits) == 0 {
		return true
	}
	edited := post.Apply(src, edits)
	q := post.Parse(edited)
	if len(q.Fields()) != len(p.Fields()) || edited[q.BodyStart():] != src[p.BodyStart():] {
		return false
	}
	for i, f := range q.Fields() {
		was := p.Fields()[i]
		if f.Key != was.Key || f.Value != was.Value && (was.ValueStart > edits[0].Start || was.ValueEnd < edits[0].End) {
			return false
		}
	}
	return true
}

// lines counts the line endings of s: LF, CRLF or a lone CR.
func lines(s string) int {
	return strings.Count(s, "\n") + strings.Count(s, "\r") - strings.Count(s, "\r\n")
}

const (
	around = 40  // bytes of a line before and behind a place
	most   = 120 // bytes of what goes and of what comes
)

func place(src string, e post.Edit, line int) Place {
	before := src[max(0, e.Start-around):e.Start]
	if i := strings.LastIndexAny(before, "\r\n"); i >= 0 {
		before = before[i+1:]
	} else if e.Start > around {
		before = "…" + whole(before)
	}
	after := src[e.End:min(len(src), e.End+around)]
	if i := strings.IndexAny(after, "\r\n"); i >= 0 {
		after = after[:i]
	} else if e.End+around < len(src) {
		after = whole(after) + "…"
	}
	return Place{Line: line, Before: before, Old: clip(src[e.Start:e.End]), New: clip(e.New), After: after}
}

// whole takes the parts of characters off the ends of s.
func whole(s string) string { return strings.ToValidUTF8(s, "") }

func clip(s string) string {
	if len(s) > most {
		s = whole(s[:most]) + "…"
	}
	return post.Fold(s)
}
