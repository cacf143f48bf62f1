package history

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"galley.app/galley/storage/safefile"
)

// log is what was read of one log: its records without their payloads.
type log struct {
	name    string
	size    int64 // bytes
	records []record
	damaged int // places where something else than a record stands

	versions map[uint64]int // index in records by number; nil until it is asked for
}

// errForeign tells that a log holds no record at all.
var errForeign = errors.New("it is not a history of Galley")

// readLog reads a log; one that is not there has no records. What is read is
// usable with an error too.
func (s *Store) readLog(name string) (*log, error) {
	l := &log{name: name}
	if s == nil || s.dir == "" {
		return l, nil
	}
	f, err := s.openLog(name)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return l, s.wrap("not read", name, err)
	}
	defer f.Close()
	if err := l.read(f); err != nil {
		return l, s.wrap("not read", name, err)
	}
	return l, nil
}

// openLog opens a log for reading; what is no ordinary file is not opened.
func (s *Store) openLog(name string) (*os.File, error) {
	return safefile.Open(filepath.Join(s.dir, name))
}

// wrap says in one line what became of a log.
func (s *Store) wrap(what, name string, err error) error {
	if s.dir == "" {
		return fmt.Errorf("history %s: %w", what, err)
	}
	return &Error{Path: filepath.Join(s.dir, name), What: what, Err: err}
}

// Error tells that the history could not be read or written at a path.
type Error struct {
	Path string
	What string // what was not done, such as "not written"
	Err  error
}

func (e *Error) Error() string {
	return safefile.Shown(e.Path) + ": history " + e.What + ": " + why(e.Err)
}

// Reason says what went wrong without the path.
func (e *Error) Reason() string { return why(e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// why says an error of a file in plain words.
func why(err error) string {
	for _, own := range []error{errForeign, ErrDamaged, ErrGone, ErrNoPlace, errBusy, errUnlocked, errNoFolder} {
		if errors.Is(err, own) {
			return err.Error()
		}
	}
	switch {
	case errors.Is(err, syscall.ENOTDIR):
		return errNoFolder.Error()
	case errors.Is(err, fs.ErrPermission): // of whatever was to be done
		return "there is no permission"
	}
	return safefile.Reason(err)
}

// read reads all records. Behind damage it goes on at the next whole one.
func (l *log) read(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	l.size = info.Size()
	if l.damaged, err = scan(f, 0, l.size, func(r record) { l.records = append(l.records, r) }); err != nil {
		return err
	}
	if len(l.records) > 0 || l.size == 0 {
		return nil
	}
	var b [len(magic)]byte
	if n, _ := f.ReadAt(b[:], 0); !strings.HasPrefix(magic, string(b[:n])) {
		return errForeign
	}
	return nil // the first record was torn off
}

// scan calls found with the records of r from an offset on, and returns at how
// many places something else stands.
func scan(r io.ReaderAt, at, size int64, found func(record)) (damaged int, err error) {
	for at < size {
		rec, err := readRecord(r, at)
		next := rec.end()
		switch {
		case err == nil && next == size:
			found(rec)
			return damaged, nil
		case err == nil:
			found(rec)
			if next < size && hasMagic(r, next) {
				at = next
				continue
			}
			at = rec.payloadAt // it may have been cut off before the next was appended
		case errors.Is(err, errNoRecord):
			at++
		default:
			return damaged, err
		}
		damaged++
		if at, err = nextMagic(r, at, size); err != nil {
			return damaged, err
		}
	}
	return damaged, nil
}

func hasMagic(r io.ReaderAt, at int64) bool {
	var b [len(magic)]byte
	n, _ := r.ReadAt(b[:], at)
	return n == len(b) && string(b[:]) == magic
}

// last is the number of the last record; 0 for none.
func (l *log) last() (seq uint64) {
	for _, r := range l.records {
		seq = max(seq, r.seq)
	}
	return seq
}

// find returns the version with that number.
func (l *log) find(seq uint64) (record, bool) {
	if l.versions == nil {
		l.versions = make(map[uint64]int, len(l.records))
		for i, r := range l.records {
			if r.what == isVersion {
				l.versions[r.seq] = i // of two with a number the later one
			}
		}
	}
	i, ok := l.versions[seq]
	if !ok {
		return record{}, false
	}
	return l.records[i], true
}

// epoch is what of a log belongs to the post that had the path when the record
// with number seq was written: versions, and where it came from. A path may be
// that of one post after the other.
func (l *log) epoch(seq uint64) (versions []record, from record, came bool) {
	for _, r := range l.records {
		if r.seq > seq {
			if r.what == isMark { // says more about a version before
				versions = marked(versions, r)
			}
			continue
		}
		switch r.what {
		case isVersion:
			if !r.hidden {
				versions = append(versions, r)
			}
		case isMark:
			versions = marked(versions, r)
		case isFrom:
			versions, from, came = nil, r, true
		case isEnd:
			versions, from, came = nil, record{}, false
		}
	}
	return versions, from, came
}

// marked is versions with what a mark says of one of them.
func marked(versions []record, mark record) []record {
	for i := len(versions) - 1; i >= 0; i-- {
		if versions[i].seq == mark.base {
			versions[i].kind = mark.kind
			break
		}
	}
	return versions
}
