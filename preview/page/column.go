package page

import (
	"sort"
	"strings"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/sumtree"
)

// Column is the page from top to bottom: the fragments of a document, how tall
// each is as far as is known. What an edit does to it takes no longer on a long
// page, but for fragments that it opens or closes.
//
// A column belongs to one goroutine.
type Column struct {
	Layouter  *Layouter
	Width     int
	Doc       *markdown.Doc
	Header    *Fragment               // nil without a header
	Fragments sumtree.List[*Fragment] // header and blocks, or the hint; each is as long as it is tall
	counts    sumtree.List[struct{}]  // the blocks of doc; each is as long as it has fragments
	laid      []*Fragment             // that have a frame, oldest first
	Layouts   int                     // frames set so far
}

// Marks of fragments.
const (
	foldMark   uint8 = 1 << iota // begins or ends what can be opened and closed
	hiddenMark                   // is in something closed
	shownMark
)

// item is the fragment as one of the column's.
func (u *Fragment) item() sumtree.Item[*Fragment] {
	it := sumtree.Item[*Fragment]{Value: u, Size: u.Height, Marks: shownMark}
	if u.Hidden {
		it.Marks = hiddenMark
	}
	if u.Details != nil || u.Kind == FoldEndFragment {
		it.Marks |= foldMark
	}
	return it
}

func items(units []*Fragment) []sumtree.Item[*Fragment] {
	list := make([]sumtree.Item[*Fragment], len(units))
	for i, u := range units {
		list[i] = u.item()
	}
	return list
}

// Clear takes everything off the page.
func (c *Column) Clear() {
	c.Doc, c.Header, c.Fragments, c.counts = nil, nil, sumtree.List[*Fragment]{}, sumtree.List[struct{}]{}
}

// Fragment is fragment i.
func (c *Column) Fragment(i int) *Fragment { return c.Fragments.At(i) }

// from is the first fragment of block b of the document; for as many as there are
// blocks the fragment behind the last.
func (c *Column) from(b int) int {
	n := c.counts.Start(b)
	if c.Header != nil {
		n++
	}
	return n
}

// end is the fragment behind those of the document's blocks.
func (c *Column) end() int { return c.from(c.counts.Len()) }

// Y is the height of all fragments before fragment i.
func (c *Column) Y(i int) int { return c.Fragments.Start(i) }

// FindY is the fragment at a height of the page, and how far below its top that is.
// Heights below the last fragment are in it.
func (c *Column) FindY(y int) (i, dy int) {
	if i = c.Fragments.Find(max(0, y)); i < 0 {
		return 0, 0
	}
	return i, max(0, y-c.Y(i))
}

// maxLaid bounds the frames that are kept.
const maxLaid = 600

// Show takes a new document and header. Units of blocks that both documents
// share at their beginnings and ends stay what they are. The others are taken
// from ready, which may be nil, if it is of this document.
func (c *Column) Show(d *markdown.Doc, head *Fragment, ready *Prepared) {
	old := c.counts.Len()
	same, tail := Common(c.Doc, d)
	if c.patch(d, head, same, tail) {
		return
	}
	if ready == nil || ready.doc != d || ready.same != same || ready.tail != tail || ready.Width != c.Width {
		ready = &Prepared{}
		if d != nil {
			ready = Prepare(d, same, tail, c.Width, c.Layouter.Sizes)
		}
	}
	first, after, fresh := c.from(same), c.from(old-tail), ready.units.Len()
	if c.counts.Size() == 0 { // the hint
		after = c.Fragments.Len()
	}
	c.Fragments = c.Fragments.Put(first, after, ready.units)
	c.counts = c.counts.Put(same, old-tail, ready.counts)
	seam, end := first, first+fresh
	switch {
	case head != nil && c.Header != nil:
		c.Fragments = c.Fragments.Set(0, head.item())
	case head != nil:
		c.Fragments = c.Fragments.Splice(0, 0, []sumtree.Item[*Fragment]{head.item()})
		seam, end = seam+1, end+1
	case c.Header != nil:
		c.Fragments = c.Fragments.Splice(0, 1, nil)
		seam, end = seam-1, end-1
	}
	c.Doc, c.Header = d, head
	if c.counts.Size() == 0 { // nothing to read yet
		hint := &Fragment{Kind: HintFragment, place: &place{}, first: true, Last: true}
		c.Fragments = c.Fragments.Splice(c.end(), c.end(), []sumtree.Item[*Fragment]{hint.item()})
	}
	for _, i := range [...]int{0, 1, seam, end} {
		if i < c.Fragments.Len() {
			c.place(i)
		}
	}
	c.refold()
}

