package desk

import (
	"context"
	"testing"
	"time"
)

func TestFileURI(t *testing.T) {
	for path, want := range map[string]string{
		"/home/me/a.epub":   "file:///home/me/a.epub",
		"/a b/Größe #1?/":   "file:///a%20b/Gr%C3%B6%C3%9Fe%20%231%3F",
		"/a/../b/./100%.md": "file:///b/100%25.md",
	} {
		if got := fileURI(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}

// TestRevealWithoutADesktop: the folder is opened instead, so it must be told.
func TestRevealWithoutADesktop(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for _, bus := range []string{"", "unix:path=" + t.TempDir() + "/none", "nonsense"} {
		if err := reveal(ctx, bus, "/x"); err == nil {
			t.Errorf("bus %q: no error", bus)
		}
	}
}
