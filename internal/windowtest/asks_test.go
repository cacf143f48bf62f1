//go:build linux

package windowtest

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// beside is a place of the window that a question in its middle leaves free.
func (d *place) beside() image.Point { return image.Pt(20, d.Bounds().Dy()-60) }

// TestWindowAsksNothingWhileOneTypes changes the file of a post that is being written: what is typed then is in the
// text, and what to do is asked in a line over it, whose buttons answer.
func TestWindowAsksNothingWhileOneTypes(t *testing.T) {
	d := openSample(t)
	d.Type("Mine: ")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	theirs := d.with("Theirs: ")
	d.write(d.sample, theirs)
	d.Type("and ")
	d.part("words/“" + sampleTitle[:12])
	d.part("button/Keep mine")
	d.Key("Return") // answers nothing
	d.Type("more ")
	d.checkFile(d.sample, theirs)
	d.Click(d.still("button/Keep mine"), 1)
	d.gone("button/Keep mine")
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.with("Mine: and \nmore "))
}

// TestWindowQuestionKeepsItsKeys clicks beside questions: Escape and Return answer them all the same.
func TestWindowQuestionKeepsItsKeys(t *testing.T) {
	d := openSample(t)
	d.Type("word ")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	for _, key := range []string{"Escape", "Return"} {
		d.Key("ctrl+w")
		d.part("button/Don't save")
		d.Click(d.beside(), 1)
		d.Key(key)
		d.gone("button/Don't save")
		if key == "Escape" {
			d.checkFile(d.sample, d.source)
		}
	}
	d.waitFile(d.sample, d.with("word "))
}

// TestWindowSaysWhatIsLost closes a post that is in no file: the question says what becomes of it, and its answer takes
// it away.
func TestWindowSaysWhatIsLost(t *testing.T) {
	d := openSample(t)
	d.Key("ctrl+n")
	d.WaitTitle("Untitled — Galley")
	d.Type("Never saved")
	d.WaitTitle("• Never saved — Galley")
	d.Key("ctrl+w")
	d.part("words/It is in no file.")
	d.Click(d.still("button/Don't save"), 1)
	d.WaitTitle(sampleTitle + " — Galley")
	if got := d.names(); got != sampleFile {
		t.Errorf("the library holds %s", got)
	}
}

// TestWindowSavesWhereNoFolderIs takes the folder away below a post, and the window makes it again.
func TestWindowSavesWhereNoFolderIs(t *testing.T) {
	d := openSample(t)
	d.Type("Still here. ")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	if err := os.Rename(d.dir, d.dir+"-away"); err != nil {
		t.Fatal(err)
	}
	d.part("words/File removed outside")
	d.Key("ctrl+s")
	d.part("words/The folder posts is not there any more")
	for _, name := range []string{"Try again", "Save as…", "Later"} {
		d.part("button/" + name)
	}
	d.Click(d.still("button/Make the folder again"), 1)
	d.waitFile(d.sample, d.with("Still here. "))
	d.WaitTitle(sampleTitle + " — Galley")
	if b, err := os.ReadFile(filepath.Join(d.dir+"-away", sampleFile)); err != nil || strings.Contains(string(b), "Still here") {
		t.Errorf("the file that was moved away: %v", err)
	}
	d.gone("words/File removed outside")
}
