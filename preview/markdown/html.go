package markdown

import (
	"bytes"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"

	"galley.app/galley/preview/markdown/syntax"
)

// HTMLOptions say where links and images lead.
type HTMLOptions struct {
	// Image gives the address to write for an image, or false to write the
	// image as a link with its alternative text. It sees every image, those
	// in raw HTML too, with the destination as the author means it, without
	// escapes. Without it the destination stays.
	Image func(dest string) (src string, ok bool)
	// Link gives the address to write for a link. Without it the destination
	// stays. It is not asked about links within the page ("#…").
	Link func(dest string) string
	// Colour puts the parts of code in known languages into elements of the
	// classes hl-keyword, hl-name, hl-string, hl-number and hl-comment. Pages
	// that share it do not make the languages ready again.
	Colour *syntax.Languages
	// Dialect is what src is written in.
	Dialect Dialect
	// Base is the address that relative links, and images where Image is nil,
	// are resolved against; "" leaves them relative.
	Base string
}

// HTML writes src, Markdown without a head, as an HTML fragment that holds
// nothing but harmless elements and attributes: no script, no handler, no
// style, no address of an unknown kind. Every element is closed. The problems
// tell what was dropped, with lines of src.
func HTML(w io.Writer, src string, o HTMLOptions) ([]Problem, error) {
	out, problems := fragment(src, o)
	_, err := io.WriteString(w, out)
	return problems, err
}

func fragment(src string, o HTMLOptions) (out string, problems []Problem) {
	defer func() {
		if r := recover(); r != nil {
			d := plain(bodyOf(src))
			out = "<pre>" + html.EscapeString(readable(normal(source(src)))) + "</pre>\n"
			for _, b := range d.List() {
				problems = []Problem{{Line: 1, Rule: b.problems[0].rule, Message: b.problems[0].message}}
			}
		}
	}()
	r := scan(source(src), nil, o.Dialect)
	r.headings = make(map[*Block]*ast.Heading)
	blocks, starts := r.blocks()
	var a anchors
	for i, b := range blocks {
		a.name(b)
		for _, p := range b.problems {
			line := bytes.Count(r.src[:min(starts[i]+p.off, len(r.src))], []byte{'\n'}) + 1
			problems = append(problems, Problem{Line: line, Rule: p.rule, Message: p.message})
		}
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return a.Line - b.Line })
	for b, h := range r.headings {
		h.SetAttributeString("id", []byte(b.ID))
	}

	list := newAllowList()
	page := &writer{options: o, clean: list.sanitiser(), told: r.told}
	if o.Colour != nil {
		page.clean.AllowAttrs("class").Matching(roleClass).OnElements("span")
	}
	if base, err := url.Parse(o.Base); err == nil && o.Base != "" {
		page.base = base
	}
	var buf bytes.Buffer
	if err := page.renderer().Render(&buf, r.src, r.root); err != nil {
		panic(err) // a buffer cannot fail
	}
	problems = append(problems, page.problems...)
	slices.SortStableFunc(problems, func(a, b Problem) int { return a.Line - b.Line })
	out = page.clean.Sanitize(list.balance(buf.String()))
	out = readable(out)
	out = strings.NewReplacer("&#39;", "'", "&#34;", "&quot;").Replace(out)
	out = page.formulas.put(out)
	if out != "" && !strings.HasSuffix(out, "\n") {
		out += "\n"
	}
	return out, problems
}

// readable drops the characters that HTML cannot hold: control characters and
// those that Unicode has set aside to mean nothing.
func readable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ' && r != '\t' && r != '\n' && r != '\f' && r != '\r',
			r >= 0x7f && r <= 0x9f, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
			return -1
		}
		return r
	}, s)
}

// A writer writes what leads out of a page: links, images and raw HTML.
type writer struct {
	options HTMLOptions
	base    *url.URL
	clean   *bluemonday.Policy
	formulas
	told map[ast.Node]told // formulas with commands of the text's own

	coloured int // bytes of code
	busy     int // blocks of code that are too much work
	problems []Problem
}

