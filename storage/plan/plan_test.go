//go:build unix

package plan

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/safefile/safetest"
)

// parse reads changes, a line each: “a.md: old > new” is a text, “a.md -> b.md”
// a name, “a.md -> b.md: old > new” both and “d/ -> e/” a folder.
func parse(notation string) (list []Change) {
	for line := range strings.SplitSeq(strings.TrimSpace(notation), "\n") {
		names, texts, edits := strings.Cut(strings.TrimSpace(line), ": ")
		from, to, _ := strings.Cut(names, " -> ")
		c := Change{Path: strings.TrimSuffix(from, "/"), To: strings.TrimSuffix(to, "/"), Folder: strings.HasSuffix(from, "/")}
		if edits {
			c.Old, c.New, _ = strings.Cut(texts, " > ")
		} else if !c.Folder {
			c.Old, c.New = from, from // files of these tests hold their names
		}
		list = append(list, c)
	}
	return list
}

// sample is a library, and a plan that uses all kinds of changes.
var sample = map[string]string{
	"posts/": "", "img/": "", "img/a/": "", "img/a/x.png": "picture", "state/": "",
	"posts/a.md": "one", "posts/b.md": "two", "posts/c.md": "three", "posts/e.md": "posts/e.md",
}

const samplePlan = `
	posts/a.md -> posts/d.md: one > uno
	posts/b.md: two > dos
	posts/c.md: three > tres
	posts/e.md -> posts/f.md
	img/a/ -> img/d/`

var before = map[string]string{"img/a/x.png": "picture", "posts/a.md": "one", "posts/b.md": "two", "posts/c.md": "three", "posts/e.md": "posts/e.md"}

var after = map[string]string{"img/d/x.png": "picture", "posts/d.md": "uno", "posts/b.md": "dos", "posts/c.md": "tres", "posts/f.md": "posts/e.md"}

func options(fsys safefile.FS) Options { return Options{State: "state", FS: fsys, ID: "plan"} }

// library is what a person sees of the files: without notes and temporaries.
func library(files map[string]string) map[string]string {
	files = maps.Clone(files)
	maps.DeleteFunc(files, func(name, _ string) bool {
		return strings.HasPrefix(name, "state/") || safefile.IsTemporary(filepath.Base(name))
	})
	return files
}

// temporaries are what is left beside the files.
func temporaries(files map[string]string) (list []string) {
	for name := range files {
		if safefile.IsTemporary(filepath.Base(name)) {
			list = append(list, name)
		}
	}
	return list
}

func show(files map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "%s=%.40q ", name, files[name])
	}
	return b.String()
}

// restart does what the next start does.
func restart(t *testing.T, m *safetest.Memory) {
	t.Helper()
	if _, err := m.Lstat("state/plan.plan"); err != nil {
		return
	}
	r, err := recoverNote("state/plan.plan", Options{State: "state", FS: m})
	if err != nil || len(r.Left)+len(r.Foreign) > 0 {
		t.Errorf("recovering: %+v, %v", r, err)
	}
}

func TestDo(t *testing.T) {
	m := safetest.NewMemory(sample)
	if err := Do(t.Context(), parse(samplePlan), options(m)); err != nil {
		t.Fatal(err)
	}
	if got := m.Files(); !maps.Equal(got, after) {
		t.Errorf("got %s", show(got))
	}
	if err := Do(t.Context(), Inverse(parse(samplePlan)), options(m)); err != nil {
		t.Fatal(err)
	}
	if got := m.Files(); !maps.Equal(got, before) {
		t.Errorf("taken back: %s", show(got))
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, plan, want string }{
		{"another text", "posts/b.md: two > x\nposts/a.md: two > x", "posts/a.md: it was changed in the meantime"},
		{"no file", "posts/b.md: two > x\nposts/z.md: two > x", "posts/z.md: it is not there any more"},
		{"a name that is taken", "posts/b.md: two > x\nposts/a.md -> posts/b.md: one > one", "posts/a.md: it cannot be named b.md, because that is there already"},
		{"a name that is given twice", "posts/a.md -> posts/X.md: one > one\nposts/b.md -> posts/x.md: two > two", "posts/b.md: it is named twice"},
		{"a file twice", "posts/a.md: one > 1\nposts/a.md: one > 2", "posts/a.md: it is named twice"},
		{"a folder that is none", "posts/a.md/ -> posts/x/", "posts/a.md: it was changed in the meantime"},
		{"a file that is a folder", "img/a: one > two", "img/a: it was changed in the meantime"},
		{"into a folder that is not there", "posts/a.md -> new/a.md: one > one", "new: there is no such folder"},
		{"in a folder that is renamed", "img/a/x.png: picture > x\nimg/a/ -> img/b/", "img/a/x.png: it lies in a folder that is renamed too"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := safetest.NewMemory(sample)
			err := Do(t.Context(), parse(c.plan), options(m))
			if err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if got := m.Files(); !maps.Equal(got, before) {
				t.Errorf("got %s", show(got))
			}
		})
	}
}

