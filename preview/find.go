package preview

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// hit is a place that was found: bytes [from, to) of a leaf's words.
type hit struct{ block, leaf, from, to int }

// finding is what is looked for on the page, and what was found of it.
type finding struct {
	query string
	hits  []hit // in the order of reading
	at    int   // the one that was gone to, -1 for none
	known map[*markdown.Block][]hit
	turn  int // number of the newest search; older ones are void
}

// atOnce is up to how many bytes of a document are searched in place.
const atOnce = 256 << 10

// in lists the hits in n leaves of a block.
func (f *finding) in(block, leaf, n int) []hit {
	i := sort.Search(len(f.hits), func(i int) bool {
		h := f.hits[i]
		return h.block > block || h.block == block && h.leaf >= leaf
	})
	k := i
	for k < len(f.hits) && f.hits[k].block == block && f.hits[k].leaf < leaf+n {
		k++
	}
	return f.hits[i:k]
}

// now is the hit that was gone to.
func (f *finding) now() hit {
	if f.at < 0 || f.at >= len(f.hits) {
		return hit{block: -2}
	}
	return f.hits[f.at]
}

// Find marks every place that reads like query, whatever its case and however
// the words are set, and goes to the first one at or below the selection or
// the top edge. It stays on the page, through edits, until Find(""). OnFound
// tells what was found.
func (p *Pane) Find(query string) {
	p.found.query, p.found.known = fold(query), nil
	p.look(true)
}

// Finding is what Find is looking for; "" for nothing.
func (p *Pane) Finding() string { return p.found.query }

// look searches the document; jump goes to a hit.
func (p *Pane) look(jump bool) {
	f := &p.found
	f.turn++
	turn, query, d, title, known := f.turn, f.query, p.col.doc, strings.TrimSpace(p.header.Title), f.known
	if query == "" || d == nil {
		p.take(nil, nil, false)
		return
	}
	size := 0
	if n := d.Len(); n > 0 {
		size = d.Start(n-1) - d.Base
	}
	if p.options.Post == nil || size < atOnce {
		hits, known := search(d, title, query, known)
		p.take(hits, known, jump)
		return
	}
	go func() {
		hits, known := search(d, title, query, known)
		p.options.Post(func() {
			if turn == p.found.turn {
				p.take(hits, known, jump)
			}
		})
	}()
}

// take shows what was found.
func (p *Pane) take(hits []hit, known map[*markdown.Block][]hit, jump bool) {
	f := &p.found
	now := f.now()
	f.hits, f.known, f.at = hits, known, slices.Index(hits, now)
	if jump && len(hits) > 0 {
		from := p.first()
		f.at = sort.Search(len(hits), func(i int) bool { return hits[i].pos().Compare(from) >= 0 }) % len(hits)
		p.goTo(hits[f.at])
	}
	p.draw()
	p.tellFound()
}

func (p *Pane) tellFound() {
	if p.OnFound != nil {
		p.OnFound(p.found.at, len(p.found.hits))
	}
}

// first is where looking begins: at the selection, if it is on screen, else at
// the top edge.
func (p *Pane) first() markdown.Pos {
	if from, _, _ := p.sel.span(); p.sel.set {
		return from
	}
	if p.top >= p.col.units.Len() {
		return markdown.Pos{Block: -1}
	}
	return markdown.Pos{Block: p.col.block(p.top), Leaf: p.col.unit(p.top).leaf}
}

func (h hit) pos() markdown.Pos { return markdown.Pos{Block: h.block, Leaf: h.leaf, Off: h.from} }

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
		f.at = sort.Search(n, func(i int) bool { return f.hits[i].pos().Compare(from) >= 0 })
		if by < 0 {
			f.at--
		}
		f.at = (f.at + n) % n
	}
	p.goTo(f.hits[f.at])
	p.draw()
	p.tellFound()
}

// goTo selects a hit and brings it to the screen.
func (p *Pane) goTo(h hit) {
	at := h.pos()
	end := at
	end.Off = h.to
	p.sel = selection{set: true, anchor: at, head: end, from: at, to: end}
	if i := p.unitOf(at); i >= 0 {
		p.expose(i)
	}
	p.reveal(at)
}

