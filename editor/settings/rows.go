package settings

import "galley.app/galley/assets"

// section is a group of settings, with a button that undoes them.
type section struct {
	name string
	rows []row
}

// row is how the dialog shows a setting; its label, and the note beside a box,
// are those of the table of settings.
type row struct {
	name  string
	words []string // for its choices
	off   string   // note of a box that turns the setting off
}

// The settings that are not set by themselves: whether spelling is checked, and
// in what, depends on what is installed.
const (
	spelling         = "editor.spelling"
	spellingLanguage = "editor.spelling_language"
)

// sections are what the dialog shows, in its order.
func sections() []section {
	return []section{
		{"Writing", []row{
			{name: "editor.face", words: []string{"Typewriter", "Book", "Plain"}},
			{name: "editor.size"},
			{name: "editor.line_height"},
			{name: "editor.measure"},
			{name: "editor.white_space"},
			{name: "editor.current_line"},
			{name: "editor.typewriter"},
			{name: "editor.focus"},
			{name: "editor.smart_punctuation"},
			{name: "editor.pairs"},
			{name: spelling},
			{name: spellingLanguage},
			{name: "editor.line_ends"},
			{name: "editor.rewrap"},
			{name: "editor.toolbar"},
		}},
		{"Saving", []row{
			{name: "saving.autosave", words: []string{"Off", "After a rest", "On leaving the window"}},
			{name: "saving.rest"},
			{name: "desktop_dialogs"},
			{name: "recent_posts"},
		}},
		{"Look", []row{
			{name: "theme", words: themes()},
			{name: "window.scale"},
		}},
		{"History", []row{
			{name: "history.days"},
			{name: "history.size"},
		}},
		{"Pictures", []row{
			{name: "pictures.photos", words: []string{"Ask", "Copy smaller", "Copy as they are"}},
			{name: "pictures.longest"},
		}},
		{"Preview", []row{
			{name: "window.hide_preview", off: "show the page beside the text"},
			{name: "preview.zoom"},
			{name: "preview.mermaid"},
			{name: "preview.serve_unsaved"},
		}},
		{"Goals", []row{
			{name: "writing.goal"},
			{name: "writing.reading"},
		}},
		{"Form", []row{
			{name: "form.scrolls"},
		}},
	}
}

// themes are what the window's themes are called, after that of the system's.
func themes() []string {
	words := []string{"As the system"}
	for _, t := range assets.WindowThemes() {
		words = append(words, t.Title)
	}
	return words
}
