package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"galley.app/galley/storage/post"
)

// kind tells what a value of front matter is.
type kind uint8

const (
	text    kind = iota
	plain        // a number, a truth value or a date: JSON has it without quotes where it can
	nothing      // null
	list
	table
)

// value is a value of front matter, whichever language that is in.
type value struct {
	kind  kind
	text  string // of text and plain, as written
	items []value
	pairs []pair // in the order of the file
}

// pair is a key of a table and its value.
type pair struct {
	key   string
	value value
	line  int // of the file, 1-based; 0 where it is not known
}

// line is the value as a field holds it: on one line. Text of one line and
// plain values are as they are; a list of such is parted by commas where no
// item could be taken for two; all else is JSON.
func (v value) line() string {
	switch v.kind {
	case nothing:
		return ""
	case text, plain:
		if post.Fold(v.text) == v.text {
			return v.text
		}
	case list:
		if s, ok := v.joined(); ok {
			return s
		}
	}
	return v.json()
}

// joined writes a list with commas.
func (v value) joined() (string, bool) {
	var words []string
	for _, it := range v.items {
		s := it.text
		if it.kind != text && it.kind != plain || s == "" || strings.ContainsAny(s, ",") || strings.ContainsAny(s[:1], `"[{`) || post.Fold(s) != s {
			return "", false
		}
		words = append(words, s)
	}
	return strings.Join(words, ", "), len(words) > 0
}

// json writes the value as JSON on one line.
func (v value) json() string {
	var b strings.Builder
	v.writeJSON(&b)
	s := b.String()
	if post.Fold(s) == s {
		return s
	}
	b.Reset() // a character that is a line break to some: spell out all that is not ASCII
	for _, r := range s {
		switch {
		case r < 0x7F:
			b.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		}
	}
	return b.String()
}

func (v value) writeJSON(b *strings.Builder) {
	switch v.kind {
	case nothing:
		b.WriteString("null")
	case text:
		b.WriteString(quoted(v.text))
	case plain:
		if json.Valid([]byte(v.text)) {
			b.WriteString(v.text)
		} else {
			b.WriteString(quoted(v.text))
		}
	case list:
		b.WriteByte('[')
		for i, it := range v.items {
			if i > 0 {
				b.WriteString(", ")
			}
			it.writeJSON(b)
		}
		b.WriteByte(']')
	case table:
		b.WriteByte('{')
		for i, p := range v.pairs {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(quoted(p.key) + ": ")
			p.value.writeJSON(b)
		}
		b.WriteByte('}')
	}
}

// quoted is s as a JSON string that is easy to read.
func quoted(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""` // no string fails
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// words is the value as words for a title or a description, line breaks folded.
func (v value) words() string {
	if v.kind == list || v.kind == table {
		return v.line()
	}
	return post.Fold(v.text)
}

// truth reads what front matter says for yes and no.
func (v value) truth() (yes, ok bool) {
	switch strings.ToLower(strings.TrimSpace(v.text)) {
	case "true", "yes", "on", "y", "1":
		return true, v.kind == text || v.kind == plain
	case "false", "no", "off", "n", "0":
		return false, v.kind == text || v.kind == plain
	}
	return false, false
}
