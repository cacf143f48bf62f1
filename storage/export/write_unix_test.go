//go:build unix

package export

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/safefile/safetest"
)

// faulty fails at one step, in a way of its own.
func faulty(step string) safefile.FS {
	faults := map[string]safetest.Fault{
		"Create": {Err: syscall.EROFS}, "Write": {Short: true, Err: syscall.ENOSPC}, "Sync": {Err: syscall.EIO}, "Close": {Late: true, Err: syscall.EDQUOT},
		"Chmod": {Err: syscall.EPERM}, "Rename": {Err: syscall.EBUSY}, "SyncDir": {Err: syscall.EIO},
	}
	return &safetest.Hook{FS: safefile.OS{}, Before: func(call, name string) safetest.Fault {
		if strings.TrimSuffix(call, "New") != step {
			return safetest.Fault{}
		}
		f := faults[step]
		if f.Err != nil && !f.Short {
			f.Err = &fs.PathError{Op: call, Path: name, Err: f.Err}
		}
		return f
	}}
}

func onlyFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the folder holds %v, want %v", got, want)
	}
}

func TestWriteFaults(t *testing.T) {
	growth.Alone(t)
	for _, name := range []string{"posts-json", "zip", "html"} {
		for _, step := range []string{"Create", "Write", "Sync", "Close", "Chmod", "Rename"} {
			for _, existing := range []bool{true, false} {
				if step == "Chmod" && !existing {
					continue
				}
				dir := t.TempDir()
				out := filepath.Join(dir, "out")
				var want []string
				if existing {
					want = []string{"out"}
					if err := os.WriteFile(out, []byte("old"), 0o640); err != nil {
						t.Fatal(err)
					}
				}
				p := NewPlan([]Source{simple("a.md", "a", "2024-01-01")}, Options{Format: format(t, name), Now: noon})
				p.fs = faulty(step)
				err := p.writeFile(out)
				if err == nil || !strings.HasPrefix(err.Error(), out+": ") || strings.Contains(err.Error(), ".galley-") || strings.Contains(err.Error(), "\n") {
					t.Errorf("%s, %s: error %v", name, step, err)
				}
				onlyFiles(t, dir, want...)
				if existing {
					if data, _ := os.ReadFile(out); string(data) != "old" {
						t.Errorf("%s, %s: holds %q", name, step, data)
					}
					if !strings.Contains(err.Error(), "kept") {
						t.Errorf("%s, %s: does not say what was kept: %v", name, step, err)
					}
				}
			}
		}
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out.json")
	p := NewPlan(nasty(), Options{Format: format(t, "posts-json"), Now: noon})
	if err := p.WriteFile(out); err != nil {
		t.Fatal(err)
	}
	got, _ := os.ReadFile(out)
	if !bytes.Equal(got, write(t, p)) {
		t.Error("the file differs from what is written to a stream")
	}
	if err := os.Chmod(out, 0o604); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("out.json", link); err != nil {
		t.Fatal(err)
	}
	if err := p.WriteFile(link); err != nil {
		t.Fatal(err)
	}
	if i, _ := os.Lstat(link); i.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
	if i, _ := os.Stat(out); i.Mode().Perm() != 0o604 {
		t.Errorf("mode %v", i.Mode())
	}
	onlyFiles(t, dir, "link", "out.json")
	// The folder's sync fails when the file is in place already.
	p.fs = faulty("SyncDir")
	if err := p.writeFile(out); err == nil || !strings.Contains(err.Error(), "did not confirm") {
		t.Errorf("%v", err)
	}
	onlyFiles(t, dir, "link", "out.json")
}

func TestWriteRefuses(t *testing.T) {
	dir := t.TempDir()
	text := simple("a.md", "a", "2024-01-01").Text
	post := filepath.Join(dir, "a.md")
	if err := os.WriteFile(post, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := errors.Join(
		os.Symlink("nowhere", at("dangling")), os.Symlink("loop", at("loop")),
		os.Symlink("a.md", at("alias")), os.Link(post, at("hard")),
		os.Mkdir(at("folder"), 0o755), syscall.Mkfifo(at("fifo"), 0o644),
	); err != nil {
		t.Fatal(err)
	}
	p := NewPlan([]Source{{Path: post, Text: text}}, Options{Format: format(t, "posts-json"), Now: noon})
	for _, path := range []string{post, at("dangling"), at("loop"), at("alias"), at("hard"), at("folder"), at("fifo"), at("none/x"), "/dev/null", at("a.md/x"), at(strings.Repeat("n", 300))} {
		if err := p.WriteFile(path); err == nil {
			t.Errorf("%s was written", path)
		}
	}
	onlyFiles(t, dir, "a.md", "alias", "dangling", "fifo", "folder", "hard", "loop")
	if data, _ := os.ReadFile(post); string(data) != text {
		t.Error("the post was changed")
	}
	// A file of the longest name can be replaced: the temporary's does not grow.
	if err := p.WriteFile(at(strings.Repeat("n", 255))); err != nil {
		t.Error(err)
	}
}
