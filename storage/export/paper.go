package export

import (
	"io"
	"slices"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/export/docx"
	"galley.app/galley/storage/export/epub"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/pdf"
	"galley.app/galley/storage/export/site"
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
		doc, byline := p.read(e)
		out.Posts = append(out.Posts, pdf.Post{
			Title: e.Heading(), Byline: byline, Doc: doc,
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
	p.missed(notes, all)
	return nil
}

// published are the fields that a document has as properties, since every
// website would show them. What else a writer noted in the head does not go to
// whoever gets the document.
var published = []string{"slug", "published", "tags", "categories", "keywords"}

// writeDOCX writes the posts as a document for Word, in file-name order.
func (p *Plan) writeDOCX(w io.Writer) error {
	b := p.newBook()
	out := docx.Book{
		Title: b.Title, Author: p.options.Site.Author, Language: b.Site.Language, RightToLeft: b.Site.RightToLeft(),
		Summary: b.Description(), Date: b.Modified(), Colours: p.colours, Decode: p.decode, Step: p.step, File: p.sweep.file,
	}
	if len(p.Posts) == 1 {
		for _, f := range p.Posts[0].Fields {
			if slices.Contains(published, f.Key) && !strings.Contains(f.Value, "data:") {
				out.Fields = append(out.Fields, docx.Field{Key: f.Key, Value: f.Value})
			}
		}
	}
	var all []*images.Set
	p.watch.passes = 2 // one to read, one to write
	for i, e := range p.Posts {
		ps := images.NewSet(e.Path, p.options.images())
		all = append(all, ps)
		doc, byline := p.read(e)
		out.Posts = append(out.Posts, docx.Post{
			Title: e.Heading(), Byline: byline, Doc: doc,
			Image: func(src string) ([]byte, bool) { return ps.Get(src).Bytes() },
			Link: func(dest string) (string, int, string, bool) {
				address, post, ok := b.Lead(i, dest)
				_, fragment, _ := strings.Cut(address, "#")
				return address, post, fragment, ok
			},
		})
		if err := p.step(); err != nil {
			return err
		}
	}
	notes, err := docx.Write(w, out)
	if err != nil {
		return err
	}
	p.missed(notes, all)
	return nil
}

// read parses the body of a post for paper, notes what is wrong with it, and
// returns the line below its title.
func (p *Plan) read(e site.Post) (doc *markdown.Doc, byline string) {
	doc = p.options.Site.Dialect().Parse(nil, text.New(e.Body), 0)
	for _, q := range doc.Problems() {
		p.notes = append(p.notes, e.InBody(q.Line, q.Message))
	}
	return doc, e.Byline()
}

// missed notes what writing found of each post, and of its images.
func (p *Plan) missed(notes [][]string, all []*images.Set) {
	for i, list := range notes {
		for _, n := range list {
			p.note(p.Posts[i].Path, "%s", n)
		}
		p.notes = append(p.notes, all[i].Findings()...)
	}
}
