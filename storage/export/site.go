package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"path"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/storage/export/feed"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/site"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/post"
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
	places []string // of the pages, by post
	links  *site.Links
	base   string // address of the site, "" when not known
	posts  string // folder of the posts, with a slash at its end; "" for the top
	common string // hash of what all pages are made from
	newest []site.Post
	images []map[string]string // by post: link of an image to its file in the site
	moved  []redirect          // from addresses that posts had before, by those
}

// treeSite writes a page for each post, one at each address that a post had
// before, an index, and where the site's address
// is known feeds and a sitemap.
func (p *Plan) treeSite(f *folder) error {
	s := p.newSite(f)
	if err := s.pages(f); err != nil {
		return err
	}
	if err := f.add("index.html", s.index(), ""); err != nil {
		return err
	}
	if err := s.redirects(f); err != nil {
		return err
	}
	if s.base == "" {
		return nil
	}
	if err := s.feeds(f); err != nil {
		return err
	}
	return p.addSitemap(f, feed.MaxURLs, feed.MaxSize)
}

func (p *Plan) newSite(f *folder) *siteWriter {
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
	h := sha256.New()
	_ = json.NewEncoder(h).Encode([]any{builder(), p.options.Site.Style(), contentPolicy + backStyle, p.options.Site, p.options.Camera, "images beside pages"})
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

// pages makes the page of each post, or takes the earlier one where it will do.
func (s *siteWriter) pages(f *folder) error {
	p := s.plan
	type made struct {
		reuse bool
		data  []byte
		input string
		asks  []ask
		notes []site.Finding
		files []pack.File // images
	}
	s.images = make([]map[string]string, len(p.Posts))
	feeds := map[string]bool{}
	for _, e := range s.newest[:min(feedLength, len(s.newest))] {
		feeds[e.Slug] = true
	}
	return inOrder(len(p.Posts), func(i int) (m made, err error) {
		e := p.Posts[i]
		sum := sha256.Sum256([]byte(s.common + "\x00" + s.places[i] + "\x00" + e.Name + "\x00" + e.Text))
		m.input = hex.EncodeToString(sum[:])
		ps := images.NewSet(e.Path, p.options.images())
		if f.has(s.places[i], m.input) && s.same(i, f.old.files[s.places[i]].Asks, ps) {
			m.reuse = true
			m.files = s.beside(i, ps, feeds[e.Slug])
			return m, nil
		}
		ps = images.NewSet(e.Path, p.options.images())
		links := map[string]bool{}
		up := strings.Repeat("../", strings.Count(s.places[i], "/"))
		o := PageOptions{Site: p.options.Site, Data: true}
		o.extra.head = s.alternates(up)
		o.extra.top = `<nav><p class="meta"><a href="` + up + `index.html">` + site.HTMLText(p.options.Site.Name()) + "</a></p></nav>\n"
		o.extra.style = backStyle
		o.extra.elsewhere = true
		o.extra.colours = p.colours
		o.extra.picture = func(pic *images.Image) string {
			s.beside(i, ps, false)
			return s.base + "/" + site.URLPath(s.images[i][pic.Dest])
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
		for _, pic := range ps.Order {
			if refs.IsData(pic.Dest) { // is as the post is
				if pic.Err != nil || pic.Note != nil {
					m.asks = append(m.asks, ask{Kind: "none"}) // never the same, so that it is told again
				}
				continue
			}
			m.asks = append(m.asks, ask{Kind: "image", Dest: pic.Dest, Got: answer(pic)})
		}
		m.files = s.beside(i, ps, feeds[e.Slug])
		return m, err
	}, func(i int, m made) error {
		for _, pic := range m.files {
			if err := f.add(pic.Name, pic.Data, ""); err != nil {
				return err
			}
		}
		if m.reuse {
			return errors.Join(f.reuse(s.places[i]), p.step())
		}
		p.notes = append(p.notes, m.notes...)
		if err := f.add(s.places[i], m.data, m.input); err != nil {
			return err
		}
		f.files[len(f.files)-1].Asks = m.asks
		return p.step()
	})
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
func (s *siteWriter) beside(i int, ps *images.Set, all bool) (files []pack.File) {
	if s.base == "" {
		return nil
	}
	taken := pack.Names{"index.html": "index.html"}
	s.images[i] = map[string]string{}
	for _, pic := range ps.Order {
		if pic.Data == nil || pic.Err != nil {
			continue
		}
		name := path.Dir(s.places[i]) + "/" + images.FileName(pic.Dest, pic.MIME, "", taken)
		s.images[i][pic.Dest] = name
		if all || len(files) == 0 && pic.MIME != "image/svg+xml" {
			files = append(files, pack.File{Name: name, Data: pic.Data})
		}
	}
	return files
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

const indexStyle = `.posts { list-style: none; padding: 0; }
.posts li { margin: 0 0 24px; }
.posts a { font-weight: 700; }
.posts p { margin: 0; }
`

// index is the page that lists the posts, the newest first.
func (s *siteWriter) index() []byte {
	st := s.plan.options.Site
	place := map[string]string{}
	minutes := make([]int, len(s.newest))
	everywhere(len(minutes), func(i int) { minutes[i] = post.Minutes(post.Words(s.newest[i].Body)) })
	for i, e := range s.plan.Posts {
		place[e.Slug] = s.places[i]
	}
	var b bytes.Buffer
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	line("<!doctype html>")
	line(`<html lang="`, site.HTMLText(st.Tag()), `"`, st.Direction(), `>`)
	line("<head>")
	line(`<meta charset="utf-8">`)
	line(`<meta http-equiv="Content-Security-Policy" content="`, contentPolicy, `">`)
	line(`<meta name="viewport" content="width=device-width, initial-scale=1">`)
	line("<title>", site.HTMLText(st.Name()), "</title>")
	if st.Description != "" {
		line(`<meta name="description" content="`, site.HTMLText(st.Description), `">`)
	}
	line(`<meta name="generator" content="Galley">`)
	line(`<meta name="color-scheme" content="light dark">`)
	if s.base != "" {
		line(`<link rel="canonical" href="`, html.EscapeString(s.base), `/">`)
	}
	b.WriteString(s.alternates(""))
	line("<style>")
	b.WriteString(st.Style() + indexStyle)
	line("</style>")
	line("</head>")
	line("<body>")
	line("<main>")
	line("<header>")
	line("<h1>", site.HTMLText(st.Name()), "</h1>")
	if st.Description != "" {
		line(`<p class="meta">`, site.HTMLText(st.Description), "</p>")
	}
	line("</header>")
	line(`<ul class="posts">`)
	for i, e := range s.newest {
		line("<li>")
		line(`<p><a href="`, site.HTMLText(site.Between("index.html", place[e.Slug])), `">`, site.HTMLText(e.Heading()), "</a></p>")
		if !e.Date.IsZero() {
			line(`<p class="meta"><time datetime="`, e.ISODate(), `">`, e.Date.Format(time.DateOnly), "</time> · ", strconv.Itoa(minutes[i]), " min</p>")
		}
		if e.Summary != "" {
			line("<p>", site.HTMLText(e.Summary), "</p>")
		}
		line("</li>")
	}
	line("</ul>")
	line("</main>")
	line("</body>")
	line("</html>")
	return b.Bytes()
}

// feeds writes the three feeds with the newest posts.
func (s *siteWriter) feeds(f *folder) error {
	some := *s.plan
	some.Posts = slices.Clone(s.newest[:min(feedLength, len(s.newest))])
	slices.SortFunc(some.Posts, func(a, b site.Post) int { return strings.Compare(a.Name, b.Name) })
	some.notes, some.watch.silent = nil, true // told already, of the pages
	bySlug := map[string]map[string]string{}
	for i, e := range s.plan.Posts {
		bySlug[e.Slug] = s.images[i]
	}
	some.held = func(slug, dest string) (string, bool) {
		name, ok := bySlug[slug][dest]
		return s.base + "/" + site.URLPath(name), ok
	}
	for _, feed := range []struct{ name, format string }{{"rss.xml", "rss"}, {"atom.xml", "atom"}, {"feed.json", "json-feed"}} {
		format, err := FormatNamed(feed.format)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := format.write(&some, &b); err != nil {
			return err
		}
		if err := f.add(feed.name, b.Bytes(), ""); err != nil {
			return err
		}
	}
	return nil
}
