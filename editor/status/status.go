// Package status is the line at the bottom of the window.
package status

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/counting"
	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/post"
)

// Options are what a bar is built from.
type Options struct {
	Session    func() *session.Session             // that of the post that is shown; nil where none is
	LineColumn func() (line, col int)              // of the caret
	Problems   func()                              // lists the problems of the post
	Outlined   func()                              // lists its headings, above Outline
	Counted    func()                              // lists what is counted, above Words
	Goal       func() (g counting.Goal, post bool) // that the ring shows, and whether it is of the post; nil for none
	Reading    func() string                       // how the text reads; "" for nothing, nil where nobody asks
	Post       func(func())                        // runs a function on the UI goroutine
	Noted      func(note string)                   // is told what the middle shows, for where there is no bar; nil for nobody
}

// Bar is the line. In the middle stands what was said last, or else what stands
// for the whole window, and in its place, while the pointer is there, what a
// button does or where a link leads.
type Bar struct {
	Object  fyne.CanvasObject
	Note    *control.Short    // the line in the middle, as it is shown
	Said    string            // the note, also while a tip shows in its place; "" once there was time to read it
	Outline *control.Tappable // opens the list of headings

	Saved, Problems, Place *control.Label // how the text stands to its file, what is wrong with it, where the caret is

	Words *control.Tappable // how many there are, and of the selection

	o                                Options
	words, minutes, encoding, ending *control.Label
	reads                            *control.Label
	ring                             *ring
	selected                         selected
	outlined                         *control.Label
	bar                              *fyne.Container
	counting                         bool // is asked for
	tipped                           bool // a tip shows in the place of the note
	fade                             control.Delay
	standing                         string    // a note that shows where there is no other
	warnings                         []warning // that show before it, the newest first
	widths                           []float32 // of the labels, as last laid out
}

// New returns an empty bar.
func New(o Options) *Bar {
	small := func(c fyne.ThemeColorName) *control.Label { return control.NewSmall("", c) }
	s := &Bar{
		o: o, Saved: small(theme.Muted), words: small(theme.Muted), minutes: small(theme.Muted), Problems: small(theme.Warn),
		outlined: small(theme.Muted), reads: small(theme.Muted), ring: newRing(),
		Note: control.NewSmallShort("", theme.Muted), Place: small(theme.Muted), encoding: small(theme.Muted), ending: small(theme.Muted),
	}
	s.fade.Post = o.Post
	s.Outline = control.NewTappable(s.outlined, o.Outlined)
	s.Words = control.NewTappable(container.New(beside{}, s.ring, s.words), func() {
		if o.Counted != nil {
			o.Counted()
		}
	})
	s.bar = container.New(layout{s}, s.Saved, s.Words, s.minutes, s.reads, control.NewTappable(s.Problems, o.Problems), s.Note,
		s.Outline, s.Place, s.encoding, s.ending)
	s.Object = container.New(control.FixedHeight(theme.StatusHeight), control.NewBare(theme.Desk), container.New(control.Inset{X: 14, Y: 0}, s.bar), container.New(control.TopEdge{}, control.NewLine()))
	return s
}

// arrange lays the labels out again where their widths changed; Fyne does not
// by itself.
func (s *Bar) arrange() {
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
func (s *Bar) natural(o fyne.CanvasObject) float32 {
	if o == s.Note {
		return float32(math.Ceil(float64(control.Measure(s.Note.Text(), theme.SmallSize, typeset.Sans))))
	}
	return o.MinSize().Width
}

// layout puts what follows the note at the right. Where there is no room
// for all, what changes least goes first, and then the note is shortened.
type layout struct{ s *Bar }

const (
	statusGap = 18
	noteLeast = 120
)

func (l layout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 16) }

func (l layout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	s := l.s
	note, used := s.natural(s.Note), float32(0)
	for _, o := range objects {
		if o == s.reads && s.reads.Text() == "" {
			o.Hide()
			continue
		}
		o.Show()
		if o != s.Note {
			used += s.natural(o) + statusGap
		}
	}
	for _, o := range []fyne.CanvasObject{s.encoding, s.ending, s.minutes, s.reads, s.Outline, s.Words} {
		if !o.Visible() {
			continue
		}
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
		if o == s.Note {
			w = note
		}
		if !right && (o == s.Outline || o == s.Place) { // what is left lies before it
			x += fyne.Max(0, size.Width-used-note)
			right = true
		}
		o.Move(fyne.NewPos(x, float32(int((size.Height-h)/2))))
		o.Resize(fyne.NewSize(w, h))
		x += w + statusGap
	}
}

// Say sets the line that stays until the next one, or until there was time to read it: it tells of what has just been
// done, and soon that is no longer so. One with the sign ▲, of what went wrong, stays. It shows at once, also where a tip is.
func (s *Bar) Say(note string) {
	note = wording.Sentence(note)
	s.Said, s.tipped = note, false
	s.showNote(note)
	if note == "" || s.o.Post == nil || strings.HasPrefix(note, "▲") { // what went wrong stays until the next note
		s.fade.Stop()
		return
	}
	s.fade.After = reading(note)
	s.fade.Start(func() {
		s.Said = ""
		if !s.tipped {
			s.showNote("")
		}
	})
}

