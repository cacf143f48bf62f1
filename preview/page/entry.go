package page

import (
	"galley.app/galley/assets"
	"galley.app/galley/preview/markdown"
)

// NewEntry is a line of a table of contents: words that lead to dest and end early
// enough for a number beside them. The lines are close to each other.
func NewEntry(words, dest string) *Fragment {
	return &Fragment{Kind: EntryFragment, place: &place{}, first: true, Last: true, draw: func(l *Layouter, f *Frame, w int) int {
		v := voice{lead: l.Sizes.Body, ink: assets.RoleInk, faces: &l.Sizes.text}
		p := &para{}
		p.add(words, style{font: v.face(0), ink: v.ink}, 0, 0)
		h := l.flow(f, p, 0, 0, max(1, w-l.Sizes.Px(60)), v.lead, v.face(0), markdown.AlignNone)
		if h > 0 {
			f.Links = append(f.Links, LinkBox{Width: w, Height: h, Dest: dest})
		}
		f.Stops = nil
		return h
	}}
}
