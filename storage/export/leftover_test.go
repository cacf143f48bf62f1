//go:build unix

package export

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/safefile"
)

// What a killed export has left behind goes with the next one to the same
// place, and nothing else does.
func TestLeftovers(t *testing.T) {
	growth.Alone(t)
	sources := []Source{simple("a.md", "a", "2024-01-01"), simple("b.md", "b", "2024-01-02")}
	for _, name := range []string{"posts-json", "zip", "site", "hugo"} {
		dir := t.TempDir()
		out := filepath.Join(dir, "out")
		p := NewPlan(sources, Options{Format: format(t, name), Now: noon})
		old := time.Now().Add(-time.Hour)
		at := func(name string) string { return filepath.Join(dir, name) }
		leave := func(path string, files ...string) string {
			t.Helper()
			if len(files) == 0 {
				if err := os.WriteFile(path, []byte("half"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			for _, file := range files {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(path, file)), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(path, file), []byte("half"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chtimes(path, old, old); err != nil {
				t.Fatal(err)
			}
			return path
		}
		leave(temporary(t, out))
		leave(temporary(t, out), "posts/a/index.html", "x")
		fresh := leave(temporary(t, out))
		if err := os.Chtimes(fresh, time.Now(), time.Now()); err != nil {
			t.Fatal(err)
		}
		working, err := safefile.StageFolder(out, safefile.StageOptions{})
		if err != nil {
			t.Fatal(err)
		}
		held := leave(working.Path(), "x")
		prefix, _, _ := strings.Cut(fresh, filepath.Base(fresh)[len(".galley-00000000-"):])
		stay := []string{
			fresh, held, leave(temporary(t, at("other"))), leave(temporary(t, at("other")), "x"), leave(prefix + "notes.tmp"), leave(prefix + "000000000000.tmp.old"),
			leave(at(".galley-000000000000.tmp")), leave(at("x.tmp")),
		}
		// One that was whole: with nothing else in it, and with a file of the author's.
		for _, add := range []string{"", "mine.txt"} {
			whole := temporary(t, out)
			if err := NewPlan(sources, Options{Format: format(t, "site"), Now: noon}).WriteFile(whole); err != nil {
				t.Fatal(err)
			}
			if add != "" {
				if err := os.WriteFile(filepath.Join(whole, add), []byte("mine"), 0o644); err != nil {
					t.Fatal(err)
				}
				stay = append(stay, whole)
			}
			if err := os.Chtimes(whole, old, old); err != nil {
				t.Fatal(err)
			}
		}
		link := temporary(t, out)
		if err := os.Symlink(dir, link); err != nil {
			t.Fatal(err)
		}
		stay = append(stay, link, out)
		for range 2 {
			if err := p.WriteFile(out); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got, err := filepath.Glob(filepath.Join(dir, "*"))
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(got)
			slices.Sort(stay)
			if !slices.Equal(got, stay) {
				t.Errorf("%s: there are\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(stay, "\n"))
			}
		}
		working.Discard()
	}
}

// An earlier export that holds a file of someone else's keeps what tells whose
// it is.
func TestRemoveKeepsMark(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	p := NewPlan([]Source{simple("a.md", "a", "2024-01-01")}, Options{Format: format(t, "site"), Now: noon})
	if err := p.WriteFile(dir); err != nil {
		t.Fatal(err)
	}
	old, _, err := lookAt(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := old.remove(dir, safefile.OS{}); err == nil {
		t.Error("removed")
	}
	if got := slices.Sorted(maps.Keys(tree(t, dir))); !slices.Equal(got, []string{markName, "mine.txt"}) {
		t.Errorf("left %q", got)
	}
}

// temporary is a new name for what will be put at a place.
func temporary(t *testing.T, place string) string {
	t.Helper()
	s, err := safefile.StageFile(place, safefile.StageOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Discard()
	return s.Path()
}
