package importer

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"galley.app/galley/internal/fromhtml"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// page takes in a page, such as a browser saved. Front matter before it is
// read as that of Markdown.
func (w *planner) page(file, shown, site string) error {
	data, _, err := safefile.Read(file, fromhtml.MaxSize)
	if err != nil {
		return fmt.Errorf("%s: it cannot be read as a page: %w; nothing was imported", shown, safefile.Cause(err))
	}
	whole := fromhtml.Decode(data)
	m, src := readMatter(whole)
	at := w.siteAt(site)
	f := w.newFound(shown)
	f.converted, f.pictures, f.file, f.site, f.jekyll = true, besides{dir: filepath.Dir(file), site: site, at: at}, file, at, at.jekyll
	f.set(m)
	f.bodyLine = lineAt(whole, len(whole)-len(src), 1)
	if err := f.setPage(w.ctx, src); err != nil {
		return fmt.Errorf("%s: %w; nothing was imported", shown, err)
	}
	f.byName(file)
	if n := len(f.slugs); n > 0 && !post.ValidSlug(f.slugs[n-1]) && f.title != "" {
		f.slugs = slices.Insert(f.slugs, n-1, f.title) // a browser names files by the title of the window
	}
	if f.title == "" {
		f.title = f.stem
	}
	w.found = append(w.found, f)
	return nil
}

// setPage takes the fields that front matter did not give, and the text.
func (f *found) setPage(ctx context.Context, src string) error {
	doc, err := fromhtml.Parse(src)
	if err != nil {
		return f.convert(ctx, src, "") // elements too deep in each other, of which the words are taken
	}
	h := readHead(doc)
	content := mainPart(doc)
	heads := all(content, "h1")
	if f.title == "" && h.ogTitle != "" {
		f.title = h.ogTitle
	}
	if f.title == "" && len(heads) == 1 {
		f.title = words(heads[0])
	}
	if f.title == "" {
		f.title = h.title
	}
	f.title = post.Fold(f.title)
	if f.description == "" {
		f.description = post.Fold(h.description)
	}
	if f.published == "" {
		dates := h.dates
		for _, t := range slices.Concat(all(content, "time"), all(doc, "time")) {
			dates = append(dates, attribute(t, "datetime"))
		}
		for _, d := range dates {
			if w, ok := readWhen(d); ok {
				f.setWhen("published", w)
				break
			}
		}
	}
	if s := lastSegment(strings.TrimSuffix(h.canonical, ".htm")); post.ValidSlug(s) && !strings.HasSuffix(h.canonical, "//"+s) {
		f.slugs = append(f.slugs, s)
	}
	if h.author != "" && len(f.extras) == 0 {
		f.extras = append(f.extras, field{"author", post.Fold(h.author)})
	}
	f.holdHTML(content, src, f.bodyLine, h.base)
	if n, in := len(all(doc, "a")), len(all(content, "a")); n > in {
		f.note("", count(n-in, "link", "links")+" around the article left out")
	}
	if n, in := len(all(doc, "img")), len(all(content, "img")); n > in {
		f.note("", count(n-in, "picture", "pictures")+" around the article left out")
	}
	if len(heads) > 0 && post.Fold(words(heads[0])) == f.title {
		heads[0].Parent.RemoveChild(heads[0]) // it would be there twice
	}
	var b strings.Builder
	if err := html.Render(&b, content); err != nil {
		return err
	}
	return f.convert(ctx, b.String(), h.base)
}

// convert makes the body of HTML, whose addresses start from base, "" for its
// own place.
func (f *found) convert(ctx context.Context, src, base string) error {
	md, notes, err := fromhtml.Markdown(ctx, src, fromhtml.Options{Base: base})
	if err != nil {
		return err
	}
	f.body = "\n" + md + "\n"
	if md == "" {
		f.body = "\n"
	}
	for _, n := range notes {
		f.note("", n.String())
	}
	return nil
}

// pageHead is what a page says of itself.
type pageHead struct {
	title, ogTitle, description, canonical, author string
	base                                           string // where relative addresses start from
	dates                                          []string
}

var stated = pattern(`"datePublished"\s*:\s*"([^"]{4,40})"`)

func readHead(doc *html.Node) pageHead {
	var h pageHead
	if t := all(doc, "title"); len(t) > 0 {
		h.title = words(t[0])
	}
	metas := map[string]string{}
	for _, m := range all(doc, "meta") {
		for _, key := range []string{"property", "name", "itemprop"} {
			if k := strings.ToLower(attribute(m, key)); k != "" && metas[k] == "" {
				metas[k] = attribute(m, "content")
			}
		}
	}
	for _, b := range all(doc, "base") {
		if u, err := url.Parse(attribute(b, "href")); err == nil && u.IsAbs() && h.base == "" {
			h.base = u.String()
		}
	}
	h.ogTitle = metas["og:title"]
	for _, k := range []string{"description", "og:description", "twitter:description", "dc.description"} {
		if h.description == "" {
			h.description = metas[k]
		}
	}
	h.author = metas["author"]
	for _, k := range []string{"article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "publishdate", "pubdate"} {
		h.dates = append(h.dates, metas[k])
	}
	for _, l := range all(doc, "link") {
		if strings.EqualFold(attribute(l, "rel"), "canonical") {
			h.canonical = attribute(l, "href")
		}
	}
	if h.canonical == "" {
		h.canonical = metas["og:url"]
	}
	for _, s := range all(doc, "script") {
		if strings.EqualFold(attribute(s, "type"), "application/ld+json") && s.FirstChild != nil {
			if k := stated().FindStringSubmatch(s.FirstChild.Data); k != nil {
				h.dates = append(h.dates, k[1])
			}
		}
	}
	return h
}

// mainPart is the article of a page: its only one, or else what is called the
// main part, or all.
func mainPart(doc *html.Node) *html.Node {
	for _, tag := range []string{"article", "main"} {
		if parts := all(doc, tag); len(parts) == 1 {
			return parts[0]
		}
	}
	if body := all(doc, "body"); len(body) > 0 {
		return body[0]
	}
	return doc
}

// all lists the elements of a name, in their order.
func all(n *html.Node, tag string) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == tag {
			out = append(out, d)
		}
	}
	return out
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// words is the text of an element.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}
