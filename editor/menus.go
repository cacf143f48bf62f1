package editor

import (
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/keysheet"
	"galley.app/galley/editor/shortcuts"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/post"
)

// menus are the menu bar, which is away in focus mode and on the full screen unless one of its menus is open.
type menus struct {
	w     *Window
	bar   *control.MenuBar
	frame *fyne.Container // the bar over the rest of the window
	// keys hold the shortcuts: Fyne asks the main menu for them before what has the focus. Nothing else is done with it
	// but on macOS, where it is the menu bar.
	keys  *fyne.MainMenu
	tools *fyne.Container   // the toolbar over the text
	ends  []*control.Button // at the right end of the bar
	named []named
	focus fyne.Focusable // what had the focus when a menu opened
}

// native reports whether the system shows the menus.
func native() bool { return runtime.GOOS == "darwin" }

// join makes the menus of the commands.
func (m *menus) join() {
	for _, x := range m.w.commands.all {
		if !slices.Contains(m.bar.Titles, x.menu) {
			m.bar.Titles = append(m.bar.Titles, x.menu)
		}
	}
	m.bar.Items = func(i int) []control.MenuItem { return m.w.commands.items(m.bar.Titles[i], "") }
	m.bar.OnOpen = m.opened
	m.bar.Refresh()
	m.fillTools()
	for _, b := range slices.Concat(m.ends, m.w.preview.Buttons(), m.w.find.Buttons()) {
		usual := b.Tip
		m.named = append(m.named, named{b, func() string { return m.w.hinted(usual) }})
	}
	m.nameKeys()
	m.keys = fyne.NewMainMenu()
	if native() {
		m.arm()
	}
	m.w.win.SetMainMenu(m.keys)
}

// arm has shortcuts do their commands. Fyne must have made its own menu bar of the main menu before, of nothing, because it
// shows one that holds something.
func (m *menus) arm() { m.keys.Items = m.w.commands.menu().Items }

// opened takes over that a menu is about to open; leave closes it.
func (m *menus) opened(leave func()) (closed func()) {
	m.focus = m.w.win.Canvas().Focused()
	done := m.w.modal.Cover(leave)
	m.arrange()
	return func() {
		done()
		m.focus = nil
		m.arrange()
	}
}

// buttons stand at the right end of the bar: those of panes that can be hidden, since one that is hidden has none.
func (m *menus) buttons() fyne.CanvasObject {
	icon := func(name, tip string, do func()) *control.Button {
		b := control.NewIcon(name, tip, func() {
			if m.w.modal.Depth() == 0 {
				do()
			}
		})
		m.ends = append(m.ends, b)
		return b
	}
	return control.NewBar(2,
		icon("panel-left", "Show or hide the library (Ctrl+\\)", m.w.visible.toggleLibrary),
		icon("panel-right", "Show or hide the preview (Ctrl+Shift+\\)", m.w.visible.togglePreview),
	)
}

// fillTools gives the toolbar its buttons. Each does a command and says which, with its keys; that of headings opens their menu.
func (m *menus) fillTools() {
	for _, t := range []struct{ icon, command string }{
		{"heading", ""},
		{"bold", "Bold"},
		{"italic", "Italic"},
		{"strikethrough", "Strikethrough"},
		{"code", "Code"},
		{"quote", "Quote"},
		{"list", "Bullet list"},
		{"list-ordered", "Ordered list"},
		{"list-checks", "Task list"},
		{"link", "Link"},
		{"image", "Image…"},
		{"table", "Insert table"},
		{"square-code", "Code block"},
	} {
		var b *control.Button
		if t.command == "" {
			b = control.NewIcon(t.icon, "Heading", func() {
				at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
				m.w.modal.Menu(&control.Menu{Items: m.w.commands.items("Format", "Heading")}, at, b.Size().Height)
			})
		} else {
			i := slices.IndexFunc(m.w.commands.all, func(x *command) bool { return x.name == t.command })
			x := m.w.commands.all[i]
			b = control.NewIcon(t.icon, x.shown(), func() { m.w.commands.run(x) })
			m.named = append(m.named, named{b, func() string {
				if x.keys == "" {
					return x.shown()
				}
				return x.shown() + " (" + x.keys + ")"
			}})
		}
		m.tools.Add(b)
	}
}

