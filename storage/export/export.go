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
)

// Format is one kind of package.
type Format struct {
	Name    string // as given to --to
	Suffix  string // usual file name suffix, with its dot
	Summary string // one line for menus and help
	Feed    bool   // needs the site's address
	Binary  bool   // not text
	Pages   bool   // holds rendered pages with their images

	write func(*Plan, io.Writer) error
}

// Formats lists every format that can be written.
func Formats() []Format {
	return []Format{
		{Name: "posts-json", Suffix: ".json", Summary: "all posts as one JSON object, keyed by slug", write: (*Plan).writePostsJSON},
		{Name: "rss", Suffix: ".xml", Summary: "RSS 2.0 feed", Feed: true, write: (*Plan).writeRSS},
		{Name: "atom", Suffix: ".xml", Summary: "Atom 1.0 feed with the rendered posts", Feed: true, write: (*Plan).writeAtom},
		{Name: "json-feed", Suffix: ".json", Summary: "JSON Feed 1.1 with the rendered posts", Feed: true, write: (*Plan).writeJSONFeed},
		{Name: "html", Suffix: ".html", Summary: "one self-contained page of one post", Pages: true, write: (*Plan).writeHTML},
		{Name: "zip", Suffix: ".zip", Summary: "source, images, page and manifest, to hand over", Binary: true, Pages: true, write: (*Plan).writeZip},
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

// Site is what feeds and pages say about where the posts appear.
type Site struct {
	Title       string
	URL         string // of the site, with or without a slash at its end
	Description string
	Author      string
	Language    string // BCP 47; "en" when empty
	Posts       string // between URL and slug; "/posts/" when empty
}

// Source is one post as it was read.
type Source struct {
	Path  string
	Text  string
	Named bool  // asked for by itself, not found in a folder
	Err   error // why it could not be read; Text is then empty
}

// Options say what to pack and how.
type Options struct {
	Format        Format
	Site          Site
	Now           time.Time // tells scheduled posts from published ones
	Drafts        bool      // also drafts that were not named
	PublishedOnly bool      // neither drafts nor scheduled posts
	SkipErrors    bool      // leave out posts that would stop the export

	// Image finds the file of an image link of a post; nil finds none.
	Image func(postPath, dest string) (path string, ok bool)
}
