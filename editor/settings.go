package editor

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/editor/spell"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

const (
	settingsWidth = 600
	settingsPad   = 24
	settingsHead  = 52  // title with the button that closes
	settingsFoot  = 6   // below the rows, where the panel's corners are round
	settingLabel  = 168 // width of the labels before the controls
	settingRow    = 36
)

// settings is the dialog of what the writer can choose. Each change applies at
// once and is remembered; there is nothing to confirm.
type settings struct {
	w       *Window
	overlay *control.Overlay
	over    func()
	scroll  *container.Scroll
	rows    *fyne.Container
	stops   []fyne.Focusable // in the order of the rows
	refresh []func()         // shows in a control what is so
	dicts   []spell.Dictionary
}

// knob is a control that settings can put in a row.
type knob interface {
	fyne.Widget
	fyne.Focusable
}

// openSettings shows the dialog.
func (w *Window) openSettings() {
	s := &settings{w: w}
	s.rows = control.NewStack(0)
	s.writing()
	s.look()
	s.preview()
	s.rows.Add(control.Space(12))
	s.show()

	inner := container.NewStack(control.NewGround(), container.New(control.Inset{X: settingsPad, Y: 0}, s.rows))
	s.scroll = container.NewVScroll(inner)
	title := control.NewLabel("Settings", theme.Ink)
	title.Face, title.TextSize, title.LineHeight = theme.SansBold, theme.DialogTitle, 24
	shut := control.NewIcon("x", "Close", s.close)
	head := container.New(control.Inset{X: settingsPad, Y: 0}, control.NewBar(8, title, layout.NewSpacer(), shut))
	content := container.New(settingsLayout{inner}, head, control.NewLine(), s.scroll)
	s.overlay = &control.Overlay{Content: content, Width: settingsWidth, OnCancel: s.close}
	s.over = w.cover(s.close)
	s.overlay.Open(w.win.Canvas(), s.stops[1])
	w.spellLanguages(func(all []spell.Dictionary) {
		s.dicts = all
		s.show()
	})
}

func (s *settings) close() {
	if s.over == nil {
		return
	}
	s.overlay.Close()
	s.over()
	s.over = nil
	s.w.keepState()
}

// show brings all controls up to what is so.
func (s *settings) show() {
	for _, f := range s.refresh {
		f()
	}
}

// settingsLayout puts the head over the rows, which scroll where the window is
// too low for them.
type settingsLayout struct{ inner fyne.CanvasObject }

func (l settingsLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, settingsHead+1+l.inner.MinSize().Height+settingsFoot)
}

func (l settingsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(size.Width, settingsHead))
	o[1].Move(fyne.NewPos(0, settingsHead))
	o[1].Resize(fyne.NewSize(size.Width, 1))
	o[2].Move(fyne.NewPos(1, settingsHead+1))
	o[2].Resize(fyne.NewSize(size.Width-2, size.Height-settingsHead-1-settingsFoot))
}

// settingLayout puts a label beside its control, or a head's words beside its
// button.
type settingLayout struct{ height float32 }

func (l settingLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, l.height) }

func (l settingLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for i, x := range o {
		m := x.MinSize()
		at := fyne.NewPos(0, float32(int((l.height-m.Height)/2)))
		if i > 0 {
			at.X = settingLabel
			m.Width = min(m.Width, size.Width-settingLabel)
		}
		x.Move(at)
		x.Resize(m)
	}
}

// section begins a group of choices, with a button that undoes them.
func (s *settings) section(name string, defaults func()) {
	title := control.NewLabel(name, theme.Ink)
	title.Face = theme.SansBold
	reset := control.NewButton(control.Quiet, "Use defaults", func() {
		defaults()
		s.show()
	})
	bar := container.New(control.FixedHeight(30), control.NewBar(8, title, layout.NewSpacer(), reset))
	s.rows.Add(control.Space(14))
	s.rows.Add(bar)
	s.rows.Add(control.NewLine())
	s.rows.Add(control.Space(6))
	reset.OnKey = s.keyOf(len(s.stops), bar, &reset.OnFocus)
	s.stops = append(s.stops, reset)
}

