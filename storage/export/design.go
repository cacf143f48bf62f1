package export

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"galley.app/galley/storage/export/feed"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
)

// laid sets a page with a title, lines for its head and its text as HTML.
type laid func(title, head, content string) ([]byte, error)

// context is that of the writing that is under way.
func (p *Plan) context() context.Context {
	if p.watch.ctx == nil {
		return context.Background()
	}
	return p.watch.ctx
}

// templateFinding is what is wrong with a template that could not make a page; it
// is not ok for an error of another kind.
func templateFinding(err error) (site.Finding, bool) {
	e, ok := errors.AsType[*layout.Error](err)
	if !ok {
		return site.Finding{}, false
	}
	return site.Finding{Path: e.Path, Line: e.Line, Message: e.Message + "; the built-in page is there instead"}, true
}

// laid returns what sets the page of post i by the library's template, nil where
// there is none.
func (s *siteWriter) laid(i int) laid {
	set := s.plan.options.Design.Templates
	if !set.Has(layout.PostPage) {
		return nil
	}
	e := s.plan.Posts[i]
	at, ok := s.entries[s.places[i]]
	if !ok {
		return nil
	}
	return func(title, head, content string) ([]byte, error) {
		return set.Render(s.plan.context(), s.catalog, layout.Request{
			Kind: layout.PostPage, Place: s.places[i], Address: s.plan.options.Site.Address(e.Slug), Title: title, Description: e.Summary,
			Head: head, Content: content, Post: at,
		})
	}
}

// alone returns what sets the page of one post by the library's template so that
// it needs no other file, nil where there is none.
func alone(ctx context.Context, e site.Post, o PageOptions) laid {
	set := o.Design.Templates
	if !set.Has(layout.PostPage) || e.Path == "" && e.Title == "" {
		return nil
	}
	base, _ := o.Site.Base()
	c := &layout.Catalog{
		Title: o.Site.Name(), Description: o.Site.Description, Author: o.Site.Author, Address: base, Language: o.Site.Tag(), RightToLeft: o.Site.RightToLeft(), Style: o.Site.Style(),
		Posts: []layout.Entry{entryOf(o.Site, e, "index.html")},
	}
	for _, tag := range tagsOf(e) {
		c.Posts[0].Tags = append(c.Posts[0].Tags, len(c.Tags))
		c.Tags = append(c.Tags, layout.List{Name: tag, Posts: []int{0}})
	}
	return func(title, head, content string) ([]byte, error) {
		r := layout.Request{
			Kind: layout.PostPage, Place: "index.html", Address: o.Site.Address(e.Slug), Title: title, Description: e.Summary, Head: head, Content: content,
		}
		page, err := set.Render(ctx, c, r)
		if err == nil && set.AsksForFonts() { // now that it is known what they are to show
			var fonts string
			if fonts, err = o.fonts(string(page)); err == nil && fonts != "" {
				c.Fonts = func(string) string { return fonts }
				page, err = set.Render(ctx, c, r)
			}
		}
		if err != nil {
			return nil, err
		}
		return o.Design.Static.Inline(page), nil
	}
}

// feedHead is what the library wants in the head of a feed of that kind.
func (s *siteWriter) feedHead(kind string) string {
	head, err := s.plan.options.Design.Templates.FeedHead(s.plan.context(), s.catalog, kind)
	if e, ok := errors.AsType[*layout.Error](err); ok {
		s.plan.notes = append(s.plan.notes, site.Finding{Path: e.Path, Line: e.Line, Message: e.Message + "; the feed is there without it"})
	}
	return head
}

// Live is a site that is shown and not written: each of its files is made when it
// is asked for. Several goroutines may use it.
type Live struct {
	s      *siteWriter
	posts  map[string]int // by the places of their pages
	lists  map[string]int
	moved  map[string]int
	static map[string]bool
	mu     sync.Mutex        // feeds and typefaces are made one at a time
	fonts  map[string][]byte // that were asked for
}

// Live returns the site of the plan, which must be of that format. What is wrong
// with the plan is left out of it.
func (p *Plan) Live() *Live {
	s := p.newSite()
	s.live = true
	l := &Live{s: s, posts: map[string]int{}, lists: map[string]int{}, moved: map[string]int{}, static: map[string]bool{}, fonts: map[string][]byte{}}
	for i, place := range s.places {
		l.posts[place] = i
	}
	for i, list := range s.lists {
		l.lists[list.place] = i
	}
	for i, r := range s.moved {
		l.moved[r.file] = i
	}
	for _, name := range s.files {
		l.static[name] = true
	}
	return l
}

