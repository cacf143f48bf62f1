package editor_test

import (
	"errors"
	"io/fs"

	"galley.app/galley/storage/safefile"
)

// lossDisk is the system's files, with faults. It belongs to the Keeper's
// goroutine; the test touches it while that waits.
type lossDisk struct {
	safefile.OS
	full   error  // of the next new temporary
	unsure error  // of the next folder that is to be confirmed
	hold   string // where the next write stops: "start", "write" or "end"
	held   bool
	let    chan struct{}
	dead   bool // the program was killed
}

var errKilled = errors.New("killed")

func (d *lossDisk) stop(at string) error {
	if d.hold == at && !d.dead {
		d.hold, d.held = "", true
		<-d.let
		d.held = false
	}
	if d.dead {
		return errKilled
	}
	return nil
}

func (d *lossDisk) Lstat(name string) (fs.FileInfo, error) {
	if err := d.stop("start"); err != nil {
		return nil, err
	}
	return d.OS.Lstat(name)
}

func (d *lossDisk) Create(name string, mode fs.FileMode) (safefile.File, error) {
	if err := d.stop("write"); err != nil {
		return nil, err
	}
	if err := d.full; err != nil {
		d.full = nil
		return nil, err
	}
	return d.OS.Create(name, mode)
}

func (d *lossDisk) Rename(from, to string) error {
	if d.dead {
		return errKilled
	}
	return d.OS.Rename(from, to)
}

func (d *lossDisk) RenameNew(from, to string) error {
	if d.dead {
		return errKilled
	}
	return d.OS.RenameNew(from, to)
}

func (d *lossDisk) SyncDir(name string) error {
	if err := d.stop("end"); err != nil {
		return err
	}
	err := errors.Join(d.unsure, d.OS.SyncDir(name))
	d.unsure = nil
	return err
}
