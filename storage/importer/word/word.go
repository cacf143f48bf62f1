// Package word reads documents of Word's format as HTML, by the mapping that
// storage/export/docx writes them by and by what Word and LibreOffice write.
// What formulas, notes and boxes of tasks are in HTML stands as marks among the
// words, which [Document.Put] turns into Markdown.
package word

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/verify"
)

// Document is one that was read.
type Document struct {
	Title, Author, Description string
	Day                        string            // the words that are styled as a date; they are in the HTML
	Fields                     map[string]string // properties of the document that an author gave names
	HTML                       string
	Images                     map[string]string // addresses in the HTML to entries of the file
	Left                       []string          // what is not in the HTML
	Notes                      []string          // the HTML of its notes, in order
	Headings                   []string          // the id of each heading of the HTML, in order; "" for none

	day [2]int // where Day is in the HTML
	zip *verify.Archive
}

// ErrNone says that a file is not a Word document.
var ErrNone = errors.New("it is not a Word document")

// maxImage is how many bytes an image may have.
const maxImage = 64 << 20

// Read reads a document of size bytes, which anybody may have written.
func Read(r io.ReaderAt, size int64, l pack.Limits) (*Document, error) {
	z, err := verify.OpenArchive(r, size, l)
	if err != nil {
		return nil, err
	}
	d := &Document{zip: z, Fields: map[string]string{}, Images: map[string]string{}}
	main := "word/document.xml"
	if rels := d.relations("_rels/.rels"); rels != nil {
		for _, rel := range rels {
			if strings.HasSuffix(rel.kind, "/officeDocument") {
				main = strings.TrimPrefix(rel.target, "/")
			}
		}
	}
	if !z.Has(main) {
		return nil, ErrNone
	}
	root, err := d.part(main)
	if err != nil {
		return nil, err
	}
	body := root.kid("document", "body")
	if body == nil {
		return nil, ErrNone
	}
	rd := &reader{d: d, dir: path.Dir(main), rels: d.relations(relsOf(main)), notes: map[string]int{}, addresses: map[string]string{}, called: map[string]int{}}
	rd.readStyles()
	rd.readNumbering()
	d.properties()
	rd.anchors(body)
	d.HTML = rd.whole(body)
	headings := d.Headings
	rd.readNotes()
	d.Headings = headings // those in notes are at the end
	if rd.boxes > 0 {
		d.left("%s of words beside the text", rd.boxes, "box", "boxes")
	}
	if rd.charts > 0 {
		d.left("%s without a picture", rd.charts, "drawing", "drawings")
	}
	if rd.comments > 0 {
		d.left("%s of readers", rd.comments, "comment", "comments")
	}
	if rd.deleted > 0 {
		d.left("%s deleted while changes were tracked", rd.deleted, "passage", "passages")
	}
	if rd.chunks > 0 {
		d.left("%s put into it", rd.chunks, "document", "documents")
	}
	return d, nil
}

func (d *Document) left(format string, n int, one, many string) {
	if n != 1 {
		one = many
	}
	d.Left = append(d.Left, fmt.Sprintf(format, fmt.Sprintf("%d %s", n, one)))
}

// TakeDay takes the words that are Day out of the HTML.
func (d *Document) TakeDay() {
	d.HTML = d.HTML[:d.day[0]] + d.HTML[d.day[1]:]
	d.day = [2]int{}
}

// Image returns the bytes of an entry.
func (d *Document) Image(entry string) ([]byte, error) { return d.zip.Read(entry, maxImage) }

// Size returns how many bytes an entry has.
func (d *Document) Size(entry string) int64 { return d.zip.Size(entry) }

func (d *Document) part(name string) (*node, error) {
	data, err := d.zip.Read(name, maxPart)
	if err != nil {
		return nil, err
	}
	root, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return root, nil
}

// optional is part for one that may be missing or broken: an empty one.
func (d *Document) optional(name string) *node {
	if !d.zip.Has(name) {
		return &node{}
	}
	root, err := d.part(name)
	if err != nil {
		d.Left = append(d.Left, err.Error())
		return &node{}
	}
	return root
}

type relation struct {
	kind, target string
	external     bool
}

func relsOf(part string) string {
	return path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
}

func (d *Document) relations(name string) map[string]relation {
	rels := map[string]relation{}
	for _, r := range d.optional(name).kid("Relationships").list() {
		rels[r.attr("Id")] = relation{r.attr("Type"), r.attr("Target"), strings.EqualFold(r.attr("TargetMode"), "External")}
	}
	return rels
}

func (n *node) list() []*node {
	if n == nil {
		return nil
	}
	return n.kids
}

// properties reads what the document says of itself.
func (d *Document) properties() {
	core := d.optional("docProps/core.xml").kid("coreProperties")
	d.Title = strings.TrimSpace(core.kid("title").words())
	d.Author = strings.TrimSpace(core.kid("creator").words())
	d.Description = strings.TrimSpace(core.kid("description").words())
	for _, p := range d.optional("docProps/custom.xml").kid("Properties").list() {
		const most = 100
		if name := p.attr("name"); name != "" && len(d.Fields) < most {
			d.Fields[name] = strings.TrimSpace(p.words())
		}
	}
}
