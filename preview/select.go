package preview

import (
	"strings"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
)

// selection is what the reader has marked: two places of the page, not objects
// on the screen, so that it may reach over any number of blocks.
type selection struct {
	set          bool         // there are places
	anchor, head markdown.Pos // from where to where; the head moves
	from, to     markdown.Pos // what was pressed, which a drag keeps selected
}

// selecting is a pane's selection, and what moves it.
type selecting struct {
	p *Pane
	selection
}

// span gives the selection's places in the order of reading; ok is false when
// nothing is selected.
func (s *selection) span() (from, to markdown.Pos, ok bool) {
	if !s.set || s.anchor == s.head {
		return s.anchor, s.anchor, false
	}
	if s.anchor.Compare(s.head) > 0 {
		return s.head, s.anchor, true
	}
	return s.anchor, s.head, true
}

// Selected reports whether anything is selected.
func (p *Pane) Selected() bool {
	_, _, ok := p.sel.span()
	return ok
}

// Passage is what is selected; ok is false when nothing is.
func (p *Pane) Passage() (passage markdown.Passage, ok bool) {
	from, to, ok := p.sel.span()
	if !ok || p.col.Doc == nil {
		return passage, false
	}
	return markdown.Passage{Doc: p.col.Doc, Title: strings.TrimSpace(p.header.Title), From: from, To: to}, true
}

// Select marks what lies between two places; head is the one that moves.
func (p *Pane) Select(anchor, head markdown.Pos) {
	if p.sel.set && p.sel.anchor == anchor && p.sel.head == head {
		return
	}
	p.sel.set, p.sel.anchor, p.sel.head = true, anchor, head
	p.draw()
}

// Unselect takes the marks away.
func (p *Pane) Unselect() {
	was := p.Selected()
	p.sel.selection = selection{}
	if was {
		p.draw()
	}
}

// SelectAll marks the whole page.
func (p *Pane) SelectAll() {
	if p.col.Doc == nil || p.col.Doc.Len() == 0 && p.col.Header == nil {
		return
	}
	from, to := p.sel.ends()
	p.sel.from, p.sel.to = from, from
	p.Select(from, to)
}

// ends are the first and the last place of the page.
func (s *selecting) ends() (from, to markdown.Pos) {
	p := s.p
	if p.col.Header != nil {
		from.Block = -1
		to = markdown.Pos{Block: -1, Off: len(strings.TrimSpace(p.header.Title))}
	}
	if n := p.col.Doc.Len(); n > 0 {
		b := p.col.Doc.Block(n - 1)
		to = markdown.Pos{Block: n - 1, Leaf: max(0, b.Leaves()-1)}
		if leaf := b.Leaf(to.Leaf); leaf != nil {
			to.Off = len(leaf.Words())
		}
		if b.Leaves() == 0 { // a rule: behind it
			to.Leaf = 1
		}
	}
	return from, to
}

// follow carries the selection over to a new document. It is lost when a block that it begins or ends in was changed.
func (s *selecting) follow(old, now *markdown.Doc) {
	p := s.p
	if !s.set || old == now {
		return
	}
	if old == nil || now == nil {
		p.sel.selection = selection{}
		return
	}
	for _, at := range []*markdown.Pos{&s.anchor, &s.head, &s.from, &s.to} {
		if at.Block < 0 {
			continue
		}
		i := again(old, now, at.Block)
		if i < 0 {
			p.sel.selection = selection{}
			return
		}
		at.Block = i
	}
}

// again finds a block of the old document in the new one, -1 if it is not
// there.
func again(old, now *markdown.Doc, i int) int {
	if i >= old.Len() {
		return -1
	}
	b := old.Block(i)
	for _, k := range []int{i, i + now.Len() - old.Len()} {
		if k >= 0 && k < now.Len() && now.Block(k) == b {
			return k
		}
	}
	for k, c := range now.From(0) {
		if c == b {
			return k
		}
	}
	return -1
}

// marking is a rectangle behind words: of the selection, or of a hit.
type marking struct {
	x, y, w, h int
	kind       markKind
}

type markKind uint8

const (
	hitMark markKind = iota
	hitNowMark
	selMark
	picMark // around a picture
)

// markings are those of fragment i.
func (p *Pane) markings(i int) []marking {
	from, to, ok := p.sel.span()
	if !ok && len(p.found.hits) == 0 || p.col.Fragment(i).Kind == page.HintFragment {
		return nil
	}
	u, block := p.col.Fragment(i), p.col.Block(i)
	if block < 0 && u.Kind != page.HeaderFragment {
		return nil
	}
	var list []marking
	for k := range u.Leaves() {
		if !ok {
			break
		}
		at := markdown.Pos{Block: block, Leaf: u.Leaf + k}
		if at.Block < from.Block || at.Block == from.Block && at.Leaf < from.Leaf || at.Compare(to) > 0 {
			continue
		}
		a, z := 0, int(^uint(0)>>1)
		if at.Block == from.Block && at.Leaf == from.Leaf {
			a = from.Off
		}
		if at.Block == to.Block && at.Leaf == to.Leaf {
			z = to.Off
		}
		list = p.sel.cover(list, u, k, a, z, selMark)
	}
	for _, h := range p.found.in(block, u.Leaf, u.Leaves()) {
		kind := hitMark
		if h == p.found.now() {
			kind = hitNowMark
		}
		list = p.sel.cover(list, u, h.Leaf-u.Leaf, h.From, h.To, kind)
	}
	return list
}

// cover adds what lies behind bytes [a, z) of the words of a fragment's cell: one
// rectangle a line.
func (s *selecting) cover(list []marking, u *page.Fragment, cell, a, z int, kind markKind) []marking {
	p := s.p
	n := len(list)
	for k := range u.Frame.Texts {
		b := &u.Frame.Texts[k]
		if b.Cell != cell || b.From == b.To || b.To <= a || b.From >= z {
			continue
		}
		top, tall := b.Line()
		x0, x1 := b.X+p.col.Layouter.OffsetX(u, b, a), b.X+p.col.Layouter.OffsetX(u, b, z)
		if x1 <= x0 {
			continue
		}
		if m := len(list) - 1; m >= n && list[m].y == top && list[m].h == tall {
			list[m].w = max(list[m].x+list[m].w, x1) - list[m].x
			continue
		}
		list = append(list, marking{x0, top, x1 - x0, tall, kind})
	}
	if kind == selMark && a == 0 && z >= len(u.Words(cell)) {
		for _, b := range u.Frame.Images {
			list = append(list, marking{b.X - 3, b.Y - 3, b.Width + 6, b.Height + 6, picMark})
		}
	}
	return list
}
