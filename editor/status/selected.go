package status

import (
	"slices"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/counting"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
)

// selected is what is known of the selection.
type selected struct {
	some              bool // there is one
	words, characters int
	of                *session.Session
	version           uint64 // of its text, and
	sels              []text.Selection
	busy              bool // it is being counted aside
}

// atOnce is how many bytes of a selection are counted before anything else is done.
const atOnce = 64 << 10

// countSelected counts the words and characters that are selected: a long selection
// aside, and what is shown meanwhile is of the one before.
func (s *Bar) countSelected() {
	x := &s.selected
	of := s.o.Session()
	t, sels := of.Text(), of.Selections()
	size := 0
	for _, y := range sels {
		size += y.End() - y.Start()
	}
	if size == 0 {
		*x = selected{busy: x.busy}
		return
	}
	if x.busy || x.sels != nil && x.of == of && x.version == t.Version() && slices.Equal(x.sels, sels) {
		return
	}
	list := make([]string, 0, len(sels))
	slice := func() {
		for _, y := range sels {
			if y.Start() < y.End() {
				list = append(list, t.Slice(y.Start(), y.End()))
			}
		}
	}
	if size <= atOnce {
		slice()
		words, characters := counting.Of(list)
		*x = selected{some: true, words: words, characters: characters, of: of, version: t.Version(), sels: sels}
		return
	}
	x.busy = true
	go func() {
		slice()
		words, characters := counting.Of(list)
		s.o.Post(func() {
			*x = selected{some: true, words: words, characters: characters, of: of, version: t.Version(), sels: sels}
			if s.o.Session() != nil { // which may have another selection by now
				s.count()
			}
		})
	}()
}

// beside puts the ring before the words.
type beside struct{}

const ringGap = 6

func (beside) MinSize(o []fyne.CanvasObject) fyne.Size {
	m, r := o[1].MinSize(), o[0].MinSize()
	if r.Width > 0 {
		m.Width += r.Width + ringGap
	}
	return m
}

func (beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x := o[0].MinSize().Width
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(x, size.Height))
	if x > 0 {
		x += ringGap
	}
	o[1].Move(fyne.NewPos(x, 0))
	o[1].Resize(fyne.NewSize(size.Width-x, size.Height))
}
