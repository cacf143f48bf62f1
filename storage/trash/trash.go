// Package trash moves files to the desktop's trash and puts them back, as the
// Trash specification of freedesktop.org (version 1.0) has it: what is moved is
// found by file managers, and what they emptied is gone.
//
// What must hold, after any fault, at any moment:
//
//   - A file is at its place or in the trash, whole. It is never copied and
//     never removed.
//   - What is in the trash has its note there before, so that it is known where
//     it came from. A note of what is not in the trash harms nothing.
//   - No name that is taken is taken again, in the trash or at the place that a
//     file is put back to, also when two programs are at it at once.
package trash

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"galley.app/galley/storage/safefile"
)

// Errors of Move, each in an [*Error].
var (
	// ErrNotHere tells that Galley does not know the trash of the system.
	ErrNotHere = errors.New("the trash of this system is not known")
	// ErrNoTrash tells that the disk of a file has no trash, and that of the home
	// folder is on another one.
	ErrNoTrash = errors.New("its disk has no trash that can be used")
)

// Error tells that a file was not moved to the trash, and is where it was.
type Error struct {
	Path string
	Err  error
}

func (e *Error) Error() string {
	return safefile.Shown(e.Path) + ": not moved to the trash: " + e.Reason()
}

// Reason says why, without the path.
func (e *Error) Reason() string { return reason(e.Err) }

func (e *Error) Unwrap() error { return e.Err }

func reason(err error) string {
	switch {
	case errors.Is(err, syscall.EROFS):
		return "its disk can only be read"
	case errors.Is(err, fs.ErrPermission) && !errors.Is(err, ErrNoTrash):
		return "there is no permission to change its folder or the trash"
	}
	return safefile.Reason(err)
}

// RestoreError tells that a file was not put back, and is where it was.
type RestoreError struct {
	Path  string // its place
	Taken bool   // something else is there by now
	Gone  bool   // it is not in the trash any more
	Err   error
}

func (e *RestoreError) Error() string {
	why := reason(e.Err)
	switch {
	case e.Taken:
		why = "something else is there by now; it is still in the trash"
	case e.Gone:
		why = "it is not in the trash any more"
	}
	return safefile.Shown(e.Path) + ": not put back: " + why
}

func (e *RestoreError) Unwrap() error { return e.Err }

// Item is a file in the trash.
type Item struct {
	Path string // its place before
	File string // where it is in the trash
	note string
}

// Can is the trash of one person: that of the home folder, and on other disks
// one each. The zero value has those alone.
type Can struct {
	Home string           // folder of that of the home folder, made when it is needed; "" for none
	Now  func() time.Time // nil is time.Now
	FS   safefile.FS      // nil is the system's files

	device func(path string) (uint64, error) // nil is device
}

// Home is the folder of the home folder's trash, by the environment:
// GALLEY_HOME moves it like all that Galley keeps. It is "" where there is none.
func Home(getenv func(string) string) string {
	if home := getenv("GALLEY_HOME"); home != "" {
		if abs, err := filepath.Abs(home); err == nil {
			return filepath.Join(abs, "trash")
		}
	}
	if data := getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
		return filepath.Join(data, "Trash")
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share", "Trash")
	}
	return ""
}

func (c Can) files() safefile.FS {
	if c.FS == nil {
		return safefile.OS{}
	}
	return c.FS
}

func (c Can) deviceOf(path string) (uint64, error) {
	if c.device == nil {
		return device(path)
	}
	return c.device(path)
}

// place is a folder of the trash. What is noted in it of where a file was starts
// from top, which is "" for the whole path.
type place struct {
	dir, top string
}

// Move moves a file, or a link itself, to the trash of the disk that it lies on.
func (c Can) Move(path string) (Item, error) {
	it, err := c.move(path)
	if err != nil {
		return Item{}, &Error{Path: path, Err: err}
	}
	return it, nil
}

