//go:build linux

package windowtest

import (
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// again starts the program once more, as a double click in a file manager does,
// and waits until another window took what it names.
func (d *place) again(args ...string) {
	d.t.Helper()
	second := d.starts(args...)
	if code := second.WaitExit(); code != 0 || second.Stderr() != "" {
		d.t.Fatalf("the second start ended with code %d: %s", code, second.Stderr())
	}
}

// starts starts the program once more, in the home of the window.
func (d *place) starts(args ...string) *xwindow.Window {
	d.t.Helper()
	name, err := program()
	if err != nil {
		d.t.Fatal(err)
	}
	return d.Display.Start(xwindow.Options{Program: name, Args: args, Home: d.Home})
}

// own starts the program once more, and waits for a window of its own.
func (d *place) own(args ...string) *xwindow.Window {
	d.t.Helper()
	name, err := program()
	if err != nil {
		d.t.Fatal(err)
	}
	return d.Display.Open(xwindow.Options{Program: name, Args: args, Home: d.Home})
}

// layOdd is a library whose path has to be written otherwise wherever paths are
// written, with a second post.
func layOdd(t *testing.T) (d *place, second string) {
	t.Helper()
	d = lay(t)
	d.dir = filepath.Join(t.TempDir(), "Zoë’s Blog %f")
	if err := os.Mkdir(d.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	d.sample = filepath.Join(d.dir, sampleFile)
	d.write(d.sample, d.source)
	second = filepath.Join(d.dir, "ä b %20#1?.md")
	d.write(second, titledPost("Second"))
	return d, second
}

func titledPost(title string) string {
	return "!! title: " + title + "\n!! slug: " + strings.ToLower(title) + "\n!! published: 2020-01-01\n!! description: D\n\n---\n\nWords.\n"
}

// TestWindowSecondStart starts the program again while it runs: what is named
// opens in the window that has its library, which comes to the front; another
// library, and who asks for it, gets a window of its own.
func TestWindowSecondStart(t *testing.T) {
	d, second := layOdd(t)
	d.open(xwindow.Options{Args: []string{d.sample}})
	d.waitPost(sampleTitle)

	d.again((&url.URL{Scheme: "file", Path: second}).String())
	d.WaitTitle("Second — Galley")
	d.again(d.sample)
	d.WaitTitle(sampleTitle + " — Galley")
	third := filepath.Join(d.dir, "0003-third.md")
	d.write(third, titledPost("Third"))
	d.again(d.sample, third, second) // as %F has it
	d.WaitTitle("Second — Galley")
	d.Key("ctrl+Next")
	d.WaitTitle("Third — Galley") // which is open, too

	t.Run("another library", func(t *testing.T) {
		d.Display.Lend(t)
		other := filepath.Join(t.TempDir(), "other")
		if err := os.Mkdir(other, 0o755); err != nil {
			t.Fatal(err)
		}
		d.write(filepath.Join(other, "o.md"), titledPost("Other"))
		w := d.own(other)
		w.WaitTitle("Other — Galley")
		w.WaitFocus()
		d.again(d.dir)
		d.WaitFocus()
		d.WaitTitle("Third — Galley")
		d.Minimize()
		d.again(second)
		d.WaitFocus()
		d.WaitTitle("Second — Galley")
		w.Kill()
	})
	t.Run("a window of its own", func(t *testing.T) {
		d.Display.Lend(t)
		w := d.own("--new-window", third)
		w.WaitTitle("Third — Galley")
		w.Kill()
		d.WaitTitle("Second — Galley")
	})
	t.Run("what is not there", func(t *testing.T) {
		d.Display.Lend(t)
		before := d.question("that there is no such file", func() { d.again(filepath.Join(d.dir, "gone.md")) })
		d.again(third)
		d.WaitTitle("Second — Galley") // until that is answered
		d.Key("Return")
		d.WaitTitle("Third — Galley")
		d.answered(before)
	})
	t.Run("foreign messages", func(t *testing.T) {
		d.Display.Lend(t)
		list, err := filepath.Glob(filepath.Join(d.Home, "galley", "state", "windows", "*.sock"))
		if err != nil || len(list) == 0 {
			list, err = filepath.Glob(filepath.Join(os.TempDir(), "galley-windows-*", "*.sock"))
		}
		if err != nil || len(list) == 0 {
			t.Fatalf("no window listens: %v", err)
		}
		for _, text := range []string{"GET / HTTP/1.1\r\n\r\n", `{"galley":1,"library":"`, strings.Repeat("x", 3<<20), ""} {
			for _, name := range list {
				conn, err := net.Dial("unix", name)
				if err != nil {
					continue // of a window that was killed
				}
				_, _ = conn.Write([]byte(text)) // it may be cut short
				_ = conn.Close()
			}
		}
		d.again(d.sample)
		d.WaitTitle(sampleTitle + " — Galley")
		xwindow.Wait(t, "the line about them", func() bool { return strings.Contains(d.Stderr(), "was no request of Galley's") })
	})
	d.Type("word ")
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.with("word "))
}

// TestWindowSecondStartAlone starts the program again while its first window
// stands still, and after it was killed: neither is waited for long.
func TestWindowSecondStartAlone(t *testing.T) {
	d, second := layOdd(t)
	d.open(xwindow.Options{Args: []string{d.sample}})
	d.waitPost(sampleTitle)
	d.Signal(syscall.SIGSTOP)
	w := d.own(second)
	w.WaitTitle("Second — Galley")
	w.Kill()
	d.Signal(syscall.SIGCONT)
	d.again(d.dir)
	d.WaitFocus()
	d.WaitTitle(sampleTitle + " — Galley") // nothing was opened late
	d.Kill()
	w = d.own(second)
	w.WaitTitle("Second — Galley")
}

// TestWindowRecent opens and saves posts: they stand in the desktop's list of
// recent documents beside what others have there, unless the writer wants none.
func TestWindowRecent(t *testing.T) {
	const others = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xbel version=\"1.0\">\n  <bookmark href=\"file:///x.pdf\"><!-- mine --></bookmark>\n</xbel>\n"
	for _, c := range []struct {
		name, settings string
		kept           bool
	}{{"kept", "", true}, {"not wanted", "recent_posts = false\n", false}} {
		t.Run(c.name, func(t *testing.T) {
			d, second := layOdd(t)
			home := t.TempDir()
			list := filepath.Join(home, "galley", "recently-used.xbel")
			if err := os.MkdirAll(filepath.Join(home, "galley", "config"), 0o700); err != nil {
				t.Fatal(err)
			}
			d.write(list, others)
			d.write(filepath.Join(home, "galley", "config", "settings.toml"), c.settings)
			d.open(xwindow.Options{Home: home, Args: []string{second}})
			d.WaitTitle("Second — Galley")
			d.again(d.sample)
			d.WaitTitle(sampleTitle + " — Galley")
			d.Key("ctrl+q")
			if code := d.WaitExit(); code != 0 {
				t.Fatalf("exit code %d", code)
			}
			b, err := os.ReadFile(list)
			if err != nil {
				t.Fatal(err)
			}
			text := string(b)
			if !c.kept {
				if text != others {
					t.Errorf("the list holds %s", text)
				}
				return
			}
			for _, want := range []string{"%C3%A4%20b%20%2520%231%3F.md\"", "Zo%C3%AB%E2%80%99s%20Blog%20%25f/" + sampleFile, "<!-- mine -->", "name=\"Galley\""} {
				if !strings.Contains(text, want) {
					t.Errorf("%s is not in the list:\n%s", want, text)
				}
			}
		})
	}
}
