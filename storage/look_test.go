package storage

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"galley.app/galley/storage/safefile"
)

func TestLook(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(path string) error
		want   News
		src    string
	}{
		{"nothing", func(string) error { return nil }, Unchanged, ""},
		{"touch", func(p string) error { return os.Chtimes(p, noon, noon) }, Touched, ""},
		{"mode", func(p string) error { return os.Chmod(p, 0o600) }, Touched, ""},
		{"replaced by the same", func(p string) error { return replaced(p, "the old text") }, Touched, ""},
		{"replaced", func(p string) error { return replaced(p, "another old text") }, Changed, "another old text"},
		{"the same size", func(p string) error { return os.WriteFile(p, []byte("THE OLD TEXT"), 0o644) }, Changed, "THE OLD TEXT"},
		{"nothing left", func(p string) error { return os.Truncate(p, 0) }, Suspicious, ""},
		{"a part left", func(p string) error { return os.Truncate(p, 3) }, Suspicious, "the"},
		{"shorter", func(p string) error { return os.WriteFile(p, []byte("short"), 0o644) }, Suspicious, "short"},
		{"gone", os.Remove, Gone, ""},
		{"cut within a character", func(p string) error { return os.WriteFile(p, []byte("the old text, and \xc3"), 0o644) }, Suspicious, ""},
		{"a folder", func(p string) error { _ = os.Remove(p); return os.Mkdir(p, 0o755) }, Refused, ""},
		{"its folder gone", func(p string) error { return os.RemoveAll(filepath.Dir(p)) }, Gone, ""},
		{"a file for its folder", func(p string) error {
			_ = os.RemoveAll(filepath.Dir(p))
			return os.WriteFile(filepath.Dir(p), nil, 0o644)
		}, Gone, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(tree(t, map[string]string{"lib/a.md": "the old text"}), "lib", "a.md")
			fp := *known(t, path)
			must(t, c.change(path))
			s := Look(path, fp)
			if s.News != c.want || s.Src != c.src || s.Path != path {
				t.Errorf("saw %v with %q and %v, want %v with %q", s.News, s.Src, s.Err, c.want, c.src)
			}
			if (s.News == Refused) != (s.Err != nil) && c.name != "cut within a character" {
				t.Errorf("error %v", s.Err)
			}
		})
	}
	path := filepath.Join(tree(t, map[string]string{"a.md": "text"}), "a.md")
	if s := Look(path, safefile.Fingerprint{}); s.News != Changed || s.Src != "text" {
		t.Errorf("a file where none was: %+v", s)
	}
	if s := Look(path+"x", safefile.Fingerprint{}); s.News != Unchanged {
		t.Errorf("no file where none was: %+v", s)
	}
}

// Looking at a file that is as it was does not take its bytes into memory.
func TestLookHoldsNothing(t *testing.T) {
	const size = 4 << 20
	path := filepath.Join(tree(t, map[string]string{"a.md": strings.Repeat("words ", size/6)}), "a.md")
	fp := *known(t, path)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s := Look(path, fp)
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; s.News != Unchanged || n > size/8 {
		t.Errorf("%v, and %d bytes were allocated for %d", s.News, n, size)
	}
}

func replaced(path, text string) error {
	tmp := path + ".other"
	if err := os.WriteFile(tmp, []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

// step is what somebody else does at a time after the check began.
type step struct {
	at time.Duration
	do func(path string) error
}

func TestChecker(t *testing.T) {
	text := func(s string) func(string) error {
		return func(p string) error { return os.WriteFile(p, []byte(s), 0o644) }
	}
	ms := time.Millisecond
	for _, c := range []struct {
		name  string
		steps []step
		want  News
		src   string
		after time.Duration // from the check's beginning to the answer
	}{
		{"a change at once", []step{{0, text("a longer text than before")}}, Changed, "a longer text than before", 0},
		{"a touch", []step{{0, func(p string) error { return os.Chtimes(p, noon, noon) }}}, Touched, "", 0},
		{"truncated, then written", []step{{0, text("")}, {100 * ms, text("the new and longer text")}}, Changed, "the new and longer text", 200 * ms},
		{"written with a long pause", []step{{0, text("")}, {300 * ms, text("the")}, {650 * ms, text("the old text and more")}}, Changed, "the old text and more", 800 * ms},
		{"really emptied", []step{{0, text("")}}, Changed, "", 400 * ms},
		{"really shorter", []step{{0, text("the old")}}, Changed, "the old", 400 * ms},
		{"shorter and shorter", []step{{0, text("the old")}, {100 * ms, text("the")}}, Changed, "the", 600 * ms},
		{"emptied and back", []step{{0, text("")}, {250 * ms, text("the old text")}}, Touched, "", 400 * ms},
		{"deleted and made again", []step{{0, os.Remove}, {1900 * ms, text("a text that was made anew")}}, Changed, "a text that was made anew", 2000 * ms},
		{"deleted and the same again", []step{{0, os.Remove}, {500 * ms, text("the old text")}}, Touched, "", 600 * ms},
		{"deleted", []step{{0, os.Remove}}, Gone, "", 2000 * ms},
		{"cut within a character", []step{{0, text("the old text, \xc3")}, {100 * ms, text("the old text, ö")}}, Changed, "the old text, ö", 200 * ms},
		{"not UTF-8 any more", []step{{0, text("the old text, \xe9")}}, Refused, "", 400 * ms},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(tree(t, map[string]string{"a.md": "the old text"}), "a.md")
			fp := *known(t, path)
			synctest.Test(t, func(t *testing.T) {
				must(t, c.steps[0].do(path))
				for _, s := range c.steps[1:] {
					time.AfterFunc(s.at, func() {
						if err := s.do(path); err != nil {
							t.Error(err)
						}
					})
				}
				got := make(chan Sight, 1)
				start := time.Now()
				checker := NewChecker(func(f func()) { f() }, nil)
				checker.Check(1, path, func() safefile.Fingerprint { return fp }, func(s Sight) { got <- s })
				s := <-got
				if s.News != c.want || s.Src != c.src || time.Since(start) != c.after {
					t.Errorf("saw %v with %q and %v after %v, want %v with %q after %v", s.News, s.Src, s.Err, time.Since(start), c.want, c.src, c.after)
				}
				if s.News == Refused {
					oneLine(t, s.Err, "a.md")
				}
				checker.Close()
			})
		})
	}
}

