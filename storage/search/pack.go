package search

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"galley.app/galley/storage/safefile"
)

// pack keeps the records of posts in a file that nobody else sees and that is gone
// with the program: the system has it in memory as long as there is room, and
// Galley has not. The zero value keeps nothing.
type pack struct {
	mu   sync.Mutex
	f    *os.File
	at   map[string]place // by paths
	end  int64            // of what is written
	dead int64            // bytes of records that are none any more
	buf  []byte           // to be written at end
	off  bool             // it cannot be written
}

// place is where the record of a post is.
type place struct {
	off  int64
	size int32
	of   uint64 // what tells the text that it was made of from others
}

// deadMost is how much of a pack may be of no use before it is made anew.
const deadMost = 32 << 20

// packName is what the files are called, until they are removed.
const packName = "search-*.tmp"

// open makes the file in a folder, without one if that cannot be.
func (p *pack) open(dir string) {
	if p.f != nil || p.off {
		return
	}
	p.at = map[string]place{}
	if p.off = dir == "" || os.MkdirAll(dir, 0o700) != nil; p.off {
		return
	}
	old, _ := fs.Glob(os.DirFS(dir), packName) // the pattern is good
	for _, name := range old {                 // of programs that were killed, where an open file cannot be removed
		_ = os.Remove(filepath.Join(dir, name))
	}
	f, err := os.CreateTemp(dir, packName)
	if p.off = err != nil; p.off {
		return
	}
	_ = os.Remove(f.Name()) // it goes on as long as it is open
	p.f = f
}

// close gives the file up.
func (p *pack) close() {
	if p.f == nil {
		return
	}
	name := p.f.Name()
	_ = p.f.Close()
	_ = os.Remove(name) // where that was not possible before
	*p = pack{}
}

// find is where the record is that was made of a text.
func (p *pack) find(path string, of uint64) (place, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, ok := p.at[path]
	return at, ok && at.of == of
}

// add keeps a record. Records that are added by several goroutines lie in the
// order in which they come.
func (p *pack) add(path string, of uint64, record []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.off || p.f == nil || len(record) > 1<<30 {
		return
	}
	if old, ok := p.at[path]; ok {
		p.dead += int64(old.size)
	}
	p.at[strings.Clone(path)] = place{p.end + int64(len(p.buf)), int32(len(record)), of}
	p.buf = append(p.buf, record...)
	if len(p.buf) >= chunk {
		p.write()
	}
}

// flush writes what was added.
func (p *pack) flush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.write()
}

func (p *pack) write() {
	if len(p.buf) == 0 || p.f == nil {
		return
	}
	if _, err := p.f.WriteAt(p.buf, p.end); err != nil { // the disk is full, say: files are read each time
		p.close()
		p.off = true
		return
	}
	p.end += int64(len(p.buf))
	p.buf = p.buf[:0]
	if cap(p.buf) > 2*chunk {
		p.buf = nil
	}
}

// tidy begins anew where much is of no use, and forgets posts that are none any
// more.
func (p *pack) tidy(known map[string]bool) {
	for path, at := range p.at {
		if !known[path] {
			p.dead += int64(at.size)
			delete(p.at, path)
		}
	}
	if p.f == nil || p.dead < deadMost || p.dead < p.end/2 {
		return
	}
	if err := p.f.Truncate(0); err != nil {
		p.close()
		p.off = true
		return
	}
	clear(p.at)
	p.end, p.dead, p.buf = 0, 0, p.buf[:0]
}

// read reads bytes of the file.
func (p *pack) read(b []byte, off int64) error {
	if p.f == nil {
		return errors.ErrUnsupported
	}
	_, err := p.f.ReadAt(b, off)
	return err
}

// sumOf tells the text of a post from others.
func sumOf(f safefile.Fingerprint) uint64 {
	var n uint64
	for _, b := range f.Sum[:8] {
		n = n<<8 | uint64(b)
	}
	return n
}
