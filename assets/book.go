package assets

import _ "embed"

//go:embed book.css
var bookStyle string

// BookStyle is the style sheet of electronic books. It has no colours and no
// faces, which are the reader's choice there.
func BookStyle() string { return bookStyle }
