package markdown

import "golang.org/x/text/unicode/bidi"

// FromRight reports whether text is of a script that is written from right to
// left: its first letter that has a direction decides, as dir="auto" does in
// HTML.
func FromRight(list []Inline) bool {
	for _, in := range list {
		for _, r := range in.Text {
			if r < 0x590 && (r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < 0xAA) {
				continue // most of what comes before a letter
			}
			switch p, _ := bidi.LookupRune(r); p.Class() {
			case bidi.L:
				return false
			case bidi.R, bidi.AL:
				return true
			}
		}
	}
	return false
}