// variants are file systems on which a plan is done, with what they cannot do.
func variants() map[string]func(call string) error {
	return map[string]func(call string) error{
		"all calls":            func(string) error { return nil },
		"no exchange":          func(call string) error { return unsupported(call, "Exchange") },
		"no exchange, no link": func(call string) error { return unsupported(call, "Exchange", "Link") },
	}
}

func unsupported(call string, calls ...string) error {
	if slices.Contains(calls, call) {
		return errors.ErrUnsupported
	}
	return nil
}

// on runs the sample's plan on a file system in which fault says what becomes of
// the call of that number.
func on(t *testing.T, lacks func(string) error, fault func(n int, call, name string) safetest.Fault) (m *safetest.Memory, calls int, err error) {
	m = safetest.NewMemory(sample)
	hook := &safetest.Hook{FS: m, Before: func(call, name string) safetest.Fault {
		calls++
		if f := fault(calls, call, name); f != (safetest.Fault{}) {
			return f
		}
		return safetest.Fault{Err: lacks(call)}
	}}
	return m, calls, Do(t.Context(), parse(samplePlan), options(hook))
}

// TestFaults has each call of a plan fail: once, with the answer lost, and from
// then on. All is as it was or all is done, at once or after the next start.
func TestFaults(t *testing.T) {
	none := func(int, string, string) safetest.Fault { return safetest.Fault{} }
	for name, lacks := range variants() {
		_, all, err := on(t, lacks, none)
		if err != nil {
			t.Fatal(name, err)
		}
		for at := 1; at <= all; at++ {
			for kind, fault := range map[string]func(n int) safetest.Fault{
				"once":     func(n int) safetest.Fault { return safetest.Fault{Err: faultAt(n == at)} },
				"late":     func(n int) safetest.Fault { return safetest.Fault{Err: faultAt(n == at), Late: true} },
				"for good": func(n int) safetest.Fault { return safetest.Fault{Err: faultAt(n >= at)} },
			} {
				where := ""
				m, _, err := on(t, lacks, func(n int, call, name string) safetest.Fault {
					if n == at {
						where = call + " " + name
					}
					f := fault(n)
					if f.Err == nil {
						return safetest.Fault{}
					}
					return f
				})
				where = fmt.Sprintf("%s, %s, call %d (%s)", name, kind, at, where)
				failed := (*Error)(nil)
				now := library(m.Files())
				switch {
				case err == nil && !maps.Equal(now, after):
					t.Errorf("%s: no error, and %s", where, show(now))
				case errors.As(err, &failed) && len(failed.Left) == 0 && !maps.Equal(now, before):
					t.Errorf("%s: %v, and %s", where, err, show(now))
				}
				restart(t, m)
				now = library(m.Files())
				if !maps.Equal(now, before) && !maps.Equal(now, after) || failed != nil && maps.Equal(now, after) {
					t.Errorf("%s: %v, after the next start %s", where, err, show(now))
				}
			}
		}
	}
}

func faultAt(now bool) error {
	if now {
		return syscall.EIO
	}
	return nil
}

