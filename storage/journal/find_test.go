package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/safefile"
)

// forLater is [Find], whose journals are let go of at the end: where files that are open cannot be removed, the test's
// folder could not either.
func forLater(t *testing.T, dirs []string) ([]*Found, []error) {
	t.Helper()
	found, problems := Find(dirs)
	t.Cleanup(func() {
		for _, f := range found {
			f.Release()
		}
	})
	return found, problems
}

// leave has a process write a text and end without a word.
func leave(t *testing.T, dir string, a About, src string) (end func()) {
	t.Helper()
	w := NewWriter(Options{Dirs: []string{dir}})
	j := w.Journal(a)
	empty := text.New("")
	next, p := empty.Apply(text.Edit{New: src})
	j.Changed(State{Text: next, Revision: 1, Place: Place{Caret: 3, Anchor: 3}}, p)
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	return func() { closeWriter(t, w) } // which lets go of the lock, and leaves the files
}

func write(t *testing.T, path, src string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
}

func baseOf(src string) Base {
	return Base{Size: int64(len(src)), Sum: safefile.SumOf([]byte(src))}
}

func TestFind(t *testing.T) {
	const base, mine = "!! title: Marbles\n---\nOld words.\n", "!! title: Marbles\n---\nMany new words here.\n"
	for name, c := range map[string]struct {
		about  About
		files  map[string]string
		stands Standing
		now    string
	}{
		"as it was":          {About{Path: "a.md", Base: baseOf(base)}, map[string]string{"a.md": base}, Same, "a.md"},
		"changed":            {About{Path: "a.md", Base: baseOf(base)}, map[string]string{"a.md": base + "x"}, Changed, "a.md"},
		"saved":              {About{Path: "a.md", Base: baseOf(base)}, map[string]string{"a.md": mine}, Saved, "a.md"},
		"moved":              {About{Path: "a.md", Base: baseOf(base)}, map[string]string{"b.md": base, "c.md": base + "x"}, Moved, "b.md"},
		"saved and moved":    {About{Path: "a.md", Base: baseOf(base)}, map[string]string{"b.md": mine, "c.md": base}, Saved, "b.md"},
		"gone":               {About{Path: "a.md", Base: baseOf(base)}, map[string]string{"b.md": base + "x"}, Gone, ""},
		"folder gone":        {About{Path: "none/a.md", Base: baseOf(base)}, nil, Gone, ""},
		"new":                {About{Library: "."}, map[string]string{"b.md": base}, New, ""},
		"new, without one":   {About{}, nil, New, ""},
		"new, and saved":     {About{Library: "."}, map[string]string{"b.md": mine}, Saved, "b.md"},
		"another, not known": {About{Path: "a.md"}, map[string]string{"a.md": base}, Changed, "a.md"},
	} {
		t.Run(name, func(t *testing.T) {
			posts, dir := t.TempDir(), filepath.Join(t.TempDir(), "recovery")
			for name, src := range c.files {
				write(t, filepath.Join(posts, name), src)
			}
			if c.about.Path != "" {
				c.about.Path = filepath.Join(posts, c.about.Path)
			}
			if c.about.Library != "" {
				c.about.Library = posts
			}
			end := leave(t, dir, c.about, mine)
			if found, problems := Find([]string{dir}); len(found)+len(problems) > 0 {
				t.Fatalf("the process lives, and %d are found, %v", len(found), problems)
			}
			end()
			found, problems := Find([]string{dir, filepath.Join(dir, "none")})
			if len(found) != 1 || len(problems) > 0 {
				t.Fatalf("%d found, %v", len(found), problems)
			}
			f := found[0]
			now := c.now
			if now != "" {
				now = filepath.Join(posts, now)
			}
			if f.Standing != c.stands || f.Now != now || f.Title != "Marbles" || f.Words != 4 || f.Damaged || time.Since(f.Time).Abs() > time.Minute {
				t.Errorf("found %+v, want it to be %v at %q", f, c.stands, now)
			}
			if again, _ := Find([]string{dir}); len(again) != 0 {
				t.Error("found by two")
			}
			f.Release()
			if again, _ := Find([]string{dir}); len(again) != 1 {
				t.Error("not found again after it was kept for later")
			} else if err := again[0].Remove(); err != nil {
				t.Error(err)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("%v is left, %v", left, err)
			}
		})
	}
}

// What is no journal, cannot be read or is damaged from its start is said and
// left alone; the others are found all the same.
func TestFindForeign(t *testing.T) {
	dir := t.TempDir()
	leave(t, dir, About{}, "Words.")()
	leave(t, dir, About{}, "Other words.")()
	list := files(t, dir)
	b, err := os.ReadFile(list[0])
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "20260101-000000-aaaaaaaa-1.journal"), "mine")
	write(t, filepath.Join(dir, "20260101-000000-aaaaaaaa-2.journal"), string(b[:len(magic)+10]))
	write(t, filepath.Join(dir, "20260101-000000-aaaaaaaa-3.journal.new"), string(b))
	write(t, filepath.Join(dir, "20260101-000000-aaaaaaaa-6.journal"), magic) // with nothing in it
	write(t, filepath.Join(dir, "unfinished-2026-01-01.md"), "mine too")
	write(t, filepath.Join(dir, ".journal"), "")
	if err := os.Mkdir(filepath.Join(dir, "20260101-000000-aaaaaaaa-4.journal"), 0o700); err != nil {
		t.Fatal(err)
	}
	huge := filepath.Join(dir, "20260101-000000-aaaaaaaa-5.journal")
	write(t, huge, "")
	if err := os.Truncate(huge, 3<<30); err != nil {
		t.Fatal(err)
	}
	found, problems := forLater(t, []string{dir})
	for _, none := range []string{filepath.Join(huge, "recovery"), huge} {
		_, more := Find([]string{none})
		problems = append(problems, more...)
	}
	want := 7
	if runtime.GOOS == "windows" {
		want = 5 // a file in the place of the folder is no folder there, and nothing more
	}
	if len(found) != 2 || len(problems) != want {
		t.Errorf("%d found, problems %q", len(found), problems)
	}
	for _, p := range problems {
		if strings.Contains(p.Error(), "\n") || !strings.Contains(p.Error(), "20260101-000000-aaaaaaaa") {
			t.Errorf("%q names no file", p)
		}
	}
	if _, err := os.Stat(huge); err != nil {
		t.Error(err)
	}
}