func (w *writer) renderer() renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(w, 100),
		util.Prioritized(extension.NewTableHTMLRenderer(
			extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(extension.NewTaskCheckBoxHTMLRenderer(), 500),
		util.Prioritized(extension.NewFootnoteHTMLRenderer(), 500),
		util.Prioritized(ghtml.NewRenderer(), 1000),
	))
}

// RegisterFuncs implements the renderer's interface.
func (w *writer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindLink, w.link)
	reg.Register(ast.KindAutoLink, w.autoLink)
	reg.Register(ast.KindImage, w.image)
	reg.Register(ast.KindRawHTML, w.rawHTML)
	reg.Register(ast.KindHTMLBlock, w.htmlBlock)
	reg.Register(ast.KindFencedCodeBlock, w.fencedCode)
	reg.Register(kindMathBlock, w.mathBlock)
	reg.Register(kindMathSpan, w.mathSpan)
}

// address gives where a link leads, "" if it is not kept.
func (w *writer) address(dest string) string {
	if !SafeLink(dest) {
		return ""
	}
	if strings.HasPrefix(dest, "#") {
		return dest
	}
	if w.options.Link != nil {
		return w.options.Link(dest)
	}
	return w.absolute(dest)
}

// source gives where an image is, false if it is not shown.
func (w *writer) source(dest string) (string, bool) {
	if !SafeImage(dest) {
		return "", false
	}
	if w.options.Image != nil {
		return w.options.Image(dest)
	}
	return w.absolute(dest), true
}

func (w *writer) absolute(dest string) string {
	if w.base == nil {
		return dest
	}
	u, err := url.Parse(Address(dest))
	if err != nil {
		return dest
	}
	return w.base.ResolveReference(u).String()
}

// attr writes an attribute.
func attr(b util.BufWriter, name, value string) {
	_, _ = b.WriteString(" " + name + `="` + html.EscapeString(value) + `"`)
}

func (w *writer) link(b util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	dest := resolve(n.Destination)
	if !SafeLink(dest) {
		return ast.WalkContinue, nil
	}
	if !entering {
		_, _ = b.WriteString("</a>")
		return ast.WalkContinue, nil
	}
	_, _ = b.WriteString("<a")
	attr(b, "href", Address(w.address(dest)))
	if n.Title != nil {
		attr(b, "title", normal([]byte(unescape(n.Title))))
	}
	_ = b.WriteByte('>')
	return ast.WalkContinue, nil
}

func (w *writer) autoLink(b util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.AutoLink)
	label := html.EscapeString(string(n.Label(src)))
	dest := autoDestination(n, src)
	if !SafeLink(dest) {
		_, _ = b.WriteString(label)
		return ast.WalkContinue, nil
	}
	_, _ = b.WriteString("<a")
	attr(b, "href", Address(w.address(dest)))
	_, _ = b.WriteString(">" + label + "</a>")
	return ast.WalkContinue, nil
}

func (w *writer) image(b util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Image)
	var alt strings.Builder
	altText(&alt, n, src)
	linked := false
	for p := n.Parent(); p != nil; p = p.Parent() {
		linked = linked || p.Kind() == ast.KindLink
	}
	title := ""
	if n.Title != nil {
		title = normal([]byte(unescape(n.Title)))
	}
	_, _ = b.WriteString(w.picture(resolve(n.Destination), alt.String(), title, nil, linked))
	return ast.WalkSkipChildren, nil
}

