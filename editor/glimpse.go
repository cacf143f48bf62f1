package editor

import (
	"strings"

	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
	"galley.app/galley/storage/post"
)

// atOnce is up to how many bytes a post is parsed before it is first shown, so
// that its first picture is whole. A longer one is parsed by its worker.
const atOnce = 128 << 10

// glimpse is what is to be seen of a long post until all of it is parsed: the
// part at the top of the text widget.
func (w *Window) glimpse(s *session.Session) *markdown.Doc {
	const before, behind = 8 << 10, 48 << 10 // bytes, much more than a screen shows
	t := s.Text()
	top, _ := w.area.Top()
	top = min(max(s.Start(), top), t.Len())
	from, end := max(s.Start(), top-before), min(top+behind, t.Len())
	if from > s.Start() {
		_, rest, ok := strings.Cut(t.Slice(from, top), "\n\n") // a block begins behind an empty line
		if !ok {
			_, rest, _ = strings.Cut(t.Slice(from, top), "\n")
		}
		from = top - len(rest)
	}
	d := w.side.dialect().Parse(nil, text.New(strings.ToValidUTF8(t.Slice(from, end), "")), 0)
	d.Version, d.Base = t.Version(), from
	return d
}

// showPreviewOf shows a post in the preview, or the part of it that d is of.
func (w *Window) showPreviewOf(p *openPost, d *markdown.Doc) {
	words := p.s.Words()
	w.preview.show(d, p.s.Path(), page.Post{
		Header: page.Header{Title: p.s.Title(), Date: longDate(p.s.Value("published")), Minutes: post.Minutes(words)},
		Slug:   p.s.Value("slug"), Description: p.s.Value("description"),
	})
}
