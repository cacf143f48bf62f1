package storage

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/config"
)

// What saves that were cut off leave is cleared, and no text is lost with it.
func TestClearUnfinished(t *testing.T) {
	const twin, lost, empty, young = ".galley-0123456789ab.tmp", ".galley-abcdef012345.tmp", ".galley-000000000000.tmp", ".galley-111111111111.tmp"
	others := []string{".galley-notes.tmp", ".galley-0123456789AB.tmp", "galley-0123456789ab.tmp", ".galley-0123456789ab.tmp.md"}
	files := map[string]string{"a.md": "saved", twin: "saved", lost: "nowhere else", empty: "", young: "being written", ".galley-222222222222.tmp/": ""}
	for _, name := range others {
		files[name] = "saved"
	}
	dir := tree(t, files)
	must(t, os.Symlink("a.md", filepath.Join(dir, ".galley-333333333333.tmp")))
	old := noon.Add(-48 * time.Hour)
	for name := range files {
		if name != young {
			must(t, os.Chtimes(filepath.Join(dir, name), old, old))
		}
	}
	must(t, os.Chtimes(filepath.Join(dir, young), noon, noon))
	p := paths(t)
	notes := ClearUnfinished(dir, p, noon)
	copied := filepath.Join(p.Recovery(), "unfinished-2024-05-30.md")
	if len(notes) != 1 || !strings.Contains(notes[0], copied) || read(t, copied) != "nowhere else" {
		t.Errorf("notes %q", notes)
	}
	if st, err := os.Stat(p.State); err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("the state folder: %v, %v", st, err)
	}
	for _, name := range []string{twin, lost, empty} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range append(slices.Clone(others), young, "a.md", ".galley-222222222222.tmp", ".galley-333333333333.tmp") {
		if _, err := os.Lstat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%s was taken away", name)
		}
	}
	if notes := ClearUnfinished(dir, p, noon); len(notes) > 0 {
		t.Errorf("the second time: %q", notes)
	}

	// Where there is no place for the text, it stays.
	write(t, filepath.Join(dir, lost), "again")
	must(t, os.Chtimes(filepath.Join(dir, lost), old, old))
	if notes := ClearUnfinished(dir, config.Paths{}, noon); len(notes) > 0 || read(t, filepath.Join(dir, lost)) != "again" {
		t.Errorf("notes %q", notes)
	}
}

// What a save left that was cut off is cleared in folders below the library's, too.
func TestOpenClearsBelow(t *testing.T) {
	const left = ".galley-0123456789ab.tmp"
	d := newWorkspaceTest(t, map[string]string{"a.md": "one", "2023/b.md": "two", "2023/" + left: "nowhere else"})
	old := noon.Add(-48 * time.Hour)
	must(t, os.Chtimes(d.path("2023/"+left), old, old))
	d.library(d.dir)
	if _, err := os.Lstat(d.path("2023/" + left)); err == nil {
		t.Error("it is still there")
	}
	if got := read(t, filepath.Join(d.o.Paths.Recovery(), "unfinished-"+old.Format(time.DateOnly)+".md")); got != "nowhere else" {
		t.Errorf("kept is %q", got)
	}
}
