package textedit

import (
	"image"
	"image/color"
	"math"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/spell"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

const (
	maxSquiggles   = 72   // drawn at once
	squiggleHeight = 4    // pixels
	spellMargin    = 1500 // bytes around what is visible that are looked at too
	maxWanted      = 1200 // words that are asked for at once
)

// Speller knows which words are wrong. It answers at once; what it does not
// know is wanted, and SpellingChanged called when that is known.
type Speller struct {
	Look func(word string) spell.Answer
	Want func(words []string)
}

// misspellings is what an Editor knows of the words in view. Ranges are of the
// text as it is: edits move them.
type misspellings struct {
	by     *Speller
	wrong  []text.Range // in order
	seen   []text.Range // where all words were looked at, in order
	stale  bool         // something is known now that was not
	edited bool         // since the last draw
	typed  []text.Range // words that are being typed: a caret has not left them yet

	marks     []mark
	skip      []text.Range
	words     []text.Range
	wanted    []string                      // in the order of the text
	asked     map[string]bool               // that are in wanted
	waves     map[int]*pool[*canvas.Raster] // by their width in pixels
	colour    color.NRGBA                   // of the waves
	inView    []text.Range
	drawn     []fyne.CanvasObject
	waveCount int
	looked    int // bytes looked at so far, for tests of what an action costs
}

// SetSpelling marks the words that s knows to be wrong; nil marks none.
func (a *Editor) SetSpelling(s *Speller) {
	m := &a.spelling
	m.by, m.wrong, m.seen, m.typed, m.asked = s, nil, nil, nil, map[string]bool{}
	a.draw()
}

// SpellingChanged looks again at the words in view, and draws where that makes
// a difference.
func (a *Editor) SpellingChanged() {
	m := &a.spelling
	m.stale = true
	if m.by == nil || !a.spellable() {
		return
	}
	before := slices.Clone(m.wrong)
	a.spellView()
	if !slices.Equal(before, m.wrong) {
		a.draw()
	}
}

// spellable tells whether it is known what in the text is words: the Doc is
// that of the text, and something is visible.
func (a *Editor) spellable() bool {
	return a.s != nil && a.r != nil && a.doc != nil && len(a.since.Changes) == 0 && len(a.spelling.inView) > 0
}

// follow moves what is known with the text; a word that was edited is not
// known to be wrong any more.
func (m *misspellings) follow(p text.Patch) {
	if m.by == nil {
		return
	}
	kept := m.wrong[:0]
	for _, r := range m.wrong {
		i := sort.Search(len(p.Changes), func(i int) bool { return p.Changes[i].End >= r.Start })
		if i < len(p.Changes) && p.Changes[i].Start <= r.End {
			continue
		}
		r.Start, r.End = p.MapRange(r.Start, r.End)
		kept = append(kept, r)
	}
	m.wrong = kept
	for i, r := range m.seen {
		m.seen[i].Start, m.seen[i].End = p.MapRange(r.Start, r.End)
	}
	for i, r := range m.typed {
		m.typed[i].Start, m.typed[i].End = p.MapRange(r.Start, r.End)
	}
	m.edited = true
}

// forget drops what is known, for another text.
func (m *misspellings) forget() {
	m.wrong, m.seen, m.typed, m.edited, m.inView = nil, nil, nil, false, nil
}

// drawSpelling draws a wave under each misspelled word in view. It looks at
// words only when the Doc is that of the text, so that a key costs no more
// than moving what is known.
func (a *Editor) drawSpelling(col column) {
	m := &a.spelling
	if m.by == nil || a.r == nil {
		return
	}
	a.minding()
	a.viewed()
	if a.spellable() && (m.stale || !m.covers()) {
		a.spellView()
	}
	if c := a.r.colours.warn; c != m.colour || m.waveCount > 6*maxSquiggles {
		m.colour, m.waves, m.waveCount = c, map[int]*pool[*canvas.Raster]{}, 0
	}
	for _, p := range m.waves {
		p.used = 0
	}
	from, to := a.r.visible[0].row.Start, a.r.visible[len(a.r.visible)-1].row.End
	for _, r := range m.wrong {
		if r.End <= from || r.Start >= to || m.isTyped(r) {
			continue
		}
		a.eachPart(r.Start, r.End, func(b rowBox, from, to float32) {
			if len(m.drawn) >= maxSquiggles {
				return
			}
			if x, w := round32(from), max(squiggleHeight, round32(to)-round32(from)); x < col.width {
				a.drawWave(col.left+x, b.y+a.line.base+2, int(w))
			}
		})
	}
}

// drawWave puts a wave there. Each is used only for words of its width: its
// texture is made once, and moved from then on.
func (a *Editor) drawWave(x, y float32, width int) {
	m := &a.spelling
	p := m.waves[width]
	if p == nil {
		p = &pool[*canvas.Raster]{}
		m.waves[width] = p
	}
	w := p.next(func() *canvas.Raster {
		m.waveCount++
		c := m.colour
		o := canvas.NewRaster(func(w, h int) image.Image { return wave(w, h, c) })
		o.ScaleMode = canvas.ImageScalePixels
		o.Resize(fyne.NewSize(float32(width), squiggleHeight))
		return o
	})
	w.Move(fyne.NewPos(x, y))
	m.drawn = append(m.drawn, w)
}

// wave draws a wavy line that fills w by h pixels.
func wave(w, h int, c color.NRGBA) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	scale := float64(h) / squiggleHeight
	high, thick, length := 1.1*scale, 1.5*scale, 5.5*scale
	for x := range w {
		phase := 2 * math.Pi * (float64(x) + 0.5) / length
		y := float64(h)/2 + high*math.Sin(phase)
		slope := high * 2 * math.Pi / length * math.Cos(phase)
		reach := thick / 2 * math.Hypot(1, slope) // of the stroke above and below its middle
		for py := range h {
			over := min(float64(py)+1, y+reach) - max(float64(py), y-reach)
			if over <= 0 {
				continue
			}
			s := min(1, over)
			put := func(v uint8) uint8 { return uint8(float64(v)*s + 0.5) }
			img.SetRGBA(x, py, color.RGBA{put(c.R), put(c.G), put(c.B), put(0xFF)})
		}
	}
	return img
}