// named is a button whose tip names keys.
type named struct {
	button *control.Button
	tip    func() string // as commands have keys now
}

// nameKeys has buttons say the keys that commands have now.
func (m *menus) nameKeys() {
	for _, x := range m.named {
		x.button.Tip = x.tip()
	}
}

// showTools shows the toolbar where it is wanted, and reports whether it does.
func (m *menus) showTools(open bool) bool {
	on := open && !m.w.panes.Only && m.w.settings.Toolbar
	control.SetVisible(m.tools, on)
	return on
}

// placeTools puts the toolbar over the text's left edge at y, in a middle of that width, and returns where it ends.
func (m *menus) placeTools(y, width float32) float32 {
	if !m.tools.Visible() {
		return y
	}
	const over = 6 // pixels that the icon of a button begins behind its edge
	size := m.tools.MinSize()
	m.tools.Resize(size)
	m.tools.Move(fyne.NewPos(max(0, textedit.Left(m.w.area, width)-over), y+4))
	return y + size.Height + 6
}

// show opens the first menu, as a key does.
func (m *menus) show() {
	if m.w.modal.Depth() == 0 && !native() {
		m.bar.ShowMenu(0, true)
	}
}

// arrange brings the bar back or takes it away.
func (m *menus) arrange() {
	if !m.frame.Size().IsZero() {
		m.Layout(m.frame.Objects, m.frame.Size())
	}
}

// MinSize implements fyne.Layout.
func (m *menus) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[1].MinSize().AddWidthHeight(0, m.bar.MinSize().Height)
}

// Layout implements fyne.Layout: the bar over the rest, with buttons at its end.
func (m *menus) Layout(o []fyne.CanvasObject, size fyne.Size) {
	away := native() || (m.w.panes.Only || m.w.win.FullScreen()) && m.focus == nil && !m.bar.IsOpen()
	control.SetVisible(m.bar, !away)
	y := float32(0)
	if !away {
		y = m.bar.MinSize().Height
		m.bar.Resize(fyne.NewSize(size.Width, y))
	}
	control.SetVisible(o[2], !away && m.w.main.Visible())
	b := o[2].MinSize()
	o[2].Resize(b)
	o[2].Move(fyne.NewPos(size.Width-b.Width-6, 1))
	o[1].Move(fyne.NewPos(0, y))
	o[1].Resize(fyne.NewSize(size.Width, size.Height-y))
}

// inText reports whether an undo is one of the open post: the focus is in no other field.
func (m *menus) inText() bool {
	for _, f := range []fyne.Focusable{m.w.side.Search, m.w.preview.words} {
		if m.focus == f {
			return false
		}
	}
	return m.w.posts.cur != nil
}

// selected reports whether something is selected where the keys were, as far as that is known.
func (m *menus) selected() bool {
	if m.focus != fyne.Focusable(m.w.area) || m.w.posts.cur == nil {
		return m.focus != nil
	}
	for _, s := range m.w.posts.cur.s.Selections() {
		if s.Start() < s.End() {
			return true
		}
	}
	return false
}

// unsaved reports whether the open post is not in its file as it is.
func (o *openPosts) unsaved() bool { return o.cur != nil && (o.cur.s.Dirty() || o.cur.s.Path() == "") }

// isDraft returns what reports whether the open post is a draft with a file, or a published one.
func (o *openPosts) isDraft(draft bool) func() bool {
	return func() bool {
		return o.cur != nil && o.cur.s.Path() != "" && post.IsDraft(filepath.Base(o.cur.s.Path())) == draft
	}
}

// several reports whether more than one post is open.
func (o *openPosts) several() bool { return len(o.all) > 1 }

