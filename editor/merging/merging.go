// Package merging lets a writer make one text of two: what only one side changed
// is taken and marked, what both changed is shown side by side and chosen, place
// by place. Nothing is written: the text that was made is handed over.
package merging

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/comparison"
	"galley.app/galley/editor/merge"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
)

// Options are what is reviewed, and what becomes of it.
type Options struct {
	Modal  *modal.Stack
	Canvas fyne.Canvas
	Post   func(func()) // runs a function on the UI goroutine
	Now    func() time.Time
	Modify func() fyne.KeyModifier // the modifiers that are held; nil for control.Modifiers

	Title   string       // what is reviewed
	Theirs  string       // where their text comes from, such as “The file on the disk”
	Answers *merge.Merge // that were given before; nil for none

	// Use is given the merged text. Later is called when the writer left
	// without one, with the answers so far.
	Use   func(text string)
	Later func(answers *merge.Merge)
}

// Texts are what is merged. Without a Base nobody knows what both were made of,
// and all that differs is asked about.
type Texts struct {
	Base, Mine, Theirs string
	HasBase            bool
}

// Review is the view in which two texts become one.
type Review struct {
	o      Options
	view   *view
	merge  *merge.Merge // nil while the first texts are compared
	newer  bool         // other texts are compared, which merge is not of
	places []int        // pieces that both sides changed
	at     int          // the place that is shown
	turn   int          // counts the texts that were compared; older results are dropped
	laying bool         // a page is being laid
	stale  bool         // it is not true any more
	same   bool         // the texts are
	closed func()       // tells the stack; nil when it is closed
}

// Open shows the view, and compares the texts aside.
func Open(o Options, t Texts) *Review {
	if o.Modify == nil {
		o.Modify = control.Modifiers
	}
	r := &Review{o: o}
	r.view = newView(r)
	r.closed = o.Modal.Cover(r.later)
	r.view.overlay.Open(o.Canvas, r.view.text)
	r.compare(t, "")
	return r
}

// Renew goes on with other texts: their side, or mine, changed meanwhile. Answers
// to what is the same still are kept.
func (r *Review) Renew(t Texts) {
	if r.closed == nil {
		return
	}
	r.compare(t, "It changed again meanwhile. ")
}

// compare merges the texts aside and shows the result.
func (r *Review) compare(t Texts, said string) {
	r.newer = true
	r.turn++
	turn := r.turn
	if r.merge == nil {
		r.view.text.Empty = "Comparing…"
		r.view.say("Comparing…")
	}
	go func() {
		var m *merge.Merge
		if t.HasBase {
			m = merge.Three(t.Base, t.Mine, t.Theirs)
		} else {
			m = merge.Two(t.Mine, t.Theirs)
		}
		r.o.Post(func() {
			if turn != r.turn || r.closed == nil {
				return
			}
			if old := r.Answers(); old != nil {
				if kept := m.Keep(old); kept > 0 && said != "" {
					said += wording.Count(kept, "answer") + " to what is the same still kept. "
				}
			}
			r.newer = false
			r.merge, r.places, r.same = m, m.Conflicts(), t.Mine == t.Theirs
			r.at = min(r.at, max(0, len(r.places)-1))
			if n := r.open(0); n >= 0 {
				r.at = n
			}
			r.view.news = said
			r.show()
		})
	}()
}

// show shows the text as it is now and the place that the writer is at.
func (r *Review) show() {
	r.view.place()
	r.lay()
}

// lay has the page of the text made aside, one at a time, and shows it.
func (r *Review) lay() {
	if r.laying {
		r.stale = true
		return
	}
	r.laying, r.stale = true, false
	parts := partsOf(r.merge)
	go func() {
		page := comparison.LayMerged(parts)
		r.o.Post(func() {
			r.laying = false
			switch {
			case r.closed == nil:
				return
			case r.stale:
				r.lay()
				return
			}
			r.view.text.SetPage(page)
			if len(r.places) > 0 {
				r.view.text.GoTo(r.at)
			}
		})
	}()
}

// piece returns the conflict that is shown, and false if there is none.
func (r *Review) piece() (merge.Piece, bool) {
	if r.merge == nil || r.at >= len(r.places) {
		return merge.Piece{}, false
	}
	return r.merge.Pieces[r.places[r.at]], true
}

// open returns the first place without an answer from a place on, and around the
// end; -1 if there is none.
func (r *Review) open(from int) int {
	for i := range r.places {
		at := (from + i) % len(r.places)
		if r.merge.Pieces[r.places[at]].Choice == merge.Open {
			return at
		}
	}
	return -1
}

// step goes to another place.
func (r *Review) step(by int) {
	if len(r.places) == 0 {
		return
	}
	r.at = (r.at + by + len(r.places)) % len(r.places)
	r.view.news = ""
	r.view.place()
	if r.view.text.Page() != nil && !r.laying {
		r.view.text.GoTo(r.at)
	}
}