// A file that is never at rest is believed in the end.
func TestPatienceEnds(t *testing.T) {
	var p patience
	looks := 1
	for p.next(Sight{News: Suspicious, Fingerprint: safefile.Fingerprint{Size: int64(looks), Inode: 1, ModTime: noon, Sum: [32]byte{byte(looks)}}}) > 0 {
		looks++
		if looks > 100 {
			t.Fatal("never believed")
		}
	}
	if looks != mostLooks {
		t.Errorf("believed after %d looks", looks)
	}
}

func TestCheckerKnowsOwnSaves(t *testing.T) {
	path := filepath.Join(tree(t, map[string]string{"a.md": "the old text"}), "a.md")
	old := *known(t, path)
	write(t, path, "the text that is being saved")
	ours := *known(t, path)
	here := func(f func()) { f() }

	// The Keeper is about to report it …
	got := make(chan Sight, 1)
	c := NewChecker(here, func(key any, fp safefile.Fingerprint) bool { return key == 1 && fp.SameBytes(ours) })
	c.Check(1, path, func() safefile.Fingerprint { return old }, func(s Sight) { got <- s })
	if s := receive(t, got); s.News != Unchanged {
		t.Errorf("our own save is %v", s.News)
	}
	// … or reports it while the check is under way.
	asked := 0
	c = NewChecker(here, nil)
	c.Check(1, path, func() safefile.Fingerprint {
		if asked++; asked == 1 {
			return old
		}
		return ours
	}, func(s Sight) { got <- s })
	if s := receive(t, got); s.News != Touched || s.Src != "" || asked != 2 {
		t.Errorf("our own save is %v", s.News)
	}
}

func TestCheckerDropsOlderChecks(t *testing.T) {
	path := filepath.Join(tree(t, map[string]string{"a.md": "the old text"}), "a.md")
	fp := *known(t, path)
	synctest.Test(t, func(t *testing.T) {
		must(t, os.Truncate(path, 0))
		got := make(chan string, 10)
		ask := func(c *Checker, name string) {
			c.Check(1, path, func() safefile.Fingerprint { return fp }, func(s Sight) { got <- name + " " + s.News.String() })
		}
		c := NewChecker(func(f func()) { f() }, nil)
		ask(c, "first")
		synctest.Wait()
		ask(c, "second")
		if g := <-got; g != "second changed" {
			t.Errorf("got %q", g)
		}
		ask(c, "third")
		synctest.Wait()
		c.Close()
		ask(c, "fourth")
		time.Sleep(time.Minute) // of the test's clock
		if len(got) > 0 {
			t.Errorf("after closing: %q", <-got)
		}
	})
}

func TestNewsNames(t *testing.T) {
	for n, want := range map[News]string{Unchanged: "unchanged", Touched: "touched", Changed: "changed", Gone: "gone", Suspicious: "suspicious", Refused: "refused"} {
		if n.String() != want {
			t.Errorf("%d is %q", n, n)
		}
	}
}

// A look that takes its time, as at a file that is gone, ends with the workspace.
func TestCloseEndsLooks(t *testing.T) {
	d := newWorkspaceTest(t, map[string]string{"a.md": "one"})
	f := d.open("a.md")
	must(t, os.Remove(d.path("a.md")))
	f.Look(func(Sight) { t.Error("a look was answered after the end") })
	d.Workspace.Close()
	d.checker.mu.Lock()
	defer d.checker.mu.Unlock()
	if len(d.checker.checks) > 0 {
		t.Error("the file is looked at again and again")
	}
}
