package storage

import (
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"galley.app/galley/storage/history"
	"galley.app/galley/storage/safefile"
)

// OpenFile is the file of one open post: which path it has and what of it was
// last read or written, which is what a save compares the disk with. Both
// belong to the post, never to the path: while a post is open, no other one
// gets the path that its file has, or had until it was removed.
//
// It belongs to the UI goroutine; methods with a done function return at once
// and call it there. Its address is the post's key in keeper and checker.
type OpenFile struct {
	w      *Workspace
	path   string               // "" while there is none
	known  safefile.Fingerprint // last read or written
	gone   bool                 // it was told that there is no file any more
	found  safefile.Fingerprint // of theirs
	theirs string               // what was found last instead of what is known
	busy   int                  // writes under way
	look   func(Sight)          // waits for the end of these
	closed bool

	changing int      // changes under way that it is one of several files of
	after    []func() // what waits for the end of these

	changed bool // the text differs from the file
}

// NewFile is the file of a post which has none yet.
func (w *Workspace) NewFile() *OpenFile {
	f := &OpenFile{w: w}
	w.o.Keeper.Claim(f, "")
	return f
}

// Missing is the file of a post with a text that is in no file any more: saving
// writes it anew at path. Where another open post has that path it is nil.
func (w *Workspace) Missing(path, text string) *OpenFile {
	if w.Owner(path) != nil {
		return nil
	}
	// It is back where a file holds that very text, and with no other.
	f := &OpenFile{w: w, gone: true, known: safefile.Fingerprint{Size: int64(len(text)), Sum: safefile.SumOf([]byte(text))}}
	w.o.Keeper.claimSoon(f, path)
	f.moveTo(path)
	return f
}

// Path is the path of the file; "" while there is none.
func (f *OpenFile) Path() string { return f.path }

// Known is what of the file was last read or written; the zero value where there
// was none.
func (f *OpenFile) Known() safefile.Fingerprint { return f.known }

// Text reads what a post says, on any goroutine; the post is not open for it.
func (w *Workspace) Text(path string) (string, error) {
	src, _, err := w.o.Load(path)
	return src, err
}

// Load reads a post, on any goroutine. Take, on the UI goroutine, returns the
// file of the post that is open from then on; where a link led to the file of
// another open post it is that one's.
func (w *Workspace) Load(path string) (src string, take func() *OpenFile, err error) {
	src, fp, err := w.o.Load(path)
	c, dir := claimOf(path), filepath.Dir(path)
	home := w.around(dir) // for a post of another library than the window's, if it is one
	return src, func() *OpenFile {
		f := &OpenFile{w: w, known: fp}
		if has, ok := w.o.Keeper.take(f, c).(*OpenFile); ok && has != f {
			return has
		}
		if !w.lib.Holds(path) {
			w.setHome(dir, home)
		}
		f.moveTo(path)
		return f
	}, err
}

// moveTo notes the path that the file has now, whose folder is watched as long
// as the post is open.
func (f *OpenFile) moveTo(path string) {
	if f.closed || path == f.path {
		return
	}
	f.w.LibraryOf(path) // which is read, if it is not known
	before := ""
	if f.path != "" {
		before = filepath.Dir(f.path)
		f.w.inuse.Drop(f.path)
	}
	f.w.watch(filepath.Dir(path), before)
	f.path = path
	f.w.inuse.Set(path, f.changed)
}

// SetChanged says whether the text differs from the file, which windows of
// other processes that have it open are told of.
func (f *OpenFile) SetChanged(changed bool) {
	if changed != f.changed {
		f.changed = changed
		if f.path != "" && !f.closed {
			f.w.inuse.Set(f.path, changed)
		}
	}
}

// Close says that the post is not open any more.
func (f *OpenFile) Close() {
	if f.closed {
		return
	}
	f.closed = true
	f.w.o.Keeper.Release(f)
	f.w.checker.Drop(f)
	if f.path != "" {
		f.w.watch("", filepath.Dir(f.path))
		f.w.inuse.Drop(f.path)
	}
}

// Save replaces the file by text, unless it was changed or removed outside:
// then the Result has a *ConflictError. A file that Look or Save said to be
// removed is written anew.
func (f *OpenFile) Save(text iter.Seq[string], done func(Result)) {
	f.save(text, history.Saved, done)
}

// Autosave is Save for a text that nobody asked to save now.
func (f *OpenFile) Autosave(text iter.Seq[string], done func(Result)) {
	f.save(text, history.Autosaved, done)
}

func (f *OpenFile) save(text iter.Seq[string], kind history.Kind, done func(Result)) {
	expect := f.known
	if f.gone {
		expect = safefile.Fingerprint{}
	}
	if f.changing > 0 { // to the name that it has then, if it holds what is known now
		f.after = append(f.after, func() { f.saveOver(expect, text, kind, done) })
		return
	}
	f.saveOver(expect, text, kind, done)
}

func (f *OpenFile) saveOver(expect safefile.Fingerprint, text iter.Seq[string], kind history.Kind, done func(Result)) {
	f.write(Request{Path: f.path, Text: text, Expect: &expect, History: f.keeping(kind, f.path)}, func(res Result) {
		var conflict *ConflictError
		if f.gone && errors.As(res.Err, &conflict) && conflict.Err == nil && !conflict.Gone {
			f.gone = false
			if f.found.SameBytes(f.known) { // it came back as it was
				f.save(text, kind, done)
				return
			}
		}
		done(res)
	})
}

