package config

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// PathKey is what the author agrees to, by storage.Exports, when a target goes
// to a path that is not free.
func (t Target) PathKey(path string) string { return "out " + path }

// AfterKey is what the author agrees to when a command follows the target.
func (t Target) AfterKey() string { return "after " + t.After }

// lingering is how long the output of a command that has ended is read on,
// which others that it started may hold open.
const lingering = time.Second

// RunAfter runs the command that follows the target, in the folder of the
// library. GALLEY_OUT tells it the absolute path of what was exported, or - for
// standard output. What it prints goes to output; what it leaves running when
// it ends, or when the context ends it, is not waited for.
func (t Target) RunAfter(ctx context.Context, dir, out string, output io.Writer) error {
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C"}
	}
	cmd := exec.CommandContext(ctx, shell[0], shell[1], t.After)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GALLEY_OUT="+out)
	cmd.Stdout, cmd.Stderr = output, output
	cmd.WaitDelay = lingering
	if err := cmd.Run(); err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		return fmt.Errorf("%s failed: %w", t.After, err)
	}
	return nil
}
