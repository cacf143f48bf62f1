package editor

import (
	"strings"

	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// atOnce is up to how many bytes a post is parsed before it is first shown, so
// that its first picture is whole. A longer one is parsed by its worker.
const atOnce = 128 << 10

// parseView is what is to be seen of a long post until all of it is parsed: the
// part around top, the offset at the top of the text widget.
func parseView(s *session.Session, top int, dialect markdown.Dialect) *markdown.Doc {
	const before, behind = 8 << 10, 48 << 10 // bytes, much more than a screen shows
	t := s.Text()
	top = min(max(s.Start(), top), t.Len())
	from, end := max(s.Start(), top-before), min(top+behind, t.Len())
	if from > s.Start() {
		_, rest, ok := strings.Cut(t.Slice(from, top), "\n\n") // a block begins behind an empty line
		if !ok {
			_, rest, _ = strings.Cut(t.Slice(from, top), "\n")
		}
		from = top - len(rest)
	}
	d := dialect.Parse(nil, text.New(strings.ToValidUTF8(t.Slice(from, end), "")), 0)
	d.Version, d.Base = t.Version(), from
	return d
}
