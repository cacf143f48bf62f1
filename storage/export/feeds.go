package export

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"galley.app/galley/storage/export/feed"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/site"

	mdhtml "galley.app/galley/preview/markdown/html"
	"galley.app/galley/storage/export/refs"
)

// content renders a post for a feed: every address is absolute, since a feed
// is read elsewhere.
func (p *Plan) content(e site.Post, links *site.Links) (html string, notes []site.Finding, err error) {
	address := p.options.Site.Address(e.Slug)
	ps := images.NewSet(e.Path, images.Options{Camera: p.options.Camera}) // of those that the post holds itself
	var b bytes.Buffer
	problems, err := mdhtml.Of(&b, e.Body, p.options.Site.Dialect(), mdhtml.Options{
		Link: links.OnSite(p.options.Site, e),
		Image: func(dest string) (string, bool) {
			if p.held != nil && refs.IsLocal(dest) {
				return p.held(e.Slug, dest)
			}
			if refs.IsLocal(dest) {
				return site.Absolute(address, site.ImageURL(dest)), true
			}
			if to, ok := refs.Elsewhere(dest); ok {
				return to, true
			}
			if refs.IsData(dest) {
				return ps.Source(dest)
			}
			return dest, true
		},
	})
	if err != nil {
		return "", nil, fmt.Errorf("%s: cannot be rendered: %w", e.Path, err)
	}
	for _, q := range problems {
		notes = append(notes, e.InBody(q.Line, q.Message))
	}
	notes = append(notes, ps.Findings()...)
	// Links within the page, such as those of footnotes.
	html = strings.ReplaceAll(b.String(), `href="#`, `href="`+site.HTMLText(address)+`#`)
	return p.options.Site.Directed(html), notes, nil
}

// entries renders the posts on all cores and hands each to take, in order.
func (p *Plan) entries(posts []site.Post, take func(e feed.Entry) error) error {
	type rendered struct {
		html  string
		notes []site.Finding
	}
	links := p.links()
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

// entry returns a post as a feed has it.
func (p *Plan) entry(e site.Post, content string) feed.Entry {
	return feed.Entry{Address: p.options.Site.Address(e.Slug), Title: e.Heading(), Summary: e.Summary, Content: content, Date: e.Date}
}

// feed returns what feeds say of the site.
func (p *Plan) feed(posts []site.Post) (feed.Feed, error) {
	base, err := p.options.Site.Base()
	f := feed.Feed{Base: base, Title: p.options.Site.Name(), Description: p.options.Site.Description, Summary: p.options.Site.AsHTML(p.options.Site.Summary()), Author: p.options.Site.Author, Language: p.options.Site.Tag()}
	if len(posts) > 0 {
		f.Newest = posts[0].Date
	}
	return f, err
}

func (p *Plan) writeAtom(w io.Writer) error     { return p.writeFeed(w, "atom", feed.Atom) }
func (p *Plan) writeJSONFeed(w io.Writer) error { return p.writeFeed(w, "json", feed.JSON) }

// head is what the library wants in the head of a feed of that kind besides.
func (p *Plan) head(kind string) string {
	if p.feedHead == nil {
		return ""
	}
	return p.feedHead(kind)
}

// writeFeed writes a feed of the rendered posts, the newest first.
func (p *Plan) writeFeed(w io.Writer, kind string, write func(io.Writer, feed.Feed, feed.Entries) error) error {
	posts := site.NewestFirst(p.Posts)
	f, err := p.feed(posts)
	if err != nil {
		return err
	}
	f.Head = p.head(kind)
	return write(w, f, func(take func(feed.Entry) error) error { return p.entries(posts, take) })
}

// writeRSS writes a feed of the summaries, the newest first.
func (p *Plan) writeRSS(w io.Writer) error {
	posts := site.NewestFirst(p.Posts)
	f, err := p.feed(posts)
	if err != nil {
		return err
	}
	f.Head = p.head("rss")
	return feed.RSS(w, f, func(take func(feed.Entry) error) error {
		for _, post := range posts {
			e := p.entry(post, "")
			e.Summary = p.options.Site.AsHTML(e.Summary)
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
