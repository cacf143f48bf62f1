package pictures

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// decodeRune is utf8.DecodeRuneInString, with -1 for bytes that are no character.
func decodeRune(s string) (r rune, size int) {
	r, size = utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && size <= 1 {
		return -1, 1
	}
	return r, size
}

// stays reports whether a character is written in an address as it is.
func stays(r rune) bool {
	switch {
	case r < 0:
		return false
	case r < utf8.RuneSelf:
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._~/+,=@", r)
	}
	// Marks may be written in one character with their letter, or in two.
	return unicode.IsPrint(r) && !unicode.IsMark(r) && !unicode.IsSpace(r)
}
