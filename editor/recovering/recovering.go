// Package recovering offers texts that were in no file when the program ended,
// in one window, with what differs in them from their files as they are now.
package recovering

import (
	"fmt"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/comparison"
	"galley.app/galley/editor/diff"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/journal"
)

// Options are what is offered, and what is done with the answers.
type Options struct {
	Found   []*journal.Found // one at least
	Modal   *modal.Stack
	Post    func(func()) // runs a function on the UI goroutine
	Now     func() time.Time
	Read    func(path string) (string, error) // what a file holds; on any goroutine
	Restore func(list []*journal.Found)       // opens them, the first one last
	Discard func(f *journal.Found)
	// Later is called with those that are kept for later, when the window closes.
	Later func(list []*journal.Found)
}

// Sizes in pixels.
const (
	oneWidth  = 760
	allWidth  = 960
	listWidth = 270
	rowHeight = 52
	gap       = 14
	wanted    = 420 // height of the comparison
	least     = 120
)

// Ask opens the window.
func Ask(o Options) { open(o, 0) }

// asking is the window.
type asking struct {
	o        Options
	chosen   int
	turn     int // of the comparison that is awaited
	list     *control.List
	view     *comparison.View
	told     *control.Label
	question *control.Question
}

func open(o Options, chosen int) {
	a := &asking{o: o, chosen: chosen}
	a.view = comparison.New(comparison.Options{Post: o.Post, Now: o.Now, Ground: theme.Field})
	a.view.Empty = "Comparing…"
	a.told = control.NewSmall("", theme.Muted)
	q := &control.Question{
		Text:   "Nothing is written to a file before you save.",
		Apart:  []control.Choice{{Label: "Discard", Do: a.discard}},
		Cancel: control.Choice{Label: "Keep for later", Do: func() { o.Later(o.Found) }},
	}
	a.question = q
	a.view.OnKey = q.Key
	if len(o.Found) == 1 {
		f := o.Found[0]
		q.Title = "Unsaved text of “" + Title(f) + "” was recovered"
		q.Text = Words(f, o.Now()) + ". " + q.Text
		q.Width = oneWidth
		a.told.Wrap = oneWidth - 2*24
		q.Extra = control.NewGiving(wanted, least, container.New(one{}, a.told, frame(a.view)))
		q.Main = control.Choice{Label: "Restore", Do: func() { o.Restore(o.Found) }}
	} else {
		q.Title = "Unsaved text of " + wording.Count(len(o.Found), "post") + " was recovered"
		q.Width = allWidth
		q.Apart = append(q.Apart, control.Choice{Label: "Restore", Do: a.restore})
		q.Main = control.Choice{Label: "Restore all", Do: func() { o.Restore(o.Found) }}
		a.list = control.NewList(a.row)
		a.list.Choice, a.list.Height = true, rowHeight
		a.list.OnKey = q.Key
		a.list.OnMove = a.choose
		a.told.Wrap = allWidth - 2*24 - listWidth - gap
		q.Extra = control.NewGiving(wanted, least, container.New(several{}, a.list, a.told, frame(a.view)))
		q.First = a.list
		a.list.Start(len(o.Found), chosen)
	}
	o.Modal.Ask(q)
	a.choose(chosen)
}

// frame is a box with the edge of a field around what is in it.
func frame(o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(control.NewFill(theme.Edge), container.New(control.Inset{X: 1, Y: 1}, o))
}

// row is that of a text in the list.
func (a *asking) row(i int) control.Row {
	f := a.o.Found[i]
	r := control.Row{Title: Title(f), Under: Words(f, a.o.Now())}
	if f.Standing == journal.Changed || f.Standing == journal.Gone || f.Damaged {
		r.Mark, r.Ink = "▲", theme.Warn
	}
	return r
}

// choose shows a text beside what its file holds.
func (a *asking) choose(i int) {
	if i < 0 || i >= len(a.o.Found) {
		return
	}
	a.chosen = i
	a.turn++
	turn, f := a.turn, a.o.Found[i]
	a.view.SetPage(nil)
	a.tell(Stands(f, nil, nil), f)
	go func() {
		page, d, err := compare(f, a.o.Read)
		a.o.Post(func() {
			if turn != a.turn {
				return
			}
			a.view.Empty = ""
			a.view.SetPage(page)
			a.view.GoTo(0)
			a.tell(Stands(f, d, err), f)
		})
	}()
}

