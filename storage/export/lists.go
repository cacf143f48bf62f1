package export

import (
	"bytes"
	"cmp"
	"html"
	"slices"
	"strconv"
	"strings"

	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
)

// listing is one page that lists posts, or tags, or years.
type listing struct {
	kind           layout.Kind
	of             int // which tag or year
	title          string
	place          string
	posts          []int // of the newest first
	number, pages  int
	previous, next string // places of the pages beside it; "" for none
}

// takeLists finds the tags and years of the posts, and takes the names of the
// pages that list posts.
func (s *siteWriter) takeLists(taken pack.Names) {
	st := s.plan.options.Site
	c := &layout.Catalog{
		Title: st.Name(), Description: st.Description, Author: st.Author, Address: s.base, Language: st.Tag(), RightToLeft: st.RightToLeft(), Style: st.Style(),
		Home: "index.html", Posts: make([]layout.Entry, len(s.newest)),
	}
	c.Fonts = s.fontRules
	s.catalog = c
	places := map[string]string{}
	for i, e := range s.plan.Posts {
		places[e.Slug] = s.places[i]
	}
	tags := map[string]int{}
	everywhere(len(s.newest), func(i int) { c.Posts[i] = entryOf(st, s.newest[i], places[s.newest[i].Slug]) })
	s.entries = make(map[string]int, len(c.Posts))
	for i := range c.Posts {
		s.entries[c.Posts[i].Place] = i
	}
	for i, e := range s.newest {
		for _, tag := range tagsOf(e) {
			key := strings.ToLower(tag)
			at, ok := tags[key]
			if !ok {
				at = len(c.Tags)
				tags[key] = at
				c.Tags = append(c.Tags, layout.List{Name: tag})
			}
			c.Tags[at].Posts = append(c.Tags[at].Posts, i)
		}
		if !e.Date.IsZero() {
			year := e.Date.Format("2006")
			at := slices.IndexFunc(c.Years, func(l layout.List) bool { return l.Name == year })
			if at < 0 { // of two posts around a new year, one may be of another zone
				at = len(c.Years)
				c.Years = append(c.Years, layout.List{Name: year})
			}
			c.Years[at].Posts = append(c.Years[at].Posts, i)
		}
	}
	slices.SortFunc(c.Years, func(a, b layout.List) int { return strings.Compare(b.Name, a.Name) })
	slices.SortFunc(c.Tags, func(a, b layout.List) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name))
	})
	for at, tag := range c.Tags {
		for _, i := range tag.Posts {
			c.Posts[i].Tags = append(c.Posts[i].Tags, at)
		}
	}
	if s.base != "" {
		c.Feeds = []layout.Feed{
			{Title: "RSS", Type: "application/rss+xml", Place: "rss.xml"}, {Title: "Atom", Type: "application/atom+xml", Place: "atom.xml"}, {Title: "JSON Feed", Type: "application/feed+json", Place: "feed.json"},
		}
	}
	all := make([]int, len(s.newest))
	for i := range all {
		all[i] = i
	}
	s.list(taken, listing{kind: layout.Index, title: st.Name(), place: "index.html", posts: all}, "")
	if len(c.Tags) > 0 {
		c.TagsPlace = taken.Free("tags/index.html")
		s.lists = append(s.lists, listing{kind: layout.Tags, title: "Tags", place: c.TagsPlace, number: 1, pages: 1})
	}
	for i := range c.Tags {
		folder := takePage(taken, "tags/"+tagName(c.Tags[i].Name))
		c.Tags[i].Place = folder + "/index.html"
		s.list(taken, listing{kind: layout.TagPage, of: i, title: c.Tags[i].Name, place: c.Tags[i].Place, posts: c.Tags[i].Posts}, folder+"/")
	}
	if len(c.Years) > 0 {
		c.ArchivePlace = taken.Free("archive/index.html")
		s.lists = append(s.lists, listing{kind: layout.Archive, title: "Archive", place: c.ArchivePlace, number: 1, pages: 1})
	}
	for i := range c.Years {
		folder := takePage(taken, "archive/"+c.Years[i].Name)
		c.Years[i].Place = folder + "/index.html"
		s.list(taken, listing{kind: layout.YearPage, of: i, title: c.Years[i].Name, place: c.Years[i].Place, posts: c.Years[i].Posts}, folder+"/")
	}
}

// takePage takes the name of a folder with a page in it, and maybe more.
func takePage(taken pack.Names, folder string) string {
	folder = taken.FreeFolder(folder)
	_ = taken.Take(folder + "/index.html") // the folder is new
	return folder
}

// list adds the pages of a list. Those behind the first lie below folder.
func (s *siteWriter) list(taken pack.Names, l listing, folder string) {
	per := s.plan.options.Site.PerPage
	if per <= 0 {
		per = max(1, len(l.posts))
	}
	l.pages = max(1, (len(l.posts)+per-1)/per)
	first := len(s.lists)
	for n := range l.pages {
		page := l
		page.number = n + 1
		page.posts = l.posts[n*per : min(len(l.posts), (n+1)*per)]
		if n > 0 {
			page.place = takePage(taken, folder+"page/"+strconv.Itoa(n+1)) + "/index.html"
			page.previous = s.lists[first+n-1].place
			s.lists[first+n-1].next = page.place
		}
		s.lists = append(s.lists, page)
	}
}

