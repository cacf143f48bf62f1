package history

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/safefile/safetest"
)

// model is the history as one would have it without a disk: of each path the
// texts of its post, the oldest first.
type model map[string][]string

func (m model) add(path, text string) {
	if list := m[path]; len(list) == 0 || list[len(list)-1] != text || m.linked(path) {
		m[path] = append(list, text)
	}
}

// quick is a store that does not wait for the disk.
func quick(dir string) *Store {
	s := New(dir, Options{})
	s.sync = func(*os.File) error { return nil }
	return s
}

// linked reports whether the post has no version yet under its path.
func (m model) linked(path string) bool { return len(m[path+" linked"]) > 0 }

func (m model) check(t *testing.T, s *Store, what string) {
	t.Helper()
	for path, want := range m {
		if strings.HasSuffix(path, " linked") {
			continue
		}
		want = slices.Clone(want)
		slices.Reverse(want)
		if got := texts(t, s, path); !slices.Equal(got, want) {
			t.Fatalf("%s: %s has %d versions, want %d\n%.200q\n%.200q", what, path, len(got), len(want), got, want)
		}
	}
}

// edited is a text that an author could have made of another one.
func edited(r *rand.Rand, text string) string {
	words := []string{"galley ", "proof ", "printed\n\n", "ämter ", "日本 ", "the ", "of ", "!! title: T\n", "---\n"}
	piece := ""
	for range r.IntN(12) {
		piece += words[r.IntN(len(words))]
	}
	at, to := r.IntN(len(text)+1), 0
	switch r.IntN(6) {
	case 0:
		to = min(len(text), at+r.IntN(200))
	case 1: // another text
		return strings.Repeat(piece, r.IntN(40))
	case 2: // moved
		return text[at:] + text[:at]
	default:
		to = at
	}
	return text[:at] + piece + text[to:]
}

func TestModel(t *testing.T) {
	growth.Alone(t)
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 1))
		dir := t.TempDir()
		stores := []*Store{quick(dir), quick(dir)} // as in two processes
		m := model{}
		paths := []string{"/a.md", "/b.md", "/c.md", "/d/e.md"}
		for step := range 150 {
			i := r.IntN(2)
			if r.IntN(20) == 0 {
				stores[i] = quick(dir)
			}
			s, p, q := stores[i], paths[r.IntN(4)], paths[r.IntN(4)]
			switch n := r.IntN(40); {
			case n == 0 && p != q:
				if err := s.Renamed(p, q); err != nil {
					t.Fatal(err)
				}
				m[q], m[p] = m[p], nil
				m[q+" linked"], m[p+" linked"] = []string{""}, nil
			case n == 1 && p != q:
				if err := s.Copied(p, q); err != nil {
					t.Fatal(err)
				}
				m[q] = slices.Clone(m[p])
				m[q+" linked"] = []string{""}
			default:
				text := ""
				if list := m[p]; len(list) > 0 {
					text = list[len(list)-1]
				}
				if r.IntN(4) > 0 {
					text = edited(r, text)
				}
				add(t, s, p, text)
				m.add(p, text)
				m[p+" linked"] = nil
			}
			if step%10 == 9 {
				m.check(t, stores[1-i], fmt.Sprintf("seed %d, step %d", seed, step))
			}
		}
	}
}

// damagedLog is a history of one post with versions in two groups.
func damagedLog(t *testing.T) (dir, file string, data []byte, list []string) {
	t.Helper()
	dir = t.TempDir()
	s := New(dir, Options{})
	r := rand.New(rand.NewPCG(7, 7))
	text := strings.Repeat("Words of a post that stay. ", 8)
	for i := range 9 {
		if i == 4 {
			text = strings.Repeat("wholly other things 0123456789 ", 6)
		}
		text += fmt.Sprintf("Sentence %d, %d. ", i, r.Uint32())
		list = append(list, text)
		add(t, s, "/a.md", text)
	}
	file = filepath.Join(dir, logOf("/a.md"))
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return dir, file, data, list
}

// survivors are the versions that can be read; each must be one of list.
func survivors(t *testing.T, s *Store, list []string, what string) (read []string) {
	t.Helper()
	versions, err := s.Versions("/a.md")
	if err != nil && !errors.Is(err, errForeign) {
		t.Fatalf("%s: %v", what, err)
	}
	for _, v := range versions {
		text, err := s.Text(v)
		if err != nil {
			if !errors.Is(err, ErrDamaged) {
				t.Fatalf("%s: %v", what, err)
			}
			continue
		}
		if !slices.Contains(list, text) {
			t.Fatalf("%s: made up %.80q", what, text)
		}
		read = append(read, text)
	}
	return read
}

