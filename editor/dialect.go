package editor

// readDialect has the open posts read anew where the library's posts are written in
// another dialect than the ones before.
func (w *Window) readDialect() {
	for _, p := range w.posts {
		if p.worker.Use(w.lib.Dialect) && (p == w.cur || p.doc != nil) {
			p.worker.Submit(p.s.Text(), p.s.Start())
		}
	}
}
