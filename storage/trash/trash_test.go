package trash

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/safefile/safetest"
)

func noon() time.Time { return time.Date(2025, 3, 4, 12, 30, 9, 0, time.Local) }

// write makes a file, and the folders over it.
func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func isThere(path string) bool { _, err := os.Lstat(path); return err == nil }

// A file goes to the trash with a note of where it was, and back.
func TestMove(t *testing.T) {
	dir := t.TempDir()
	can := Can{Home: filepath.Join(dir, "share", "Trash"), Now: noon}
	path := write(t, filepath.Join(dir, "posts", "0001 Größe 100%.md"), "one")
	it, err := can.Move(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(can.Home, "files", "0001 Größe 100%.md"); it.File != want || it.Path != path {
		t.Errorf("moved to %s from %s, want %s", it.File, it.Path, want)
	}
	if isThere(path) || read(t, it.File) != "one" {
		t.Error("it is at its place still, or not whole in the trash")
	}
	want := "[Trash Info]\nPath=" + filepath.ToSlash(dir) + "/posts/0001%20Gr%C3%B6%C3%9Fe%20100%25.md\nDeletionDate=2025-03-04T12:30:09\n"
	if got := read(t, filepath.Join(can.Home, "info", "0001 Größe 100%.md.trashinfo")); got != want {
		t.Errorf("the note is %q, want %q", got, want)
	}
	for _, dir := range []string{can.Home, filepath.Join(can.Home, "files"), filepath.Join(can.Home, "info")} {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", dir, info.Mode(), err)
		}
	}
	second := write(t, path, "two")
	again, err := can.Move(second)
	if err != nil || filepath.Base(again.File) != "0001 Größe 100%.2.md" {
		t.Errorf("the second is %s, %v", again.File, err)
	}
	if err := can.Restore(it); err != nil {
		t.Fatal(err)
	}
	if read(t, path) != "one" || isThere(it.File) || isThere(it.note) {
		t.Error("it is not back, or something of it is in the trash")
	}
	var e *RestoreError
	if err := can.Restore(again); !errors.As(err, &e) || !e.Taken || read(t, path) != "one" || read(t, again.File) != "two" {
		t.Errorf("over another file: %v", err)
	}
	if err := can.Restore(it); !errors.As(err, &e) || !e.Gone {
		t.Errorf("twice: %v", err)
	}
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	if err := can.Restore(again); !errors.As(err, &e) || e.Gone || e.Taken || read(t, again.File) != "two" {
		t.Errorf("without a folder: %v", err)
	}
}

// Names of all kinds go there and back.
func TestNames(t *testing.T) {
	dir := t.TempDir()
	can := Can{Home: filepath.Join(dir, "Trash"), Now: noon}
	for _, name := range []string{
		"-rf.md", "a\nb.md", "a\tb\x1b[31m.md", "\xff\xfe.md", ".hidden", strings.Repeat("x", 252) + ".md",
		strings.Repeat("ä", 126) + ".md", strings.Repeat("y", 255), "a." + strings.Repeat("z", 250), "%2F..%2F.md",
	} {
		path := write(t, filepath.Join(dir, "posts", name), name)
		for range 2 {
			it, err := can.Move(path)
			if err != nil {
				t.Errorf("%q: %v", name, err)
				break
			}
			write(t, path, "another")
			other, err := can.Move(path)
			if err != nil {
				t.Errorf("%q again: %v", name, err)
				break
			}
			note := read(t, it.note)
			_, line, _ := strings.Cut(note, "\nPath=")
			line, _, _ = strings.Cut(line, "\n")
			if at, err := url.PathUnescape(line); err != nil || at != path {
				t.Errorf("%q: the note leads to %q, %v", name, at, err)
			}
			if err := can.Restore(it); err != nil || read(t, path) != name {
				t.Errorf("%q: %v", name, err)
			}
			_ = os.Remove(other.File)
		}
	}
}

// A link is moved itself, and what it leads to stays.
func TestLink(t *testing.T) {
	dir := t.TempDir()
	can := Can{Home: filepath.Join(dir, "Trash")}
	target := write(t, filepath.Join(dir, "elsewhere", "a.md"), "one")
	link := filepath.Join(dir, "a.md")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	it, err := can.Move(link)
	if err != nil || isThere(link) || read(t, target) != "one" {
		t.Fatalf("%v", err)
	}
	if err := can.Restore(it); err != nil || read(t, link) != "one" {
		t.Fatalf("%v", err)
	}
}

