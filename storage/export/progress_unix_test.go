//go:build unix

package export

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/safefile/safetest"
)

// halting counts what a writing does to the disk and ends the writing before
// step number at; 0 never does.
func halting(at int, end func(), steps *int) safefile.FS {
	return &safetest.Hook{FS: safefile.OS{}, Before: func(call, _ string) safetest.Fault {
		switch call {
		case "Create", "Mkdir", "Write", "Sync", "SyncFile":
			if *steps++; *steps == at {
				end()
			}
		}
		return safetest.Fault{}
	}}
}

// onDisk is every file below dir with what it holds.
func onDisk(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			all[path] = "folder"
			return err
		}
		data, err := os.ReadFile(path)
		all[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func differ(a, b map[string]string) string {
	for path, v := range a {
		if w, ok := b[path]; !ok || v != w {
			return path
		}
	}
	for path := range b {
		if _, ok := a[path]; !ok {
			return path
		}
	}
	return ""
}

// TestCancel ends each kind of package at every step of its writing: what was
// there stays byte for byte, and nothing lies beside it.
func TestCancel(t *testing.T) {
	growth.Alone(t)
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			n := 3
			if f.One {
				n = 1
			}
			old, now := many(1), many(n)
			for i := range now {
				now[i].Text += "\nNew words.\n"
			}
			options := Options{Format: f, Site: site.Site{URL: "https://example.org"}, Now: noon}
			dir := t.TempDir()
			out := filepath.Join(dir, f.Base)
			if err := NewPlan(old, options).WriteFile(out); err != nil {
				t.Fatal(err)
			}
			before := onDisk(t, dir)
			told := 0
			for at := 1; ; at++ {
				ctx, cancel := context.WithCancel(t.Context())
				steps := 0
				p := NewPlan(now, options)
				p.Progress = func(done, total int) {
					if done > total || done < 1 {
						t.Errorf("told %d of %d", done, total)
					}
					told++
					if steps++; steps == at {
						cancel()
					}
				}
				p.fs = halting(at, cancel, &steps)
				err := p.WriteFileContext(ctx, out)
				cancel()
				if err == nil {
					if steps >= at {
						t.Fatalf("ended at step %d of %d, and yet it was written", at, steps)
					}
					if at < 4 {
						t.Errorf("only %d steps: too few to tell anything", at)
					}
					break
				}
				if !errors.Is(err, context.Canceled) {
					t.Fatalf("step %d: %v, want that it was cancelled", at, err)
				}
				if path := differ(before, onDisk(t, dir)); path != "" {
					t.Fatalf("cancelled at step %d, %s is not as it was", at, path)
				}
			}
			if told == 0 {
				t.Error("no progress was told")
			}
			if differ(before, onDisk(t, dir)) == "" {
				t.Error("at last nothing was written either")
			}
		})
	}
}

// TestProgress counts up to the total, also where a format goes over its posts
// several times.
func TestProgress(t *testing.T) {
	for _, f := range Formats() {
		for _, n := range []int{1, 5} {
			if f.One && n > 1 {
				continue
			}
			var last, total int
			p := NewPlan(many(n), Options{Format: f, Site: site.Site{URL: "https://example.org"}, Now: noon})
			p.Progress = func(done, of int) {
				if done != last+1 || total != 0 && of != total {
					t.Errorf("%s: %d of %d after %d of %d", f.Name, done, of, last, total)
				}
				last, total = done, of
			}
			if err := p.WriteFile(filepath.Join(t.TempDir(), f.Base)); err != nil {
				t.Fatal(err)
			}
			if last != total || total < n {
				t.Errorf("%s of %d posts: ended at %d of %d", f.Name, n, last, total)
			}
		}
	}
}