// File makes a file of the site by its slash path. The error is [fs.ErrNotExist]
// where it has none of that name.
func (l *Live) File(_ context.Context, name string) ([]byte, error) {
	if i, ok := l.posts[name]; ok {
		m, err := l.s.page(i, false)
		if l.s.plan.Posts[i].Status == post.Draft {
			m.data = markDraft(m.data)
		}
		return m.data, err
	}
	if i, ok := l.lists[name]; ok {
		data, _, err := l.s.listPage(l.s.lists[i])
		return data, err
	}
	if i, ok := l.moved[name]; ok {
		return l.s.redirectPage(l.s.moved[i]), nil
	}
	if l.static[name] {
		return l.s.plan.options.Design.Static.Read(name)
	}
	if font, ok := strings.CutPrefix(name, fontFolder); ok {
		l.mu.Lock()
		defer l.mu.Unlock()
		data, known := l.fonts[font]
		if !known {
			var err error
			if data, known, err = l.s.font(font); err != nil {
				return nil, fmt.Errorf("the typefaces of the site: %w", err)
			}
		}
		if known {
			l.fonts[font] = data
			return data, nil
		}
	}
	if l.s.base == "" {
		return nil, fs.ErrNotExist
	}
	if name == "sitemap.xml" {
		list, err := l.s.plan.sitemaps(feed.MaxURLs, feed.MaxSize, l.s.listPlaces())
		if err != nil || len(list) > 1 { // which is for the site as it is exported
			return nil, errors.Join(err, fs.ErrNotExist)
		}
		return []byte(list[0]), nil
	}
	for _, feed := range siteFeeds {
		if feed.name == name {
			l.mu.Lock()
			defer l.mu.Unlock()
			return l.s.feed(feed.format)
		}
	}
	if i, ok := l.posts[path.Dir(name)+"/index.html"]; ok { // the image of a card
		m, err := l.s.page(i, true)
		for _, f := range m.files {
			if f.Name == name {
				return f.Data, err
			}
		}
	}
	return nil, fs.ErrNotExist
}

// draftMark is seen on the page of a draft, which no reader has yet.
const draftMark = `<p id="galley-draft" style="all: initial; display: block; position: sticky; top: 0; z-index: 2147483647; padding: 6px 16px; ` +
	`background: #8a4b00; color: #fff; font: 600 14px/1.4 system-ui, sans-serif; text-align: center;">Draft: this page is on no site that is exported.</p>`

var bodyTag = regexp.MustCompile(`(?i)<body(?:\s[^>]*)?>`)

// markDraft puts the mark into a page: first of what its body holds.
func markDraft(page []byte) []byte {
	at := 0
	if found := bodyTag.FindIndex(page); found != nil {
		at = found[1]
	} else if found := doctype.FindIndex(page); found != nil {
		at = found[1]
	}
	return slices.Concat(page[:at], []byte(draftMark), page[at:])
}

var doctype = regexp.MustCompile(`(?i)^\s*<!doctype[^>]*>`)

// Scripts reports whether the pages may have scripts of the library's own.
func (l *Live) Scripts() bool { return l.s.plan.options.Design.Templates.Any() }

// Page returns the place of the page of the post at a path, in the site.
func (l *Live) Page(post string) (place string, ok bool) {
	i := slices.IndexFunc(l.s.plan.Posts, func(e site.Post) bool { return e.Path == post })
	if i < 0 {
		return "", false
	}
	return l.s.places[i], true
}

// Left are the posts that are not on the site, and why.
func (l *Live) Left() []Left { return l.s.plan.Left }

// Problems are what is wrong with the library's templates and static files, as far
// as it is known before a page is made.
func (l *Live) Problems() []layout.Problem { return l.s.plan.options.Design.Problems }

// takeStatic takes the names of the files that the library has for its pages. What
// would lie where the site has a file of its own is told of and left out.
func (s *siteWriter) takeStatic(taken pack.Names) {
	for _, name := range s.plan.options.Design.Static.Names {
		if err := taken.Take(name); err != nil {
			s.plan.note(s.plan.options.Design.Static.Path(name), "it is left out, since the site has a file of that name itself")
			continue
		}
		s.files = append(s.files, name)
	}
}

// static writes the files that the library has for its pages.
func (s *siteWriter) static(f *folder) error {
	for _, name := range s.files {
		data, err := s.plan.options.Design.Static.Read(name)
		if err != nil {
			return fmt.Errorf("%w; nothing was exported", err)
		}
		if err := f.add(name, data, ""); err != nil {
			return err
		}
	}
	return nil
}
