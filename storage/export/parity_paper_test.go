package export

import (
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/page"
)

// readPanes reads what the pane draws, on a page so wide that no line is broken and
// with all opened that can be.
func readPanes(t *testing.T, posts []parityPost) (list []reading) {
	t.Helper()
	theme, _ := assets.PageNamed("")
	m := typeset.NewMeasurer(nil)
	m.Fallback.Embedded = true
	for _, p := range posts {
		c := &page.Column{Layouter: &page.Layouter{
			Measurer: m, Sizes: page.NewSizes(theme, 1, false), Colours: page.NewHighlighter(nil).Runs,
			Image: func(src string) page.Image { return page.Image{Src: src, Width: 9, Height: 9} },
		}}
		c.Resize(20_000)
		c.Show(p.doc, nil, nil)
		c.ExposeAll()
		r := paneReader{c: c}
		for i := range c.Fragments.Len() {
			c.Layout(i)
			r.fragment(c.Fragment(i))
		}
		list = append(list, r.done())
	}
	return list
}

// paneReader reads fragments.
type paneReader struct {
	collector
	c    *page.Column
	last *page.Fragment
	line int // of the block of code that was read last
}

var itemNumber = regexp.MustCompile(`^\d+\.$`)

func (r *paneReader) fragment(u *page.Fragment) {
	f := u.Frame
	r.gap()
	for _, p := range f.Images {
		r.images = append(r.images, parityName(p.Src))
	}
	for _, l := range f.Links {
		if l.Dest != "" {
			r.links = append(r.links, r.lead(l.Dest))
		}
	}
	coded := u.Kind == page.CodeFragment || u.Kind == page.DiagramFragment || u.Kind == page.MathFragment && len(f.Formulas) == 0
	number, box := "", ""
	if f.Task.Width > 0 {
		box = "[ ]"
	}
	formulas := f.Formulas
	var code []page.TextBox
	cell, top := -1, 0
	for _, b := range f.Texts {
		if b.From == b.To && b.Tall == 0 { // beside the words
			switch {
			case itemNumber.MatchString(b.Text):
				if number != "" { // of an item around this one
					r.marks = append(r.marks, number)
				}
				number = b.Text
			case b.Text == "✓":
				box = "[x]"
			case b.Text != "▼":
				r.text.WriteString("unknown " + b.Text)
			}
			continue
		}
		if b.Cell != cell || b.Top != top {
			r.gap()
			cell, top = b.Cell, b.Top
		}
		switch {
		case coded && b.From < b.To:
			code = append(code, b)
		case b.Text == page.FormulaText && len(formulas) > 0:
			r.formula(formulas[0].TeX.Source)
			formulas = formulas[1:]
		default:
			r.text.WriteString(b.Text)
		}
	}
	if s := strings.TrimSpace(number + " " + box); s != "" {
		r.marks = append(r.marks, s)
	}
	if coded {
		r.lines(u, code)
	}
	r.last = u
}

// lines reads a stretch of code, whose lines are as far apart as they are written.
func (r *paneReader) lines(u *page.Fragment, code []page.TextBox) {
	if r.last == nil || r.last.Node != u.Node {
		r.code, r.line = append(r.code, ""), 0
	}
	text := &r.code[len(r.code)-1]
	first := -1
	for _, b := range code {
		line := strings.Count(u.Node.Literal[:b.From], "\n")
		if first < 0 {
			first = line
		}
		if (b.Top-code[0].Top)/b.Tall != line-first {
			*text += " misplaced "
		}
		*text += strings.Repeat("\n", max(0, line-r.line)) + b.Text
		r.line = line
	}
}

// lead is where a link of the pane leads.
func (r *paneReader) lead(dest string) string {
	if n, back, ok := page.NoteOf(dest); ok {
		switch i := r.c.FindNote(n, back); {
		case i < 0:
			return "nowhere"
		case back:
			return "back"
		}
		return "note"
	}
	id, within := strings.CutPrefix(dest, "#")
	if !within {
		return dest
	}
	if name, err := url.PathUnescape(id); err == nil {
		id = name
	}
	i := r.c.FindID(id)
	if i < 0 {
		return "nowhere"
	}
	if u := r.c.Fragment(i); u.Kind == page.HeadingFragment && u.Node.ID == id {
		return "# " + u.Node.Plain()
	}
	return "#" + id
}

