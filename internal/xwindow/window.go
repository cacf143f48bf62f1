//go:build linux

package xwindow

import (
	"cmp"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// Options says how a program is started.
type Options struct {
	Program string   // path of the executable
	Args    []string // its arguments
	Home    string   // its home folder, which also holds all settings and state; "" makes an empty one
	Theme   string   // "light" (also when empty) or "dark"
	Size    string   // of the window, in pixels; "1400x900" when empty
	Dir     string   // working folder, the home folder when empty
	Env     []string // NAME=VALUE, in place of what the program would be given
	Regions string   // the address on this computer where it tells of its parts; "" for the one that it has by its number
}

// Window is the program's main window, with the keyboard on it.
type Window struct {
	*Display
	Home string // the program's home folder

	cmd    *exec.Cmd
	id     string // X's number of the window
	parts  string // where the program tells of its parts; "" as above
	stderr *lockedBuffer
	exited chan struct{}
	code   int
	broken bool
}

// Open starts the program on the display and waits until its window is painted and has the focus. When the test
// ends the program is ended too, and the test fails if it had complained.
func (d *Display) Open(o Options) *Window {
	d.t.Helper()
	w := d.Start(o)
	w.waitForWindow()
	return w
}

// Start starts the program without waiting for a window. Until there is one only the methods about the process
// are of use.
func (d *Display) Start(o Options) *Window {
	d.t.Helper()
	if o.Home == "" {
		o.Home = d.t.TempDir()
	}
	w := &Window{Display: d, Home: o.Home, parts: o.Regions, stderr: &lockedBuffer{}, exited: make(chan struct{})}
	w.cmd = exec.Command(o.Program, o.Args...)
	w.cmd.Dir = cmp.Or(o.Dir, o.Home)
	w.cmd.Env = append(
		d.env(o.Home),
		"GALLEY_HOME="+filepath.Join(o.Home, "galley"),
		"GALLEY_THEME="+cmp.Or(o.Theme, "light"),
		"GALLEY_SIZE="+cmp.Or(o.Size, "1400x900"),
		"LIBGL_ALWAYS_SOFTWARE=1",
		"FYNE_SCALE=1",
		"FYNE_DISABLE_DPI_DETECTION=1",
		"GORACE=halt_on_error=1",
	)
	w.cmd.Env = append(w.cmd.Env, o.Env...) // of two of one name the last counts
	w.cmd.Stderr, w.cmd.Stdout = w.stderr, w.stderr
	w.cmd.WaitDelay = pollEvery * 80 // a child of the program's may hold its standard error open
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := w.cmd.Start(); err != nil {
		d.t.Fatalf("starting %s: %v", o.Program, err)
	}
	go func() {
		_ = w.cmd.Wait() // the code says it all
		w.code = w.cmd.ProcessState.ExitCode()
		close(w.exited)
	}()
	d.t.Cleanup(w.finish)
	return w
}

func (w *Window) waitForWindow() {
	w.t.Helper()
	pid := strconv.Itoa(w.cmd.Process.Pid)
	Wait(w.t, "the program's window", func() bool {
		if w.Exited() {
			w.t.Fatalf("the program ended with code %d instead of showing a window", w.code)
		}
		out, err := w.tool("xdotool", "search", "--onlyvisible", "--pid", pid)
		if err != nil || out == "" {
			return false
		}
		ids := strings.Fields(out)
		w.id = ids[len(ids)-1]
		return true
	})
	Wait(w.t, "the window to be painted", func() bool {
		img, err := w.Display.Shot(w.Bounds())
		return err == nil && Colours(img, img.Rect, 8) == 8
	})
	Wait(w.t, "the window to have the keyboard", func() bool {
		out, err := w.tool("xdotool", "getwindowfocus")
		if err == nil && out == w.id {
			return true
		}
		_, _ = w.tool("wmctrl", "-i", "-a", w.id) // asked for again at the next look
		return false
	})
}

// Broken tells the window that its program is going to be ended in a way that may
// make it complain, which is not held against it then.
func (w *Window) Broken() { w.broken = true }

// finish ends the program and judges what it left behind.
func (w *Window) finish() {
	ended := w.Exited()
	stderr := w.Stderr()
	for _, bad := range []string{"Error in Fyne call thread", "panic:", "DATA RACE", "fatal error:"} {
		if !w.broken && strings.Contains(stderr, bad) {
			w.t.Errorf("the program complained: %q", bad)
		}
	}
	if w.t.Failed() {
		name := filepath.Join("build", "failed", strings.ReplaceAll(w.t.Name(), "/", "-")+".png")
		// One that was ended on purpose shows nothing, and would cover the picture of the one after it.
		if img, err := w.Display.Shot(image.Rectangle{Max: w.size}); err == nil && !(ended && w.broken) && WritePNG(name, img) == nil {
			w.t.Logf("the screen at the end: %s (program ended: %v)", name, ended)
		}
		w.t.Logf("the program's standard error:\n%s", stderr)
	}
	w.Kill()
}

// Kill ends the program as a power cut would, without a word.
func (w *Window) Kill() {
	_ = w.cmd.Process.Kill() // it may have ended by itself
	<-w.exited
}

// Signal sends a signal to the program, which may have ended by itself.
func (w *Window) Signal(s os.Signal) { _ = w.cmd.Process.Signal(s) }

// Process is the number of the program's process.
func (w *Window) Process() int { return w.cmd.Process.Pid }

// Exited tells whether the program has ended.
func (w *Window) Exited() bool {
	select {
	case <-w.exited:
		return true
	default:
		return false
	}
}

// WaitExit waits for the program to end by itself and returns its exit code.
func (w *Window) WaitExit() int {
	w.t.Helper()
	Wait(w.t, "the program to end", w.Exited)
	return w.code
}

// Stderr is what the program printed up to now.
func (w *Window) Stderr() string { return w.stderr.String() }

// CloseByManager asks the window politely to close, as its frame's button does.
func (w *Window) CloseByManager() {
	w.t.Helper()
	w.mustTool("wmctrl", "-i", "-c", w.id)
}

// Title is the text of the window's title bar.
func (w *Window) Title() string {
	out, err := w.tool("xdotool", "getwindowname", w.id)
	if err != nil {
		return "" // the window is gone
	}
	return out
}

// WaitTitle waits until the title bar reads want.
func (w *Window) WaitTitle(want string) {
	w.t.Helper()
	got := ""
	if !poll(Patience, func() bool { got = w.Title(); return got == want || w.Exited() }) || got != want {
		w.t.Fatalf("the title bar reads %q, want %q", got, want)
	}
}

// Key presses keys one after the other, in xdotool's words: "ctrl+s", "Return", "shift+F6".
func (w *Window) Key(keys ...string) {
	w.t.Helper()
	w.mustTool("xdotool", append([]string{"key", "--delay", "30"}, keys...)...)
}

// Hold holds a key, such as ctrl, while do is done.
func (w *Window) Hold(key string, do func()) {
	w.t.Helper()
	w.mustTool("xdotool", "keydown", key)
	defer w.mustTool("xdotool", "keyup", key)
	do()
}

// Type types a text, as fast as a good typist's fingers fall over each other. Line breaks are Return.
func (w *Window) Type(text string) {
	w.t.Helper()
	w.giveKeys(text)
	var args []string
	for i, line := range strings.Split(text, "\n") {
		if i > 0 { // type knows no key for it
			args = append(args, "key", "--delay", "8", "Return")
		}
		if line != "" {
			args = append(args, "type", "--delay", "8", "--args", "1", "--", line)
		}
	}
	w.mustTool("xdotool", args...)
}

// Move puts the pointer at a point of the window.
func (w *Window) Move(p image.Point) {
	w.t.Helper()
	args := []string{"mousemove", "--window", w.id, itoa(p.X), itoa(p.Y)}
	if p != w.pointer { // where it is there already, xdotool would wait fifteen seconds for it to move
		args = slices.Insert(args, 1, "--sync")
	}
	w.mustTool("xdotool", args...)
	w.pointer = p
}

// Click presses and releases a button: 1 left, 2 middle, 3 right.
func (w *Window) Click(p image.Point, button int) {
	w.t.Helper()
	w.Move(p)
	// A click in the same moment as the move can reach the program before it knows where the pointer is.
	w.mustTool("xdotool", "sleep", "0.1", "click", itoa(button))
}

// DoubleClick clicks twice with the left button, as fast as people do.
func (w *Window) DoubleClick(p image.Point) {
	w.t.Helper()
	w.Move(p)
	w.mustTool("xdotool", "sleep", "0.1", "click", "--repeat", "2", "--delay", "60", "1")
}

// Drag moves the pointer from one point to another with the left button down.
func (w *Window) Drag(from, to image.Point) {
	w.t.Helper()
	w.Move(from)
	w.mustTool("xdotool", "sleep", "0.1", "mousedown", "1", "sleep", "0.1")
	w.Move(image.Pt((from.X+to.X)/2, (from.Y+to.Y)/2))
	w.Move(to)
	w.mustTool("xdotool", "sleep", "0.1", "mouseup", "1")
}

// Wheel turns the wheel over a point, down for notches above zero, else up.
func (w *Window) Wheel(p image.Point, notches int) {
	w.t.Helper()
	w.Move(p)
	button := "5"
	if notches < 0 {
		button, notches = "4", -notches
	}
	w.mustTool("xdotool", "sleep", "0.1", "click", "--repeat", itoa(notches), "--delay", "20", button)
}

// Bounds is the window's place on the screen.
func (w *Window) Bounds() image.Rectangle {
	out, err := w.tool("xdotool", "getwindowgeometry", "--shell", w.id)
	if err != nil {
		return image.Rectangle{}
	}
	v := map[string]int{}
	for line := range strings.Lines(out) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		v[key], _ = strconv.Atoi(value)
	}
	return image.Rect(v["X"], v["Y"], v["X"]+v["WIDTH"], v["Y"]+v["HEIGHT"])
}

