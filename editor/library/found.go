package library

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Found is a post in which words were found.
type Found struct {
	Sentence string   // around them; "" shows what rows show
	Marks    [][2]int // the words, as bytes of Sentence
}

// found are the posts that words were found in.
type found struct {
	query string           // the words
	posts map[string]Found // by their paths
	over  bool             // that is all of them
}

// ask asks for the posts that the words of the search field are in. What was found
// for other words counts no longer.
func (s *Panel) ask() {
	if s.OnSearch != nil {
		s.OnSearch(s.words())
	}
}

// SetFound shows the posts that words were found in, beside those whose titles,
// slugs or dates hold them; over says that these are all. What was found for other
// words than those of the search field is left.
func (s *Panel) SetFound(query string, posts map[string]Found, over bool) {
	if query == s.words() {
		s.found = found{query, posts, over}
		s.update()
	}
}

// foundIn returns what was found in a post by the words of the search field.
func (s *Panel) foundIn(path string) (f Found, ok bool) {
	if s.found.query == "" || s.found.query != s.words() {
		return f, false
	}
	f, ok = s.found.posts[path]
	return f, ok
}

// lets reports whether filter and search let a post through; query is in lower case.
func (s *Panel) lets(it *Item, query string) bool {
	if !s.filter.has(it) {
		return false
	}
	if query == "" {
		return true
	}
	if s.letters = it.appendWords(s.letters[:0]); bytes.Contains(s.letters, []byte(query)) {
		return true
	}
	_, ok := s.foundIn(it.Path)
	return ok
}

// none says that no post is listed for the words of the search field.
func (s *Panel) none() string {
	switch {
	case s.OnSearch == nil:
		return "No title has “" + s.words() + "”."
	case s.found.query != s.words() || !s.found.over:
		return "Searching…"
	case s.filter != ShowAll:
		return "None of these posts has “" + s.words() + "”."
	}
	return "No post has “" + s.words() + "”."
}

// appendWords appends what the search looks at in a post, in lower case. All posts
// are asked at each letter that is typed, so that nothing is made for it.
func (it *Item) appendWords(b []byte) []byte {
	for i, s := range [...]string{it.Title, it.Slug, it.Date, it.Name} {
		if i > 0 {
			b = append(b, ' ')
		}
		start := len(b)
		for j := range len(s) {
			c := s[j]
			if c >= utf8.RuneSelf {
				b = append(b[:start], strings.ToLower(s)...)
				break
			}
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			b = append(b, c)
		}
	}
	return b
}
