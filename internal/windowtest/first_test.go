//go:build linux

package windowtest

import (
	"os"
	"path/filepath"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowFirstStart begins with nothing: the sample goes where it is asked for, a folder is made and opened, and
// posts are imported, all from the first page.
func TestWindowFirstStart(t *testing.T) {
	d := lay(t)
	home := t.TempDir()
	documents := filepath.Join(home, "Documents")
	if err := os.Mkdir(documents, 0o755); err != nil {
		t.Fatal(err)
	}
	start := func() {
		d.open(xwindow.Options{Args: []string{}, Env: []string{"HOME=" + home, "XDG_CONFIG_HOME="}})
	}
	start()
	d.Click(d.still("button/Start with a sample…"), 1)
	d.part("words/Put the sample into “Blog”")
	d.Key("Return")
	d.WaitTitle("Start here: change this post — Galley")
	list, err := os.ReadDir(filepath.Join(documents, "Blog"))
	if err != nil || len(list) != 2 {
		t.Errorf("the sample is %v, %v", list, err)
	}
	d.CloseByManager()
	d.WaitExit()

	start() // a new one: each start has settings of its own
	d.Click(d.still("button/Open a folder…"), 1)
	d.part("words/Open a folder of posts")
	d.Type("Docu")
	d.Key("Tab")
	d.Type("fresh")
	d.part("words/New folder “fresh”")
	d.Key("Return") // makes it
	d.part("words/Open “fresh”")
	d.Key("Return")
	d.WaitTitle("Galley")
	d.part("words/No posts yet")
	d.CloseByManager()
	d.WaitExit()

	start()
	d.Click(d.still("button/Import…"), 1)
	d.part("words/A folder to import posts into")
	d.Type("Documents/fresh")
	d.Key("Return")
	d.part("words/Import posts")
	d.Key("ctrl+a")
	d.Type(d.dir)
	d.Key("Return")
	d.Click(d.still("button/Import"), 1)
	d.WaitTitle(sampleTitle + " — Galley")
}
