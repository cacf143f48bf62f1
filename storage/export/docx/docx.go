// Package docx writes posts as a document of WordprocessingML (ECMA-376,
// transitional), which Word, LibreOffice and others open. Looks are styles, so
// that whoever gets the document can change them.
package docx

import (
	"fmt"
	"image"
	"io"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/syntax"
	"galley.app/galley/storage/export/pack"
)

// Post is one post of a document.
type Post struct {
	Title, Byline string
	Doc           *markdown.Doc
	// Image returns the bytes of an image, false where it is not to be had.
	Image func(src string) ([]byte, bool)
	// Link returns where a link leads: to an address on the web with post -1, or to
	// another post and a heading in it, "" for its beginning. One that leads nowhere
	// from within a document is not ok.
	Link func(dest string) (address string, post int, fragment string, ok bool)
}

// Field is a field of a post's head.
type Field struct{ Key, Value string }

// Book is what is written.
type Book struct {
	Title, Author, Language, Summary string
	Date                             time.Time
	RightToLeft                      bool
	Fields                           []Field // of the one post, kept as properties of the document
	Posts                            []Post
	Colours                          *syntax.Languages // of code
	// Decode makes pixels of images that programs do not show as they are.
	Decode func(data []byte, want imagework.Want) (*image.RGBA, error)
	// Step is called once for each post; an error ends the writing.
	Step func() error
	// File is told of each file of the package. It may be nil.
	File func(name string, data []byte)
}

// Write writes the book, with what readers will miss for each post.
func Write(w io.Writer, b Book) ([][]string, error) {
	p := newPrinter(b)
	for i := range b.Posts {
		p.post(i)
		if err := b.Step(); err != nil {
			return nil, err
		}
	}
	z := pack.NewWriter(w, b.Date, b.File)
	for _, f := range p.files() {
		if err := z.Add(f.name, []byte(xmlHead+f.xml), true); err != nil {
			return nil, err
		}
	}
	for _, m := range p.media {
		if err := z.Add("word/"+m.name, m.data, false); err != nil {
			return nil, err
		}
	}
	return p.notes, z.Close()
}

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	// The namespaces of the parts that hold words.
	spaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
		` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"` +
		` xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
		` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"` +
		` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"` +
		` xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"`
	relSpace = ` xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	relKinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// The page, in twentieths of a point: A4 with margins of an inch.
const (
	paperWidth, paperHeight = 11906, 16838
	margin                  = 1440
	textWidth               = paperWidth - 2*margin
)

// printer is a document that is being written.
type printer struct {
	b     Book
	at    int // the post that is being written
	notes [][]string

	body, foot *part
	media      []medium
	known      map[string]picture // by the sum of their bytes
	lists      []list
	languages  map[string]bool // of code
	marks      []marks         // of each post
	bookmarks  int
	coloured   int // bytes of code that may have colours
	drawings   int
	footnotes  int
	counted    int // notes of the present post that programs count
	bytes      int // of media

	numbers map[int]int             // of the present post's notes to those of the file
	foots   map[int]*markdown.Block // its notes
	within  bool                    // a note is being written
	later   []int                   // notes that only other notes refer to
}

// part is a part of the document that has words and relations of its own.
type part struct {
	strings.Builder
	rels []relation
	ids  map[relation]string
}

type relation struct {
	kind, target string
	external     bool
}

type medium struct {
	name string
	data []byte
}

// list is an ordered list of the document: its first number, and its level.
type list struct{ first, level int }

// marks are the bookmarks of a post: that of its beginning, and those of what
// links lead to by its anchors.
type marks struct {
	start string
	heads map[string]string
}

func newPrinter(b Book) *printer {
	p := &printer{b: b, body: &part{}, foot: &part{}, known: map[string]picture{}, languages: map[string]bool{}, notes: make([][]string, len(b.Posts))}
	if p.b.Colours == nil {
		p.b.Colours = new(syntax.Languages)
	}
	for i, post := range b.Posts {
		m := marks{start: "post" + strconv.Itoa(i+1), heads: map[string]string{}}
		var name func(b *markdown.Block)
		name = func(b *markdown.Block) {
			for _, id := range strings.Fields(b.ID) {
				if m.heads[id] == "" {
					m.heads[id] = fmt.Sprintf("place%d_%d", i+1, len(m.heads)+1)
				}
			}
			for _, c := range b.Parts() {
				name(c)
			}
		}
		for _, b := range post.Doc.From(0) {
			name(b)
		}
		p.marks = append(p.marks, m)
	}
	for _, kind := range []string{"footer", "styles", "numbering", "settings", "footnotes"} { // the footer is rId1
		target := kind + ".xml"
		p.body.rel(kind, target, false)
	}
	return p
}

func (p *printer) note(format string, args ...any) {
	p.notes[p.at] = append(p.notes[p.at], fmt.Sprintf(format, args...))
}

// rel returns the id of a relation of a part.
func (t *part) rel(kind, target string, external bool) string {
	r := relation{kind, target, external}
	if t.ids == nil {
		t.ids = map[relation]string{}
	}
	id, ok := t.ids[r]
	if !ok {
		t.rels = append(t.rels, r)
		id = "rId" + strconv.Itoa(len(t.rels))
		t.ids[r] = id
	}
	return id
}

// relations are those of a part as a file.
func (t *part) relations() string {
	var b strings.Builder
	b.WriteString("<Relationships" + relSpace + ">")
	for i, r := range t.rels {
		b.WriteString(`<Relationship Id="rId` + strconv.Itoa(i+1) + `" Type="` + relKinds + r.kind + `" Target="` + attr(r.target) + `"`)
		if r.external {
			b.WriteString(` TargetMode="External"`)
		}
		b.WriteString("/>")
	}
	return b.String() + "</Relationships>"
}

// post writes post i.
func (p *printer) post(i int) {
	post := p.b.Posts[i]
	p.at, p.counted, p.numbers, p.foots, p.later = i, 0, map[int]int{}, map[int]*markdown.Block{}, nil
	title := "Title"
	if len(p.b.Posts) > 1 {
		title = "Heading1"
	}
	p.para(p.body, look{style: title}, func() {
		p.bookmark(p.body, p.marks[i].start, func() { p.words(p.body, post.Title, "") })
	})
	if post.Byline != "" {
		p.para(p.body, look{style: "Date"}, func() { p.words(p.body, post.Byline, "") })
	}
	for _, b := range post.Doc.From(0) {
		if b.Kind == markdown.Footnotes {
			for _, n := range b.Children {
				p.foots[n.Number] = n
			}
		}
	}
	for _, b := range post.Doc.From(0) {
		if b.Kind != markdown.Footnotes {
			p.block(p.body, b, look{})
		}
	}
	for k := 0; k < len(p.later); k++ { // which may refer to more of them
		p.lateNote(p.later[k])
	}
	if i < len(p.b.Posts)-1 {
		p.body.WriteString("<w:p><w:pPr>" + section + "</w:pPr></w:p>")
	}
}

// section is a page's size and that each post numbers its notes anew.
var section = fmt.Sprintf(`<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr><w:type w:val="nextPage"/><w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%[3]d" w:right="%[3]d" w:bottom="%[3]d" w:left="%[3]d" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>`, paperWidth, paperHeight, margin)

// text returns words as XML has them; what it cannot hold is left out.
func text(s string) string {
	var b strings.Builder
	for _, r := range markdown.Readable(s) {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\f':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// attr returns a value of an attribute, in which a line break would be a blank.
func attr(s string) string {
	return strings.NewReplacer("\n", "&#10;", "\t", "&#9;", "\r", "&#13;").Replace(text(s))
}
