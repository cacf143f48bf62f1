package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"galley.app/galley/assets"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	mdhtml "galley.app/galley/preview/markdown/html"
	"galley.app/galley/preview/markdown/syntax"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/export/webfont"
	"galley.app/galley/storage/post"
)

// contentPolicy lets a page load nothing but what it holds itself.
const contentPolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"

// PageOptions say how a page looks and what surrounds it.
type PageOptions struct {
	Site    site.Site // its Page is how the page is set
	Theme   string    // "light" or "dark"; "" follows the reader's system
	Image   func(postPath, dest string) (path string, ok bool)
	Missing func(postPath, dest string) string // as in Options
	Camera  bool                               // images keep what a camera wrote into them
	Data    bool                               // structured data, where the post's address is known
	Fonts   bool                               // the page holds the typefaces that it is set in, unless its site wants none
	Design  layout.Design                      // has a page of its own; used by Page alone
	extra   extra
}

// extra is what a page of a site has more than one that stands alone.
type extra struct {
	head, style, top string // HTML and CSS
	link             func(dest string) string
	picture          func(p *images.Image) string // address of an image for others; "" for none
	elsewhere        bool                         // images of other hosts are shown
	colours          *syntax.Languages            // what other pages made ready; nil for nothing
	fonts            string                       // of the style sheet, for typefaces that lie beside the page
	laid             laid                         // sets the page in another way; nil for none
}

// ReadPost reads one source for Page.
func ReadPost(s Source, now time.Time) site.Post {
	return site.PostOf(s.Path, s.Text, post.Parse(s.Text), now)
}

// Plain is Markdown without a head, for Page.
func Plain(text string) site.Post {
	return site.Post{Text: text, Body: site.LineFeeds(text)}
}

// Page writes a post as one self-contained page: images inlined, no script,
// nothing fetched. It tells what of the post a reader will not see.
func Page(w io.Writer, e site.Post, o PageOptions) ([]site.Finding, error) {
	ps := images.NewSet(e.Path, images.Options{Find: o.Image, Missing: o.Missing, Camera: o.Camera})
	o.extra.laid = alone(context.Background(), e, o)
	page, found, err := renderPage(e, o, ps)
	if err != nil {
		return nil, err
	}
	found = append(found, ps.Findings()...)
	_, err = w.Write(page)
	return found, err
}

func renderPage(e site.Post, o PageOptions, ps *images.Set) ([]byte, []site.Finding, error) {
	var body bytes.Buffer
	fetches := false
	source := func(dest string) (string, bool) {
		if address, ok := refs.Elsewhere(dest); ok && o.extra.elsewhere {
			ps.Source(dest)
			fetches = true
			return address, true
		}
		return ps.Source(dest)
	}
	colours := o.extra.colours
	if colours == nil {
		colours = new(syntax.Languages)
	}
	problems, err := mdhtml.Of(&body, e.Body, o.Site.Dialect(), mdhtml.Options{Image: source, Link: o.extra.link, Colour: colours})
	if err != nil {
		return nil, nil, fmt.Errorf("%s: the page cannot be made: %w", e.Path, err)
	}
	var found []site.Finding
	for _, p := range problems {
		found = append(found, e.InBody(p.Line, p.Message))
	}

	title := e.Title
	if title == "" {
		title = markdown.Parse(nil, text.New(e.Body), 0).FirstHeading()
	}
	if title == "" && e.Path != "" {
		title = e.Heading()
	}
	if title == "" {
		title = "Untitled"
	}
	cards, allowed := o.cards(e, title, ps)
	about := o.about(e) + cards + o.extra.head
	if o.extra.laid != nil {
		page, err := o.extra.laid(title, about, body.String())
		if err == nil {
			return page, found, nil
		}
		f, ok := templateFinding(err)
		if !ok {
			return nil, nil, err
		}
		found = append(found, f)
	}
	var b bytes.Buffer
	line := func(s string) { b.WriteString(s); b.WriteByte('\n') }
	rules := contentPolicy
	if o.extra.fonts != "" {
		rules = sitePolicy()
	}
	if fetches {
		rules = strings.Replace(rules, "img-src data:", "img-src data: https: http:", 1)
	}
	line("<!doctype html>")
	line(`<html lang="` + site.HTMLText(o.Site.Tag()) + `"` + o.Site.Direction() + themeAttribute(o.Theme) + `>`)
	line("<head>")
	line(`<meta charset="utf-8">`)
	line(`<meta http-equiv="Content-Security-Policy" content="` + rules + allowed + `">`)
	line(`<meta name="viewport" content="width=device-width, initial-scale=1">`)
	line("<title>" + site.HTMLText(title) + "</title>")
	b.WriteString(about)
	main := o.main(e, body.String())
	fonts, err := o.fonts(main)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: the page cannot be made: %w", e.Path, err)
	}
	line("<style>")
	b.WriteString(fonts + o.Site.Style() + o.extra.style)
	line("</style>")
	line("</head>")
	line("<body>")
	b.WriteString(main)
	line("</body>")
	line("</html>")
	return b.Bytes(), found, nil
}

