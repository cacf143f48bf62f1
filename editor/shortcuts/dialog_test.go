package shortcuts

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage/config"
)

// desk is a store with a file, and a person before its dialog.
type desk struct {
	*seen.Person
	t     *testing.T
	s     *Store
	paths config.Paths
	queue chan func() // of the UI goroutine
	keys  map[string][]Chord
	warns string
	said  string
	catch func(Chord)
	err   error // of writing
	held  fyne.KeyModifier
	open  string
}

func newDesk(t *testing.T, file string) *desk {
	d := &desk{t: t, Person: seen.Sit(t, container.NewStack(control.NewFill(theme.Sheet)), 1000, 760), queue: make(chan func(), 100)}
	d.paths = config.Paths{Config: filepath.Join(t.TempDir(), "config")}
	if file != "" {
		d.put(file)
	}
	d.s = New(Options{
		Paths: d.paths, Post: func(f func()) { d.queue <- f }, Commands: few(t),
		Apply: func(keys map[string][]Chord) { d.keys = keys },
		Warn:  func(s string) { d.warns = s }, Say: func(s string) { d.said = s },
		Write: func(work func() error, done func(error)) {
			if d.err != nil {
				done(d.err)
				return
			}
			done(work())
		},
	})
	t.Cleanup(d.s.Close)
	return d
}

