//go:build linux

package windowtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// waitSetting waits until the settings hold a line.
func (d *place) waitSetting(line string) {
	d.t.Helper()
	name := filepath.Join(d.Home, "galley", "config", "settings.toml")
	xwindow.Wait(d.t, "the setting "+line, func() bool {
		b, err := os.ReadFile(name)
		return err == nil && strings.Contains("\n"+string(b), "\n"+line+"\n")
	})
}

func TestWindowSettings(t *testing.T) {
	home := t.TempDir()
	d := lay(t).open(xwindow.Options{Home: home})
	d.waitPost(sampleTitle)
	text := d.part("text")
	wide := d.Settle(text)

	before := d.question("the settings", func() { d.Key("ctrl+comma") })
	d.Key("Down", "Down", "Down", "Down") // over the typeface to the width of the text, beginning at the search
	for range 8 {
		d.Key("Left")
	}
	d.Key("Down", "space")                // white space is shown
	d.Key("Down", "Down", "Down", "Down") // over three others
	d.Key("space")                        // smart punctuation
	d.Key("Escape")
	d.waitSetting("measure = 56.0")
	d.waitSetting("white_space = true")
	d.waitSetting("smart_punctuation = true")
	d.answered(before)
	d.WaitChange("the text to be narrower", wide, text)
	d.Settle(text)
	narrow := d.lines("text")[1].Min.X

	d.Type(`"So," -- it's... `) // the focus is back where it was
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.with("“So,” – it’s… "))
	d.Type(`"`)
	d.Key("ctrl+z", "ctrl+s") // undo takes the substitution back alone
	d.waitFile(d.sample, d.with("“So,” – it’s… \""))
	d.CloseByManager()
	d.WaitExit()

	d.write(d.sample, d.source)
	d = (&place{t: t, dir: d.dir, sample: d.sample, source: d.source}).open(xwindow.Options{Home: home})
	d.waitPost(sampleTitle)
	if at := d.lines("text")[1]; at.Min.X != narrow {
		t.Errorf("after a restart the text's left edge is at %d, and was at %d", at.Min.X, narrow)
	}
	d.Key("ctrl+Home")
	d.Type(`"`)
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.with("“"))
}