// main is the element of that name.
func (o PageOptions) main(e site.Post, body string) string {
	var b strings.Builder
	line := func(s string) { b.WriteString(s); b.WriteByte('\n') }
	line("<main>")
	b.WriteString(o.extra.top)
	line("<article>")
	if e.Title != "" {
		line("<header>")
		line("<h1>" + site.HTMLText(e.Title) + "</h1>")
		line(`<p class="meta">` + byline(e.ISODate(), e.Date, post.Words(e.Body)) + "</p>")
		line("</header>")
	}
	b.WriteString(body)
	if body != "" && !strings.HasSuffix(body, "\n") {
		b.WriteByte('\n')
	}
	line("</article>")
	line("</main>")
	return b.String()
}

// fonts is the part of the style sheet that has the typefaces of a page.
func (o PageOptions) fonts(main string) (string, error) {
	if !o.Fonts || o.Site.NoFonts || o.extra.fonts != "" {
		return o.extra.fonts, nil
	}
	t, _ := assets.PageNamed(o.Site.Page)
	return webfont.Inline(t, main)
}

// about are the lines of a page's head that say what it is about.
func (o PageOptions) about(e site.Post) string {
	var b strings.Builder
	meta := func(name, content string) {
		b.WriteString(`<meta name="` + name + `" content="` + site.HTMLText(content) + `">` + "\n")
	}
	if e.Summary != "" {
		meta("description", e.Summary)
	}
	if o.Site.Author != "" {
		meta("author", o.Site.Author)
	}
	meta("generator", "Galley")
	scheme := "light dark"
	if o.Theme != "" {
		scheme = o.Theme
	}
	meta("color-scheme", scheme)
	if address := o.Site.Address(e.Slug); address != "" && e.Slug != "" {
		b.WriteString(`<link rel="canonical" href="` + site.HTMLText(address) + `">` + "\n")
	}
	return b.String()
}

func themeAttribute(theme string) string {
	if theme == "" {
		return ""
	}
	return ` data-theme="` + site.HTMLText(theme) + `"`
}

// byline is the line below the title, with the date for machines, too.
func byline(iso string, day time.Time, words int) string {
	if day.IsZero() {
		return post.ReadingTime(words)
	}
	return `<time datetime="` + iso + `">` + post.LongDay(day) + "</time> · " + post.ReadingTime(words)
}

// writeHTML writes the page of the one post.
func (p *Plan) writeHTML(w io.Writer) error {
	if n := len(p.Posts); n != 1 {
		return &site.Error{What: fmt.Sprintf("html holds one post, but %d were given", n), Ways: []site.Way{site.OnePost, site.SiteOrZip}}
	}
	e := p.Posts[0]
	o := PageOptions{Site: p.options.Site, Image: p.options.Image, Missing: p.options.Missing, Camera: p.options.Camera, Data: true, Fonts: true, Design: p.options.Design}
	o.extra.link = p.links().OnSite(p.options.Site, e)
	var b bytes.Buffer
	found, err := Page(&b, e, o)
	p.notes = append(p.notes, found...)
	if err != nil {
		return err
	}
	p.sweep.page("", 0, b.Bytes())
	_, err = w.Write(b.Bytes())
	return errors.Join(err, p.step())
}
