//go:build linux

package windowtest

import "testing"

// TestWindowRestoresAVersion saves a post twice and restores what it was at first: an edit, which undo takes back, and
// which no file holds before it is saved.
func TestWindowRestoresAVersion(t *testing.T) {
	d := openSample(t)
	d.Type("One. ")
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.with("One. "))
	d.Type("Two. ")
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.with("One. Two. "))
	d.WaitTitle(sampleTitle + " — Galley")

	d.Key("ctrl+shift+h")
	d.part("words/Against previous")
	d.part("words/+1 word")
	d.Key("End")
	d.part("words/The first version.")
	d.Click(d.at("button/Restore"), 1)
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.checkFile(d.sample, d.with("One. Two. "))
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.source)

	d.Key("ctrl+z")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.with("One. Two. "))
}
