//go:build !windows

package spell

import "os/exec"

func hideConsole(*exec.Cmd) {}
