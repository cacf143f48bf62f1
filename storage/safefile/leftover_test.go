//go:build unix

package safefile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	. "galley.app/galley/storage/safefile"
)

// Of what is beside a place only what is surely of a Stage that has ended is a
// leftover.
func TestLeftovers(t *testing.T) {
	dir := t.TempDir()
	place := filepath.Join(dir, "out")
	past := time.Now().Add(-time.Hour)
	leave := func(o StageOptions, held, young bool, suffix string) string {
		s, err := StageFolder(place, o)
		must(t, err)
		if held {
			t.Cleanup(func() { s.Discard() })
		} else {
			Release(s)
		}
		if !young {
			must(t, os.Chtimes(s.Path(), past, past))
		}
		if suffix != "" {
			must(t, os.Rename(s.Path(), s.Path()+suffix))
		}
		return s.Path() + suffix
	}
	built, aside := leave(StageOptions{}, false, false, ""), leave(StageOptions{}, false, false, ".old")
	leave(StageOptions{}, true, false, "")   // somebody is at it
	leave(StageOptions{}, false, true, "")   // nobody holds it yet
	leave(StageOptions{}, false, false, "x") // of somebody else
	named := leave(StageOptions{Name: "x"}, false, false, "")
	must(t, os.Symlink(dir, strings.Replace(built, ".tmp", "0.tmp", 1)))
	gotBuilt, gotAside := Leftovers(place, StageOptions{})
	if !slices.Equal(gotBuilt, []string{built}) || !slices.Equal(gotAside, []string{aside}) {
		t.Errorf("built %v and %v", gotBuilt, gotAside)
	}
	if got, none := Leftovers(place, StageOptions{Name: "x"}); !slices.Equal(got, []string{named}) || none != nil {
		t.Errorf("named %v, %v", got, none)
	}
	ClearLeftovers(place, StageOptions{Name: "x"})
	if _, err := os.Lstat(named); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("not cleared: %v", err)
	}
	// A place's name may have all the bytes that a name can.
	s, err := StageFile(filepath.Join(dir, strings.Repeat("n", 255)), StageOptions{})
	must(t, err)
	must(t, s.Commit())
	s.Discard()
}
