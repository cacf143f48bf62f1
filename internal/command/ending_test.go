//go:build unix

package command

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// heard is the signals that end a command and that this process can get: who
// starts the tests in the background of a shell has it ignore some, and so do
// its commands.
func heard() []os.Signal { return slices.DeleteFunc(endings(), signal.Ignored) }

func TestEnding(t *testing.T) {
	for _, s := range heard() {
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

// A command that does not come to an end by itself ends when it is asked to
// for the second time.
func TestEndingTwice(t *testing.T) {
	if os.Getenv("GALLEY_TEST_ENDING") != "" {
		ctx, _ := endable(t.Context())
		os.Stdout.WriteString("ready\n")
		<-ctx.Done()
		os.Stdout.WriteString("asked\n")
		select {} // as in the middle of a long step
	}
	for _, s := range heard() {
		cmd := exec.Command(os.Args[0], "-test.run=^TestEndingTwice$")
		cmd.Env = append(os.Environ(), "GALLEY_TEST_ENDING=1")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for _, want := range []string{"ready", "asked"} {
			if !lines.Scan() || lines.Text() != want {
				t.Errorf("%v: %q, want %q", s, lines.Text(), want)
			}
			if err := cmd.Process.Signal(s); err != nil {
				t.Error(err)
			}
		}
		if err := cmd.Wait(); cmd.ProcessState.ExitCode() != exitNot {
			t.Errorf("%v: %v", s, err)
		}
	}
}
