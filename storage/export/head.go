package export

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf16"

	"galley.app/galley/internal/sniff"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
)

// cards are the lines of a page's head that tell other programs what it is:
// Open Graph, a card for short messages, and structured data. A page whose
// address is not known has only what makes sense without one. Allowed is what
// the page's policy must say of them besides.
func (o PageOptions) cards(e site.Post, title string, ps *images.Set) (lines, allowed string) {
	if e.Path == "" {
		return "", "" // no post, but some Markdown
	}
	var b strings.Builder
	property := func(name, content string) {
		if content != "" {
			b.WriteString(`<meta property="` + name + `" content="` + site.HTMLText(content) + `">` + "\n")
		}
	}
	address := ""
	if e.Slug != "" {
		address = o.Site.Address(e.Slug)
	}
	picture, large := o.cardImage(address, ps)
	property("og:type", "article")
	property("og:title", title)
	property("og:description", e.Summary)
	property("og:url", address)
	property("og:image", picture)
	property("og:site_name", o.Site.Title)
	if l := o.Site.Tag(); len(l) == 5 && l[2] == '-' {
		property("og:locale", l[:2]+"_"+l[3:])
	}
	if !e.Date.IsZero() {
		property("article:published_time", e.ISODate())
	}
	card := "summary"
	if large {
		card = "summary_large_image"
	}
	b.WriteString(`<meta name="twitter:card" content="` + card + `">` + "\n")
	if address != "" && o.Data {
		data := o.structured(e, title, address, picture)
		b.WriteString(`<script type="application/ld+json">` + data + "</script>\n")
		sum := sha256.Sum256([]byte(data))
		allowed = "; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return b.String(), allowed
}

// cardImage is the address of the first image of the post, and whether it is
// large enough for a card of its own.
func (o PageOptions) cardImage(address string, ps *images.Set) (string, bool) {
	for _, p := range ps.Order {
		u, err := url.Parse(p.Dest)
		switch {
		case err != nil || p.Err != nil:
		case u.Scheme == "http" || u.Scheme == "https":
			return p.Dest, false
		case p.Data != nil && p.MIME != "image/svg+xml" && address != "":
			w, h := sniff.Image(p.Data).Shown()
			to := site.Absolute(address, p.Dest)
			if o.extra.picture != nil {
				to = o.extra.picture(p)
			}
			return to, w >= 300 && h >= 157
		}
	}
	return "", false
}

// structured is the post as JSON-LD. JSON in which <, > and & are escaped
// cannot end the element that it stands in. Nothing runs it, but some judges
// of pages want the policy to allow it; it allows these very bytes.
func (o PageOptions) structured(e site.Post, title, address, picture string) string {
	type thing struct {
		Type string `json:"@type"`
		Name string `json:"name,omitempty"`
		ID   string `json:"@id,omitempty"`
	}
	ld := struct {
		Context     string `json:"@context"`
		Type        string `json:"@type"`
		Headline    string `json:"headline"`
		Description string `json:"description,omitempty"`
		URL         string `json:"url"`
		Page        thing  `json:"mainEntityOfPage"`
		Published   string `json:"datePublished,omitempty"`
		Author      *thing `json:"author,omitempty"`
		Image       string `json:"image,omitempty"`
		Language    string `json:"inLanguage"`
		Words       int    `json:"wordCount"`
	}{
		Context: "https://schema.org", Type: "BlogPosting", Headline: title, Description: e.Summary, URL: address,
		Page: thing{Type: "WebPage", ID: address}, Image: picture, Language: o.Site.Tag(), Words: post.Words(e.Body),
	}
	if !e.Date.IsZero() {
		ld.Published = e.ISODate()
	}
	if o.Site.Author != "" {
		ld.Author = &thing{Type: "Person", Name: o.Site.Author}
	}
	data, err := json.Marshal(ld)
	if err != nil {
		return "{}" // strings and numbers cannot fail
	}
	return forScript(string(data))
}

// forScript writes what a script in HTML cannot hold as JSON does.
func forScript(data string) string {
	if strings.IndexFunc(data, site.NotHTML) < 0 {
		return data
	}
	var b strings.Builder
	for _, r := range data {
		switch {
		case !site.NotHTML(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
