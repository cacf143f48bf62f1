package config

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"galley.app/galley/storage/safefile"
)

// maxRecent is how many libraries are remembered.
const maxRecent = 12

// Settings are the author's own, of this computer.
type Settings struct {
	Theme string  // "light" or "dark"; "" follows the system
	Face  string  // of the editor: "serif", "sans" or "mono"
	Size  float64 // of the editor's text, in device-independent pixels

	Measure     float64 // of the editor: characters in a line at most; 0 fills the pane
	LineHeight  float64 // of the editor's rows, as a multiple of Size
	WhiteSpace  bool    // blanks are shown
	CurrentLine bool    // the caret's row is marked
	SmartMarks  bool    // quotation marks, dashes and ellipses are set as they are typed
	Pairs       bool    // brackets and quotation marks are put in by twos

	Spelling         bool   // misspelled words are marked, where a program for it is installed
	Mermaid          bool   // diagrams are drawn in the preview by mmdc, where it is installed
	SpellingLanguage string // such as en_US; "" is the library's, or else the system's

	Width, Height         float64 // of the window, in device-independent pixels; 0 when it was never sized
	LibraryPane           float64 // share of the window's width, 0 to 1
	PreviewPane           float64 // share of what the library leaves, 0 to 1
	HideLibrary           bool
	HidePreview           bool
	FocusMode, Typewriter bool

	CameraData bool // exports leave place, time and camera in images

	Tab       string // of the preview: "page", "card" or "feed"; "" is the page
	PageWidth string // "tablet" or "phone"; "" is the pane's own
	PageLight string // "light" or "dark"; "" is the window's

	Recent []string // libraries, the last one first
	Last   string   // library or file that was open last; "" for none
}

// DefaultSettings are those of an author who has changed nothing.
func DefaultSettings() Settings {
	return Settings{
		Face: "mono", Size: 15, Measure: 72, LineHeight: 1.75, CurrentLine: true, Pairs: true, Spelling: true,
		LibraryPane: 0.1915, PreviewPane: 0.47,
	}
}

// AddRecent puts a library in front of the recent ones and makes it the last.
func (s *Settings) AddRecent(dir string) {
	s.Recent = slices.DeleteFunc(slices.Clone(s.Recent), func(d string) bool { return d == dir })
	s.Recent = slices.Insert(s.Recent, 0, dir)
	s.Recent = s.Recent[:min(len(s.Recent), maxRecent)]
	s.Last = dir
}

// setting binds a key of the file to a field.
type setting struct {
	table, key string
	field      func(*Settings) any // pointer: *string, *bool, *float64, *[]string
	valid      func(v any) bool    // of the value; nil takes all
}

func settings() []setting {
	oneOf := func(names ...string) func(any) bool {
		return func(v any) bool { return slices.Contains(names, v.(string)) }
	}
	between := func(low, high float64) func(any) bool {
		return func(v any) bool { f := v.(float64); return f >= low && f <= high }
	}
	return []setting{
		{"", "theme", func(s *Settings) any { return &s.Theme }, oneOf("", "light", "dark")},
		{"", "recent", func(s *Settings) any { return &s.Recent }, nil},
		{"", "last", func(s *Settings) any { return &s.Last }, nil},
		{"editor", "face", func(s *Settings) any { return &s.Face }, oneOf("serif", "sans", "mono")},
		{"editor", "size", func(s *Settings) any { return &s.Size }, between(6, 96)},
		{"editor", "measure", func(s *Settings) any { return &s.Measure }, func(v any) bool { f := v.(float64); return f == 0 || f >= 20 && f <= 400 }},
		{"editor", "line_height", func(s *Settings) any { return &s.LineHeight }, between(1, 4)},
		{"editor", "white_space", func(s *Settings) any { return &s.WhiteSpace }, nil},
		{"editor", "current_line", func(s *Settings) any { return &s.CurrentLine }, nil},
		{"editor", "smart_punctuation", func(s *Settings) any { return &s.SmartMarks }, nil},
		{"editor", "pairs", func(s *Settings) any { return &s.Pairs }, nil},
		{"editor", "spelling", func(s *Settings) any { return &s.Spelling }, nil},
		{"editor", "spelling_language", func(s *Settings) any { return &s.SpellingLanguage }, nil},
		{"editor", "focus", func(s *Settings) any { return &s.FocusMode }, nil},
		{"editor", "typewriter", func(s *Settings) any { return &s.Typewriter }, nil},
		{"preview", "mermaid", func(s *Settings) any { return &s.Mermaid }, nil},
		{"preview", "tab", func(s *Settings) any { return &s.Tab }, oneOf("", "page", "card", "feed")},
		{"preview", "width", func(s *Settings) any { return &s.PageWidth }, oneOf("", "tablet", "phone")},
		{"preview", "light", func(s *Settings) any { return &s.PageLight }, oneOf("", "light", "dark")},
		{"export", "camera_data", func(s *Settings) any { return &s.CameraData }, nil},
		{"window", "width", func(s *Settings) any { return &s.Width }, between(0, 100000)},
		{"window", "height", func(s *Settings) any { return &s.Height }, between(0, 100000)},
		{"window", "library", func(s *Settings) any { return &s.LibraryPane }, between(0, 1)},
		{"window", "preview", func(s *Settings) any { return &s.PreviewPane }, between(0, 1)},
		{"window", "hide_library", func(s *Settings) any { return &s.HideLibrary }, nil},
		{"window", "hide_preview", func(s *Settings) any { return &s.HidePreview }, nil},
	}
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
	for _, f := range settings() {
		v := lookUp(table, f.table, f.key)
		if v == nil {
			continue
		}
		into := reflect.ValueOf(f.field(s)).Elem()
		value, ok := convert(v, into.Type())
		if !ok || f.valid != nil && !f.valid(value.Interface()) {
			wrong = append(wrong, strings.TrimPrefix(f.table+"."+f.key, "."))
			continue
		}
		into.Set(value)
	}
	s.Recent = s.Recent[:min(len(s.Recent), maxRecent)]
	if len(wrong) > 0 {
		return fmt.Errorf("%s: no sensible value for %s; the default is used", safefile.Shown(path), strings.Join(wrong, ", "))
	}
	return nil
}

