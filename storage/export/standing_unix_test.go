//go:build unix

package export

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLook agrees with what writing then does.
func TestLook(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	post := put("a.md", "x")
	put("old.txt", "12345")
	put("mine/notes.txt", "x")
	if err := os.Symlink("old.txt", filepath.Join(dir, "link.txt")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("none", filepath.Join(dir, "dead.txt")); err != nil {
		t.Fatal(err)
	}
	if err := NewPlan(many(1), Options{Format: format(t, "md"), Now: noon}).WriteFile(filepath.Join(dir, "earlier") + "/"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		format, path string
		want         Standing // without the time
		err          string
	}{
		{"txt", "new.txt", Standing{}, ""},
		{"txt", "old.txt", Standing{Old: true, Size: 5}, ""},
		{"txt", "link.txt", Standing{Old: true, Size: 5}, ""},
		{"txt", "dead.txt", Standing{}, "leads nowhere"},
		{"txt", "none/new.txt", Standing{}, "there is no folder"},
		{"zip", "mine", Standing{}, "is a folder"},
		{"md", "a.md", Standing{}, "is one of the posts"},
		{"txt", "out/", Standing{Folder: true}, ""},
		{"md", "earlier", Standing{Folder: true, Old: true}, ""},
		{"site", "mine", Standing{Folder: true}, "not written by Galley"},
		{"site", "none/x", Standing{Folder: true}, "there is no folder"},
		{"site", "old.txt", Standing{Folder: true}, "is a file"},
	} {
		path := filepath.Join(dir, c.path)
		if strings.HasSuffix(c.path, "/") {
			path += "/"
		}
		got, err := Look(path, format(t, c.format), []string{post}, Guard{})
		if err == nil && c.err != "" || err != nil && (c.err == "" || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%s at %s: %v, want %q", c.format, c.path, err, c.err)
			continue
		}
		if got.Time.IsZero() == (c.want.Size > 0) {
			t.Errorf("%s at %s: changed at %v", c.format, c.path, got.Time)
		}
		if got.Time = c.want.Time; err == nil && got != c.want {
			t.Errorf("%s at %s: %+v, want %+v", c.format, c.path, got, c.want)
		}
	}
	if _, err := Look("", format(t, "zip"), nil, Guard{}); err == nil {
		t.Error("no name is no error")
	}
}
