package preview

import (
	"slices"
	"sort"
	"strings"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
)

// finding is what is looked for on the page, and what was found of it.
type finding struct {
	p     *Pane
	query string
	hits  []page.Hit // in the order of reading
	at    int        // the one that was gone to, -1 for none
	known map[*markdown.Block][]page.Hit
	turn  int // number of the newest search; older ones are void
}

// atOnce is up to how many bytes of a document are searched in place.
const atOnce = 256 << 10

// in lists the hits in n leaves of a block.
func (f *finding) in(block, leaf, n int) []page.Hit {
	i := sort.Search(len(f.hits), func(i int) bool {
		h := f.hits[i]
		return h.Block > block || h.Block == block && h.Leaf >= leaf
	})
	k := i
	for k < len(f.hits) && f.hits[k].Block == block && f.hits[k].Leaf < leaf+n {
		k++
	}
	return f.hits[i:k]
}

// now is the hit that was gone to.
func (f *finding) now() page.Hit {
	if f.at < 0 || f.at >= len(f.hits) {
		return page.Hit{Block: -2}
	}
	return f.hits[f.at]
}

// Find marks every place that reads like query, whatever its case and however
// the words are set, and goes to the first one at or below the selection or
// the top edge. It stays on the page, through edits, until Find(""). OnFound
// tells what was found.
func (p *Pane) Find(query string) {
	p.found.query, p.found.known = page.FoldCase(query), nil
	p.found.search(true)
}

// Finding is what Find is looking for; "" for nothing.
func (p *Pane) Finding() string { return p.found.query }

// search searches the document; jump goes to a hit.
func (f *finding) search(jump bool) {
	p := f.p
	f.turn++
	turn, query, d, title, known := f.turn, f.query, p.col.Doc, strings.TrimSpace(p.header.Title), f.known
	if query == "" || d == nil {
		f.accept(nil, nil, false)
		return
	}
	size := 0
	if n := d.Len(); n > 0 {
		size = d.Start(n-1) - d.Base
	}
	if p.options.Post == nil || size < atOnce {
		hits, known := page.Search(d, title, query, known)
		f.accept(hits, known, jump)
		return
	}
	go func() {
		hits, known := page.Search(d, title, query, known)
		p.options.Post(func() {
			if turn == f.turn {
				f.accept(hits, known, jump)
			}
		})
	}()
}

// accept shows what was found.
func (f *finding) accept(hits []page.Hit, known map[*markdown.Block][]page.Hit, jump bool) {
	p := f.p
	now := f.now()
	f.hits, f.known, f.at = hits, known, slices.Index(hits, now)
	if jump && len(hits) > 0 {
		from := p.first()
		f.at = sort.Search(len(hits), func(i int) bool { return hits[i].Pos().Compare(from) >= 0 }) % len(hits)
		f.goTo(hits[f.at])
	}
	p.draw()
	f.report()
}

func (f *finding) report() {
	p := f.p
	if p.OnFound != nil {
		p.OnFound(f.at, len(f.hits))
	}
}

// first is where looking begins: at the selection, if it is on screen, else at
// the top edge.
func (p *Pane) first() markdown.Pos {
	if from, _, _ := p.sel.span(); p.sel.set {
		return from
	}
	if p.top >= p.col.Fragments.Len() {
		return markdown.Pos{Block: -1}
	}
	return markdown.Pos{Block: p.col.Block(p.top), Leaf: p.col.Fragment(p.top).Leaf}
}

// FindStep goes by hits forward, or backward, round the ends.
func (p *Pane) FindStep(by int) {
	f := &p.found
	n := len(f.hits)
	if n == 0 {
		return
	}
	switch {
	case f.at >= 0:
		f.at = ((f.at+by)%n + n) % n
	default:
		from := p.first()
		f.at = sort.Search(n, func(i int) bool { return f.hits[i].Pos().Compare(from) >= 0 })
		if by < 0 {
			f.at--
		}
		f.at = (f.at + n) % n
	}
	p.found.goTo(f.hits[f.at])
	p.draw()
	p.found.report()
}

// goTo selects a hit and brings it to the screen.
func (f *finding) goTo(h page.Hit) {
	p := f.p
	at := h.Pos()
	end := at
	end.Off = h.To
	p.sel.selection = selection{set: true, anchor: at, head: end, from: at, to: end}
	if i := p.col.FindPos(at); i >= 0 {
		p.col.Expose(i)
	}
	p.reveal(at)
}

// reveal scrolls so that a place is on screen, not at its edge.
func (p *Pane) reveal(at markdown.Pos) {
	i, y, tall, ok := p.col.Line(at)
	if !ok || p.size.IsZero() {
		return
	}
	c := &p.col
	top := c.Y(i) + c.Fragment(i).Gap + y
	view, h := c.Y(p.top)+p.dy, int(p.size.Height)
	if room := min(h/6, 60); top < view+room || top+tall > view+h-room {
		p.jump(i, c.Fragment(i).Gap+y-h/3)
	}
}
