package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/journal"
	"galley.app/galley/storage/safefile"
)

// unsaved leaves texts as a Galley does that is killed; held says that it lives.
func unsaved(t *testing.T, held bool, texts ...journal.About) (dir string) {
	t.Helper()
	dirs := config.UserPaths(os.Getenv).Journals(os.TempDir())
	w := journal.NewWriter(journal.Options{Dirs: dirs})
	for _, about := range texts {
		src := about.Library // which holds the text here
		about.Library = ""
		empty := text.New("")
		next, p := empty.Apply(text.Edit{New: src})
		w.Journal(about).Changed(journal.State{Text: next, Revision: 1}, p)
	}
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	end := func() {
		if err := w.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if held {
		t.Cleanup(func() { _ = w.Close(t.Context()) }) // the test is over
	} else {
		end()
	}
	return dirs[0]
}

func home(t *testing.T) {
	t.Helper()
	t.Setenv("GALLEY_HOME", t.TempDir())
	t.Setenv("TMPDIR", t.TempDir())
}

func TestRecover(t *testing.T) {
	home(t)
	if code, out, errs := run(t, "", "recover"); code != 0 || out != "" || !strings.Contains(errs, "there is no text") {
		t.Errorf("without any: %d, %q, %q", code, out, errs)
	}
	lib, out := t.TempDir(), filepath.Join(t.TempDir(), "a", "b")
	file := filepath.Join(lib, "0001-first.md")
	put(t, file, post1)
	base := journal.Base{Size: int64(len(post1)), Sum: safefile.SumOf([]byte(post1))}
	mine := post1 + "More words.\n"
	const fresh = "!! title: A \"new\" one\n---\nNever saved.\n"
	unsaved(t, false,
		journal.About{Path: file, Base: base, Library: mine},
		journal.About{Library: fresh},
		journal.About{Path: file, Base: base, Library: post1}, // saved
	)
	unsaved(t, true, journal.About{Library: "of one that runs"})

	listed := must(t, "recover", "--list")
	if listed != must(t, "recover") || strings.Count(listed, "\n") != 3 ||
		!strings.Contains(listed, " words\tsame\t"+file+"\tFirst: of many\n") || !strings.Contains(listed, "\t2 words\tnew\t-\tA \"new\" one\n") {
		t.Errorf("listed %q", listed)
	}
	var list []recoverable
	if err := json.Unmarshal([]byte(must(t, "recover", "--json")), &list); err != nil || len(list) != 3 {
		t.Errorf("%v, %+v", err, list)
	}

	for n, want := range []map[string]string{
		{"0001-first.md": mine, "wip-a-new-one.md": fresh},
		{"0001-first-2.md": mine, "wip-a-new-one-2.md": fresh},
	} {
		said := must(t, "recover", "--out", out)
		for name, src := range want {
			path := filepath.Join(out, name)
			if get(t, path) != src || !strings.Contains(said, path+"\n") {
				t.Errorf("time %d: %s is %q, said %q", n, name, get(t, path), said)
			}
		}
		if entries, err := os.ReadDir(out); err != nil || len(entries) != 2*(n+1) {
			t.Errorf("time %d: %v, %v", n, entries, err)
		}
	}
	if get(t, file) != post1 || listed != must(t, "recover") {
		t.Error("a post was changed, or a recovery copy is gone")
	}
}

// Bad journals and bad places are said in a line, and stop nothing else.
func TestRecoverBad(t *testing.T) {
	home(t)
	dir := unsaved(t, false, journal.About{Path: "/nowhere/\xff\n.md", Library: "Words that stay."})
	bad := filepath.Join(dir, "20260101-000000-aaaaaaaa-1.journal")
	put(t, bad, "no journal")
	code, out, errs := run(t, "", "recover")
	if code != 1 || !strings.Contains(out, "\t3 words\tgone\t\"/nowhere/\\xff\\n.md\"\t\n") || !strings.Contains(errs, bad) || strings.Count(errs, "\n") != 1 {
		t.Errorf("%d, %q, %q", code, out, errs)
	}
	if err := os.Remove(bad); err != nil {
		t.Fatal(err)
	}
	blocked := filepath.Join(t.TempDir(), "file")
	put(t, blocked, "a file")
	for _, to := range []string{blocked, filepath.Join(blocked, "below")} {
		if code, out, errs := run(t, "", "recover", "--out", to); code != 1 || out != "" || !strings.Contains(errs, blocked) {
			t.Errorf("%s: %d, %q, %q", to, code, out, errs)
		}
	}
	to := t.TempDir()
	if err := os.Symlink(filepath.Join(to, "nothing"), filepath.Join(to, "\xff\n.md")); err != nil {
		t.Fatal(err)
	}
	said := must(t, "recover", "--out", to)
	if path := filepath.Join(to, "\xff\n-2.md"); get(t, path) != "Words that stay." || said != strconv.Quote(path)+"\n" {
		t.Errorf("not written beside a link, or said with more than a line: %q", said)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "recovery is a file")
	if code, out, errs := run(t, "", "recover"); code != 1 || out != "" || !strings.Contains(errs, dir+": ") {
		t.Errorf("%d, %q, %q", code, out, errs)
	}
}

// A state folder that is a file is said, and nothing is said of what cannot be
// known then.
func TestStateFolderIsFile(t *testing.T) {
	state := filepath.Join(t.TempDir(), "home", "state")
	t.Setenv("GALLEY_HOME", filepath.Dir(state))
	t.Setenv("TMPDIR", t.TempDir())
	put(t, state, "mine")
	for _, args := range [][]string{{"recover"}, {"recover", "--out", t.TempDir()}} {
		if code, out, errs := run(t, "", args...); code != 1 || out != "" || !strings.Contains(errs, "cannot be looked for") || strings.Contains(errs, "there is no text") {
			t.Errorf("%q: %d, %q, %q", args, code, out, errs)
		}
	}
}
