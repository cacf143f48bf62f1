//go:build unix

package git

import (
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"galley.app/galley/storage/history"
)

// A git that waits for a pipe is not waited for: what a repository holds may be
// anything.
func TestSilent(t *testing.T) {
	for _, name := range []string{".git/HEAD", ".git/objects/info/alternates", ".git/shallow", ".git/info/grafts", ".git/refs/heads/main", ".mailmap"} {
		t.Run(name, func(t *testing.T) {
			w := repository(t)
			w.put("a.md", "one\n")
			w.commit("Begin")
			ok := w.repo(w.dir)
			ok.soon, ok.Patience = time.Second, time.Second
			versions, err := all(ok.Versions(t.Context(), w.path("a.md")))
			if err != nil || len(versions) != 1 {
				t.Fatal(versions, err)
			}
			path := w.path(filepath.FromSlash(name))
			_ = os.Remove(path) // where there is one
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mkfifo(path, 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			r, aerr := around(ctx, w.dir, time.Second)
			_, verr := all(ok.Versions(ctx, w.path("a.md")))
			_, terr := ok.Text(ctx, versions[0])
			if ctx.Err() != nil {
				t.Fatal("it was waited for")
			}
			if r == nil && !errors.Is(aerr, errSilent) {
				t.Errorf("around: %v", aerr)
			}
			for _, err := range []error{verr, terr} {
				var e *Error
				if err != nil && !errors.As(err, &e) {
					t.Error(err)
				}
			}
			if verr == nil && name != ".mailmap" {
				t.Error("nobody says that commits are left out")
			}
		})
	}
}

// Nor is one that waits for what a post was in the last commit.
func TestSilentText(t *testing.T) {
	w := repository(t)
	w.put("a.md", "one\n")
	w.commit("Begin")
	r := w.repo(w.dir)
	r.soon = time.Second
	name := w.git("rev-parse", "HEAD:a.md")
	name = name[:40]
	path := w.path(filepath.Join(".git", "objects", name[:2], name[2:]))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if changed, err := r.Changed(ctx, []string{w.path("a.md")}); !errors.Is(err, errSilent) {
		t.Errorf("changed are %q, %v", changed, err)
	}
}

func all(versions iter.Seq2[history.Version, error]) (list []history.Version, err error) {
	for v, e := range versions {
		if e != nil {
			return list, e
		}
		list = append(list, v)
	}
	return list, nil
}