// Wherever a log is cut off, all versions before are there, and it goes on.
func TestCutAnywhere(t *testing.T) {
	growth.Alone(t)
	dir, file, data, list := damagedLog(t)
	var ends []int64
	if _, err := scan(bytes.NewReader(data), 0, int64(len(data)), func(r record) { ends = append(ends, r.end()) }); err != nil || len(ends) != len(list) {
		t.Fatal(ends, err)
	}
	for cut := range len(data) {
		if err := os.WriteFile(file, data[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		whole := 0
		for _, end := range ends {
			if end <= int64(cut) {
				whole++
			}
		}
		what := fmt.Sprintf("cut at %d", cut)
		s := quick(dir)
		if got := survivors(t, s, list, what); len(got) != whole {
			t.Fatalf("%s: %d versions, want %d", what, len(got), whole)
		}
		if cut%7 != 0 {
			continue
		}
		if cut%3 == 0 { // as a power cut may leave it: longer than what was written
			rest := make([]byte, len(data)-cut)
			if cut%2 == 0 {
				for i := range rest {
					rest[i] = byte(i*7 + cut)
				}
			}
			if err := os.WriteFile(file, append(data[:cut:cut], rest...), 0o600); err != nil {
				t.Fatal(err)
			}
			s = quick(dir)
			if got := survivors(t, s, list, what); len(got) != whole {
				t.Fatalf("%s, and more behind: %d versions, want %d", what, len(got), whole)
			}
		}
		add(t, s, "/a.md", "after the damage")
		got := survivors(t, New(dir, Options{}), append(list, "after the damage"), what)
		if len(got) != whole+1 || got[0] != "after the damage" {
			t.Fatalf("%s: then %d versions, want %d", what, len(got), whole+1)
		}
	}
}

// A flipped bit costs the version that it is in and those told as differences
// from that, and no other.
func TestFlipAnywhere(t *testing.T) {
	growth.Alone(t)
	dir, file, data, list := damagedLog(t)
	var records []record
	if _, err := scan(bytes.NewReader(data), 0, int64(len(data)), func(r record) { records = append(records, r) }); err != nil {
		t.Fatal(err)
	}
	bases := 0
	for at := range data {
		flipped := bytes.Clone(data)
		flipped[at] ^= 1 << (at % 8)
		if err := os.WriteFile(file, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		what := fmt.Sprintf("flip at %d", at)
		var hit uint64
		for _, r := range records {
			if int64(at) >= r.at && int64(at) < r.end() {
				hit = r.seq
			}
		}
		var want []string
		for i, r := range records {
			if r.seq != hit && r.base != hit {
				want = append(want, list[i])
			}
		}
		if len(want) < len(list)-1 {
			bases++
		}
		slices.Reverse(want)
		if got := survivors(t, New(dir, Options{}), list, what); !slices.Equal(got, want) {
			t.Fatalf("%s in version %d: %d can be read, want %d", what, hit, len(got), len(want))
		}
	}
	if bases == 0 {
		t.Error("no version was told by another one: the test tests nothing")
	}
}

var errFull = errors.New("no space left on device")

// A write that fails leaves the versions before, and the next one goes through.
func TestWriteFails(t *testing.T) {
	growth.Alone(t)
	for short := range 200 {
		dir := t.TempDir()
		s := quick(dir)
		add(t, s, "/a.md", "before")
		write, sync := s.write, s.sync
		if short%2 == 0 {
			s.write = func(f *os.File, b []byte) (int, error) {
				n, _ := f.Write(b[:min(short, len(b))])
				return n, errFull
			}
		} else {
			s.sync = func(*os.File) error { return errFull }
		}
		if err := s.Add(Point{Path: "/a.md", Text: "fails"}); !errors.Is(err, errFull) {
			t.Fatal(err)
		}
		want(t, s, "/a.md", "before")
		s.write, s.sync = write, sync
		add(t, s, "/a.md", "after")
		want(t, s, "/a.md", "after", "before")
		want(t, New(dir, Options{}), "/a.md", "after", "before")
	}
}

// pruned is a history that has to be pruned: three of its versions stay.
func pruned(t *testing.T) (s *Store, stay []string) {
	t.Helper()
	now := day.Add(400 * 24 * time.Hour)
	s = New(t.TempDir(), Options{Now: func() time.Time { return now }})
	at := func(when time.Time, kind Kind, text string) {
		t.Helper()
		if err := s.Add(Point{Path: "/a.md", Time: when, Kind: kind, Text: strings.Repeat("The same in all. ", 40) + text}); err != nil {
			t.Fatal(err)
		}
	}
	at(day, Saved, "goes")
	at(day.Add(time.Hour), Saved, "newest by hand of its day")
	at(day.Add(2*time.Hour), Autosaved, "goes, too")
	at(day.Add(3*time.Hour), Autosaved, "newest of its day")
	at(now, Autosaved, "young")
	for _, text := range []string{"young", "newest of its day", "newest by hand of its day"} {
		stay = append(stay, strings.Repeat("The same in all. ", 40)+text)
	}
	return s, stay
}

// TestPruneFails has every call of a pruning fail: either all versions are
// there, or those that stay, and the next pruning does it.
func TestPruneFails(t *testing.T) {
	for k := 1; ; k++ {
		s, stay := pruned(t)
		all := texts(t, s, "/a.md")
		calls, failed := 0, ""
		s.disk = &safetest.Hook{FS: systemFiles{}, Before: func(call, name string) safetest.Fault {
			if calls++; calls == k {
				failed = call
				return safetest.Fault{Err: errFull, Short: call == "Write"}
			}
			return safetest.Fault{}
		}}
		err := s.Prune(t.Context())
		if failed == "" {
			if k < 5 || err != nil {
				t.Errorf("only %d calls, %v", calls, err)
			}
			return
		}
		got := texts(t, New(s.dir, Options{}), "/a.md")
		if !slices.Equal(got, all) && !slices.Equal(got, stay) {
			t.Errorf("%s failed (%v): %d versions", failed, err, len(got))
		}
		s.disk = nil
		if err := s.Prune(t.Context()); err != nil {
			t.Error(err)
		}
		want(t, New(s.dir, Options{}), "/a.md", stay...)
		add(t, s, "/a.md", "and on")
		want(t, s, "/a.md", append([]string{"and on"}, stay...)...)
		if left, _ := filepath.Glob(filepath.Join(s.dir, ".*")); len(left) > 0 {
			t.Errorf("%s failed: left is %v", failed, left)
		}
	}
}

// What goes with the last version that is told as differences from it counts for
// the room that is made.
func TestPruneCountsWhatIsGone(t *testing.T) {
	s := New(t.TempDir(), Options{Now: func() time.Time { return day }})
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 10 {
		b := make([]byte, 20_000)
		for i := range b {
			b[i] = byte('!' + r.IntN(90))
		}
		at := day.AddDate(-2, 0, i)
		for _, p := range []Point{{Kind: Autosaved, Time: at, Text: string(b)}, {Kind: Saved, Time: at.Add(time.Hour), Text: string(b) + "And on."}} {
			p.Path = "/a.md"
			if err := s.Add(p); err != nil {
				t.Fatal(err)
			}
		}
	}
	prune := func(limit int64) int {
		t.Helper()
		s.SetLimits(0, limit)
		if err := s.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
		return len(texts(t, s, "/a.md"))
	}
	if n := prune(0); n != 10 { // the autosaved ones are too old
		t.Fatalf("%d versions are left", n)
	}
	limit := s.Size() / 10 * 8
	if n := prune(limit); n < 6 || n > 8 || s.Size() > limit {
		t.Errorf("of 10 versions %d are left, of %d bytes %d", n, limit, s.Size())
	}
}

func TestPruneBySize(t *testing.T) {
	s := New(t.TempDir(), Options{Now: func() time.Time { return day }})
	r := rand.New(rand.NewPCG(1, 1))
	noise := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('!' + r.IntN(90))
		}
		return string(b)
	}
	for post := range 4 {
		for i := range 10 {
			kind := Saved
			if i%2 == 0 {
				kind = Autosaved
			}
			if err := s.Add(Point{Path: fmt.Sprintf("/%d.md", post), Kind: kind, Time: day.Add(time.Duration(i-10) * 24 * time.Hour), Text: noise(2000)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := s.Size()
	for limit := before; limit > 2000; limit -= 7000 {
		s.SetLimits(0, limit)
		if s.Due() {
			if err := s.Prune(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if s.Size() > limit {
			t.Errorf("%d bytes are left of %d, allowed are %d", s.Size(), before, limit)
		}
		for post := range 4 {
			v, err := s.Versions(fmt.Sprintf("/%d.md", post))
			if err != nil || len(v) == 0 && limit > 12000 {
				t.Errorf("at %d bytes post %d has lost all (%v)", limit, post, err)
			}
		}
	}
}

// Of an autosaved day the newest that was made by hand stays.
func TestAutosavedThinsNothingOut(t *testing.T) {
	s, stay := pruned(t)
	if err := s.Prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	want(t, s, "/a.md", stay...)
	if s.Due() {
		t.Error("due again")
	}
}
