//go:build unix

package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/safefile/safetest"
)

// best is the newest revision that the files give; 0 where they give none.
func best(t *testing.T, p *pen, dirs ...string) (newest uint64) {
	t.Helper()
	for _, dir := range dirs {
		for _, path := range files(t, dir) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			newest = max(newest, revision(t, p, b))
		}
	}
	return newest
}

// revision is that of the text that a journal's bytes give; 0 where they give none.
func revision(t *testing.T, p *pen, b []byte) uint64 {
	t.Helper()
	k, err := Read(bytes.NewReader(b))
	if err != nil || k.parted || k.Revision == 0 {
		return 0
	}
	if k.Text.String() != p.at(k.Revision) {
		t.Fatalf("a text came back that was not there at revision %d", k.Revision)
	}
	return k.Revision
}

// Whichever call fails, and at whichever the process is killed, what was kept
// before comes back; and when the calls succeed again so does the newest.
func TestFaults(t *testing.T) {
	faults := map[string]safetest.Fault{
		"error": {Err: syscall.EIO},
		"full":  {Err: syscall.ENOSPC, Short: true},
		"late":  {Err: syscall.EIO, Late: true},
	}
	for name, fault := range faults {
		for _, times := range []int{1, 7, 1000} { // how many calls fail
			for at := range 10 {
				t.Run(fmt.Sprint(name, times, at), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { fail(t, fault, at*(1+at/4), times) })
				})
			}
		}
	}
}

func fail(t *testing.T, fault safetest.Fault, from, times int) {
	dir, other := filepath.Join(t.TempDir(), "recovery"), filepath.Join(t.TempDir(), "other")
	p := newPen(nil, "")
	calls, kept := 0, uint64(0)
	var mended, over atomic.Bool // set by the test, read by the writer
	hook := &safetest.Hook{FS: safefile.OS{}}
	hook.Before = func(call, name string) safetest.Fault {
		if call == "Lstat" || over.Load() {
			return safetest.Fault{} // which changes nothing
		}
		now := best(t, p, dir, other)
		if now < kept {
			t.Errorf("before call %d, %s %s: revision %d is there, and %d was", calls, call, name, now, kept)
		}
		kept = now
		calls++
		if !mended.Load() && calls > from && calls <= from+times && (call == "Write" || !fault.Short) {
			return fault
		}
		return safetest.Fault{}
	}
	var told Trouble
	w := NewWriter(Options{Dirs: []string{dir, other}, FS: hook})
	w.Tell(func(t Trouble) { told = t })
	defer closeWriter(t, w)
	p.j = w.Journal(About{Path: "/a.md"})
	r := rand.New(rand.NewPCG(uint64(from), uint64(times)))
	p.insert(0, strings.Repeat("A line of a post.\n", 100))
	for range 20 {
		p.scribble(r)
		rest(time.Duration(r.IntN(2000)) * time.Millisecond)
	}
	mended.Store(true)
	rest(2*retryAtMost + SyncAfter)
	if told.Err != nil {
		t.Errorf("the disk is well, and the trouble is still %v", told)
	}
	if now := best(t, p, dir, other); now != p.state.Revision {
		t.Errorf("revision %d is kept, and %d is the newest", now, p.state.Revision)
	}
	if list := files(t, other); len(list) > 0 {
		t.Errorf("%q is left though the better folder has it", list)
	}
	over.Store(true)
	p.j.Done()
	rest(2 * retryAtMost)
	if list := append(files(t, dir), files(t, other)...); len(list) > 0 {
		t.Errorf("%q is left of what is done", list)
	}
}

// After a power cut at any call what was flushed comes back.
func TestPowerCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPen(nil, "")
		memory := safetest.NewMemory(map[string]string{"none/": ""})
		var flushed atomic.Uint64
		hook := &safetest.Hook{FS: memory, Before: func(call, name string) safetest.Fault {
			memory.AfterPowerCut(func(files map[string]string) {
				newest := uint64(0)
				for name, data := range files {
					if strings.HasSuffix(name, journalEnd) {
						newest = max(newest, revision(t, p, []byte(data)))
					}
				}
				if newest < flushed.Load() {
					t.Errorf("a power cut before %s %s leaves revision %d, and %d was on the disk", call, name, newest, flushed.Load())
				}
			})
			return safetest.Fault{}
		}}
		w := NewWriter(Options{Dirs: []string{"none/recovery"}, FS: hook})
		defer closeWriter(t, w)
		p.j = w.Journal(About{})
		r := rand.New(rand.NewPCG(1, 2))
		for range 30 {
			p.scribble(r)
			rest(time.Duration(r.IntN(600)) * time.Millisecond)
			if r.IntN(3) == 0 {
				newest := p.state.Revision
				if err := w.Flush(t.Context()); err != nil {
					t.Fatal(err)
				}
				flushed.Store(newest)
			}
		}
		rest(SyncAfter + time.Second) // without a word from anybody
		flushed.Store(p.state.Revision)
		p.scribble(r)
		rest(time.Second)
	})
}

