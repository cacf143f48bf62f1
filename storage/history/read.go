package history

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// maxCame is through how many renames and copies a post is followed.
const maxCame = 1000

// Versions returns the versions of the post that has the path, the newest first,
// with those from before it was renamed or copied. With an error it returns
// what could be read.
func (s *Store) Versions(path string) ([]Version, error) {
	if s == nil || s.dir == "" {
		return nil, nil
	}
	var list []Version
	var err error
	seen := map[string]bool{}
	name, until := logOf(path), ^uint64(0)
	for range maxCame {
		l, lerr := s.readLog(name)
		err = errors.Join(err, lerr)
		versions, from, came := l.epoch(until)
		for _, r := range slices.Backward(versions) {
			list = append(list, r.version(name))
		}
		step := name + " " + strconv.FormatUint(until, 10)
		if !came || seen[step] || !isLog(from.log) {
			break
		}
		seen[step] = true
		name, until = from.log, from.logSeq
	}
	return list, err
}

func (r record) version(log string) Version {
	return Version{
		ID:   strings.TrimSuffix(log, logEnd) + "-" + strconv.FormatUint(r.seq, 10),
		Path: r.path, Library: r.library, Time: r.time, Kind: r.kind,
		Title: r.title, Words: r.words, Size: r.size, Sum: r.sum,
		log: log, seq: r.seq,
	}
}

// Text returns the text of a version that Versions, Posts or Search returned.
// It is checked against its sum: a damaged one is ErrDamaged.
func (s *Store) Text(v Version) (string, error) {
	if s == nil || !isLog(v.log) {
		return "", ErrGone
	}
	text, err := s.reading.text(s, v)
	if errors.Is(err, fs.ErrNotExist) {
		err = ErrGone
	}
	if err != nil {
		return "", s.wrap("not read", v.log, err)
	}
	return text, nil
}

// reading is the log that a text was read of last, and the text that others of
// it are told by: versions are read one after the other.
type reading struct {
	mu   sync.Mutex
	name string
	info os.FileInfo
	log  *log

	seq   uint64 // of whole; 0 for none
	whole string
}

func (c *reading) text(s *Store, v Version) (string, error) {
	f, err := s.openLog(v.log)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.name != v.log || !os.SameFile(c.info, info) || c.info.Size() != info.Size() {
		l := &log{name: v.log}
		if err := l.read(f); err != nil {
			return "", err
		}
		c.name, c.info, c.log, c.whole, c.seq = v.log, info, l, "", 0
	}
	r, ok := c.log.find(v.seq)
	if !ok || r.sum != v.Sum {
		return "", ErrGone
	}
	if r.packed != packedDelta {
		return s.codec.textOf(f, r, nil)
	}
	if c.seq != r.base {
		base, ok := c.log.find(r.base)
		if !ok || base.packed != packedWhole {
			return "", ErrDamaged
		}
		whole, err := s.codec.textOf(f, base, nil)
		if err != nil {
			return "", err
		}
		if len(whole) > holdText {
			return s.codec.told(f, r, whole)
		}
		c.seq, c.whole = r.base, whole
	}
	return s.codec.told(f, r, c.whole)
}

// told is the text of a record that is told by another one.
func (c *codec) told(f io.ReaderAt, r record, whole string) (string, error) {
	payload, err := r.payload(f)
	if err != nil {
		return "", err
	}
	d, err := c.decompress(payload)
	if err != nil {
		return "", err
	}
	return r.patched(whole, d)
}

// textOf reads the text of a record; l has the ones that it is told by.
func (c *codec) textOf(f io.ReaderAt, r record, l *log) (string, error) {
	payload, err := r.payload(f)
	if err != nil {
		return "", err
	}
	b, err := c.decompress(payload)
	if err != nil {
		return "", err
	}
	switch r.packed {
	case packedWhole:
		return r.sure(string(b))
	case packedDelta:
		if l == nil {
			return "", ErrDamaged
		}
		base, ok := l.find(r.base)
		if !ok || base.packed != packedWhole {
			return "", ErrDamaged
		}
		whole, err := c.textOf(f, base, nil)
		if err != nil {
			return "", err
		}
		return r.patched(whole, b)
	}
	return "", ErrDamaged
}

