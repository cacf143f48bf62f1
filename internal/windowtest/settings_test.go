//go:build linux

package windowtest

import (
	"image"
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

// commandDialog opens the dialog of a command, and returns the window as it was before.
func (d *place) commandDialog(name string) (before *image.RGBA) {
	d.t.Helper()
	before = d.question("which command", func() { d.Key("ctrl+shift+p") })
	d.Type(name)
	offered := d.Settle(d.centre())
	d.Key("Return")
	d.WaitChange("the dialog of "+name, offered, d.centre())
	d.Settle(d.centre())
	return before
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

// TestWindowLibrarySettings changes what the library says of itself: the file keeps its comments, and the title of the
// list follows.
func TestWindowLibrarySettings(t *testing.T) {
	d := lay(t)
	name := filepath.Join(d.dir, "galley.toml")
	d.write(name, "# mine\n[site]\ntitle = \"Forge\" # so\n")
	d.open(xwindow.Options{})
	d.waitPost(sampleTitle)
	before := d.commandDialog("library settings")
	d.Type("s") // the caret is behind the title
	d.Key("Tab")
	d.Type("https://forge.example")
	d.Key("Return")
	d.waitFile(name, "# mine\n[site]\ntitle = \"Forges\" # so\nurl = \"https://forge.example\"\n")
	d.answered(before)
	d.Type("Typed. ") // the focus is back in the text
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.with("Typed. "))
}

// TestWindowShortcuts gives a command another key by pressing it, which counts at once, and then by the file.
func TestWindowShortcuts(t *testing.T) {
	home := t.TempDir()
	d := lay(t).open(xwindow.Options{Home: home})
	d.waitPost(sampleTitle)
	file := filepath.Join(home, "galley", "config", "shortcuts.toml")
	before := d.commandDialog("change shortcuts")
	d.Type("save as")
	d.Key("Return", "Return") // the menu of the first, Change…
	d.Settle(d.centre())
	d.Key("ctrl+n") // which the menus would take
	d.Key("alt+j")
	d.Key("Return")
	xwindow.Wait(t, "the file of shortcuts", func() bool {
		b, err := os.ReadFile(file)
		return err == nil && strings.HasSuffix(string(b), "\nsave-as = \"Alt+J\"\n")
	})
	d.Key("Escape")
	d.answered(before)
	d.write(file, "save = \"Alt+K\"\n") // by hand
	xwindow.Wait(t, "the key to save", func() bool {
		d.Type("x")
		d.Key("alt+k")
		b, err := os.ReadFile(d.sample)
		return err == nil && string(b) != d.source
	})
}

// TestWindowWheelZooms turns the wheel over the text with Ctrl held.
func TestWindowWheelZooms(t *testing.T) {
	d := lay(t).open(xwindow.Options{Home: t.TempDir()})
	d.waitPost(sampleTitle)
	text := d.part("text")
	before := d.Settle(text)
	at := text.Min.Add(image.Pt(text.Dx()/2, text.Dy()/2))
	d.Hold("ctrl", func() { d.Wheel(at, -2) })
	d.WaitChange("the text to be larger", before, text)
}

// TestWindowSpellingLanguage chooses the language of spelling from a list, in which one of them is chosen at once.
func TestWindowSpellingLanguage(t *testing.T) {
	d := openSample(t)
	d.Key("ctrl+comma")
	d.part("button/Use defaults")
	d.Type("spelling language")
	d.Click(d.still("words/of the library, or the system"), 1)
	d.Click(d.at("words/American English"), 1)
	d.waitSetting(`spelling_language = "en_US"`)
}
