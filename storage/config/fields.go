package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/schema"
)

// readFields reads which fields the posts of a library have, the tables [[field]]
// of its galley.toml. The error names the line of each contradiction; what
// contradicts nothing is usable.
func readFields(path, src string, table map[string]any) (schema.Schema, error) {
	tables, ok := tablesOf(table["field"])
	if !ok {
		return nil, fmt.Errorf("%s: field must be tables, [[field]]", safefile.Shown(path))
	}
	s, wrong := schema.Read(tables)
	lines := fieldLines(src)
	var errs []error
	for _, w := range wrong {
		name := fmt.Sprintf("number %d", w.Table+1)
		if said, _ := tables[w.Table]["name"].(string); strings.TrimSpace(said) != "" {
			name = safefile.Shown(strings.TrimSpace(said))
		}
		errs = append(errs, fmt.Errorf("%s%s: field %s: %s", safefile.Shown(path), lines.of(w), name, w.Message))
	}
	return s, errors.Join(errs...)
}

// tablesOf returns a value that is a list of tables, and whether it is one.
func tablesOf(v any) (list []map[string]any, ok bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case []map[string]any:
		return v, true
	case []any:
		for _, it := range v {
			t, ok := it.(map[string]any)
			if !ok {
				return nil, false
			}
			list = append(list, t)
		}
		return list, true
	}
	return nil, false
}

// lines are those of the file that the tables of fields and their keys stand in;
// "" is the key of the table itself.
type lines []map[string]int

// of is the place of what is wrong, as it stands behind the file's name.
func (l lines) of(w schema.Wrong) string {
	if w.Table >= len(l) {
		return "" // the tables are written in one line, or in another way that is not looked into
	}
	if n, ok := l[w.Table][w.Key]; ok {
		return fmt.Sprintf(":%d", n)
	}
	return fmt.Sprintf(":%d", l[w.Table][""])
}

func fieldLines(src string) (list lines) {
	src = strings.TrimPrefix(src, "\ufeff")
	in := false
	for _, x := range statements(src) {
		n := strings.Count(src[:x.line], "\n")
		switch {
		case !x.head && in && len(x.path) == 2:
			list[len(list)-1][x.path[1]] = strings.Count(src[:x.start], "\n") + 1
		case x.head:
			if !strings.HasSuffix(src[:x.line], "\n") {
				n++ // the last line of the file
			}
			if in = slices.Equal(x.path, []string{"field"}); in {
				list = append(list, map[string]int{"": n})
			}
		}
	}
	return list
}
