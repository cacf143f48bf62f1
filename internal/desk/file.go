package desk

import (
	"errors"
	"fmt"
	"path/filepath"

	"galley.app/galley/editor"
	"galley.app/galley/editor/text"
	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// file is the file of one open post. It belongs to the UI goroutine; its
// address is the post's key in keeper and checker.
type file struct {
	s      *Store
	path   string               // "" while there is none
	known  safefile.Fingerprint // last read or written
	gone   bool                 // it was told that there is no file any more
	found  safefile.Fingerprint // of theirs
	theirs string               // what was found last instead of what is known
	busy   int                  // writes under way
	look   func(editor.Sight)   // waits for the end of these
	closed bool
}

// NewFile implements editor.Store.
func (s *Store) NewFile() editor.File {
	f := &file{s: s}
	s.keeper.Claim(f, "")
	return f
}

// Load implements editor.Store.
func (s *Store) Load(path string) (src string, take func() editor.File, err error) {
	src, fp, err := storage.Load(path)
	return src, func() editor.File {
		key, _ := s.keeper.Holder(path)
		if f, ok := key.(*file); ok {
			return f
		}
		f := &file{s: s, known: fp}
		s.keeper.Claim(f, path)
		f.moveTo(path)
		return f
	}, err
}

// Owner implements editor.Store.
func (s *Store) Owner(path string) editor.File {
	key, _ := s.keeper.Claimant(path)
	if f, ok := key.(*file); ok {
		return f
	}
	return nil
}

// moveTo notes the path that the file has now, whose folder is watched as long
// as the post is open.
func (f *file) moveTo(path string) {
	if f.closed || path == f.path {
		return
	}
	f.s.watcher.Watch(filepath.Dir(path))
	if f.path != "" {
		f.s.watcher.Unwatch(filepath.Dir(f.path))
	}
	f.path = path
}

// Close implements editor.File, as all below does.
func (f *file) Close() {
	if f.closed {
		return
	}
	f.closed = true
	f.s.keeper.Release(f)
	f.s.checker.Drop(f)
	if f.path != "" {
		f.s.watcher.Unwatch(filepath.Dir(f.path))
	}
}

func (f *file) Save(t text.Text, done func(editor.Outcome)) {
	expect := f.known
	if f.gone {
		expect = safefile.Fingerprint{}
	}
	f.write(storage.Request{Path: f.path, Text: t.Chunks(), Expect: &expect}, func(o editor.Outcome) {
		if o.Theirs != nil && f.gone {
			f.gone = false
			if f.found.SameBytes(f.known) { // it came back as it was
				f.Save(t, done)
				return
			}
		}
		done(o)
	})
}

func (f *file) Create(path, slug string, t text.Text, done func(editor.Outcome)) {
	if path == "" {
		name, err := storage.NewName(f.s.lib.Dir, slug, true)
		if err != nil {
			done(editor.Outcome{Err: err})
			return
		}
		path = name
	}
	f.write(storage.Request{Path: path, Text: t.Chunks(), New: true}, done)
}

func (f *file) write(r storage.Request, done func(editor.Outcome)) {
	r.Key = f
	f.busy++
	f.s.keeper.Save(r, func(res storage.Result) {
		f.busy--
		o := editor.Outcome{Path: res.Path, Err: res.Err}
		var conflict *storage.ConflictError
		switch {
		case errors.As(res.Err, &conflict) && conflict.Gone:
			f.gone, o.Gone = true, true
		case errors.As(res.Err, &conflict) && conflict.Err == nil:
			theirs, err := post.Decode(conflict.Theirs)
			if err != nil {
				o.Err = fmt.Errorf("%s was changed outside Galley and %w; nothing was overwritten", filepath.Base(r.Path), err)
				break
			}
			o.Err, o.Theirs = nil, &theirs
			f.found, f.theirs = conflict.Found, theirs
		case res.Fingerprint.Exists(): // also where the disk did not confirm it
			f.known, f.gone = res.Fingerprint, false
			f.moveTo(res.Path)
			o.Unsure = res.Err != nil
		}
		done(o)
		f.written()
	})
}

// written has the look that waited for a write answered.
func (f *file) written() {
	if look := f.look; look != nil && f.busy == 0 {
		f.look = nil
		f.Look(look)
	}
}

func (f *file) Look(done func(editor.Sight)) {
	switch {
	case f.path == "" || f.closed:
		return
	case f.busy > 0:
		f.look = done
		return
	}
	path := f.path
	f.s.checker.Check(f, path, func() safefile.Fingerprint { return f.known }, func(seen storage.Sight) {
		switch {
		case f.closed:
		case f.busy > 0 || f.path != path: // what was seen may be older than what is known by now
			f.Look(done)
		case seen.News == storage.Gone:
			f.gone = true
			done(editor.Sight{News: editor.Removed})
		case seen.News == storage.Changed:
			f.gone = false
			f.found, f.theirs = seen.Fingerprint, seen.Src
			done(editor.Sight{News: editor.Changed, Theirs: seen.Src})
		case seen.News == storage.Refused:
			done(editor.Sight{Err: seen.Err})
		case f.gone:
			f.gone = false
			done(editor.Sight{News: editor.Returned})
		default:
			done(editor.Sight{})
		}
	})
}

func (f *file) Accept(theirs string) {
	f.known = f.found
	if f.theirs != theirs || !f.found.Exists() { // another was found since
		f.known = safefile.Fingerprint{Size: int64(len(theirs)), Sum: safefile.SumOf([]byte(theirs))}
	}
}

func (f *file) Publish(done func(string, error)) {
	f.busy++
	name := func(path string) (string, error) {
		dir := filepath.Dir(path)
		return storage.PublishName(dir, path, f.s.keeper.Taken(f, dir)...)
	}
	f.s.keeper.Rename(f, f.path, name, func(res storage.Result) {
		f.busy--
		if res.Err == nil {
			f.moveTo(res.Path)
		}
		done(res.Path, res.Err)
		f.written()
	})
}
