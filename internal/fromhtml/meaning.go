package fromhtml

import (
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"

	nethtml "golang.org/x/net/html"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/policy"
)

// A meaning is what is read of a text: its words, with blanks between them that
// are all alike, in their looks and with what they link to. Pictures, formulas
// and marks of notes are a rune of their own. Both HTML and Markdown have one,
// so that they can be compared.
type meaning struct {
	units []unit
	names *names
	blank bool // something ended: a blank comes before what follows
}

// A unit is a letter or a thing that stands among letters.
type unit struct {
	r     rune // below 0 a thing: minus its number among names
	style markdown.Style
	link  int32 // number among names, 0 for none
}

// names numbers the addresses and things of two texts that are compared.
type names struct {
	number map[string]int32
}

func newNames() *names { return &names{map[string]int32{}} }

func (n *names) of(s string) int32 {
	if s == "" {
		return 0
	}
	i, ok := n.number[s]
	if !ok {
		i = int32(len(n.number) + 1)
		n.number[s] = i
	}
	return i
}

// compared are the looks that count.
const compared = markdown.Bold | markdown.Italic | markdown.Strike | markdown.CodeSpan | markdown.Key | markdown.Marked | markdown.Sub | markdown.Sup

func isBlankRune(r rune) bool {
	return unicode.IsSpace(r) || r < ' ' || r == '\u200B' || r == '\uFEFF' || r == 0x7F
}

func (m *meaning) add(u unit) {
	if m.blank && len(m.units) > 0 {
		m.units = append(m.units, unit{r: ' '})
	}
	m.blank = false
	if u.style &= compared; u.style.Has(markdown.CodeSpan) {
		u.style = markdown.CodeSpan // code has no other looks
	}
	m.units = append(m.units, u)
}

func (m *meaning) words(s string, style markdown.Style, link int32) {
	for _, r := range s {
		if isBlankRune(r) {
			m.blank = true
			continue
		}
		m.add(unit{r, style, link})
	}
}

