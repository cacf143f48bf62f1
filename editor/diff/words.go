package diff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// longWord is the most bytes of one word: longer runs of letters are cut, so
// that two of them are compared in pieces.
const longWord = 64

// tokenSize returns the size of what s starts with: a word as Unicode parts
// words, a run of blanks on a line, one line ending with the blank lines after
// it, or a single mark. It is never 0 for a text that is not empty.
func tokenSize(s string) int {
	c := s[0]
	switch {
	case c == '\n' || c == '\r':
		n := 0
		for n < len(s) && blank(s[n]) {
			n++
		}
		for s[n-1] == ' ' || s[n-1] == '\t' { // these begin the next line
			n--
		}
		return n
	case blank(c):
		n := 1
		for n < len(s) && (s[n] == ' ' || s[n] == '\t') {
			n++
		}
		return n
	case c < utf8.RuneSelf && !plain(c):
		if c == '_' && len(s) > 1 && s[1] < utf8.RuneSelf && !plain(s[1]) {
			return 1
		}
		if c != '_' {
			// A mark may carry combining marks, which stay with it.
			if len(s) == 1 || s[1] < utf8.RuneSelf {
				return 1
			}
		}
	default:
		n := 0
		for n < len(s) && n < longWord && plain(s[n]) {
			n++
		}
		if n > 0 && (n == len(s) || s[n] < utf8.RuneSelf && !strings.ContainsRune("'.,:;_\"", rune(s[n]))) {
			return n
		}
	}
	word, _, _ := uniseg.FirstWordInString(s[:min(len(s), 4*longWord)], -1)
	n := len(word)
	if n > longWord {
		n = longWord
	}
	for n > 0 && n < len(s) && !utf8.RuneStart(s[n]) {
		n--
	}
	return max(n, 1)
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// plain reports whether c is a letter or a digit of ASCII.
func plain(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}

// isWord reports whether a token is counted as a word: it holds a letter or a
// digit.
func isWord(token string) bool {
	if plain(token[0]) {
		return true
	}
	return strings.ContainsFunc(token, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// countWords returns how many words s holds, at most limit.
func countWords(s string, limit int) int {
	n := 0
	for s != "" && n < limit {
		size := tokenSize(s)
		if isWord(s[:size]) {
			n++
		}
		s = s[size:]
	}
	return n
}

// paragraphs returns the paragraphs of s: lines up to the next blank line,
// with the blank lines after them.
func paragraphs(s string) []string {
	var out []string
	start, at, blankBefore := 0, 0, false
	for at < len(s) {
		n := LineSize(s[at:])
		empty := strings.Trim(s[at:at+n], " \t\r\n") == ""
		if blankBefore && !empty && at > start {
			out = append(out, s[start:at])
			start = at
		}
		blankBefore = empty
		at += n
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

// lines returns the lines of s with their endings.
func lines(s string) []string {
	var out []string
	for s != "" {
		n := LineSize(s)
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

// tokens returns the tokens of s.
func tokens(s string) []string {
	out := make([]string, 0, len(s)/4+1)
	for s != "" {
		n := tokenSize(s)
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

// LineSize returns the size of the first line of s with its ending: LF, CRLF
// or a lone CR.
func LineSize(s string) int {
	i := strings.IndexAny(s, "\r\n")
	switch {
	case i < 0:
		return len(s)
	case strings.HasPrefix(s[i:], "\r\n"):
		return i + 2
	}
	return i + 1
}
