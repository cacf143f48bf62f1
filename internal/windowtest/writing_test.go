//go:build linux

package windowtest

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowTabAndQuotes presses Tab before a paragraph, which does not become code, and in it, which Undo takes back
// alone; quotes stand as they are meant, also where letters or figures are left out.
func TestWindowTabAndQuotes(t *testing.T) {
	home := t.TempDir()
	d := lay(t)
	writeFile(t, filepath.Join(home, "galley", "config", "settings.toml"), "[editor]\nrewrap = false\nsmart_punctuation = true\n")
	d.open(xwindow.Options{Home: home})
	d.waitPost(sampleTitle)
	d.Type("Rock 'n' roll of the '90s, 'so'. ")
	const typed = "Rock ’n’ roll of the ’90s, ‘so’. "
	d.Key("Home", "Tab", "ctrl+s") // would make code of it
	d.waitFile(d.sample, d.with(typed))
	d.Type("Plain ")
	d.Key("Tab", "ctrl+s")
	d.waitFile(d.sample, d.with("Plain   "+typed))
	d.Key("ctrl+z", "ctrl+s") // which takes the blanks back alone
	d.waitFile(d.sample, d.with("Plain "+typed))
}

// TestWindowCountsAndFinds selects words, which the status line counts; quick open and the list know posts by their
// slugs, their files and their words too.
func TestWindowCountsAndFinds(t *testing.T) {
	d := shelf(t)
	d.Key("ctrl+shift+Right")
	d.part("words/1 of 669 words")
	d.part("words/1 character")
	d.Key("Right")
	d.gone("words/1 of 669 words")
	for _, words := range []string{"e2m management", "0021"} {
		d.Key("ctrl+p")
		d.part("palette")
		d.Type(words)
		d.waitRow(sampleTitle)
		d.Key("Escape")
		d.gone("palette")
	}
	d.searches()
	d.Type("words of gamma")
	d.part("words/Gamma")
	d.gone("words/Alpha")
}

// waitRow waits for a row with the words, which may be shortened.
func (d *place) waitRow(words string) {
	d.t.Helper()
	xwindow.Wait(d.t, "a row of "+words, func() bool {
		all, err := d.Regions()
		return err == nil && slices.ContainsFunc(all, func(r xwindow.Region) bool {
			start := strings.TrimSuffix(r.Words, "…")
			return start != "" && strings.HasSuffix(r.Kinds, "control.Overlay/control.List/text") && strings.HasPrefix(words, start)
		})
	})
}
