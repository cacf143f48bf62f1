package diff

// blocks cuts the ops into paragraphs and counts the words.
func (c *comparison) blocks() Diff {
	b := &builder{c: c, from: map[int]int{}, to: map[int]int{}}
	for i := 0; i < len(c.ops); {
		if o := c.ops[i]; o.kind == Same {
			b.same(o)
			i++
			continue
		}
		var removed, added op
		for ; i < len(c.ops) && c.ops[i].kind != Same; i++ {
			switch o := c.ops[i]; {
			case o.kind == Removed && removed.aFrom == removed.aTo:
				removed = o
			case o.kind == Removed:
				removed.aTo = o.aTo
			case added.bFrom == added.bTo:
				added = o
			default:
				added.bTo = o.bTo
			}
		}
		b.differ(removed, added)
	}
	b.close()
	for number, from := range b.from {
		if to, ok := b.to[c.movedA[number]]; ok {
			b.out.Blocks[from].Other, b.out.Blocks[to].Other = to, from
		} else { // the other place was compared by its ends alone
			b.out.Blocks[from].Kind = Removed
			b.count(b.out.Blocks[from].Spans[0])
		}
	}
	for number, to := range b.to {
		if _, ok := b.from[c.movedB[number]]; !ok {
			b.out.Blocks[to].Kind = Added
			b.count(b.out.Blocks[to].Spans[0])
		}
	}
	return b.out
}

// builder makes the blocks of a Diff.
type builder struct {
	c        *comparison
	out      Diff
	open     []Span      // of the block that is not whole yet
	aPara    int         // the paragraph of a that is next
	bPara    int         // and of b
	from, to map[int]int // block of each moved paragraph, by its number in a and in b
}

// same adds what is in both texts, cut where paragraphs of either end.
func (b *builder) same(o op) {
	for o.aFrom < o.aTo {
		b.aPara = after(b.c.aEnds, b.aPara, o.aFrom)
		b.bPara = after(b.c.bEnds, b.bPara, o.bFrom)
		n := min(o.aTo-o.aFrom, b.c.aEnds[b.aPara]-o.aFrom, b.c.bEnds[b.bPara]-o.bFrom)
		aEnd, bEnd := o.aFrom+n, o.bFrom+n
		b.span(Same, b.c.a[o.aFrom:aEnd])
		// The last paragraph of one text may go on in the other.
		last := b.c.a[aEnd-1]
		ended := aEnd == b.c.aEnds[b.aPara] || bEnd == b.c.bEnds[b.bPara]
		if ended && (last == '\n' || last == '\r' || aEnd == len(b.c.a) && bEnd == len(b.c.b)) {
			b.close()
		}
		o.aFrom, o.bFrom = aEnd, bEnd
	}
}

// after returns the paragraph that off is in, not before next.
func after(ends []int, next, off int) int {
	for ends[next] <= off {
		next++
	}
	return next
}

// part is a stretch of a paragraph of one text.
type part struct {
	text  string
	whole bool // it is the end of a paragraph
	moved bool // it is a whole one that moved
	para  int
}

// cut returns the parts of s[from:to].
func cut(s string, ends []int, next *int, from, to int, moved map[int]int) []part {
	var out []part
	for from < to {
		*next = after(ends, *next, from)
		p := part{para: *next}
		end := min(ends[*next], to)
		p.text, p.whole = s[from:end], end == ends[*next]
		if _, ok := moved[*next]; ok {
			p.moved = p.whole && from == start(ends, *next)
		}
		out = append(out, p)
		from = end
	}
	return out
}

// differ adds what is in one text alone: what belongs to the block that is
// open, whole paragraphs as blocks of their own, and what the next block
// begins with.
func (b *builder) differ(removed, added op) {
	x := cut(b.c.a, b.c.aEnds, &b.aPara, removed.aFrom, removed.aTo, b.c.movedA)
	y := cut(b.c.b, b.c.bEnds, &b.bPara, added.bFrom, added.bTo, b.c.movedB)
	if len(b.open) > 0 {
		ended := false
		if len(x) > 0 && !x[0].moved {
			b.span(Removed, x[0].text)
			ended = x[0].whole
			x = x[1:]
		}
		if len(y) > 0 && !y[0].moved {
			b.span(Added, y[0].text)
			ended = ended || y[0].whole
			y = y[1:]
		}
		if ended || len(x) > 0 || len(y) > 0 {
			b.close()
		}
	}
	for len(x) > 0 && x[0].whole {
		b.whole(Removed, x[0], MovedTo, b.from)
		x = x[1:]
	}
	for len(y) > 0 && y[0].whole {
		b.whole(Added, y[0], Moved, b.to)
		y = y[1:]
	}
	if len(x) > 0 {
		b.span(Removed, x[0].text)
	}
	if len(y) > 0 {
		b.span(Added, y[0].text)
	}
}

// whole adds a paragraph as a block of its own.
func (b *builder) whole(kind Kind, p part, moved Kind, at map[int]int) {
	if !p.moved {
		b.span(kind, p.text)
		b.close()
		return
	}
	at[p.para] = len(b.out.Blocks)
	b.out.Blocks = append(b.out.Blocks, Block{Kind: moved, Spans: []Span{{kind, p.text}}})
}

func (b *builder) span(kind Kind, text string) {
	b.open = append(b.open, Span{kind, text})
	b.count(b.open[len(b.open)-1])
}

// count counts the words of a span that is in one text alone.
func (b *builder) count(s Span) {
	switch s.Kind {
	case Removed:
		b.out.Removed += countWords(s.Text, len(s.Text))
	case Added:
		b.out.Added += countWords(s.Text, len(s.Text))
	}
}

// close ends the block that is open.
func (b *builder) close() {
	if len(b.open) == 0 {
		return
	}
	kind := b.open[0].Kind
	for _, s := range b.open[1:] {
		if s.Kind != kind {
			kind = Changed
		}
	}
	b.out.Blocks = append(b.out.Blocks, Block{Kind: kind, Spans: b.open})
	b.open = nil
}
