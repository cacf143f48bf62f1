package textedit

import (
	"slices"
	"sort"
	"strings"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/spell"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// parsed is what the last Doc says of the session's text. The Doc may be of an
// older text: what it says is mapped to where it is now, by the session's log of
// edits.
type parsed struct {
	s     *session.Session // that is shown
	doc   *markdown.Doc
	plain bool // the text is no Markdown: there is never a Doc, and nothing to wait for

	words  []text.Range // buffers of eachWord
	skip   []text.Range
	marked []mark
	looked int // bytes that eachWord looked at so far, for tests of what an action costs
}

// isCurrent reports whether what is known is that of the text as it is.
func (p *parsed) isCurrent() bool { return p.plain || p.doc != nil && len(p.since().Changes) == 0 }

// since returns the way from the Doc's text to the session's.
func (p *parsed) since() text.Patch {
	way, _ := p.s.PatchSince(p.doc.Version)
	return way
}

// follow lets go of a Doc that is so old that the way from it is not known.
func (p *parsed) follow() {
	if p.doc == nil {
		return
	}
	if _, ok := p.s.PatchSince(p.doc.Version); !ok {
		p.doc = nil
	}
}

// mark is a range of the text as the last Doc saw it, moved to where it is now.
type mark struct {
	start, end int
	style      markdown.MarkStyle
	block      int // of the Doc
}

const (
	marksAtOnce  = 4000 // in what is visible; more are drawn plain
	headingLines = 8    // that an underlined heading may have to be found from its last one
)

// marks appends the marks that touch [start, end), in order.
func (p *parsed) marks(dst []mark, start, end int) []mark {
	if body := p.s.Start(); start < body { // source view
		for _, f := range p.s.Post().Fields() {
			if f.ValueStart > start && f.Start < end {
				dst = append(dst, mark{f.Start, f.ValueStart, markdown.MarkMarker, -1})
			}
		}
		start = body
	}
	if p.doc == nil || start >= end {
		return dst
	}
	from, to, since := p.parsedAt(start), p.parsedAt(end), p.since()
	n := len(dst)
	for i := max(0, p.doc.Find(from)); i < p.doc.Len(); i++ {
		b, base := p.doc.Block(i), p.doc.Start(i)
		if base > to {
			break
		}
		if b.Kind == markdown.Footnotes {
			continue
		}
		all := b.Marks()
		first := sort.Search(len(all), func(k int) bool { return base+int(all[k].End) >= from })
		for _, m := range all[first:] {
			s, e := base+int(m.Start), base+int(m.End)
			if s > to || len(dst)-n >= marksAtOnce {
				break
			}
			if len(since.Changes) > 0 {
				s, e = p.moved(since, s, e, m.Style)
			}
			if s < e && s < end && e > start {
				dst = append(dst, mark{s, e, m.Style, i})
			}
		}
	}
	return dst
}

// moved maps a mark of the Doc to the text as it is. What is typed at the end
// of a word in bold will most likely be bold, but not what follows a marker or
// begins a line.
func (p *parsed) moved(since text.Patch, start, end int, style markdown.MarkStyle) (s, e int) {
	s, e = since.MapRange(start, end)
	if style&(markdown.MarkMarker|markdown.MarkURL|markdown.MarkList) != 0 {
		return s, e
	}
	if grown := since.Map(end, text.After); grown > e && grown-e < 1000 {
		more := p.s.Text().Slice(e, grown)
		if i := strings.IndexAny(more, "\r\n"); i >= 0 {
			more = more[:i]
		}
		e += len(more)
	}
	return s, e
}

// parsedAt returns where what is at off was in the text that the shown Doc was parsed from; within
// what was put in since, where it was put.
func (p *parsed) parsedAt(off int) int {
	return p.since().Unmap(off, text.Before)
}

// rowStyles gives rows the faces of a piece of text, where faces differ in
// width.
func (p *parsed) rowStyles(dst []rows.Style, start, end int) []rows.Style {
	for _, m := range p.marks(nil, start, end) {
		s := rows.Style{Start: max(0, m.start-start), End: min(m.end, end) - start, Face: variant(m.style)}
		switch n := len(dst); {
		case s.Face == 0:
		case n > 0 && dst[n-1].End == s.Start && dst[n-1].Face == s.Face:
			dst[n-1].End = s.End
		default:
			dst = append(dst, s)
		}
	}
	return dst
}

// atNow returns where an offset of the last Doc's text is now.
func (p *parsed) atNow(off int) int {
	return p.since().Map(off, text.After)
}

// headingOn returns the index of the block which is a heading that starts in the
// line. Headings in quotations and lists have no sections.
func (p *parsed) headingOn(line int) (i int, ok bool) {
	if p.doc == nil {
		return 0, false
	}
	t := p.s.Text()
	i = p.doc.Find(p.parsedAt(t.LineEnd(line)))
	if i < 0 || p.doc.Block(i).Kind != markdown.Heading {
		return 0, false
	}
	return i, t.LineAt(p.atNow(p.doc.Start(i))) == line
}

// body returns the lines of a heading's section behind the heading, up to the
// next heading of its level or a higher one. It is not ok if there is nothing
// in it.
func (p *parsed) body(i int) (f rows.Fold, ok bool) {
	d, t := p.doc, p.s.Text()
	level, next := d.Block(i).Level, d.Len()
	if d.Block(next-1).Kind == markdown.Footnotes {
		next--
	}
	for k, b := range d.Headings(i + 1) {
		if b.Kind == markdown.Heading && b.Level <= level {
			next = k
			break
		}
	}
	last := t.LineAt(p.atNow(d.Start(i) + d.Block(i).End))
	if next == i+1 || last+1 >= t.Lines() {
		return rows.Fold{}, false
	}
	f = rows.Fold{Start: t.LineStart(last + 1), End: t.Len() + 1}
	if next < d.Len() && d.Block(next).Kind == markdown.Heading {
		f.End = t.LineStart(t.LineAt(p.atNow(d.Start(next))))
	}
	return f, f.Start < f.End
}

// sections returns the bodies of all sections, by their starts.
func (p *parsed) sections() (all []rows.Fold) {
	type head struct{ level, fold, block int }
	d, t := p.doc, p.s.Text()
	var open []head
	end := func(level, at, block int) {
		for n := len(open); n > 0 && open[n-1].level >= level; n-- {
			h := open[n-1]
			if all[h.fold].End = at; block == h.block+1 {
				all[h.fold].End = 0 // with nothing in it
			}
			open = open[:n-1]
		}
	}
	blocks := d.Len()
	for i, b := range d.From(0) {
		if b.Kind == markdown.Footnotes {
			blocks = i
			break
		}
		if b.Kind != markdown.Heading {
			continue
		}
		start := p.atNow(d.Start(i))
		end(b.Level, t.LineStart(t.LineAt(start)), i)
		last := t.LineAt(p.atNow(d.Start(i) + b.End))
		if last+1 < t.Lines() {
			open = append(open, head{b.Level, len(all), i})
			all = append(all, rows.Fold{Start: t.LineStart(last + 1)})
		}
	}
	end(0, t.Len()+1, blocks)
	return slices.DeleteFunc(all, func(f rows.Fold) bool { return f.End <= f.Start })
}

// headingOver returns the line on which the heading starts that ends on a line;
// one that is underlined has several.
func (p *parsed) headingOver(line int) int {
	for first := line; first >= 0 && line-first < headingLines; first-- {
		if _, ok := p.headingOn(first); ok {
			return first
		}
	}
	return line
}

// lineOf is where the line of a block starts.
func (p *parsed) lineOf(i int) int {
	t := p.s.Text()
	return t.LineStart(t.LineAt(p.atNow(p.doc.Start(i))))
}

// above is the heading that a section goes above, -1 if there is none: of the
// section that ends where it starts, else of the one that it lies in.
func (p *parsed) above(i int) int {
	level, found := p.doc.Block(i).Level, -1
	for j := i - 1; j >= 0; j-- {
		b := p.doc.Block(j)
		if b.Kind != markdown.Heading {
			continue
		}
		if b.Level >= level || found < 0 {
			found = j
		}
		if b.Level <= level {
			break
		}
	}
	return found
}

// below is where what a section goes below ends, which starts at a heading:
// all of its section, or where it is a higher one what lies before the next.
func (p *parsed) below(i, at int) int {
	t := p.s.Text()
	j, ok := p.headingOn(t.LineAt(at))
	if !ok {
		return t.Len()
	}
	level := p.doc.Block(i).Level
	for k := j + 1; k < p.doc.Len(); k++ {
		if b := p.doc.Block(k); b.Kind == markdown.Heading && (b.Level <= level || p.doc.Block(j).Level < level) {
			return p.lineOf(k)
		}
	}
	return t.Len()
}

// wholeWords extends a range of the body to the borders of lines, or of words
// where lines are long.
func (p *parsed) wholeWords(start, end int) text.Range {
	const far = 2 * spellMargin
	t := p.s.Text()
	start = min(max(start, p.s.Start()), t.Len())
	end = min(max(start, end), t.Len())
	if s := max(t.LineStart(t.LineAt(start)), p.s.Start()); start-s <= far {
		start = s
	} else if i := strings.IndexAny(t.Slice(start, min(end, start+spellMargin)), " \t"); i >= 0 {
		start += i + 1
	}
	if e := t.LineEnd(t.LineAt(end)); e-end <= far {
		end = e
	} else if i := strings.LastIndexAny(t.Slice(max(start, end-spellMargin), end), " \t"); i >= 0 {
		end = max(start, end-spellMargin) + i
	}
	return text.Range{Start: start, End: max(start, end)}
}

// eachWord calls f with the words that a dictionary can judge, until it
// returns false.
func (p *parsed) eachWord(r text.Range, f func(at text.Range, word string) bool) {
	const unread = markdown.MarkMarker | markdown.MarkCode | markdown.MarkCodeBlock | markdown.MarkURL | markdown.MarkList | markdown.MarkHTML
	s := p.s.Text().Slice(r.Start, r.End)
	p.looked += len(s)
	p.marked = p.marks(p.marked[:0], r.Start, r.End)
	p.skip = p.skip[:0]
	for _, k := range p.marked {
		if k.style&unread == 0 {
			continue
		}
		from, to := max(k.start, r.Start)-r.Start, min(k.end, r.End)-r.Start
		if n := len(p.skip); n > 0 && from <= p.skip[n-1].End {
			p.skip[n-1].End = max(to, p.skip[n-1].End)
		} else if from < to {
			p.skip = append(p.skip, text.Range{Start: from, End: to})
		}
	}
	p.words = spell.Words(p.words[:0], s, p.skip)
	for _, w := range p.words {
		if !f(text.Range{Start: r.Start + w.Start, End: r.Start + w.End}, s[w.Start:w.End]) {
			return
		}
	}
}