// Resize gives the window another size and waits until it has it.
func (w *Window) Resize(size image.Point) {
	w.t.Helper()
	w.mustTool("xdotool", "windowsize", w.id, itoa(size.X), itoa(size.Y))
	Wait(w.t, "the window to have another size", func() bool { return w.Bounds().Size() == size })
}

// Pull gives the window one size after the other without a pause, as a hand does that pulls at its edge.
func (w *Window) Pull(sizes ...image.Point) {
	w.t.Helper()
	var args []string
	for _, size := range sizes {
		args = append(args, "windowsize", w.id, itoa(size.X), itoa(size.Y))
	}
	w.mustTool("xdotool", args...)
	last := sizes[len(sizes)-1]
	Wait(w.t, "the window to have its last size", func() bool { return w.Bounds().Size() == last })
}

// Shot returns the window's pixels.
func (w *Window) Shot() *image.RGBA {
	w.t.Helper()
	return w.shot(w.Bounds())
}

// shot is Shot where the window's place is known, which takes a while to ask for.
func (w *Window) shot(bounds image.Rectangle) *image.RGBA {
	w.t.Helper()
	if w.Exited() {
		w.t.Fatalf("the program ended with code %d, there is nothing to look at", w.code)
	}
	img, err := w.Display.Shot(bounds)
	if err != nil {
		w.t.Fatalf("screenshot: %v", err)
	}
	return img
}

