package preview

import (
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// figures tells whether a paragraph consists of images alone.
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
func (l *setter) figures(f *frame, u *unit, x, w int) int {
	y, next := 0, u.at
	for i := range u.in {
		in := &u.in[i]
		at := next
		next += len(in.Words())
		if in.Kind != markdown.Image {
			continue
		}
		if y > 0 {
			y += l.size.gap
		}
		f.stop(y, in.Start)
		y = l.figure(f, in, x, y, w, at)
	}
	return y
}

// figure sets an image; at is where its words begin in those of the leaf.
func (l *setter) figure(f *frame, in *markdown.Inline, x, y, w, at int) int {
	attrs := in.Attrs()
	pic := l.picture(attrs.Src)
	if len(pic.notes) > 0 {
		return l.missing(f, in, pic.notes, x, y, w)
	}
	iw, ih := l.scaled(pic, w, attrs.Number)
	if pic.w == 0 {
		f.rects = append(f.rects, rectBox{x: x, y: y, w: iw, h: ih, fill: assets.RoleCode, radius: l.size.px(4), round: allCorners})
	}
	ix := x + (w-iw)/2
	f.pics = append(f.pics, picBox{ix, y, iw, ih, attrs.Src, false})
	if attrs.Link != "" || attrs.Title != "" {
		f.links = append(f.links, linkBox{ix, y, iw, ih, attrs.Link, attrs.Title})
	}
	y += ih
	if strings.TrimSpace(in.Text) == "" {
		return y
	}
	y += l.size.px(8)
	v := voice{lead: l.size.caption, ink: assets.RoleMuted}
	fo := typeset.Font{Face: typeset.Sans, Size: v.lead.size}
	p := &para{words: in.Words(), from: at}
	p.to = len(p.words)
	p.add(strings.TrimSpace(in.Text), style{font: fo, ink: v.ink}, in.Start, in.End)
	return y + l.caption(f, p, x, y, w, v.lead, fo)
}

// caption sets a para without leaving stops: it is not text of the source's
// own lines.
func (l *setter) caption(f *frame, p *para, x, y, w int, lead leading, fo typeset.Font) int {
	g := &frame{}
	h := l.flow(g, p, x, 0, w, lead, fo, markdown.AlignCenter)
	f.add(g, 0, y)
	return h
}

// scaled is the size of a picture on a page w pixels wide: its natural size
// at the zoom in use or the width that it is asked to have, as
// markdown.Attrs.Number has it, or what fits.
func (l *setter) scaled(pic picture, w, asked int) (int, int) {
	if pic.w <= 0 || pic.h <= 0 {
		return w, min(w, l.size.px(280))
	}
	iw, ih := round(float32(pic.w)*l.size.zoom), round(float32(pic.h)*l.size.zoom)
	switch {
	case asked > 0:
		iw = min(w, l.size.px(asked))
	case asked < 0:
		iw = w * -asked / 100
	}
	if asked != 0 {
		ih = int(int64(iw) * int64(pic.h) / int64(pic.w))
	}
	if iw > w {
		iw, ih = w, int(int64(w)*int64(pic.h)/int64(pic.w))
	}
	return max(1, iw), max(1, ih)
}

// missing sets a framed note in place of an image that cannot be shown.
func (l *setter) missing(f *frame, in *markdown.Inline, notes []string, x, y, w int) int {
	pad := min(l.size.px(14), w/8)
	at := len(f.rects)
	f.rects = append(f.rects, rectBox{})
	top := y
	y += l.size.px(12)
	alt := strings.TrimSpace(in.Text)
	if alt == "" {
		alt = "Image"
	}
	put := func(s string, fo typeset.Font, st style) {
		p := &para{}
		st.font = fo
		p.add(s, st, in.Start, in.End)
		g := &frame{}
		h := l.flow(g, p, x+pad, 0, w-2*pad, l.size.caption, fo, 0)
		f.add(g, 0, y)
		y += h
	}
	put(alt, typeset.Font{Face: typeset.SansBold, Size: l.size.caption.size}, style{ink: assets.RoleInk})
	for i, n := range notes {
		if i == 0 {
			put(n, typeset.Font{Face: typeset.Sans, Size: l.size.caption.size}, style{ink: assets.RoleMuted})
			continue
		}
		put(n, typeset.Font{Face: typeset.Mono, Size: l.size.px(12)}, style{ink: assets.RoleMuted})
	}
	y += l.size.px(12)
	f.rects[at] = rectBox{
		x: x, y: top, w: w, h: y - top, stroke: assets.RoleLine, radius: l.size.radius, round: allCorners,
	}
	if link := in.Attrs().Link; link != "" {
		f.links = append(f.links, linkBox{x, top, w, y - top, link, ""})
	}
	return y
}

// inlinePicture puts an image among the words of a paragraph.
func (l *setter) inlinePicture(p *para, in *markdown.Inline, st style) {
	attrs := in.Attrs()
	pic := l.picture(attrs.Src)
	if len(pic.notes) > 0 || pic.w == 0 {
		alt := in.Text
		if alt == "" {
			alt = attrs.Src
		}
		st.ink, st.code = assets.RoleMuted, true
		p.add("["+alt+"]", st, in.Start, in.End)
		return
	}
	box := &picture{src: attrs.Src}
	box.w, box.h = l.scaled(pic, l.size.measure, attrs.Number)
	st.code, st.tip = false, attrs.Title
	p.text = append(p.text, object...)
	p.spans = append(p.spans, span{style: st, end: len(p.text), src: in.Start, lim: in.End, pic: box})
}
