// Package epub writes posts as a book, an EPUB 3.3 publication that also keeps the
// rules of 3.2.
package epub

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage/export/feed"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"

	"galley.app/galley/assets"
	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/preview/markdown/syntax"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/xhtml"
)

// The places of a book's parts below the folder of its content.
const (
	bookFolder = "EPUB"
	bookFile   = "package.opf"
	navFile    = "nav.xhtml"
	coverFile  = "cover.xhtml"
	coverImage = "cover.png"
	styleFile  = "style.css"
)

// titleID is the id of a chapter's title.
const titleID = "title"

// Options say what a book is made of besides its posts, and who follows.
type Options struct {
	Images  images.Options
	Colours *syntax.Languages // of code
	// Decode makes pixels of the images that are made into another kind.
	Decode func(data []byte, want imagework.Want) (*image.RGBA, error)
	// Step is called Steps times for each post; an error ends the writing.
	Step func() error
	// Owns is told which post a file is made of, and File of each file.
	Owns func(name string, post int)
	File func(name string, data []byte)
}

// Steps is how often Write goes over the posts.
const Steps = 3

// Write writes the book: a cover made from the title, a navigation document, and
// a chapter for each post. It returns what readers will miss.
func Write(w io.Writer, book *site.Book, o Options) ([]site.Finding, error) {
	b := &writer{Book: book, Options: o, chapters: make([]chapter, len(book.Posts)), byHash: map[string]string{}}
	err := b.write(w)
	return b.notes, err
}

func (b *writer) write(w io.Writer) error {
	for i := range b.Posts {
		if err := errors.Join(b.render(i), b.Step()); err != nil {
			return err
		}
	}
	for i := range b.Posts {
		b.chapter(i)
		if err := b.Step(); err != nil {
			return err
		}
	}
	cover, err := cover(b.Title, b.Site.Author)
	if err != nil {
		return fmt.Errorf("the cover cannot be painted: %w", err)
	}
	z := pack.NewWriter(w, b.Modified(), b.File)
	if err := z.Mimetype("application/epub+zip"); err != nil {
		return err
	}
	add := func(name, data string) error { return z.Add(bookFolder+"/"+name, []byte(data), true) }
	if err := z.Add("META-INF/container.xml", []byte(container), true); err != nil {
		return err
	}
	if err := add(bookFile, b.opf()); err != nil {
		return err
	}
	if err := add(navFile, b.nav()); err != nil {
		return err
	}
	if err := add(styleFile, assets.BookStyle(b.Site.RightToLeft())); err != nil {
		return err
	}
	if err := add(coverFile, b.cover()); err != nil {
		return err
	}
	if err := z.Add(bookFolder+"/"+coverImage, cover, false); err != nil {
		return err
	}
	for i, c := range b.chapters {
		b.Owns(bookFolder+"/"+b.Files[i], i)
		if err := errors.Join(add(b.Files[i], c.page), b.Step()); err != nil {
			return err
		}
	}
	for _, pic := range b.pictures {
		if err := z.Add(bookFolder+"/"+pic.name, pic.data, pic.mime == "image/svg+xml"); err != nil {
			return err
		}
	}
	return z.Close()
}

const container = feed.XMLHead + `<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="` + bookFolder + `/` + bookFile + `" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
`

// writer is a book that is being written.
type writer struct {
	*site.Book
	Options
	notes    []site.Finding
	chapters []chapter
	pictures []picture
	byHash   map[string]string        // of the image's bytes, to its name
	byImage  map[*images.Stored]added // of the present post
	missing  bool                     // an image has no alternative text
	animated bool                     // a GIF may move
}

type chapter struct {
	fragment string            // HTML
	ids      map[string]string // of the fragment, to what they are in the page
	page     string
	headings []xhtml.Heading
	math     bool
}

// added is what became of an image: its name, or why it has none.
type added struct {
	name string
	err  error
}

type picture struct {
	name, mime string
	data       []byte
}

