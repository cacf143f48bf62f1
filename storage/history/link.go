package history

import (
	"context"
	"crypto/sha256"
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

// maxKin is in how many logs, those written last, it is looked for where a text
// came from.
const maxKin = 2000

// kin looks for the post that a text belongs to which another program gave a
// new path: one whose newest version it is. Its log is empty, and the post at
// the path that it came from may be there still; then the new one is a copy.
func (s *Store) kin(name string, p Point, sum [sha256.Size]byte) (old string, r record, gone, ok bool) {
	if p.Kind != Found || len(p.Text) == 0 {
		return "", record{}, false, false
	}
	names, _ := s.logs()
	for _, other := range names[:min(len(names), maxKin)] {
		if other == name {
			continue
		}
		l, err := s.readLog(other)
		if err != nil {
			continue
		}
		versions, _, _ := l.epoch(^uint64(0))
		if len(versions) == 0 {
			continue
		}
		newest := versions[len(versions)-1]
		if newest.sum != sum || newest.size != int64(len(p.Text)) {
			continue
		}
		newest.seq = l.last() // what was marked of it belongs to it
		_, err = os.Lstat(newest.path)
		if gone = errors.Is(err, os.ErrNotExist); gone || !ok {
			old, r, ok = other, newest, true
		}
		if gone {
			break
		}
	}
	return old, r, gone, ok
}

// adopt links an empty log to the one that its post came from, if there is one.
func (s *Store) adopt(name string, p Point, sum [sha256.Size]byte) (adopted bool, err error) {
	old, newest, gone, ok := s.kin(name, p, sum)
	if !ok {
		return false, nil
	}
	now := s.o.Now()
	if err := s.note(name, record{what: isFrom, time: now, path: newest.path, log: old, logSeq: newest.seq, copied: !gone}); err != nil || !gone {
		return err == nil, err
	}
	return true, s.note(old, record{what: isEnd, time: now, path: clip(p.Path, 8000), log: name})
}
