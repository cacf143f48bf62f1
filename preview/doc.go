// Package preview shows a post as its readers will get it: a scrolling page
// of set type that follows the editor, and the same page as a picture.
//
// The pure half sets type: a document becomes a column of units (paragraphs,
// list items, table rows, stretches of code), a unit becomes a frame of texts,
// rectangles and pictures at whole pixels. The other half is the widget: it
// sets only the units on screen, keeps estimates for the rest and holds its
// place by a unit and a distance, so that corrected estimates move nothing.
package preview
