package markdown

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"

	"galley.app/galley/preview/markdown/syntax"
)

// roleClass are the classes of parts of code; a page's style gives them their
// colours.
var roleClass = regexp.MustCompile(`^hl-(keyword|name|string|number|comment)$`)

// Bounds of the code of a page that is coloured, in bytes, and in blocks that
// are too much work; the code after that has no colours. A page of a book's
// length has a tenth of it.
const (
	maxColoured = 1 << 20
	maxBusy     = 2
)

// fencedCode writes a block of code with its language as a class, and where
// colours are wanted with an element around each part that has one.
func (w *writer) fencedCode(b util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.FencedCodeBlock)
	language := ""
	if l := n.Language(src); l != nil {
		language = resolve(l)
	}
	if isFormula(language) {
		return w.mathBlock(b, src, node, entering)
	}
	_, _ = b.WriteString("<pre><code")
	if language != "" {
		attr(b, "class", "language-"+language)
	}
	_ = b.WriteByte('>')
	text := normal(n.Lines().Value(src))
	var runs []syntax.Run
	if colours := w.options.Colour; colours != nil && w.coloured+len(text) <= maxColoured && w.busy < maxBusy && colours.Known(language) {
		tooMuch := false
		if runs, tooMuch = colours.Parts(language, text); tooMuch {
			w.busy++
			w.problem(src, n, "code", "this code has no colours, since finding the parts of "+language+" in it is too much work")
		}
		w.coloured += len(text)
	}
	if runs == nil {
		runs = []syntax.Run{{Len: len(text)}}
	}
	for _, r := range runs {
		part := text[:r.Len]
		text = text[r.Len:]
		if r.Role == syntax.Plain {
			_, _ = b.WriteString(html.EscapeString(part))
			continue
		}
		ink := strings.TrimRight(part, " \t\n")
		_, _ = b.WriteString(`<span class="hl-` + r.Role.String() + `">` + html.EscapeString(ink) + "</span>" + part[len(ink):])
	}
	_, _ = b.WriteString("</code></pre>\n")
	return ast.WalkContinue, nil
}

// problem notes what is wrong with a block.
func (w *writer) problem(src []byte, n ast.Node, rule, message string) {
	line := 1
	if lines := n.Lines(); lines.Len() > 0 {
		line += bytes.Count(src[:lines.At(0).Start], []byte{'\n'})
	}
	w.problems = append(w.problems, Problem{Line: line, Rule: rule, Message: message})
}
