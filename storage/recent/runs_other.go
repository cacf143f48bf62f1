//go:build !unix

package recent

// runs takes every process for one that is there: the age of a lock has to do.
func runs(int) bool { return true }