// TestEnded ends the process before each call.
func TestEnded(t *testing.T) {
	for name, lacks := range variants() {
		for at, all := 1, 2; at <= all; at++ {
			m, calls, _ := on(t, lacks, func(n int, call, name string) safetest.Fault {
				if n < at {
					return safetest.Fault{}
				}
				return safetest.Fault{Err: errors.New("ended")}
			})
			if calls > all {
				all = calls
			}
			restart(t, m)
			if now := library(m.Files()); !maps.Equal(now, before) && !maps.Equal(now, after) {
				t.Errorf("%s, ended before call %d: %s", name, at, show(now))
			}
			if maps.Equal(library(m.Files()), before) && len(temporaries(m.Files())) > 0 {
				t.Errorf("%s, ended before call %d: left %s", name, at, temporaries(m.Files()))
			}
		}
	}
}

// TestPowerCut cuts the power before each call.
func TestPowerCut(t *testing.T) {
	for name, lacks := range variants() {
		_, all, _ := on(t, lacks, func(int, string, string) safetest.Fault { return safetest.Fault{} })
		for at := 1; at <= all+1; at++ {
			m, _, err := on(t, lacks, func(n int, call, name string) safetest.Fault {
				if n < at {
					return safetest.Fault{}
				}
				return safetest.Fault{Err: errors.New("no power")}
			})
			rng := rand.New(rand.NewPCG(1, uint64(at)))
			m.AfterPowerCuts(60, rng, func(files map[string]string) {
				files = maps.Clone(files)
				for dir := range sample {
					if strings.HasSuffix(dir, "/") {
						files[dir] = ""
					}
				}
				if _, moved := files["img/d/x.png"]; moved {
					delete(files, "img/a/")
					files["img/d/"] = ""
				}
				again := safetest.NewMemory(files)
				restart(t, again)
				now := library(again.Files())
				if !maps.Equal(now, before) && !maps.Equal(now, after) || err == nil && at > all && !maps.Equal(now, after) {
					t.Errorf("%s, power cut before call %d: %s", name, at, show(now))
				}
			})
		}
	}
}

// TestOthersWrite has another program replace a file before each call. What it
// wrote stays, and of all other files all are old or all are new.
func TestOthersWrite(t *testing.T) {
	for name, lacks := range variants() {
		if name == "no exchange" {
			continue // between the link and the new name, as in any save
		}
		_, all, _ := on(t, lacks, func(int, string, string) safetest.Fault { return safetest.Fault{} })
		for at := 1; at <= all; at++ {
			for _, file := range []string{"posts/b.md", "posts/a.md"} {
				var m *safetest.Memory
				wrote := ""
				m = safetest.NewMemory(sample)
				n := 0
				hook := &safetest.Hook{FS: m, Before: func(call, path string) safetest.Fault {
					if n++; n == at {
						wrote = file
						if _, err := m.Lstat(wrote); err != nil {
							wrote = "posts/d.md"
						}
						_ = m.Rename(other(t, m), wrote)
					}
					return safetest.Fault{Err: lacks(call)}
				}}
				err := Do(t.Context(), parse(samplePlan), options(hook))
				now := library(m.Files())
				if now[wrote] != "theirs" {
					// They may have written it under the name that was taken back since.
					found := false
					for _, text := range m.Files() {
						found = found || text == "theirs"
					}
					if !found {
						t.Errorf("%s, call %d: %v; what another wrote to %s is lost: %s", name, at, err, wrote, show(m.Files()))
					}
				}
				rest := func(of map[string]string) map[string]string {
					of = maps.Clone(of)
					for _, f := range []string{"posts/a.md", "posts/d.md", file} {
						delete(of, f)
					}
					return of
				}
				if got := rest(now); !maps.Equal(got, rest(before)) && !maps.Equal(got, rest(after)) {
					t.Errorf("%s, call %d, %s: %v; %s", name, at, file, err, show(now))
				}
			}
		}
	}
}

