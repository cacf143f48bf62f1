package search

import (
	"sort"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/editor/text"
)

// shift says that from offset flat of a flattened text on, offsets are those of
// the text itself plus the difference.
type shift struct{ flat, text int }

// flatten appends to b a text as it is compared: case folded, where fold is set,
// and one blank, or one line break where an empty line is in it, for all white
// space between two words. Bytes that are not UTF-8 stay. The shifts are noted
// where they are not nil.
func flatten(b []byte, s string, fold bool, shifts *[]shift) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c > ' ' && c < utf8.RuneSelf:
			if fold && 'a' <= c && c <= 'z' {
				c -= 'a' - 'A'
			}
			b = append(b, c)
			i++
			continue
		case c < utf8.RuneSelf && !unicode.IsSpace(rune(c)):
			b = append(b, c)
			i++
			continue
		}
		from, at := len(b), i
		if n, lines := blanks(s[i:]); n > 0 {
			i += n
			if lines > 1 {
				b = append(b, '\n')
			} else {
				b = append(b, ' ')
			}
		} else {
			r, n := utf8.DecodeRuneInString(s[i:])
			i += n
			switch {
			case r == utf8.RuneError && n == 1:
				b = append(b, c)
			case fold:
				b = utf8.AppendRune(b, text.FoldRune(r))
			default:
				b = append(b, s[at:i]...)
			}
		}
		if shifts != nil && len(b)-from != i-at {
			*shifts = append(*shifts, shift{len(b), i})
		}
	}
	return b
}

// blanks is how many bytes of white space s begins with, and how many line
// endings are in it.
func blanks(s string) (n, lines int) {
	for n < len(s) {
		r, size := rune(s[n]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[n:])
		}
		switch {
		case r == '\n' && n > 0 && s[n-1] == '\r':
		case r == '\n' || r == '\r':
			lines++
		case !unicode.IsSpace(r):
			return n, lines
		}
		n += size
	}
	return n, lines
}

// unflat is the offset in the text of an offset in what it was flattened to.
func unflat(shifts []shift, flat int) int {
	i := sort.Search(len(shifts), func(i int) bool { return shifts[i].flat > flat }) - 1
	if i < 0 {
		return flat
	}
	return flat - shifts[i].flat + shifts[i].text
}

// aWord reports whether no letter, digit or _ stands directly before or behind
// the bytes from start to end of b.
func aWord(b []byte, start, end int) bool {
	before, _ := utf8.DecodeLastRune(b[max(0, start-utf8.UTFMax):start])
	after, _ := utf8.DecodeRune(b[end:min(len(b), end+utf8.UTFMax)])
	return !wordRune(before) && !wordRune(after)
}

func wordRune(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}
