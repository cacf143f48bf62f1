package preview

import (
	"sort"
	"strings"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/sumtree"
)

// column is the page from top to bottom: the units of a document, how tall
// each is as far as is known. What an edit does to it takes no longer on a long
// page, but for units that it opens or closes.
type column struct {
	set    *setter
	width  int
	doc    *markdown.Doc
	head   *unit                  // nil without a header
	units  sumtree.List[*unit]    // header and blocks, or the hint; each is as long as it is tall
	counts sumtree.List[struct{}] // the blocks of doc; each is as long as it has units
	laid   []*unit                // that have a frame, oldest first
	made   int                    // frames set so far
}

// Marks of units.
const (
	foldMark   uint8 = 1 << iota // begins or ends what can be opened and closed
	hiddenMark                   // is in something closed
	shownMark
)

// item is the unit as one of the column's.
func (u *unit) item() sumtree.Item[*unit] {
	it := sumtree.Item[*unit]{Value: u, Size: u.height, Marks: shownMark}
	if u.hidden {
		it.Marks = hiddenMark
	}
	if u.fold != nil || u.kind == foldEndUnit {
		it.Marks |= foldMark
	}
	return it
}

func items(units []*unit) []sumtree.Item[*unit] {
	list := make([]sumtree.Item[*unit], len(units))
	for i, u := range units {
		list[i] = u.item()
	}
	return list
}

// clear takes everything off the page.
func (c *column) clear() {
	c.doc, c.head, c.units, c.counts = nil, nil, sumtree.List[*unit]{}, sumtree.List[struct{}]{}
}

// unit is unit i.
func (c *column) unit(i int) *unit { return c.units.At(i) }

// from is the first unit of block b of the document; for as many as there are
// blocks the unit behind the last.
func (c *column) from(b int) int {
	n := c.counts.Start(b)
	if c.head != nil {
		n++
	}
	return n
}

// end is the unit behind those of the document's blocks.
func (c *column) end() int { return c.from(c.counts.Len()) }

// y is the height of all units before unit i.
func (c *column) y(i int) int { return c.units.Start(i) }

// under is the unit at a height of the page, and how far below its top that is.
// Heights below the last unit are in it.
func (c *column) under(y int) (i, dy int) {
	if i = c.units.Find(max(0, y)); i < 0 {
		return 0, 0
	}
	return i, max(0, y-c.y(i))
}

// maxLaid bounds the frames that are kept.
const maxLaid = 600

// show takes a new document and header. Units of blocks that both documents
// share at their beginnings and ends stay what they are. The others are taken
// from ready, which may be nil, if it is of this document.
func (c *column) show(d *markdown.Doc, head *unit, ready *batch) {
	old := c.counts.Len()
	same, tail := common(c.doc, d)
	if c.patch(d, head, same, tail) {
		return
	}
	if ready == nil || ready.doc != d || ready.same != same || ready.tail != tail || ready.width != c.width {
		ready = &batch{}
		if d != nil {
			ready = gather(d, same, tail, c.width, c.set.size)
		}
	}
	first, after, fresh := c.from(same), c.from(old-tail), ready.units.Len()
	if c.counts.Size() == 0 { // the hint
		after = c.units.Len()
	}
	c.units = c.units.Put(first, after, ready.units)
	c.counts = c.counts.Put(same, old-tail, ready.counts)
	seam, end := first, first+fresh
	switch {
	case head != nil && c.head != nil:
		c.units = c.units.Set(0, head.item())
	case head != nil:
		c.units = c.units.Splice(0, 0, []sumtree.Item[*unit]{head.item()})
		seam, end = seam+1, end+1
	case c.head != nil:
		c.units = c.units.Splice(0, 1, nil)
		seam, end = seam-1, end-1
	}
	c.doc, c.head = d, head
	if c.counts.Size() == 0 { // nothing to read yet
		hint := &unit{kind: hintUnit, place: &place{}, first: true, last: true}
		c.units = c.units.Splice(c.end(), c.end(), []sumtree.Item[*unit]{hint.item()})
	}
	for _, i := range [...]int{0, 1, seam, end} {
		if i < c.units.Len() {
			c.settle(i)
		}
	}
	c.refold()
}

