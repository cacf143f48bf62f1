//go:build unix

package export

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/safefile/safetest"
)

// errCrash is what a disk panics with where the program was killed.
var errCrash = errors.New("killed")

// counting is a disk that fails at one call, or is there no more from then on.
type counting struct {
	safetest.Hook
	calls int
	at    int    // 1-based; 0 for never
	name  string // of the call that failed
}

// newCounting fails at call number at. Without swap, names cannot be exchanged
// in one step.
func newCounting(at int, swap, kill bool) *counting {
	c := &counting{at: at}
	c.FS = safefile.OS{}
	c.Before = func(call, name string) safetest.Fault {
		failed := safetest.Fault{Err: &fs.PathError{Op: call, Path: name, Err: syscall.ENOSPC}}
		switch {
		case call == "Lstat":
			return safetest.Fault{}
		case call == "Exchange" && !swap:
			return failed
		}
		if c.calls++; c.calls > at && kill && at > 0 {
			return failed
		}
		if c.calls != at {
			return safetest.Fault{}
		}
		c.name = call
		if kill {
			panic(errCrash)
		}
		return failed
	}
	return c
}

// writeFolder writes the plan's folder to a disk.
func writeFolder(p *Plan, dir string, c *counting) error {
	p.fs = c
	return p.writeFolder(dir)
}

// Whatever fails, and wherever the program is killed, the folder is the old
// one or the new one, as a whole; where names cannot be exchanged in one step,
// a kill may leave it under another name beside.
func TestFolderFaults(t *testing.T) {
	growth.Alone(t)
	one := []Source{simple("a.md", "a", ""), simple("b.md", "b", "")}
	two := one[:1]
	o := Options{Format: format(t, "site"), Now: noon, Site: site.Site{NoFonts: true}} // which are files as others are
	for _, existing := range []bool{false, true} {
		for _, swap := range []bool{true, false} {
			for _, kill := range []bool{false, true} {
				steps := map[string]int{}
				for at := 1; ; at++ {
					parent := t.TempDir()
					out := filepath.Join(parent, "out")
					if existing {
						if err := writeFolder(NewPlan(one, o), out, newCounting(0, true, false)); err != nil {
							t.Fatal(err)
						}
					}
					before := tree(t, out)
					c := newCounting(at, swap, kill)
					p := NewPlan(two, o)
					killed, err := false, error(nil)
					func() {
						defer func() {
							if r := recover(); r != nil && r != errCrash {
								panic(r)
							} else if r != nil {
								killed = true
							}
						}()
						err = writeFolder(p, out, c)
					}()
					steps[c.name]++
					after, _ := os.ReadDir(parent)
					got := tree(t, out)
					full := len(got) == 3 && got["posts/a/index.html"] != "" && got["index.html"] != "" && got[markName] != ""
					old := maps.Equal(got, before)
					where := []any{existing, swap, kill, at, c.name, err}
					switch {
					case !full && !old && !(killed && !swap && existing && len(got) == 0):
						t.Errorf("%v: neither the old folder nor the new one: %v", where, got)
					case !killed && err == nil && !full, !killed && err != nil && !old && c.name != "SyncDir":
						t.Errorf("%v: the result is not what was told", where)
					case !killed && len(after) > 1 && c.name != "Remove", !killed && !existing && old && len(after) > 0:
						t.Errorf("%v: something is left beside: %v", where, after)
					case err != nil && (!strings.HasPrefix(err.Error(), out+": ") || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), ".galley-")):
						t.Errorf("%v: not a line for people", where)
					case !killed && c.name == "Remove" && len(p.Notes()) == 0:
						t.Errorf("%v: what is left is not told", where)
					}
					if len(got) == 0 && existing {
						found := false
						for _, e := range after {
							found = found || maps.Equal(tree(t, filepath.Join(parent, e.Name())), before)
						}
						if !found {
							t.Errorf("%v: the old folder is lost", where)
						}
					}
					// Whatever happened, the next export does it.
					if !(len(got) == 0 && existing) {
						if err := writeFolder(p, out, newCounting(0, true, false)); err != nil {
							t.Errorf("%v: and then: %v", where, err)
						}
					}
					if c.name == "" {
						break
					}
				}
				for _, name := range []string{"Create", "Write", "Close", "Mkdir", "SyncFile", "SyncDir"} {
					if steps[name] == 0 {
						t.Errorf("%v %v %v: %s never failed", existing, swap, kill, name)
					}
				}
			}
		}
	}
}