// readPDFs reads each post as a file of its own.
func readPDFs(t *testing.T, posts []parityPost) (list []reading) {
	t.Helper()
	for _, p := range posts {
		r := paperReader{t: t, post: &p, file: all(t, format(t, "pdf"), []Source{p.source}, parityOptions())[""]}
		r.read()
		got := r.done()
		e := ReadPost(p.source, noon)
		title := parityTitle + letters(e.Byline())
		said := letters(strings.Join(got.words, ""))
		if !strings.HasPrefix(said, title) {
			t.Errorf("%s does not begin with its title: %q", p.name, said)
		}
		got.words = []string{strings.TrimPrefix(said, title)}
		list = append(list, got)
	}
	return list
}

// paperReader reads a PDF as programs do that search it.
type paperReader struct {
	collector
	t       *testing.T
	post    *parityPost
	file    string
	letters map[string]map[string]string // by typeface and glyph
	titles  map[string]string            // of the outline, by their places
	lines   []string                     // of words, in order
}

var (
	pdfFonts   = regexp.MustCompile(`/F(\d+) (\d+) 0 R`)
	pdfImages  = regexp.MustCompile(`/I(\d+) (\d+) 0 R`)
	pdfSize    = regexp.MustCompile(`/Width (\d+) /Height (\d+)`)
	pdfGlyphs  = regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>\n`)
	pdfKids    = regexp.MustCompile(`/Kids \[([^\]]*)\]`)
	pdfDrawn   = regexp.MustCompile(`/Contents (\d+) 0 R`)
	pdfMeaning = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
	pdfTitles  = regexp.MustCompile(`/Title <FEFF([0-9A-F]*)> /Parent \d+ 0 R /Dest (\[[^\]]*\])`)
	pdfLinks   = regexp.MustCompile(`/Subtype /Link [^\n]*?(?:/Dest (\[[^\]]*\])|/URI \(((?:[^\\()]|\\.)*)\))>>`)
	pdfMarks   = regexp.MustCompile(`/I(\d+) Do|/F(\d+) [\d.]+ Tf|1 0 0 1 [-\d.]+ ([-\d.]+) Tm|<([0-9A-F]*)>( Tj|\] TJ)?`)
)

func (r *paperReader) object(number string) string {
	_, rest, ok := strings.Cut(r.file, "\n"+number+" 0 obj\n")
	if !ok {
		r.t.Fatalf("%s: there is no object %s", r.post.name, number)
	}
	body, _, _ := strings.Cut(rest, "\nendobj\n")
	return body
}

func (r *paperReader) unpacked(number string) string {
	_, data, _ := strings.Cut(r.object(number), "\nstream\n")
	z, err := zlib.NewReader(strings.NewReader(data))
	if err != nil {
		r.t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(b)
}

// utf16Text is text in the digits of the format.
func (r *paperReader) utf16Text(digits string) string {
	b, err := hex.DecodeString(digits)
	if err != nil {
		r.t.Fatal(err)
	}
	var list []uint16
	for pair := range slices.Chunk(b, 2) {
		list = append(list, uint16(pair[0])<<8|uint16(pair[1]))
	}
	return string(utf16.Decode(list))
}

func (r *paperReader) read() {
	_, number, _ := strings.Cut(r.file, "/Resources ")
	number, _, _ = strings.Cut(number, " ")
	resources := r.object(number)
	r.letters, r.titles = map[string]map[string]string{}, map[string]string{}
	for _, f := range pdfFonts.FindAllStringSubmatch(resources, -1) {
		r.letters[f[1]] = map[string]string{}
		for _, g := range pdfGlyphs.FindAllStringSubmatch(r.unpacked(pdfMeaning.FindStringSubmatch(r.object(f[2]))[1]), -1) {
			r.letters[f[1]][g[1]] = r.utf16Text(g[2])
		}
	}
	sizes := map[string]string{}
	for _, i := range pdfImages.FindAllStringSubmatch(resources, -1) {
		size := pdfSize.FindStringSubmatch(r.object(i[2]))
		sizes[i[1]] = size[1] + "×" + size[2]
	}
	for _, e := range pdfTitles.FindAllStringSubmatch(r.file, -1) {
		r.titles[e[2]] = r.utf16Text(e[1])
	}
	for kid := range strings.SplitSeq(pdfKids.FindStringSubmatch(r.file)[1], " 0 R") {
		if kid = strings.TrimSpace(kid); kid == "" {
			continue
		}
		sheet := r.object(kid)
		r.sheet(r.unpacked(pdfDrawn.FindStringSubmatch(sheet)[1]), sizes)
		for _, l := range pdfLinks.FindAllStringSubmatch(sheet, -1) {
			r.links = append(r.links, r.lead(l[1], l[2]))
		}
	}
	r.findCode()
}

// lead is where a link leads: to what begins at a place of the file, or to an
// address.
func (r *paperReader) lead(place, address string) string {
	if place == "" {
		return r.post.written(regexp.MustCompile(`\\(.)`).ReplaceAllString(address, "$1"))
	}
	if title, ok := r.titles[place]; ok {
		return "# " + title
	}
	return "a place"
}

// pdfPictures are images with the words that are read out for them.
var pdfPictures = regexp.MustCompile(`(?:/Span <</Alt <FEFF([0-9A-F]*)>>> BDC )?q [^\n]*?/I(\d+) Do Q\n(?:EMC\n)?`)

// A piece is what is written in one typeface from one place on.
type piece struct {
	y      string
	glyphs []string // what they stand for
}

// sheet reads what a page shows.
func (r *paperReader) sheet(content string, sizes map[string]string) {
	content = pdfPictures.ReplaceAllStringFunc(content, func(s string) string {
		k := pdfPictures.FindStringSubmatch(s)
		r.images = append(r.images, fmt.Sprintf("%s %q", sizes[k[2]], r.utf16Text(k[1])))
		return ""
	})
	var list []piece
	face := ""
	for _, op := range pdfMarks.FindAllStringSubmatch(content, -1) {
		switch {
		case op[1] != "":
			r.images = append(r.images, sizes[op[1]])
		case op[2] != "":
			face = op[2]
		case op[3] != "":
			list = append(list, piece{y: op[3]})
		default:
			p := &list[len(list)-1]
			for g := range slices.Chunk([]byte(op[4]), 4) {
				p.glyphs = append(p.glyphs, r.letters[face][string(g)])
			}
		}
	}
	y := ""
	for i, p := range list {
		s := p.text()
		switch {
		case i == 0: // the number of the page
			continue
		case itemNumber.MatchString(s), s == "✓":
			r.marks = append(r.marks, s)
			continue
		case s == "▼":
			continue
		}
		r.text.WriteString(s)
		if y != p.y {
			r.lines = append(r.lines, "")
			y = p.y
		}
		r.lines[len(r.lines)-1] += s
	}
}

// text is what a piece says. Letters of scripts that run to the left stand in it
// as they are drawn, from left to right.
func (p *piece) text() string {
	left := func(s string) bool {
		return strings.IndexFunc(s, func(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) }) >= 0
	}
	list := slices.Clone(p.glyphs)
	if from := slices.IndexFunc(list, left); from >= 0 {
		to := len(list)
		for !left(list[to-1]) {
			to--
		}
		slices.Reverse(list[from:to])
	}
	return strings.Join(list, "")
}

// findCode looks for the code of the post among the lines of the file, blanks
// included.
func (r *paperReader) findCode() {
	m := meaning{d: r.post.doc, output: "pdf", used: map[string]bool{}}
	m.all()
	at := 0
	for _, code := range m.code {
		var found []string
		for line := range strings.SplitSeq(code, "\n") {
			if strings.TrimSpace(line) == "" {
				found = append(found, line)
				continue
			}
			if i := slices.Index(r.lines[at:], line); i >= 0 {
				found = append(found, line)
				at += i + 1
			}
		}
		r.code = append(r.code, strings.Join(found, "\n"))
	}
}
