// Package fromhtml makes Markdown of HTML: of pages, and of what browsers and
// word processors put on the clipboard. It knows bytes only and fetches
// nothing.
package fromhtml

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// The limits of what is converted.
const (
	MaxSize  = 10 << 20 // bytes
	maxNodes = 300_000  // elements and texts
	maxDepth = 100      // elements in elements; what lies deeper loses its elements
)

// ErrTooLarge says that HTML is larger or more intricate than is converted.
var ErrTooLarge = errors.New("it is too large to be converted")

// Options are the circumstances of a conversion.
type Options struct {
	// Base is the address of the page, which relative links start from. Without
	// one they stay relative, unless the page itself says where it is from.
	Base string
}

// Note says what of the HTML is not in the Markdown, for the writer to read.
type Note struct {
	Text  string
	Count int // how often
}

// String is the note as a line.
func (n Note) String() string {
	if n.Count < 2 {
		return n.Text
	}
	return fmt.Sprintf("%s (%d times)", n.Text, n.Count)
}

// Result is what became of some HTML.
type Result struct {
	Markdown string // lines end in \n, the last one does not
	Notes    []Note
	// Formatted tells whether there is more than words and line breaks. A
	// program's text that an editor put colours on is not formatted.
	Formatted bool
}

// Markdown converts a page or a part of one.
func Markdown(ctx context.Context, src string, o Options) (string, []Note, error) {
	r, err := Convert(ctx, src, o)
	return r.Markdown, r.Notes, err
}

// Decode makes text of the bytes of a page: by its byte order mark, by what it
// says of itself, or else as UTF-8 where it is that.
func Decode(b []byte) string {
	if utf8.Valid(b) {
		return strings.TrimPrefix(string(b), "\uFEFF")
	}
	e, _, _ := charset.DetermineEncoding(b[:min(len(b), 1024)], "")
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return strings.TrimPrefix(string(out), "\uFEFF")
}

// Convert converts a page or a part of one. It ends soon after its context
// does, with that one's error.
func Convert(ctx context.Context, src string, o Options) (Result, error) {
	if len(src) > MaxSize {
		return Result{}, ErrTooLarge
	}
	src, from := fragment(strings.ToValidUTF8(strings.ReplaceAll(src, "\x00", ""), "\uFFFD"))
	if o.Base == "" {
		o.Base = from
	}
	c := &cleaner{ctx: ctx}
	doc, err := c.parse(src)
	if err != nil {
		return Result{}, err
	}
	c.setBase(o.Base)
	c.clean(doc)
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	// The library sets an element's marks in one buffer after the other, so the
	// tree is what bounds its time.
	formatted := c.formatted(doc)
	md, err := c.written(doc)
	if err != nil {
		return Result{}, err
	}
	return Result{Markdown: md, Notes: c.notes, Formatted: formatted}, nil
}

// fragment takes off the head that Windows puts before HTML on its clipboard,
// which names the page that it is from.
func fragment(src string) (rest, from string) {
	if !strings.HasPrefix(src, "Version:") {
		return src, ""
	}
	at := strings.IndexByte(src, '<')
	if at < 0 {
		return src, ""
	}
	for line := range strings.Lines(src[:at]) {
		if u, ok := strings.CutPrefix(strings.TrimSpace(line), "SourceURL:"); ok {
			from = u
		}
	}
	return src[at:], from
}

// parse makes a tree that is neither too deep nor too large.
func (c *cleaner) parse(src string) (*html.Node, error) {
	doc, err := Parse(src)
	if errors.Is(err, ErrTooLarge) {
		return nil, err
	}
	if err != nil || depth(doc, 0) > maxDepth {
		c.note("Its elements are nested too deep; only their words are here.")
		doc, err = Parse(flatten(src))
	}
	if err != nil {
		return nil, err
	}
	if n := count(doc); n > maxNodes {
		return nil, ErrTooLarge
	}
	return doc, nil
}

func depth(n *html.Node, at int) int {
	deepest := at
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		deepest = max(deepest, depth(c, at+1))
	}
	return deepest
}

func count(n *html.Node) int {
	sum := 1
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		sum += count(c)
	}
	return sum
}

// flatten leaves the words and, as line breaks, the paragraphs of HTML that is
// nested too deep.
func flatten(src string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(src))
	skip := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if skip == "" {
				b.WriteString(html.EscapeString(string(z.Text())))
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			switch tag := string(name); tag {
			case "script", "style", "title":
				skip = tag
			case "p", "h1", "h2", "h3", "h4", "h5", "h6":
				b.WriteString("<p>")
			case "br", "li", "tr", "div":
				b.WriteString("<br>")
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == skip {
				skip = ""
			}
		}
	}
}