// row adds a choice; update shows in the control what is so.
func (s *settings) row(label string, k knob, onKey *func(*fyne.KeyEvent) bool, onFocus *func(bool), update func()) {
	words := control.NewTappable(control.NewLabel(label, theme.Ink), func() {
		if f := s.w.win.Canvas(); f.Focused() != fyne.Focusable(k) {
			f.Focus(k)
		}
		if c, ok := k.(*control.Check); ok {
			c.Tapped(nil)
		}
	})
	row := container.New(settingLayout{settingRow}, words, k)
	s.rows.Add(row)
	*onKey = s.keyOf(len(s.stops), row, onFocus)
	s.stops = append(s.stops, k)
	s.refresh = append(s.refresh, update)
}

// keyOf is what keys do in a control besides what is its own; it also brings
// the control into view when it gets the focus.
func (s *settings) keyOf(i int, row fyne.CanvasObject, onFocus *func(bool)) func(*fyne.KeyEvent) bool {
	*onFocus = func(gained bool) {
		if gained && s.scroll != nil {
			s.reveal(row)
		}
	}
	return func(e *fyne.KeyEvent) bool {
		to := i
		switch e.Name {
		case fyne.KeyEscape:
			s.close()
			return true
		case fyne.KeyUp:
			to--
		case fyne.KeyDown:
			to++
		default:
			return false
		}
		n := len(s.stops)
		s.w.win.Canvas().Focus(s.stops[(to+n)%n])
		return true
	}
}

// reveal scrolls so that a row can be seen.
func (s *settings) reveal(row fyne.CanvasObject) {
	y, h := row.Position().Y, row.Size().Height
	off, room := s.scroll.Offset.Y, s.scroll.Size().Height
	switch {
	case room <= 0:
		return
	case y-2*settingRow < off:
		off = y - 2*settingRow
	case y+h+settingRow > off+room:
		off = y + h + settingRow - room
	default:
		return
	}
	off = max(0, min(off, s.scroll.Content.MinSize().Height-room))
	s.scroll.ScrollToOffset(fyne.NewPos(0, off))
}

func (s *settings) check(label, note string, is func() bool, set func(on bool)) *control.Check {
	c := control.NewCheck(note, func(on bool) {
		set(on)
		s.show()
	})
	s.row(label, c, &c.OnKey, &c.OnFocus, func() { c.SetOn(is()) })
	return c
}

func (s *settings) segment(label string, items []string, is func() int, set func(i int)) {
	c := control.NewSegment(items, func(i int) {
		set(i)
		s.show()
	})
	s.row(label, c, &c.OnKey, &c.OnFocus, func() { c.Choose(is()) })
}

func (s *settings) stepper(label string, n int, value func(i int) string, is func() int, set func(i int)) *control.Stepper {
	c := control.NewStepper(n, value, func(i int) {
		set(i)
		s.show()
	})
	s.row(label, c, &c.OnKey, &c.OnFocus, func() { c.Set(is()) })
	return c
}

// option is a choice of yes or no in the window's Writing.
func (s *settings) option(label, note string, field func(*Writing) *bool) {
	w := s.w
	s.check(label, note, func() bool { return *field(&w.state.Writing) },
		func(on bool) { w.changeWriting(func(to *Writing) { *field(to) = on })() })
}

