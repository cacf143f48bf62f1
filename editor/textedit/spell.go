package textedit

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/spell"
	"galley.app/galley/editor/text"
)

const (
	spellMargin = 1500 // bytes around what is visible that are looked at too
	maxWanted   = 1200 // words that are asked for at once
)

// Speller knows which words are wrong. It answers at once; what it does not
// know is wanted, and SpellingChanged called when that is known.
type Speller struct {
	Look func(word string) spell.Answer
	Want func(words []string)
}

// misspellings is what an Editor knows of the words in view.
type misspellings struct {
	parsed  *parsed
	by      *Speller
	wrong   text.Ranges // words; one that was edited is not known to be wrong any more
	seen    text.Ranges // where all words were looked at
	typed   text.Ranges // words that are being typed: a caret has not left them yet
	stale   bool        // something is known now that was not
	version uint64      // of the text when it was drawn last

	wanted []string        // in the order of the text
	asked  map[string]bool // that are in wanted
	inView []text.Range
}

// SetSpelling marks the words that s knows to be wrong; nil marks none.
func (ed *Editor) SetSpelling(s *Speller) {
	m := &ed.spelling
	m.by, m.asked = s, map[string]bool{}
	m.forget()
	ed.draw()
}

// SpellingChanged looks again at the words in view, and draws where that makes
// a difference.
func (ed *Editor) SpellingChanged() {
	m := &ed.spelling
	m.stale = true
	if m.by == nil || !m.isReady() {
		return
	}
	before := slices.Clone(m.wrongNow())
	m.look()
	if !slices.Equal(before, m.wrongNow()) {
		ed.draw()
	}
}

// isReady reports whether it is known what in the text is words: the Doc is
// that of the text, and something is visible.
func (m *misspellings) isReady() bool { return m.parsed.isCurrent() && len(m.inView) > 0 }

// wrongNow returns the words that are known to be wrong, in order.
func (m *misspellings) wrongNow() []text.Range { return m.wrong.Now(m.parsed.s.Log()) }

// forget drops what is known, for another text.
func (m *misspellings) forget() {
	m.wrong, m.seen, m.typed, m.inView = text.Ranges{Brittle: true}, text.Ranges{}, text.Ranges{}, m.inView[:0]
	if m.parsed.s != nil {
		m.version = m.parsed.s.Text().Version()
	}
}

// update follows what is visible and the carets. It looks at words only when the
// Doc is that of the text, so that a key costs no more than moving what is known.
func (m *misspellings) update(visible []rowBox) {
	m.updateTyped()
	m.setView(visible)
	if m.isReady() && (m.stale || !m.covers()) {
		m.look()
	}
}

// updateTyped finds the words that carets stand in after an edit, and drops
// those that they have left.
func (m *misspellings) updateTyped() {
	t := m.parsed.s.Text()
	edited := m.version != t.Version()
	typed := m.typedNow()
	if !edited && len(typed) == 0 {
		return
	}
	sels, before := m.parsed.s.Selections(), len(typed)
	if edited {
		m.version, m.stale = t.Version(), true
		typed = typed[:0]
		for _, x := range sels[:min(len(sels), maxSquiggles)] {
			if r := lettersAround(t, x.Head); r.Start < r.End {
				typed = append(typed, r)
			}
		}
	} else {
		typed = slices.DeleteFunc(typed, func(r text.Range) bool {
			return !slices.ContainsFunc(sels, func(x text.Selection) bool { return r.Start <= x.Head && x.Head <= r.End })
		})
		m.stale = m.stale || len(typed) < before
	}
	m.typed.Set(typed, t.Version())
}

// typedNow returns the words that are being typed.
func (m *misspellings) typedNow() []text.Range { return m.typed.Now(m.parsed.s.Log()) }

func (m *misspellings) isTyped(r text.Range) bool {
	return slices.ContainsFunc(m.typedNow(), func(t text.Range) bool { return r.Start < t.End && t.Start < r.End })
}

// lettersAround is the run of letters, with what joins them, at off.
func lettersAround(t text.Text, off int) text.Range {
	const reach = 200             // bytes
	inWord := func(r rune) bool { // half a rune at the edges is taken for a letter
		return unicode.IsLetter(r) || unicode.IsMark(r) || strings.ContainsRune("'’-", r) || r == utf8.RuneError
	}
	before, after := t.Slice(max(0, off-reach), off), t.Slice(off, min(t.Len(), off+reach))
	r := text.Range{Start: off - len(before), End: off + len(after)}
	if i := strings.LastIndexFunc(before, func(r rune) bool { return !inWord(r) }); i >= 0 {
		_, n := utf8.DecodeRuneInString(before[i:])
		r.Start += i + n
	}
	if i := strings.IndexFunc(after, func(r rune) bool { return !inWord(r) }); i >= 0 {
		r.End = off + i
	}
	return r
}

