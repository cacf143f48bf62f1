package importer

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each folder of cases is what one program wrote, as small as it can be; beside
// it lies what becomes of it, and what is told.
func TestCases(t *testing.T) {
	dirs, err := os.ReadDir(filepath.Join("testdata", "cases"))
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, d := range dirs {
		if !d.IsDir() {
			continue
		}
		count++
		t.Run(d.Name(), func(t *testing.T) {
			from := filepath.Join("testdata", "cases", d.Name())
			full, err := filepath.Abs(from)
			if err != nil {
				t.Fatal(err)
			}
			p := plan(t, filepath.Join(t.TempDir(), "lib"), Options{}, from)
			got := strings.NewReplacer(full+"/", "", from+"/", "").Replace(story(t, p, full+"/"))
			golden(t, "cases/"+d.Name()+".golden", got)
			again := plan(t, p.Dir, Options{}, from)
			if len(again.Posts)+len(again.Images) > 0 || len(again.Same) != len(p.Posts) {
				t.Errorf("the second time there would be written: %v", again.Lines())
			}
		})
	}
	if count < 20 {
		t.Errorf("only %d cases", count)
	}
}

// Names of a bundle's files may be written in each of the ways of a link.
func TestTextBundleLinks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "A.textbundle")
	put(t, filepath.Join(dir, "info.json"), `{"version":2,"type":"net.daringfireball.markdown"}`)
	put(t, filepath.Join(dir, "text.md"), "Words\n\n![](assets/my%20pic.png) ![](./assets/dot.png) ![](assets/%C3%BC.png) ![](assets/gone.png) ![](assets/huge.png)\n\n[Paper](assets/paper.pdf) <img src=\"assets/tag.png\">\n")
	for _, name := range []string{"my pic.png", "dot.png", "u\u0308.png", "tag.png", "unused.png"} {
		put(t, filepath.Join(dir, "assets", name), pixel)
	}
	put(t, filepath.Join(dir, "assets", "paper.pdf"), "%PDF")
	put(t, filepath.Join(dir, "assets", "huge.png"), pixel)
	if err := os.Truncate(filepath.Join(dir, "assets", "huge.png"), maxImage+1); err != nil {
		t.Fatal(err)
	}
	p := plan(t, filepath.Join(t.TempDir(), "lib"), Options{}, dir)
	if err := p.Write(context.Background()); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range tree(t, p.Dir) {
		names = append(names, name)
	}
	if len(names) != 6 {
		t.Errorf("there is %q", names)
	}
	var said []string
	for _, l := range p.Lines() {
		if l.Kind == "missing" || l.Kind == "note" {
			said = append(said, strings.ReplaceAll(l.String(), dir, "A"))
		}
	}
	want := []string{
		"note     A: assets/unused.png was left out: nothing in the text names it",
		"note     A: published: there is no date; give the post one",
		"missing  A:3: image assets/gone.png was not found",
		"missing  A:3: image assets/huge.png is larger than 64 MB; left behind",
	}
	if strings.Join(said, "\n") != strings.Join(want, "\n") {
		t.Errorf("said\n%s\nwant\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
}
