package crosslinks

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/index"
)

const (
	maxSentences  = 200     // posts that are read for the sentences in them
	maxSentence   = 400     // bytes of one
	sentenceReach = 4 << 10 // bytes before and behind a link that its sentence is looked for in
)

// Backlink is a link in another post that leads to one.
type Backlink struct {
	From     storage.Entry // the post that it stands in
	Link     index.Link
	Sentence string // that it stands in, as it is read; "" where it is not known
}

// Inbound are the links of other posts that lead to those at paths, in the order
// of the library. No post is read for that.
func (g *Guide) Inbound(paths ...string) (list []Backlink) {
	g.with(func(r *storage.Resolver) {
		for _, ref := range r.Inbound(paths...) {
			if !slices.Contains(paths, ref.From.Path) {
				list = append(list, Backlink{From: ref.From, Link: ref.Link})
			}
		}
		g.surveyed.Store(true)
	})
	return list
}

// Surveyed reports whether Inbound answers at once: it was asked before.
func (g *Guide) Surveyed() bool { return g.surveyed.Load() }

// ReadSentences reads the posts that links stand in, and adds the sentences to
// them. A post that cannot be read, or was changed since, gives none.
func ReadSentences(list []Backlink) {
	src, read, at := "", 0, ""
	for i := range list {
		b := &list[i]
		if at != b.From.Path {
			if read++; read > maxSentences {
				return
			}
			var err error
			if src, _, err = storage.Load(b.From.Path); err != nil {
				src = ""
			}
			at = b.From.Path
		}
		off := b.Link.Off
		if end := off + len(b.Link.Written); end <= len(src) && src[off:end] == b.Link.Written {
			b.Sentence = sentence(src, off, b.Link.Kind == index.Reference, b.Link.Dest)
		}
	}
}

// sentence returns the sentence around an address in Markdown as it is read; of one that is defined for a label, the
// sentence in which that is used first.
func sentence(src string, off int, defined bool, dest string) string {
	from, to := 0, len(src)
	if !defined {
		from, to = max(0, off-sentenceReach), min(len(src), off+sentenceReach)
		if i := strings.LastIndex(strings.ReplaceAll(src[from:off], "\r\n", "\n\r"), "\n\n"); i >= 0 {
			from += i + 2
		}
		if i := strings.Index(src[off:to], "\n\n"); i >= 0 {
			to = off + i
		}
		for from < off && !utf8.RuneStart(src[from]) {
			from++
		}
		for to > off && to < len(src) && !utf8.RuneStart(src[to]) {
			to--
		}
	}
	d := markdown.Parse(nil, text.New(src[from:to]), 0)
	for i, b := range d.From(0) {
		if b.Kind == markdown.Footnotes {
			continue
		}
		start := d.Start(i)
		words, at, ok := leafWith(b, func(in *markdown.Inline) bool {
			if defined {
				return in.Attrs().Link == dest
			}
			return start+in.Start <= off-from
		}, defined || start+b.End >= off-from)
		if ok {
			return cut(words, at)
		}
	}
	return ""
}

// leafWith returns the words of the part of a block that has an inline which is wanted, and where in them it begins:
// of the first such inline, or where all before it are wanted, too, the last.
func leafWith(b *markdown.Block, wanted func(*markdown.Inline) bool, here bool) (words string, at int, ok bool) {
	if !here {
		return "", 0, false
	}
	var s strings.Builder
	for i := range b.Inlines {
		if in := &b.Inlines[i]; wanted(in) {
			at, ok = s.Len(), true
		}
		s.WriteString(b.Inlines[i].Words())
	}
	if ok {
		words = s.String()
	}
	for _, c := range b.Children {
		if w, n, found := leafWith(c, wanted, here); found {
			words, at, ok = w, n, true
		}
	}
	return words, at, ok
}

// cut returns the sentence that a byte of some words is in.
func cut(words string, at int) string {
	at = min(at, len(words))
	start, end := 0, len(words)
	for i := range words {
		if strings.IndexByte(".!?", words[i]) < 0 || i+1 >= len(words) || words[i+1] != ' ' {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(words[i+2:]); unicode.IsLower(next) { // e.g. this
			continue
		}
		if i < at {
			start = i + 2
		} else {
			end = i + 1
			break
		}
	}
	start = min(start, at)
	if end-start > maxSentence {
		if at-start > maxSentence/2 {
			start = at - maxSentence/2
			if i := strings.IndexByte(words[start:at], ' '); i >= 0 {
				start += i + 1
			}
		}
		end = min(end, start+maxSentence)
		if i := strings.LastIndexByte(words[start:end], ' '); i > 0 {
			end = start + i
		}
	}
	return strings.ToValidUTF8(strings.Join(strings.Fields(words[start:end]), " "), "")
}