// TestOthersWriteAll has another program replace files once the new texts lie beside
// them. Those come to nothing, and nothing is left of them.
func TestOthersWriteAll(t *testing.T) {
	m := safetest.NewMemory(sample)
	o := options(m)
	o.Before = func(c Change) {
		if c.Edits() {
			_ = m.Rename(other(t, m), c.Path)
		}
	}
	err := Do(t.Context(), parse(samplePlan), o)
	if failed := (*Error)(nil); !errors.As(err, &failed) || len(failed.Foreign) != 3 || len(failed.Left) > 0 {
		t.Errorf("said %v", err)
	}
	want := map[string]string{"img/a/x.png": "picture", "posts/a.md": "theirs", "posts/b.md": "theirs", "posts/c.md": "theirs", "posts/e.md": "posts/e.md"}
	if got := m.Files(); !maps.Equal(got, want) {
		t.Errorf("got %s", show(got))
	}
}

// other makes a file with what another program is about to put over a post.
func other(t *testing.T, m *safetest.Memory) string {
	t.Helper()
	f, err := m.Create("posts/other", 0o644)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write([]byte("theirs")) // in memory
	return "posts/other"
}

// TestOnDisk does a plan on a real disk, with links, modes and a killed owner.
func TestOnDisk(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	write := func(name, text string, mode os.FileMode) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(at(name)), 0o755), os.WriteFile(at(name), []byte(text), mode)); err != nil {
			t.Fatal(err)
		}
	}
	write("posts/a.md", "one", 0o640)
	write("away/b.md", "two", 0o644)
	if err := os.Symlink(at("away/b.md"), at("posts/b.md")); err != nil {
		t.Fatal(err)
	}
	o := Options{State: at("state/plans")}
	var steps []int
	o.Step = func(done, all int) { steps = append(steps, done, all) }
	changes := []Change{
		{Path: at("posts/a.md"), To: at("posts/c.md"), Old: "one", New: "uno"},
		{Path: at("posts/b.md"), Old: "two", New: "dos"},
	}
	if err := Do(t.Context(), changes, o); err != nil {
		t.Fatal(err)
	}
	if len(steps) == 0 || steps[len(steps)-2] > steps[len(steps)-1] {
		t.Error(steps)
	}
	for name, want := range map[string]string{"posts/c.md": "uno", "away/b.md": "dos", "posts/b.md": "dos"} {
		if got, err := os.ReadFile(at(name)); string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if info, err := os.Lstat(at("posts/b.md")); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
	if info, err := os.Stat(at("posts/c.md")); err != nil || info.Mode().Perm() != 0o640 {
		t.Error(info, err)
	}
	for _, folder := range []string{"posts", "away", "state/plans"} {
		list, _ := os.ReadDir(at(folder))
		for _, d := range list {
			if safefile.IsTemporary(d.Name()) || folder == "state/plans" {
				t.Error("left:", folder, d.Name())
			}
		}
	}

	// Another process has begun and is still at it, then it has ended.
	w, err := begin([]Change{{Path: at("posts/c.md"), Old: "uno", New: "one"}}, o)
	if err != nil {
		t.Fatal(err)
	}
	w.ctx = t.Context()
	if err := errors.Join(w.prepare(), w.rec.Entries[0].swap(w.fs)); err != nil {
		t.Fatal(err)
	}
	if list, err := Recover(o); err != nil || len(list) != 0 {
		t.Errorf("of a living process: %+v, %v", list, err)
	}
	w.release()
	list, err := Recover(o)
	if err != nil || len(list) != 1 || list[0].Files != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	if got, _ := os.ReadFile(at("posts/c.md")); string(got) != "uno" {
		t.Errorf("%q", got)
	}
}

// TestDamagedNote has notes that cannot be believed put out of the way.
func TestDamagedNote(t *testing.T) {
	for _, text := range []string{"", "{}", "x\ny\n", `{"id":"a","changes":[{"path":"YQ==","to":"Yg=="}]}` + "\n" + strings.Repeat("0", 64) + "\n"} {
		dir := t.TempDir()
		note := filepath.Join(dir, "x.plan")
		if err := os.WriteFile(note, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		list, err := Recover(Options{State: dir})
		if err != nil || len(list) > 0 {
			t.Errorf("%q: %+v, %v", text, list, err)
		}
		if _, err := os.Stat(note + ".broken"); err != nil {
			t.Error(err)
		}
	}
}