// patch takes a document whose blocks have as many fragments each as those before
// them, as nearly all typing does. What the reader did to those stays.
func (c *Column) patch(d *markdown.Doc, head *Fragment, same, tail int) bool {
	if c.Doc == nil || d == nil || c.Doc.Len() != d.Len() || (head == nil) != (c.Header == nil) ||
		d.Len()-same-tail > 8 || c.counts.Size() == 0 {
		return false
	}
	end := d.Len() - tail
	var units []*Fragment
	for i := same; i < end; i++ {
		n := len(units)
		units = append(units, split(d.Block(i), &c.Layouter.Sizes)...)
		if len(units)-n != c.from(i+1)-c.from(i) {
			return false
		}
	}
	c.Doc = d
	if head != c.Header {
		c.Header = head
		c.replace(0, head)
	}
	first := c.from(same)
	for i, u := range units {
		c.replace(first+i, u)
	}
	if next := first + len(units); len(units) > 0 && next < c.Fragments.Len() {
		c.place(next)
	}
	c.refold()
	return true
}

// replace puts u in the place of fragment i.
func (c *Column) replace(i int, u *Fragment) {
	u.inherit(c.Fragment(i))
	c.Fragments = c.Fragments.Set(i, u.item())
	c.place(i)
}

// place gives fragment i its gap, and a new fragment an estimate of its height.
func (c *Column) place(i int) {
	var above *Fragment
	if i > 0 {
		above = c.Fragment(i - 1)
	}
	u := c.Fragment(i)
	if c.Layouter.estimateHeight(u, above, c.Width) {
		c.Fragments = c.Fragments.Set(i, u.item())
	}
}

// estimateHeight gives a fragment its gap to the one above, and a new fragment an estimate of
// its height. It reports whether that changed.
func (l *Layouter) estimateHeight(u, above *Fragment, width int) bool {
	was := u.Height
	gap := l.Sizes.between(above, u)
	if u.Height == 0 && !u.Hidden {
		u.Height = gap + l.estimate(u, width)
	} else {
		u.Height += gap - u.Gap
	}
	u.Gap = gap
	return u.Height != was
}

// Resize sets the column's width; all heights become estimates again.
func (c *Column) Resize(width int) {
	if width == c.Width {
		return
	}
	c.Width = width
	c.reset()
}

// reset forgets all frames.
func (c *Column) reset() {
	for _, u := range c.laid {
		u.Frame, u.whole = nil, nil
	}
	c.laid = c.laid[:0]
	c.relist(func(u, above *Fragment) {
		u.Height = 0
		c.Layouter.estimateHeight(u, above, c.Width)
	})
}

// relist calls do for all fragments, with the ones above them, and takes their new
// heights.
func (c *Column) relist(do func(u, above *Fragment)) {
	list := make([]sumtree.Item[*Fragment], 0, c.Fragments.Len())
	var above *Fragment
	for _, u := range c.Fragments.From(0) {
		do(u, above)
		list = append(list, u.item())
		above = u
	}
	c.Fragments = sumtree.Of(list)
}