// reveal scrolls so that a place is on screen, not at its edge.
func (p *Pane) reveal(at markdown.Pos) {
	i, y, tall, ok := p.height(at)
	if !ok || p.size.IsZero() {
		return
	}
	c := &p.col
	top := c.y(i) + c.unit(i).gap + y
	view, h := c.y(p.top)+p.dy, int(p.size.Height)
	if room := min(h/6, 60); top < view+room || top+tall > view+h-room {
		p.jump(i, c.unit(i).gap+y-h/3)
	}
}

// height is the unit that shows a place, and where its line is in the frame.
func (p *Pane) height(at markdown.Pos) (i, y, tall int, ok bool) {
	i = p.unitOf(at)
	if i < 0 {
		return 0, 0, 0, false
	}
	p.col.ensure(i)
	u := p.col.unit(i)
	for k := range u.frame.texts {
		b := &u.frame.texts[k]
		if b.cell != at.Leaf-u.leaf || b.at == b.to {
			continue
		}
		y, tall = b.line()
		if at.Off < b.to {
			break
		}
	}
	return i, y, max(tall, 1), true
}

// unitOf is the unit that shows a place, -1 for none.
func (p *Pane) unitOf(at markdown.Pos) int {
	c := &p.col
	if at.Block < 0 {
		if c.head == nil {
			return -1
		}
		return 0
	}
	if c.doc == nil || at.Block >= c.doc.Len() {
		return -1
	}
	lo, hi := c.from(at.Block), c.from(at.Block+1)
	i := lo + sort.Search(hi-lo, func(k int) bool {
		u := c.unit(lo + k)
		return u.leaf > at.Leaf || u.leaf == at.Leaf && u.at > at.Off
	}) - 1
	if i < lo {
		i = lo
	}
	if i >= hi {
		return -1
	}
	return i
}

// search lists the places of a document that read like a folded query. Blocks
// in known are not searched again.
func search(d *markdown.Doc, title, query string, known map[*markdown.Block][]hit) ([]hit, map[*markdown.Block][]hit) {
	all := appendHits(nil, -1, 0, title, query)
	now := make(map[*markdown.Block][]hit, d.Len())
	for i, b := range d.From(0) {
		hits, ok := known[b]
		if !ok {
			hits = searchBlock(b, query)
		}
		now[b] = hits
		for _, h := range hits {
			h.block = i
			all = append(all, h)
		}
	}
	return all, now
}

func searchBlock(b *markdown.Block, query string) []hit {
	var hits []hit
	leaf := 0
	var walk func(b *markdown.Block)
	walk = func(b *markdown.Block) {
		if b.IsLeaf() {
			hits = appendHits(hits, 0, leaf, b.Words(), query)
			leaf++
		}
		for _, c := range b.Parts() {
			walk(c)
		}
	}
	walk(b)
	return hits
}

// appendHits adds the hits in the words of a leaf; they do not overlap.
func appendHits(hits []hit, block, leaf int, words, query string) []hit {
	if len(query) > 2*len(words)+8 {
		return hits
	}
	folded, at := foldMap(words)
	for from := 0; ; {
		i := strings.Index(folded[from:], query)
		if i < 0 {
			return hits
		}
		start, end := from+i, from+i+len(query)
		hits = append(hits, hit{block, leaf, at(start), at(end)})
		from = end
	}
}

func fold(s string) string {
	f, _ := foldMap(s)
	return f
}

// foldMap returns s without differences of case, as text.FoldRune tells them,
// and with one kind of space, and what gives the byte of s of a byte of that.
func foldMap(s string) (folded string, at func(int) int) {
	var b strings.Builder
	b.Grow(len(s))
	var offs []int // of folded bytes in s, once they differ
	for i, r := range s {
		n := utf8.RuneLen(r)
		if r == utf8.RuneError {
			n = 1
			if strings.HasPrefix(s[i:], "\uFFFD") {
				n = 3
			}
		}
		same := text.FoldRune(r)
		if unicode.IsSpace(same) {
			same = ' '
		}
		was := b.Len()
		b.WriteRune(same)
		if b.Len()-was != n && offs == nil {
			offs = make([]int, was, len(s)+1)
			for k := range offs {
				offs[k] = k
			}
		}
		if offs != nil {
			for range b.Len() - was {
				offs = append(offs, i)
			}
		}
	}
	if offs == nil {
		return b.String(), func(i int) int { return i }
	}
	offs = append(offs, len(s))
	return b.String(), func(i int) int { return offs[i] }
}
