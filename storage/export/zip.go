package export

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"strings"
	"sync"
	"time"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/refs"
)

// writeZip writes the package to hand over: of each post its source, its page
// and the images it uses, then the manifest. Unpacked anywhere it is a library.
func (p *Plan) writeZip(w io.Writer) error {
	z := &packer{zip: zip.NewWriter(w), taken: names{}, sums: map[string]string{}, sweep: p.sweep}
	if err := z.taken.take(manifestName); err != nil {
		return err
	}
	// Sources take their names first: an image's link can miss its file, but
	// a post's name is what it is.
	sources := make([]string, len(p.Posts))
	for i, e := range p.Posts {
		sources[i] = z.taken.free(sourceName(e.Name))
		if sources[i] != e.Name {
			p.note(e.Path, "is called %s in the package", sources[i])
		}
		p.sweep.owns(sources[i], i)
	}
	pages := make([]string, len(p.Posts))
	for i, e := range p.Posts {
		pages[i] = z.taken.free("pages/" + portable(strings.ReplaceAll(e.Slug, "/", "_")+".html"))
		p.sweep.owns(pages[i], i)
	}
	links := p.postLinks()
	m := Manifest{Format: manifestFormat, Version: manifestVersion, Posts: []ManifestPost{}}
	type made struct {
		source, page squeezed
		found        []Finding
		ps           *pictures
	}
	err := inOrder(len(p.Posts), func(i int) (m made, err error) {
		e := p.Posts[i]
		m.ps = newPictures(e.Path, p.options)
		o := PageOptions{Site: p.options.Site}
		o.extra.link = links.besides(pages[i], pages)
		o.extra.colours = p.colours
		page, found, err := renderPage(e, o, m.ps)
		if err != nil {
			return m, err
		}
		// What the page leaves out is in the source, for whoever takes it in.
		for _, r := range refs.Images(e.Text[e.textStart:]) {
			m.ps.get(r.Dest)
		}
		for _, dest := range e.fieldImages() {
			m.ps.get(dest)
		}
		m.found = append(found, m.ps.findings()...)
		if m.source, err = z.squeeze([]byte(e.Text)); err == nil {
			m.page, err = z.squeeze(page)
		}
		return m, err
	}, func(i int, got made) error {
		e := p.Posts[i]
		mp := ManifestPost{Source: sources[i], Fields: e.Fields, Images: []ManifestImage{}}
		if err := z.put(mp.Source, got.source); err != nil {
			return err
		}
		p.notes = append(p.notes, got.found...)
		mp.Page = pages[i]
		if err := z.put(mp.Page, got.page); err != nil {
			return err
		}
		for _, pic := range got.ps.order {
			if pic.data == nil {
				continue
			}
			name, good, err := z.image(pic)
			if err != nil {
				return err
			}
			if !good {
				p.note(e.Path, "image %q is called %s in the package; its link will not find it there", pic.dest, name)
			}
			mp.Images = append(mp.Images, ManifestImage{Link: pic.dest, Path: name})
		}
		m.Posts = append(m.Posts, mp)
		return p.step()
	})
	if err != nil {
		return err
	}
	m.Files = z.files
	data, err := m.encode()
	if err != nil {
		return err
	}
	if err := bounded.CheckJSON(data, Limits{}.manifestLimits()); err != nil {
		return fmt.Errorf("the package's list of what is in it could not be read again: %w; export fewer posts at a time", err)
	}
	if err := z.add(manifestName, data, true); err != nil {
		return err
	}
	return z.zip.Close()
}

// packer writes the entries of a package so that the same files always give
// the same bytes: no times, no sizes behind the data.
type packer struct {
	zip           *zip.Writer
	taken         names
	sums          map[string]string // name to hash, of what is in the package
	files         []ManifestFile
	total, packed int64
	modified      time.Time // of each entry; the first day that zip knows when before it
	squeezers     sync.Pool // of *flate.Writer, which are large
	sweep         *sweep    // is told of each file; nil for none
}

// squeezed are the bytes of an entry as they are written.
type squeezed struct {
	data, packed []byte
	method       uint16
}

// squeeze packs the bytes of an entry, where that makes them fewer. Any
// goroutine may.
func (z *packer) squeeze(data []byte) (squeezed, error) {
	var b bytes.Buffer
	f, ok := z.squeezers.Get().(*flate.Writer)
	if ok {
		f.Reset(&b)
	} else {
		var err error
		if f, err = flate.NewWriter(&b, flate.DefaultCompression); err != nil {
			return squeezed{}, err
		}
	}
	if _, err := f.Write(data); err != nil {
		return squeezed{}, err
	}
	if err := f.Close(); err != nil {
		return squeezed{}, err
	}
	z.squeezers.Put(f)
	if b.Len() >= len(data) {
		return squeezed{data, data, zip.Store}, nil
	}
	return squeezed{data, b.Bytes(), zip.Deflate}, nil
}

// image adds an image unless that very file is there already. The second
// result tells whether its link leads to it.
func (z *packer) image(pic *picture) (string, bool, error) {
	name, good := ImagePath(pic.dest)
	if !imagefile.HasSuffix(name) {
		name, good = name+imagefile.Suffix(pic.mime), false
	}
	sum := Sum(pic.data)
	if z.sums[name] == sum {
		return name, good, nil
	}
	if got := z.taken.free(name); got != name {
		name, good = got, false
	}
	return name, good, z.add(name, pic.data, pic.mime == "image/svg+xml" || pic.mime == "image/bmp")
}

// add writes one entry, whose name has been taken before.
func (z *packer) add(name string, data []byte, deflate bool) error {
	entry := squeezed{data, data, zip.Store}
	if deflate {
		var err error
		if entry, err = z.squeeze(data); err != nil {
			return err
		}
	}
	return z.put(name, entry)
}

// put is add for what is squeezed already.
func (z *packer) put(name string, entry squeezed) error {
	limit := int64(maxFile)
	if name == manifestName {
		limit = maxManifest
	}
	size := int64(len(entry.data))
	z.total += size
	if size > limit || z.total > maxPackage || len(z.files) >= maxEntries {
		return fmt.Errorf("the package would be too large at %s: at most %d files of together %d GB, each at most %d MB; export fewer posts at a time", name, maxEntries, maxPackage>>30, maxFile>>20)
	}
	h := &zip.FileHeader{
		Name: name, Method: entry.method, CRC32: crc32.ChecksumIEEE(entry.data),
		UncompressedSize64: uint64(size), CompressedSize64: uint64(len(entry.packed)),
	}
	//lint:ignore SA1019 CreateRaw writes these as they are and never looks at Modified
	h.ModifiedDate, h.ModifiedTime = dosTime(z.modified)
	h.SetMode(0o644 | fs.FileMode(0))
	for _, r := range name {
		if r >= 0x80 {
			h.Flags |= 0x800 // the name is UTF-8
		}
	}
	z.packed += int64(len(entry.packed))
	if z.total > freeRatio && z.total > maxRatio*z.packed {
		return fmt.Errorf("%s holds too little in too many bytes to be packed; leave it out", name)
	}
	w, err := z.zip.CreateRaw(h)
	if err != nil {
		return err
	}
	if _, err := w.Write(entry.packed); err != nil {
		return err
	}
	z.sweep.file(name, entry.data)
	if name != manifestName {
		z.sums[name] = Sum(entry.data)
		z.files = append(z.files, ManifestFile{Path: name, Size: size, SHA256: z.sums[name]})
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
