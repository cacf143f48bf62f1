//go:build linux

package windowtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowFollowsAPostBelow opens a post of a folder below, which another program moves while it is being written:
// it is saved where it lies by then.
func TestWindowFollowsAPostBelow(t *testing.T) {
	d := lay(t)
	d.races = true
	const post = "!! title: Marbles in a jar\n!! slug: marbles\n!! published: 2023-12-04\n!! description: About trust\n\n---\n\nRound.\n"
	for _, folder := range []string{"essays/2020", "notes"} {
		if err := os.MkdirAll(filepath.Join(d.dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	was, is := filepath.Join(d.dir, "essays", "2020", "marbles.md"), filepath.Join(d.dir, "notes", "glass.md")
	d.write(was, post)
	d.open(xwindow.Options{})
	d.waitPost(sampleTitle) // the first of the library's own folder

	before := d.question("which post", func() { d.Key("ctrl+p") })
	d.Type("mrbl")
	d.Key("Return")
	d.WaitTitle("Marbles in a jar — Galley")
	d.answered(before)
	d.Type("Very ")
	d.WaitTitle("• Marbles in a jar — Galley")
	// A post with changes has a file that tells other windows of them, named by its path.
	told := func() string {
		names, err := filepath.Glob(filepath.Join(d.Home, "galley", "state", "open", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(names, " ")
	}
	xwindow.Wait(t, "others are told of the changes", func() bool { return told() != "" })
	first := told()
	if err := os.Rename(was, is); err != nil {
		t.Fatal(err)
	}
	xwindow.Wait(t, "the move is noticed", func() bool { return told() != "" && told() != first })
	d.Key("ctrl+s")
	d.waitFile(is, strings.Replace(post, "Round.", "Very Round.", 1))
	if _, err := os.Stat(was); !os.IsNotExist(err) {
		t.Errorf("there is a file of the old name again (%v)", err)
	}
	d.WaitTitle("Marbles in a jar — Galley")
}
