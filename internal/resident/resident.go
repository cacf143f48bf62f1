// Package resident gives memory back to the system that a start needed and what
// comes after it hardly does.
package resident

import (
	"runtime/debug"
)

// Release gives back what is free, of Go's memory and of the C libraries', and lets
// go of the pages of program files that nobody changed: a driver's compiler, for one,
// is needed for the first frame and then seldom. Those that are needed again are
// there again after a page fault, as a rule from memory still. It takes some
// milliseconds, in which the program goes on.
func Release() {
	debug.FreeOSMemory()
	release()
}
