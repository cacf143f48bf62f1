//go:build !unix

package ending

import (
	"os"
	"syscall"
)

// signals are those that ask a program to end.
func signals() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

// own reports true: what another process has open cannot be removed here.
func own(*os.File) bool { return true }
