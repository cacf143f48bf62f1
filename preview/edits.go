package preview

import "galley.app/galley/editor/text"

// SetLog says of which text the documents are, by the log of its edits, before
// the first of them is shown: a document may be of an earlier version of the
// text. Offsets that come in and go out are those of the text as it is; nil is a
// text that stays as it was parsed.
func (p *Pane) SetLog(l *text.Log) { p.log = l }

// since returns the way from the document that is shown to the text as it is, and
// whether there is one that is known.
func (p *Pane) since() (way text.Patch, ok bool) {
	if p.log == nil || p.col.Doc == nil {
		return way, false
	}
	return p.log.Since(p.col.Doc.Version)
}

// toText returns an offset in the document as one in the text.
func (p *Pane) toText(off int) int {
	if way, ok := p.since(); ok {
		return way.Map(off, text.Before)
	}
	return off
}

// toDoc returns an offset in the text as one in the document.
func (p *Pane) toDoc(off int) int {
	if way, ok := p.since(); ok {
		return way.Unmap(off, text.After)
	}
	return off
}

// version returns that of the text, of which aims are.
func (p *Pane) version() uint64 {
	if p.log == nil {
		return 0
	}
	return p.log.Version()
}
