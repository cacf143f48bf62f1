package export

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"galley.app/galley/storage/export/feed"

	mdhtml "galley.app/galley/preview/markdown/html"
	"galley.app/galley/storage/export/refs"
)

// content renders a post for a feed: every address is absolute, since a feed
// is read elsewhere.
func (p *Plan) content(e Post, links *postLinks) (html string, notes []Finding, err error) {
	site := p.options.Site
	address := site.address(e.Slug)
	ps := newPictures(e.Path, Options{Camera: p.options.Camera}) // of those that the post holds itself
	var b bytes.Buffer
	problems, err := mdhtml.Of(&b, e.Body, site.dialect(), mdhtml.Options{
		Link: links.onSite(site, e),
		Image: func(dest string) (string, bool) {
			if p.held != nil && refs.IsLocal(dest) {
				return p.held(e.Slug, dest)
			}
			if refs.IsLocal(dest) {
				return absoluteLink(address, urlPath(dest)), true
			}
			if to, ok := refs.Elsewhere(dest); ok {
				return to, true
			}
			if refs.IsData(dest) {
				return ps.source(dest)
			}
			return dest, true
		},
	})
	if err != nil {
		return "", nil, fmt.Errorf("%s: cannot be rendered: %w", e.Path, err)
	}
	head := Lines(e.Text[:e.bodyStart])
	for _, q := range problems {
		notes = append(notes, Finding{Path: e.Path, Line: head + q.Line, Message: q.Message})
	}
	notes = append(notes, ps.findings()...)
	// Links within the page, such as those of footnotes.
	html = strings.ReplaceAll(b.String(), `href="#`, `href="`+htmlText(address)+`#`)
	return site.directed(html), notes, nil
}

// entries renders the posts on all cores and hands each to take, in order.
func (p *Plan) entries(posts []Post, take func(e feed.Entry) error) error {
	type rendered struct {
		html  string
		notes []Finding
	}
	links := p.postLinks()
	return inOrder(len(posts), func(i int) (r rendered, err error) {
		r.html, r.notes, err = p.content(posts[i], links)
		return r, err
	}, func(i int, r rendered) error {
		p.notes = append(p.notes, r.notes...)
		p.sweep.fragment(posts[i].Path, r.html)
		if err := take(p.entry(posts[i], r.html)); err != nil {
			return err
		}
		return p.step()
	})
}

// absoluteLink resolves a link of a post that appears at address.
func absoluteLink(address, dest string) string {
	base, err := url.Parse(address)
	if err != nil {
		return dest
	}
	u, err := base.Parse(dest)
	if err != nil {
		return address
	}
	return u.String()
}

// entry returns a post as a feed has it.
func (p *Plan) entry(e Post, content string) feed.Entry {
	return feed.Entry{Address: p.options.Site.address(e.Slug), Title: e.heading(), Summary: e.Summary, Content: content, Date: e.Date}
}

// feed returns what feeds say of the site.
func (p *Plan) feed(posts []Post) (feed.Feed, error) {
	site := p.options.Site
	base, err := site.base()
	f := feed.Feed{Base: base, Title: site.name(), Description: site.Description, Summary: site.asHTML(site.summary()), Author: site.Author, Language: site.language()}
	if len(posts) > 0 {
		f.Newest = posts[0].Date
	}
	return f, err
}

func (p *Plan) writeAtom(w io.Writer) error     { return p.writeFeed(w, feed.Atom) }
func (p *Plan) writeJSONFeed(w io.Writer) error { return p.writeFeed(w, feed.JSON) }

// writeFeed writes a feed of the rendered posts, the newest first.
func (p *Plan) writeFeed(w io.Writer, write func(io.Writer, feed.Feed, feed.Entries) error) error {
	posts := p.newestFirst()
	f, err := p.feed(posts)
	if err != nil {
		return err
	}
	return write(w, f, func(take func(feed.Entry) error) error { return p.entries(posts, take) })
}

// writeRSS writes a feed of the summaries, the newest first.
func (p *Plan) writeRSS(w io.Writer) error {
	posts := p.newestFirst()
	f, err := p.feed(posts)
	if err != nil {
		return err
	}
	return feed.RSS(w, f, func(take func(feed.Entry) error) error {
		for _, post := range posts {
			e := p.entry(post, "")
			e.Summary = p.options.Site.asHTML(e.Summary)
			if err := take(e); err != nil {
				return err
			}
			if err := p.step(); err != nil {
				return err
			}
		}
		return nil
	})
}

// newestFirst orders by date; of equal dates the later file name comes first;
// posts without a date come last.
func (p *Plan) newestFirst() []Post {
	posts := slices.Clone(p.Posts)
	slices.Reverse(posts) // later names first
	slices.SortStableFunc(posts, func(a, b Post) int { return b.Date.Compare(a.Date) })
	return posts
}

// name is the site's title, else its host.
func (s Site) name() string {
	if s.Title != "" {
		return s.Title
	}
	if u, err := url.Parse(s.URL); err == nil && u.Host != "" {
		return u.Host
	}
	return "Posts"
}

func (s Site) summary() string {
	if s.Description != "" {
		return s.Description
	}
	return s.name()
}
