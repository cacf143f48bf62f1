//go:build unix

package serve

import (
	"errors"
	"syscall"
)

// isBusy reports whether a port was not to be had since another program has it, or
// since the system does not give it away, which is denied.
func isBusy(err error) (busy, denied bool) {
	denied = errors.Is(err, syscall.EACCES)
	return denied || errors.Is(err, syscall.EADDRINUSE), denied
}
