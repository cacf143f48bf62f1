package markdown

import (
	"strconv"
	"strings"

	"galley.app/galley/preview/markdown/policy"
)

// Text gives the visible words in order, ending with a line ending: items with
// their bullet, number or box, images as their alternative text, formulas as
// TeX, marks of footnotes as [1], what stands higher or lower with a mark where
// it would be read as something else without (2^10), cells separated by tabs,
// blocks by empty lines. What HTML cannot hold is not in it either.
func (d *Doc) Text() string {
	var w strings.Builder
	writeBlocks(&w, d.List(), false)
	return strings.TrimRight(Readable(w.String()), "\n") + "\n"
}

// writeBlocks writes blocks with empty lines between them, none if tight.
func writeBlocks(w *strings.Builder, blocks []*Block, tight bool) {
	first := true
	for _, b := range blocks {
		s := blockText(b)
		if s == "" {
			continue
		}
		if !first {
			w.WriteString("\n")
			if !tight {
				w.WriteString("\n")
			}
		}
		first = false
		w.WriteString(s)
	}
}

// blockText gives the text of a block without a line ending at its end.
func blockText(b *Block) string {
	var w strings.Builder
	switch b.Kind {
	case Paragraph, Heading, Cell:
		writePlain(&w, b.Inlines)
		return strings.TrimSpace(w.String())
	case Code, Math, Diagram:
		return strings.TrimRight(b.Literal, "\n")
	case HTMLBlock:
		if b.Literal == "" { // a part of it
			writeBlocks(&w, b.Drawn, false)
			return w.String()
		}
		drawn := b.Drawn
		if drawn == nil { // too long to be drawn
			drawn = draw(policy.New(), b)
		}
		writeBlocks(&w, drawn, true)
	case Quote, Footnotes:
		writeBlocks(&w, b.Children, false)
	case List:
		for i, c := range b.Children {
			if i > 0 {
				w.WriteString("\n")
				if !b.Tight {
					w.WriteString("\n")
				}
			}
			writeItem(&w, itemMarker(b, i), c.Children, b.Tight)
		}
	case Item:
		writeBlocks(&w, b.Children, true)
	case Footnote:
		writeItem(&w, "["+strconv.Itoa(b.Number)+"]", b.Children, false)
	case Table:
		for i, c := range b.Children {
			if i > 0 {
				w.WriteString("\n")
			}
			w.WriteString(blockText(c))
		}
	case Row:
		for i, c := range b.Children {
			if i > 0 {
				w.WriteString("\t")
			}
			w.WriteString(strings.ReplaceAll(blockText(c), "\n", " "))
		}
	}
	return w.String()
}

// writeItem writes blocks behind a marker.
func writeItem(w *strings.Builder, marker string, blocks []*Block, tight bool) {
	var s strings.Builder
	writeBlocks(&s, blocks, tight)
	w.WriteString(marker)
	if s.Len() > 0 {
		w.WriteString(" ")
		for i, line := range strings.Split(s.String(), "\n") {
			if i > 0 {
				w.WriteString("\n")
				if line != "" {
					w.WriteString("  ")
				}
			}
			w.WriteString(line)
		}
	}
}

// itemMarker gives what stands before the item i of a list: a number keeps its
// place before the box of a task, a bullet gives way to it.
func itemMarker(list *Block, i int) string {
	box := map[Task]string{Open: "[ ]", Done: "[x]"}[list.Children[i].Task]
	switch {
	case list.Ordered && box != "":
		return strconv.Itoa(list.First+i) + ". " + box
	case list.Ordered:
		return strconv.Itoa(list.First+i) + "."
	case box != "":
		return box
	}
	return "•"
}

// writeInlines writes inlines as they are read.
func writeInlines(w *strings.Builder, inlines []Inline) {
	for k := range inlines {
		w.WriteString(inlines[k].Words())
	}
}

// Words gives an inline as it is read: an image as its alternative text, a
// mark of a footnote as [1].
func (i *Inline) Words() string {
	switch i.Kind {
	case Text, Image, Formula:
		return i.Text
	case HardBreak:
		return "\n"
	case SoftBreak:
		return " "
	case NoteRef:
		return "[" + strconv.Itoa(i.Attrs().Number) + "]"
	}
	return ""
}

// Text gives the words of a block and all within it as Doc.Text does, without a
// line ending at the end.
func (b *Block) Text() string { return blockText(b) }

// Plain gives the words of a block and all within it on one line, as an outline
// or a search shows them.
func (b *Block) Plain() string {
	if b.Kind == Heading || b.Kind == Paragraph || b.Kind == Cell {
		var w strings.Builder
		writeInlines(&w, b.Inlines)
		return strings.Join(strings.Fields(w.String()), " ")
	}
	return strings.Join(strings.Fields(blockText(b)), " ")
}

// Readable drops the characters that HTML cannot hold: control characters and
// those that Unicode has set aside to mean nothing.
func Readable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ' && r != '\t' && r != '\n' && r != '\f' && r != '\r',
			r >= 0x7f && r <= 0x9f, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
			return -1
		}
		return r
	}, s)
}
