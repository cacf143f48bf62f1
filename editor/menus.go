package editor

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/storage/config"
)

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

// menu makes the menus from the table. Commands of a submenu stand where its first one does.
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
		it.Shortcut = x.shortcut
		if x.plain != "" {
			it.Shortcut = &desktop.CustomShortcut{KeyName: x.plain}
			if x.shift {
				it.Shortcut = &desktop.CustomShortcut{KeyName: x.plain, Modifier: shift}
			}
		}
		it.IsQuit = x.name == "Quit"
		m.Items = append(m.Items, it)
	}
	return main
}