// estimate is about how tall a fragment will be without its gap.
func (l *Layouter) estimate(u *Fragment, width int) int {
	w := max(16, width-u.place.indent)
	lines := func(n int, lead Leading) int {
		return max(1, (n*lead.size*46/100+w-1)/w) * lead.Line
	}
	switch u.Kind {
	case CodeFragment, MathFragment, DiagramFragment, HTMLFragment:
		h := (strings.Count(u.text, "\n") + 1) * l.Sizes.code.Line
		if u.first {
			h += l.Sizes.Px(12)
		}
		if u.Last {
			h += l.Sizes.Px(12)
		}
		return h
	case RuleFragment, NotesFragment:
		return l.Sizes.Px(17)
	case RowFragment:
		return l.Sizes.small.Line + 2*l.Sizes.Px(5) + 1
	case HeadingFragment:
		return lines(u.End-u.Start, l.headingVoice(u).lead)
	case HeaderFragment:
		return l.Sizes.headings[0].Line + l.Sizes.Px(24)
	case TextFragment:
		if figures(u.inlines) {
			return min(w, l.Sizes.Px(280))
		}
		n := u.End - u.Start
		if n <= 0 { // a footnote
			for i := range u.inlines {
				n += len(u.inlines[i].Text)
			}
		}
		return lines(n, l.voice(u).lead)
	case FoldEndFragment:
		return 0
	case EmptyFragment, HintFragment, SummaryFragment:
	}
	return l.Sizes.Body.Line
}

// Layout sets fragment i if it is not set for the present width, and returns by
// how much its height changed.
func (c *Column) Layout(i int) int {
	u := c.Fragment(i)
	if u.Frame != nil && u.Frame.width == c.Width {
		return 0
	}
	u.whole = c.Layouter.Layout(u, c.Width)
	u.Frame = c.Layouter.panned(u.whole, u)
	c.Layouts++
	c.laid = append(c.laid, u)
	d := u.Gap + u.Frame.Height - u.Height
	u.Height += d
	if d != 0 {
		c.Fragments = c.Fragments.Set(i, u.item())
	}
	return d
}

// Trim forgets the oldest frames that are not on screen.
func (c *Column) Trim() {
	if len(c.laid) <= maxLaid {
		return
	}
	kept := c.laid[:0]
	drop := len(c.laid) - maxLaid/2
	for i, u := range c.laid {
		switch {
		case u.Frame == nil:
		case i < drop && !u.OnScreen:
			u.Frame, u.whole = nil, nil
		default:
			kept = append(kept, u)
		}
	}
	clear(c.laid[len(kept):])
	c.laid = kept
}

// ImageChanged forgets the frames that depend on an image.
func (c *Column) ImageChanged(src string) {
	for _, u := range c.laid {
		if u.Frame == nil {
			continue
		}
		for _, s := range u.Frame.images {
			if s == src {
				u.Frame = nil
				break
			}
		}
	}
}

// Height is the height of the page.
func (c *Column) Height() int { return c.Fragments.Size() + c.Layouter.Sizes.Bottom }

// Block is the index in the Doc of the block that fragment i belongs to, -1 for
// the header and the hint.
func (c *Column) Block(i int) int {
	if c.Doc == nil || i < c.from(0) || i >= c.end() {
		return -1
	}
	return c.counts.Find(i - c.from(0))
}

// base is the offset in the text that the fragment's own offsets count from, and
// whether it has a place in the source.
func (c *Column) base(i int) (int, bool) {
	u := c.Fragment(i)
	b := c.Block(i)
	if b < 0 {
		if c.Doc == nil {
			return 0, false
		}
		return c.Doc.Base, u.Kind == HeaderFragment
	}
	if c.Doc.Block(b).Kind == markdown.Footnotes {
		off, ok := c.Doc.Note(u.Note)
		return off, ok
	}
	return c.Doc.Start(b), true
}

// Find is the fragment that holds offset off of the text, -1 if there is none.
func (c *Column) Find(off int) int {
	if c.Doc == nil {
		return -1
	}
	n := c.end()
	if c.from(0) == n {
		return -1
	}
	b := c.Doc.Find(off)
	if b < 0 {
		return c.from(0)
	}
	lo, hi := c.from(b), c.from(b+1)
	if lo == hi { // draws nothing: the next one that does
		return min(lo, n-1)
	}
	rel := off - c.Doc.Start(b)
	i := lo + sort.Search(hi-lo, func(k int) bool { return c.Fragment(lo+k).Start > rel }) - 1
	return max(lo, i)
}

