package export

import (
	"html"
	"net/url"
	"slices"
	"strings"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// imageRef is a place in Markdown where the address of an image is written.
type imageRef struct {
	start, end int    // bytes of the address as written, brackets or quotes included
	dest       string // what it means
	written    string // as written
	html       bool   // in a tag
	link       bool   // of a link, not of an image
}

// imageRefs finds every place where src, Markdown without a head, writes the
// address of an image, in source order: in images, in the definitions that
// images refer to, and in raw HTML.
func imageRefs(src string) []imageRef {
	return slices.DeleteFunc(addressRefs(src), func(r imageRef) bool { return r.link })
}

// addressRefs finds every place where src, Markdown without a head, writes the
// address of an image or of a link, in source order. A definition that images
// and links refer to is one of an image.
func addressRefs(src string) []imageRef {
	d := markdown.Parse(nil, text.New(src), 0)
	f := &refFinder{src: src, wanted: map[string]bool{}, wantedLinks: map[string]bool{}}
	for i, b := range d.From(0) {
		if b.Kind != markdown.Footnotes {
			f.block(b, d.Start(i))
		}
	}
	for _, r := range f.definitions {
		if f.wanted[r.dest] {
			f.refs = append(f.refs, r)
		} else if f.wantedLinks[r.dest] {
			r.link = true
			f.refs = append(f.refs, r)
		}
	}
	slices.SortFunc(f.refs, func(a, b imageRef) int { return a.start - b.start })
	return slices.CompactFunc(f.refs, func(b, a imageRef) bool { return b.start < a.end })
}

type refFinder struct {
	src         string
	refs        []imageRef
	definitions []imageRef
	wanted      map[string]bool // images that are written elsewhere
	wantedLinks map[string]bool // likewise
}

func (f *refFinder) block(b *markdown.Block, at int) {
	switch b.Kind {
	case markdown.HTMLBlock:
		f.tags(at+b.Start, at+b.End)
	case markdown.Definition:
		if !strings.HasPrefix(b.Label, "^") {
			f.definition(at+b.Start, at+b.End)
		}
	}
	for _, in := range b.Inlines {
		start, end := at+in.Start, at+in.End
		if dest := in.Attrs().Link; dest != "" {
			if r, ok := f.behind(end, dest); ok {
				f.refs = append(f.refs, r)
			} else {
				f.wantedLinks[dest] = true
			}
		}
		switch in.Kind {
		case markdown.RawHTML:
			f.tags(start, end)
		case markdown.Image:
			if start < end && f.src[start] == '<' { // written as a tag
				f.tags(start, end)
			} else if r, ok := f.inline(start, end, in.Attrs().Src); ok {
				f.refs = append(f.refs, r)
			} else {
				f.wanted[in.Attrs().Src] = true
			}
		}
	}
	for _, c := range b.Children {
		f.block(c, at)
	}
}

// inline finds the address within an image ![text](address "title").
func (f *refFinder) inline(start, end int, dest string) (imageRef, bool) {
	s := f.src[start:end]
	for at := strings.LastIndex(s, "]("); at >= 0; at = strings.LastIndex(s[:at], "](") {
		from := at + 2
		from += len(s[from:]) - len(strings.TrimLeft(s[from:], " \t\r\n"))
		if n := addressLength(s[from:]); n > 0 {
			if meaning(s[from:from+n]) == dest {
				return f.ref(start+from, n, dest), true
			}
		}
	}
	return imageRef{}, false
}

// behind finds the address of a link whose words, or some of them, end there.
func (f *refFinder) behind(end int, dest string) (imageRef, bool) {
	rest := f.src[end:]
	from := len(rest) - len(strings.TrimLeft(rest, "*_~`"))
	if !strings.HasPrefix(rest[from:], "](") {
		return imageRef{}, false
	}
	from += 2
	from += len(rest[from:]) - len(strings.TrimLeft(rest[from:], " \t\r\n"))
	n := addressLength(rest[from:])
	if n == 0 || meaning(rest[from:from+n]) != dest {
		return imageRef{}, false
	}
	r := f.ref(end+from, n, dest)
	r.link = true
	return r, true
}

// definition finds the address of [label]: address "title". It may hold more
// than one such line.
func (f *refFinder) definition(start, end int) {
	for at := start; at < end; {
		i := strings.Index(f.src[at:end], "]:")
		if i < 0 {
			return
		}
		at += i + 2
		rest := f.src[at:end]
		from := len(rest) - len(strings.TrimLeft(rest, " \t\r\n>"))
		if n := addressLength(rest[from:]); n > 0 {
			f.definitions = append(f.definitions, f.ref(at+from, n, meaning(rest[from:from+n])))
			at += from + n
		}
	}
}

func (f *refFinder) ref(start, n int, dest string) imageRef {
	return imageRef{start: start, end: start + n, dest: dest, written: f.src[start : start+n]}
}

// tags finds the src attributes of img tags and the href attributes of a tags.
func (f *refFinder) tags(start, end int) {
	f.tag(start, end, "img", "src")
	f.tag(start, end, "a", "href")
}

// tag finds an attribute of one kind of tags.
func (f *refFinder) tag(start, end int, element, attribute string) {
	lower := strings.ToLower(f.src[start:end])
	if len(lower) != end-start {
		return // a letter whose small form has another length: too odd to touch
	}
	for at := 0; ; {
		i := strings.Index(lower[at:], "<"+element)
		if i < 0 {
			return
		}
		at += i + 1 + len(element)
		if at < len(lower) && !strings.ContainsRune(" \t\r\n\f/>", rune(lower[at])) {
			continue // of a longer name
		}
		for at < len(lower) && lower[at] != '>' {
			at += len(lower[at:]) - len(strings.TrimLeft(lower[at:], " \t\r\n\f/"))
			name := at
			for at < len(lower) && !strings.ContainsRune(" \t\r\n\f/=>", rune(lower[at])) {
				at++
			}
			key := lower[name:at]
			next := at + len(lower[at:]) - len(strings.TrimLeft(lower[at:], " \t\r\n\f"))
			if next >= len(lower) || lower[next] != '=' {
				if at == name && at < len(lower) && lower[at] != '>' {
					at++
				}
				continue
			}
			at = next + 1
			at += len(lower[at:]) - len(strings.TrimLeft(lower[at:], " \t\r\n\f"))
			from := at
			if at < len(lower) && (lower[at] == '"' || lower[at] == '\'') {
				n := strings.IndexByte(lower[at+1:], lower[at])
				if n < 0 {
					return
				}
				at += n + 2
			} else {
				for at < len(lower) && !strings.ContainsRune(" \t\r\n\f>", rune(lower[at])) {
					at++
				}
			}
			if key == attribute && at > from {
				written := f.src[start+from : start+at]
				dest := strings.Trim(html.UnescapeString(strings.Trim(written, `"'`)), " \t\r\n\f")
				if p, err := url.PathUnescape(dest); err == nil && IsLocal(dest) {
					dest = p // as the page reads it
				}
				f.refs = append(f.refs, imageRef{start: start + from, end: start + at, dest: dest, written: written, html: true, link: element == "a"})
			}
		}
	}
}

// addressLength is how many bytes of s are an address: <…> or up to the first
// blank or the bracket that ends it.
func addressLength(s string) int {
	if strings.HasPrefix(s, "<") {
		for i := 1; i < len(s); i++ {
			switch s[i] {
			case '\\':
				i++
			case '>':
				return i + 1
			case '\n', '\r', '<':
				return 0
			}
		}
		return 0
	}
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case c == '(':
			depth++
		case c == ')':
			if depth == 0 {
				return i
			}
			depth--
		case c <= ' ' || c == 0x7F:
			return i
		}
	}
	return len(s)
}