func (d *desk) put(file string) {
	d.t.Helper()
	if err := os.MkdirAll(d.paths.Config, 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(d.paths.Shortcuts(), []byte(file), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) file() string {
	b, _ := os.ReadFile(d.paths.Shortcuts())
	return string(b)
}

// until runs what is posted until something is so.
func (d *desk) until(what string, is func() bool) {
	d.t.Helper()
	late := time.After(2 * time.Minute)
	for !is() {
		select {
		case f := <-d.queue:
			f()
		case <-late:
			d.t.Fatalf("%s: keys %s, told %q", what, said2(d.keys), d.warns)
		}
	}
}

func (d *desk) show(query string) {
	d.s.Open(DialogOptions{
		Canvas: d.Canvas(), Modal: modal.NewStack(d.Canvas(), func(bool) {}), Modifiers: func() fyne.KeyModifier { return d.held },
		Catch: func(f func(Chord)) { d.catch = f }, Open: func(path string) { d.open = path },
	}, query)
}

const usualKeys = "save Ctrl+S; save-as Ctrl+Shift+S; redo Ctrl+Y,Ctrl+Shift+Z; export-again ; focus-mode F9"

// The file counts as soon as another program changed it, and a damaged one does
// not, and is left alone.
func TestFileIsLive(t *testing.T) {
	d := newDesk(t, "")
	if said2(d.keys) != usualKeys || d.warns != "" {
		t.Fatalf("at first %s, %q", said2(d.keys), d.warns)
	}
	d.put("save = 'F5'\n")
	d.until("the file", func() bool { return strings.HasPrefix(said2(d.keys), "save F5;") })
	d.put("save = 'F5'\nredo = 'F5'\nx = 'F6'\n")
	d.until("what is wrong", func() bool { return d.warns == "shortcuts.toml:2: redo: F5 is already that of save; and 1 more" })
	d.put("save = \n")
	d.until("a damaged file", func() bool { return said2(d.keys) == usualKeys })
	if !strings.Contains(d.warns, "shortcuts.toml:1: not TOML") || !strings.Contains(d.warns, "usual shortcuts count") {
		t.Errorf("told %q", d.warns)
	}
	d.show("")
	d.Press(fyne.KeyReturn, fyne.KeyReturn) // Change…
	d.catch(chord(t, "Ctrl+K"))
	d.ClickOn("Set")
	if !strings.Contains(d.Says(), "nothing was changed") || d.file() != "save = \n" || said2(d.keys) != usualKeys {
		t.Errorf("seen %s; the file is %q", d.Says(), d.file())
	}
	d.put("save = 'F6'\n")
	d.until("the mended file", func() bool { return d.warns == "" && strings.HasPrefix(said2(d.keys), "save F6;") })
	if err := os.Remove(d.paths.Shortcuts()); err != nil {
		t.Fatal(err)
	}
	d.until("no file", func() bool { return said2(d.keys) == usualKeys })
}

func TestDialogChanges(t *testing.T) {
	d := newDesk(t, "# mine\nfocus-mode = 'F8' # so\n")
	d.show("save as")
	d.See("Ctrl+Shift+S")
	d.Press(fyne.KeyReturn, fyne.KeyReturn) // the first that was found, Change…
	d.See("Press the keys for “Save as…”")
	focused := func() fyne.Shortcutable { return d.Canvas().Focused().(fyne.Shortcutable) }
	focused().TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyJ, Modifier: fyne.KeyModifierShortcutDefault})
	d.See("Ctrl+J")
	d.See("Nothing else has it.")
	d.catch(chord(t, "Ctrl+S")) // which the menus got
	d.See("▲ It does “Save” now, which loses it.")
	d.Press(fyne.KeyF8)
	d.See("▲ It does “Focus mode” now, which loses it.")
	d.held = fyne.KeyModifierShift
	d.Press(fyne.KeyF8)
	d.See("Shift+F8")
	d.held = 0
	focused().TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierShortcutDefault})
	if says := d.Says(); !strings.Contains(says, "▲ In the text it moves the caret by a word") {
		t.Errorf("seen: %s", says)
	}
	focused().TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyInsert, Modifier: fyne.KeyModifierShortcutDefault})
	d.See("▲ Insert copies and pastes.")
	d.Press(fyne.KeyF8, fyne.KeyReturn) // Set
	if got, want := d.file(), "# mine\nfocus-mode = [] # so\nsave-as = \"F8\"\n"; got != want {
		t.Errorf("the file is %q, want %q", got, want)
	}
	if d.catch != nil {
		t.Error("keys are still caught")
	}

	d.ClickOn("F8")
	d.ClickOn("Add another…")
	d.catch(chord(t, "Ctrl+Y")) // Redo's
	d.ClickOn("Set")
	if got := said2(d.keys); got != "save Ctrl+S; save-as F8,Ctrl+Y; redo Ctrl+Shift+Z; export-again ; focus-mode " {
		t.Errorf("keys %s", got)
	}
	d.ClickOn("F8 or Ctrl+Y")
	d.ClickOn("Remove F8")
	d.ClickOn("Ctrl+Y")
	d.ClickOn("As usual")
	if got, want := d.file(), "# mine\nfocus-mode = [] # so\n"; got != want {
		t.Errorf("the file is %q, want %q", got, want)
	}
	d.ClickOn("Ctrl+Shift+S")
	d.ClickOn("Change…")
	d.Press(fyne.KeyEscape)
	if !d.Open() || d.catch != nil {
		t.Error("Escape closed the dialog, or keys are still caught")
	}
	d.ClickOn("All as usual…")
	d.Press(fyne.KeyReturn)
	if got := said2(d.keys); got != usualKeys || d.file() != "# mine\n# so\n" {
		t.Errorf("keys %s; the file is %q", got, d.file())
	}
	d.ClickOn("Open file")
	if d.open != d.paths.Shortcuts() {
		t.Errorf("opened %q", d.open)
	}
	d.ClickOn("Done")
	if d.Open() {
		t.Error("the dialog is still open")
	}
}

// Where nothing can be written a change counts until the program ends, and that
// is said.
func TestReadOnly(t *testing.T) {
	d := newDesk(t, "")
	d.err = errors.New("shortcuts.toml: read-only")
	d.show("again")
	d.Press(fyne.KeyReturn, fyne.KeyReturn)
	d.catch(chord(t, "F5"))
	d.ClickOn("Set")
	d.See("The shortcut counts until Galley ends.")
	if !strings.Contains(said2(d.keys), "export-again F5") || !strings.Contains(d.said, "read-only") {
		t.Errorf("keys %s, said %q", said2(d.keys), d.said)
	}
}

func TestFind(t *testing.T) {
	d := newDesk(t, "")
	for query, want := range map[string]string{"": "5", "save": "2", "SHIFT+s": "1", "f9": "1", "file redo": "1", "nothing": "0"} {
		if got := d.s.Find(query); string(rune('0'+len(got))) != want {
			t.Errorf("%q finds %d, want %s", query, len(got), want)
		}
	}
}
