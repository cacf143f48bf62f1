// Package refusal asks what to do about a post that the disk did not take. The
// ways out of it are the answers.
package refusal

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage/safefile"
)

// Options are what was refused, and the ways out.
type Options struct {
	Title   string // of the post
	Err     error
	Missing string // folder that is not there any more; "" where it is

	Again  func() // tries once more
	SaveAs func() // asks for another place
	Make   func() // makes the folder anew, and tries once more
}

// Ask opens the question. The main answer is the one that helps most: what a
// person has to mend elsewhere first comes before another place.
func Ask(m *modal.Stack, o Options) {
	again := control.Choice{Label: "Try again", Do: o.Again}
	as := control.Choice{Label: "Save as…", Do: o.SaveAs}
	q := &control.Question{
		Title:  "“" + o.Title + "” could not be saved",
		Text:   Words(o) + "\nYour text stays in the window, and is kept should Galley end.",
		Width:  560,
		Cancel: control.Choice{Label: "Later"},
	}
	switch {
	case o.Missing != "":
		q.Apart = []control.Choice{again, as}
		q.Main = control.Choice{Label: "Make the folder again", Do: o.Make}
	case elsewhere(o.Err):
		q.Apart = []control.Choice{again}
		q.Main = as
	default:
		q.Apart = []control.Choice{as}
		q.Main = again
	}
	m.Late(q)
}

// Words say what was refused, and why.
func Words(o Options) string {
	if o.Missing != "" {
		return "The folder " + filepath.Base(o.Missing) + " is not there any more: " + o.Missing
	}
	return o.Err.Error()
}

// Short says why a save failed, for a line that has no room for more.
func Short(err error) string {
	var e *safefile.Error
	if errors.As(err, &e) {
		err = e.Err
	}
	line, _, _ := strings.Cut(safefile.Cause(err).Error(), "\n")
	return line
}

// elsewhere reports whether another place is what helps, since trying again
// will not: the name, the rights, or what has the name, are in the way.
func elsewhere(err error) bool {
	var readOnly *safefile.ReadOnlyError
	var kind *safefile.NotRegularError
	return errors.As(err, &readOnly) || errors.As(err, &kind) || errors.Is(err, fs.ErrPermission) ||
		safefile.Means(err, syscall.EROFS) || safefile.Means(err, syscall.ENAMETOOLONG) || errors.Is(err, syscall.ENOTDIR)
}
