// Package decoding asks in which encoding a file is read that is not UTF-8, and
// shows how it reads then.
package decoding

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/charset"
)

// Options are what is asked about, and what is done with the answer.
type Options struct {
	Modal  *modal.Stack
	Name   string       // of the file
	Why    string       // it is not opened as it is
	Source []byte       // of the file
	Post   func(func()) // runs a function on the UI goroutine
	// Open makes a copy of the file that is read so, and opens it.
	Open func(c charset.Charset)
}

// Sizes in pixels.
const (
	width     = 820
	pad       = 24 // of a question
	listWidth = 250
	gap       = 14
	wanted    = 330
	least     = 130
	rowHigh   = 30
	inset     = 12

	part   = 6 << 10  // bytes of the text that are shown
	atOnce = 64 << 10 // bytes of a file that is read while a key is handled; more is read aside
)

// Ask opens the question. The encoding that is most likely is chosen first.
func Ask(o Options) {
	a := &asking{o: o, all: charset.Guess(o.Source), told: control.NewSmall("", theme.Muted), text: control.NewLabel("", theme.Ink)}
	a.text.Face, a.text.Wrap = typeset.Mono, width-2*pad-listWidth-gap-2*inset
	a.list = control.NewList(func(i int) control.Row { return control.Row{Title: a.all[i].Name, Note: a.all[i].Where} })
	a.list.Choice, a.list.Height = true, rowHigh
	a.list.OnMove = a.show
	a.scroll = container.NewVScroll(container.New(control.Inset{X: inset, Y: 8}, a.text))
	field := control.NewFill(theme.Field)
	field.Stroke, field.Radius = theme.Edge, theme.Radius
	view := container.NewStack(field, container.New(control.Inset{X: 1, Y: 1}, a.scroll))
	a.question = &control.Question{
		Title:  "“" + o.Name + "” is not UTF-8 text",
		Text:   o.Why + " In which encoding does it read right? The file itself stays as it is.",
		Width:  width,
		Extra:  control.NewGiving(wanted, least, container.New(sides{}, a.list, a.told, view)),
		First:  a.list,
		Cancel: control.Choice{Label: "Cancel"},
		Main:   control.Choice{Label: "Open a copy as UTF-8", Do: func() { o.Open(a.all[a.chosen]) }},
	}
	a.list.OnKey = a.question.Key
	a.list.Set(len(a.all))
	a.list.Go(0)
	a.show(0)
	o.Modal.Ask(a.question)
}

// asking is a question that is open.
type asking struct {
	o        Options
	all      []charset.Charset
	chosen   int
	reading  bool // aside, in the encoding that was chosen then
	list     *control.List
	told     *control.Label
	text     *control.Label
	scroll   *container.Scroll
	question *control.Question
}

// show shows how the file reads in an encoding.
func (a *asking) show(i int) {
	if i < 0 || i >= len(a.all) {
		return
	}
	a.chosen = i
	switch {
	case len(a.o.Source) <= atOnce:
		a.tell(i, decode(a.all[i], a.o.Source))
	case !a.reading: // else what is chosen by then is read next, one at a time
		a.read()
	}
}

// read reads the file aside in the encoding that is chosen.
func (a *asking) read() {
	a.reading = true
	a.told.Set("Reading…", theme.Muted)
	i := a.chosen
	go func() {
		d := decode(a.all[i], a.o.Source)
		a.o.Post(func() {
			a.reading = false
			if i != a.chosen {
				a.read()
				return
			}
			a.tell(i, d)
		})
	}()
}

// decoded is what a file is in an encoding.
type decoded struct {
	start string // as it is shown
	lost  int    // characters that are none in the encoding, in the whole file
	wrong string // why it is no text; "" where it is
}

// decode reads a file in an encoding.
func decode(c charset.Charset, source []byte) decoded {
	s, lost, err := c.Decode(source)
	d := decoded{lost: lost}
	switch {
	case err != nil:
		d.wrong = "It cannot be read so: " + err.Error()
	case strings.Contains(s, "\x00"):
		d.wrong = "It does not read as text this way."
	}
	if len(s) > part {
		s = strings.ToValidUTF8(s[:part], "") // not with half a character at its end
	}
	d.start = strings.Map(shown, strings.ReplaceAll(s, "\r\n", "\n"))
	return d
}

// tell shows what the file is in encoding i.
func (a *asking) tell(i int, d decoded) {
	switch {
	case d.wrong != "":
		a.told.Set("▲ "+d.wrong, theme.Warn)
	case d.lost > 0:
		a.told.Set("▲ "+wording.Count(d.lost, "character")+" cannot be read so.", theme.Warn)
	case i == 0:
		a.told.Set("This is the likely one.", theme.Muted)
	default:
		a.told.Set("All of it can be read so.", theme.Muted)
	}
	a.text.SetText(d.start)
	a.scroll.ScrollToTop()
	a.scroll.Refresh()
}

// shown is a character as it is shown; one that would not be seen has a sign.
func shown(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' {
		return '\ufffd'
	}
	return r
}

// sides puts the list beside the text, with what is said over that.
type sides struct{}

func (sides) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, least) }

func (sides) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x, head := float32(listWidth+gap), o[1].MinSize().Height+6
	o[0].Resize(fyne.NewSize(listWidth, size.Height))
	o[1].Move(fyne.NewPos(x, 0))
	o[1].Resize(fyne.NewSize(size.Width-x, head))
	o[2].Move(fyne.NewPos(x, head))
	o[2].Resize(fyne.NewSize(size.Width-x, size.Height-head))
}
