package export

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/site"
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
	at := slices.IndexFunc(s.catalog.Posts, func(c layout.Entry) bool { return c.Place == s.places[i] })
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
		page, err := set.Render(ctx, c, layout.Request{
			Kind: layout.PostPage, Place: "index.html", Address: o.Site.Address(e.Slug), Title: title, Description: e.Summary, Head: head, Content: content,
		})
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
