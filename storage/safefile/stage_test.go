//go:build unix

package safefile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	. "galley.app/galley/storage/safefile"
	"galley.app/galley/storage/safefile/safetest"
)

// A stageCase is one way to use a Stage. Names are below a folder, in which the
// place is "out".
type stageCase struct {
	name   string
	before map[string]string
	added  map[string]string // what is there afterwards, of the Stage
	gone   []string          // what is not
	build  func(fsys FS, at func(string) string, s **Stage) error
	finish func(s *Stage, at func(string) string) error
}

func commit(s *Stage, _ func(string) string) error { return s.Commit() }

func buildFolder(fsys FS, at func(string) string, to **Stage) error {
	old, err := fsys.Lstat(at("out"))
	if errors.Is(err, fs.ErrNotExist) {
		old, err = nil, nil
	}
	if err != nil {
		return err
	}
	s, err := StageFolder(at("out"), StageOptions{FS: fsys, Old: old})
	if err != nil {
		return err
	}
	*to = s
	for _, name := range []string{"a", "sub/b"} {
		if err := s.Add(name, []byte("new "+name)); err != nil {
			return err
		}
	}
	return nil
}

func buildFile(fsys FS, at func(string) string, to **Stage) error {
	old, err := fsys.Lstat(at("out"))
	if errors.Is(err, fs.ErrNotExist) {
		old, err = nil, nil
	}
	if err != nil {
		return err
	}
	s, err := StageFile(at("out"), StageOptions{FS: fsys, Old: old})
	if err != nil {
		return err
	}
	*to = s
	for _, words := range []string{"new ", "words"} {
		if _, err := s.Write([]byte(words)); err != nil {
			return err
		}
	}
	return nil
}

var (
	wholeFolder = map[string]string{"out/a": "new a", "out/sub/b": "new sub/b"}
	stageCases  = []stageCase{
		{"a new file", nil, map[string]string{"out": "new words"}, nil, buildFile, commit},
		{"a file", map[string]string{"out": "old"}, map[string]string{"out": "new words"}, nil, buildFile, commit},
		{"a new folder", nil, wholeFolder, nil, buildFolder, commit},
		{"a folder", map[string]string{"out/": "", "out/a": "old a", "out/c": "old c"}, wholeFolder, []string{"out/c"}, buildFolder, commit},
		{
			"files among others",
			map[string]string{"there": "old", "dir/": "", "dir/x": "old"},
			map[string]string{"one": "new a", "dir/two": "new sub/b", "new/three": "more"},
			nil,
			func(fsys FS, at func(string) string, s **Stage) error {
				if err := buildFolder(fsys, at, s); err != nil {
					return err
				}
				return (*s).Add("c", []byte("more"))
			},
			func(s *Stage, at func(string) string) error {
				if err := s.Sync(); err != nil {
					return err
				}
				for _, to := range [][2]string{{"a", "one"}, {"sub/b", "dir/two"}, {"c", "new/three"}} {
					if err := s.Place(to[0], at(to[1])); err != nil {
						return err
					}
				}
				return s.Keep()
			},
		},
	}
)

// after is what there is when a case is done.
func (c stageCase) after() map[string]string {
	files := c.start()
	maps.Copy(files, c.added)
	for _, name := range c.gone {
		delete(files, name)
	}
	return files
}

// start is what there is before.
func (c stageCase) start() map[string]string {
	files := map[string]string{}
	for name, data := range c.before {
		if !strings.HasSuffix(name, "/") {
			files[name] = data
		}
	}
	return files
}

// without takes what is staged or set aside out of files, and returns the names.
func without(files map[string]string) (rest map[string]string, beside []string) {
	rest = map[string]string{}
	for name, data := range files {
		if strings.HasPrefix(name, ".galley-") {
			beside = append(beside, name)
		} else {
			rest[name] = data
		}
	}
	return rest, beside
}

// noExchange is a system that cannot swap two names in one step.
type noExchange struct{ FS }

func (noExchange) Exchange(_, _ string) error { return errors.ErrUnsupported }

// ground is where a case is tried.
type ground struct {
	fs    FS
	at    func(string) string
	files func() map[string]string
}

