package export

import (
	"strings"
	"time"

	"golang.org/x/text/language"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
)

// book is a publication of posts in file-name order.
type book struct {
	plan     *Plan
	title    string
	language string   // a well-formed tag
	files    []string // of the chapters
	links    *postLinks
	places   pack.Names
}

func (p *Plan) newBook() *book {
	b := &book{plan: p, links: p.postLinks(), places: pack.Names{}}
	b.title = p.options.Site.name()
	if len(p.Posts) == 1 {
		b.title = p.Posts[0].heading()
	}
	b.language = "en"
	if tag, err := language.Parse(p.options.Site.language()); err == nil {
		b.language = tag.String()
	} else {
		p.note("galley.toml", "%q is no language tag; the book says it is in English", p.options.Site.language())
	}
	for _, e := range p.Posts {
		b.files = append(b.files, b.places.Free("text/"+fileName(e.Slug)+".xhtml"))
	}
	return b
}

// rightToLeft tells whether the book is turned over from left to right.
func (b *book) rightToLeft() bool { return b.site().rightToLeft() }

// direction is the attribute of the elements that hold the book's text.
func (b *book) direction() string { return b.site().direction() }

// site is the site in the language that the book says it is in.
func (b *book) site() Site {
	s := b.plan.options.Site
	s.Language = b.language
	return s
}

// lead gives where a link of post i leads: to another post of the book, or
// with post -1 to an address on the web. A link that leads nowhere from within
// a book is not ok.
func (b *book) lead(i int, dest string) (address string, post int, ok bool) {
	base, _ := b.plan.options.Site.base()
	s := &site{plan: b.plan, links: b.links, places: b.files, base: base}
	if to, fragment, ok := b.links.find(dest); ok {
		return between(b.files[i], b.files[to]) + fragment, to, true
	}
	to := s.link(i, dest)
	return to, -1, !refs.IsLocal(to) && !strings.HasPrefix(to, "//")
}

func (b *book) description() string {
	if len(b.plan.Posts) == 1 {
		return strings.TrimSpace(b.plan.Posts[0].Summary)
	}
	return strings.TrimSpace(b.plan.options.Site.Description)
}

// modified is the newest date of the posts.
func (b *book) modified() time.Time {
	newest := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, e := range b.plan.Posts {
		if i == 0 && !e.Date.IsZero() || e.Date.After(newest) {
			newest = e.Date
		}
	}
	if epoch := b.plan.options.Epoch; !epoch.IsZero() && newest.After(epoch) {
		newest = epoch
	}
	return newest.UTC()
}
