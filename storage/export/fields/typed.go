package fields

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"galley.app/galley/storage/bounded"
)

// A field of a head is text on one line, while front matter knows lists,
// numbers and truth values. This is how a head keeps them, so that what came
// out of front matter can go back into it as it was. Imports write fields so,
// and exports read them so; no field but those of the head's own four keys,
// which are text whatever they look like, is meant otherwise.
//
//   - A value that is a list or an object of JSON is that: ["a", "b"], {"a": 1}.
//   - true and false are truth values, and a number in its shortest usual form
//     is a number: 3, -0.5. 010, 1.10, 1e3 and +1 are text.
//   - A value in JSON's quotes is the text in them. Imports write text so that
//     would else be one of these: "3" in quotes is text.
//   - The value of a key that IsListKey names is a list: of JSON, or its items
//     with commas between them: tags: a, b.
//   - A date as YAML has it, 2024-01-02 or RFC 3339, is a date.
//   - All else is text.
//
// What was in a table of its own, Hugo's params and Zola's extra and
// taxonomies, stands beside the other fields, under its own key where no other
// field has that, else as params.date. Two keys mean something together with
// the head's published: a field date is the date of a post that another
// program shows from a later day on, which is published; publishDate is such a
// day that is not later than published.

// IsListKey reports whether the value of a field is a list without being
// written as JSON.
func IsListKey(key string) bool {
	switch strings.ToLower(key) {
	case "tags", "categories", "keywords", "aliases", "authors", "series", "images", "audio", "videos", "outputs", "redirect_from":
		return true
	}
	return false
}

// TypedValue returns the JSON that a field's value means, on one line. It
// need not be YAML at the same time.
func TypedValue(key, value string) string {
	if json.Valid([]byte(value)) {
		switch value[0] {
		case '[':
			return value
		case '{', '"':
			if !IsListKey(key) {
				return value
			}
		}
	}
	if IsListKey(key) {
		var items []string
		parts := strings.Split(value, ",")
		for i := 0; i < len(parts); i++ {
			item := strings.TrimSpace(parts[i])
			if strings.HasPrefix(item, "data:") && i+1 < len(parts) { // such an address has a comma of its own
				i++
				item += "," + strings.TrimSpace(parts[i])
			}
			if item != "" {
				items = append(items, JSONString(item))
			}
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	if value == "true" || value == "false" || IsNumber(value) {
		return value
	}
	return JSONString(value)
}

// List returns the items of a field that is a list; those of JSON that are no text
// are left out.
func List(key, value string) (list []string) {
	var v any
	if bounded.JSON([]byte(TypedValue(key, value)), &v, limits) != nil {
		return nil
	}
	items, ok := v.([]any)
	if !ok {
		items = []any{v}
	}
	for _, it := range items {
		if s, ok := it.(string); ok {
			list = append(list, s)
		}
	}
	return list
}

// WithItem returns the value of a field that is a list with one item more at its
// end, in the way in which it is written.
func WithItem(value, item string) string {
	switch list := strings.TrimSpace(value); {
	case list == "":
		if strings.Contains(item, ",") || json.Valid([]byte(item)) {
			return "[" + JSONString(item) + "]"
		}
		return item
	case strings.HasPrefix(list, "[") && json.Valid([]byte(list)):
		inner := strings.TrimSpace(list[1 : len(list)-1])
		if inner != "" {
			inner += ", "
		}
		return "[" + inner + JSONString(item) + "]"
	default:
		return list + ", " + item
	}
}

// WithoutItem returns the value of a field that is a list without the items that
// drop wants gone, and whether there were some.
func WithoutItem(key, value string, drop func(item string) bool) (string, bool) {
	all := List(key, value)
	left := slices.DeleteFunc(slices.Clone(all), drop)
	if len(left) == len(all) {
		return value, false
	}
	if !strings.HasPrefix(strings.TrimSpace(value), "[") {
		return strings.Join(left, ", "), true
	}
	for i, it := range left {
		left[i] = JSONString(it)
	}
	return "[" + strings.Join(left, ", ") + "]", true
}

// IsDate reports whether a field's value is a date or a time: what YAML takes
// for one. Text that looks like it is written in quotes.
func IsDate(s string) bool {
	if len(s) < len("2006-1-2") || s[0] < '0' || s[0] > '9' {
		return false
	}
	n := yaml.Node{Kind: yaml.ScalarNode, Value: s}
	return n.ShortTag() == "!!timestamp"
}

// IsNumber reports whether a field's value is a number: one whose digits are
// those that any program would write for it.
func IsNumber(s string) bool {
	if s == "" || len(s) > 16 || s == "-0" {
		return false
	}
	f, err := strconv.ParseFloat(s, 64)
	return err == nil && strconv.FormatFloat(f, 'f', -1, 64) == s && json.Valid([]byte(s))
}

// JSONString returns text in quotes as JSON and YAML have it, on one line.
func JSONString(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""` // no string fails
	}
	var out strings.Builder
	for _, r := range strings.TrimSuffix(b.String(), "\n") {
		if r >= 0x7F && r < 0xA0 || r == 0x2028 || r == 0x2029 || r == 0xFEFF { // line ends to some, and what YAML refuses
			out.WriteString(`\u` + strconv.FormatInt(0x10000+int64(r), 16)[1:])
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}
