package editor

import (
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/assets"
	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/form"
	"galley.app/galley/editor/library"
	"galley.app/galley/editor/settings"
	"galley.app/galley/editor/shortcuts"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
)

// openSettings shows the dialog of settings. Each change is remembered.
func (w *Window) openSettings() {
	var closed func()
	var d *settings.Dialog
	d = settings.New(settings.Options{
		Canvas: w.win.Canvas(), Value: w.remembered, Change: w.choose,
		Spelling: func(on bool) {
			w.spelling.Set(on)
			w.keepSoon()
			w.spelling.Languages(d.Offer)
		},
		Language: func(language string) {
			w.spelling.SetLanguage(language)
			w.keepSoon()
		},
		Closed: func() {
			closed()
			w.keepState()
		},
		Library: func() { openLibrarySettings(w, nil) },
		Keys:    func(query string) { openShortcuts(w, query) },
		Command: func(query string) (name string, n int) {
			found := w.shortcuts.Find(query)
			if len(found) > 0 {
				name = found[0].Name
			}
			return name, len(found)
		},
	})
	closed = w.modal.Cover(d.Close)
	d.Open()
	w.spelling.Languages(d.Offer)
}

// newShortcuts joins the writer's shortcuts to the commands.
func newShortcuts(w *Window) *shortcuts.Store {
	return shortcuts.New(shortcuts.Options{
		Paths: w.o.Paths, Post: w.o.Post, Commands: w.commands.keyed(), Say: w.say,
		Apply: func(keys map[string][]shortcuts.Chord) {
			w.commands.bind(keys)
			if w.menus.keys != nil && len(w.menus.keys.Items) > 0 {
				w.menus.arm()
			}
			w.menus.nameKeys()
			w.hint.Refresh() // which names keys
			w.side.list()
		},
		Warn: func(line string) {
			if line != "" {
				line = "▲ " + line
			}
			w.status.Warn("shortcuts", line)
		},
		Write: w.o.Workspace.Do,
	})
}

// openOutside opens a file in the program that the desktop has for it.
func openOutside(w *Window, path string) {
	if err := w.o.App.OpenURL(fileURL(path)); err != nil {
		w.say("No program could be found to open " + path)
	}
}

// openShortcuts shows the shortcuts, to be changed, and of them those that a query
// finds.
func openShortcuts(w *Window, query string) {
	w.shortcuts.Open(shortcuts.DialogOptions{
		Canvas: w.win.Canvas(), Modal: w.modal, Modifiers: w.opening.modifiers,
		Catch: func(f func(shortcuts.Chord)) { w.commands.caught = f },
		Open:  func(path string) { openOutside(w, path) },
	}, query)
}

// openLibrarySettings shows what the library says of itself, to be changed; closed
// is called when the dialog went, and may be nil.
func openLibrarySettings(w *Window, closed func()) {
	dir := w.side.lib.Dir
	if dir == "" {
		w.say("Open a folder first; its settings are what is changed.")
		return
	}
	type site struct {
		form config.SiteForm
		err  error
	}
	depth := w.modal.Depth()
	aside.Ask(w.modal.Desk, func() (s site) {
		s.form, s.err = config.ReadSiteForm(dir)
		return s
	}, func(s site) {
		switch {
		case w.side.lib.Dir != dir || w.modal.Depth() > depth: // it took a while, and keys are meant for something else
			w.say("The settings of the library were read late; choose them again.")
		case s.err != nil:
			w.modal.Offer("The settings of this library cannot be changed here", s.err.Error()+"\nFix the file first; nothing in it was changed.",
				control.Choice{Label: "Open the file", Do: func() { openOutside(w, filepath.Join(dir, config.SiteFile)) }}, closed)
		default:
			showLibrarySettings(w, dir, s.form, closed)
		}
	})
}

