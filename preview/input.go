package preview

import (
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/assets"
	"galley.app/galley/internal/theme"
	"galley.app/galley/preview/page"
)

const wheel = 2 // pixels for one that Fyne reports: a notch is about two lines

func (r *renderer) drawThumb() {
	p := r.p
	p.bar.Set(float32(p.col.Height()), p.size.Height, float32(p.col.Y(p.top)+p.dy))
	c := p.color(assets.RoleEdge)
	if !p.bar.Held() {
		c = theme.Dim(c, p.color(assets.RolePage), 0.45)
	}
	if p.bar.Draw(r.thumb, p.size.Width, c) {
		r.objects = append(r.objects, r.thumb)
	}
}

// scroll moves the page by d pixels for the user.
func (p *Pane) scroll(d int) {
	if p.size.IsZero() {
		return
	}
	top, dy := p.top, p.dy
	p.dy += d
	p.place()
	p.scrolled(top, dy)
}

// scrolled draws and tells when the place is no longer the one before.
func (p *Pane) scrolled(top, dy int) {
	if p.top == top && p.dy == dy {
		return
	}
	if p.pending.next != nil {
		p.pending.next.aimed = false
	}
	p.draw()
	if p.OnTop != nil {
		p.OnTop(p.Top())
	}
}

// jump brings fragment i to the top edge for the user.
func (p *Pane) jump(i, dy int) {
	wasTop, wasDy := p.top, p.dy
	p.top, p.dy = i, dy
	p.place()
	p.scrolled(wasTop, wasDy)
}

// Scrolled implements fyne.Scrollable.
func (p *Pane) Scrolled(e *fyne.ScrollEvent) {
	if p.OnZoom != nil && p.OnZoom(e) {
		return
	}
	p.rest -= e.Scrolled.DY * wheel
	whole := float32(math.Trunc(float64(p.rest)))
	p.rest -= whole
	if e.Scrolled.DX != 0 {
		p.sliding.wheel(e)
	}
	p.scroll(int(whole))
	p.point(e.Position)
}

// scrollTo scrolls to a share of the way to the end, where the thumb was dragged.
func (m *press) scrollTo(share float32) {
	p := m.p
	whole := float64(p.col.Height()) - float64(p.size.Height)
	i, dy := p.col.FindY(int(whole * float64(share)))
	if share >= 1 {
		i, dy = p.col.Fragments.Len()-1, math.MaxInt32
	}
	p.jump(i, dy)
}

// Tapped implements fyne.Tappable: it follows a link, or reports the place.
func (p *Pane) Tapped(e *fyne.PointEvent) {
	if p.bar.Holds(e.Position, p.size.Width) {
		return
	}
	if p.press.taken { // it selected something
		return
	}
	if p.copier.press(e.Position) {
		return
	}
	i, x, y := p.hit(e.Position)
	if i < 0 {
		return
	}
	if dest := p.col.Fragment(i).Frame.Link(x, y); dest != "" {
		p.follow(dest)
		return
	}
	if p.col.Fragment(i).Details != nil && y >= 0 {
		p.toggle(i)
		return
	}
	if off, ok := p.taskAt(e.Position); ok && p.OnTask != nil {
		p.OnTask(off)
		return
	}
	if p.OnBlock != nil {
		if off, ok := p.col.LineStart(i, y+p.col.Fragment(i).Gap); ok {
			p.OnBlock(p.toText(off))
		}
	}
}

// hit is the fragment at a point, -1 for none, and the point in its frame.
func (p *Pane) hit(pos fyne.Position) (i, x, y int) {
	left, _ := p.column()
	for _, sh := range p.visible(nil) {
		u := p.col.Fragment(sh.fragment)
		if int(pos.Y) < sh.y+u.Height || sh.fragment == p.col.Fragments.Len()-1 {
			return sh.fragment, int(pos.X) - left, int(pos.Y) - sh.y - u.Gap
		}
	}
	return -1, 0, 0
}

// follow goes to a place on the page, out of what hides it, or reports the link.
func (p *Pane) follow(dest string) {
	i := -1
	number, back, note := page.NoteOf(dest)
	if note {
		i = p.col.FindNote(number, back)
	} else if id, ok := strings.CutPrefix(dest, "#"); ok {
		i = p.col.FindID(id)
	}
	switch {
	case i >= 0:
		opened := p.col.Expose(i)
		if p.jump(i, 0); opened {
			p.draw()
		}
	case !note && p.OnLink != nil:
		p.OnLink(dest)
	}
}

