package assets

import _ "embed"

//go:embed book.css
var bookStyle string

// BookStyle is the style sheet of electronic books. It has no colours and no
// faces, which are the reader's choice there.
//
// Old readers know neither the sides of a line by its start and end nor
// the properties of direction, which books must not set in a style sheet; so
// for books that are read from right to left the sides are named the other way.
func BookStyle(rightToLeft bool) string {
	if rightToLeft {
		return bookStyle + bookStyleRight
	}
	return bookStyle
}

const bookStyleRight = `h1, h2, h3, h4, h5, h6, th, td { text-align: right; }
blockquote { padding-left: 0; border-left: 0; padding-right: 1em; border-right: 0.15em solid; }
nav ol { padding-left: 0; padding-right: 1.25em; }
`
