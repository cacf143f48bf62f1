package settings

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage/config"
)

const (
	targetHeight = 46
	targetRows   = 4 // of the list that are seen at once
)

// listTargets adds the targets of the library.
func (d *LibraryDialog) listTargets() {
	l := control.NewList(func(i int) control.Row {
		t := d.form.Targets[i]
		row := control.Row{Title: t.Name, Under: d.formatTitle(t.Format) + " to " + t.Out}
		if t.Out == "" {
			row.Under, row.Mark, row.Ink = d.formatTitle(t.Format)+"; where it goes is not said", "▲", theme.Warn
		}
		return row
	})
	l.Height, l.Empty = targetHeight, "None yet. A target is an export with a name and a place."
	l.Wants = func() fyne.Size {
		return fyne.NewSize(200, float32(max(1, min(targetRows, len(d.form.Targets))))*targetHeight+8)
	}
	l.OnPick = d.targetMenu
	l.Set(len(d.form.Targets))
	d.targets = l
	d.targetRow = d.page.row("Exports", "target site feed publish deploy out folder test run", l, &l.OnKey, &l.OnFocus, func() { l.Set(len(d.form.Targets)) })
	keys := l.OnKey
	l.OnKey = func(e *fyne.KeyEvent) bool {
		if up := e.Name == fyne.KeyUp; up && l.Current() > 0 || e.Name == fyne.KeyDown && l.Current() >= 0 && l.Current() < l.Len()-1 {
			return false
		}
		return keys(e)
	}
}

func (d *LibraryDialog) formatTitle(name string) string {
	for _, f := range d.o.Formats {
		if f.Name == name {
			return f.Title
		}
	}
	return name
}

// targetMenu offers what can be done with a target.
func (d *LibraryDialog) targetMenu(i int) {
	m := &control.Menu{First: true, Items: []control.MenuItem{
		{Title: "Edit…", Do: func() { d.editTarget(i, d.form.Targets[i]) }},
		{Title: "Test run", Do: func() { d.try(d.form.Targets[i].Target) }},
		{Title: "Remove", Split: true, Do: func() {
			d.form.Targets = append(d.form.Targets[:i:i], d.form.Targets[i+1:]...)
			d.retarget()
		}},
	}}
	y, height := d.targets.Place(i)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(d.targets).AddXY(14, y)
	m.Open(d.o.Canvas, at, height-6)
}

// retarget shows that there are other targets.
func (d *LibraryDialog) retarget() {
	d.page.update()
	d.page.relay()
	d.page.reveal(d.targetRow.object)
}

// try tries a target and tells what became of it.
func (d *LibraryDialog) try(t config.Target) {
	d.save.SetLabel("Trying…")
	d.o.Try(trimmed(d.form.Clone()), t, func(title, words string) {
		d.save.SetLabel("Save")
		if d.over != nil {
			d.o.Modal.Tell(title, words, nil)
		}
	})
}

// addTarget asks for a new target.
func (d *LibraryDialog) addTarget() {
	format := "site"
	if len(d.o.Formats) > 0 {
		format = d.o.Formats[0].Name
	}
	d.editTarget(-1, config.TargetForm{Target: config.Target{Format: format}})
}

// editTarget asks what becomes of target i, which is to be t; -1 is a new one.
func (d *LibraryDialog) editTarget(i int, t config.TargetForm) {
	title := "Add a target"
	if i >= 0 {
		title = "Target “" + d.form.Targets[i].Name + "”"
	}
	var q *control.Question
	name, out := field.New(field.Style{}), field.New(field.Style{})
	name.SetText(t.Name)
	name.SetPlaceholder("such as website")
	out.SetText(t.Out)
	out.SetPlaceholder("such as ../public or feed.xml")
	name.OnChanged, out.OnChanged = func(s string) { t.Name = strings.TrimSpace(s) }, func(s string) { t.Out = strings.TrimSpace(s) }
	titles, at := []string{}, 0
	for k, f := range d.o.Formats {
		titles = append(titles, f.Title)
		if f.Name == t.Format {
			at = k
		}
	}
	format := control.NewDrop(titles, func(k int) { t.Format = d.o.Formats[k].Name })
	format.Choose(at)
	check := func(words string, of *bool) *control.Check {
		c := control.NewCheck(words, func(on bool) { *of = on })
		c.SetOn(*of)
		c.OnKey = func(e *fyne.KeyEvent) bool { return e.Name == fyne.KeyEscape && q.Key(e) }
		return c
	}
	row := func(label string, o fyne.CanvasObject) fyne.CanvasObject {
		return container.New(rowLayout{true}, control.NewLabel(label, theme.Ink), o)
	}
	q = &control.Question{
		Title: title, Width: 560, First: name,
		Text:   "A relative place is below the library's folder. One outside of it is asked about at the first export.",
		Cancel: control.Choice{Label: "Cancel"},
		Main:   control.Choice{Label: "Done"},
		Extra: control.NewStack(0,
			row("Name", name), row("As", format), row("Goes to", out),
			row("With", check("drafts, too", &t.Drafts)), row("", check("Without scheduled posts", &t.PublishedOnly)), row("", check("Leave out posts with errors", &t.SkipErrors)),
		),
	}
	format.OnKey = func(e *fyne.KeyEvent) bool { return e.Name == fyne.KeyEscape && q.Key(e) }
	done := func() {
		form := d.form.Clone()
		if i < 0 {
			form.Targets = append(form.Targets, t)
		} else {
			form.Targets[i] = t
		}
		if err := form.Wrong()["target "+t.Name]; err != nil {
			d.o.Modal.Tell("This is not a target yet", sentence(err), func() { d.editTarget(i, t) })
			return
		}
		d.form = form
		d.retarget()
	}
	q.Main.Do = done
	name.OnKey, out.OnKey = q.Key, q.Key
	d.o.Modal.Ask(q)
}

// sentence is an error as a sentence.
func sentence(err error) string {
	s := err.Error()
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