// showLibrarySettings opens the dialog once the settings are read.
func showLibrarySettings(w *Window, dir string, form config.SiteForm, closed func()) {
	o := settings.LibraryOptions{
		Canvas: w.win.Canvas(), Modal: w.modal, Name: w.side.lib.Name(), Form: form, Closed: closed,
		Looks: func(assets string, then func(string)) {
			aside.Ask(w.modal.Desk, func() string { return looksIn(dir, assets) }, then)
		},
		Save: func(was, to config.SiteForm, done func(error)) {
			w.o.Workspace.WriteSite(dir, was, to, func(err error) {
				if err == nil && dir == w.side.lib.Dir {
					w.side.reread()
					w.say("The settings of this library were saved.")
				}
				done(err)
			})
		},
		Try: func(site config.SiteForm, t config.Target, done func(title, words string)) {
			w.exporting.Try(t, site.Title, site.URL, done)
		},
	}
	for _, t := range assets.PageThemes() {
		o.Themes = append(o.Themes, settings.Named{Name: t.Name, Title: t.Title + " – " + t.Note})
	}
	for _, f := range export.Formats() {
		o.Formats = append(o.Formats, settings.Named{Name: f.Name, Title: f.Label})
	}
	for _, r := range check.Rules() {
		o.Rules = append(o.Rules, settings.Rule{ID: r.ID, Asks: r.Asks, Usual: r.Severity.String(), About: r.About.String()})
	}
	settings.NewLibrary(o).Open()
}

// looksIn says where the pictures of a library are looked for. It asks the disk.
func looksIn(dir, folder string) string {
	if folder == "" {
		return "Found by itself: in the library, or in a folder beside it called assets, images, static or public."
	}
	path := filepath.FromSlash(folder)
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	if !isFolder(path) {
		return "▲ There is no folder " + path + " yet."
	}
	return "Pictures are in " + path + "."
}

// remembered returns what is kept from one start to the next. What panes,
// preview and window are like, they know themselves.
func (w *Window) remembered() config.Settings {
	s := w.settings
	size := w.win.Canvas().Size()
	s.Width, s.Height = float64(size.Width), float64(size.Height)
	if size.Width > 0 {
		s.LibraryPane = float64(w.panes.LeftWidth / size.Width)
	}
	s.PreviewPane, s.NarrowText = float64(w.panes.RightShare), float64(w.panes.Narrow)
	s.HideLibrary, s.HidePreview = w.panes.HideLeft, w.panes.HideRight
	s.Panel = w.under.Shows()
	view := w.preview.View()
	s.Tab, s.PageWidth, s.PageLight = view.Tab, view.Width, view.Light
	if w.side.lib.Dir != "" {
		s.AddRecent(w.side.lib.Dir)
	}
	return s
}

// keepSoon has what is remembered written within a second.
func (w *Window) keepSoon() { w.keeping.Start(w.keepState) }

