package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Standing is how a text of a journal stands to its file as that is now.
type Standing uint8

// The standings.
const (
	New     Standing = iota // it never had a file
	Same                    // the file holds what the text began with
	Changed                 // it holds something else
	Moved                   // it is under another name
	Gone                    // it is nowhere
	Saved                   // a file holds the very text
)

func (s Standing) String() string {
	return [...]string{"new", "same", "changed", "moved", "gone", "saved"}[s]
}

// Found is a journal of a process that ended. As long as it is not released no
// other process finds it.
type Found struct {
	About
	File     string // of the journal
	Title    string
	Words    int
	Time     time.Time // of the last change
	Damaged  bool      // the text may lack what was written last
	Standing Standing
	Now      string // path of the file that it is of now; "" for New and Gone

	parted bool // the whole text breaks off
	round  int
	sum    [32]byte // of the text
	lock   *lock
}

// Read reads the text.
func (f *Found) Read() (Kept, error) { return readFile(safefile.OS{}, f.File) }

// Release lets other processes find the journal, which stays.
func (f *Found) Release() {
	if f.lock != nil {
		f.lock.release()
		f.lock = nil
	}
}

// Remove removes the journal.
func (f *Found) Remove() error {
	err := os.Remove(f.File)
	if err != nil && !gone(err) {
		return fmt.Errorf("%s: the recovery copy cannot be removed: %w", safefile.Shown(f.File), safefile.Cause(err))
	}
	f.Release()
	return nil
}

// Find finds the journals of processes that ended, the newest first. What cannot
// be read is left alone and said.
func Find(dirs []string) (found []*Found, problems []error) {
	locks := map[string]*lock{} // nil where a process lives
	for i, dir := range dirs {
		if i > 0 && !private(dir) {
			continue
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) {
				problems = append(problems, fmt.Errorf("%s: unsaved texts cannot be looked for: %w", safefile.Shown(dir), safefile.Cause(err)))
			}
			continue
		}
		for _, e := range entries {
			process, ok := processOf(e.Name())
			if !ok {
				continue
			}
			path := filepath.Join(dir, process+lockEnd)
			l, known := locks[path]
			if !known {
				if l, ok = tryLock(path); ok {
					l.use() // until all are looked at
				}
				locks[path] = l
			}
			if l == nil {
				continue
			}
			file := filepath.Join(dir, e.Name())
			if strings.HasSuffix(file, newEnd) {
				_ = os.Remove(file) // the one that it was to replace is there
				continue
			}
			if info, err := os.Lstat(file); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
				_ = os.Remove(file) // its process ended between making and writing it: there never was a word in it
				continue
			}
			f, err := find(file)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			f.lock = l
			l.use()
			found = append(found, f)
		}
	}
	found = newest(found)
	for _, l := range locks {
		if l != nil {
			l.release()
		}
	}
	slices.SortStableFunc(found, func(a, b *Found) int { return b.Time.Compare(a.Time) })
	return found, problems
}

// private reports whether a folder that is shared with others by its place is open
// to nobody else: another may have made it, with texts of his.
func private(dir string) bool {
	info, err := os.Lstat(dir)
	return err == nil && info.IsDir() && (runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0)
}

// processOf returns the part of a journal's name that all of its process have.
func processOf(name string) (process string, ok bool) {
	name, ok = strings.CutSuffix(strings.TrimSuffix(name, newEnd), journalEnd)
	i := strings.LastIndexByte(name, '-')
	return name[:max(i, 0)], ok && i > 0
}

// find reads one journal.
func find(path string) (*Found, error) {
	k, err := readFile(safefile.OS{}, path)
	if err != nil {
		if none := (*NotJournalError)(nil); !errors.As(err, &none) {
			err = fmt.Errorf("%s: a recovery copy cannot be read: %s; it was left alone", safefile.Shown(path), safefile.Reason(err))
		}
		return nil, err
	}
	if k.Text.Len() == 0 && k.Damaged {
		return nil, fmt.Errorf("%s: this recovery copy is damaged from its start; it was left alone", safefile.Shown(path))
	}
	src := k.Text.String()
	p := post.Parse(src)
	title, _ := p.Value("title")
	f := &Found{
		About: k.About, File: path, Title: title, Words: post.Words(src[p.BodyStart():]), Time: k.Time, Damaged: k.Damaged,
		parted: k.parted, round: k.round, sum: safefile.SumOf([]byte(src)),
	}
	f.Standing, f.Now = f.stand(int64(len(src)))
	return f, nil
}

// newest leaves one of the journals that hold the same post's: of one name in
// several folders the one that was written last, and one of those with the same
// text. Where what was written last breaks off, as on a disk that was full, the
// one before has words that it lacks, and stays too.
func newest(all []*Found) []*Found {
	name := func(a, b *Found) bool {
		later := a
		if b.round > a.round {
			later = b
		}
		return filepath.Base(a.File) == filepath.Base(b.File) && !later.parted
	}
	text := func(a, b *Found) bool { return a.Path == b.Path && a.sum == b.sum }
	return single(single(all, name), text)
}

// single leaves the last written of those that are the same.
func single(all []*Found, same func(a, b *Found) bool) (left []*Found) {
	for _, f := range all {
		i := slices.IndexFunc(left, func(o *Found) bool { return same(o, f) })
		if i < 0 {
			left = append(left, f)
			continue
		}
		if f.round > left[i].round {
			f, left[i] = left[i], f
		}
		if f.Remove() != nil {
			f.Release()
		}
	}
	return left
}

// largest is the size in bytes of the largest file that a text is compared with.
const largest = maxText

// stand looks how a text of that many bytes stands to its file.
func (f *Found) stand(size int64) (Standing, string) {
	if f.Path == "" {
		if at := beside(f.Library, size, f.sum); at != "" {
			return Saved, at
		}
		return New, ""
	}
	fp, err := safefile.Sum(f.Path, largest)
	switch {
	case err == nil && fp.Sum == f.sum:
		return Saved, f.Path
	case err == nil && f.Base.Known() && fp.Sum == f.Base.Sum:
		return Same, f.Path
	case err == nil, !gone(err):
		return Changed, f.Path
	}
	dir := filepath.Dir(f.Path)
	if at := beside(dir, size, f.sum); at != "" {
		return Saved, at
	}
	if f.Base.Known() {
		if at := beside(dir, f.Base.Size, f.Base.Sum); at != "" {
			return Moved, at
		}
	}
	return Gone, ""
}

// beside finds the post in a folder that holds those bytes; "" for none.
func beside(dir string, size int64, sum [32]byte) string {
	if dir == "" || size == 0 {
		return ""
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || info.Size() != size || !strings.EqualFold(filepath.Ext(e.Name()), ".md") {
			continue
		}
		path := filepath.Join(dir, e.Name())
		if fp, err := safefile.Sum(path, largest); err == nil && fp.Sum == sum {
			return path
		}
	}
	return ""
}
