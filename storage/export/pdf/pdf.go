// Package pdf sets posts on paper: A4 pages with numbers, headings as an
// outline, links, and subsets of the embedded typefaces. It is the only package
// that knows how a PDF file is written.
//
// The same book gives the same bytes. Lengths are points, of which an inch has
// 72; y counts from the top of a page.
package pdf

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"galley.app/galley/assets"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/preview/markdown"
)

// The page.
const (
	pageWidth, pageHeight = 595.28, 841.89
	left, top             = 88.0, 80.0
	bottom                = pageHeight - 84
	column                = pageWidth - 2*left
	footer                = pageHeight - 46
)

// The name of a typeface begins with six capitals and a plus where the file has
// a part of it only (ISO 32000-1, 9.6.4). The library gives names that begin in
// its own way, which is as long.
const (
	faceTag = "aa+"
	given   = "utf8" + faceTag
	subset  = "GALLEY+"
)

// Book is one post, or several in order.
type Book struct {
	Title, Author, Language, Summary string
	Date                             time.Time // that the file says it was made at
	Theme                            assets.PageTheme
	Posts                            []Post

	// Step, if set, is called for each post that has been set, twice where there
	// are several. Its error ends the writing.
	Step func() error
	// Ended, if set, tells before each block whether the writing is to end, by
	// the error that Write then gives.
	Ended func() error

	// Decode makes pixels of an image. Without it only photographs are shown.
	Decode func(data []byte, want imagework.Want) (*image.RGBA, error)
}

// Post is one post of a book.
type Post struct {
	Title  string
	Byline string // the line below the title; "" for none
	Doc    *markdown.Doc

	// Image gives the bytes of an image, or false to write its alternative text.
	Image func(src string) (data []byte, ok bool)
	// Link gives where a link leads: to a post of the book by its index, to an
	// address with post -1, or false to write its words only.
	Link func(dest string) (address string, post int, ok bool)
}

// Write writes the book. The notes tell, by post, what a reader will not see.
func Write(w io.Writer, b Book) (notes [][]string, err error) {
	f, err := loadFaces(b.Theme)
	if err != nil {
		return nil, err
	}
	// The pages of the contents are known when all has been set once.
	pages := make([]int, len(b.Posts))
	done := &prints{known: map[string]print{}}
	for pass := 0; ; pass++ {
		s, err := newSetter(b, f, pages)
		if err != nil {
			return nil, err
		}
		s.prints = done
		if err := s.book(); err != nil {
			return nil, err
		}
		if err := s.pdf.Error(); err != nil {
			return nil, fmt.Errorf("the pages cannot be made: %w", err)
		}
		if len(b.Posts) > 1 && pass == 0 {
			pages = s.starts
			continue
		}
		var out bytes.Buffer
		if err := s.pdf.Output(&out); err != nil {
			return nil, fmt.Errorf("the pages cannot be made: %w", err)
		}
		_, err = w.Write(bytes.ReplaceAll(out.Bytes(), []byte("/"+given), []byte("/"+subset)))
		return s.notes, err
	}
}

// setter sets a book. y is the place of the next line.
type setter struct {
	b      Book
	f      *faces
	pdf    *fpdf.Fpdf
	y      float64
	post   int
	pages  []int // page of each post, from the pass before
	notes  [][]string
	noted  map[string]bool
	loaded map[*face]bool // typefaces that the file has

	starts  []int          // page of each post
	begins  []int          // link to each post
	err     error          // why the writing is to end
	anchors map[string]int // links within the post: "#id", "fn1", "fnref1"
	images  map[string]picture
	prints  *prints
	levels  []int   // of the headings above
	quotes  []quote // that the next line stands in
}

func newSetter(b Book, f *faces, pages []int) (*setter, error) {
	p := fpdf.New("P", "pt", "A4", "")
	p.SetAutoPageBreak(false, 0)
	p.SetMargins(0, 0, 0)
	p.SetCellMargin(0)
	p.SetCatalogSort(true)
	p.SetCreationDate(b.Date)
	p.SetModificationDate(b.Date)
	p.SetProducer("Galley", true)
	p.SetTitle(printable(b.Title), true)
	p.SetLang(b.Language)
	if b.Author != "" {
		p.SetAuthor(printable(b.Author), true)
	}
	if b.Summary != "" {
		p.SetSubject(printable(b.Summary), true)
	}
	s := &setter{b: b, f: f, pdf: p, pages: pages, notes: make([][]string, len(b.Posts)), noted: map[string]bool{}, loaded: map[*face]bool{}, images: map[string]picture{}, prints: &prints{known: map[string]print{}}}
	for range b.Posts {
		s.begins = append(s.begins, p.AddLink())
	}
	return s, p.Error()
}

