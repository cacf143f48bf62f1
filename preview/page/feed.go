package page

import (
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// feedHeader sets the heading of a post as a feed reader does: where it is
// from, its title, who wrote it, and what the feed says of it.
func (l *Layouter) feedHeader(f *Frame, h *Header, w int) int {
	px := l.Sizes.Px
	k := &composer{l: l, f: f, w: w}
	from := h.Site
	if from == "" {
		from = "Your site"
	}
	k.text(from, typeset.SansBold, l.Sizes.caption, assets.RoleMuted)
	k.y += px(4)
	lead := l.Sizes.headings[0]
	fo := typeset.Font{Face: typeset.SansBold, Size: lead.size}
	p := &para{words: strings.TrimSpace(h.Title)}
	p.to = len(p.words)
	p.add(p.words, style{font: fo, ink: assets.RoleInk}, 0, 0)
	k.y += l.flow(f, p, 0, k.y, w, lead, fo, markdown.AlignNone)
	k.y += px(4)
	var by []string
	for _, s := range []string{h.Author, h.Date} {
		if s != "" {
			by = append(by, s)
		}
	}
	k.text(strings.Join(by, " · "), typeset.Sans, l.Sizes.caption, assets.RoleMuted)
	if h.Summary != "" {
		k.y += px(12)
		k.text(h.Summary, typeset.SansItalic, l.Sizes.small, assets.RoleMuted)
	}
	k.y += px(14)
	f.Rects = append(f.Rects, RectBox{Y: k.y, Width: w, Height: 1, Fill: assets.RoleLine})
	f.Stops = nil
	return k.y + 1
}
