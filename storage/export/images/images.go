// Package images finds the images of posts and has them as they are handed on.
package images

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/safefile"
)

const (
	maxImage  = 64 << 20 // bytes of one image file
	maxInline = 64 << 20 // bytes of what one page holds of images, in all places that show them
)

// Image is an image link of a post and what is behind it.
type Image struct {
	Dest string // as written in the post
	At   string // the file; others may have the same bytes and so be the same stored
	*Stored
}

// Stored is what is behind image links: the bytes of a file as they are handed
// on, or an image that a link holds itself. Many links may share it.
type Stored struct {
	File string
	MIME string
	Data []byte // of a file
	URI  string // the image as a data URI; "" when there is none to show
	Bare bool   // what a camera or program had written into it is left out
	Err  error  // why there is no image; local ones only
	Note error  // what is to be said of it though it is there
}

// Set finds the images of one post, each link once, in the order of use.
type Set struct {
	path  string // of the post
	o     Options
	known map[string]*Image
	Order []*Image

	files  map[string]*Stored   // by path
	sums   map[[32]byte]*Stored // by the bytes of the file
	inline int                  // bytes that the page holds so far
	bare   int                  // places that show the words of an image, since the page holds enough
}

// Options say where images are, and how they are handed on.
type Options struct {
	// Find finds the file of an image link of a post; nil finds none.
	Find func(postPath, dest string) (path string, ok bool)
	// Missing says why Find found none, where there is more to say than that
	// there is none; else it returns "". It may be nil.
	Missing func(postPath, dest string) string
	// Camera leaves place, time and camera in the images, as they were written
	// into them.
	Camera bool
}

// NewSet returns the images of the post at a path, of which none is known yet.
func NewSet(postPath string, o Options) *Set {
	return &Set{path: postPath, o: o, known: map[string]*Image{}, files: map[string]*Stored{}, sums: map[[32]byte]*Stored{}}
}

// Source returns the data URI for one place of a page that shows an image.
func (ps *Set) Source(dest string) (string, bool) {
	p := ps.Get(dest)
	if p.URI == "" {
		return "", false
	}
	if ps.inline+len(p.URI) > maxInline {
		ps.bare++
		return "", false
	}
	ps.inline += len(p.URI)
	return p.URI, true
}

// Get returns what is known of an image link.
func (ps *Set) Get(dest string) *Image {
	p := ps.known[dest]
	if p == nil {
		p = &Image{Dest: dest}
		p.At, p.Stored = ps.load(dest)
		ps.known[dest] = p
		ps.Order = append(ps.Order, p)
	}
	return p
}

// load gives the file that a link names, if it does, and what is behind it.
func (ps *Set) load(dest string) (file string, h *Stored) {
	if !refs.IsLocal(dest) {
		if refs.IsData(dest) {
			return "", InLink(dest, ps.o.Camera)
		}
		return "", &Stored{}
	}
	if ps.o.Find == nil {
		return "", &Stored{Err: errors.New("there is no folder to look in")}
	}
	file, ok := ps.o.Find(ps.path, dest)
	if !ok {
		why := ""
		if ps.o.Missing != nil {
			why = ps.o.Missing(ps.path, dest)
		}
		return "", &Stored{Err: errors.New(cmp.Or(why, "there is no such image in the library"))}
	}
	if h := ps.files[file]; h != nil {
		return file, h
	}
	data, fp, err := safefile.Read(file, maxImage)
	switch {
	case err != nil:
		h = &Stored{Err: fmt.Errorf("%s cannot be read: %v", file, safefile.Cause(err))}
	case ps.sums[fp.Sum] != nil && ps.sums[fp.Sum].Err == nil:
		h = ps.sums[fp.Sum]
	default:
		h = &Stored{File: file}
		if h.MIME, h.Data, h.Err = imagefile.Admit(data); h.Err != nil {
			h.Data, h.Err = nil, fmt.Errorf("%s %w", file, h.Err)
		} else {
			h.Data = h.fill(h.Data, ps.o.Camera)
		}
		ps.sums[fp.Sum] = h
	}
	ps.files[file] = h
	return file, h
}

// fill makes the data URI of an image of these bytes and gives them as they are
// handed on: with what a camera said of it only where that is to stay whole.
func (h *Stored) fill(data []byte, whole bool) []byte {
	if !whole {
		bare, err := imagefile.WithoutCamera(data, h.MIME)
		h.Bare, h.Note = !bytes.Equal(bare, data), err
		data = bare
	}
	h.URI = "data:" + h.MIME + ";base64," + base64.StdEncoding.EncodeToString(data)
	return data
}

// Embedded returns an image that an address holds itself, as it goes into a page,
// without what a camera said of it. It gives "" for all other addresses.
func Embedded(dest string) (string, error) {
	if !refs.IsData(dest) {
		return "", nil
	}
	h := InLink(dest, false)
	return h.URI, h.Err
}

// InLink returns the image that a link holds itself. Its bytes decide what it is,
// whatever the link says.
func InLink(dest string, whole bool) *Stored {
	head, body, _ := strings.Cut(dest, ",")
	if s, err := url.PathUnescape(body); err == nil {
		body = s
	}
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(body), ""))
	if err != nil || !strings.HasSuffix(strings.ToLower(head), ";base64") {
		return &Stored{Err: errors.New("its data cannot be read")}
	}
	mime, data, err := imagefile.Admit(data)
	if err != nil {
		return &Stored{Err: fmt.Errorf("it %w", err)}
	}
	h := &Stored{MIME: mime}
	h.fill(data, whole)
	return h
}

// Findings are the local images that are not in the page.
func (ps *Set) Findings() []site.Finding {
	var found []site.Finding
	for _, p := range ps.Order {
		if p.Err != nil {
			found = append(found, site.Finding{Path: ps.path, Message: fmt.Sprintf("image %q: %v", refs.Short(p.Dest), p.Err)})
		}
		if p.Note != nil {
			found = append(found, site.Finding{Path: ps.path, Message: fmt.Sprintf("image %q: %v", refs.Short(p.Dest), p.Note)})
		}
	}
	if ps.bare > 0 {
		found = append(found, site.Finding{Path: ps.path, Message: fmt.Sprintf("%d of the places that show an image show its description: a page holds at most %d MB of images", ps.bare, maxInline>>20)})
	}
	return found
}

// Bytes are those of an image that may be shown, whether a file or in the link
// itself.
func (p *Image) Bytes() ([]byte, bool) {
	switch {
	case p.Err != nil || p.URI == "":
		return nil, false
	case p.Data != nil:
		return p.Data, true
	}
	_, body, _ := strings.Cut(p.URI, ",")
	data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(body))
	return data, err == nil
}

// FileName is a free name below folder for the image that dest names.
func FileName(dest, mime, folder string, taken pack.Names) string {
	p, _ := pack.ImagePath(dest)
	name := pack.PlainName(path.Base(p))
	if !imagefile.HasSuffix(name) {
		name += imagefile.Suffix(mime)
	}
	return taken.Free(folder + name)
}
