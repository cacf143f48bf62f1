package export

import (
	"fmt"
	"io"
	"strings"
	"time"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/site"
)

// writeZip writes the package to hand over: of each post its source, its page
// and the images it uses, then the manifest. Unpacked anywhere it is a library.
func (p *Plan) writeZip(w io.Writer) error {
	z := pack.NewWriter(w, time.Time{}, p.sweep.file)
	if err := z.Taken.Take(pack.ManifestName); err != nil {
		return err
	}
	// Sources take their names first: an image's link can miss its file, but
	// a post's name is what it is.
	sources := make([]string, len(p.Posts))
	for i, e := range p.Posts {
		sources[i] = z.Taken.Free(pack.SourceName(e.Name))
		if sources[i] != e.Name {
			p.note(e.Path, "is called %s in the package", sources[i])
		}
		p.sweep.owns(sources[i], i)
	}
	pages := make([]string, len(p.Posts))
	for i, e := range p.Posts {
		pages[i] = z.Taken.Free("pages/" + pack.Portable(strings.ReplaceAll(e.Slug, "/", "_")+".html"))
		p.sweep.owns(pages[i], i)
	}
	links := p.links()
	m := pack.Manifest{Format: pack.ManifestFormat, Version: pack.ManifestVersion, Posts: []pack.ManifestPost{}}
	type made struct {
		source, page pack.Squeezed
		found        []site.Finding
		ps           *images.Set
	}
	err := inOrder(len(p.Posts), func(i int) (m made, err error) {
		e := p.Posts[i]
		m.ps = images.NewSet(e.Path, p.options.images())
		o := PageOptions{Site: p.options.Site}
		o.extra.link = links.Besides(pages[i], pages)
		o.extra.colours = p.colours
		page, found, err := renderPage(e, o, m.ps)
		if err != nil {
			return m, err
		}
		// What the page leaves out is in the source, for whoever takes it in.
		for _, r := range refs.Images(e.Text[e.TextStart:]) {
			m.ps.Get(r.Dest)
		}
		for _, dest := range fields.Images(e.Fields) {
			m.ps.Get(dest)
		}
		m.found = append(found, m.ps.Findings()...)
		if m.source, err = z.Squeeze([]byte(e.Text)); err == nil {
			m.page, err = z.Squeeze(page)
		}
		return m, err
	}, func(i int, got made) error {
		e := p.Posts[i]
		mp := pack.ManifestPost{Source: sources[i], Fields: e.Fields, Images: []pack.ManifestImage{}}
		if err := z.Put(mp.Source, got.source); err != nil {
			return err
		}
		p.notes = append(p.notes, got.found...)
		mp.Page = pages[i]
		if err := z.Put(mp.Page, got.page); err != nil {
			return err
		}
		for _, pic := range got.ps.Order {
			if pic.Data == nil {
				continue
			}
			name, good, err := addImage(z, pic)
			if err != nil {
				return err
			}
			if !good {
				p.note(e.Path, "image %q is called %s in the package; its link will not find it there", pic.Dest, name)
			}
			mp.Images = append(mp.Images, pack.ManifestImage{Link: pic.Dest, Path: name})
		}
		m.Posts = append(m.Posts, mp)
		return p.step()
	})
	if err != nil {
		return err
	}
	m.Files = z.Files
	data, err := m.Encode()
	if err != nil {
		return err
	}
	if err := bounded.CheckJSON(data, pack.Limits{}.ManifestLimits()); err != nil {
		return fmt.Errorf("the package's list of what is in it could not be read again: %w; export fewer posts at a time", err)
	}
	if err := z.Add(pack.ManifestName, data, true); err != nil {
		return err
	}
	return z.Close()
}

// addImage adds an image unless that very file is there already. The second
// result reports whether its link leads to it.
func addImage(z *pack.Writer, pic *images.Image) (string, bool, error) {
	name, good := pack.ImagePath(pic.Dest)
	if !imagefile.HasSuffix(name) {
		name, good = name+imagefile.Suffix(pic.MIME), false
	}
	sum := pack.Sum(pic.Data)
	if z.Sums[name] == sum {
		return name, good, nil
	}
	if got := z.Taken.Free(name); got != name {
		name, good = got, false
	}
	return name, good, z.Add(name, pic.Data, pic.MIME == "image/svg+xml" || pic.MIME == "image/bmp")
}
