package safefile

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"time"
)

// Stage is a file or a folder that is built aside: beside its place, under a name
// of its own. It is made by [StageFile] or [StageFolder], filled by Write, or by
// Add and Link, and ends in one of three ways.
//
//   - [Stage.Commit] gives it the name of its place, whole.
//   - [Stage.Place] gives single files of a folder names among other files, and
//     [Stage.Keep] makes them stay.
//   - [Stage.Discard] removes it, and what Place has made. Deferred, it does
//     nothing after Commit or Keep.
//
// What holds, after any fault and at any moment:
//
//   - At the place is what was there before or the new one, as a whole. Where the
//     system cannot exchange the names of two folders in one step, there is a
//     moment with neither: then what was there is beside it, and [Leftovers] finds
//     it.
//   - When Commit or Keep returned nil, the new one is on the disk. After a
//     [*NotConfirmedError] it is in its place, but a power cut may take it back.
//     After a [*SetAsideError] it is not, and what was there has another name.
//     After any other error what was there before is in its place, and Discard
//     leaves nothing beside it.
//   - A name that is taken meanwhile is left alone: what StageOptions.Old does not
//     know of is never replaced, and Place replaces nothing.
//   - While it is unfinished only its user can read it. Then it has the rights of
//     what it replaces, or those that the umask leaves, or with
//     StageOptions.Private none for others.
//   - Links are not followed: a place that is a link is to be resolved before.
//     With the files of a [Rooted] folder none leads out of it.
//   - A process that is killed, or a power cut, leaves it under its own name.
//     Leftovers tells it from that of a process that is still at work.
type Stage struct {
	fs      FS
	place   string
	at      string      // where it is built
	old     fs.FileInfo // of what is in its place; nil for nothing
	oldAt   string      // where that is after Commit
	mode    fs.FileMode // that it gets in its place; 0 for the one that it has
	private bool
	file    File // that is written; nil for a folder
	release func()

	made   map[string]bool // folders in it
	files  []string        // in it, in the order in which they were made
	placed []string        // files and folders that Place has made
	synced bool
	failed error // of Sync
	done   bool
	left   string // what Keep could not remove
}

// StageOptions say where a Stage is built and what it is to be like.
type StageOptions struct {
	// Old is what is to be replaced, whose mode the new one gets. Nil expects that
	// there is nothing.
	Old fs.FileInfo
	// Name is what the temporary name says instead of the place's.
	Name string
	// Private keeps all from other users.
	Private bool
	// FS is where it happens; nil is OS.
	FS FS
}

// SetAsideError tells that a folder could not get its place, and that what was
// there could not be put back.
type SetAsideError struct {
	Aside string // where it is
	Err   error
}

func (e *SetAsideError) Error() string {
	return fmt.Sprintf("%v; what was there is now at %s; rename it back", e.Err, Shown(e.Aside))
}

func (e *SetAsideError) Unwrap() error { return e.Err }

// StageFile starts a file, whose bytes are what is written to the Stage.
func StageFile(place string, o StageOptions) (*Stage, error) {
	s := newStage(place, o)
	f, err := s.create(s.at)
	if err != nil {
		return nil, err
	}
	s.file = f
	s.begin()
	return s, nil
}

// StageFolder starts a folder, which has no files yet.
func StageFolder(place string, o StageOptions) (*Stage, error) {
	s := newStage(place, o)
	if err := s.mkdir(s.at); err != nil {
		return nil, err
	}
	s.begin()
	return s, nil
}

func newStage(place string, o StageOptions) *Stage {
	if o.FS == nil {
		o.FS = OS{}
	}
	var random [6]byte
	rand.Read(random[:])
	prefix, suffix := stageName(place, o)
	at := filepath.Join(filepath.Dir(place), prefix+hex.EncodeToString(random[:])+suffix)
	return &Stage{fs: o.FS, place: place, at: at, old: o.Old, private: o.Private, made: map[string]bool{}, release: func() {}}
}

// begin hides what was made until it is whole, and keeps it from being cleared.
func (s *Stage) begin() {
	const bits = fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky
	if info, err := s.fs.Lstat(s.at); err == nil {
		mode := info.Mode() & bits
		// File systems without modes refuse; then there is nothing to hide either.
		if hidden := mode &^ 0o077; hidden == mode || s.fs.Chmod(s.at, hidden) == nil {
			s.mode = mode
		}
	}
	if s.old != nil {
		s.mode = s.old.Mode() & bits
	}
	if release, ok := hold(s.at, time.Now()); ok {
		s.release = release
	}
}

