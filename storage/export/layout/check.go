package layout

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Check reads the templates and the static files of the library in dir, makes a
// page of each kind of posts that are made up, and returns what is wrong. A
// library without them costs two looks at the disk.
func Check(ctx context.Context, dir string) []Problem {
	set, problems := Read(dir)
	problems = append(problems, set.Check(ctx)...)
	return append(problems, Static(dir).Problems...)
}

// Check makes a page of each kind that there is a template for, of posts that are
// made up, and returns what is wrong with the templates.
func (s *Set) Check(ctx context.Context) (problems []Problem) {
	told := map[Problem]bool{}
	take := func(err error) {
		e, ok := errors.AsType[*Error](err)
		if ok && !told[e.Problem] {
			told[e.Problem] = true
			problems = append(problems, e.Problem)
		}
	}
	for _, c := range []*Catalog{sample(), {Title: "Posts", Language: "en", Posts: []Entry{{Title: "A post", Place: "index.html"}}}} {
		for _, k := range Kinds() {
			if !s.Has(k) || k != PostPage && len(c.Posts) < 2 {
				continue
			}
			r := Request{Kind: k, Place: "x/index.html", Title: "A page", Content: "<p>Words.</p>\n", Number: 1, Pages: 1}
			if k == PostPage {
				r.Place = c.Posts[0].Place
			} else {
				r.Posts, r.Pages, r.Next = []int{0, 1}, 2, "x/2/index.html"
			}
			_, err := s.Render(ctx, c, r)
			take(err)
		}
		if s.Has(feeds) {
			for _, kind := range FeedKinds() {
				_, err := s.FeedHead(ctx, c, kind)
				take(err)
			}
		}
	}
	return problems
}

// sample is a site that is made up.
func sample() *Catalog {
	day := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	c := &Catalog{
		Title: "A site", Description: "About it", Author: "Somebody", Address: "https://example.org", Language: "en", Style: "body { margin: 0 }\n",
		Home: "index.html", TagsPlace: "tags/index.html", ArchivePlace: "archive/index.html",
		Tags:  []List{{Name: "a tag", Place: "tags/a-tag/index.html", Posts: []int{0}}},
		Years: []List{{Name: "2024", Place: "archive/2024/index.html", Posts: []int{0, 1}}},
		Feeds: []Feed{{Title: "RSS", Type: "application/rss+xml", Place: "rss.xml"}},
	}
	for i, title := range []string{"A post", "Another post"} {
		slug := strings.ReplaceAll(strings.ToLower(title), " ", "-")
		c.Posts = append(c.Posts, Entry{
			Place: "posts/" + slug + "/index.html", Address: "https://example.org/posts/" + slug, Title: title, Slug: slug, Description: "About it",
			Published: "2024-02-29", Date: day, ISODate: "2024-02-29", Minutes: 1, Words: 200, Field: func(string) string { return "" },
		})
		if i == 0 {
			c.Posts[i].Tags = []int{0}
		}
	}
	return c
}

// defines reports whether a template is there by its name.
func (s *Set) defines(name string) bool {
	if s == nil || s.master == nil {
		return false
	}
	t := s.master.Lookup(name)
	return t != nil && t.Tree != nil
}