// Create writes a file that is not there yet: at path, or as a new draft of
// that slug in the library when path is "". Where the name is taken the next
// free one is used. The post has that file from then on.
func (f *OpenFile) Create(path, slug string, text iter.Seq[string], done func(Result)) {
	r := Request{Path: path, Text: text, New: true}
	kind := history.SavedAs
	if path == "" {
		kind = history.Saved
		dir := f.w.lib.Dir
		r.Path = filepath.Join(dir, newName(nil, slug, true))
		r.Name = func() (string, error) {
			name, err := NewName(dir, slug, true)
			if err != nil {
				return "", &LoadError{Path: dir, Err: err}
			}
			return name, nil
		}
	}
	r.History = f.keeping(kind, r.Path)
	r.History.From = f.path
	f.write(r, done)
}

func (f *OpenFile) write(r Request, done func(Result)) {
	r.Key = f
	f.busy++
	f.w.o.Keeper.Save(r, func(res Result) {
		f.busy--
		var conflict *ConflictError
		switch {
		case errors.As(res.Err, &conflict) && conflict.Gone:
			f.gone = true
		case errors.As(res.Err, &conflict) && conflict.Err == nil:
			f.found, f.theirs = conflict.Found, string(conflict.Theirs)
		case res.Written():
			f.known, f.gone = res.Fingerprint, false
			f.moveTo(res.Path)
		}
		done(res)
		f.written()
	})
}

// unhold says that a change is over which the file was one of, and does what
// waited for that.
func (f *OpenFile) unhold() {
	if f.changing--; f.changing > 0 {
		return
	}
	list := f.after
	f.after = nil
	for _, do := range list {
		do()
	}
}

// written has the look that waited for a write answered.
func (f *OpenFile) written() {
	if look := f.look; look != nil && f.busy == 0 {
		f.look = nil
		f.Look(look)
	}
}

// Look compares the file with what was last read or written. It answers when
// nothing of the post is being written; a later Look may answer for it. The
// News are Unchanged, Changed, Gone, Returned or Refused.
func (f *OpenFile) Look(done func(Sight)) {
	switch {
	case f.path == "" || f.closed:
		return
	case f.busy > 0:
		f.look = done
		return
	}
	path := f.path
	f.w.checker.Check(f, path, func() safefile.Fingerprint { return f.known }, func(seen Sight) {
		switch {
		case f.closed:
			return
		case f.busy > 0 || f.path != path: // what was seen may be older than what is known by now
			f.Look(done)
			return
		case seen.News == Gone:
			f.gone = true
		case seen.News == Changed:
			f.gone = false
			f.found, f.theirs = seen.Fingerprint, seen.Src
		case seen.News == Refused:
		case f.gone:
			f.gone = false
			seen.News = Returned
		default:
			seen.News = Unchanged
		}
		done(seen)
	})
}

// Accept takes theirs, which Look or Save found, as read, so that the next save
// replaces that text and no other.
func (f *OpenFile) Accept(theirs string) {
	f.known = f.found
	if f.theirs != theirs || !f.found.Exists() { // another was found since
		f.known = safefile.Fingerprint{Size: int64(len(theirs)), Sum: safefile.SumOf([]byte(theirs))}
	}
}

// MovedTo finds out where another program moved the file to, as far as that can be
// told from the library before and now: the file is not there any more, and one
// of the files that came holds its very text. It calls then with that path, unless
// there is none; the disk is asked aside.
func (f *OpenFile) MovedTo(before, now Library, then func(path string)) {
	path, ok := f.movedTo(before, now)
	if !ok {
		return
	}
	was := f.path
	go func() {
		if _, err := os.Lstat(was); err == nil && !strings.EqualFold(was, path) {
			return
		}
		f.w.o.Post(func() {
			if f.path == was && !f.closed {
				then(path)
			}
		})
	}()
}

// movedTo is what the library says of MovedTo.
func (f *OpenFile) movedTo(before, now Library) (path string, ok bool) {
	if f.path == "" || f.known.Size == 0 || !now.Holds(f.path) || before.Dir != now.Dir {
		return "", false
	}
	if _, there := now.Entry(f.path); there {
		return "", false
	}
	for i := range now.Entries {
		e := &now.Entries[i]
		if !e.Fingerprint.SameBytes(f.known) || e.Outside != "" {
			continue
		}
		if _, old := before.Entry(e.Path); old || f.w.Owner(e.Path) != nil && f.w.Owner(e.Path) != f {
			continue
		}
		if ok { // nobody knows which
			return "", false
		}
		path, ok = e.Path, true
	}
	return path, ok
}

// Follow has the post take the file at path for its own, to which another program
// moved it, and reports whether it does: not while it is being written.
func (f *OpenFile) Follow(path string) bool {
	if f.closed || f.busy > 0 {
		return false
	}
	f.w.o.Keeper.claimSoon(f, path)
	f.w.o.History.RecordRenamed(f.path, path)
	f.gone = false
	f.moveTo(path)
	return true
}
