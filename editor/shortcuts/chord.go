// Package shortcuts is which keys do which commands: how they are written, what
// of the writer's file counts, and the dialog that changes them.
package shortcuts

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Chord is a key with the modifiers that are held.
type Chord struct {
	Ctrl, Shift, Alt bool
	Key              string // as it is shown, such as S, PageUp or +
}

const (
	ctrl  = fyne.KeyModifierShortcutDefault
	shift = fyne.KeyModifierShift
	alt   = fyne.KeyModifierAlt
)

// keyNames are the keys that are written otherwise than Fyne calls them. The
// first name of a key is the one that is shown.
var keyNames = []struct {
	name string
	key  fyne.KeyName
}{
	{"Enter", fyne.KeyReturn},
	{"Return", fyne.KeyReturn},
	{"PageUp", fyne.KeyPageUp},
	{"PageDown", fyne.KeyPageDown},
	{"Backspace", fyne.KeyBackspace},
	{"Del", fyne.KeyDelete},
	{"Ins", fyne.KeyInsert},
	{"Esc", fyne.KeyEscape},
	{"Comma", fyne.KeyComma},
	{"Period", fyne.KeyPeriod},
	{"Plus", fyne.KeyPlus},
	{"Minus", fyne.KeyMinus},
	{"Slash", fyne.KeySlash},
	{"Backslash", fyne.KeyBackslash},
	{"=", fyne.KeyPlus}, // which is the same key, with Shift or without
}

// plainNames are the keys that Fyne calls as they are written.
var plainNames = []fyne.KeyName{
	fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyInsert, fyne.KeyDelete, fyne.KeyTab, fyne.KeySpace,
	fyne.KeyComma, fyne.KeyPeriod, fyne.KeySlash, fyne.KeyBackslash, fyne.KeyLeftBracket, fyne.KeyRightBracket, fyne.KeySemicolon, fyne.KeyApostrophe,
	fyne.KeyMinus, fyne.KeyPlus, fyne.KeyBackTick, fyne.KeyAsterisk,
	fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12,
}

// keyOf is the key of a name; ok is false where there is none.
func keyOf(name string) (key fyne.KeyName, ok bool) {
	if len(name) == 1 && (name[0] >= '0' && name[0] <= '9' || name[0]|0x20 >= 'a' && name[0]|0x20 <= 'z') {
		return fyne.KeyName(strings.ToUpper(name)), true
	}
	for _, k := range keyNames {
		if strings.EqualFold(k.name, name) {
			return k.key, true
		}
	}
	for _, k := range plainNames {
		if strings.EqualFold(string(k), name) {
			return k, true
		}
	}
	return "", false
}

// nameOf is how a key is shown; "" for one that no chord has.
func nameOf(key fyne.KeyName) string {
	switch key {
	case fyne.KeyEqual:
		key = fyne.KeyPlus
	case fyne.KeyEnter:
		key = fyne.KeyReturn
	}
	for _, k := range plainNames {
		if k == key {
			return string(key)
		}
	}
	for _, k := range keyNames {
		if k.key == key {
			return k.name
		}
	}
	if k, ok := keyOf(string(key)); ok {
		return string(k)
	}
	return ""
}

// Parse reads a chord such as Ctrl+Shift+P. Cmd is Ctrl, which it stands for on
// macOS.
func Parse(s string) (Chord, error) {
	var c Chord
	rest := strings.TrimSpace(s)
	for {
		at := strings.IndexByte(rest, '+')
		if at <= 0 || at == len(rest)-1 && at == 0 {
			break
		}
		switch strings.ToLower(strings.TrimSpace(rest[:at])) {
		case "ctrl", "control", "cmd", "command", "primary":
			c.Ctrl = true
		case "shift":
			c.Shift = true
		case "alt", "option":
			c.Alt = true
		case "super", "meta", "win":
			return Chord{}, fmt.Errorf("%s: the desktop keeps that key for itself", s)
		default:
			return Chord{}, fmt.Errorf("%s: there is no key %s to hold; there are Ctrl, Shift and Alt", s, strings.TrimSpace(rest[:at]))
		}
		rest = strings.TrimSpace(rest[at+1:])
	}
	key, ok := keyOf(rest)
	if !ok {
		if rest == "" {
			return Chord{}, fmt.Errorf("%s: no key is named", s)
		}
		return Chord{}, fmt.Errorf("%s: there is no key %s", s, rest)
	}
	c.Key = nameOf(key)
	c = c.usual()
	return c, c.allowed()
}

// usual is the chord as it is compared: + and = are one key, with Shift or
// without.
func (c Chord) usual() Chord {
	if c.Key == "+" {
		c.Shift = false
	}
	return c
}

