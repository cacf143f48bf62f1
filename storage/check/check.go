// Package check says what is wrong with a post, as values: each rule is one, and
// each problem that it finds says what is wrong and what to do.
//
// The rules of what fields mean are here; those of the format are told by
// [post.Post.Problems], and Post returns both.
package check

import (
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/storage/post"

	"github.com/rivo/uniseg"
)

// Context is what a post's check needs to know of its surroundings. The zero
// value checks the post alone.
type Context struct {
	Path        string              // of the post's file; "" for one never saved
	Slugs       map[string][]string // slug -> paths of the posts in the library that have it, this one included or not
	Language    string              // of the posts, as a tag; "" is English
	NamesDiffer bool                // this library often names files other than their slug: see NamesDiffer
}

// Post returns all problems of a post, sorted by line. Of src at least the head
// is needed; what is said of the description is better with the body.
func Post(src string, p post.Post, c Context) []post.Problem {
	s := subject{Context: c, src: src, post: p}
	out := slices.Clone(p.Problems())
	for _, r := range rules() {
		if message := r.find(s.field(r.Key)); message != "" {
			found := post.Problem{Line: 1, Col: 1, Severity: r.Severity, Rule: r.ID, Key: r.Key, Message: message}
			if r.ID == "slug-name" && c.NamesDiffer {
				found.Severity = post.Hint
			}
			if f, ok := p.Field(r.Key); ok {
				found.Line, found.Col = f.Line, s.column(f)
			}
			out = append(out, found)
		}
	}
	slices.SortStableFunc(out, func(a, b post.Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Col - b.Col
	})
	return out
}

// NamesDiffer reports whether so many posts of a library have a file name with
// another slug than their own (at least three, and a tenth) that this is its
// way, and no slip that deserves a warning.
func NamesDiffer(slugs map[string][]string) bool {
	const few, share = 3, 10
	all, differ := 0, 0
	for slug, paths := range slugs {
		for _, path := range paths {
			all++
			if _, _, name, _ := post.NamePart(filepath.Base(path)); name != "" && slug != "" && name != slug {
				differ++
			}
		}
	}
	return differ >= few && differ*share >= all
}

// subject is the post that is checked.
type subject struct {
	Context
	src  string
	post post.Post
}

// value is one field of a subject, as the rules see it.
type value struct {
	*subject
	text  string
	there bool // the field is, maybe empty
}

func (s *subject) field(key string) value {
	text, there := s.post.Value(key)
	return value{s, text, there}
}

// column is where a field's value stands in its line, in characters.
func (s *subject) column(f post.Field) int {
	if f.ValueStart > len(s.src) {
		return 1
	}
	before := s.src[f.Start:f.ValueStart]
	const most = 1000 // bytes; nobody counts further
	return 1 + uniseg.GraphemeClusterCount(before[:min(len(before), most)])
}

// others are the paths of other posts with this slug.
func (v value) others() []string {
	var out []string
	for _, path := range v.Slugs[v.text] {
		if v.Path == "" || filepath.Clean(path) != filepath.Clean(v.Path) {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// characters is the length of s as a reader counts it, as far as it matters.
func characters(s string) int {
	const most = 100_000 // bytes
	return uniseg.GraphemeClusterCount(s[:min(len(s), most)])
}

// cutOff reports whether a description ends in the middle of a word: at a dash,
// where the body's own text goes on, or without an end at a length at which
// programs cut.
func (v value) cutOff() bool {
	const short, long = 150, 160 // characters: at which cut descriptions end
	text := strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(v.text, "..."), "…"), " ")
	last, ok := lastRune(text)
	if !ok {
		return false
	}
	if last == '-' || last == '\u00ad' {
		before, ok := lastRune(strings.TrimRight(text, "-\u00ad"))
		return ok && isWord(before) && strings.TrimRight(text, "-\u00ad")+string(last) == text
	}
	if !isWord(last) {
		return false
	}
	if n := characters(v.text); text == v.text && n >= short && n <= long {
		return true
	}
	return v.bodyGoesOn(text)
}
