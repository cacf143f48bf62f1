//go:build linux

package windowtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/xwindow"
)

// kept is what the recovery copies of a home folder hold.
func kept(t *testing.T, home string) string { return state(t, home, "recovery/*.journal") }

// TestWindowRecovers types into a post and into one without a file, and kills the program, or the X server, as soon as
// the words are in the recovery copies. The next start offers both; Return restores them, unsaved, as they were, and
// nothing is written before they are saved.
func TestWindowRecovers(t *testing.T) {
	for name, kill := range map[string]func(d *place){
		"kill -9":           func(d *place) { d.Window.Kill() },
		"the X server dies": func(d *place) { d.Display.Kill() },
	} {
		t.Run(name, func(t *testing.T) {
			d := openSample(t)
			d.Type("Unsaved words ")
			d.WaitTitle("• " + sampleTitle + " — Galley")
			d.Key("ctrl+n")
			d.WaitTitle("Untitled — Galley")
			d.Key("F6") // into the text
			d.Type("Words without a file.")
			typed := time.Now()
			xwindow.Wait(t, "the words to be kept", func() bool {
				all := kept(t, d.Home)
				return strings.Contains(all, "Unsaved words "+sampleStart) && strings.Contains(all, "\nWords without a file.\n")
			})
			t.Logf("kept %v after the last key was sent", time.Since(typed))
			kill(d)
			d.WaitExit()
			d.checkFile(d.sample, d.source)

			home := d.Home
			d.open(xwindow.Options{Home: home})
			d.part("words/Unsaved text of 2 posts was recovered")
			d.part("button/Restore all")
			d.Key("Return")
			d.WaitTitle("• Untitled — Galley")
			d.checkFile(d.sample, d.source)
			if got := d.names(); got != sampleFile {
				t.Errorf("the library holds %s", got)
			}
			d.Key("ctrl+s")
			d.WaitTitle("Untitled — Galley")
			b, err := os.ReadFile(filepath.Join(d.dir, "wip-untitled.md"))
			if err != nil || !strings.HasSuffix(string(b), "\nWords without a file.\n") {
				t.Errorf("the new post holds %q, %v", b, err)
			}
			d.Key("ctrl+w")
			d.WaitTitle("• " + sampleTitle + " — Galley")
			d.Key("ctrl+s")
			d.waitFile(d.sample, d.with("Unsaved words "))
			xwindow.Wait(t, "nothing to be kept any more", func() bool { return kept(t, home) == "" })
			d.Key("ctrl+q")
			if code := d.WaitExit(); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}
