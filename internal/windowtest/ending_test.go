//go:build linux

package windowtest

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowIsEnded ends the program as a logout, a closed terminal and a dead X server do, while a post is changed: it
// goes in time with a code that says why, keeps what was typed in the same moment, writes no file of the writer's, and
// leaves no note of a post that ended it.
func TestWindowIsEnded(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(d *place)
		code int
		says string
	}{
		{"SIGTERM", func(d *place) { d.Signal(syscall.SIGTERM) }, 143, ""},
		{"SIGHUP", func(d *place) { d.Signal(syscall.SIGHUP) }, 129, ""},
		{"the X server dies", func(d *place) { d.Display.Kill() }, 1, "the display is gone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := openSample(t)
			d.Type("word ")
			d.WaitTitle("• " + sampleTitle + " — Galley")
			c.do(d)
			if code := d.WaitExit(); code != c.code || !strings.Contains(d.Stderr(), c.says) {
				t.Errorf("code %d, want %d: %s", code, c.code, d.Stderr())
			}
			d.checkFile(d.sample, d.source)
			if words := kept(t, d.Home); !strings.Contains(words, "word ") {
				t.Errorf("what was typed is not kept: %q", words)
			}
			if said := opening(t, d.Home); said != "" {
				t.Errorf("a post is noted as what ended it: %s", said)
			}
			if left, _ := filepath.Glob(filepath.Join(d.Home, "galley", "state", "recovery", "crash-*")); len(left) > 0 {
				t.Errorf("it left %q", left)
			}
		})
	}
}

// TestWindowQuitsWithSeveral changes two posts and closes the window by its frame, then by Ctrl+Q: both ask in one
// window, Escape leaves all as it was, and Return saves both.
func TestWindowQuitsWithSeveral(t *testing.T) {
	d := lay(t)
	other := filepath.Join(d.dir, "wip-second.md")
	const second = "!! title: Second\n!! slug: second\n!! published: 2023-01-01\n!! description: D\n\n---\n\nWords.\n"
	d.write(other, second)
	d.open(xwindow.Options{})
	d.waitPost(sampleTitle)
	d.Type("word ")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	before := d.question("which post", func() { d.Key("ctrl+p") })
	d.Type("Second")
	d.Key("Return")
	d.answered(before)
	d.WaitTitle("Second — Galley")
	d.Type("More ")
	d.WaitTitle("• Second — Galley")

	before = d.question("which to save", d.CloseByManager)
	d.Key("Escape")
	d.answered(before)
	d.WaitTitle("• Second — Galley")
	d.checkFile(d.sample, d.source)

	d.question("which to save", func() { d.Key("ctrl+q") })
	d.Key("Return")
	if code := d.WaitExit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	d.checkFile(d.sample, d.with("word "))
	if words := kept(t, d.Home); words != "" {
		t.Errorf("of what is saved is kept %q", words)
	}
	if b, err := os.ReadFile(other); err != nil || string(b) != strings.Replace(second, "Words", "More Words", 1) {
		t.Errorf("the other holds %q, %v", b, err)
	}
}
