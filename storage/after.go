package storage

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
)

// Leads is what the author agrees to, by [Exports.Approve], when a target goes
// to a path that is not free.
func (t Target) Leads(path string) string { return "out " + path }

// Follows is what the author agrees to when a command follows the target.
func (t Target) Follows() string { return "after " + t.After }

// RunAfter runs the command that follows the target, in the folder of the
// library. GALLEY_OUT tells it the absolute path of what was exported, or - for
// standard output. What it prints goes to output.
func (t Target) RunAfter(ctx context.Context, dir, out string, output io.Writer) error {
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C"}
	}
	cmd := exec.CommandContext(ctx, shell[0], shell[1], t.After)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GALLEY_OUT="+out)
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s failed: %w", t.After, err)
	}
	return nil
}
