// Package flowing has the lines of posts flow that are wrapped by hand or by a program: a line end within a
// paragraph is a blank in the window, and what is written is wrapped at the column of the post's other lines
// when the caret leaves the paragraph.
package flowing

import (
	"slices"
	"strings"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

const (
	usualColumn = 80 // of a post without a column of its own
	mostEdited  = 8  // places that wait to be wrapped
	farApart    = 4096
)

// What a library says of its posts, see Options.
const (
	On  = "on"
	Off = "off"
)

// Options are what a Flow works on. All functions are called on the UI goroutine.
type Options struct {
	Post func() *session.Session // that is shown; nil for none
	// Doc returns the meaning of a post's text as it is now; nil where that takes too long to find out.
	Doc func(*session.Session) *markdown.Doc
	// Known returns what Doc does if it is known already, else nil.
	Known   func(*session.Session) *markdown.Doc
	Do      func(compose.Command) // carries a command out where the carets are
	Show    func(flows bool)      // has the lines of the post that is shown flow
	Choice  func() string         // of the library that is open: On, Off, or "" where it depends on each post
	Choose  func(choice string)   // remembers one
	Rewraps func() bool           // what is written is wrapped again
	Later   func(func())          // runs a function when what happens now is over
	Say     func(string)          // in the status bar
}

// Flow is how the lines of the post that is shown flow. It belongs to the UI goroutine.
type Flow struct {
	o       Options
	s       *session.Session // that is shown
	column  int              // that it is wrapped at; 0 where it is not
	on      bool
	edited  []edited // the paragraphs that were edited and are not wrapped again yet
	waiting bool     // a look at these is under way
}

// edited is a paragraph that was edited.
type edited struct {
	*text.Mark        // its first place that was
	since      uint64 // revision after its first edit
}

// New returns a Flow.
func New(o Options) *Flow { return &Flow{o: o} }

// Shown decides whether the lines of a post flow that is shown from now on, of which d is the Doc or that of a
// part.
func (f *Flow) Shown(s *session.Session, d *markdown.Doc) {
	if s != f.s {
		f.forget()
		f.s = s
	}
	f.column = 0
	if s != nil && d != nil {
		if c, ok := compose.Column(d, s.Text()); ok {
			f.column = c
		}
	}
	f.decide()
}

// decide has lines flow or not.
func (f *Flow) decide() {
	switch f.o.Choice() {
	case On:
		f.on = true
	case Off:
		f.on = false
	default:
		f.on = f.column > 0
	}
	f.o.Show(f.on)
}

// On reports whether the lines of the post that is shown flow.
func (f *Flow) On() bool { return f.on && f.s != nil }

// Toggle has lines flow in this library, or not.
func (f *Flow) Toggle() {
	choice := Off
	if !f.on {
		if choice = On; f.column > 0 && f.o.Choice() == Off {
			choice = "" // posts that are not wrapped need not
		}
	} else {
		f.Settle()
	}
	f.o.Choose(choice)
	f.decide()
	if f.on {
		f.o.Say("Wrapped lines flow now; the file keeps its line ends.")
	} else {
		f.o.Say("Lines are shown as they are in the file.")
	}
}

// Changed notes where a post was edited.
func (f *Flow) Changed(s *session.Session, e session.Event) {
	if s != f.s || !f.on || f.column == 0 {
		return
	}
	if !e.Typed { // undo may have led to before its first edit
		f.edited = slices.DeleteFunc(f.edited, func(m edited) bool {
			gone := m.since > s.Revision()
			if gone {
				s.Release(m.Mark)
			}
			return gone
		})
		return
	}
	if len(e.Patch.Changes) > mostEdited {
		return
	}
	for _, c := range e.Patch.Changes {
		f.note(e.Patch.Map(c.Start, text.Before))
	}
}

// note remembers a place, the first of each paragraph.
func (f *Flow) note(off int) {
	t := f.s.Text()
	for _, m := range f.edited {
		from, to := min(m.Off, off), max(m.Off, off)
		if to-from < farApart && !parted(t.Slice(from, to)) {
			m.Off = from
			return
		}
	}
	if len(f.edited) == mostEdited {
		f.s.Release(f.edited[0].Mark)
		f.edited = slices.Delete(f.edited, 0, 1)
	}
	f.edited = append(f.edited, edited{f.s.Mark(off, text.Before), f.s.Revision()})
}

// parted reports whether a paragraph may end within some lines: at one without words, or before an item.
func parted(s string) bool {
	for {
		i := strings.IndexAny(s, "\r\n")
		if i < 0 {
			return false
		}
		if s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n' {
			i++
		}
		s = s[i+1:]
		words := strings.TrimLeft(s, " \t>")
		if words != "" && strings.IndexByte("\r\n-+*0123456789", words[0]) >= 0 {
			return true
		}
	}
}

