package safefile

import (
	"crypto/sha256"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// pieceSize is how many bytes are read, copied or summed in one go. The runtime
// cannot stop a goroutine within one of these, and while it wants to, for
// collecting garbage, all others wait: the one that paints a window too.
const pieceSize = 128 << 10

// Read returns the bytes of a regular file and its fingerprint. Links are
// followed; what is no regular file is refused without being opened, and a file
// of more than limit bytes without being read ([*NotRegularError],
// [*TooLargeError]). A limit of 0 is none.
func Read(path string, limit int64) ([]byte, Fingerprint, error) {
	return readBytes(OS{}, path, limit)
}

func readBytes(fsys FS, path string, limit int64) (data []byte, fp Fingerprint, err error) {
	fp, err = read(fsys, path, limit, func(size int) { data = make([]byte, 0, size) }, func(piece []byte) {
		data = append(data, piece...)
	})
	if err != nil {
		return nil, Fingerprint{}, err
	}
	return data, fp, nil
}

// ReadText is Read for the bytes as a string.
func ReadText(path string, limit int64) (string, Fingerprint, error) {
	return readText(OS{}, path, limit)
}

func readText(fsys FS, path string, limit int64) (string, Fingerprint, error) {
	var b strings.Builder
	fp, err := read(fsys, path, limit, func(size int) {
		b.Reset()
		b.Grow(size)
	}, func(piece []byte) { b.Write(piece) })
	if err != nil {
		return "", Fingerprint{}, err
	}
	return b.String(), fp, nil
}

// Sum is Read for the fingerprint alone.
func Sum(path string, limit int64) (Fingerprint, error) { return sum(OS{}, path, limit) }

func sum(fsys FS, path string, limit int64) (Fingerprint, error) {
	return read(fsys, path, limit, func(int) {}, func([]byte) {})
}

// Stat returns a file's fingerprint without the sum, for what names a regular
// file or anything else. Links are followed.
func Stat(path string) (Fingerprint, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Fingerprint{}, err
	}
	return fingerprint(info), nil
}

func fingerprint(info fs.FileInfo) Fingerprint {
	f := Fingerprint{Size: info.Size(), ModTime: info.ModTime(), Mode: info.Mode()}
	f.Inode, f.Device = identity(info)
	return f
}

// read hands a file's bytes to take in pieces, which are good until take
// returns, after telling begin about how many there will be. Both may happen
// again from the start.
func read(fsys FS, path string, limit int64, begin func(size int), take func(piece []byte)) (fp Fingerprint, err error) {
	// While another program writes, bytes and time belong to different moments;
	// the fingerprint must be of the bytes. A writer who never rests gets the
	// last answer, and the sum is right all the same.
	for range 3 {
		var still bool
		fp, still, err = readOnce(fsys, path, limit, begin, take)
		if err != nil || still {
			break
		}
	}
	return fp, err
}

func readOnce(fsys FS, path string, limit int64, begin func(int), take func([]byte)) (fp Fingerprint, still bool, err error) {
	f, err := fsys.Open(path)
	if err != nil {
		return Fingerprint{}, false, err
	}
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			fp, err = Fingerprint{}, cerr
		}
	}()
	before, err := f.Stat()
	if err != nil {
		return Fingerprint{}, false, err
	}
	if limit > 0 && before.Size() > limit {
		return Fingerprint{}, false, &TooLargeError{Path: path, Size: before.Size(), Limit: limit}
	}
	var from io.Reader = f
	if limit > 0 {
		from = io.LimitReader(f, limit+1) // the size may be a lie, or grow
	}
	begin(int(before.Size()))
	hash, size := sha256.New(), int64(0)
	for piece := make([]byte, max(512, min(pieceSize, before.Size()+1))); err != io.EOF; {
		var n int
		n, err = from.Read(piece)
		if err != nil && err != io.EOF {
			return Fingerprint{}, false, err
		}
		hash.Write(piece[:n])
		take(piece[:n])
		size += int64(n)
	}
	if limit > 0 && size > limit {
		return Fingerprint{}, false, &TooLargeError{Path: path, Size: size, Limit: limit}
	}
	after, err := f.Stat()
	if err != nil {
		return Fingerprint{}, false, err
	}
	fp = fingerprint(after)
	fp.Size = size
	hash.Sum(fp.Sum[:0])
	still = before.Size() == after.Size() && before.ModTime().Equal(after.ModTime()) && after.Size() == fp.Size
	return fp, still, nil
}

// SumOf returns the sum that the fingerprint of a file with these bytes has.
func SumOf(data []byte) (s [sha256.Size]byte) {
	hash := sha256.New()
	for piece := range slices.Chunk(data, pieceSize) {
		hash.Write(piece)
	}
	hash.Sum(s[:0])
	return s
}
