package layout

import (
	"html/template"
	"strings"
	"time"

	"galley.app/galley/storage/export/site"
)

// Catalog is all of a site that pages are made of. It is not changed once pages
// are made of it.
type Catalog struct {
	Title, Description, Author string
	Address                    string // of the site, without a slash at its end; "" where it is not known
	Language                   string
	RightToLeft                bool
	Style                      string // the style sheet of the library's page theme
	// Fonts returns rules of a style sheet for the typefaces of that theme, for a
	// page from which up leads to the top of the site; nil where there are none.
	Fonts                   func(up string) string
	Home                    string // place of the first page; "" where there is none
	TagsPlace, ArchivePlace string // as Home, of the pages that list all tags and all years

	Posts []Entry // the newest first
	Tags  []List  // by name
	Years []List  // the newest first
	Feeds []Feed
}

// Entry is a post as the catalog has it.
type Entry struct {
	Place              string // of its page, a slash path from the top of the site
	Address            string // on the web; "" where that is not known
	Title, Description string
	Slug, Published    string // as the post says it
	Date               time.Time
	ISODate            string // "" without a date
	Minutes, Words     int
	Draft              bool
	Tags               []int
	Field              func(key string) string
}

// List is some of the posts under a name: a tag, or a year.
type List struct {
	Name  string
	Place string // of its page; "" where it has none
	Posts []int
}

// Request is a page that is wanted.
type Request struct {
	Kind               Kind
	Place              string // a slash path from the top of the site
	Address            string
	Title, Description string
	Head               string // HTML
	Content            string // HTML, of a post
	Post               int    // of the catalog, for a page of one
	Of                 int    // the tag or year, for a page of one
	Posts              []int  // that are listed on this page
	Number, Pages      int    // which of the pages of a list it is
	Previous, Next     string // places of those beside it; "" for none
}

// Page is what a template is given.
type Page struct {
	Kind        string        // “post”, “index”, “tag”, “tags”, “year” or “archive”
	Title       string        // of the post, the tag, the year or the site
	Description string        // of the post or the site; it may be empty
	Address     string        // of the page on the web; empty where the address of the site is not known
	Root        string        // way to the top of the site, such as “../../”; files of static/ lie behind it
	Head        template.HTML // what belongs into <head> besides the title: for search engines, cards and feed readers
	Site        Site          // the site
	Post        *Post         // the post, on a page of kind “post”
	Posts       []Post        // the posts that are listed on this page, the newest first
	Tag         *Tag          // the tag, on a page of kind “tag”
	Year        *Year         // the year, on a page of kind “year”
	Number      int           // which page of a list this is, from 1
	Pages       int           // how many pages the list has
	Previous    string        // link to the page of the list before this one; empty for none
	Next        string        // link to the page of the list behind this one; empty for none
}

// Site is the site that a page is of.
type Site struct {
	Title       string       // of the site
	Description string       // it may be empty
	Author      string       // it may be empty
	Language    string       // such as “en”
	Direction   string       // “ltr” or “rtl”
	Address     string       // on the web, without a slash at its end; empty where it is not known
	Style       template.CSS // the style sheet of the library's page theme

	in *scope
}

// Post is one post.
type Post struct {
	Title       string        // of the post
	Slug        string        // of the post
	Description string        // it may be empty
	Published   string        // the date as the post has it
	Date        time.Time     // the date, for .Date.Format "2 January 2006"
	ISODate     string        // the date for <time datetime>; empty without a date
	Minutes     int           // that reading takes
	Words       int           // how many it has
	Draft       bool          // it is no public post; exports leave such out
	Content     template.HTML // the text; only of .Post, on a page of kind “post”

	in *scope
	i  int
}

// Tag is a tag that posts have.
type Tag struct {
	Name  string // of the tag
	Count int    // how many posts have it

	in   *scope
	list *List
}

// Year is a year in which posts were published.
type Year struct {
	Name  string // such as “2024”
	Count int    // how many posts are of it

	in   *scope
	list *List
}

// Feed is a feed of the site.
type Feed struct {
	Title string // such as “RSS”
	Type  string // such as “application/rss+xml”
	Place string // in the site; its link is URL

	in *scope
}

// scope is the page that values are for, since links differ by it.
type scope struct {
	cat  *Catalog
	from string
	run  *run
}

// page returns what the template of a page is given.
func (c *Catalog) page(r *run, p Request) Page {
	in := &scope{cat: c, from: p.Place, run: r}
	dir := "ltr"
	if c.RightToLeft {
		dir = "rtl"
	}
	out := Page{
		Kind: string(p.Kind), Title: p.Title, Description: p.Description, Address: p.Address, Head: template.HTML(p.Head),
		Root:   strings.Repeat("../", strings.Count(p.Place, "/")),
		Site:   Site{Title: c.Title, Description: c.Description, Author: c.Author, Language: c.Language, Direction: dir, Address: c.Address, Style: template.CSS(c.Style), in: in},
		Number: p.Number, Pages: p.Pages, Previous: in.link(p.Previous), Next: in.link(p.Next),
	}
	for _, i := range p.Posts {
		out.Posts = append(out.Posts, in.post(i))
	}
	switch p.Kind {
	case PostPage:
		post := in.post(p.Post)
		post.Content = template.HTML(p.Content)
		out.Post = &post
	case TagPage:
		tag := in.tag(p.Of)
		out.Tag = &tag
	case YearPage:
		year := in.year(p.Of)
		out.Year = &year
	}
	return out
}