// setView collects what is visible as ranges of the text; what is folded away
// parts them.
func (m *misspellings) setView(visible []rowBox) {
	m.inView = m.inView[:0]
	for _, b := range visible {
		if n := len(m.inView); n > 0 && b.row.Start-m.inView[n-1].End <= 2 {
			m.inView[n-1].End = b.row.End
			continue
		}
		m.inView = append(m.inView, text.Range{Start: b.row.Start, End: b.row.End})
	}
}

// covers reports whether all that is visible was looked at.
func (m *misspellings) covers() bool {
	seen := m.seen.Now(m.parsed.s.Log())
	for _, v := range m.inView {
		if !slices.ContainsFunc(seen, func(s text.Range) bool { return s.Start <= v.Start && v.End <= s.End }) {
			return false
		}
	}
	return true
}

// look looks at the words in view and a little around, and asks for
// those that are not known.
func (m *misspellings) look() {
	log := m.parsed.s.Log()
	wrong, seen := m.wrong.Now(log)[:0], m.seen.Now(log)[:0]
	m.stale, m.wanted = false, m.wanted[:0]
	clear(m.asked)
	for _, v := range m.inView {
		r := m.parsed.wholeWords(v.Start-spellMargin, v.End+spellMargin)
		if n := len(seen); n > 0 {
			r.Start = max(r.Start, seen[n-1].End)
		}
		if r.Start >= r.End {
			continue
		}
		seen = append(seen, r)
		m.parsed.eachWord(r, func(at text.Range, word string) bool {
			if m.isTyped(at) {
				return true
			}
			switch m.by.Look(word) {
			case spell.Wrong:
				wrong = append(wrong, at)
			case spell.Unknown:
				if len(m.wanted) < maxWanted && !m.asked[word] {
					word = strings.Clone(word)
					m.asked[word] = true
					m.wanted = append(m.wanted, word)
				}
			}
			return true
		})
	}
	m.wrong.Set(wrong, log.Version())
	m.seen.Set(seen, log.Version())
	if len(m.wanted) > 0 {
		m.by.Want(slices.Clone(m.wanted))
	}
}

// WholeWords extends a range of the body to the borders of lines, or of words
// where lines are long.
func (ed *Editor) WholeWords(start, end int) text.Range { return ed.parsed.wholeWords(start, end) }

// EachWord calls f with the words that a dictionary can judge, until it
// returns false.
func (ed *Editor) EachWord(r text.Range, f func(at text.Range, word string) bool) {
	ed.parsed.eachWord(r, f)
}

// Misspelled returns the words in and around what is visible that are known to
// be wrong, and reports whether all of them were looked up.
func (ed *Editor) Misspelled() (wrong []text.Range, known bool) {
	m := &ed.spelling
	if ed.s == nil {
		return nil, false
	}
	return slices.Clone(m.wrongNow()), len(m.seen.Now(ed.s.Log())) > 0 && len(m.wanted) == 0
}

// WordAt is the word at an offset that a dictionary can judge.
func (ed *Editor) WordAt(off int) (at text.Range, word string, ok bool) {
	if ed.s == nil {
		return at, "", false
	}
	ed.EachWord(ed.WholeWords(off, off), func(r text.Range, w string) bool {
		if r.Start <= off && off <= r.End {
			at, word, ok = r, w, true
		}
		return r.End < off
	})
	return at, word, ok
}

// WordAtCaret is the word at the caret that a dictionary can judge, and whether keys reach the Editor.
func (ed *Editor) WordAtCaret() (at text.Range, word string, focused bool) {
	if ed.s == nil {
		return at, "", ed.focused
	}
	at, word, _ = ed.WordAt(ed.carets.current().Off)
	return at, word, ed.focused
}

// ReplaceWord puts s in place of a word, if it is still there.
func (ed *Editor) ReplaceWord(at text.Range, word, s string) bool {
	if ed.s == nil || at.End > ed.s.Text().Len() || ed.s.Text().Slice(at.Start, at.End) != word {
		return false
	}
	ed.act(func() {
		ed.s.Apply(text.Other, []text.Selection{text.Caret(at.Start + len(s))}, text.Edit{Start: at.Start, End: at.End, New: s})
	})
	return true
}

// CaretBox is where the caret stands in the window, and how high its row is;
// not ok while it is not visible.
func (ed *Editor) CaretBox() (at fyne.Position, height float32, ok bool) {
	if ed.s == nil || ed.r == nil || !ed.r.caretPlaced {
		return fyne.Position{}, 0, false
	}
	at = fyne.CurrentApp().Driver().AbsolutePositionForObject(ed)
	c := ed.r.caret
	y := c.Position().Y - floor32((ed.view.line.height-c.Size().Height)/2)
	return at.Add(fyne.NewPos(c.Position().X, y)), ed.view.line.height, true
}
