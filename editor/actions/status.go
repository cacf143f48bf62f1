package actions

import (
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/post"
)

// Publish opens the sheet of a draft, or of several.
func (a *Actions) Publish(of []string) {
	list, ok := a.saved(of)
	if !ok {
		return
	}
	for _, p := range list {
		if !p.IsDraft() {
			a.o.Say(called([]Post{p}) + " is not a draft; Reschedule changes its date.")
			return
		}
	}
	if len(list) == 1 {
		a.o.Publish(list[0].Path)
		return
	}
	a.o.PublishAll(paths(list))
}

// Withdraw opens the sheet in which a post becomes a draft again; several do at once,
// and keep their dates.
func (a *Actions) Withdraw(of []string) {
	list, ok := a.saved(of)
	if !ok {
		return
	}
	for _, p := range list {
		if p.IsDraft() {
			a.o.Say(called([]Post{p}) + " is a draft already.")
			return
		}
	}
	if len(list) == 1 {
		a.o.Withdraw(list[0].Path)
		return
	}
	a.restate(list, change{
		make: func(path, src string, taken []string) (plan.Change, error) {
			return storage.Drafting(path, src, taken...)
		},
		failed: " is not a draft", doing: "Back to draft…", did: func(name string) string { return " is a draft again, " + name + "." }, all: " are drafts again.",
		undone: " is published as it was.", undoneAll: " are published as they were.",
	})
}

// Reschedule asks for another date.
func (a *Actions) Reschedule(of []string) {
	list, ok := a.saved(of)
	if !ok {
		return
	}
	first := a.o.Now().Format(time.DateOnly)
	words := "The field published gets this date; a post with one that is still to come is scheduled."
	ask := a.inTime(list, func() {
		a.askDate("Another date for "+called(list), words, "Set the date", first, func(date string) {
			a.restate(list, change{
				make:   func(path, src string, _ []string) (plan.Change, error) { return storage.Dating(path, src, date) },
				failed: " keeps its date", doing: "Setting the date…", did: func(string) string { return " is dated " + date + "." }, all: " are dated " + date + ".",
				undone: " has its date again.", undoneAll: " have their dates again.",
			})
		})
	})
	a.read(list[:1], func(Post, error) { ask() }, func(texts []string) {
		if own, _ := post.Parse(texts[0]).Value("published"); own != "" {
			first = own
		}
		ask()
	})
}

// change is what becomes of each of several posts.
type change struct {
	make              func(path, src string, taken []string) (plan.Change, error)
	failed            string
	doing             string
	did               func(name string) string // of one post, by the name of its file then
	all               string                   // of several
	undone, undoneAll string
}

// restate saves what is changed of posts and then makes one change of each, all of
// them or none.
func (a *Actions) restate(list []Post, c change) {
	failed := func(p Post, err error) {
		a.o.Modal.Tell(called([]Post{p})+c.failed, sentence(err)+"\nNothing was changed.", nil)
	}
	a.o.Save(paths(list), func() {
		a.read(list, failed, func(texts []string) {
			var changes []plan.Change
			taken := map[string][]string{} // by folder
			for i, p := range list {
				dir := filepath.Dir(p.Path)
				x, err := c.make(p.Path, texts[i], append(a.o.Workspace.Taken(p.Path), taken[dir]...))
				taken[dir] = append(taken[dir], filepath.Base(x.To))
				if err != nil {
					failed(p, err)
					return
				}
				if x.Moves() && x.To != "" || x.Edits() {
					changes = append(changes, x)
				}
			}
			if len(changes) == 0 {
				a.o.Say("It is so already.")
				return
			}
			a.o.Change(c.of(list, changes))
		})
	})
}

// of is the change of posts as the window makes it.
func (c change) of(list []Post, changes []plan.Change) Change {
	x := Change{Changes: changes, Was: history.Renamed, Failed: called(list) + c.failed, Doing: c.doing, Did: called(list) + c.all, Undone: called(list) + c.undoneAll}
	if len(list) == 1 {
		name := filepath.Base(changes[0].Path)
		if changes[0].To != "" {
			name = filepath.Base(changes[0].To)
		}
		x.Did, x.Undone = called(list)+c.did(name), called(list)+c.undone
	}
	return x
}

const dateWidth = 420

// askDate asks for a date, in a field that has the calendar.
func (a *Actions) askDate(title, words, verb, first string, do func(date string)) {
	f := field.New(field.Style{})
	f.SetPlaceholder("YYYY-MM-DD")
	f.SetText(first)
	f.Action, f.ActionTip = "calendar", "Choose a date"
	wrong := control.NewSmall(" ", theme.Warn)
	wrong.Wrap = dateWidth - 48
	q := &control.Question{
		Title: title, Text: words, Width: dateWidth, First: f,
		Extra:  control.NewStack(6, f, wrong),
		Cancel: control.Choice{Label: "Cancel"},
	}
	date := func() (string, bool) {
		s := strings.TrimSpace(f.Text())
		_, err := post.ParseDate(s)
		return s, err == nil
	}
	q.Main = control.Choice{Label: verb, Do: func() {
		if s, ok := date(); ok {
			do(s)
		} else { // by a click on the button
			a.askDate(title, words, verb, f.Text(), do)
		}
	}}
	check := func() {
		said := " "
		if _, ok := date(); !ok {
			said = "▲ A date is written as 2006-01-02."
		}
		if wrong.Text() != said {
			wrong.SetText(said)
			q.Refresh()
		}
	}
	f.OnChanged = func(string) { check() }
	pick := func() { a.pickDate(f, check) }
	f.OnAction = pick
	f.OnSubmit = func() {
		if _, ok := date(); ok {
			q.Submit()
		}
	}
	f.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyDown:
			pick()
		case fyne.KeyEscape:
			q.Escape()
		default:
			return false
		}
		return true
	}
	check()
	a.o.Modal.Ask(q)
	f.SelectAll()
}

// pickDate opens the calendar below a field of a date.
func (a *Actions) pickDate(f *field.Field, then func()) {
	y, m, d := a.o.Now().Date()
	c := &control.Calendar{Today: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
	c.Day = c.Today
	was := strings.TrimSpace(f.Text())
	own, err := post.ParseDate(was)
	if err == nil {
		c.Day = time.Date(own.Year(), own.Month(), own.Day(), 0, 0, 0, 0, time.UTC)
	}
	c.OnPick = func(t time.Time) {
		day := t.Format(time.DateOnly)
		if err == nil && len(was) > len(day) {
			day += was[len(day):] // the time of day stays
		}
		f.SetText(day)
		f.CaretToEnd()
		then()
		a.o.Canvas.Focus(f)
	}
	c.OnClose = a.o.Modal.Cover(c.Close)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(f)
	c.Open(a.o.Canvas, at.AddXY(0, f.Size().Height+4))
}

// sentence is an error as a sentence.
func sentence(err error) string {
	s := err.Error()
	if s == "" || filepath.IsAbs(s) {
		return s + "."
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