// render makes the HTML of post i, where images keep their links; those of
// other places have become links to them.
func (b *writer) render(i int) error {
	e := b.Posts[i]
	var fragment bytes.Buffer
	problems, err := html.Of(&fragment, e.Body, b.Site.Dialect(), html.Options{
		Colour: b.Colours,
		Image:  func(dest string) (string, bool) { return dest, refs.IsLocal(dest) || refs.IsData(dest) },
	})
	if err != nil {
		return fmt.Errorf("%s: the chapter cannot be made: %w", e.Path, err)
	}
	for _, q := range problems {
		b.notes = append(b.notes, e.InBody(q.Line, q.Message))
	}
	b.chapters[i].ids = xhtml.IDs(fragment.String(), titleID)
	b.chapters[i].fragment = fragment.String()
	if b.Site.RightToLeft() {
		b.chapters[i].fragment = site.CodeDirection.Replace(fragment.String())
	}
	return nil
}

// chapter makes the document of post i.
func (b *writer) chapter(i int) {
	e, c := b.Posts[i], &b.chapters[i]
	ps := images.NewSet(e.Path, b.Images)
	b.byImage = map[*images.Stored]added{}
	unfit := map[string]bool{} // images that are told to be none for a book
	got := xhtml.Fragment(c.fragment, xhtml.Options{
		Level: 2, IDs: []string{titleID},
		Link: func(dest string) (string, bool) { return b.link(i, dest) },
		Image: func(src string) (string, bool) {
			name, err := b.image(ps, src)
			if err != nil && ps.Get(src).Err == nil && !unfit[src] {
				unfit[src] = true
				b.notes = append(b.notes, site.Finding{Path: e.Path, Message: fmt.Sprintf("image %q: %v", refs.Short(src), err)})
			}
			return "../" + site.URLPath(name), name != ""
		},
	})
	b.notes = append(b.notes, ps.Findings()...)
	c.headings, c.math, c.fragment = got.Headings, got.Math, ""
	b.missing = b.missing || got.Bare > 0
	var w strings.Builder
	b.head(&w, e.Heading(), "../"+styleFile)
	w.WriteString("<body>\n" + `<section epub:type="chapter" role="doc-chapter" aria-labelledby="` + titleID + `">` + "\n<header>\n")
	w.WriteString(`<h1 id="` + titleID + `">` + xhtml.Text(e.Heading()) + "</h1>\n")
	w.WriteString(`<p class="meta">`)
	if !e.Date.IsZero() {
		w.WriteString(`<time datetime="` + e.Date.Format(time.DateOnly) + `">` + post.LongDay(e.Date) + "</time> · ")
	}
	w.WriteString(post.ReadingTime(post.Words(e.Body)) + "</p>\n")
	w.WriteString("</header>\n" + got.XHTML + "</section>\n</body>\n</html>\n")
	c.page = w.String()
}

// link gives where a link of post i leads: to another chapter, else to its
// place on the web. A link that leads nowhere from within a book is none.
func (b *writer) link(i int, dest string) (string, bool) {
	address, post, ok := b.Lead(i, dest)
	if post < 0 {
		return address, ok
	}
	to := site.Between(b.Files[i], b.Files[post])
	_, fragment, _ := strings.Cut(address, "#")
	if id, ok := b.chapters[post].ids[xhtml.Anchor(fragment)]; ok {
		to += "#" + id
	}
	return to, true
}

// image adds the image behind a link and gives its name; no name and no error
// where there is nothing to tell.
func (b *writer) image(ps *images.Set, src string) (string, error) {
	pic := ps.Get(src)
	got, ok := b.byImage[pic.Stored]
	if !ok {
		got.name, got.err = b.add(pic)
		b.byImage[pic.Stored] = got
	}
	return got.name, got.err
}

