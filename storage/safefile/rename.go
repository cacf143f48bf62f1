package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ExistsError tells that a file is not renamed because its new name is taken.
type ExistsError struct{ Old, New string }

func (e *ExistsError) Error() string {
	return fmt.Sprintf("%s: not renamed, because %s is there already", Shown(e.Old), Shown(filepath.Base(e.New)))
}

func (e *ExistsError) Is(target error) bool { return target == fs.ErrExist }

// Rename gives a file another name and never takes one that is in use, also
// when that appears at the same moment. A change of case alone is possible on
// file systems that do not tell cases apart.
func Rename(old, new string) error {
	if old == new {
		return nil
	}
	before, err := os.Lstat(old)
	if err != nil {
		return &worded{Shown(old) + ": " + Reason(err), err}
	}
	if after, err := os.Lstat(new); err == nil {
		if !sameName(old, new) || !os.SameFile(before, after) || listed(new) {
			return &ExistsError{Old: old, New: new}
		}
		err := rename(old, new)
		if err == nil && !listed(new) {
			err = throughOther(old, new)
		}
		return renamed(old, new, err)
	}
	return renamed(old, new, OS{}.RenameNew(old, new))
}

// throughOther changes the case of a name where the system takes both for one and
// does nothing, as some servers do.
func throughOther(old, new string) error {
	other := filepath.Join(filepath.Dir(old), TemporaryOf(new))
	if err := (OS{}).RenameNew(old, other); err != nil {
		return err
	}
	err := OS{}.RenameNew(other, new)
	if err != nil {
		err = errors.Join(err, OS{}.RenameNew(other, old))
	}
	return err
}

// renamed makes the rename durable, or its error readable.
func renamed(old, new string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return &ExistsError{Old: old, New: new}
	}
	if err != nil {
		return &worded{fmt.Sprintf("%s: not renamed to %s: %s", Shown(old), Shown(filepath.Base(new)), Reason(err)), err}
	}
	for _, dir := range []string{filepath.Dir(new), filepath.Dir(old)} {
		_ = syncDir(dir) // the rename has happened; some file systems cannot sync folders
		if filepath.Dir(old) == filepath.Dir(new) {
			break
		}
	}
	return nil
}

func sameName(a, b string) bool {
	return filepath.Dir(a) == filepath.Dir(b) && strings.EqualFold(filepath.Base(a), filepath.Base(b))
}

// listed reports whether the folder lists the file under exactly this name.
func listed(path string) bool {
	f, err := os.Open(filepath.Dir(path))
	if err != nil {
		return true
	}
	defer f.Close()
	names, err := f.Readdirnames(-1)
	if err != nil {
		return true
	}
	for _, n := range names {
		if n == filepath.Base(path) {
			return true
		}
	}
	return false
}

// IsBroken reports whether a file could not be read for a reason that stays the
// same another time.
func IsBroken(err error) bool {
	var large *TooLargeError
	var kind *NotRegularError
	return errors.As(err, &large) || errors.As(err, &kind)
}

// SetAside renames a broken file to a free name with the date in it, and
// returns that.
func SetAside(path string, now time.Time) (aside string, err error) {
	ext := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ext) + ".broken-" + now.Format(time.DateOnly)
	aside = stem + ext
	for n := 2; ; n++ {
		err := Rename(path, aside)
		if !errors.Is(err, fs.ErrExist) {
			return aside, err
		}
		aside = stem + "-" + strconv.Itoa(n) + ext
	}
}
