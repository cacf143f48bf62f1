package shortcuts

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/storage/config"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"Ctrl+S": "Ctrl+S", "ctrl + shift + p": "Ctrl+Shift+P", "Shift+Ctrl+P": "Ctrl+Shift+P", "Cmd+,": "Ctrl+,", "Alt+Ctrl+Return": "Ctrl+Alt+Enter",
		"F9": "F9", "shift+f12": "Shift+F12", "Alt+PageUp": "Alt+PageUp", "Ctrl++": "Ctrl++", "Ctrl+=": "Ctrl++", "Ctrl+Shift+=": "Ctrl++", "Ctrl+-": "Ctrl+-",
		`Ctrl+\`: `Ctrl+\`, "Ctrl+Backslash": `Ctrl+\`, "Ctrl+Shift+[": "Ctrl+Shift+[", "Ctrl+Alt+Up": "Ctrl+Alt+Up", "Ctrl+1": "Ctrl+1", "Ctrl+Space": "Ctrl+Space", "Ctrl+'": "Ctrl+'",
	} {
		c, err := Parse(in)
		if err != nil || c.String() != want {
			t.Errorf("%s is %s, want %s; %v", in, c, want, err)
		}
		if again, err := Parse(c.String()); err != nil || again != c {
			t.Errorf("%s, which %s is shown as, is %v, %v", c, in, again, err)
		}
	}
	for in, want := range map[string]string{
		"": "no key", "Ctrl+": "no key", "S": "has Ctrl or Alt", "Shift+S": "has Ctrl or Alt", "Ctrl+Foo": "no key Foo", "Hyper+S": "no key Hyper to hold",
		"Super+S": "desktop", "Ctrl+Esc": "closes", "Ctrl+Insert": "copies", "F13": "no key F13", "Ctrl+é": "no key é", "Shift+Tab": "has Ctrl or Alt", "+": "has Ctrl or Alt",
	} {
		if c, err := Parse(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v, want an error with %q", in, c, err, want)
		}
	}
}

// What a chord arrives as is that chord, and no other's.
func TestShortcutsOfChords(t *testing.T) {
	seen := map[string]Chord{}
	for _, m := range []string{"Ctrl+", "Alt+", "Ctrl+Shift+", "Ctrl+Alt+", "Shift+Alt+", "Ctrl+Shift+Alt+", "", "Shift+"} {
		for _, k := range []string{"A", "Z", "Y", "X", "C", "V", "S", "0", "9", "+", "-", ",", ".", "/", `\`, "[", "]", ";", "'", "`", "Up", "Enter", "PageDown", "Tab", "Space", "Backspace", "Delete", "F1", "F12"} {
			c, err := Parse(m + k)
			if err != nil {
				continue
			}
			key, plain := c.Plain()
			if all := c.Shortcuts(); plain != (len(all) == 0) || key == "" {
				t.Errorf("%s: a plain key %v that arrives as %d shortcuts", c, plain, len(all))
			}
			for _, s := range c.Shortcuts() {
				if back, ok := Of(s); !ok || back != c {
					t.Errorf("%s arrives as %s, which is %v", c, s.ShortcutName(), back)
				}
				if o, ok := seen[s.ShortcutName()]; ok && o != c {
					t.Errorf("%s and %s arrive as %s", o, c, s.ShortcutName())
				}
				seen[s.ShortcutName()] = c
			}
		}
	}
	if _, ok := Of(&fyne.ShortcutUndo{}); !ok || seen["Undo"].String() != "Ctrl+Z" {
		t.Error("Undo is not Ctrl+Z")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"Ctrl+S", "Ctrl++", "+", "Ctrl+Shift+=", "alt+f4", "Ctrl+ +", "ctrl+\x00", "Ctrl+é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := Parse(s)
		if err != nil {
			return
		}
		if again, err := Parse(c.String()); err != nil || again != c {
			t.Errorf("%q is %v, which is written %q and read as %v, %v", s, c, c, again, err)
		}
		if _, plain := c.Plain(); plain == (len(c.Shortcuts()) > 0) {
			t.Errorf("%q can neither be pressed nor held", s)
		}
	})
}

