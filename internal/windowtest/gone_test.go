//go:build linux

package windowtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowNameOfARemovedFile removes a draft outside, starts a new post that would get its name, and saves both:
// each text is in a file of its own.
func TestWindowNameOfARemovedFile(t *testing.T) {
	d := lay(t)
	d.races = true
	draft, second := filepath.Join(d.dir, "wip-untitled.md"), filepath.Join(d.dir, "wip-untitled-2.md")
	const first = "!! title: First\n!! slug: first\n!! published: 2023-01-01\n!! description: D\n\n---\n\nOld words.\n"
	d.write(draft, first)
	d.open(xwindow.Options{Args: []string{draft}})
	d.WaitTitle("First — Galley")
	if err := os.Remove(draft); err != nil {
		t.Fatal(err)
	}
	d.WaitTitle("• First — Galley")

	d.Key("ctrl+n")
	d.WaitTitle("Untitled — Galley")
	d.Key("F6") // into the text
	d.Type("Second words.")
	d.WaitTitle("• Untitled — Galley")
	d.Key("ctrl+s")
	d.WaitTitle("Untitled — Galley")
	saved, err := os.ReadFile(second)
	if err != nil || !strings.HasSuffix(string(saved), "\nSecond words.\n") {
		t.Fatalf("the new post is saved as %q (%v), the library holds %s", saved, err, d.names())
	}

	before := d.question("which post", func() { d.Key("ctrl+p") })
	d.Type("First")
	d.Key("Return")
	d.WaitTitle("• First — Galley")
	d.answered(before)
	d.Key("ctrl+s")
	d.waitFile(draft, first)
	d.WaitTitle("First — Galley")
	d.checkFile(second, string(saved))
}