// tell says how the chosen text stands to its file.
func (a *asking) tell(words string, f *journal.Found) {
	ink := theme.Muted
	if f.Standing == journal.Changed || f.Standing == journal.Gone || f.Damaged {
		words, ink = "▲ "+words, theme.Warn
	}
	a.told.Set(words, ink)
	a.question.Refresh()
}

// compare compares a text with what its file holds, on any goroutine.
func compare(f *journal.Found, read func(path string) (string, error)) (*comparison.Page, *diff.Diff, error) {
	k, err := f.Read()
	if err != nil {
		return nil, nil, err
	}
	held := ""
	if f.Now != "" {
		held, err = read(f.Now)
	}
	d := diff.Words(held, k.Text.String())
	return comparison.Lay(d), &d, err
}

// restore opens the chosen text and asks on about the others.
func (a *asking) restore() {
	f, rest := a.without()
	a.o.Restore([]*journal.Found{f})
	a.on(rest)
}

// discard gives the chosen text up and asks on about the others.
func (a *asking) discard() {
	f, rest := a.without()
	a.o.Discard(f)
	a.on(rest)
}

// without takes the chosen text out of the list.
func (a *asking) without() (f *journal.Found, rest []*journal.Found) {
	for i, other := range a.o.Found {
		if i != a.chosen {
			rest = append(rest, other)
		}
	}
	return a.o.Found[a.chosen], rest
}

// on asks about the rest.
func (a *asking) on(rest []*journal.Found) {
	if len(rest) == 0 {
		a.o.Later(nil)
		return
	}
	o := a.o
	o.Found = rest
	open(o, min(a.chosen, len(rest)-1))
}

// Title is what a text is called.
func Title(f *journal.Found) string {
	switch {
	case f.Title != "":
		return f.Title
	case f.Path != "":
		return filepath.Base(f.Path)
	}
	return "Untitled"
}

// Words says how long a text is, and when it was written.
func Words(f *journal.Found, now time.Time) string {
	return wording.Count(f.Words, "word") + ", " + when(f.Time, now)
}

// when says a time as of now.
func when(t, now time.Time) string {
	t = t.In(now.Location())
	clock := t.Format("15:04")
	switch day := t.Format(time.DateOnly); day {
	case now.Format(time.DateOnly):
		return "today at " + clock
	case now.AddDate(0, 0, -1).Format(time.DateOnly):
		return "yesterday at " + clock
	}
	return t.Format("2 January 2006") + " at " + clock
}

// Stands says how a text stands to its file. The Diff is nil as long as it is not
// known; the error is why the file cannot be read.
func Stands(f *journal.Found, d *diff.Diff, err error) string {
	name := filepath.Base(f.Now)
	counted := ""
	if d != nil {
		counted = fmt.Sprintf(": %s added, %d removed", wording.Count(d.Added, "word"), d.Removed)
	}
	s := ""
	switch {
	case err != nil:
		s = err.Error()
	case f.Standing == journal.New:
		s = "It was never saved: there is no file yet."
	case f.Standing == journal.Gone:
		s = filepath.Base(f.Path) + " is not there any more. Save writes it anew."
	case f.Standing == journal.Moved:
		s = "Against the file, which is called " + name + " now" + counted + "."
	case f.Standing == journal.Changed:
		s = "Against " + name + ", which was changed since" + counted + ". Neither text overwrites the other."
	default:
		s = "Against " + name + counted + "."
	}
	if f.Damaged {
		s += " The recovery copy is damaged: the last words may be missing."
	}
	return s
}

// one puts a line over the comparison.
type one struct{}

func (one) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, least) }

func (one) Layout(o []fyne.CanvasObject, size fyne.Size) {
	high := o[0].MinSize().Height
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width, high))
	o[1].Move(fyne.NewPos(0, high+8))
	o[1].Resize(fyne.NewSize(size.Width, max(0, size.Height-high-8)))
}

// several puts the list at the left of that.
type several struct{}

func (several) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, least) }

func (several) Layout(o []fyne.CanvasObject, size fyne.Size) {
	left := float32(int(min(listWidth, size.Width*0.4)))
	o[0].Resize(fyne.NewSize(left, size.Height))
	one{}.Layout(o[1:], fyne.NewSize(size.Width-left-gap, size.Height))
	for _, part := range o[1:] {
		part.Move(part.Position().AddXY(left+gap, 0))
	}
}
