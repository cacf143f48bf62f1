package config

import (
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func environment(m map[string]string) func(string) string {
	return func(name string) string { return m[name] }
}

func TestUserPaths(t *testing.T) {
	for _, c := range []struct {
		name, system string
		env          map[string]string
		want         Paths
	}{
		{"home", "linux", map[string]string{"HOME": "/h"}, Paths{"/h/.config/galley", "/h/.local/state/galley", "/h/.cache/galley"}},
		{
			"XDG", "linux",
			map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s", "XDG_CACHE_HOME": "/k"},
			Paths{"/c/galley", "/s/galley", "/k/galley"},
		},
		{"a relative one is ignored", "linux", map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "c"}, Paths{"/h/.config/galley", "/h/.local/state/galley", "/h/.cache/galley"}},
		{"XDG without home", "freebsd", map[string]string{"XDG_STATE_HOME": "/s"}, Paths{"", "/s/galley", ""}},
		{"nothing", "linux", nil, Paths{}},
		{"macOS", "darwin", map[string]string{"HOME": "/h"}, Paths{
			"/h/Library/Application Support/Galley", "/h/Library/Application Support/Galley/State", "/h/Library/Caches/Galley",
		}},
		{"Windows", "windows", map[string]string{"APPDATA": "/roaming", "LOCALAPPDATA": "/local"}, Paths{"/roaming/Galley", "/local/Galley/State", "/local/Galley/Cache"}},
		{"all in one", "linux", map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "/c", "GALLEY_HOME": "/g"}, Paths{"/g/config", "/g/state", "/g/cache"}},
	} {
		if got := userPaths(environment(c.env), c.system); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
	t.Chdir(t.TempDir())
	dir, err := os.Getwd()
	must(t, err)
	p := UserPaths(environment(map[string]string{"GALLEY_HOME": "mine"}))
	if p.Recovery() != filepath.Join(dir, "mine", "state", "recovery") {
		t.Errorf("a relative GALLEY_HOME gives %s", p.Recovery())
	}
	if list, _ := os.ReadDir(dir); len(list) != 0 {
		t.Error("a folder was made")
	}
	if p := (Paths{}); p.Recovery() != "" || p.Index() != "" {
		t.Error("no place is a place")
	}
}

func paths(t testing.TB) Paths {
	t.Helper()
	return UserPaths(environment(map[string]string{"GALLEY_HOME": t.TempDir()}))
}

