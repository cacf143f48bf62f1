//go:build unix

package serve

import (
	"errors"
	"syscall"
)

// isBusy reports whether a port was not to be had since another program has it, or
// the system does not give it away.
func isBusy(err error) bool {
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, syscall.EACCES)
}
