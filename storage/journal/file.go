package journal

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"galley.app/galley/editor/text"
)

const (
	journalEnd = ".journal"
	newEnd     = ".new" // of a journal that is to replace one
	lockEnd    = ".lock"
)

// roomFor is how many bytes of changes are added to a journal before it is
// written anew, beyond the size of its text.
const roomFor = 64 << 10

// file is what is on the disk of a journal.
type file struct {
	name     string
	before   []*Found  // stay until this one is on the disk
	there    bool      // there is a file in dir
	dir      string    // that it is in
	strewn   bool      // there may be another one in a folder that is not the best
	left     bool      // it could not be removed
	broken   bool      // what is there may not be added to, and lacks the newest
	records  int       // in it
	size     int64     // its bytes
	most     int64     // bytes that it may grow to
	text     text.Text // that it holds
	about    About
	round    int       // how often it was written anew
	unsynced time.Time // since when not all of it is on the disk; zero where all is
	named    bool      // its name is on the disk
	retry    time.Time // when to try again what failed; zero where nothing did
	pause    time.Duration
	trouble  Trouble
}

func (f *file) path() string { return filepath.Join(f.dir, f.name) }

// do does what there is to do for one journal.
func (w *Writer) do(do job) {
	f := &do.j.file
	if do.over {
		if do.write {
			w.remove(f)
		}
		return
	}
	if do.write {
		w.write(f, &do)
	}
	if f.unsynced.IsZero() || !do.sync && len(f.before) == 0 {
		return
	}
	if err := w.sync(f); err != nil {
		// Once it failed, the answer says nothing any more of bytes written before: all is written anew.
		f.broken, f.unsynced = true, time.Time{}
		w.write(f, &do)
	}
	if f.there && !f.broken && f.unsynced.IsZero() {
		f.before = slices.DeleteFunc(f.before, func(b *Found) bool { return b.Remove() == nil })
	}
}

// write adds what changed to the file, or writes it anew where it cannot be
// added to.
func (w *Writer) write(f *file, do *job) {
	if len(w.o.Dirs) == 0 {
		f.failed(Trouble{Err: errors.New("there is no folder for it")})
		return
	}
	best := w.o.Dirs[0]
	back := f.there && f.dir != best && !time.Now().Before(f.retry)
	if f.there && !f.broken && !back {
		if w.add(f, do) == nil {
			return
		}
		f.broken = true
	}
	var first error
	for i, dir := range w.o.Dirs {
		if f.there && f.dir == dir && !f.broken { // it was to go back, and cannot yet
			f.failed(Trouble{Dir: best, Err: first, Kept: dir})
			if w.add(f, do) == nil {
				return
			}
			f.broken = true
		}
		f.strewn = f.strewn || i > 0
		err := w.anew(f, dir, i > 0, do)
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		if i == 0 {
			f.retry, f.pause, f.trouble = time.Time{}, 0, Trouble{}
			if f.strewn { // what is elsewhere is older
				f.strewn = w.sweep(f, w.o.Dirs[1:]) != nil
			}
			return
		}
		f.failed(Trouble{Dir: best, Err: first, Kept: dir})
		return
	}
	f.broken = true
	f.failed(Trouble{Dir: best, Err: first})
}

// failed notes trouble, and when to try again.
func (f *file) failed(t Trouble) {
	f.pause = min(max(retryAfter, 2*f.pause), retryAtMost)
	f.retry, f.trouble = time.Now().Add(f.pause), t
}

// errAnew tells that a journal has to be written anew.
var errAnew = errors.New("to be written anew")

// add adds to the file what changed since it was written.
func (w *Writer) add(f *file, do *job) error {
	t := do.state.Text
	all := text.Patch{From: f.text.Version(), To: f.text.Version(), OldLen: f.text.Len(), NewLen: f.text.Len()}
	for _, p := range do.patches {
		if p.From != all.To || p.OldLen != all.NewLen {
			return errAnew
		}
		if all = all.Then(p); len(all.Changes) > 1000 {
			return errAnew
		}
	}
	if all.To != t.Version() || all.NewLen != t.Len() {
		return errAnew
	}
	r := w.recorder(f, do)
	if do.about != f.about {
		about := do.about
		about.round = f.round
		r.post(about)
	}
	r.edits(widened(t, all))
	if r.size()+f.size > f.most {
		return errAnew
	}
	out, err := w.o.FS.Append(f.path())
	if err != nil {
		return err
	}
	info, err := out.Stat()
	if err == nil && info.Size() != f.size { // somebody else was at it
		err = errAnew
	}
	if err == nil {
		err = r.write(out)
	}
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	f.wrote(r, do)
	return nil
}

// wrote notes that the recorder's records are in the file.
func (f *file) wrote(r *recorder, do *job) {
	f.records, f.size = r.next.number, f.size+r.written
	f.text, f.about = do.state.Text, do.about
	if f.unsynced.IsZero() {
		f.unsynced = time.Now()
	}
}

