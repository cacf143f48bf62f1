package text

// Selection is a stretch of text between two offsets. Head is the caret; it may lie before Anchor.
type Selection struct{ Anchor, Head int }

// Caret returns the empty selection at off.
func Caret(off int) Selection { return Selection{Anchor: off, Head: off} }

// Start returns the smaller offset.
func (s Selection) Start() int { return min(s.Anchor, s.Head) }

// End returns the greater offset.
func (s Selection) End() int { return max(s.Anchor, s.Head) }

// Empty reports whether the selection is but a caret.
func (s Selection) Empty() bool { return s.Anchor == s.Head }

// Map returns the selection on the same text after p. A caret at an insertion moves behind it; a
// selection does not grow at its ends; one that was replaced exactly becomes the caret behind what
// replaced it.
func (s Selection) Map(p Patch) Selection {
	if s.Empty() {
		return Caret(p.Map(s.Head, After))
	}
	start, end := p.MapRange(s.Start(), s.End())
	i, _ := p.seek(s.Start())
	for ; i < len(p.Changes) && p.Changes[i].Start <= s.Start(); i++ {
		if c := p.Changes[i]; c.Start == s.Start() && c.End == s.End() {
			return Caret(end)
		}
	}
	if s.Head < s.Anchor {
		return Selection{Anchor: end, Head: start}
	}
	return Selection{Anchor: start, Head: end}
}

// Mark is an offset that stays at its place in the text when it is mapped through patches.
type Mark struct {
	Off  int
	Bias Bias
}

// Map returns the mark after p.
func (m Mark) Map(p Patch) Mark { return Mark{Off: p.Map(m.Off, m.Bias), Bias: m.Bias} }
