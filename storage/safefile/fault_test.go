//go:build unix

package safefile_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	. "galley.app/galley/storage/safefile"
	"galley.app/galley/storage/safefile/safetest"
)

const (
	oldText = "!! title: old\n\n---\n\nThe old words.\n"
	newText = "!! title: new\n\n---\n\nThe new words, which are more.\n"
)

// place is where a save is tried.
type place struct {
	fs     FS
	target string // what is saved
	read   func() (string, bool)
	list   func() []string
}

func expecting(text string) *Fingerprint {
	if text == "" {
		return new(Fingerprint)
	}
	return &Fingerprint{Size: int64(len(text)), Sum: sha256.Sum256([]byte(text))}
}

// places are new for each try: a real folder, the same behind a link, and one in memory.
func places(t *testing.T, old string) map[string]func() place {
	root := t.TempDir()
	count := 0
	real := func(link bool) func() place {
		return func() place {
			count++
			dir := filepath.Join(root, fmt.Sprint(count))
			target := filepath.Join(dir, "post.md")
			must(t, os.MkdirAll(dir, 0o700))
			if old != "" {
				must(t, os.WriteFile(target, []byte(old), 0o640))
			}
			p := place{fs: OS{}, target: target}
			if link {
				p.target = filepath.Join(root, fmt.Sprint("link", count))
				must(t, os.Symlink(target, p.target))
			}
			p.read = func() (string, bool) {
				b, err := os.ReadFile(target)
				return string(b), err == nil
			}
			p.list = func() (names []string) {
				entries, err := os.ReadDir(dir)
				must(t, err)
				for _, e := range entries {
					names = append(names, filepath.Join(dir, e.Name()))
				}
				return names
			}
			return p
		}
	}
	all := map[string]func() place{
		"real": real(false),
		"memory": func() place {
			m := safetest.NewMemory(nil)
			if old != "" {
				m = safetest.NewMemory(map[string]string{"post.md": old})
			}
			return place{fs: m, target: "post.md", list: m.List, read: func() (string, bool) {
				m.Lock()
				defer m.Unlock()
				n, ok := m.Names["post.md"]
				if !ok {
					return "", false
				}
				return string(n.Data), true
			}}
		},
	}
	if old != "" {
		all["link"] = real(true)
	}
	return all
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestFaults lets each call of a save fail, once and from then on, in each way.
func TestFaults(t *testing.T) {
	kinds := map[string]safetest.Fault{
		"EIO":              {Err: syscall.EIO},
		"ENOSPC":           {Err: syscall.ENOSPC},
		"EACCES":           {Err: syscall.EACCES},
		"ESTALE":           {Err: syscall.ESTALE},
		"short write":      {Short: true},
		"short, EFBIG":     {Short: true, Err: syscall.EFBIG},
		"done, but EIO":    {Late: true, Err: syscall.EIO},
		"done, but EDQUOT": {Late: true, Err: syscall.EDQUOT},
	}
	for _, start := range []struct{ name, old string }{{"replace", oldText}, {"new", ""}} {
		for where, setUp := range places(t, start.old) {
			for _, expect := range []*Fingerprint{nil, expecting(start.old)} {
				for kind, what := range kinds {
					if where == "link" && kind != "EIO" {
						continue // the other calls are the same as without a link
					}
					for _, always := range []bool{false, true} {
						if always && (what.Late || what.Short) {
							continue
						}
						name := fmt.Sprintf("%s %s, %s, always %v, expecting %v", start.name, where, kind, always, expect != nil)
						for n := 1; ; n++ {
							if !tryFault(t, fmt.Sprintf("%s, call %d", name, n), setUp(), start.old, expect, what, n, always) {
								break
							}
						}
					}
				}
			}
		}
	}
}

// lateCalls are those that can do what they are asked and then report an error.
var lateCalls = []string{"Write", "Sync", "Close", "Rename", "RenameNew", "Remove", "SyncDir"}

// tryFault saves with a fault at the call n, and reports false when there are not so many.
func tryFault(t *testing.T, name string, p place, old string, expect *Fingerprint, what safetest.Fault, n int, always bool) bool {
	t.Helper()
	calls, hit, removeFailed := 0, "", false
	h := &safetest.Hook{FS: p.fs, Before: func(call, _ string) safetest.Fault {
		calls++
		if calls != n && !(always && calls > n) {
			return safetest.Fault{}
		}
		if what.Short && call != "Write" || what.Late && !slices.Contains(lateCalls, call) {
			return safetest.Fault{} // not a way in which this call can fail
		}
		if hit == "" {
			hit = call
		}
		removeFailed = removeFailed || call == "Remove"
		return what
	}}
	var lost []string
	fp, err := Replace(p.target, []byte(newText), Options{Expect: expect, FS: h, Lost: func(s string) { lost = append(lost, s) }})
	if calls < n {
		return false
	}
	name += " (" + hit + ")"

	text, there := p.read()
	var unsure *NotConfirmedError
	isNew := err == nil || errors.As(err, &unsure)
	if want := old; isNew && text != newText || !isNew && (text != want || there != (old != "")) {
		t.Errorf("%s: %v, and the file holds %.40q", name, err, text)
	}
	if isNew != fp.Exists() || isNew && fp.Sum != sha256.Sum256([]byte(newText)) {
		t.Errorf("%s: %v, fingerprint %v", name, err, fp)
	}

	// Only these may fail without the save failing: a second look at what was
	// written, and what of the old file's rights can be kept.
	if err == nil && hit != "" && hit != "Inherit" {
		t.Errorf("%s: the fault was swallowed", name)
	}
	if hit == "Inherit" && len(lost) == 0 {
		t.Errorf("%s: nobody was told", name)
	}
	if err != nil {
		cause := what.Err
		if cause == nil {
			cause = io.ErrShortWrite
		}
		if !errors.Is(err, cause) || strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), p.target+": ") {
			t.Errorf("%s: the error is %q", name, err)
		}
		if unsure == nil && !strings.Contains(err.Error(), "as it was") && !strings.Contains(err.Error(), "no file was made") {
			t.Errorf("%s: the error does not say what was kept: %q", name, err)
		}
		var failed *Error
		if errors.As(err, &failed) && errors.Is(err, syscall.ENOSPC) && !strings.HasSuffix(err.Error(), ": make room and try again, or save in another folder") {
			t.Errorf("%s: the error does not say what to do: %q", name, err)
		}
		if (hit == "SyncDir") != (unsure != nil) && !(what.Late && strings.HasPrefix(hit, "Rename")) {
			t.Errorf("%s: the error is %q", name, err)
		}
	}

	for _, file := range p.list() {
		if filepath.Base(file) == "post.md" {
			continue
		}
		if !removeFailed || err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: %s stays, and the error is %v", name, file, err)
		}
		if !IsTemporary(filepath.Base(file)) {
			t.Errorf("%s: %s is not told as a temporary", name, file)
		}
	}
	return true
}

