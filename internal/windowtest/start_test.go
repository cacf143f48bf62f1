//go:build linux

package windowtest

import (
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// opening is what the program has noted of posts that are being opened.
func opening(t *testing.T, home string) string { return state(t, home, "opening/*.open") }

// TestWindowDoesNotOpenAgainWhatEndedIt ends the program while it opens a post, as that post might do. The next start
// shows the library and says so; asked for, the post opens, and once it has done no harm it opens by itself again.
func TestWindowDoesNotOpenAgainWhatEndedIt(t *testing.T) {
	name, err := program()
	if err != nil {
		t.Fatal(err)
	}
	d, home := lay(t), t.TempDir()
	display := xwindow.NewDisplay(t)
	start := func() { d.Window = display.Start(xwindow.Options{Program: name, Args: []string{d.dir}, Home: home}) }

	for ended := false; !ended; { // a slow machine may look too late
		start()
		xwindow.Wait(t, "a post to be opened", func() bool { return opening(t, home) != "" })
		d.Kill()
		ended = opening(t, home) != ""
	}
	again := func(title string) {
		d.Window = display.Open(xwindow.Options{Program: name, Args: []string{d.dir}, Home: home})
		d.WaitTitle(title)
	}
	again("Galley")
	banner := d.part("words/Not opened again")
	xwindow.Wait(t, "the window to say so", func() bool { return xwindow.Colours(d.Shot(), banner, 8) == 8 })
	d.WaitTitle("Galley")
	d.Click(d.at("button/Open"), 1)
	d.waitPost(sampleTitle)
	xwindow.Wait(t, "the window to come to rest", func() bool { return opening(t, home) == "" })
	d.Kill()
	again(sampleTitle + " — Galley")
	d.Key("ctrl+q")
	d.WaitExit()
	if left := below(t, filepath.Join(home, "galley", "state", "opening")); len(left) > 0 {
		t.Errorf("it left %q", left)
	}
}

// TestWindowNeedsADisplay starts the program with displays that no window can be opened on: it says so in a line, in
// seconds, and leaves nothing that the next start would tell of.
func TestWindowNeedsADisplay(t *testing.T) {
	name, err := program()
	if err != nil {
		t.Fatal(err)
	}
	silent, err := net.Listen("tcp", "127.0.0.1:0") // which takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	const firstPort = 6000 // is display 0
	display := silent.Addr().(*net.TCPAddr).Port - firstPort
	for _, c := range []struct{ name, env, says string }{
		{"none", "DISPLAY=" + filepath.Join(t.TempDir(), "none") + ":0", "no X server that answers"},
		{"one that says nothing", fmt.Sprintf("DISPLAY=127.0.0.1:%d", display), "does not answer within"},
		{"only a name of Wayland's", "DISPLAY=", "on the display wayland-none: there is no X server"},
		{"OpenGL of old", "MESA_GL_VERSION_OVERRIDE=1.4", "it has no OpenGL 2.0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, home := lay(t), t.TempDir()
			d.Window = xwindow.NewDisplay(t).Start(xwindow.Options{
				Program: name, Args: []string{d.dir}, Home: home, Env: []string{"WAYLAND_DISPLAY=wayland-none", c.env},
			})
			if code := d.WaitExit(); code != 1 || strings.Count(d.Stderr(), "\n") != 1 || !strings.Contains(d.Stderr(), c.says) {
				t.Errorf("code %d: %s", code, d.Stderr())
			}
			if left := state(t, home, "recovery/*") + state(t, home, "opening/*"); left != "" {
				t.Errorf("it left %q", left)
			}
		})
	}
}

// TestWindowIsTheFirstClient starts the program on a server that starts anew when its last client leaves it.
func TestWindowIsTheFirstClient(t *testing.T) {
	d := lay(t)
	d.wraps = true
	name, err := program()
	if err != nil {
		t.Fatal(err)
	}
	display := xwindow.NewDisplay(t)
	alone := display.Alone()
	d.Window = display.Start(xwindow.Options{Program: name, Args: []string{d.dir}, Home: t.TempDir(), Env: []string{"DISPLAY=" + alone}})
	xwindow.Wait(t, "the post to be opened", func() bool { return state(t, d.Home, "places.json") != "" || d.Exited() })
	if d.Exited() {
		t.Errorf("code %d: %s", d.WaitExit(), d.Stderr())
	}
}

// withoutFonts hides the system's fonts from what runs in a namespace of its own.
const withoutFonts = `for dir in /usr/share/fonts /usr/local/share/fonts /usr/share/texmf/fonts; do if [ -d "$dir" ]; then mount -t tmpfs none "$dir" || exit; fi; done`

// TestWindowWithoutAHome writes where nothing can be remembered, and where the desktop's bus does not answer: the post
// is saved as ever, and the window says what it could not keep.
func TestWindowWithoutAHome(t *testing.T) {
	bus, err := net.Listen("unix", filepath.Join(t.TempDir(), "bus"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	nowhere := []string{"GALLEY_HOME=", "XDG_CONFIG_HOME=", "XDG_STATE_HOME=", "XDG_CACHE_HOME=", "XDG_DATA_HOME=", "MESA_SHADER_CACHE_DISABLE=true"}
	for name, c := range map[string]struct {
		env  []string
		says string
		bare bool // without fonts of the system
	}{
		"no home":                         {append([]string{"HOME="}, nowhere...), "Not kept for the next start", false},
		"a home that nothing is made in":  {append([]string{"HOME=/proc/none"}, nowhere...), "Not kept for the next start", false},
		"a bus that accepts and is quiet": {[]string{"DBUS_SESSION_BUS_ADDRESS=unix:path=" + bus.Addr().String(), "GALLEY_THEME="}, "", false},
		"no fonts":                        {nil, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			d := lay(t)
			d.wraps = true
			if c.bare {
				d.within = []string{"unshare", "--map-root-user", "--mount", "sh", "-c", withoutFonts + ` && exec "$0" "$@"`}
				if out, err := exec.Command("unshare", "--map-root-user", "--mount", "sh", "-c", withoutFonts).CombinedOutput(); err != nil {
					t.Skipf("the system's fonts cannot be hidden here: %v: %s", err, out)
				}
			}
			d.open(xwindow.Options{Env: c.env})
			d.waitPost(sampleTitle)
			if c.says != "" {
				d.part("words/" + c.says)
			}
			d.Type("你好 ")
			d.Key("ctrl+s")
			d.waitHolds(d.sample, "你好 ") // the title was the same before it was typed
			d.Key("ctrl+q")
			if code := d.WaitExit(); code != 0 || d.Stderr() != "" {
				t.Errorf("code %d: %s", code, d.Stderr())
			}
		})
	}
}