func TestSettingsRoundTrip(t *testing.T) {
	p := paths(t)
	s, err := ReadSettings(p, noon)
	must(t, err)
	if !reflect.DeepEqual(s, DefaultSettings()) {
		t.Errorf("without a file: %+v", s)
	}
	must(t, s.Write(p, s, noon))
	if _, err := os.Stat(p.settingsFile()); err == nil {
		t.Error("nothing to say, and a file was made")
	}
	s = Settings{
		Theme: "dark", Face: "mono", Size: 18.5, Measure: 0, LineHeight: 1.45, WhiteSpace: true, SmartMarks: true, Width: 1400, Height: 900, LibraryPane: 0.25, PreviewPane: 0.4,
		HideLibrary: true, Sort: "change", SortBack: true, HidePreview: true, FocusMode: true, Typewriter: true, Autosave: "leave", AutosaveRest: 45, HistoryDays: 30, HistorySize: 10, Photos: "smaller", PhotosLong: 1500, Scale: 1.2, Zoom: 0.9, Last: `/b"\` + "\n\u2028ö",
	}
	s.AddRecent("/a")
	s.AddRecent(s.Last)
	s.AddRecent("/c\ttab\x7f")
	must(t, s.Write(p, DefaultSettings(), noon))
	got, err := ReadSettings(p, noon)
	must(t, err)
	if !reflect.DeepEqual(got, s) {
		t.Errorf("got  %+v\nwant %+v\nin %s", got, s, read(t, p.settingsFile()))
	}
	// And back to the defaults.
	d := DefaultSettings()
	d.Recent, d.LibraryPane = []string{}, 0.192 // as the file says it
	must(t, d.Write(p, s, noon))
	got, err = ReadSettings(p, noon)
	must(t, err)
	if !reflect.DeepEqual(got, d) {
		t.Errorf("got %+v\nwant %+v", got, d)
	}
	if st, err := os.Stat(p.settingsFile()); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", st.Mode())
	}
}

func TestSettingsKeepWhatTheyDoNotKnow(t *testing.T) {
	for _, c := range []struct{ name, before, after string }{
		{
			"comments, order, unknown keys",
			"# mine\nfuture = { a = 1 }   # kept\ntheme = \"light\"  # day\n\n[editor]\n# the size\nsize = 15\nface = \"sans\"\n\n[plugin.x]\ny = [\n 1,\n]\n",
			"# mine\nfuture = { a = 1 }   # kept\ntheme = \"dark\"  # day\n\n[editor]\n# the size\nsize = 20.0\nface = \"sans\"\n\n[plugin.x]\ny = [\n 1,\n]\n",
		},
		{"a new table", "future = 1\n", "future = 1\ntheme = \"dark\"\n\n[editor]\nsize = 20.0\n"},
		{"a table without the key", "theme = \"dark\"\n[editor]\nx = 1\n\n[z]\ny = 2\n", "theme = \"dark\"\n[editor]\nx = 1\nsize = 20.0\n\n[z]\ny = 2\n"},
		{"tables alone", "[z]\nsize = 1\n", "theme = \"dark\"\n\n[z]\nsize = 1\n\n[editor]\nsize = 20.0\n"},
		{"CRLF", "[editor]\r\nsize = 20\r\n", "theme = \"dark\"\r\n\r\n[editor]\r\nsize = 20\r\n"},
		{"no line ending at the end", "theme = \"dark\"\n[editor]\nx = 1", "theme = \"dark\"\n[editor]\nx = 1\nsize = 20.0\n"},
		{"a comment with quotes", "theme = 'light' # the day's \"light\"\n[editor]\nsize =   15.0   # so # big\n", "theme = \"dark\" # the day's \"light\"\n[editor]\nsize =   20.0   # so # big\n"},
		{"keys of parts", "# mine\ntheme=\"\"\neditor.size = 15 # now\neditor . x = 1\n", "# mine\ntheme=\"dark\"\neditor.size = 20.0 # now\neditor . x = 1\n"},
		{"keys of parts, without ours", "theme=\"\"\neditor.x = 1 # one\n[z]\n", "theme=\"dark\"\neditor.x = 1 # one\neditor.size = 20.0\n[z]\n"},
		{"quoted keys", "\"theme\" = 'light' # a\n[ \"editor\" ] # b\n'size' = 15 # c\n", "\"theme\" = \"dark\" # a\n[ \"editor\" ] # b\n'size' = 20.0 # c\n"},
		{"what looks like keys", "x = \"\"\"\n[editor]\nsize = 1\n\"\"\" # a\ny = [ # theme = 1\n 'a]', \"\\\"]\", ['b'],\n]\n[editor]\n# size = 3\nsize = 14\n", "x = \"\"\"\n[editor]\nsize = 1\n\"\"\" # a\ny = [ # theme = 1\n 'a]', \"\\\"]\", ['b'],\n]\ntheme = \"dark\"\n\n[editor]\n# size = 3\nsize = 20.0\n"},
		{"a mark at the start", "\ufeff[editor]\nsize = 14 # x\n", "\ufefftheme = \"dark\"\n\n[editor]\nsize = 20.0 # x\n"},
		{"comments alone", "# mine\n\n# more\n", "# mine\n\n# more\ntheme = \"dark\"\n\n[editor]\nsize = 20.0\n"},
		{"all said", "theme='dark'\n[editor]\nsize=20", "theme='dark'\n[editor]\nsize=20"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := paths(t)
			put(t, p.settingsFile(), c.before, false)
			s, err := ReadSettings(p, noon)
			must(t, err)
			was := s
			s.Theme, s.Size = "dark", 20
			must(t, s.Write(p, was, noon))
			if got := read(t, p.settingsFile()); got != c.after {
				t.Errorf("got\n%s\nwant\n%s", got, c.after)
			}
		})
	}
}

// A share of the window's width that was computed from pixels has more digits
// than the file, which is no reason to write the file anew.
func TestSettingsKeepCommentsOverAShare(t *testing.T) {
	p := paths(t)
	put(t, p.settingsFile(), "# mine\n[window] # here\nlibrary = 0.25 # wide\n", false)
	was, err := ReadSettings(p, noon)
	must(t, err)
	s := was
	s.LibraryPane, s.PreviewPane = 268.1/1400, 1.0/3
	must(t, s.Write(p, was, noon))
	if got := read(t, p.settingsFile()); got != "# mine\n[window] # here\nlibrary = 0.192 # wide\npreview = 0.333\n" {
		t.Errorf("the file is\n%s", got)
	}
}

// Where lines are not what they seem, the values are still right and none is
// lost.
func TestSettingsInStrangeForm(t *testing.T) {
	for _, before := range []string{
		"note = \"\"\"\ntheme = \"light\"\n[editor]\n\"\"\"\n",
		"editor = { size = 15, future = 7 }\n",
		"editor.size = 15\neditor.future = 7\n",
		"\"theme\" = \"light\"\n[\"editor\"]\nsize = 15\nfuture = 7\n",
		"theme = \"\"\"light\"\"\"\n[ editor ] # here\nfuture = 7\n",
		"recent = [\n \"/a\",\n \"/b # c\",\n]\n[[list]]\nsize = 1\n[[list]]\nsize = 2\n",
	} {
		p := paths(t)
		put(t, p.settingsFile(), before, false)
		had, err := parseTOML("", []byte(before))
		must(t, err)
		s, err := ReadSettings(p, noon)
		must(t, err)
		was := s
		s.Theme, s.Size = "dark", 20
		s.AddRecent("/new")
		must(t, s.Write(p, was, noon))
		after := read(t, p.settingsFile())
		got, err := ReadSettings(p, noon)
		must(t, err)
		if !reflect.DeepEqual(got, s) {
			t.Errorf("from\n%s\ncame\n%s\nwith %+v\nwant %+v", before, after, got, s)
		}
		has, err := parseTOML("", []byte(after))
		must(t, err)
		for _, k := range [][2]string{{"", "note"}, {"", "list"}, {"editor", "future"}} {
			if !reflect.DeepEqual(lookUp(has, k[0], k[1]), lookUp(had, k[0], k[1])) {
				t.Errorf("from\n%s\n%v was lost in\n%s", before, k, after)
			}
		}
	}
}

func TestSettingsBroken(t *testing.T) {
	for _, broken := range []string{"theme = \n", "\x00\x01", "theme = \"a\ntheme", "[editor\nsize = 1", "caf\xe9"} {
		p := paths(t)
		put(t, p.settingsFile(), broken, false)
		for i := range 2 {
			s, err := ReadSettings(p, noon)
			aside := filepath.Join(p.Config, "settings.broken-2024-06-01.toml")
			if i > 0 {
				aside = filepath.Join(p.Config, "settings.broken-2024-06-01-2.toml")
			}
			oneLine(t, err, "settings.toml", "set aside", aside)
			if !reflect.DeepEqual(s, DefaultSettings()) {
				t.Errorf("settings %+v", s)
			}
			if got := read(t, aside); got != broken {
				t.Errorf("set aside was %q", got)
			}
			write(t, p.settingsFile(), broken)
		}
		// Broken between reading and writing: the same.
		s := DefaultSettings()
		s.Theme = "dark"
		must(t, s.Write(p, s, noon))
		if got := read(t, p.settingsFile()); got != "theme = \"dark\"\n" {
			t.Errorf("written was %q", got)
		}
		if got := read(t, filepath.Join(p.Config, "settings.broken-2024-06-01-3.toml")); got != broken {
			t.Errorf("overwritten: %q", got)
		}
	}
}

func TestSettingsSenselessValues(t *testing.T) {
	p := paths(t)
	text := "theme = \"pink\"\nrecent = [1, \"/a\", true]\nlast = 5\n[editor]\nsize = -3\nface = \"mono\"\n[window]\nwidth = nan\nlibrary = 7\n"
	put(t, p.settingsFile(), text, false)
	s, err := ReadSettings(p, noon)
	oneLine(t, err, "theme", "last", "editor.size", "window.width", "window.library")
	want := DefaultSettings()
	want.Face, want.Recent = "mono", []string{"/a"}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v", s)
	}
	must(t, s.Write(p, s, noon))
	if got := read(t, p.settingsFile()); got != text {
		t.Errorf("written though nothing was set: %q", got)
	}
}

func TestSettingsNowhere(t *testing.T) {
	s, err := ReadSettings(Paths{}, noon)
	must(t, err)
	s.Theme = "dark"
	oneLine(t, s.Write(Paths{}, DefaultSettings(), noon), "not saved")

	// The folder cannot be made, because a file is in its place.
	dir := tree(t, map[string]string{"file": ""})
	p := UserPaths(environment(map[string]string{"GALLEY_HOME": filepath.Join(dir, "file")}))
	s, err = ReadSettings(p, noon)
	if err != nil {
		oneLine(t, err, "settings")
	}
	s.Theme = "dark"
	oneLine(t, s.Write(p, DefaultSettings(), noon), "not saved")

	// A folder has its name.
	p = paths(t)
	put(t, p.settingsFile(), "", true)
	_, err = ReadSettings(p, noon)
	oneLine(t, err, "folder", "set aside")
}

// Each of two windows writes what it changed, and nothing else.
func TestSettingsOfTwoWindows(t *testing.T) {
	p := paths(t)
	now := func() Settings {
		s, err := ReadSettings(p, noon)
		must(t, err)
		return s
	}
	put(t, p.settingsFile(), "recent = [\"/old\"]\n", false)
	one, two := now(), now()
	was := two
	two.Theme, two.SpellingLanguage, two.LibraryPane = "dark", "de_DE", 0.25
	two.AddRecent("/two")
	must(t, two.Write(p, was, noon))

	was = one
	one.Width, one.LibraryPane = 1000, one.LibraryPane+1e-7 // as pixels give it back
	one.AddRecent("/one")
	must(t, one.Write(p, was, noon))
	got := now()
	if got.Theme != "dark" || got.SpellingLanguage != "de_DE" || got.LibraryPane != 0.25 || got.Width != 1000 {
		t.Errorf("lost: %+v", got)
	}
	if want := []string{"/one", "/two", "/old"}; !slices.Equal(got.Recent, want) || got.Last != "/one" {
		t.Errorf("recent %q, last %q", got.Recent, got.Last)
	}

	// What a hand edited stays, while this window changes something else, and
	// also when it takes its own change back.
	put(t, p.settingsFile(), strings.Replace(read(t, p.settingsFile()), "dark", "light", 1), false)
	was = one
	one.Width = 1100
	must(t, one.Write(p, was, noon))
	if got := now(); got.Theme != "light" || got.Width != 1100 {
		t.Errorf("lost: %+v", got)
	}
	was = one
	one.Theme = "dark"
	must(t, one.Write(p, was, noon))
	was = one
	one.Theme = ""
	must(t, one.Write(p, was, noon))
	if got := now(); got.Theme != "" {
		t.Errorf("theme %q", got.Theme)
	}

	// Where the file was removed, all is said again.
	must(t, os.Remove(p.settingsFile()))
	was = one
	one.Width = 1200
	must(t, one.Write(p, was, noon))
	if got := now(); got.Width != 1200 || !slices.Equal(got.Recent, one.Recent) {
		t.Errorf("lost: %+v", got)
	}
}

func TestMergeRecent(t *testing.T) {
	for _, c := range []struct{ file, was, now, want string }{
		{"abc", "abc", "abc", "abc"},
		{"xabc", "abc", "abc", "xabc"},
		{"xabc", "abc", "dabc", "dxabc"},
		{"xabc", "abc", "cab", "cxab"},
		{"xabc", "abc", "edab", "edxab"},
		{"abc", "abc", "ac", "ac"},
		{"", "abc", "dabc", "d"},
		{"abc", "", "d", "dabc"},
		{"abcdefghijkl", "abcdefghijkl", "zabcdefghijk", "zabcdefghijk"},
		{"yabcdefghijk", "abcdefghijkl", "zabcdefghijk", "zyabcdefghij"},
	} {
		split := func(s string) []string { return strings.Split(s, "")[:len(s)] }
		if got := strings.Join(mergeRecent(split(c.file), split(c.was), split(c.now)), ""); got != c.want {
			t.Errorf("%q, from %q to %q: %q, want %q", c.file, c.was, c.now, got, c.want)
		}
	}
}

func TestAddRecent(t *testing.T) {
	var s Settings
	for i := range 30 {
		s.AddRecent("/" + strconv.Itoa(i))
	}
	before := s.Recent
	s.AddRecent("/25")
	if len(s.Recent) != maxRecent || s.Recent[0] != "/25" || s.Last != "/25" || s.Recent[1] != "/29" || slices.Index(s.Recent[1:], "/25") >= 0 {
		t.Errorf("recent %v", s.Recent)
	}
	if before[0] != "/29" {
		t.Error("the list handed out was changed")
	}
}

func TestPlaces(t *testing.T) {
	p := paths(t)
	pl, err := ReadPlaces(p, noon)
	must(t, err)
	if pl.Last("/lib") != "" || pl.Writing(p, noon) != nil {
		t.Error("there is something of nothing")
	}
	at := Place{Anchor: 3, Caret: 7, Top: 5, Fraction: 0.25, Used: noon}
	pl.SetLast("/lib/a.md", noon)
	pl.SetPlace("/lib/a.md", at)
	pl.SetPlace("/lib/b\".md", Place{Caret: 1, Used: noon})
	pl.Renamed("/lib/a.md", "/lib/c.md")
	work := pl.Writing(p, noon)
	pl.SetLast("/lib/later.md", noon) // after the snapshot
	must(t, work())

	pl, err = ReadPlaces(p, noon)
	must(t, err)
	got, ok := pl.Place("/lib/c.md")
	if !ok || got != at || pl.Last("/lib") != "/lib/c.md" {
		t.Errorf("got %+v, last %q", got, pl.Last("/lib"))
	}
	if _, ok := pl.Place("/lib/a.md"); ok {
		t.Error("the old name has a place")
	}
	if _, ok := pl.Place("/other/c.md"); ok {
		t.Error("another library has the place")
	}
	pl.SetPlace("/lib/c.md", Place{Anchor: 3, Caret: 7, Top: 5, Fraction: 0.25, Used: noon.Add(time.Hour)})
	if pl.Writing(p, noon) != nil {
		t.Error("nothing moved, and there is something to write")
	}
}

func TestRecentAndAddresses(t *testing.T) {
	p := paths(t)
	var pl Places
	for i, path := range []string{"/lib/a.md", "/lib/x/b.md", "/lib/c.md", "/library/d.md", "/d.md"} {
		pl.SetPlace(path, Place{Used: noon.Add(time.Duration(i) * time.Minute)})
	}
	if got := pl.Recent("/lib"); !slices.Equal(got, []string{"/lib/c.md", "/lib/x/b.md", "/lib/a.md"}) {
		t.Errorf("recent %q", got)
	}
	for i := range 70 {
		pl.AddAddresses("/lib", noon, "https://example.com/"+strconv.Itoa(i), "https://example.org/")
	}
	pl.AddAddresses("/lib", noon, "https://example.com/"+strings.Repeat("x", 5000))
	must(t, pl.Writing(p, noon)())
	pl.AddAddresses("/lib", noon, "https://example.org/")
	if pl.Writing(p, noon) != nil {
		t.Error("nothing is new, and there is something to write")
	}
	again, err := ReadPlaces(p, noon)
	must(t, err)
	got := again.Addresses("/lib")
	if len(got) != 50 || got[0] != "https://example.org/" || got[1] != "https://example.com/69" || got[49] != "https://example.com/21" {
		t.Errorf("%d addresses: %q", len(got), got)
	}
	if n := len(again.Addresses("/other")); n != 0 {
		t.Errorf("%d addresses of another library", n)
	}
}

func TestPlacesAreBounded(t *testing.T) {
	var pl Places
	for i := range 3 * maxPlaces {
		pl.SetPlace("/lib/"+strconv.Itoa(i), Place{Caret: i, Used: noon.Add(time.Duration(i) * time.Minute)})
	}
	if n := len(pl.libraries["/lib"].Posts); n > maxPlaces {
		t.Errorf("%d places", n)
	}
	if _, ok := pl.Place("/lib/" + strconv.Itoa(3*maxPlaces-1)); !ok {
		t.Error("the newest is gone")
	}
	for i := range 3 * MaxLibraries {
		pl.SetLast("/"+strconv.Itoa(i)+"/x", noon.Add(time.Duration(i)*time.Hour))
	}
	if n := len(pl.libraries); n > MaxLibraries {
		t.Errorf("%d libraries", n)
	}
	if path.Base(pl.Last("/"+strconv.Itoa(3*MaxLibraries-1))) != "x" {
		t.Error("the newest library is gone")
	}
}

func TestPlacesBroken(t *testing.T) {
	for _, broken := range []string{"", "{", "null x", `{"libraries":{"/lib":5}}`} {
		p := paths(t)
		put(t, p.placesFile(), broken, false)
		pl, err := ReadPlaces(p, noon)
		oneLine(t, err, "places.json", "set aside")
		if got := read(t, filepath.Join(p.State, "places.broken-2024-06-01.json")); got != broken {
			t.Errorf("set aside was %q", got)
		}
		pl.SetLast("/lib/a.md", noon)
		must(t, pl.Writing(p, noon)())
	}
	for _, odd := range []string{"null", "{}", `{"libraries":{"/lib":null}}`, `{"libraries":{"/lib":{"posts":null}},"future":1}`} {
		p := paths(t)
		put(t, p.placesFile(), odd, false)
		pl, err := ReadPlaces(p, noon)
		must(t, err)
		pl.SetPlace("/lib/a.md", Place{Caret: 1})
		if _, ok := pl.Place("/lib/a.md"); !ok {
			t.Errorf("from %s: no place", odd)
		}
	}
	pl, err := ReadPlaces(Paths{}, noon)
	must(t, err)
	pl.SetLast("/lib/a.md", noon)
	oneLine(t, pl.Writing(Paths{}, noon)(), "not saved")
}

// TestOpenPosts remembers what was open in libraries, within them and elsewhere.
func TestOpenPosts(t *testing.T) {
	p := paths(t)
	pl, err := ReadPlaces(p, noon)
	must(t, err)
	list := []Opened{{"/lib/a.md", 1}, {"/lib/sub/b.md", 0}, {"/far/c.md", 2}, {"/library/d.md", 3}}
	pl.SetOpen("/lib", list, noon)
	must(t, pl.Writing(p, noon)())
	if pl.SetOpen("/lib", list, noon.Add(time.Hour)); pl.Writing(p, noon) != nil {
		t.Error("the same is written again")
	}
	got, err := ReadPlaces(p, noon)
	must(t, err)
	if open := got.Open("/lib"); !reflect.DeepEqual(open, list) || got.Last("/lib") != "/lib/sub/b.md" || got.Open("/other") != nil {
		t.Errorf("open are %v, the last one is %s", open, got.Last("/lib"))
	}
	src, err := os.ReadFile(p.placesFile())
	must(t, err)
	if !strings.Contains(string(src), `"sub/b.md"`) || strings.Contains(string(src), `"/lib/a.md"`) {
		t.Errorf("the file has paths that move with the library: %s", src)
	}
	if got.Renamed("/lib/a.md", "/lib/z.md"); got.Open("/lib")[0].Path != "/lib/z.md" {
		t.Errorf("after a rename open are %v", got.Open("/lib"))
	}
}

// Whether lines flow is remembered for each library.
func TestPlacesRememberFlow(t *testing.T) {
	paths := Paths{State: t.TempDir()}
	p, now := &Places{}, time.Now()
	p.SetFlow("/a", "off", now)
	p.SetFlow("/b", "on", now)
	if err := p.Writing(paths, noon)(); err != nil {
		t.Fatal(err)
	}
	p, err := ReadPlaces(paths, now)
	if err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{"/a": "off", "/b": "on", "/c": ""} {
		if got := p.Flow(dir); got != want {
			t.Errorf("of %s it is %q, want %q", dir, got, want)
		}
	}
	if p.SetFlow("/a", "off", now); p.Writing(paths, noon) != nil {
		t.Error("the same once more is written")
	}
}

// What could not be written is written the next time.
func TestPlacesNotWritten(t *testing.T) {
	p := paths(t)
	put(t, p.State, "a file where the folder should be", false)
	var pl Places
	pl.SetPlace("/lib/a.md", Place{Caret: 1, Used: noon})
	if pl.Writing(p, noon)() == nil {
		t.Fatal("there is no error")
	}
	must(t, os.Remove(p.State))
	pl.SetPlace("/lib/b.md", Place{Caret: 2, Used: noon})
	must(t, pl.Writing(p, noon)())
	got, err := ReadPlaces(p, noon)
	must(t, err)
	if _, ok := got.Place("/lib/a.md"); !ok {
		t.Error("what was not written is lost")
	}
}