// Settle waits until nothing moves within r any more, and returns the picture. A caret's blink is slower than what
// counts as still.
func (w *Window) Settle(r image.Rectangle) *image.RGBA {
	w.t.Helper()
	const stillFor = 8 // looks in a row
	for range 2 {
		_, _ = w.Regions() // a program that tells of its parts does so when it has done what was asked of it before
	}
	bounds := w.Bounds()
	last, still := w.shot(bounds), 0
	Wait(w.t, "the picture to come to rest", func() bool {
		now := w.shot(bounds)
		if Differ(last, now, r) == 0 {
			still++
		} else {
			still = 0
		}
		last = now
		return still >= stillFor
	})
	return last
}

// WaitChange waits until the pixels within r are no longer those of before, and returns the new picture. what
// completes "gave up waiting for …".
func (w *Window) WaitChange(what string, before *image.RGBA, r image.Rectangle) *image.RGBA {
	w.t.Helper()
	now, bounds := before, w.Bounds()
	Wait(w.t, what, func() bool {
		now = w.shot(bounds)
		return Differ(before, now, r) > 0
	})
	return now
}

// lockedBuffer is written to by the goroutine that copies the program's output while the test reads it.
type lockedBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func itoa(i int) string { return strconv.Itoa(i) }

// Minimize takes the window off the screen, as its frame's button does.
func (w *Window) Minimize() {
	w.t.Helper()
	w.mustTool("xdotool", "windowminimize", "--sync", w.id)
}

// WaitFocus waits until the window has the keyboard, with which the window manager
// brings it before all others.
func (w *Window) WaitFocus() {
	w.t.Helper()
	Wait(w.t, "the window to have the keyboard", func() bool {
		out, err := w.tool("xdotool", "getwindowfocus")
		return err == nil && out == w.id
	})
}
