//go:build linux

package windowtest

import (
	"os"
	"path/filepath"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowTrash moves a post with words that are not saved to the trash, and brings it back by the line over the text
// and, after that was done again, by the command.
func TestWindowTrash(t *testing.T) {
	home := t.TempDir()
	d := lay(t).open(xwindow.Options{Home: home})
	d.waitPost(sampleTitle)
	gone := func() {
		t.Helper()
		xwindow.Wait(t, "the post to be in the trash", func() bool {
			list, err := os.ReadDir(filepath.Join(home, "galley", "trash", "files"))
			_, there := os.Lstat(d.sample)
			return err == nil && len(list) == 1 && list[0].Name() == sampleFile && there != nil
		})
		d.WaitTitle("Galley")
	}
	d.Type("Given up. ")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.question("which command", func() { d.Key("ctrl+shift+p") })
	d.Type("move to trash")
	d.Key("Return")
	d.Click(d.at("button/Move without saving"), 1)
	gone()

	d.Click(d.at("button/Undo"), 1)
	d.waitPost(sampleTitle)
	d.checkFile(d.sample, d.source)

	d.question("which command", func() { d.Key("ctrl+shift+p") })
	d.Type("move to trash")
	d.Key("Return")
	gone()
	d.question("which command", func() { d.Key("ctrl+shift+p") })
	d.Type("put back")
	d.Key("Return")
	d.Key("Return") // the only one
	d.waitPost(sampleTitle)
	d.checkFile(d.sample, d.source)
}
