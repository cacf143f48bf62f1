//go:build linux

package windowtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowTypesIntoWhatIsOpening opens a post of 10 MB and types on without
// waiting for it: every key is in that post, and none in the one that is still
// shown.
func TestWindowTypesIntoWhatIsOpening(t *testing.T) {
	d := lay(t)
	path, src := filepath.Join(d.dir, "0001-long.md"), mixed(10<<20)
	d.write(path, src)
	d.open(xwindow.Options{Args: []string{d.sample}})
	d.waitPost(sampleTitle)
	xwindow.Wait(t, "the library to be read, the long post too", func() bool {
		kept, err := filepath.Glob(filepath.Join(d.Home, "galley", "cache", "index", "*.index"))
		return err == nil && len(kept) > 0
	})
	d.question("which post", func() { d.Key("ctrl+p") })
	d.Type("a long post\nTyped while it was read.\n\nAnd so on, in this very order. ")
	d.WaitTitle("• A long post — Galley")
	d.Key("ctrl+s")
	want := strings.Replace(src, "---\n\n", "---\n\nTyped while it was read.\n\nAnd so on, in this very order. ", 1)
	var got []byte
	xwindow.Wait(t, "the long post to be saved", func() bool {
		b, err := os.ReadFile(path)
		got = b
		return err == nil && len(b) == len(want)
	})
	if string(got) != want {
		t.Errorf("the long post begins with %q", got[:400])
	}
	d.checkFile(d.sample, d.source)
	d.WaitTitle("A long post — Galley")
}
