//go:build linux

package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// held is what a program holds of the machine.
type held struct {
	memory      int // resident, in MB
	descriptors int
	threads     int
	goroutines  int // known only of a program that has ended
	temporaries int // files and folders
}

// How much more of each a window may hold at the end of a long session than it
// did when it had done everything once: texts, undo and pictures of pages take
// room, which is given back in steps. After some hundred things it grows no more:
// sampled for five minutes it stood between 276 and 308 MB.
const (
	moreMemory      = 120 // MB
	moreDescriptors = 4
	moreThreads     = 8
	moreGoroutines  = 8
)

// holding reads what the window's program holds now.
func (w *writer) holding() (h held) {
	w.t.Helper()
	proc := filepath.Join("/proc", strconv.Itoa(w.window.Process()))
	status, err := os.ReadFile(filepath.Join(proc, "status"))
	if err != nil {
		w.t.Fatal(err)
	}
	number := func(key string) int {
		_, rest, _ := strings.Cut(string(status), key+":")
		fields := strings.Fields(rest)
		if len(fields) == 0 {
			w.t.Fatalf("%s/status has no %s", proc, key)
		}
		n, err := strconv.Atoi(fields[0])
		if err != nil {
			w.t.Fatal(err)
		}
		return n
	}
	h.memory, h.threads = number("VmRSS")>>10, number("Threads")
	open, err := os.ReadDir(filepath.Join(proc, "fd"))
	if err != nil {
		w.t.Fatal(err)
	}
	h.descriptors = len(open)
	for _, dir := range []string{w.tmp, filepath.Join(w.home, "galley"), w.library, filepath.Dir(w.library)} {
		err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
			if err != nil || path == dir {
				return nil // it went while it was looked at
			}
			if dir == w.tmp || temporary.MatchString(path) {
				h.temporaries++
			}
			return nil
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
	return h
}

// quit ends the program with the signal that has Go's runtime tell of all its
// goroutines, and counts them.
func (w *writer) quit() (goroutines int) {
	w.t.Helper()
	w.window.Broken()
	w.window.Signal(syscall.SIGQUIT)
	w.window.WaitExit()
	n := len(regexp.MustCompile(`(?m)^goroutine \d+ `).FindAllString(w.window.Stderr(), -1))
	if n == 0 {
		w.t.Errorf("it did not tell of its goroutines:\n%s", w.window.Stderr())
	}
	return n
}

// everything is what there is to do in a window, each ended again.
func (w *writer) everything() []func() {
	key := func(keys ...string) func() {
		return func() {
			w.note("presses " + strings.Join(keys, " "))
			w.window.Key(keys...)
		}
	}
	dialog := func(keys string) func() {
		return func() {
			w.note("a dialog: " + keys)
			w.window.Key(keys)
			for patience := time.Now().Add(600 * time.Millisecond); time.Now().Before(patience); time.Sleep(20 * time.Millisecond) {
				if _, open := w.asked(); open {
					break
				}
			}
			w.window.Key("Escape")
		}
	}
	command := func(name string) func() {
		return func() {
			w.note("command " + name)
			w.window.Key("ctrl+shift+p")
			w.window.Type(name)
			w.window.Key("Return")
			time.Sleep(300 * time.Millisecond)
			w.answer("Close")
			w.window.Key("Escape")
		}
	}
	return []func(){
		w.write, w.write, w.write, key("Return"), key("ctrl+End"), key("ctrl+Home"),
		key("ctrl+s"), key("ctrl+z", "ctrl+shift+z"),
		func() { w.open(titles[w.rng.IntN(len(titles))]) },
		func() { w.open(titles[w.rng.IntN(len(titles))]) },
		dialog("ctrl+shift+e"), dialog("ctrl+comma"), dialog("F1"), dialog("ctrl+p"), dialog("ctrl+shift+p"), dialog("ctrl+j"), dialog("ctrl+g"),
		func() { // an export, into the folder above
			w.note("an export")
			w.window.Key("ctrl+shift+e")
			time.Sleep(300 * time.Millisecond)
			w.window.Key("Return")
			time.Sleep(500 * time.Millisecond)
			w.answer("Close", "Done", "OK")
		},
		func() {
			w.note("finds words")
			w.window.Key("ctrl+f")
			w.window.Type("words")
			w.window.Key("F3", "F3", "Escape")
		},
		key("ctrl+plus"), key("ctrl+minus"),
		// Where there is no room beside the text the library comes over it, and the page in its place: what is typed there is
		// a title looked for, or nothing.
		key("ctrl+backslash", "Escape"), key("ctrl+shift+backslash", "ctrl+shift+backslash"),
		key("F6", "shift+F6"), key("F9"), key("F9"), key("Page_Down", "End"), key("Page_Up", "End"), // not within a word, which later ones would be typed into
		command("card"), command("feed"), command("page"), command("history"), command("about"),
		func() { // a new post, which is given up before there is a word in it
			w.note("a new post, closed again")
			w.window.Key("ctrl+n")
			w.window.Key("ctrl+w")
			w.answer()
		},
	}
}

// TestOneWindow does everything in one window, over and over: what the program
// holds of the machine does not grow, and all that was typed is somewhere. In
// another one everything is done once, so that its goroutines can be compared.
func TestOneWindow(t *testing.T) {
	end := until(t)
	var once, first, last held
	t.Run("windows", func(t *testing.T) {
		t.Run("short", func(t *testing.T) {
			t.Parallel()
			_, once = oneWindow(t, time.Time{})
		})
		t.Run("long", func(t *testing.T) {
			t.Parallel()
			first, last = oneWindow(t, end)
		})
	})
	if last.goroutines > once.goroutines+moreGoroutines {
		t.Errorf("a short session ends with %d goroutines, a long one with %d", once.goroutines, last.goroutines)
	}
	done.add("MB at the end of that, "+fmt.Sprint(first.memory)+" at first", last.memory)
	done.add("descriptors then, "+fmt.Sprint(first.descriptors)+" at first", last.descriptors)
	done.add("goroutines then, "+fmt.Sprint(once.goroutines)+" of a short session", last.goroutines)
}

// oneWindow does everything once in a window, and then over and over until end.
// It returns what the program held after the first time and in the end.
func oneWindow(t *testing.T, end time.Time) (before, after held) {
	t.Helper()
	library := filepath.Join(t.TempDir(), "posts")
	if err := os.MkdirAll(library, 0o755); err != nil {
		t.Fatal(err)
	}
	w := newWriter(t, library, t.TempDir())
	w.moving = true
	w.start()
	for _, do := range w.everything() { // pictures, typefaces and pools are made once
		do()
	}
	rest := func() held {
		w.answer()
		w.open("Marbles")
		w.window.Key("ctrl+s")
		time.Sleep(3 * time.Second)
		return w.holding()
	}
	before = rest()
	after = before
	if !end.IsZero() {
		rounds := 0
		least := time.Now().Add(8 * time.Second)
		for list := w.everything(); (time.Now().Before(end) || time.Now().Before(least)) && !w.window.Exited(); rounds++ {
			if w.rng.IntN(2) == 0 {
				w.write()
			} else {
				list[w.rng.IntN(len(list))]()
			}
		}
		done.add("things done in one window", rounds)
		if w.window.Exited() {
			t.Fatalf("the program ended: %s", w.window.Stderr())
		}
		after = rest()
	}
	at := time.Now()
	after.goroutines = w.quit()
	w.look(at, "at the end of a long session")
	t.Logf("at first %+v, at the end, having typed %d words, %+v", before, len(w.typed), after)
	if after.memory > before.memory+moreMemory || after.descriptors > before.descriptors+moreDescriptors ||
		after.threads > before.threads+moreThreads || after.temporaries > before.temporaries {
		t.Errorf("it held %+v, and holds %+v at the end", before, after)
	}
	w.display.Kill()
	return before, after
}
