//go:build unix

package ending

import (
	"os"
	"syscall"
)

// signals are those that ask a program to end.
func signals() []os.Signal { return []os.Signal{syscall.SIGTERM, os.Interrupt, syscall.SIGHUP} }

// own has the file be this process's until it is closed, and reports false
// where it is another's.
func own(f *os.File) bool { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil }
