package storage

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"galley.app/galley/storage/config"
)

// died has the process of an Openings end without a word: its lock goes, its notes stay.
func died(t *testing.T, o *Openings) {
	t.Helper()
	must(t, o.lock.Close())
}

func openings(t *testing.T, p config.Paths) *Openings {
	t.Helper()
	o, err := ReadOpenings(p)
	must(t, err)
	return o
}

func TestOpenings(t *testing.T) {
	const a, b = "/posts/a.md", "/posts/\xff\n“b”.md"
	p := config.Paths{State: filepath.Join(t.TempDir(), "state")}
	left := func() []string {
		t.Helper()
		names, err := filepath.Glob(filepath.Join(p.State, "opening", "*"))
		must(t, err)
		return names
	}
	holds := func(o *Openings, want ...string) {
		t.Helper()
		for _, path := range []string{a, b} {
			if got := o.Held(path); got != slices.Contains(want, path) {
				t.Errorf("%q is held: %v", path, got)
			}
		}
	}

	first := openings(t, p)
	if len(left()) != 0 {
		t.Error("reading made files")
	}
	must(t, first.Opening(a))
	must(t, first.Rested())
	must(t, first.Opening(b))
	holds(openings(t, p)) // the other window lives
	second := openings(t, p)
	must(t, second.Opening(a))
	must(t, second.Close())
	holds(openings(t, p))
	died(t, first)
	holds(openings(t, p), b)
	holds(openings(t, p), b) // and whoever asks next

	// Opened by someone who asks for it, and again it ends the program.
	third := openings(t, p)
	must(t, third.Opening(b))
	died(t, third)
	holds(openings(t, p), b)

	// Another one, too; then one of them comes to rest, in a window beside others.
	fourth := openings(t, p)
	must(t, fourth.Opening(a))
	died(t, fourth)
	fifth, beside := openings(t, p), openings(t, p)
	holds(fifth, a, b)
	must(t, beside.Opening(a))
	must(t, fifth.Opening(b))
	must(t, fifth.Rested())
	holds(fifth, a)
	holds(openings(t, p), a)
	must(t, beside.Rested())
	holds(beside, b) // what it knew when it began
	holds(openings(t, p))
	must(t, fifth.Close())
	must(t, beside.Close())

	// A window that is closed before it came to rest opened it all the same.
	sixth := openings(t, p)
	must(t, sixth.Opening(a))
	died(t, sixth)
	seventh := openings(t, p)
	holds(seventh, a)
	must(t, seventh.Opening(a))
	must(t, seventh.Close())
	holds(openings(t, p))
	if names := left(); len(names) != 0 {
		t.Errorf("files stay: %q", names)
	}
	// On Windows the folders of a user are closed to others, whatever their mode says.
	if info, err := os.Stat(p.State); err != nil || info.Mode().Perm() != 0o700 && runtime.GOOS != "windows" {
		t.Errorf("others can look into the state folder: %v, %v", info, err)
	}
}

func TestOpeningsCutOff(t *testing.T) {
	p := config.Paths{State: t.TempDir()}
	o := openings(t, p)
	must(t, o.Opening("/a.md"))
	f, err := os.OpenFile(o.name, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteString("\"/b.m\nnonsense\n\"/c.md\"\n\"/d")
	must(t, err)
	must(t, f.Close())
	died(t, o)
	again := openings(t, p)
	for path, want := range map[string]bool{"/a.md": true, "/c.md": true, "/b.m": false, "/d": false, "": false} {
		if again.Held(path) != want {
			t.Errorf("%q is held: %v", path, !want)
		}
	}
}

// TestOpeningsWithoutAPlace: a start goes on where nothing can be noted.
func TestOpeningsWithoutAPlace(t *testing.T) {
	o := openings(t, config.Paths{})
	must(t, o.Opening("/a.md"))
	must(t, o.Rested())
	must(t, o.Close())

	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	o, err := ReadOpenings(config.Paths{State: file})
	if err == nil {
		t.Error("no error though the state folder is a file")
	}
	if err := o.Opening("/a.md"); err == nil {
		t.Error("noted nowhere, without an error")
	}
	must(t, o.Rested())
	must(t, o.Close())
}
