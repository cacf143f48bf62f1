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
	late := time.Now().Add(timeout)
	if there, err := w.offers(0, timeout); err != nil || !slices.Contains(there, HTML) {
		return nil, ErrNone
	}
	return w.read(0, HTML, MaxSize, time.Until(late))
}

func (w wayland) offers(_ uint32, timeout time.Duration) (list []string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	types, err := exec.CommandContext(ctx, w.paste, "--list-types").Output()
	if err != nil {
		return nil, ErrNone
	}
	there := strings.Fields(string(types))
	for _, name := range offered {
		if slices.Contains(there, name) || name == Text && slices.ContainsFunc(there, func(t string) bool { return strings.HasPrefix(t, "text/plain") }) {
			list = append(list, name)
		}
	}
	return list, nil
}

func (w wayland) read(_ uint32, name string, limit int, timeout time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	out := limited{most: limit, stop: cancel}
	cmd := exec.CommandContext(ctx, w.paste, "--no-newline", "--type", name)
	cmd.Stdout, cmd.WaitDelay = &out, timeout
	err := cmd.Run()
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

// limited takes no more than so many bytes.
type limited struct {
	b    []byte
	most int
	full bool
	stop func() // ends what writes
}

func (l *limited) Write(p []byte) (int, error) {
	if len(l.b)+len(p) > l.most {
		l.full = true
		l.stop()
		return 0, ErrSize
	}
	l.b = append(l.b, p...)
	return len(p), nil
}