// Path returns where the Stage is built.
func (s *Stage) Path() string { return s.at }

// Old returns where what Commit has replaced is now, which is the caller's to
// remove; "" for nothing.
func (s *Stage) Old() string { return s.oldAt }

// Write writes to a file.
func (s *Stage) Write(data []byte) (int, error) {
	n, err := s.file.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	return n, err
}

// Add makes a file of a folder, and the folders that it is in. Names have slashes.
func (s *Stage) Add(name string, data []byte) error {
	if err := s.makeFolders(path.Dir(name)); err != nil {
		return err
	}
	f, err := s.create(s.in(name))
	if err != nil {
		return err
	}
	s.files = append(s.files, name)
	n, err := f.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	return errors.Join(err, f.Close())
}

// Link makes a file of a folder that is the same as another one on the disk.
func (s *Stage) Link(from, name string) error {
	if err := s.makeFolders(path.Dir(name)); err != nil {
		return err
	}
	return s.fs.Link(from, s.in(name))
}

// Has reports whether the folder has a folder of that name.
func (s *Stage) Has(name string) bool { return name == "." || s.made[name] }

func (s *Stage) in(name string) string { return filepath.Join(s.at, filepath.FromSlash(name)) }

func (s *Stage) create(name string) (File, error) {
	mode := fs.FileMode(0o666)
	if s.private {
		mode = 0o600
	}
	return s.fs.Create(name, mode)
}

func (s *Stage) mkdir(name string) error {
	mode := fs.FileMode(0o777)
	if s.private {
		mode = 0o700
	}
	return s.fs.Mkdir(name, mode)
}

func (s *Stage) makeFolders(dir string) error {
	if s.Has(dir) {
		return nil
	}
	if err := s.makeFolders(path.Dir(dir)); err != nil {
		return err
	}
	if err := s.mkdir(s.in(dir)); err != nil {
		return err
	}
	s.made[dir] = true
	return nil
}

// fewFiles is how many files are brought to the disk one by one; of more, it is
// faster to bring all that waits for that disk.
const fewFiles = 200

// Sync brings all that was written to the disk. Nothing can be added then.
func (s *Stage) Sync() error {
	if !s.synced {
		s.synced = true
		s.failed = s.sync() // which is final: the system has dropped what it could not write
	}
	return s.failed
}

func (s *Stage) sync() error {
	if s.file != nil {
		err := s.giveMode()
		if err == nil {
			err = s.file.Sync()
		}
		return errors.Join(err, s.file.Close())
	}
	if len(s.files) > fewFiles {
		if err := s.fs.SyncAll(s.at); !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
	}
	for _, name := range s.files {
		if err := s.fs.SyncFile(s.in(name)); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.made)) {
		if err := s.fs.SyncDir(s.in(name)); err != nil {
			return err
		}
	}
	return nil
}

// giveMode gives it the mode that it is to have in its place.
func (s *Stage) giveMode() error {
	if s.mode == 0 {
		return nil
	}
	return s.fs.Chmod(s.at, s.mode)
}

// Commit gives the Stage the name of its place, when all of it is on the disk.
func (s *Stage) Commit() error {
	if err := s.Sync(); err != nil {
		return err
	}
	if s.file == nil {
		if err := s.giveMode(); err != nil {
			return err
		}
		if err := s.fs.SyncDir(s.at); err != nil {
			return err
		}
	}
	lost, err := s.swap()
	if err != nil {
		return err
	}
	s.done = true
	if err := errors.Join(lost, s.fs.SyncDir(filepath.Dir(s.place))); err != nil {
		return &NotConfirmedError{Path: s.place, Err: err}
	}
	return nil
}

// swap gives the Stage its name. Lost is an error of a step that was done
// nevertheless.
func (s *Stage) swap() (lost, err error) {
	own, err := s.fs.Lstat(s.at)
	switch {
	case err != nil:
		return nil, err
	case s.old == nil:
		lost, err = s.moved(own, s.place, s.fs.RenameNew(s.at, s.place))
	case !s.old.IsDir():
		lost, err = s.moved(own, s.place, s.fs.Rename(s.at, s.place))
	default:
		return s.swapFolder(own)
	}
	if lost != nil {
		_ = s.fs.Remove(s.at) // of a link that was made; else it is gone
	}
	return lost, err
}

