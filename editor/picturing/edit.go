package picturing

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// At reports whether a picture is written at an offset of the post that is open,
// so that Edit has something to do.
func (p *Picturer) At(off int) bool {
	s := p.o.Session()
	if s == nil {
		return false
	}
	d := p.o.Doc(s)
	if d == nil {
		return false
	}
	_, ok := compose.ImageAt(d, s.Text(), off)
	return ok
}

// Edit asks for other words, title and address of the picture that is written at
// an offset of the post that is open.
func (p *Picturer) Edit(off int) {
	s := p.o.Session()
	if s == nil {
		return
	}
	d := p.o.Doc(s)
	if d == nil {
		p.o.Say("The text is still being read.")
		return
	}
	im, ok := compose.ImageAt(d, s.Text(), off)
	if !ok {
		p.o.Say("There is no picture at the caret. Put it on one, as in ![words](address).")
		return
	}
	p.edit(s, im)
}

// EditShown is Edit for the picture with an address that the page shows for the
// part of the text at an offset.
func (p *Picturer) EditShown(src string, off int) {
	s := p.o.Session()
	if s == nil {
		return
	}
	if d := p.o.Doc(s); d != nil {
		if im, ok := compose.ImageOf(d, s.Text(), off, src); ok {
			p.edit(s, im)
			return
		}
	}
	p.o.Say("This picture is not written as Markdown, so it is changed in the text.")
}

const (
	formWidth = 560
	formGap   = 4
)

func (p *Picturer) edit(s *session.Session, im compose.Image) {
	if p.o.Modal.Depth() > 0 {
		return
	}
	version := s.Text().Version()
	alt, title, address := field.New(field.Style{Wrap: true}), field.New(field.Style{}), field.New(field.Style{})
	alt.SetPlaceholder("For who cannot see the picture, and where it is missing")
	title.SetPlaceholder("Shown when the picture is pointed at; mostly none")
	alt.SetText(im.Alt)
	title.SetText(im.Title)
	address.SetText(im.Dest)
	label := func(words string) fyne.CanvasObject { return control.NewSmall(words, theme.Muted) }
	rows := control.NewStack(formGap, label("What it shows"), alt)
	fields := []*field.Field{alt}
	text := ""
	if im.Named {
		text = "Its address and title are written elsewhere in the text."
	} else {
		rows.Add(control.Space(4))
		rows.Add(label("Title"))
		rows.Add(title)
		rows.Add(control.Space(4))
		rows.Add(label("Address"))
		rows.Add(address)
		fields = append(fields, title, address)
	}
	q := &control.Question{
		Title: "Edit picture", Text: text, Width: formWidth, Extra: rows, First: alt,
		Cancel: control.Choice{Label: "Cancel", Do: p.o.FocusText},
		Main: control.Choice{Label: "Change", Do: func() {
			p.change(s, version, im, alt.Text(), address.Text(), title.Text())
		}},
	}
	for i, f := range fields {
		f.OnSubmit = q.Submit
		f.OnHeight = func() { q.Refresh() }
		f.OnKey = func(e *fyne.KeyEvent) bool {
			to := i
			switch e.Name {
			case fyne.KeyEscape:
				q.Escape()
				return true
			case fyne.KeyUp:
				to--
			case fyne.KeyDown:
				to++
			default:
				return false
			}
			if to < 0 || to >= len(fields) || f == alt && f.HeightFor(formWidth-48) > theme.FieldHeight {
				return false
			}
			p.o.Canvas.Focus(fields[to])
			return true
		}
	}
	p.o.Modal.Ask(q)
	alt.SelectAll()
}

// change writes what was asked for.
func (p *Picturer) change(s *session.Session, version uint64, im compose.Image, alt, dest, title string) {
	defer p.o.FocusText()
	if s.Text().Version() != version || p.o.Session() != s {
		p.o.Say("The text was changed meanwhile, so the picture was not.")
		return
	}
	ok := true
	s.Do(func(st compose.State) (t compose.Transaction) {
		t, ok = compose.EditImage(st, im, alt, dest, title)
		t.Apart = true
		return t
	})
	if !ok {
		p.o.Modal.Tell("The picture was not changed", "Markdown has no way to say that. Look at the address: it may have no line break, and no lone bracket.", nil)
	}
}