// Where no folder can be written the writer hears of it at once, and again when
// that is over.
func TestTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		top := t.TempDir()
		dir := filepath.Join(top, "state", "recovery")
		if err := os.WriteFile(filepath.Dir(dir), []byte("a file"), 0o600); err != nil {
			t.Fatal(err)
		}
		other := filepath.Join(top, "other")
		var told []string
		w := NewWriter(Options{Dirs: []string{dir, other}})
		w.Tell(func(t Trouble) { told = append(told, t.String()+" "+t.Kept) })
		defer closeWriter(t, w)
		p := newPen(w.Journal(About{}), "")
		p.insert(0, "word")
		rest(time.Second)
		if len(told) != 1 || told[0] != dir+": not a directory "+other || best(t, p, other) != 1 {
			t.Fatalf("told %q", told)
		}
		p.insert(4, "s")
		rest(time.Second)
		if best(t, p, other) != 2 {
			t.Fatal("what follows is not kept there")
		}
		if err := os.Remove(filepath.Dir(dir)); err != nil {
			t.Fatal(err)
		}
		rest(time.Minute)
		if len(told) != 2 || told[1] != " " || best(t, p, dir) != 2 || len(files(t, other)) > 0 {
			t.Fatalf("told %q, other has %q", told, files(t, other))
		}
	})
}

func TestNoFolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := ""
		w := NewWriter(Options{})
		w.Tell(func(t Trouble) { told = t.String() })
		defer closeWriter(t, w)
		newPen(w.Journal(About{}), "").insert(0, "word")
		rest(time.Second)
		if told != "there is no folder for it" {
			t.Errorf("told %q", told)
		}
	})
}

// Somebody removes the journal or cuts it off: it is written anew.
func TestTamperedWith(t *testing.T) {
	for name, tamper := range map[string]func(path string) error{
		"removed":         os.Remove,
		"cut":             func(path string) error { return os.Truncate(path, 40) },
		"folder removed":  func(path string) error { return os.RemoveAll(filepath.Dir(path)) },
		"other in place":  func(path string) error { return os.WriteFile(path, []byte("mine now"), 0o600) },
		"added to by one": func(path string) error { return errors.Join(os.Chmod(path, 0o600), appendTo(path, "x")) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "recovery")
				w := NewWriter(Options{Dirs: []string{dir}})
				defer closeWriter(t, w)
				p := newPen(w.Journal(About{}), "")
				p.insert(0, "word")
				rest(time.Second)
				if err := tamper(files(t, dir)[0]); err != nil {
					t.Fatal(err)
				}
				p.insert(4, "s")
				rest(time.Second)
				if best(t, p, dir) != 2 {
					t.Error("not kept")
				}
			})
		})
	}
}

func appendTo(path, s string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, s)
	return errors.Join(err, f.Close())
}

// A flush waits no longer than it may, whatever the disk does.
func TestFlushIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck := make(chan struct{})
		hook := &safetest.Hook{FS: safefile.OS{}, Before: func(call, _ string) safetest.Fault {
			if call == "Write" {
				<-stuck
			}
			return safetest.Fault{}
		}}
		w := NewWriter(Options{Dirs: []string{t.TempDir()}, FS: hook})
		newPen(w.Journal(About{}), "").insert(0, "word")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := w.Flush(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("flushed: %v", err)
		}
		close(stuck)
		closeWriter(t, w)
	})
}

// Two hundred posts at once are all kept.
func TestManyPosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		w := NewWriter(Options{Dirs: []string{dir}})
		var pens []*pen
		for i := range 200 {
			p := newPen(w.Journal(About{Path: fmt.Sprintf("/%d.md", i)}), "")
			p.insert(0, fmt.Sprint("post ", i))
			pens = append(pens, p)
		}
		rest(time.Second)
		for i, p := range pens {
			p.edit(text.Edit{Start: 0, End: 4, New: "Post"})
			if i%2 == 0 {
				p.j.Forget()
			}
		}
		closeWriter(t, w)
		found, problems := Find([]string{dir})
		if len(found) != 100 || len(problems) > 0 {
			t.Fatalf("%d found, %v", len(found), problems)
		}
		for _, f := range found {
			if k, err := f.Read(); err != nil || k.Text.String() != "Post "+strings.Trim(f.Path, "/.md") {
				t.Errorf("%s: %v, %q", f.Path, err, k.Text.String())
			}
			f.Release()
		}
	})
}
