//go:build linux

package windowtest

import (
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

// TestWindowNeedsAServer starts the program with a display that is not there: it says so in a line.
func TestWindowNeedsAServer(t *testing.T) {
	t.Parallel()
	name, err := program()
	if err != nil {
		t.Fatal(err)
	}
	d := xwindow.NewDisplay(t).Start(xwindow.Options{Program: name, Env: []string{"DISPLAY=" + filepath.Join(t.TempDir(), "none") + ":0"}})
	if code := d.WaitExit(); code != 1 || strings.Count(d.Stderr(), "\n") != 1 || !strings.Contains(d.Stderr(), "no X server that answers") {
		t.Errorf("code %d: %s", code, d.Stderr())
	}
}