// hasFile reports whether the open post is in a file.
func (o *openPosts) hasFile() bool { return o.cur != nil && o.cur.s.Path() != "" }

// recentRows are the posts and folders that were open lately.
func recentRows(w *Window) (list []*command) {
	const posts, folders = 7, 7
	dir := w.side.lib.Dir
	if dir != "" {
		for _, path := range w.o.Places.Recent(dir) {
			if it, ok := itemAt(w.side.items, path); ok && len(list) < posts && (w.posts.cur == nil || path != w.posts.cur.s.Path()) {
				list = append(list, &command{name: it.Title, do: func() { w.OpenFile(path) }})
			}
		}
	}
	split := len(list) > 0
	for _, other := range w.settings.Recent {
		if other == dir || len(list) >= posts+folders {
			continue
		}
		list = append(list, &command{name: filepath.Base(other) + " — " + shortPath(filepath.Dir(other)), split: split, do: func() { w.OpenFolder(other) }})
		split = false
	}
	return list
}

// shortPath is a path as it is shown where there is little room: by its last parts.
func shortPath(path string) string {
	parts := strings.Split(filepath.ToSlash(path), "/")
	if len(parts) <= 3 {
		return path
	}
	return "…/" + strings.Join(parts[len(parts)-2:], "/")
}

// showKeys shows all shortcuts on a sheet.
func showKeys(w *Window) {
	var groups []keysheet.Group
	for _, menu := range w.menus.bar.Titles {
		g := keysheet.Group{Menu: menu}
		for _, x := range w.commands.all {
			if x.menu == menu && x.keys != "" {
				g.Keys = append(g.Keys, keysheet.Key{Name: x.shown(), Keys: x.keys})
			}
		}
		if len(g.Keys) > 0 {
			groups = append(groups, g)
		}
	}
	keysheet.Show(keysheet.Options{Modal: w.modal, Canvas: w.win.Canvas(), Groups: groups, Print: func() {
		w.preview.pages.Put("shortcuts.html", keysheet.Page(groups), w.o.Post, func(file string, err error) {
			if err == nil {
				err = w.o.App.OpenURL(fileURL(file))
			}
			if err != nil {
				w.modal.Tell("The page of shortcuts could not be opened", err.Error(), nil)
				return
			}
			w.say("Opened in the browser, which prints it: " + file)
		})
	}})
}

// placeMenu are the rows of the text's context menu that belong to the place of the caret: what formats it, and its table, list
// or heading.
func (c *commands) placeMenu(e *edits) (items []control.MenuItem) {
	sub := func(title, menu, of string) {
		items = append(items, control.MenuItem{Title: title, Sub: func() []control.MenuItem { return c.items(menu, of) }})
	}
	line := e.line()
	if e.inTable() {
		sub("Table", "Format", "Table")
	}
	if isItem(line) {
		sub("List", "Format", "List")
	}
	if strings.HasPrefix(line, "#") {
		sub("Heading", "Format", "Heading")
		sub("Folding", "View", "Folding")
	}
	sub("Format", "Format", "")
	sub("Insert", "Insert", "")
	items[0].Split = true
	return items
}

// line is the line of the caret, without blanks before it.
func (e *edits) line() string {
	t := e.posts.cur.s.Text()
	n := t.LineAt(e.posts.cur.s.Primary().Head)
	return strings.TrimLeft(t.Slice(t.LineStart(n), min(t.LineStart(n)+80, t.LineEnd(n))), " \t>")
}

// isItem reports whether a line begins an item of a list.
func isItem(line string) bool {
	mark, _, ok := strings.Cut(line, " ")
	digits := strings.TrimRight(mark, ".)")
	return ok && (mark == "-" || mark == "*" || mark == "+" || digits != mark && digits != "" && strings.Trim(digits, "0123456789") == "")
}

// chosen returns what reports whether something is chosen in the settings.
func chosen(w *Window, is func(config.Settings) bool) func() bool {
	return func() bool { return is(w.settings) }
}

