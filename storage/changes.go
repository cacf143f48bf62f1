package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/inuse"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/trash"
)

// UnsavedError tells that a post which is to be changed with others is open with
// changes that are in no file yet.
type UnsavedError struct{ Path string }

func (e *UnsavedError) Error() string {
	return safefile.Shown(e.Path) + ": it has changes that are not saved"
}

// HeldError tells that the name which a file was to get belongs to a post that is
// open and has no file there yet, or has none any more.
type HeldError struct{ Path string }

func (e *HeldError) Error() string {
	return safefile.Shown(e.Path) + ": a post that is open has that name"
}

// Changing is several changes that are made together.
type Changing struct {
	Changes []plan.Change
	Was     history.Kind                   // of the versions that are kept of what is replaced
	Step    func(done, all int)            // called on the UI goroutine, if set
	Done    func(f []*OpenFile, err error) // called there with the files of the open posts that are changed
}

// Plans is the folder in which it is noted what is changed together.
func Plans(p config.Paths) string { return p.StateFile("plans") }

// Change makes all of some changes or none, in the order of all other writing.
// Posts that are open have their files as they are then, and take over the texts
// in Done; one with changes that are not saved stops it with an *UnsavedError.
// What is to be saved of one meanwhile is saved after it, at the path that it has
// then.
// Ending ctx takes back what was begun.
func (w *Workspace) Change(ctx context.Context, c Changing) {
	var files []*OpenFile
	owners := map[string]*OpenFile{}
	fail := func(err error) { w.o.Post(func() { c.Done(nil, err) }) }
	for _, x := range c.Changes {
		f := w.Owner(x.Path)
		if f != nil && f.path == x.Path {
			if f.changed || f.gone {
				fail(&UnsavedError{Path: x.Path})
				return
			}
			owners[x.Path] = f
		}
		if x.Moves() {
			if at := w.Owner(x.To); at != nil && at != f {
				fail(&HeldError{Path: x.To})
				return
			}
		}
	}
	for _, x := range c.Changes {
		if f := owners[x.Path]; f != nil {
			f.busy++
			f.changing++
			files = append(files, f)
			if x.Moves() {
				w.o.Keeper.reserveSoon(f, x.To)
			}
		}
	}
	keep := Keeping{Store: w.o.History, Was: c.Was, Kind: history.Saved, Library: w.lib.Dir, Now: w.o.Now()}
	o := plan.Options{State: Plans(w.o.Paths), Before: func(x plan.Change) {
		if !x.Folder {
			keep.Before(x.Path, nil)
		}
	}}
	if c.Step != nil {
		o.Step = func(done, all int) { w.o.Post(func() { c.Step(done, all) }) }
	}
	w.o.Keeper.Do(func() error {
		err := plan.Do(ctx, c.Changes, o)
		if err == nil {
			keep.Changed(c.Changes)
		}
		return err
	}, func(err error) {
		for _, x := range c.Changes {
			f := owners[x.Path]
			if f == nil {
				continue
			}
			f.busy--
			to := ""
			if err == nil {
				f.known, f.gone = safefile.Fingerprint{Size: int64(len(x.New)), Sum: safefile.SumOf([]byte(x.New))}, false
				if to = x.To; x.Moves() {
					f.moveTo(x.To)
				}
			}
			w.o.Keeper.movedSoon(f, to)
		}
		c.Done(files, err)
		for _, f := range files {
			f.unhold()
			f.written()
		}
	})
}

// Changed keeps what was written together, and follows the posts to their new
// names.
func (k Keeping) Changed(changes []plan.Change) {
	for _, x := range changes {
		switch {
		case x.Folder:
			continue
		case x.Moves() && k.Store != nil:
			k.Store.RecordRenamed(x.Path, x.To)
		}
		if x.Edits() {
			at := x.Path
			if x.Moves() {
				at = x.To
			}
			k.After(at, []byte(x.New))
		}
	}
}

