package publishing

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/post"
)

// several are posts that are published at once: each as in a sheet of its own, with
// its date, in one change.
type several struct {
	o        Options
	all      []*sheet
	rows     []*severalRow
	question *control.Question
	scroll   *container.Scroll
	shown    bool
	resting  control.Delay
	turn     int
}

// severalRow is one of the posts as it is seen.
type severalRow struct {
	title *control.Short
	date  *field.Field
	note  *control.Label // what the date means and what the file will be called
	wrong *control.Label // what is wrong with the post
}

const (
	severalWidth = 640
	severalEdge  = 32  // pixels beside the rows, the scroll bar's included
	dateRoom     = 150 // pixels of a field of a date
)

// Several opens the sheet of some drafts.
func (p *Publisher) Several(paths []string) {
	if p.o.Modal.Depth() > 0 {
		return
	}
	p.find(paths, func(posts []Post) {
		m := &several{o: p.o, resting: control.Delay{Post: p.o.Post, After: rests}}
		for _, is := range posts {
			m.all = append(m.all, newSheet(p.o, is, false))
		}
		m.name()
		m.ask("")
	})
}

// name gives the files their names, in the order of the posts.
func (m *several) name() {
	taken := map[string][]string{} // by folder
	for _, s := range m.all {
		dir := filepath.Dir(s.post.Path)
		if text, err := s.whole(); err == nil {
			s.is.name = s.o.Name(s.post.Path, text, false, taken[dir]...)
		}
		taken[dir] = append(taken[dir], s.is.name)
	}
}

// ask shows the posts with their dates; news is what is said over them.
func (m *several) ask(news string) {
	words := "Each file gets the name of a published post, and links that lead to a file by its name are written anew."
	if slices.ContainsFunc(m.all, func(s *sheet) bool { return s.post.Dirty }) {
		words += " What is not saved is saved first."
	}
	if news != "" {
		words = news
	}
	m.rows = nil
	var extra []fyne.CanvasObject
	for i, s := range m.all {
		r := &severalRow{
			title: control.NewShort(s.post.Title, theme.Ink), date: field.New(field.Style{}),
			note: control.NewSmall(" ", theme.Muted), wrong: control.NewSmall(" ", theme.Warn),
		}
		r.title.Face = typeset.SansBold
		r.note.Wrap, r.wrong.Wrap = severalWidth-2*severalEdge, severalWidth-2*severalEdge
		r.date.SetText(s.is.day)
		m.rows = append(m.rows, r)
		extra = append(extra, control.NewStack(3, container.New(dated{}, r.title, r.date), r.note, r.wrong))
		m.listen(i)
	}
	list := control.NewStack(12, extra...)
	m.scroll = container.NewVScroll(container.NewStack(control.NewGround(), list))
	m.question = &control.Question{
		Title: "Publish " + wording.Count(len(m.all), "post") + "?", Text: words, Width: severalWidth, First: m.rows[0].date,
		Extra: control.NewGiving(list.MinSize().Height, 120, m.scroll), Cancel: control.Choice{Label: "Cancel"},
		Main: control.Choice{Label: "Publish", Do: m.submit},
	}
	m.update()
	m.shown = true
	m.o.Modal.Ask(m.question)
	closed := m.question.OnClose
	m.question.OnClose = func() {
		closed()
		m.shown = false
		m.turn++
		m.resting.Stop()
	}
	m.rows[0].date.SelectAll()
	m.look()
}

