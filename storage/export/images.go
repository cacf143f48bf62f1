package export

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/safefile"
)

const (
	maxImage  = 64 << 20 // bytes of one image file
	maxInline = 64 << 20 // bytes of what one page holds of images, in all places that show them
)

// picture is an image link of a post and what is behind it.
type picture struct {
	dest string // as written in the post
	at   string // the file; others may have the same bytes and so be the same stored
	*stored
}

// stored is what is behind image links: the bytes of a file as they are handed
// on, or an image that a link holds itself. Many links may share it.
type stored struct {
	file string
	mime string
	data []byte // of a file
	uri  string // the image as a data URI; "" when there is none to show
	told bool   // a camera or program had written into it what is left out here
	err  error  // why there is no image; local ones only
	note error  // what is to be said of it though it is there
}

// pictures finds the images of one post, each link once, in the order of use.
type pictures struct {
	path    string // of the post
	find    func(postPath, dest string) (string, bool)
	missing func(postPath, dest string) string // may be nil
	whole   bool                               // images keep what a camera said of them
	known   map[string]*picture
	order   []*picture

	files  map[string]*stored   // by path
	sums   map[[32]byte]*stored // by the bytes of the file
	inline int                  // bytes that the page holds so far
	bare   int                  // places that show the words of an image, since the page holds enough
}

func newPictures(postPath string, o Options) *pictures {
	return &pictures{path: postPath, find: o.Image, missing: o.Missing, whole: o.Camera, known: map[string]*picture{}, files: map[string]*stored{}, sums: map[[32]byte]*stored{}}
}

// source gives the data URI for one place of a page that shows an image.
func (ps *pictures) source(dest string) (string, bool) {
	p := ps.get(dest)
	if p.uri == "" {
		return "", false
	}
	if ps.inline+len(p.uri) > maxInline {
		ps.bare++
		return "", false
	}
	ps.inline += len(p.uri)
	return p.uri, true
}

// get gives what is known of an image link.
func (ps *pictures) get(dest string) *picture {
	p := ps.known[dest]
	if p == nil {
		p = &picture{dest: dest}
		p.at, p.stored = ps.load(dest)
		ps.known[dest] = p
		ps.order = append(ps.order, p)
	}
	return p
}

// load gives the file that a link names, if it does, and what is behind it.
func (ps *pictures) load(dest string) (file string, h *stored) {
	if !refs.IsLocal(dest) {
		if refs.IsData(dest) {
			return "", embedded(dest, ps.whole)
		}
		return "", &stored{}
	}
	if ps.find == nil {
		return "", &stored{err: errors.New("there is no folder to look in")}
	}
	file, ok := ps.find(ps.path, dest)
	if !ok {
		why := ""
		if ps.missing != nil {
			why = ps.missing(ps.path, dest)
		}
		return "", &stored{err: errors.New(cmp.Or(why, "there is no such image in the library"))}
	}
	if h := ps.files[file]; h != nil {
		return file, h
	}
	data, fp, err := safefile.Read(file, maxImage)
	switch {
	case err != nil:
		h = &stored{err: fmt.Errorf("%s cannot be read: %v", file, safefile.Cause(err))}
	case ps.sums[fp.Sum] != nil && ps.sums[fp.Sum].err == nil:
		h = ps.sums[fp.Sum]
	default:
		h = &stored{file: file}
		if h.mime, h.data, h.err = imagefile.Admit(data); h.err != nil {
			h.data, h.err = nil, fmt.Errorf("%s %w", file, h.err)
		} else {
			h.data = h.fill(h.data, ps.whole)
		}
		ps.sums[fp.Sum] = h
	}
	ps.files[file] = h
	return file, h
}

// fill makes the data URI of an image of these bytes and gives them as they are
// handed on: with what a camera said of it only where that is to stay whole.
func (h *stored) fill(data []byte, whole bool) []byte {
	if !whole {
		bare, err := imagefile.WithoutCamera(data, h.mime)
		h.told, h.note = !bytes.Equal(bare, data), err
		data = bare
	}
	h.uri = "data:" + h.mime + ";base64," + base64.StdEncoding.EncodeToString(data)
	return data
}

// Embedded is an image that an address holds itself, as it goes into a page,
// without what a camera said of it. It gives "" for all other addresses.
func Embedded(dest string) (string, error) {
	if !refs.IsData(dest) {
		return "", nil
	}
	h := embedded(dest, false)
	return h.uri, h.err
}

// embedded is the image that a link holds itself. Its bytes decide what it is,
// whatever the link says.
func embedded(dest string, whole bool) *stored {
	head, body, _ := strings.Cut(dest, ",")
	if s, err := url.PathUnescape(body); err == nil {
		body = s
	}
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(body), ""))
	if err != nil || !strings.HasSuffix(strings.ToLower(head), ";base64") {
		return &stored{err: errors.New("its data cannot be read")}
	}
	mime, data, err := imagefile.Admit(data)
	if err != nil {
		return &stored{err: fmt.Errorf("it %w", err)}
	}
	h := &stored{mime: mime}
	h.fill(data, whole)
	return h
}
