//go:build linux

package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"galley.app/galley/internal/torture/faultfs"
)

// TestWindowFaults has calls of the window's saves, journals and histories fail,
// one after the other: in the library, in the state folder and in both. The
// window stays, the file holds every word that it was said to hold, and once the
// disk is well again all that was typed can be saved. Killed just then, all of it
// is recovered.
func TestWindowFaults(t *testing.T) {
	end := until(t)
	f, dir, backing := mount(t)
	w := newWriterOn(t, dir, backing)
	file := filepath.Join(backing, "posts", "0001-marbles.md")
	w.start()
	w.open("Marbles") // a start that takes long may have been asked for another one
	w.window.WaitTitle("Marbles — Galley")
	var saved, typed []string
	restored := false
	for round := 0; round < 10 || time.Now().Before(end); round++ {
		how, heal := w.harm(f, dir)
		w.write()
		typed = append(typed, w.typed[len(w.typed)-1].word)
		save := w.rng.IntN(3) > 0
		if save {
			w.window.Key("ctrl+s")
		}
		for until := time.Now().Add(500 * time.Millisecond); f.Hits() == 0 && time.Now().Before(until); {
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(50 * time.Millisecond)
		if f.Hits() > 0 {
			done.add("calls of the window that failed", f.Hits())
		}
		w.holds(file, how, saved)
		if w.window.Exited() {
			t.Fatalf("%s: the program ended: %s", how, w.window.Stderr())
		}
		heal()
		if w.rng.IntN(6) == 0 {
			// A journal that failed is tried again.
			time.Sleep(3 * time.Second)
			w.window.Broken()
			w.window.Signal(syscall.SIGKILL)
			w.window.WaitExit()
			done.add("ends by kill -9", 1)
			w.look(time.Now(), "killed after "+how)
			w.start()
			restored = true // also by an answer that the start itself asked for
			if !w.restored("Restore all", "Restore") {
				typed = saved // what was found stays in the journal
			}
			w.open("Marbles") // start may have opened another one
		}
		all := w.saves(file, typed)
		if !all && restored {
			// A text that was kept for later was restored and saved over a later
			// one, which is a version of the post.
			typed = slices.DeleteFunc(typed, w.remembered)
			all = w.saves(file, typed)
		}
		if !all {
			w.keep(how)
			done.lose(t, fmt.Sprintf("%s: once the disk was well again it could not be saved; the title bar reads %q", how, w.window.Title()), typed[len(typed)-1])
			return
		}
		saved = slices.Clone(typed)
	}
	if left, _ := filepath.Glob(filepath.Join(backing, "posts", ".galley-*")); len(left) > 0 {
		t.Logf("left beside the posts: %q", left) // those that could not be removed
	}
}

// harm makes the disk that the window works on a bad one, says how, and returns
// what makes it good again.
func (w *writer) harm(f *faultfs.FS, dir string) (how string, heal func()) {
	w.t.Helper()
	heal = func() { f.Set() }
	where := []string{"posts", "home", ""}[w.rng.IntN(3)]
	switch w.rng.IntN(10) {
	case 0:
		f.Set(faultfs.Rule{Call: "create", Path: where, Errno: syscall.ENOSPC}, faultfs.Rule{Call: "write", Path: where, Errno: syscall.ENOSPC})
		return "a full disk in " + where, heal
	case 1:
		w.remount(dir, syscall.MS_RDONLY)
		return "a disk that may only be read", func() { w.remount(dir, 0) }
	case 2:
		size := uint64(w.rng.IntN(300))
		var old unix.Rlimit
		if err := unix.Prlimit(w.window.Process(), unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: size, Max: unix.RLIM_INFINITY}, &old); err != nil {
			w.t.Fatal(err)
		}
		return fmt.Sprintf("files of at most %d bytes", size), func() {
			_ = unix.Prlimit(w.window.Process(), unix.RLIMIT_FSIZE, &old, nil) // it may have ended
		}
	}
	kinds := []string{"create", "write", "setattr", "flush", "fsync", "fsyncdir", "rename", "mkdir", "open", "read", "getattr", "lookup", "unlink", "opendir", "access"}
	call := kinds[w.rng.IntN(len(kinds))]
	nos := errnos(call)
	r := faultfs.Rule{Call: call, Errno: nos[w.rng.IntN(len(nos))], Path: where, Nth: []int{0, 1, 1, 1, 2, 3}[w.rng.IntN(6)]}
	switch {
	case call == "write" && w.rng.IntN(3) == 0:
		r.Short, r.Errno = true, 0
	case w.rng.IntN(6) == 0:
		r.Late = true
	}
	f.Set(r)
	return fmt.Sprintf("%+v", r), heal
}

// remount changes whether the disk may be written.
func (w *writer) remount(dir string, flags uintptr) {
	w.t.Helper()
	var err error
	for range 50 { // it is refused while a file is open to be written
		if err = syscall.Mount("", dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|flags, ""); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	if flags == 0 {
		w.t.Fatalf("the disk cannot be written any more: %v", err)
	}
}

// holds fails the test when a file lacks words that it was said to hold.
func (w *writer) holds(file, how string, saved []string) {
	w.t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		w.t.Fatalf("%s: %v", how, err)
	}
	for _, x := range saved {
		if !strings.Contains(string(b), x) {
			done.lose(w.t, how+": the file lost what was saved", x)
		}
	}
	if !strings.HasPrefix(string(b), "!! title:") || !strings.HasSuffix(string(b), "\n") {
		done.lose(w.t, fmt.Sprintf("%s: the file is %.80q", how, b), "the file")
	}
}

// saves saves what is shown, as a person does who is asked things meanwhile.
func (w *writer) saves(file string, words []string) bool {
	w.t.Helper()
	for try := range 10 {
		w.answer("Keep mine", "Save", "Try again")
		w.window.Key("ctrl+s")
		for until := time.Now().Add(time.Duration(1+try) * 300 * time.Millisecond); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
			b, err := os.ReadFile(file)
			all := err == nil
			for _, x := range words {
				all = all && strings.Contains(string(b), x)
			}
			if all && !strings.HasPrefix(w.window.Title(), "• ") {
				if try > 0 {
					done.add("saves tried again", 1)
				}
				return true
			}
		}
	}
	return false
}
