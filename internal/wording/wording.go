// Package wording puts numbers into words the way that the window and its
// dialogs do.
package wording

import "strconv"

// Count returns "1 word", "1,204 words".
func Count(n int, noun string) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if n != 1 {
		noun += "s"
	}
	return s + " " + noun
}
