package config

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"galley.app/galley/assets"
	"galley.app/galley/storage/safefile"
)

// maxRecent is how many libraries are remembered.
const maxRecent = 12

// Settings are the author's own, of this computer.
type Settings struct {
	Theme string  // one of package assets; "" follows the system
	Face  string  // of the editor: "serif", "sans" or "mono"
	Size  float64 // of the editor's text, in device-independent pixels

	Measure    float64 // of the editor: characters in a line at most; 0 fills the pane
	LineHeight float64 // of the editor's rows, as a multiple of Size
	WhiteSpace bool    // blanks are shown

	DesktopDialogs bool // files and folders are chosen in the desktop's own dialogs, where it has them
	RecentPosts    bool // posts stand in the desktop's list of recent documents
	CurrentLine    bool // the caret's row is marked
	LineEnds       bool // line ends within a paragraph that flows bear a mark
	Rewrap         bool // a paragraph that flows is wrapped again at the post's column when it was edited
	SmartMarks     bool // quotation marks, dashes and ellipses are set as they are typed
	Pairs          bool // brackets and quotation marks are put in by twos

	Spelling         bool   // misspelled words are marked, where a program for it is installed
	Mermaid          bool   // diagrams are drawn in the preview by mmdc, where it is installed
	SpellingLanguage string // such as en_US; "" is the library's, or else the system's

	Autosave     string  // "off", "rest" or "leave"
	AutosaveRest float64 // seconds without a key before "rest" saves

	Width, Height         float64 // of the window, in device-independent pixels; 0 when it was never sized
	LibraryPane           float64 // share of the window's width, 0 to 1
	PreviewPane           float64 // share of what the library leaves, 0 to 1
	NarrowText            float64 // pixels that a divider was dragged to leave the text; 0 for none
	HideLibrary           bool
	Sort                  string // of the library: "date", "title", "change" or "name"
	SortBack              bool   // the other way round
	HidePreview           bool
	Panel                 string // below the library's list: "outline" or "links"; "" is folded
	FocusMode, Typewriter bool
	Toolbar               bool // buttons for Markdown stand over the text

	WordGoal  float64 // words a day that the writer wants to write; 0 for none
	Reading   bool    // how the text reads is shown
	WordDay   string  // as YYYY-MM-DD, on which
	WordCount float64 // so many words were written

	FormFolded  bool // the fields above the text are folded to one line
	FormAll     bool // further fields are shown
	FormScrolls bool // the form folds while the text is scrolled down

	HistoryDays float64 // how old a version may be before only the newest of its day is kept
	HistorySize float64 // MB that all versions may take on the disk

	CameraData bool // exports leave place, time and camera in images

	Photos     string  // what becomes of photographs that are put into a post: "ask", "smaller" or "same"
	PhotosLong float64 // longest side of those that are made smaller, in pixels

	Scale float64 // of the interface, as a multiple of the display's
	Zoom  float64 // of the page in the preview

	Tab       string // of the preview: "page", "card" or "feed"; "" is the page
	PageWidth string // "tablet" or "phone"; "" is the pane's own
	PageLight string // "light" or "dark"; "" is the window's

	ServeUnsaved bool // the site that browsers are shown has what is not saved, too

	Recent []string // libraries, the last one first
	Last   string   // library or file that was open last; "" for none
}

// DefaultSettings are those of an author who has changed nothing.
func DefaultSettings() Settings {
	var s Settings
	for _, x := range Table() {
		x.Set(&s, x.Default)
	}
	return s
}

// HistoryLimits returns how old a version may be before only the newest of its
// day is kept, and how many bytes all versions may take.
func (s Settings) HistoryLimits() (age time.Duration, size int64) {
	return time.Duration(s.HistoryDays) * 24 * time.Hour, int64(s.HistorySize * 1e6)
}

// AddRecent puts a library in front of the recent ones and makes it the last.
func (s *Settings) AddRecent(dir string) {
	s.Recent = slices.DeleteFunc(slices.Clone(s.Recent), func(d string) bool { return d == dir })
	s.Recent = slices.Insert(s.Recent, 0, dir)
	s.Recent = s.Recent[:min(len(s.Recent), maxRecent)]
	s.Last = dir
}

// Setting is one of the author's settings: what the file, the defaults, the
// window's dialog and docs/settings.md say of it.
type Setting struct {
	Name    string // table and key in the file, such as editor.size; a key alone stands before all tables
	Default any    // string, bool, float64 or []string, which is its kind
	Choices []string
	Low     float64 // of a number, which is in between
	High    float64
	OrZero  bool   // 0 is allowed beside Low to High
	Label   string // in the dialog; "" where it is not in it
	Text    string // what it is

	field func(*Settings) any // pointer to a value of the kind
}

