package picturing

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage/pictures"
)

// insertion is pictures that were put into a post.
type insertion struct {
	s             *session.Session
	before, after uint64 // the revisions that it was between
	copies        []pictures.Copy
	offered       bool // undo took it back, and it is offered to take the copies away
	away          *away
}

// away is what redo needs of copies that were taken away.
type away struct {
	asked bool              // they are taken away, or about to be
	data  map[string][]byte // by path; it belongs to the goroutine that does all writing
}

// mostAway is how much of the copies of one insertion is kept for redo, in bytes.
const mostAway = 64 << 20

// mostMade is how many insertions are remembered.
const mostMade = 100

// Forget drops the oldest insertions, and those of closed posts.
func (p *Picturer) Forget() {
	var list []insertion
	for _, m := range p.made {
		if p.o.Open(m.s) && len(m.copies) > 0 {
			list = append(list, m)
		}
	}
	p.made = list[max(0, len(list)-mostMade):]
}

// TextChanged hears that the text of a session changed. Where that was undo of
// pictures that were put in, it is offered to take their copies away.
func (p *Picturer) TextChanged(s *session.Session) {
	if len(p.made) == 0 {
		return
	}
	now := s.Revision()
	for i := len(p.made) - 1; i >= 0; i-- {
		m := &p.made[i]
		switch {
		case m.s != s:
		case !m.offered && now == m.before:
			m.offered = true
			p.offer(i)
			return
		case m.offered && now == m.after:
			m.offered = false
			p.o.Offer("", control.Choice{})
			if m.away.asked {
				m.away.asked = false
				p.putBack(*m)
			}
			return
		}
	}
}

// offer offers to take the copies of an insertion away.
func (p *Picturer) offer(i int) {
	m := p.made[i]
	words := "The copy “" + filepath.Base(m.copies[0].Path) + "” is still on the disk."
	label := "Remove it"
	if n := len(m.copies); n > 1 {
		words = "The " + strconv.Itoa(n) + " copies are still on the disk."
		label = "Remove them"
	}
	p.o.Say("")
	p.o.Offer(words, control.Choice{Label: label, Do: func() {
		p.o.Offer("", control.Choice{})
		p.o.FocusText()
		m.away.asked = true
		p.o.Do(func() error { return m.away.take(m.copies, p.o.Discard) }, func(err error) {
			p.o.Changed()
			switch {
			case err != nil:
				p.o.Say(sentence(err))
			case len(m.copies) == 1:
				p.o.Say(filepath.Base(m.copies[0].Path) + " is out of the library.")
			default:
				p.o.Say(strconv.Itoa(len(m.copies)) + " copies are out of the library.")
			}
		})
	}})
}

// putBack writes the copies of an insertion again, since redo has the post show
// them again.
func (p *Picturer) putBack(m insertion) {
	p.o.Do(func() error { return m.away.putBack(m.copies) }, func(err error) {
		p.o.Changed()
		switch {
		case err != nil:
			p.o.Say(sentence(err))
		case len(m.copies) == 1:
			p.o.Say(filepath.Base(m.copies[0].Path) + " is in the library again.")
		default:
			p.o.Say(strconv.Itoa(len(m.copies)) + " copies are in the library again.")
		}
	})
}

// take takes copies away as remove does, and keeps their bytes.
func (a *away) take(copies []pictures.Copy, discard func(path string) error) error {
	a.data = map[string][]byte{}
	size := 0
	return remove(copies, func(path string) error {
		data, err := pictures.Read(path)
		if size += len(data); err == nil && size <= mostAway {
			a.data[path] = data
		}
		return discard(path)
	})
}

// putBack writes those again that were taken away.
func (a *away) putBack(copies []pictures.Copy) error {
	var errs []error
	for _, c := range copies {
		switch data, ok := a.data[c.Path]; {
		case ok:
			errs = append(errs, c.PutBack(data))
		case !c.There():
			errs = append(errs, fmt.Errorf("%s: it is not in the library any more", filepath.Base(c.Path)))
		}
	}
	a.data = nil
	return errors.Join(errs...)
}

// remove takes copies away that are still as they were written.
func remove(copies []pictures.Copy, discard func(path string) error) error {
	var errs []error
	for _, c := range slices.Backward(copies) { // a folder was made for the first
		errs = append(errs, c.Remove(discard))
	}
	return errors.Join(errs...)
}
