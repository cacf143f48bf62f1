// Package check says what is wrong with a post, as values: each rule is one, and
// each problem that it finds says what is wrong and what to do.
//
// The rules of what fields mean are here; those of the format are told by
// [post.Post.Problems], and Post returns both.
package check

import (
	"cmp"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/storage/post"
	"galley.app/galley/storage/schema"

	"github.com/rivo/uniseg"
)

// Context is what a post's check needs to know of its surroundings. The zero
// value checks the post alone.
type Context struct {
	Path        string                     // of the post's file; "" for one never saved
	Slugged     func(slug string) []string // paths of the posts in the library that have a slug, this one included or not; nil knows of none
	Numbered    []string                   // paths of the files beside it whose names begin with the same number, this one included or not
	Language    string                     // of the posts, as a tag; "" is English
	Levels      Levels                     // that the library wants its rules to have
	Now         time.Time                  // what "today" is in a fix; zero offers no date
	Lead        string                     // the first sentence of the body, where it is known: see Lead
	Fields      schema.Schema              // that posts of the library have
	NamesDiffer bool                       // this library often names files other than their slug: see NamesDiffer
}

// Post returns what is wrong with the format of a post and with its fields, sorted
// by line. Of src at least the head is needed; what is said of the description is
// better with the body.
func Post(src string, p post.Post, c Context) []post.Problem {
	s := subject{Context: c, src: src, post: p}
	out := slices.Clone(p.Problems())
	for _, r := range fieldRules() {
		if message := r.find(s.field(r.Key)); message != "" {
			found := post.Problem{Line: 1, Col: 1, Severity: r.Severity, Rule: r.ID, Key: r.Key, Message: message, Fix: s.fix(r.ID)}
			if r.ID == "slug-name" && c.NamesDiffer {
				found.Severity = post.Hint
			}
			if f, ok := p.Field(r.Key); ok {
				found.Line, found.Col = f.Line, s.column(f)
				found.Start, found.End = f.ValueStart, f.ValueEnd
			}
			out = append(out, found)
		}
	}
	out = append(out, s.declared()...)
	if message := s.numberDoubled(); message != "" {
		out = append(out, post.Problem{Line: 1, Col: 1, Severity: rule("number-doubled").Severity, Rule: "number-doubled", Message: message})
	}
	return c.Levels.Apply(Sort(out))
}

// Sort sorts problems by their places.
func Sort(list []post.Problem) []post.Problem {
	slices.SortStableFunc(list, func(a, b post.Problem) int { return cmp.Or(a.Line-b.Line, a.Col-b.Col) })
	return list
}

// Count is how many problems are told of: those that are more than hints.
func Count(list []post.Problem) (n int) {
	for _, p := range list {
		if p.Severity != post.Hint {
			n++
		}
	}
	return n
}

// Sentence is what is wrong as a sentence of its own.
func Sentence(p post.Problem) string {
	r, size := utf8.DecodeRuneInString(p.Message)
	if size == 0 {
		return ""
	}
	s := string(unicode.ToUpper(r)) + p.Message[size:]
	if last, _ := lastRune(s); !strings.ContainsRune(".!?…", last) {
		s += "."
	}
	return s
}

// NamesDiffer reports whether so many posts of a library have a file name with
// another slug than their own (at least three, and a tenth) that this is its
// way, and no slip that deserves a warning. It is told the slug and the path of each.
func NamesDiffer(posts iter.Seq2[string, string]) bool {
	const few, share = 3, 10
	all, differ := 0, 0
	for slug, path := range posts {
		all++
		if _, _, name, _ := post.NamePart(filepath.Base(path)); name != "" && slug != "" && name != slug {
			differ++
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

// others are the paths of other posts among these.
func (s *subject) others(paths []string) []string {
	var out []string
	for _, path := range paths {
		if s.Path == "" || filepath.Clean(path) != filepath.Clean(s.Path) {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// numberDoubled says which other files begin with the number of this one.
func (s *subject) numberDoubled() string {
	if s.Path == "" || len(s.Numbered) == 0 {
		return ""
	}
	n, numbered, _, _ := post.NamePart(filepath.Base(s.Path))
	if paths := s.others(s.Numbered); numbered && len(paths) > 0 {
		return fmt.Sprintf("the file's number %04d is also that of %s; give one of them another", n, listed(paths))
	}
	return ""
}

// fix is what mends a problem with a field.
func (s *subject) fix(id string) *post.Fix {
	to := func(label, key, text string) *post.Fix {
		if text == "" {
			return nil
		}
		return &post.Fix{Label: label, Key: key, Text: text}
	}
	switch id {
	case "slug-missing":
		title, _ := s.post.Value("title")
		return to("Use the title", "slug", post.SlugIn(title, s.Language))
	case "slug-form":
		slug, _ := s.post.Value("slug")
		return to("Mend the slug", "slug", post.SlugIn(slug, s.Language))
	case "slug-name":
		_, _, name, _ := post.NamePart(filepath.Base(s.Path))
		if !post.ValidSlug(name) {
			return nil
		}
		return to("Use the file's name", "slug", name)
	case "published-missing", "published-date":
		if s.Now.IsZero() {
			return nil
		}
		return to("Use today", "published", s.Now.Format(time.DateOnly))
	case "description-missing", "description-short":
		return to("Use the first sentence", "description", s.Lead)
	}
	return nil
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
