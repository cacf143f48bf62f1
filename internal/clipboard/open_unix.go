//go:build linux || freebsd || openbsd || netbsd

package clipboard

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"time"
)

func open(getenv func(string) string) backend {
	if d := getenv("DISPLAY"); d != "" {
		return &x11{display: d}
	}
	if path, err := exec.LookPath("wl-paste"); err == nil && getenv("WAYLAND_DISPLAY") != "" {
		return wayland{path}
	}
	return nil
}

// wayland reads by the program wl-paste. Its counterpart gives only one
// representation away, so nothing is written.
type wayland struct{ paste string }

func (w wayland) html(_ uint32, timeout time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	types, err := exec.CommandContext(ctx, w.paste, "--list-types").Output()
	if err != nil || !slices.Contains(strings.Fields(string(types)), "text/html") {
		return nil, ErrNone
	}
	out := limited{stop: cancel}
	cmd := exec.CommandContext(ctx, w.paste, "--no-newline", "--type", "text/html")
	cmd.Stdout, cmd.WaitDelay = &out, timeout
	err = cmd.Run()
	switch {
	case out.full:
		return nil, ErrSize
	case ctx.Err() != nil:
		return nil, ErrTimeout
	case err != nil:
		return nil, ErrNone
	}
	return out.b, nil
}

func (wayland) write(Content) error { return ErrSystem }
func (wayland) close()              {}

// limited takes no more than MaxSize bytes.
type limited struct {
	b    []byte
	full bool
	stop func() // ends what writes
}

func (l *limited) Write(p []byte) (int, error) {
	if len(l.b)+len(p) > MaxSize {
		l.full = true
		l.stop()
		return 0, ErrSize
	}
	l.b = append(l.b, p...)
	return len(p), nil
}
