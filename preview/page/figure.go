package page

import (
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// figures reports whether a paragraph consists of images alone.
func figures(in []markdown.Inline) bool {
	found := false
	for i := range in {
		switch in[i].Kind {
		case markdown.Image:
			found = true
		case markdown.SoftBreak, markdown.HardBreak:
		case markdown.Text:
			if strings.TrimSpace(in[i].Text) != "" {
				return false
			}
		default:
			return false
		}
	}
	return found
}

// figures sets images one below the other, each with its caption.
func (l *Layouter) figures(f *Frame, u *Fragment, x, w int) int {
	y, next := 0, u.at
	for i := range u.inlines {
		in := &u.inlines[i]
		at := next
		next += len(in.Words())
		if in.Kind != markdown.Image {
			continue
		}
		if y > 0 {
			y += l.Sizes.gap
		}
		f.stop(y, in.Start)
		y = l.figure(f, in, x, y, w, at)
	}
	return y
}

// figure sets an image; at is where its words begin in those of the leaf.
func (l *Layouter) figure(f *Frame, in *markdown.Inline, x, y, w, at int) int {
	attrs := in.Attrs()
	pic := l.image(attrs.Src)
	if len(pic.Notes) > 0 {
		return l.missing(f, in, pic.Notes, x, y, w)
	}
	iw, ih := l.scaled(pic, w, attrs.Number)
	if pic.Width == 0 {
		f.Rects = append(f.Rects, RectBox{X: x, Y: y, Width: iw, Height: ih, Fill: assets.RoleCode, Radius: l.Sizes.Px(4), Corners: AllCorners})
	}
	ix := x + (w-iw)/2
	f.Images = append(f.Images, ImageBox{X: ix, Y: y, Width: iw, Height: ih, Src: attrs.Src, Alt: in.Text})
	if attrs.Link != "" || attrs.Title != "" {
		f.Links = append(f.Links, LinkBox{ix, y, iw, ih, attrs.Link, attrs.Title})
	}
	y += ih
	if strings.TrimSpace(in.Text) == "" {
		return y
	}
	y += l.Sizes.Px(8)
	v := voice{lead: l.Sizes.caption, ink: assets.RoleMuted}
	fo := typeset.Font{Face: typeset.Sans, Size: v.lead.size}
	p := &para{words: in.Words(), from: at}
	p.to = len(p.words)
	p.add(strings.TrimSpace(in.Text), style{font: fo, ink: v.ink}, in.Start, in.End)
	return y + l.caption(f, p, x, y, w, v.lead, fo)
}

// caption sets a para without leaving stops: it is not text of the source's
// own lines.
func (l *Layouter) caption(f *Frame, p *para, x, y, w int, lead Leading, fo typeset.Font) int {
	g := &Frame{}
	h := l.flow(g, p, x, 0, w, lead, fo, markdown.AlignCenter)
	f.add(g, 0, y)
	return h
}

// scaled is the size of a picture on a page w pixels wide: its natural size
// at the zoom in use or the width that it is asked to have, as
// markdown.Attrs.Number has it, or what fits.
func (l *Layouter) scaled(pic Image, w, asked int) (int, int) {
	if pic.Width <= 0 || pic.Height <= 0 {
		return w, min(w, l.Sizes.Px(280))
	}
	iw, ih := round(float32(pic.Width)*l.Sizes.Zoom), round(float32(pic.Height)*l.Sizes.Zoom)
	switch {
	case asked > 0:
		iw = min(w, l.Sizes.Px(asked))
	case asked < 0:
		iw = w * -asked / 100
	}
	if asked != 0 {
		ih = int(int64(iw) * int64(pic.Height) / int64(pic.Width))
	}
	if iw > w {
		iw, ih = w, int(int64(w)*int64(pic.Height)/int64(pic.Width))
	}
	if l.Tallest > 0 && ih > l.Tallest {
		iw, ih = int(int64(iw)*int64(l.Tallest)/int64(ih)), l.Tallest
	}
	return max(1, iw), max(1, ih)
}

// missing sets a framed note in place of an image that cannot be shown.
func (l *Layouter) missing(f *Frame, in *markdown.Inline, notes []string, x, y, w int) int {
	pad := min(l.Sizes.Px(14), w/8)
	at := len(f.Rects)
	f.Rects = append(f.Rects, RectBox{})
	top := y
	y += l.Sizes.Px(12)
	alt := strings.TrimSpace(in.Text)
	if alt == "" {
		alt = "Image"
	}
	put := func(s string, fo typeset.Font, st style) {
		p := &para{}
		st.font = fo
		p.add(s, st, in.Start, in.End)
		g := &Frame{}
		h := l.flow(g, p, x+pad, 0, w-2*pad, l.Sizes.caption, fo, 0)
		f.add(g, 0, y)
		y += h
	}
	put(alt, typeset.Font{Face: typeset.SansBold, Size: l.Sizes.caption.size}, style{ink: assets.RoleInk})
	for i, n := range notes {
		if i == 0 {
			put(n, typeset.Font{Face: typeset.Sans, Size: l.Sizes.caption.size}, style{ink: assets.RoleMuted})
			continue
		}
		put(n, typeset.Font{Face: typeset.Mono, Size: l.Sizes.Px(12)}, style{ink: assets.RoleMuted})
	}
	y += l.Sizes.Px(12)
	f.Rects[at] = RectBox{
		X: x, Y: top, Width: w, Height: y - top, Stroke: assets.RoleLine, Radius: l.Sizes.radius, Corners: AllCorners,
	}
	if link := in.Attrs().Link; link != "" {
		f.Links = append(f.Links, LinkBox{x, top, w, y - top, link, ""})
	}
	return y
}

// inlinePicture puts an image among the words of a paragraph.
func (l *Layouter) inlinePicture(p *para, in *markdown.Inline, st style) {
	attrs := in.Attrs()
	pic := l.image(attrs.Src)
	if len(pic.Notes) > 0 || pic.Width == 0 {
		alt := in.Text
		if alt == "" {
			alt = attrs.Src
		}
		st.ink, st.code = assets.RoleMuted, true
		p.add("["+alt+"]", st, in.Start, in.End)
		return
	}
	box := &Image{Src: attrs.Src}
	box.Width, box.Height = l.scaled(pic, l.Sizes.Measure, attrs.Number)
	st.code, st.tip = false, attrs.Title
	p.text = append(p.text, FormulaText...)
	p.spans = append(p.spans, span{style: st, end: len(p.text), src: in.Start, lim: in.End, pic: box, alt: in.Text})
}
