package preview

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/preview/markdown"
)

// taskSlack is how far beside a task's box a click still is meant for it, in
// pixels.
const taskSlack = 4

// taskAt is the source offset of the list item whose box is at a point.
func (p *Pane) taskAt(pos fyne.Position) (off int, ok bool) {
	i, x, y := p.hit(pos)
	if i < 0 {
		return 0, false
	}
	u := p.col.Fragment(i)
	if u.Marker == nil || u.Frame == nil || u.Frame.Task.Width == 0 {
		return 0, false
	}
	b := u.Frame.Task
	if x < b.X-taskSlack || x >= b.X+b.Width+taskSlack || y < b.Y-taskSlack || y >= b.Y+b.Height+taskSlack {
		return 0, false
	}
	at := p.col.Block(i)
	if at < 0 || p.col.Doc.Block(at).Kind == markdown.Footnotes { // where the item is written is not known
		return 0, false
	}
	return p.toText(p.col.Doc.Start(at) + u.Marker.Src), true
}
