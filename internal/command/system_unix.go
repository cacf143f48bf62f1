//go:build unix

package command

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// lockWait is how long a command waits for others that change the file.
const lockWait = 30 * time.Second

// lock keeps other commands from changing the file at the same time. It waits
// for them a while, and reports whether they let it; a file that cannot be
// locked at all is changed all the same, as it is compared before it is replaced.
func lock(path string) (unlock func(), ok bool) {
	none := func() {}
	for deadline := time.Now().Add(lockWait); time.Now().Before(deadline); {
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return none, true
		}
		f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
		if err != nil {
			return none, true
		}
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			// Who held the lock has put another file in its place.
			locked, err1 := f.Stat()
			there, err2 := os.Stat(path)
			if err1 == nil && err2 == nil && os.SameFile(locked, there) {
				return func() { f.Close() }, true
			}
		}
		f.Close()
		if err != nil && err != syscall.EWOULDBLOCK && err != syscall.EINTR {
			return none, true
		}
		if err != nil {
			time.Sleep(2 * time.Millisecond) // flock knows no deadline, and a thread that waits in it cannot be called off
		}
	}
	return none, false
}

// ignoreBrokenPipe makes a write to a pipe that nobody reads an error like any
// other, instead of the end of the process.
func ignoreBrokenPipe() { signal.Ignore(syscall.SIGPIPE) }

// endings are the signals that ask a command to end.
func endings() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} }
