//go:build linux

package windowtest

import (
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowFindsInAllPosts looks for a word that is in another post, opens that at
// the word and goes on to the next one by F3, where it types: no key reaches the post
// that was open before.
func TestWindowFindsInAllPosts(t *testing.T) {
	d := lay(t)
	other := filepath.Join(d.dir, "0001-jars.md")
	const text = "!! title: Jars\n!! slug: jars\n!! published: 2019-01-02\n!! description: What is kept in jars, and for how long it stays there before it goes.\n\n---\n\nA walrus is no marble. Two\nWalruses are no jar.\n"
	d.write(other, text)
	d.open(xwindow.Options{})
	d.waitPost(sampleTitle)
	d.Key("ctrl+shift+f")
	d.part("words/status:draft")
	d.Type("walrus")
	d.part("words/1 post")
	d.Key("Down")
	d.Key("Return")
	d.WaitTitle("Jars — Galley")
	d.Key("F3")
	d.Type("Seal")
	d.WaitTitle("• Jars — Galley")
	d.Key("ctrl+s")
	d.waitFile(other, strings.Replace(text, "Walruses", "Seales", 1))
	d.checkFile(d.sample, d.source)
}
