package shortcuts

import (
	"regexp"
	"slices"
	"strings"
)

// named finds keys that a text names: with Ctrl, Alt or Shift before them, or F1 to F12.
var named = regexp.MustCompile(`(?:(?:Ctrl|Alt|Shift)\+)+(?:F\d{1,2}|[A-Z][a-z]+(?:[A-Z][a-z]+)?|[^\s)]|)|\bF(?:1[0-2]|[1-9])\b`)

// Hint is a text that names the usual keys of commands, with those that they have now. Where a command has none any
// more, the menu that it is in stands in their place, and nothing where they stand in brackets behind other words.
func (s *Store) Hint(text string) string {
	at := named.FindAllStringIndex(text, -1)
	for _, m := range slices.Backward(at) {
		c, ok := s.named(text[m[0]:m[1]])
		if !ok || s.usual(c) {
			continue
		}
		before, now, behind := text[:m[0]], c.Place+" > "+c.Name, text[m[1]:]
		if keys := s.keys[c.ID]; len(keys) > 0 {
			now = keys[0].String()
		} else if rest, ok := strings.CutPrefix(behind, ")"); ok && strings.HasSuffix(before, " (") {
			before, now, behind = strings.TrimSuffix(before, " ("), "", rest
		}
		text = before + now + behind
	}
	return text
}

// Keys are the keys that the command has now whose usual ones these are, as menus show them; "" for none.
func (s *Store) Keys(usual string) string {
	c, ok := s.named(usual)
	switch {
	case !ok:
		return usual
	case len(s.keys[c.ID]) == 0:
		return ""
	}
	return s.keys[c.ID][0].String()
}

// named is the command whose usual keys a text names.
func (s *Store) named(keys string) (Command, bool) {
	k, err := Parse(keys)
	if err != nil {
		return Command{}, false
	}
	for _, c := range s.o.Commands {
		if len(c.Usual) > 0 && c.Usual[0] == k {
			return c, true
		}
	}
	return Command{}, false
}
