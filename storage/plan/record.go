package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/safefile"
)

// record is what was begun, as it is noted in the state folder: enough to tell
// from the disk alone how far it came, and to take it back.
//
// On the disk it is one line of JSON and one with its SHA-256 in hexadecimal
// digits. Paths are bytes there, which need not be UTF-8.
type record struct {
	ID      string  `json:"id"`
	Entries []entry `json:"changes"`
}

// entry is one change. Where only the name changes, Old is New.
type entry struct {
	Path   []byte `json:"path"`
	To     []byte `json:"to"`
	Target []byte `json:"target,omitempty"` // the file itself, where Path is a link
	Folder bool   `json:"folder,omitempty"`
	Old    sum    `json:"old"`
	New    sum    `json:"new"`

	plan   string
	number int // in the plan
}

// sum is the SHA-256 of a text, in hexadecimal digits where it is noted.
type sum [sha256.Size]byte

// MarshalText implements [encoding.TextMarshaler].
func (s sum) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, s[:]), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *sum) UnmarshalText(text []byte) error {
	if hex.DecodedLen(len(text)) != len(s) {
		return hex.ErrLength
	}
	_, err := hex.Decode(s[:], text)
	return err
}

func (e *entry) edits() bool { return !e.Folder && e.Old != e.New }
func (e *entry) moves() bool { return !bytes.Equal(e.Path, e.To) }

// temporary is where the new text is written, and where the old one lies while
// the plan is done.
func (e *entry) temporary() string { return e.beside("new") }

// aside is where the old text lies instead on systems that cannot exchange two
// names.
func (e *entry) aside() string { return e.beside("old") }

func (e *entry) beside(what string) string {
	return filepath.Join(filepath.Dir(string(e.Target)), safefile.TemporaryOf(fmt.Sprintf("%s %d %s", e.plan, e.number, what)))
}

// swap has the new text and the old one change places.
func (e *entry) swap(fsys safefile.FS) error {
	target, temporary := string(e.Target), e.temporary()
	old := temporary
	if err := fsys.Exchange(temporary, target); err != nil {
		if _, gone := fsys.Lstat(target); errors.Is(gone, fs.ErrNotExist) {
			return &ChangedError{Path: string(e.Path), Gone: true}
		}
		// The system may not be able to, or has done it and lost the answer.
		if done, look := sumEqual(fsys, target, e.New); look != nil || done {
			return fmt.Errorf("%s: %s", safefile.Shown(target), safefile.Reason(err))
		}
		old = e.aside()
		if fsys.Link(target, old) != nil {
			if err := fsys.RenameNew(target, old); err != nil {
				return fmt.Errorf("%s: %s", safefile.Shown(target), safefile.Reason(err))
			}
		}
		// Else a power cut could leave the new name of the new text and none of the old one.
		if err := fsys.SyncDir(filepath.Dir(target)); err != nil {
			return fmt.Errorf("%s: %s", safefile.Shown(filepath.Dir(target)), safefile.Reason(err))
		}
		if err := fsys.Rename(temporary, target); err != nil {
			return fmt.Errorf("%s: %s", safefile.Shown(target), safefile.Reason(err))
		}
	}
	// Somebody may have saved the file since it was compared.
	same, err := sumEqual(fsys, old, e.Old)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %s", safefile.Shown(old), safefile.Reason(err))
	case same:
		return nil
	}
	if err := fsys.Rename(old, target); err != nil { // theirs is put back; ours is in nobody's way
		return fmt.Errorf("%s: %s", safefile.Shown(target), safefile.Reason(err))
	}
	return &ChangedError{Path: string(e.Path)}
}

