package preview

import (
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/control"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/preview/page"
)

const (
	edgeEvery = 40 * time.Millisecond
)

// press is what the mouse button is down for.
type press struct {
	p        *Pane
	down     bool // words are being selected
	moved    bool // the pointer was dragged since
	taken    bool // the click is not one to follow: it selected something
	clicks   control.Clicks
	at       fyne.Position
	stopEdge func() // of scrolling while the pointer is beyond an edge
}

func (p *Pane) now() time.Time {
	if p.options.Now != nil {
		return p.options.Now()
	}
	return time.Now()
}

// after runs f on the goroutine of the user interface in a while.
func (p *Pane) after(d time.Duration, f func()) (stop func()) {
	if p.options.After != nil {
		return p.options.After(d, f)
	}
	if p.options.Post == nil {
		return func() {}
	}
	stopped := false
	t := time.AfterFunc(d, func() {
		p.options.Post(func() {
			if !stopped {
				f()
			}
		})
	})
	return func() {
		stopped = true
		t.Stop()
	}
}

// takeFocus gives the pane the focus, so that keys that copy reach it. It is not
// ringed: who points at it knows where the focus is.
func (p *Pane) takeFocus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil && c.Focused() != fyne.Focusable(p) {
		p.pointed = true
		c.Focus(p)
	}
}

// MouseDown implements desktop.Mouseable: it takes hold of the scrollbar, or
// begins a selection.
func (p *Pane) MouseDown(e *desktop.MouseEvent) {
	p.press.taken = false
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	if p.bar.Holds(e.Position, p.size.Width) {
		p.bar.Press(e.Position.Y)
		p.draw()
		return
	}
	if at, ok := p.copier.place(); ok && p.copier.lit && e.Position.Y >= at.Y {
		return // for Tapped
	}
	if p.sliding.grab(e.Position) {
		p.press.taken = true
		return
	}
	m := &p.press
	m.down, m.moved, m.at = true, false, e.Position
	m.clicks.Press(e.Position, p.now())
	at, ok := p.press.pick(e.Position)
	if !ok {
		m.down = false
		return
	}
	extend := e.Modifier&fyne.KeyModifierShift != 0
	switch {
	case extend && p.sel.set:
		m.clicks.N, m.taken = 1, true
		p.sel.from, p.sel.to = p.sel.anchor, p.sel.anchor
		p.takeFocus()
		p.Select(p.sel.anchor, at)
	case m.clicks.N == 1:
		p.Unselect()
		p.sel.selection = selection{set: true, anchor: at, head: at, from: at, to: at}
	default:
		m.taken = true
		p.sel.from, p.sel.to = p.press.around(at)
		p.takeFocus()
		p.Select(p.sel.from, p.sel.to)
	}
}

// around is what a double or triple click selects: a word or a block.
func (m *press) around(at markdown.Pos) (from, to markdown.Pos) {
	p := m.p
	from, to = at, at
	words := p.col.Words(at)
	switch {
	case m.clicks.N%3 == 2:
		from.Off, to.Off = page.WordAt(words, at.Off)
	case m.clicks.N%3 == 0:
		from.Off, to.Off = 0, len(words)
	}
	return from, to
}

// pick is the place on the page that is nearest to a point of the pane.
func (m *press) pick(pos fyne.Position) (markdown.Pos, bool) {
	p := m.p
	pos.Y = max(0, min(pos.Y, p.size.Height-1))
	i, x, y := p.hit(pos)
	if i < 0 || p.col.Doc == nil || p.col.Fragment(i).Kind == page.HintFragment {
		return markdown.Pos{}, false
	}
	return p.col.PosAt(i, x, y), true
}

// dragTo selects from what was pressed to where the pointer is, in words or
// blocks after a double or triple click.
func (m *press) dragTo() {
	p := m.p
	at, ok := m.pick(m.at)
	if !ok || !p.sel.set {
		return
	}
	anchor, head := p.sel.from, at
	if m.clicks.N%3 != 1 {
		from, to := m.around(at)
		head = to
		if from.Compare(p.sel.from) < 0 {
			anchor, head = p.sel.to, from
		}
	}
	p.Select(anchor, head)
}

// MouseUp implements desktop.Mouseable.
func (p *Pane) MouseUp(*desktop.MouseEvent) { p.press.release() }

// Dragged implements fyne.Draggable.
func (p *Pane) Dragged(e *fyne.DragEvent) {
	m := &p.press
	switch {
	case p.bar.Held():
		p.bar.Drag(e.Position.Y)
	case p.sliding.pan != nil:
		p.sliding.drag(e.Position)
	case m.down:
		if !m.moved {
			m.moved, m.taken = true, true
			p.takeFocus()
		}
		m.at = e.Position
		p.press.dragTo()
		if p.press.beyond() != 0 && m.stopEdge == nil {
			m.stopEdge = p.after(edgeEvery, p.press.scrollEdge)
		}
	}
}