// point tells what lies under the pointer.
func (p *Pane) point(pos fyne.Position) {
	dest, title, tip := "", "", ""
	i, fx, fy := p.hit(pos)
	if i >= 0 {
		f := p.col.Fragment(i).Frame
		dest, tip = f.LinkAt(fx, fy)
		title = f.LinkTitles[dest]
	}
	button := p.copier.point(i, pos)
	p.cursor = desktop.DefaultCursor
	if p.overWords(pos) {
		p.cursor = desktop.TextCursor
	}
	if _, task := p.taskAt(pos); dest != "" || task || button || i >= 0 && p.col.Fragment(i).Details != nil {
		p.cursor = desktop.PointerCursor
	}
	if p.OnPoint != nil {
		x := Pointed{Dest: dest, Title: title}
		if i >= 0 {
			x = pointedAt(p.col.Fragment(i).Frame, fx, fy, x)
		}
		p.OnPoint(x, pos)
	}
	switch number, back, ok := page.NoteOf(dest); {
	case back:
		dest = "Back to the text"
	case ok:
		dest = "Footnote " + strconv.Itoa(number)
	case button:
		dest = p.copier.tip()
	case title != "":
		dest += "  “" + title + "”"
	case tip != "" && dest != "":
		dest += "  “" + tip + "”"
	case tip != "":
		dest = tip
	}
	if dest != p.hover {
		p.hover = dest
		if p.OnHover != nil {
			p.OnHover(dest)
		}
	}
}

// pointedAt completes what a point of a frame leads to.
func pointedAt(f *page.Frame, x, y int, at Pointed) Pointed {
	if number, back, note := page.NoteOf(at.Dest); note {
		if back {
			return Pointed{}
		}
		return Pointed{Note: number}
	}
	for _, m := range f.Images {
		if at.Dest == "" && x >= m.X && x < m.X+m.Width && y >= m.Y && y < m.Y+m.Height {
			at.Image = m.Src
		}
	}
	return at
}

// MouseIn implements desktop.Hoverable.
func (p *Pane) MouseIn(e *desktop.MouseEvent) { p.point(e.Position) }

// MouseMoved implements desktop.Hoverable.
func (p *Pane) MouseMoved(e *desktop.MouseEvent) { p.point(e.Position) }

// MouseOut implements desktop.Hoverable.
func (p *Pane) MouseOut() {
	p.cursor = desktop.DefaultCursor
	if p.OnPoint != nil {
		p.OnPoint(Pointed{}, fyne.Position{})
	}
	if p.copier.over != nil {
		p.copier = copier{p: p}
		p.draw()
	}
	if p.hover != "" {
		p.hover = ""
		if p.OnHover != nil {
			p.OnHover("")
		}
	}
}

// Cursor implements desktop.Cursorable.
func (p *Pane) Cursor() desktop.Cursor { return p.cursor }

// overWords reports whether there are words at a point.
func (p *Pane) overWords(pos fyne.Position) bool {
	i, x, y := p.hit(pos)
	if i < 0 {
		return false
	}
	for k := range p.col.Fragment(i).Frame.Texts {
		b := &p.col.Fragment(i).Frame.Texts[k]
		top, tall := b.Line()
		if b.From < b.To && x >= b.X && x < b.X+b.Width && y >= top && y < top+tall {
			return true
		}
	}
	return false
}

// FocusGained implements fyne.Focusable.
func (p *Pane) FocusGained() { p.focus(true) }

// FocusLost implements fyne.Focusable.
func (p *Pane) FocusLost() {
	p.pointed = false
	p.focus(false)
}

func (p *Pane) focus(on bool) {
	p.focused = on
	p.draw()
	if p.OnFocus != nil {
		p.OnFocus(on)
	}
}

// TypedRune implements fyne.Focusable: the page takes no letters.
func (p *Pane) TypedRune(rune) {}

// TypedKey implements fyne.Focusable: the usual keys move the page.
func (p *Pane) TypedKey(e *fyne.KeyEvent) {
	line := p.col.Layouter.Sizes.Body.Line
	page := max(line, int(p.size.Height)-2*line)
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0 && p.sel.extend(e.Name, false) {
		return
	}
	switch e.Name {
	case fyne.KeyUp:
		p.scroll(-line)
	case fyne.KeyDown:
		p.scroll(line)
	case fyne.KeyLeft, fyne.KeyRight:
		d := 3 * line
		if e.Name == fyne.KeyLeft {
			d = -d
		}
		if !p.sliding.key(d) && p.OnKey != nil {
			p.OnKey(e)
		}
	case fyne.KeyPageUp:
		p.scroll(-page)
	case fyne.KeyPageDown, fyne.KeySpace:
		p.scroll(page)
	case fyne.KeyHome:
		p.jump(0, 0)
	case fyne.KeyEnd:
		p.jump(p.col.Fragments.Len()-1, math.MaxInt32)
	case fyne.KeyEscape:
		if p.Selected() {
			p.Unselect()
			return
		}
		if p.OnKey != nil {
			p.OnKey(e)
		}
	default:
		if p.OnKey != nil {
			p.OnKey(e)
		}
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (p *Pane) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutCopy:
		p.Copy()
		return
	case *fyne.ShortcutSelectAll:
		p.SelectAll()
		return
	case *desktop.CustomShortcut:
		const both = fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift
		if s.Modifier == both && p.sel.extend(s.KeyName, true) {
			return
		}
	}
	if p.OnShortcut != nil {
		p.OnShortcut(s)
	}
}
