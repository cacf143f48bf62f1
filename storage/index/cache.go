package index

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"galley.app/galley/storage/safefile"
)

// Cache keeps what the posts of libraries hold, a file a library, so that a post
// which did not change need not be read again. Nothing depends on it: what is
// damaged, of another program or of another library counts for nothing, and
// files that cannot be written are done without. The zero value keeps nothing.
type Cache struct {
	Dir   string // folder for the files; "" for none
	Stamp string // of the program, which may read texts otherwise than another one
}

// For returns the cache in a folder for the program that runs.
func For(dir string) Cache {
	c := Cache{Dir: dir}
	if name, err := os.Executable(); err == nil {
		if st, err := os.Stat(name); err == nil {
			c.Stamp = fmt.Sprintf("%d %d", st.Size(), st.ModTime().UnixNano())
		}
	}
	return c
}

// Record is what is kept of one post. Who reads one looks whether the file is
// still the same.
type Record struct {
	Rel   string // slash path within the library
	File  safefile.Fingerprint
	Read  time.Time // when
	Words int       // of the body
	Title string    // of a post that has none: what its text calls it
	Head  string    // the text up to the body
	Facts string    // as [Facts.Encode] writes them
}

const (
	magic    = "galley index\n"
	format   = 2
	end      = ".index"
	maxFile  = 1 << 30 // bytes
	maxFiles = 32      // libraries that are remembered
	piece    = 1 << 16 // bytes that are summed in one go
)

// path is the file of the library in folder lib.
func (c Cache) path(lib string) string {
	sum := sha256.Sum256([]byte(lib))
	return filepath.Join(c.Dir, hex.EncodeToString(sum[:12])+end)
}

// header is how a file starts: what it says is meant for nobody else.
func (c Cache) header(lib string, inlineMath bool) []byte {
	b := append([]byte(magic), format)
	b = appendString(b, c.Stamp)
	b = appendString(b, lib)
	if inlineMath {
		return append(b, 1)
	}
	return append(b, 0)
}

// Read returns what is kept of the library in folder lib, whose formulas are read
// as inlineMath says; nothing where nothing can be relied on.
func (c Cache) Read(lib string, inlineMath bool) []Record {
	if c.Dir == "" {
		return nil
	}
	b, _, err := safefile.ReadText(c.path(lib), maxFile)
	if err != nil {
		return nil
	}
	return decodeRecords(b, c.header(lib, inlineMath))
}

func decodeRecords(b string, header []byte) []Record {
	rest, ok := strings.CutPrefix(b, string(header))
	if !ok || len(rest) < sha256.Size {
		return nil
	}
	body := b[:len(b)-sha256.Size]
	sum := sha256.New()
	for at := 0; at < len(body); at += piece {
		sum.Write([]byte(body[at:min(at+piece, len(body))]))
	}
	if string(sum.Sum(nil)) != b[len(body):] {
		return nil
	}
	const least = 64 // bytes of a record
	d := decoder{s: rest[:len(rest)-sha256.Size]}
	records := make([]Record, d.count(least))
	for i := range records {
		r := Record{Rel: d.string()}
		r.File.Size = int64(d.uint())
		r.File.ModTime = d.time()
		r.File.Inode, r.File.Device, r.File.Mode = d.uint(), d.uint(), fs.FileMode(d.uint())
		copy(r.File.Sum[:], d.bytes(len(r.File.Sum)))
		r.Read = d.time()
		r.Words, r.Title, r.Head, r.Facts = d.int(), d.string(), d.string(), d.string()
		records[i] = r
	}
	if d.bad || d.s != "" {
		return nil
	}
	return records
}

// Write keeps records of the library in folder lib in place of those before.
func (c Cache) Write(lib string, inlineMath bool, records []Record) {
	if c.Dir == "" || os.MkdirAll(c.Dir, 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(c.Dir, "*"+end+".tmp")
	if err != nil {
		return
	}
	w := &summed{w: bufio.NewWriterSize(f, 1<<16), sum: sha256.New()}
	w.records(c.header(lib, inlineMath), records)
	err = w.close()
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), c.path(lib))
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return
	}
	c.prune()
}

// prune removes the files that were not written for longest, and what a program
// left that was killed while it wrote.
func (c Cache) prune() {
	list, err := os.ReadDir(c.Dir)
	if err != nil {
		return
	}
	var files []fs.FileInfo
	for _, e := range list {
		info, err := e.Info()
		switch {
		case err != nil || !info.Mode().IsRegular():
		case strings.HasSuffix(e.Name(), end):
			files = append(files, info)
		case strings.HasSuffix(e.Name(), end+".tmp") && time.Since(info.ModTime()) > time.Hour:
			_ = os.Remove(filepath.Join(c.Dir, e.Name()))
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), strings.Compare(a.Name(), b.Name()))
	})
	for _, f := range files[min(maxFiles, len(files)):] {
		_ = os.Remove(filepath.Join(c.Dir, f.Name()))
	}
}

// summed writes records, and behind them the sum of all.
type summed struct {
	w   *bufio.Writer
	sum hash.Hash
}

func (w *summed) records(header []byte, records []Record) {
	w.write(binary.AppendUvarint(header, uint64(len(records))))
	var b []byte
	for i := range records {
		b = appendRecord(b[:0], &records[i])
		w.write(b)
	}
}

func (w *summed) write(b []byte) {
	w.sum.Write(b)
	_, _ = w.w.Write(b) // Flush tells
}

func (w *summed) close() error {
	_, _ = w.w.Write(w.sum.Sum(nil))
	return w.w.Flush()
}

func appendRecord(b []byte, r *Record) []byte {
	b = appendString(b, r.Rel)
	b = binary.AppendUvarint(b, uint64(r.File.Size))
	b = appendTime(b, r.File.ModTime)
	b = binary.AppendUvarint(b, r.File.Inode)
	b = binary.AppendUvarint(b, r.File.Device)
	b = binary.AppendUvarint(b, uint64(r.File.Mode))
	b = append(b, r.File.Sum[:]...)
	b = appendTime(b, r.Read)
	b = binary.AppendUvarint(b, uint64(r.Words))
	b = appendString(b, r.Title)
	b = appendString(b, r.Head)
	return appendString(b, r.Facts)
}

func appendTime(b []byte, t time.Time) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(t.Unix()))
	return binary.LittleEndian.AppendUint32(b, uint32(t.Nanosecond()))
}

func (d *decoder) time() time.Time {
	b := d.bytes(12)
	if len(b) < 12 {
		return time.Time{}
	}
	sec, nano := int64(binary.LittleEndian.Uint64([]byte(b))), binary.LittleEndian.Uint32([]byte(b[8:]))
	if nano > 999_999_999 || sec < math.MinInt32*1000 || sec > math.MaxInt32*1000 {
		return time.Time{}
	}
	return time.Unix(sec, int64(nano))
}

func (d *decoder) bytes(n int) string {
	if n > len(d.s) {
		d.fail()
		return ""
	}
	b := d.s[:n]
	d.s = d.s[n:]
	return b
}