// DragEnd implements fyne.Draggable.
func (p *Pane) DragEnd() {
	moved := p.press.moved
	p.press.release()
	if moved && p.Selected() { // Fyne took the focus away if the pointer was over nothing that can have it
		p.takeFocus()
	}
}

func (m *press) release() {
	p := m.p
	if p.sliding.pan != nil {
		p.sliding.pan = nil
		p.draw()
	}
	m.down, m.moved = false, false
	if m.stopEdge != nil {
		m.stopEdge()
		m.stopEdge = nil
	}
	if p.bar.Release() {
		p.draw()
	}
}

// beyond is how far the pointer is above (below 0) or below the pane.
func (m *press) beyond() float32 {
	p := m.p
	y := m.at.Y
	return min(y, 0) + max(y-p.size.Height, 0)
}

// scrollEdge scrolls a step, the faster the farther the pointer is away, and goes on
// while it is.
func (m *press) scrollEdge() {
	p := m.p
	m.stopEdge = nil
	d := m.beyond()
	if !m.down || d == 0 {
		return
	}
	step := max(4, min(max(d, -d)/2, 90))
	if d < 0 {
		step = -step
	}
	p.scroll(int(step))
	m.dragTo()
	m.stopEdge = p.after(edgeEvery, p.press.scrollEdge)
}

// TappedSecondary implements fyne.SecondaryTappable: it shows a menu.
func (p *Pane) TappedSecondary(e *fyne.PointEvent) {
	menu := p.Menu(e.Position)
	if p.OnMenu != nil {
		p.OnMenu(menu, e.AbsolutePosition)
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		widget.ShowPopUpMenuAtPosition(menu, c, e.AbsolutePosition)
	}
}

// Menu is what can be done at a point of the pane.
func (p *Pane) Menu(pos fyne.Position) *fyne.Menu {
	item := func(label string, f func(), off bool) *fyne.MenuItem {
		i := fyne.NewMenuItem(label, f)
		i.Disabled = off
		return i
	}
	none := !p.Selected()
	menu := fyne.NewMenu("",
		item("Copy", p.Copy, none),
		item("Copy as HTML", p.CopyHTML, p.col.Doc == nil),
		item("Select all", func() { p.takeFocus(); p.SelectAll() }, p.col.Doc == nil),
	)
	if i, x, y := p.hit(pos); i >= 0 {
		if dest := p.col.Fragment(i).Frame.Link(x, y); dest != "" && !onPage(dest) {
			menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(),
				item("Copy link address", func() { p.copy(dest, "") }, false))
		}
	}
	if src, off, ok := p.pictureAt(pos); ok && p.OnPicture != nil {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), item("Edit picture…", func() { p.OnPicture(src, off) }, false))
	}
	if p.OnBrowse != nil {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), item("Open in browser", p.OnBrowse, p.col.Doc == nil))
	}
	return menu
}

// pictureAt returns the picture at a point of the pane, and where the part of the
// text begins that shows it.
func (p *Pane) pictureAt(pos fyne.Position) (src string, off int, ok bool) {
	i, x, y := p.hit(pos)
	if i < 0 {
		return "", 0, false
	}
	u := p.col.Fragment(i)
	for _, b := range u.Frame.Images {
		if x < b.X || x >= b.X+b.Width || y < b.Y || y >= b.Y+b.Height {
			continue
		}
		if off, ok := p.col.LineStart(i, y+u.Gap); ok {
			return b.Src, p.toText(off), true
		}
	}
	return "", 0, false
}

// onPage reports whether a destination is a place on the page.
func onPage(dest string) bool {
	_, _, note := page.NoteOf(dest)
	return note
}

// copy gives words, and HTML where there is any, to the clipboard.
func (p *Pane) copy(words, html string) {
	if p.OnCopy != nil {
		p.OnCopy(words, html)
		return
	}
	fyne.CurrentApp().Clipboard().SetContent(words)
}

// Copy copies what is selected as it is read, and as HTML.
func (p *Pane) Copy() {
	if passage, ok := p.Passage(); ok {
		links := p.options.HTML()
		p.give(passage, func() (string, string) { return passage.Text(), html.Passage(passage, links) })
	}
}

// CopyHTML copies the HTML source of what is selected, or of the whole page,
// as text.
func (p *Pane) CopyHTML() {
	links := p.options.HTML()
	if passage, ok := p.Passage(); ok {
		p.give(passage, func() (string, string) { return html.Passage(passage, links), "" })
		return
	}
	if d := p.col.Doc; d != nil {
		from, to := p.sel.ends()
		p.give(markdown.Passage{Doc: d, From: from, To: to}, func() (string, string) {
			var b strings.Builder
			if _, err := html.Write(&b, d, links); err != nil {
				return "", ""
			}
			return b.String(), ""
		})
	}
}