// What is not to be moved is refused in a line that names it.
func TestRefused(t *testing.T) {
	dir := t.TempDir()
	can := Can{Home: filepath.Join(dir, "Trash")}
	for path, want := range map[string]string{
		filepath.Join(dir, "none.md"):         "there is no such file",
		dir:                                   "it is a folder",
		filepath.Join(dir, "none", "none.md"): "there is no such file",
	} {
		_, err := can.Move(path)
		if err == nil || err.Error() != path+": not moved to the trash: "+want {
			t.Errorf("%v", err)
		}
	}
	for fault, want := range map[error]string{
		syscall.EACCES: "there is no permission to change its folder or the trash",
		syscall.EROFS:  "its disk can only be read",
	} {
		path := write(t, filepath.Join(dir, "a.md"), "one")
		can.FS = &safetest.Hook{FS: safefile.OS{}, Before: func(call, _ string) safetest.Fault {
			if call == "RenameNew" {
				return safetest.Fault{Err: &os.LinkError{Op: "rename", Err: fault}}
			}
			return safetest.Fault{}
		}}
		_, err := can.Move(path)
		if err == nil || err.Error() != path+": not moved to the trash: "+want || read(t, path) != "one" {
			t.Errorf("%v", err)
		}
	}
}

// disks are two: what lies below "other" of a folder, and the rest.
func disks(dir string) (device func(string) (uint64, error), files safefile.FS) {
	disk := filepath.Join(dir, "other")
	other := func(path string) bool { return path == disk || safefile.IsBelow(path, disk) }
	device = func(path string) (uint64, error) {
		if _, err := os.Stat(path); err != nil {
			return 0, err
		}
		if other(path) {
			return 2, nil
		}
		return 1, nil
	}
	return device, &across{OS: safefile.OS{}, other: other}
}

// across is the system's files, of which some lie on another disk.
type across struct {
	safefile.OS
	other func(string) bool
}

func (a *across) RenameNew(from, to string) error {
	if a.other(from) != a.other(to) {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EXDEV}
	}
	return a.OS.RenameNew(from, to)
}

