//go:build unix

package mermaid

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A window that closes while mmdc draws leaves neither it nor its folder.
func TestDrawerStops(t *testing.T) {
	bin, temp := t.TempDir(), t.TempDir()
	pipe := filepath.Join(bin, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(bin, "mmdc"), []byte("#!/bin/sh\necho begun >'"+pipe+"'\nexec sleep 1000\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("TMPDIR", temp)
	d := NewDrawer()
	drawn := make(chan error, 1)
	go func() {
		_, err := d.Draw("graph")
		drawn <- err
	}()
	if _, err := os.ReadFile(pipe); err != nil { // it has begun
		t.Fatal(err)
	}
	d.Close()
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := <-drawn; !errors.Is(err, context.Canceled) {
		t.Errorf("the diagram: %v", err)
	}
	if _, err := d.Draw("graph"); !errors.Is(err, context.Canceled) {
		t.Errorf("a diagram after the end: %v", err)
	}
}

// What mmdc has started, its browser, is ended by it when it is asked to end: it is
// not killed before it can.
func TestDrawerLetsItEnd(t *testing.T) {
	bin := t.TempDir()
	pipe, ended := filepath.Join(bin, "pipe"), filepath.Join(bin, "ended")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\nsleep 1000 &\ntrap \"kill $!; wait; echo yes >'" + ended + "'; exit\" TERM\necho begun >'" + pipe + "'\nwait\n"
	if err := os.WriteFile(filepath.Join(bin, "mmdc"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("TMPDIR", t.TempDir())
	d := NewDrawer()
	drawn := make(chan error, 1)
	go func() {
		_, err := d.Draw("graph")
		drawn <- err
	}()
	if _, err := os.ReadFile(pipe); err != nil { // it has begun
		t.Fatal(err)
	}
	d.Close()
	if err := <-drawn; !errors.Is(err, context.Canceled) {
		t.Errorf("the diagram: %v", err)
	}
	if _, err := os.Stat(ended); err != nil {
		t.Error("it was killed before it could end what it had started")
	}
}