// patched is the text that differences from another one tell.
func (r record) patched(base string, d []byte) (string, error) {
	text, err := patch(base, d, r.size)
	if err != nil {
		return "", ErrDamaged
	}
	return r.sure(text)
}

// sure is the text if it is the one that was kept.
func (r record) sure(text string) (string, error) {
	if int64(len(text)) != r.size || sha256.Sum256([]byte(text)) != r.sum {
		return "", ErrDamaged
	}
	return text, nil
}

// logs are the names of all logs, those written last first.
func (s *Store) logs() ([]string, error) {
	if s == nil || s.dir == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	type found struct {
		name string
		time int64
	}
	var list []found
	for _, e := range entries {
		if !isLog(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		info, ierr := e.Info()
		if ierr != nil {
			continue // removed since
		}
		list = append(list, found{e.Name(), info.ModTime().UnixNano()})
	}
	slices.SortFunc(list, func(a, b found) int {
		switch {
		case a.time > b.time:
			return -1
		case a.time < b.time:
			return 1
		}
		return strings.Compare(a.name, b.name)
	})
	names := make([]string, len(list))
	for i, f := range list {
		names[i] = f.name
	}
	if err != nil {
		err = &Error{Path: s.dir, What: "not read", Err: err}
	}
	return names, err
}

// Posts returns the posts that there are versions of, those written last
// first: also posts whose file is gone. A log that cannot be read is an error
// among them.
func (s *Store) Posts(ctx context.Context) iter.Seq2[Post, error] {
	return func(yield func(Post, error) bool) {
		names, err := s.logs()
		if err != nil && !yield(Post{}, err) {
			return
		}
		for _, name := range names {
			if ctx.Err() != nil {
				yield(Post{}, ctx.Err())
				return
			}
			l, err := s.readLog(name)
			if err != nil && !yield(Post{}, err) {
				return
			}
			p, ok := s.post(l)
			if ok && !yield(p, nil) {
				return
			}
		}
	}
}

// post is the post that has the path of a log. One that was renamed to it and
// not saved since has its versions in the log that it came from, which is also
// the one that names the path.
func (s *Store) post(l *log) (p Post, ok bool) {
	versions, from, came := l.epoch(^uint64(0))
	if n := len(versions); n > 0 {
		newest := versions[n-1].version(l.name)
		return Post{Path: newest.Path, Newest: newest, Versions: n}, true
	}
	if !came || from.copied || !isLog(from.log) {
		return Post{}, false
	}
	old, _ := s.readLog(from.log) // what is wrong with it is said at its own turn
	for _, r := range old.records {
		if r.what != isEnd || r.seq <= from.logSeq || logOf(r.path) != l.name {
			continue
		}
		if before, _ := s.Versions(r.path); len(before) > 0 {
			return Post{Path: r.path, Newest: before[0], Versions: len(before)}, true
		}
	}
	return Post{}, false
}

// Has reports whether a text with that sum is kept of the post that has the
// path. What cannot be read is not kept.
func (s *Store) Has(path string, sum [sha256.Size]byte) bool {
	if s == nil || s.dir == "" {
		return false
	}
	name := logOf(path)
	var newest record
	var known os.FileInfo
	if s.mu.TryLock() { // who is writing may wait for a disk
		if t := s.tails[name]; t != nil {
			newest, known = t.newest, t.info
		}
		s.mu.Unlock()
	}
	if known != nil && newest.seq > 0 && newest.sum == sum { // as nearly always
		if info, err := os.Stat(filepath.Join(s.dir, name)); err == nil && os.SameFile(info, known) && info.Size() == known.Size() {
			return true
		}
	}
	versions, _ := s.Versions(path)
	return slices.ContainsFunc(versions, func(v Version) bool { return v.Sum == sum })
}

// Line is one time line of two, each the newest first: the order of each is
// kept, also where a clock jumped.
func Line(a, b []Version) []Version {
	line := make([]Version, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].Time.Before(b[0].Time) {
			a, b = b, a
		}
		line = append(line, a[0])
		a = a[1:]
	}
	return append(append(line, a...), b...)
}
