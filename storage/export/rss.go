package export

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// writeRSS writes an RSS 2.0 feed, newest post first. Titles in it are text;
// descriptions are HTML.
func (p *Plan) writeRSS(w io.Writer) error {
	site := p.options.Site
	base, err := site.base()
	if err != nil {
		return err
	}
	posts := p.newestFirst()
	var b strings.Builder
	element := func(indent, name, text string) {
		b.WriteString(indent + "<" + name + ">" + xmlText(text) + "</" + name + ">\n")
	}
	b.WriteString(xmlHead)
	b.WriteString(`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">` + "\n  <channel>\n")
	element("    ", "title", site.name())
	element("    ", "link", base+"/")
	element("    ", "description", site.asHTML(site.summary()))
	element("    ", "language", site.language())
	if len(posts) > 0 && !posts[0].Date.IsZero() {
		element("    ", "lastBuildDate", posts[0].Date.UTC().Format(http.TimeFormat))
	}
	element("    ", "generator", "Galley")
	element("    ", "docs", "https://www.rssboard.org/rss-specification")
	b.WriteString(`    <atom:link href="` + xmlText(base+"/rss.xml") + `" rel="self" type="application/rss+xml"/>` + "\n")
	for _, e := range posts {
		address := site.address(e.Slug)
		b.WriteString("    <item>\n")
		element("      ", "title", e.heading())
		element("      ", "link", address)
		element("      ", "guid", address)
		if !e.Date.IsZero() {
			element("      ", "pubDate", e.Date.UTC().Format(http.TimeFormat))
		}
		element("      ", "description", site.asHTML(e.Summary))
		b.WriteString("    </item>\n")
		if _, err := io.WriteString(w, b.String()); err != nil {
			return err
		}
		b.Reset()
		if err := p.step(); err != nil {
			return err
		}
	}
	b.WriteString("  </channel>\n</rss>\n")
	_, err = io.WriteString(w, b.String())
	return err
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

// xmlText escapes text for an element or a quoted attribute, with the
// hexadecimal references that most feed readers get right, and drops what XML
// 1.0 cannot hold.
func xmlText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&#x26;")
		case r == '<':
			b.WriteString("&#x3C;")
		case r == '>':
			b.WriteString("&#x3E;")
		case r == '"':
			b.WriteString("&#x22;")
		case r == '\r':
			b.WriteString("&#xD;")
		case !xmlRune(r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// xmlRune tells whether XML 1.0 can hold the character.
func xmlRune(r rune) bool {
	return r == '\t' || r == '\n' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
}