// reading is how long a note is shown: enough to notice it and to read it at leisure.
func reading(note string) time.Duration {
	return 6*time.Second + time.Duration(utf8.RuneCountInString(note))*70*time.Millisecond
}

// Tip shows what the pointer is over instead of the note, until it is "".
func (s *Bar) Tip(tip string) {
	if s.tipped = tip != ""; !s.tipped {
		tip = s.Said
	}
	s.showNote(tip)
}

func (s *Bar) showNote(note string) {
	if len(s.warnings) > 0 {
		note = cmp.Or(note, s.warnings[0].note)
	}
	note = cmp.Or(note, s.standing)
	s.Note.SetText(note)
	if s.o.Noted != nil {
		s.o.Noted(note)
	}
	s.arrange()
}

// Stand sets what is said while there is no other note.
func (s *Bar) Stand(note string) {
	s.standing = note
	s.Say(s.Said)
}

// Warn says at once that something does not work, and as long as that is so
// whenever there is no other note; the note "" takes it back. About is what it
// is about, which has one warning at most.
func (s *Bar) Warn(about, note string) {
	note = wording.Sentence(note)
	i := slices.IndexFunc(s.warnings, func(w warning) bool { return w.about == about })
	was := ""
	if i >= 0 {
		was = s.warnings[i].note
		s.warnings = slices.Delete(s.warnings, i, i+1)
	}
	switch {
	case note != "":
		s.warnings = slices.Insert(s.warnings, 0, warning{about, note})
		s.Say(note)
	case s.Said == was:
		s.Say("")
	default:
		s.Say(s.Said)
	}
}

// warning is what does not work.
type warning struct{ about, note string }

func (s *Bar) setSaved(word string, color fyne.ThemeColorName) {
	s.Saved.Set(word, color)
	s.arrange()
}

// setWords shows how many words there are: of the selection, of the goal, or of
// all.
func (s *Bar) setWords(words, minutes int) {
	all := wording.Count(words, "word")
	said, behind := all, fmt.Sprintf("%d min", minutes)
	if words == 0 {
		behind = ""
	}
	var g counting.Goal
	ofPost := false
	if s.o.Goal != nil {
		g, ofPost = s.o.Goal()
	}
	share := -1.0
	if g.Want > 0 {
		share = g.Share()
		if ofPost {
			said = wording.Number(words) + " of " + wording.Count(g.Want, "word")
		}
	}
	if s.selected.some {
		said = wording.Number(s.selected.words) + " of " + all
		behind = wording.Count(s.selected.characters, "character")
	}
	s.ring.set(share)
	s.words.SetText(said)
	s.minutes.SetText(behind)
	reads := ""
	if s.o.Reading != nil {
		reads = s.o.Reading()
	}
	s.reads.SetText(reads)
	s.arrange()
}

// SetProblems shows how many problems the post has.
func (s *Bar) SetProblems(n int) {
	if n == 0 {
		s.Problems.Set("0 problems", theme.Muted)
	} else {
		s.Problems.Set("▲ "+wording.Count(n, "problem"), theme.Warn)
	}
	s.arrange()
}

// SetPlace shows where the caret is.
func (s *Bar) SetPlace(line, col int) {
	s.outlined.SetText("Outline")
	s.Place.SetText("Ln " + strconv.Itoa(line) + ", Col " + strconv.Itoa(col))
	s.arrange()
}

func (s *Bar) setEnding(ending string) {
	s.encoding.SetText("UTF-8")
	name := map[string]string{"\r\n": "CRLF", "\r": "CR"}[ending]
	if name == "" {
		name = "LF"
	}
	s.ending.SetText(name)
	s.arrange()
}

// clear empties everything but the note.
func (s *Bar) clear() {
	for _, l := range []*control.Label{s.Saved, s.words, s.minutes, s.reads, s.Problems, s.outlined, s.Place, s.encoding, s.ending} {
		l.SetText("")
	}
	s.ring.set(-1)
	s.arrange()
}

// Refresh shows the open post's counts and state.
func (s *Bar) Refresh() {
	if s.o.Session() == nil {
		s.clear()
		return
	}
	s.RefreshSaved()
	s.count()
}

// count shows how many words there are, how lines end and where the caret is.
func (s *Bar) count() {
	s.setEnding(s.o.Session().Text().Ending())
	s.countSelected()
	words := s.o.Session().Words()
	s.setWords(words, post.Minutes(words))
	s.SetPlace(s.o.LineColumn())
}

// CountSoon counts behind what is done now: numbers that change with each key
// are new texts, and those would be a third of what a key costs.
func (s *Bar) CountSoon() {
	if s.counting {
		return
	}
	s.counting = true
	s.o.Post(func() {
		s.counting = false
		if s.o.Session() != nil {
			s.count()
		}
	})
}

// RefreshSaved shows how the text stands to the file.
func (s *Bar) RefreshSaved() {
	switch x := s.o.Session(); {
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
		s.setSaved("• Unsaved changes", theme.Muted)
	case x.Path() == "":
		s.setSaved("New", theme.Muted)
	default:
		s.setSaved("✓ Saved", theme.OK)
	}
}