// move gives a file or folder its new name.
func (e *entry) move(fsys safefile.FS) error {
	from, to := string(e.Path), string(e.To)
	rename := fsys.RenameNew
	if strings.EqualFold(from, to) {
		rename = fsys.Rename // to a name that the file may have already, where cases are one
	}
	err := rename(from, to)
	if errors.Is(err, fs.ErrExist) {
		return &TakenError{Path: from, To: to}
	}
	if err != nil {
		return fmt.Errorf("%s: not renamed to %s: %s", safefile.Shown(from), safefile.Shown(filepath.Base(to)), safefile.Reason(err))
	}
	return nil
}

// rollback puts back what was begun, as far as the disk tells that it was, and
// brings that to the disk. Left could not be put back, and foreign was changed by
// somebody else.
//
// Names, texts and what is cleared away are brought to the disk one after the
// other: a power cut in between may undo any of what is not there yet.
func (r *record) rollback(fsys safefile.FS) (left, foreign []string, err error) {
	each := func(do func(e *entry) (shown string, theirs bool, err error)) error {
		for i := range r.Entries {
			switch shown, theirs, err := do(&r.Entries[len(r.Entries)-1-i]); {
			case err != nil:
				left = append(left, shown)
			case theirs:
				foreign = append(foreign, shown)
			}
		}
		return r.dirs(fsys)
	}
	err = each(func(e *entry) (string, bool, error) {
		if !e.moves() {
			return "", false, nil
		}
		theirs, err := e.moveBack(fsys)
		return string(e.To), theirs, err
	})
	if err != nil || len(left) > 0 {
		return left, foreign, err
	}
	err = each(func(e *entry) (string, bool, error) {
		if !e.edits() {
			return "", false, nil
		}
		theirs, err := e.swapBack(fsys)
		return string(e.Path), theirs, err
	})
	if err != nil || len(left) > 0 {
		return left, foreign, err
	}
	for i := range r.Entries {
		if e := &r.Entries[i]; slices.Contains(foreign, string(e.Path)) {
			e.clear(fsys, e.New) // the old text may be nowhere else
		} else {
			e.clear(fsys, e.Old, e.New)
		}
	}
	return nil, foreign, nil
}

// moveBack gives a file or folder its old name, if it has the new one.
func (e *entry) moveBack(fsys safefile.FS) (theirs bool, err error) {
	from, to := string(e.Path), string(e.To)
	if strings.EqualFold(from, to) {
		if err := fsys.Rename(to, from); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
		return false, nil
	}
	if _, err := fsys.Lstat(from); err == nil {
		return false, nil // it has it, or another has
	} else if !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	info, err := fsys.Lstat(to)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return !e.edits(), nil // somebody took it elsewhere, or it was about to get its new text
	case err != nil:
		return false, err
	case info.IsDir() != e.Folder:
		return true, nil
	}
	if !e.Folder && info.Mode().IsRegular() {
		was, err := sumEqual(fsys, to, e.New)
		if err != nil {
			return false, err
		}
		if old, err := sumEqual(fsys, to, e.Old); err != nil || !was && !old {
			return err == nil, err
		}
	}
	err = fsys.RenameNew(to, from)
	if err == nil {
		return false, nil
	}
	if _, again := fsys.Lstat(to); errors.Is(again, fs.ErrNotExist) { // done, and the answer lost
		return false, nil
	}
	return false, err
}

// swapBack gives a file its old text, if it has the new one.
func (e *entry) swapBack(fsys safefile.FS) (theirs bool, err error) {
	target := string(e.Target)
	isOld, err := sumEqual(fsys, target, e.Old)
	if err != nil {
		return false, err
	}
	if isOld {
		return false, nil
	}
	isNew, err := sumEqual(fsys, target, e.New)
	if err != nil {
		return false, err
	}
	if _, gone := fsys.Lstat(target); !isNew && !errors.Is(gone, fs.ErrNotExist) {
		return true, nil
	}
	for _, old := range []string{e.temporary(), e.aside()} {
		has, err := sumEqual(fsys, old, e.Old)
		if err != nil {
			return false, err
		}
		if !has {
			continue
		}
		if isNew {
			err = fsys.Exchange(old, target)
			if again, look := sumEqual(fsys, target, e.Old); look == nil && again {
				err = nil // done, and the answer lost
			}
		}
		if !isNew || err != nil {
			err = fsys.Rename(old, target)
			if again, look := sumEqual(fsys, target, e.Old); look == nil && again {
				err = nil
			}
		}
		return false, err
	}
	// The old text is nowhere: all was done, and only the note of it was left.
	return isNew, nil
}

