//go:build wine && linux

package winetest

import (
	"image"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

const title = "Größe — Galley"

// place is a folder of posts and a window on it.
type place struct {
	*xwindow.Window
	t    *testing.T
	dir  string
	file string
}

// lay makes a library that holds the post.
func lay(t *testing.T) *place {
	p := &place{t: t, dir: filepath.Join(t.TempDir(), "my posts")}
	if err := os.Mkdir(p.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	p.file = filepath.Join(p.dir, "0001-size.md")
	p.write(post)
	return p
}

// open opens the window in a home of its own, or of an earlier one.
func (p *place) open(d *xwindow.Display, home string) {
	p.t.Helper()
	if home == "" {
		home = p.t.TempDir()
		name := filepath.Join(home, "galley", "config", "settings.toml")
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			p.t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("[editor]\nrewrap = false\n"), 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
	address := free(p.t)
	p.Window = d.Open(xwindow.Options{
		Program: "wine", Args: []string{program(p.t), windows(p.dir)}, Home: home, Size: "1200x800", Regions: address,
		Env: append(env(), "GALLEY_REGIONS="+address),
	})
	p.WaitTitle(title)
	p.part("textedit.Editor", "")
}

// free is an address that nobody listens at.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// part waits until the window has a widget of a kind with words, and returns where the frontmost is.
func (p *place) part(kind, words string) (found image.Rectangle) {
	p.t.Helper()
	xwindow.Wait(p.t, "the window to have "+kind+" "+words, func() bool {
		all, err := p.Regions()
		for _, r := range all {
			if strings.HasSuffix("/"+r.Kinds, "/"+kind) && strings.HasPrefix(r.Words, words) {
				found = r.Rect
			}
		}
		return err == nil && !found.Empty()
	})
	return found
}

// gone waits until the window shows no such words any more: a window that is asked to close hears of it before keys
// that were pressed earlier, as Windows has it.
func (p *place) gone(words string) {
	p.t.Helper()
	xwindow.Wait(p.t, "the window to show no "+words, func() bool {
		all, err := p.Regions()
		return err == nil && !slices.ContainsFunc(all, func(r xwindow.Region) bool { return strings.HasPrefix(r.Words, words) })
	})
}

func (p *place) write(text string) {
	p.t.Helper()
	if err := os.WriteFile(p.file, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// holds waits until the post's file holds a text.
func (p *place) holds(want string) {
	p.t.Helper()
	got := ""
	defer func() {
		if p.t.Failed() {
			p.t.Logf("the file holds %q, want %q", got, want)
		}
	}()
	xwindow.Wait(p.t, "the file to be saved", func() bool {
		b, err := os.ReadFile(p.file)
		got = string(b)
		return err == nil && got == want
	})
}

func empty(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Size() == 0
}

// with is the post with words before its first one.
func with(words string) string { return strings.Replace(post, "Words of", words+"Words of", 1) }

// quit closes the window, which has nothing to ask.
func (p *place) quit() {
	p.t.Helper()
	p.CloseByManager()
	if code := p.WaitExit(); code != 0 {
		p.t.Errorf("ended with %d", code)
	}
}

// TestWindow does with the window under Wine what a writer does first and what must never fail.
func TestWindow(t *testing.T) {
	program(t)
	d := xwindow.NewDisplay(t)
	t.Cleanup(end)
	for _, c := range []struct {
		name string
		do   func(t *testing.T)
	}{
		{"write, save, undo, redo", func(t *testing.T) {
			p := lay(t)
			p.open(d, "")
			p.Type("Typed ")
			p.WaitTitle("• " + title)
			p.holds(post) // nothing is written unasked
			p.Key("ctrl+s")
			p.WaitTitle(title)
			p.holds(with("Typed ")) // and the lines end as they did
			p.Key("ctrl+z")
			p.WaitTitle("• " + title)
			p.Key("ctrl+y")
			p.WaitTitle(title)
			p.Key("ctrl+z", "ctrl+s")
			p.holds(post)
			p.SetClipboard("你好\n")
			p.Key("ctrl+v", "ctrl+s")
			p.holds(with("你好\r\n"))
			p.WaitTitle(title)
			p.quit()
		}},
		{"changed outside", func(t *testing.T) {
			p := lay(t)
			p.open(d, "")
			p.write(strings.Replace(post, "Größe", "Outside", 1))
			p.WaitTitle("Outside — Galley")
			p.quit()
		}},
		{"conflict", func(t *testing.T) {
			p := lay(t)
			p.open(d, "")
			p.Type("Mine ")
			p.WaitTitle("• " + title)
			theirs := with("Theirs ")
			p.write(theirs)
			p.Key("ctrl+s")
			p.part("control.Button", "Review")
			p.holds(theirs)
			p.Key("Right", "Return") // keep mine
			p.WaitTitle("• " + title)
			p.Key("ctrl+s")
			p.holds(with("Mine "))
			p.quit()
		}},
		{"export", func(t *testing.T) {
			p := lay(t)
			p.open(d, "")
			p.Key("ctrl+shift+e")
			p.part("control.Button", "Export")
			p.Key("Home", "Return") // the first format
			xwindow.Wait(t, "the export to be there", func() bool {
				list, err := os.ReadDir(filepath.Dir(p.dir))
				return err == nil && len(list) > 1 && !strings.HasPrefix(list[0].Name(), ".galley")
			})
			p.part("text", "Exported 1 post")
			p.Key("Return")
			p.gone("Export again")
			p.quit()
		}},
		{"quit with changes", func(t *testing.T) {
			p := lay(t)
			p.open(d, "")
			p.Type("Typed ")
			p.WaitTitle("• " + title)
			p.CloseByManager()
			p.part("control.Button", "Save")
			p.Key("Escape")
			p.gone("Save changes")
			p.WaitTitle("• " + title)
			p.holds(post)
			p.CloseByManager()
			p.part("control.Button", "Save")
			p.Key("Return")
			if code := p.WaitExit(); code != 0 {
				t.Errorf("ended with %d", code)
			}
			p.holds(with("Typed "))
		}},
		{"killed", func(t *testing.T) {
			p := lay(t)
			p.open(d, "")
			p.Type("Unsaved ")
			p.WaitTitle("• " + title)
			xwindow.Wait(t, "the words to be kept", func() bool {
				names, err := filepath.Glob(filepath.Join(p.Home, "galley", "state", "recovery", "*.journal"))
				for _, name := range names {
					if b, rerr := os.ReadFile(name); rerr == nil && strings.Contains(string(b), "Unsaved Words of") {
						return true
					}
				}
				return err != nil
			})
			xwindow.Wait(t, "the window to come to rest: a post that ends it meanwhile is not opened again", func() bool {
				names, err := filepath.Glob(filepath.Join(p.Home, "galley", "state", "opening", "*.open"))
				return err == nil && len(names) == 1 && empty(names[0])
			})
			p.Broken()
			p.Kill()
			p.holds(post)
			p.open(d, p.Home)
			p.part("text", "Unsaved text")
			p.Key("Return")
			p.WaitTitle("• " + title)
			p.holds(post)
			p.Key("ctrl+s")
			p.holds(with("Unsaved "))
			p.WaitTitle(title)
			p.quit()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d.Lend(t)
			c.do(t)
		})
	}
}
