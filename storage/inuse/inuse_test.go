package inuse

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// teller is a window's end of a board.
type teller struct {
	*Board
	t    *testing.T
	told chan string
}

func open(t *testing.T, dir string) *teller {
	w := &teller{t: t, told: make(chan string, 100)}
	w.Board = New(dir, func(path string, elsewhere bool) { w.told <- fmt.Sprint(filepath.Base(path), " ", elsewhere) })
	t.Cleanup(w.Close)
	return w
}

// wants waits until it is told that.
func (w *teller) wants(want string) {
	w.t.Helper()
	select {
	case got := <-w.told:
		if got != want {
			w.t.Fatalf("told %q, want %q", got, want)
		}
	case <-time.After(2 * time.Minute):
		w.t.Fatalf("not told %q", want)
	}
}

// rest waits until the board has done what it was asked for.
func (w *teller) rest() {
	w.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		w.mu.Lock()
		busy := false
		for _, p := range w.posts {
			busy = busy || p.look || p.gone || p.changed != (p.lock != nil || p.elsewhere)
		}
		w.mu.Unlock()
		if !busy && len(w.wake) == 0 {
			return
		}
	}
	w.t.Fatal("the board does not come to rest")
}

// TestTwoWindows has one window change a post that another has open, or opens, or changes too.
func TestTwoWindows(t *testing.T) {
	dir, lib := filepath.Join(t.TempDir(), "[my] state", "open"), t.TempDir()
	post := filepath.Join(lib, "a.md")
	if err := os.WriteFile(post, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(lib, "link.md")
	_ = os.Symlink("a.md", link)
	if _, err := os.Stat(link); err != nil {
		if runtime.GOOS != "windows" {
			t.Fatal(err)
		}
		link = filepath.Join(lib, "A.MD") // not everybody may make links there; capitals are the same file
	}
	one, other := open(t, dir), open(t, dir)
	one.Set(post, false)
	other.Set(post, false)
	one.Set(post, true)
	one.rest()
	other.Look() // as on focus
	other.wants("a.md true")
	other.Set(post, true) // on it goes
	other.rest()
	one.Set(post, false) // it was saved
	other.wants("a.md false")
	other.rest()
	one.Look()
	one.wants("a.md true")

	third := open(t, dir) // which opens it by a link
	third.Set(link, false)
	third.wants(filepath.Base(link) + " true")
	other.Drop(post)
	third.wants(filepath.Base(link) + " false")
	one.wants("a.md false")
	for _, w := range []*teller{one, other, third} {
		w.Close()
		if len(w.told) > 0 {
			t.Errorf("told more: %q", <-w.told)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	if info, err := os.Stat(dir); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is %v, %v", info, err)
	}
}

// TestProcessEnds has a process with the lock killed: nobody has it then, and its file goes with the next window.
func TestProcessEnds(t *testing.T) {
	if dir := os.Getenv("GALLEY_TEST_INUSE"); dir != "" {
		w := open(t, dir)
		w.Set("/lib/a.md", true)
		w.rest()
		fmt.Println("ready")
		_, _ = io.Copy(io.Discard, os.Stdin) // until it is killed: where all goroutines wait for each other the runtime ends it
		return
	}
	dir := filepath.Join(t.TempDir(), "open")
	cmd := exec.Command(os.Args[0], "-test.run=^TestProcessEnds$")
	cmd.Env = append(os.Environ(), "GALLEY_TEST_INUSE="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if said := bufio.NewScanner(out); !said.Scan() || said.Text() != "ready" {
		t.Fatalf("it does not start: %s", said.Text())
	}
	if text, err := os.ReadFile((&Board{dir: dir}).name("/lib/a.md")); runtime.GOOS != "windows" && (err != nil || string(text) != "/lib/a.md\n") {
		t.Errorf("for people the lock says %q, %v", text, err) // on Windows nobody may read it
	}
	w := open(t, dir)
	w.Set("/lib/a.md", false)
	w.wants("a.md true")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	w.wants("a.md false")
	next := open(t, dir)
	next.Set("/lib/b.md", false)
	next.rest()
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

// TestNowhere has no folder, one that cannot be made, and files of others in it: nobody is told anything, and nothing of
// theirs goes.
func TestNowhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", filepath.Join(file, "open"), file} {
		for range 2 {
			w := open(t, dir)
			w.Set("/lib/a.md", true)
			w.Look()
			w.Close()
			if len(w.told) > 0 {
				t.Errorf("%s: told %q", dir, <-w.told)
			}
		}
	}
	var zero Board
	zero.Set("/lib/a.md", true)
	zero.Drop("/lib/a.md")
	zero.Look()
	zero.Close()
	if b, err := os.ReadFile(file); err != nil || string(b) != "theirs" {
		t.Errorf("the file holds %q, %v", b, err)
	}
}
