package raise

import (
	"strings"
	"testing"
)

func TestWhen(t *testing.T) {
	for _, c := range []struct {
		startup string
		at      uint32
		ok      bool
	}{
		{"", 0, false},
		{"gnome-shell/Galley/1234-5-host_TIME8675309", 8675309, true},
		{"x_TIME1_TIME22", 22, true},
		{"x_TIME", 0, false},
		{"x_TIME12a", 0, false},
		{"x_TIME-1", 0, false},
		{"0a1b-wayland-token", 0, false},
	} {
		if at, ok := when(c.startup); at != c.at || ok != c.ok {
			t.Errorf("%q: %d, %v", c.startup, at, ok)
		}
	}
}

// TestNoWindow tells of a window that X11 does not know, so that the toolkit's own way is
// gone.
func TestNoWindow(t *testing.T) {
	if err := Window(":none", 0, ""); err == nil || strings.Contains(err.Error(), ":none") {
		t.Error(err)
	}
}

func TestQuoted(t *testing.T) {
	if got, want := quoted(`a "b" \c`), `"a \"b\" \\c"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
