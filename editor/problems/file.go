package problems

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/post"
)

// File is a file that is no post, with something wrong in it: a template, or one
// that pages need.
type File struct {
	Modal   *modal.Stack
	Canvas  fyne.Canvas
	Name    string // as it is told
	Text    string
	Problem post.Problem
	Folder  func() // shows the file in its folder
}

const (
	around   = 9   // lines that are shown on either side of the place
	longLine = 400 // characters of a line that are shown
)

// Show shows the lines around the place of the problem, to be read and not to be
// changed: the file is written with another program.
func (f File) Show() {
	width := min(860, f.Canvas.Size().Width-2*control.OverlayEdge)
	f.Modal.Ask(&control.Question{
		Title: f.Name, Text: "▲ " + check.Sentence(f.Problem), Width: width, Extra: control.NewStack(0, f.rows(width-2*24)...),
		Apart: []control.Choice{{Label: "Show in folder", Do: f.Folder}}, Main: control.Choice{Label: "Close"},
	})
}

// rows are the lines with their numbers, the one of the problem in its colour.
func (f File) rows(width float32) (rows []fyne.CanvasObject) {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", "    ").Replace(f.Text), "\n")
	at := max(1, min(f.Problem.Line, len(lines)))
	first, last := max(1, at-around), min(len(lines), at+around)
	digits := len(fmt.Sprint(last))
	for n := first; n <= last; n++ {
		words := []rune(lines[n-1])
		if len(words) > longLine {
			words = append(words[:longLine:longLine], '…')
		}
		mark, colour := " ", theme.Muted
		if n == at {
			mark, colour = ">", theme.Warn
		}
		l := control.NewShort(fmt.Sprintf("%s %*d  %s", mark, digits, n, string(words)), colour)
		l.Face = typeset.Mono
		l.Resize(fyne.NewSize(width, l.LineHeight))
		rows = append(rows, l)
	}
	return rows
}
