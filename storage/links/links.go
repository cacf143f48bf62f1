// Package links knows the addresses in a post: where they stand, what they are
// made of, and how a part of one is written anew so that nothing else changes.
package links

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/post"
)

// Link is a place in a post where the address of a link or of an image is
// written.
type Link struct {
	index.Link
	Key string // of the field of the head that it is in; "" in the body
}

// End is where the address ends, in bytes of the file.
func (l Link) End() int { return l.Off + len(l.Written) }

// Of returns the addresses of links and images in a post, in its order: those of
// the body that are no code, no comment and no formula, and the images that
// fields of the head name.
func Of(src string, x markdown.Dialect) []Link {
	return Known(src, index.Of(src, x))
}

// Known is Of for a post whose facts are known: then its head is enough of it.
func Known(head string, f index.Facts) []Link {
	list := InHead(head)
	for _, l := range f.Links {
		list = append(list, Link{Link: l})
	}
	return list
}

// InHead returns the addresses of the images that fields of a post's head name.
// What JSON writes with escapes is left out.
func InHead(src string) (list []Link) {
	p := post.Parse(src)
	t := text.New(src)
	for _, f := range p.Fields() {
		at := f.ValueStart
		for _, dest := range fields.Images([]fields.Pair{{Key: f.Key, Value: f.Value}}) {
			i := strings.Index(src[at:f.ValueEnd], dest)
			if i < 0 || dest == "" {
				break
			}
			off := at + i
			at = off + len(dest)
			line := t.LineAt(off)
			list = append(list, Link{Key: f.Key, Link: index.Link{
				Dest: dest, Written: dest, Off: off, Line: line + 1, Col: 1 + len([]rune(src[t.LineStart(line):off])), Image: true,
			}})
		}
	}
	return list
}

// Address is an address taken apart: the segments of its path between the slashes,
// and what follows a # sign.
type Address struct {
	link Link
	text string // with percent signs as they are written
	at   []int  // see refs.Spelled
	path int    // bytes of text before its query and fragment
	hash int    // where its fragment begins, behind the sign; 0 for none
}

// Read takes the address of a link apart. It is not ok where that is too odd to be
// written anew in parts.
func (l Link) Read() (a Address, ok bool) {
	a.link = l
	if l.Key != "" {
		a.text = l.Written
		for i := range len(a.text) + 1 {
			a.at = append(a.at, i)
		}
	} else {
		a.text, a.at = refs.Spelled(l.Written, l.Kind == index.HTML)
		if dest := l.Dest; a.text != dest {
			plain, err := url.PathUnescape(a.text)
			if l.Kind != index.HTML || err != nil || plain != dest {
				return a, false
			}
		}
	}
	a.path = len(a.text)
	if i := strings.IndexAny(a.text, "?#"); i >= 0 {
		a.path = i
	}
	if i := strings.IndexByte(a.text, '#'); i >= 0 {
		a.hash = i + 1
	}
	return a, true
}

// Segments returns what stands between the slashes of the path, percent signs
// decoded.
func (a Address) Segments() []string {
	list := strings.Split(a.text[:a.path], "/")
	for i, s := range list {
		list[i] = plain(s)
	}
	return list
}

// Fragment returns what follows the # sign, percent signs decoded.
func (a Address) Fragment() string {
	if a.hash == 0 {
		return ""
	}
	return plain(a.text[a.hash:])
}

// WithSegment returns the address as it is written with another segment i; all
// else stays as it is written.
func (a Address) WithSegment(i int, s string) string {
	from := 0
	for n, part := range strings.Split(a.text[:a.path], "/") {
		if n == i {
			return a.with(from, from+len(part), s)
		}
		from += len(part) + 1
	}
	return a.link.Written
}

// WithFragment returns the address as it is written with something else behind
// the # sign, which it has.
func (a Address) WithFragment(s string) string {
	if a.hash == 0 {
		return a.link.Written
	}
	return a.with(a.hash, len(a.text), s)
}

// with returns what is written with s in the place of a part of the text.
func (a Address) with(from, to int, s string) string {
	w := a.link.Written
	return w[:a.at[from]] + escape(s, strings.Contains(a.text[from:to], "%")) + w[a.at[to]:]
}

// Same reports whether two names in addresses are one, however their letters are
// composed.
func Same(a, b string) bool { return a == b || norm.NFC.String(a) == norm.NFC.String(b) }

// plain decodes percent signs, where they are some.
func plain(s string) string {
	if p, err := url.PathUnescape(s); err == nil {
		return p
	}
	return s
}

// escape writes a name so that it is one in any place for addresses. Letters of
// other scripts are written as they are, or with percent signs where the ones
// before them were.
func escape(s string, all bool) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x80 && !all, 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-_.~", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
		}
	}
	return b.String()
}

// Edit is another way in which the address of a link is written.
type Edit struct {
	Link Link
	New  string // as it is written then
}

// Apply returns src with addresses written anew, and whether it is the same post
// otherwise: it has the same addresses in the same places but for those.
func Apply(src string, x markdown.Dialect, edits []Edit) (string, bool) {
	edits = slices.SortedFunc(slices.Values(edits), func(a, b Edit) int { return a.Link.Off - b.Link.Off })
	var list []post.Edit
	for i, e := range edits {
		if i > 0 && e.Link.Off < edits[i-1].Link.End() {
			return src, false
		}
		if src[e.Link.Off:e.Link.End()] != e.Link.Written {
			return src, false
		}
		if e.New != e.Link.Written {
			list = append(list, post.Edit{Start: e.Link.Off, End: e.Link.End(), New: e.New})
		}
	}
	if len(list) == 0 {
		return src, true
	}
	out := post.Apply(src, list)
	was, is := Of(src, x), Of(out, x)
	if len(was) != len(is) {
		return src, false
	}
	shift := 0
	for i, l := range was {
		want := l.Written
		if len(edits) > 0 && edits[0].Link.Off == l.Off {
			want = edits[0].New
			edits = edits[1:]
		}
		if is[i].Off != l.Off+shift || is[i].Written != want || is[i].Kind != l.Kind || is[i].Image != l.Image {
			return src, false
		}
		shift += len(want) - len(l.Written)
	}
	return out, len(edits) == 0
}
