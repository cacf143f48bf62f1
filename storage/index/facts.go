// Package index knows what the posts of a library hold besides their words:
// headings, links, images and fields. What it says of a text is what the page
// shows: it is read by the parser of the preview.
package index

import (
	"regexp"
	"slices"
	"strings"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/post"

	"github.com/rivo/uniseg"
)

// Facts is what a post holds besides its words.
type Facts struct {
	Headings []Heading      // in the order of the text
	Links    []Link         // links and images, in the order of the text
	Fields   []Field        // of the head, in its order; a key may be there twice
	Anchors  []string       // names that HTML gives to places, which links lead to as to headings
	Lead     string         // a description that the text suggests; "" where the post has one
	Problems []post.Problem // of the text alone, as check.Body tells them
}

// Heading is one heading of a post.
type Heading struct {
	Level int    // 1 to 6
	Text  string // as it is read
	ID    string // the anchor that leads to it, as pages have it
	Line  int    // of the file, from 1
}

// Kind is how the address of a link or an image is written.
type Kind uint8

// The ways to write an address.
const (
	Inline    Kind = iota // [words](address), ![words](address)
	Reference             // [label]: address; it stands there once for all that use it
	HTML                  // an attribute of a tag
	Auto                  // <https://example.com>, or bare
)

// String returns the name of the kind as scripts read it.
func (k Kind) String() string {
	return [...]string{"inline", "reference", "html", "auto"}[k]
}

// Link is a place where an address is written.
type Link struct {
	Dest    string // what the address means: escapes and entities resolved
	Written string // as it stands in the text, brackets or quotes included
	Line    int    // of the file, from 1
	Col     int    // in characters, from 1
	Off     int    // in bytes of the file
	Kind    Kind
	Image   bool
}

// Leads reports whether a reader may go there: it is the address of a link, or
// stands in the definition of an image, which serves links too.
func (l Link) Leads() bool { return !l.Image || l.Kind == Reference }

// Field is one field of a head.
type Field struct{ Key, Value string }

// HasImage reports whether the post shows an image.
func (f Facts) HasImage() bool {
	return slices.ContainsFunc(f.Links, func(l Link) bool { return l.Image })
}

// Field returns the value of a field, the last one where its key is there more
// than once, and whether there is one.
func (f Facts) Field(key string) (string, bool) {
	for _, field := range slices.Backward(f.Fields) {
		if field.Key == key {
			return field.Value, true
		}
	}
	return "", false
}

// Of reads the facts of a post in a dialect. They hold src in memory.
func Of(src string, x markdown.Dialect) Facts {
	p := post.Parse(src)
	f := Facts{Fields: FieldsOf(p)}
	t := text.New(src)
	return f.of(t, src, x.Parse(nil, t, p.BodyStart()))
}

// OfDoc is Of for a text that is parsed already.
func OfDoc(t text.Text, src string, d *markdown.Doc) Facts {
	return Facts{Fields: FieldsOf(post.Parse(src))}.of(t, src, d)
}

// of adds what the body holds to the fields.
func (f Facts) of(t text.Text, src string, d *markdown.Doc) Facts {
	f.Problems = check.Body(t, src, d)
	f.Anchors = anchors(d)
	if s, _ := f.Field("description"); len(s) < enough {
		f.Lead = check.Lead(d)
	}
	for _, h := range d.Outline() {
		f.Headings = append(f.Headings, Heading{Level: h.Level, Text: h.Text, ID: h.ID, Line: t.LineAt(h.Off) + 1})
	}
	for _, r := range refs.In(d, src) {
		kind := Inline
		switch {
		case r.HTML:
			kind = HTML
		case r.Definition:
			kind = Reference
		}
		f.Links = append(f.Links, Link{Dest: r.Dest, Written: r.Written, Off: r.Start, Kind: kind, Image: !r.IsLink})
	}
	f.Links = append(f.Links, bare(d, src, f.Links)...)
	slices.SortStableFunc(f.Links, func(a, b Link) int { return a.Off - b.Off })
	for i := range f.Links {
		l := &f.Links[i]
		line := t.LineAt(l.Off)
		l.Line, l.Col = line+1, 1+characters(src[t.LineStart(line):l.Off])
	}
	return f
}

// enough is how many bytes a description has that needs no other.
const enough = 60

var named = regexp.MustCompile(`(?i)<[a-z][^<>]*?\s(?:id|name)\s*=\s*["']?([^"'\s>]+)`)

// anchors are the names that raw HTML gives to places.
func anchors(d *markdown.Doc) (list []string) {
	add := func(src string) {
		if strings.Contains(src, "=") {
			for _, m := range named.FindAllStringSubmatch(src, -1) {
				list = append(list, strings.Clone(m[1]))
			}
		}
	}
	var walk func(b *markdown.Block)
	walk = func(b *markdown.Block) {
		if b.Kind == markdown.HTMLBlock {
			add(b.Literal)
		}
		for i := range b.Inlines {
			if in := &b.Inlines[i]; in.Kind == markdown.RawHTML {
				add(in.Text)
			}
		}
		for _, c := range b.Children {
			walk(c)
		}
	}
	for _, b := range d.From(0) {
		walk(b)
	}
	return list
}

// FieldsOf lists the fields of a head.
func FieldsOf(p post.Post) []Field {
	var list []Field
	for _, f := range p.Fields() {
		list = append(list, Field{f.Key, f.Value})
	}
	return list
}

// bare finds addresses that are their own words: <https://example.com>, or
// without the brackets.
func bare(d *markdown.Doc, src string, known []Link) (list []Link) {
	at := make(map[int]bool, len(known))
	defined := map[string]bool{}
	for _, l := range known {
		at[l.Off] = true
		if l.Kind == Reference {
			defined[l.Dest] = true
		}
	}
	// Words in brackets may read as the address behind them.
	words := func(end int, dest string) bool {
		return strings.HasPrefix(src[end:], "](") || strings.HasPrefix(src[end:], "]") && defined[dest]
	}
	var walk func(b *markdown.Block, start int)
	walk = func(b *markdown.Block, start int) {
		for i := range b.Inlines {
			in := &b.Inlines[i]
			dest := in.Attrs().Link
			if in.Kind != markdown.Text || dest == "" || !own(dest, in.Text) || at[start+in.Start] || words(start+in.End, dest) {
				continue
			}
			list = append(list, Link{Dest: dest, Written: in.Text, Off: start + in.Start, Kind: Auto})
		}
		for _, c := range b.Children {
			walk(c, start)
		}
	}
	for i, b := range d.From(0) {
		if b.Kind != markdown.Footnotes {
			walk(b, d.Start(i))
		}
	}
	return list
}

// own reports whether words are the address that they lead to.
func own(dest, words string) bool {
	for _, scheme := range []string{"", "mailto:", "http://", "https://"} {
		if rest, ok := strings.CutPrefix(dest, scheme); ok && rest == words {
			return true
		}
	}
	return false
}

// characters is how many characters a reader counts in s, which is cut where
// nobody counts further.
func characters(s string) int {
	const most = 1000 // bytes
	s = s[:min(len(s), most)]
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return uniseg.GraphemeClusterCount(s)
		}
	}
	return len(s)
}