// themes are the names of the window's themes, after that of the system's.
func themes() []string {
	all := []string{""}
	for _, t := range assets.WindowThemes() {
		all = append(all, t.Name)
	}
	return all
}

// Table lists all settings.
func Table() []Setting {
	return []Setting{
		{
			Name: "theme", Default: "", Choices: themes(), Label: "Colours",
			Text: "colours of the window, those with “contrast” for eyes that need it; empty follows the system, light or dark", field: func(s *Settings) any { return &s.Theme },
		},
		{Name: "recent", Default: []string(nil), Text: "libraries that were open, the last one first; at most 12", field: func(s *Settings) any { return &s.Recent }},
		{
			Name: "desktop_dialogs", Default: true, Label: "Desktop's file dialogs",
			Text: "choose files in the desktop's own dialogs, where it has some", field: func(s *Settings) any { return &s.DesktopDialogs },
		},
		{
			Name: "recent_posts", Default: true, Label: "Recent documents",
			Text: "keep posts in the desktop's list of recent documents", field: func(s *Settings) any { return &s.RecentPosts },
		},
		{Name: "last", Default: "", Text: "library that was open last, and is opened at the next start", field: func(s *Settings) any { return &s.Last }},

		{
			Name: "editor.face", Default: "mono", Choices: []string{"mono", "serif", "sans"}, Label: "Typeface",
			Text: "typeface of the text", field: func(s *Settings) any { return &s.Face },
		},
		{Name: "editor.size", Default: 15.0, Low: 6, High: 96, Label: "Text size", Text: "size of the text in pixels", field: func(s *Settings) any { return &s.Size }},
		{
			Name: "editor.line_height", Default: 1.75, Low: 1, High: 4, Label: "Line height",
			Text: "height of a line, as a multiple of the text size", field: func(s *Settings) any { return &s.LineHeight },
		},
		{
			Name: "editor.measure", Default: 72.0, Low: 20, High: 400, OrZero: true, Label: "Width of the text",
			Text: "characters in a line at most; 0 is as many as there is room for", field: func(s *Settings) any { return &s.Measure },
		},
		{Name: "editor.white_space", Default: false, Label: "White space", Text: "show blanks, tabs and spaces at line ends", field: func(s *Settings) any { return &s.WhiteSpace }},
		{Name: "editor.current_line", Default: true, Label: "Current line", Text: "mark the line that the caret is in", field: func(s *Settings) any { return &s.CurrentLine }},
		{
			Name: "editor.line_ends", Default: true, Label: "Marks of line ends",
			Text: "mark where the lines of the file end, faintly", field: func(s *Settings) any { return &s.LineEnds },
		},
		{
			Name: "editor.rewrap", Default: true, Label: "Keep posts wrapped",
			Text: "wrap what you write at the column of the post", field: func(s *Settings) any { return &s.Rewrap },
		},
		{Name: "editor.toolbar", Default: true, Label: "Toolbar", Text: "show buttons for Markdown over the text", field: func(s *Settings) any { return &s.Toolbar }},
		{Name: "editor.typewriter", Default: false, Label: "Typewriter scrolling", Text: "keep the caret at one height", field: func(s *Settings) any { return &s.Typewriter }},
		{
			Name: "editor.focus", Default: false, Label: "Focus mode",
			Text: "the text alone, dim but for the paragraph you are in", field: func(s *Settings) any { return &s.FocusMode },
		},
		{
			Name: "editor.smart_punctuation", Default: false, Label: "Smart punctuation",
			Text: "“quotes”, – dashes — and … as you type", field: func(s *Settings) any { return &s.SmartMarks },
		},
		{Name: "editor.pairs", Default: true, Label: "Pairs", Text: "close ( [ ` and \" as you open them", field: func(s *Settings) any { return &s.Pairs }},
		{Name: "editor.spelling", Default: true, Label: "Spelling", Text: "mark misspelled words", field: func(s *Settings) any { return &s.Spelling }},
		{
			Name: "editor.spelling_language", Default: "", Label: "Spelling language",
			Text: "language that spelling is checked in, such as en_US; empty is that of the library, or the system", field: func(s *Settings) any { return &s.SpellingLanguage },
		},

		{
			Name: "writing.goal", Default: 0.0, Low: 10, High: 100000, OrZero: true, Label: "Words a day",
			Text: "words that you want to write on a day; 0 means no goal", field: func(s *Settings) any { return &s.WordGoal },
		},
		{
			Name: "writing.reading", Default: false, Label: "Reading level",
			Text: "show how hard the text reads, and its long sentences", field: func(s *Settings) any { return &s.Reading },
		},
		{Name: "writing.day", Default: "", Text: "day on which you wrote last, as YYYY-MM-DD", field: func(s *Settings) any { return &s.WordDay }},
		{Name: "writing.words", Default: 0.0, High: 1e9, Text: "words that you wrote on that day; those that you took out count against them", field: func(s *Settings) any { return &s.WordCount }},

		{
			Name: "form.scrolls", Default: false, Label: "Fold the form",
			Text: "fold the fields above the text while it is scrolled down", field: func(s *Settings) any { return &s.FormScrolls },
		},
		{Name: "form.folded", Default: false, Text: "fold the fields above the text to one line", field: func(s *Settings) any { return &s.FormFolded }},
		{Name: "form.all", Default: false, Text: "show the further fields of a post", field: func(s *Settings) any { return &s.FormAll }},

		{
			Name: "preview.zoom", Default: 1.0, Low: 0.5, High: 3, Label: "Page size",
			Text: "size of the page's type, as a multiple of its theme's", field: func(s *Settings) any { return &s.Zoom },
		},
		{
			Name: "preview.mermaid", Default: false, Label: "Diagrams",
			Text: "draw mermaid blocks with mmdc, if it is installed", field: func(s *Settings) any { return &s.Mermaid },
		},
		{
			Name: "preview.serve_unsaved", Default: false, Label: "Serve unsaved text",
			Text: "show what is not saved, too, while the site is served", field: func(s *Settings) any { return &s.ServeUnsaved },
		},
		{
			Name: "preview.tab", Default: "page", Choices: []string{"page", "card", "feed", ""},
			Text: "what the preview shows; empty is the page, too", field: func(s *Settings) any { return &s.Tab },
		},
		{
			Name: "preview.width", Default: "", Choices: []string{"", "tablet", "phone"},
			Text: "how wide the page is; empty is as wide as the pane", field: func(s *Settings) any { return &s.PageWidth },
		},
		{
			Name: "preview.light", Default: "", Choices: []string{"", "light", "dark"},
			Text: "colours of the page; empty is as the window", field: func(s *Settings) any { return &s.PageLight },
		},

		{
			Name: "saving.autosave", Default: "off", Choices: []string{"off", "rest", "leave"}, Label: "Save by itself",
			Text: "save posts that have a file: never, after a rest in writing, or on leaving the window", field: func(s *Settings) any { return &s.Autosave },
		},
		{
			Name: "saving.rest", Default: 10.0, Low: 1, High: 3600, Label: "Rest before saving",
			Text: "seconds without a change that are a rest", field: func(s *Settings) any { return &s.AutosaveRest },
		},

		{
			Name: "history.days", Default: 365.0, Low: 1, High: 36500, Label: "Keep versions for",
			Text: "days after which only the newest version of each day is kept, and the newest that was saved by hand", field: func(s *Settings) any { return &s.HistoryDays },
		},
		{
			Name: "history.size", Default: 1000.0, Low: 10, High: 100000, Label: "Room for versions",
			Text: "MB that all versions may take on the disk; the oldest go first, the newest of each day last", field: func(s *Settings) any { return &s.HistorySize },
		},

		{
			Name: "pictures.photos", Default: "ask", Choices: []string{"ask", "smaller", "same"}, Label: "Photographs",
			Text: "copy photographs into the library smaller and without place and camera, or as they are; ask asks at the first one", field: func(s *Settings) any { return &s.Photos },
		},
		{
			Name: "pictures.longest", Default: 2000.0, Low: 200, High: 20000, Label: "Longest side",
			Text: "pixels of the longest side of a photograph that is made smaller", field: func(s *Settings) any { return &s.PhotosLong },
		},

		{
			Name: "library.sort", Default: "date", Choices: []string{"date", "title", "change", "name"},
			Text: "what the posts are sorted by: date of publication, title, last change of the file, or name of the file", field: func(s *Settings) any { return &s.Sort },
		},
		{Name: "library.sort_back", Default: false, Text: "sort the other way round: oldest first, or Z to A", field: func(s *Settings) any { return &s.SortBack }},

		{Name: "export.camera_data", Default: false, Text: "keep place and camera in the photos of an export", field: func(s *Settings) any { return &s.CameraData }},

		{
			Name: "window.scale", Default: 1.0, Low: 0.5, High: 3, Label: "Interface size",
			Text: "size of all that the window shows, as a multiple of the display's scale", field: func(s *Settings) any { return &s.Scale },
		},
		{Name: "window.width", Default: 0.0, High: 100000, Text: "width of the window in pixels; 0 is that of the first start", field: func(s *Settings) any { return &s.Width }},
		{Name: "window.height", Default: 0.0, High: 100000, Text: "height of the window in pixels", field: func(s *Settings) any { return &s.Height }},
		{Name: "window.library", Default: 0.1915, High: 1, Text: "share of the window's width that the library has", field: func(s *Settings) any { return &s.LibraryPane }},
		{Name: "window.text", Default: 0.0, High: 4000, Text: "pixels that the text has at least where a divider was dragged until it had fewer than 66 characters in a line; 0 is those", field: func(s *Settings) any { return &s.NarrowText }},
		{Name: "window.preview", Default: 0.47, High: 1, Text: "share that the preview has of what the library leaves", field: func(s *Settings) any { return &s.PreviewPane }},
		{
			Name: "window.panel", Default: "", Choices: []string{"", "outline", "links"},
			Text: "what is shown below the list of posts: the outline of the open post, or what links to it; empty is folded", field: func(s *Settings) any { return &s.Panel },
		},
		{Name: "window.hide_library", Default: false, Text: "do not show the library", field: func(s *Settings) any { return &s.HideLibrary }},
		{Name: "window.hide_preview", Default: false, Label: "Preview", Text: "do not show the preview", field: func(s *Settings) any { return &s.HidePreview }},
	}
}

