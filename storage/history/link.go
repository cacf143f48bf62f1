package history

import (
	"context"
	"errors"
	"os"
	"path/filepath"
)

// Renamed says that the post at path from has path to now: its versions go
// with it, and a post that gets the old path later begins anew.
func (s *Store) Renamed(from, to string) error { return s.link(from, to, false) }

// Copied says that the post at path to was made of the one at from: the
// versions of that until now are its versions too.
func (s *Store) Copied(from, to string) error { return s.link(from, to, true) }

func (s *Store) link(from, to string, copied bool) (err error) {
	if s == nil {
		return nil
	}
	old, name := logOf(from), logOf(to)
	if old == name {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	release, _, err := s.hold(context.Background())
	if err != nil {
		return s.wrap("not written", name, err)
	}
	defer release()
	defer func() {
		if err != nil {
			delete(s.tails, old)
			delete(s.tails, name)
			err = s.wrap("not written", name, err)
		}
	}()
	_, olderr := os.Lstat(filepath.Join(s.dir, old))
	_, newerr := os.Lstat(filepath.Join(s.dir, name))
	now := s.o.Now()
	if errors.Is(olderr, os.ErrNotExist) { // there are no versions of it
		if errors.Is(newerr, os.ErrNotExist) {
			return nil
		}
		return s.note(name, record{what: isEnd, time: now}) // what the path had is another post's
	}
	last, err := s.lastOf(old)
	if err != nil {
		return err
	}
	// The new log first: if the old one is not ended, only a post that gets the
	// old path later shows too much.
	if err := s.note(name, record{what: isFrom, time: now, path: clip(from, 8000), log: old, logSeq: last, copied: copied}); err != nil || copied {
		return err
	}
	return s.note(old, record{what: isEnd, time: now, path: clip(to, 8000), log: name})
}

// lastOf is the number of the last record of a log.
func (s *Store) lastOf(name string) (uint64, error) {
	f, t, err := s.openTail(name)
	if err != nil {
		return 0, err
	}
	return t.last, f.Close()
}

// note appends a record without a text, behind which another post may begin.
func (s *Store) note(name string, r record) error {
	f, t, err := s.openTail(name)
	if err != nil {
		return err
	}
	defer f.Close()
	r.seq = t.last + 1
	if err := s.append(f, t, r, nil); err != nil {
		return err
	}
	t.newest = record{}
	return nil
}
