package mermaid

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fake puts a shell script into the path as mmdc; $out is where it has to
// write.
func fake(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	head := "#!/bin/sh\nwhile [ $# -gt 0 ]; do case $1 in --input) in=$2;; --output) out=$2;; esac; shift; done\n"
	if err := os.WriteFile(filepath.Join(dir, "mmdc"), []byte(head+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("TMPDIR", t.TempDir())
}

func TestDraw(t *testing.T) {
	for _, c := range []struct{ name, script, want, err string }{
		{"drawn", `cp "$in" "$out"`, "graph; `rm -rf /`", ""},
		{"fails", "exit 3", "", "mmdc cannot draw it: exit status 3"},
		{"writes nothing", "true", "", "mmdc wrote no picture"},
		{"writes too much", `head -c 17000000 /dev/zero >"$out"`, "", "the picture of mmdc has more than 16 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake(t, c.script)
			data, err := Draw(t.Context(), "graph; `rm -rf /`")
			if string(data) != c.want || (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
				t.Errorf("%q, %v", data, err)
			}
			left, err := os.ReadDir(os.Getenv("TMPDIR"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestDrawCancelled(t *testing.T) {
	fake(t, "exec sleep 1000")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Draw(ctx, "graph"); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled diagram: %v", err)
	}
}

func TestNothingToDrawWith(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := Draw(t.Context(), "graph"); !errors.Is(err, ErrMissing) {
		t.Errorf("error %v", err)
	}
	if _, err := Draw(t.Context(), strings.Repeat("a", maxSource+1)); err == nil {
		t.Error("a source of any size is drawn")
	}
}