func grounds(t *testing.T) map[string]func(c stageCase) ground {
	real := func(c stageCase) ground {
		dir := t.TempDir()
		for _, name := range slices.Sorted(maps.Keys(c.before)) {
			if folder, ok := strings.CutSuffix(name, "/"); ok {
				must(t, os.Mkdir(filepath.Join(dir, folder), 0o700))
			} else {
				must(t, os.WriteFile(filepath.Join(dir, name), []byte(c.before[name]), 0o640))
			}
		}
		return ground{OS{}, func(name string) string { return filepath.Join(dir, name) }, func() map[string]string {
			files := map[string]string{}
			must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					files[strings.TrimPrefix(path, dir+"/")] = content(t, path)
				}
				return err
			}))
			return files
		}}
	}
	memory := func(c stageCase) ground {
		m := safetest.NewMemory(c.before)
		return ground{m, func(name string) string { return name }, m.Files}
	}
	as := func(of func(stageCase) ground, wrap func(FS) FS) func(stageCase) ground {
		return func(c stageCase) ground {
			g := of(c)
			g.fs = wrap(g.fs)
			return g
		}
	}
	return map[string]func(stageCase) ground{
		"disk": real, "memory": memory,
		"disk, no exchange": as(real, func(f FS) FS { return noExchange{f} }),
		"rooted": func(c stageCase) ground {
			g := real(c)
			r, err := OpenRooted(g.at("."))
			must(t, err)
			t.Cleanup(func() { r.Close() })
			g.fs = r
			return g
		},
	}
}

// run does a case on a file system.
func (c stageCase) run(fsys FS, at func(string) string) (s *Stage, left string, err error) {
	if err = c.build(fsys, at, &s); err == nil {
		err = c.finish(s, at)
	}
	if s != nil {
		left = s.Discard()
	}
	return s, left, err
}

// Whatever call fails, in whatever way, the place has what was there before or
// the new one, as a whole, and the error says which.
func TestStageFaults(t *testing.T) {
	kinds := map[string]safetest.Fault{
		"EIO": {Err: syscall.EIO}, "ENOSPC": {Err: syscall.ENOSPC}, "short": {Short: true}, "done, but EIO": {Late: true, Err: syscall.EIO},
	}
	late := slices.Concat(lateCalls, []string{"Link", "Exchange", "Mkdir", "Chmod", "RemoveAll", "SyncFile"})
	for where, set := range grounds(t) {
		for _, c := range stageCases {
			if where == "rooted" && c.name != "files among others" {
				continue // it has no names for whole folders
			}
			for kind, what := range kinds {
				if where != "memory" && kind != "EIO" {
					continue // the calls are the same
				}
				for _, always := range []bool{false, true} {
					for n := 1; ; n++ {
						g := set(c)
						calls, hit := 0, ""
						removeFailed := false
						h := &safetest.Hook{FS: g.fs, Before: func(call, _ string) safetest.Fault {
							calls++
							if calls != n && !(always && calls > n) || what.Short && call != "Write" || what.Late && !slices.Contains(late, call) {
								return safetest.Fault{}
							}
							if hit == "" {
								hit = call
							}
							removeFailed = removeFailed || strings.HasPrefix(call, "Remove")
							return what
						}}
						s, left, err := c.run(h, g.at)
						if calls < n {
							break
						}
						name := fmt.Sprintf("%s, %s, %s, always %v, call %d (%s): %v", where, c.name, kind, always, n, hit, err)
						c.check(t, name, g, s, left, err, removeFailed)
						// These may fail without the whole failing: what hides it, an exchange,
						// for which there is another way, and what is removed at last.
						if err == nil && hit != "" && !slices.Contains([]string{"Lstat", "Chmod", "Exchange", "Remove", "RemoveAll"}, hit) {
							t.Errorf("%s: the fault was swallowed", name)
						}
					}
				}
			}
		}
	}
}

func (c stageCase) check(t *testing.T, name string, g ground, s *Stage, left string, err error, removeFailed bool) {
	t.Helper()
	files, beside := without(g.files())
	var unsure *NotConfirmedError
	var aside *SetAsideError
	want := c.start()
	switch {
	case err == nil || errors.As(err, &unsure):
		want = c.after()
	case errors.As(err, &aside):
		for _, file := range slices.Sorted(maps.Keys(want)) {
			if strings.HasPrefix(file, "out/") {
				delete(want, file)
			}
		}
		if !slices.ContainsFunc(beside, func(file string) bool { return strings.HasPrefix(g.at(file), aside.Aside+"/") }) {
			t.Errorf("%s: nothing is at %s", name, aside.Aside)
		}
		beside = nil
	}
	if removeFailed && left != "" {
		beside = nil // it is told
		if strings.HasPrefix(filepath.Base(left), ".galley-") {
			left = ""
		}
	}
	if left == "" && !maps.Equal(files, want) {
		t.Errorf("%s: there are %v, want %v", name, files, want)
	}
	for _, file := range beside {
		if s == nil || s.Old() == "" || !strings.HasPrefix(g.at(file), s.Old()+"/") {
			if !removeFailed {
				t.Errorf("%s: %s is left", name, file)
			}
		}
	}
}