// link is the way from the page to a place.
func (in *scope) link(place string) string {
	if place == "" {
		return ""
	}
	return site.Between(in.from, place)
}

func (in *scope) post(i int) Post {
	e := &in.cat.Posts[i]
	return Post{
		Title: e.Title, Slug: e.Slug, Description: e.Description, Published: e.Published, Date: e.Date, ISODate: e.ISODate,
		Minutes: e.Minutes, Words: e.Words, Draft: e.Draft, in: in, i: i,
	}
}

func (in *scope) posts(list []int) ([]Post, error) {
	if err := in.run.took(len(list)); err != nil {
		return nil, err
	}
	posts := make([]Post, len(list))
	for at, i := range list {
		posts[at] = in.post(i)
	}
	return posts, nil
}

func (in *scope) tag(i int) Tag {
	l := &in.cat.Tags[i]
	return Tag{Name: l.Name, Count: len(l.Posts), in: in, list: l}
}

func (in *scope) year(i int) Year {
	l := &in.cat.Years[i]
	return Year{Name: l.Name, Count: len(l.Posts), in: in, list: l}
}

// String returns the title.
func (s Site) String() string { return s.Title }

// URL is the link to the first page of the site; empty where there is none.
func (s Site) URL() string { return s.in.link(s.in.cat.Home) }

// Fonts are the rules of a style sheet for the typefaces of the library's page
// theme; empty where pages shall have none.
func (s Site) Fonts() template.CSS {
	if s.in.cat.Fonts == nil {
		return ""
	}
	return template.CSS(s.in.cat.Fonts(strings.Repeat("../", strings.Count(s.in.from, "/"))))
}

// TagsURL is the link to the page of all tags; empty where there is none.
func (s Site) TagsURL() string { return s.in.link(s.in.cat.TagsPlace) }

// ArchiveURL is the link to the page of all years; empty where there is none.
func (s Site) ArchiveURL() string { return s.in.link(s.in.cat.ArchivePlace) }

// Posts are all posts, the newest first.
func (s Site) Posts() ([]Post, error) {
	all := make([]int, len(s.in.cat.Posts))
	for i := range all {
		all[i] = i
	}
	return s.in.posts(all)
}

// Tags are all tags, by name.
func (s Site) Tags() ([]Tag, error) {
	list := make([]Tag, len(s.in.cat.Tags))
	for i := range list {
		list[i] = s.in.tag(i)
	}
	return list, s.in.run.took(len(list))
}

// Years are all years with posts, the newest first.
func (s Site) Years() ([]Year, error) {
	list := make([]Year, len(s.in.cat.Years))
	for i := range list {
		list[i] = s.in.year(i)
	}
	return list, s.in.run.took(len(list))
}

// Feeds are the feeds; there are none where the address of the site is not known.
func (s Site) Feeds() []Feed {
	list := make([]Feed, len(s.in.cat.Feeds))
	for i, f := range s.in.cat.Feeds {
		f.in = s.in
		list[i] = f
	}
	return list
}

// String returns the title.
func (p Post) String() string { return p.Title }

// URL is the link to the post's page.
func (p Post) URL() string { return p.in.link(p.in.cat.Posts[p.i].Place) }

// Address is that of the post on the web; empty where it is not known.
func (p Post) Address() string { return p.in.cat.Posts[p.i].Address }

// Tags are those that the post has, as it names them.
func (p Post) Tags() ([]Tag, error) {
	var list []Tag
	for _, i := range p.in.cat.Posts[p.i].Tags {
		list = append(list, p.in.tag(i))
	}
	return list, p.in.run.took(len(list))
}

// Field is what the post says in a field, as .Field "author"; empty where it
// has none of that name.
func (p Post) Field(name string) string {
	if f := p.in.cat.Posts[p.i].Field; f != nil {
		return f(name)
	}
	return ""
}

// Newer is the next post by date; nothing on the newest.
func (p Post) Newer() *Post { return p.beside(-1) }

// Older is the post before by date; nothing on the oldest.
func (p Post) Older() *Post { return p.beside(1) }

func (p Post) beside(by int) *Post {
	if i := p.i + by; i >= 0 && i < len(p.in.cat.Posts) {
		q := p.in.post(i)
		return &q
	}
	return nil
}

// String returns the name.
func (t Tag) String() string { return t.Name }

// URL is the link to the tag's page; empty where it has none.
func (t Tag) URL() string { return t.in.link(t.list.Place) }

// Posts are those with the tag, the newest first.
func (t Tag) Posts() ([]Post, error) { return t.in.posts(t.list.Posts) }

// String returns the name.
func (y Year) String() string { return y.Name }

// URL is the link to the year's page; empty where it has none.
func (y Year) URL() string { return y.in.link(y.list.Place) }

// Posts are those of the year, the newest first.
func (y Year) Posts() ([]Post, error) { return y.in.posts(y.list.Posts) }

// String returns the title.
func (f Feed) String() string { return f.Title }

// URL is the link to the feed.
func (f Feed) URL() string { return f.in.link(f.Place) }
