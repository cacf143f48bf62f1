package config

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestReadShortcuts(t *testing.T) {
	p := paths(t)
	if lines, err := ReadShortcuts(p); lines != nil || err != nil {
		t.Errorf("no file: %v, %v", lines, err)
	}
	put(t, p.Shortcuts(), "# mine\nsave = \"Ctrl+K\"\n\nredo = [ # two\n 'F5',\n 'F6' ] \n\"export-again\" = ''\nnone = []\nquit = 3\nbad = ['F1', 2]\n[table]\nx = 1\n", false)
	lines, err := ReadShortcuts(p)
	must(t, err)
	want := []ShortcutLine{
		{Name: "save", Keys: []string{"Ctrl+K"}, Line: 2},
		{Name: "redo", Keys: []string{"F5", "F6"}, Line: 4},
		{Name: "export-again", Line: 7},
		{Name: "none", Line: 8},
		{Name: "quit", Line: 9, Wrong: `keys are text in quotes, such as "Ctrl+S", or a list of such`},
		{Name: "bad", Keys: []string{"F1", ""}, Line: 10, Wrong: "keys are text in quotes"},
		{Name: "table", Line: 11, Wrong: `keys are text in quotes, such as "Ctrl+S", or a list of such`},
	}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("read\n%+v\nwant\n%+v", lines, want)
	}
	write(t, p.Shortcuts(), "save = \nx")
	lines, err = ReadShortcuts(p)
	oneLine(t, err, "shortcuts.toml:1", "not TOML")
	if lines != nil {
		t.Errorf("of a broken file %v is read", lines)
	}
}

// Lines are changed, added and taken away, and all else stays; what was written
// is read.
func TestWriteShortcuts(t *testing.T) {
	for _, end := range []string{"\n", "\r\n"} {
		p := paths(t)
		before := strings.ReplaceAll("# mine\nsave = 'Ctrl+K' # so\n# two\nredo = ['F5', # one\n 'F6']\nunknown = 1\n\n[table]\nx = 1\n", "\n", end)
		put(t, p.Shortcuts(), before, false)
		must(t, WriteShortcuts(p, map[string][]string{"save": {"Ctrl+J", "F7"}, "redo": nil, "quit": {}, "nothing": nil}))
		want := strings.ReplaceAll("# mine\nsave = [\"Ctrl+J\", \"F7\"] # so\n# two\nunknown = 1\nquit = []\n\n[table]\nx = 1\n", "\n", end)
		if got := read(t, p.Shortcuts()); got != want {
			t.Errorf("the file is\n%q\nwant\n%q", got, want)
		}
		must(t, WriteShortcuts(p, map[string][]string{"save": {"Ctrl+K"}, "quit": nil}))
		lines, err := ReadShortcuts(p)
		must(t, err)
		if len(lines) != 3 || !reflect.DeepEqual(lines[0].Keys, []string{"Ctrl+K"}) {
			t.Errorf("read as %+v", lines)
		}
	}
	p := paths(t)
	must(t, WriteShortcuts(p, map[string][]string{"save": {"Ctrl+K"}}))
	lines, err := ReadShortcuts(p)
	must(t, err)
	if len(lines) != 1 || !strings.HasPrefix(read(t, p.Shortcuts()), "# Shortcuts of Galley") {
		t.Errorf("a new file has the lines %v and is\n%s", lines, read(t, p.Shortcuts()))
	}
}

func TestWriteShortcutsLeavesAlone(t *testing.T) {
	p := paths(t)
	put(t, p.Shortcuts(), "save = \n", false)
	oneLine(t, WriteShortcuts(p, map[string][]string{"save": {"F5"}}), "shortcuts.toml:1", "nothing was changed")
	if got := read(t, p.Shortcuts()); got != "save = \n" {
		t.Errorf("a broken file became %q", got)
	}
	p = paths(t)
	must(t, os.MkdirAll(p.Config, 0o700))
	must(t, os.Mkdir(p.Shortcuts(), 0o700))
	if WriteShortcuts(p, map[string][]string{"save": {"F5"}}) == nil {
		t.Error("a folder was written")
	}
	oneLine(t, WriteShortcuts(Paths{}, nil), "no home folder")
}
