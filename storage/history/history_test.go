package history

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/safefile"
)

var day = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// texts are those of the versions, the newest first.
func texts(t *testing.T, s *Store, path string) (list []string) {
	t.Helper()
	versions, err := s.Versions(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range versions {
		text, err := s.Text(v)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, text)
	}
	return list
}

func add(t *testing.T, s *Store, path, text string) {
	t.Helper()
	if err := s.Add(Point{Path: path, Time: day, Kind: Saved, Text: text}); err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, s *Store, path string, list ...string) {
	t.Helper()
	if got := texts(t, s, path); fmt.Sprint(got) != fmt.Sprint(list) {
		t.Errorf("%s has %q, want %q", path, got, list)
	}
}

func TestAdd(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "history")
	s := New(dir, Options{})
	long := strings.Repeat("One sentence after the other. ", 200)
	add(t, s, "/lib/a.md", "!! title: First\n\n---\n\nTwo words.")
	add(t, s, "/lib/a.md", long)
	add(t, s, "/lib/a.md", long) // adds nothing
	add(t, s, "/lib/a.md", long+"end")
	add(t, s, "/lib/b.md", "")
	for range 2 { // as this process knows it, and as it is on the disk
		want(t, s, "/lib/a.md", long+"end", long, "!! title: First\n\n---\n\nTwo words.")
		want(t, s, "/lib/b.md", "")
		want(t, s, "/lib/none.md")
		s = New(dir, Options{})
	}
	v, _ := s.Versions("/lib/a.md")
	if first := v[2]; first.Title != "First" || first.Words != 2 || first.Size != 32 || first.Kind != Saved || !first.Time.Equal(day) || first.Path != "/lib/a.md" {
		t.Errorf("first is %+v", first)
	}
}

// What a file held stands behind what was kept before it was found, whatever time
// the file has.
func TestFoundIsNotOlder(t *testing.T) {
	s := New(t.TempDir(), Options{})
	for _, p := range []Point{{Time: day, Kind: GivenUp, Text: "x"}, {Time: day.Add(-time.Hour), Kind: Found, Text: "y"}} {
		p.Path = "/a.md"
		if err := s.Add(p); err != nil {
			t.Fatal(err)
		}
	}
	v, err := s.Versions("/a.md")
	if err != nil || len(v) != 2 || v[0].Kind != Found || !v[0].Time.Equal(day) {
		t.Errorf("versions %+v, %v", v, err)
	}
}

func TestMadeByHandCountsMore(t *testing.T) {
	s := New(t.TempDir(), Options{})
	for _, k := range []Kind{Autosaved, Autosaved, Saved, Autosaved} {
		if err := s.Add(Point{Path: "/a.md", Kind: k, Text: "same"}); err != nil {
			t.Fatal(err)
		}
	}
	v, err := s.Versions("/a.md")
	if err != nil || len(v) != 1 || v[0].Kind != Saved {
		t.Errorf("versions %+v, %v", v, err)
	}
}

func TestRenamedAndCopied(t *testing.T) {
	s := New(t.TempDir(), Options{})
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	add(t, s, "/wip-a.md", "one")
	add(t, s, "/wip-a.md", "two")
	check(s.Renamed("/wip-a.md", "/a.md"))
	want(t, s, "/a.md", "two", "one")
	want(t, s, "/wip-a.md")
	add(t, s, "/wip-a.md", "another post")
	add(t, s, "/a.md", "three")
	check(s.Copied("/a.md", "/copy.md"))
	add(t, s, "/a.md", "four")
	add(t, s, "/copy.md", "three, too")
	want(t, s, "/a.md", "four", "three", "two", "one")
	want(t, s, "/copy.md", "three, too", "three", "two", "one")
	want(t, s, "/wip-a.md", "another post")
	check(s.Renamed("/none.md", "/wip-a.md"))
	want(t, s, "/wip-a.md")
	check(s.Renamed("/a.md", "/wip-a.md"))
	check(s.Renamed("/wip-a.md", "/a.md")) // there and back
	want(t, s, "/a.md", "four", "three", "two", "one")
}

// A post that was renamed and not saved since is among the posts, under the path
// that it has now and no other.
func TestPostsRenamed(t *testing.T) {
	s := New(t.TempDir(), Options{})
	step := func(err error, want ...string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for p, err := range s.Posts(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			text, err := s.Text(p.Newest)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprint(p.Path, " ", p.Versions, " ", text))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("posts %q, want %q", got, want)
		}
	}
	add(t, s, "/wip-a.md", "one")
	add(t, s, "/wip-a.md", "two")
	step(s.Renamed("/wip-a.md", "/a.md"), "/a.md 2 two")
	step(s.Renamed("/a.md", "/b.md"), "/b.md 2 two")
	step(s.Renamed("/b.md", "/wip-a.md"), "/wip-a.md 2 two")
	step(s.Renamed("/wip-a.md", "/b.md"), "/b.md 2 two")
	step(s.Add(Point{Path: "/a.md", Time: day, Kind: Saved, Text: "another"}), "/a.md 1 another", "/b.md 2 two")
	step(s.Add(Point{Path: "/b.md", Time: day, Kind: Saved, Text: "three"}), "/a.md 1 another", "/b.md 1 three")
	step(s.Renamed("/b.md", "/a.md"), "/a.md 3 three")
}

