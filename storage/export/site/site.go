// Package site holds what every package of posts is made of: the site that they
// appear on, the posts as they are packed, their addresses, and the links
// between them.
package site

import (
	"errors"
	"fmt"
	"html"
	"net/url"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/export/feed"
	"galley.app/galley/storage/export/pack"
)

// Site is what feeds and pages say about where the posts appear.
type Site struct {
	Title       string
	URL         string // of the site, with or without a slash at its end
	Description string
	Author      string
	Language    string // BCP 47; "en" when empty
	Posts       string // between URL and slug; "/posts/" when empty
	Page        string // page theme; the plain one when empty
	PerPage     int    // posts on a page that lists them; 0 has all on one
	InlineMath  bool   // $…$ among words is a formula
	NoFonts     bool   // pages hold no typefaces, and are set in those that their readers have
}

// Dialect is what the site's posts are written in.
func (s Site) Dialect() markdown.Dialect { return markdown.Dialect{InlineMath: s.InlineMath} }

// Base returns the site's address without a slash at its end.
func (s Site) Base() (string, error) {
	if s.URL == "" {
		return "", errors.New("it needs the site's address")
	}
	u, err := url.Parse(s.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", fmt.Errorf("%q is not a site address", s.URL)
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// Address returns where a post with that slug appears; "" when the site's
// address is not known.
func (s Site) Address(slug string) string {
	base, err := s.Base()
	if err != nil {
		return ""
	}
	return base + "/" + s.Folder() + url.PathEscape(slug)
}

// Folder is what stands between the site's address and a slug, with a slash at
// its end; "" for nothing.
func (s Site) Folder() string {
	folder := strings.Trim(s.Posts, "/")
	if s.Posts == "" {
		folder = "posts"
	}
	if folder == "" {
		return ""
	}
	return folder + "/"
}

// Tag returns the site's language, English where it names none.
func (s Site) Tag() string {
	if s.Language == "" {
		return "en"
	}
	return s.Language
}

// Name is the site's title, else its host.
func (s Site) Name() string {
	if s.Title != "" {
		return s.Title
	}
	if u, err := url.Parse(s.URL); err == nil && u.Host != "" {
		return u.Host
	}
	return "Posts"
}

// Summary is the site's description, else its name.
func (s Site) Summary() string {
	if s.Description != "" {
		return s.Description
	}
	return s.Name()
}

// Style is the style sheet of the site's pages. A theme that does not exist is
// the plain one.
func (s Site) Style() string {
	t, _ := assets.PageNamed(s.Page)
	return t.CSS()
}

// FileName is a slug as the name of a file or folder, whatever the slug holds.
func FileName(slug string) string {
	return pack.Portable(strings.ReplaceAll(slug, "/", "_"))
}

// HTMLText escapes text for an element or a quoted attribute; what HTML cannot
// hold is dropped.
func HTMLText(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if NotHTML(r) {
			return -1
		}
		return r
	}, s))
}

// NotHTML reports whether HTML cannot hold the character.
func NotHTML(r rune) bool {
	return !feed.XMLRune(r) || r >= 0x7F && r < 0xA0 || r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE
}
