//go:build linux

package windowtest

import (
	"image"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowLinksAreCompletedAndFollowed writes links with what the list at the caret offers, saves them, and goes to
// where one of them leads and back.
func TestWindowLinksAreCompletedAndFollowed(t *testing.T) {
	d := lay(t)
	other := "!! title: The jar\n!! slug: jar\n!! published: 2023-12-01\n!! description: What is in the jar\n\n---\n\nWords.\n\n## Lid\n\nMore.\n"
	d.write(filepath.Join(d.dir, "0020-jar.md"), other)
	d.open(xwindow.Options{})
	d.waitPost(sampleTitle)
	d.Key("ctrl+Home")
	d.Type("See [[jar")
	d.at("words//posts/jar") // which the list shows behind the title
	d.Key("Return")
	d.Type(" and [lid](/jar")
	d.Type("#li")
	d.at("words//posts/jar#lid") // as above
	d.Key("Return")
	d.Type(" and mine. ")
	d.Key("Left", "Left", "ctrl+k") // of the word that the caret is at
	d.Type("https://example.com/")
	d.Key("Tab", "ctrl+s")
	d.waitFile(d.sample, d.with("See [The jar](/posts/jar) and [lid](/posts/jar#lid) and [mine](https://example.com/). "))

	d.Key("ctrl+Home", "Right", "Right", "Right", "Right", "Right", "Right", "ctrl+Return")
	d.WaitTitle("The jar — Galley")
	d.Type("X")
	d.Key("ctrl+s")
	d.waitFile(filepath.Join(d.dir, "0020-jar.md"), strings.Replace(other, "Words.", "XWords.", 1))
	d.at("button/Links here · 2")
	d.Key("alt+Left")
	d.WaitTitle(sampleTitle + " — Galley")
}

// TestWindowShowsWhereLinksLead rests over a link while nothing else has a frame painted, as a caret would: the card
// that says where it leads is seen all the same, and so is what a button says of itself.
func TestWindowShowsWhereLinksLead(t *testing.T) {
	d := lay(t)
	const address = "/posts/e2m-management-and-leadership"
	post := filepath.Join(d.dir, "0022-other.md")
	d.write(post, "!! title: Other\n!! slug: other\n!! published: 2024-12-01\n!! description: Some other post\n\n---\n\n[A link]("+address+")\n")
	d.open(xwindow.Options{Args: []string{post}})
	d.WaitTitle("Other — Galley")
	d.previewed()
	d.Key("F6", "F6") // to the list of posts
	line := d.lines("text")[0]
	before := d.Settle(d.whole())
	d.Move(image.Pt(line.Min.X+12, middle(line).Y))
	d.WaitChange("the card to be seen", before, d.part("words/"+address))

	d.Move(d.at("words/2023-12-11"))
	before = d.Settle(d.whole())
	d.Move(d.at("button/Hide the preview"))
	d.WaitChange("what the button says to be seen", before, d.part("words/Hide the preview"))
}