// choose answers the place that is shown and goes to the next without an answer.
func (r *Review) choose(c merge.Choice) {
	p, ok := r.piece()
	if !ok || c == merge.TakeBoth && !p.HasBoth() {
		return
	}
	if c == merge.TakeOwn {
		r.edit(p)
		return
	}
	r.view.news = ""
	r.merge.Choose(r.places[r.at], c, "")
	if n := r.open(r.at); n >= 0 {
		r.at = n
	}
	r.show()
}

// chooseRest answers all places that have no answer yet.
func (r *Review) chooseRest(c merge.Choice) {
	for _, i := range r.places {
		if r.merge.Pieces[i].Choice == merge.Open {
			r.merge.Choose(i, c, "")
		}
	}
	r.show()
}

// edit lets the text of the place be written by hand. It begins with what is
// taken so far, else mine.
func (r *Review) edit(p merge.Piece) {
	value := p.Value(shown(p))
	if p.Choice == merge.Open {
		value = p.Value(p.Mine)
		if value == "" {
			value = p.Value(p.Theirs)
		}
	}
	r.merge.Choose(r.places[r.at], merge.TakeOwn, p.Write(value))
	r.show()
	r.view.edit()
}

// edited takes over what was typed by hand.
func (r *Review) edited(value string) {
	if p, ok := r.piece(); ok && p.Choice == merge.TakeOwn {
		r.merge.Choose(r.places[r.at], merge.TakeOwn, p.Write(value))
		r.show()
	}
}

// submit hands the text over if all is settled, and else goes to what is not.
func (r *Review) submit() {
	if r.newer {
		return
	}
	text, ok := r.merge.Text()
	if !ok {
		if n := r.open(r.at); n >= 0 {
			r.at = n
			r.step(0)
		}
		return
	}
	r.close()
	r.o.Use(text)
}

// later leaves without a text.
func (r *Review) later() {
	if r.closed == nil {
		return
	}
	r.close()
	if r.o.Later != nil {
		r.o.Later(r.Answers())
	}
}

// Answers returns what was chosen so far, before the texts are compared what was
// chosen earlier; nil for nothing.
func (r *Review) Answers() *merge.Merge {
	if r.merge == nil {
		return r.o.Answers
	}
	return r.merge
}

// Close takes the view away without an answer.
func (r *Review) Close() { r.later() }

func (r *Review) close() {
	if r.closed == nil {
		return
	}
	r.turn++
	r.view.overlay.Close()
	closed := r.closed
	r.closed = nil
	closed()
}

// key does what a key is for, wherever the focus is; text tells that it is where
// digits are typed.
func (r *Review) key(e *fyne.KeyEvent, text bool) bool {
	switch e.Name {
	case fyne.KeyEscape:
		if text {
			r.o.Canvas.Focus(r.view.text)
		} else {
			r.later()
		}
	case fyne.KeyF7:
		if r.o.Modify()&fyne.KeyModifierShift != 0 {
			r.step(-1)
		} else {
			r.step(1)
		}
	default:
		if text {
			return false
		}
		switch e.Name {
		case fyne.Key1:
			r.choose(merge.TakeMine)
		case fyne.Key2:
			r.choose(merge.TakeTheirs)
		case fyne.Key3:
			r.choose(merge.TakeBoth)
		case fyne.Key4:
			r.choose(merge.TakeOwn)
		default:
			return false
		}
	}
	return true
}

// state says in a line how far the review is.
func (r *Review) state() string {
	if r.merge == nil {
		return "Comparing…"
	}
	mine, theirs := 0, 0
	for _, p := range r.merge.Pieces {
		switch p.Kind {
		case merge.Mine:
			mine++
		case merge.Theirs:
			theirs++
		}
	}
	taken := ""
	switch {
	case mine+theirs > 0:
		taken = wording.Count(mine, "change") + " of mine and " + strconv.Itoa(theirs) + " of theirs taken as they are. "
	}
	switch left := r.merge.Left(); {
	case r.same:
		return "Both texts are the same."
	case len(r.places) == 0 && mine+theirs == 0:
		return "Nothing differs but how lines end."
	case len(r.places) == 0:
		return taken + "Nothing was changed on both sides."
	case left == 0:
		return taken + "All is settled."
	default:
		return taken + strconv.Itoa(left) + " of " + wording.Count(len(r.places), "place") + " left to choose."
	}
}

// heading says which place is shown.
func (r *Review) heading(p merge.Piece) string {
	s := "Place " + strconv.Itoa(r.at+1) + " of " + strconv.Itoa(len(r.places))
	if p.Key != "" {
		s += " · " + p.Key
	}
	switch p.Choice {
	case merge.TakeMine:
		s += " · mine taken"
	case merge.TakeTheirs:
		s += " · theirs taken"
	case merge.TakeBoth:
		s += " · both taken"
	case merge.TakeOwn:
		s += " · written by hand"
	}
	return s
}

// side says what one side has at a place.
func side(name, text, base string) string {
	switch {
	case strings.TrimSpace(text) != "":
		return name
	case strings.TrimSpace(base) != "":
		return name + " — taken out here"
	}
	return name + " — nothing here"
}
