package export

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

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
func (p *Plan) entries(posts []Post, take func(i int, e Post, content string) error) error {
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
		if err := take(i, posts[i], r.html); err != nil {
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

// writeAtom writes an Atom 1.0 feed, newest post first.
func (p *Plan) writeAtom(w io.Writer) error {
	site := p.options.Site
	base, err := site.base()
	if err != nil {
		return err
	}
	var b strings.Builder
	element := func(indent, name, text string) {
		open, _, _ := strings.Cut(name, " ")
		b.WriteString(indent + "<" + name + ">" + xmlText(text) + "</" + open + ">\n")
	}
	author := site.Author
	if author == "" {
		author = site.name()
	}
	posts := p.newestFirst()
	b.WriteString(xmlHead)
	b.WriteString(`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="` + xmlText(site.language()) + `">` + "\n")
	element("  ", "id", base+"/")
	element("  ", "title", site.name())
	if site.Description != "" {
		element("  ", "subtitle", site.Description)
	}
	element("  ", "updated", updated(posts))
	b.WriteString("  <author>\n")
	element("    ", "name", author)
	b.WriteString("  </author>\n")
	b.WriteString(`  <link rel="self" type="application/atom+xml" href="` + xmlText(base+"/atom.xml") + `"/>` + "\n")
	b.WriteString(`  <link rel="alternate" type="text/html" href="` + xmlText(base+"/") + `"/>` + "\n")
	element("  ", "generator", "Galley")
	err = p.entries(posts, func(_ int, e Post, content string) error {
		address := site.address(e.Slug)
		b.WriteString("  <entry>\n")
		element("    ", "id", address)
		element("    ", "title", e.heading())
		element("    ", "updated", updated([]Post{e}))
		if !e.Date.IsZero() {
			element("    ", "published", updated([]Post{e}))
		}
		b.WriteString(`    <link rel="alternate" type="text/html" href="` + xmlText(address) + `"/>` + "\n")
		if e.Summary != "" {
			element("    ", "summary", e.Summary)
		}
		element("    ", `content type="html"`, content)
		b.WriteString("  </entry>\n")
		_, err := io.WriteString(w, b.String())
		b.Reset()
		return err
	})
	if err != nil {
		return err
	}
	b.WriteString("</feed>\n")
	_, err = io.WriteString(w, b.String())
	return err
}

// updated is the date of the newest of the posts, which are sorted; a feed
// must have one, so where there is none the first day of the calendar in use
// stands for it.
func updated(posts []Post) string {
	date := time.Unix(0, 0)
	if len(posts) > 0 && !posts[0].Date.IsZero() {
		date = posts[0].Date
	}
	return date.UTC().Format(time.RFC3339)
}

// writeJSONFeed writes a JSON Feed 1.1, newest post first.
func (p *Plan) writeJSONFeed(w io.Writer) error {
	site := p.options.Site
	base, err := site.base()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	member := func(indent, name, text string) {
		b.WriteString(indent)
		quote(&b, name)
		b.WriteString(": ")
		quote(&b, text)
	}
	b.WriteString("{\n")
	member("  ", "version", "https://jsonfeed.org/version/1.1")
	b.WriteString(",\n")
	member("  ", "title", site.name())
	b.WriteString(",\n")
	member("  ", "home_page_url", base+"/")
	b.WriteString(",\n")
	member("  ", "feed_url", base+"/feed.json")
	if site.Description != "" {
		b.WriteString(",\n")
		member("  ", "description", site.Description)
	}
	if site.Author != "" {
		b.WriteString(",\n  \"authors\": [\n    {\n")
		member("      ", "name", site.Author)
		b.WriteString("\n    }\n  ]")
	}
	b.WriteString(",\n")
	member("  ", "language", site.language())
	b.WriteString(",\n  \"items\": [")
	posts := p.newestFirst()
	err = p.entries(posts, func(i int, e Post, content string) error {
		if i > 0 {
			b.WriteString(",")
		}
		address := site.address(e.Slug)
		b.WriteString("\n    {\n")
		member("      ", "id", address)
		b.WriteString(",\n")
		member("      ", "url", address)
		b.WriteString(",\n")
		member("      ", "title", e.heading())
		b.WriteString(",\n")
		member("      ", "content_html", content)
		if e.Summary != "" {
			b.WriteString(",\n")
			member("      ", "summary", e.Summary)
		}
		if !e.Date.IsZero() {
			b.WriteString(",\n")
			member("      ", "date_published", updated([]Post{e}))
		}
		b.WriteString("\n    }")
		_, err := b.WriteTo(w)
		return err
	})
	if err != nil {
		return err
	}
	if len(posts) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteString("]\n}\n")
	_, err = b.WriteTo(w)
	return err
}
