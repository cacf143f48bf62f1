package config

import (
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Two windows remember each its own, whichever writes last.
func TestPlacesOfTwoWindows(t *testing.T) {
	p := paths(t)
	var first Places
	first.SetPlace("/lib/a.md", Place{Caret: 1, Used: noon})
	first.SetPlace("/lib/b.md", Place{Caret: 1, Used: noon})
	first.SetPlace("/lib/old.md", Place{Caret: 1, Used: noon})
	first.AddAddresses("/lib", noon, "https://example.org/")
	must(t, first.Writing(p, noon)())

	one, err := ReadPlaces(p, noon)
	must(t, err)
	two, err := ReadPlaces(p, noon)
	must(t, err)
	later := noon.Add(time.Hour)
	one.SetPlace("/lib/a.md", Place{Caret: 2, Used: later})
	one.SetFlow("/lib", "on", later)
	one.AddAddresses("/lib", later, "https://example.org/one")
	one.SetOpen("/lib", []Opened{{"/lib/a.md", 0}}, later)
	one.SetPlace("/ones/x.md", Place{Caret: 7, Used: later})
	two.SetPlace("/lib/b.md", Place{Caret: 3, Used: later})
	two.Renamed("/lib/old.md", "/lib/new.md")
	two.AddAddresses("/lib", later, "https://example.org/two")
	two.SetPlace("/twos/y.md", Place{Caret: 8, Used: later})
	must(t, one.Writing(p, noon)())
	must(t, two.Writing(p, noon)())
	one.SetPlace("/lib/c.md", Place{Caret: 4, Used: later}) // which must not bring b.md and old.md back as they were
	must(t, one.Writing(p, noon)())

	got, err := ReadPlaces(p, noon)
	must(t, err)
	for path, want := range map[string]int{"/lib/a.md": 2, "/lib/b.md": 3, "/lib/c.md": 4, "/lib/new.md": 1, "/ones/x.md": 7, "/twos/y.md": 8} {
		if at, ok := got.Place(path); !ok || at.Caret != want {
			t.Errorf("in %s the place is %+v (%t), want %d", path, at, ok, want)
		}
	}
	if _, ok := got.Place("/lib/old.md"); ok {
		t.Error("the name that a post had has a place")
	}
	if got.Flow("/lib") != "on" || len(got.Open("/lib")) != 1 {
		t.Errorf("lines flow %q, open are %v", got.Flow("/lib"), got.Open("/lib"))
	}
	list := got.Addresses("/lib")
	slices.Sort(list)
	if !slices.Equal(list, []string{"https://example.org/", "https://example.org/one", "https://example.org/two"}) {
		t.Errorf("addresses %q", list)
	}
}

// What is open at the next start is what any of two windows on one library had
// open when it ended, whichever ends last.
func TestOpenOfTwoWindows(t *testing.T) {
	list := func(names ...string) (all []Opened) {
		for i, n := range names {
			all = append(all, Opened{Path: "/lib/" + n, Rank: i})
		}
		return all
	}
	for _, c := range []struct {
		name        string
		firstly     []string   // open when both start
		one, two    [][]string // what each has open, one after the other
		oneEndsLast bool
		want        []string
	}{
		{"each opens one more", []string{"a", "b"}, [][]string{{"a", "b", "c"}}, [][]string{{"a", "b", "d"}}, false, []string{"a", "b", "d", "c"}},
		{"each opens one more, the other way round", []string{"a", "b"}, [][]string{{"a", "b", "c"}}, [][]string{{"a", "b", "d"}}, true, []string{"a", "b", "c", "d"}},
		{"both close one", []string{"a", "b"}, [][]string{{"a"}}, [][]string{{"a"}}, true, []string{"a"}},
		{"one closes what the other has", []string{"a", "b"}, [][]string{{"a"}}, [][]string{{"a", "b"}}, false, []string{"a", "b"}},
		{"and ends last, too", []string{"a", "b"}, [][]string{{"a"}, {"a", "c"}}, [][]string{{"a", "b"}}, true, []string{"a", "c", "b"}},
		{"opened and closed again", nil, [][]string{{"a"}, {}}, [][]string{{"b"}}, true, []string{"b"}},
		{"closed and opened again", []string{"a"}, [][]string{{}, {"a"}}, [][]string{{}}, false, []string{"a"}},
		{"nothing is left", []string{"a"}, [][]string{{}}, [][]string{{"b"}, {}}, false, nil},
	} {
		p := paths(t)
		var first Places
		first.SetOpen("/lib", list(c.firstly...), noon)
		if w := first.Writing(p, noon); w != nil {
			must(t, w())
		}
		start := func() *Places {
			w, err := ReadPlaces(p, noon)
			must(t, err)
			w.Reopened("/lib", w.Open("/lib"))
			return w
		}
		write := func(w *Places, open []string) {
			w.SetOpen("/lib", list(open...), noon)
			if do := w.Writing(p, noon); do != nil {
				must(t, do())
			}
		}
		end := func(w *Places) {
			w.Leave("/lib")
			if do := w.Writing(p, noon); do != nil {
				must(t, do())
			}
		}
		one, two := start(), start()
		for i := range max(len(c.one), len(c.two)) {
			write(one, c.one[min(i, len(c.one)-1)])
			write(two, c.two[min(i, len(c.two)-1)])
		}
		if c.oneEndsLast {
			end(two)
			end(one)
		} else {
			end(one)
			end(two)
		}
		got, err := ReadPlaces(p, noon)
		must(t, err)
		var names []string
		for i, o := range got.Open("/lib") {
			if names = append(names, filepath.Base(o.Path)); o.Rank != i {
				t.Errorf("%s: %v", c.name, got.Open("/lib"))
			}
		}
		if !slices.Equal(names, c.want) {
			t.Errorf("%s: open are %q, want %q", c.name, names, c.want)
		}
	}
}
