package spell

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// List is a set of words that are right whatever a dictionary says. A word in
// small letters is right with a capital too, and each has its genitive. The
// zero value is empty; it must not be added to.
type List map[string]bool

// NewList makes a list of words.
func NewList(words []string) List {
	l := List{}
	for _, w := range words {
		l.Add(w)
	}
	return l
}

// Add puts a word into the list.
func (l List) Add(word string) { l[Plain(word)] = true }

// Has tells whether a word is in the list in one of its forms.
func (l List) Has(word string) bool {
	if len(l) == 0 {
		return false
	}
	word = Plain(word)
	if l.has(word) {
		return true
	}
	for _, end := range []string{"'s", "'S", "'"} {
		if stem, ok := strings.CutSuffix(word, end); ok && l.has(stem) {
			return true
		}
	}
	return false
}

func (l List) has(word string) bool {
	if l[word] {
		return true
	}
	r, n := utf8.DecodeRuneInString(word)
	if !unicode.IsUpper(r) {
		return false
	}
	return l[string(unicode.ToLower(r))+word[n:]] || l[strings.ToLower(word)] && strings.ToUpper(word) == word
}

// Plain is a word as dictionaries list it: composed, with straight
// apostrophes, without hyphens that only show at the end of a line.
func Plain(word string) string {
	ascii := true
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return word
	}
	return norm.NFC.String(strings.NewReplacer("’", "'", "‘", "'", "\u00AD", "").Replace(word))
}

// dress gives a suggestion the apostrophes of the word that it replaces.
func dress(suggestion, word string) string {
	if strings.Contains(word, "’") {
		return strings.ReplaceAll(suggestion, "'", "’")
	}
	return suggestion
}