// tagsOf are the tags that a post names, each once, whatever its capitals.
func tagsOf(e site.Post) (list []string) {
	seen := map[string]bool{}
	for _, tag := range fields.List("tags", e.Value("tags")) {
		tag = post.Fold(strings.TrimSpace(tag))
		if key := strings.ToLower(tag); tag != "" && !seen[key] {
			seen[key] = true
			list = append(list, tag)
		}
	}
	return list
}

// tagName is a tag as a folder is called.
func tagName(tag string) string {
	return site.FileName(strings.Join(strings.Fields(strings.ToLower(tag)), "-"))
}

// entryOf is a post as the pages of the site tell of it.
func entryOf(st site.Site, e site.Post, place string) layout.Entry {
	words := post.Words(e.Body)
	entry := layout.Entry{
		Place: place, Address: st.Address(e.Slug), Title: e.Heading(), Description: e.Summary, Slug: e.Slug, Published: e.Value("published"),
		Date: e.Date, Minutes: post.Minutes(words), Words: words, Draft: e.Status == post.Draft, Field: e.Value,
	}
	if !e.Date.IsZero() {
		entry.ISODate = e.ISODate()
	}
	return entry
}

// heads is all that pages may tell of other posts, so that a page that is like it
// was can be known.
func (s *siteWriter) heads() any {
	type head struct {
		Place, Heading string
		Minutes, Words int
		Draft          bool
		Fields         []fields.Pair
	}
	list := make([]head, len(s.newest))
	for i, e := range s.newest {
		at := s.catalog.Posts[i]
		list[i] = head{at.Place, at.Title, at.Minutes, at.Words, at.Draft, e.Fields}
	}
	return list
}

// listings writes the pages that list posts.
func (s *siteWriter) listings(f *folder) error {
	told := map[site.Finding]bool{}
	for _, l := range s.lists {
		data, note, err := s.listPage(l)
		if err != nil {
			return err
		}
		if note.Message != "" && !told[note] {
			told[note] = true
			s.plan.notes = append(s.plan.notes, note)
		} else if set := s.plan.options.Design.Templates; note.Message == "" && set.Has(l.kind) && s.plan.sweep != nil {
			s.plan.sweep.laid[l.place] = set.Path(l.kind)
		}
		if err := f.add(l.place, data, ""); err != nil {
			return err
		}
	}
	return nil
}

// listPage makes one of the pages that list posts. The finding says why it is not
// made by the library's template; it is the zero value where nothing is wrong.
func (s *siteWriter) listPage(l listing) ([]byte, site.Finding, error) {
	set := s.plan.options.Design.Templates
	if !set.Has(l.kind) {
		return s.plainList(l), site.Finding{}, nil
	}
	st := s.plan.options.Site
	var head strings.Builder
	if st.Description != "" && l.kind == layout.Index {
		head.WriteString(`<meta name="description" content="` + site.HTMLText(st.Description) + `">` + "\n")
	}
	head.WriteString(`<meta name="generator" content="Galley">` + "\n" + `<meta name="color-scheme" content="light dark">` + "\n")
	address := s.listAddress(l)
	if address != "" {
		head.WriteString(`<link rel="canonical" href="` + html.EscapeString(address) + `">` + "\n")
	}
	head.WriteString(s.alternates(strings.Repeat("../", strings.Count(l.place, "/"))))
	data, err := set.Render(s.plan.context(), s.catalog, layout.Request{
		Kind: l.kind, Place: l.place, Address: address, Title: l.title, Description: st.Description, Head: head.String(),
		Of: l.of, Posts: l.posts, Number: l.number, Pages: l.pages, Previous: l.previous, Next: l.next,
	})
	if err == nil {
		return data, site.Finding{}, nil
	}
	note, ok := templateFinding(err)
	if !ok {
		return nil, note, err
	}
	return s.plainList(l), note, nil
}

// listAddress is where a page that lists posts appears; "" where the site's
// address is not known.
func (s *siteWriter) listAddress(l listing) string {
	if s.base == "" {
		return ""
	}
	return s.base + "/" + site.URLPath(strings.TrimSuffix(l.place, "index.html"))
}

const listStyle = `.posts { list-style: none; padding: 0; }
.posts li { margin: 0 0 24px; }
.posts a { font-weight: 700; }
.posts p { margin: 0; }
.names { list-style: none; padding: 0; }
.more { margin: 40px 0 0; padding-top: 12px; border-top: 1px solid var(--line); }
.more .meta + .meta { margin-top: 6px; }
`