// Named returns the setting of that name.
func Named(name string) (s Setting, ok bool) {
	for _, s := range Table() {
		if s.Name == name {
			return s, true
		}
	}
	return Setting{}, false
}

// Get returns the setting's value in s: a string, bool, float64 or []string.
func (x Setting) Get(s Settings) any {
	switch p := x.field(&s).(type) {
	case *string:
		return *p
	case *bool:
		return *p
	case *float64:
		return *p
	case *[]string:
		return *p
	}
	return nil
}

// Set puts a value of the setting's kind into s, and reports whether the
// setting allows it; if not, nothing is changed.
func (x Setting) Set(s *Settings, v any) bool {
	if !x.Allows(v) {
		return false
	}
	switch p := x.field(s).(type) {
	case *string:
		*p = v.(string)
	case *bool:
		*p = v.(bool)
	case *float64:
		*p = v.(float64)
	case *[]string:
		*p = v.([]string)
	}
	return true
}

// Allows reports whether the setting may have that value.
func (x Setting) Allows(v any) bool {
	switch x.Default.(type) {
	case string:
		s, ok := v.(string)
		return ok && (x.Choices == nil || slices.Contains(x.Choices, s))
	case bool:
		_, ok := v.(bool)
		return ok
	case float64:
		f, ok := v.(float64)
		return ok && (f >= x.Low && f <= x.High || x.OrZero && f == 0)
	}
	_, ok := v.([]string)
	return ok
}

