package preview

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/assets"
	"galley.app/galley/internal/theme"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
)

// copier is the button in the corner of the block of code that the pointer is
// over.
type copier struct {
	p    *Pane
	over *markdown.Block // nil for none
	lit  bool            // the pointer is on the button
	done bool            // it was pressed, and the pointer is still there
}

// copySide is the side of the button, in pixels.
const copySide = 28

// place is where the button stands in the pane.
func (c *copier) place() (at fyne.Position, ok bool) {
	p := c.p
	if c.over == nil || p.r == nil {
		return at, false
	}
	left, _ := p.column()
	for _, sh := range p.r.shown {
		u := p.col.Fragment(sh.fragment)
		if u.Node != c.over || u.Frame == nil || len(u.Frame.Rects) == 0 {
			continue
		}
		top := sh.y + u.Gap
		ground := u.Frame.Rects[0]
		y := max(top+ground.Y, 0) + 6
		if y+copySide+6 > top+u.Frame.Height && !u.Last {
			continue // the next stretch of it has more room
		}
		return fyne.NewPos(float32(left+ground.X+ground.Width-copySide-6), float32(y)), true
	}
	return at, false
}

// point shows the button on the block under the pointer, and reports whether
// the pointer is on the button.
func (c *copier) point(i int, pos fyne.Position) bool {
	p := c.p
	was := p.copier
	var over *markdown.Block
	if i >= 0 && p.col.Fragment(i).IsCode() {
		over = p.col.Fragment(i).Node
	}
	if over != was.over {
		p.copier = copier{p: p, over: over}
	}
	at, ok := c.place()
	c.lit = ok && pos.X >= at.X && pos.X < at.X+copySide && pos.Y >= at.Y && pos.Y < at.Y+copySide
	if p.copier != was {
		p.draw()
	}
	return c.lit
}

// tip is what the status bar says of the button.
func (c *copier) tip() string {
	if c.done {
		return "Copied"
	}
	return "Copy this code"
}

// press copies the code if the pointer is on the button.
func (c *copier) press(pos fyne.Position) bool {
	p := c.p
	i, _, _ := p.hit(pos)
	if !c.point(i, pos) {
		return false
	}
	p.copy(literal(c.over), "")
	c.done = true
	p.hover = c.tip()
	if p.OnHover != nil {
		p.OnHover(p.hover)
	}
	p.draw()
	return true
}

// CopyCode copies the block of code at an offset of the text; ok is false when
// there is none.
func (p *Pane) CopyCode(off int) (ok bool) {
	i := p.col.Find(p.toDoc(off))
	if i < 0 {
		return false
	}
	u := p.col.Fragment(i)
	if u.Kind != page.CodeFragment && u.Kind != page.DiagramFragment && u.Kind != page.MathFragment {
		return false
	}
	p.copy(literal(u.Node), "")
	return true
}

// drawCopier puts the button over the page.
func (r *renderer) drawCopier() {
	p := r.p
	at, ok := p.copier.place()
	if !ok {
		return
	}
	if r.copyBox == nil {
		r.copyBox = &canvas.Rectangle{CornerRadius: theme.Radius, StrokeWidth: 1}
		r.copyIcon = &canvas.Image{}
		r.copyIcon.Resize(fyne.NewSquareSize(16))
		r.copyBox.Resize(fyne.NewSquareSize(copySide))
	}
	icon, ink := "copy", p.color(assets.RoleMuted)
	if p.copier.lit {
		ink = p.color(assets.RoleInk)
	}
	if p.copier.done {
		icon = "check"
	}
	r.copyBox.FillColor, r.copyBox.StrokeColor = p.color(assets.RolePage), p.color(assets.RoleLine)
	if res := theme.Icon(icon, ink); r.copyIcon.Resource == nil || r.copyIcon.Resource.Name() != res.Name() {
		r.copyIcon.Resource = res
		r.copyIcon.Refresh()
	}
	r.copyBox.Move(at)
	r.copyIcon.Move(at.AddXY((copySide-16)/2, (copySide-16)/2))
	r.objects = append(r.objects, r.copyBox, r.copyIcon)
}

// literal is the code that a reader copies from a block.
func literal(b *markdown.Block) string { return strings.TrimSuffix(b.Literal, "\n") }
