// Package publish joins a library to the packages that are made of it, for the
// window and the command line alike.
package publish

import (
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export/site"
)

// Site returns what packages need of a library's settings.
func Site(s config.Site) site.Site {
	return site.Site{
		Title: s.Title, URL: s.URL, Description: s.Description, Author: s.Author,
		Language: s.Language, Posts: s.Posts, Page: s.Page, PerPage: s.PerPage, InlineMath: s.InlineMath, NoFonts: s.NoFonts,
	}
}