// The steps come in an order that the tests of faults cannot see.
func TestStageSteps(t *testing.T) {
	for i, want := range []string{
		"Create Lstat Chmod Write Write Chmod Sync Close Lstat RenameNew SyncDir",
		"Create Lstat Chmod Write Write Chmod Sync Close Lstat Rename SyncDir",
		"Mkdir Lstat Chmod Create Write Close Mkdir Create Write Close SyncFile SyncFile SyncDir Chmod SyncDir Lstat RenameNew SyncDir",
		"Mkdir Lstat Chmod Create Write Close Mkdir Create Write Close SyncFile SyncFile SyncDir Chmod SyncDir Lstat Exchange SyncDir",
	} {
		c := stageCases[i]
		m := safetest.NewMemory(c.before)
		var calls []string
		h := &safetest.Hook{FS: m, Before: func(call, _ string) safetest.Fault { calls = append(calls, call); return safetest.Fault{} }}
		_, left, err := c.run(h, func(name string) string { return name })
		if got := strings.TrimPrefix(strings.Join(calls, " "), "Lstat "); err != nil || left != "" || got != want {
			t.Errorf("%s: %v, left %q\n%s, want\n%s", c.name, err, left, got, want)
		}
	}
}

// cutStage cuts the power before each call of a case and at its end. It returns
// what is then broken.
func (c stageCase) cutStage(wrap func(FS) FS, skip ...string) (broken []string) {
	m := safetest.NewMemory(c.before)
	start, after := c.start(), c.after()
	check := func(when string, onlyNew bool) {
		m.AfterPowerCut(func(files map[string]string) {
			rest, beside := without(files)
			if c.name == "files among others" { // each by itself
				for name, data := range rest {
					if data != after[name] && data != start[name] {
						broken = append(broken, fmt.Sprintf("%s %s holds %q", when, name, data))
					}
				}
				if onlyNew && !maps.Equal(rest, after) {
					broken = append(broken, fmt.Sprintf("%s there are %v", when, rest))
				}
				return
			}
			isOld := maps.Equal(rest, start)
			if len(rest) == 0 && len(start) > 0 { // between the two names
				isOld = slices.ContainsFunc(beside, func(name string) bool { return strings.Contains(name, ".old/a") && files[name] == "old a" })
			}
			if !maps.Equal(rest, after) && (onlyNew || !isOld) {
				broken = append(broken, fmt.Sprintf("%s there are %v and %v", when, rest, beside))
			}
		})
	}
	h := &safetest.Hook{FS: wrap(m), Before: func(call, _ string) safetest.Fault {
		check("with the power cut before "+call, false)
		return safetest.Fault{Skip: slices.Contains(skip, call)}
	}}
	if _, _, err := c.run(h, func(name string) string { return name }); err != nil {
		return append(broken, err.Error())
	}
	check("with the power cut after success", true)
	return broken
}

func TestStagePowerCut(t *testing.T) {
	for _, c := range stageCases {
		for how, wrap := range map[string]func(FS) FS{
			"as it is": func(f FS) FS { return f }, "no exchange": func(f FS) FS { return noExchange{f} },
		} {
			for _, b := range c.cutStage(wrap) {
				t.Errorf("%s, %s: %s", c.name, how, b)
			}
		}
		// The model finds what an omitted step costs.
		for _, skip := range [][]string{{"Sync", "SyncFile"}, {"SyncDir"}} {
			if len(c.cutStage(func(f FS) FS { return f }, skip...)) == 0 {
				t.Errorf("%s without %v: nothing was found", c.name, skip)
			}
		}
	}
}

var errKilled = errors.New("killed")