// showOrHide returns what a menu calls a command that shows a part of the window, or hides it where it is seen.
func showOrHide(part string, seen func() bool) func() string {
	return func() string {
		if seen() {
			return "Hide " + part
		}
		return "Show " + part
	}
}

// inMenu is what the menus call a command.
func (c *command) inMenu() string {
	if c.title != nil {
		return c.title()
	}
	return c.name
}

// can reports whether a command can be done now.
func (c *commands) can(x *command) bool {
	return (!x.open || c.posts.cur != nil) && (x.enabled == nil || x.enabled())
}

// items are the rows of a menu, or of a submenu of it, as things stand. A submenu stands where its first row would.
func (c *commands) items(menu, sub string) (items []control.MenuItem) {
	var subs []string
	for _, x := range c.all {
		switch {
		case x.menu != menu || slices.Contains(subs, x.sub):
		case x.sub != sub && sub == "":
			subs = append(subs, x.sub)
			items = append(items, control.MenuItem{Title: x.sub, Split: x.split, Sub: func() []control.MenuItem { return c.items(menu, x.sub) }})
		case x.sub == sub:
			items = append(items, c.item(x))
		}
	}
	return items
}

// item is a command as a row of a menu.
func (c *commands) item(x *command) control.MenuItem {
	it := control.MenuItem{Title: x.inMenu(), Keys: x.keys, Split: x.split, Off: !c.can(x), Do: func() { c.run(x) }}
	if x.ticked != nil {
		it.Tick = control.Unticked
		if x.ticked() {
			it.Tick = control.Ticked
		}
	}
	if x.rows != nil {
		it.Sub, it.Do = func() (rows []control.MenuItem) {
			for _, r := range x.rows() {
				rows = append(rows, c.item(r))
			}
			return rows
		}, nil
	}
	return it
}

// held is Shift, where a chord has it.
func held(ch shortcuts.Chord) fyne.KeyModifier {
	if ch.Shift {
		return shift
	}
	return 0
}

// menu makes Fyne's menus from the table: for their shortcuts, and where the system shows them.
func (c *commands) menu() *fyne.MainMenu {
	main := fyne.NewMainMenu()
	within := func(label string) *fyne.Menu {
		i := slices.IndexFunc(main.Items, func(m *fyne.Menu) bool { return m.Label == label })
		if i < 0 {
			i = len(main.Items)
			main.Items = append(main.Items, fyne.NewMenu(label))
		}
		return main.Items[i]
	}
	for _, x := range c.all {
		if x.do == nil {
			continue
		}
		m, first := within(x.menu), false
		if x.sub != "" {
			i := slices.IndexFunc(m.Items, func(it *fyne.MenuItem) bool { return it.ChildMenu != nil && it.Label == x.sub })
			if first = i < 0; first {
				if x.split {
					m.Items = append(m.Items, fyne.NewMenuItemSeparator())
				}
				i = len(m.Items)
				it := fyne.NewMenuItem(x.sub, nil)
				it.ChildMenu = fyne.NewMenu(x.sub)
				m.Items = append(m.Items, it)
			}
			m = m.Items[i].ChildMenu
		}
		if x.split && !first {
			m.Items = append(m.Items, fyne.NewMenuItemSeparator())
		}
		it := fyne.NewMenuItem(x.name, func() { c.run(x) })
		for _, ch := range x.chords {
			all := ch.Shortcuts()
			if key, plain := ch.Plain(); plain && len(x.chords) == 1 {
				all = []fyne.Shortcut{&desktop.CustomShortcut{KeyName: key, Modifier: held(ch)}} // which is shown alone
			}
			for _, s := range all {
				if it.Shortcut == nil {
					it.Shortcut, it.Action = s, func() { c.pressed(x, ch) }
				} else if !native() { // a system's menu would show it as another row
					more := fyne.NewMenuItem(x.name, func() { c.pressed(x, ch) })
					more.Shortcut = s
					m.Items = append(m.Items, more)
				}
			}
		}
		it.IsQuit = x.name == "Quit"
		m.Items = append(m.Items, it)
	}
	return main
}
