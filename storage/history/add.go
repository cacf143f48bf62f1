package history

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// tail is what is known of the end of a log that was written.
type tail struct {
	info   os.FileInfo // of the log when it was written last
	last   uint64
	newest record // version; zero for none in this epoch
	base   record // the newest version that is kept whole
	told   int    // versions that are told as differences from base
	text   string // of base; "" when it is not known
}

const (
	maxTold  = 64       // versions in a group
	maxTails = 64       // logs that are remembered
	holdText = 16 << 20 // bytes of the texts that are remembered
)

// Add keeps a text, and returns when it is on the disk. A text that is the same
// as the newest of the post adds nothing, nor does one that was found if it is
// among its versions. Of a path without versions one that was found is looked
// for among the newest versions of others: the post may have been renamed or
// copied by another program, and then takes its versions along.
func (s *Store) Add(p Point) error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	name := logOf(p.Path)
	if len(p.Text) > maxText {
		return s.wrap("not written", name, fs.ErrInvalid)
	}
	release, _, err := s.hold(context.Background())
	if err != nil {
		return s.wrap("not written", name, err)
	}
	defer release()
	if err := s.add(name, p); err != nil {
		delete(s.tails, name)
		return s.wrap("not written", name, err)
	}
	return nil
}

func (s *Store) add(name string, p Point) error {
	f, t, err := s.openTail(name)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.Sum256([]byte(p.Text))
	if t.last == 0 {
		if adopted, err := s.adopt(name, p, sum); adopted || err != nil {
			return err // the text is the newest of the versions that came along
		}
	}
	if n := t.newest; n.seq > 0 && n.sum == sum && n.size == int64(len(p.Text)) {
		if n.kind.byHand() || !p.Kind.byHand() {
			return nil
		}
		mark := record{what: isMark, seq: t.last + 1, time: p.Time, kind: p.Kind, base: n.seq}
		if err := s.append(f, t, mark, nil); err != nil {
			return err
		}
		t.newest.kind = p.Kind
		return nil
	}
	if p.Kind == Found && s.Has(p.Path, sum) {
		return nil
	}
	if n := t.newest; n.seq > 0 && p.Kind == Found && p.Time.Before(n.time) {
		p.Time = n.time // the file may have been written before what was given up since
	}
	parsed := post.Parse(p.Text)
	title, _ := parsed.Value("title")
	r := record{
		what: isVersion, seq: t.last + 1, time: p.Time, kind: p.Kind,
		words: post.Words(p.Text[parsed.BodyStart():]), size: int64(len(p.Text)), sum: sum,
		title: clip(title, 1000), path: clip(p.Path, 8000), library: clip(p.Library, 8000),
	}
	payload := s.pack(f, t, &r, p.Text)
	if err := s.append(f, t, r, payload); err != nil {
		return err
	}
	r.payloadLen = int64(len(payload))
	t.newest = r
	if r.packed == packedWhole {
		t.base, t.told, t.text = r, 0, p.Text
	} else {
		t.told++
	}
	s.forget(name)
	return nil
}

// pack chooses how a text is kept: whole, or as differences from the version
// that is kept whole before it.
func (s *Store) pack(f *os.File, t *tail, r *record, text string) []byte {
	if t.base.seq > 0 && t.told < maxTold {
		if t.text == "" {
			t.text, _ = s.codec.textOf(f, t.base, nil) // damaged, it is no base
		}
		if t.text != "" {
			d := s.codec.compress(delta(t.text, text))
			if int64(len(d)) <= t.base.payloadLen/2 {
				r.packed, r.base = packedDelta, t.base.seq
				return d
			}
		}
	}
	r.packed = packedWhole
	return s.codec.compress([]byte(text))
}

// append writes a record at the end of a log, and brings it to the disk. What
// could not be written whole is taken back, as far as that is possible.
func (s *Store) append(f *os.File, t *tail, r record, payload []byte) error {
	b := r.encode(payload)
	info, err := f.Stat()
	if err != nil {
		return err
	}
	before := info.Size()
	n, err := s.write(f, b)
	if err == nil && n < len(b) {
		err = errors.New("it was not written whole")
	}
	if err == nil {
		err = s.sync(f)
	}
	if err != nil {
		_ = f.Truncate(before) // a torn record is passed over all the same
		return err
	}
	if before == 0 {
		if err := syncDir(s.dir); err != nil {
			return err
		}
	}
	if t.info, err = f.Stat(); err != nil {
		return err
	}
	t.last = r.seq
	if s.size >= 0 {
		s.size += int64(len(b))
	}
	return nil
}

// openTail opens a log for appending, makes it where there is none, and knows
// its end. A file of that name that is no log is put aside.
func (s *Store) openTail(name string) (*os.File, *tail, error) {
	path := filepath.Join(s.dir, name)
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		if err := setAside(path, s.o.Now()); err != nil {
			return nil, nil, err
		}
		info = nil
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, err
	}
	if info, err = f.Stat(); err != nil {
		f.Close()
		return nil, nil, err
	}
	if t := s.tails[name]; t != nil && os.SameFile(t.info, info) && t.info.Size() == info.Size() {
		return f, t, nil
	}
	l := &log{name: name}
	switch err := l.read(f); {
	case errors.Is(err, errForeign):
		f.Close()
		if err := setAside(path, s.o.Now()); err != nil {
			return nil, nil, err
		}
		return s.openTail(name)
	case err != nil:
		f.Close()
		return nil, nil, err
	}
	if err := l.mend(f); err != nil {
		f.Close()
		return nil, nil, err
	}
	if info, err = f.Stat(); err != nil {
		f.Close()
		return nil, nil, err
	}
	t := &tail{info: info, last: l.last()}
	versions, _, _ := l.epoch(t.last)
	if len(versions) > 0 {
		t.newest = versions[len(versions)-1]
	}
	for _, r := range l.records {
		switch {
		case r.what != isVersion:
		case r.packed == packedWhole:
			t.base, t.told = r, 0
		default:
			t.told++
		}
	}
	s.tails[name] = t
	return f, t, nil
}

// mend has a log end so that what is appended cannot be taken for the rest of a
// record that was torn off while it was written.
func (l *log) mend(f *os.File) error {
	end := int64(0)
	if n := len(l.records); n > 0 {
		if end = l.records[n-1].end(); end > l.size { // of no use any more
			l.size = l.records[n-1].at
			l.records = l.records[:n-1]
			return f.Truncate(l.size)
		}
	}
	if end == l.size {
		return nil
	}
	n, err := f.Write(bytes.Repeat([]byte{0xff}, gap))
	l.size += int64(n)
	return err
}

// gap is how many bytes stand between damage and the next record. A header does
// not end in such bytes, so they are not the rest of one.
const gap = 32

// forget keeps few logs and little text in memory: those written last.
func (s *Store) forget(name string) {
	if len(s.tails) > maxTails {
		t := s.tails[name]
		clear(s.tails)
		s.tails[name] = t
	}
	held := 0
	for _, t := range s.tails {
		held += len(t.text)
	}
	for n, t := range s.tails {
		if held > holdText && n != name {
			held -= len(t.text)
			t.text = ""
		}
	}
	if t := s.tails[name]; len(t.text) > holdText {
		t.text = ""
	}
}

// clip is the beginning of a text that is too long for a record.
func clip(s string, n int) string { return s[:min(n, len(s))] }

func setAside(path string, now time.Time) error {
	_, err := safefile.SetAside(path, now)
	return err
}
