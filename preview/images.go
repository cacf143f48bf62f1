package preview

import (
	"context"
	"encoding/base64"
	"errors"
	"image"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/preview/page"
)

// Images gives a page its images. What is nil gives none.
type Images struct {
	// Resolve gives the file behind an image's destination, on any goroutine: it may
	// ask the disk. If there is none,
	// path may say where one was looked for.
	Resolve func(dest string) (path string, ok bool)
	// Read gives the bytes of a file. Its error says in plain words why not.
	Read func(path string) ([]byte, error)
	// Decoder makes pixels of bytes.
	Decoder imagework.Decoder
}

// Bounds of what images may cost.
const (
	maxData       = 64 << 20 // bytes of a data: address
	maxCached     = 96 << 20 // bytes of the scaled images that are kept
	decodesAtOnce = 2
	looksAtOnce   = 8
)

// imageCache knows the images of a page: their sizes, and the pixels of those
// that were on screen lately, scaled to the widths that they are shown at. It
// belongs to the goroutine of the user interface; files are read and decoded
// on others.
type imageCache struct {
	Images
	post    func(func())             // nil: decode in place
	barred  func(dest string) string // may be nil
	changed func(src string, sized bool)

	entries map[string]*cachedImage // by destination; those that name one file share its entry
	files   map[string]*cachedImage // by path, of the files that are there
	bytes   int
	clock   uint64
	turns   chan struct{}
	looks   chan struct{} // turns of those who ask where an image is
	checks  atomic.Int64  // number of the last recheck

	diagrams diagramQueue
}

// cachedImage is what is known of one image.
type cachedImage struct {
	page.Image
	also    []string // other destinations that name its file
	path    string
	data    []byte // of a data: address, or of a diagram
	source  string // of a diagram
	stamp   stamp  // of the file when it was read
	reads   int    // of the file so far; what an earlier one still brings is void
	busy    bool   // it is being decoded
	seeking bool   // it is not known yet where it is
	prints  []*scaled
	used    uint64 // of a diagram
	vector  bool   // it has no size of its own in pixels
}

// scaled are the pixels of an image for one width on the screen.
type scaled struct {
	img   *image.RGBA
	width int // that was wanted; 0 when the file is another one by now
	used  uint64
}

func newImageCache(post func(func()), images Images) *imageCache {
	return &imageCache{Images: images, post: post, entries: map[string]*cachedImage{}, files: map[string]*cachedImage{}, turns: make(chan struct{}, decodesAtOnce), looks: make(chan struct{}, looksAtOnce)}
}

// A stamp reports whether a file is still the one that was read.
type stamp struct {
	time time.Time
	size int64
}

func stampOf(path string) stamp {
	if path == "" {
		return stamp{}
	}
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}
	}
	return stamp{info.ModTime(), info.Size()}
}

// sight is what there is behind an image's destination.
type sight struct {
	path  string // of the file, or where one was looked for
	data  []byte // of a data: address
	stamp stamp  // of the file
	err   error  // why there is none
}

// recheck forgets the images that are in other files now: destinations lead
// elsewhere from another post, and files change. It has the files that have
// other contents read again; until then, what is known of them holds. The disk is
// asked aside; done is called where anything is to be looked at anew. A later
// recheck takes the place of one that is not done.
func (g *imageCache) recheck(done func()) {
	g.checks.Add(1)
	n := g.checks.Load()
	var list []string
	for src, p := range g.entries {
		if p.source == "" && p.data == nil {
			list = append(list, src)
		}
	}
	if len(list) == 0 {
		return
	}
	was := maps.Clone(g.entries)
	g.aside(g.looks, func() func() {
		seen := make(map[string]sight, len(list))
		for _, src := range list {
			if g.checks.Load() != n {
				return func() {}
			}
			seen[src] = g.locate(src)
		}
		return func() {
			if g.checks.Load() != n {
				return
			}
			changed := false
			for src, now := range seen {
				if p := g.entries[src]; p != nil && p == was[src] {
					changed = g.compare(p, src, now) || changed
				}
			}
			if changed {
				done()
			}
		}
	})
}

// compare takes in what was seen of a destination of an image, and reports whether
// that is anything new.
func (g *imageCache) compare(p *cachedImage, src string, now sight) bool {
	switch {
	case p.seeking: // it is told what there is
		return false
	case now.path != p.path || now.err == nil && g.files[p.path] != p:
		g.forget(p)
	case src != p.Src: // its entry is looked at once
		return false
	case !now.stamp.time.Equal(p.stamp.time) || now.stamp.size != p.stamp.size:
		g.read(p, now)
	default:
		return false
	}
	return true
}

// moved forgets the images that are others where the post lies elsewhere, beside
// which they are.
func (g *imageCache) moved() {
	for src, p := range g.entries {
		if p.source == "" && p.data == nil && !strings.HasPrefix(src, "/") && !isRemote(src) {
			g.forget(p)
		}
	}
}