// clear removes what lies beside the file and holds one of the texts, and nothing
// else.
func (e *entry) clear(fsys safefile.FS, texts ...sum) {
	if !e.edits() {
		return
	}
	for _, name := range []string{e.temporary(), e.aside()} {
		for _, of := range texts {
			if is, _ := sumEqual(fsys, name, of); is {
				_ = fsys.Remove(name)
				break
			}
		}
	}
}

// dirs brings the names of all folders that files are in to the disk.
func (r *record) dirs(fsys safefile.FS) error {
	seen := map[string]bool{}
	for i := range r.Entries {
		e := &r.Entries[i]
		list := []string{filepath.Dir(string(e.Path)), filepath.Dir(string(e.To))}
		if e.edits() {
			list = append(list, filepath.Dir(string(e.Target)))
		}
		for _, dir := range list {
			if seen[dir] {
				continue
			}
			seen[dir] = true
			if err := fsys.SyncDir(dir); err != nil {
				return fmt.Errorf("%s: %s", safefile.Shown(dir), safefile.Reason(err))
			}
		}
	}
	return nil
}

const (
	noteEnding = ".plan"
	lockEnding = ".lock"
)

// writeNote notes what is begun, and holds it as long as this process lives.
func (w *work) writeNote() error {
	w.release = func() {}
	if _, err := w.fs.Lstat(w.o.State); errors.Is(err, fs.ErrNotExist) {
		if err := makeFolder(w.fs, w.o.State); err != nil {
			return fmt.Errorf("%s: %s", safefile.Shown(w.o.State), safefile.Reason(err))
		}
	}
	w.note = filepath.Join(w.o.State, w.o.ID+noteEnding)
	if _, ok := w.fs.(safefile.OS); ok {
		release, held := holdNote(w.note)
		if !held {
			return fmt.Errorf("%s: it cannot be locked", safefile.Shown(w.note))
		}
		w.release = release
	}
	line, err := json.Marshal(w.rec)
	if err == nil {
		is := sha256.Sum256(line)
		line = append(append(append(line, '\n'), hex.EncodeToString(is[:])...), '\n')
		_, err = safefile.Replace(w.note, line, safefile.Options{Mode: 0o600, FS: w.fs, Expect: &safefile.Fingerprint{}})
	}
	if err != nil {
		_ = w.fs.Remove(w.note) // it may be there though the disk did not confirm it
		w.release()
		return err
	}
	return nil
}

