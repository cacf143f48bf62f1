//go:build unix

package command

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestEnding(t *testing.T) {
	for _, s := range endings() {
		ctx, stop := endable(t.Context())
		if err := syscall.Kill(os.Getpid(), s.(syscall.Signal)); err != nil {
			t.Fatal(err)
		}
		<-ctx.Done()
		stop()
	}
	dir := library(t)
	to := t.TempDir()
	for _, format := range []string{"posts-json", "rss", "zip", "site", "epub"} {
		out := filepath.Join(to, format)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var errs bytes.Buffer
		code := Run(ctx, []string{"export", "--to", format, "--out", out, dir}, strings.NewReader(""), &bytes.Buffer{}, &errs, Env{})
		if code != 1 || errs.String() != "galley: "+out+": stopped before it was complete; nothing was written\n" {
			t.Errorf("%s: exit code %d, %s", format, code, errs.String())
		}
	}
	if left, err := os.ReadDir(to); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
