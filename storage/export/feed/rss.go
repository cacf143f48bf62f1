// Package feed writes feeds and sitemaps: RSS, Atom, JSON Feed and the addresses
// of a site for search engines.
package feed

import (
	"io"
	"net/http"
	"strings"
	"time"
)

// XMLHead begins every XML file that is written.
const XMLHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// Feed is what a feed says of itself.
type Feed struct {
	Base        string // the site's address, without a slash at its end
	Title       string
	Description string // as the site gives it; "" for none
	Summary     string // HTML, there always
	Author      string // "" for none
	Language    string
	Newest      time.Time // of its entries; zero without a date
	Head        string    // elements that RSS and Atom have besides, as XML; "" for none
}

// Entry is a post in a feed.
type Entry struct {
	Address string
	Title   string
	Summary string // text; for RSS HTML
	Content string // HTML; RSS has none
	Date    time.Time
}

// Entries hands each entry to take, the newest first, and ends with its error.
type Entries func(take func(Entry) error) error

// RSS writes an RSS 2.0 feed. Titles in it are text; summaries are HTML.
func RSS(w io.Writer, f Feed, entries Entries) error {
	var b strings.Builder
	element := func(indent, name, text string) {
		b.WriteString(indent + "<" + name + ">" + xmlText(text) + "</" + name + ">\n")
	}
	b.WriteString(XMLHead)
	b.WriteString(`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">` + "\n  <channel>\n")
	element("    ", "title", f.Title)
	element("    ", "link", f.Base+"/")
	element("    ", "description", f.Summary)
	element("    ", "language", f.Language)
	if !f.Newest.IsZero() {
		element("    ", "lastBuildDate", f.Newest.UTC().Format(http.TimeFormat))
	}
	element("    ", "generator", "Galley")
	element("    ", "docs", "https://www.rssboard.org/rss-specification")
	b.WriteString(`    <atom:link href="` + xmlText(f.Base+"/rss.xml") + `" rel="self" type="application/rss+xml"/>` + "\n")
	if f.Head != "" {
		b.WriteString("    " + f.Head + "\n")
	}
	err := entries(func(e Entry) error {
		b.WriteString("    <item>\n")
		element("      ", "title", e.Title)
		element("      ", "link", e.Address)
		element("      ", "guid", e.Address)
		if !e.Date.IsZero() {
			element("      ", "pubDate", e.Date.UTC().Format(http.TimeFormat))
		}
		element("      ", "description", e.Summary)
		b.WriteString("    </item>\n")
		_, err := io.WriteString(w, b.String())
		b.Reset()
		return err
	})
	if err != nil {
		return err
	}
	b.WriteString("  </channel>\n</rss>\n")
	_, err = io.WriteString(w, b.String())
	return err
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
		case !XMLRune(r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// XMLRune reports whether XML 1.0 can hold the character.
func XMLRune(r rune) bool {
	return r == '\t' || r == '\n' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
}
