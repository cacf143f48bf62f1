package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"runtime/debug"
	"slices"
	"strings"

	"galley.app/galley/storage/export/feed"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/export/webfont"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
)

// feedLength is how many of the newest posts the feeds of a site hold.
const feedLength = 100

// An ask is something outside its text that a page was made from: the image or
// the page that a link leads to. A page need not be made again while its text
// is the same and every ask has the same answer.
type ask struct {
	Kind string `json:"kind"` // "image", "link", or "none", which has no answer
	Dest string `json:"dest"`
	Got  string `json:"got"` // hash of the image, or address
}

// siteWriter is a site that is being written.
type siteWriter struct {
	plan   *Plan
	live   bool     // it is shown and not written: drafts are marked
	places []string // of the pages, by post
	links  *site.Links
	base   string // address of the site, "" when not known
	posts  string // folder of the posts, with a slash at its end; "" for the top
	common string // hash of what all pages are made from
	newest []site.Post
	images []map[string]string // by post: link of an image to its file in the site
	moved  []redirect          // from addresses that posts had before, by those

	lists   []listing // pages that list posts, the first page of the site first
	catalog *layout.Catalog
	entries map[string]int // of the catalog, by their places
	files   []string       // of the library's static folder

	fonts    []webfont.Cut // that pages are set in; none where they shall have none
	licences []string      // of those, by the names of their files
}

// treeSite writes a page for each post, one at each address that a post had
// before, those that list posts, the files that the library has for its pages,
// and where the site's address is known feeds and a sitemap.
func (p *Plan) treeSite(f *folder) error {
	s := p.newSite()
	if err := s.pages(f); err != nil {
		return err
	}
	if err := s.listings(f); err != nil {
		return err
	}
	if err := s.redirects(f); err != nil {
		return err
	}
	if err := s.static(f); err != nil {
		return err
	}
	if err := s.addFonts(f); err != nil {
		return err
	}
	if s.base == "" {
		return nil
	}
	if err := s.feeds(f); err != nil {
		return err
	}
	return p.addSitemap(f, feed.MaxURLs, feed.MaxSize, s.listPlaces())
}

// newSite returns a site whose pages have their places, but are not made.
func (p *Plan) newSite() *siteWriter {
	s := &siteWriter{plan: p, links: p.links(), newest: site.NewestFirst(p.Posts)}
	s.base, _ = p.options.Site.Base()
	s.posts = p.options.Site.Folder()
	folder := ""
	if s.posts != "" {
		folder = pack.Portable(strings.TrimSuffix(s.posts, "/")) + "/"
	}
	taken := pack.Names{}
	for _, name := range []string{"index.html", "rss.xml", "atom.xml", "feed.json", "sitemap.xml", redirects, markName} {
		_ = taken.Take(name)
	}
	for _, e := range p.Posts {
		s.places = append(s.places, taken.Free(folder+site.FileName(e.Slug))+"/index.html")
	}
	for i, place := range s.places {
		p.sweep.owns(place, i)
	}
	s.takeRedirects(taken)
	s.takeLists(taken)
	s.takeFonts(taken)
	s.takeStatic(taken)
	h := sha256.New()
	all := []any{builder(), p.options.Site.Style(), sitePolicy() + s.fontRules("") + backStyle, p.options.Site, p.options.Camera, "images beside pages"}
	if p.options.Design.Templates.Has(layout.PostPage) { // its page may tell of all others
		all = append(all, p.options.Design.Templates.Sum(), s.heads())
	}
	_ = json.NewEncoder(h).Encode(all)
	s.common = hex.EncodeToString(h.Sum(nil))
	return s
}

// builder names the program, so that another one makes every page anew.
func builder() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	id := info.Main.Version
	for _, set := range info.Settings {
		if strings.HasPrefix(set.Key, "vcs.") {
			id += " " + set.Value
		}
	}
	return id
}

// madePage is the page of a post.
type madePage struct {
	reuse bool
	data  []byte
	input string
	asks  []ask
	notes []site.Finding
	files []pack.File // images
	held  map[string]string
	looked
}

