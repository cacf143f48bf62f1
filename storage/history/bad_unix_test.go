//go:build unix

package history

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What has the name of a log and is none is neither waited for nor followed:
// it is put aside, and versions are kept.
func TestNoLogs(t *testing.T) {
	for name, make := range map[string]func(path string) error{
		"a folder":                 func(path string) error { return os.MkdirAll(filepath.Join(path, "sub"), 0o700) },
		"a pipe":                   func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"a link to a device":       func(path string) error { return os.Symlink("/dev/zero", path) },
		"a link to itself":         func(path string) error { return os.Symlink(path, path) },
		"a file of another":        func(path string) error { return os.WriteFile(path, []byte("Dear diary"), 0o600) },
		"a huge file with nothing": func(path string) error { return os.WriteFile(path, nil, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			s := New(t.TempDir(), Options{})
			path := filepath.Join(s.dir, logOf("/a.md"))
			if err := make(path); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(name, "a huge") {
				if err := os.Truncate(path, 200<<20); err != nil {
					t.Fatal(err)
				}
			}
			if v, _ := s.Versions("/a.md"); len(v) > 0 {
				t.Errorf("versions %v", v)
			}
			for range s.Search(t.Context(), "x") {
			}
			if err := s.Prune(t.Context()); err != nil {
				t.Error(err)
			}
			add(t, s, "/a.md", "text")
			want(t, s, "/a.md", "text")
			add(t, s, "/b.md", "other")
			want(t, s, "/b.md", "other")
		})
	}
}

// What has the name of the lock, or of the file that says when it was swept, and
// is neither, is not waited for, and costs no version.
func TestNoLock(t *testing.T) {
	for _, name := range []string{"lock", sweptFile} {
		for kind, make := range map[string]func(path string) error{
			"a folder":           func(path string) error { return os.MkdirAll(filepath.Join(path, "sub"), 0o700) },
			"a pipe":             func(path string) error { return syscall.Mkfifo(path, 0o600) },
			"a link to a device": func(path string) error { return os.Symlink("/dev/tty", path) },
			"a link to itself":   func(path string) error { return os.Symlink(path, path) },
		} {
			t.Run(name+" is "+kind, func(t *testing.T) {
				s := New(t.TempDir(), Options{})
				if err := make(filepath.Join(s.dir, name)); err != nil {
					t.Fatal(err)
				}
				add(t, s, "/a.md", "text")
				if err := s.Prune(t.Context()); err != nil {
					t.Error(err)
				}
				want(t, s, "/a.md", "text")
			})
		}
	}
}

// A file in the place of the folder is said by who reads and by who writes.
func TestFolderIsFile(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(state, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{state, filepath.Join(state, "history")} {
		s := New(dir, Options{})
		if _, err := s.Versions("/a.md"); err == nil || !strings.Contains(err.Error(), errNoFolder.Error()) {
			t.Errorf("read: %v", err)
		}
		if err := s.Add(Point{Path: "/a.md", Text: "x"}); err == nil || !strings.Contains(err.Error(), errNoFolder.Error()) {
			t.Errorf("written: %v", err)
		}
	}
}

// Bytes that are no record take no room away from versions: they go first.
func TestDamageIsNoVersion(t *testing.T) {
	s := New(t.TempDir(), Options{Limits: Limits{Size: 1 << 20}})
	add(t, s, "/a.md", "one")
	add(t, s, "/a.md", "two")
	path := filepath.Join(s.dir, logOf("/a.md"))
	if err := os.Truncate(path, 8<<20); err != nil {
		t.Fatal(err)
	}
	add(t, s, "/a.md", "three")
	if err := s.Prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	want(t, s, "/a.md", "three", "two", "one")
	if size := s.Size(); size > 1<<20 {
		t.Errorf("the history takes %d bytes", size)
	}
}

// A folder that cannot be written is said, and what it holds can be read.
func TestReadOnly(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write everything")
	}
	s := New(t.TempDir(), Options{})
	add(t, s, "/a.md", "text")
	if err := os.Chmod(s.dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(s.dir, 0o700) })
	s = New(s.dir, Options{})
	want(t, s, "/a.md", "text")
	var e *Error
	if err := s.Add(Point{Path: "/b.md", Text: "x"}); !errors.As(err, &e) || !strings.HasSuffix(err.Error(), "not written: there is no permission") {
		t.Error(err)
	}
}

// Another process that keeps the history locked is waited for, and not for ever.
func TestLocked(t *testing.T) {
	s := New(t.TempDir(), Options{})
	release, locked, err := s.hold(t.Context())
	if err != nil || !locked {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, _, err := New(s.dir, Options{}).hold(ctx); !errors.Is(err, errBusy) {
		t.Error(err)
	}
	done := make(chan error)
	go func() { done <- New(s.dir, Options{}).Add(Point{Path: "/a.md", Text: "waited"}) }()
	release()
	if err := <-done; err != nil {
		t.Error(err)
	}
	want(t, s, "/a.md", "waited")
}

// A clock that jumps changes neither the order of versions nor what is kept.
func TestClockJumps(t *testing.T) {
	now := day
	s := New(t.TempDir(), Options{Now: func() time.Time { return now }})
	for i, jump := range []time.Duration{0, 80 * 365 * 24 * time.Hour, -50 * 365 * 24 * time.Hour, time.Hour} {
		now = day.Add(jump)
		if err := s.Add(Point{Path: "/a.md", Kind: Saved, Time: now, Text: string(rune('a' + i))}); err != nil {
			t.Fatal(err)
		}
		if err := s.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	want(t, s, "/a.md", "d", "c", "b", "a")
}
