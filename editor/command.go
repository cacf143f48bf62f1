package editor

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/about"
	"galley.app/galley/editor/choosing"
	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/linking"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/palette"
	"galley.app/galley/editor/searching"
	"galley.app/galley/editor/settings"
	"galley.app/galley/editor/shortcuts"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage/config"
)

// command is one thing that can be done. Menus, shortcuts, the palette and
// the list of shortcuts are all made from the same table.
type command struct {
	menu     string
	sub      string // submenu of the menu that it is in; "" for the menu itself
	name     string
	also     string        // other words that the palette finds it by
	keys     string        // as it is shown
	shortcut fyne.Shortcut // nil where keys is none that a menu can have
	more     []fyne.Shortcut
	plain    fyne.KeyName // a key without Ctrl, handled by commands.press
	shift    bool
	chords   []shortcuts.Chord // all its keys, which those above follow
	open     bool              // needs an open post
	field    bool              // is also for the fields of dialogs and palettes
	split    bool              // a separator goes before it; where it is the first of a submenu, before that
	do       func()

	// What a menu shows of the state, asked when it opens. Keys do a command whatever enabled says: it says itself why it cannot.
	ticked  func() bool       // what it switches or chooses is on; nil for what has no such state
	enabled func() bool       // it can be done now; nil for what can be always, or with an open post where it needs one
	title   func() string     // what the menu calls it; nil for its name
	rows    func() []*command // it is a submenu of these, and do nil
}

// commands are all that can be done. They have it done from the menus, by
// keys and from the palette.
type commands struct {
	all     []*command
	modal   *modal.Stack
	posts   *openPosts
	later   func(do func()) bool  // keeps what is meant for a post that is being opened
	hand    func(fyne.Shortcut)   // gives a shortcut to what has the focus
	working func() *modal.Job     // the import or export that is under way; nil if there is none
	caught  func(shortcuts.Chord) // takes keys instead of the commands; nil where none are asked for
}

const (
	ctrl  = fyne.KeyModifierShortcutDefault
	shift = fyne.KeyModifierShift
	alt   = fyne.KeyModifierAlt
)

// also are second shortcuts, as they are written.
func also(chords ...string) (list []fyne.Shortcut) {
	for _, s := range chords {
		if ch, err := shortcuts.Parse(s); err == nil {
			list = append(list, ch.Shortcuts()...)
		}
	}
	return list
}

func keys(m fyne.KeyModifier, k fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: k, Modifier: m}
}

