// Package safefile replaces a file durably or leaves it alone, and knows a file
// again by its bytes. What is more than one file, or too large to be held, is
// built aside with a [Stage].
//
// What must hold of [Replace], after any fault, at any moment, for any reader:
//
//   - The file is its old bytes or its new bytes, never nothing and never a part.
//   - When [Replace] returned nil it is the new bytes, also after a power cut.
//   - When it returned an error, the file is the old bytes and nothing is left
//     beside it. The one exception is [*NotConfirmedError]: the file is the new
//     bytes, but the disk did not confirm that they will stay.
//   - A file that differs from what the caller expects is not written.
//
// So nothing is ever written in place and nothing is truncated: the bytes go to
// a temporary beside the file, onto the disk, and then take the file's name.
//
// A file with several hard links loses that tie: the name that is saved gets a
// file of its own with the new text, and the other names keep the old text.
// Keeping it would mean writing in place, where a full disk or a power cut costs
// the text. [Options.Lost] is told.
package safefile

import (
	"io/fs"
	"time"
)

// Fingerprint is what a file is known again by. The zero value stands for no
// file. Size, time, inode and device say "probably unchanged", which is enough
// to decide whether to look; only the sum says "the same bytes".
type Fingerprint struct {
	Size          int64 // bytes
	ModTime       time.Time
	Inode, Device uint64 // 0 where the system has none
	Mode          fs.FileMode
	Sum           [32]byte // SHA-256 of the bytes; zero when they were not read
}

// Exists reports whether there was a file.
func (f Fingerprint) Exists() bool {
	return f.Sum != [32]byte{} || f.Inode != 0 || !f.ModTime.IsZero() || f.Size != 0
}

// SameBytes reports whether two fingerprints stand for the same bytes, or both
// for no file. Without the sums of both it cannot tell, and says no.
func (f Fingerprint) SameBytes(g Fingerprint) bool {
	if !f.Exists() || !g.Exists() {
		return f.Exists() == g.Exists()
	}
	return f.Sum == g.Sum && f.Size == g.Size && f.Sum != [32]byte{}
}

// SameStat reports whether size, modification time, inode and device are the
// same: there is probably nothing new to read.
func (f Fingerprint) SameStat(g Fingerprint) bool {
	return f.Size == g.Size && f.ModTime.Equal(g.ModTime) && f.Inode == g.Inode && f.Device == g.Device
}
