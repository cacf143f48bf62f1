package storage

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/config"
)

var noon = time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)

// source is a post with the fields that are checked.
func source(title, slug, published, body string) string {
	return fmt.Sprintf("!! title: %s\n!! slug: %s\n!! published: %s\n!! description: What this post is about, at a length that is not complained about.\n\n---\n\n%s\n",
		title, slug, published, body)
}

// tree writes files below a new folder; a name that ends in a slash is a
// folder.
func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		put(t, filepath.Join(dir, filepath.FromSlash(name)), content, strings.HasSuffix(name, "/"))
	}
	return dir
}

func put(t testing.TB, path, content string, folder bool) {
	t.Helper()
	if folder {
		must(t, os.MkdirAll(path, 0o755))
		return
	}
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, []byte(content), 0o644))
}

func write(t testing.TB, path, content string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(content), 0o644))
}

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	return string(b)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// receive waits for what is sure to come; the time is only the end of hope.
func receive[T any](t testing.TB, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(2 * time.Minute):
		t.Fatal("nothing arrived")
		panic("unreachable")
	}
}

// window is a goroutine that runs what it is given in order, as the window
// does.
func window(t testing.TB) func(func()) {
	t.Helper()
	c := make(chan func(), 10000)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for f := range c {
			if f == nil {
				return
			}
			f()
		}
	}()
	t.Cleanup(func() {
		c <- nil
		<-done
	})
	return func(f func()) { c <- f }
}

func oneLine(t testing.TB, err error, parts ...string) {
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

// paths are folders of the author's own in a new one.
func paths(t testing.TB) config.Paths {
	t.Helper()
	home := t.TempDir()
	return config.Paths{Config: filepath.Join(home, "config"), State: filepath.Join(home, "state"), Cache: filepath.Join(home, "cache")}
}