// TakeBack takes back what a program that was killed, or a power cut, left half
// changed, and says so, a line each.
func TakeBack(p config.Paths) (notes []string) {
	list, err := plan.Recover(plan.Options{State: Plans(p)})
	if err != nil {
		notes = append(notes, err.Error())
	}
	for _, r := range list {
		note := fmt.Sprintf("a change of %s was cut off; it was taken back", wording.Count(r.Files, "file"))
		if n := len(r.Left); n > 0 {
			note += fmt.Sprintf(", but for %d that cannot be written now, such as %s; the next start tries again", n, safefile.Shown(filepath.Base(r.Left[0])))
		}
		if n := len(r.Foreign); n > 0 {
			note += fmt.Sprintf(", but for %d that were changed since, such as %s", n, safefile.Shown(filepath.Base(r.Foreign[0])))
		}
		notes = append(notes, note)
	}
	return notes
}

// Trash moves files to the trash, in the order of all other writing, and calls
// done with those that are there then. It goes on after one that cannot be
// moved. What a post's file holds is kept in the history first. Posts that are
// open stay so, with files that are gone.
func (w *Workspace) Trash(paths []string, done func(items []trash.Item, err error)) {
	if w.o.Trash == nil {
		w.o.Post(func() { done(nil, trash.ErrNotHere) })
		return
	}
	var files []*OpenFile
	for _, path := range paths {
		if f := w.Owner(path); f != nil && f.path == path {
			f.busy++
			files = append(files, f)
		}
	}
	keep := Keeping{Store: w.o.History, Library: w.lib.Dir, Now: w.o.Now()}
	var items []trash.Item
	w.o.Keeper.Do(func() error {
		var errs []error
		for _, path := range paths {
			if IsPostName(filepath.Base(path)) {
				keep.Before(path, nil)
			}
			it, err := w.o.Trash.Move(path)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			items = append(items, it)
		}
		return errors.Join(errs...)
	}, func(err error) {
		for _, f := range files {
			f.busy--
		}
		done(items, err)
		for _, f := range files {
			f.written()
		}
	})
}

// Discard moves a file that is no post to the trash, or removes it where the system
// has none. It is for the goroutine of Do.
func (w *Workspace) Discard(path string) error {
	if w.o.Trash == nil {
		return os.Remove(path)
	}
	_, err := w.o.Trash.Move(path)
	if errors.Is(err, trash.ErrNotHere) {
		return os.Remove(path)
	}
	return err
}

// PutBack puts files back that Trash moved, each if its place is free, and calls
// done with those that are not back.
func (w *Workspace) PutBack(items []trash.Item, done func(left []trash.Item, err error)) {
	var left []trash.Item
	w.o.Keeper.Do(func() error {
		var errs []error
		for _, it := range items {
			if err := w.o.Trash.Restore(it); err != nil {
				left, errs = append(left, it), append(errs, err)
			}
		}
		return errors.Join(errs...)
	}, func(err error) { done(left, err) })
}

// Elsewhere reports whether another window has changes in a post that are in no
// file. Of one that has changes here it does not tell.
func (w *Workspace) Elsewhere(path string) bool {
	if f := w.Owner(path); f != nil && f.changed {
		return false
	}
	return inuse.Changed(w.o.Paths.StateFile("open"), path)
}

// Taken lists the names in a folder that open posts have, or had and lost, but
// for the post at path.
func (w *Workspace) Taken(path string) []string {
	return w.o.Keeper.takenAt(w.Owner(path), w.known(filepath.Join(filepath.Dir(path), "x")))
}

// Duplicate writes a copy of the post at path, whose text is src, as a draft with
// a title and a slug of its own, and calls done with its path.
func (w *Workspace) Duplicate(path, src string, done func(Result)) {
	w.CopyOf(path, src, "copy", func(at, text string) {
		f := w.NewFile()
		keep := f.keeping(history.SavedAs, at)
		keep.From = path
		f.write(Request{Path: at, Text: slices.Values([]string{text}), New: true, History: keep}, func(r Result) {
			f.Close()
			done(r)
		})
	})
}
