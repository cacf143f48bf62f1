// Package about says which version this is, and whose work is in it.
package about

import (
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/assets"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Show says which version this is, and whose work is in it. width is that of the
// window, in pixels.
func Show(over *modal.Stack, version string, width float32) {
	over.Ask(&control.Question{
		Title: "Galley " + version,
		Text: "Posts are plain text files in a folder of yours.\nNothing leaves this computer.\n" +
			"Under the MIT licence, with the work of many others in it.",
		Apart: []control.Choice{{Label: "Licences…", Do: func() { licences(over, width) }}},
		Main:  control.Choice{Label: "Close"},
	})
}

// licences lists what the program is made of, and below it the notices of the
// one that is chosen. Only lines in view are drawn.
func licences(over *modal.Stack, width float32) {
	const row, line = 28, 18
	width = min(760, width-16)
	all := assets.LicenceList()
	names := control.NewList(func(i int) control.Row {
		if name, version, ok := strings.Cut(all[i].Name, " v"); ok { // a module
			return control.Row{Title: name, Note: "v" + version}
		}
		return control.Row{Title: all[i].Name}
	})
	names.Height, names.Choice = row, true
	names.Set(len(all))

	var lines []string
	words := control.NewList(func(i int) control.Row { return control.Row{Title: lines[i]} })
	words.Height = line
	show := func(i int) {
		lines = noticeLines(all[i].Text, width-48-40)
		words.Set(len(lines))
		words.Go(0)
		words.Refresh()
	}
	show(0)
	names.OnMove = show

	q := &control.Question{
		Title: "Licences",
		Width: width,
		Extra: control.NewStack(8,
			control.NewGiving(5.5*row, 2.5*row, names),
			control.NewGiving(16*line, 4*line, words)),
		Main:  control.Choice{Label: "Close"},
		First: names,
	}
	leave := func(e *fyne.KeyEvent) bool {
		if e.Name != fyne.KeyEscape {
			return false
		}
		q.Escape()
		return true
	}
	names.OnKey, words.OnKey = leave, leave
	over.Ask(q)
}

// noticeLines are the lines of a notice, wrapped where they are too wide. Most
// notices are broken into lines by their authors, and stay as they are.
func noticeLines(s string, width float32) (lines []string) {
	narrow := int(width / 7.4) // characters that fit in any case
	for l := range strings.Lines(strings.TrimSpace(s)) {
		l = strings.ReplaceAll(strings.TrimRight(l, " \t\r\n"), "\t", "    ")
		if len(l) <= narrow {
			lines = append(lines, l)
			continue
		}
		lines = append(lines, control.Wrap(l, width, theme.TextSize, typeset.Sans)...)
	}
	return lines
}
