// Package plan changes several files at once: texts, names of files and names of
// folders, all of them or none.
//
// What must hold of [Do], after any fault, at any moment:
//
//   - When it returned nil, all changes are made and are on the disk.
//   - When it returned an error, all is as it was, but for what [*Error] names:
//     files that could not be put back, and files that somebody else changed
//     in the meantime, which are left as they are.
//   - When the process ended, or the power was cut, [Recover] puts back what was
//     begun. Until then each file is the old one or the new one, whole.
//   - A file that does not hold what the plan was made for is not changed, and
//     neither is any other. A name that is taken is never taken again. What
//     another program writes at the very moment in which a file is changed stays;
//     only where the system cannot exchange two names there is a moment, as in
//     any save, in which it would not.
//
// The new texts are written beside the files first, so that a full disk is met
// before anything is changed. Then each changes places with the old one, which
// stays beside it until all is done: going back needs no room and gives back the
// very file.
package plan

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/storage/safefile"
)

// Change is what becomes of one file, or of one folder.
type Change struct {
	Path   string // where it is
	To     string // where it is to be; "" where it stays
	Old    string // what the file holds
	New    string // what it is to hold; Old where only its name changes
	Folder bool   // a folder gets another name, with all that is in it
}

// to is where the file or folder will be.
func (c Change) to() string {
	if c.To == "" {
		return c.Path
	}
	return c.To
}

// Moves reports whether the name changes.
func (c Change) Moves() bool { return c.to() != c.Path }

// Edits reports whether the text changes.
func (c Change) Edits() bool { return !c.Folder && c.Old != c.New }

// Inverse returns the changes that take others back, once these were made.
func Inverse(changes []Change) []Change {
	var list []Change
	for _, c := range slices.Backward(changes) {
		list = append(list, Change{Path: c.to(), To: c.Path, Old: c.New, New: c.Old, Folder: c.Folder})
	}
	return list
}

// Options are the choices of Do and Recover.
type Options struct {
	// State is the folder in which it is noted what was begun. It is made when it
	// is needed, and must not be that of anything else.
	State string
	// Step, if set, is told how many of the changes were prepared or made, and how
	// many there are of both. It is called on the goroutine of Do.
	Step func(done, all int)
	// Before, if set, is called for each file before the first of all is changed,
	// such as to keep its text.
	Before func(c Change)
	// FS is where it happens; nil is the system's files.
	FS safefile.FS
	// ID names the plan among all that were ever begun; "" is a random one.
	ID string
}

// MaxSize is the size in bytes of the largest file that is changed.
const MaxSize = 64 << 20

// ChangedError tells that a file does not hold what the plan was made for.
type ChangedError struct {
	Path string
	Gone bool
}

func (e *ChangedError) Error() string {
	if e.Gone {
		return safefile.Shown(e.Path) + ": it is not there any more"
	}
	return safefile.Shown(e.Path) + ": it was changed in the meantime"
}

// TakenError tells that a name that a file or folder was to get is taken.
type TakenError struct{ Path, To string }

func (e *TakenError) Error() string {
	return fmt.Sprintf("%s: it cannot be named %s, because that is there already", safefile.Shown(e.Path), safefile.Shown(filepath.Base(e.To)))
}

// Error tells why a plan was not done, and what is not as it was.
type Error struct {
	Err error
	// Left are files that could not be put back. Recover tries again.
	Left []string
	// Foreign are files that somebody changed while the plan was done. They hold
	// what was written last.
	Foreign []string
}