// allCommands is the table, in the order of the menus.
func (w *Window) allCommands() []*command {
	all := []*command{
		{menu: "File", name: "New post", keys: "Ctrl+N", shortcut: keys(ctrl, fyne.KeyN), do: w.newPost},
		{menu: "File", sub: "New from", name: "New post from clipboard", do: w.pastePost},
		{menu: "File", name: "Open folder…", keys: "Ctrl+O", shortcut: keys(ctrl, fyne.KeyO), do: w.askFolder},
		{menu: "File", name: "Open file…", keys: "Ctrl+Shift+O", shortcut: keys(ctrl|shift, fyne.KeyO), do: w.askFile},
		{menu: "File", name: "Recent", rows: func() []*command { return recentRows(w) }},
		{menu: "File", name: "Quick open…", keys: "Ctrl+P", shortcut: keys(ctrl, fyne.KeyP), do: func() { quickOpen(w) }},
		{menu: "File", name: "Save", keys: "Ctrl+S", shortcut: keys(ctrl, fyne.KeyS), open: true, split: true, enabled: w.posts.unsaved, do: func() { w.saver.save(w.posts.cur, func(bool) {}) }},
		{menu: "File", name: "Save as…", keys: "Ctrl+Shift+S", shortcut: keys(ctrl|shift, fyne.KeyS), open: true, do: func() { w.saver.saveAs(w.posts.cur, func(bool) {}) }},
		{menu: "File", name: "Export…", keys: "Ctrl+Shift+E", shortcut: keys(ctrl|shift, fyne.KeyE), split: true, enabled: w.side.inLibrary, do: func() { w.exporting.Ask("") }},
		{menu: "File", name: "Export again", enabled: w.side.inLibrary, do: func() { w.exporting.Again() }},
		{menu: "File", name: "Export to", rows: w.targetCommands, enabled: func() bool { return len(w.exporting.Targets()) > 0 }},
		{menu: "File", name: "Import…", do: func() { w.importing.Ask() }},
		{menu: "File", name: "Images from outside…", enabled: w.side.inLibrary, do: func() { w.side.askReadsAgain() }},
		{menu: "File", name: "Settings…", keys: "Ctrl+,", shortcut: keys(ctrl, fyne.KeyComma), do: w.openSettings},
		{menu: "File", name: "Library settings…", also: "site title address author targets checks galley.toml", enabled: w.side.inLibrary, do: func() { openLibrarySettings(w, nil) }},
		{menu: "File", name: "Close post", keys: "Ctrl+W", shortcut: keys(ctrl, fyne.KeyW), open: true, split: true, do: func() { w.closer.close(w.posts.cur, func(bool) {}) }},
		{menu: "File", name: "Quit", keys: "Ctrl+Q", shortcut: keys(ctrl, fyne.KeyQ), do: func() { w.closer.quit() }},

		{menu: "Edit", name: "Undo", field: true, keys: "Ctrl+Z", shortcut: &fyne.ShortcutUndo{}, enabled: func() bool { return !w.menus.inText() || w.posts.cur.s.CanUndo() }, do: func() { w.dispatch(&fyne.ShortcutUndo{}) }},
		{menu: "Edit", name: "Redo", field: true, keys: "Ctrl+Y", shortcut: &fyne.ShortcutRedo{}, more: []fyne.Shortcut{keys(ctrl|shift, fyne.KeyZ)}, enabled: func() bool { return !w.menus.inText() || w.posts.cur.s.CanRedo() }, do: func() { w.dispatch(&fyne.ShortcutRedo{}) }},
		{menu: "Edit", name: "Cut", field: true, keys: "Ctrl+X", shortcut: &fyne.ShortcutCut{}, split: true, enabled: w.menus.selected, do: func() { w.dispatch(&fyne.ShortcutCut{Clipboard: w.o.App.Clipboard()}) }},
		{menu: "Edit", name: "Copy", field: true, keys: "Ctrl+C", shortcut: &fyne.ShortcutCopy{}, enabled: w.menus.selected, do: func() { w.dispatch(&fyne.ShortcutCopy{Clipboard: w.o.App.Clipboard()}) }},
		{menu: "Edit", name: "Paste", field: true, keys: "Ctrl+V", shortcut: &fyne.ShortcutPaste{}, do: func() { w.dispatch(&fyne.ShortcutPaste{Clipboard: w.o.App.Clipboard()}) }},
		{menu: "Edit", name: "Paste as plain text", field: true, keys: "Ctrl+Shift+V", shortcut: keys(ctrl|shift, fyne.KeyV), do: w.pastePlain},
		{menu: "Edit", name: "Select all", field: true, keys: "Ctrl+A", shortcut: &fyne.ShortcutSelectAll{}, do: func() { w.dispatch(&fyne.ShortcutSelectAll{}) }},
		{menu: "Edit", sub: "Find", name: "Find…", keys: "Ctrl+F", shortcut: keys(ctrl, fyne.KeyF), open: true, split: true, do: w.findWords},
		{menu: "Edit", sub: "Find", name: "Replace…", keys: "Ctrl+H", shortcut: keys(ctrl, fyne.KeyH), open: true, do: func() { w.find.Open(true) }},
		{menu: "Edit", sub: "Find", name: "Next hit", keys: "F3", plain: fyne.KeyF3, open: true, do: func() { w.findStep(1) }},
		{menu: "Edit", sub: "Find", name: "Previous hit", keys: "Shift+F3", plain: fyne.KeyF3, shift: true, open: true, do: func() { w.findStep(-1) }},
		{menu: "Edit", sub: "Find", name: "Find in all posts…", keys: "Ctrl+Shift+F", shortcut: keys(ctrl|shift, fyne.KeyF), do: func() { w.searching.Open() }},
		{menu: "Edit", sub: "Find", name: "Replace in all posts…", keys: "Ctrl+Alt+H", shortcut: keys(ctrl|alt, fyne.KeyH), do: func() { replaceInAll(w) }},
		{menu: "Edit", sub: "Find", name: "Replace all", keys: "Ctrl+Alt+Enter", shortcut: keys(ctrl|alt, fyne.KeyReturn), open: true, do: func() { w.find.ReplaceAll() }},
		{menu: "Edit", sub: "Find", name: "Match case", keys: "Alt+C", shortcut: keys(alt, fyne.KeyC), field: true, do: switches(w, (*searching.Searcher).ToggleCase, func() { w.find.ToggleCase() })},
		{menu: "Edit", sub: "Find", name: "Find whole words", keys: "Alt+W", shortcut: keys(alt, fyne.KeyW), field: true, do: switches(w, (*searching.Searcher).ToggleWords, func() { w.find.ToggleWords() })},
		{menu: "Edit", sub: "Find", name: "Find by regular expression", keys: "Alt+R", shortcut: keys(alt, fyne.KeyR), field: true, do: switches(w, (*searching.Searcher).ToggleRegexp, func() { w.find.ToggleRegexp() })},
		{menu: "Edit", sub: "Find", name: "Find in what is selected", keys: "Alt+L", shortcut: keys(alt, fyne.KeyL), open: true, do: func() { w.find.ToggleSelection() }},
		{menu: "Edit", sub: "Spelling", name: "Fix spelling…", keys: "Ctrl+.", shortcut: keys(ctrl, fyne.KeyPeriod), open: true, split: true, do: w.problems.fixHere},
		{menu: "Edit", sub: "Spelling", name: "Next misspelled word", open: true, do: w.spelling.Next},
		{menu: "Edit", sub: "Spelling", name: "Personal words…", do: w.spelling.Personal},
		{menu: "Edit", sub: "Spelling", name: "Check spelling", ticked: func() bool { return w.spelling.On() }, do: w.spelling.Toggle},
		{menu: "Edit", sub: "Spelling", name: "Spelling language…", do: w.spelling.Choose},
		{menu: "Edit", sub: "Carets", name: "Add caret above", keys: "Ctrl+Alt+Up", shortcut: keys(ctrl|alt, fyne.KeyUp), more: also("Alt+PageUp"), open: true, do: func() { w.area.AddCaret(-1) }},
		{menu: "Edit", sub: "Carets", name: "Add caret below", keys: "Ctrl+Alt+Down", shortcut: keys(ctrl|alt, fyne.KeyDown), more: also("Alt+PageDown"), open: true, do: func() { w.area.AddCaret(1) }},
		{menu: "Edit", sub: "Carets", name: "Select next occurrence", keys: "Ctrl+D", shortcut: keys(ctrl, fyne.KeyD), open: true, do: w.edits.do(compose.SelectNextOccurrence)},
		{menu: "Edit", sub: "Carets", name: "Select all occurrences", open: true, do: w.edits.do(compose.SelectAllOccurrences)},
		{menu: "Edit", sub: "Lines", name: "Move lines up", keys: "Alt+Up", shortcut: keys(alt, fyne.KeyUp), open: true, do: w.edits.moveLines(true)},
		{menu: "Edit", sub: "Lines", name: "Move lines down", keys: "Alt+Down", shortcut: keys(alt, fyne.KeyDown), open: true, do: w.edits.moveLines(false)},
		{menu: "Edit", sub: "Lines", name: "Duplicate lines", keys: "Shift+Alt+Down", shortcut: keys(alt|shift, fyne.KeyDown), more: also("Ctrl+Shift+D"), open: true, do: w.edits.do(func(s compose.State) compose.Transaction { return compose.DuplicateLines(s, false) })},
		{menu: "Edit", sub: "Lines", name: "Duplicate lines above", keys: "Shift+Alt+Up", shortcut: keys(alt|shift, fyne.KeyUp), more: also("Shift+Alt+D"), open: true, do: w.edits.do(func(s compose.State) compose.Transaction { return compose.DuplicateLines(s, true) })},
		{menu: "Edit", sub: "Lines", name: "Delete lines", open: true, do: w.edits.do(compose.DeleteLines)},
		{menu: "Edit", sub: "Lines", name: "Join lines", open: true, do: w.edits.do(compose.JoinLines)},
		{menu: "Edit", sub: "Lines", name: "Delete to end of line", open: true, do: w.edits.do(compose.DeleteToLineEnd)},
		{menu: "Edit", name: "Context menu", keys: "Shift+F10", plain: fyne.KeyF10, shift: true, open: true, split: true, do: func() { w.focusText(); w.area.ShowMenu() }},
	}
	all = append(all, insertCommands(w)...)
	all = append(all, w.edits.commands()...)
	view := w.viewCommands()
	at := slices.IndexFunc(view, func(c *command) bool { return c.menu == "Go" })
	return append(all, slices.Insert(view, at, w.preview.commands()...)...)
}