// give copies what make gives. For a long passage that is made on a goroutine of
// its own, so that make may ask nothing of the window.
func (p *Pane) give(passage markdown.Passage, make func() (words, html string)) {
	long := passage.To.Block-passage.From.Block > 2000
	if p.options.Post == nil || !long {
		p.copy(make())
		return
	}
	go func() {
		words, html := make()
		p.options.Post(func() { p.copy(words, html) })
	}()
}

// extend moves the selection's head for the keyboard; ok is false for a key
// that does not.
func (s *selecting) extend(key fyne.KeyName, byWord bool) (ok bool) {
	p := s.p
	if p.col.Doc == nil {
		return false
	}
	if !s.set {
		at := p.first()
		p.sel.selection = selection{set: true, anchor: at, head: at, from: at, to: at}
	}
	head := s.head
	words := p.col.Words(head)
	head.Off = min(head.Off, len(words))
	switch key {
	case fyne.KeyRight:
		if head.Off >= len(words) {
			head = s.beside(head, 1)
			break
		}
		_, n := utf8.DecodeRuneInString(words[head.Off:])
		if byWord {
			for n < len(words)-head.Off && isBlank(words[head.Off+n-1]) {
				n++
			}
			_, to := page.WordAt(words, head.Off+n)
			n = max(n, to-head.Off)
		}
		head.Off += n
		for head.Off < len(words) && !p.col.Layouter.Measurer.IsBoundary(words, head.Off) {
			_, n := utf8.DecodeRuneInString(words[head.Off:])
			head.Off += n
		}
	case fyne.KeyLeft:
		if head.Off == 0 {
			head = s.beside(head, -1)
			break
		}
		_, n := utf8.DecodeLastRuneInString(words[:head.Off])
		if byWord {
			for n < head.Off && isBlank(words[head.Off-n]) {
				n++
			}
			from, _ := page.WordAt(words, head.Off-n)
			n = max(n, head.Off-from)
		}
		head.Off -= n
		for head.Off > 0 && !p.col.Layouter.Measurer.IsBoundary(words, head.Off) {
			_, n := utf8.DecodeLastRuneInString(words[:head.Off])
			head.Off -= n
		}
	case fyne.KeyUp, fyne.KeyDown:
		head = s.nextLine(head, key == fyne.KeyDown)
	case fyne.KeyHome:
		head, _ = s.ends()
	case fyne.KeyEnd:
		_, head = s.ends()
	default:
		return false
	}
	p.Select(s.anchor, head)
	p.reveal(head)
	return true
}

// beside is the nearest end of the leaf before or behind the one of a place.
func (s *selecting) beside(at markdown.Pos, by int) markdown.Pos {
	p := s.p
	first, last := s.ends()
	for next := at; ; {
		if next.Leaf += by; next.Leaf < 0 || next.Block < 0 || next.Leaf >= p.col.Doc.Block(next.Block).Leaves() {
			next.Block += by
			if next.Block < first.Block || next.Block > last.Block {
				return at
			}
			next.Leaf = 0
			if by < 0 && next.Block >= 0 {
				next.Leaf = p.col.Doc.Block(next.Block).Leaves() - 1
			}
		}
		if p.col.FindPos(next) < 0 || next.Leaf < 0 {
			continue
		}
		if next.Off = 0; by < 0 {
			next.Off = len(p.col.Words(next))
		}
		return next
	}
}

// nextLine is the place above or below another one on the page.
func (s *selecting) nextLine(at markdown.Pos, down bool) markdown.Pos {
	p := s.p
	i, y, tall, ok := p.col.Line(at)
	if !ok {
		return at
	}
	u := p.col.Fragment(i)
	x := 0
	for k := range u.Frame.Texts {
		if b := &u.Frame.Texts[k]; b.Cell == at.Leaf-u.Leaf && b.From < b.To && at.Off >= b.From && at.Off <= b.To {
			x = b.X + p.col.Layouter.OffsetX(u, b, at.Off)
		}
	}
	for y = y - 1; ; {
		if down {
			y += tall + 1
		}
		if y >= 0 && y < u.Frame.Height {
			if now := p.col.PosAt(i, x, y); now != at {
				return now
			}
		}
		if down {
			i++
		} else {
			i--
		}
		if i < 0 || i >= p.col.Fragments.Len() {
			if first, last := s.ends(); down {
				return last
			} else {
				return first
			}
		}
		p.col.Layout(i)
		u, y, tall = p.col.Fragment(i), -1, 0
		if !down {
			y = u.Frame.Height - 1
		}
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
