package settings

import (
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
}

// section is a group of settings, with a button that undoes them.
type section struct {
	name string
	rows []row
}

// row is how the dialog shows a setting; its label, and the note beside a box,
// are those of the table of settings.
type row struct {
	name  string
	words []string // for its choices
	off   string   // note of a box that turns the setting off
}

// The settings that are not set by themselves: whether spelling is checked, and
// in what, depends on what is installed.
const (
	spelling         = "editor.spelling"
	spellingLanguage = "editor.spelling_language"
)

// sections are what the dialog shows, in its order.
func sections() []section {
	return []section{
		{"Writing", []row{
			{name: "editor.face", words: []string{"Typewriter", "Book", "Plain"}},
			{name: "editor.size"},
			{name: "editor.line_height"},
			{name: "editor.measure"},
			{name: "editor.white_space"},
			{name: "editor.current_line"},
			{name: "editor.typewriter"},
			{name: "editor.focus"},
			{name: "editor.smart_punctuation"},
			{name: "editor.pairs"},
			{name: spelling},
			{name: spellingLanguage},
		}},
		{"Saving", []row{
			{name: "saving.autosave", words: []string{"Off", "After a rest", "On leaving the window"}},
			{name: "saving.rest"},
		}},
		{"Look", []row{
			{name: "theme", words: []string{"As the system", "Light", "Dark"}},
		}},
		{"History", []row{
			{name: "history.days"},
			{name: "history.size"},
		}},
		{"Pictures", []row{
			{name: "pictures.photos", words: []string{"Ask", "Copy smaller", "Copy as they are"}},
			{name: "pictures.longest"},
		}},
		{"Preview", []row{
			{name: "window.hide_preview", off: "show the page beside the text"},
			{name: "preview.mermaid"},
		}},
	}
}

// New makes the dialog.
func New(o Options) *Dialog {
	d := &Dialog{o: o, rows: control.NewStack(0)}
	for _, s := range sections() {
		d.section(s.name, func() {
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
	return d
}

// Offer shows the languages that spelling can be checked in.
func (d *Dialog) Offer(all []spell.Dictionary) {
	d.dictionaries = all
	d.Refresh()
}

// show adds the row of a setting.
func (d *Dialog) show(r row) {
	x, _ := config.Named(r.name)
	get := func() any { return x.Get(d.o.Value()) }
	set := func(v any) { d.o.Change(func(to *config.Settings) { x.Set(to, v) }) }
	switch steps, stepped := stepsOf(r.name); {
	case r.name == spelling:
		d.showSpelling(x)
	case r.name == spellingLanguage:
		d.showLanguages(x)
	case stepped:
		d.stepper(x.Label, steps.count(), func(i int) string { return steps.words(steps.at(i)) },
			func() int { return steps.of(get().(float64)) }, func(i int) { set(steps.at(i)) })
	case x.Choices != nil:
		d.segment(x.Label, r.words, func() int {
			for i, c := range x.Choices {
				if c == get() {
					return i
				}
			}
			return 0
		}, func(i int) { set(x.Choices[i]) })
	case r.off != "":
		d.check(x.Label, r.off, func() bool { return !get().(bool) }, func(on bool) { set(!on) })
	default:
		d.check(x.Label, x.Text, func() bool { return get().(bool) }, func(on bool) { set(on) })
	}
}

// showSpelling adds the row that says what is to be installed.
func (d *Dialog) showSpelling(x config.Setting) {
	c := d.check(x.Label, x.Text, func() bool { return x.Get(d.o.Value()).(bool) }, d.o.Spelling)
	d.refresh = append(d.refresh, func() {
		if c.SetNote(x.Text); len(d.dictionaries) == 0 {
			c.SetNote("needs hunspell, aspell or nuspell with a dictionary")
		}
	})
}

// showLanguages adds the row of the languages that are installed.
func (d *Dialog) showLanguages(x config.Setting) {
	name := func(i int) string {
		if i < 1 || i > len(d.dictionaries) {
			return "of the library, or the system"
		}
		return d.dictionaries[i-1].Title()
	}
	var st *control.Stepper
	st = d.stepper(x.Label, 1, name, func() int {
		at := 0
		for i, one := range d.dictionaries {
			if one.Language == x.Get(d.o.Value()) && at == 0 {
				at = i + 1
			}
		}
		if st != nil {
			st.Reset(len(d.dictionaries)+1, at)
		}
		return at
	}, func(i int) {
		language := ""
		if i > 0 {
			language = d.dictionaries[i-1].Language
		}
		d.o.Language(language)
	})
	st.Width = 300
}