// newConverter gives the library with what we add to it; aligned has the cells
// of a table's column written as wide as the widest.
func newConverter(aligned bool) *converter.Converter {
	padding := table.CellPaddingBehaviorMinimal
	if aligned {
		padding = table.CellPaddingBehaviorAligned
	}
	c := converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(),
		commonmark.NewCommonmarkPlugin(
			commonmark.WithListEndComment(false),
			commonmark.WithLinkEmptyContentBehavior(commonmark.LinkBehaviorSkip),
		),
		strikethrough.NewStrikethroughPlugin(),
		table.NewTablePlugin(
			table.WithHeaderPromotion(true),
			table.WithSkipEmptyRows(true),
			table.WithNewlineBehavior(table.NewlineBehaviorPreserve),
			table.WithCellPaddingBehavior(padding),
		),
	))
	c.Register.Renderer(func(ctx converter.Context, _ converter.Writer, _ *html.Node) converter.RenderStatus {
		if ctx.Err() != nil {
			return converter.RenderSuccess // nobody waits for the rest
		}
		return converter.RenderTryNext
	}, converter.PriorityEarly-1)
	for _, name := range []string{"sup", "sub", "kbd", "mark", "ruby", "rt", "rp"} {
		c.Register.RendererFor(name, converter.TagTypeInline, asHTML(name), converter.PriorityEarly)
	}
	c.Register.RendererFor(rawTag, converter.TagTypeInline, func(_ converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
		_, _ = w.WriteString(attr(n, "data"))
		return converter.RenderSuccess
	}, converter.PriorityEarly)
	c.Register.RendererFor(keepTag, converter.TagTypeInline, renderKept, converter.PriorityEarly)
	c.Register.RendererFor(htmlTag, converter.TagTypeBlock, renderHTML, converter.PriorityEarly)
	c.Register.RendererFor(noteTag, converter.TagTypeBlock, renderNote, converter.PriorityEarly)
	return c
}

// asHTML keeps an element that Markdown has no mark for.
func asHTML(name string) converter.HandleRenderFunc {
	return func(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
		var b bytes.Buffer
		ctx.RenderChildNodes(ctx, &b, n)
		if words := b.String(); strings.TrimSpace(words) != "" {
			_, _ = w.WriteString("<" + name + ">" + words + "</" + name + ">")
		}
		return converter.RenderSuccess
	}
}

// renderNote writes a footnote, with all but its first line set in.
func renderNote(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	var b bytes.Buffer
	ctx.RenderChildNodes(ctx, &b, n)
	lines := strings.Split(tidy(b.String()), "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" {
			lines[i] = "    " + lines[i]
		}
	}
	_, _ = w.WriteString("\n\n[^" + attr(n, "data") + "]: " + strings.Join(lines, "\n") + "\n\n")
	return converter.RenderSuccess
}

// isNested tells whether a line is an item of a list and another the first of
// a list in it, which needs no blank line between.
func isNested(item, inner string) bool {
	deep, isItem := indent(item)
	deeper, isInner := indent(inner)
	return isItem && isInner && deeper > deep
}

// indent returns how far a line is set in, and whether a list's mark follows.
func indent(line string) (n int, item bool) {
	rest := strings.TrimLeft(line, " ")
	mark := strings.TrimLeft(rest, "0123456789")
	return len(line) - len(rest), len(mark) > 1 && mark[1] == ' ' && (mark == rest && mark[0] == '-' || mark != rest && mark[0] == '.')
}

// tidy leaves one blank line between blocks and none around all, outside of
// code.
func tidy(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	out := lines[:0]
	fence, blank := "", true
	for i, line := range lines {
		mark := strings.TrimLeft(line, " >")
		switch run := mark[:len(mark)-len(strings.TrimLeft(mark, "`~"))]; {
		case fence == "" && len(run) >= 3:
			fence = run
		case fence != "" && mark == fence:
			fence = ""
		}
		if strings.TrimSpace(line) == "" && fence == "" {
			if blank || i+1 < len(lines) && i > 0 && isNested(lines[i-1], lines[i+1]) {
				continue
			}
			line, blank = "", true
		} else {
			blank = false
			if fence == "" && strings.Trim(line, " >") == "" {
				line = strings.TrimRight(line, " ")
			}
		}
		out = append(out, line)
	}
	return strings.Trim(strings.Join(out, "\n"), "\n")
}
