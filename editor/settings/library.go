package settings

import (
	"errors"
	"path"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/config"
)

// LibraryOptions are what the dialog of a library's settings shows and does.
type LibraryOptions struct {
	Canvas fyne.Canvas
	Modal  *modal.Stack
	Name   string // of the library
	Form   config.SiteForm
	Themes []Named
	// Formats are those that a target may have.
	Formats []Named
	Rules   []Rule
	Looks   func(assets string, then func(words string)) // where pictures would be looked for, or what is wrong with that: now or later
	Save    func(was, to config.SiteForm, done func(error))
	// Try has a target tried, with the site as it is in the form, and tells in words what became of it.
	Try    func(site config.SiteForm, t config.Target, done func(title, words string))
	Closed func()
}

// Named is something that has a name in a file and another one for people.
type Named struct{ Name, Title string }

// Rule is a rule of the check: what it asks for, and what it counts as where the
// library says nothing.
type Rule struct{ ID, Asks, Usual, About string }

// LibraryDialog shows what a library says of itself. What is chosen is written
// when it is saved.
type LibraryDialog struct {
	o         LibraryOptions
	page      *page
	was       config.SiteForm // as it stands in the file
	form      config.SiteForm // as it is chosen
	texts     []*field.Field
	notes     map[string]*line // rows with words below them, by what they are of
	targets   *control.List
	targetRow *line
	checks    *control.Button
	save      *control.Button
	saving    bool
	looked    *looked
	over      func() // nil while it is not open
}

// NewLibrary makes the dialog.
func NewLibrary(o LibraryOptions) *LibraryDialog {
	d := &LibraryDialog{o: o, was: o.Form, form: o.Form.Clone(), notes: map[string]*line{}}
	p := newPage(o.Canvas, "Settings of “"+o.Name+"”", d.Close)
	d.page = p
	p.section("Site", "", nil)
	d.text("Title", "site.title", "A name, for feeds, cards and pages", false, func() *string { return &d.form.Title })
	d.text("Address", "site.url", "https://example.org", false, func() *string { return &d.form.URL })
	d.text("Author", "site.author", "Who writes here", false, func() *string { return &d.form.Author })
	d.text("Language", "site.language", "en", false, func() *string { return &d.form.Language })
	d.text("Description", "site.description", "What the site is about, in a sentence", true, func() *string { return &d.form.Description })
	p.section("Posts", "", nil)
	d.text("Address of posts", "site.posts", "/posts/", false, func() *string { return &d.form.Posts })
	d.text("Folder of pictures", "library.assets", "found by itself", false, func() *string { return &d.form.Assets })
	d.theme()
	p.check("Formulas", "library.inline_math math TeX", "$…$ among words is a formula", func() bool { return d.form.InlineMath }, func(on bool) { d.form.InlineMath = on })
	p.section("Checks", "", nil)
	d.checks, _ = p.button("What counts", "check levels rules error warning hint off problems", "", d.openRules)
	p.section("Targets", "Add target…", d.addTarget)
	d.listTargets()
	d.save = control.NewButton(control.Main, "Save", d.Save)
	cancel := control.NewButton(control.Plain, "Cancel", d.drop)
	row := control.NewBar(10, control.NewSmall("Kept in galley.toml, at the root of the library.", theme.Muted), layout.NewSpacer(), cancel, d.save)
	p.foot = row
	p.watch(cancel, row, &cancel.OnKey, &cancel.OnFocus)
	p.watch(d.save, row, &d.save.OnKey, &d.save.OnFocus)
	p.refresh = append(p.refresh, d.tell)
	return d
}

// Open shows the dialog.
func (d *LibraryDialog) Open() {
	d.over = d.o.Modal.Cover(d.Close)
	d.page.open()
	d.o.Canvas.Focus(d.texts[0])
}

// Close takes the dialog away; what differs from the file is asked about.
func (d *LibraryDialog) Close() {
	switch {
	case d.over == nil || d.saving:
	case !d.changed():
		d.drop()
	default:
		d.o.Modal.Ask(&control.Question{
			Title: "Save changes to the settings of “" + d.o.Name + "”?", Text: "They are in this window alone.",
			Apart:  []control.Choice{{Label: "Don't save", Do: d.drop}},
			Cancel: control.Choice{Label: "Cancel"},
			Main:   control.Choice{Label: "Save", Do: d.Save},
		})
	}
}

// drop closes the dialog.
func (d *LibraryDialog) drop() {
	if d.over == nil {
		return
	}
	d.page.overlay.Close()
	d.over()
	d.over = nil
	if d.o.Closed != nil {
		d.o.Closed()
	}
}

// changed reports whether something is chosen that the file does not say.
func (d *LibraryDialog) changed() bool { return config.FormsDiffer(d.was, d.form) }

// text adds a field for a text of the form, with a note below it.
func (d *LibraryDialog) text(label, name, placeholder string, wrap bool, of func() *string) {
	f := field.New(field.Style{Wrap: wrap})
	f.SetPlaceholder(placeholder)
	f.OnChanged = func(s string) {
		*of() = s
		d.tell()
	}
	f.OnSubmit = d.Save
	f.OnWheel = func(e *fyne.ScrollEvent) { d.page.scroll.Scrolled(e) }
	f.OnHeight = d.page.relay
	d.texts = append(d.texts, f)
	l := d.page.row(label, name+" "+placeholder, f, &f.OnKey, &f.OnFocus, func() {
		if f.Text() != *of() {
			f.SetText(*of())
		}
	})
	d.notes[name] = d.page.noted(l)
}

