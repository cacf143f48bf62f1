// Package page sets a post in type, for a screen or for paper: a document becomes
// a column of fragments (paragraphs, list items, table rows, stretches of code),
// a fragment becomes a frame of texts, rectangles, formulas and images at whole
// pixels. Colours go by their roles, faces by their names, images by their
// addresses, and nothing here is drawn.
package page

// Header is the page's heading above the first block. A header without a
// title is not drawn.
type Header struct {
	Title  string
	Byline string // the line below it, such as "11 December 2023 · 4 min read"; "" for none
	// Feed shows the heading as a feed reader does, with what the feed says
	// of the post.
	Feed                        bool
	Site, Author, Date, Summary string
}
