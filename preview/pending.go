package preview

import (
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
)

// muchNew is how many bytes of a document may be new to a page that shows it
// at once, which takes a few milliseconds. More is cut into fragments on a
// goroutine of its own, and the page before stays until that is done.
const muchNew = 256 << 10

// pending is what a pane waits for, while it shows what it has.
type pending struct {
	p    *Pane
	next *nextDoc // nil for nothing
}

// A nextDoc is a document that is shown as soon as it is cut up.
type nextDoc struct {
	doc    *markdown.Doc // that is being cut up
	last   *markdown.Doc // that is to be shown: doc, or one that followed it
	header page.Header   // of last
	shown  *markdown.Doc // meanwhile

	// Where the page was scrolled to meanwhile; what is shown may end before.
	aimed   bool
	off     int
	frac    float32
	version uint64 // of the text that off is of
}

// postpone reports whether d has to be cut up before it can be shown, and sees to
// that.
func (w *pending) postpone(d *markdown.Doc, h page.Header) bool {
	p := w.p
	if n := w.next; n != nil && d != nil && page.NewBytes(n.doc, d) <= muchNew && page.NewBytes(d, n.doc) <= muchNew {
		n.last, n.header = d, h
		return true
	}
	w.next = nil
	if p.options.Post == nil || page.NewBytes(p.col.Doc, d) <= muchNew {
		return false
	}
	w.start(&nextDoc{doc: d, last: d, header: h})
	return true
}

// start has the document that comes cut up for the page as it is.
func (w *pending) start(n *nextDoc) {
	p := w.p
	n.shown = p.col.Doc
	w.next = n
	same, tail := page.Common(n.shown, n.doc)
	d, width, size := n.doc, p.col.Width, p.col.Layouter.Sizes
	go func() {
		k := page.Prepare(d, same, tail, width, size)
		p.options.Post(func() { w.finish(n, k) })
	}()
}

// restart begins again with what comes, since the page has changed.
func (w *pending) restart() {
	if n := w.next; n != nil {
		again := *n
		again.doc = n.last
		w.start(&again)
	}
}

// finish shows what was cut up, unless something else is to be shown by now.
func (w *pending) finish(n *nextDoc, k *page.Prepared) {
	p := w.p
	switch {
	case w.next != n:
		return
	case p.col.Doc != n.shown || p.col.Width != k.Width:
		w.restart()
		return
	}
	w.next = nil
	p.setDoc(n.doc, n.header, k)
	if n.last != n.doc {
		p.setDoc(n.last, n.header, nil)
	}
	if n.aimed {
		if p.log != nil {
			if way, ok := p.log.Since(n.version); ok {
				n.off = way.Map(n.off, text.Before)
			}
		}
		p.ScrollTo(n.off, n.frac)
	}
}

// aim notes where the document that comes is to be scrolled to.
func (w *pending) aim(off int, frac float32) {
	if w.next != nil {
		w.next.aimed, w.next.off, w.next.frac, w.next.version = true, off, frac, w.p.version()
	}
}
