package export

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"io"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// readPages reads each post as a page of its own.
func readPages(t *testing.T, posts []parityPost) (list []reading) {
	t.Helper()
	for _, p := range posts {
		root, err := html.Parse(strings.NewReader(all(t, format(t, "html"), []Source{p.source}, parityOptions())[""]))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, readHTML(t, &p, elementOf(root, "article"), inPage))
	}
	return list
}

// readFeed reads the posts in a JSON feed.
func readFeed(t *testing.T, posts []parityPost) (list []reading) {
	t.Helper()
	var sources []Source
	for _, p := range posts {
		sources = append(sources, p.source)
	}
	var feed struct {
		Items []struct {
			URL     string
			Content string `json:"content_html"`
		}
	}
	if err := json.Unmarshal([]byte(all(t, format(t, "json-feed"), sources, parityOptions())[""]), &feed); err != nil {
		t.Fatal(err)
	}
	content := map[string]string{}
	for _, i := range feed.Items {
		content[path.Base(i.URL)] = i.Content
	}
	for _, p := range posts {
		root, err := html.Parse(strings.NewReader(content[p.name]))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, readHTML(t, &p, elementOf(root, "body"), func(src string) string { return parityName(p.written(src)) }))
	}
	return list
}

// readEPUB reads the chapters of a book of all posts.
func readEPUB(t *testing.T, posts []parityPost) (list []reading) {
	t.Helper()
	var sources []Source
	for _, p := range posts {
		sources = append(sources, p.source)
	}
	_, files := parts(t, []byte(all(t, format(t, "epub"), sources, parityOptions())[""]))
	for _, p := range posts {
		chapter := "EPUB/text/" + p.name + ".xhtml"
		list = append(list, readHTML(t, &p, elementOf(strict(t, files[chapter]), "section"), func(src string) string {
			name, err := url.PathUnescape(path.Join(path.Dir(chapter), src))
			if err != nil {
				return src
			}
			return sizeOf(src, []byte(files[name]))
		}))
	}
	return list
}

// inPage is an image that a page holds itself.
func inPage(src string) string {
	_, data, _ := strings.Cut(src, ";base64,")
	b, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return src
	}
	return sizeOf(src, b)
}

func sizeOf(src string, data []byte) string {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return src
	}
	return fmt.Sprintf("%d×%d", c.Width, c.Height)
}

// strict parses XHTML as XML, so that nothing is read that a strict reader does not
// see.
func strict(t *testing.T, src string) *html.Node {
	t.Helper()
	root := &html.Node{Type: html.DocumentNode}
	at := root
	for d := xml.NewDecoder(strings.NewReader(src)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root
		} else if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			n := &html.Node{Type: html.ElementNode, Data: token.Name.Local}
			for _, a := range token.Attr {
				n.Attr = append(n.Attr, html.Attribute{Key: a.Name.Local, Val: a.Value})
			}
			at.AppendChild(n)
			at = n
		case xml.EndElement:
			at = at.Parent
		case xml.CharData:
			at.AppendChild(&html.Node{Type: html.TextNode, Data: string(token)})
		}
	}
}

func elementOf(root *html.Node, name string) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			return n
		}
	}
	return &html.Node{Type: html.DocumentNode}
}

// htmlReader reads HTML.
type htmlReader struct {
	collector
	post    *parityPost
	root    *html.Node
	picture func(src string) string // what an image is called
}

func readHTML(t *testing.T, p *parityPost, root *html.Node, picture func(src string) string) reading {
	t.Helper()
	h := &htmlReader{post: p, root: root, picture: picture}
	h.children(root)
	return h.done()
}

func (h *htmlReader) children(n *html.Node) {
	for c := range n.ChildNodes() {
		h.node(c)
	}
}

// flowing are the elements that stand among words.
const flowing = " a abbr b cite code del dfn em i input ins kbd mark math q rp rt ruby s samp small span strong sub sup time u var wbr "

func (h *htmlReader) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		h.text.WriteString(strings.ReplaceAll(n.Data, "\ufe0e", ""))
		return
	case n.Type != html.ElementNode:
		return
	}
	if !strings.Contains(flowing, " "+n.Data+" ") && n.Data != "img" {
		h.gap()
		defer h.gap()
	}
	switch n.Data {
	case "header", "style": // the title and the day, which the post's body has not
		return
	case "img":
		h.images = append(h.images, fmt.Sprintf("%s %q", h.picture(attribute(n, "src")), attribute(n, "alt")))
	case "math":
		for c := range n.Descendants() {
			if c.Data == "annotation" {
				h.formula(wordsIn(c))
			}
		}
		return
	case "pre":
		h.code = append(h.code, strings.TrimSuffix(wordsIn(n), "\n"))
		return
	case "a":
		if dest, ok := has(n, "href"); ok {
			h.links = append(h.links, h.lead(n, dest))
		}
	case "li":
		h.item(n)
	case "q": // whose signs a browser draws
		h.text.WriteString("“")
		defer h.text.WriteString("”")
	}
	h.children(n)
}

// lead is where a link leads.
func (h *htmlReader) lead(n *html.Node, dest string) string {
	if id, ok := strings.CutPrefix(dest, paritySite().Address(h.post.name)+"#"); ok { // in a feed
		dest = "#" + id
	}
	id, within := strings.CutPrefix(dest, "#")
	if !within && strings.ContainsAny(dest, ":/.") {
		return h.post.written(dest)
	}
	if name, err := url.PathUnescape(id); err == nil {
		id = name
	}
	for c := range h.root.Descendants() {
		if c.Type != html.ElementNode || attribute(c, "id") != id {
			continue
		}
		switch {
		case (c.Data == "li" || c.Parent.Data == "li") && attribute(n, "role") == "doc-noteref":
			return "note"
		case c.Data == "sup" && attribute(n, "role") == "doc-backlink":
			return "back"
		case len(c.Data) == 2 && c.Data[0] == 'h':
			return "# " + strings.Join(strings.Fields(wordsIn(c)), " ")
		}
		return dest
	}
	return "nowhere"
}

// item reads the number and the box of an item, which a book writes as a letter.
func (h *htmlReader) item(n *html.Node) {
	mark := ""
	if n.Parent.Data == "ol" {
		first, err := strconv.Atoi(attribute(n.Parent, "start"))
		if err != nil {
			first = 1
		}
		for c := n.PrevSibling; c != nil; c = c.PrevSibling {
			if c.Data == "li" {
				first++
			}
		}
		mark = strconv.Itoa(first) + "."
	}
	c := n.FirstChild
	for c != nil && (c.Data == "p" || c.Type == html.TextNode && strings.TrimSpace(c.Data) == "") {
		if c.Data == "p" {
			c = c.FirstChild
		} else {
			c = c.NextSibling
		}
	}
	if c != nil && c.Data == "input" {
		box := "[ ]"
		if _, checked := has(c, "checked"); checked {
			box = "[x]"
		}
		mark += " " + box
	} else if c != nil && c.Type == html.TextNode {
		for sign, box := range map[string]string{"☐ ": "[ ]", "☑ ": "[x]"} {
			if rest, ok := strings.CutPrefix(c.Data, sign); ok {
				mark += " " + box
				c.Data = rest
			}
		}
	}
	if mark = strings.TrimSpace(mark); mark != "" {
		h.marks = append(h.marks, mark)
	}
}

func has(n *html.Node, name string) (string, bool) {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return "", false
	}
	return n.Attr[i].Val, true
}

func attribute(n *html.Node, name string) string {
	v, _ := has(n, name)
	return v
}

// wordsIn is the text in an element.
func wordsIn(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
