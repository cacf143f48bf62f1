package serve

import (
	"errors"
	"syscall"
)

// isBusy reports whether a port was not to be had since another program has it, or
// since the system does not give it away, which is denied.
func isBusy(err error) (busy, denied bool) {
	const inUse, noAccess = syscall.Errno(10048), syscall.Errno(10013)
	denied = errors.Is(err, noAccess)
	return denied || errors.Is(err, inUse), denied
}
