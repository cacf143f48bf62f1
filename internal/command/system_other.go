//go:build !unix

package command

import (
	"os"
	"path/filepath"
	"time"

	"galley.app/galley/storage/safefile"
)

// lockWait is how long a command waits for others that change the file.
const lockWait = 30 * time.Second

// lock keeps other commands from changing the file at the same time. It waits
// for them a while, and reports whether they let it. The file itself is not
// locked: here that would keep it from being replaced.
func lock(path string) (unlock func(), ok bool) {
	if abs, err := filepath.Abs(path); err == nil { // commands may run in other folders
		path = abs
	}
	for deadline := time.Now().Add(lockWait); time.Now().Before(deadline); {
		if release, ok := safefile.Hold(path + ".change"); ok {
			return release, true
		}
		time.Sleep(2 * time.Millisecond) // as elsewhere
	}
	return func() {}, false
}

// ignoreBrokenPipe does nothing here; there are no such signals.
func ignoreBrokenPipe() {}

// endings are the signals that ask a command to end.
func endings() []os.Signal { return []os.Signal{os.Interrupt} }
