//go:build linux

// Package xwindow drives a real program in a real window: it starts an X server of its own that has no screen but
// memory, a window manager, and the program, then types and clicks as a person would and looks at the pixels.
//
// Everything is waited for by looking, never by sleeping. What fails leaves a picture in build/failed.
package xwindow

import (
	"bufio"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// The usual size of a screen in pixels. Windows are put at the top left corner without a frame.
const (
	ScreenWidth  = 1600
	ScreenHeight = 1000
)

// openboxConfig leaves every key but Alt+F4 to the program: openbox's own settings take Ctrl+Alt+arrows away.
const openboxConfig = `<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
<focus><focusNew>yes</focusNew></focus>
<desktops><number>1</number></desktops>
<keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
<applications><application class="*"><decor>no</decor><position force="yes"><x>0</x><y>0</y></position></application></applications>
</openbox_config>
`

// Display is a virtual screen with a window manager on it.
type Display struct {
	t    testing.TB
	name string        // such as ":3"
	size image.Point   // in pixels
	dir  string        // temporary folder, holds the screen's pixels
	dump []byte        // of the screen, as last read
	keys map[rune]bool // characters that were given a key of their own

	pointer image.Point // where it was put last, in a window, which all lie at the corner

	server *exec.Cmd
	killed atomic.Bool
}

// NewDisplay starts a virtual screen that ends with the test.
func NewDisplay(t testing.TB) *Display {
	t.Helper()
	return NewDisplayOf(t, image.Pt(ScreenWidth, ScreenHeight))
}

// NewDisplayOf is NewDisplay with another size of the screen, in pixels.
func NewDisplayOf(t testing.TB, size image.Point) *Display {
	t.Helper()
	for _, tool := range []string{"Xvfb", "openbox", "xdotool", "xmodmap", "wmctrl", "xclip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is not installed: run make test once, it installs what tests need", tool)
		}
	}
	d := &Display{t: t, size: size, dir: t.TempDir(), keys: map[rune]bool{}}
	d.startServer()
	d.startManager()
	return d
}

func (d *Display) startServer() { d.name = d.serve(d.dir, "xvfb.log", "-noreset") }

// Alone starts a second screen, without a window manager, whose server starts anew
// when its last client leaves it, and returns its name.
func (d *Display) Alone() string { return d.serve(d.t.TempDir(), "alone.log") }

// serve starts an X server that keeps its pixels in a folder, and returns its name.
func (d *Display) serve(pixels, log string, args ...string) (name string) {
	d.t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		d.t.Fatal(err)
	}
	defer read.Close()
	// The server picks a free number itself and writes it to descriptor 3 once it listens. Keys do not repeat: on a busy
	// machine the moment between press and release can be long enough for it.
	args = append(args, "-displayfd", "3", "-screen", "0",
		itoa(d.size.X)+"x"+itoa(d.size.Y)+"x24", "-fbdir", pixels, "-nolisten", "tcp", "-r")
	cmd := exec.Command("Xvfb", args...)
	cmd.ExtraFiles = []*os.File{write}
	if d.server == nil {
		d.server = cmd
	}
	d.start(cmd, log)
	write.Close()
	if err := read.SetReadDeadline(time.Now().Add(Patience)); err != nil {
		d.t.Fatal(err)
	}
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		said, _ := os.ReadFile(filepath.Join(d.dir, log))
		d.t.Fatalf("Xvfb did not start: %v\n%s", err, said)
	}
	return ":" + strings.TrimSpace(line)
}

// Lend has the display belong to a part of its test until that ends: what cannot be
// done fails that part, and a program that it opens ends with it.
func (d *Display) Lend(t testing.TB) {
	of := d.t
	d.t = t
	t.Cleanup(func() { d.t = of })
}

// Kill ends the X server, and with it every program that has a window on it. What
// is typed from then on is typed into nothing.
func (d *Display) Kill() {
	d.killed.Store(true)
	_ = d.server.Process.Kill() // it may have ended by itself
}

