// Package search finds posts of a library by their words, fields, dates and
// links, ranked, and shows each place in its sentence.
//
// Texts are compared as the find bar of a post does it: case and
// accents are folded by [text.FoldRune], nothing else is. In a phrase one blank stands for any white
// space but an empty line, since a paragraph may be broken anywhere.
package search

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/storage"
)

// Kind is what a Term asks of a post.
type Kind uint8

// The kinds of terms.
const (
	Word    Kind = iota // Text is in the title, a field or the body
	Phrase              // the same, of several words
	Field               // Text is in the field called Key, or in the title where that is title
	Status              // it stands where Text says, one of storage.Standings
	Before              // it is dated before the day, month or year Text
	After               // it is dated after it
	Has                 // it has an image, a link, a heading, or the field that Text says, with something in it
	LinksTo             // it links to the post with the slug or file name Text, or to an address with Text in it
	File                // Text is in its path within the library
)

// Term is one thing that a post has to be like.
type Term struct {
	Kind Kind
	Key  string // of a Field, as it was written
	Text string
	Not  bool // it must not be like that
}

// Query is what is looked for: posts that are like all terms.
type Query struct {
	Terms []Term
	// Notes are what was not understood, and how it is taken, a sentence each.
	Notes []string

	Regexp bool // the one term is a regular expression
	Case   bool // capitals are told apart from small letters
	Words  bool // words and phrases are found as whole words alone
}

// The most of a query that is looked at.
const (
	maxQuery = 2000 // bytes
	maxTerms = 32
)

// Parse reads a query. It understands words, "phrases", and, in front of a word
// or a phrase, title: or the name of any other field, status:, before:, after:,
// has:, links-to:, file: and, in front of all of them, a minus. Whatever else
// there is counts as words.
func Parse(s string) Query {
	var q Query
	if len(s) > maxQuery {
		s = clip(s, maxQuery)
		q.note("Of so many words only the first are looked for.")
	}
	p := parser{rest: s}
	for {
		t, note, ok := p.term()
		if !ok {
			return q
		}
		if len(q.Terms) == maxTerms {
			q.note("Of so many words only the first are looked for.")
			return q
		}
		if note != "" {
			q.note(note)
		}
		q.Terms = append(q.Terms, t)
	}
}

// Pattern is the query for a regular expression.
func Pattern(expr string) Query {
	q := Query{Regexp: true}
	if len(expr) > maxQuery {
		expr = clip(expr, maxQuery)
		q.note("The expression is too long; only its beginning is looked for.")
	}
	if expr != "" {
		q.Terms = []Term{{Text: expr}}
	}
	return q
}

func (q *Query) note(s string) {
	if !slices.Contains(q.Notes, s) {
		q.Notes = append(q.Notes, s)
	}
}

// Empty reports whether nothing is looked for.
func (q Query) Empty() bool { return len(q.Terms) == 0 }

// String writes a query so that Parse reads the same terms.
func (q Query) String() string {
	if q.Regexp && len(q.Terms) > 0 {
		return q.Terms[0].Text
	}
	var parts []string
	for _, t := range q.Terms {
		parts = append(parts, t.String())
	}
	return strings.Join(parts, " ")
}

// String writes a term as Parse reads it.
func (t Term) String() string {
	s := ""
	if t.Not {
		s = "-"
	}
	switch t.Kind {
	case Word:
		return s + t.Text
	case Phrase:
		return s + `"` + t.Text + `"`
	case Field:
		s += t.Key
	default:
		s += t.Kind.name()
	}
	s += ":"
	if strings.ContainsFunc(t.Text, unicode.IsSpace) || strings.HasPrefix(t.Text, "//") {
		return s + `"` + t.Text + `"`
	}
	return s + t.Text
}

// name is what stands before the colon.
func (k Kind) name() string {
	return [...]string{Status: "status", Before: "before", After: "after", Has: "has", LinksTo: "links-to", File: "file"}[k]
}

// named is the kind of that name, Field for any other.
func named(key string) Kind {
	for k := Status; k <= File; k++ {
		if strings.EqualFold(key, k.name()) {
			return k
		}
	}
	return Field
}