// listen has the field of post i change its date.
func (m *several) listen(i int) {
	s, f := m.all[i], m.rows[i].date
	f.SetPlaceholder("YYYY-MM-DD")
	f.Action, f.ActionTip = "calendar", "Choose a date"
	f.OnChanged = func(t string) {
		s.is.day, s.known = t, false
		m.update()
		m.resting.Start(m.look)
	}
	f.OnAction = func() { pickDate(m.o, f) }
	f.OnSubmit = func() { m.question.Submit() }
	f.OnFocus = func(gained bool) {
		if gained {
			control.Reveal(m.scroll, f, 24)
		}
	}
	f.OnWheel = func(e *fyne.ScrollEvent) { m.scroll.Scrolled(e) }
	f.OnTab = func(back bool) {
		if back {
			m.o.Canvas.FocusPrevious()
		} else {
			m.o.Canvas.FocusNext()
		}
		if next, ok := m.o.Canvas.Focused().(*field.Field); ok {
			next.SelectAll()
		}
	}
	f.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyDown:
			f.OnAction()
		case fyne.KeyEscape:
			m.question.Escape()
		default:
			return false
		}
		return true
	}
}

// update says of each post what its date means, and what is wrong with it.
func (m *several) update() {
	waits := 0
	for i, s := range m.all {
		r := m.rows[i]
		words, bad := s.bad()
		if bad {
			r.note.Set("▲ "+words, theme.Warn)
		} else {
			words, _ := s.note(day)
			r.note.Set(words+" The file will be "+s.is.name+".", theme.Muted)
		}
		if s.waits() {
			waits++
		}
		words = " " // its line stays, so that nothing moves
		if n := len(s.found); s.known && n > 0 && !bad {
			words = "▲ " + check.Sentence(s.found[0])
			if n > 1 {
				words += " And " + wording.Count(n-1, "more problem") + "."
			}
		}
		r.wrong.SetText(words)
	}
	label := "Publish"
	if waits == len(m.all) {
		label = "Schedule"
	}
	m.question.SetMain(label)
	m.question.Refresh()
}

// bad is what cannot be of a post's fields, if something is so.
func (s *sheet) bad() (words string, bad bool) {
	if w := s.wrong(); w != nothing {
		return s.note(w)
	}
	return "", false
}

// look looks aside for what is wrong with the posts.
func (m *several) look() {
	if !m.shown {
		return
	}
	m.turn++
	turn := m.turn
	checks := make([]func() []post.Problem, len(m.all))
	for i, s := range m.all {
		text, err := s.whole()
		if err != nil {
			s.err, s.known = err, true
			checks[i] = func() []post.Problem { return nil }
			continue
		}
		checks[i] = m.o.Check(s.post.Path, text)
	}
	go func() {
		found := make([][]post.Problem, len(checks))
		for i, look := range checks {
			found[i] = slices.DeleteFunc(look(), func(p post.Problem) bool { return p.Severity == post.Hint })
		}
		m.o.Post(func() {
			if turn != m.turn || !m.shown {
				return
			}
			for i, s := range m.all {
				s.found, s.known = found[i], true
			}
			m.update()
		})
	}()
}

// submit publishes the posts, or comes back to the first that cannot be.
func (m *several) submit() {
	for i, s := range m.all {
		if _, bad := s.bad(); bad {
			m.ask("")
			m.o.Canvas.Focus(m.rows[i].date)
			m.rows[i].date.SelectAll()
			return
		}
	}
	m.save(0)
}

// save saves the posts from i on and goes on then.
func (m *several) save(i int) {
	if i < len(m.all) {
		m.o.Save(m.all[i].post.Path, func() { m.save(i + 1) })
		return
	}
	var paths []string
	for _, s := range m.all {
		paths = append(paths, s.post.Path)
	}
	m.o.find(paths, func(posts []Post, err error) {
		if err != nil {
			m.failed(err)
			return
		}
		for i, s := range m.all {
			if is := posts[i]; is.Text != s.post.Text { // another program changed it meanwhile
				fresh := newSheet(m.o, is, false)
				fresh.is.day = s.is.day
				m.all[i] = fresh
				m.name()
				m.ask("“" + is.Title + "” was changed meanwhile. This is how the posts are now.")
				return
			}
		}
		m.plan()
	})
}