// anew writes a whole journal into a folder. One that is there is replaced when
// the new one is on the disk.
func (w *Writer) anew(f *file, dir string, shared bool, do *job) error {
	if err := w.makeDir(dir, shared); err != nil {
		return err
	}
	w.lock(dir)
	path := filepath.Join(dir, f.name)
	_, err := w.o.FS.Lstat(path)
	replace := err == nil
	to := path
	if replace {
		to += newEnd
		_ = w.o.FS.Remove(to) // what an earlier try left
	}
	out, err := w.o.FS.Create(to, 0o600)
	if err != nil {
		return err
	}
	f.round++ // also where it fails: what is left of it is older than what follows
	next := *f
	next.records, next.size = 0, 0
	r := w.recorder(&next, do)
	about := do.about
	about.round = next.round
	r.begin()
	r.post(about)
	r.whole(do.state.Text)
	err = r.write(out)
	if err == nil && replace {
		err = out.Sync()
	}
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	if err == nil && replace {
		err = w.o.FS.Rename(to, path)
	}
	if err != nil {
		if replace || r.written == 0 { // else there may be more in it than elsewhere
			_ = w.o.FS.Remove(to)
		}
		return err
	}
	next.dir, next.there, next.broken = dir, true, false
	next.unsynced, next.named = time.Time{}, false
	next.wrote(r, do)
	next.most = 2*next.size + roomFor
	if replace {
		if err = w.o.FS.SyncDir(dir); err == nil {
			next.unsynced, next.named = time.Time{}, true
		} else {
			next.broken = true
		}
	}
	*f = next
	return err
}

// sync has the file on the disk, with its name.
func (w *Writer) sync(f *file) error {
	if err := w.o.FS.SyncFile(f.path()); err != nil {
		return err
	}
	if !f.named {
		if err := w.o.FS.SyncDir(f.dir); err != nil {
			return err
		}
	}
	f.unsynced, f.named = time.Time{}, true
	return nil
}

// remove removes what there is of a journal.
func (w *Writer) remove(f *file) {
	failed := w.sweep(f, w.o.Dirs)
	f.before = slices.DeleteFunc(f.before, func(b *Found) bool {
		err := b.Remove()
		if err != nil {
			failed = err
		}
		return err == nil
	})
	round, pause := f.round, f.pause
	*f = file{name: f.name, round: round, before: f.before}
	if failed != nil { // it says what is in a file, or was given up: nobody has to know
		f.left, f.pause = true, pause
		f.failed(Trouble{})
	}
}

// sweep removes a journal from folders.
func (w *Writer) sweep(f *file, dirs []string) (failed error) {
	for _, dir := range dirs {
		if err := w.o.FS.Remove(filepath.Join(dir, f.name)); err != nil && !gone(err) {
			failed = err
		}
	}
	return failed
}

// gone reports whether there is nothing at a path.
func gone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// makeDir makes a folder that nobody else may look into. In one that is shared
// with others, such as that for temporary files, one that is there already must
// be of that kind.
func (w *Writer) makeDir(dir string, shared bool) error {
	err := w.o.FS.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrNotExist) && filepath.Dir(dir) != dir {
		if err = w.makeDir(filepath.Dir(dir), false); err == nil {
			err = w.o.FS.Mkdir(dir, 0o700)
		}
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := w.o.FS.Lstat(dir)
	switch {
	case err != nil:
		return err
	case !shared && info.Mode()&fs.ModeSymlink != 0:
		return nil
	case !info.IsDir():
		return &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
	case shared:
		return w.o.FS.Chmod(dir, 0o700) // which fails where it is another's
	}
	return nil
}

// recorder makes records and writes them.
type recorder struct {
	next    record // with the numbers that all have
	bytes   []byte // of records that are not written
	text    *text.Text
	written int64
}

func (w *Writer) recorder(f *file, do *job) *recorder {
	s := &do.state
	return &recorder{next: record{
		number: f.records, at: time.Now().UnixMilli(), revision: s.Revision,
		caret: s.Caret, anchor: s.Anchor, top: s.Top, part: int(s.Past * 1000),
	}}
}

func (r *recorder) begin() { r.bytes = append(r.bytes, magic...) }

func (r *recorder) add(k kind, off, del int, payload string, more bool) {
	r.next.kind, r.next.off, r.next.del, r.next.payload, r.next.more = k, off, del, payload, 0
	if more {
		r.next.more = 1
	}
	r.bytes = r.next.appendTo(r.bytes)
	r.next.number++
}

func (r *recorder) post(a About) {
	b, _ := json.Marshal(a) // which strings and numbers cannot fail
	r.add(kindPost, 0, 0, string(b), false)
}

// edits adds a change; one without edits is a place.
func (r *recorder) edits(all []text.Edit) {
	if len(all) == 0 {
		r.add(kindPlace, 0, 0, "", false)
	}
	for i, e := range all {
		off, del, rest := e.Start, e.End-e.Start, e.New
		for {
			piece := cut(rest)
			rest = rest[len(piece):]
			r.add(kindEdit, off, del, piece, rest != "" || i < len(all)-1)
			if rest == "" {
				break
			}
			off, del = e.End, 0
		}
	}
}

// whole has the records of a text made as they are written.
func (r *recorder) whole(t text.Text) { r.text = &t }

func (r *recorder) size() int64 { return int64(len(r.bytes)) }

// write writes what was added.
func (r *recorder) write(out io.Writer) error {
	if err := r.flush(out); err != nil || r.text == nil {
		return err
	}
	off, rest, size := 0, "", r.text.Len()
	for {
		if len(rest) <= maxPayload {
			rest += r.text.Slice(off+len(rest), min(off+len(rest)+2*maxPayload, size))
		}
		piece := cut(rest)
		rest = rest[len(piece):]
		r.add(kindText, off, 0, piece, off+len(piece) < size)
		off += len(piece)
		if err := r.flush(out); err != nil {
			return err
		}
		if off == size {
			return nil
		}
	}
}

// flush writes the records in one go.
func (r *recorder) flush(out io.Writer) error {
	n, err := out.Write(r.bytes)
	if err == nil && n < len(r.bytes) {
		err = io.ErrShortWrite
	}
	r.written += int64(n)
	r.bytes = r.bytes[:0]
	return err
}
