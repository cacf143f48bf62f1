package bus

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Reveal has Explorer show files or folders, in each folder the first of them marked. There is no bus.
func Reveal(_ context.Context, _ string, paths ...string) error {
	shown := map[string]bool{}
	for _, path := range paths {
		if dir := filepath.Dir(path); !shown[dir] {
			shown[dir] = true
			if err := revealOne(path); err != nil {
				return err
			}
		}
	}
	return nil
}

func revealOne(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(path); err != nil {
		return err
	}
	program := filepath.Join(os.Getenv("SystemRoot"), "explorer.exe")
	cmd := exec.Command(program)
	// It reads its line in its own way: quotes around the path alone, which has none.
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: revealing(program, path)}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("showing %s: %w", path, err)
	}
	go func() { _ = cmd.Wait() }() // it says 1 also where it did it
	return nil
}

func revealing(program, path string) string {
	return `"` + program + `" /select,"` + strings.TrimRight(path, `\`) + `"`
}
