//go:build linux

package clipboard

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// The program that reads a Wayland clipboard is stood in for by scripts.
func TestWayland(t *testing.T) {
	for _, tt := range []struct {
		name, script, want string
		err                error
	}{
		{"HTML", `case "$*" in *list*) echo text/plain; echo text/html;; *text/html*) printf '<b>a</b>';; esac`, "<b>a</b>", nil},
		{"text", `case "$*" in *list*) echo text/plain;; *) echo no;; esac`, "", ErrNone},
		{"nothing", `echo "Nothing is copied" >&2; exit 1`, "", ErrNone},
		{"it gives it up", `case "$*" in *list*) echo text/html;; *) exit 1;; esac`, "", ErrNone},
		{"it hangs", `case "$*" in *list*) echo text/html;; *) exec sleep 60;; esac`, "", ErrTimeout},
		{"it never ends", `case "$*" in *list*) echo text/html;; *) exec cat /dev/zero;; esac`, "", ErrSize},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "wl-paste"), []byte("#!/bin/sh\n"+tt.script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
			c := Open(func(name string) string { return map[string]string{"WAYLAND_DISPLAY": "wayland-0"}[name] })
			patience := 20 * time.Second
			if errors.Is(tt.err, ErrTimeout) {
				patience = 300 * time.Millisecond
			}
			got, err := c.HTML(0, patience)
			if string(got) != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("%q, %v; want %q, %v", got, err, tt.want, tt.err)
			}
			if err := c.Write(Content{Text: "a"}); !errors.Is(err, ErrSystem) {
				t.Errorf("writing: %v", err)
			}
		})
	}
}

func TestLatin1(t *testing.T) {
	if got := string(latin1("aé“")); got != "a\xE9?" {
		t.Errorf("%q", got)
	}
}
