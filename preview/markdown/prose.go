package markdown

import (
	"slices"
	"strings"

	"galley.app/galley/editor/text"
)

// A Prose is the running text of a paragraph, in offsets of the whole text.
type Prose struct {
	Start, End int
	Lines      []int // where lines start that go on with the one before, see SoftLines
	Within     bool  // in a quotation, an item or a note: its lines may begin with what marks that
}

// SoftLines appends the offsets in the text at which those lines of top-level
// block i start that go on with the line before: readers see a blank where that
// one ends. Only paragraphs have such lines, those in quotations and items too.
func (d *Doc) SoftLines(dst []int, i int) []int {
	n := len(dst)
	if dst = d.allSoftLines(dst, d.Block(i), d.start(i), 0); d.Block(i).Kind != Paragraph {
		slices.Sort(dst[n:])
	}
	return dst
}

// allSoftLines is SoftLines for a block, in so many quotations, of the top-level
// one that starts at an offset of the body.
func (d *Doc) allSoftLines(dst []int, b *Block, start, deep int) []int {
	switch {
	case b.Kind == Paragraph:
		return d.softLines(dst, b, start, deep)
	case !holdsProse(b):
		return dst
	case b.Kind == Quote:
		deep++
	}
	for _, c := range b.Children {
		dst = d.allSoftLines(dst, c, start, deep)
	}
	return dst
}

// holdsProse reports whether the lines of paragraphs flow that a block holds.
func holdsProse(b *Block) bool {
	return b.Kind == Quote || b.Kind == List || b.Kind == Item || b.Kind == Definition || b.Kind == Footnote
}

// Prose returns the paragraphs that touch [start, end), in the order of the
// text, those in quotations, lists and notes too.
func (d *Doc) Prose(start, end int) (all []Prose) {
	for i := max(0, d.Find(start)); i < d.Len() && d.Start(i) < end; i++ {
		at := d.Start(i)
		var walk func(b *Block, top bool, deep int)
		walk = func(b *Block, top bool, deep int) {
			switch {
			case at+b.Start >= end && !top || at+b.End < start:
			case b.Kind == Paragraph:
				p := Prose{Start: at + b.Start, End: at + b.End, Within: !top}
				p.Lines = d.softLines(nil, b, d.start(i), deep)
				all = append(all, p)
			case holdsProse(b):
				if b.Kind == Quote {
					deep++
				}
				for _, c := range b.Children {
					walk(c, false, deep)
				}
			}
		}
		if b := d.Block(i); b.Kind != Footnotes {
			walk(b, true, 0)
		}
	}
	return all
}

// softLines is SoftLines for a paragraph, in so many quotations, of the top-level
// block that starts at an offset of the body. It looks at no more than the
// paragraph.
func (d *Doc) softLines(dst []int, b *Block, start, deep int) []int {
	breaks := b.Inlines // from the first one that may break a line behind at
	words := b.Inlines  // from the first one that may start behind at
	src := d.src.slice(start+b.Start, start+b.End)
	for at := 0; ; {
		n := strings.IndexAny(src[at:], "\r\n")
		if n < 0 {
			return dst
		}
		end := at + n
		at = end + 1
		if src[end] == '\r' && at < len(src) && src[at] == '\n' {
			at++
		}
		if at >= len(src) {
			return dst
		}
		for len(breaks) > 0 && (breaks[0].Kind != HardBreak || breaks[0].End-b.Start < end && strings.Trim(src[breaks[0].End-b.Start:end], " \t") != "") {
			breaks = breaks[1:]
		}
		if len(breaks) > 0 && breaks[0].Start-b.Start <= end {
			continue
		}
		lead := len(src[at:]) - len(strings.TrimLeft(src[at:], " \t>"))
		if marks := strings.Count(src[at:at+lead], ">"); marks > 0 {
			for len(words) > 0 && words[0].Start-b.Start < at {
				words = words[1:]
			}
			if marks > deep || len(words) > 0 && words[0].Start-b.Start < at+lead { // one is a word
				continue
			}
		}
		dst = append(dst, d.Base+start+b.Start+at)
	}
}

// Again returns the Doc of a later text in the dialect of d, as function
// [Parse] with d before it.
func (d *Doc) Again(t text.Text, base int) *Doc { return d.as.Parse(d, t, base) }

// Reads reports whether readers see the same in two Docs: the same words in the
// same looks, however the lines of paragraphs are wrapped.
func (d *Doc) Reads(o *Doc) bool {
	if d.Len() != o.Len() {
		return false
	}
	same, tail := d.Since(o)
	for i := same; i < d.Len()-tail; i++ {
		if !alike(d.Block(i), o.Block(i)) {
			return false
		}
	}
	return true
}

// alike is equal but for places, and for how lines are wrapped.
func alike(a, b *Block) bool {
	if a == b {
		return true
	}
	return a.Kind == b.Kind && a.Level == b.Level && a.Ordered == b.Ordered && a.First == b.First && a.Tight == b.Tight &&
		a.Task == b.Task && a.Info == b.Info && a.Literal == b.Literal && a.Uses == b.Uses && a.macros == b.macros &&
		slices.Equal(a.Align, b.Align) && a.Header == b.Header && a.Label == b.Label && a.Number == b.Number && a.ID == b.ID &&
		slices.EqualFunc(joined(a.Inlines), joined(b.Inlines), Inline.equal) && slices.EqualFunc(a.Children, b.Children, alike)
}

// joined returns inlines without places, with those of words in one look as one.
// A line that goes on is a blank.
func joined(inlines []Inline) (out []Inline) {
	var words strings.Builder
	flush := func() {
		if words.Len() > 0 {
			out[len(out)-1].Text = words.String()
			words.Reset()
		}
	}
	for _, i := range inlines {
		i.Start, i.End = 0, 0
		text := i.Text
		if i.Kind == SoftBreak {
			i.Kind, text = Text, " "
		}
		if i.Kind != Text {
			flush()
			out = append(out, i)
			continue
		}
		i.Text = ""
		if n := len(out); n == 0 || words.Len() == 0 || !out[n-1].equal(i) {
			flush()
			out = append(out, i)
		}
		words.WriteString(text)
	}
	flush()
	return out
}
