package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"galley.app/galley/storage/safefile"
)

// Shortcuts is the path of the writer's shortcuts; "" when there is no place for
// them.
func (p Paths) Shortcuts() string { return below(p.Config, "shortcuts.toml") }

// ShortcutLine is what the file says of a command.
type ShortcutLine struct {
	Name  string
	Keys  []string // none: the command has no shortcut
	Line  int
	Wrong string // why what stands there is no keys; "" where it is
}

// ShortcutTrouble is something in the file that makes no sense.
type ShortcutTrouble struct {
	Line  int
	Words string
}

// ReadShortcuts reads the writer's shortcuts, in the order of the file. A file
// that is not there has none; on an error none count, and the file stays as it
// is.
func ReadShortcuts(p Paths) ([]ShortcutLine, error) {
	path := p.Shortcuts()
	if path == "" {
		return nil, nil
	}
	data, _, err := safefile.Read(path, maxSite)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s", safefile.Shown(path), settingsReason(err))
	}
	table, err := parseTOML(path, data)
	if err != nil {
		return nil, err
	}
	return shortcutLines(string(data), table), nil
}

// shortcutLines are the lines of a file, which says what table has.
func shortcutLines(src string, table map[string]any) (lines []ShortcutLine) {
	seen := map[string]bool{}
	src = strings.TrimPrefix(src, "\ufeff")
	for _, x := range statements(src) {
		name := x.path[0]
		if seen[name] {
			continue
		}
		seen[name] = true
		at := x.start
		if x.head {
			at = max(0, x.line-1)
		}
		l := ShortcutLine{Name: name, Line: 1 + strings.Count(src[:at], "\n")}
		switch v := table[name].(type) {
		case string:
			if v = strings.TrimSpace(v); v != "" {
				l.Keys = []string{v}
			}
		case []any:
			for _, k := range v {
				s, ok := k.(string)
				if !ok {
					l.Wrong = "keys are text in quotes"
				}
				l.Keys = append(l.Keys, s)
			}
		default:
			l.Wrong = `keys are text in quotes, such as "Ctrl+S", or a list of such`
		}
		lines = append(lines, l)
	}
	return lines
}

// shortcutsHead stands at the top of a file that Galley makes.
const shortcutsHead = `# Shortcuts of Galley that are not the usual ones: a command, and its keys.
#   save-as = "Ctrl+Shift+S"
#   add-caret-above = ["Ctrl+Alt+Up", "Alt+PageUp"]
#   replace-all = []            # none
# A change counts at once. docs/shortcuts.md lists all commands.
`

// WriteShortcuts has the file say the keys of commands, by their names; nil has
// it say nothing of one, so that the usual ones count. All else in it stays as it
// is. A file that is not TOML is left alone.
func WriteShortcuts(p Paths, keys map[string][]string) error {
	path := p.Shortcuts()
	if path == "" {
		return errors.New("shortcuts: not saved, because there is no home folder")
	}
	if err := makePrivate(p.Config); err != nil {
		return fmt.Errorf("%s: shortcuts not saved: %s", safefile.Shown(path), safefile.Reason(err))
	}
	for range 3 { // somebody may edit the file at the same time
		data, fp, err := safefile.Read(path, maxSite)
		missing := errors.Is(err, fs.ErrNotExist)
		if err != nil && !missing {
			return fmt.Errorf("%s: %s; nothing was changed", safefile.Shown(path), settingsReason(err))
		}
		table, err := parseTOML(path, data)
		if err != nil {
			return fmt.Errorf("%w; nothing was changed", err)
		}
		src := string(data)
		if missing {
			src = shortcutsHead
		}
		changed, err := editShortcuts(src, table, keys)
		if err != nil {
			return fmt.Errorf("%s: %w; nothing was changed", safefile.Shown(path), err)
		}
		if changed == src {
			return nil
		}
		_, err = safefile.Replace(path, []byte(changed), safefile.Options{Expect: &fp, Mode: 0o600})
		if conflict := (*safefile.ConflictError)(nil); !errors.As(err, &conflict) {
			return err // which names the file
		}
	}
	return fmt.Errorf("%s: it is being changed elsewhere; nothing was changed", safefile.Shown(path))
}

func editShortcuts(src string, table map[string]any, keys map[string][]string) (string, error) {
	t := &siteText{src: src, table: maps.Clone(table)}
	if t.table == nil {
		t.table = map[string]any{}
	}
	for _, name := range slices.Sorted(maps.Keys(keys)) { // the same file each time
		if err := t.setTop(name, keys[name]); err != nil {
			return "", err
		}
	}
	return t.src, nil
}

// setTop sets a key before all tables to one text or a list of texts; nil takes
// it away.
func (t *siteText) setTop(key string, list []string) error {
	want := maps.Clone(t.table)
	if list == nil {
		delete(want, key)
		return t.take(dropValue(t.src, []string{key}), want)
	}
	if len(list) == 1 {
		want[key] = list[0]
		return t.take(setValue(t.src, "", key, tomlValue(list[0])), want)
	}
	values := make([]any, len(list))
	for i, s := range list {
		values[i] = s
	}
	want[key] = values
	return t.take(setValue(t.src, "", key, tomlValue(list)), want)
}
