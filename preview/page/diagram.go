package page

import "galley.app/galley/assets"

// drawing sets a diagram's picture; ok is false while there is none. The note
// says why there will be none.
func (l *Layouter) drawing(f *Frame, u *Fragment, x, w int) (height int, note string, ok bool) {
	if l.Diagram == nil {
		return 0, "", false
	}
	pic := l.Diagram(u.Node.Literal)
	l.asked = append(l.asked, pic.Src)
	switch {
	case len(pic.Notes) > 0:
		return 0, pic.Notes[0], false
	case pic.Width == 0:
		return 0, "", false
	case !u.first:
		return 0, "", true
	}
	iw, ih := l.scaled(pic, w, 0)
	f.Rects = append(f.Rects, RectBox{X: x, Width: w, Height: ih, Fill: assets.RolePage})
	f.Images = append(f.Images, ImageBox{X: x + (w-iw)/2, Width: iw, Height: ih, Src: pic.Src})
	return ih, "", true
}
