//go:build unix

package storage

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"galley.app/galley/storage/config"
)

func TestExportsRemember(t *testing.T) {
	paths := config.Paths{State: t.TempDir()}
	read := func() *Exports {
		t.Helper()
		e, err := ReadExports(paths, noon)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	now := time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
	if _, ok := read().Done("/a", ""); ok {
		t.Error("something is remembered of nothing")
	}
	site := Exported{Format: "site", Target: "blog", Out: "/a/site", Published: true}
	book := Exported{Format: "epub", Out: "/home/x/a.epub", Chosen: true, Posts: []string{"/a/1.md"}, SiteTitle: "T"}
	for _, x := range []Exported{site, book} {
		if err := read().Remember("/a", x, now); err != nil {
			t.Fatal(err)
		}
	}
	if err := read().Approve("/a", "blog", "after make"); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]Exported{"": book, "epub": book, "target blog": site} {
		if got, ok := read().Done("/a", key); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", key, got, want)
		}
	}
	if _, ok := read().Done("/a", "site"); ok {
		t.Error("a target stands for its format")
	}
	for i := range config.MaxLibraries {
		if err := read().Remember(fmt.Sprintf("/other/%d", i), book, now.Add(time.Duration(i+1)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := read().Done("/a", ""); ok {
		t.Error("the library that was exported longest ago is still remembered")
	}
	if !read().Approved("/a", "blog", "after make") {
		t.Error("what was agreed to is forgotten")
	}
}

// Two windows, or a window and a command, do not forget for each other.
func TestExportsOfTwo(t *testing.T) {
	dir := t.TempDir()
	paths := config.Paths{State: dir}
	file := filepath.Join(dir, "feed.xml")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := ReadExports(paths, noon)
	if err != nil {
		t.Fatal(err)
	}
	b, err := ReadExports(paths, noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Approve("/lib", "site", "after make"); err != nil {
		t.Fatal(err)
	}
	if err := b.Wrote(file); err != nil {
		t.Fatal(err)
	}
	for name, e := range map[string]func() (*Exports, error){
		"the disk":       func() (*Exports, error) { return ReadExports(paths, noon) },
		"who wrote last": func() (*Exports, error) { return b, nil },
	} {
		e, err := e()
		if err != nil || !e.Approved("/lib", "site", "after make") || !e.Replaceable(file) {
			t.Errorf("%s does not remember both (%v)", name, err)
		}
	}
}

func TestRunAfter(t *testing.T) {
	dir := t.TempDir()
	target := config.Target{Name: "blog", After: `printf '%s' "$GALLEY_OUT" > ran; echo said`}
	file, err := os.Create(filepath.Join(dir, "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := target.RunAfter(t.Context(), dir, "/out", file); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"ran": "/out", "said": "said\n"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q (%v), want %q", name, got, err, want)
		}
	}
	if err := (config.Target{After: "exit 3"}).RunAfter(t.Context(), dir, "", file); err == nil || err.Error() != "exit 3 failed: exit status 3" {
		t.Errorf("%v", err)
	}
}

// cancelling ends a context when something is written.
type cancelling struct {
	strings.Builder
	cancel context.CancelFunc
}

func (c *cancelling) Write(b []byte) (int, error) {
	c.cancel()
	return c.Builder.Write(b)
}

// A command that leaves something running, or is ended while something that it
// started runs, is not waited for. What it started waits for the other end of a
// pipe, which comes only after RunAfter has returned.
func TestRunAfterLeavesSomethingRunning(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	release := func() {
		t.Helper()
		if err := os.WriteFile(pipe, []byte("on\n"), 0); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if err := (config.Target{After: "(read x <pipe) & echo said"}).RunAfter(t.Context(), dir, "", &out); err != nil || out.String() != "said\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
	release()
	ctx, cancel := context.WithCancel(t.Context())
	w := &cancelling{cancel: cancel}
	if err := (config.Target{After: "(echo said; read x <pipe); true"}).RunAfter(ctx, dir, "", w); err == nil || w.String() != "said\n" {
		t.Errorf("ended: %q, %v", w.String(), err)
	}
	release()
}
