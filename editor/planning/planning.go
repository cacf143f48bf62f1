// Package planning shows what is about to become of several posts: a row each,
// with a box to leave it out, beside the words that come and go.
package planning

import (
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/comparison"
	"galley.app/galley/editor/diff"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
)

// Row is one file, or folder, that is to change.
type Row struct {
	Title string
	Under string // its file, or its old name and its new one
	Note  string // in a few words, such as how often
	Old   string // text before and after; the same where only a name changes
	New   string
	Fixed bool // it cannot be left out
}

// Options are what is shown, and what is done with the answer.
type Options struct {
	Modal  *modal.Stack
	Canvas fyne.Canvas
	Post   func(func()) // runs a function on the UI goroutine
	Now    func() time.Time
	Copy   func(words string) // gets what is copied out of the words

	Title string
	Top   fyne.CanvasObject // over the rows, such as fields; nil for none
	First fyne.Focusable    // gets the keys; nil is the list
	Text  string            // over the rows, in a sentence; "" for none
	Empty string            // said where there are no rows
	Rows  []Row
	Verb  func(n int) string  // on the button that does it, for so many rows
	Do    func(chosen []bool) // of the rows that were shown last; the dialog is closed
	Left  func()              // called when it is closed without; may be nil
}

// Dialog is a plan that is shown.
type Dialog struct {
	o      Options
	rows   []Row
	on     []bool
	note   string // in the place of Text
	warn   bool
	shown  int // the row whose words are shown; -1 for none
	turn   int // counts the texts that were compared; older results are dropped
	busy   bool
	view   *view
	closed func() // tells the stack; nil once closed
}

// Open shows a plan over the window.
func Open(o Options) *Dialog {
	d := &Dialog{o: o, shown: -1}
	d.view = newView(d)
	d.closed = o.Modal.Cover(d.Close)
	first := o.First
	if first == nil {
		first = d.view.list
	}
	d.view.overlay.Open(o.Canvas, first)
	d.Set(o.Rows)
	return d
}

// Set shows other rows, all of them chosen.
func (d *Dialog) Set(rows []Row) {
	d.rows, d.on = rows, make([]bool, len(rows))
	for i := range d.on {
		d.on[i] = true
	}
	d.busy = false
	d.view.list.Set(len(rows))
	d.shown = -1
	if len(rows) > 0 {
		d.view.list.Go(0)
	}
	d.show(d.view.list.Current())
	d.update()
}

// Wait says that other rows are being looked for.
func (d *Dialog) Wait() {
	d.busy = true
	d.update()
}

// Say puts a line in the place of the text over the rows; "" brings that back.
func (d *Dialog) Say(note string, warn bool) {
	d.note, d.warn = note, warn
	d.update()
}

// IsOpen reports whether it is shown still.
func (d *Dialog) IsOpen() bool { return d.closed != nil }

// chosen is how many rows are.
func (d *Dialog) chosen() (n int) {
	for _, on := range d.on {
		if on {
			n++
		}
	}
	return n
}

// toggle takes a row out of the plan, or back into it.
func (d *Dialog) toggle(i int) {
	if i < 0 || i >= len(d.rows) || d.rows[i].Fixed {
		return
	}
	d.on[i] = !d.on[i]
	d.update()
}

// all chooses all rows, or none but those that cannot be left out where all are
// chosen already.
func (d *Dialog) all() {
	on := d.chosen() < len(d.rows)
	for i := range d.on {
		d.on[i] = on || d.rows[i].Fixed
	}
	d.update()
}

// show compares the texts of a row aside, and shows the words that differ.
func (d *Dialog) show(i int) {
	if i == d.shown && i >= 0 {
		return
	}
	d.turn++
	d.shown = i
	d.view.words.SetPage(nil)
	if i < 0 || i >= len(d.rows) {
		d.view.words.Empty = ""
		d.view.words.Refresh()
		return
	}
	row, turn := d.rows[i], d.turn
	if row.Old == row.New {
		d.view.words.Empty = "Only the name changes."
		d.view.words.Refresh()
		return
	}
	d.view.words.Empty = "Comparing…"
	d.view.words.Refresh()
	go func() {
		page := comparison.Lay(diff.Words(row.Old, row.New))
		d.o.Post(func() {
			if turn != d.turn || d.closed == nil {
				return
			}
			d.view.words.SetPage(page)
			d.update()
		})
	}()
}

// Keys hears of a key in a field over the rows, and reports whether it took it:
// Escape closes, Return does it, Down goes to the rows.
func (d *Dialog) Keys(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		d.Close()
	case fyne.KeyReturn, fyne.KeyEnter:
		d.Submit()
	case fyne.KeyDown:
		d.o.Canvas.Focus(d.view.list)
	case fyne.KeyF7:
		by := 1
		if control.Modifiers()&fyne.KeyModifierShift != 0 {
			by = -1
		}
		d.view.words.Step(by)
	default:
		return false
	}
	return true
}

// Submit does what is chosen.
func (d *Dialog) Submit() {
	if d.closed == nil || d.busy || d.chosen() == 0 {
		return
	}
	chosen := d.on
	d.close()
	d.o.Do(chosen)
}

// Close closes it; nothing is done.
func (d *Dialog) Close() {
	if d.closed == nil {
		return
	}
	d.close()
	if d.o.Left != nil {
		d.o.Left()
	}
}

func (d *Dialog) close() {
	closed := d.closed
	d.closed = nil
	d.turn++
	d.view.overlay.Close()
	closed()
}