// plan finds out aside what becomes of all posts, and does it.
func (m *several) plan() {
	finds := make([]func() (Becomes, error), len(m.all))
	for i, s := range m.all {
		text, err := s.whole()
		if err != nil {
			m.failed(fmt.Errorf("“%s”: %w", s.post.Title, err))
			return
		}
		finds[i] = m.o.Becomes(Wanted{Path: s.post.Path, Old: s.post.Text, Text: text, Name: s.is.name, Slug: s.is.slug})
	}
	go func() {
		var all []plan.Change
		var err error
		for i, find := range finds {
			var x Becomes
			if x, err = find(); err == nil {
				all, err = together(all, x.Changes, m.o.Merge)
			}
			if err != nil {
				err = fmt.Errorf("“%s”: %w", m.all[i].post.Title, err)
				break
			}
		}
		m.o.Post(func() {
			if err != nil {
				m.failed(err)
				return
			}
			m.do(all)
		})
	}()
}

func (m *several) failed(err error) {
	m.o.Modal.Tell(wording.Count(len(m.all), "post")+" were not published", sentence(err)+"\nNothing was changed.", nil)
}

// do makes the changes.
func (m *several) do(all []plan.Change) {
	posts, waits := wording.Count(len(m.all), "post"), 0
	for _, s := range m.all {
		if s.waits() {
			waits++
		}
	}
	did := posts + " are published."
	switch {
	case waits == len(m.all):
		did = posts + " are scheduled."
	case waits > 0:
		did = posts + " are published, of which " + wording.Count(waits, "post") + " when the date comes."
	}
	m.o.Do(Deed{Changes: all, Failed: posts + " were not published", Doing: "Publishing…", Did: did, Undone: posts + " are drafts again.", Then: func() {}})
}

var errBoth = errors.New("two of the posts change a file in different ways; publish them one after the other")

// together adds changes to others, those of one file joined by merge.
func together(all, more []plan.Change, merge func(base, a, b string) (string, bool)) ([]plan.Change, error) {
	for _, c := range more {
		i := slices.IndexFunc(all, func(is plan.Change) bool { return is.Path == c.Path })
		if i < 0 {
			all = append(all, c)
			continue
		}
		is := &all[i]
		if c.Moves() {
			if is.Moves() && is.To != c.To {
				return nil, errBoth
			}
			is.To = c.To
		}
		switch {
		case is.Folder || c.Folder || is.Old != c.Old:
			return nil, errBoth
		case !c.Edits():
		case !is.Edits():
			is.New = c.New
		default:
			text, ok := merge(is.Old, is.New, c.New)
			if !ok {
				return nil, errBoth
			}
			is.New = text
		}
	}
	return all, nil
}

// dated puts a date behind a title.
type dated struct{}

func (dated) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(2*dateRoom, o[1].MinSize().Height)
}

func (dated) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h := o[0].MinSize().Height
	o[0].Move(fyne.NewPos(0, float32(int((size.Height-h)/2))))
	o[0].Resize(fyne.NewSize(size.Width-dateRoom-12, h))
	o[1].Move(fyne.NewPos(size.Width-dateRoom, 0))
	o[1].Resize(fyne.NewSize(dateRoom, size.Height))
}

// pickDate opens the calendar below a field of a date.
func pickDate(o Options, f *field.Field) {
	y, month, d := o.Now().Date()
	c := &control.Calendar{Today: time.Date(y, month, d, 0, 0, 0, 0, time.UTC)}
	c.Day = c.Today
	if own, err := post.ParseDate(strings.TrimSpace(f.Text())); err == nil {
		c.Day = time.Date(own.Year(), own.Month(), own.Day(), 0, 0, 0, 0, time.UTC)
	}
	c.OnPick = func(t time.Time) {
		f.SetText(t.Format(time.DateOnly))
		f.CaretToEnd()
		f.OnChanged(f.Text())
		o.Canvas.Focus(f)
	}
	c.OnClose = o.Modal.Cover(c.Close)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(f)
	c.Open(o.Canvas, at.AddXY(0, f.Size().Height+4))
}
