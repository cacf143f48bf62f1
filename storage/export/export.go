// Package export packs posts for elsewhere and takes packages in again.
//
// An export is planned first: NewPlan sorts the posts, leaves out what was not
// asked for and lists what is wrong, before anything is written. The same
// posts and options give the same bytes, whatever the time, zone, locale,
// umask or folder. A package is written beside its target and renamed, so
// that it appears complete or not at all.
package export

import (
	"fmt"
	"io"
	"strings"
	"time"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
)

// Shape is what a package is on a disk.
type Shape uint8

// The shapes of packages.
const (
	File   Shape = iota
	Folder       // of files; a format of this shape cannot be streamed
	Either       // a file, or a folder where the name given ends in a slash or is a folder
)

// Format is one kind of package.
type Format struct {
	Name    string // as given to --to
	Group   string // what it is for, over those that are for the same
	Label   string // as a dialog calls it
	Suffix  string // usual file name suffix, with its dot; "" for plain folders
	Base    string // usual file or folder name, with the suffix
	Summary string // one line for menus and help
	Readers string // who reads it
	Shape   Shape
	One     bool // a file of it holds one post
	Open    bool // mostly wanted of the post that is open, not of a whole library
	Feed    bool // needs the site's address
	Binary  bool // not text
	Pages   bool // holds whole posts, so that without any there is nothing to write
	Laid    bool // its pages look as the library's own templates have them

	write func(*Plan, io.Writer) error // nil for folders
	tree  func(*Plan, *folder) error   // nil for files
}

// Option is a choice that an export takes.
type Option struct {
	Name  string // of the flag, without dashes, and of the key of a target
	Label string // as a dialog says it
	Text  bool   // takes a text; else it is on or off
}

// Options lists the choices of the format.
func (f Format) Options() []Option {
	list := []Option{
		{Name: "drafts", Label: "With drafts"},
		{Name: "published-only", Label: "Without scheduled posts"},
		{Name: "skip-errors", Label: "Leave out posts with errors"},
	}
	switch f.Name {
	case "rss", "atom", "json-feed", "html", "zip", "site", "sitemap", "epub", "pdf", "docx":
		list = append(list, Option{Name: "site-url", Label: "Address of the site", Text: true}, Option{Name: "site-title", Label: "Title of the site", Text: true})
	}
	return list
}

// Formats lists every format that can be written, those of a group together and
// what most people look for first.
func Formats() []Format {
	const (
		read  = "To read"
		text  = "Text"
		web   = "For the web"
		other = "For other programs"
	)
	return []Format{
		{
			Name: "pdf", Group: read, Label: "PDF", Suffix: ".pdf", Base: "posts.pdf", Summary: "pages to print, with numbers, links and an outline", Binary: true, Pages: true, Open: true,
			Readers: "PDF readers and printers", write: (*Plan).writePDF,
		},
		{
			Name: "docx", Group: read, Label: "Word", Suffix: ".docx", Base: "posts.docx", Summary: "a document to change in Word or LibreOffice, its looks as styles", Binary: true, Pages: true, Open: true,
			Readers: "Word and LibreOffice", write: (*Plan).writeDOCX,
		},
		{
			Name: "epub", Group: read, Label: "EPUB book", Suffix: ".epub", Base: "posts.epub", Summary: "an EPUB 3 book, a chapter for each post", Binary: true, Pages: true,
			Readers: "e-readers and reading apps", write: (*Plan).writeEPUB,
		},
		{
			Name: "html", Group: read, Label: "Web page (HTML)", Suffix: ".html", Base: "post.html", Summary: "one self-contained page of one post", Pages: true, Laid: true, One: true, Open: true,
			Readers: "browsers", write: (*Plan).writeHTML,
		},
		{
			Name: "md", Group: text, Label: "Markdown", Suffix: ".md", Base: "posts.md", Summary: "plain Markdown without the fields", Pages: true, Open: true,
			Readers: "any editor", Shape: Either, write: (*Plan).writeMarkdown, tree: (*Plan).treeMarkdown,
		},
		{
			Name: "txt", Group: text, Label: "Plain text", Suffix: ".txt", Base: "posts.txt", Summary: "the words alone, as readers see them", Pages: true, Open: true,
			Readers: "anything", Shape: Either, write: (*Plan).writeText, tree: (*Plan).treeText,
		},
		{
			Name: "site", Group: web, Label: "Website", Base: "site", Summary: "pages with index, feeds and sitemap, to look at or to host", Pages: true, Laid: true,
			Readers: "browsers and servers", Shape: Folder, tree: (*Plan).treeSite,
		},
		{
			Name: "posts-json", Group: web, Label: "posts.json", Suffix: ".json", Base: "posts.json", Summary: "all posts as one JSON object, keyed by slug",
			Readers: "the build of a site", write: (*Plan).writePostsJSON,
		},
		{
			Name: "rss", Group: web, Label: "RSS feed", Suffix: ".xml", Base: "rss.xml", Summary: "RSS 2.0 feed", Feed: true,
			Readers: "feed readers", write: (*Plan).writeRSS,
		},
		{
			Name: "atom", Group: web, Label: "Atom feed", Suffix: ".xml", Base: "atom.xml", Summary: "Atom 1.0 feed with the rendered posts", Feed: true,
			Readers: "feed readers", write: (*Plan).writeAtom,
		},
		{
			Name: "json-feed", Group: web, Label: "JSON feed", Suffix: ".json", Base: "feed.json", Summary: "JSON Feed 1.1 with the rendered posts", Feed: true,
			Readers: "feed readers", write: (*Plan).writeJSONFeed,
		},
		{
			Name: "sitemap", Group: web, Label: "Sitemap", Suffix: ".xml", Base: "sitemap.xml", Summary: "the addresses of all posts, for search engines", Feed: true,
			Readers: "search engines", Shape: Either, write: (*Plan).writeSitemap, tree: (*Plan).treeSitemap,
		},
		{
			Name: "textbundle", Group: other, Label: "TextBundle", Suffix: ".textbundle", Base: "posts", Summary: "Markdown and images for other writing apps", Pages: true,
			Readers: "Ulysses, Bear, iA Writer", Shape: Folder, tree: (*Plan).treeTextbundle,
		},
		{
			Name: "textpack", Group: other, Label: "TextPack", Suffix: ".textpack", Base: "post.textpack", Summary: "the same as one zip file", Binary: true, Pages: true, One: true, Open: true,
			Readers: "Ulysses, Bear and others", Shape: Either, write: (*Plan).writeTextpack, tree: (*Plan).treeTextpack,
		},
		{
			Name: "hugo", Group: other, Label: "Hugo bundles", Base: "content", Summary: "page bundles with YAML front matter for Hugo", Pages: true,
			Readers: "Hugo", Shape: Folder, tree: (*Plan).treeHugo,
		},
		{
			Name: "yaml", Group: other, Label: "YAML bundles", Base: "posts", Summary: "the same with plain keys, for other site generators", Pages: true,
			Readers: "Eleventy, Astro, Jekyll", Shape: Folder, tree: (*Plan).treeYAML,
		},
		{
			Name: "zip", Group: other, Label: "Zip package", Suffix: ".zip", Base: "posts.zip", Summary: "source, images, page and manifest, to hand over", Binary: true, Pages: true,
			Readers: "Galley and others", write: (*Plan).writeZip,
		},
	}
}

