//go:build linux

package windowtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

func TestWindowImport(t *testing.T) {
	d := openRacing(t)
	from := filepath.Join(filepath.Dir(d.dir), "old site")
	if err := os.Mkdir(from, 0o755); err != nil {
		t.Fatal(err)
	}
	d.write(filepath.Join(from, "first.md"), "---\ntitle: From elsewhere\ndate: 2020-01-02\nsummary: What it is about\ntags: [a, b]\n---\n\nTaken *in*.  \n")
	d.write(filepath.Join(from, "idea.md"), "+++\ntitle = 'An idea'\ndraft = true\n+++\nSoon.\n")
	want := "!! title: From elsewhere\n!! slug: first\n!! published: 2020-01-02\n!! description: What it is about\n!! tags: a, b\n\n---\n\nTaken *in*.  \n"

	ask := func() {
		d.question("which command", func() { d.Key("ctrl+shift+p") })
		centre := d.centre()
		d.Type("import")
		before := d.Settle(centre)
		d.Key("Return")
		d.WaitChange("the question which file", before, centre)
		d.Key("ctrl+a")
		d.Type(from)
		d.Key("Return")
		d.part("button/Import") // of the list of what would be imported
		d.Settle(centre)
	}
	ask()
	d.Key("Down", "End", "Escape") // nothing is written unasked
	d.Settle(d.corner())
	if got := d.names(); got != sampleFile {
		t.Errorf("after Cancel the library holds %s", got)
	}
	d.Type("Still here. ")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.Key("ctrl+s")
	d.WaitTitle(sampleTitle + " — Galley")

	ask()
	d.Key("Return")
	d.WaitTitle("From elsewhere — Galley")
	d.checkFile(filepath.Join(d.dir, "0022-first.md"), want)
	if got := d.names(); got != sampleFile+" 0022-first.md wip-idea.md" {
		t.Errorf("the library holds %s", got)
	}
	d.Type("More. ")
	d.WaitTitle("• From elsewhere — Galley")
	d.Key("ctrl+s")
	d.waitFile(filepath.Join(d.dir, "0022-first.md"), strings.Replace(want, "Taken", "More. Taken", 1))
}

func TestWindowNewPostFromClipboard(t *testing.T) {
	d := openSample(t)
	d.SetClipboardAs("text/html", "<h1>Copied words</h1><p>They are <b>bold</b>.</p>")
	d.question("which command", func() { d.Key("ctrl+shift+p") })
	d.Type("new post from")
	d.Key("Return")
	d.WaitTitle("• Copied words — Galley")
	d.Key("ctrl+s")
	d.WaitTitle("Copied words — Galley")
	file := filepath.Join(d.dir, "wip-copied-words.md")
	xwindow.Wait(t, "the post to be written", func() bool {
		data, err := os.ReadFile(file)
		return err == nil && strings.HasSuffix(string(data), "\n---\n\nThey are **bold**.\n") && strings.HasPrefix(string(data), "!! title: Copied words\n!! slug: copied-words\n")
	})
}