// picture gives an image, or a link to it where it cannot be shown.
func (w *writer) picture(dest, alt, title string, more []html.Attribute, linked bool) string {
	if at, ok := w.source(dest); ok {
		tok := html.Token{Type: html.SelfClosingTagToken, Data: "img", Attr: []html.Attribute{
			{Key: "src", Val: Address(at)}, {Key: "alt", Val: alt},
		}}
		if title != "" {
			tok.Attr = append(tok.Attr, html.Attribute{Key: "title", Val: title})
		}
		tok.Attr = append(tok.Attr, more...)
		return tok.String()
	}
	text := html.EscapeString(alt)
	if s := scheme(dest); text == "" && (s == "http" || s == "https") {
		text = html.EscapeString(dest) // else nothing would say that there is an image
	}
	if text == "" {
		return ""
	}
	if to := w.address(dest); to != "" && !linked {
		return `<a href="` + html.EscapeString(Address(to)) + `">` + text + "</a>"
	}
	return text
}

func (w *writer) rawHTML(b util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		piece := string(node.(*ast.RawHTML).Segments.Value(src))
		// Comments, declarations and CDATA say nothing, and HTML ends some of
		// them sooner than Markdown does, so that their rest would be shown.
		if !strings.HasPrefix(piece, "<!") && !strings.HasPrefix(piece, "<?") {
			_, _ = b.WriteString(w.raw(piece))
		}
	}
	return ast.WalkSkipChildren, nil
}

func (w *writer) htmlBlock(b util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.HTMLBlock)
	piece := n.Lines().Value(src)
	if n.HasClosure() {
		piece = append(bytes.Clone(piece), n.ClosureLine.Value(src)...)
	}
	_, _ = b.WriteString(w.raw(normal(piece)))
	return ast.WalkContinue, nil
}

// raw gives what is kept of a piece of raw HTML, between comments for balance.
// Each piece is cleaned by itself: what is left open in it swallows nothing
// after it.
func (w *writer) raw(piece string) string {
	var out strings.Builder
	out.WriteString("<!--" + rawStart + "-->")
	z := html.NewTokenizer(strings.NewReader(w.clean.Sanitize(readAddresses(piece))))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			out.WriteString("<!--" + rawEnd + "-->")
			return out.String()
		}
		source := string(z.Raw())
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			out.WriteString(source)
			continue
		}
		tok := z.Token()
		switch tok.Data {
		case "a":
			for i, a := range tok.Attr {
				if a.Key == "href" {
					tok.Attr[i].Val = Address(w.address(a.Val))
				}
			}
			out.WriteString(tok.String())
		case "img":
			out.WriteString(w.rawImage(tok))
		case "input":
			if slices.Contains(tok.Attr, html.Attribute{Key: "type", Val: "checkbox"}) {
				out.WriteString(source)
			}
		default:
			out.WriteString(source)
		}
	}
}

func (w *writer) rawImage(tok html.Token) string {
	var dest, alt, title string
	var more []html.Attribute
	for _, a := range tok.Attr {
		switch a.Key {
		case "src":
			dest = a.Val
		case "alt":
			alt = a.Val
		case "title":
			title = a.Val
		default:
			more = append(more, a)
		}
	}
	if dest == "" {
		return html.EscapeString(alt)
	}
	return w.picture(unescapePath(dest), alt, title, more, false)
}

// unescapePath gives the path that a relative address in HTML stands for.
func unescapePath(dest string) string {
	if p, err := url.PathUnescape(dest); err == nil && scheme(dest) == "" {
		return p
	}
	return dest
}

// altText collects the text within an image.
func altText(w *strings.Builder, n ast.Node, src []byte) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			if s := c.Segment.Value(src); c.IsRaw() {
				w.WriteString(codeText(s))
			} else {
				w.WriteString(resolve(s))
			}
			if c.SoftLineBreak() || c.HardLineBreak() {
				w.WriteByte(' ')
			}
		case *ast.AutoLink:
			w.WriteString(oneLine(string(c.Label(src))))
		case *mathSpan:
			w.WriteString(c.tex(src))
		default:
			altText(w, c, src)
		}
	}
}

// autoDestination gives where a bare address leads.
func autoDestination(n *ast.AutoLink, src []byte) string {
	dest := oneLine(string(n.URL(src)))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	return dest
}
