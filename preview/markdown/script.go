package markdown

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// writePlain writes inlines for readers who have nothing but characters: where
// leaving out that a run stands higher or lower would make it another number or
// word, a mark says so.
func writePlain(w *strings.Builder, inlines []Inline) {
	scripts := Sub | Sup
	if !slices.ContainsFunc(inlines, func(i Inline) bool { return i.Style&scripts != 0 }) {
		writeInlines(w, inlines)
		return
	}
	for len(inlines) > 0 {
		at := inlines[0].Style & scripts
		n := 1
		for n < len(inlines) && inlines[n].Style&scripts == at {
			n++
		}
		if at == 0 {
			writeInlines(w, inlines[:n])
		} else {
			var inner, rest strings.Builder
			writeInlines(&inner, inlines[:n])
			for k := n; k < len(inlines) && inner.Len() > 0 && rest.Len() == 0; k++ {
				rest.WriteString(inlines[k].Words())
			}
			w.WriteString(scripted(at, w.String(), inner.String(), rest.String()))
		}
		inlines = inlines[n:]
	}
}

// scripted gives what stands higher or lower between two texts as plain
// characters: 2^1008, x^(n+1), 10_2; as it is where that cannot be taken for
// something else, as in 1st and H2O.
func scripted(at Style, before, inner, after string) string {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	number := func(r rune) bool { return unicode.IsDigit(r) }
	word := func(r rune) bool { return unicode.IsDigit(r) || unicode.IsLetter(r) }
	mark := "^"
	switch {
	case strings.TrimSpace(inner) != inner || inner == "" || strings.ContainsAny(inner, "\n[]()"):
		return inner // a note, or what is no number
	case at.Has(Sub):
		mark = "_"
		first, _ := utf8.DecodeRuneInString(inner)
		end, _ := utf8.DecodeLastRuneInString(inner)
		if !(number(last) && word(first) || number(end) && number(next)) {
			return inner
		}
	case !word(last) && last != ')' && last != ']' && last != '}' || !isExponent(inner):
		return inner
	}
	if word(next) || strings.ContainsFunc(strings.TrimLeft(inner, "+-−"), func(r rune) bool { return !word(r) && r != '.' && r != ',' }) {
		inner = "(" + inner + ")"
	}
	return mark + inner
}

// isExponent tells what is counted with, or refers to a note by a number or a
// letter, from the end of an ordinal and from ™.
func isExponent(s string) bool {
	if strings.ContainsFunc(s, unicode.IsDigit) || strings.ContainsAny(s, "+−=*/^") || s == "-" {
		return true
	}
	r, n := utf8.DecodeRuneInString(s)
	return n == len(s) && unicode.IsLetter(r) && !strings.ContainsRune("aeoªº", r)
}
