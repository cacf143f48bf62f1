package site

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
)

// Book is a publication of posts in file-name order.
type Book struct {
	Site  Site // in the language that the book says it is in, a well-formed tag
	Title string
	Posts []Post
	Files []string   // of the chapters
	Taken pack.Names // of files, those of the chapters among them

	epoch time.Time
	links *Links
}

// NewBook returns the book of the posts of a site, with what is wrong with it.
// Epoch, if set, is the latest time that a time stamp may have.
func NewBook(s Site, posts []Post, epoch time.Time) (*Book, []Finding) {
	b := &Book{Site: s, Title: s.Name(), Posts: posts, Taken: pack.Names{}, epoch: epoch, links: NewLinks(s, posts)}
	if len(posts) == 1 {
		b.Title = posts[0].Heading()
	}
	var notes []Finding
	if tag, err := language.Parse(s.Tag()); err == nil {
		b.Site.Language = tag.String()
	} else {
		b.Site.Language = "en"
		notes = append(notes, Finding{Path: "galley.toml", Message: fmt.Sprintf("%q is not a language tag; the book says it is in English", s.Tag())})
	}
	for _, e := range posts {
		b.Files = append(b.Files, b.Taken.Free("text/"+FileName(e.Slug)+".xhtml"))
	}
	return b, notes
}

// Lead returns where a link of post i leads: to another post of the book, or
// with post -1 to an address on the web. A link that leads nowhere from within
// a book is not ok.
func (b *Book) Lead(i int, dest string) (address string, post int, ok bool) {
	if to, fragment, ok := b.links.Find(dest); ok {
		return Between(b.Files[i], b.Files[to]) + fragment, to, true
	}
	if at := b.Site.Address(b.Posts[i].Slug); at != "" {
		dest = Absolute(at, dest)
	}
	return dest, -1, !refs.IsLocal(dest) && !strings.HasPrefix(dest, "//")
}

// Description returns what the book is about, in its author's words.
func (b *Book) Description() string {
	if len(b.Posts) == 1 {
		return strings.TrimSpace(b.Posts[0].Summary)
	}
	return strings.TrimSpace(b.Site.Description)
}

// Modified is the newest date of the posts.
func (b *Book) Modified() time.Time {
	newest := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, e := range b.Posts {
		if i == 0 && !e.Date.IsZero() || e.Date.After(newest) {
			newest = e.Date
		}
	}
	if !b.epoch.IsZero() && newest.After(b.epoch) {
		newest = b.epoch
	}
	return newest.UTC()
}