// A process that is killed leaves what the next one finds, and takes nothing with
// it that was there.
func TestStageKilled(t *testing.T) {
	for where, set := range grounds(t) {
		if !strings.HasPrefix(where, "disk") {
			continue
		}
		for _, c := range stageCases[:4] {
			for n := 1; ; n++ {
				g := set(c)
				calls := 0
				h := &safetest.Hook{FS: g.fs, Before: func(string, string) safetest.Fault {
					if calls++; calls == n {
						panic(errKilled)
					}
					return safetest.Fault{}
				}}
				var s *Stage
				func() {
					defer func() {
						if r := recover(); r != nil && r != errKilled {
							panic(r)
						}
					}()
					if c.build(h, g.at, &s) == nil {
						_ = c.finish(s, g.at)
					}
				}()
				if s != nil {
					Release(s)
				}
				if calls < n {
					break
				}
				name := fmt.Sprintf("%s, %s, killed at call %d", where, c.name, n)
				files, _ := without(g.files())
				entries, err := os.ReadDir(g.at("."))
				must(t, err)
				past := time.Now().Add(-time.Hour)
				for _, e := range entries {
					must(t, os.Chtimes(g.at(e.Name()), past, past))
				}
				built, aside := Leftovers(g.at("out"), StageOptions{})
				switch {
				case maps.Equal(files, c.start()), maps.Equal(files, c.after()):
				case len(files) == 0 && len(aside) == 1 && content(t, aside[0]+"/a") == "old a":
					must(t, os.Rename(aside[0], g.at("out")))
					aside = nil
				default:
					t.Errorf("%s: there are %v", name, files)
				}
				ClearLeftovers(g.at("out"), StageOptions{})
				for _, path := range aside {
					must(t, os.RemoveAll(path))
				}
				if _, beside := without(g.files()); len(beside) > 0 {
					t.Errorf("%s: built %v, aside %v, and %v is left", name, built, aside, beside)
				}
			}
		}
	}
}

// What is unfinished is for its user alone, and what is whole has the rights of
// what was there, or of its kind.
func TestStageModes(t *testing.T) {
	for _, c := range []struct {
		folder, private bool
		old             fs.FileMode // 0 for none
		want            fs.FileMode
	}{
		{false, false, 0, 0o644},
		{true, false, 0, 0o755},
		{false, true, 0, 0o600},
		{true, true, 0, 0o700},
		{false, false, 0o640, 0o640},
		{true, false, 0o750, 0o750},
		{false, false, 0o664, 0o664},
	} {
		old := syscall.Umask(0o022)
		place := filepath.Join(t.TempDir(), "out")
		o := StageOptions{Private: c.private}
		if c.old != 0 {
			var err error
			if c.folder {
				must(t, os.Mkdir(place, 0o700))
			} else {
				must(t, os.WriteFile(place, nil, 0o600))
			}
			must(t, os.Chmod(place, c.old))
			o.Old, err = os.Lstat(place)
			must(t, err)
		}
		start, inside := StageFile, "."
		if c.folder {
			start, inside = StageFolder, "sub/x"
		}
		s, err := start(place, o)
		must(t, err)
		if c.folder {
			must(t, s.Add(inside, nil))
		}
		info, err := os.Lstat(s.Path())
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%+v: unfinished it is %v", c, info.Mode())
		}
		must(t, s.Commit())
		info, err = os.Lstat(place)
		must(t, err)
		if info.Mode().Perm() != c.want {
			t.Errorf("%+v: it is %v", c, info.Mode())
		}
		if c.folder {
			in, err := os.Lstat(filepath.Join(place, inside))
			must(t, err)
			if want := map[bool]fs.FileMode{false: 0o644, true: 0o600}[c.private]; in.Mode().Perm() != want {
				t.Errorf("%+v: in it is %v", c, in.Mode())
			}
		}
		if left := s.Discard(); left != "" {
			t.Errorf("left %s", left)
		}
		syscall.Umask(old)
	}
}

// What appears at a place meanwhile is never replaced.
func TestStageNameTaken(t *testing.T) {
	for _, folder := range []bool{false, true} {
		dir := t.TempDir()
		start := StageFile
		if folder {
			start = StageFolder
		}
		s, err := start(filepath.Join(dir, "out"), StageOptions{})
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, "out"), []byte("mine"), 0o600))
		if err := s.Commit(); !errors.Is(err, fs.ErrExist) {
			t.Errorf("committed: %v", err)
		}
		if left := s.Discard(); left != "" || content(t, filepath.Join(dir, "out")) != "mine" {
			t.Errorf("left %q", left)
		}
		alone(t, dir)
	}
	dir := t.TempDir()
	s, err := StageFolder(filepath.Join(dir, "out"), StageOptions{})
	must(t, err)
	must(t, s.Add("a", []byte("new")))
	must(t, s.Sync())
	must(t, os.WriteFile(filepath.Join(dir, "a"), []byte("mine"), 0o600))
	if err := s.Place("a", filepath.Join(dir, "a")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("placed: %v", err)
	}
	if left := s.Discard(); left != "" || content(t, filepath.Join(dir, "a")) != "mine" {
		t.Errorf("left %q", left)
	}
	alone(t, dir)
}
