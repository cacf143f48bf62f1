//go:build unix

package safefile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	. "galley.app/galley/storage/safefile"
)

// tree writes files into a new folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		write(t, filepath.Join(dir, name), data, 0o644)
	}
	return dir
}

func oneLine(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	if strings.ContainsAny(err.Error(), "\n\r") {
		t.Errorf("the message has more than one line: %q", err)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("message %q, want %q in it", err, p)
		}
	}
}

func TestRename(t *testing.T) {
	for how, rename := range map[string]func(string, string) error{"system": Rename, "link": LinkNew} {
		t.Run(how, func(t *testing.T) {
			dir := tree(t, map[string]string{"a.md": "a", "b.md": "b", "c.md": "c"})
			at := func(name string) string { return filepath.Join(dir, name) }

			err := rename(at("a.md"), at("b.md"))
			if !errors.Is(err, fs.ErrExist) {
				t.Errorf("onto another file: %v", err)
			}
			if content(t, at("a.md")) != "a" || content(t, at("b.md")) != "b" {
				t.Error("a file was lost")
			}
			must(t, rename(at("a.md"), at("new.md")))
			if content(t, at("new.md")) != "a" {
				t.Error("not renamed")
			}
			if _, err := os.Lstat(at("a.md")); err == nil {
				t.Error("the old name is still there")
			}
			if err := rename(at("gone.md"), at("x.md")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a file that is not there: %v", err)
			}
			if err := rename(at("c.md"), at("no/such/folder.md")); err == nil {
				t.Error("into a folder that is not there: no error")
			}
			must(t, os.Symlink("nowhere", at("dangling.md")))
			if err := rename(at("c.md"), at("dangling.md")); !errors.Is(err, fs.ErrExist) {
				t.Errorf("onto a dangling link: %v", err)
			}
			if content(t, at("c.md")) != "c" {
				t.Error("the text is lost")
			}
		})
	}
}

func TestRenameMessages(t *testing.T) {
	dir := tree(t, map[string]string{"a.md": "a", "b.md": "b"})
	at := func(name string) string { return filepath.Join(dir, name) }
	oneLine(t, Rename(at("a.md"), at("b.md")), "a.md", "b.md is there already")
	oneLine(t, Rename(at("gone.md"), at("c.md")), "gone.md", "no such file")
	oneLine(t, Rename(at("a.md"), at("b.md/c.md")), "a.md", "not renamed")
	must(t, Rename(at("a.md"), at("a.md")))
	// Two names of one file are two posts, whatever their case.
	must(t, os.Link(at("a.md"), at("A.md")))
	oneLine(t, Rename(at("a.md"), at("A.md")), "is there already")
	if content(t, at("a.md")) != "a" || content(t, at("A.md")) != "a" {
		t.Error("a name was lost")
	}
}

// Whoever comes second must not take the name of the first.
func TestRenameRace(t *testing.T) {
	const n = 16
	files := map[string]string{}
	for i := range n {
		files[strconv.Itoa(i)] = strconv.Itoa(i)
	}
	dir := tree(t, files)
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for i := range n {
		wg.Go(func() {
			if Rename(filepath.Join(dir, strconv.Itoa(i)), filepath.Join(dir, "to")) == nil {
				mu.Lock()
				won++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	list, err := os.ReadDir(dir)
	must(t, err)
	if won != 1 || len(list) != n {
		t.Errorf("%d renames won and %d files are left, want 1 and %d", won, len(list), n)
	}
}

func TestSetAside(t *testing.T) {
	day := time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
	dir := tree(t, map[string]string{"a.b.toml": "1", "a.b.broken-2024-06-01-2.toml": "others'"})
	path := filepath.Join(dir, "a.b.toml")
	for i, want := range []string{"a.b.broken-2024-06-01.toml", "a.b.broken-2024-06-01-3.toml"} {
		aside, err := SetAside(path, day)
		must(t, err)
		if filepath.Base(aside) != want || content(t, aside) != strconv.Itoa(i+1) {
			t.Errorf("set aside as %s, want %s", aside, want)
		}
		write(t, path, strconv.Itoa(i+2), 0o644)
	}
	must(t, os.Remove(path))
	_, err := SetAside(path, day)
	oneLine(t, err, "a.b.toml", "no such file")
}

func TestShown(t *testing.T) {
	for _, c := range []struct{ path, want string }{
		{"", `""`},
		{"/home/Ü b/👩‍🚀.md", "/home/Ü b/👩‍🚀.md"},
		{"a\nb", `"a\nb"`},
		{"a\xffb", `"a\xffb"`},
		{"a\u2028b", `"a\u2028b"`},
		{"a\u202edm.b", `"a\u202edm.b"`},
	} {
		if got := Shown(c.path); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
