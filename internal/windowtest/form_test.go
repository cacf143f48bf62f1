//go:build linux

package windowtest

import (
	"image"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/xwindow"
)

const fieldsPost = "!! title: Jars\n!! slug: jars\n!! published: 2024-01-02\n!! description: A post with further fields, some of which the library says something of\n!! tags: glass\n\n---\n\nWords.\n"

// openFields is a library that says what its posts have, with a post open.
func openFields(t *testing.T) (d *place, path string) {
	t.Helper()
	d = lay(t)
	path = filepath.Join(d.dir, "jars.md")
	d.write(path, fieldsPost)
	d.write(filepath.Join(d.dir, "galley.toml"), "[[field]]\nname = \"toc\"\nkind = \"boolean\"\n[[field]]\nname = \"mood\"\nchoices = [\"good\", \"bad\"]\n")
	d.open(xwindow.Options{Args: []string{path}})
	d.WaitTitle("Jars — Galley")
	return d, path
}

// TestWindowFurtherFields unfolds the further fields, adds a tag, sets the switch, and takes a usual name for a
// new field, with keys and the mouse.
func TestWindowFurtherFields(t *testing.T) {
	d, path := openFields(t)
	d.Click(d.at("button/3 more fields"), 1)
	d.Click(d.still("chips"), 1) // into the tags
	d.Type("sand, sea")
	d.Key("Return")
	d.Key("ctrl+s")
	tags := strings.Replace(fieldsPost, "tags: glass", "tags: glass, sand, sea", 1)
	d.waitFile(path, tags)

	d.Click(d.at("switch"), 1)
	d.Key("ctrl+s")
	toc := strings.Replace(tags, "sea\n", "sea\n!! toc: true\n", 1)
	d.waitFile(path, toc)

	d.Key("ctrl+shift+p")
	d.Type("add field")
	d.Key("Return")
	d.part("words/aliases") // is offered
	d.Type("auth")
	d.Key("Down", "Return")
	d.Type("Ada")
	d.Key("ctrl+s")
	d.waitFile(path, strings.Replace(toc, "true\n", "true\n!! author: Ada\n", 1))
}

// TestWindowFoldsTheForm folds it with its key and its button, and has it come back with a field that is gone to.
func TestWindowFoldsTheForm(t *testing.T) {
	d, _ := openFields(t)
	whole := d.still("text")
	d.Key("F4")
	xwindow.Wait(t, "the form to fold", func() bool { return d.at("text").Y < whole.Y-20 })
	d.gone("words/Slug")
	d.waitSetting("folded = true")
	d.Key("ctrl+shift+p")
	d.Type("go to slug")
	d.Key("Return")
	d.part("words/Slug")
	d.waitSetting("folded = false")
	xwindow.Wait(t, "the form to be as high as it was", func() bool { return d.at("text").Y == whole.Y })
}

// TestWindowClickIntoNothing clicks below the empty text of a new post, and types with the key Linefeed.
func TestWindowClickIntoNothing(t *testing.T) {
	d := openSample(t)
	d.Key("ctrl+n")
	d.WaitTitle("Untitled — Galley")
	d.Type("Fresh ink")
	text := d.part("text")
	d.Click(image.Pt(text.Min.X+text.Dx()/2, text.Max.Y-40), 1)
	d.Type("One")
	d.Key("Linefeed")
	d.Type("two")
	d.Key("ctrl+s")
	path := filepath.Join(d.dir, "wip-fresh-ink.md")
	xwindow.Wait(t, "the post to be saved", func() bool { return strings.Contains(d.names(), "wip-fresh-ink.md") })
	d.waitFile(path, strings.Join([]string{"!! title: Fresh ink", "!! slug: fresh-ink", "!! published: " + time.Now().Format(time.DateOnly), "!! description:", "", "---", "", "One", "two", ""}, "\n"))
}