// A process can end between making a journal and writing it. What it leaves holds
// no word and goes, without a line, and not while the process lives.
func TestFindEmpty(t *testing.T) {
	dir := t.TempDir()
	leave(t, dir, About{}, "Words.")()
	empty := filepath.Join(dir, "20260101-000000-aaaaaaaa-70.journal")
	write(t, empty, "")
	owner, ok := tryLock(filepath.Join(dir, "20260101-000000-aaaaaaaa"+lockEnd))
	if !ok {
		t.Fatal("no lock")
	}
	owner.use()
	for _, lives := range []bool{true, false} {
		if !lives {
			owner.release()
		}
		found, problems := Find([]string{dir})
		if len(found) != 1 || len(problems) > 0 {
			t.Errorf("%d found, problems %q", len(found), problems)
		}
		for _, f := range found {
			f.Release()
		}
		if _, err := os.Lstat(empty); (err == nil) != lives {
			t.Errorf("its process lives: %v, the empty one: %v", lives, err)
		}
	}
}

// One post in two folders is found once, with what was written last, and so is
// one text in two journals.
func TestFindOne(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	if err := os.Chmod(other, 0o700); err != nil {
		t.Fatal(err)
	}
	leave(t, dir, About{Path: "/a.md"}, "Words.")()
	leave(t, dir, About{Path: "/a.md"}, "Words.")()
	list := files(t, dir)
	name := filepath.Base(list[0])
	r := record{kind: kindPost, payload: `{"path":"/a.md","round":2}`}
	c := r.appendTo([]byte(magic))
	r = record{kind: kindText, number: 1, revision: 9, payload: "Later."}
	write(t, filepath.Join(other, name), string(r.appendTo(c)))
	found, problems := forLater(t, []string{dir, other})
	if len(found) != 2 || len(problems) > 0 {
		t.Fatalf("%d found, %v", len(found), problems)
	}
	words := ""
	for _, f := range found {
		k, err := f.Read()
		if err != nil {
			t.Fatal(err)
		}
		words += k.Text.String()
	}
	if words != "Words.Later." && words != "Later.Words." {
		t.Errorf("found %q", words)
	}
}

// Where what was written last breaks off, what was written whole before it is
// found too, in whichever of the folders it is.
func TestFindParted(t *testing.T) {
	put := func(dir, name string, round int, payload string, more int) {
		r := record{kind: kindPost, payload: fmt.Sprintf(`{"path":"/a.md","round":%d}`, round)}
		b := r.appendTo([]byte(magic))
		r = record{kind: kindText, number: 1, revision: 9, payload: payload, more: more}
		write(t, filepath.Join(dir, name), string(r.appendTo(b)))
	}
	for name, rounds := range map[string][2]int{"in the second folder": {1, 2}, "in the first folder": {2, 1}} {
		t.Run(name, func(t *testing.T) {
			dirs := []string{t.TempDir(), t.TempDir()}
			for i, dir := range dirs {
				if err := os.Chmod(dir, 0o700); err != nil {
					t.Fatal(err)
				}
				if rounds[i] == 1 {
					put(dir, "20260101-000000-aaaaaaaa-1.journal", 1, "All of the words.", 0)
				} else {
					put(dir, "20260101-000000-aaaaaaaa-1.journal", 2, "Now all of", 1)
				}
			}
			found, problems := forLater(t, dirs)
			var words []string
			for _, f := range found {
				k, err := f.Read()
				if err != nil {
					t.Fatal(err)
				}
				words = append(words, k.Text.String())
			}
			slices.Sort(words)
			if want := []string{"All of the words.", "Now all of"}; !slices.Equal(words, want) || len(problems) > 0 {
				t.Errorf("found %q, want %q; %v", words, want, problems)
			}
		})
	}
}

// A journal that is gone on with stays until the new one is on the disk.
func TestContinue(t *testing.T) {
	dir := t.TempDir()
	leave(t, dir, About{Path: "/a.md"}, "Words.")()
	found, _ := Find([]string{dir})
	if len(found) != 1 {
		t.Fatalf("%d found", len(found))
	}
	w := NewWriter(Options{Dirs: []string{dir}})
	j := w.Journal(found[0].About)
	j.Replaces(found[0])
	k, err := found[0].Read()
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := Find([]string{dir}); len(again) != 0 {
		t.Error("found by two")
	}
	next, p := k.Text.Apply(text.Edit{Start: 5, End: 5, New: " more"})
	j.Changed(State{Text: next, Revision: 2}, p)
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	list := files(t, dir)
	if len(list) != 1 || list[0] == found[0].File || read(t, list[0]).Text.String() != "Words more." {
		t.Errorf("kept in %q", list)
	}
	j.Done()
	closeWriter(t, w)
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}
