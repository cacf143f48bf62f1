package editor

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/editor/palette"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// maxTrail is how many places Back can return to.
const maxTrail = 200

// spot is a place in a version of an open post.
type spot struct {
	s       *session.Session
	version uint64
	off     int // bytes
}

// visited is a place that was left by a jump: a mark of its post, which moves with
// the edits.
type visited struct {
	s  *session.Session
	at *text.Mark
}

// trail is where the writer has been: behind the place that is shown, and
// ahead of it after going back.
type trail struct{ behind, ahead []visited }

// forget drops places, the oldest first, so that at most keep are left.
func forget(places []visited, keep int) []visited {
	n := max(0, len(places)-keep)
	for _, x := range places[:n] {
		x.s.Release(x.at)
	}
	return places[n:]
}

// here is the place that the caret is at.
func (w *Window) here() spot {
	s := w.posts.cur.s
	return spot{s: s, version: s.Text().Version(), off: s.Primary().Head}
}

// visited marks the place that the caret is at.
func (w *Window) visited() visited {
	s := w.posts.cur.s
	return visited{s, s.Mark(s.Primary().Head, text.Before)}
}

// leave notes the present place before a jump to another.
func (w *Window) leave() {
	if w.posts.cur == nil {
		return
	}
	at := w.here()
	if n := len(w.trail.behind); n > 0 && w.trail.behind[n-1].s == at.s && w.trail.behind[n-1].at.Off == at.off {
		return
	}
	w.trail.behind = forget(append(w.trail.behind, w.visited()), maxTrail)
	w.trail.ahead = forget(w.trail.ahead, 0)
}

// jump puts the caret at an offset of the open post and brings it into view.
func (w *Window) jump(off int) {
	w.leave()
	w.caretTo(off)
}

func (w *Window) caretTo(off int) {
	s := w.posts.cur.s
	s.Select(caretAt(max(s.Start(), min(off, s.Text().Len()))))
	w.area.Reveal(s.Primary().Head)
	w.focusText()
	w.preview.Active(s.Primary().Head)
}

func (w *Window) back() { w.travel(&w.trail.behind, &w.trail.ahead) }

func (w *Window) forward() { w.travel(&w.trail.ahead, &w.trail.behind) }

// travel goes to the last place of from that is still open and another one,
// and notes the present place in to.
func (w *Window) travel(from, to *[]visited) {
	for len(*from) > 0 {
		at := (*from)[len(*from)-1]
		*from = (*from)[:len(*from)-1]
		for _, p := range w.posts.all {
			if p.s != at.s {
				continue
			}
			off := at.at.Off
			at.s.Release(at.at)
			if w.posts.cur != nil {
				if w.posts.cur == p && w.here().off == off {
					break
				}
				*to = append(*to, w.visited())
			}
			w.show(p)
			w.caretTo(off)
			return
		}
	}
	w.say("There is no other place to go to.")
}

// goToLine asks for a line, counted from the first one shown.
func (w *Window) goToLine() {
	t := w.posts.cur.s.Text()
	first := 0
	if !w.source {
		first = t.LineAt(w.posts.cur.s.Start())
	}
	w.modal.Palette(palette.Line(t.Lines()-first, func(n int) { w.jump(t.LineStart(first + n - 1)) }))
}

// outline lists the headings to jump to.
func (w *Window) outline() { w.outlineAt(nil) }

// outlineAbove lists them beside the word in the status bar.
func (w *Window) outlineAbove() {
	if w.posts.cur != nil && w.modal.Depth() == 0 {
		o := w.status.outline
		at := w.o.App.Driver().AbsolutePositionForObject(o).Add(fyne.NewPos(o.Size().Width, -14))
		w.outlineAt(&at)
	}
}

func (w *Window) outlineAt(above *fyne.Position) {
	if w.posts.cur.doc == nil {
		w.say("The text is still being read.")
		return
	}
	version, s := w.posts.cur.doc.Version, w.posts.cur.s
	now := func(h markdown.Head) int {
		off := h.Off
		if patch, ok := s.PatchSince(version); ok {
			off, _ = patch.MapRange(off, off)
		}
		return off
	}
	p := palette.Outline(w.posts.cur.doc.Outline(), s.Primary().Head, now, w.jump)
	p.Above = above
	w.modal.Palette(p)
}
