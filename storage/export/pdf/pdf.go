// Package pdf puts posts on paper: what package page sets, on A4 pages with
// numbers, headings as an outline, links, and subsets of the typefaces. It is the
// only package that knows how a PDF file is written.
//
// The same book gives the same bytes. Lengths of the page are points, of which an
// inch has 72, and y counts from its top.
package pdf

import (
	"fmt"
	"image"
	"io"
	"math"
	"strings"
	"time"
	"unicode"

	"github.com/go-text/typesetting/font"

	"galley.app/galley/assets"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
)

// Frames are set for paper with four of their pixels to one of a screen, so that
// what is whole pixels there is fine enough here. A pixel of a screen is three
// quarters of a point and a little less on paper.
const (
	zoom = 4
	unit = 0.66 / zoom // points to a pixel of a frame

	wide = 635 * zoom // the column, in pixels of a frame
	tall = 1027 * zoom
)

// The page.
const (
	pageWidth, pageHeight = 595.28, 841.89
	left, top             = (pageWidth - column) / 2, 80.0
	bottom                = top + tall*unit
	column                = wide * unit
	footer                = pageHeight - 46
)

// pixels are points in pixels of a frame.
func pixels(points float64) int { return int(math.Round(points / unit)) }

// Book is one post, or several in order.
type Book struct {
	Title, Author, Language, Summary string
	Date                             time.Time // that the file says it was made at
	Theme                            assets.PageTheme
	Posts                            []Post

	// Step, if set, is called for each post that has been set. Its error ends the
	// writing.
	Step func() error
	// Ended, if set, tells before each block whether the writing is to end, by
	// the error that Write then gives.
	Ended func() error

	// Decode makes pixels of an image. Without it only photographs are shown.
	Decode func(data []byte, want imagework.Want) (*image.RGBA, error)

	// Fonts, if set, gives typefaces for what the embedded ones lack, which are
	// asked before those of the system, and the language that is preferred there.
	Fonts func() (fonts [][]byte, language string)
	// Embedded leaves the system's typefaces alone, so that the file is the same
	// on every machine.
	Embedded bool
}

// Post is one post of a book.
type Post struct {
	Title  string
	Byline string        // the line below the title; "" for none
	Doc    *markdown.Doc // of a text in UTF-8

	// Image gives the bytes of an image, or false to write its alternative text.
	Image func(src string) (data []byte, ok bool)
	// Link gives where a link leads: to a post of the book by its index, to an
	// address with post -1, or false to write its words only.
	Link func(dest string) (address string, post int, ok bool)
}

// Write writes the book. The notes tell, by post, what a reader will not see.
func Write(w io.Writer, b Book) (notes [][]string, err error) {
	s := newPrinter(b)
	if err := s.book(); err != nil {
		return nil, err
	}
	_, err = w.Write(s.finish())
	return s.notes, err
}

// printer puts frames on the pages of a book.
type printer struct {
	b      Book
	file   *file
	faces  faces
	images images
	layout *page.Layouter
	signs  []*font.Face // of formulas; nil until one is drawn
	shapes map[word][]shaped
	colour *assets.Palette

	sheets  []*sheet // in order
	y       int      // of the next row on the last sheet, in pixels of a frame
	kept    []row    // rows that are to stand on one sheet
	open    *drawing // what was put on the last sheet and is not drawn; nil for nothing
	outline []mark

	post    int
	begins  []place          // of the posts
	anchors map[string]place // of the present post
	noted   map[string]bool
	notes   [][]string
	heads   tableHeads   // of the table that is set
	lacking map[rune]int // characters of the present post that no typeface has
}

// place is a height of a sheet.
type place struct {
	sheet int
	y     float64
}

// mark is an entry of the outline.
type mark struct {
	words string
	depth int
	at    place
}

func newPrinter(b Book) *printer {
	theme := b.Theme
	theme.Body.Line = int(math.Round(float64(theme.Body.Line) * 0.92)) // paper needs less air than a screen
	theme.Code = assets.Leading{Size: 13, Line: 19}                    // so that a line holds eighty characters
	fonts := b.Fonts
	if fonts == nil {
		fonts = func() ([][]byte, string) { return nil, b.Language }
	}
	m := typeset.NewMeasurer(fonts)
	m.Fallback.Embedded, m.Fallback.Outlines = b.Embedded, true
	s := &printer{
		b: b, file: newFile(), faces: faces{known: map[*font.Font]*face{}}, images: newImages(), shapes: map[word][]shaped{}, colour: &b.Theme.Light,
		layout: &page.Layouter{
			Measurer: m, Sizes: page.NewSizes(theme, zoom, false), Colours: page.NewHighlighter(nil).Runs, Wrap: true,
			Tallest: tall - pixels(60), // a caption stands below
		},
		notes: make([][]string, len(b.Posts)), noted: map[string]bool{},
	}
	s.layout.Image, s.layout.Leads = s.image, s.leads
	return s
}

