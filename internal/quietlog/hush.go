// Package quietlog keeps off standard error what the toolkit says there of the
// locale C, which is not an error but what scripts and servers run under, of a main
// menu without menus, which holds shortcuts for a window that draws its own, and of a
// window that cannot be made, which main says in a line. The toolkit says the first
// while packages are initialised, so this one, which needs
// nothing but the standard library, must come before: Go initialises packages
// that are ready in the order of their import paths, and those that the
// toolkit's message waits for come later. A test watches that this stays so.
package quietlog

import (
	"bytes"
	"io"
	"log"
	"os"
	"slices"
)

func init() { log.SetOutput(&filter{w: os.Stderr}) }

// unsaid are the messages that are dropped, as they begin.
var unsaid = [][]byte{
	[]byte("Fyne error:  Error parsing user locale C\n"),
	[]byte("Fyne error:  Error parsing user locale POSIX\n"),
	[]byte("Fyne error:  Main menu must have at least one child menu\n"),
	[]byte("Fyne error:  window creation error\n"),
}

// filter drops the records of those messages. The log package writes one record
// at a time.
type filter struct {
	w        io.Writer
	dropping bool
}

func (f *filter) Write(p []byte) (int, error) {
	if slices.ContainsFunc(unsaid, func(m []byte) bool { return bytes.Contains(p, m) }) {
		f.dropping = true
		return len(p), nil
	}
	if f.dropping && (bytes.Contains(p, []byte("   Cause: ")) || bytes.Contains(p, []byte("   At: "))) {
		return len(p), nil
	}
	f.dropping = false
	return f.w.Write(p)
}