// convert makes a value of the file one of type t.
func convert(v any, t reflect.Type) (reflect.Value, bool) {
	switch x := v.(type) {
	case int64:
		v = float64(x)
	case []any:
		list := []string{}
		for _, e := range x {
			if text, ok := e.(string); ok {
				list = append(list, text)
			}
		}
		v = list
	}
	value := reflect.ValueOf(v)
	return value, value.Type() == t
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
	for _, f := range settings() {
		want := reflect.ValueOf(f.field(&s)).Elem().Interface()
		was := reflect.ValueOf(f.field(&since)).Elem().Interface()
		has := reflect.ValueOf(f.field(&known)).Elem().Interface()
		// As the file would say it: a share of the window's width that was
		// computed from pixels is no change.
		if tomlValue(want) == tomlValue(was) || tomlValue(want) == tomlValue(has) || f.valid != nil && !f.valid(want) {
			continue
		}
		src, table = setKey(src, table, f.table, f.key, want)
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

// setKey sets one key of a TOML text: its line when it has one of its own,
// else a new line in its table. Where that does not work out, the text is
// written anew from its values, which loses comments but no key.
func setKey(src string, table map[string]any, in, key string, value any) (string, map[string]any) {
	want := withKey(table, in, key, value)
	if s := setLine(src, in, key, tomlValue(value)); sameTOML(s, want) {
		return s, want
	}
	var b strings.Builder
	if err := toml.NewEncoder(&b).Encode(want); err != nil {
		return src, table
	}
	return b.String(), want
}

// withKey is a copy of top with one key set.
func withKey(top map[string]any, in, key string, value any) map[string]any {
	c := make(map[string]any, len(top)+1)
	for k, v := range top {
		c[k] = v
	}
	if list, ok := value.([]string); ok {
		values := make([]any, len(list))
		for i, s := range list {
			values[i] = s
		}
		value = values
	}
	if in == "" {
		c[key] = value
		return c
	}
	inner, _ := top[in].(map[string]any)
	c[in] = withKey(inner, "", key, value)
	return c
}

func sameTOML(src string, want map[string]any) bool {
	got, err := parseTOML("", []byte(src))
	return err == nil && reflect.DeepEqual(got, want)
}

// setLine sets a key by lines, knowing only tables and simple keys.
func setLine(src, in, key, value string) string {
	end := "\n"
	if strings.Contains(src, "\r\n") {
		end = "\r\n"
	}
	lines := strings.SplitAfter(src, "\n")
	if last := len(lines) - 1; lines[last] == "" {
		lines = lines[:last]
	} else {
		lines[last] += end
	}
	at, table := -1, ""
	if in == "" {
		at = 0
	}
	for i, line := range lines {
		text := strings.TrimSpace(line)
		if strings.HasPrefix(text, "[") {
			name, _, _ := strings.Cut(text, "#")
			table = strings.TrimSpace(strings.Trim(strings.TrimSpace(name), "[]"))
			if table == in {
				at = i + 1
			}
			continue
		}
		if table != in {
			continue
		}
		name, old, ok := strings.Cut(text, "=")
		if ok && strings.TrimSpace(name) == key {
			comment := ""
			if j := strings.LastIndex(old, " #"); j >= 0 && !strings.ContainsAny(old[j:], `"'`) {
				comment = strings.TrimRight(old[j:], "\r\n")
			}
			lines[i] = key + " = " + value + comment + end
			return strings.Join(lines, "")
		}
		if text != "" && !strings.HasPrefix(text, "#") || in == "" && table == "" && text != "" {
			at = i + 1
		}
	}
	line := key + " = " + value + end
	if at < 0 {
		if len(lines) > 0 {
			line = end + "[" + in + "]" + end + line
		} else {
			line = "[" + in + "]" + end + line
		}
		at = len(lines)
	} else if at < len(lines) && in == "" && strings.HasPrefix(strings.TrimSpace(lines[at]), "[") {
		line += end
	}
	return strings.Join(slices.Insert(lines, at, line), "")
}

// tomlValue writes a value as TOML.
func tomlValue(v any) string {
	switch v := v.(type) {
	case string:
		return tomlString(v)
	case bool:
		return fmt.Sprint(v)
	case float64:
		s := fmt.Sprintf("%.3f", v)
		s = strings.TrimRight(s, "0")
		if strings.HasSuffix(s, ".") {
			s += "0"
		}
		return s
	case []string:
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = tomlString(s)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return `""`
}

func tomlString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7F:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
