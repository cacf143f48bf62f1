// Package refs finds the addresses of images and links in Markdown, and writes
// others in their places.
package refs

import (
	"html"
	"net/url"
	"slices"
	"strings"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/policy"
)

// Ref is a place in Markdown where the address of an image or of a link is
// written.
type Ref struct {
	Start, End int    // bytes of the address as written, brackets or quotes included
	Dest       string // what it means
	Written    string // as written
	HTML       bool   // in a tag
	IsLink     bool   // of a link, not of an image
	Definition bool   // in a definition, [label]: address
}

// Images finds every place where src, Markdown without a head, writes the
// address of an image, in source order: in images, in the definitions that
// images refer to, and in raw HTML.
func Images(src string) []Ref {
	return slices.DeleteFunc(All(src), func(r Ref) bool { return r.IsLink })
}

// All finds every place where src, Markdown without a head, writes the
// address of an image or of a link, in source order. A definition that images
// and links refer to is one of an image.
func All(src string) []Ref { return In(markdown.Parse(nil, text.New(src), 0), src) }

// In is All for src that is parsed already; where it has a head, the places
// count from its start.
func In(d *markdown.Doc, src string) []Ref {
	f := newFinder(src)
	for i, b := range d.From(0) {
		if b.Kind != markdown.Footnotes {
			f.block(b, d.Start(i))
		}
	}
	for _, r := range f.definitions {
		if f.wanted[r.Dest] {
			f.refs = append(f.refs, r.Ref)
		} else if f.wantedLinks[r.Dest] || f.wantedLabels[r.label] {
			r.IsLink = true
			f.refs = append(f.refs, r.Ref)
		}
	}
	slices.SortFunc(f.refs, func(a, b Ref) int { return a.Start - b.Start })
	return slices.CompactFunc(f.refs, func(b, a Ref) bool { return b.Start < a.End })
}

type finder struct {
	src         string
	left        int // bytes that may still be looked at where an address could be, and mostly is none
	refs        []Ref
	definitions []definition
	wanted      map[string]bool // images that are written elsewhere
	wantedLinks map[string]bool // likewise

	wantedLabels map[string]bool // those that links without words name
}

// definition is the address of [label]: address.
type definition struct {
	Ref
	label string // as labelOf returns it
}

// labelOf is a label as it is compared with others.
func labelOf(words string) string { return strings.ToLower(strings.Join(strings.Fields(words), " ")) }

func newFinder(src string) *finder {
	return &finder{src: src, left: 8*len(src) + 10_000, wanted: map[string]bool{}, wantedLinks: map[string]bool{}, wantedLabels: map[string]bool{}}
}

func (f *finder) block(b *markdown.Block, at int) {
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
	if len(b.Inlines) > 0 || b.Kind == markdown.Paragraph || b.Kind == markdown.Heading {
		f.wordless(b, at)
	}
	for _, c := range b.Children {
		f.block(c, at)
	}
}

// wordless finds the addresses of links without words, [](address) and [][label],
// which are no inlines of their block: nobody sees them.
func (f *finder) wordless(b *markdown.Block, at int) {
	start, end := at+b.Start, at+b.End
	next := 0
	for from := start; ; {
		i := strings.Index(f.src[from:end], "[]")
		if i < 0 {
			return
		}
		i += from
		if from = i + len("[]"); from == end || f.src[from] != '(' && f.src[from] != '[' {
			continue
		}
		from++
		for next < len(b.Inlines) && at+b.Inlines[next].End <= i {
			next++
		}
		to := end
		if next < len(b.Inlines) {
			if to = at + b.Inlines[next].Start; to <= i {
				continue // in words or code, or of a picture
			}
		}
		if f.src[from-1] == '[' {
			if n := strings.IndexByte(f.src[from:to], ']'); n > 0 {
				f.wantedLabels[labelOf(f.src[from:from+n])] = true
			}
			continue
		}
		open := from + len(f.src[from:to]) - len(strings.TrimLeft(f.src[from:to], " \t\r\n"))
		n := markdown.DestinationLength(f.src[open:to])
		if n == 0 || !strings.Contains(f.src[open+n:to], ")") {
			continue
		}
		r := f.ref(open, n, meaning(f.src[open:open+n]))
		r.IsLink = true
		f.refs = append(f.refs, r)
		from = open + n
	}
}

// inline finds the address within an image ![text](address "title"). Words and
// title may look like addresses as often as they like: an image that is too odd
// has none.
func (f *finder) inline(start, end int, dest string) (Ref, bool) {
	s := f.src[start:end]
	for at := strings.LastIndex(s, "]("); at >= 0; at = strings.LastIndex(s[:at], "](") {
		from := at + 2
		from += len(s[from:]) - len(strings.TrimLeft(s[from:], " \t\r\n"))
		n := markdown.DestinationLength(s[from:])
		if f.left -= n + 1; f.left < 0 {
			break
		}
		if n > 0 && meaning(s[from:from+n]) == dest {
			return f.ref(start+from, n, dest), true
		}
	}
	return Ref{}, false
}