// plainList is a page that lists posts as pages are without a template: the newest
// posts first.
func (s *siteWriter) plainList(l listing) []byte {
	st := s.plan.options.Site
	up := strings.Repeat("../", strings.Count(l.place, "/"))
	title := l.title
	if l.kind != layout.Index {
		title += " · " + st.Name()
	}
	var b bytes.Buffer
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	line("<!doctype html>")
	line(`<html lang="`, site.HTMLText(st.Tag()), `"`, st.Direction(), `>`)
	line("<head>")
	line(`<meta charset="utf-8">`)
	line(`<meta http-equiv="Content-Security-Policy" content="`, sitePolicy(), `">`)
	line(`<meta name="viewport" content="width=device-width, initial-scale=1">`)
	line("<title>", site.HTMLText(title), "</title>")
	if st.Description != "" && l.kind == layout.Index {
		line(`<meta name="description" content="`, site.HTMLText(st.Description), `">`)
	}
	line(`<meta name="generator" content="Galley">`)
	line(`<meta name="color-scheme" content="light dark">`)
	if address := s.listAddress(l); address != "" {
		line(`<link rel="canonical" href="`, html.EscapeString(address), `">`)
	}
	b.WriteString(s.alternates(up))
	line("<style>")
	b.WriteString(s.fontRules(up) + st.Style() + listStyle)
	if l.kind != layout.Index {
		b.WriteString(backStyle)
	}
	line("</style>")
	line("</head>")
	line("<body>")
	line("<main>")
	if l.kind != layout.Index {
		line(`<nav><p class="meta"><a href="`, up, `index.html">`, site.HTMLText(st.Name()), "</a></p></nav>")
	}
	line("<header>")
	line("<h1>", site.HTMLText(l.title), "</h1>")
	if st.Description != "" && l.kind == layout.Index {
		line(`<p class="meta">`, site.HTMLText(st.Description), "</p>")
	}
	line("</header>")
	switch l.kind {
	case layout.Tags:
		b.WriteString(namesOf(l.place, s.catalog.Tags))
	case layout.Archive:
		b.WriteString(namesOf(l.place, s.catalog.Years))
	default:
		s.plainPosts(&b, l)
	}
	b.WriteString(s.more(l))
	line("</main>")
	line("</body>")
	line("</html>")
	return b.Bytes()
}

// plainPosts writes the posts of a page.
func (s *siteWriter) plainPosts(b *bytes.Buffer, l listing) {
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	line(`<ul class="posts">`)
	for _, i := range l.posts {
		e := &s.catalog.Posts[i]
		line("<li>")
		line(`<p><a href="`, site.HTMLText(site.Between(l.place, e.Place)), `">`, site.HTMLText(e.Title), "</a></p>")
		if s.live && e.Draft {
			line(`<p class="meta"><strong>Draft</strong></p>`)
		}
		if e.ISODate != "" {
			line(`<p class="meta">`, byline(e.ISODate, e.Date, e.Words), "</p>")
		}
		if e.Description != "" {
			line("<p>", site.HTMLText(e.Description), "</p>")
		}
		line("</li>")
	}
	line("</ul>")
}

// namesOf lists the pages of tags or years, with how many posts they have.
func namesOf(from string, lists []layout.List) string {
	var b strings.Builder
	b.WriteString(`<ul class="names">` + "\n")
	for _, l := range lists {
		b.WriteString(`<li><a href="` + site.HTMLText(site.Between(from, l.Place)) + `">` + site.HTMLText(l.Name) + `</a> <span class="meta">` + strconv.Itoa(len(l.Posts)) + "</span></li>\n")
	}
	b.WriteString("</ul>\n")
	return b.String()
}

// more leads to the pages beside one that lists posts, and from the first page of
// the site to its tags and years.
func (s *siteWriter) more(l listing) string {
	var lines []string
	link := func(to, words, rel string) string {
		return `<a` + rel + ` href="` + site.HTMLText(site.Between(l.place, to)) + `">` + words + "</a>"
	}
	if l.pages > 1 {
		var parts []string
		if l.previous != "" {
			parts = append(parts, link(l.previous, "Newer posts", ` rel="prev"`))
		}
		parts = append(parts, "Page "+strconv.Itoa(l.number)+" of "+strconv.Itoa(l.pages))
		if l.next != "" {
			parts = append(parts, link(l.next, "Older posts", ` rel="next"`))
		}
		lines = append(lines, strings.Join(parts, " · "))
	}
	if l.kind == layout.Index {
		var parts []string
		if s.catalog.ArchivePlace != "" {
			parts = append(parts, link(s.catalog.ArchivePlace, "Archive", ""))
		}
		if s.catalog.TagsPlace != "" {
			parts = append(parts, link(s.catalog.TagsPlace, "Tags", ""))
		}
		if len(parts) > 0 {
			lines = append(lines, strings.Join(parts, " · "))
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return `<nav class="more">` + "\n" + `<p class="meta">` + strings.Join(lines, "</p>\n"+`<p class="meta">`) + "</p>\n</nav>\n"
}
