// Package mermaid draws Mermaid diagrams with the program mmdc, where it is
// installed. Nothing of it runs unless the user's settings ask for it.
package mermaid

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// Bounds of what a diagram may cost.
const (
	maxSource = 64 << 10 // bytes
	maxOutput = 16 << 20 // bytes
	patience  = 30 * time.Second
	farewell  = 2 * time.Second // that mmdc has to end the browser that it draws with
)

// ErrMissing says that there is no program to draw with.
var ErrMissing = errors.New("mmdc, which draws diagrams, is not installed")

// Draw gives a diagram's source as a PNG image. The program sees a folder of
// its own, which is gone when Draw returns, and no shell. It is ended with the
// context.
func Draw(ctx context.Context, source string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(source) > maxSource {
		return nil, fmt.Errorf("the diagram's source has more than %d KB", maxSource>>10)
	}
	program, err := exec.LookPath("mmdc")
	if err != nil {
		return nil, ErrMissing
	}
	dir, err := os.MkdirTemp("", "galley-diagram-*")
	if err != nil {
		return nil, fmt.Errorf("a diagram: %w", err)
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "diagram.mmd"), filepath.Join(dir, "diagram.png")
	if err := os.WriteFile(in, []byte(source), 0o600); err != nil {
		return nil, fmt.Errorf("a diagram: %w", err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("mmdc has not drawn it within %s", patience))
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "--quiet", "--input", in, "--output", out, "--backgroundColor", "white")
	cmd.Dir = dir
	// Killed at once it would leave its browser behind, which goes on for itself.
	cmd.Cancel = func() error {
		if cmd.Process.Signal(syscall.SIGTERM) != nil { // there is none but kill on some systems
			return cmd.Process.Kill()
		}
		return nil
	}
	cmd.WaitDelay = farewell
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, fmt.Errorf("mmdc cannot draw it: %w", err)
	}
	return read(out)
}

// read gives what the program wrote.
func read(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, errors.New("mmdc wrote no picture")
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxOutput+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the picture of mmdc: %w", err)
	case len(data) > maxOutput:
		return nil, fmt.Errorf("the picture of mmdc has more than %d MB", maxOutput>>20)
	}
	return data, nil
}
