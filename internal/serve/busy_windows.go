package serve

import (
	"errors"
	"syscall"
)

// isBusy reports whether a port was not to be had since another program has it, or
// the system does not give it away.
func isBusy(err error) bool {
	const inUse, noAccess = syscall.Errno(10048), syscall.Errno(10013)
	return errors.Is(err, inUse) || errors.Is(err, noAccess)
}
