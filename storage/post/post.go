// Package post reads and edits one post as bytes, losing nothing.
//
// A post is a head of fields, a separator line and a Markdown body:
//
//	!! title: Engineer to Manager
//	!! slug: engineer-to-manager
//	!! published: 2023-12-11
//	!! description: Discussing an interview question
//
//	---
//
//	The body, in Markdown.
//
// What must hold:
//
//   - Parse never fails and never changes anything. A [Post] is a reading of
//     its source with byte offsets into it; what is wrong is a [Problem].
//   - Every change is a list of [Edit] on the source. Setting a field touches
//     the bytes of its value and nothing else, so spacing, unknown fields,
//     order, line endings and the byte order mark stay as they are.
//   - The body is never looked at when a separator was found, so that the cost
//     of a parse does not grow with the post.
//
// A line ends at LF, CRLF or a lone CR; no other character ends one. A blank is
// a space or a tab. Keys and values are trimmed of all Unicode white space.
package post

import "strings"

// Post is a reading of one source text. It is a value: it never changes, and it
// keeps the source it was made from.
type Post struct {
	src       string
	fields    []Field
	bom       int // bytes of the byte order mark, 0 or 3
	bodyStart int
	head      bool // the source starts with a field
	separator bool

	textLine, textCount   int // first line of the head that is no field and not blank; how many there are
	colonLine, colonCount int // the same for lines with !! but without a colon
	bodyLine              int // line of bodyStart, 1-based
}

// Field is one field line of a head. Offsets are bytes of the source.
type Field struct {
	Key, Value           string // trimmed
	Line                 int    // 1-based
	Start, End           int    // the whole line with its line ending
	KeyStart, KeyEnd     int
	ValueStart, ValueEnd int // of an empty value: where one would go
}

// Edit replaces the bytes [Start, End) of a source by New.
type Edit struct {
	Start, End int
	New        string
}

// BOM is the byte order mark in UTF-8, which a post may start with.
const BOM = "\ufeff"

const (
	mark      = "!!"
	separator = "---"
)

// Fields returns all field lines in file order, repeated keys included. The
// caller must not change the slice.
func (p Post) Fields() []Field { return p.fields }

// Value returns the effective value of a key, which is that of the last field
// with it, and whether there is one.
func (p Post) Value(key string) (string, bool) {
	if f, ok := p.Field(key); ok {
		return f.Value, true
	}
	return "", false
}

// Field returns the effective field of a key: the last one with it.
func (p Post) Field(key string) (Field, bool) {
	for i := len(p.fields) - 1; i >= 0; i-- {
		if p.fields[i].Key == key {
			return p.fields[i], true
		}
	}
	return Field{}, false
}

// HasHead reports whether the source starts with a field. Without one all of it
// is body.
func (p Post) HasHead() bool { return p.head }

// HasSeparator reports whether the head ends at a separator line.
func (p Post) HasSeparator() bool { return p.separator }

// BodyStart is the offset of the body's first byte: after the line ending of
// the separator, or of the head where the separator is missing. Where all is
// body it is 0, or 3 behind a byte order mark.
func (p Post) BodyStart() int { return p.bodyStart }

// TextStart is where an editor starts to show the body: at BodyStart, or behind
// the one empty line that follows the separator.
func (p Post) TextStart() int {
	if !p.separator {
		return p.bodyStart
	}
	return p.bodyStart + len(ending(p.src[p.bodyStart:]))
}

// Apply returns src with the edits made. They must be sorted and must not
// overlap; Apply panics otherwise.
func Apply(src string, edits []Edit) string {
	var b strings.Builder
	at := 0
	for _, e := range edits {
		if e.Start < at || e.End < e.Start || e.End > len(src) {
			panic("post: edits are not in order or outside the source")
		}
		b.WriteString(src[at:e.Start])
		b.WriteString(e.New)
		at = e.End
	}
	b.WriteString(src[at:])
	return b.String()
}

// ending returns the line ending that s starts with: "\n", "\r\n", "\r" or "".
func ending(s string) string {
	switch {
	case strings.HasPrefix(s, "\r\n"):
		return s[:2]
	case s != "" && (s[0] == '\n' || s[0] == '\r'):
		return s[:1]
	}
	return ""
}
