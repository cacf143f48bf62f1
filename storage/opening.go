package storage

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gofrs/flock"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/safefile"
)

// Openings are notes of the posts that are being opened. A post that ends the
// program is named in a note that nobody holds any more, and is not opened
// again until someone asks for it.
//
// Each process has a file of notes in the state folder and beside it one that
// it keeps locked: a lock ends with its process, however that ends. A line is a
// quoted path. The file is emptied whenever the window came to rest, and goes with the
// process.
//
// An Openings belongs to one goroutine. The zero value notes nothing and holds
// nothing back.
type Openings struct {
	dir  string
	name string       // of this process's notes
	lock *flock.Flock // on them; nil until the first
	held []string     // named by processes that ended
	open []string     // noted here
}

const (
	openingsEnd = ".open"
	lockEnd     = ".lock"
	maxOpenings = 1 << 20 // bytes of notes that are read
)

// ReadOpenings finds the notes of processes that ended while they opened a
// post. The Openings can be used whatever happens.
func ReadOpenings(p config.Paths) (*Openings, error) {
	o := &Openings{dir: p.StateFile("opening")}
	err := o.dead(func(notes []string) []string {
		o.held = append(o.held, notes...)
		return notes
	})
	if err != nil {
		return o, fmt.Errorf("%s: posts that could not be opened are not known: %s", safefile.Shown(o.dir), reason(err))
	}
	return o, nil
}

// Held reports whether the program ended while the post at path was being opened.
func (o *Openings) Held(path string) bool { return slices.Contains(o.held, path) }

// Opening notes that the post at path is about to be opened.
func (o *Openings) Opening(path string) error {
	if o.dir == "" || slices.Contains(o.open, path) {
		return nil
	}
	err := o.begin()
	if err == nil {
		err = appendNote(o.name, path)
	}
	if err != nil {
		return fmt.Errorf("%s: not noted that %s is being opened: %s", safefile.Shown(o.dir), safefile.Shown(path), reason(err))
	}
	o.open = append(o.open, path)
	return nil
}

// Rested notes that all posts that were noted are open and did no harm.
func (o *Openings) Rested() error {
	if len(o.open) == 0 {
		return nil
	}
	err := os.Truncate(o.name, 0)
	if derr := o.harmless(); err == nil {
		err = derr
	}
	if err != nil {
		return fmt.Errorf("%s: not noted that posts are open: %s", safefile.Shown(o.dir), reason(err))
	}
	return nil
}

// harmless takes the posts that were noted here out of the notes of processes
// that ended: they were open, and the program goes on or ends as it should.
func (o *Openings) harmless() error {
	opened := o.open
	o.open = nil
	if !slices.ContainsFunc(opened, o.Held) {
		return nil
	}
	harmless := func(path string) bool { return slices.Contains(opened, path) }
	o.held = slices.DeleteFunc(o.held, harmless)
	return o.dead(func(notes []string) []string { return slices.DeleteFunc(notes, harmless) })
}

// Close forgets what was noted here: the program ends as it should.
func (o *Openings) Close() error {
	if o.lock == nil {
		return nil
	}
	// The lock goes last, so that nobody takes the notes for those of a process that ended otherwise.
	err := errors.Join(o.harmless(), os.Remove(o.name))
	err = errors.Join(err, o.lock.Close(), os.Remove(o.name+lockEnd))
	o.lock = nil
	if err != nil {
		return fmt.Errorf("%s: cannot be removed: %s", safefile.Shown(o.name), reason(err))
	}
	return nil
}

// begin makes this process's file of notes, with the lock before it.
func (o *Openings) begin() error {
	if o.lock != nil {
		return nil
	}
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(o.dir, "*"+openingsEnd+lockEnd)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	lock := flock.New(f.Name())
	ok, err := lock.TryLock()
	if err == nil && !ok {
		err = errors.New("locked by another process")
	}
	if err != nil {
		_ = os.Remove(f.Name()) // it says nothing
		return err
	}
	o.lock, o.name = lock, strings.TrimSuffix(f.Name(), lockEnd)
	return nil
}

func appendNote(name, path string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(strconv.Quote(path) + "\n") // a path may hold any bytes
	return errors.Join(err, f.Close())
}

// dead has the notes of each process that ended changed to what keep makes of
// them; a file without notes is removed.
func (o *Openings) dead(keep func(notes []string) []string) error {
	if o.dir == "" {
		return nil
	}
	entries, err := os.ReadDir(o.dir)
	if os.IsNotExist(err) {
		return nil
	}
	for _, e := range entries {
		name := filepath.Join(o.dir, e.Name())
		if !e.Type().IsRegular() || !strings.HasSuffix(e.Name(), openingsEnd) || name == o.name {
			continue
		}
		if ferr := changeNotes(name, keep); err == nil && !os.IsNotExist(ferr) {
			err = ferr
		}
	}
	return err
}

// changeNotes changes a file of notes, unless its process lives. Windows that
// start at once may read it together.
func changeNotes(name string, keep func(notes []string) []string) error {
	lock := flock.New(name + lockEnd)
	ok, err := lock.TryRLock()
	if err != nil || !ok {
		return err
	}
	notes, err := readNotes(name)
	if cerr := lock.Close(); err != nil || cerr != nil {
		return errors.Join(err, cerr)
	}
	kept := keep(slices.Clone(notes))
	if len(kept) > 0 && slices.Equal(kept, notes) {
		return nil
	}
	if ok, err := lock.TryLock(); err != nil || !ok {
		return err // who starts next does it
	}
	defer lock.Close()
	if len(kept) == 0 {
		err := os.Remove(name)
		if os.Remove(name+lockEnd) != nil { // Windows keeps it for as long as it is open
			err = errors.Join(err, lock.Close(), os.Remove(name+lockEnd))
		}
		return err
	}
	if err := os.Truncate(name, 0); err != nil {
		return err
	}
	for _, path := range kept {
		if err := appendNote(name, path); err != nil {
			return err
		}
	}
	return nil
}

// readNotes reads whole lines; the last one may have been cut off.
func readNotes(name string) (notes []string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, maxOpenings))
	lines.Buffer(nil, maxOpenings)
	for lines.Scan() {
		path, err := strconv.Unquote(lines.Text())
		if err == nil && path != "" && !slices.Contains(notes, path) {
			notes = append(notes, path)
		}
	}
	return notes, nil
}
