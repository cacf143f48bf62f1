// Package settings is the dialogs of what can be chosen: that of the writer's
// settings, which is a part of the table of settings with the steps that its
// numbers go by, and that of what a library says of itself.
package settings

import (
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/spell"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage/config"
)

// Options are what the dialog shows and does.
type Options struct {
	Canvas fyne.Canvas
	Value  func() config.Settings              // what is so
	Change func(change func(*config.Settings)) // has something else be so
	// Spelling and Language check spelling or not, and in a language of those that are installed; "" is the library's or
	// the system's. Nothing changes where nothing is installed.
	Spelling func(on bool)
	Language func(language string)
	Closed   func() // is called when the dialog was closed

	Library func()                                  // opens the library's settings; nil where none is open
	Keys    func(query string)                      // opens the shortcuts, those that a query finds first; nil for none
	Command func(query string) (name string, n int) // the first command that a query finds, and how many it finds
}

// Dialog shows the writer's settings. Each change applies at once; there is
// nothing to confirm.
type Dialog struct {
	o            Options
	page         *page
	dictionaries []spell.Dictionary // that are installed
	open         bool
}

// New makes the dialog.
func New(o Options) *Dialog {
	d := &Dialog{o: o}
	d.page = newPage(o.Canvas, "Settings", d.Close)
	for _, s := range sections() {
		d.page.section(s.name, "Use defaults", func() {
			o.Change(func(to *config.Settings) {
				for _, r := range s.rows {
					x, _ := config.Named(r.name)
					x.Set(to, x.Default)
				}
			})
		})
		for _, r := range s.rows {
			d.show(r)
		}
	}
	d.more()
	return d
}

// Open shows the dialog.
func (d *Dialog) Open() {
	d.open = true
	d.page.open()
}

// Close takes the dialog away.
func (d *Dialog) Close() {
	if !d.open {
		return
	}
	d.open = false
	d.page.overlay.Close()
	d.o.Closed()
}

// Offer shows the languages that spelling can be checked in.
func (d *Dialog) Offer(all []spell.Dictionary) {
	d.dictionaries = all
	d.page.update()
}

// show adds the row of a setting.
func (d *Dialog) show(r row) {
	x, _ := config.Named(r.name)
	get := func() any { return x.Get(d.o.Value()) }
	set := func(v any) { d.o.Change(func(to *config.Settings) { x.Set(to, v) }) }
	more := x.Name + " " + x.Text
	switch steps, stepped := stepsOf(r.name); {
	case r.name == spelling:
		d.showSpelling(x)
	case r.name == spellingLanguage:
		d.showLanguages(x)
	case stepped:
		d.page.stepper(x.Label, more, steps.count(), func(i int) string { return steps.words(steps.at(i)) },
			func() int { return steps.of(get().(float64)) }, func(i int) { set(steps.at(i)) })
	case x.Choices != nil:
		at := func() int {
			for i, c := range x.Choices {
				if c == get() {
					return i
				}
			}
			return 0
		}
		choose := func(i int) { set(x.Choices[i]) }
		if len(r.words) > 4 { // more than a row has room for
			d.page.drop(x.Label, more, r.words, at, choose)
			return
		}
		d.page.segment(x.Label, more, r.words, at, choose)
	case r.off != "":
		d.page.check(x.Label, more, r.off, func() bool { return !get().(bool) }, func(on bool) { set(!on) })
	default:
		d.page.check(x.Label, more, x.Text, func() bool { return get().(bool) }, func(on bool) { set(on) })
	}
}

// showSpelling adds the row that says what is to be installed.
func (d *Dialog) showSpelling(x config.Setting) {
	c := d.page.check(x.Label, x.Name, x.Text, func() bool { return x.Get(d.o.Value()).(bool) }, d.o.Spelling)
	d.page.refresh = append(d.page.refresh, func() {
		if c.SetNote(x.Text); len(d.dictionaries) == 0 {
			c.SetNote("needs hunspell, aspell or nuspell with a dictionary")
		}
	})
}

// showLanguages adds the row of the languages that are installed.
func (d *Dialog) showLanguages(x config.Setting) {
	c := control.NewDrop(nil, func(i int) {
		language := ""
		if i > 0 {
			language = d.dictionaries[i-1].Language
		}
		d.o.Language(language)
		d.page.update()
	})
	c.Width = 300
	d.page.row(x.Label, x.Name+" "+x.Text+" dictionary", c, &c.OnKey, &c.OnFocus, func() {
		items, at := []string{"of the library, or the system"}, 0
		for i, one := range d.dictionaries {
			items = append(items, one.Title())
			if one.Language == x.Get(d.o.Value()) && at == 0 {
				at = i + 1
			}
		}
		c.Set(named(items, d.dictionaries), at)
	})
}

// named are the names of languages, with their codes where several have one
// name.
func named(items []string, all []spell.Dictionary) []string {
	count := map[string]int{}
	for _, s := range items {
		count[s]++
	}
	for i := range all {
		if s := items[i+1]; count[s] > 1 || !strings.Contains(s, " ") && s == all[i].Language {
			items[i+1] = s + " (" + all[i].Language + ", " + all[i].Kind.String() + ")"
		}
	}
	return items
}

// more adds the ways to what has a dialog of its own.
func (d *Dialog) more() {
	if d.o.Keys == nil && d.o.Library == nil {
		return
	}
	d.page.section("More", "", nil)
	if d.o.Keys != nil {
		open := func() {
			query := d.page.search.Text()
			d.Close()
			d.o.Keys(query)
		}
		b, l := d.page.button("Shortcuts", "keyboard keys commands bindings", "Change shortcuts…", open)
		l.finds = func(query string) bool {
			name, n := "", 0
			if query != "" {
				name, n = d.o.Command(query)
			}
			switch {
			case n == 0:
				b.SetLabel("Change shortcuts…")
			case n == 1:
				b.SetLabel("Shortcut of “" + name + "”…")
			default:
				b.SetLabel("Shortcuts of “" + name + "” and others…")
			}
			return n > 0
		}
	}
	if d.o.Library != nil {
		d.page.button("This library", "title address author language description pictures page theme checks targets galley.toml", "Library settings…", func() {
			d.Close()
			d.o.Library()
		})
	}
}