func (c Can) move(path string) (Item, error) {
	if !known && c.device == nil {
		return Item{}, ErrNotHere
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return Item{}, err
	}
	info, err := c.files().Lstat(path)
	if err != nil {
		return Item{}, err
	}
	if info.IsDir() {
		return Item{}, errors.New("it is a folder")
	}
	real, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return Item{}, err
	}
	disk, err := c.deviceOf(real)
	if err != nil {
		return Item{}, err
	}
	if c.Home != "" && c.isOn(c.Home, disk) {
		it, err := c.take(place{dir: c.Home}, path, real, info)
		if !errors.Is(err, syscall.EXDEV) {
			return it, err
		}
	}
	top := c.top(real, disk)
	var failed error
	for _, dir := range c.shared(top) {
		it, err := c.take(place{dir: dir, top: top}, path, real, info)
		if err == nil || !c.there(path, info) {
			return it, err
		}
		failed = cmp.Or(failed, err)
	}
	if failed != nil && !errors.Is(failed, syscall.EXDEV) {
		return Item{}, fmt.Errorf("%w (%s)", ErrNoTrash, reason(failed))
	}
	return Item{}, ErrNoTrash
}

// isOn reports whether a folder, which may not be there yet, is on a disk.
func (c Can) isOn(dir string, disk uint64) bool {
	for {
		if d, err := c.deviceOf(dir); err == nil {
			return d == disk
		}
		up := filepath.Dir(dir)
		if up == dir {
			return false
		}
		dir = up
	}
}

// top is the uppermost folder over dir that is on the same disk.
func (c Can) top(dir string, disk uint64) string {
	for {
		up := filepath.Dir(dir)
		if up == dir {
			return dir
		}
		if d, err := c.deviceOf(up); err != nil || d != disk {
			return dir
		}
		dir = up
	}
}

// shared lists where on a disk the trash may be. That which an administrator
// made for all must be no link and have the sticky bit, or others could take
// what is in it.
func (c Can) shared(top string) (dirs []string) {
	user := strconv.Itoa(os.Getuid())
	all := filepath.Join(top, ".Trash")
	if info, err := c.files().Lstat(all); err == nil && info.IsDir() && info.Mode()&fs.ModeSticky != 0 {
		dirs = append(dirs, filepath.Join(all, user))
	}
	return append(dirs, filepath.Join(top, ".Trash-"+user))
}

// there reports whether a file is still at its place.
func (c Can) there(path string, info fs.FileInfo) bool {
	now, err := c.files().Lstat(path)
	return err == nil && safefile.SameFile(now, info)
}

// names is how many names are tried in the trash.
const names = 10000

// take moves a file to a folder of the trash.
func (c Can) take(p place, path, real string, info fs.FileInfo) (Item, error) {
	files, notes, err := c.open(p)
	if err != nil {
		return Item{}, err
	}
	from := path
	if p.top != "" {
		if from, err = filepath.Rel(p.top, filepath.Join(real, filepath.Base(path))); err != nil {
			return Item{}, err
		}
	}
	now := time.Now
	if c.Now != nil {
		now = c.Now
	}
	text := "[Trash Info]\nPath=" + escape(filepath.ToSlash(from)) + "\nDeletionDate=" + now().Local().Format("2006-01-02T15:04:05") + "\n"
	room := maxName
	for n := 1; n <= names; n++ {
		name := numbered(filepath.Base(path), n, room)
		it := Item{Path: path, File: filepath.Join(files, name), note: filepath.Join(notes, name+noteEnd)}
		err := c.write(it.note, text)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if errors.Is(err, syscall.ENAMETOOLONG) && room == maxName { // a disk that has shorter ones
			n, room = 0, shortName
			continue
		}
		if err != nil {
			return Item{}, err
		}
		_ = c.files().SyncDir(notes) // some file systems cannot
		err = c.rename(path, it.File, info)
		if err == nil {
			_ = c.files().SyncDir(files)
			_ = c.files().SyncDir(filepath.Dir(path))
			return it, nil
		}
		_ = c.files().Remove(it.note) // a note of nothing harms nothing
		if !errors.Is(err, fs.ErrExist) {
			return Item{}, err
		}
	}
	return Item{}, errors.New("the trash has too many files of that name")
}

