// Package wording puts numbers into words the way that the window and its
// dialogs do.
package wording

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
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

// Sentence is a line as it is shown alone: it begins with a capital, unless it begins with a name, such as that of a
// file. A sign before its first word stays.
func Sentence(line string) string {
	rest := strings.TrimPrefix(line, "▲ ")
	word, _, _ := strings.Cut(rest, " ")
	word = strings.TrimRight(word, ",;:")
	if word == "" || strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLower(r) && r != '-' && r != '’' && r != '\'' }) {
		return line
	}
	r, size := utf8.DecodeRuneInString(rest)
	return line[:len(line)-len(rest)] + string(unicode.ToUpper(r)) + rest[size:]
}

// Sentences is Sentence of each line.
func Sentences(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = Sentence(lines[i])
	}
	return strings.Join(lines, "\n")
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