// parser takes terms off the front of rest.
type parser struct{ rest string }

func (p *parser) term() (t Term, note string, ok bool) {
	for {
		p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace)
		if p.rest == "" {
			return Term{}, "", false
		}
		if t, note, ok = p.one(); ok {
			return t, note, true
		}
	}
}

// one reads the term that rest begins with; ok is false where that is no more than
// empty quotation marks.
func (p *parser) one() (t Term, note string, ok bool) {
	if len(p.rest) > 1 && p.rest[0] == '-' {
		if r, _ := utf8.DecodeRuneInString(p.rest[1:]); !unicode.IsSpace(r) {
			t.Not = true
			p.rest = p.rest[1:]
		}
	}
	if p.rest[0] == '"' {
		t.Kind = Phrase
		var closed bool
		if t.Text, closed = p.quoted(); !closed {
			note = "The quotation mark is not closed; all behind it is one phrase."
		}
		return t, note, strings.TrimSpace(t.Text) != ""
	}
	n := strings.IndexFunc(p.rest, unicode.IsSpace)
	if n < 0 {
		n = len(p.rest)
	}
	key, value, isField := strings.Cut(p.rest[:n], ":")
	if !isField || !isKey(key) || strings.HasPrefix(value, "//") {
		t.Text = p.rest[:n]
		p.rest = p.rest[n:]
		return t, "", true
	}
	closed := true
	if strings.HasPrefix(value, `"`) {
		p.rest = p.rest[len(key)+1:]
		value, closed = p.quoted()
	} else {
		p.rest = p.rest[n:]
	}
	t.Kind, t.Text = named(key), value
	if t.Kind == Field {
		t.Key = key
	}
	note = t.check()
	switch {
	case note != "":
		t = asWords(key+":"+value, t.Not)
	case !closed:
		note = "The quotation mark is not closed; all behind it is one phrase."
	}
	return t, note, true
}

// quoted takes what is between the quotation mark that rest begins with and the
// next one, or all.
func (p *parser) quoted() (s string, closed bool) {
	s, p.rest, closed = strings.Cut(p.rest[1:], `"`)
	return s, closed
}

// isKey reports whether something before a colon can be the name of a field.
func isKey(s string) bool {
	for i, r := range s {
		if !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r) && r != '-' && r != '_' && r != '.') {
			return false
		}
	}
	return s != ""
}

// asWords is a term that looks for what could not be understood.
func asWords(s string, not bool) Term {
	t := Term{Text: strings.TrimSpace(s), Not: not}
	if strings.ContainsFunc(t.Text, unicode.IsSpace) {
		t.Kind = Phrase
	}
	return t
}

// check says why a term cannot be understood; "" where it can.
func (t *Term) check() string {
	name := t.Key
	if t.Kind != Field {
		name = t.Kind.name()
	}
	if strings.TrimSpace(t.Text) == "" {
		return "“" + name + ":” wants something behind it, without a blank between."
	}
	switch t.Kind {
	case Status:
		for _, s := range storage.Standings() {
			if strings.EqualFold(s, t.Text) {
				t.Text = s
				return ""
			}
		}
		return "A status is " + storage.StandingsIn("or") + "; “status:" + t.Text + "” is looked for as words."
	case Before, After:
		if _, _, ok := span(t.Text); !ok {
			return "“" + t.Text + "” is not a date such as 2024, 2024-06 or 2024-06-30; it is looked for as words."
		}
	}
	return ""
}

// span is the day, month or year that s names: its first moment, and the first
// behind it.
func span(s string) (from, to time.Time, ok bool) {
	for layout, by := range map[string][3]int{"2006": {1, 0, 0}, "2006-01": {0, 1, 0}, time.DateOnly: {0, 0, 1}} {
		if t, err := time.Parse(layout, s); err == nil && len(s) == len(layout) {
			return t, t.AddDate(by[0], by[1], by[2]), true
		}
	}
	return from, to, false
}

// clip cuts s to at most n bytes without cutting a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
