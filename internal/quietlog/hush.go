// Package quietlog keeps off standard error what the toolkit says there of the
// locale C, which is not an error but what scripts and servers run under. The
// toolkit says it while packages are initialised, so this one, which needs
// nothing but the standard library, must come before: Go initialises packages
// that are ready in the order of their import paths, and those that the
// toolkit's message waits for come later. A test watches that this stays so.
package quietlog

import (
	"bytes"
	"io"
	"log"
	"os"
)

func init() { log.SetOutput(&filter{w: os.Stderr}) }

// filter drops the records of one message. The log package writes one record
// at a time.
type filter struct {
	w        io.Writer
	dropping bool
}

func (f *filter) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("Fyne error:  Error parsing user locale C\n")) ||
		bytes.Contains(p, []byte("Fyne error:  Error parsing user locale POSIX\n")) {
		f.dropping = true
		return len(p), nil
	}
	if f.dropping && (bytes.Contains(p, []byte("   Cause: ")) || bytes.Contains(p, []byte("   At: "))) {
		return len(p), nil
	}
	f.dropping = false
	return f.w.Write(p)
}
