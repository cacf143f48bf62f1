// Package html writes a Doc as HTML: of a page, a feed, a book, a passage that
// is copied. There is no other writer of a post's HTML. What it writes holds
// nothing but harmless elements and attributes: no script, no handler, no
// style, no address of an unknown kind; and every element is closed.
package html

import (
	"crypto/rand"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	nethtml "golang.org/x/net/html"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/policy"
	"galley.app/galley/preview/markdown/syntax"
)

// Options say where links and images lead.
type Options struct {
	// Image returns the address to write for an image, or false to write the
	// image as a link with its alternative text. It sees every image, those
	// in raw HTML too, with the destination as the author means it, without
	// escapes. Without it the destination stays.
	Image func(dest string) (src string, ok bool)
	// Link returns the address to write for a link. Without it the destination
	// stays. It is not asked about links within the page ("#…").
	Link func(dest string) string
	// Colour puts the parts of code in known languages into elements of the
	// classes hl-keyword, hl-name, hl-string, hl-number and hl-comment. Pages
	// that share it do not make the languages ready again.
	Colour *syntax.Languages
	// Base is the address that relative links, and images where Image is nil,
	// are resolved against; "" leaves them relative.
	Base string
}

// Write writes a text as a fragment of HTML. The problems tell what was dropped,
// with lines of the text.
func Write(w io.Writer, d *markdown.Doc, o Options) ([]markdown.Problem, error) {
	h := newWriter(o)
	h.doc = d
	h.refs = references(d)
	for i, b := range d.From(0) {
		h.at = i
		h.block(b, false)
	}
	problems := append(d.Problems(), h.problems...)
	slices.SortStableFunc(problems, func(a, b markdown.Problem) int { return a.Line - b.Line })
	out := h.finish()
	if out != "" && !strings.HasSuffix(out, "\n") {
		out += "\n"
	}
	_, err := io.WriteString(w, out)
	return problems, err
}

// Of writes src, Markdown without a head in dialect x, as Write does.
func Of(w io.Writer, src string, x markdown.Dialect, o Options) ([]markdown.Problem, error) {
	return Write(w, x.Parse(nil, text.New(src), 0), o)
}

// Passage returns a part of a page as HTML. It is written by its looks: an
// element of raw HTML that only begins or ends in it is there as well.
func Passage(p markdown.Passage, o Options) string {
	h := newWriter(o)
	h.looks = true
	blocks, inlines := p.Parts()
	if len(blocks) > 0 {
		for _, b := range blocks {
			h.block(b, false)
		}
	} else {
		h.inlines(inlines)
	}
	return h.finish()
}

// roleClass are the classes of parts of code; a page's style gives them their
// colours.
var roleClass = regexp.MustCompile(`^hl-(keyword|name|string|number|comment)$`)

// isPicture is what the address of an image in the page itself looks like.
var isPicture = regexp.MustCompile(`^image/(png|jpeg|gif|webp|avif|bmp|svg\+xml)[;,]`)

// listed are the elements that pages keep; making the list takes longer than
// writing many a page.
var listed = sync.OnceValue(policy.New)

// withoutColours and withColours are what keeps the elements of that list and nothing else, of
// pages in which parts of code have no colours, and have some. Nobody changes them.
var (
	withoutColours = sync.OnceValue(func() *bluemonday.Policy { return sanitiser(listed()) })
	withColours    = sync.OnceValue(func() *bluemonday.Policy {
		p := sanitiser(listed())
		p.AllowAttrs("class").Matching(roleClass).OnElements("span")
		return p
	})
)

// quotes writes quotation marks as the writer does.
var quotes = strings.NewReplacer("&#39;", "'", "&#34;", "&quot;")

// sanitiser returns what keeps the elements of a list and nothing else.
func sanitiser(list policy.List) *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	for name, attrs := range list {
		p.AllowElements(name)
		p.AllowNoAttrs().OnElements(name)
		for _, a := range attrs {
			if value := policy.Value(a); value != nil {
				p.AllowAttrs(a).Matching(value).OnElements(name)
			} else {
				p.AllowAttrs(a).OnElements(name)
			}
		}
	}
	for _, a := range policy.Everywhere() {
		if value := policy.Value(a); value != nil {
			p.AllowAttrs(a).Matching(value).Globally()
		} else {
			p.AllowAttrs(a).Globally()
		}
	}
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes(strings.Fields("http https mailto tel ftp irc xmpp sms geo magnet news nntp")...)
	p.AllowURLSchemeWithCustomPolicy("data", func(u *url.URL) bool { return isPicture.MatchString(u.Opaque) })
	return p
}

// finish returns what was written, harmless and with every element closed.
func (h *writer) finish() string {
	clean := withoutColours
	if h.options.Colour != nil {
		clean = withColours
	}
	fragment := rand.Text() // which nobody can have written
	out := clean().Sanitize(balance(h.list, h.out.String(), fragment))
	out = strings.ReplaceAll(out, "#"+fragment+`"`, `#"`)
	out = quotes.Replace(markdown.Readable(out))
	return h.formulas.put(out)
}

// escape returns words as HTML.
func escape(s string) string { return nethtml.EscapeString(s) }
