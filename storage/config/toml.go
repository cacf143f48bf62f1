package config

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/safefile"
)

// parseTOML reads a settings file; an error names the file and the line.
func parseTOML(path string, data []byte) (map[string]any, error) {
	table, _, err := bounded.TOML(string(data), settingsLimits)
	var pe toml.ParseError
	if errors.As(err, &pe) {
		return nil, fmt.Errorf("%s:%d: not TOML: %s", safefile.Shown(path), max(1, pe.Position.Line), firstLine(pe.Message))
	}
	if e := (*bounded.Error)(nil); errors.As(err, &e) {
		return nil, fmt.Errorf("%s:%d: too intricate to be settings: %s", safefile.Shown(path), max(1, e.Line), e.Reason)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: not TOML: %s", safefile.Shown(path), firstLine(err.Error()))
	}
	return table, nil
}

// lookUp finds a value in a table of the file; nil when it is not there. With
// table "" the key stands before all tables.
func lookUp(top map[string]any, table, key string) any {
	if table == "" {
		return top[key]
	}
	t, _ := top[table].(map[string]any)
	return t[key]
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// setKey sets one key of a TOML text: its value where it has one, else a new
// line in its table. Where that does not work out, the text is
// written anew from its values, which loses comments but no key.
func setKey(src string, table map[string]any, in, key string, value any) (string, map[string]any) {
	if f, ok := value.(float64); ok { // as the file says it
		value, _ = strconv.ParseFloat(tomlValue(f), 64)
	}
	want := withKey(table, in, key, value)
	if s := setValue(src, in, key, tomlValue(value)); sameTOML(s, want) {
		return s, want
	}
	var b strings.Builder
	if err := toml.NewEncoder(&b).Encode(want); err != nil {
		return src, table
	}
	return b.String(), want
}

// withKey is a copy of top with one key set.
func withKey(top map[string]any, in, key string, value any) map[string]any {
	c := make(map[string]any, len(top)+1)
	for k, v := range top {
		c[k] = v
	}
	if list, ok := value.([]string); ok {
		values := make([]any, len(list))
		for i, s := range list {
			values[i] = s
		}
		value = values
	}
	if in == "" {
		c[key] = value
		return c
	}
	inner, _ := top[in].(map[string]any)
	c[in] = withKey(inner, "", key, value)
	return c
}

func sameTOML(src string, want map[string]any) bool {
	got, err := parseTOML("", []byte(src))
	return err == nil && sameValue(got, want)
}

// sameValue is reflect.DeepEqual, but for numbers that are none, which are the
// same.
func sameValue(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, sameValue)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, sameValue)
	case []map[string]any:
		b, ok := b.([]map[string]any)
		return ok && slices.EqualFunc(a, b, func(a, b map[string]any) bool { return maps.EqualFunc(a, b, sameValue) })
	case float64:
		b, ok := b.(float64)
		return ok && (a == b || math.IsNaN(a) && math.IsNaN(b))
	}
	return reflect.DeepEqual(a, b)
}

// statement is a key with its value in a TOML text, or the head of a table.
type statement struct {
	path       []string // of the key, that of its table in front; of the table
	start, end int      // value, for a key; without the comment behind it
	line       int      // where the line after it begins
	head       bool
}

// statements splits a TOML text, as far as it is understood: the reader decides
// whether what was made of it is right.
func statements(src string) (list []statement) {
	var table []string
	for i := 0; i < len(src); {
		i += len(src[i:]) - len(strings.TrimLeft(src[i:], " \t\r\n"))
		next := lineEnd(src, i)
		switch {
		case i == len(src) || src[i] == '#':
		case src[i] == '[':
			path, at := keyPath(src, i+len(src[i:])-len(strings.TrimLeft(src[i:], "[")), ']')
			if at < 0 {
				return list
			}
			table = path
			list = append(list, statement{path: path, line: next, head: true})
		default:
			path, at := keyPath(src, i, '=')
			if at < 0 {
				return list
			}
			at += len(src[at:]) - len(strings.TrimLeft(src[at:], " \t"))
			end := valueEnd(src, at)
			if end < 0 {
				return list
			}
			next = lineEnd(src, end)
			list = append(list, statement{path: slices.Concat(table, path), start: at, end: end, line: next})
		}
		i = next
	}
	return list
}

// lineEnd is where the line after the one of i begins.
func lineEnd(src string, i int) int {
	if n := strings.IndexByte(src[i:], '\n'); n >= 0 {
		return i + n + 1
	}
	return len(src)
}

