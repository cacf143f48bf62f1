package editor

import (
	"cmp"
	"fmt"
	"math"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/post"
)

// statusBar is the line at the bottom. In the middle stands what was said last,
// or else what stands for the whole window, and in its place, while the pointer
// is there, what a button does or where a link leads.
type statusBar struct {
	saved, words, minutes, problems *control.Label
	note, place, encoding, ending   *control.Label
	outline                         *control.Tappable
	outlined                        *control.Label
	bar                             *fyne.Container
	posts                           *openPosts
	lineColumn                      func() (line, col int) // of the caret
	post                            func(func())           // runs a function on the UI goroutine
	counting                        bool                   // is asked for
	said                            string                 // the note, also while a tip shows in its place
	standing                        string                 // a note that shows where there is no other
	widths                          []float32              // of the labels, as last laid out
	object                          fyne.CanvasObject
}

func newStatusBar(onProblems, onOutline func()) *statusBar {
	small := func(c fyne.ThemeColorName) *control.Label { return control.NewSmall("", c) }
	s := &statusBar{
		saved: small(theme.Muted), words: small(theme.Muted), minutes: small(theme.Muted), problems: small(theme.Warn),
		outlined: small(theme.Muted),
		note:     small(theme.Muted), place: small(theme.Muted), encoding: small(theme.Muted), ending: small(theme.Muted),
	}
	s.note.Cut = true
	s.outline = control.NewTappable(s.outlined, onOutline)
	s.bar = container.New(statusLayout{s}, s.saved, s.words, s.minutes, control.NewTappable(s.problems, onProblems), s.note,
		s.outline, s.place, s.encoding, s.ending)
	s.object = container.New(control.FixedHeight(theme.StatusHeight), control.NewBare(theme.Desk), container.New(control.Inset{X: 14, Y: 0}, s.bar), container.New(control.TopEdge{}, control.NewLine()))
	return s
}

// arrange lays the labels out again where their widths changed; Fyne does not
// by itself.
func (s *statusBar) arrange() {
	if s.widths == nil {
		s.widths = make([]float32, len(s.bar.Objects))
	}
	changed := false
	for i, o := range s.bar.Objects {
		if w := s.natural(o); w != s.widths[i] {
			s.widths[i], changed = w, true
		}
	}
	if changed {
		s.bar.Layout.Layout(s.bar.Objects, s.bar.Size())
	}
}

// natural is the width that a part of the bar wants, in pixels.
func (s *statusBar) natural(o fyne.CanvasObject) float32 {
	if o == s.note {
		return float32(math.Ceil(float64(control.Measure(s.note.Text(), theme.SmallSize, typeset.Sans))))
	}
	return o.MinSize().Width
}

// statusLayout puts what follows the note at the right. Where there is no room
// for all, what changes least goes first, and then the note is shortened.
type statusLayout struct{ s *statusBar }

const (
	statusGap = 18
	noteLeast = 120
)

func (l statusLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 16) }

func (l statusLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	s := l.s
	note, used := s.natural(s.note), float32(0)
	for _, o := range objects {
		o.Show()
		if o != s.note {
			used += s.natural(o) + statusGap
		}
	}
	for _, o := range []fyne.CanvasObject{s.encoding, s.ending, s.minutes, s.outline, s.words} {
		if used+fyne.Min(note, noteLeast) > size.Width {
			used -= s.natural(o) + statusGap
			o.Hide()
		}
	}
	note = fyne.Max(0, fyne.Min(note, size.Width-used))
	x, right := float32(0), false
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		w, h := s.natural(o), o.MinSize().Height
		if o == s.note {
			w = note
		}
		if !right && (o == s.outline || o == s.place) { // what is left lies before it
			x += fyne.Max(0, size.Width-used-note)
			right = true
		}
		o.Move(fyne.NewPos(x, float32(int((size.Height-h)/2))))
		o.Resize(fyne.NewSize(w, h))
		x += w + statusGap
	}
}

// setNote sets the line that stays until the next one. It shows at once, also where a tip is.
func (s *statusBar) setNote(note string) {
	s.said = note
	s.showNote(note)
}

// setTip shows what the pointer is over instead of the note, until it is "".
func (s *statusBar) setTip(tip string) {
	if tip == "" {
		tip = s.said
	}
	s.showNote(tip)
}

func (s *statusBar) showNote(note string) {
	s.note.SetText(cmp.Or(note, s.standing))
	s.arrange()
}

// setStanding sets what is said while there is no other note.
func (s *statusBar) setStanding(note string) {
	s.standing = note
	s.setNote(s.said)
}

func (s *statusBar) setSaved(word string, color fyne.ThemeColorName) {
	s.saved.Set(word, color)
	s.arrange()
}

func (s *statusBar) setWords(words, minutes int) {
	s.words.SetText(wording.Count(words, "word"))
	s.minutes.SetText(fmt.Sprintf("%d min", minutes))
	s.arrange()
}

func (s *statusBar) setProblems(n int) {
	if n == 0 {
		s.problems.Set("0 problems", theme.Muted)
	} else {
		s.problems.Set("▲ "+wording.Count(n, "problem"), theme.Warn)
	}
	s.arrange()
}

func (s *statusBar) setPlace(line, col int) {
	s.outlined.SetText("Outline")
	s.place.SetText("Ln " + strconv.Itoa(line) + ", Col " + strconv.Itoa(col))
	s.arrange()
}

func (s *statusBar) setEnding(ending string) {
	s.encoding.SetText("UTF-8")
	name := map[string]string{"\r\n": "CRLF", "\r": "CR"}[ending]
	if name == "" {
		name = "LF"
	}
	s.ending.SetText(name)
	s.arrange()
}

// clear empties everything but the note.
func (s *statusBar) clear() {
	for _, l := range []*control.Label{s.saved, s.words, s.minutes, s.problems, s.outlined, s.place, s.encoding, s.ending} {
		l.SetText("")
	}
	s.arrange()
}

// refresh shows the open post's counts and state.
func (s *statusBar) refresh() {
	if s.posts.cur == nil {
		s.clear()
		return
	}
	s.refreshSaved()
	s.count()
}

// count shows how many words there are, how lines end and where the caret is.
func (s *statusBar) count() {
	s.setEnding(s.posts.cur.s.Text().Ending())
	words := s.posts.cur.s.Words()
	s.setWords(words, post.Minutes(words))
	s.setPlace(s.lineColumn())
}

// countSoon counts behind what is done now: numbers that change with each key
// are new texts, and those would be a third of what a key costs.
func (s *statusBar) countSoon() {
	if s.counting {
		return
	}
	s.counting = true
	s.post(func() {
		s.counting = false
		if s.posts.cur != nil {
			s.count()
		}
	})
}

// refreshSaved shows how the text stands to the file.
func (s *statusBar) refreshSaved() {
	switch x := s.posts.cur.s; {
	case x.Status() == session.Saving:
		s.setSaved("Saving…", theme.Muted)
	case x.Status() == session.Conflict:
		s.setSaved("▲ Changed outside too", theme.Warn)
	case x.Status() == session.Gone:
		s.setSaved("▲ File removed outside", theme.Warn)
	case x.Unsure():
		s.setSaved("▲ Saved, not confirmed", theme.Warn)
	case x.Err() != nil:
		s.setSaved("▲ Not saved", theme.Warn)
	case x.Dirty():
		s.setSaved("• Not saved yet", theme.Muted)
	case x.Path() == "":
		s.setSaved("New", theme.Muted)
	default:
		s.setSaved("✓ Saved", theme.OK)
	}
}
