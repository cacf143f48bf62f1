package markdown

import (
	"slices"
	"strings"

	"galley.app/galley/preview/markdown/math"
)

// update gives the Doc of src by parsing only the blocks around what differs
// from d, or nil where that cannot be known to give what a whole parse gives.
//
// It rests on this: while blocks are read line by line, what is open at a line
// depends on the lines before it only. So a block that starts after an empty
// line starts there whatever follows, and a parse that reaches such a start of
// an old block beyond the last difference goes on as the old one did. The
// exceptions are what holds across the text: link definitions, footnotes and
// the numbering of equal headings; texts where these may change, as the part has
// some, are parsed whole. Where no block starts early enough the part begins
// with the text.
func (d *Doc) update(src body) *Doc {
	if d.Len() == 0 {
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
		start = d.start(from)
	}
	shift := src.len() - d.src.len()
	for ahead := 1; ; ahead *= 4 {
		to := d.resume(d.src.len()-tail, ahead)
		end, sync, until := src.len(), -1, d.src.len()
		if to < d.written() {
			until = d.start(to)
			sync, end = until+shift, d.past(to)+shift
		}
		if end-start > src.len()/2 && end-start > promptSize {
			return nil
		}
		blocks, starts, effort, ok := d.part(src.slice(start, end), from)
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
		if d.notes && (mentionsNote(d.src.slice(start, until)) || mentionsNote(src.slice(start, until+shift))) {
			return nil
		}
		anchors, ok := d.nameHeadings(from, to, blocks)
		if !ok {
			return nil
		}
		if slices.ContainsFunc(d.list(from, to), defines) {
			return nil
		}
		n := d.splice(src, from, to, blocks, starts)
		n.anchors, n.effort = anchors, d.effort+effort
		return n
	}
}

// restart gives the block to parse from when the source differs from offset
// off on, -1 if there is none: one that starts after an empty line, before the
// block that holds off, so that what stands there may still become part of it.
func (d *Doc) restart(off int) int {
	for i := min(d.blocks.Find(off-d.lead), d.written()-1) - 1; i >= 0; i-- {
		if d.free(i) {
			return i
		}
	}
	return -1
}

// written is the number of blocks that stand in the source: all but Footnotes.
func (d *Doc) written() int {
	n := d.Len()
	if n > 0 && d.Block(n-1).Kind == Footnotes {
		n--
	}
	return n
}

// resume gives a block that starts after an empty line and at or after offset
// off, with some blocks to spare; the number of those written if there is none.
func (d *Doc) resume(off, ahead int) int {
	for i := d.blocks.Find(off-d.lead) + 1 + ahead; i < d.written(); i++ {
		if d.free(i) && d.start(i) > off+2 {
			return i
		}
	}
	return d.written()
}

// free reports whether an empty line is before block i.
func (d *Doc) free(i int) bool {
	start := d.start(i)
	if start == 0 {
		return true
	}
	return strings.Trim(d.src.lineBefore(start), " \t\r\n") == ""
}

// past gives the end of some source from block i on that lets the parser see
// that block i starts where it does.
func (d *Doc) past(i int) int {
	return d.start(i + 1)
}

// part parses a part of the source, which begins with block i, in the light of
// the whole. It fails where the part defines something for the whole. Effort is
// as in a Doc.
func (d *Doc) part(src string, i int) (blocks []*Block, starts []int, effort int, ok bool) {
	r := scan(source(src), d.refs, d.as)
	if len(r.notes) > 0 {
		return nil, nil, 0, false
	}
	for range d.blocks.Marked(hasMacro, 0) {
		r.before = func() *math.Scope { return d.scope(i) }
		break
	}
	blocks, starts = r.blocks()
	if slices.ContainsFunc(blocks, defines) || math.Exhausted(d.effort+r.effort) {
		return nil, nil, 0, false
	}
	return blocks, starts, r.effort, true
}

// defines reports whether a block holds a definition.
func defines(b *Block) bool {
	return b.Kind == Definition || b.macros != "" || slices.ContainsFunc(b.Children, defines)
}

// nameHeadings gives the headings of blocks, which take the place of those from
// from to to, the anchors that they have in the whole, and returns all anchors
// of that. It fails where that would take another look at the rest: where a
// heading that changed shares an anchor with one that did not.
func (d *Doc) nameHeadings(from, to int, blocks []*Block) (all anchorSet, ok bool) {
	var had, have []*Block
	for _, b := range d.list(from, to) {
		had = headings(had, b)
	}
	for _, b := range blocks {
		have = headings(have, b)
	}
	base := func(h *Block) string { return Anchor(h.Plain()) }
	for len(had) > 0 && len(have) > 0 && base(had[0]) == base(have[0]) {
		have[0].ID = had[0].ID
		had, have = had[1:], have[1:]
	}
	for len(had) > 0 && len(have) > 0 && base(had[len(had)-1]) == base(have[len(have)-1]) {
		have[len(have)-1].ID = had[len(had)-1].ID
		had, have = had[:len(had)-1], have[:len(have)-1]
	}
	all = d.anchors
	for _, h := range had {
		all = all.without(h.ID)
	}
	var a anchors
	for _, h := range slices.Concat(had, have) {
		if all.meets(base(h)) {
			return anchorSet{}, false
		}
	}
	for _, h := range have {
		h.ID = a.take(h.Plain())
	}
	for _, h := range have {
		all = all.with(h.ID)
	}
	return all, true
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
	n := &Doc{src: src, refs: d.refs, notes: d.notes, anchors: d.anchors, effort: d.effort, as: d.as, after: d.name, same: from, tail: d.Len() - to}
	share(src, blocks, starts, d, from, to) // what is new may still equal what was there
	n.set(d.blocks, d.lead, from, to, blocks, starts)
	return n
}