// keyPath reads the parts of a key up to the character that ends it, and
// returns the place behind that; -1 where there is none on the line.
func keyPath(src string, i int, until byte) (path []string, at int) {
	for from := i; i < len(src) && src[i] != '\n'; i++ {
		switch c := src[i]; c {
		case '"', '\'':
			if i = stringEnd(src, i); i < 0 {
				return nil, -1
			}
			i--
		case '.', until:
			part := strings.TrimSpace(src[from:i])
			if n := len(part); n > 1 && (part[0] == '"' || part[0] == '\'') {
				part = part[1 : n-1]
			}
			path = append(path, part)
			if from = i + 1; c == until {
				return path, from
			}
		}
	}
	return nil, -1
}

// stringEnd is where the string that begins at i ends; -1 if nowhere.
func stringEnd(src string, i int) int {
	quote := src[i : i+1]
	if long := strings.Repeat(quote, 3); strings.HasPrefix(src[i:], long) {
		quote = long
	}
	for i += len(quote); i < len(src); i++ {
		switch {
		case strings.HasPrefix(src[i:], quote):
			if i += len(quote); len(quote) == 3 { // whose last characters may be quotes, too
				for n := 0; n < 2 && i < len(src) && src[i] == quote[0]; n++ {
					i++
				}
			}
			return i
		case src[i] == '\n' && len(quote) == 1:
			return -1
		case src[i] == '\\' && quote[0] == '"':
			i++
		}
	}
	return -1
}

// valueEnd is where the value that begins at i ends; -1 if nowhere.
func valueEnd(src string, i int) int {
	open := 0 // lists and tables
	for i < len(src) {
		switch c := src[i]; {
		case c == '"' || c == '\'':
			if i = stringEnd(src, i); i < 0 || open == 0 {
				return i
			}
			continue
		case c == '[' || c == '{':
			open++
		case c == ']' || c == '}':
			if open--; open <= 0 {
				return i + 1
			}
		case c == '#' && open > 0:
			i = lineEnd(src, i)
			continue
		case open == 0: // a number, a date, true or false
			line, _, _ := strings.Cut(src[i:lineEnd(src, i)], "#")
			return i + len(strings.TrimRight(line, " \t\r\n"))
		}
		i++
	}
	return -1
}

// setValue sets a key of a TOML text, and nothing else in it: its value where it
// stands, or a new line behind the others of its table.
func setValue(src, in, key, value string) string {
	if rest, ok := strings.CutPrefix(src, "\ufeff"); ok {
		return "\ufeff" + setValue(rest, in, key, value)
	}
	want := []string{in, key}
	if in == "" {
		want = want[1:]
	}
	list := statements(src)
	at, dotted, first := -1, -1, len(src) // the line behind the table, behind keys such as in.key, and of the first table's head
	for _, x := range list {
		switch {
		case !x.head && slices.Equal(x.path, want):
			return src[:x.start] + value + src[x.end:]
		case x.head && slices.Equal(x.path, want[:len(want)-1]):
			at = x.line
		}
	}
	table := []string{}
	for _, x := range list {
		if x.head {
			if len(table) == 0 && first == len(src) {
				first = strings.LastIndexByte(src[:x.line-1], '\n') + 1
			}
			table = x.path
			continue
		}
		if at >= 0 && slices.Equal(table, want[:len(want)-1]) {
			at = x.line
		}
		if len(table) == 0 && len(x.path) > 1 && x.path[0] == in {
			dotted = x.line
		}
	}
	end := "\n"
	if strings.Contains(src, "\r\n") {
		end = "\r\n"
	}
	line := key + " = " + value + end
	switch {
	case in == "": // behind what stands before all tables, comments too
		root := src[:first]
		at = len(strings.TrimRight(root, " \t\r\n"))
		if at > 0 {
			at = lineEnd(src, at)
		}
		if rest := src[at:]; strings.HasPrefix(strings.TrimLeft(rest, " \t"), "[") {
			line += end
		}
	case at < 0 && dotted >= 0:
		at, line = dotted, in+"."+line
	case at < 0:
		at, line = len(src), "["+in+"]"+end+line
		if src != "" {
			line = end + line
		}
	}
	if at > 0 && src[at-1] != '\n' {
		line = end + line
	}
	return src[:at] + line + src[at:]
}

// tomlValue writes a value as TOML.
func tomlValue(v any) string {
	switch v := v.(type) {
	case string:
		return tomlString(v)
	case bool:
		return fmt.Sprint(v)
	case float64:
		s := fmt.Sprintf("%.3f", v)
		s = strings.TrimRight(s, "0")
		if strings.HasSuffix(s, ".") {
			s += "0"
		}
		return s
	case []string:
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = tomlString(s)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return `""`
}

func tomlString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7F:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
