// Package flowing wraps the paragraphs of posts whose lines are wrapped by hand or by a program: at the
// column that the post's own lines are wrapped at.
package flowing

import (
	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/session"
	"galley.app/galley/preview/markdown"
)

// usualColumn is where paragraphs of a post are wrapped that has no column of its own.
const usualColumn = 80

// Options are what a Flow works on.
type Options struct {
	Post func() *session.Session // that is shown; nil for none
	// Doc returns the meaning of a post's text as it is now; nil where that takes too long to find out.
	Doc func(*session.Session) *markdown.Doc
	Do  func(compose.Command) // carries a command out where the carets are
}

// Flow wraps paragraphs. It belongs to the UI goroutine.
type Flow struct{ o Options }

// New returns a Flow.
func New(o Options) *Flow { return &Flow{o: o} }

// column is the one that a post is wrapped at, and whether it is.
func (f *Flow) column(s *session.Session, d *markdown.Doc) (column int, wrapped bool) {
	if d != nil {
		if c, ok := compose.Column(d, s.Text()); ok {
			return c, true
		}
	}
	return usualColumn, false
}

// Rewrap wraps the paragraph at the caret, or those that are selected.
func (f *Flow) Rewrap() { f.wrap(compose.Rewrap, 0) }

// RewrapAll wraps all paragraphs of the post.
func (f *Flow) RewrapAll() { f.wrap(compose.RewrapAll, 0) }

// Unwrap makes the paragraph at the caret one line, or each of those that are selected.
func (f *Flow) Unwrap() { f.wrap(compose.Rewrap, compose.Unwrapped) }

// UnwrapAll makes each paragraph of the post one line.
func (f *Flow) UnwrapAll() { f.wrap(compose.RewrapAll, compose.Unwrapped) }

// wrap carries out a command at a column, 0 for the post's own.
func (f *Flow) wrap(by func(*markdown.Doc, int) compose.Command, column int) {
	s := f.o.Post()
	if s == nil {
		return
	}
	d := f.o.Doc(s)
	if column == 0 {
		column, _ = f.column(s, d)
	}
	f.o.Do(by(d, column))
}
