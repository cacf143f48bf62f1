package editor

import (
	"flag"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/shortcuts"
)

var update = flag.Bool("update", false, "write docs/shortcuts.md anew")

// Every command has a name of its own in the file, its keys can be written there,
// and no two have the same.
func TestUsualShortcuts(t *testing.T) {
	d := newTestWindow(t, one())
	names, owners := map[string]string{}, map[shortcuts.Chord]string{}
	for _, x := range d.Window.allCommands() {
		if x.do == nil {
			continue
		}
		id := shortcuts.ID(x.name)
		if id == "" || names[id] != "" {
			t.Errorf("%q and %q are both %q", x.name, names[id], id)
		}
		names[id] = x.name
		usual := x.usual()
		for _, ch := range usual {
			if owners[ch] != "" {
				t.Errorf("%s does %q and %q", ch, owners[ch], x.name)
			}
			owners[ch] = x.name
		}
		if (x.keys != "") != (len(usual) > 0) {
			t.Errorf("%s: the keys %q are %v", x.name, x.keys, usual)
			continue
		}
		if x.keys == "" {
			continue
		}
		if usual[0].String() != x.keys {
			t.Errorf("%s: %q is written %s", x.name, x.keys, usual[0])
		}
		key, plain := usual[0].Plain()
		if plain && (x.plain != key || x.shift != usual[0].Shift || x.shortcut != nil) {
			t.Errorf("%s: %s is not the key %s of the table", x.name, usual[0], x.plain)
		}
		if !plain && usual[0].Shortcuts()[0].ShortcutName() != x.shortcut.ShortcutName() {
			t.Errorf("%s: %s is not %s", x.name, usual[0], x.shortcut.ShortcutName())
		}
	}
	for _, name := range []string{"Add caret above", "Add caret below", "Duplicate lines", "Duplicate lines above"} {
		for _, x := range d.commands.all {
			if x.name == name && len(x.chords) < 2 {
				t.Errorf("%s has no second shortcut", name)
			}
		}
	}
}

// A key that was changed does the command at once, in menus and palettes, too,
// and the old one does not.
func TestShortcutsChange(t *testing.T) {
	d := newTestWindow(t, one())
	bind := func(id string, keys ...string) {
		t.Helper()
		all := map[string][]shortcuts.Chord{}
		for _, x := range d.commands.all {
			if x.do != nil {
				all[shortcuts.ID(x.name)] = x.chords
			}
		}
		all[id] = nil
		for _, k := range keys {
			ch, err := shortcuts.Parse(k)
			if err != nil {
				t.Fatal(err)
			}
			all[id] = append(all[id], ch)
		}
		d.commands.bind(all)
		d.menus.arm()
	}
	press := func(s string) (done bool) {
		ch, _ := shortcuts.Parse(s)
		want := ch.Shortcuts()[0].ShortcutName()
		var walk func(items []*fyne.MenuItem)
		walk = func(items []*fyne.MenuItem) {
			for _, it := range items {
				if it.Shortcut != nil && it.Shortcut.ShortcutName() == want {
					it.Action()
					done = true
				}
				if it.ChildMenu != nil {
					walk(it.ChildMenu.Items)
				}
			}
		}
		for _, m := range d.menus.keys.Items {
			walk(m.Items)
		}
		return done
	}
	bind("go-to-title", "Ctrl+Alt+T", "Ctrl+Shift+Y", "F5")
	for _, s := range []string{"Ctrl+Alt+T", "Ctrl+Shift+Y"} {
		d.focusText()
		if !press(s) || !d.form.Title.Focused() {
			t.Errorf("%s does nothing", s)
		}
	}
	d.focusText()
	if d.key(fyne.KeyF5); !d.form.Title.Focused() {
		t.Error("F5 does nothing")
	}
	bind("go-to-title")
	d.focusText()
	if press("Ctrl+Alt+T") || d.form.Title.Focused() {
		t.Error("a key that was taken away still does it")
	}
	if !press("Alt+PageDown") || len(d.posts.cur.s.Selections()) != 2 {
		t.Error("the second shortcut for another caret does nothing")
	}
	var caught []string
	d.commands.caught = func(ch shortcuts.Chord) { caught = append(caught, ch.String()) }
	press("Ctrl+N")
	if d.commands.caught = nil; strings.Join(caught, " ") != "Ctrl+N" || len(d.posts.all) != 1 {
		t.Errorf("caught %v", caught)
	}
}

// docs/shortcuts.md lists all commands.
func TestShortcutsDoc(t *testing.T) {
	d := newTestWindow(t, one())
	var b strings.Builder
	b.WriteString(shortcutsDoc)
	menu := ""
	for _, c := range d.commands.keyed() {
		if top, _, _ := strings.Cut(c.Place, " › "); top != menu {
			menu = top
			b.WriteString("\n## " + menu + "\n\n| command | in the file | usual keys |\n|---|---|---|\n")
		}
		var keys []string
		for _, k := range c.Usual {
			keys = append(keys, k.String())
		}
		name := c.Name
		if _, sub, ok := strings.Cut(c.Place, " › "); ok {
			name = sub + " › " + name
		}
		b.WriteString("| " + name + " | `" + c.ID + "` | " + strings.Join(keys, ", ") + " |\n")
	}
	const path = "../docs/shortcuts.md"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != b.String() {
		t.Errorf("%s is not what the table of commands says; run go test ./editor -run TestShortcutsDoc -update (%v)", path, err)
	}
}

const shortcutsDoc = `# Shortcuts

<!-- Made by go test ./editor -run TestShortcutsDoc -update of the table in editor/command.go. -->

*Help > Change shortcuts…* shows every command with its keys, and changes them: press the keys that you want, and what had them until now is said. What differs from the list below is kept in ` + "`shortcuts.toml`" + `, in the folder ` + "`galley`" + ` of the XDG configuration folder (` + "`~/.config/galley`" + ` where nothing else is set). The file may be edited by hand; a change counts at once in every open window, and what the window changes is written by lines, so that comments stay:

` + "```toml" + `
save-as = "Ctrl+Shift+S"                         # one
add-caret-above = ["Ctrl+Alt+Up", "Alt+PageUp"]  # several, the first is shown in menus
replace-all = []                                 # none
` + "```" + `

A key is a letter, a digit, one of ` + "``, . / \\ [ ] ; ' - + * ` ``" + `, or Up, Down, Left, Right, Home, End, PageUp, PageDown, Enter, Tab, Space, Backspace, Delete or F1 to F12, with Ctrl, Shift and Alt held; all but F1 to F12 need Ctrl or Alt. Ctrl is Cmd on macOS. Ctrl++ is the key of + and =, with Shift or without.

A key that the file gives to a command is not that of another any more. A line that makes no sense is told of in the status bar with its number, and that command keeps its usual keys: one with a command or key that there is not, and the second of two with the same keys. A file that is not TOML is told of likewise; the usual shortcuts count until it is mended, and it is never overwritten. Where the file cannot be written, what is changed in the window counts until Galley ends.

Some desktops keep Ctrl+Alt+Up and Down, and Shift+Alt+Up and Down, for their windows; what these do has a second shortcut.
`