// open returns the two folders of a trash, which are made where they are not
// there. Those on a disk that others write to as well must be the person's own.
func (c Can) open(p place) (files, notes string, err error) {
	if err := c.mkdirs(p.dir); err != nil {
		return "", "", err
	}
	files, notes = filepath.Join(p.dir, "files"), filepath.Join(p.dir, "info")
	dirs := []string{files, notes}
	if p.top != "" {
		dirs = append(dirs, p.dir)
	}
	for _, dir := range dirs {
		if err := c.files().Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", "", err
		}
		info, err := c.files().Lstat(dir)
		if err != nil {
			return "", "", err
		}
		if p.top != "" && (!info.IsDir() || !isOwn(info)) {
			return "", "", ErrNoTrash
		}
	}
	return files, notes, nil
}

// mkdirs makes a folder for one person alone, and those above it.
func (c Can) mkdirs(dir string) error {
	err := c.files().Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrNotExist) && filepath.Dir(dir) != dir {
		if err := c.mkdirs(filepath.Dir(dir)); err != nil {
			return err
		}
		err = c.files().Mkdir(dir, 0o700)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// write makes a note, on the disk when it returns. One that could not be written
// is removed again.
func (c Can) write(path, text string) error {
	f, err := c.files().Create(path, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write([]byte(text))
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = c.files().Remove(path) // a note of nothing harms nothing
	}
	return err
}

// rename gives the file that info tells of another name, and returns an error
// only where it is at its old place alone then.
func (c Can) rename(from, to string, info fs.FileInfo) error {
	err := c.files().RenameNew(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.EXDEV) {
		return err
	}
	if !c.there(to, info) {
		return err
	}
	if !c.there(from, info) {
		return nil // it was done, whatever was answered
	}
	_ = c.files().Remove(to) // of one file that has both names; either is enough
	return err
}

// Restore puts a file back to its place, if that is free.
func (c Can) Restore(it Item) error {
	info, err := c.files().Lstat(it.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &RestoreError{Path: it.Path, Gone: true, Err: err}
	case err != nil:
		return &RestoreError{Path: it.Path, Err: err}
	}
	if dir, err := c.files().Lstat(filepath.Dir(it.Path)); errors.Is(err, fs.ErrNotExist) {
		return &RestoreError{Path: it.Path, Err: errors.New("its folder is not there any more; it is still in the trash")}
	} else if err == nil && dir.Mode().IsRegular() {
		return &RestoreError{Path: it.Path, Err: syscall.ENOTDIR}
	}
	if err := c.rename(it.File, it.Path, info); err != nil {
		return &RestoreError{Path: it.Path, Taken: errors.Is(err, fs.ErrExist), Err: err}
	}
	_ = c.files().Remove(it.note) // a note of nothing harms nothing
	_ = c.files().SyncDir(filepath.Dir(it.Path))
	_ = c.files().SyncDir(filepath.Dir(it.File))
	return nil
}

const (
	noteEnd   = ".trashinfo"
	maxName   = 255 - len(noteEnd) // bytes
	shortName = 100
)

// numbered is the name of a file in the trash that gets the number n, which 1
// does without, in at most room bytes.
func numbered(base string, n, room int) string {
	ext := filepath.Ext(base)
	if len(ext) > 20 || ext == base {
		ext = ""
	}
	stem := strings.TrimSuffix(base, ext)
	if n > 1 {
		ext = "." + strconv.Itoa(n) + ext
	}
	if over := len(stem) + len(ext) - room; over > 0 {
		cut := len(stem) - over
		for cut > 0 && !utf8.RuneStart(stem[cut]) {
			cut--
		}
		stem = stem[:cut]
	}
	return stem + ext
}

// escape writes a path as the specification wants it in a note: every byte that
// is no letter, digit or -._~/ as %XX.
func escape(path string) string {
	var b strings.Builder
	for i := range len(path) {
		switch c := path[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~/", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