// meaning takes brackets, escapes and entities off an address.
func meaning(written string) string {
	s := written
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		s = s[1 : len(s)-1]
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && isPunct(s[i+1]):
			i++
			b.WriteByte(s[i])
		case s[i] == '&':
			n := strings.IndexByte(s[i:], ';')
			if n < 0 || n > 40 {
				b.WriteByte('&')
				continue
			}
			piece := s[i : i+n+1]
			b.WriteString(html.UnescapeString(piece))
			i += n
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func isPunct(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}

// replaceRefs writes other addresses in place of those of refs.
func replaceRefs(src string, refs []imageRef, with func(imageRef) string) string {
	var b strings.Builder
	at := 0
	for _, r := range refs {
		b.WriteString(src[at:r.start])
		b.WriteString(with(r))
		at = r.end
	}
	b.WriteString(src[at:])
	return b.String()
}

// IsLocal tells whether an image link names a file, not an address.
func IsLocal(dest string) bool {
	if dest == "" || strings.HasPrefix(dest, "//") || strings.HasPrefix(dest, "#") {
		return false
	}
	if u, err := url.Parse(dest); err == nil {
		return u.Scheme == "" && u.Host == ""
	}
	head, _, found := strings.Cut(dest, ":")
	return !found || strings.ContainsAny(head, "/?#% ")
}

// elsewhere gives the address of an image of another host, and whether dest is
// one.
func elsewhere(dest string) (string, bool) {
	if strings.HasPrefix(dest, "//") {
		return "https:" + dest, true
	}
	u, err := url.Parse(dest)
	return dest, err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// isImageData reports whether dest holds an image itself, as it says.
func isImageData(dest string) bool {
	const prefix = "data:image/"
	return len(dest) > len(prefix) && strings.EqualFold(dest[:len(prefix)], prefix)
}

// IsElsewhere reports whether an image link is an address of another host.
func IsElsewhere(dest string) bool {
	_, far := elsewhere(dest)
	return far
}

// As returns how another address is written in that place; it must be one that
// PlainName gives.
func (r imageRef) As(dest string) string {
	if r.html {
		return `"` + dest + `"`
	}
	return dest
}
