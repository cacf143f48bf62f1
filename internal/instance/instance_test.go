//go:build unix

package instance

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// brief is patience for what never answers; the other is for what does.
var brief, long = 30 * time.Millisecond, time.Minute

// window is a window whose UI does what it is given when it is asked to.
type window struct {
	*Host
	hangs bool // its UI

	mu    sync.Mutex
	got   []Request
	later chan func() bool // claims of requests that nobody looked at yet
	said  chan string
}

func (w *window) take(r Request, claim func() bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.hangs {
		w.later <- claim
		return
	}
	if claim() {
		w.got = append(w.got, r)
	}
}

// place is a folder for sockets.
func place(t *testing.T) Place {
	t.Helper()
	dir, err := os.MkdirTemp("", "galley-*") // the test's own may have too long a name for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return Place{Dir: filepath.Join(dir, "windows"), Display: ":1", Patience: Patience{Answer: long, Taken: long, Start: long}}
}

func listen(t *testing.T, p Place, library string) *window {
	t.Helper()
	w := &window{said: make(chan string, 100), later: make(chan func() bool, 1)}
	var err error
	if w.Host, err = p.Listen(library, w.take, func(line string) { w.said <- line }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

// TestHand has a start hand files over to each kind of window that may run.
func TestHand(t *testing.T) {
	p := place(t)
	dir := t.TempDir()
	lib := filepath.Join(dir, "Zoë’s posts")
	if err := os.Mkdir(lib, 0o755); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(lib, link); err != nil {
		t.Fatal(err)
	}
	odd := filepath.Join(lib, "\xff ü%20 f.md") // a name need not be UTF-8
	files := Request{Paths: []string{odd, filepath.Join(lib, "b.md")}, Startup: "shell_TIME123"}
	for _, c := range []struct {
		name    string
		library string // of the window
		display string // of the start
		asked   string
		files   Request
		want    bool
	}{
		{"the library", lib, ":1", lib, files, true},
		{"only the window", lib, ":1", lib, Request{}, true},
		{"with a slash at its end", lib, ":1", lib + "/", files, true},
		{"by a link", lib, ":1", link, files, true},
		{"through a link", link, ":1", lib, files, true},
		{"a folder that is gone", filepath.Join(dir, "gone"), ":1", filepath.Join(dir, "gone"), files, true},
		{"another library", lib, ":1", dir, files, false},
		{"no library", "", ":1", lib, files, false},
		{"none is asked for", lib, ":1", "", files, false},
		{"another display", lib, ":2", lib, files, false},
		{"too many files", lib, ":1", lib, Request{Paths: make([]string, maxPaths+1)}, false},
		{"half a path", lib, ":1", lib, Request{Paths: []string{"b.md"}}, false},
		{"a start whose name is a command to the desktop", lib, ":1", lib, Request{Startup: "x\n_TIME1"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := listen(t, p, c.library)
			w.Has(c.library)
			start := p
			start.Display = c.display
			if got := start.Hand(context.Background(), c.asked, c.files); got != c.want {
				t.Fatalf("taken: %v, want %v", got, c.want)
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			if (len(w.got) == 1) != c.want {
				t.Fatalf("the window got %#v", w.got)
			}
			if !c.want {
				return
			}
			want := c.files
			if strings.Contains(want.Startup, "\n") {
				want.Startup = ""
			}
			if fmt.Sprintf("%#v", w.got[0]) != fmt.Sprintf("%#v", want) {
				t.Errorf("it got %#v, want %#v", w.got[0], want)
			}
		})
	}
}

// TestSeveral has the one window of several be found that has the library, and
// follows it to another.
func TestSeveral(t *testing.T) {
	p := place(t)
	a, b := t.TempDir(), t.TempDir()
	one, two := listen(t, p, a), listen(t, p, b)
	for range 3 {
		if !p.Hand(context.Background(), b, Request{}) || len(two.got) == 0 || len(one.got) > 0 {
			t.Fatal(one.got, two.got)
		}
	}
	two.Has(a)
	one.Has(b)
	if !p.Hand(context.Background(), b, Request{}) || len(one.got) != 1 {
		t.Error(one.got, two.got)
	}
	one.Close()
	if p.Hand(context.Background(), b, Request{}) {
		t.Error("a closed window took it")
	}
	if left := p.sockets(); len(left) != 1 {
		t.Errorf("%q listen", left)
	}
}

// TestWithin has a post of a folder below that of a library open in the window which
// has that library, where no window has the folder itself.
func TestWithin(t *testing.T) {
	p := place(t)
	lib := t.TempDir()
	year := filepath.Join(lib, "2024")
	if err := os.MkdirAll(filepath.Join(year, "may"), 0o755); err != nil {
		t.Fatal(err)
	}
	files := Request{Paths: []string{filepath.Join(year, "a.md")}}
	whole := listen(t, p, lib)
	whole.Has(lib)
	if p.Hand(context.Background(), year, files) || p.Hand(context.Background(), year, Request{}) {
		t.Error("a folder that is asked for is opened as another one")
	}
	files.Within = true
	for _, dir := range []string{year, filepath.Join(year, "may")} {
		if !p.Hand(context.Background(), dir, files) {
			t.Errorf("nothing took a post in %s", dir)
		}
	}
	for _, dir := range []string{filepath.Dir(lib), lib + "2"} {
		if p.Hand(context.Background(), dir, files) {
			t.Errorf("a post in %s was taken", dir)
		}
	}
	part := listen(t, p, year)
	part.Has(year)
	if !p.Hand(context.Background(), year, files) || len(part.got) != 1 || len(whole.got) != 2 {
		t.Errorf("the window of the folder got %#v, that of the library %#v", part.got, whole.got)
	}
}

// TestHangs asks windows that do not answer: a process that stands still, a UI
// that does, one that ended without a word. None of them is waited for long, and
// none opens anything when it wakes up.
func TestHangs(t *testing.T) {
	dir := t.TempDir()
	t.Run("the process", func(t *testing.T) {
		p := place(t)
		if err := os.MkdirAll(p.Dir, 0o700); err != nil {
			t.Fatal(err)
		}
		ears, _, err := p.listen() // nobody accepts
		if err != nil {
			t.Fatal(err)
		}
		defer ears.Close()
		p.Patience.Answer = brief
		if p.Hand(context.Background(), dir, Request{}) {
			t.Error("it took something")
		}
		if len(p.sockets()) != 1 {
			t.Error("its socket is gone, but it may wake up")
		}
	})
	t.Run("its UI", func(t *testing.T) {
		p := place(t)
		w := listen(t, p, dir)
		w.Has(dir)
		w.hangs = true
		p.Patience.Taken = brief
		if p.Hand(context.Background(), dir, Request{}) {
			t.Error("it took something")
		}
		for range maxGuests { // which are there when it knows that nobody waits
			w.seat <- struct{}{}
		}
		if claim := <-w.later; claim() {
			t.Error("it opens the file now that another window has")
		}
	})
	t.Run("a window that starts", func(t *testing.T) {
		p := place(t)
		w := listen(t, p, dir)
		w.hangs = true
		p.Patience.Taken = time.Nanosecond // which is that of a window that is there
		taken := make(chan bool)
		go func() { taken <- p.Hand(context.Background(), dir, Request{}) }()
		if claim := <-w.later; !claim() || !<-taken {
			t.Error("it was not waited for")
		}
	})
	t.Run("one that was killed", func(t *testing.T) {
		p := place(t)
		ears, name, err := p.listen()
		if err != nil {
			t.Fatal(err)
		}
		ears.Close()
		if p.Hand(context.Background(), dir, Request{}) {
			t.Error("it took something")
		}
		if _, err := os.Lstat(name); err == nil {
			t.Error("its socket is still there")
		}
	})
}

// TestForeign sends a window what is no request: it says so in a line, and takes
// the next one as ever.
func TestForeign(t *testing.T) {
	dir := t.TempDir()
	greeting := fmt.Sprintf(`{"galley":1,"display":":1","library":"%s"}`, base64Of(dir)) + "\n"
	for _, c := range []struct {
		name, send string
		line       string // that the window says; "" for none
	}{
		{"nothing", "", ""},
		{"a browser", "GET / HTTP/1.1\r\n\r\n", "cannot be read"},
		{"half a word", `{"galley":1,"dis`, "amid a line"},
		{"another version", `{"galley":2}` + "\n", ""},
		{"a list", "[1,2,3]\n", "cannot be read"},
		{"no base64", `{"galley":1,"library":"\u00ff"}` + "\n", "cannot be read"},
		{"one that never ends", `{"galley":1,"display":"` + strings.Repeat("x", 2*maxMessage), "too long"},
		{"depth", strings.Repeat("[", 100000) + "\n", "cannot be read"},
		{"half a gift", greeting + `{"open":["`, "amid a line"},
		{"a gift without a root", greeting + `{"open":["` + base64Of("a.md") + "\"]}\n", "by half"},
		{"a gift with a zero", greeting + `{"open":["` + base64Of("/a\x00b.md") + "\"]}\n", "by half"},
		{"many gifts", greeting + `{"open":["L2E="` + strings.Repeat(`,"L2E="`, maxPaths) + "]}\n", "too many"},
		{"gone before the gift", greeting, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := place(t)
			w := listen(t, p, dir)
			w.Has(dir)
			conn, err := net.Dial("unix", w.name)
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				_, _ = conn.Write([]byte(c.send)) // it may be cut short
				_ = conn.(*net.UnixConn).CloseWrite()
			}()
			var answer bytes.Buffer
			_, _ = answer.ReadFrom(conn) // until the window has closed it
			_ = conn.Close()
			if c.line != "" {
				if line := <-w.said; !strings.Contains(line, c.line) || strings.Contains(line, "\n") {
					t.Errorf("it said %q", line)
				}
			}
			if !p.Hand(context.Background(), dir, Request{}) || len(w.got) != 1 {
				t.Errorf("it took %#v", w.got)
			}
			if len(w.said) > 0 {
				t.Errorf("it said %q", <-w.said)
			}
		})
	}
}

// TestLeft has either side leave before anything was handed over: nothing is said
// of it, as nobody sent what is no request.
func TestLeft(t *testing.T) {
	dir := t.TempDir()
	greeting := fmt.Sprintf(`{"galley":1,"display":":1","library":"%s"}`, base64Of(dir)) + "\n"
	greet := func(t *testing.T) (*window, *net.UnixConn) {
		w := listen(t, place(t), dir)
		w.Has(dir)
		conn, err := net.Dial("unix", w.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write([]byte(greeting)); err != nil {
			t.Fatal(err)
		}
		raw, err := conn.(*net.UnixConn).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		err = raw.Read(func(fd uintptr) bool { // the answer is there, and stays unread
			n, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK)
			return n > 0 || err != nil && err != syscall.EAGAIN
		})
		if err != nil {
			t.Fatal(err)
		}
		return w, conn.(*net.UnixConn)
	}
	t.Run("the start, with the answer unread", func(t *testing.T) {
		w, conn := greet(t)
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
		for range maxGuests { // which are there when the guest is gone
			w.seat <- struct{}{}
		}
		if len(w.said) > 0 {
			t.Errorf("it said %q", <-w.said)
		}
	})
	t.Run("the window", func(t *testing.T) {
		w, conn := greet(t)
		defer conn.Close()
		w.Close()
		if len(w.said) > 0 {
			t.Errorf("it said %q", <-w.said)
		}
	})
}

// TestStuck closes a window while one of its guests is at something that does not
// come to an end.
func TestStuck(t *testing.T) {
	p, dir := place(t), t.TempDir()
	in, out := make(chan struct{}), make(chan struct{})
	h, err := p.Listen(dir, func(Request, func() bool) { close(in); <-out }, nil)
	if err != nil {
		t.Fatal(err)
	}
	h.Has(dir)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go p.Hand(ctx, dir, Request{})
	<-in
	h.place.Patience.Answer = brief
	h.Close() // which does not wait for it
	close(out)
	h.done.Wait()
}

// TestHere says where windows find each other, and that nobody else may be there.
func TestHere(t *testing.T) {
	p := place(t)
	root := filepath.Dir(p.Dir)
	run := filepath.Join(root, "run")
	if err := os.Mkdir(run, 0o700); err != nil {
		t.Fatal(err)
	}
	open := filepath.Join(root, "open")
	if err := os.Mkdir(open, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	deep := filepath.Join(root, strings.Repeat("long/", 30))
	for _, c := range []struct{ run, state, want string }{
		{run, filepath.Join(root, "state"), run + "/galley-"},
		{open, filepath.Join(root, "state"), filepath.Join(root, "state", "windows")},
		{"run", filepath.Join(root, "state"), filepath.Join(root, "state", "windows")},
		{"", deep, map[bool]string{true: filepath.Join(deep, "windows"), false: filepath.Join(root, "galley-windows-")}[runtime.GOOS == "linux"]},
		{"", "", filepath.Join(root, "galley-windows-")},
	} {
		env := func(name string) string {
			return map[string]string{"XDG_RUNTIME_DIR": c.run, "DISPLAY": ":7.0"}[name]
		}
		got := Here(env, c.state, root)
		if !strings.HasPrefix(got.Dir, c.want) || got.Display != ":7" {
			t.Errorf("%+v: %+v", c, got)
		}
		got.Patience.Answer = long
		h, err := got.Listen("", nil, nil)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		if info, err := os.Stat(h.name); err != nil || info.Mode().Perm() != 0o600 || !private(got.Dir) {
			t.Errorf("%+v: %v, %v", c, info, err)
		}
		h.Has(root)
		other := got
		if other.Hand(context.Background(), root+"x", Request{}) || len(other.sockets()) != 1 {
			t.Errorf("%+v: %q listen", c, other.sockets())
		}
		h.Close()
	}
	p.Dir = filepath.Join(open, "windows")
	if err := os.Mkdir(p.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Listen("", nil, nil); err == nil {
		t.Error("it listens where others look in")
	}
	if err := os.Symlink(run, filepath.Join(open, "link")); err != nil {
		t.Fatal(err)
	}
	p.Dir = filepath.Join(open, "link")
	if _, err := p.Listen("", nil, nil); err == nil {
		t.Error("it listens where somebody else leads it")
	}
	var none *Host
	none.Has("x")
	none.Close()
}

func base64Of(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
