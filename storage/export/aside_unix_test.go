//go:build unix

package export

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// An export that was killed while two names were exchanged by hand leaves the
// earlier one under a name of its own: it is put back, or cleared away.
func TestPutBack(t *testing.T) {
	for _, c := range []struct {
		name                  string
		taken, young, changed bool // the place is taken; it was left just now; somebody put a file into it
		back, left            bool // it is put back; it stays where it is
	}{
		{"killed between the names", false, false, false, true, false},
		{"killed before it was cleared", true, false, false, false, false},
		{"at work right now", false, true, false, false, true},
		{"no longer what an export wrote", false, false, true, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "out")
			write := func(posts int) {
				t.Helper()
				if err := NewPlan(many(posts), Options{Format: format(t, "md"), Now: noon}).WriteFile(dir + "/"); err != nil {
					t.Fatal(err)
				}
			}
			write(2)
			earlier := tree(t, dir)
			aside := temporary(t, dir) + ".old"
			if err := os.Rename(dir, aside); err != nil {
				t.Fatal(err)
			}
			if c.taken {
				write(1)
			}
			now := tree(t, parent)
			if c.changed {
				if err := os.WriteFile(filepath.Join(aside, "mine.txt"), nil, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if !c.young {
				then := time.Now().Add(-time.Hour)
				if err := os.Chtimes(aside, then, then); err != nil {
					t.Fatal(err)
				}
			}
			new(Plan).putBack(dir)
			if got := exists(aside); got != c.left {
				t.Errorf("aside: %v", got)
			}
			if got := exists(dir); got != (c.back || c.taken) {
				t.Errorf("in its place: %v", got)
			}
			if c.back && !maps.Equal(tree(t, dir), earlier) {
				t.Error("it was put back changed")
			}
			if c.taken && len(tree(t, dir)) >= len(now) {
				t.Error("the new one was replaced")
			}
			write(3) // goes on as ever
		})
	}
}
