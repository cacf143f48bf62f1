//go:build linux

package windowtest

import (
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowSlugTakesLinksAlong gives a post that others link to another slug: the line over the text says so, and
// what it offers changes the post, its file and the links; Undo brings them back.
func TestWindowSlugTakesLinksAlong(t *testing.T) {
	const slug = "e2m-management-and-leadership"
	d := lay(t)
	other := filepath.Join(d.dir, "0020-other.md")
	source := "!! title: Other\n!! slug: other\n!! published: 2023-12-01\n!! description: Some other post\n\n---\n\n[one](/posts/" + slug +
		" \"T\") `/posts/" + slug + "` [two][t]\r\n\r\n[t]: <" + sampleFile + ">\r\n"
	d.write(other, source)
	d.races = true
	d.open(xwindow.Options{})
	d.waitPost(sampleTitle)
	d.Key("shift+F6", "Tab")
	d.Type("leading")
	d.Key("F6")
	d.Click(d.at("button/Update links…"), 1)
	d.Click(d.at("button/Save and go on"), 1)
	d.Click(d.at("button/Update 2 files"), 1)
	d.waitFile(other, strings.NewReplacer("(/posts/"+slug, "(/posts/leading", sampleFile, "0021-leading.md").Replace(source))
	saved := strings.Replace(d.source, "slug: "+slug, "slug: leading", 1)
	moved := filepath.Join(d.dir, "0021-leading.md")
	i := strings.Index(saved, "\n\n---")
	d.waitFile(moved, saved[:i]+"\n!! aliases: /posts/"+slug+saved[i:])
	xwindow.Wait(t, "what the change was made with to go", func() bool { return d.names() == "0020-other.md 0021-leading.md" })
	d.Click(d.still("button/Undo"), 1) // what the form says of the old slug goes, and the line moves up
	d.waitFile(other, source)
	d.waitFile(d.sample, saved)
	d.WaitTitle(sampleTitle + " — Galley")
}