// patch takes a document whose blocks have as many units each as those before
// them, as nearly all typing does. What the reader did to those stays.
func (c *column) patch(d *markdown.Doc, head *unit, same, tail int) bool {
	if c.doc == nil || d == nil || c.doc.Len() != d.Len() || (head == nil) != (c.head == nil) ||
		d.Len()-same-tail > 8 || c.counts.Size() == 0 {
		return false
	}
	end := d.Len() - tail
	var units []*unit
	for i := same; i < end; i++ {
		n := len(units)
		units = append(units, split(d.Block(i), &c.set.size)...)
		if len(units)-n != c.from(i+1)-c.from(i) {
			return false
		}
	}
	c.doc = d
	if head != c.head {
		c.head = head
		c.replace(0, head)
	}
	first := c.from(same)
	for i, u := range units {
		c.replace(first+i, u)
	}
	if next := first + len(units); len(units) > 0 && next < c.units.Len() {
		c.settle(next)
	}
	c.refold()
	return true
}

// replace puts u in the place of unit i.
func (c *column) replace(i int, u *unit) {
	u.inherit(c.unit(i))
	c.units = c.units.Set(i, u.item())
	c.settle(i)
}

// settle gives unit i its gap, and a new unit an estimate of its height.
func (c *column) settle(i int) {
	var above *unit
	if i > 0 {
		above = c.unit(i - 1)
	}
	u := c.unit(i)
	if c.set.settle(u, above, c.width) {
		c.units = c.units.Set(i, u.item())
	}
}

// settle gives a unit its gap to the one above, and a new unit an estimate of
// its height. It reports whether that changed.
func (l *setter) settle(u, above *unit, width int) bool {
	was := u.height
	gap := l.size.between(above, u)
	if u.height == 0 && !u.hidden {
		u.height = gap + l.estimate(u, width)
	} else {
		u.height += gap - u.gap
	}
	u.gap = gap
	return u.height != was
}

// resize sets the column's width; all heights become estimates again.
func (c *column) resize(width int) {
	if width == c.width {
		return
	}
	c.width = width
	c.reset()
}

// reset forgets all frames.
func (c *column) reset() {
	for _, u := range c.laid {
		u.frame, u.whole = nil, nil
	}
	c.laid = c.laid[:0]
	c.relist(func(u, above *unit) {
		u.height = 0
		c.set.settle(u, above, c.width)
	})
}

// relist calls do for all units, with the ones above them, and takes their new
// heights.
func (c *column) relist(do func(u, above *unit)) {
	list := make([]sumtree.Item[*unit], 0, c.units.Len())
	var above *unit
	for _, u := range c.units.From(0) {
		do(u, above)
		list = append(list, u.item())
		above = u
	}
	c.units = sumtree.Of(list)
}

// estimate is about how tall a unit will be without its gap.
func (l *setter) estimate(u *unit, width int) int {
	w := max(16, width-u.place.indent)
	lines := func(n int, lead leading) int {
		return max(1, (n*lead.size*46/100+w-1)/w) * lead.line
	}
	switch u.kind {
	case codeUnit, mathUnit, diagramUnit, htmlUnit:
		h := (strings.Count(u.text, "\n") + 1) * l.size.code.line
		if u.first {
			h += l.size.px(12)
		}
		if u.last {
			h += l.size.px(12)
		}
		return h
	case ruleUnit, notesUnit:
		return l.size.px(17)
	case rowUnit:
		return l.size.small.line + 2*l.size.px(5) + 1
	case headingUnit:
		return lines(u.end-u.start, l.headingVoice(u).lead)
	case headerUnit:
		return l.size.headings[0].line + l.size.px(24)
	case textUnit:
		if figures(u.in) {
			return min(w, l.size.px(280))
		}
		n := u.end - u.start
		if n <= 0 { // a footnote
			for i := range u.in {
				n += len(u.in[i].Text)
			}
		}
		return lines(n, l.voice(u).lead)
	case foldEndUnit:
		return 0
	case emptyUnit, hintUnit, summaryUnit:
	}
	return l.size.body.line
}