// pages makes the page of each post, or takes the earlier one where it will do.
func (s *siteWriter) pages(f *folder) error {
	p := s.plan
	s.images = make([]map[string]string, len(p.Posts))
	feeds := map[string]bool{}
	for _, e := range s.newest[:min(feedLength, len(s.newest))] {
		feeds[e.Slug] = true
	}
	told := map[site.Finding]bool{}
	return inOrder(len(p.Posts), func(i int) (m madePage, err error) {
		e := p.Posts[i]
		sum := sha256.Sum256([]byte(s.common + "\x00" + s.places[i] + "\x00" + e.Name + "\x00" + e.Text))
		input := hex.EncodeToString(sum[:])
		ps := images.NewSet(e.Path, p.options.images())
		if f.has(s.places[i], input) && s.same(i, f.old.files[s.places[i]].Asks, ps) {
			m.reuse = true
			m.held, m.files = s.beside(i, ps, feeds[e.Slug])
			if m.data, err = f.before(s.places[i]); err == nil {
				m.asked = f.sweep.look(s.places[i], m.data)
			}
			return m, err
		}
		m, err = s.page(i, feeds[e.Slug])
		m.input = input
		if err == nil {
			m.looked = f.look(s.places[i], m.data)
		}
		return m, err
	}, func(i int, m madePage) error {
		s.images[i] = m.held
		for _, pic := range m.files {
			if err := f.add(pic.Name, pic.Data, ""); err != nil {
				return err
			}
		}
		if p.options.Design.Templates.Has(layout.PostPage) && p.sweep != nil {
			p.sweep.laid[s.places[i]] = p.options.Design.Templates.Path(layout.PostPage)
		}
		if m.reuse {
			f.reused++
			return errors.Join(f.keep(s.places[i], m.data, m.asked), p.step())
		}
		for _, n := range m.notes {
			if n.Path == p.Posts[i].Path || !told[n] { // what is wrong with a template is told once
				told[n] = true
				p.notes = append(p.notes, n)
			}
		}
		if err := f.put(s.places[i], m.data, m.input, m.looked); err != nil {
			return err
		}
		f.files[len(f.files)-1].Asks = m.asks
		return p.step()
	})
}

// page makes the page of post i. Of its images all are files for a feed, and
// else the one for cards. Several goroutines may call it.
func (s *siteWriter) page(i int, feed bool) (m madePage, err error) {
	p := s.plan
	e := p.Posts[i]
	ps := images.NewSet(e.Path, p.options.images())
	links := map[string]bool{}
	up := strings.Repeat("../", strings.Count(s.places[i], "/"))
	o := PageOptions{Site: p.options.Site, Data: true}
	o.extra.head = s.alternates(up)
	o.extra.top = `<nav><p class="meta"><a href="` + up + `index.html">` + site.HTMLText(p.options.Site.Name()) + "</a></p></nav>\n"
	o.extra.style = backStyle
	o.extra.fonts = s.fontRules(up)
	o.extra.elsewhere = true
	o.extra.colours = p.colours
	o.extra.laid = s.laid(i)
	o.extra.picture = func(pic *images.Image) string {
		held, _ := s.beside(i, ps, false)
		return s.base + "/" + site.URLPath(held[pic.Dest])
	}
	o.extra.link = func(dest string) string {
		got := s.link(i, dest)
		if !links[dest] {
			links[dest] = true
			m.asks = append(m.asks, ask{Kind: "link", Dest: dest, Got: got})
		}
		return got
	}
	m.data, m.notes, err = renderPage(e, o, ps)
	m.notes = append(m.notes, ps.Findings()...)
	for _, n := range m.notes {
		if n.Path != e.Path {
			m.asks = append(m.asks, ask{Kind: "none"}) // made again, so that it is told again
		}
	}
	for _, pic := range ps.Order {
		if refs.IsData(pic.Dest) { // is as the post is
			if pic.Err != nil || pic.Note != nil {
				m.asks = append(m.asks, ask{Kind: "none"}) // never the same, so that it is told again
			}
			continue
		}
		m.asks = append(m.asks, ask{Kind: "image", Dest: pic.Dest, Got: answer(pic)})
	}
	m.held, m.files = s.beside(i, ps, feed)
	return m, err
}

