package safefile

import (
	"bytes"
	"crypto/sha256"
	"io"
	"io/fs"
	"os"
)

// Read returns the bytes of a regular file and its fingerprint. Links are
// followed; what is no regular file is refused without being opened, and a file
// of more than limit bytes without being read ([*NotRegularError],
// [*TooLargeError]). A limit of 0 is none.
func Read(path string, limit int64) ([]byte, Fingerprint, error) {
	return read(OS{}, path, limit)
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

func read(fsys FS, path string, limit int64) (data []byte, fp Fingerprint, err error) {
	// While another program writes, bytes and time belong to different moments;
	// the fingerprint must be of the bytes. A writer who never rests gets the
	// last answer, and the sum is right all the same.
	for range 3 {
		var still bool
		data, fp, still, err = readOnce(fsys, path, limit)
		if err != nil || still {
			break
		}
	}
	return data, fp, err
}

func readOnce(fsys FS, path string, limit int64) (data []byte, fp Fingerprint, still bool, err error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, Fingerprint{}, false, err
	}
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			data, fp, err = nil, Fingerprint{}, cerr
		}
	}()
	before, err := f.Stat()
	if err != nil {
		return nil, Fingerprint{}, false, err
	}
	if limit > 0 && before.Size() > limit {
		return nil, Fingerprint{}, false, &TooLargeError{Path: path, Size: before.Size(), Limit: limit}
	}
	var from io.Reader = f
	if limit > 0 {
		from = io.LimitReader(f, limit+1) // the size may be a lie, or grow
	}
	var b bytes.Buffer
	b.Grow(int(before.Size()) + bytes.MinRead)
	if _, err = b.ReadFrom(from); err != nil {
		return nil, Fingerprint{}, false, err
	}
	data = b.Bytes()
	if limit > 0 && int64(len(data)) > limit {
		return nil, Fingerprint{}, false, &TooLargeError{Path: path, Size: int64(len(data)), Limit: limit}
	}
	after, err := f.Stat()
	if err != nil {
		return nil, Fingerprint{}, false, err
	}
	fp = fingerprint(after)
	fp.Size = int64(len(data))
	fp.Sum = sha256.Sum256(data)
	still = before.Size() == after.Size() && before.ModTime().Equal(after.ModTime()) && after.Size() == fp.Size
	return data, fp, still, nil
}
