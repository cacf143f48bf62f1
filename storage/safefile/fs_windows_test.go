package safefile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows"

	. "galley.app/galley/storage/safefile"
)

// These are what Replace promises where files have marks, other programs keep
// files to themselves, and names have limits.

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// holds fails unless the folder has one file, with that text.
func holds(t *testing.T, name, text string) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil || string(b) != text {
		t.Errorf("%s: %q, %v; wanted %q", name, b, err, text)
	}
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

// taken opens a file as a program that shares it like that does.
func taken(t *testing.T, name string, share uint32) (free func()) {
	t.Helper()
	p, err := windows.UTF16PtrFromString(name)
	if err != nil {
		t.Fatal(err)
	}
	h, err := windows.CreateFile(p, windows.GENERIC_READ, share, nil, windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		t.Fatal(err)
	}
	return func() { _ = windows.CloseHandle(h) }
}

func TestReplaceOpenElsewhere(t *testing.T) {
	for name, c := range map[string]struct {
		share uint32
		busy  bool
	}{
		"kept to itself":           {0, true},
		"others may read":          {windows.FILE_SHARE_READ, true},
		"others may write":         {windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE, true},
		"nobody has it any more":   {windows.FILE_SHARE_READ, false},
		"it is left alone in time": {windows.FILE_SHARE_READ, false},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "post.md")
			write(t, file, "old")
			free := taken(t, file, c.share)
			switch name {
			case "nobody has it any more":
				free()
				free = func() {}
			case "it is left alone in time":
				later := time.AfterFunc(30*time.Millisecond, free)
				free = func() { later.Stop() }
			}
			_, err := Replace(file, []byte("new"), Options{})
			free()
			var busy *BusyError
			if errors.As(err, &busy) != c.busy || err != nil && !c.busy {
				t.Fatalf("busy %v: %v", c.busy, err)
			}
			if c.busy {
				holds(t, file, "old")
				if !strings.Contains(err.Error(), "another program has the file open") {
					t.Errorf("said %v", err)
				}
				if _, err := Replace(file, []byte("new"), Options{}); err != nil {
					t.Errorf("afterwards: %v", err)
				}
			}
			holds(t, file, "new")
		})
	}
}

// While a file is read by Galley others may replace it, Galley too.
func TestReplaceWhileRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "post.md")
	write(t, file, "old")
	f, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := "new"
	if _, err := Replace(file, []byte("new"), Options{}); err != nil {
		// Of an older system, or Wine: then it is told, and nothing is lost.
		var busy *BusyError
		if want = "old"; !errors.As(err, &busy) {
			t.Error(err)
		}
	}
	holds(t, file, want)
	text, err := io.ReadAll(f)
	if err != nil || string(text) != "old" {
		t.Errorf("who reads it sees %q, %v", text, err)
	}
}

func TestReplaceReadOnly(t *testing.T) {
	file := filepath.Join(t.TempDir(), "post.md")
	write(t, file, "old")
	if err := os.Chmod(file, 0o444); err != nil {
		t.Fatal(err)
	}
	_, err := Replace(file, []byte("new"), Options{})
	var refused *ReadOnlyError
	if !errors.As(err, &refused) {
		t.Fatalf("%v", err)
	}
	holds(t, file, "old")
	if info, err := os.Stat(file); err != nil || info.Mode()&0o200 != 0 {
		t.Errorf("the mark is gone: %v, %v", info.Mode(), err)
	}
	if err := os.Chmod(file, 0o666); err != nil { // so that it can be removed
		t.Error(err)
	}
}

func TestReplaceKeepsMarks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "post.md")
	write(t, file, "old")
	p, err := windows.UTF16PtrFromString(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := windows.SetFileAttributes(p, windows.FILE_ATTRIBUTE_HIDDEN|windows.FILE_ATTRIBUTE_ARCHIVE); err != nil {
		t.Fatal(err)
	}
	if _, err := Replace(file, []byte("new"), Options{}); err != nil {
		t.Fatal(err)
	}
	if marks, err := windows.GetFileAttributes(p); err != nil || marks&windows.FILE_ATTRIBUTE_HIDDEN == 0 {
		t.Errorf("marks %#x, %v", marks, err)
	}
	holds(t, file, "new")
}

func TestReplaceTellsOfOtherNames(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a", "post.md")
	if err := os.Mkdir(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, file, "old")
	if err := os.Link(file, filepath.Join(dir, "other.md")); err != nil {
		t.Fatal(err)
	}
	var lost []string
	if _, err := Replace(file, []byte("new"), Options{Lost: func(what string) { lost = append(lost, what) }}); err != nil {
		t.Fatal(err)
	}
	if len(lost) != 1 || !strings.Contains(lost[0], "the tie to 1 other name") {
		t.Errorf("told %q", lost)
	}
	holds(t, file, "new")
}

func TestReplaceLongPath(t *testing.T) {
	dir := t.TempDir()
	for range 6 {
		dir = filepath.Join(dir, strings.Repeat("a long name ", 5)+"end")
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, strings.Repeat("x", 100)+".md")
	for _, text := range []string{"first", "second"} {
		if _, err := Replace(file, []byte(text), Options{}); err != nil {
			t.Fatalf("%d characters: %v", len(file), err)
		}
		holds(t, file, text)
	}
	other := filepath.Join(dir, "Other.md")
	if err := Rename(file, other); err != nil {
		t.Fatal(err)
	}
	if text, _, err := ReadText(other, 100); err != nil || text != "second" {
		t.Errorf("%q, %v", text, err)
	}
}

// A new file never takes the place of one whose name differs in case alone, and
// a name can change its case.
func TestNamesWithoutCase(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "Post.md")
	write(t, file, "old")
	_, err := Replace(filepath.Join(dir, "post.md"), []byte("new"), Options{Expect: &Fingerprint{}})
	var conflict *ConflictError
	if !errors.As(err, &conflict) {
		t.Errorf("%v", err)
	}
	holds(t, file, "old")
	if err := Rename(file, filepath.Join(dir, "post.md")); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 || entries[0].Name() != "post.md" {
		t.Errorf("%v, %v", entries, err)
	}
}

// A name is held by one at a time, and a stage that somebody builds is no leftover.
func TestHold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	release, ok := Hold(path)
	if !ok {
		t.Fatal("not held")
	}
	if _, ok := Hold(strings.ToUpper(path)); ok {
		t.Error("held twice")
	}
	release()
	release, ok = Hold(path)
	if !ok {
		t.Fatal("not let go")
	}
	release()
}