// Range says which values the setting may have.
func (x Setting) Range() string {
	switch x.Default.(type) {
	case string:
		if x.Choices == nil {
			return "text"
		}
		var all []string
		for _, c := range x.Choices {
			all = append(all, tomlValue(c))
		}
		return strings.Join(all, ", ")
	case bool:
		return "true, false"
	case float64:
		if s := fmt.Sprintf("%v to %v", x.Low, x.High); !x.OrZero {
			return s
		} else {
			return s + ", or 0"
		}
	}
	return "list of text"
}

// split returns the table and the key of the setting in the file.
func (x Setting) split() (table, key string) {
	if table, key, ok := strings.Cut(x.Name, "."); ok {
		return table, key
	}
	return "", x.Name
}

// ReadSettings reads the author's settings; on an error they are usable all
// the same. A file that is not TOML is set aside under a name with the date of
// now, and the error says so. A file that is not there is no error.
func ReadSettings(p Paths, now time.Time) (Settings, error) {
	s := DefaultSettings()
	path := p.settingsFile()
	if path == "" {
		return s, nil
	}
	table, _, _, err := readTable(path, now)
	if table == nil {
		return s, err
	}
	return s, errors.Join(err, s.take(path, table))
}

// take reads the values of the file; those that make no sense are left alone.
func (s *Settings) take(path string, table map[string]any) error {
	var wrong []string
	for _, x := range Table() {
		in, key := x.split()
		if v := lookUp(table, in, key); v != nil && !x.Set(s, valueOf(v)) {
			wrong = append(wrong, x.Name)
		}
	}
	s.Recent = s.Recent[:min(len(s.Recent), maxRecent)]
	if len(wrong) > 0 {
		return fmt.Errorf("%s: no sensible value for %s; the default is used", safefile.Shown(path), strings.Join(wrong, ", "))
	}
	return nil
}

