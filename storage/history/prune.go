package history

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"galley.app/galley/storage/safefile"
)

// sweptFile says by its time when it was last looked for what is too much.
const sweptFile = "swept"

// every is how often that is looked for.
const every = 24 * time.Hour

// Due reports whether Prune has something to do: more is kept than there is
// room for, or it is a day ago that it was looked for what is too old.
func (s *Store) Due() bool {
	if s == nil || s.dir == "" {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.swept.IsZero() {
		if info, err := os.Stat(filepath.Join(s.dir, sweptFile)); err == nil {
			s.swept = info.ModTime()
		}
	}
	if s.size < 0 {
		s.size = s.measure()
	}
	since := s.o.Now().Sub(s.swept)
	return s.size > 0 && (s.size > s.chosen().size() || since > every || since < -every)
}

// measure is how many bytes all logs take.
func (s *Store) measure() (size int64) {
	entries, _ := os.ReadDir(s.dir)
	for _, e := range entries {
		if !isLog(e.Name()) {
			continue
		}
		if info, err := e.Info(); err == nil {
			size += info.Size()
		}
	}
	return size
}

// Size is how many bytes the history takes on the disk.
func (s *Store) Size() int64 {
	if s == nil || s.dir == "" {
		return 0
	}
	return s.measure()
}

// What is to be pruned goes in this order.
const (
	byItself = iota // autosaved
	byHand
	dayNewest  // of its day; also the newest of it that was made by hand
	postNewest // of its post
)

// candidate is a version that may have to go.
type candidate struct {
	log   int // index of it
	seq   uint64
	base  uint64 // 0 where it is kept whole
	size  int64  // bytes of its record
	time  time.Time
	worth int
	gone  bool // it is not kept any more, but others are told as differences from it
}

// Prune takes versions away that are too old or too many, as Limits says. It
// may take long, and ends early with ctx. Versions may be added meanwhile.
func (s *Store) Prune(ctx context.Context) error {
	if s == nil || s.dir == "" {
		return nil
	}
	names, err := s.logs()
	if err != nil {
		return err
	}
	limits := s.chosen()
	var all []candidate
	var problems []error
	size := s.measure()
	tight := size > limits.size()
	waste := map[int]int64{} // bytes of a log that are no record
	for i, name := range names {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		l, err := s.readLog(name)
		if errors.Is(err, errForeign) {
			continue // it is put aside when it is written
		}
		if err != nil {
			problems = append(problems, err)
			continue
		}
		all = append(all, l.candidates(i)...)
		if w := l.waste(); tight && w > 0 {
			waste[i] = w
			size -= w
		}
	}
	drop := s.choose(all, limits, size)
	for i, name := range names {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if len(drop[i]) == 0 && waste[i] == 0 {
			continue
		}
		if err := s.rewrite(name, drop[i]); err != nil {
			problems = append(problems, s.wrap("not made smaller", name, err))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.size = s.measure()
	s.swept = s.o.Now()
	if len(names) > 0 {
		problems = append(problems, s.noteSwept())
	}
	return errors.Join(problems...)
}

func (s *Store) noteSwept() error {
	path := filepath.Join(s.dir, sweptFile)
	err := clearNoFile(path, s.swept)
	var f *os.File
	if err == nil {
		f, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	}
	if err == nil {
		err = errors.Join(f.Close(), os.Chtimes(path, s.swept, s.swept))
	}
	if err != nil {
		return s.wrap("not written", sweptFile, err)
	}
	return nil
}

// waste is how many bytes of a log are no record: damage, which goes before any
// version does.
func (l *log) waste() int64 {
	w := l.size
	for _, r := range l.records {
		w -= r.end() - r.at
	}
	return w
}

// candidates are the versions of a log, and what each of them is worth. Those
// that are gone come last.
func (l *log) candidates(i int) (list []candidate) {
	type key struct {
		epoch int
		day   string
		hand  bool
	}
	newest := map[key]int{}
	var gone []candidate
	epoch := 0
	at := map[uint64]int{}
	for _, r := range l.records {
		switch r.what {
		case isFrom, isEnd:
			epoch++
		case isMark:
			if k, ok := at[r.base]; ok && r.kind.byHand() && list[k].worth == byItself {
				list[k].worth = byHand
				newest[key{epoch, list[k].time.Local().Format(time.DateOnly), true}] = k
			}
		case isVersion:
			c := candidate{log: i, seq: r.seq, base: r.base, size: r.end() - r.at, time: r.time, gone: r.hidden}
			if c.gone {
				gone = append(gone, c)
				continue
			}
			if r.kind.byHand() {
				c.worth = byHand
			}
			day := r.time.Local().Format(time.DateOnly)
			newest[key{epoch, day, false}] = len(list)
			if r.kind.byHand() {
				newest[key{epoch, day, true}] = len(list)
			}
			at[r.seq] = len(list)
			list = append(list, c)
		}
	}
	for _, k := range newest {
		list[k].worth = dayNewest
	}
	if n := len(list); n > 0 && l.records[len(l.records)-1].what != isEnd {
		list[n-1].worth = postNewest
	}
	return append(list, gone...)
}

// choose returns what has to go: of each log the numbers of versions.
func (s *Store) choose(all []candidate, limits Limits, size int64) map[int]map[uint64]bool {
	type version struct {
		log int
		seq uint64
	}
	drop := map[int]map[uint64]bool{}
	told := map[version]int{}    // how many are told as differences from one
	whole := map[version]int64{} // bytes of one that is kept whole
	gone := map[version]bool{}
	for _, c := range all {
		switch at := (version{c.log, c.seq}); {
		case c.base == 0:
			whole[at], gone[at] = c.size, c.gone
		case !c.gone:
			told[version{c.log, c.base}]++
		}
	}
	all = slices.DeleteFunc(all, func(c candidate) bool { return c.gone })
	take := func(c candidate) {
		if drop[c.log] == nil {
			drop[c.log] = map[uint64]bool{}
		}
		drop[c.log][c.seq] = true
		at := version{c.log, c.seq}
		if c.base == 0 {
			gone[at] = true
		} else {
			size -= c.size
			at.seq = c.base
			told[at]--
		}
		if gone[at] && told[at] == 0 { // nobody needs it any more
			size -= whole[at]
		}
	}
	oldest := s.o.Now().Add(-limits.age())
	for _, c := range all {
		if c.worth < dayNewest && c.time.Before(oldest) {
			take(c)
		}
	}
	if size <= limits.size() {
		return drop
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		return cmp.Or(a.worth-b.worth, a.time.Compare(b.time))
	})
	room := limits.size() / 10 * 9 // so that it is not to be done at each save
	for i, c := range all {
		if size <= room || i == len(all)-1 { // the last of all stays
			break
		}
		if !drop[c.log][c.seq] {
			take(c)
		}
	}
	return drop
}

// rewrite writes a log anew without the versions in drop.
func (s *Store) rewrite(name string, drop map[uint64]bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	release, locked, err := s.hold(context.Background())
	if err != nil {
		return err
	}
	defer release()
	if !locked {
		return errUnlocked
	}
	delete(s.tails, name)
	path := filepath.Join(s.dir, name)
	f, err := s.openLog(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	l := &log{name: name}
	if err := l.read(f); err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	safefile.ClearLeftovers(path, safefile.StageOptions{})
	stage, err := safefile.StageFile(path, safefile.StageOptions{Old: info, Private: true, FS: s.disk})
	if err != nil {
		return err
	}
	defer stage.Discard()
	for _, r := range l.without(drop) {
		payload := make([]byte, r.payloadLen)
		if n, err := f.ReadAt(payload, r.payloadAt); int64(n) < r.payloadLen {
			if r.at == l.records[len(l.records)-1].at {
				break // torn off while it was written
			}
			return err
		}
		if _, err := stage.Write(r.encodeSummed(payload, r.payloadSum)); err != nil {
			return err
		}
	}
	return stage.Commit()
}

// without returns the records of a log without some versions. Those that others
// are told by stay, hidden; what marks say is in the versions.
func (l *log) without(drop map[uint64]bool) (list []record) {
	needed, kinds := map[uint64]bool{}, map[uint64]Kind{}
	for _, r := range l.records {
		switch {
		case r.what == isMark:
			kinds[r.base] = r.kind
		case r.what == isVersion && r.base != 0 && !r.hidden && !drop[r.seq]:
			needed[r.base] = true
		}
	}
	for _, r := range l.records {
		if k, ok := kinds[r.seq]; ok && r.what == isVersion {
			r.kind = k
		}
		switch {
		case r.what == isMark:
			continue
		case r.what == isVersion && (drop[r.seq] || r.hidden):
			if !needed[r.seq] {
				continue
			}
			r.hidden = true
		}
		list = append(list, r)
	}
	return list
}

// errUnlocked tells that logs cannot be replaced since others may write them.
var errUnlocked = errors.New("the file system knows no locks")
