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

// MapSelections returns the selections after p, see [Selection.Map].
func MapSelections(sels []Selection, p Patch) []Selection {
	out := make([]Selection, len(sels))
	for i, x := range sels {
		out[i] = x.Map(p)
	}
	return out
}

// Mark is an offset that stays at its place while the text changes.
type Mark struct {
	Off  int
	Bias Bias
	at   int // its place in Marks, from 1; 0 once it is in none
}

// Marks are the marks of a text. The zero value has none. What an edit costs grows with their number:
// they are for the places that a person is at or left, not for all that is in a text.
type Marks struct{ all []*Mark }

// Add returns a new mark at an offset.
func (m *Marks) Add(off int, bias Bias) *Mark {
	x := &Mark{Off: off, Bias: bias, at: len(m.all) + 1}
	m.all = append(m.all, x)
	return x
}

// Release removes a mark, which stays where it is from then on. A nil mark and one that was released
// before are nothing to it.
func (m *Marks) Release(x *Mark) {
	if x == nil || x.at == 0 || x.at > len(m.all) || m.all[x.at-1] != x {
		return
	}
	last := len(m.all) - 1
	m.all[x.at-1] = m.all[last]
	m.all[x.at-1].at = x.at
	m.all[last] = nil
	m.all = m.all[:last]
	x.at = 0
}

// Len returns the number of marks.
func (m *Marks) Len() int { return len(m.all) }

// Apply moves the marks with a patch.
func (m *Marks) Apply(p Patch) {
	for _, x := range m.all {
		x.Off = p.Map(x.Off, x.Bias)
	}
}
