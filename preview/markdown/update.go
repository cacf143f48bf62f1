package markdown

import (
	"slices"
	"sort"
	"strings"
)

// update gives the Doc of src by parsing only the blocks around what differs
// from d, or nil where that cannot be known to give what a whole parse gives.
//
// It rests on this: while blocks are read line by line, what is open at a line
// depends on the lines before it only. So a block that starts after an empty
// line starts there whatever follows, and a parse that reaches such a start of
// an old block beyond the last difference goes on as the old one did. The
// exceptions are what holds across the text: link definitions, footnotes and
// the numbering of equal headings; texts where these may change are parsed
// whole. Where no block starts early enough the part begins with the text.
func (d *Doc) update(src body) *Doc {
	if len(d.Blocks) == 0 || d.notes {
		return nil
	}
	same, tail := src.differs(d.src)
	if same == d.src.len() && same == src.len() {
		return d.splice(src, 0, 0, nil, nil)
	}
	if same > 0 && src.slice(same-1, same) == "\r" {
		return nil
	}
	if mentionsNote(src.slice(max(0, same-1), min(src.len(), src.len()-tail+1))) {
		return nil
	}
	from, start := d.restart(same), 0
	if same < 4 || from < 0 { // three bytes may be a byte order mark
		from = 0
	} else {
		start = d.Starts[from] - d.Base
	}
	shift := src.len() - d.src.len()
	for ahead := 1; ; ahead *= 4 {
		to := d.resume(d.src.len()-tail, ahead)
		end, sync := src.len(), -1
		if to < len(d.Blocks) {
			sync = d.Starts[to] - d.Base + shift
			end = d.past(to) + shift
		}
		if end-start > src.len()/2 && end-start > promptSize {
			return nil
		}
		blocks, starts, ok := d.part(src.slice(start, end))
		if !ok {
			return nil
		}
		if len(blocks) == 0 && from == 0 {
			return nil
		}
		for i := range starts {
			starts[i] += start
		}
		if sync >= 0 {
			n, found := slices.BinarySearch(starts, sync)
			if !found {
				continue
			}
			blocks, starts = blocks[:n], starts[:n]
		}
		if !d.nameHeadings(from, to, blocks) {
			return nil
		}
		for _, b := range d.Blocks[from:to] {
			if defines(b) {
				return nil
			}
		}
		return d.splice(src, from, to, blocks, starts)
	}
}

// restart gives the block to parse from when the source differs from offset
// off on, -1 if there is none: one that starts after an empty line, before the
// block that holds off, so that what stands there may still become part of it.
func (d *Doc) restart(off int) int {
	i := sort.SearchInts(d.Starts, off+d.Base+1) - 2
	for ; i >= 0; i-- {
		if d.free(i) {
			return i
		}
	}
	return -1
}

// resume gives a block that starts after an empty line and at or after offset
// off, with some blocks to spare; the number of blocks if there is none.
func (d *Doc) resume(off, ahead int) int {
	i := sort.SearchInts(d.Starts, off+d.Base+1) + ahead
	for ; i < len(d.Blocks); i++ {
		if d.free(i) && d.Starts[i]-d.Base > off+2 {
			return i
		}
	}
	return len(d.Blocks)
}

// free reports whether an empty line is before block i.
func (d *Doc) free(i int) bool {
	start := d.Starts[i] - d.Base
	if start == 0 {
		return true
	}
	return strings.Trim(d.src.lineBefore(start), " \t\r\n") == ""
}

// past gives the end of some source from block i on that lets the parser see
// that block i starts where it does.
func (d *Doc) past(i int) int {
	if i+1 < len(d.Blocks) {
		return d.Starts[i+1] - d.Base
	}
	return d.src.len()
}

// part parses a part of the source in the light of the whole. It fails where
// the part defines something for the whole.
func (d *Doc) part(src string) (blocks []*Block, starts []int, ok bool) {
	r := scan(source(src), d.refs, d.as)
	if len(r.notes) > 0 {
		return nil, nil, false
	}
	blocks, starts = r.blocks()
	if slices.ContainsFunc(blocks, defines) {
		return nil, nil, false
	}
	return blocks, starts, true
}

// defines reports whether a block holds a definition.
func defines(b *Block) bool {
	return b.Kind == Definition || slices.ContainsFunc(b.Children, defines)
}

// nameHeadings gives the headings of blocks, which take the place of those from
// from to to, the anchors that they have in the whole. It fails where that
// would take another look at the rest: where a heading that changed shares an
// anchor with one that did not.
func (d *Doc) nameHeadings(from, to int, blocks []*Block) bool {
	var had, have []*Block
	for _, b := range d.Blocks[from:to] {
		had = headings(had, b)
	}
	for _, b := range blocks {
		have = headings(have, b)
	}
	base := func(h *Block) string { return Anchor(h.Plain()) }
	var same []*Block
	for len(had) > 0 && len(have) > 0 && base(had[0]) == base(have[0]) {
		have[0].ID = had[0].ID
		same, had, have = append(same, had[0]), had[1:], have[1:]
	}
	for len(had) > 0 && len(have) > 0 && base(had[len(had)-1]) == base(have[len(have)-1]) {
		h := had[len(had)-1]
		have[len(have)-1].ID = h.ID
		same, had, have = append(same, h), had[:len(had)-1], have[:len(have)-1]
	}
	var bases []string
	var a anchors
	for _, h := range had {
		bases = append(bases, base(h))
	}
	for _, h := range have {
		bases = append(bases, base(h))
		h.ID = a.take(h.Plain())
	}
	if len(bases) == 0 {
		return true
	}
	var meets func(b *Block) bool
	meets = func(b *Block) bool {
		if b.Kind == Heading {
			for _, base := range bases {
				if numbered(b.ID, base) || numbered(base, b.ID) {
					return true
				}
			}
		}
		return slices.ContainsFunc(b.Children, meets)
	}
	return !slices.ContainsFunc(same, meets) &&
		!slices.ContainsFunc(d.Blocks[:from], meets) && !slices.ContainsFunc(d.Blocks[to:], meets)
}

// numbered reports whether id may have been made from base by counting.
func numbered(id, base string) bool {
	rest, ok := strings.CutPrefix(id, base)
	return ok && (rest == "" || rest[0] == '-' && strings.Trim(rest, "-0123456789") == "")
}

// headings appends the headings within b to list.
func headings(list []*Block, b *Block) []*Block {
	if b.Kind == Heading {
		list = append(list, b)
	}
	for _, c := range b.Children {
		list = headings(list, c)
	}
	return list
}

// splice gives a Doc of src in which blocks, which start at starts, stand in
// place of those from from to to.
func (d *Doc) splice(src body, from, to int, blocks []*Block, starts []int) *Doc {
	n := &Doc{src: src, refs: d.refs, as: d.as, after: d.name, same: from, tail: len(d.Blocks) - to}
	shift := src.len() - d.src.len() - d.Base
	n.Blocks = slices.Concat(d.Blocks[:from], blocks, d.Blocks[to:])
	n.Starts = make([]int, 0, len(n.Blocks))
	for _, s := range d.Starts[:from] {
		n.Starts = append(n.Starts, s-d.Base)
	}
	n.Starts = append(n.Starts, starts...)
	for _, s := range d.Starts[to:] {
		n.Starts = append(n.Starts, s+shift)
	}
	// what is new may still equal what was there
	old := &Doc{src: d.src, Base: d.Base, Blocks: d.Blocks[from:to], Starts: d.Starts[from:to]}
	part := &Doc{src: src, Blocks: n.Blocks[from : from+len(blocks)], Starts: starts}
	part.share(old)
	return n
}