// ensure sets unit i if it is not set for the present width, and returns by
// how much its height changed.
func (c *column) ensure(i int) int {
	u := c.unit(i)
	if u.frame != nil && u.frame.width == c.width {
		return 0
	}
	u.whole = c.set.set(u, c.width)
	u.frame = c.set.slid(u.whole, u)
	c.made++
	c.laid = append(c.laid, u)
	d := u.gap + u.frame.height - u.height
	u.height += d
	if d != 0 {
		c.units = c.units.Set(i, u.item())
	}
	return d
}

// trim forgets the oldest frames that are not on screen.
func (c *column) trim() {
	if len(c.laid) <= maxLaid {
		return
	}
	kept := c.laid[:0]
	drop := len(c.laid) - maxLaid/2
	for i, u := range c.laid {
		switch {
		case u.frame == nil:
		case i < drop && !u.onScreen:
			u.frame, u.whole = nil, nil
		default:
			kept = append(kept, u)
		}
	}
	clear(c.laid[len(kept):])
	c.laid = kept
}

// arrived forgets the frames that depend on an image.
func (c *column) arrived(src string) {
	for _, u := range c.laid {
		if u.frame == nil {
			continue
		}
		for _, s := range u.frame.art {
			if s == src {
				u.frame = nil
				break
			}
		}
	}
}

// total is the height of the page.
func (c *column) total() int { return c.units.Size() + c.set.size.bottom }

// block is the index in the Doc of the block that unit i belongs to, -1 for
// the header and the hint.
func (c *column) block(i int) int {
	if c.doc == nil || i < c.from(0) || i >= c.end() {
		return -1
	}
	return c.counts.Find(i - c.from(0))
}

// base is the offset in the text that the unit's own offsets count from, and
// whether it has a place in the source.
func (c *column) base(i int) (int, bool) {
	u := c.unit(i)
	b := c.block(i)
	if b < 0 {
		if c.doc == nil {
			return 0, false
		}
		return c.doc.Base, u.kind == headerUnit
	}
	if c.doc.Block(b).Kind == markdown.Footnotes {
		off, ok := c.doc.Note(u.note)
		return off, ok
	}
	return c.doc.Start(b), true
}

// find is the unit that holds offset off of the text, -1 if there is none.
func (c *column) find(off int) int {
	if c.doc == nil {
		return -1
	}
	n := c.end()
	if c.from(0) == n {
		return -1
	}
	b := c.doc.Find(off)
	if b < 0 {
		return c.from(0)
	}
	lo, hi := c.from(b), c.from(b+1)
	if lo == hi { // draws nothing: the next one that does
		return min(lo, n-1)
	}
	rel := off - c.doc.Start(b)
	i := lo + sort.Search(hi-lo, func(k int) bool { return c.unit(lo+k).start > rel }) - 1
	return max(lo, i)
}

// noted is find, but in the definition of a footnote it is the footnote, which
// is shown far from there.
func (c *column) noted(off int) int {
	i := c.find(off)
	if i < 0 {
		return i
	}
	b := c.doc.Find(off)
	last := c.doc.Len() - 1
	if b < 0 || c.doc.Block(b).Kind != markdown.Definition || c.doc.Block(last).Kind != markdown.Footnotes {
		return i
	}
	for _, note := range c.doc.Block(b).Children {
		lo, hi := c.from(last), c.from(last+1)
		k := lo + sort.Search(hi-lo, func(k int) bool { return c.unit(lo+k).note >= note.Number })
		if note.Number > 0 && k < hi {
			return k
		}
	}
	return i
}