// TestSteps keeps the order of the steps, which the tests of faults cannot see.
func TestSteps(t *testing.T) {
	for _, c := range []struct {
		name, old string
		expect    *Fingerprint
		want      string
	}{
		{"replace", oldText, nil, "Lstat Writable Create Write Inherit Sync Stat Close Rename SyncDir"},
		{"compare", oldText, expecting(oldText), "Lstat Writable Lstat Open Stat Read Read Stat Close Lstat " +
			"Create Write Inherit Sync Stat Close Lstat Open Stat Read Read Stat Close Lstat Rename SyncDir"},
		{"new", "", nil, "Lstat Create Write Sync Stat Close Rename SyncDir"},
		{"must not exist", "", expecting(""), "Lstat Lstat Create Write Sync Stat Close Lstat RenameNew SyncDir"},
	} {
		var calls []string
		p := places(t, c.old)["memory"]()
		h := &safetest.Hook{FS: p.fs, Before: func(call, _ string) safetest.Fault { calls = append(calls, call); return safetest.Fault{} }}
		_, err := Replace(p.target, []byte(newText), Options{Expect: c.expect, FS: h})
		if got := strings.Join(calls, " "); err != nil || got != c.want {
			t.Errorf("%s: %v\n%s, want\n%s", c.name, err, got, c.want)
		}
	}
}

// TestChangeDuringSave writes the file from outside at each call of a save.
func TestChangeDuringSave(t *testing.T) {
	const other = "!! title: xyz\n\n---\n\nThe old words.\n" // as long as the old text
	for name, change := range map[string]func(*safetest.Memory){
		"other bytes": func(m *safetest.Memory) { n := m.Names["post.md"]; n.Data = []byte(other); n.Time++ },
		"another file": func(m *safetest.Memory) {
			m.Names["post.md"] = m.NewInode(0o644, other)
		},
		"deleted": func(m *safetest.Memory) { delete(m.Names, "post.md") },
	} {
		for n := 1; ; n++ {
			m := safetest.NewMemory(map[string]string{"post.md": oldText})
			calls, at := 0, ""
			h := &safetest.Hook{FS: m, Before: func(call, _ string) safetest.Fault {
				if calls++; calls == n {
					m.Lock()
					defer m.Unlock()
					change(m)
					at = call
				}
				return safetest.Fault{}
			}}
			_, err := Replace("post.md", []byte(newText), Options{Expect: expecting(oldText), FS: h})
			if at == "" {
				break
			}
			if at == "Rename" || at == "SyncDir" {
				continue // the moment that no comparison can close
			}
			if err == nil {
				t.Errorf("%s before call %d (%s): written over", name, n, at)
			}
			if got := m.List(); slices.ContainsFunc(got, IsTemporary) {
				t.Errorf("%s before call %d (%s): %v stays", name, n, at, got)
			}
			if f, ok := m.Names["post.md"]; ok && string(f.Data) != other || !ok && name != "deleted" {
				t.Errorf("%s before call %d (%s): the outside change is lost", name, n, at)
			}
		}
	}
	// A file that appears while a new one is saved.
	for n := 1; ; n++ {
		m := safetest.NewMemory(nil)
		calls, at := 0, ""
		h := &safetest.Hook{FS: m, Before: func(call, _ string) safetest.Fault {
			if calls++; calls == n {
				m.Lock()
				defer m.Unlock()
				m.Names["post.md"], at = m.NewInode(0o644, other), call
			}
			return safetest.Fault{}
		}}
		_, err := Replace("post.md", []byte(newText), Options{Expect: new(Fingerprint), FS: h})
		if at == "" {
			break
		}
		if at == "SyncDir" {
			continue // ours was there first
		}
		var conflict *ConflictError
		if !errors.As(err, &conflict) || !conflict.Found.Exists() || string(m.Names["post.md"].Data) != other {
			t.Errorf("appearing before call %d (%s): %v", n, at, err)
		}
		if got := m.List(); len(got) != 1 {
			t.Errorf("appearing before call %d (%s): %v", n, at, got)
		}
	}
}
