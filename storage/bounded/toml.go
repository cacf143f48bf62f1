package bounded

import (
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
)

// TOML decodes a document into tables of values. Keys are all that it has, in
// their order, each with those of the tables that it is in.
func TOML(src string, l Limits) (table map[string]any, keys []toml.Key, err error) {
	if err := l.size(len(src)); err != nil {
		return nil, nil, err
	}
	if err := scanTOML(src, l); err != nil {
		return nil, nil, err
	}
	meta, err := toml.Decode(src, &table)
	if err != nil {
		return nil, nil, err
	}
	return table, meta.Keys(), nil
}

// scanTOML counts what is in a document. It knows strings and comments as TOML
// has them and takes all else as it comes: what is no TOML the library refuses
// where it meets it, and up to there both read the same.
func scanTOML(src string, l Limits) error {
	c := &count{limits: l, nested: lists, line: 1}
	dots := 0
	for i := 0; i < len(src); {
		var err error
		switch b := src[i]; b {
		case '\n':
			c.line++
			dots = 0
		case '#':
			end := strings.IndexByte(src[i:], '\n')
			if end < 0 {
				return nil
			}
			i += end
			continue
		case '"', '\'':
			n := tomlString(src[i:])
			c.line += strings.Count(src[i:i+n], "\n")
			i += n
			continue
		case '.':
			if dots++; l.Dots > 0 && dots > l.Dots {
				return &Error{c.line, fmt.Sprintf("it has a key of more than %d parts", l.Dots+1)}
			}
		case '[', '{':
			dots = 0
			err = c.open()
		case ']', '}':
			dots = 0
			c.shut()
		case '=', ',':
			dots = 0
			err = c.value()
		}
		if err != nil {
			return err
		}
		i++
	}
	return nil
}

// tomlString is how long the string is that src begins with.
func tomlString(src string) int {
	quote := src[:1]
	if long := strings.Repeat(quote, 3); strings.HasPrefix(src, long) {
		for i := 3; i < len(src); i++ {
			switch {
			case src[i] == '\\' && quote == `"`:
				i++
			case strings.HasPrefix(src[i:], long):
				for i += 3; i < len(src) && src[i:i+1] == quote; i++ { // two more may belong to it
				}
				return i
			}
		}
		return len(src)
	}
	for i := 1; i < len(src); i++ {
		switch {
		case src[i] == '\\' && quote == `"`:
			i++
		case src[i] == quote[0]:
			return i + 1
		case src[i] == '\n':
			return i // it ends nowhere, which the library says
		}
	}
	return len(src)
}
