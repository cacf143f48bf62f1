package export

import (
	"io"
	"time"

	"galley.app/galley/assets"
	"galley.app/galley/editor/text"
	"galley.app/galley/storage/export/epub"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/pdf"
)

// writeEPUB writes the posts as a book, in file-name order.
func (p *Plan) writeEPUB(w io.Writer) error {
	p.watch.passes = epub.Steps
	notes, err := epub.Write(w, p.newBook(), epub.Options{
		Images: p.options.images(), Colours: p.colours, Decode: p.decode,
		Step: p.step, Owns: p.sweep.owns, File: p.sweep.file,
	})
	p.notes = append(p.notes, notes...)
	return err
}

// writePDF writes the posts as pages, in file-name order.
func (p *Plan) writePDF(w io.Writer) error {
	theme, _ := assets.PageNamed(p.options.Site.Page)
	b := p.newBook()
	out := pdf.Book{
		Title: b.Title, Author: p.options.Site.Author, Language: b.Site.Language,
		Summary: b.Description(), Date: b.Modified(), Theme: theme, Fonts: p.options.Fonts,
	}
	var all []*images.Set
	p.watch.passes = 2 // one to read, one to set
	out.Step, out.Ended, out.Decode = p.step, p.ended, p.decode
	for i, e := range p.Posts {
		ps := images.NewSet(e.Path, p.options.images())
		all = append(all, ps)
		doc := p.options.Site.Dialect().Parse(nil, text.New(e.Body), 0)
		for _, q := range doc.Problems() {
			p.notes = append(p.notes, e.InBody(q.Line, q.Message))
		}
		day := ""
		if !e.Date.IsZero() {
			day = e.Date.Format(time.DateOnly)
		}
		out.Posts = append(out.Posts, pdf.Post{
			Title: e.Heading(), Byline: day, Doc: doc,
			Image: func(src string) ([]byte, bool) {
				return ps.Get(src).Bytes()
			},
			Link: func(dest string) (string, int, bool) { return b.Lead(i, dest) },
		})
		if err := p.step(); err != nil {
			return err
		}
	}
	notes, err := pdf.Write(w, out)
	if err != nil {
		return err
	}
	for i, list := range notes {
		for _, n := range list {
			p.note(p.Posts[i].Path, "%s", n)
		}
		p.notes = append(p.notes, all[i].Findings()...)
	}
	return nil
}