func (e *Error) Error() string {
	s := e.Err.Error()
	if len(e.Left) > 0 {
		s += "; not put back yet: " + names(e.Left)
	}
	if len(e.Foreign) > 0 {
		s += "; left as another program wrote them: " + names(e.Foreign)
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// names lists some paths in a line.
func names(paths []string) string {
	const most = 3
	var list []string
	for _, p := range paths[:min(len(paths), most)] {
		list = append(list, safefile.Shown(p))
	}
	if n := len(paths) - most; n > 0 {
		list = append(list, fmt.Sprintf("%d more", n))
	}
	return strings.Join(list, ", ")
}

// Do makes all changes or none. Texts are changed first, then names, in the order
// given. Ending ctx takes back what was begun.
func Do(ctx context.Context, changes []Change, o Options) error {
	changes = slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return !c.Moves() && !c.Edits() })
	if len(changes) == 0 {
		return nil
	}
	w, err := begin(changes, o)
	if err != nil {
		return &Error{Err: err}
	}
	defer w.release()
	if err = w.run(ctx); err == nil {
		w.finish()
		return nil
	}
	if done := (*safefile.NotConfirmedError)(nil); errors.As(err, &done) {
		return err
	}
	left, foreign, unsure := w.rec.rollback(w.fs)
	if len(left) == 0 && unsure == nil {
		_ = w.unnote() // a note of what is as it was harms nothing
	}
	return &Error{Err: err, Left: left, Foreign: foreign}
}

// work is one run of Do.
type work struct {
	o       Options
	fs      safefile.FS
	ctx     context.Context
	changes []Change
	rec     *record
	note    string // file of the record
	release func()

	done, all int // steps: each change is prepared, then its text and its name are changed
}

// begin checks the changes and notes what is begun. Nothing was changed on an
// error.
func begin(changes []Change, o Options) (*work, error) {
	if o.FS == nil {
		o.FS = safefile.OS{}
	}
	if o.ID == "" {
		o.ID = rand.Text()
	}
	w := &work{o: o, fs: o.FS, changes: changes, rec: &record{ID: o.ID}}
	if err := w.check(); err != nil {
		return nil, err
	}
	if err := w.writeNote(); err != nil {
		return nil, err
	}
	return w, nil
}

// check refuses changes that contradict each other or the disk, and finds where
// links lead.
func (w *work) check() error {
	from, to := map[string]bool{}, map[string]bool{}
	for _, c := range w.changes {
		if from[c.Path] || c.Moves() && to[strings.ToLower(c.To)] {
			return fmt.Errorf("%s: it is named twice", safefile.Shown(c.Path))
		}
		from[c.Path] = true
		if c.Moves() {
			to[strings.ToLower(c.To)] = true
		}
		if slices.ContainsFunc(w.changes, func(f Change) bool { return f.Folder && safefile.IsBelow(c.Path, f.Path) && c.Path != f.Path }) {
			return fmt.Errorf("%s: it lies in a folder that is renamed too", safefile.Shown(c.Path))
		}
		if len(c.New) > MaxSize {
			return &safefile.TooLargeError{Path: c.Path, Size: int64(len(c.New)), Limit: MaxSize}
		}
	}
	targets := map[string]bool{}
	for i, c := range w.changes {
		e := entry{Path: []byte(c.Path), To: []byte(c.to()), Folder: c.Folder}
		info, err := w.fs.Lstat(c.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return &ChangedError{Path: c.Path, Gone: true}
		case err != nil:
			return fmt.Errorf("%s: %s", safefile.Shown(c.Path), safefile.Reason(err))
		case c.Folder != info.IsDir():
			return &ChangedError{Path: c.Path}
		}
		if c.Moves() {
			if err := w.free(c, info); err != nil {
				return err
			}
		}
		if !c.Folder {
			target, exists, err := safefile.Resolve(c.Path, w.fs)
			if err != nil {
				return err
			}
			if !exists || targets[target] {
				return &ChangedError{Path: c.Path, Gone: !exists}
			}
			targets[target] = true
			e.Target = []byte(target)
			e.Old, e.New = safefile.SumOf([]byte(c.Old)), safefile.SumOf([]byte(c.New))
			found, err := safefile.SumOn(w.fs, target, MaxSize)
			if err != nil {
				return fmt.Errorf("%s: %s", safefile.Shown(c.Path), safefile.Reason(err))
			}
			if sum(found.Sum) != e.Old {
				return &ChangedError{Path: c.Path}
			}
		}
		e.number, e.plan = i, w.rec.ID
		w.rec.Entries = append(w.rec.Entries, e)
	}
	return nil
}