// On another disk the trash is that of the disk: the one made for all where it
// can be trusted, else one of the person's own.
func TestOtherDisk(t *testing.T) {
	user := strconv.Itoa(os.Getuid())
	for name, c := range map[string]struct {
		prepare func(other string) error
		want    string // below the disk; "" where it is refused
	}{
		"none yet": {func(string) error { return nil }, ".Trash-" + user},
		"one for all": {func(o string) error {
			return errors.Join(os.Mkdir(o+"/.Trash", 0o777), os.Chmod(o+"/.Trash", 0o777|fs.ModeSticky))
		}, ".Trash/" + user},
		"not sticky":       {func(o string) error { return os.Mkdir(o+"/.Trash", 0o777) }, ".Trash-" + user},
		"a link for all":   {func(o string) error { return os.Symlink(o+"/posts", o+"/.Trash") }, ".Trash-" + user},
		"a link as my own": {func(o string) error { return os.Symlink(o+"/posts", o+"/.Trash-"+user) }, ""},
		"a file":           {func(o string) error { return os.WriteFile(o+"/.Trash-"+user, nil, 0o600) }, ""},
		"files is a link": {func(o string) error {
			return errors.Join(os.Mkdir(o+"/.Trash-"+user, 0o700), os.Symlink(o+"/posts", o+"/.Trash-"+user+"/files"))
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			other := filepath.Join(dir, "other")
			path := write(t, filepath.Join(other, "posts", "a b.md"), "one")
			if err := c.prepare(other); err != nil {
				t.Fatal(err)
			}
			device, files := disks(dir)
			can := Can{Home: filepath.Join(dir, "home", "Trash"), Now: noon, FS: files, device: device}
			it, err := can.Move(path)
			if c.want == "" {
				if !errors.Is(err, ErrNoTrash) || read(t, path) != "one" {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if want := filepath.Join(other, c.want, "files", "a b.md"); it.File != want {
				t.Errorf("moved to %s, want %s", it.File, want)
			}
			if note := read(t, it.note); !strings.HasPrefix(note, "[Trash Info]\nPath=posts/a%20b.md\n") {
				t.Errorf("the note is %q", note)
			}
			if isThere(can.Home) {
				t.Error("that of the home folder was made")
			}
			if err := can.Restore(it); err != nil || read(t, path) != "one" {
				t.Error(err)
			}
		})
	}
}

// After a fault at any call a file is at its place or in the trash, and what is
// told is so.
func TestFaults(t *testing.T) {
	errFault := errors.New("fault")
	for _, home := range []bool{true, false} {
		for _, late := range []bool{false, true} {
			for at := 0; ; at++ {
				dir := t.TempDir()
				path := write(t, filepath.Join(dir, "other", "posts", "a.md"), "one")
				device, files := disks(dir)
				n, done := 0, false
				hook := &safetest.Hook{FS: files, Before: func(call, name string) safetest.Fault {
					if n++; n-1 == at {
						done = true
						return safetest.Fault{Err: &fs.PathError{Op: call, Path: name, Err: errFault}, Late: late}
					}
					return safetest.Fault{}
				}}
				can := Can{Home: filepath.Join(dir, "home", "Trash"), Now: noon, FS: hook, device: device}
				if home {
					can.Home = filepath.Join(dir, "other", "home", "Trash")
				}
				what := fmt.Sprintf("home %v, late %v, call %d", home, late, at)
				it, err := can.Move(path)
				switch {
				case err != nil:
					if !isThere(path) || read(t, path) != "one" {
						t.Fatalf("%s: told %v, and it is not at its place", what, err)
					}
				case isThere(path) || read(t, it.File) != "one" || !isThere(it.note):
					t.Fatalf("%s: told it was moved, and it was not", what)
				default:
					if err := can.Restore(it); err != nil {
						if isThere(path) || read(t, it.File) != "one" {
							t.Fatalf("%s: told %v, and it is not in the trash", what, err)
						}
					} else if read(t, path) != "one" || isThere(it.File) {
						t.Fatalf("%s: told it was put back, and it was not", what)
					}
				}
				if !done {
					break // there are no more calls
				}
			}
		}
	}
}

// Many at once lose nothing, and each gets a name of its own.
func TestAtOnce(t *testing.T) {
	dir := t.TempDir()
	home := filepath.Join(dir, "Trash")
	const many = 40
	items := make([]Item, many)
	var wg sync.WaitGroup
	for i := range many {
		path := write(t, filepath.Join(dir, strconv.Itoa(i), "a.md"), strconv.Itoa(i))
		wg.Go(func() {
			var err error
			if items[i], err = (Can{Home: home}).Move(path); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i, it := range items {
		if got := read(t, it.File); got != strconv.Itoa(i) {
			t.Errorf("%d is %s", i, got)
		}
	}
	// One file that all want to move is moved once.
	path := write(t, filepath.Join(dir, "b.md"), "b")
	var mu sync.Mutex
	moved := 0
	for range many {
		wg.Go(func() {
			if it, err := (Can{Home: home}).Move(path); err == nil {
				mu.Lock()
				defer mu.Unlock()
				if moved++; read(t, it.File) != "b" {
					t.Error("not whole")
				}
			}
		})
	}
	wg.Wait()
	if moved != 1 {
		t.Errorf("moved %d times", moved)
	}
	notes, err := filepath.Glob(filepath.Join(home, "info", "*"))
	if err != nil || len(notes) != many+1 {
		t.Errorf("%d notes, want %d", len(notes), many+1)
	}
}

func TestHome(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"HOME": "/h"}, "/h/.local/share/Trash"},
		{map[string]string{"HOME": "/h", "XDG_DATA_HOME": "/d"}, "/d/Trash"},
		{map[string]string{"HOME": "/h", "XDG_DATA_HOME": "d"}, "/h/.local/share/Trash"},
		{map[string]string{"HOME": "/h", "XDG_DATA_HOME": "/d", "GALLEY_HOME": "/g"}, "/g/trash"},
		{nil, ""},
	} {
		if got := Home(func(key string) string { return c.env[key] }); got != c.want {
			t.Errorf("%v: %q, want %q", c.env, got, c.want)
		}
	}
}

func FuzzName(f *testing.F) {
	f.Add("a b.md", 2)
	f.Add(strings.Repeat("ä", 130)+".md", 12)
	f.Add("\xff\n%", 1)
	f.Fuzz(func(t *testing.T, base string, n int) {
		if back, err := url.PathUnescape(escape(base)); err != nil || back != base {
			t.Errorf("%q comes back as %q, %v", base, back, err)
		}
		if len(base) > 255 || base == "" || n < 1 || n >= names {
			return
		}
		a, b := numbered(base, n, maxName), numbered(base, n+1, maxName)
		if len(a) > maxName || a == b {
			t.Errorf("%q: %q, %q", base, a, b)
		}
	})
}