// behind finds the address of a link whose words, or some of them, end there.
func (f *finder) behind(end int, dest string) (Ref, bool) {
	const most = 200 // bytes of marks, tags and blanks between the words and their bracket
	rest := f.src[end:min(len(f.src), end+most)]
	from := strings.IndexAny(rest, "[]")
	if from < 0 || !strings.HasPrefix(rest[from:], "](") {
		return Ref{}, false
	}
	rest, from = f.src[end:], from+2
	from += len(rest[from:]) - len(strings.TrimLeft(rest[from:], " \t\r\n"))
	n := markdown.DestinationLength(rest[from:])
	if n == 0 || meaning(rest[from:from+n]) != dest {
		return Ref{}, false
	}
	r := f.ref(end+from, n, dest)
	r.IsLink = true
	return r, true
}

// definition finds the address of [label]: address "title". It may hold more
// than one such line.
func (f *finder) definition(start, end int) {
	for at := start; at < end; {
		i := strings.Index(f.src[at:end], "]:")
		if i < 0 {
			return
		}
		open := strings.LastIndexByte(f.src[at:at+i], '[')
		label := labelOf(f.src[at+open+1 : at+i])
		at += i + 2
		rest := f.src[at:end]
		from := len(rest) - len(strings.TrimLeft(rest, " \t\r\n>"))
		if n := markdown.DestinationLength(rest[from:]); n > 0 {
			r := f.ref(at+from, n, meaning(rest[from:from+n]))
			r.Definition = true
			f.definitions = append(f.definitions, definition{r, label})
			at += from + n
		}
	}
}

func (f *finder) ref(start, n int, dest string) Ref {
	return Ref{Start: start, End: start + n, Dest: dest, Written: f.src[start : start+n]}
}

// tags finds the src attributes of img tags and the href attributes of a tags.
func (f *finder) tags(start, end int) {
	f.tag(start, end, "img", "src")
	f.tag(start, end, "a", "href")
}

// tag finds an attribute of one kind of tags.
func (f *finder) tag(start, end int, element, attribute string) {
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
				if IsLocal(dest) {
					dest = policy.Path(dest) // as the page reads it
				}
				f.refs = append(f.refs, Ref{Start: start + from, End: start + at, Dest: dest, Written: written, HTML: true, IsLink: element == "a"})
			}
		}
	}
}

// meaning takes brackets, escapes and entities off an address.
func meaning(written string) string {
	s, _ := Spelled(written, false)
	return s
}

// Spelled takes off an address what only its place needs: brackets or quotes,
// escapes and entities. Percent signs stay. Byte i of the text is written from
// at[i] on, and at[len(text)] is where its last one ends.
func Spelled(written string, inTag bool) (text string, at []int) {
	s, from := written, 0
	if n := len(s); n >= 2 && (!inTag && s[0] == '<' && s[n-1] == '>' || inTag && (s[0] == '"' || s[0] == '\'') && s[n-1] == s[0]) {
		s, from = s[1:n-1], 1
	}
	var b strings.Builder
	add := func(piece string, i int) {
		for range len(piece) {
			at = append(at, from+i)
		}
		b.WriteString(piece)
	}
	for i := 0; i < len(s); i++ {
		switch {
		case !inTag && s[i] == '\\' && i+1 < len(s) && isPunct(s[i+1]):
			add(s[i+1:i+2], i)
			i++
		case s[i] == '&':
			n := strings.IndexByte(s[i:], ';')
			if n < 0 || n > 40 {
				add("&", i)
				continue
			}
			add(html.UnescapeString(s[i:i+n+1]), i)
			i += n
		default:
			add(s[i:i+1], i)
		}
	}
	return b.String(), append(at, from+len(s))
}

func isPunct(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}

// Replace writes other addresses in place of those of refs.
func Replace(src string, refs []Ref, with func(Ref) string) string {
	var b strings.Builder
	at := 0
	for _, r := range refs {
		b.WriteString(src[at:r.Start])
		b.WriteString(with(r))
		at = r.End
	}
	b.WriteString(src[at:])
	return b.String()
}

// IsLocal reports whether an image link names a file, not an address.
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

// Elsewhere returns the address of an image of another host, and whether dest is
// one.
func Elsewhere(dest string) (string, bool) {
	if strings.HasPrefix(dest, "//") {
		return "https:" + dest, true
	}
	u, err := url.Parse(dest)
	return dest, err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// IsData reports whether dest holds an image itself, as it says.
func IsData(dest string) bool {
	const prefix = "data:image/"
	return len(dest) > len(prefix) && strings.EqualFold(dest[:len(prefix)], prefix)
}

// As returns how another address is written in that place; it must be one of
// which nothing needs escaping.
func (r Ref) As(dest string) string {
	if r.HTML {
		return `"` + dest + `"`
	}
	return dest
}

// Short returns an address as a message shows it.
func Short(s string) string {
	if len(s) > 100 {
		return strings.ToValidUTF8(s[:100], "") + "…"
	}
	return s
}

// Escape escapes what would end an address in Markdown or HTML.
func Escape(s string) string {
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `"`, "%22", "'", "%27", `\`, "%5C").Replace(s)
}
