package search

import (
	"maps"
	"strings"
	"testing"

	"galley.app/galley/storage"
)

// Posts are found by where they stand, also those that have no date, and files that
// are no posts, of which nothing but the name is known.
func TestStandings(t *testing.T) {
	files := maps.Clone(sample)
	files["bad.md"], files["notes/worse.md"], files["wip-bad.md"] = "\xff\xfe", "a\x00b", "\xff"
	files["0003-soon.md"], files["words.md"], files["wip-soon.md"] = "!! title: Soon\n!! published: soon\n\n---\n\nA jar.\n", "No head, but trust.\n", "!! title: X\n---\nA jar.\n"
	lib := open(t, files)
	e := &Engine{Dir: t.TempDir()}
	defer e.Close()
	for _, c := range []struct {
		query, want string
		missing     int
	}{
		{"status:undated", "0003-soon.md words.md", 3},
		{"status:undated jar", "0003-soon.md", 3},
		{"-status:undated trust", "0001-marbles.md wip-teams.md 0002-naps.md", 3},
		{"status:published jar", "0001-marbles.md 0003-soon.md", 3},
		{"status:unreadable", "bad.md notes/worse.md", 1},
		{"status:Unreadable file:notes/", "notes/worse.md", 2},
		{"status:unreadable -file:notes/", "bad.md", 2},
		{"status:unreadable -status:draft -words", "bad.md notes/worse.md", 1},
		{"status:unreadable words", "", 3},
		{"status:unreadable after:2020", "", 3},
		{"-status:unreadable moment", "notes/later.md 0001-marbles.md", 3},
		{"status:draft jar", "wip-soon.md wip-teams.md", 3},
	} {
		for _, e := range []*Engine{e, {}} {
			f := find(t, e, Search{Library: lib, Query: Parse(c.query)})
			if got := names(f); strings.Join(got, " ") != c.want || f.Posts != len(got) || f.Missing != c.missing || len(f.Notes) > 0 {
				t.Errorf("%s finds %q of %d, %d missing, %q; want %q, %d missing", c.query, got, f.Posts, f.Missing, f.Notes, c.want, c.missing)
			}
		}
	}
	f := find(t, e, Search{Library: lib, Query: Parse("status:unreadable file:bad")})
	if p := f.Results[0].Place(); p.Line != 1 || !strings.HasPrefix(p.Sentence, "not UTF-8 text") {
		t.Errorf("what is shown of a file that cannot be read is %+v", p)
	}
	for _, word := range storage.Standings() {
		if q := Parse("status:" + strings.ToUpper(word)); len(q.Notes) > 0 || q.Terms[0].Kind != Status || q.Terms[0].Text != word {
			t.Errorf("%s is read as %+v", word, q)
		}
	}
}
