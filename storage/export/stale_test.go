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
)

// What a killed export has left behind goes with the next one to the same
// place, and nothing else does.
func TestLeftovers(t *testing.T) {
	sources := []Source{simple("a.md", "a", "2024-01-01"), simple("b.md", "b", "2024-01-02")}
	for _, name := range []string{"posts-json", "zip", "site", "hugo"} {
		dir := t.TempDir()
		out := filepath.Join(dir, "out")
		p := NewPlan(sources, Options{Format: format(t, name), Now: noon})
		old := time.Now().Add(-time.Hour)
		leave := func(name string, files ...string) string {
			t.Helper()
			path := filepath.Join(dir, name)
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
		leave(temporary("out"))
		leave(temporary("out"), "posts/a/index.html", "x")
		fresh := leave(temporary("out"))
		if err := os.Chtimes(fresh, time.Now(), time.Now()); err != nil {
			t.Fatal(err)
		}
		held := leave(temporary("out"), "x")
		release, ok := hold(held, old)
		if !ok {
			t.Fatal("cannot be held")
		}
		stay := []string{
			fresh, held, leave(temporary("other")), leave(temporary("other"), "x"), leave(temporaryPrefix("out") + "notes.tmp"), leave(temporaryPrefix("out") + "000000000000.tmp.old"),
			leave(".galley-000000000000.tmp"), leave("x.tmp"),
		}
		// One that was whole: with nothing else in it, and with a file of the author's.
		for _, add := range []string{"", "mine.txt"} {
			whole := filepath.Join(dir, temporary("out"))
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
		link := filepath.Join(dir, temporary("out"))
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
		release()
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
	if err := old.remove(dir, osDisk()); err == nil {
		t.Error("removed")
	}
	if got := slices.Sorted(maps.Keys(tree(t, dir))); !slices.Equal(got, []string{markName, "mine.txt"}) {
		t.Errorf("left %q", got)
	}
}
