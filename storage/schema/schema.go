// Package schema says which fields the posts of a library have beside title,
// slug, published and description, of what kind they are, and what may stand in
// them.
package schema

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/post"
)

// Kind is what a field holds.
type Kind string

// Kinds of fields. The zero value is Text.
const (
	Text    Kind = "text"
	List    Kind = "list" // items with commas between them, or a list of JSON
	Date    Kind = "date"
	Image   Kind = "image" // address of a picture
	Boolean Kind = "boolean"
	Number  Kind = "number"
)

// Kinds lists all of them.
func Kinds() []Kind { return []Kind{Text, List, Date, Image, Boolean, Number} }

// Field is what is known of a field that posts may have.
type Field struct {
	Name     string
	Kind     Kind
	Required bool
	Choices  []string // all that may stand in it; nil for anything
	Default  string   // of a new post, as a head has it; "" for none
}

// Schema are the fields that a library says its posts have, in its order.
type Schema []Field

// Named returns the field of that name.
func (s Schema) Named(name string) (f Field, ok bool) {
	i := slices.IndexFunc(s, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return s[i], true
}

// Of returns what is known of a field of a post: what the library says, or what
// its name and its value tell.
func (s Schema) Of(name, value string) Field {
	if f, ok := s.Named(name); ok {
		return f
	}
	return Field{Name: name, Kind: kindOf(name, value)}
}

// Fill returns the source of a new post with the fields that have a default and
// that it lacks.
func (s Schema) Fill(src string) string {
	p := post.Parse(src)
	var keys, values []string
	for _, f := range s {
		if _, has := p.Value(f.Name); !has && f.Default != "" {
			keys, values = append(keys, f.Name), append(values, f.Default)
		}
	}
	if len(keys) == 0 {
		return src
	}
	return post.Apply(src, p.SetMany(keys, values))
}

// Usual lists the fields that posts have most often.
func Usual() []string { return []string{"tags", "author", "image", "updated", "aliases", "goal"} }

var (
	dateNames  = regexp.MustCompile(`(?i)^(date|updated|modified|created|lastmod|last_modified_at|publishdate|expirydate|expires)$`)
	imageNames = regexp.MustCompile(`(?i)^(image|cover|cover_?image|hero_?image|thumbnail|banner|featured_?image|feature_?image|og_?image|social_?image|header_?image|teaser|picture|photo)$`)
)

// kindOf is what a name, or else a value, tells of a field's kind.
func kindOf(name, value string) Kind {
	switch {
	case fields.IsListKey(name):
		return List
	case dateNames.MatchString(name):
		return Date
	case imageNames.MatchString(name):
		return Image
	case name == "goal":
		return Number
	case value == "true" || value == "false":
		return Boolean
	}
	return Text
}

// Wrong says what is wrong with a value that stands in the field; "" for nothing.
// An empty value is only wrong where the field is required.
func (f Field) Wrong(value string) string {
	if value == "" {
		if f.Required {
			return "the field " + f.Name + " is empty; this library wants it in each post"
		}
		return ""
	}
	switch f.Kind {
	case Date:
		if _, err := post.ParseDate(value); err != nil && !fields.IsDate(value) {
			return fmt.Sprintf("%s is a date; write it as YYYY-MM-DD, with a time behind it if you like", f.Name)
		}
	case Boolean:
		if value != "true" && value != "false" {
			return fmt.Sprintf("%s is true or false", f.Name)
		}
	case Number:
		if !fields.IsNumber(value) {
			return fmt.Sprintf("%s is a number, such as 12 or 0.5", f.Name)
		}
	case List:
		for _, item := range Items(value) {
			if said := f.allowed(item); said != "" {
				return said
			}
		}
	default:
		return f.allowed(value)
	}
	return ""
}

// allowed says that a value is none of the choices, where there are some.
func (f Field) allowed(value string) string {
	if f.Choices == nil || slices.Contains(f.Choices, value) {
		return ""
	}
	const shown = 6
	some := f.Choices[:min(len(f.Choices), shown)]
	said := strings.Join(some, ", ")
	if more := len(f.Choices) - len(some); more > 0 {
		said += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("%s cannot be %s; the choices are %s", f.Name, quoted(value), said)
}

// quoted shows a value in a message, not at any length.
func quoted(s string) string {
	const most = 40 // characters
	n := 0
	for i := range s {
		if n++; n > most {
			s = s[:i] + "…"
			break
		}
	}
	return "“" + s + "”"
}

// Items returns the items of a list as it stands in a head.
func Items(value string) []string { return fields.List("tags", value) }

// Listed reports whether the items are all that a value holds, so that it can be
// written from them: a list of JSON may hold more than words.
func Listed(value string) bool {
	if value = strings.TrimSpace(value); !strings.HasPrefix(value, "[") || !json.Valid([]byte(value)) {
		return true
	}
	var all []string
	return bounded.JSON([]byte(value), &all, bounded.Limits{Bytes: 1 << 20, Depth: 2, Values: 100_000}) == nil
}

// Join writes items as a list: as it was written before, with commas or as JSON,
// unless only JSON can hold them.
func Join(before string, items []string) string {
	plain := strings.Join(items, ", ")
	asJSON := strings.HasPrefix(strings.TrimSpace(before), "[") && json.Valid([]byte(before))
	if len(items) == 0 || !asJSON && slices.Equal(Items(plain), items) {
		return plain
	}
	all := make([]string, len(items))
	for i, item := range items {
		all[i] = fields.JSONString(item)
	}
	return "[" + strings.Join(all, ", ") + "]"
}
