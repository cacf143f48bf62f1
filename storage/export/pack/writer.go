package pack

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"sync"
	"time"
)

// Writer writes the entries of a package so that the same files always give
// the same bytes: no times, no sizes behind the data.
type Writer struct {
	Taken Names             // names of entries
	Sums  map[string]string // name to hash, of what is in the package
	Files []ManifestFile

	zip           *zip.Writer
	total, packed int64
	modified      time.Time // of each entry; the first day that zip knows when before it
	squeezers     sync.Pool // of *flate.Writer, which are large
	told          func(name string, data []byte)
}

// NewWriter returns a writer to w whose entries have that time stamp; told, if
// not nil, is told of each.
func NewWriter(w io.Writer, modified time.Time, told func(name string, data []byte)) *Writer {
	return &Writer{zip: zip.NewWriter(w), Taken: Names{}, Sums: map[string]string{}, modified: modified, told: told}
}

// Close writes what stands behind the entries.
func (z *Writer) Close() error { return z.zip.Close() }

// Squeezed are the bytes of an entry as they are written.
type Squeezed struct {
	data, packed []byte
	method       uint16
}

// Squeeze packs the bytes of an entry, where that makes them fewer. Any
// goroutine may.
func (z *Writer) Squeeze(data []byte) (Squeezed, error) {
	var b bytes.Buffer
	f, ok := z.squeezers.Get().(*flate.Writer)
	if ok {
		f.Reset(&b)
	} else {
		var err error
		if f, err = flate.NewWriter(&b, flate.DefaultCompression); err != nil {
			return Squeezed{}, err
		}
	}
	if _, err := f.Write(data); err != nil {
		return Squeezed{}, err
	}
	if err := f.Close(); err != nil {
		return Squeezed{}, err
	}
	z.squeezers.Put(f)
	if b.Len() >= len(data) {
		return Squeezed{data, data, zip.Store}, nil
	}
	return Squeezed{data, b.Bytes(), zip.Deflate}, nil
}

// Add writes one entry, whose name has been taken before.
func (z *Writer) Add(name string, data []byte, deflate bool) error {
	entry := Squeezed{data, data, zip.Store}
	if deflate {
		var err error
		if entry, err = z.Squeeze(data); err != nil {
			return err
		}
	}
	return z.Put(name, entry)
}

// Put is add for what is squeezed already.
func (z *Writer) Put(name string, entry Squeezed) error {
	limit := int64(MaxFile)
	if name == ManifestName {
		limit = MaxManifest
	}
	size := int64(len(entry.data))
	z.total += size
	if size > limit || z.total > MaxPackage || len(z.Files) >= MaxEntries {
		return fmt.Errorf("the package would be too large at %s: at most %d files of together %d GB, each at most %d MB; export fewer posts at a time", name, MaxEntries, MaxPackage>>30, MaxFile>>20)
	}
	h := &zip.FileHeader{
		Name: name, Method: entry.method, CRC32: crc32.ChecksumIEEE(entry.data),
		UncompressedSize64: uint64(size), CompressedSize64: uint64(len(entry.packed)),
	}
	//lint:ignore SA1019 CreateRaw writes these as they are and never looks at Modified
	h.ModifiedDate, h.ModifiedTime = dosTime(z.modified)
	h.SetMode(0o644)
	for _, r := range name {
		if r >= 0x80 {
			h.Flags |= 0x800 // the name is UTF-8
		}
	}
	z.packed += int64(len(entry.packed))
	if z.total > FreeRatio && z.total > maxRatio*z.packed {
		return fmt.Errorf("%s holds too little in too many bytes to be packed; leave it out", name)
	}
	w, err := z.zip.CreateRaw(h)
	if err != nil {
		return err
	}
	if _, err := w.Write(entry.packed); err != nil {
		return err
	}
	if z.told != nil {
		z.told(name, entry.data)
	}
	if name != ManifestName {
		z.Sums[name] = Sum(entry.data)
		z.Files = append(z.Files, ManifestFile{Path: name, Size: size, SHA256: z.Sums[name]})
	}
	return nil
}

// dosTime is a time as zip files write it, in UTC.
func dosTime(t time.Time) (date, clock uint16) {
	t = t.UTC()
	switch {
	case t.Year() < 1980:
		return 1<<5 | 1, 0 // the first day that it can hold
	case t.Year() > 2107:
		return (2107-1980)<<9 | 12<<5 | 31, 0
	}
	date = uint16(t.Year()-1980)<<9 | uint16(t.Month())<<5 | uint16(t.Day())
	return date, uint16(t.Hour())<<11 | uint16(t.Minute())<<5 | uint16(t.Second()/2)
}

// Mimetype writes the entry that tells at a fixed place what the file is.
func (z *Writer) Mimetype(mime string) error {
	w, err := z.zip.CreateRaw(&zip.FileHeader{
		Name: "mimetype", Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(mime)),
		CompressedSize64: uint64(len(mime)), UncompressedSize64: uint64(len(mime)),
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, mime)
	return err
}