// writing is the section on the text.
func (s *settings) writing() {
	w := s.w
	s.section("Writing", func() {
		w.state.Face = ""
		w.zoom(0)
		w.setWriting(DefaultWriting())
		w.setTypewriter(false)
		w.setFocus(false)
		w.state.Spelling, w.state.SpellLanguage = true, ""
		w.spelling.start()
	})
	faces := []string{"mono", "serif", "sans"}
	s.segment("Typeface", []string{"Typewriter", "Book", "Plain"}, func() int {
		for i, name := range faces {
			if name == w.state.Face {
				return i
			}
		}
		return 0
	}, func(i int) { w.setFace(faces[i]) })
	s.stepper("Text size", maxZoom-minZoom+1, func(i int) string { return fmt.Sprintf("%d pixels", theme.EditorSize+minZoom+i) },
		func() int { return w.state.Zoom - minZoom }, func(i int) { w.zoom(minZoom + i) })
	s.stepper("Line height", lineHeights, func(i int) string { return fmt.Sprintf("%.2f", lineHeightAt(i)) },
		func() int { return w.state.Writing.lineHeight() },
		func(i int) { w.changeWriting(func(to *Writing) { to.setLineHeight(i) })() })
	s.stepper("Width of the text", measures, func(i int) string {
		if i == measures-1 {
			return "all there is"
		}
		return fmt.Sprintf("%d characters", minMeasure+i*measureStep)
	}, func() int { return w.state.Writing.measure() }, func(i int) { w.changeWriting(func(to *Writing) { to.setMeasure(i) })() })
	s.option("White space", "show blanks, tabs and spaces at line ends", func(w *Writing) *bool { return &w.WhiteSpace })
	s.option("Current line", "mark the line that the caret is in", func(w *Writing) *bool { return &w.CurrentLine })
	s.check("Typewriter scrolling", "keep the caret at one height", func() bool { return w.state.Typewriter }, w.setTypewriter)
	s.check("Focus mode", "the text alone, dim but for the paragraph you are in", func() bool { return w.state.Focus }, w.setFocus)
	s.option("Smart punctuation", "“quotes”, – dashes — and … as you type", func(w *Writing) *bool { return &w.Smart })
	s.option("Pairs", "close ( [ ` and \" as you open them", func(w *Writing) *bool { return &w.Pairs })
	s.spelling()
}

// spelling are the rows on spelling.
func (s *settings) spelling() {
	w := s.w
	c := s.check("Spelling", "mark misspelled words", func() bool { return w.state.Spelling }, func(on bool) {
		w.setSpelling(on)
		w.keepSoon()
		w.spellLanguages(func(all []spell.Dictionary) {
			s.dicts = all
			s.show()
		})
	})
	name := func(i int) string {
		if i < 1 || i > len(s.dicts) {
			return "of the library, or the system"
		}
		return s.dicts[i-1].Title()
	}
	var st *control.Stepper
	st = s.stepper("Spelling language", 1, name, func() int {
		at := 0
		for i, d := range s.dicts {
			if d.Language == w.state.SpellLanguage && at == 0 {
				at = i + 1
			}
		}
		if st != nil {
			st.Reset(len(s.dicts)+1, at)
		}
		return at
	}, func(i int) {
		language := ""
		if i > 0 {
			language = s.dicts[i-1].Language
		}
		w.setSpellLanguage(language)
		w.keepSoon()
	})
	st.Width = 300
	s.refresh = append(s.refresh, func() {
		if c.SetNote("mark misspelled words"); len(s.dicts) == 0 {
			c.SetNote("needs hunspell, aspell or nuspell with a dictionary")
		}
	})
}

// look is the section on colours.
func (s *settings) look() {
	w := s.w
	names := []string{"", "light", "dark"}
	set := func(i int) {
		w.setTheme(names[i])
		w.keepSoon()
	}
	s.section("Look", func() { set(0) })
	s.segment("Colours", []string{"As the system", "Light", "Dark"}, func() int {
		for i, name := range names {
			if name == w.state.Theme {
				return i
			}
		}
		return 0
	}, set)
}

// preview is the section on the pane at the right.
func (s *settings) preview() {
	w := s.w
	set := func(on bool) {
		w.panes.HideRight = !on
		w.panes.Refresh()
		w.keepSoon()
	}
	diagrams := func(on bool) {
		w.state.Diagrams = on
		w.o.Proof.SetDiagrams(on)
		w.keepSoon()
	}
	s.section("Preview", func() {
		set(true)
		diagrams(false)
	})
	s.check("Preview", "show the page beside the text", func() bool { return !w.panes.HideRight }, set)
	s.check("Diagrams", "draw mermaid blocks with mmdc, if it is installed", func() bool { return w.state.Diagrams }, diagrams)
}

// setTypewriter keeps the caret's row at one height while typing, or not.
func (w *Window) setTypewriter(on bool) {
	w.state.Typewriter = on
	w.area.SetTypewriter(on)
	w.keepSoon()
}