// swapFolder is swap for a folder that replaces one.
func (s *Stage) swapFolder(own fs.FileInfo) (lost, err error) {
	if lost, err = s.moved(own, s.place, s.fs.Exchange(s.at, s.place)); err == nil {
		s.oldAt = s.at
		return lost, nil
	}
	// The system cannot do it in one step.
	before, err := s.fs.Lstat(s.place)
	if err != nil {
		return nil, err
	}
	aside := s.at + asideSuffix
	lost, err = s.moved(before, aside, s.fs.RenameNew(s.place, aside))
	if err != nil {
		return nil, err
	}
	again, err := s.moved(own, s.place, s.fs.RenameNew(s.at, s.place))
	if err != nil {
		if _, back := s.moved(before, s.place, s.fs.RenameNew(aside, s.place)); back != nil {
			return nil, &SetAsideError{Aside: aside, Err: err}
		}
		return nil, err
	}
	s.oldAt = aside
	return errors.Join(lost, again), nil
}

// moved tells from the error of a rename whether what info is of has the name. A
// server can do what it is asked and then lose the answer.
func (s *Stage) moved(info fs.FileInfo, name string, err error) (lost, failed error) {
	if err == nil {
		return nil, nil
	}
	if now, look := s.fs.Lstat(name); look == nil && SameFile(now, info) {
		return err, nil
	}
	return nil, err
}

// SameFile reports whether two infos are surely of one file or folder.
func SameFile(a, b fs.FileInfo) bool {
	x, y := fingerprint(a), fingerprint(b)
	return x.Inode != 0 && x.Inode == y.Inode && x.Device == y.Device
}

// Place gives a file of a folder a name outside of it, in folders that it makes
// where there are none. It fails with fs.ErrExist where the name is taken. Sync
// comes before.
func (s *Stage) Place(name, to string) error {
	if err := s.makePlace(filepath.Dir(to)); err != nil {
		return err
	}
	own, err := s.fs.Lstat(s.in(name))
	if err != nil {
		return err
	}
	err = s.fs.RenameNew(s.in(name), to)
	if _, failed := s.moved(own, to, err); failed == nil {
		s.placed = append(s.placed, to)
	}
	return err
}

func (s *Stage) makePlace(dir string) error {
	info, err := s.fs.Lstat(dir)
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return fmt.Errorf("%s is a link or a file, no folder", Shown(filepath.Base(dir)))
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := s.makePlace(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := s.mkdir(dir); err != nil {
		return err
	}
	s.placed = append(s.placed, dir)
	return nil
}

// Keep makes what Place has made stay, when it is on the disk, and removes the
// Stage. A Stage that cannot be removed is in nobody's way, and is what Discard
// returns.
func (s *Stage) Keep() error {
	seen := map[string]bool{}
	for _, name := range s.placed {
		if dir := filepath.Dir(name); !seen[dir] {
			seen[dir] = true
			if err := s.fs.SyncDir(dir); err != nil {
				return err
			}
		}
	}
	s.done = true
	for range 2 { // a second try costs nothing
		if s.left = s.at; s.fs.RemoveAll(s.at) == nil {
			s.left = ""
			break
		}
	}
	return nil
}

// Discard removes the Stage and what Place has made, folders only while they are
// empty. It returns what could not be removed, "" for nothing. After Commit and
// Keep it only lets go of the Stage, and returns what Keep could not remove.
func (s *Stage) Discard() (left string) {
	defer s.release()
	if s.done {
		return s.left
	}
	s.done = true
	if s.file != nil && !s.synced {
		_ = s.file.Close() // it goes
	}
	gone := func(name string, err error) {
		if err != nil && !errors.Is(err, fs.ErrNotExist) && left == "" {
			left = name
		}
	}
	for _, name := range slices.Backward(s.placed) {
		gone(name, s.fs.Remove(name))
	}
	if s.file != nil {
		gone(s.at, s.fs.Remove(s.at))
	} else {
		gone(s.at, s.fs.RemoveAll(s.at))
	}
	return left
}