// allowed says why a chord can be no shortcut.
func (c Chord) allowed() error {
	function := len(c.Key) > 1 && c.Key[0] == 'F'
	switch {
	case c.Key == "Esc":
		return fmt.Errorf("%s: Esc closes what is open", c)
	case !c.Ctrl && !c.Alt && !function:
		return fmt.Errorf("%s: a shortcut has Ctrl or Alt, or is one of F1 to F12", c)
	case c.Key == "Ins" || c.Key == "Insert":
		return fmt.Errorf("%s: Insert copies and pastes", c)
	}
	return nil
}

// String writes the chord as menus show it.
func (c Chord) String() string {
	var b strings.Builder
	for _, m := range []struct {
		on   bool
		name string
	}{{c.Ctrl, "Ctrl+"}, {c.Shift, "Shift+"}, {c.Alt, "Alt+"}} {
		if m.on {
			b.WriteString(m.name)
		}
	}
	return b.String() + c.Key
}

// Plain reports whether it is a key that Fyne takes for no shortcut, and with
// which name.
func (c Chord) Plain() (key fyne.KeyName, ok bool) {
	key, _ = keyOf(c.Key)
	return key, !c.Ctrl && !c.Alt
}

// Shortcuts are what the chord arrives as; none for a plain key.
func (c Chord) Shortcuts() []fyne.Shortcut {
	key, _ := keyOf(c.Key)
	if c == (Chord{Ctrl: true, Key: string(key)}) {
		switch key {
		case fyne.KeyZ:
			return []fyne.Shortcut{&fyne.ShortcutUndo{}}
		case fyne.KeyY:
			return []fyne.Shortcut{&fyne.ShortcutRedo{}}
		case fyne.KeyX:
			return []fyne.Shortcut{&fyne.ShortcutCut{}}
		case fyne.KeyC:
			return []fyne.Shortcut{&fyne.ShortcutCopy{}}
		case fyne.KeyV:
			return []fyne.Shortcut{&fyne.ShortcutPaste{}}
		case fyne.KeyA:
			return []fyne.Shortcut{&fyne.ShortcutSelectAll{}}
		}
	}
	var m fyne.KeyModifier
	if c.Ctrl {
		m |= ctrl
	}
	if c.Shift {
		m |= shift
	}
	if c.Alt {
		m |= alt
	}
	switch {
	case !c.Ctrl && !c.Alt:
		return nil
	case c.Key == "+":
		return []fyne.Shortcut{
			&desktop.CustomShortcut{KeyName: fyne.KeyEqual, Modifier: m},
			&desktop.CustomShortcut{KeyName: fyne.KeyEqual, Modifier: m | shift},
			&desktop.CustomShortcut{KeyName: fyne.KeyPlus, Modifier: m},
		}
	}
	return []fyne.Shortcut{&desktop.CustomShortcut{KeyName: key, Modifier: m}}
}

// Of is the chord that a shortcut is; ok is false for one that none is.
func Of(s fyne.Shortcut) (c Chord, ok bool) {
	switch s := s.(type) {
	case *fyne.ShortcutUndo:
		return Chord{Ctrl: true, Key: "Z"}, true
	case *fyne.ShortcutRedo:
		return Chord{Ctrl: true, Key: "Y"}, true
	case *fyne.ShortcutCut:
		return Chord{Ctrl: true, Key: "X"}, true
	case *fyne.ShortcutCopy:
		return Chord{Ctrl: true, Key: "C"}, true
	case *fyne.ShortcutPaste:
		return Chord{Ctrl: true, Key: "V"}, true
	case *fyne.ShortcutSelectAll:
		return Chord{Ctrl: true, Key: "A"}, true
	case *desktop.CustomShortcut:
		c = Chord{Ctrl: s.Modifier&ctrl != 0, Shift: s.Modifier&shift != 0, Alt: s.Modifier&alt != 0, Key: nameOf(s.KeyName)}
		return c.usual(), c.Key != "" && s.Modifier&^(ctrl|shift|alt) == 0
	}
	return Chord{}, false
}

// inText says what a chord does in the text by itself, "" for nothing.
func (c Chord) inText() string {
	if !c.Ctrl || c.Alt {
		return ""
	}
	switch c.Key {
	case "Left", "Right":
		return "moves the caret by a word"
	case "Up", "Down":
		return "moves the caret by a paragraph"
	case "Home", "End":
		return "moves the caret to the beginning or end"
	case "Backspace", "Delete":
		return "deletes a word"
	}
	return ""
}

// byDesktop says that desktops keep a chord for themselves, "" where none is
// known to.
func (c Chord) byDesktop() string {
	arrow := slices.Contains([]string{"Up", "Down", "Left", "Right"}, c.Key)
	switch {
	case c.Ctrl && c.Alt && arrow, c.Alt && c.Shift && arrow:
		return "Some desktops keep it for their windows."
	case c.Alt && !c.Ctrl && (c.Key == "Tab" || c.Key == "F4" || c.Key == "Space"), c.Ctrl && c.Alt && (c.Key == "Delete" || strings.HasPrefix(c.Key, "F") && len(c.Key) > 1):
		return "Most desktops keep it for themselves."
	}
	return ""
}