// FindShown is Find, but in the definition of a footnote it is the footnote, which
// is shown far from there.
func (c *Column) FindShown(off int) int {
	i := c.Find(off)
	if i < 0 {
		return i
	}
	b := c.Doc.Find(off)
	last := c.Doc.Len() - 1
	if b < 0 || c.Doc.Block(b).Kind != markdown.Definition || c.Doc.Block(last).Kind != markdown.Footnotes {
		return i
	}
	for _, note := range c.Doc.Block(b).Children {
		lo, hi := c.from(last), c.from(last+1)
		k := lo + sort.Search(hi-lo, func(k int) bool { return c.Fragment(lo+k).Note >= note.Number })
		if note.Number > 0 && k < hi {
			return k
		}
	}
	return i
}

// reach is a stretch of a fragment between two stops: from height y0 to y1, with
// the gap, and from offset s0 to s1 of the text.
type reach struct{ y0, y1, s0, s1 int }

// reaches gives the stretches of fragment i, top first. The first fragment's begins
// at the top of the page, above the header.
func (c *Column) reaches(i int) []reach {
	c.Layout(i)
	u := c.Fragment(i)
	base, ok := c.base(i)
	if !ok {
		return nil
	}
	end := base + u.End
	if i+1 < c.Fragments.Len() {
		if next, ok := c.base(i + 1); ok && next+c.Fragment(i+1).Start > end {
			if b := c.Block(i + 1); b >= 0 && c.Doc.Block(b).Kind != markdown.Footnotes {
				end = next + c.Fragment(i+1).Start
			}
		}
	}
	list := make([]reach, len(u.Frame.Stops))
	for k, s := range u.Frame.Stops {
		r := reach{y0: u.Gap + s.Y, y1: u.Height, s0: base + s.Src, s1: end}
		if k == 0 {
			r.y0 = 0
			if i == c.from(0) && c.Header != nil {
				c.Layout(0)
				r.y0 = -c.Header.Height
			}
		}
		if k > 0 {
			list[k-1].y1, list[k-1].s1 = r.y0, r.s0
		}
		list[k] = r
	}
	return list
}

// At is the height of a source position: a fragment and a distance below its top,
// which may be negative for the header above it. The offset goes by the lines
// of the block, frac the rest of the way to the next line.
func (c *Column) At(off int, frac float32) (i, dy int) {
	i = c.Find(off)
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

// Source is the source position at a distance below the top of fragment i: the
// byte at that height in a block of several lines, else the block's first
// byte and the share of its height.
func (c *Column) Source(i, dy int) (off int, frac float32) {
	if i < c.from(0) && c.from(0) < c.end() {
		dy -= c.Fragment(i).Height
		i = c.from(0)
	}
	list := c.reaches(i)
	if len(list) == 0 {
		if c.Doc == nil {
			return 0, 0
		}
		for i > 0 { // footnotes without a place, the hint: what is above
			i--
			if base, ok := c.base(i); ok {
				return base + c.Fragment(i).End, 0
			}
		}
		return c.Doc.Base, 0
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

// ForgetImages forgets the frames that hold images.
func (c *Column) ForgetImages() {
	for _, u := range c.laid {
		if u.Frame != nil && len(u.Frame.images) > 0 {
			u.Frame = nil
		}
	}
}

// ForgetDiagrams forgets the frames of diagrams.
func (c *Column) ForgetDiagrams() {
	for _, u := range c.laid {
		if u.Kind == DiagramFragment {
			u.Frame, u.whole = nil, nil
		}
	}
}

// CodeChanged forgets the frames that are made of the colours of a block of code.
func (c *Column) CodeChanged(b *markdown.Block) {
	for _, u := range c.laid {
		if u.Frame != nil && u.Frame.code == b {
			u.Frame = nil
		}
	}
}