// forget takes an image away, under all its names. What is still being read of
// it comes to nothing.
func (g *imageCache) forget(p *cachedImage) {
	g.drop(p)
	p.reads++
	for _, src := range append(p.also, p.Src) {
		delete(g.entries, src)
	}
	if g.files[p.path] == p {
		delete(g.files, p.path)
	}
}

// size is what is known of an image's size; the first call has its header
// read.
func (g *imageCache) size(src string) page.Image {
	return g.entry(src).Image
}

func (g *imageCache) entry(src string) *cachedImage {
	if p, ok := g.entries[src]; ok {
		return p
	}
	p := &cachedImage{Image: page.Image{Src: src}, seeking: true}
	g.entries[src] = p
	if isRemote(src) {
		g.found(p, sight{err: noteRemote})
		return p
	}
	g.aside(g.looks, func() func() {
		seen := g.locate(src)
		return func() {
			if g.entries[src] == p && p.seeking {
				g.found(p, seen)
			}
		}
	})
	return g.entries[src]
}

// found takes in what there is behind the destination of a new image.
func (g *imageCache) found(p *cachedImage, seen sight) {
	p.seeking = false
	if same, ok := g.files[seen.path]; ok && seen.err == nil && seen.path != "" {
		same.also = append(same.also, p.Src)
		g.entries[p.Src] = same
		if g.changed != nil && g.post != nil && (same.Width > 0 || len(same.Notes) > 0) {
			g.changed(p.Src, true)
		}
		return
	}
	g.read(p, seen)
	if seen.err != nil && !isRemote(p.Src) {
		g.tell(p, true)
	}
}

// read has the header of an image read, unless there is none.
func (g *imageCache) read(p *cachedImage, seen sight) {
	p.reads++
	p.busy = false
	p.path, p.data, p.stamp = seen.path, seen.data, seen.stamp
	if err := seen.err; err != nil {
		p.setSize(0, 0, err)
		g.drop(p)
		if g.files[p.path] == p {
			delete(g.files, p.path)
		}
		return
	}
	if p.path != "" {
		g.files[p.path] = p
	}
	reads := p.reads
	path, data := p.path, p.data
	g.work(func() func() {
		data, err := g.bytesOf(path, data)
		w, h, vector := 0, 0, false
		if err == nil {
			w, h, err = imagework.Measure(data)
			vector = imagework.IsDrawing(data)
		}
		return func() {
			if reads != p.reads {
				return
			}
			p.setSize(w, h, err)
			p.vector = vector
			for _, s := range p.prints {
				s.width = 0 // what is there serves until it is decoded anew
			}
			if err != nil {
				g.drop(p)
			}
			g.tell(p, true)
		}
	})
}

// tell says that more is known of an image.
func (g *imageCache) tell(p *cachedImage, sized bool) {
	if g.changed == nil || g.post == nil {
		return
	}
	g.changed(p.Src, sized)
	for _, src := range p.also {
		g.changed(src, sized)
	}
}

// setSize takes the result of reading an image.
func (p *cachedImage) setSize(w, h int, err error) {
	p.Width, p.Height, p.Notes = w, h, nil
	if err != nil {
		p.Notes = append([]string{sentence(err)}, shorten(p.Src, p.path)...)
	}
}

// drop forgets an image's pixels.
func (g *imageCache) drop(p *cachedImage) {
	g.dropIf(p, func(*scaled) bool { return true })
}

func (g *imageCache) dropIf(p *cachedImage, old func(*scaled) bool) {
	p.prints = slices.DeleteFunc(p.prints, func(s *scaled) bool {
		if !old(s) {
			return false
		}
		g.bytes -= len(s.img.Pix)
		return true
	})
}

// work runs f elsewhere, a few at a time, and what it returns here.
func (g *imageCache) work(f func() func()) { g.aside(g.turns, f) }

// aside runs f elsewhere, in one of some turns, and what it returns here.
func (g *imageCache) aside(turns chan struct{}, f func() func()) {
	if g.post == nil {
		f()()
		return
	}
	go func() {
		turns <- struct{}{}
		done := f()
		<-turns
		g.post(done)
	}()
}

// note is why an image is not shown, as the page says it.
type note string

func (n note) Error() string { return string(n) }

const (
	noteMissing = note("Image not found")
	noteRemote  = note("Images from the web are not fetched")
	noteBarred  = note("Images outside of the library are not read")
	noteDecode  = note("The image cannot be decoded")
)

// isRemote reports whether a destination is one of the web.
func isRemote(src string) bool {
	lower := strings.ToLower(src)
	return strings.HasPrefix(lower, "http:") || strings.HasPrefix(lower, "https:") || strings.HasPrefix(src, "//")
}