// theme adds the choice of the page theme.
func (d *LibraryDialog) theme() {
	titles := make([]string, len(d.o.Themes))
	for i, t := range d.o.Themes {
		titles[i] = t.Title
	}
	c := control.NewDrop(titles, func(i int) {
		d.form.Page = d.o.Themes[i].Name
		d.tell()
	})
	c.Width = 360
	d.page.row("Page theme", "library.page look "+strings.Join(titles, " "), c, &c.OnKey, &c.OnFocus, func() {
		at := 0
		for i, t := range d.o.Themes {
			if t.Name == d.form.Page {
				at = i
			}
		}
		c.Choose(at)
	})
}

// tell shows what is wrong with what is chosen, and what comes of it.
func (d *LibraryDialog) tell() {
	wrong := d.form.Wrong()
	say := map[string]string{
		"site.posts":     "A post is at " + d.address(),
		"library.assets": d.looks(strings.TrimSpace(d.form.Assets)),
	}
	if d.form.URL == "" {
		say["site.url"] = "Feeds, cards and the map of the site need it."
	}
	moved := false
	for name, note := range d.notes {
		words, ink := say[name], fyne.ThemeColorName(theme.Muted)
		if err := wrong[name]; err != nil {
			words, ink = "▲ "+sentence(err), theme.Warn
		}
		moved = note.setNote(words, ink) || moved
	}
	d.checks.SetLabel(d.checksSaid())
	d.save.SetLabel("Save")
	if moved {
		d.page.relay()
	}
}

// looks says where pictures are looked for; "" until that is known, which is told
// then.
func (d *LibraryDialog) looks(assets string) string {
	if d.looked != nil && d.looked.assets == assets {
		return d.looked.words
	}
	at := &looked{assets: assets}
	d.looked = at
	asking := true
	d.o.Looks(assets, func(words string) {
		at.words = words
		if !asking && d.looked == at {
			d.tell()
		}
	})
	asking = false
	return at.words
}

// looked is what is said of a folder of pictures.
type looked struct{ assets, words string }

// address is that of a post, as an example.
func (d *LibraryDialog) address() string {
	site := config.DefaultSite()
	if s := strings.TrimSpace(d.form.URL); s != "" {
		site.URL = strings.TrimRight(s, "/")
	} else {
		site.URL = "https://example.org"
	}
	if s := strings.TrimSpace(d.form.Posts); s != "" {
		site.Posts = path.Join("/", s) + "/"
		if site.Posts == "//" {
			site.Posts = "/"
		}
	}
	return site.PostURL("its-slug")
}

// Save writes what was chosen and closes the dialog. Where something is wrong
// with it, that is shown instead.
func (d *LibraryDialog) Save() {
	if d.saving || d.over == nil {
		return
	}
	d.form = trimmed(d.form)
	d.page.update()
	wrong := d.form.Wrong()
	for i, name := range []string{"site.title", "site.url", "site.author", "site.language", "site.description", "site.posts", "library.assets"} {
		if wrong[name] != nil {
			d.page.search.SetText("")
			d.page.find("")
			d.o.Canvas.Focus(d.texts[i])
			return
		}
	}
	d.saving = true
	to := d.form.Clone() // what is chosen meanwhile is for the next time
	d.o.Save(d.was, to, func(err error) {
		d.saving = false
		var changed *config.SiteChangedError
		switch {
		case d.over == nil:
		case err == nil && config.FormsDiffer(to, d.form):
			d.was = to
			d.page.update()
		case err == nil:
			d.drop()
		case errors.As(err, &changed):
			d.askChanged(changed)
		default:
			d.o.Modal.Tell("The settings were not saved", err.Error(), nil)
		}
	})
}

// trimmed is a form without blanks around its texts.
func trimmed(f config.SiteForm) config.SiteForm {
	for _, s := range []*string{&f.Title, &f.URL, &f.Author, &f.Language, &f.Description, &f.Posts, &f.Assets} {
		*s = strings.TrimSpace(*s)
	}
	return f
}

// askChanged asks what becomes of what another program changed too.
func (d *LibraryDialog) askChanged(e *config.SiteChangedError) {
	take := func(theirs bool) {
		d.form = config.Rebase(d.was, e.Now, d.form, theirs)
		d.was = e.Now
		d.targets.Set(len(d.form.Targets))
		d.page.update()
	}
	var names []string
	for _, n := range e.Names {
		names = append(names, wordsFor(n))
	}
	d.o.Modal.Ask(&control.Question{
		Title:  "These settings were also changed outside Galley",
		Text:   "Both changed " + strings.Join(names, ", ") + ". Nothing was written yet.",
		Apart:  []control.Choice{{Label: "Use theirs", Do: func() { take(true) }}},
		Cancel: control.Choice{Label: "Cancel"},
		Main: control.Choice{Label: "Keep mine", Do: func() {
			take(false)
			d.Save()
		}},
	})
}

// wordsFor is what a part of the form is called.
func wordsFor(name string) string {
	if s, ok := map[string]string{
		"site.title": "the title", "site.url": "the address", "site.author": "the author", "site.language": "the language", "site.description": "the description",
		"site.posts": "the address of posts", "library.assets": "the folder of pictures", "library.page": "the page theme", "library.inline_math": "formulas",
	}[name]; ok {
		return s
	}
	if id, ok := strings.CutPrefix(name, "check."); ok {
		return "the check " + id
	}
	if t, ok := strings.CutPrefix(name, "target "); ok {
		return "the target “" + t + "”"
	}
	return name
}

// checksSaid says how many rules are not as usual.
func (d *LibraryDialog) checksSaid() string {
	n := 0
	for _, r := range d.o.Rules {
		if v, ok := d.form.Check[r.ID]; ok && v != r.Usual {
			n++
		}
	}
	switch n {
	case 0:
		return "As usual; choose…"
	case 1:
		return "1 rule is otherwise; choose…"
	}
	return wording.Count(n, "rule") + " are otherwise; choose…"
}