func makeFolder(fsys safefile.FS, dir string) error {
	if _, err := fsys.Lstat(filepath.Dir(dir)); errors.Is(err, fs.ErrNotExist) {
		if err := makeFolder(fsys, filepath.Dir(dir)); err != nil {
			return err
		}
	}
	if err := fsys.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// holdNote holds a note until it is released or this process ends, and fails
// where another process does.
func holdNote(note string) (release func(), ok bool) {
	lock := flock.New(strings.TrimSuffix(note, noteEnding)+lockEnding, flock.SetPermissions(0o600))
	if got, err := lock.TryLock(); err != nil || !got {
		return nil, false
	}
	return func() {
		err := os.Remove(lock.Path()) // nobody waits for it
		_ = lock.Close()
		if err != nil {
			_ = os.Remove(lock.Path()) // where no file that is open can be
		}
	}, true
}

// unnote removes the note: what was begun is done, or was taken back. With a
// *safefile.NotConfirmedError it is removed, but a power cut may bring it back.
func (w *work) unnote() error {
	if err := w.fs.Remove(w.note); err != nil {
		if _, look := w.fs.Lstat(w.note); !errors.Is(look, fs.ErrNotExist) {
			return fmt.Errorf("%s: %s", safefile.Shown(w.note), safefile.Reason(err))
		}
	}
	if err := w.fs.SyncDir(w.o.State); err != nil {
		return &safefile.NotConfirmedError{Path: w.note, Err: err}
	}
	return nil
}

// Recovered is a plan that did not come to its end and was taken back.
type Recovered struct {
	Files   int      // that the plan was to change
	Left    []string // could not be put back; another Recover tries again
	Foreign []string // were changed by somebody since, and hold what was written last
}

// Recover takes back all plans that were begun by processes which ended before
// they were done. Those of others that live are left alone. Of o, State and FS
// count.
func Recover(o Options) ([]Recovered, error) {
	if o.FS == nil {
		o.FS = safefile.OS{}
	}
	if o.State == "" {
		return nil, nil
	}
	list, err := os.ReadDir(o.State)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s", safefile.Shown(o.State), safefile.Reason(err))
	}
	var all []Recovered
	var errs []error
	for _, d := range list {
		if !strings.HasSuffix(d.Name(), noteEnding) || !d.Type().IsRegular() {
			continue
		}
		note := filepath.Join(o.State, d.Name())
		release, ok := holdNote(note)
		if !ok {
			continue
		}
		r, err := recoverNote(note, o)
		release()
		if err != nil {
			errs = append(errs, err)
		} else if r.Files > 0 {
			all = append(all, r)
		}
	}
	return all, errors.Join(errs...)
}

// noteLimits are for a plan of a million files.
var noteLimits = bounded.Limits{Bytes: 1 << 30, Values: 16 << 20, Depth: 8}

func recoverNote(note string, o Options) (Recovered, error) {
	f, err := o.FS.Open(note)
	if errors.Is(err, fs.ErrNotExist) { // its owner has just come to the end
		return Recovered{}, nil
	}
	if err != nil {
		return Recovered{}, fmt.Errorf("%s: %s", safefile.Shown(note), safefile.Reason(err))
	}
	data, err := io.ReadAll(io.LimitReader(f, noteLimits.Bytes))
	if err := errors.Join(err, f.Close()); err != nil {
		return Recovered{}, fmt.Errorf("%s: %s", safefile.Shown(note), safefile.Reason(err))
	}
	rec, ok := parseNote(data)
	if !ok {
		// It was cut off before anything was changed, or damaged since. Nothing of it can be believed.
		if err := o.FS.Rename(note, note+".broken"); err != nil {
			return Recovered{}, fmt.Errorf("%s: %s", safefile.Shown(note), safefile.Reason(err))
		}
		return Recovered{}, nil
	}
	r := Recovered{Files: len(rec.Entries)}
	if r.Left, r.Foreign, err = rec.rollback(o.FS); err != nil || len(r.Left) > 0 {
		return r, err
	}
	w := &work{o: o, fs: o.FS, note: note}
	return r, w.unnote()
}

// parseNote reads a note; ok is false for what is none, whole.
func parseNote(data []byte) (rec *record, ok bool) {
	line, rest, ok := bytes.Cut(data, []byte("\n"))
	is := sha256.Sum256(line)
	if !ok || string(bytes.TrimSuffix(rest, []byte("\n"))) != hex.EncodeToString(is[:]) {
		return nil, false
	}
	rec = &record{}
	if bounded.JSON(line, rec, noteLimits) != nil {
		return nil, false
	}
	for i := range rec.Entries {
		e := &rec.Entries[i]
		e.plan, e.number = rec.ID, i
		if len(e.Path) == 0 || len(e.To) == 0 {
			return nil, false
		}
	}
	return rec, true
}