func chord(t *testing.T, s string) Chord {
	t.Helper()
	c, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// few are commands with some keys.
func few(t *testing.T) []Command {
	t.Helper()
	var list []Command
	for _, c := range []struct{ name, keys string }{{"Save", "Ctrl+S"}, {"Save as…", "Ctrl+Shift+S"}, {"Redo", "Ctrl+Y Ctrl+Shift+Z"}, {"Export again", ""}, {"Focus mode", "F9"}} {
		x := Command{ID: ID(c.name), Name: c.name, Place: "File"}
		for _, k := range strings.Fields(c.keys) {
			x.Usual = append(x.Usual, chord(t, k))
		}
		list = append(list, x)
	}
	return list
}

func said2(keys map[string][]Chord) string {
	var all []string
	for _, id := range []string{"save", "save-as", "redo", "export-again", "focus-mode"} {
		all = append(all, id+" "+strings.Join(chords(keys[id]), ","))
	}
	return strings.Join(all, "; ")
}

func TestResolve(t *testing.T) {
	const usual = "save Ctrl+S; save-as Ctrl+Shift+S; redo Ctrl+Y,Ctrl+Shift+Z; export-again ; focus-mode F9"
	line := func(n int, name string, keys ...string) config.ShortcutLine {
		return config.ShortcutLine{Line: n, Name: name, Keys: keys}
	}
	for name, c := range map[string]struct {
		lines []config.ShortcutLine
		want  string
		wrong string
	}{
		"nothing":        {nil, usual, ""},
		"another":        {[]config.ShortcutLine{line(1, "save", "Ctrl+K")}, strings.Replace(usual, "Ctrl+S;", "Ctrl+K;", 1), ""},
		"none":           {[]config.ShortcutLine{line(1, "save")}, strings.Replace(usual, "Ctrl+S;", ";", 1), ""},
		"several":        {[]config.ShortcutLine{line(1, "export-again", "F5", "Ctrl+F5", "F5")}, strings.Replace(usual, "again ", "again F5,Ctrl+F5", 1), ""},
		"taken":          {[]config.ShortcutLine{line(1, "export-again", "Ctrl+S")}, "save ; save-as Ctrl+Shift+S; redo Ctrl+Y,Ctrl+Shift+Z; export-again Ctrl+S; focus-mode F9", ""},
		"one of two":     {[]config.ShortcutLine{line(1, "save", "ctrl+shift+z")}, "save Ctrl+Shift+Z; save-as Ctrl+Shift+S; redo Ctrl+Y; export-again ; focus-mode F9", ""},
		"twice":          {[]config.ShortcutLine{line(4, "save", "Ctrl+K"), line(7, "redo", "Ctrl+K", "F5")}, "save Ctrl+K; save-as Ctrl+Shift+S; redo F5; export-again ; focus-mode F9", "7 redo: Ctrl+K is already that of save"},
		"only twice":     {[]config.ShortcutLine{line(4, "save", "Ctrl+K"), line(7, "redo", "Ctrl+K")}, strings.Replace(usual, "Ctrl+S;", "Ctrl+K;", 1), "7 redo: Ctrl+K is already that of save"},
		"swapped":        {[]config.ShortcutLine{line(1, "save", "Ctrl+Shift+S"), line(2, "save-as", "Ctrl+S")}, strings.Replace(usual, "save Ctrl+S; save-as Ctrl+Shift+S", "save Ctrl+Shift+S; save-as Ctrl+S", 1), ""},
		"no command":     {[]config.ShortcutLine{line(3, "safe-as", "Ctrl+K")}, usual, `3 there is no command "safe-as"; there is "save-as"`},
		"nothing like":   {[]config.ShortcutLine{line(3, "brew-coffee", "Ctrl+K")}, usual, `3 there is no command "brew-coffee"`},
		"no key":         {[]config.ShortcutLine{line(3, "save", "Ctrl+Foo")}, usual, "3 save: Ctrl+Foo: there is no key Foo"},
		"no keys at all": {[]config.ShortcutLine{{Line: 2, Name: "save", Wrong: "keys are text"}}, usual, "2 save: keys are text"},
	} {
		keys, wrong := Resolve(few(t), c.lines)
		var told []string
		for _, w := range wrong {
			told = append(told, string(rune('0'+w.Line))+" "+w.Words)
		}
		if got := said2(keys); got != c.want || strings.Join(told, "\n") != c.wrong {
			t.Errorf("%s:\n%s\nwant\n%s\ntold %q, want %q", name, got, c.want, told, c.wrong)
		}
	}
}

func TestID(t *testing.T) {
	for name, want := range map[string]string{"Save as…": "save-as", "Page light/dark": "page-light-dark", "Toggle links to this post": "toggle-links-to-this-post", "…X!": "x"} {
		if got := ID(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