// locate finds the file or the data behind an image's destination, on any
// goroutine.
func (g *imageCache) locate(src string) (s sight) {
	switch {
	case src == "":
		s.err = note("No image is named")
		return s
	case strings.HasPrefix(strings.ToLower(src), "data:"):
		s.data, s.err = dataAddress(src)
		return s
	case isRemote(src):
		s.err = noteRemote
		return s
	case g.Resolve == nil:
		s.err = noteMissing
		return s
	}
	var ok bool
	if s.path, ok = g.Resolve(src); !ok {
		s.err = noteMissing
		if g.barred != nil {
			if folder := g.barred(src); folder != "" {
				s.path, s.err = folder, noteBarred
			}
		}
	}
	s.stamp = stampOf(s.path)
	return s
}

// shorten gives the second line of a note: where the image was looked for.
func shorten(src, path string) []string {
	if path == "" {
		path = src
	}
	if strings.HasPrefix(strings.ToLower(path), "data:") || path == "" {
		return nil
	}
	const most = 200
	if len(path) > most {
		n := most
		for path[n]&0xC0 == 0x80 {
			n--
		}
		path = path[:n] + "…"
	}
	return []string{path}
}

// dataAddress decodes a data: address.
func dataAddress(src string) ([]byte, error) {
	bad := note("The image's data cannot be read")
	head, body, ok := strings.Cut(src[len("data:"):], ",")
	if !ok || len(body) > maxData {
		return nil, bad
	}
	if strings.HasSuffix(strings.ToLower(head), ";base64") {
		data, err := base64.StdEncoding.DecodeString(strings.TrimRight(body, "\n "))
		if err != nil {
			return nil, bad
		}
		return data, nil
	}
	text, err := url.PathUnescape(body)
	if err != nil {
		return nil, bad
	}
	return []byte(text), nil
}

// image gives an image's pixels for a width on the screen, nil while they are
// not there. One that was scaled for another width serves in the meantime.
func (g *imageCache) image(src string, width int) image.Image {
	p := g.entry(src)
	if p.Width == 0 || len(p.Notes) > 0 {
		return nil
	}
	g.clock++
	want := max(1, min(width, p.Width))
	if p.Width < width && p.vector {
		want = width
	}
	var last *scaled // to be used
	for _, s := range p.prints {
		if s.width == want {
			s.used = g.clock
			return s.img
		}
		if last == nil || s.used > last.used {
			last = s
		}
	}
	if !p.busy {
		if g.startDecode(p, want); g.post == nil && len(p.prints) > 0 { // in place
			last = p.prints[len(p.prints)-1]
		}
	}
	if last == nil { // not an image.Image that holds nil
		return nil
	}
	last.used = g.clock
	return last.img
}

// startDecode has an image decoded and scaled.
func (g *imageCache) startDecode(p *cachedImage, want int) {
	p.busy = true
	reads := p.reads
	path, data := p.path, p.data
	g.work(func() func() {
		img, err := g.pixels(path, data, want)
		return func() {
			if reads != p.reads {
				return
			}
			p.busy = false
			if err != nil {
				p.setSize(0, 0, err)
				g.drop(p)
			} else {
				g.keep(p, img, want)
			}
			g.tell(p, err != nil)
		}
	})
}

// keep puts an image into the cache and makes room for it.
func (g *imageCache) keep(p *cachedImage, img *image.RGBA, want int) {
	g.dropIf(p, func(s *scaled) bool { return s.width == 0 || s.width == want })
	added := &scaled{img: img, width: want, used: g.clock}
	p.prints = append(p.prints, added)
	g.bytes += len(img.Pix)
	for g.bytes > maxCached {
		var of *cachedImage
		var oldest *scaled
		for _, q := range g.entries {
			for _, s := range q.prints {
				if s != added && (oldest == nil || s.used < oldest.used) {
					of, oldest = q, s
				}
			}
		}
		if oldest == nil {
			return
		}
		g.dropIf(of, func(s *scaled) bool { return s == oldest })
	}
}

// pixels makes the pixels of an image, no wider than want.
func (g *imageCache) pixels(path string, data []byte, want int) (*image.RGBA, error) {
	data, err := g.bytesOf(path, data)
	if err != nil {
		return nil, err
	}
	if g.Decoder == nil {
		return nil, noteDecode
	}
	return g.Decoder.Decode(context.Background(), data, imagework.Want{Width: want})
}

// bytesOf gives the bytes of an image: those that are known, or its file's.
func (g *imageCache) bytesOf(path string, data []byte) ([]byte, error) {
	if data != nil {
		return data, nil
	}
	if g.Read == nil {
		return nil, noteMissing
	}
	data, err := g.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noteMissing
	}
	return data, err
}

// sentence says an error as the page does.
func sentence(err error) string {
	s := err.Error()
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
