package editor

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/textedit"
)

// edits makes commands of what changes the text that is shown.
type edits struct {
	posts     *openPosts
	area      *textedit.Editor
	focusText func()
	say       func(string) // in the status bar
}

// do wraps a command on the text; it leaves the focus in the text.
func (e *edits) do(f compose.Command) func() {
	return func() {
		e.posts.cur.s.Do(f)
		e.focusText()
		e.area.Reveal(e.posts.cur.s.Primary().Head)
	}
}

// moveLines moves the selected lines, or the folded section that the caret is on.
func (e *edits) moveLines(up bool) func() {
	lines := e.do(func(s compose.State) compose.Transaction { return compose.MoveLines(s, up) })
	return func() {
		if !e.area.MoveSection(up) {
			lines()
			return
		}
		e.focusText()
	}
}

// fold wraps a command that folds or opens sections; none is said where
// there was nothing to do.
func (e *edits) fold(do func(*textedit.Editor) bool, none string) func() {
	return func() {
		switch {
		case e.posts.cur.doc == nil:
			e.say("The text is still being read.")
		case do(e.area):
			e.say("")
		default:
			e.say(none)
		}
		e.focusText()
	}
}

// commands are those of the Format menu.
func (e *edits) commands() []*command {
	cmd := func(name, shown string, m fyne.KeyModifier, k fyne.KeyName, f compose.Command) *command {
		return &command{menu: "Format", name: name, keys: shown, shortcut: keys(m, k), open: true, do: e.do(f)}
	}
	all := []*command{
		cmd("Bold", "Ctrl+B", ctrl, fyne.KeyB, compose.ToggleBold),
		cmd("Italic", "Ctrl+I", ctrl, fyne.KeyI, compose.ToggleItalic),
		cmd("Code", "Ctrl+E", ctrl, fyne.KeyE, compose.ToggleCode),
		{menu: "Format", name: "Strikethrough", open: true, do: e.do(compose.ToggleStrike)},
		cmd("Link", "Ctrl+K", ctrl, fyne.KeyK, compose.Link),
	}
	for n, k := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6} {
		c := cmd("Heading "+string(k), "Ctrl+"+string(k), ctrl, k, func(s compose.State) compose.Transaction { return compose.Heading(s, n+1) })
		c.split = n == 0
		all = append(all, c)
	}
	ordered := cmd("Ordered list", "Ctrl+Shift+7", ctrl|shift, fyne.Key7, compose.ToggleOrdered)
	ordered.split = true
	all = append(all,
		cmd("Plain paragraph", "Ctrl+0", ctrl, fyne.Key0, func(s compose.State) compose.Transaction { return compose.Heading(s, 0) }),
		ordered,
		cmd("Bullet list", "Ctrl+Shift+8", ctrl|shift, fyne.Key8, compose.ToggleBullet),
		&command{menu: "Format", name: "Task list", open: true, do: e.do(compose.ToggleTask)},
		cmd("Quote", "Ctrl+Shift+9", ctrl|shift, fyne.Key9, compose.ToggleQuote),
		cmd("Code block", "Ctrl+Shift+K", ctrl|shift, fyne.KeyK, compose.CodeBlock),
		cmd("Comment", "Ctrl+/", ctrl, fyne.KeySlash, compose.ToggleComment),
	)
	more := func(name string, f compose.Command) *command {
		return &command{menu: "Format", name: name, open: true, do: e.do(f)}
	}
	align := func(a compose.Align) compose.Command {
		return func(s compose.State) compose.Transaction { return compose.AlignColumn(s, a) }
	}
	insert := more("Insert table", func(s compose.State) compose.Transaction { return compose.InsertTable(s, 2, 3) })
	insert.split = true
	return append(all,
		more("Check task", compose.CheckTask),
		more("Footnote", compose.InsertFootnote),
		insert,
		more("Add row", compose.AddRow),
		more("Add column", compose.AddColumn),
		more("Delete row", compose.DeleteRow),
		more("Delete column", compose.DeleteColumn),
		more("Align table", compose.AlignTable),
		more("Align column left", align(compose.AlignLeft)),
		more("Centre column", align(compose.AlignCenter)),
		more("Align column right", align(compose.AlignRight)),
	)
}
