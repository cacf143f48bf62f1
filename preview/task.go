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
	u := p.col.unit(i)
	if u.mark == nil || u.frame == nil || u.frame.task.w == 0 {
		return 0, false
	}
	b := u.frame.task
	if x < b.x-taskSlack || x >= b.x+b.w+taskSlack || y < b.y-taskSlack || y >= b.y+b.h+taskSlack {
		return 0, false
	}
	at := p.col.block(i)
	if at < 0 || p.col.doc.Block(at).Kind == markdown.Footnotes { // where the item is written is not known
		return 0, false
	}
	return p.mapped(p.col.doc.Start(at) + u.mark.src), true
}
