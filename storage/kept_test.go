package storage

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"galley.app/galley/storage/history"
	"galley.app/galley/storage/plan"
)

// kept is what the history has of a path, the newest first: kind and first line.
func (d *workspaceTest) kept(path string) (list []string) {
	d.t.Helper()
	must(d.t, d.o.History.Flush(d.t.Context()))
	versions, err := d.o.History.Versions(path)
	must(d.t, err)
	for _, v := range versions {
		text, err := d.o.History.Text(v)
		must(d.t, err)
		line, _, _ := strings.Cut(text, "\n")
		list = append(list, v.Kind.String()+" "+line)
	}
	return list
}

func (d *workspaceTest) wantKept(path string, want ...string) {
	d.t.Helper()
	if got := d.kept(path); !slices.Equal(got, want) {
		d.t.Errorf("%s: kept are %q, want %q", filepath.Base(path), got, want)
	}
}

func withHistory(t *testing.T, files map[string]string) *workspaceTest {
	d := newWorkspaceTest(t, files)
	d.o.History = history.New(d.o.Paths.History(), history.Options{})
	t.Cleanup(func() { _ = d.o.History.Close() })
	return d
}

func TestSavesAreKept(t *testing.T) {
	d := withHistory(t, map[string]string{"wip-d.md": "old\n"})
	f := d.open("wip-d.md")
	d.saved(f, "one\n")
	d.saved(f, "two\n")
	d.wait("autosave", func(done func()) { f.Autosave(pieces("three\n"), func(Result) { done() }) })
	d.wantKept(d.path("wip-d.md"), "autosaved three", "saved two", "saved one", "found old")

	// What another program wrote is kept before it is replaced.
	d.put("wip-d.md", "theirs\n")
	if r := d.saved(f, "four\n"); r.Err == nil {
		t.Fatal("no conflict")
	}
	d.wantKept(d.path("wip-d.md"), "autosaved three", "saved two", "saved one", "found old")
	f.Accept("theirs\n")
	d.saved(f, "four\n")
	d.wantKept(d.path("wip-d.md"), "saved four", "found theirs", "autosaved three", "saved two", "saved one", "found old")

	f.Keep(history.GivenUp, "", pieces("given up\n"))
	var to string
	d.wait("publishing", func(done func()) {
		d.Change(t.Context(), Changing{Changes: []plan.Change{d.publishing(f)}, Was: history.Renamed, Done: func(_ []*OpenFile, err error) {
			to = f.Path()
			must(t, err)
		}})
		f.Save(pieces("five\n"), func(Result) { done() }) // before the new name is known
	})
	d.wait("a save", func(done func()) { f.Save(pieces("six\n"), func(Result) { done() }) })
	d.wantKept(to, "saved six", "saved five", "given-up given up", "saved four", "found theirs", "autosaved three", "saved two", "saved one", "found old")
	d.wantKept(d.path("wip-d.md"))

	// Under another name it takes its past along.
	d.created(f, d.path("copy.md"), "", "copied\n")
	d.saved(f, "copied and changed\n")
	if got := d.kept(d.path("copy.md")); len(got) != 11 || got[1] != "saved-as copied" || got[2] != "saved six" {
		t.Errorf("the copy has %q", got)
	}
	d.wantKept(to, d.kept(d.path("copy.md"))[2:]...)
}

func TestNewPostsAreKept(t *testing.T) {
	d := withHistory(t, nil)
	f := d.NewFile()
	f.Keep(history.GivenUp, "thoughts", pieces("never saved\n"))
	d.wantKept(d.path("wip-thoughts.md"), "given-up never saved")
	r := d.created(f, "", "thoughts", "first\n")
	d.wantKept(r.Path, "saved first", "given-up never saved")
}

// Where no version can be kept, saving works all the same, and it is said once.
func TestSavingWithoutHistory(t *testing.T) {
	d := withHistory(t, map[string]string{"a.md": "old\n"})
	var told []string
	d.o.History.Tell(func(err error) { told = append(told, fmt.Sprint(err)) })
	must(t, os.MkdirAll(d.o.Paths.State, 0o700))
	must(t, os.WriteFile(d.o.Paths.History(), []byte("a file"), 0o600))
	f := d.open("a.md")
	for _, text := range []string{"one\n", "two\n"} {
		if r := d.saved(f, text); r.Err != nil {
			t.Error(r.Err)
		}
		d.wantFile("a.md", text)
	}
	must(t, d.o.History.Flush(t.Context()))
	must(t, os.Remove(d.o.Paths.History()))
	d.saved(f, "three\n")
	d.wantKept(d.path("a.md"), "saved three", "found two")
	if len(told) != 2 || !strings.Contains(told[0], "history not written") || told[1] != "<nil>" {
		t.Errorf("told %q", told)
	}
}

// What takes its time to be kept is not waited for without end, and what is kept
// in time is told of once.
func TestGiveUpEnds(t *testing.T) {
	for _, slow := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			told := make(chan error, 2)
			w := &Workspace{o: WorkspaceOptions{Now: time.Now, Post: func(f func()) { f() }, History: history.New(t.TempDir(), history.Options{})}}
			goOn := make(chan struct{})
			f := &OpenFile{w: w, path: "/a.md"}
			start := time.Now()
			f.GiveUp("", func(yield func(string) bool) {
				if slow {
					<-goOn
				}
				yield("words")
			}, func(err error) { told <- err })
			if err := <-told; (err != nil) != slow || slow && time.Since(start) != giveUpWait {
				t.Errorf("slow: %v: %v after %v", slow, err, time.Since(start))
			}
			close(goOn)
			synctest.Wait()
			if len(told) > 0 {
				t.Error("told twice")
			}
			if err := w.o.History.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}
