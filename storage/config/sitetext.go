package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// siteText is the text of a galley.toml and its values, which are changed
// together.
type siteText struct {
	src   string
	table map[string]any
}

// errIntricate tells of TOML that is not changed by lines, such as a table that
// is written in one.
var errIntricate = errors.New("it is written in a way that cannot be changed here; change it in the file")

// take takes over a changed text if it says what is wanted.
func (t *siteText) take(src string, want map[string]any) error {
	if !sameTOML(src, want) {
		return errIntricate
	}
	t.src, t.table = src, want
	return nil
}

// set sets a key; nil takes it away.
func (t *siteText) set(in, key string, v any) error {
	want := maps.Clone(t.table)
	inner, _ := want[in].(map[string]any)
	if inner = maps.Clone(inner); inner == nil {
		inner = map[string]any{}
	}
	want[in] = inner
	if v == nil {
		delete(inner, key)
		return t.take(dropValue(t.src, []string{in, key}), want)
	}
	inner[key] = v
	return t.take(setValue(t.src, in, key, tomlValue(v)), want)
}

// targetKeys are what a target says, in the order of the file.
func targetKeys(x Target) []struct {
	key   string
	value any
} {
	return []struct {
		key   string
		value any
	}{
		{"name", x.Name},
		{"format", x.Format},
		{"out", x.Out},
		{"drafts", x.Drafts},
		{"published-only", x.PublishedOnly},
		{"skip-errors", x.SkipErrors},
	}
}

// targetAt is the number of the target of that name, -1 for none.
func (t *siteText) targetAt(name string) int {
	return slices.IndexFunc(targetsOf(t.table), func(x map[string]any) bool {
		one, _ := readTarget(x)
		return one.Name == name
	})
}

// withTargets is the table with other targets.
func (t *siteText) withTargets(list []map[string]any) map[string]any {
	want := maps.Clone(t.table)
	if want["target"] = list; len(list) == 0 {
		delete(want, "target")
	}
	return want
}

// setTarget makes the target of that name another one.
func (t *siteText) setTarget(name string, x Target) error {
	at := t.targetAt(name)
	if at < 0 {
		return fmt.Errorf("target %s is not there any more", name)
	}
	for _, k := range targetKeys(x) {
		list := slices.Clone(targetsOf(t.table))
		was := list[at][k.key]
		empty := k.value == "" || k.value == false
		if was == k.value || was == nil && empty {
			continue
		}
		list[at] = maps.Clone(list[at])
		src := ""
		if from, to := targetSpan(t.src, at); from < 0 {
			return errIntricate
		} else if empty {
			delete(list[at], k.key)
			src = t.src[:from] + dropValue(t.src[from:to], []string{"target", k.key}) + t.src[to:]
		} else {
			list[at][k.key] = k.value
			src = t.src[:from] + setValue(t.src[from:to], "target", k.key, tomlValue(k.value)) + t.src[to:]
		}
		if err := t.take(src, t.withTargets(list)); err != nil {
			return err
		}
	}
	return nil
}

// addTarget adds a target behind all that there is.
func (t *siteText) addTarget(x Target) error {
	one := map[string]any{}
	end := "\n"
	if strings.Contains(t.src, "\r\n") {
		end = "\r\n"
	}
	src := t.src
	if src != "" {
		if !strings.HasSuffix(src, "\n") {
			src += end
		}
		src += end
	}
	src += "[[target]]" + end
	for _, k := range targetKeys(x) {
		if k.value != "" && k.value != false {
			one[k.key] = k.value
			src += k.key + " = " + tomlValue(k.value) + end
		}
	}
	return t.take(src, t.withTargets(append(slices.Clone(targetsOf(t.table)), one)))
}

// dropTarget takes the target of that name away.
func (t *siteText) dropTarget(name string) error {
	at := t.targetAt(name)
	if at < 0 {
		return nil
	}
	from, to := targetSpan(t.src, at)
	if from < 0 {
		return errIntricate
	}
	list := slices.Delete(slices.Clone(targetsOf(t.table)), at, at+1)
	return t.take(t.src[:from]+strings.TrimPrefix(t.src[to:], "\n"), t.withTargets(list))
}

// targetSpan is where the nth [[target]] stands in a text, from its head to the
// line behind the last of its values; -1 where there is none.
func targetSpan(src string, n int) (from, to int) {
	from = -1
	for _, x := range statements(src) {
		mine := len(x.path) > 0 && x.path[0] == "target"
		switch {
		case x.head && len(x.path) == 1 && mine:
			if n--; n == -1 {
				from = strings.LastIndexByte(strings.TrimRight(src[:x.line], "\r\n"), '\n') + 1
			}
		case x.head && !mine:
			if from >= 0 {
				return from, to
			}
		}
		switch {
		case n == -1 && mine:
			to = x.line
		case n < -1:
			return from, to
		}
	}
	return from, to
}

// dropValue takes a key and its value out of a text. A comment behind it stays.
func dropValue(src string, path []string) string {
	rest, ok := strings.CutPrefix(src, "\ufeff")
	if ok {
		return "\ufeff" + dropValue(rest, path)
	}
	for _, x := range statements(src) {
		if x.head || !slices.Equal(x.path, path) {
			continue
		}
		from := strings.LastIndexByte(src[:x.start], '\n') + 1
		return src[:from] + strings.TrimLeft(strings.TrimRight(src[x.end:x.line], "\r\n"), " \t") + lineRest(src[x.end:x.line]) + src[x.line:]
	}
	return src
}

// lineRest is the line ending that stays where something stands before it.
func lineRest(s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return s[len(strings.TrimRight(s, "\r\n")):]
}
