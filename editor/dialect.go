package editor

import (
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
)

// dialectOf is how a library's posts are written.
func dialectOf(lib storage.Library) markdown.Dialect {
	return markdown.Dialect{InlineMath: lib.Site.InlineMath}
}

// readDialect has the open posts read anew where the library's posts are written in
// another dialect than the ones before.
func (w *Window) readDialect() {
	for _, p := range w.posts.all {
		if p.worker.Use(dialectOf(w.lib)) && (p == w.posts.cur || p.doc != nil) {
			p.worker.Submit(p.s.Text(), p.s.Start())
		}
	}
}
