// Package wording puts numbers into words the way that the window and its
// dialogs do.
package wording

import (
	"fmt"
	"strconv"
)

// Number returns "1", "1,204", "−12".
func Number(n int) string {
	if n < 0 {
		return "−" + Number(-n)
	}
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count returns "1 word", "1,204 words".
func Count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return Number(n) + " " + noun
}

// Size returns a number of bytes as "900 bytes", "12 KB", "1.2 MB".
func Size(n int64) string {
	switch {
	case n < 1000:
		return Count(int(n), "byte")
	case n < 999_500: // what would be rounded to 1000 KB is 1.0 MB
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
