package site

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/post"
)

// Post is one post to be packed.
type Post struct {
	Path      string
	Name      string        // file name
	Text      string        // the whole source
	Fields    []fields.Pair // effective fields, in file order, each key once
	Body      string        // after the separator, line endings LF
	Title     string
	Slug      string
	Summary   string    // the description
	Date      time.Time // zero without a valid date
	Status    post.Status
	BodyStart int // in Text
	TextStart int // behind the empty line after the separator
}

// PostOf returns the post at path, which was parsed already. Now tells scheduled
// posts from published ones.
func PostOf(path, text string, parsed post.Post, now time.Time) Post {
	e := Post{
		Path: path, Name: filepath.Base(path), Text: text,
		Body: LineFeeds(text[parsed.BodyStart():]), BodyStart: parsed.BodyStart(), TextStart: parsed.TextStart(),
	}
	e.Fields = fields.Of(parsed)
	e.Title = e.Value("title")
	e.Slug = e.Value("slug")
	e.Summary = e.Value("description")
	published := e.Value("published")
	if t, err := post.ParseDate(published); err == nil {
		e.Date = t
	}
	e.Status = post.StatusOf(e.Name, published, now)
	return e
}

// Value returns what a field says; "" where there is no such field.
func (e Post) Value(key string) string {
	for _, f := range e.Fields {
		if f.Key == key {
			return f.Value
		}
	}
	return ""
}

// Heading is what the post is called where a name must be shown.
func (e Post) Heading() string {
	for _, s := range []string{e.Title, e.Slug} {
		if s != "" {
			return s
		}
	}
	return strings.TrimSuffix(e.Name, filepath.Ext(e.Name))
}

// ISODate is the date as the post gives it, with a zone where it has a time.
func (e Post) ISODate() string {
	if len(e.Value("published")) <= len(time.DateOnly) {
		return e.Date.Format(time.DateOnly)
	}
	return e.Date.Format(time.RFC3339)
}

// Byline is the line below the post's title.
func (e Post) Byline() string {
	return post.Byline(e.Value("published"), post.Words(e.Body))
}

// InBody returns a finding about a line of the post's body.
func (e Post) InBody(line int, message string) Finding {
	return Finding{Path: e.Path, Line: Lines(e.Text[:e.BodyStart]) + line, Message: message}
}

// NewestFirst orders posts by date; of equal dates the later file name comes
// first; posts without a date come last.
func NewestFirst(posts []Post) []Post {
	posts = slices.Clone(posts)
	slices.Reverse(posts) // later names first
	slices.SortStableFunc(posts, func(a, b Post) int { return b.Date.Compare(a.Date) })
	return posts
}

// LineFeeds returns s with every line ending as LF.
func LineFeeds(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// Lines counts the line endings of s: LF, CRLF or a lone CR.
func Lines(s string) int { return strings.Count(LineFeeds(s), "\n") }