// A post that another program renamed or copied takes its versions along.
func TestMovedOutside(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	file := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := New(filepath.Join(dir, "history"), Options{})
	found := func(name, text string) {
		t.Helper()
		if err := s.Add(Point{Path: path(name), Kind: Found, Text: text, Time: day}); err != nil {
			t.Fatal(err)
		}
	}
	add(t, s, path("a.md"), "one")
	add(t, s, path("a.md"), "two")
	file("b.md", "two")
	found("b.md", "two") // a.md is gone
	add(t, s, path("b.md"), "three")
	want(t, s, path("b.md"), "three", "two", "one")
	want(t, s, path("a.md"))
	file("c.md", "three")
	found("c.md", "three") // b.md is there
	add(t, s, path("c.md"), "of c")
	add(t, s, path("b.md"), "of b")
	want(t, s, path("c.md"), "of c", "three", "two", "one")
	want(t, s, path("b.md"), "of b", "three", "two", "one")
	found("d.md", "two") // is not the newest of any post
	want(t, s, path("d.md"), "two")
	for h, err := range s.Search(t.Context(), "one") {
		if err != nil || h.Path != path("b.md") {
			t.Errorf("hit %+v, %v", h, err)
		}
	}
}

func TestSearch(t *testing.T) {
	s := New(t.TempDir(), Options{})
	body := strings.Repeat("Filler that stays. ", 30)
	add(t, s, "/a.md", body+"The lost\nSentence of ÆTHER.")
	add(t, s, "/a.md", body+"The lost\nSentence of ÆTHER. More.")
	add(t, s, "/a.md", body)
	if err := s.Renamed("/a.md", "/b.md"); err != nil {
		t.Fatal(err)
	}
	add(t, s, "/b.md", body+"after")
	n := 0
	for h, err := range s.Search(t.Context(), " lost  sentence OF æther") {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if h.Path != "/b.md" || h.Excerpt[h.Start:h.End] != "lost Sentence of ÆTHER" {
			t.Errorf("hit %+v", h)
		}
	}
	if n == 0 {
		t.Error("nothing found")
	}
}

func TestNilAndNowhere(t *testing.T) {
	var none *Store
	if err := none.Add(Point{}); err != nil {
		t.Error(err)
	}
	none.RecordText(Point{})
	if v, err := none.Versions("/a.md"); v != nil || err != nil {
		t.Error(v, err)
	}
	if err := none.Close(); err != nil {
		t.Error(err)
	}
	if err := New("", Options{}).Add(Point{Path: "/a.md"}); !errors.Is(err, ErrNoPlace) {
		t.Error(err)
	}
}

func TestRecord(t *testing.T) {
	told := make(chan error, 10)
	s := New("", Options{})
	s.Tell(func(err error) { told <- err })
	s.RecordText(Point{Path: "/a.md", Text: "x"})
	s.RecordText(Point{Path: "/a.md", Text: "y"})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if len(told) != 1 {
		t.Fatalf("told %d times", len(told))
	}
	if err := <-told; !errors.Is(err, ErrNoPlace) {
		t.Error(err)
	}
}

// systemFiles are those of the system.
type systemFiles = safefile.OS

// Finding goes by words, whatever their case and the white space between them.
func TestFind(t *testing.T) {
	long := strings.Repeat("before ", 40)
	for _, c := range []struct{ text, query, excerpt, found string }{
		{"One two three", "TWO", "One two three", "two"},
		{"One\n\n  two\tthree", "one TWO", "One two three", "One two"},
		{"Die Straße", "STRASSE", "Die Straße", "Straße"},
		{"\u212aelvin", "kelvin", "\u212aelvin", "\u212aelvin"},
		{"ﬁnal", "final", "ﬁnal", "ﬁnal"},
		{"a\u00a0b\u2003c", "A B C", "a b c", "a b c"},
		{"日本語の文", "語の", "日本語の文", "語の"},
		{long + "\nLOST\nwords, " + long, "lost words", "…before before before before before before before before LOST words, before before before before before before before before…", "LOST words"},
		{"one two", "one  ", "one two", "one"},
		{"one", "two", "", ""},
		{"\xff one \xfe", "one", "\ufffd one \ufffd", "one"},
	} {
		var m runes
		var buf []byte
		h, ok := find(c.text, folded(c.query), &m, &buf)
		if ok != (c.found != "") || h.Excerpt != c.excerpt || h.Excerpt[h.Start:h.End] != c.found {
			t.Errorf("%q in %.40q: %+v, found %q", c.query, c.text, h, h.Excerpt[h.Start:h.End])
		}
	}
}
