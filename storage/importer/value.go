package importer

import (
	"strconv"
	"strings"

	"galley.app/galley/storage/export/fields"
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

// line is the value on one line, for messages and where words are wanted.
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

// field is the value as the field called key holds it: so that
// fields.TypedValue means the value again.
func (v value) field(key string) string {
	switch v.kind {
	case nothing:
		return ""
	case plain:
		return v.plainWords()
	case text:
		if post.Fold(v.text) != v.text {
			return v.json()
		}
		if fields.IsListKey(key) {
			if !strings.ContainsAny(v.text, ",[") {
				return v.text
			}
			return value{kind: list, items: []value{v}}.json()
		}
		if fields.IsDate(v.text) || fields.TypedValue(key, v.text) != fields.JSONString(v.text) {
			return v.json()
		}
		return v.text
	case list:
		if s, ok := v.joined(); ok && fields.IsListKey(key) {
			return s
		}
	}
	return v.json()
}

// plainWords is a number in its usual form, or what else a plain value reads.
func (v value) plainWords() string {
	s := v.text
	if yes, ok := v.truth(); ok && !strings.ContainsAny(s, "01") {
		return strconv.FormatBool(yes)
	}
	if len(s) > 1 && s[0] == '0' && strings.Trim(s, "0123456789") == "" {
		return s // eight or ten, it depends on who reads it
	}
	if f, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64); err == nil {
		s = strconv.FormatFloat(f, 'f', -1, 64)
	} else if n, err := strconv.ParseInt(s, 0, 64); err == nil {
		s = strconv.FormatInt(n, 10)
	}
	if fields.IsNumber(s) {
		return s
	}
	return post.Fold(v.text)
}

// joined writes a list with commas.
func (v value) joined() (string, bool) {
	var words []string
	for _, it := range v.items {
		s := it.text
		if it.kind != text && it.kind != plain || s == "" || s != strings.TrimSpace(s) || strings.Contains(s, ",") || strings.ContainsAny(s[:1], `"[{`) || post.Fold(s) != s {
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
	return b.String()
}

func (v value) writeJSON(b *strings.Builder) {
	switch v.kind {
	case nothing:
		b.WriteString("null")
	case text:
		b.WriteString(fields.JSONString(v.text))
	case plain:
		if s := v.plainWords(); s == "true" || s == "false" || fields.IsNumber(s) {
			b.WriteString(s)
		} else {
			b.WriteString(fields.JSONString(v.text))
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
			b.WriteString(fields.JSONString(p.key) + ": ")
			p.value.writeJSON(b)
		}
		b.WriteByte('}')
	}
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