func (d *Display) startManager() {
	d.t.Helper()
	config := filepath.Join(d.dir, "rc.xml")
	if err := os.WriteFile(config, []byte(openboxConfig), 0o600); err != nil {
		d.t.Fatal(err)
	}
	cmd := exec.Command("openbox", "--sm-disable", "--config-file", config)
	cmd.Env = d.env(d.dir)
	d.start(cmd, "openbox.log")
	Wait(d.t, "the window manager to start", func() bool {
		out, err := d.tool("wmctrl", "-m")
		return err == nil && strings.Contains(out, "Openbox")
	})
}

// start runs cmd until the test ends, with its output in a file of the display's folder. Should the test binary die
// without a word, the kernel ends cmd too.
func (d *Display) start(cmd *exec.Cmd, log string) {
	d.t.Helper()
	out, err := os.Create(filepath.Join(d.dir, log))
	if err != nil {
		d.t.Fatal(err)
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		d.t.Fatalf("starting %s: %v", cmd.Path, err)
	}
	d.t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended by itself
		_ = cmd.Wait()
	})
}

// env is a small environment in which nothing of the person who runs the tests can be read or changed.
//
// There is no session bus, and none to be started: libraries that begin one would leave it and its services behind,
// with the file systems that these mount into the home.
func (d *Display) env(home string) []string {
	return []string{
		"DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(d.dir, "no-bus"),
		"PATH=" + os.Getenv("PATH"),
		"DISPLAY=" + d.name,
		"LANG=en_US.UTF-8", "LC_CTYPE=C.UTF-8", // the language, and a locale of it that every machine has
		"HOME=" + home,
		"TMPDIR=" + d.dir,
		"XDG_CONFIG_HOME=" + filepath.Join(home, ".config"),
		"XDG_STATE_HOME=" + filepath.Join(home, ".local", "state"),
		"XDG_DATA_HOME=" + filepath.Join(home, ".local", "share"),
		"XDG_CACHE_HOME=" + filepath.Join(home, ".cache"),
	}
}

// tool runs one of the X tools on the display and returns what it printed.
func (d *Display) tool(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = d.env(d.dir)
	out, err := cmd.Output()
	return strings.TrimRight(string(out), "\n"), err
}

// mustTool is tool where a failure ends the test.
func (d *Display) mustTool(name string, args ...string) string {
	d.t.Helper()
	out, err := d.tool(name, args...)
	if err != nil && !d.killed.Load() {
		d.t.Fatalf("%s %q: %v", name, args, err)
	}
	return out
}

// SetClipboard puts text on the clipboard, as another program would.
func (d *Display) SetClipboard(text string) {
	d.t.Helper()
	cmd := exec.Command("xclip", "-selection", "clipboard", "-in", "-quiet")
	cmd.Env = d.env(d.dir)
	cmd.Stdin = strings.NewReader(text)
	d.start(cmd, "xclip.log")
	Wait(d.t, "the clipboard to hold the text", func() bool { return d.Clipboard() == text })
}

// Clipboard returns the text on the clipboard, "" when there is none.
func (d *Display) Clipboard() string {
	cmd := exec.Command("xclip", "-selection", "clipboard", "-out")
	cmd.Env = d.env(d.dir)
	out, err := cmd.Output()
	if err != nil {
		return "" // nobody owns the selection
	}
	return string(out)
}

// giveKeys puts those characters of text that no key of the keyboard has on spare keys. xdotool would do so for each
// character and take the key away again at once, and a program that is slow to look finds nothing there.
func (d *Display) giveKeys(text string) {
	d.t.Helper()
	var lacking []rune
	for _, r := range text {
		if r > '~' && !d.keys[r] {
			lacking = append(lacking, r)
			d.keys[r] = true
		}
	}
	if len(lacking) == 0 {
		return
	}
	table := d.mustTool("xmodmap", "-pke") // lines such as "keycode  38 = a A a A" and, for a spare key, "keycode  97 ="
	var args []string
	for line := range strings.Lines(table) {
		key, symbols, _ := strings.Cut(strings.TrimSpace(line), " =")
		if symbols == "" && len(lacking) > 0 {
			args = append(args, "-e", fmt.Sprintf("%s = U%04X", key, lacking[0]))
			lacking = lacking[1:]
		}
	}
	if len(lacking) > 0 {
		d.t.Fatalf("the keyboard has no spare key for %q", lacking)
	}
	d.mustTool("xmodmap", args...)
}