// add is image for one that has not been asked for.
func (b *writer) add(pic *images.Image) (string, error) {
	if pic.Err != nil {
		return "", pic.Err
	}
	data, ok := pic.Bytes()
	if !ok {
		return "", nil
	}
	mime, data, err := b.forBook(pic.MIME, data)
	if err != nil {
		return "", err
	}
	b.animated = b.animated || mime == "image/gif"
	sum := pack.Sum(data)
	if name := b.byHash[sum]; name != "" {
		return name, nil
	}
	base := "image"
	if pic.File != "" {
		base = pack.PlainName(strings.TrimSuffix(path.Base(strings.ReplaceAll(pic.File, `\`, "/")), path.Ext(pic.File)))
	}
	name := b.Taken.Free("images/" + base + imagefile.Suffix(mime))
	b.byHash[sum] = name
	b.pictures = append(b.pictures, picture{name, mime, data})
	return name, nil
}

// identifier is the same for the same set of posts of the same site: a UUID of
// version 5 (RFC 9562, section 5.5).
func (b *writer) identifier() string {
	var slugs []string
	for _, e := range b.Posts {
		slugs = append(slugs, e.Slug)
	}
	slices.Sort(slugs)
	base, _ := b.Site.Base()
	h := sha1.New()
	space, _ := hex.DecodeString("6ba7b8119dad11d180b400c04fd430c8") // of addresses
	h.Write(space)
	io.WriteString(h, base+"/\x00"+strings.Join(slugs, "\x00"))
	u := h.Sum(nil)[:16]
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// opf is the package document.
func (b *writer) opf() string {
	var w strings.Builder
	line := func(parts ...string) { w.WriteString(strings.Join(parts, "") + "\n") }
	meta := func(property, value string) {
		line(`    <meta property="`, property, `">`, xhtml.Text(value), "</meta>")
	}
	w.WriteString(feed.XMLHead)
	line(`<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="`, b.Site.Language, `"`, b.Site.Direction(), `>`)
	line(`  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">`)
	line(`    <dc:identifier id="id">`, b.identifier(), "</dc:identifier>")
	line(`    <dc:title>`, xhtml.Text(b.Title), "</dc:title>")
	line(`    <dc:language>`, b.Site.Language, "</dc:language>")
	if b.Site.Author != "" {
		line(`    <dc:creator>`, xhtml.Text(b.Site.Author), "</dc:creator>")
	}
	if d := b.Description(); d != "" {
		line(`    <dc:description>`, xhtml.Text(d), "</dc:description>")
	}
	if newest := site.NewestFirst(b.Posts); len(newest) > 0 && !newest[0].Date.IsZero() {
		line(`    <dc:date>`, newest[0].Date.UTC().Format(time.RFC3339), "</dc:date>")
	}
	meta("dcterms:modified", b.Modified().Format("2006-01-02T15:04:05Z"))
	meta("schema:accessMode", "textual")
	if len(b.pictures) > 0 {
		meta("schema:accessMode", "visual")
	}
	sufficient := "textual"
	if b.missing {
		sufficient = "textual,visual"
	}
	meta("schema:accessModeSufficient", sufficient)
	for _, f := range b.features() {
		meta("schema:accessibilityFeature", f)
	}
	hazard := "none"
	if b.animated {
		hazard = "unknown"
	}
	meta("schema:accessibilityHazard", hazard)
	meta("schema:accessibilitySummary", b.summary())
	line("  </metadata>")
	line("  <manifest>")
	item := func(id, href, mime, properties string) {
		if properties != "" {
			properties = ` properties="` + properties + `"`
		}
		line(`    <item id="`, id, `" href="`, xhtml.Text(site.URLPath(href)), `" media-type="`, mime, `"`, properties, "/>")
	}
	item("nav", navFile, "application/xhtml+xml", "nav")
	item("style", styleFile, "text/css", "")
	item("cover", coverFile, "application/xhtml+xml", "")
	item("cover-image", coverImage, "image/png", "cover-image")
	for i, c := range b.chapters {
		properties := ""
		if c.math {
			properties = "mathml"
		}
		item("text-"+strconv.Itoa(i+1), b.Files[i], "application/xhtml+xml", properties)
	}
	for i, pic := range b.pictures {
		item("image-"+strconv.Itoa(i+1), pic.name, pic.mime, "")
	}
	line("  </manifest>")
	progression := ""
	if b.Site.RightToLeft() {
		progression = ` page-progression-direction="rtl"`
	}
	line("  <spine", progression, ">")
	line(`    <itemref idref="cover"/>`)
	line(`    <itemref idref="nav"/>`)
	for i := range b.chapters {
		line(`    <itemref idref="text-`, strconv.Itoa(i+1), `"/>`)
	}
	line("  </spine>")
	line("</package>")
	return w.String()
}

// features names what helps readers who cannot see or hold the book.
func (b *writer) features() []string {
	list := []string{"structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability"}
	if len(b.pictures) > 0 && !b.missing {
		list = append(list, "alternativeText")
	}
	if slices.ContainsFunc(b.chapters, func(c chapter) bool { return c.math }) {
		list = append(list, "MathML")
	}
	return list
}

func (b *writer) summary() string {
	switch {
	case len(b.pictures) == 0:
		return "The book is text in reading order, with headings and a table of contents."
	case b.missing:
		return "The book is text in reading order, with headings and a table of contents. Some images have no description."
	}
	return "The book is text in reading order, with headings and a table of contents. Its images have descriptions."
}

// head starts an XHTML document.
func (b *writer) head(w *strings.Builder, title, style string) {
	w.WriteString(feed.XMLHead + "<!DOCTYPE html>\n")
	w.WriteString(`<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="` + b.Site.Language + `" lang="` + b.Site.Language + `"` + b.Site.Direction() + `>` + "\n")
	w.WriteString("<head>\n" + `<meta charset="utf-8"/>` + "\n<title>" + xhtml.Text(title) + "</title>\n")
	w.WriteString(`<link rel="stylesheet" type="text/css" href="` + style + `"/>` + "\n</head>\n")
}

func (b *writer) cover() string {
	var w strings.Builder
	b.head(&w, b.Title, styleFile)
	w.WriteString(`<body class="cover">` + "\n" + `<div epub:type="cover">` + "\n")
	w.WriteString(`<img src="` + coverImage + `" alt="Cover: ` + xhtml.Text(b.Title) + `"/>` + "\n</div>\n</body>\n</html>\n")
	return w.String()
}

// nav is the table of contents: the posts, and below each its headings.
func (b *writer) nav() string {
	var w strings.Builder
	b.head(&w, "Contents", styleFile)
	w.WriteString("<body>\n" + `<nav epub:type="toc" role="doc-toc" id="toc">` + "\n<h1>Contents</h1>\n<ol>\n")
	for i, c := range b.chapters {
		href := xhtml.Text(site.URLPath(b.Files[i]))
		w.WriteString(`<li><a href="` + href + `">` + xhtml.Text(b.Posts[i].Heading()) + "</a>")
		writeContents(&w, href, c.headings)
		w.WriteString("</li>\n")
	}
	w.WriteString("</ol>\n</nav>\n" + `<nav epub:type="landmarks" id="landmarks" hidden="hidden">` + "\n<h2>Landmarks</h2>\n<ol>\n")
	w.WriteString(`<li><a epub:type="cover" href="` + coverFile + `">Cover</a></li>` + "\n")
	w.WriteString(`<li><a epub:type="toc" href="#toc">Contents</a></li>` + "\n")
	w.WriteString(`<li><a epub:type="bodymatter" href="` + xhtml.Text(site.URLPath(b.Files[0])) + `">Start of the text</a></li>` + "\n")
	w.WriteString("</ol>\n</nav>\n</body>\n</html>\n")
	return w.String()
}

// writeContents writes the headings of a chapter as lists within each other.
// Headings without words are left out, since an entry must have some.
func writeContents(w *strings.Builder, href string, headings []xhtml.Heading) {
	var open []int // levels
	for _, h := range headings {
		if h.Text == "" {
			continue
		}
		for len(open) > 0 && open[len(open)-1] > h.Level {
			w.WriteString("</li></ol>")
			open = open[:len(open)-1]
		}
		if len(open) > 0 && open[len(open)-1] == h.Level {
			w.WriteString("</li>\n")
		} else {
			w.WriteString("\n<ol>\n")
			open = append(open, h.Level)
		}
		w.WriteString(`<li><a href="` + href + "#" + h.ID + `">` + xhtml.Text(h.Text) + "</a>")
	}
	for range open {
		w.WriteString("</li></ol>\n")
	}
}
