package imagework

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// confine has the system refuse this process more memory than it may have, and
// keeps what it held from being written to a disk when it dies.
func confine(memory int64) {
	limit := unix.Rlimit{Cur: uint64(memory), Max: uint64(memory)}
	_ = unix.Setrlimit(unix.RLIMIT_DATA, &limit) // if not, the watch is there
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}

// bind has a child end with its parent, however that ends.
func bind(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

func leash(*exec.Cmd, int64) func() { return func() {} }
