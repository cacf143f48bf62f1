package editor

import (
	"testing"

	"galley.app/galley/editor/compose"
	"galley.app/galley/preview/markdown"
)

// TestDialect has the library say anew how its posts are written: an open post
// is read again, and again when it says so no more.
func TestDialect(t *testing.T) {
	d := newTestWindow(t, one())
	d.posts.cur.s.Do(func(st compose.State) compose.Transaction { return compose.Paste(st, "Let $x$ be.\n\n") })
	formulas := func() int {
		n := 0
		if d.posts.cur.doc == nil {
			return -1
		}
		for _, b := range d.posts.cur.doc.From(0) {
			for _, in := range b.Inlines {
				if in.Kind == markdown.Formula {
					n++
				}
			}
		}
		return n
	}
	shown := func() bool {
		return d.posts.cur.doc != nil && d.posts.cur.doc.Version == d.posts.cur.s.Text().Version()
	}
	d.until("the post is read", shown)
	if n := formulas(); n != 0 {
		t.Errorf("%d formulas", n)
	}
	d.side.lib.Site.InlineMath = true
	d.posts.use(d.side.dialect())
	d.until("the post is read with formulas", func() bool { return formulas() == 1 })
	d.posts.cur.s.Do(func(st compose.State) compose.Transaction { return compose.Paste(st, "And $y$ too. ") })
	d.until("what is typed is read so too", func() bool { return formulas() == 2 })
	d.side.lib.Site.InlineMath = false
	d.posts.use(d.side.dialect())
	d.until("the post is read without formulas", func() bool { return formulas() == 0 })
}
