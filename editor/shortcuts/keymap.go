package shortcuts

import (
	"fmt"
	"slices"
	"strings"

	"galley.app/galley/storage/config"
)

// Command is something that keys can do.
type Command struct {
	ID    string // in the file, such as save-as
	Name  string // as menus have it
	Place string // in the menus
	Usual []Chord
}

// ID is the name of a command in the file.
func ID(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

// Resolve returns the keys of each command, by its ID, as the lines of the file
// say, and what of these makes no sense. What a line says goes before what
// another command has usually, and an earlier line before a later one.
func Resolve(commands []Command, lines []config.ShortcutLine) (keys map[string][]Chord, wrong []config.ShortcutTrouble) {
	keys = map[string][]Chord{}
	owner, given := map[Chord]string{}, map[string]bool{}
	names := map[string]string{}
	for _, c := range commands {
		names[c.ID] = c.Name
	}
	tell := func(l config.ShortcutLine, format string, args ...any) {
		wrong = append(wrong, config.ShortcutTrouble{Line: l.Line, Words: fmt.Sprintf(format, args...)})
	}
	for _, l := range lines {
		if _, ok := names[l.Name]; !ok {
			tell(l, "there is no command %q%s", l.Name, like(l.Name, commands))
			continue
		}
		if l.Wrong != "" {
			tell(l, "%s: %s", l.Name, l.Wrong)
			continue
		}
		var list []Chord
		bad := false
		for _, s := range l.Keys {
			c, err := Parse(s)
			switch {
			case err != nil:
				tell(l, "%s: %v", l.Name, err)
				bad = true
			case owner[c] != "" && owner[c] != l.Name:
				tell(l, "%s: %s is already that of %s", l.Name, c, owner[c])
				bad = true
			case !slices.Contains(list, c):
				owner[c] = l.Name
				list = append(list, c)
			}
		}
		if bad && len(list) == 0 {
			continue // as usual
		}
		keys[l.Name], given[l.Name] = list, true
	}
	for _, c := range commands {
		if given[c.ID] {
			continue
		}
		for _, k := range c.Usual {
			if owner[k] == "" {
				owner[k] = c.ID
				keys[c.ID] = append(keys[c.ID], k)
			}
		}
	}
	return keys, wrong
}

// like says which command has a name that is like one.
func like(name string, commands []Command) string {
	best, least := "", 4 // changes of a letter
	for _, c := range commands {
		if d := distance(name, c.ID, least); d < least {
			best, least = c.ID, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; there is %q", best)
}

// distance is how many letters differ between two names, or most where it is
// more than that.
func distance(a, b string, most int) int {
	if len(a)-len(b) >= most || len(b)-len(a) >= most {
		return most
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			last, row[j+1] = row[j+1], min(last+cost, row[j]+1, row[j+1]+1)
		}
	}
	return min(row[len(b)], most)
}