// note tells once what a reader of the post will not see.
func (s *setter) note(format string, args ...any) {
	n := fmt.Sprintf(format, args...)
	key := fmt.Sprint(s.post, " ", n)
	if !s.noted[key] {
		s.noted[key] = true
		s.notes[s.post] = append(s.notes[s.post], n)
	}
}

func (s *setter) book() error {
	if len(s.b.Posts) > 1 {
		s.titlePage()
	}
	for i := range s.b.Posts {
		s.post = i
		s.page()
		s.starts = append(s.starts, s.pdf.PageNo())
		s.pdf.SetLink(s.begins[i], 0, -1)
		s.chapter(s.b.Posts[i])
		if s.ended() {
			return s.err
		}
		if s.b.Step == nil {
			continue
		}
		if err := s.b.Step(); err != nil {
			return err
		}
	}
	return nil
}

// ended reports whether the writing is to end.
func (s *setter) ended() bool {
	if s.err == nil && s.b.Ended != nil {
		s.err = s.b.Ended()
	}
	return s.err != nil
}

// page begins a new one and puts its number below.
func (s *setter) page() {
	for i := range s.quotes {
		s.rule(s.quotes[i], bottom)
		s.quotes[i].from = top
	}
	s.pdf.AddPage()
	s.y = top
	n := fmt.Sprint(s.pdf.PageNo())
	st := style{family: assets.Sans, size: 9, ink: muted}
	s.text((pageWidth-s.f.width(n, st))/2, footer, n, st)
}

// room begins a new page unless h points are left on this one, or it is a new
// one already.
func (s *setter) room(h float64) {
	if s.y+h > bottom && s.y > top {
		s.page()
	}
}

// space leaves h points free, but none at the top of a page.
func (s *setter) space(h float64) {
	if s.y > top {
		s.y += h
	}
}

// titlePage is the first page of a book of several posts, with its contents.
func (s *setter) titlePage() {
	s.page()
	s.y = 150
	s.lines(left, column, s.words(s.b.Title, s.heading(0)), alignLeft)
	if s.b.Author != "" {
		s.y += 8
		s.lines(left, column, s.words(s.b.Author, style{family: s.b.Theme.Text, size: 13, leading: 20, ink: muted}), alignLeft)
	}
	s.y += 40
	entry := style{family: s.b.Theme.Text, size: 11, leading: 17}
	for i, p := range s.b.Posts {
		n := ""
		if s.pages[i] > 0 {
			n = fmt.Sprint(s.pages[i])
		}
		st := entry
		st.to = s.begins[i]
		set := s.fold(s.words(p.Title, st), column-40)
		s.room(float64(len(set)) * entry.leading)
		for k, line := range set {
			s.line(left, line, 0)
			if k == len(set)-1 {
				s.text(left+column-s.f.width(n, entry), s.y+12, n, entry)
			}
			s.y += entry.leading
		}
		s.y += 3
	}
}

func (s *setter) chapter(p Post) {
	s.anchors, s.levels, s.quotes = map[string]int{}, nil, nil
	s.pdf.Bookmark(printable(p.Title), 0, s.y)
	s.lines(left, column, s.words(p.Title, s.heading(0)), alignLeft)
	if p.Byline != "" {
		s.y += 4
		s.lines(left, column, s.words(p.Byline, style{family: assets.Sans, size: 9, leading: 14, ink: muted}), alignLeft)
	}
	s.y += 18
	s.blocks(p.Doc.List(), left, column, s.body(), false)
}

// anchor gives the link to a place of the post, which may not be set yet.
func (s *setter) anchor(name string) int {
	id, ok := s.anchors[name]
	if !ok {
		id = s.pdf.AddLink()
		// A link to what never comes leads to the post's beginning.
		s.pdf.SetLink(id, 0, s.starts[s.post])
		s.anchors[name] = id
	}
	return id
}

// here is where the links to a place of the post lead.
func (s *setter) here(name string) {
	s.pdf.SetLink(s.anchor(name), max(0, s.y-12), -1)
}
