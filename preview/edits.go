package preview

import (
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// edits are those of the text since the document that is shown was parsed,
// oldest first.
type edits []text.Patch

// since returns the edits that a document does not know of; none without one.
func (e edits) since(d *markdown.Doc) edits {
	if d == nil {
		return nil
	}
	n := 0
	for n < len(e) && e[n].To <= d.Version {
		n++
	}
	return append(e[:0:0], e[n:]...)
}

// toText returns an offset in the document as one in the text of now.
func (e edits) toText(off int) int {
	for _, p := range e {
		off = p.Map(off, text.Before)
	}
	return off
}

// toDoc returns an offset in the text of now as one in the document.
func (e edits) toDoc(off int) int {
	for i := len(e) - 1; i >= 0; i-- {
		off = e[i].Unmap(off, text.After)
	}
	return off
}
