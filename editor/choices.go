package editor

import (
	"fmt"

	"galley.app/galley/editor/settings"
	"galley.app/galley/editor/spell"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// choices lists in the settings what the writer can choose.
type choices struct {
	w      *Window
	dialog *settings.Dialog
	dicts  []spell.Dictionary
}

// openSettings shows the dialog of settings. Each change is remembered.
func (w *Window) openSettings() {
	var uncover func()
	s := &choices{w: w}
	s.dialog = settings.New(w.win.Canvas(), func() {
		uncover()
		w.keepState()
	})
	s.writing()
	s.look()
	s.preview()
	uncover = w.modal.Cover(s.dialog.Close)
	s.dialog.Open()
	w.spelling.Languages(s.offer)
}

// offer shows the languages that spelling can be checked in.
func (s *choices) offer(all []spell.Dictionary) {
	s.dicts = all
	s.dialog.Refresh()
}

// option is a choice of yes or no in the window's Writing.
func (s *choices) option(label, note string, field func(*Writing) *bool) {
	w := s.w
	s.dialog.Check(label, note, func() bool { return *field(&w.state.Writing) },
		func(on bool) { w.changeWriting(func(to *Writing) { *field(to) = on })() })
}

// writing is the section on the text.
func (s *choices) writing() {
	w := s.w
	s.dialog.Section("Writing", func() {
		w.state.Face = ""
		w.zoom(0)
		w.setWriting(DefaultWriting())
		w.setTypewriter(false)
		w.setFocus(false)
		w.state.Spelling, w.state.SpellLanguage = true, ""
		w.spelling.Start()
	})
	faces := []string{"mono", "serif", "sans"}
	s.dialog.Segment("Typeface", []string{"Typewriter", "Book", "Plain"}, func() int {
		for i, name := range faces {
			if name == w.state.Face {
				return i
			}
		}
		return 0
	}, func(i int) { w.setFace(faces[i]) })
	s.dialog.Stepper("Text size", maxZoom-minZoom+1, func(i int) string { return fmt.Sprintf("%d pixels", theme.EditorSize+minZoom+i) },
		func() int { return w.state.Zoom - minZoom }, func(i int) { w.zoom(minZoom + i) })
	s.dialog.Stepper("Line height", settings.LineHeights, func(i int) string { return fmt.Sprintf("%.2f", settings.LineHeightAt(i)) },
		func() int { return settings.LineHeightStep(w.state.Writing.LineHeight) },
		func(i int) { w.changeWriting(func(to *Writing) { to.LineHeight = settings.LineHeightAt(i) })() })
	s.dialog.Stepper("Width of the text", settings.Measures, func(i int) string {
		m := settings.MeasureAt(i)
		if m == textedit.Full {
			return "all there is"
		}
		return fmt.Sprintf("%d characters", m)
	}, func() int { return settings.MeasureStep(w.state.Writing.Measure) }, func(i int) { w.changeWriting(func(to *Writing) { to.Measure = settings.MeasureAt(i) })() })
	s.option("White space", "show blanks, tabs and spaces at line ends", func(w *Writing) *bool { return &w.WhiteSpace })
	s.option("Current line", "mark the line that the caret is in", func(w *Writing) *bool { return &w.CurrentLine })
	s.dialog.Check("Typewriter scrolling", "keep the caret at one height", func() bool { return w.state.Typewriter }, w.setTypewriter)
	s.dialog.Check("Focus mode", "the text alone, dim but for the paragraph you are in", func() bool { return w.state.Focus }, w.setFocus)
	s.option("Smart punctuation", "“quotes”, – dashes — and … as you type", func(w *Writing) *bool { return &w.Smart })
	s.option("Pairs", "close ( [ ` and \" as you open them", func(w *Writing) *bool { return &w.Pairs })
	s.spelling()
}

// spelling are the rows on spelling.
func (s *choices) spelling() {
	w := s.w
	c := s.dialog.Check("Spelling", "mark misspelled words", func() bool { return w.state.Spelling }, func(on bool) {
		w.spelling.Set(on)
		w.keepSoon()
		w.spelling.Languages(s.offer)
	})
	name := func(i int) string {
		if i < 1 || i > len(s.dicts) {
			return "of the library, or the system"
		}
		return s.dicts[i-1].Title()
	}
	var st *control.Stepper
	st = s.dialog.Stepper("Spelling language", 1, name, func() int {
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
		w.spelling.SetLanguage(language)
		w.keepSoon()
	})
	st.Width = 300
	s.dialog.Also(func() {
		if c.SetNote("mark misspelled words"); len(s.dicts) == 0 {
			c.SetNote("needs hunspell, aspell or nuspell with a dictionary")
		}
	})
}

// look is the section on colours.
func (s *choices) look() {
	w := s.w
	names := []string{"", "light", "dark"}
	set := func(i int) {
		w.setTheme(names[i])
		w.keepSoon()
	}
	s.dialog.Section("Look", func() { set(0) })
	s.dialog.Segment("Colours", []string{"As the system", "Light", "Dark"}, func() int {
		for i, name := range names {
			if name == w.state.Theme {
				return i
			}
		}
		return 0
	}, set)
}

// preview is the section on the pane at the right.
func (s *choices) preview() {
	w := s.w
	set := func(on bool) {
		w.panes.HideRight = !on
		w.panes.Refresh()
		w.keepSoon()
	}
	diagrams := func(on bool) {
		w.state.Diagrams = on
		w.preview.draw(on)
		w.keepSoon()
	}
	s.dialog.Section("Preview", func() {
		set(true)
		diagrams(false)
	})
	s.dialog.Check("Preview", "show the page beside the text", func() bool { return !w.panes.HideRight }, set)
	s.dialog.Check("Diagrams", "draw mermaid blocks with mmdc, if it is installed", func() bool { return w.state.Diagrams }, diagrams)
}

// setTypewriter keeps the caret's row at one height while typing, or not.
func (w *Window) setTypewriter(on bool) {
	w.state.Typewriter = on
	w.area.SetTypewriter(on)
	w.keepSoon()
}