// FormatNames lists the names of the formats.
func FormatNames() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}

// FormatNamed finds a format by its name; an *UnknownFormatError lists those
// there are.
func FormatNamed(name string) (Format, error) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, &UnknownFormatError{Name: name}
}

// UnknownFormatError tells that there is no format of that name.
type UnknownFormatError struct{ Name string }

func (e *UnknownFormatError) Error() string {
	return fmt.Sprintf("unknown format %q; there are %s", e.Name, strings.Join(FormatNames(), ", "))
}

// Source is one post as it was read.
type Source struct {
	Path  string
	Text  string
	Named bool // asked for by itself, not found in a folder
	// Outside is where the file leads that is a link out of its library: it is
	// packed only where it was named.
	Outside string
	CopyOf  string // the name of the post that it is a copy of which a sync tool left; it is not packed
	Err     error  // why it could not be read; Text is then empty
}

// Options say what to pack and how.
type Options struct {
	Format        Format
	Site          site.Site
	Now           time.Time // tells scheduled posts from published ones
	Drafts        bool      // also drafts that were not named
	PublishedOnly bool      // neither drafts nor scheduled posts
	SkipErrors    bool      // leave out posts that would stop the export

	// Epoch, if set, is the latest time that a time stamp may have.
	Epoch time.Time

	// Decoder makes pixels of images, for formats that do not take them as they
	// are; without it these stay out.
	Decoder imagework.Decoder

	// Fonts gives typefaces for pages to print, for what the embedded ones lack,
	// and the language that is preferred among those of the system. It may be nil.
	Fonts func() (fonts [][]byte, language string)

	// Image finds the file of an image link of a post; nil finds none.
	Image func(postPath, dest string) (path string, ok bool)
	// Missing says why Image found none, where there is more to say than that
	// there is none; else it gives "". It may be nil.
	Missing func(postPath, dest string) string
	// Outside reports whether a file that Image found lies outside of the
	// library; the notes tell of each. Nil knows of none.
	Outside func(postPath, file string) bool

	// Check lists what is wrong with a post, given by its path and text; nil looks
	// at the post alone. Several goroutines call it.
	Check func(postPath, text string) []post.Problem

	// Camera leaves place, time and camera in the images, as they were written
	// into them; without it packages hold images without that.
	Camera bool

	Guard Guard // of what lies where the package goes

	// Design is how the pages of a site, or the one page, look where the library
	// says so itself.
	Design layout.Design
}

// images are the options for the images of the posts.
func (o Options) images() images.Options {
	return images.Options{Find: o.Image, Missing: o.Missing, Camera: o.Camera}
}
