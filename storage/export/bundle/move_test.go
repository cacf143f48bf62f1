package bundle

import (
	"testing"

	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/packtest"
	"galley.app/galley/storage/export/site"
)

func FuzzMove(f *testing.F) {
	for _, s := range []string{"![a](d.svg)", "![a][b]\n\n[b]: d.svg", "<img src=d.svg>", "<img src='d.svg'>![x](<d.svg>)![y]( d.svg )", "[b]: d.svg\n![b]", "![a](assets/d.svg)![b](d.svg)"} {
		f.Add(s)
	}
	_, find := packtest.Shelf(f, map[string]string{"d.svg": packtest.Drawing, "assets/d.svg": packtest.Drawing})
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			return
		}
		m := move(site.Post{Path: "x.md", Text: text}, images.Options{Find: find}, AssetsFolder, nil)
		if got := Restore(m.text, m.assets); got != text {
			t.Errorf("%q became %q and then %q", text, m.text, got)
		}
	})
}