// A file that is edited while the export runs is kept.
func TestFolderEditedMeanwhile(t *testing.T) {
	sources := []Source{simple("a.md", "a", "2024-01-01"), simple("b.md", "b", "2024-01-02")}
	o := Options{Format: format(t, "site"), Now: noon}
	for _, swap := range []bool{true, false} {
		parent := t.TempDir()
		out := filepath.Join(parent, "out")
		if err := writeFolder(NewPlan(sources, o), out, newCounting(0, swap, false)); err != nil {
			t.Fatal(err)
		}
		c := newCounting(0, swap, false)
		fails := c.Before
		c.Before = func(call, name string) safetest.Fault {
			if call == "SyncFile" {
				if err := os.WriteFile(filepath.Join(out, "posts", "b", "index.html"), []byte("edited"), 0o644); err != nil {
					t.Error(err)
				}
			}
			return fails(call, name)
		}
		p := NewPlan(sources[:1], o)
		if err := writeFolder(p, out, c); err != nil {
			t.Fatal(err)
		}
		kept, err := filepath.Glob(filepath.Join(parent, ".galley-*", "posts", "b", "index.html"))
		if err != nil || len(kept) != 1 {
			t.Fatalf("swap %v: the edited file is kept as %q (%v)", swap, kept, err)
		}
		if b, err := os.ReadFile(kept[0]); err != nil || string(b) != "edited" {
			t.Errorf("swap %v: the edited file holds %q (%v)", swap, b, err)
		}
		if n := p.Notes(); len(n) != 1 || !strings.Contains(n[0].Message, "posts/b/index.html in it was changed during the export") {
			t.Errorf("swap %v: told %v", swap, n)
		}
	}
}

// A folder that holds something that the export did not write stays as it is.
func TestFolderRefuses(t *testing.T) {
	growth.Alone(t)
	sources := []Source{simple("a.md", "a", "2024-01-01"), simple("b.md", "b", "2024-01-02")}
	for _, name := range []string{"site", "md", "txt", "textbundle", "textpack", "hugo", "yaml", "sitemap"} {
		o := Options{Format: format(t, name), Now: noon, Site: site.Site{URL: "https://example.org"}}
		for what, spoil := range map[string]func(dir string) error{
			"mine.txt": func(dir string) error { return os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("x"), 0o644) },
			"sub in it": func(dir string) error {
				return errors.Join(os.Mkdir(filepath.Join(dir, "sub"), 0o755), os.WriteFile(filepath.Join(dir, "sub/mine.txt"), nil, 0o644))
			},
			"sub":                       func(dir string) error { return os.Mkdir(filepath.Join(dir, "sub"), 0o755) },
			"link":                      func(dir string) error { return os.Symlink("/etc/passwd", filepath.Join(dir, "link")) },
			"was changed":               func(dir string) error { return os.WriteFile(firstFile(t, dir), []byte("changed"), 0o644) },
			"cannot be read":            func(dir string) error { return os.WriteFile(filepath.Join(dir, markName), []byte("{"), 0o644) },
			"was not written by Galley": func(dir string) error { return os.Remove(filepath.Join(dir, markName)) },
			"leads out": func(dir string) error {
				return os.WriteFile(filepath.Join(dir, markName), []byte(`{"format":"galley-folder","version":1,"to":"site","files":[{"path":"../x"}]}`), 0o644)
			},
		} {
			parent := t.TempDir()
			out := filepath.Join(parent, "out") + "/"
			p := NewPlan(sources, o)
			if err := p.WriteFile(out); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if err := p.WriteFile(out); err != nil {
				t.Fatalf("%s again: %v", name, err)
			}
			if err := spoil(out); err != nil {
				t.Fatal(err)
			}
			before := tree(t, out)
			err := p.WriteFile(out)
			if err == nil || !strings.Contains(err.Error(), what) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
			if !maps.Equal(before, tree(t, out)) {
				t.Errorf("%s, %s: the folder changed", name, what)
			}
			onlyFiles(t, parent, "out")
		}
	}
	o := Options{Format: format(t, "site"), Now: noon}
	p := NewPlan(sources, o)
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(file, []byte("x"), 0o644), os.Symlink(t.TempDir(), link)); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{file, link, "/", filepath.Join(dir, "no", "out")} {
		if err := p.WriteFile(out); err == nil || !strings.Contains(err.Error(), "nothing was written") {
			t.Errorf("%s: %v", out, err)
		}
	}
	onlyFiles(t, dir, "file", "link")

	// What a file manager leaves behind is no reason, and stays.
	out := filepath.Join(dir, "ok")
	if err := p.WriteFile(out); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(filepath.Join(out, "posts", ".DS_Store"), []byte("x"), 0o644), os.Chmod(out, 0o750)); err != nil {
		t.Fatal(err)
	}
	if err := p.WriteFile(out); err != nil || tree(t, out)["posts/.DS_Store"] != "x" {
		t.Errorf("%v, %v", err, tree(t, out))
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o750 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func firstFile(t *testing.T, dir string) string {
	t.Helper()
	for name := range tree(t, dir) {
		if name != markName {
			return filepath.Join(dir, name)
		}
	}
	t.Fatal("the folder is empty")
	return ""
}