// keepState writes what is remembered.
func (w *Window) keepState() {
	w.keeping.Stop()
	for _, p := range w.posts.all {
		w.remember(p)
	}
	if w.side.lib.Dir != "" && w.opening.restored {
		w.o.Places.SetOpen(w.side.lib.Dir, w.posts.opened(), w.o.Now())
	}
	w.settings = w.remembered()
	err := w.o.Keep(w.settings)
	if err != nil && !w.unkept {
		w.say("Not kept for the next start: " + strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	w.unkept = err != nil
}

// choose changes what the writer can choose, here and for the next time.
func (w *Window) choose(change func(*config.Settings)) {
	was := w.remembered()
	w.settings = was
	change(&w.settings)
	w.apply(was)
	w.keepSoon()
}

// choosing returns a function that chooses.
func (w *Window) choosing(change func(*config.Settings)) func() { return func() { w.choose(change) } }

// apply has the window be as the settings say, where they differ from what was.
func (w *Window) apply(was config.Settings) {
	is := w.settings
	if is.Face != was.Face || is.Size != was.Size {
		w.setFont()
	}
	if to := appearance(is); to != appearance(was) {
		to.Flow = w.area.Appearance().Flow // which each post has for itself
		w.area.SetAppearance(to)
		w.fitForm()
	}
	if is.SmartMarks != was.SmartMarks || is.Pairs != was.Pairs {
		for _, p := range w.posts.all {
			w.setTyping(p)
		}
	}
	if is.Typewriter != was.Typewriter {
		w.area.SetTypewriter(is.Typewriter)
	}
	if is.FocusMode != was.FocusMode {
		w.visible.setFocus(is.FocusMode)
	}
	if is.Spelling != was.Spelling || is.SpellingLanguage != was.SpellingLanguage {
		w.spelling.Start()
	}
	if is.Scale != was.Scale {
		rescale(w, was.Scale)
	}
	if is.Zoom != was.Zoom {
		w.preview.SetZoom(float32(is.Zoom))
	}
	if is.Theme != was.Theme {
		w.o.SetTheme(is.Theme)
		w.preview.Refresh()
	}
	if is.HideLibrary != was.HideLibrary || is.HidePreview != was.HidePreview {
		w.panes.HideLeft, w.panes.HideRight = is.HideLibrary, is.HidePreview
		w.panes.Refresh()
	}
	if is.HistoryDays != was.HistoryDays || is.HistorySize != was.HistorySize {
		w.o.History.SetLimits(is.HistoryLimits())
	}
	if is.Sort != was.Sort || is.SortBack != was.SortBack {
		w.side.SetOrder(orderOf(is))
	}
	if is.Reading != was.Reading && w.posts.cur != nil && w.posts.cur.doc != nil {
		w.counts.read(w.posts.cur.doc)
	}
	if is.Reading != was.Reading || is.WordGoal != was.WordGoal {
		w.status.Refresh()
	}
	if is.FormFolded != was.FormFolded {
		w.form.SetFolded(is.FormFolded)
	}
	if is.FormAll != was.FormAll {
		w.form.ShowMore(is.FormAll)
	}
	if is.FormScrolls != was.FormScrolls {
		foldForm(w)
	}
	if is.Toolbar != was.Toolbar {
		w.arrange()
	}
	if is.Mermaid != was.Mermaid {
		w.preview.draw(is.Mermaid)
	}
}

// rescale has the interface be of another size, in a window of the same.
func rescale(w *Window, was float64) {
	if w.o.SetScale == nil {
		return
	}
	size, by := w.win.Canvas().Size(), float32(was/w.settings.Scale)
	w.o.SetScale(w.settings.Scale)
	if !w.win.FullScreen() {
		w.win.Resize(fyne.NewSize(size.Width*by, size.Height*by))
	}
}

// notch is how far a wheel turns at once, as Fyne counts it.
const notch = 25

// zoomed returns what the wheel does with Ctrl: a number among the settings goes a
// step up or down.
func zoomed(w *Window, name string) func(e *fyne.ScrollEvent) bool {
	x, _ := config.Named(name)
	rest := float32(0)
	return func(e *fyne.ScrollEvent) bool {
		if w.opening.modifiers()&ctrl == 0 || w.modal.Depth() > 0 {
			rest = 0
			return false
		}
		rest += e.Scrolled.DY
		steps := int(rest / notch)
		rest -= float32(steps) * notch
		if is, ok := x.Get(w.settings).(float64); ok && steps != 0 {
			if to := settings.Step(name, is, steps); to != is {
				w.choose(func(s *config.Settings) { x.Set(s, to) })
			}
		}
		return true
	}
}

// hookZoom has the wheel step the sizes of text and page.
func hookZoom(w *Window) {
	w.preview.SetZoom(float32(w.settings.Zoom))
	w.area.OnZoom = zoomed(w, "editor.size")
	zoom := zoomed(w, "preview.zoom")
	w.preview.All(func(p *preview.Pane) { p.OnZoom = zoom })
}

// appearance is how the text is shown.
func appearance(s config.Settings) textedit.Appearance {
	return textedit.Appearance{Measure: int(s.Measure), LineHeight: float32(s.LineHeight), WhiteSpace: s.WhiteSpace, CurrentLine: s.CurrentLine, LineEnds: s.LineEnds}
}

// orderOf is how the library is sorted.
func orderOf(s config.Settings) library.Order {
	return library.Order{By: library.By(s.Sort), Back: s.SortBack}
}

// view is what the preview shows.
func view(s config.Settings) preview.View {
	return preview.View{Tab: s.Tab, Width: s.PageWidth, Light: s.PageLight}
}

// setFont gives the text its face and size.
func (w *Window) setFont() {
	face := typeset.Mono
	switch w.settings.Face {
	case "serif":
		face = typeset.Serif
	case "sans":
		face = typeset.Sans
	}
	w.area.SetFont(face, float32(int(w.settings.Size)))
	w.fitForm()
}

// newForm makes the form and joins it to the window.
func newForm(w *Window) *form.Form {
	f := form.New(form.Options{
		Now: w.o.Now, Canvas: w.win.Canvas, Key: w.key, Shortcut: w.commands.shortcut, Undo: w.posts.undo, Redo: w.posts.redo,
		Resized: w.arrange, Left: func() { leftField(w) }, Pad: func(width float32) float32 { return textedit.Pad(w.area, width) }, Reach: func() { w.visible.follow(true) }, Text: w.focusText, Say: w.say, Menu: w.textMenu, Cover: w.modal.Cover,
		Picture: func(then func(address string)) { w.picturing.Pick(then) },
		Kept: func(folded, all bool) {
			w.settings.FormFolded, w.settings.FormAll = folded, all
			w.keepSoon()
		},
	})
	f.SetFolded(w.settings.FormFolded)
	f.ShowMore(w.settings.FormAll)
	return f
}

// fieldsOf tells the form which fields the posts of the library have, and then,
// when all posts were looked through aside, what stands in them.
func fieldsOf(w *Window) {
	lib := w.side.lib
	w.form.SetSchema(lib.Site.Fields)
	if lib.Reading > 0 {
		return
	}
	go func() {
		u := lib.Usage()
		if author := lib.Site.Author; author != "" && !slices.Contains(u.Values["author"], author) {
			u.Values["author"] = append(u.Values["author"], author)
		}
		w.o.Post(func() {
			if now := w.side.lib; len(now.Entries) == len(lib.Entries) && (len(now.Entries) == 0 || now.Same(lib)) { // else a later one tells
				w.form.SetUsage(u)
			}
		})
	}()
}

// foldForm folds the form while the text is scrolled down, where the writer wants
// that. The text stays where it is seen.
func foldForm(w *Window) {
	by := w.form.TextScrolled(textedit.Above(w.area), w.settings.FormScrolls)
	if by == 0 {
		return
	}
	w.arrange()
	if by < 0 {
		textedit.ScrollQuietly(w.area, by)
	}
}

// The fields of the form are as wide as the text, within these limits in
// pixels.
const minForm, maxForm = 520, 760

func (w *Window) fitForm() {
	if w.middle == nil { // not built yet
		return
	}
	w.form.SetMeasure(max(minForm, min(w.area.RowWidth(), maxForm)))
	if w.panes != nil && w.panes.Least != textedit.LeastWidth(w.area) {
		w.panes.Least = textedit.LeastWidth(w.area)
		w.panes.Refresh()
	}
}

// setTyping tells an open post what is set as it is typed.
func (w *Window) setTyping(p *openPost) {
	var quotes *compose.Quotes
	if w.settings.SmartMarks {
		q := compose.QuotesOf(w.side.lib.Language())
		quotes = &q
	}
	p.s.SetTyping(w.settings.Pairs, quotes)
}
