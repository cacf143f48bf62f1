//go:build linux

package windowtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// shelf is a window on the sample, which is the newest, and three older posts called Alpha, Beta and Gamma.
func shelf(t *testing.T) *place {
	t.Helper()
	d := lay(t)
	for _, title := range []string{"Alpha", "Beta", "Gamma"} {
		d.write(d.post(title), d.words(title, ""))
	}
	d.open(xwindow.Options{})
	d.waitPost(sampleTitle)
	return d
}

func (d *place) post(title string) string {
	return filepath.Join(d.dir, "0001-"+strings.ToLower(title)+".md")
}

// words is what the file of a post of the shelf holds, with words typed at its start.
func (d *place) words(title, typed string) string {
	name := strings.ToLower(title)
	return "!! title: " + title + "\n!! slug: " + name + "\n!! published: 2020-12-04\n!! description: About " + name + " and what it is for\n\n---\n\n" + typed + "Words of " + name + ".\n"
}

// searches puts the keys into the field that searches the list.
func (d *place) searches() {
	d.t.Helper()
	d.Click(d.at("search"), 1)
}

// TestWindowSearchDownEnter goes from the search field into what was found: the keys go nowhere else.
func TestWindowSearchDownEnter(t *testing.T) {
	d := shelf(t)
	d.searches()
	d.Type("a") // in all of them
	d.Key("BackSpace")
	d.Type("beta")
	d.Key("Down")
	d.WaitTitle("Beta — Galley")
	d.Key("Return")
	d.Type("Typed. ")
	d.WaitTitle("• Beta — Galley")
	d.Key("ctrl+s")
	d.waitFile(d.post("Beta"), d.words("Beta", "Typed. "))
	d.checkFile(d.sample, d.source)
	d.part("words/Scheduled 0")
	d.part("words/All 4")
}

// TestWindowSwitches goes between posts that are open by Ctrl+Tab: back and forth by a touch, and through the list while
// Ctrl is held.
func TestWindowSwitches(t *testing.T) {
	d := shelf(t)
	for _, title := range []string{"Alpha", "Beta", "Gamma"} {
		d.question("which post", func() { d.Key("ctrl+p") })
		d.Type(title)
		d.Key("Return")
		d.WaitTitle(title + " — Galley")
	}
	d.Key("ctrl+Tab")
	d.WaitTitle("Beta — Galley")
	d.Key("ctrl+Tab")
	d.WaitTitle("Gamma — Galley")
	d.Hold("ctrl", func() {
		d.Key("Tab", "Tab")
		d.part("words/0001-alpha.md") // in the list
	})
	d.WaitTitle("Alpha — Galley")
	d.Type("Typed. ")
	d.WaitTitle("• Alpha — Galley")
	d.Hold("ctrl", func() {
		d.Key("Tab")
		d.part("words/0001-gamma.md")
		d.Key("Escape")
	})
	d.Key("ctrl+s")
	d.waitFile(d.post("Alpha"), d.words("Alpha", "Typed. "))
	d.Key("ctrl+w")
	d.WaitTitle("Gamma — Galley")
	d.Key("ctrl+shift+Tab")
	d.WaitTitle(sampleTitle + " — Galley")
	d.Key("ctrl+w")
	d.WaitTitle("Gamma — Galley")
}

// TestWindowReopens starts anew with what was open, but for a post that is gone.
func TestWindowReopens(t *testing.T) {
	d := shelf(t)
	for _, title := range []string{"Alpha", "Beta", "Gamma"} {
		d.question("which post", func() { d.Key("ctrl+p") })
		d.Type(title)
		d.Key("Return")
		d.WaitTitle(title + " — Galley")
		d.Key("Right", "Right")
	}
	d.CloseByManager()
	d.WaitExit()
	if err := os.Remove(d.post("Beta")); err != nil {
		t.Fatal(err)
	}
	d.open(xwindow.Options{Home: d.Home, Args: []string{}})
	d.WaitTitle("Gamma — Galley")
	d.part("words/Open")
	d.Key("ctrl+Tab")
	d.WaitTitle("Alpha — Galley")
	d.Type("|")
	d.Key("ctrl+s")
	d.waitFile(d.post("Alpha"), strings.Replace(d.words("Alpha", ""), "Words of", "Wo|rds of", 1))
	d.Key("ctrl+w")
	d.WaitTitle("Gamma — Galley")
	d.Key("ctrl+w")
	d.WaitTitle(sampleTitle + " — Galley")
	d.Key("ctrl+w")
	d.WaitTitle("Galley")
}