// valueOf is a value of the file as settings have it: numbers are float64, and
// of a list the texts are taken.
func valueOf(v any) any {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case []any:
		list := []string{}
		for _, e := range v {
			if text, ok := e.(string); ok {
				list = append(list, text)
			}
		}
		return list
	}
	return v
}

// Write changes the keys of the settings file in which s differs from since,
// which is what the caller read or wrote last, and leaves all else in it as it
// is: what other windows and hands wrote, other keys, order, comments. A file
// that says all this already is not written; one that is not TOML is set aside
// first.
func (s Settings) Write(p Paths, since Settings, now time.Time) error {
	path := p.settingsFile()
	if path == "" {
		return errors.New("settings: not saved, because there is no home folder")
	}
	if err := makePrivate(p.Config); err != nil {
		return fmt.Errorf("%s: settings not saved: %s", safefile.Shown(path), safefile.Reason(err))
	}
	var err error
	for range 3 { // another window may write at the same time
		var table map[string]any
		var src string
		var fp safefile.Fingerprint
		table, src, fp, err = readTable(path, now)
		if table == nil {
			return err // neither read nor set aside: leave it alone
		}
		changed := s.patch(src, table, since)
		if changed == src {
			return nil
		}
		_, err = safefile.Replace(path, []byte(changed), safefile.Options{Expect: &fp, Mode: 0o600})
		if conflict := (*safefile.ConflictError)(nil); !errors.As(err, &conflict) {
			break
		}
	}
	return err
}

// patch writes the values in which s differs from since into a settings file
// whose content is table.
func (s Settings) patch(src string, table map[string]any, since Settings) string {
	if table == nil {
		table = map[string]any{}
	}
	known := DefaultSettings()
	if len(table) == 0 {
		since = known // there is no file any more, so all is to be said anew
	}
	_ = known.take("", table)
	s.Recent = mergeRecent(known.Recent, since.Recent, s.Recent)
	since.Recent = known.Recent
	for _, x := range Table() {
		want := x.Get(s)
		// As the file would say it: a share of the window's width that was
		// computed from pixels is no change.
		if said := tomlValue(want); said == tomlValue(x.Get(since)) || said == tomlValue(x.Get(known)) || !x.Allows(want) {
			continue
		}
		in, key := x.split()
		src, table = setKey(src, table, in, key, want)
	}
	return src
}

// mergeRecent is the list of recent libraries in the file with what changed
// between was and now: those that came to the front are put in front, those
// that went away are left out.
func mergeRecent(file, was, now []string) []string {
	if slices.Equal(was, now) {
		return file
	}
	var front []string // of now, the fewest that leave a part of was, in its order
	rest := was
	for i := len(now) - 1; i >= 0; i-- {
		at := slices.Index(rest, now[i])
		for at >= 0 && slices.Contains(rest[at+1:], now[i]) {
			at += 1 + slices.Index(rest[at+1:], now[i])
		}
		if at < 0 {
			front = now[:i+1]
			break
		}
		rest = rest[:at]
	}
	merged := slices.Clone(front)
	for _, dir := range file {
		gone := slices.Contains(was, dir) && !slices.Contains(now, dir) && len(now) < maxRecent
		if !gone && !slices.Contains(merged, dir) {
			merged = append(merged, dir)
		}
	}
	return merged[:min(len(merged), maxRecent)]
}

// readTable reads a settings file. What is not TOML is set aside: then the
// error says where, and the rest is as if there were no file. The table is nil
// when the file could neither be read nor set aside.
func readTable(path string, now time.Time) (table map[string]any, src string, fp safefile.Fingerprint, err error) {
	data, fp, err := safefile.Read(path, maxSettings)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]any{}, "", safefile.Fingerprint{}, nil
	}
	if err == nil {
		if table, err = parseTOML(path, data); err == nil {
			if table == nil {
				table = map[string]any{}
			}
			return table, string(data), fp, nil
		}
	} else {
		broken := safefile.IsBroken(err)
		err = fmt.Errorf("%s: settings not read: %s", safefile.Shown(path), settingsReason(err))
		if !broken {
			return nil, "", fp, err
		}
	}
	aside, aerr := safefile.SetAside(path, now)
	if aerr != nil {
		return nil, "", fp, fmt.Errorf("%w; it is left as it is, and settings are not saved", err)
	}
	return map[string]any{}, "", safefile.Fingerprint{}, fmt.Errorf("%w; it was set aside as %s, and the defaults are used", err, safefile.Shown(aside))
}