// Moved looks whether the carets have left a paragraph that was edited, when what moved them is over. It is
// to be called after each of their moves, and when a Doc came.
func (f *Flow) Moved() {
	if len(f.edited) == 0 || f.waiting {
		return
	}
	f.waiting = true
	f.o.Later(func() {
		f.waiting = false
		if len(f.edited) > 0 {
			f.wrapEdited(f.o.Known(f.s), false)
		}
	})
}

// Settle wraps what was edited at once, wherever the carets are: before the post is saved or another one is
// shown.
func (f *Flow) Settle() {
	if len(f.edited) > 0 {
		f.wrapEdited(f.o.Doc(f.s), true)
	}
}

// wrapEdited wraps the paragraphs that were edited, but where one holds a caret only if all is set. Each joins
// the undo step of its edit if that is the last. While something can be redone they wait: it could not be then.
func (f *Flow) wrapEdited(d *markdown.Doc, all bool) {
	if d == nil || !f.o.Rewraps() || !f.on || f.column == 0 {
		if d != nil {
			f.forget()
		}
		return
	}
	if f.s.CanRedo() {
		return
	}
	var wait []edited
	var edits []text.Edit
	slices.SortFunc(f.edited, func(a, b edited) int { return a.Off - b.Off })
	last := -1 // start of the paragraph that was wrapped last, from its first place on
	for _, m := range f.edited {
		p, ok := f.paragraph(d, m.Off)
		if ok && !all && f.holdsCaret(p) {
			wait = append(wait, m)
			continue
		}
		if ok && p.Start != last {
			last = p.Start
			edits = append(edits, compose.RewrapFrom(f.s.State(), d, max(m.Off, p.Start), f.column)...)
		}
		f.s.Release(m.Mark)
	}
	f.edited = wait
	f.s.Join(edits...)
}

// paragraph returns the paragraph of d whose lines hold an offset.
func (f *Flow) paragraph(d *markdown.Doc, off int) (markdown.Prose, bool) {
	t := f.s.Text()
	for _, p := range d.Prose(off, t.LineEnd(t.LineAt(off))+1) {
		if t.LineStart(t.LineAt(p.Start)) <= off && off <= p.End {
			return p, true
		}
	}
	return markdown.Prose{}, false
}

// holdsCaret reports whether a caret is on the lines of a paragraph.
func (f *Flow) holdsCaret(p markdown.Prose) bool {
	t := f.s.Text()
	start, end := t.LineStart(t.LineAt(p.Start)), t.LineEnd(t.LineAt(p.End))
	return slices.ContainsFunc(f.s.Selections(), func(x text.Selection) bool { return start <= x.Head && x.Head <= end })
}

// forget lets go of what was edited.
func (f *Flow) forget() {
	for _, m := range f.edited {
		f.s.Release(m.Mark)
	}
	f.edited = nil
}

// columnOf is the column to wrap a post at.
func (f *Flow) columnOf(s *session.Session, d *markdown.Doc) int {
	if d != nil {
		if c, ok := compose.Column(d, s.Text()); ok {
			return c
		}
	}
	if s == f.s && f.column > 0 {
		return f.column
	}
	return usualColumn
}

// Rewrap wraps the paragraph at the caret, or those that are selected.
func (f *Flow) Rewrap() { f.wrap(compose.Rewrap, 0) }

// RewrapAll wraps all paragraphs of the post.
func (f *Flow) RewrapAll() { f.wrap(compose.RewrapAll, 0) }

// Unwrap makes the paragraph at the caret one line, or each of those that are selected.
func (f *Flow) Unwrap() { f.wrap(compose.Rewrap, compose.Unwrapped) }

// UnwrapAll makes each paragraph of the post one line.
func (f *Flow) UnwrapAll() { f.wrap(compose.RewrapAll, compose.Unwrapped) }

// wrap carries out a command at a column, 0 for the post's own. What it did is not done again differently.
func (f *Flow) wrap(by func(*markdown.Doc, int) compose.Command, column int) {
	s := f.o.Post()
	if s == nil {
		return
	}
	d := f.o.Doc(s)
	if column == 0 {
		column = f.columnOf(s, d)
	}
	f.o.Do(by(d, column))
	f.forget()
}