// code adds lines of code, in which blanks count.
func (m *meaning) code(s string) {
	m.blank = true
	s = strings.Trim(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for _, r := range s {
		m.add(unit{r: r, style: markdown.CodeSpan})
	}
	m.blank = true
}

// thing adds what is no letter.
func (m *meaning) thing(kind, name string, style markdown.Style, link int32) {
	m.add(unit{-m.names.of(kind + "\x00" + name), style &^ markdown.CodeSpan, link})
}

// plainAddress is the same for all ways to write an address.
func plainAddress(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	for range 2 {
		if p, err := url.PathUnescape(s); err == nil {
			s = p
		}
	}
	return html.UnescapeString(strings.TrimSpace(s))
}

// address is the number of where a link leads to, 0 where it cannot be kept.
func (m *meaning) address(s string) int32 {
	if s == "" || !policy.SafeLink(s) {
		return 0
	}
	return m.names.of(plainAddress(s))
}

func (m *meaning) picture(src, alt string, style markdown.Style, link int32) {
	if !policy.SafeImage(src) {
		src = ""
	}
	m.thing("picture", plainAddress(src)+"\x00"+strings.Join(strings.Fields(alt), " "), style, link)
}

// ofDoc is the meaning of Markdown that was parsed.
func ofDoc(d *markdown.Doc, n *names) *meaning {
	m := &meaning{names: n}
	for _, b := range d.From(0) {
		m.block(b)
	}
	return m
}

func (m *meaning) block(b *markdown.Block) {
	m.blank = true
	switch b.Kind {
	case markdown.Code, markdown.Diagram:
		m.code(b.Literal)
	case markdown.Math:
		m.thing("formula", strings.Join(strings.Fields(b.Literal), " "), 0, 0)
	case markdown.Definition:
		return
	case markdown.Footnote:
		m.thing("note", strings.ToLower(b.Label), 0, 0)
		m.blank = true
	case markdown.Footnotes:
		notes := slices.Clone(b.Children)
		slices.SortStableFunc(notes, func(a, b *markdown.Block) int { return strings.Compare(a.Label, b.Label) })
		for _, c := range notes {
			m.block(c)
		}
		return
	case markdown.HTMLBlock:
		if b.Drawn == nil {
			m.code(b.Literal)
		}
	}
	for i := range b.Inlines {
		m.inline(&b.Inlines[i])
	}
	for _, c := range b.Parts() {
		m.block(c)
	}
	m.blank = true
}

func (m *meaning) inline(i *markdown.Inline) {
	a := i.Attrs()
	link := m.names.of(plainAddress(a.Link))
	switch i.Kind {
	case markdown.Text:
		m.words(i.Text, i.Style, link)
	case markdown.Image:
		m.picture(a.Src, i.Text, i.Style, link)
	case markdown.HardBreak, markdown.SoftBreak:
		m.blank = true
	case markdown.NoteRef:
		m.thing("ref", "", 0, 0)
	case markdown.Formula:
		m.thing("formula", strings.Join(strings.Fields(i.Text), " "), 0, 0)
	}
}

// A run is what of an element is one paragraph: elements and texts beside each
// other that are no blocks. A piece of code is a run of its own.
type run struct {
	parent *nethtml.Node
	nodes  []*nethtml.Node
	start  int // of its units in the meaning
}

// tree is the meaning of a clean tree, with its runs.
type tree struct {
	meaning
	runs  []run
	text  []*nethtml.Node // of each unit the text or element it comes from
	notes []*nethtml.Node
}

// ofTree is the meaning of a clean tree.
func ofTree(doc *nethtml.Node, n *names) *tree {
	t := &tree{meaning: meaning{names: n}}
	t.flow(doc)
	slices.SortStableFunc(t.notes, func(a, b *nethtml.Node) int { return strings.Compare(attr(a, "data"), attr(b, "data")) })
	for _, note := range t.notes {
		t.blank = true
		t.from(note, func() { t.thing("note", strings.ToLower(attr(note, "data")), 0, 0) })
		t.blank = true
		t.children(note)
	}
	return t
}

// ofRun is the meaning of a run alone.
func ofRun(r run, n *names) *tree {
	t := &tree{meaning: meaning{names: n}}
	for _, node := range r.nodes {
		t.inlineNode(node, 0, 0)
	}
	return t
}

// from notes which node gives the units that f adds.
func (t *tree) from(n *nethtml.Node, f func()) {
	f()
	for len(t.text) < len(t.units) {
		t.text = append(t.text, n)
	}
}

// flow goes over an element that holds blocks, or runs, or both.
func (t *tree) flow(n *nethtml.Node) {
	switch {
	case n.Type == nethtml.ElementNode && n.Data == noteTag:
		t.notes = append(t.notes, n)
		return
	case n.Type == nethtml.ElementNode && n.Data == "pre":
		t.runs = append(t.runs, run{n, nil, len(t.units)})
		if outermost(n, isCell) != nil { // what is read of a cell is a line, though it is shown as it is
			t.from(n, func() { t.words(words(n), markdown.CodeSpan, 0) })
			return
		}
		t.from(n, func() { t.code(words(n)) })
		return
	}
	t.children(n)
}

func (t *tree) children(n *nethtml.Node) {
	var current []*nethtml.Node
	end := func() {
		if len(current) > 0 {
			t.runs = append(t.runs, run{n, current, len(t.units)})
			style := markdown.Style(0)
			if n.Data == "dt" {
				style = markdown.Bold // so it is shown
			}
			for _, c := range current {
				t.inlineNode(c, style, 0)
			}
			t.blank = true
			current = nil
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if isInline(c) {
			current = append(current, c)
			continue
		}
		end()
		t.blank = true
		t.flow(c)
		t.blank = true
	}
	end()
}

// isInline reports whether a node is part of a paragraph, with all in it.
func isInline(n *nethtml.Node) bool {
	switch n.Type {
	case nethtml.TextNode:
		return true
	case nethtml.ElementNode:
		if !inlineElement(n.Data) {
			return false
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if !isInline(c) {
				return false
			}
		}
		return true
	}
	return false
}

func inlineElement(name string) bool {
	switch name {
	case "a", "b", "strong", "em", "i", "del", "s", "strike", "code", "sup", "sub", "kbd", "mark", "ruby", "rt", "rp", "img", "br", rawTag, keepTag, "var", "cite", "dfn":
		return true
	}
	return false
}

// inlineNode adds what a node of a run says.
func (t *tree) inlineNode(n *nethtml.Node, style markdown.Style, link int32) {
	if n.Type == nethtml.TextNode {
		t.from(n, func() { t.words(n.Data, style, link) })
		return
	}
	name := n.Data
	if name == keepTag {
		name = attr(n, keptName)
	}
	switch name {
	case "br":
		t.blank = true
	case "img":
		t.from(n, func() { t.picture(attr(n, "src"), attr(n, "alt"), style, link) })
	case rawTag:
		t.from(n, func() { t.rawNode(n, style, link) })
	case "a":
		if to := t.address(attr(n, "href")); to != 0 {
			link = to
		}
	case "b", "strong":
		style |= markdown.Bold
	case "i", "em", "cite", "dfn", "var":
		style |= markdown.Italic
	case "s", "del", "strike":
		style |= markdown.Strike
	case "code":
		style |= markdown.CodeSpan
	case "kbd":
		style |= markdown.Key
	case "mark":
		style |= markdown.Marked
	case "sub":
		style |= markdown.Sub
	case "sup":
		style |= markdown.Sup
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		t.inlineNode(c, style, link)
	}
}

// rawNode adds what Markdown in the tree stands for.
func (t *tree) rawNode(n *nethtml.Node, style markdown.Style, link int32) {
	data := attr(n, "data")
	switch attr(n, "kind") {
	case rawFormula:
		t.thing("formula", strings.Join(strings.Fields(strings.Trim(data, "$\n")), " "), 0, 0)
	case rawAddress:
		to := attr(n, "href")
		shown := attr(n, "words")
		if shown == "" {
			shown = to
		}
		t.words(shown, style, t.address(to))
	case rawWords:
		t.words(attr(n, "words"), style, link)
	case rawPicture:
		t.picture(attr(n, "src"), attr(n, "alt"), style, link)
	case rawRef:
		t.thing("ref", "", 0, 0)
	default: // boxes and line breaks
		t.blank = true
	}
}

// parseMarkdown reads what the converter wrote. Where the formulas of a page
// were kept, those among words are read as such.
func parseMarkdown(s string, math bool) *markdown.Doc {
	return markdown.Dialect{InlineMath: math}.Parse(nil, text.New(s), 0)
}
