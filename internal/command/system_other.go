//go:build !unix && !windows

package command

import "os"

// lock does nothing here; a file is compared before it is replaced.
func lock(string) (unlock func(), ok bool) { return func() {}, true }

// ignoreBrokenPipe does nothing here; there are no such signals.
func ignoreBrokenPipe() {}

// endings are the signals that ask a command to end.
func endings() []os.Signal { return []os.Signal{os.Interrupt} }
