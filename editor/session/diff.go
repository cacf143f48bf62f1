package session

import (
	"strings"
	"unicode/utf8"

	"galley.app/galley/editor/text"
)

// diffLines returns a short list of edits that make a into b: whole lines are compared first, then
// the lines that differ are narrowed to the bytes that do.
func diffLines(a, b string) []text.Edit {
	if a == b {
		return nil
	}
	return []text.Edit{narrow(a, b, 0, len(a), 0, len(b))}
}

// narrow returns the edit that makes a[i:j] into b[k:l], without what they have in common at either
// end. It does not cut a rune or a CRLF in two.
func narrow(a, b string, i, j, k, l int) text.Edit {
	for i < j && k < l && a[i] == b[k] {
		i++
		k++
	}
	for i > 0 && k > 0 && a[i-1] == b[k-1] && (inside(a, i) || inside(b, k)) {
		i--
		k--
	}
	for i < j && k < l && a[j-1] == b[l-1] {
		j--
		l--
	}
	for j < len(a) && l < len(b) && a[j] == b[l] && (inside(a, j) || inside(b, l)) {
		j++
		l++
	}
	return text.Edit{Start: i, End: j, New: strings.Clone(b[k:l])}
}

// inside reports whether off is within a rune or a CRLF of s.
func inside(s string, off int) bool {
	if off <= 0 || off >= len(s) {
		return false
	}
	return !utf8.RuneStart(s[off]) || s[off-1] == '\r' && s[off] == '\n'
}

// kept returns the selections after edits that came from outside: each stays on its text.
func (s *Session) kept(edits []text.Edit) []text.Selection {
	_, p := s.text.Apply(edits...)
	out := make([]text.Selection, len(s.sels))
	for i, x := range s.sels {
		out[i] = text.Selection{Anchor: s.keptAt(x.Anchor, p), Head: s.keptAt(x.Head, p)}
	}
	return out
}

// keptAt maps an offset so that it stays with the line behind it at the start of a line, and with
// the text before it elsewhere.
func (s *Session) keptAt(off int, p text.Patch) int {
	if s.text.LineStart(s.text.LineAt(off)) == off && off < s.text.Len() {
		return p.Map(off, text.After)
	}
	return p.Map(off, text.Before)
}