// same tells whether what the page of post i asked for is still so.
func (s *siteWriter) same(i int, asks []ask, ps *images.Set) bool {
	for _, a := range asks {
		got := ""
		switch a.Kind {
		case "link":
			got = s.link(i, a.Dest)
		case "image":
			got = answer(ps.Get(a.Dest))
		default:
			return false
		}
		if got != a.Got {
			return false
		}
	}
	// A page without its image is made again, so that it is told again.
	return len(ps.Findings()) == 0
}

// beside gives the images of post i that others are told of: the first for
// cards, all for feeds. They are files beside the page, which holds them itself.
// Their names are those of the post's links, so that they stay.
func (s *siteWriter) beside(i int, ps *images.Set, all bool) (held map[string]string, files []pack.File) {
	if s.base == "" {
		return nil, nil
	}
	taken := pack.Names{"index.html": "index.html"}
	held = map[string]string{}
	for _, pic := range ps.Order {
		if pic.Data == nil || pic.Err != nil {
			continue
		}
		name := path.Dir(s.places[i]) + "/" + images.FileName(pic.Dest, pic.MIME, "", taken)
		held[pic.Dest] = name
		if all || len(files) == 0 && pic.MIME != "image/svg+xml" {
			files = append(files, pack.File{Name: name, Data: pic.Data})
		}
	}
	return held, files
}

// answer stands for the image behind a link.
func answer(p *images.Image) string {
	switch {
	case p.Data != nil:
		return pack.Sum(p.Data)
	case p.Err != nil:
		return "missing"
	}
	return ""
}

// link gives where a link of post i leads: to the page of another post, else
// where it leads on the site.
func (s *siteWriter) link(i int, dest string) string {
	if to, fragment, ok := s.links.Find(dest); ok {
		return site.Between(s.places[i], s.places[to]) + fragment
	}
	if s.base == "" {
		return dest
	}
	return site.Absolute(s.plan.options.Site.Address(s.plan.Posts[i].Slug), dest)
}

// alternates name the feeds, for a page that is up away from the top.
func (s *siteWriter) alternates(up string) string {
	if s.base == "" {
		return ""
	}
	var b strings.Builder
	for _, feed := range [][3]string{{"rss+xml", "rss.xml", "RSS"}, {"atom+xml", "atom.xml", "Atom"}, {"feed+json", "feed.json", "JSON Feed"}} {
		fmt.Fprintf(&b, "<link rel=\"alternate\" type=\"application/%s\" title=\"%s\" href=\"%s\">\n", feed[0], feed[2], up+feed[1])
	}
	return b.String()
}

// backStyle is for the way back to the index.
const backStyle = `nav { margin-bottom: 24px; }
`

// siteFeeds are the feeds of a site, with their formats.
var siteFeeds = []struct{ name, format string }{{"rss.xml", "rss"}, {"atom.xml", "atom"}, {"feed.json", "json-feed"}}

// feeds writes the three feeds with the newest posts.
func (s *siteWriter) feeds(f *folder) error {
	for _, feed := range siteFeeds {
		data, err := s.feed(feed.format)
		if err != nil {
			return err
		}
		if err := f.add(feed.name, data, ""); err != nil {
			return err
		}
	}
	return nil
}

// feed makes a feed with the newest posts.
func (s *siteWriter) feed(name string) ([]byte, error) {
	some := *s.plan
	some.Posts = slices.Clone(s.newest[:min(feedLength, len(s.newest))])
	slices.SortFunc(some.Posts, func(a, b site.Post) int { return strings.Compare(a.Name, b.Name) })
	some.notes, some.watch.silent = nil, true // told already, of the pages
	some.feedHead = s.feedHead
	if s.images != nil {
		bySlug := map[string]map[string]string{}
		for i, e := range s.plan.Posts {
			bySlug[e.Slug] = s.images[i]
		}
		some.held = func(slug, dest string) (string, bool) {
			name, ok := bySlug[slug][dest]
			return s.base + "/" + site.URLPath(name), ok
		}
	}
	format, err := FormatNamed(name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = format.write(&some, &b)
	return b.Bytes(), err
}
