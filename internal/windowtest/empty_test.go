//go:build linux

package windowtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowSaysWhatIsEmpty goes through filters and words that let no post through, starts a post that is in the list
// before it has a word, and is told nothing of what an untouched post lacks.
func TestWindowSaysWhatIsEmpty(t *testing.T) {
	d := openSample(t)
	none := func(name string) {
		t.Helper()
		if r := find(t, d.Window, name); !r.Empty() {
			t.Errorf("there is %s", name)
		}
	}
	d.part("words/0 problems")
	none("button/▲ 0")
	for _, x := range [][2]string{{"Scheduled 0", "Nothing is scheduled."}, {"Drafts 0", "No drafts."}} {
		d.Click(d.at("button/"+x[0]), 1)
		d.part("words/" + x[1])
	}
	d.Click(d.at("button/All 1"), 1)
	d.gone("words/No drafts.")
	d.Key("ctrl+j")
	d.part("words/This post has no headings yet.")
	d.Key("Escape")
	d.gone("palette")
	d.searches()
	d.Type("xyzzy")
	d.part("words/No post has “xyzzy”.")

	d.Key("ctrl+n") // while the list is searched
	d.WaitTitle("Untitled — Galley")
	d.part("words/0 words")
	d.gone("words/1 min")
	none("words/▲")
	d.Type("Fresh ink")
	d.Key("Return") // into the text
	d.Type("Four words of it.")
	d.part("words/4 words")
	d.part("words/not saved yet")
	xwindow.Wait(t, "the draft to be in the list", func() bool {
		all, err := d.Regions()
		return err == nil && slices.ContainsFunc(all, func(r xwindow.Region) bool {
			return strings.HasSuffix(r.Kinds, "control.Panes/control.List/text") && r.Words == "Fresh ink"
		})
	})
	d.Key("ctrl+s")
	xwindow.Wait(t, "the post to be saved", func() bool {
		b, err := os.ReadFile(filepath.Join(d.dir, "wip-fresh-ink.md"))
		return err == nil && strings.Contains(string(b), "\n!! slug: fresh-ink\n") && strings.HasSuffix(string(b), "\nFour words of it.\n")
	})
	d.searches()
	d.Key("ctrl+a", "BackSpace")
	d.part("button/Drafts 1")
	d.part("words/draft · 4 words")
}