// free returns an error where the new name of a change is taken, or where its
// folder is not there. The same file under a name that differs in case only
// takes nothing.
func (w *work) free(c Change, own fs.FileInfo) error {
	if info, err := w.fs.Lstat(filepath.Dir(c.To)); err != nil || !info.IsDir() {
		return fmt.Errorf("%s: there is no such folder", safefile.Shown(filepath.Dir(c.To)))
	}
	info, err := w.fs.Lstat(c.To)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s: %s", safefile.Shown(c.To), safefile.Reason(err))
	case safefile.SameFile(info, own) && strings.EqualFold(c.To, c.Path):
		return nil
	}
	return &TakenError{Path: c.Path, To: c.To}
}

// step counts what was done, and returns an error where no more is wanted.
func (w *work) step() error {
	w.done++
	if w.o.Step != nil {
		w.o.Step(w.done, w.all)
	}
	return w.ctx.Err()
}

func (w *work) run(ctx context.Context) error {
	w.ctx, w.all = ctx, len(w.changes)
	for _, c := range w.changes {
		if c.Edits() {
			w.all++
		}
		if c.Moves() {
			w.all++
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := w.prepare(); err != nil {
		return err
	}
	for _, c := range w.changes {
		if w.o.Before != nil {
			w.o.Before(c)
		}
	}
	for i, c := range w.changes {
		if !c.Edits() {
			continue
		}
		if err := w.rec.Entries[i].swap(w.fs); err != nil {
			return err
		}
		if err := w.step(); err != nil {
			return err
		}
	}
	if err := w.rec.dirs(w.fs); err != nil { // before a name changes, so that a power cut undoes no half of a change
		return err
	}
	for i, c := range w.changes {
		if !c.Moves() {
			continue
		}
		if err := w.rec.Entries[i].move(w.fs); err != nil {
			return err
		}
		if err := w.step(); err != nil {
			return err
		}
	}
	if err := w.rec.dirs(w.fs); err != nil {
		return err
	}
	return w.unnote()
}

// few is how many files are brought to the disk one by one.
const few = 200

// prepare writes the new texts beside the files.
func (w *work) prepare() error {
	edits := 0
	for _, c := range w.changes {
		if c.Edits() {
			edits++
		}
	}
	folders := map[string]bool{}
	for i, c := range w.changes {
		e := &w.rec.Entries[i]
		if c.Edits() {
			expect := safefile.Fingerprint{Size: int64(len(c.Old)), Sum: e.Old}
			o := safefile.Options{Expect: &expect, FS: w.fs, Unsynced: edits > few}
			_, err := safefile.Beside(string(e.Target), filepath.Base(e.temporary()), []byte(c.New), o)
			if conflict := (*safefile.ConflictError)(nil); errors.As(err, &conflict) {
				return &ChangedError{Path: c.Path, Gone: !conflict.Found.Exists()}
			}
			if err != nil {
				return err
			}
			folders[filepath.Dir(string(e.Target))] = true
		}
		if err := w.step(); err != nil {
			return err
		}
	}
	if edits <= few {
		return nil
	}
	for dir := range folders {
		if err := w.fs.SyncAll(dir); errors.Is(err, errors.ErrUnsupported) {
			return w.syncEach()
		} else if err != nil {
			return fmt.Errorf("%s: %s", safefile.Shown(dir), safefile.Reason(err))
		}
	}
	return nil
}

func (w *work) syncEach() error {
	for i, c := range w.changes {
		if !c.Edits() {
			continue
		}
		if err := w.fs.SyncFile(w.rec.Entries[i].temporary()); err != nil {
			return fmt.Errorf("%s: %s", safefile.Shown(c.Path), safefile.Reason(err))
		}
	}
	return nil
}

// finish removes the old texts. What cannot be removed is in nobody's way.
func (w *work) finish() {
	for i := range w.rec.Entries {
		e := &w.rec.Entries[i]
		e.clear(w.fs, e.Old, e.New)
	}
}

// sumEqual reports whether a file holds the bytes with that sum; false where it
// is not there. An error means that it cannot be told.
func sumEqual(fsys safefile.FS, path string, want sum) (bool, error) {
	fp, err := safefile.SumOn(fsys, path, MaxSize)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && sum(fp.Sum) == want, err
}