// reach is a stretch of a unit between two stops: from height y0 to y1, with
// the gap, and from offset s0 to s1 of the text.
type reach struct{ y0, y1, s0, s1 int }

// reaches gives the stretches of unit i, top first. The first unit's begins
// at the top of the page, above the header.
func (c *column) reaches(i int) []reach {
	c.ensure(i)
	u := c.unit(i)
	base, ok := c.base(i)
	if !ok {
		return nil
	}
	end := base + u.end
	if i+1 < c.units.Len() {
		if next, ok := c.base(i + 1); ok && next+c.unit(i+1).start > end {
			if b := c.block(i + 1); b >= 0 && c.doc.Block(b).Kind != markdown.Footnotes {
				end = next + c.unit(i+1).start
			}
		}
	}
	list := make([]reach, len(u.frame.stops))
	for k, s := range u.frame.stops {
		r := reach{y0: u.gap + s.y, y1: u.height, s0: base + s.src, s1: end}
		if k == 0 {
			r.y0 = 0
			if i == c.from(0) && c.head != nil {
				c.ensure(0)
				r.y0 = -c.head.height
			}
		}
		if k > 0 {
			list[k-1].y1, list[k-1].s1 = r.y0, r.s0
		}
		list[k] = r
	}
	return list
}

// at is the height of a source position: a unit and a distance below its top,
// which may be negative for the header above it. The offset goes by the lines
// of the block, frac the rest of the way to the next line.
func (c *column) at(off int, frac float32) (i, dy int) {
	i = c.find(off)
	if i < 0 {
		return 0, 0
	}
	list := c.reaches(i)
	if len(list) == 0 {
		return i, 0
	}
	r := list[0]
	for _, next := range list[1:] {
		if next.s0 > off {
			break
		}
		r = next
	}
	y := float32(r.y0)
	if off > r.s0 && r.s1 > r.s0 {
		y += float32(r.y1-r.y0) * float32(min(off, r.s1)-r.s0) / float32(r.s1-r.s0)
	}
	return i, round(y + (float32(r.y1)-y)*min(max(frac, 0), 1))
}

// source is the source position at a distance below the top of unit i: the
// byte at that height in a block of several lines, else the block's first
// byte and the share of its height.
func (c *column) source(i, dy int) (off int, frac float32) {
	if i < c.from(0) && c.from(0) < c.end() {
		dy -= c.unit(i).height
		i = c.from(0)
	}
	list := c.reaches(i)
	if len(list) == 0 {
		if c.doc == nil {
			return 0, 0
		}
		for i > 0 { // footnotes without a place, the hint: what is above
			i--
			if base, ok := c.base(i); ok {
				return base + c.unit(i).end, 0
			}
		}
		return c.doc.Base, 0
	}
	r := list[0]
	for _, next := range list[1:] {
		if next.y0 > dy {
			break
		}
		r = next
	}
	share := float32(0)
	if r.y1 > r.y0 {
		share = min(1, max(0, float32(dy-r.y0)/float32(r.y1-r.y0)))
	}
	if len(list) == 1 {
		return r.s0, share
	}
	return r.s0 + int(float32(max(0, r.s1-r.s0))*share), 0
}

// forgetArt forgets the frames that hold images.
func (c *column) forgetArt() {
	for _, u := range c.laid {
		if u.frame != nil && len(u.frame.art) > 0 {
			u.frame = nil
		}
	}
}

// forgetDiagrams forgets the frames of diagrams.
func (c *column) forgetDiagrams() {
	for _, u := range c.laid {
		if u.kind == diagramUnit {
			u.frame, u.whole = nil, nil
		}
	}
}

// recolour forgets the frames that are made of the colours of a block of code.
func (c *column) recolour(b *markdown.Block) {
	for _, u := range c.laid {
		if u.frame != nil && u.frame.tinted == b {
			u.frame = nil
		}
	}
}
