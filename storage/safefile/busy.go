package safefile

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// BusyError tells that a file could not be opened, replaced or given another name
// because another program has it open in a way that forbids that, as on Windows.
// What the system said is not unwrapped: there it often is that nobody may do
// that, which would send a writer to look for rights.
type BusyError struct{ Err error }

func (e *BusyError) Error() string { return "another program has the file open" }

// patience is how long each wait is before something that was busy is tried
// again: scanners and indexers of the system have a new file open for a moment.
// All of them together are a second and a half.
var patience = [...]time.Duration{5, 10, 20, 40, 80, 160, 320, 400, 500}

// patiently does something until it is not refused for what another program has
// open, but not for ever: then the error says so.
func patiently(do func() error, busy func(error) bool, wait func(time.Duration)) error {
	for _, pause := range patience {
		err := do()
		if err == nil || !busy(err) {
			return err
		}
		wait(pause * time.Millisecond)
	}
	err := do()
	if err != nil && busy(err) {
		err = busyError(err)
	}
	return err
}

// busyError is an error with its operation and path, of a file that is busy.
func busyError(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return &fs.PathError{Op: e.Op, Path: e.Path, Err: &BusyError{e.Err}}
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return &os.LinkError{Op: e.Op, Old: e.Old, New: e.New, Err: &BusyError{e.Err}}
	}
	return &BusyError{err}
}
