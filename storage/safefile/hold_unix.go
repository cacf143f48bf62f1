//go:build unix

package safefile

import (
	"os"
	"syscall"
	"time"
)

// hold keeps a file or folder from being cleared as stale, as long as this
// process lives or until it is released. It fails where another holds it.
func hold(path string, _ time.Time) (release func(), ok bool) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return nil, false
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, false
	}
	return func() { f.Close() }, true
}
