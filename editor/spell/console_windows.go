package spell

import (
	"os/exec"
	"syscall"
)

// hideConsole keeps a window from flashing up for a program of the console.
func hideConsole(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true} }
