// Package safefile replaces a file durably or leaves it alone.
package safefile

import (
	"io/fs"
	"time"
)

type Fingerprint struct {
	Size          int64
	ModTime       time.Time
	Inode, Device uint64
	Mode          fs.FileMode
	Sum           [32]byte
}

func (f Fingerprint) Exists() bool                 { panic("soon") }
func (f Fingerprint) SameBytes(g Fingerprint) bool { panic("soon") }
func (f Fingerprint) SameStat(g Fingerprint) bool  { panic("soon") }

type FS interface{}

type Options struct {
	Expect *Fingerprint
	Mode   fs.FileMode
	Lost   func(what string)
	FS     FS
}

func Read(path string, limit int64) ([]byte, Fingerprint, error)       { panic("soon") }
func Stat(path string) (Fingerprint, error)                            { panic("soon") }
func Replace(path string, data []byte, o Options) (Fingerprint, error) { panic("soon") }

type ConflictError struct {
	Path  string
	Found Fingerprint // zero: there is no such file
}

func (e *ConflictError) Error() string { panic("soon") }

type ReadOnlyError struct {
	Path string
	Err  error
}

func (e *ReadOnlyError) Error() string { panic("soon") }
func (e *ReadOnlyError) Unwrap() error { return e.Err }

type NotRegularError struct {
	Path string
	Mode fs.FileMode
}

func (e *NotRegularError) Error() string { panic("soon") }

type TooLargeError struct {
	Path        string
	Size, Limit int64
}

func (e *TooLargeError) Error() string { panic("soon") }

// NotConfirmedError: the file is the new one, but the disk did not confirm it.
type NotConfirmedError struct {
	Path string
	Err  error
}

func (e *NotConfirmedError) Error() string { panic("soon") }
func (e *NotConfirmedError) Unwrap() error { return e.Err }