// minding finds the words that carets stand in after an edit, and lets go of
// those that they have left.
func (a *Editor) minding() {
	m := &a.spelling
	if !m.edited && len(m.typed) == 0 {
		return
	}
	sels := a.s.Selections()
	if m.edited {
		m.edited, m.stale = false, true
		m.typed = m.typed[:0]
		for _, x := range sels[:min(len(sels), maxSquiggles)] {
			if r := a.lettersAround(x.Head); r.Start < r.End {
				m.typed = append(m.typed, r)
			}
		}
		return
	}
	n := len(m.typed)
	m.typed = slices.DeleteFunc(m.typed, func(r text.Range) bool {
		return !slices.ContainsFunc(sels, func(x text.Selection) bool { return r.Start <= x.Head && x.Head <= r.End })
	})
	m.stale = m.stale || len(m.typed) < n
}

func (m *misspellings) isTyped(r text.Range) bool {
	return slices.ContainsFunc(m.typed, func(t text.Range) bool { return r.Start < t.End && t.Start < r.End })
}

// lettersAround is the run of letters, with what joins them, at off.
func (a *Editor) lettersAround(off int) text.Range {
	const reach = 200 // bytes
	t := a.s.Text()
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

// viewed collects what is visible as ranges of the text; what is folded away
// parts them.
func (a *Editor) viewed() {
	m := &a.spelling
	m.inView = m.inView[:0]
	for _, b := range a.r.visible {
		if n := len(m.inView); n > 0 && b.row.Start-m.inView[n-1].End <= 2 {
			m.inView[n-1].End = b.row.End
			continue
		}
		m.inView = append(m.inView, text.Range{Start: b.row.Start, End: b.row.End})
	}
}

// covers tells whether all that is visible was looked at.
func (m *misspellings) covers() bool {
	for _, v := range m.inView {
		if !slices.ContainsFunc(m.seen, func(s text.Range) bool { return s.Start <= v.Start && v.End <= s.End }) {
			return false
		}
	}
	return true
}

// spellView looks at the words in view and a little around, and asks for
// those that are not known.
func (a *Editor) spellView() {
	m := &a.spelling
	m.stale = false
	m.wrong, m.seen, m.wanted = m.wrong[:0], m.seen[:0], m.wanted[:0]
	clear(m.asked)
	for _, v := range m.inView {
		r := a.WholeWords(v.Start-spellMargin, v.End+spellMargin)
		if n := len(m.seen); n > 0 {
			r.Start = max(r.Start, m.seen[n-1].End)
		}
		if r.Start >= r.End {
			continue
		}
		m.seen = append(m.seen, r)
		a.EachWord(r, func(at text.Range, word string) bool {
			if m.isTyped(at) {
				return true
			}
			switch m.by.Look(word) {
			case spell.Wrong:
				m.wrong = append(m.wrong, at)
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
	if len(m.wanted) > 0 {
		m.by.Want(slices.Clone(m.wanted))
	}
}

// WholeWords extends a range of the body to the borders of lines, or of words
// where lines are long.
func (a *Editor) WholeWords(start, end int) text.Range {
	const far = 2 * spellMargin
	t := a.s.Text()
	start = min(max(start, a.s.Start(), a.start()), t.Len())
	end = min(max(start, end), t.Len())
	if s := max(t.LineStart(t.LineAt(start)), a.s.Start()); start-s <= far {
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

// EachWord calls f with the words that a dictionary can judge, until it
// returns false.
func (a *Editor) EachWord(r text.Range, f func(at text.Range, word string) bool) {
	const unread = markdown.MarkMarker | markdown.MarkCode | markdown.MarkCodeBlock | markdown.MarkURL | markdown.MarkList | markdown.MarkHTML
	m := &a.spelling
	s := a.s.Text().Slice(r.Start, r.End)
	m.looked += len(s)
	m.marks = a.marks(m.marks[:0], r.Start, r.End)
	m.skip = m.skip[:0]
	for _, k := range m.marks {
		if k.style&unread == 0 {
			continue
		}
		from, to := max(k.start, r.Start)-r.Start, min(k.end, r.End)-r.Start
		if n := len(m.skip); n > 0 && from <= m.skip[n-1].End {
			m.skip[n-1].End = max(to, m.skip[n-1].End)
		} else if from < to {
			m.skip = append(m.skip, text.Range{Start: from, End: to})
		}
	}
	m.words = spell.Words(m.words[:0], s, m.skip)
	for _, w := range m.words {
		if !f(text.Range{Start: r.Start + w.Start, End: r.Start + w.End}, s[w.Start:w.End]) {
			return
		}
	}
}

// Misspelled returns the words in and around what is visible that are known to
// be wrong, and reports whether all of them were looked up.
func (a *Editor) Misspelled() (wrong []text.Range, known bool) {
	m := &a.spelling
	return slices.Clone(m.wrong), len(m.seen) > 0 && len(m.wanted) == 0
}

// WordAt is the word at an offset that a dictionary can judge.
func (a *Editor) WordAt(off int) (at text.Range, word string, ok bool) {
	if a.s == nil {
		return at, "", false
	}
	a.EachWord(a.WholeWords(off, off), func(r text.Range, w string) bool {
		if r.Start <= off && off <= r.End {
			at, word, ok = r, w, true
		}
		return r.End < off
	})
	return at, word, ok
}

// ReplaceWord puts s in place of a word, if it is still there.
func (a *Editor) ReplaceWord(at text.Range, word, s string) bool {
	if a.s == nil || at.End > a.s.Text().Len() || a.s.Text().Slice(at.Start, at.End) != word {
		return false
	}
	a.act(func() {
		a.s.Apply(text.Other, []text.Selection{text.Caret(at.Start + len(s))}, text.Edit{Start: at.Start, End: at.End, New: s})
	})
	return true
}

// CaretBox is where the caret stands in the window, and how high its row is;
// not ok while it is not visible.
func (a *Editor) CaretBox() (at fyne.Position, height float32, ok bool) {
	if a.s == nil || a.r == nil || !a.r.caretPlaced {
		return fyne.Position{}, 0, false
	}
	at = fyne.CurrentApp().Driver().AbsolutePositionForObject(a)
	c := a.r.caret
	y := c.Position().Y - floor32((a.line.height-c.Size().Height)/2)
	return at.Add(fyne.NewPos(c.Position().X, y)), a.line.height, true
}