// note tells once what a reader of the post will not see.
func (s *printer) note(format string, args ...any) {
	n := fmt.Sprintf(format, args...)
	key := fmt.Sprint(s.post, " ", n)
	if !s.noted[key] {
		s.noted[key] = true
		s.notes[s.post] = append(s.notes[s.post], n)
	}
}

func (s *printer) book() error {
	var numbers []place
	several := len(s.b.Posts) > 1
	if several {
		numbers = s.contents()
	}
	first := len(s.sheets) // behind the contents
	for i := range s.b.Posts {
		s.post = i
		s.turn()
		s.begins = append(s.begins, place{len(s.sheets) - 1, top})
		if err := s.chapter(&s.b.Posts[i]); err != nil {
			return err
		}
		if s.b.Step == nil {
			continue
		}
		if err := s.b.Step(); err != nil {
			return err
		}
	}
	for i, at := range numbers {
		s.number(at, fmt.Sprint(s.begins[i].sheet+1))
	}
	for _, sh := range s.sheets[:first] {
		sh.close(s.file)
	}
	s.sheets[len(s.sheets)-1].close(s.file)
	return nil
}

// newColumn is a column for a document of the book.
func (s *printer) newColumn() *page.Column {
	c := &page.Column{Layouter: s.layout}
	c.Resize(wide)
	return c
}

// contents begins a book of several posts with its title and a line for each
// post. It returns where their numbers go.
func (s *printer) contents() []place {
	s.turn()
	s.y = pixels(70)
	s.flow(page.NewHeader(page.Header{Title: s.b.Title, Byline: printable(s.b.Author)}))
	s.settle()
	s.y += pixels(40)
	list := make([]place, len(s.b.Posts))
	for i, p := range s.b.Posts {
		u := page.NewEntry(printable(p.Title), postLink(i))
		f := s.flow(u)
		s.settle()
		list[i] = place{len(s.sheets) - 1, s.above(s.y - s.layout.Sizes.Body.Line)}
		if f.Height == 0 { // a post without a title
			s.y += s.layout.Sizes.Body.Line
			list[i].y = s.above(s.y - s.layout.Sizes.Body.Line)
		}
		s.y += pixels(3)
	}
	return list
}

// number writes the number of a post's page beside its line in the contents.
func (s *printer) number(at place, n string) {
	m := s.layout.Measurer
	body := typeset.Font{Face: typeset.Sans, Size: s.layout.Sizes.Px(14)}
	d := &drawing{printer: s, sheet: s.sheets[at.sheet]}
	base := at.y + float64(m.Baseline(body, s.layout.Sizes.Body.Line))*unit
	d.text(left+column-float64(m.Width(body, n))*unit, base, body, n, unit, s.colour.Ink)
}

// flow sets a fragment that is of no document at the end of what is there.
func (s *printer) flow(u *page.Fragment) *page.Frame {
	u.Frame = s.layout.Layout(u, wide)
	s.rows(u, u.Frame, 0)
	return u.Frame
}

func (s *printer) chapter(p *Post) error {
	s.anchors, s.lacking = map[string]place{}, map[rune]int{}
	title := printable(p.Title)
	s.outline = append(s.outline, mark{words: title, at: place{len(s.sheets) - 1, top}})
	c := s.newColumn()
	c.Show(p.Doc, page.NewHeader(page.Header{Title: title, Byline: printable(p.Byline)}), nil)
	c.ExposeAll()
	var levels []int
	for i := range c.Fragments.Len() {
		if s.b.Ended != nil {
			if err := s.b.Ended(); err != nil {
				return err
			}
		}
		if c.Fragment(i).Kind == page.HintFragment {
			continue
		}
		c.Layout(i)
		u := c.Fragment(i)
		s.remark(u)
		if u.Kind == page.HeadingFragment {
			for len(levels) > 0 && levels[len(levels)-1] >= u.Node.Level {
				levels = levels[:len(levels)-1]
			}
			levels = append(levels, u.Node.Level)
		}
		s.rows(u, u.Frame, len(levels))
		c.Trim()
	}
	s.settle()
	s.draw()
	s.remarkLacking()
	s.resolve(p)
	return nil
}

// remark notes what of a fragment cannot be shown as it was meant.
func (s *printer) remark(u *page.Fragment) {
	switch {
	case u.Kind == page.MathFragment && len(u.Frame.Formulas) == 0 && u.Refused():
	case u.Kind == page.MathFragment && len(u.Frame.Formulas) == 0:
		s.note("a formula is too large for the page; its source stands there")
	case s.layout.Crowded(u, wide):
		s.note("a table of %d columns is wider than the page; its rows are written as lines", len(u.Node.Align))
	}
}

// remarkLacking notes the characters that no typeface has.
func (s *printer) remarkLacking() {
	if len(s.lacking) == 0 {
		return
	}
	n := 0
	for _, times := range s.lacking {
		n += times
	}
	s.note("%d characters have no letter in the typefaces that may be put into the file, and show as %c", n, unicode.ReplacementChar)
}

// printable drops what is no character.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == 0xfeff || r&0xfffe == 0xfffe {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
