package export

import (
	"errors"
	"io"
	"time"
)

// ImageLink is a place in Markdown where the address of an image is written.
type ImageLink struct {
	Start, End int    // bytes of the address as written, brackets or quotes included
	Dest       string // what it means
	ref        imageRef
}

// Links finds every place where Markdown without a head writes the address of
// an image or of a link, in source order; of is true of links.
func Links(src string) (links []ImageLink, of []bool) {
	for _, r := range addressRefs(src) {
		links = append(links, ImageLink{Start: r.start, End: r.end, Dest: r.dest, ref: r})
		of = append(of, r.link)
	}
	return links, of
}

// ImageLinks finds every place where Markdown without a head writes the address
// of an image, in source order.
func ImageLinks(src string) []ImageLink {
	refs := imageRefs(src)
	links := make([]ImageLink, len(refs))
	for i, r := range refs {
		links[i] = ImageLink{Start: r.start, End: r.end, Dest: r.dest, ref: r}
	}
	return links
}

// Written is how another address is written in that place; it must be one that
// PlainName gives.
func (l ImageLink) Written(dest string) string {
	if l.ref.html {
		return `"` + dest + `"`
	}
	return dest
}

// IsLocalLink tells whether a link names a file, not an address.
func IsLocalLink(dest string) bool { return isLocal(dest) }

// IsElsewhere tells whether an image link is an address of another host.
func IsElsewhere(dest string) bool {
	_, far := elsewhere(dest)
	return far
}

// IsImage tells whether the bytes, or the first of them, are those of an image
// that may lie in a package, and whether the name is that of one.
func IsImage(name string, data []byte) bool { return hasImageSuffix(name) && imageType(data) != "" }

// CheckName tells why a file of a package, or of a library that comes from
// elsewhere, must not be called that. Names are paths with slashes.
func CheckName(name string) error { return checkName(name) }

// PlainName makes a name that passes CheckName and of which Markdown, HTML and
// an address need escape nothing.
func PlainName(name string) string { return plainName(name) }

// FoldName is the same for two names that are one file on some system.
func FoldName(name string) string { return folded(name) }

// Read gives the bytes of a file of the package, which were checked when it was
// opened; it tells when they are others by now.
func (p *Package) Read(name string) ([]byte, error) {
	r, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data := make([]byte, p.size(name)) // as many as came out when it was opened
	_, err = io.ReadFull(r, data)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || err == nil && hexSum(data) != p.sums[name] {
		err = errors.New("the package changed while it was read")
	}
	return data, err
}

// Sum is the SHA-256, in hexadecimal, of a file of the package, and its size.
func (p *Package) Sum(name string) (sum string, size int64) { return p.sums[name], p.size(name) }

// ImportPrefix begins the name of a folder in a library that an import is built
// in; twelve hexadecimal digits follow.
const ImportPrefix = ".galley-import-"

// StaleImports lists the folders in dir that imports which were killed were
// built in.
func StaleImports(dir string) []string { return staleNames(dir, ImportPrefix, "") }

// Hold keeps a folder from being listed as stale, until it is released or this
// process ends. It fails where another one holds it.
func Hold(path string) (release func(), ok bool) { return hold(path, time.Now()) }
