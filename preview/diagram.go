package preview

import "galley.app/galley/assets"

// drawing sets a diagram's picture; ok is false while there is none. The note
// says why there will be none.
func (l *setter) drawing(f *frame, u *unit, x, w int) (height int, note string, ok bool) {
	if l.sketch == nil {
		return 0, "", false
	}
	pic := l.sketch(u.node.Literal)
	l.asked = append(l.asked, pic.src)
	switch {
	case len(pic.notes) > 0:
		return 0, pic.notes[0], false
	case pic.w == 0:
		return 0, "", false
	case !u.first:
		return 0, "", true
	}
	iw, ih := l.scaled(pic, w, 0)
	f.rects = append(f.rects, rectBox{x: x, w: w, h: ih, fill: assets.RolePage})
	f.pics = append(f.pics, picBox{x: x + (w-iw)/2, w: iw, h: ih, src: pic.src})
	return ih, "", true
}
