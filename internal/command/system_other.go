//go:build !unix

package command

// lock does nothing here; a file is compared before it is replaced.
func lock(string) (unlock func()) { return func() {} }

// ignoreBrokenPipe does nothing here; there are no such signals.
func ignoreBrokenPipe() {}