func (w *Window) viewCommands() []*command {
	all := []*command{
		{menu: "View", name: "Toggle library", keys: `Ctrl+\`, shortcut: keys(ctrl, fyne.KeyBackslash), title: showOrHide("library", func() bool { return w.panes.ShowsLeft() }), do: w.visible.toggleLibrary},
		{menu: "View", sub: "In the library", name: "Sort posts…", do: func() { w.visible.showLibrary(); w.side.AskOrder() }},
		{menu: "View", name: "Toggle preview", keys: `Ctrl+Shift+\`, shortcut: keys(ctrl|shift, fyne.KeyBackslash), title: showOrHide("preview", func() bool { return w.panes.ShowsRight() }), do: w.visible.togglePreview},
		{menu: "View", sub: "In the library", name: "Toggle outline", title: showOrHide("outline", func() bool { return w.panes.ShowsLeft() && w.under.Shows() == linking.Outline }), do: showUnder(w, linking.Outline)},
		{menu: "View", sub: "In the library", name: "Toggle links to this post", title: showOrHide("links to this post", func() bool { return w.panes.ShowsLeft() && w.under.Shows() == linking.Links }), do: showUnder(w, linking.Links)},
		{menu: "View", sub: "Counts", name: "Long sentences…", open: true, do: func() { longSentences(w) }},
		{menu: "View", sub: "Counts", name: "Counts and goals…", open: true, do: func() { showCounts(w, nil) }},
		{menu: "View", name: "Toggle form", keys: "F4", plain: fyne.KeyF4, open: true, title: showOrHide("form", func() bool { return !w.form.Folded() }), do: w.form.Toggle},
		{menu: "View", name: "Toggle source", open: true, title: showOrHide("source", func() bool { return w.visible.source }), do: w.visible.toggleSource},
		{menu: "View", sub: "Folding", name: "Fold section", keys: "Ctrl+Shift+[", shortcut: keys(ctrl|shift, fyne.KeyLeftBracket), open: true, split: true, do: w.edits.fold((*textedit.Editor).FoldSection, "There is no section to fold here.")},
		{menu: "View", sub: "Folding", name: "Unfold section", keys: "Ctrl+Shift+]", shortcut: keys(ctrl|shift, fyne.KeyRightBracket), open: true, do: w.edits.fold((*textedit.Editor).UnfoldSection, "Nothing is folded here.")},
		{menu: "View", sub: "Folding", name: "Fold all", open: true, do: w.edits.fold((*textedit.Editor).FoldAll, "This post has no sections to fold.")},
		{menu: "View", sub: "Folding", name: "Unfold all", open: true, do: w.edits.fold((*textedit.Editor).UnfoldAll, "Nothing is folded.")},
		{menu: "View", name: "Toolbar", split: true, ticked: chosen(w, func(s config.Settings) bool { return s.Toolbar }), do: w.choosing(func(s *config.Settings) { s.Toolbar = !s.Toolbar })},
		{menu: "View", name: "Focus mode", keys: "F9", plain: fyne.KeyF9, open: true, ticked: func() bool { return w.panes.Only }, do: w.toggleFocus},
		{menu: "View", name: "Typewriter scrolling", keys: "Shift+F9", plain: fyne.KeyF9, shift: true, ticked: chosen(w, func(s config.Settings) bool { return s.Typewriter }), do: w.choosing(func(s *config.Settings) { s.Typewriter = !s.Typewriter })},
		{menu: "View", name: "Full screen", keys: "F11", plain: fyne.KeyF11, ticked: func() bool { return w.win.FullScreen() }, do: func() { w.win.SetFullScreen(!w.win.FullScreen()) }},
		{menu: "View", sub: "Text", name: "Larger text", keys: "Ctrl++", shortcut: keys(ctrl, fyne.KeyEqual), more: []fyne.Shortcut{keys(ctrl|shift, fyne.KeyEqual), keys(ctrl, fyne.KeyPlus)}, split: true, do: w.choosing(func(s *config.Settings) { s.Size = settings.Step("editor.size", s.Size, 1) })},
		{menu: "View", sub: "Text", name: "Smaller text", keys: "Ctrl+-", shortcut: keys(ctrl, fyne.KeyMinus), do: w.choosing(func(s *config.Settings) { s.Size = settings.Step("editor.size", s.Size, -1) })},
		{menu: "View", sub: "Text", name: "Usual text size", also: "reset zoom 100 page", keys: "Ctrl+Shift+0", shortcut: keys(ctrl|shift, fyne.Key0), do: w.choosing(func(s *config.Settings) {
			s.Size, s.Zoom = config.DefaultSettings().Size, config.DefaultSettings().Zoom
		})},
		{menu: "View", sub: "Text", name: "Wider text", do: w.choosing(func(s *config.Settings) { s.Measure = settings.Step("editor.measure", s.Measure, 1) })},
		{menu: "View", sub: "Text", name: "Narrower text", do: w.choosing(func(s *config.Settings) { s.Measure = settings.Step("editor.measure", s.Measure, -1) })},
		{menu: "View", sub: "Text", name: "More space between lines", do: w.choosing(func(s *config.Settings) { s.LineHeight = settings.Step("editor.line_height", s.LineHeight, 1) })},
		{menu: "View", sub: "Text", name: "Less space between lines", do: w.choosing(func(s *config.Settings) { s.LineHeight = settings.Step("editor.line_height", s.LineHeight, -1) })},
		{menu: "View", sub: "Text", split: true, name: "Flow wrapped lines", also: "hard wrap reflow soft", open: true, ticked: func() bool { return w.edits.flow.On() }, do: func() { w.edits.flow.Toggle() }},
		{menu: "View", sub: "Text", name: "Visible white space", ticked: chosen(w, func(s config.Settings) bool { return s.WhiteSpace }), do: w.choosing(func(s *config.Settings) { s.WhiteSpace = !s.WhiteSpace })},
		{menu: "View", sub: "Text", name: "Mark the current line", ticked: chosen(w, func(s config.Settings) bool { return s.CurrentLine }), do: w.choosing(func(s *config.Settings) { s.CurrentLine = !s.CurrentLine })},
		{menu: "View", sub: "Typeface", name: "Typewriter face", ticked: chosen(w, func(s config.Settings) bool { return s.Face != "serif" && s.Face != "sans" }), do: w.choosing(func(s *config.Settings) { s.Face = "mono" })},
		{menu: "View", sub: "Typeface", name: "Book face", ticked: chosen(w, func(s config.Settings) bool { return s.Face == "serif" }), do: w.choosing(func(s *config.Settings) { s.Face = "serif" })},
		{menu: "View", sub: "Typeface", name: "Plain face", ticked: chosen(w, func(s config.Settings) bool { return s.Face == "sans" }), do: w.choosing(func(s *config.Settings) { s.Face = "sans" })},
		{menu: "View", sub: "Theme", name: "Light theme", ticked: chosen(w, func(s config.Settings) bool { return s.Theme == "light" }), do: w.choosing(func(s *config.Settings) { s.Theme = "light" })},
		{menu: "View", sub: "Theme", name: "Sepia theme", also: "brown paper warm", ticked: chosen(w, func(s config.Settings) bool { return s.Theme == "sepia" }), do: w.choosing(func(s *config.Settings) { s.Theme = "sepia" })},
		{menu: "View", sub: "Theme", name: "Dark theme", also: "night black", ticked: chosen(w, func(s config.Settings) bool { return s.Theme == "dark" }), do: w.choosing(func(s *config.Settings) { s.Theme = "dark" })},
		{menu: "View", sub: "Theme", name: "High contrast theme", also: "accessibility bold", split: true, ticked: chosen(w, func(s config.Settings) bool { return s.Theme == "contrast" }), do: w.choosing(func(s *config.Settings) { s.Theme = "contrast" })},
		{menu: "View", sub: "Theme", name: "Dark high contrast theme", also: "accessibility night black", ticked: chosen(w, func(s config.Settings) bool { return s.Theme == "contrast-dark" }), do: w.choosing(func(s *config.Settings) { s.Theme = "contrast-dark" })},
		{menu: "View", sub: "Theme", name: "System theme", split: true, ticked: chosen(w, func(s config.Settings) bool { return s.Theme == "" }), do: w.choosing(func(s *config.Settings) { s.Theme = "" })},
		{menu: "View", split: true, name: "Tab moves the focus", keys: "Ctrl+M", shortcut: keys(ctrl, fyne.KeyM), ticked: func() bool { return w.area.TabMovesFocus }, do: w.visible.toggleTab},

		{menu: "Go", name: "Back", keys: "Alt+Left", shortcut: keys(alt, fyne.KeyLeft), enabled: func() bool { return len(w.trail.behind) > 0 }, do: func() { w.goTo(w.trail.back()) }},
		{menu: "Go", name: "Forward", keys: "Alt+Right", shortcut: keys(alt, fyne.KeyRight), enabled: func() bool { return len(w.trail.ahead) > 0 }, do: func() { w.goTo(w.trail.forward()) }},
		{menu: "Go", name: "Last used post", keys: "Ctrl+Tab", shortcut: keys(ctrl, fyne.KeyTab), split: true, enabled: w.posts.several, do: func() { w.switcher.Step(1) }},
		{menu: "Go", name: "Post used longest ago", keys: "Ctrl+Shift+Tab", shortcut: keys(ctrl|shift, fyne.KeyTab), enabled: w.posts.several, do: func() { w.switcher.Step(-1) }},
		{menu: "Go", name: "Next open post", keys: "Ctrl+PageDown", shortcut: keys(ctrl, fyne.KeyPageDown), enabled: w.posts.several, do: func() { nextOpen(w, 1) }},
		{menu: "Go", name: "Previous open post", keys: "Ctrl+PageUp", shortcut: keys(ctrl, fyne.KeyPageUp), enabled: w.posts.several, do: func() { nextOpen(w, -1) }},
		{menu: "Go", name: "Outline…", keys: "Ctrl+J", shortcut: keys(ctrl, fyne.KeyJ), open: true, split: true, do: func() { w.outlineAt(nil) }},
		{menu: "Go", name: "Go to line…", keys: "Ctrl+G", shortcut: keys(ctrl, fyne.KeyG), open: true, do: w.goToLine},
		{menu: "Go", name: "Next pane", keys: "F6", plain: fyne.KeyF6, split: true, do: func() { w.pane(1) }},
		{menu: "Go", name: "Previous pane", keys: "Shift+F6", plain: fyne.KeyF6, shift: true, do: func() { w.pane(-1) }},

		{menu: "Post", sub: "Fields", name: "Go to title", open: true, do: func() { w.form.Focus(w.form.Title) }},
		{menu: "Post", sub: "Fields", name: "Go to slug", open: true, do: func() { w.form.Focus(w.form.Slug) }},
		{menu: "Post", sub: "Fields", name: "Go to published", open: true, do: func() { w.form.Focus(w.form.Date) }},
		{menu: "Post", sub: "Fields", name: "Go to description", open: true, do: func() { w.form.Focus(w.form.Summary) }},
		{menu: "Post", sub: "Fields", name: "Go to text", open: true, do: w.focusText},
		{menu: "Post", sub: "Fields", name: "Add field", open: true, split: true, do: func() { w.form.AddField() }},
		{menu: "Post", sub: "Fields", name: "Choose date…", open: true, do: func() { w.form.OpenCalendar() }},
	}
	all = append(all, postCommands(w)...)
	return append(all, []*command{
		{menu: "Post", name: "History…", keys: "Ctrl+Shift+H", shortcut: keys(ctrl|shift, fyne.KeyH), split: true, do: func() { w.versions.Open() }},
		{menu: "Post", name: "Commit…", do: func() { w.versions.Commit() }},
		{menu: "Post", name: "Pictures of the library…", also: "images unused missing", do: func() { w.picturing.Survey() }},
		{menu: "Post", sub: "Problems", name: "Problems…", open: true, split: true, do: w.problems.show},
		{menu: "Post", sub: "Problems", name: "Problems of the library…", do: w.problems.showLibrary},
		{menu: "Post", sub: "Problems", name: "Try external links…", do: w.problems.askWeb},
		{menu: "Post", sub: "Problems", name: "Next problem", keys: "F8", plain: fyne.KeyF8, open: true, do: func() { w.problems.next(1) }},
		{menu: "Post", sub: "Problems", name: "Previous problem", keys: "Shift+F8", plain: fyne.KeyF8, shift: true, open: true, do: func() { w.problems.next(-1) }},

		{menu: "Help", name: "Menu bar", also: "menus", keys: "F10", plain: fyne.KeyF10, do: w.menus.show},
		{menu: "Help", name: "Commands…", keys: "Ctrl+Shift+P", shortcut: keys(ctrl|shift, fyne.KeyP), do: func() { w.commands.palette(w.targetCommands()) }},
		{menu: "Help", name: "Keyboard shortcuts", keys: "F1", plain: fyne.KeyF1, do: func() { showKeys(w) }},
		{menu: "Help", name: "Change shortcuts…", also: "keys keyboard bindings", do: func() { openShortcuts(w, "") }},
		{menu: "Help", name: "About Galley", do: func() { about.Show(w.modal, w.o.Version, w.win.Canvas().Size().Width) }},
	}...)
}

// key does what window-wide keys without Ctrl do, and tells whether it was
// one. Fyne never takes these for shortcuts, so whatever has the focus hands
// them on.
func (w *Window) key(e *fyne.KeyEvent) bool {
	if w.modal.Depth() > 0 {
		return false
	}
	if e.Name == fyne.KeyEscape {
		if w.panes.Only {
			w.toggleFocus()
			return true
		}
		if w.panes.IsOver() || w.win.Canvas().Focused() != fyne.Focusable(w.area) {
			w.panes.SetOver(false)
			w.focusText()
			return true
		}
		return false
	}
	return w.commands.press(e.Name, w.opening.modifiers()&shift != 0)
}

// dispatch gives an editing command to what has the focus. Undo in a form
// field is the document's, because the fields hand it on.
func (w *Window) dispatch(s fyne.Shortcut) {
	if f, ok := w.win.Canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(s)
		return
	}
	if w.posts.cur != nil && w.modal.Depth() == 0 {
		w.area.TypedShortcut(s)
	}
}

// shown is the command's name as the palette has it, without dots.
func (c *command) shown() string { return strings.TrimSuffix(c.name, "…") }

// place says where it stands in the menus.
func (c *command) place() string {
	if c.sub != "" {
		return c.menu + " › " + c.sub
	}
	return c.menu
}

// askFolder lets a folder be chosen as the library.
func (w *Window) askFolder() {
	w.chooser.Folder(choosing.Question{Title: "Open a folder of posts", Verb: "Open", Start: w.side.lib.Dir}, w.OpenFolder)
}

// askFile lets a post be chosen that is opened.
func (w *Window) askFile() {
	w.chooser.File(choosing.Question{Title: "Open a file", Verb: "Open", Start: w.side.lib.Dir, Kinds: posts}, w.OpenFile)
}

// textMenu shows the context menu of the text or a field. At the caret it was asked for by a
// key, and its first row is chosen.
func (w *Window) textMenu(ed *textedit.Editor, m *fyne.Menu, off int, at fyne.Position, height float32) {
	items := w.commands.menuItems(m)
	if ed == w.area {
		link := w.linking.Items(off)
		for i := range link {
			link[i].Keys = w.shortcuts.Keys(link[i].Keys)
		}
		if len(link) > 0 {
			items[0].Split = true
			items = append(link, items...)
		}
	}
	if ed == w.area && w.posts.cur != nil {
		items = append(items, w.commands.placeMenu(&w.edits)...)
	}
	if ed == w.area && w.picturing.At(off) {
		items = append(items, control.MenuItem{Title: "Edit picture…", Split: true, Do: func() { w.picturing.Edit(off) }})
	}
	w.spelling.Menu(ed, items, off, height > 0, at, height)
}

// run does a command if it can be done now. Fyne runs a menu's shortcut even
// while a dialog is open or the item is disabled, so each is guarded here.
func (c *commands) run(x *command) {
	if c.modal.Depth() == 0 && x.name != "Quit" && c.later(func() { c.run(x) }) {
		return
	}
	over := c.modal.Depth() > 0 && !x.field
	if j := c.working(); j != nil && j.Shown() && x.name == "Quit" {
		over = false
	}
	if over || x.do == nil || (x.open && c.posts.cur == nil) {
		return
	}
	x.do()
}

// press does the command of a key without Ctrl, and reports whether there is one.
func (c *commands) press(k fyne.KeyName, shift bool) bool {
	for _, x := range c.all {
		for _, ch := range x.chords {
			if key, plain := ch.Plain(); plain && key == k && ch.Shift == shift {
				c.run(x)
				return true
			}
		}
	}
	return false
}

// pressed does the command of a chord, unless keys are asked for.
func (c *commands) pressed(x *command, by shortcuts.Chord) {
	if c.caught != nil {
		c.caught(by)
		return
	}
	if c.modal.Depth() > 0 && !x.field { // the keys are those of what is open, such as Alt+Up where folders are chosen
		if list := by.Shortcuts(); len(list) > 0 {
			c.hand(list[0])
		}
	}
	c.run(x)
}

// keyed are the commands as the shortcuts' dialog and file have them, with the keys
// of the table.
func (c *commands) keyed() (list []shortcuts.Command) {
	for _, x := range c.all {
		if x.do != nil {
			list = append(list, shortcuts.Command{ID: shortcuts.ID(x.name), Name: x.shown(), Place: x.place(), Usual: x.usual()})
		}
	}
	return list
}

// usual are the keys that the table gives the command.
func (x *command) usual() (list []shortcuts.Chord) {
	add := func(ch shortcuts.Chord, ok bool) {
		if ok && !slices.Contains(list, ch) {
			list = append(list, ch)
		}
	}
	if x.keys != "" {
		ch, err := shortcuts.Parse(x.keys)
		add(ch, err == nil)
	}
	for _, s := range x.more {
		add(shortcuts.Of(s))
	}
	return list
}

// bind gives the commands their keys.
func (c *commands) bind(keys map[string][]shortcuts.Chord) {
	for _, x := range c.all {
		if x.do == nil {
			continue
		}
		x.keys, x.shortcut, x.more, x.plain, x.shift = "", nil, nil, "", false
		x.chords = keys[shortcuts.ID(x.name)]
		for i, ch := range x.chords {
			if i == 0 {
				x.keys = ch.String()
			}
			if key, plain := ch.Plain(); plain && x.plain == "" {
				x.plain, x.shift = key, ch.Shift
			}
			for _, s := range ch.Shortcuts() {
				if x.shortcut == nil {
					x.shortcut = s
				} else {
					x.more = append(x.more, s)
				}
			}
		}
	}
}

// shortcut does what the menus cannot have a second shortcut for.
func (c *commands) shortcut(s fyne.Shortcut) {
	for _, x := range c.all {
		for _, m := range x.more {
			if m.ShortcutName() == s.ShortcutName() {
				c.run(x)
				return
			}
		}
	}
}

// palette finds a command by its name; more are those of the library.
func (c *commands) palette(more []*command) {
	all := append(slices.Clone(c.all), more...)
	var names, others []string
	for _, x := range all {
		names = append(names, x.shown())
		others = append(others, x.also)
	}
	rank, also := palette.Ranker(names), palette.Ranker(others)
	c.modal.Palette(&field.Palette{
		Placeholder: "What do you want to do?",
		Empty:       "No command has such a name.",
		Find: func(q string) (rows []field.Item) {
			found := rank(q)
			for _, i := range also(q) {
				if q != "" && others[i] != "" && !slices.Contains(found, i) {
					found = append(found, i)
				}
			}
			for _, i := range found {
				x := all[i]
				if x.do == nil || x.open && c.posts.cur == nil {
					continue
				}
				rows = append(rows, field.Item{Title: x.shown(), Note: x.place(), Keys: x.keys, Do: func() { c.run(x) }})
			}
			return rows
		},
	})
}

// menuItems takes a menu of Fyne's over, with the shortcuts of the commands
// that have the items' names.
func (c *commands) menuItems(m *fyne.Menu) (items []control.MenuItem) {
	split := false
	for _, it := range m.Items {
		if it.IsSeparator {
			split = true
			continue
		}
		x := control.MenuItem{Title: it.Label, Off: it.Disabled, Split: split, Do: it.Action}
		split = false
		for _, y := range c.all {
			if y.name == it.Label {
				x.Keys = y.keys
			}
		}
		items = append(items, x)
	}
	return items
}

// findWords opens the find bar of what has the focus: the text, or the page.
func (w *Window) findWords() {
	if w.preview.Focused(w.win.Canvas().Focused()) {
		w.preview.Find()
		return
	}
	w.find.Open(false)
}

func (w *Window) findStep(by int) {
	if w.preview.Finding() && w.preview.Focused(w.win.Canvas().Focused()) {
		w.preview.FindStep(by)
		return
	}
	w.find.Step(by)
}
