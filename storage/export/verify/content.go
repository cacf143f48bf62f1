package verify

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/safefile"
)

const maxHead = 64 << 10 // bytes that tell what a file is

// content is a file of a bundle. Only what must be read is held; of all else
// there is its sum, and where it can be read again.
type content struct {
	size int64
	sum  string // SHA-256 in hexadecimal
	head []byte // its first bytes
	data []byte // all of it, where it is held
	open func() (io.ReadCloser, error)
}

// held is content that was made, or is small.
func held(data []byte) content {
	return content{
		size: int64(len(data)), sum: pack.Sum(data), head: data[:min(len(data), maxHead)], data: data,
		open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

// isHeld reports whether a file of a bundle is read whole, and how large it may
// be then.
func isHeld(name string) (most int64, yes bool) {
	switch {
	case name == bundle.InfoName:
		return bundle.MaxInfo, true
	case name == "index.md", path.Dir(name) == "." && strings.HasPrefix(name, "text."):
		return pack.MaxSource, true
	}
	return 0, false
}

// readContent reads a file once; its size counts against what is left.
func readContent(name string, left *int64, open func() (io.ReadCloser, error)) (content, error) {
	r, err := open()
	if err != nil {
		return content{}, fmt.Errorf("%s: %w", name, safefile.Cause(err))
	}
	defer r.Close()
	most, hold := isHeld(name)
	allowed := *left
	if hold {
		allowed = min(allowed, most)
	}
	hash := sha256.New()
	var first bytes.Buffer
	var to io.Writer = hash
	if hold {
		to = io.MultiWriter(hash, &first)
	}
	in := io.LimitReader(r, allowed+1)
	size := int64(0)
	if !hold {
		n, err := io.CopyN(io.MultiWriter(hash, &first), in, maxHead)
		if err != nil && !errors.Is(err, io.EOF) {
			return content{}, fmt.Errorf("%s: %w", name, safefile.Cause(err))
		}
		size = n
	}
	n, err := io.Copy(to, in)
	size += n
	*left -= size
	switch {
	case err != nil:
		return content{}, fmt.Errorf("%s: %w", name, safefile.Cause(err))
	case *left < 0:
		return content{}, errors.New("its files are larger than a bundle may be")
	case size > allowed:
		return content{}, fmt.Errorf("%s: it is larger than %d MB", name, most>>20)
	}
	c := content{size: size, sum: hex.EncodeToString(hash.Sum(nil)), head: first.Bytes(), open: open}
	if hold {
		c = held(first.Bytes())
	}
	return c, nil
}

// packed reads an entry of a zip file again, from the file itself: nothing is
// kept open meanwhile. Whoever reads compares the sum.
func packed(file string, entry *zip.File) (open func() (io.ReadCloser, error), err error) {
	at, err := entry.DataOffset()
	size, method := int64(entry.CompressedSize64), entry.Method
	return func() (io.ReadCloser, error) {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		part := io.NewSectionReader(f, at, size)
		if method == zip.Store {
			return opened{part, f}, nil
		}
		return opened{flate.NewReader(part), f}, nil
	}, err
}

// opened is a reader and what it reads from.
type opened struct {
	io.Reader
	io.Closer
}
