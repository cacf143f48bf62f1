//go:build linux

package windowtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/xwindow"
)

// What only the whole program joins: dialogs and palettes over real folders.

func TestWindowPreviewScrollsTheText(t *testing.T) {
	d := openSample(t)
	d.previewed()
	words := d.part("text")
	before := d.Settle(words)
	d.Wheel(d.at("preview"), 12)
	d.WaitChange("the text to follow the preview", before, words)
}

func TestWindowConflictAnswers(t *testing.T) {
	t.Run("use theirs", func(t *testing.T) {
		d, theirs, before := openConflict(t)
		d.Key("Right", "Right", "Return")
		d.answered(before)
		d.WaitTitle(sampleTitle + " — Galley")
		d.checkFile(d.sample, theirs)
		d.Key("ctrl+z", "ctrl+s") // undo brings mine back, and it can be saved
		d.waitFile(d.sample, d.with("Mine: "))
	})
	t.Run("save mine as a copy", func(t *testing.T) {
		d, theirs, before := openConflict(t)
		d.Key("Right", "Right", "Right", "Return")
		copied := filepath.Join(d.dir, "wip-e2m-management-and-leadership-mine.md")
		xwindow.Wait(t, "the draft to be there", func() bool {
			b, err := os.ReadFile(copied)
			return err == nil && strings.Contains(string(b), "Mine: ") && strings.Contains(string(b), sampleTitle+" (mine)")
		})
		d.answered(before)
		d.WaitTitle(sampleTitle + " — Galley")
		d.checkFile(d.sample, theirs)
	})
}

func TestWindowExport(t *testing.T) {
	d := openRacing(t)
	name, err := program()
	if err != nil {
		t.Fatal(err)
	}
	want, err := exec.Command(name, "export", "--to", "posts-json", "--out", "-", d.dir).Output()
	if err != nil {
		t.Fatal(err)
	}
	before := d.question("what to export", func() { d.Key("ctrl+shift+e") })
	d.format("posts-json")
	d.Key("Return")
	d.waitFile(filepath.Join(filepath.Dir(d.dir), "posts.json"), string(want))
	d.Key("Return") // what tells of it
	d.answered(before)
	if got := d.names(); got != sampleFile {
		t.Errorf("after exporting the library holds %s", got)
	}
}

// TestWindowPublishes schedules a draft in its sheet, takes that back, publishes it and makes it a draft again.
func TestWindowPublishes(t *testing.T) {
	d := openSample(t)
	d.Key("ctrl+n")
	d.WaitTitle("Untitled — Galley")
	d.Type("Fresh ink")
	d.WaitTitle("• Fresh ink — Galley")
	d.Key("ctrl+s")
	d.WaitTitle("Fresh ink — Galley")
	b, err := os.ReadFile(filepath.Join(d.dir, "wip-fresh-ink.md"))
	if err != nil {
		t.Fatal(err)
	}
	draft, day := string(b), "!! published: "
	today := strings.SplitN(draft[strings.Index(draft, day)+len(day):], "\n", 2)[0]
	published, wip := filepath.Join(d.dir, "0022-fresh-ink.md"), filepath.Join(d.dir, "wip-fresh-ink.md")
	sheet := func(command, button string) {
		d.question("which command", func() { d.Key("ctrl+shift+p") })
		d.Type(command)
		d.Key("Return")
		d.at("button/" + button)
	}
	holds := func(name string) {
		t.Helper()
		if got := d.names(); got != sampleFile+" "+name {
			t.Errorf("the library holds %s", got)
		}
	}

	sheet("publish", "Publish")
	d.Type("2030-01-02")
	d.Key("Tab")
	d.Type("09:30")
	d.at("button/Schedule")
	d.Key("Return")
	zone := time.Date(2030, 1, 2, 9, 30, 0, 0, time.Local).Format(time.RFC3339)
	d.waitFile(published, strings.Replace(draft, day+today, day+zone, 1))
	d.Click(d.still("button/Undo"), 1)
	d.waitFile(wip, draft)
	holds("wip-fresh-ink.md")

	sheet("publish", "Publish")
	d.Click(d.at("button/Publish"), 1)
	d.waitFile(published, draft)
	holds("0022-fresh-ink.md")
	d.part("words/▲ 1 problem") // it has no description; what it was a draft of is itself
	d.gone("words/▲ 2 problems")

	sheet("back to draft", "Back to draft")
	d.Key("Return")
	d.waitFile(wip, draft)
	holds("wip-fresh-ink.md")
}

func TestWindowOpenFolderAndSaveAs(t *testing.T) {
	d := openSample(t)
	other := filepath.Join(filepath.Dir(d.dir), "other shelf")
	if err := os.Mkdir(other, 0o755); err != nil {
		t.Fatal(err)
	}
	const text = "!! title: Elsewhere\n!! slug: elsewhere\n!! published: 2023-01-01\n!! description: D\n\n---\n\nHere.\n"
	d.write(filepath.Join(other, "elsewhere.md"), text)
	d.question("which folder", func() { d.Key("ctrl+o") })
	d.Key("ctrl+a")
	d.Type(other)
	d.Key("Return")
	d.WaitTitle("Elsewhere — Galley")

	d.Settle(d.corner())
	d.Type("X")
	d.WaitTitle("• Elsewhere — Galley")
	before := d.question("which name", func() { d.Key("ctrl+shift+s") })
	d.Type("second.md")
	d.Key("Return")
	d.waitFile(filepath.Join(other, "second.md"), strings.Replace(text, "Here.", "XHere.", 1))
	d.checkFile(filepath.Join(other, "elsewhere.md"), text)
	d.WaitTitle("Elsewhere — Galley")
	corner := d.corner()
	xwindow.Wait(t, "the palette to go", func() bool {
		return xwindow.Brightness(d.Shot(), corner) >= xwindow.Brightness(before, corner)-0.02
	})
}
