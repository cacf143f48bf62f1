package merging

import (
	"strings"
	"unicode/utf8"

	"galley.app/galley/editor/comparison"
	"galley.app/galley/editor/diff"
	"galley.app/galley/editor/merge"
)

// partsOf returns a merge as one text, each conflict as one part.
func partsOf(m *merge.Merge) []comparison.Part {
	var out []comparison.Part
	add := func(text string, side comparison.Side, gone bool) {
		if text != "" {
			out = append(out, comparison.Part{Text: text, Side: side, Gone: gone})
		}
	}
	for _, p := range m.Pieces {
		switch p.Kind {
		case merge.Mine:
			out = append(out, changed(p.Base, p.Mine, comparison.Mine)...)
		case merge.Theirs:
			out = append(out, changed(p.Base, p.Theirs, comparison.Theirs)...)
		case merge.Conflict:
			side, text := comparison.Undecided, p.Mine
			if p.Choice != merge.Open {
				side = comparison.Decided
				text, _ = p.Text()
			} else if text == "" {
				text = p.Theirs
			}
			if text == "" {
				add(shown(merge.Piece{Kind: merge.Conflict, Mine: p.Mine, Theirs: p.Theirs}), side, true)
				continue
			}
			add(text, side, false)
		default:
			text, _ := p.Text()
			add(text, comparison.Nobody, false)
		}
	}
	return out
}

// around is how much of the paragraph around a conflict is shown with it, in
// bytes on each side.
const around = 600

// column returns one side of a conflict with the rest of its paragraph, and what
// that side did to the text that both were made of.
func column(m *merge.Merge, at int, text string, side comparison.Side) []comparison.Part {
	p := m.Pieces[at]
	parts := append([]comparison.Part{{Text: before(m, at)}}, changed(p.Base, text, side)...)
	return append(parts, comparison.Part{Text: after(m, at)})
}

// changed returns what a side made of a text, word by word.
func changed(base, text string, side comparison.Side) []comparison.Part {
	var parts []comparison.Part
	for _, b := range diff.Words(base, text).Blocks {
		for _, s := range b.Spans {
			x := comparison.Part{Text: s.Text}
			if s.Kind != diff.Same {
				x.Side, x.Gone = side, s.Kind == diff.Removed
			}
			parts = append(parts, x)
		}
	}
	return parts
}

// before returns the text between the start of the line that piece at begins in
// and the piece.
func before(m *merge.Merge, at int) string {
	s := ""
	for i, whole := at-1, false; i >= 0 && !whole && len(s) < around; i-- {
		t := shown(m.Pieces[i])
		if n := strings.LastIndexAny(t, "\r\n"); n >= 0 {
			t, whole = t[n+1:], true
		}
		s = t + s
	}
	n := len(s) - around
	if n <= 0 {
		return s
	}
	if k := strings.IndexByte(s[n:], ' '); k >= 0 {
		return "… " + s[n+k+1:]
	}
	for n < len(s) && !utf8.RuneStart(s[n]) {
		n++
	}
	return "…" + s[n:]
}

// after returns the text between the piece and the end of the line that it ends in.
func after(m *merge.Merge, at int) string {
	if own := shown(m.Pieces[at]); strings.HasSuffix(own, "\n") {
		return ""
	}
	s := ""
	for i, whole := at+1, false; i < len(m.Pieces) && !whole && len(s) < around; i++ {
		t := shown(m.Pieces[i])
		if n := strings.IndexAny(t, "\r\n"); n >= 0 {
			t, whole = t[:n], true
		}
		s += t
	}
	n := around
	if len(s) <= n {
		return s
	}
	if k := strings.LastIndexByte(s[:n], ' '); k >= 0 {
		return s[:k] + " …"
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// shown returns what is seen of a piece: its text, of a conflict without an
// answer mine.
func shown(p merge.Piece) string {
	if text, ok := p.Text(); ok {
		return text
	}
	if p.Mine != "" {
		return p.Mine
	}
	return p.Theirs
}
