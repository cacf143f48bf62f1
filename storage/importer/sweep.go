package importer

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"galley.app/galley/internal/fromhtml"
)

// sweep goes over all that the source of a post holds besides words, and over
// what is written of it. It lists each thing without a counterpart, and what of
// another program is left in the text.
func (f *found) sweep(d draft) (lost []Lost, left []note) {
	written := map[string]bool{}
	stays := map[thing]bool{}
	for _, p := range placesIn(d.body) {
		switch p.sort {
		case aShortcode, aTag:
			stays[thing{sort: p.sort, name: p.name}] = true
		default:
			written[sameAddress(p.name)] = true
		}
	}
	for _, e := range d.extras {
		for _, name := range fileInField().FindAllString(e.value, -1) {
			written[sameAddress(name)] = true
		}
		written[sameAddress(e.value)] = true
	}
	told := map[thing]int{} // to its place in left, or -1
	lines := map[int][]int{}
	for _, t := range f.things {
		key := thing{sort: t.sort, name: t.name}
		if stays[key] {
			i, ok := told[key]
			if !ok {
				i = len(left)
				told[key] = i
				left = append(left, note{text: key.sort.String() + " " + shortName(t.name) + " is left in the text", line: t.line})
			}
			lines[i] = append(lines[i], t.line)
			continue
		}
		if _, ok := told[key]; ok || f.mapped[key] {
			continue
		}
		switch t.sort {
		case aPicture, aLink, aFile:
			if to, ok := d.mapped[t.name]; written[sameAddress(t.name)] || ok && written[sameAddress(to)] {
				continue
			}
		}
		told[key] = -1
		lost = append(lost, Lost{f.from, t.sort.String(), shortName(t.name), t.line})
	}
	for i, all := range lines {
		if len(all) > 1 {
			left[i].text += fmt.Sprintf(", %d times", len(all))
		}
	}
	return lost, left
}

// shortName is a name in a message.
func shortName(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 100 {
		return string(r[:100]) + "…"
	}
	return s
}

// sameAddress is the same for the ways to write an address.
func sameAddress(s string) string {
	s = html.UnescapeString(strings.TrimSpace(s))
	return strings.ToLower(strings.TrimPrefix(linkNames(s)[0], "./")) + fragmentOf(s)
}

func fragmentOf(s string) string {
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		return s[i:]
	}
	return ""
}

// holdHTML lists what an element of a page holds. Lines are those of the
// source, from first on; relative addresses start from base.
func (f *found) holdHTML(content *html.Node, src string, first int, base string) {
	lines := addressLines(src, first)
	from, err := url.Parse(base)
	for n := range content.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "noscript" && src != "" && n.FirstChild != nil && n.FirstChild.Type == html.TextNode { // what is shown where no program runs
			if inner, err := fromhtml.Parse(n.FirstChild.Data); err == nil {
				f.holdHTML(inner, "", 0, base)
			}
		}
		of, keys := sortOfElement(n.Data)
		for _, key := range keys {
			dest := strings.TrimSpace(attribute(n, key))
			if dest == "" || strings.HasPrefix(dest, "#") && of == aLink || strings.HasPrefix(strings.ToLower(dest), "javascript:") {
				continue
			}
			line := 0
			if at := lines[dest]; len(at) > 0 {
				line, lines[dest] = at[0], at[1:]
			}
			if strings.HasPrefix(dest, "data:") {
				dest = dest[:min(len(dest), 30)] + "…"
			} else if to, bad := url.Parse(dest); bad == nil && err == nil && from.IsAbs() && !to.IsAbs() {
				dest = from.ResolveReference(to).String()
			}
			f.things = append(f.things, thing{of, dest, line})
			break
		}
	}
}

func sortOfElement(name string) (sortOf, []string) {
	switch name {
	case "img":
		return aPicture, []string{"data-src", "data-original", "data-lazy-src", "src"}
	case "a", "area":
		return aLink, []string{"href"}
	case "video", "audio", "source", "embed", "iframe", "object":
		return aFile, []string{"src", "data"}
	}
	return 0, nil
}

// addressLines tells in which lines a page writes each address.
func addressLines(src string, line int) map[string][]int {
	lines := map[string][]int{}
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return lines
		}
		raw := string(z.Raw())
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			name, more := z.TagName()
			_, keys := sortOfElement(string(name))
			for more {
				var k, v []byte
				if k, v, more = z.TagAttr(); slices.Contains(keys, string(k)) {
					dest := strings.TrimSpace(string(v))
					lines[dest] = append(lines[dest], line)
				}
			}
		}
		line += strings.Count(raw, "\n")
	}
}
