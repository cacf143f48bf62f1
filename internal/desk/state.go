package desk

import (
	"math"

	"galley.app/galley/editor"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/theme"
	"galley.app/galley/preview"
	"galley.app/galley/storage/config"
)

// State is what the window remembers, from the author's settings.
func State(s config.Settings) editor.State {
	width := s.Width
	if width == 0 {
		width = 1400
	}
	return editor.State{
		Library: s.Last, Width: float32(s.Width), Height: float32(s.Height),
		LeftWidth: float32(s.LibraryPane * width), RightShare: float32(s.PreviewPane),
		Proof:    preview.View{Tab: s.Tab, Width: s.PageWidth, Light: s.PageLight},
		HideLeft: s.HideLibrary, HideRight: s.HidePreview,
		Zoom: int(s.Size) - theme.EditorSize, Face: s.Face, Theme: s.Theme, Typewriter: s.Typewriter, Focus: s.FocusMode,
		Spelling: s.Spelling, SpellLanguage: s.SpellingLanguage,
		Writing: editor.Writing{
			Appearance: textedit.Appearance{
				Measure: int(s.Measure), LineHeight: float32(s.LineHeight), WhiteSpace: s.WhiteSpace, CurrentLine: s.CurrentLine,
			},
			Smart: s.SmartMarks, Pairs: s.Pairs,
		},
		Diagrams: s.Mermaid, Camera: s.CameraData,
	}
}

// Keep puts what the window remembers into the author's settings.
func Keep(s editor.State, to config.Settings) config.Settings {
	to.Width, to.Height = float64(s.Width), float64(s.Height)
	if s.Width > 0 {
		to.LibraryPane = float64(s.LeftWidth / s.Width)
	}
	to.PreviewPane = float64(s.RightShare)
	to.HideLibrary, to.HidePreview = s.HideLeft, s.HideRight
	to.Size = float64(theme.EditorSize + s.Zoom)
	to.Theme, to.Typewriter, to.FocusMode = s.Theme, s.Typewriter, s.Focus
	to.Measure, to.LineHeight = float64(s.Writing.Measure), math.Round(float64(s.Writing.LineHeight)*1000)/1000
	to.WhiteSpace, to.CurrentLine = s.Writing.WhiteSpace, s.Writing.CurrentLine
	to.SmartMarks, to.Pairs = s.Writing.Smart, s.Writing.Pairs
	to.Mermaid, to.CameraData = s.Diagrams, s.Camera
	to.Spelling, to.SpellingLanguage = s.Spelling, s.SpellLanguage
	to.Tab, to.PageWidth, to.PageLight = s.Proof.Tab, s.Proof.Width, s.Proof.Light
	if s.Face != "" {
		to.Face = s.Face
	}
	if s.Library != "" {
		to.AddRecent(s.Library)
	}
	return to
}
