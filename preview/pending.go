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

// A coming is a document that is shown as soon as it is cut up.
type coming struct {
	doc    *markdown.Doc // that is being cut up
	last   *markdown.Doc // that is to be shown: doc, or one that followed it
	header page.Header   // of last
	shown  *markdown.Doc // meanwhile

	// Where the page was scrolled to meanwhile; what is shown may end before.
	aimed bool
	off   int
	frac  float32
}

// comes reports whether d has to be cut up before it can be shown, and sees to
// that.
func (p *Pane) comes(d *markdown.Doc, h page.Header) bool {
	if n := p.coming; n != nil && d != nil && page.NewBytes(n.doc, d) <= muchNew && page.NewBytes(d, n.doc) <= muchNew {
		n.last, n.header = d, h
		return true
	}
	p.coming = nil
	if p.options.Post == nil || page.NewBytes(p.col.Doc, d) <= muchNew {
		return false
	}
	p.gather(&coming{doc: d, last: d, header: h})
	return true
}

// gather has the document that comes cut up for the page as it is.
func (p *Pane) gather(n *coming) {
	n.shown = p.col.Doc
	p.coming = n
	same, tail := page.Common(n.shown, n.doc)
	d, width, size := n.doc, p.col.Width, p.col.Layouter.Sizes
	go func() {
		k := page.Prepare(d, same, tail, width, size)
		p.options.Post(func() { p.came(n, k) })
	}()
}

// regather begins again with what comes, since the page has changed.
func (p *Pane) regather() {
	if n := p.coming; n != nil {
		again := *n
		again.doc = n.last
		p.gather(&again)
	}
}

// came shows what was cut up, unless something else is to be shown by now.
func (p *Pane) came(n *coming, k *page.Prepared) {
	switch {
	case p.coming != n:
		return
	case p.col.Doc != n.shown || p.col.Width != k.Width:
		p.regather()
		return
	}
	p.coming = nil
	p.setDoc(n.doc, n.header, k)
	if n.last != n.doc {
		p.setDoc(n.last, n.header, nil)
	}
	if n.aimed {
		p.ScrollTo(n.off, n.frac)
	}
}

// aimLater notes where the document that comes is to be scrolled to.
func (p *Pane) aimLater(off int, frac float32) {
	if p.coming != nil {
		p.coming.aimed, p.coming.off, p.coming.frac = true, off, frac
	}
}

// follow moves that place with an edit.
func (n *coming) follow(patch text.Patch) {
	if n != nil && n.aimed {
		n.off = patch.Map(n.off, text.Before)
	}
}
