package typeset

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Stretch is a part of a text that is drawn in one font.
type Stretch struct {
	Text   string
	Font   Font
	DX, DY int // of its top left corner from that of the whole, in pixels
}

// part is a part of a text that its face has glyphs for, or has not.
type part struct {
	s     string
	from  int // byte of the text that it begins with
	known bool
}

// parted splits a text, between clusters, by what its face has glyphs for.
// Spaces between words that it has none for stay there: those of a script that
// runs to the left are one run.
func (t *Measurer) parted(tf *metrics, s string) (list []part) {
	if tf.face == nil {
		return []part{{s: s, known: true}}
	}
	runes := []rune(s)
	s = string(runes) // what is no UTF-8 is drawn as the sign that stands for it
	add := func(from, to int, known bool) {
		if n := len(list) - 1; n >= 0 && list[n].known == known {
			list[n].s = s[list[n].from:to]
			return
		}
		list = append(list, part{s[from:to], from, known})
	}
	t.strokes.Init(runes)
	at := 0
	for it := t.strokes.GraphemeIterator(); it.Next(); {
		g := it.Grapheme().Text
		end := at
		for _, r := range g {
			end += utf8.RuneLen(r)
		}
		known := tf.covers(g)
		if n := len(list) - 1; !known && n > 0 && list[n].known && strings.Trim(list[n].s, " ") == "" &&
			isLetter(g[0]) && isLetter(lastRune(list[n-1].s)) {
			from := list[n].from
			list = list[:n]
			add(from, at, false)
		}
		add(at, end, known)
		at = end
	}
	return list
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func isLetter(r rune) bool { return unicode.In(r, unicode.L, unicode.M) }

// foreignWidth is the advance of what is drawn in faces that are found.
func (t *Measurer) foreignWidth(size int, s string) float32 {
	return t.Width(Font{Face: Other, Size: size}, s)
}

// Stretches is how a text is drawn: nil for as a whole.
func (t *Measurer) Stretches(f Font, s string) (list []Stretch) {
	tf := t.metrics(f)
	if tf.face != nil && strings.IndexFunc(s, func(r rune) bool { return !tf.has(r) }) < 0 {
		return nil
	}
	parts := t.parted(tf, s)
	if len(parts) == 1 && parts[0].known {
		return nil
	}
	x := float32(0)
	other := Font{Face: f.Face.Found(), Size: f.Size}
	for _, p := range parts {
		if p.known {
			list = append(list, Stretch{Text: p.s, Font: f, DX: round(x)})
			x += t.Width(f, p.s)
			continue
		}
		list = append(list, Stretch{Text: p.s, Font: other, DX: round(x), DY: t.Drop(f) - t.Drop(other)})
		x += t.foreignWidth(f.Size, p.s)
	}
	return list
}
