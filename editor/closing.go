package editor

import (
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/quitting"
	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
)

// closer asks for what is not saved before a post is closed or the program
// ends. Nothing else closes posts, and exit is called in one place alone.
type closer struct {
	workspace *storage.Workspace
	places    *config.Places
	posts     *openPosts
	saver     *saver
	opening   *opening
	modal     *modal.Stack
	canvas    fyne.Canvas
	now       func() time.Time
	drop      func(*openPost)        // takes a post out of it
	working   func() *modal.Job      // the import or export that is under way; nil if there is none
	stops     func(then func()) bool // asks what becomes of that, and reports whether there is one
	exit      func()                 // ends the program
	closing   bool                   // the program is about to end
	leaving   map[*openPost]bool     // posts that are closed once their texts are kept
	left      func()                 // what waits for that; nil for nothing
}

// close takes a post out of the window, asking first where it differs
// from its file.
func (c *closer) close(p *openPost, then func(closed bool)) {
	if p.s.Status() == session.Saving { // only then is it known what there is to ask for
		p.then(func() { c.close(p, then) }, then)
		return
	}
	if c.leaving[p] {
		then(false)
		return
	}
	if !p.s.Dirty() || p.blank() {
		c.drop(p)
		then(true)
		return
	}
	closed := func(ok bool) {
		if ok {
			c.drop(p)
		}
		then(ok)
	}
	c.ask(p, func() {
		rev := p.s.Revision()
		if c.leaving == nil {
			c.leaving = map[*openPost]bool{}
		}
		c.leaving[p] = true
		c.giveUp([]*openPost{p}, func(ok bool) {
			delete(c.leaving, p)
			if left := c.left; left != nil && len(c.leaving) == 0 {
				c.left = nil
				defer left()
			}
			if ok && p.s.Revision() != rev { // written while the disk was waited for
				c.close(p, then)
				return
			}
			closed(ok)
		})
	}, closed)
}

// ask asks what becomes of a post's changes. saved is called with
// whether they are on the disk; it is false for Cancel.
func (c *closer) ask(p *openPost, dontSave func(), saved func(ok bool)) {
	inFile := p.s.Path() != "" && p.s.Status() != session.Gone
	var text string
	switch kept := c.workspace.KeepsVersions(); {
	case kept && inFile:
		text = "If you don't save, the file stays as it is. Your text stays in Post > History."
	case kept:
		text = "It is in no file. If you don't save, your text stays in Post > History."
	case inFile:
		text = "Without saving, what you wrote since the last save is lost."
	default:
		text = "Without saving, the whole text is lost: it is in no file."
	}
	c.modal.Ask(&control.Question{
		Title:  "Save changes to “" + p.title() + "” before closing?",
		Text:   text,
		Apart:  []control.Choice{{Label: "Don't save", Do: dontSave}},
		Cancel: control.Choice{Label: "Cancel", Do: func() { saved(false) }},
		Main: control.Choice{Label: "Save", Do: func() {
			c.saver.save(p, func(ok bool) { saved(ok && !p.s.Dirty()) })
		}},
	})
}

// quit asks once for all posts that differ from their files and then ends. What is open over the window goes
// first, as with Escape, and so does what shows how far a job is: the window's close button always does something.
func (c *closer) quit() {
	if j := c.working(); j != nil { // there is more to ask now than how far it is
		j.Hide()
	}
	c.modal.Dismiss()
	if len(c.opening.ahead) > 0 && c.opening.later(c.quit) { // words for a post that is not there yet would be lost
		return
	}
	if c.modal.Depth() > 0 || c.closing || c.stops(c.quit) {
		return
	}
	if len(c.leaving) > 0 { // they are not asked about again
		c.left = c.quit
		return
	}
	c.closing = true
	c.end(map[*openPost]uint64{}, c.posts.cur)
}

// end asks for every post that differs from its file, waits for the disk and
// ends the program. Keys go on meanwhile: what was written while the disk was
// waited for is asked about as well. Given up are the revisions that the writer
// does not want to save, last is the post to come back to.
func (c *closer) end(givenUp map[*openPost]uint64, last *openPost) {
	c.askAll(givenUp, func(ok bool) {
		if !ok {
			c.closing = false
			return
		}
		if last != nil && last.s.Path() != "" {
			c.places.SetLast(last.s.Path(), c.now())
		}
		c.workspace.Flush(func(err error) {
			switch {
			case err != nil:
				c.closing = false
				c.modal.Tell("Galley is still writing", err.Error(), nil)
			case len(c.owing(givenUp)) > 0 || c.saving() != nil:
				c.end(givenUp, last)
			case len(c.opening.ahead) > 0 || c.working() != nil: // begun meanwhile
				c.closing = false
				c.quit()
			default:
				c.leave(givenUp, last)
			}
		})
	})
}

// leave ends the program once what is given up is kept, unless something was
// written while it was.
func (c *closer) leave(givenUp map[*openPost]uint64, last *openPost) {
	var list []*openPost
	for p, rev := range givenUp {
		if c.posts.hold(p) && p.s.Dirty() && p.s.Revision() == rev {
			list = append(list, p)
		}
	}
	c.giveUp(list, func(ok bool) {
		switch {
		case !ok:
			c.closing = false
		case len(c.owing(givenUp)) > 0 || c.saving() != nil:
			c.end(givenUp, last)
		default:
			c.exit()
		}
	})
}

// ending reports whether a post, or the program, is about to be closed as the
// writer chose.
func (c *closer) ending(p *openPost) bool { return c.closing || c.leaving[p] }

// giveUp keeps the texts of posts that are not saved where versions are kept, one
// after the other. Where that cannot be done it asks whether they may be lost.
func (c *closer) giveUp(list []*openPost, then func(ok bool)) {
	if len(list) == 0 || !c.workspace.KeepsVersions() {
		then(true)
		return
	}
	p := list[0]
	p.file.GiveUp(c.saver.side.slug(p.s.Title()), p.s.Text().Chunks(), func(err error) {
		if err == nil {
			c.giveUp(list[1:], then)
			return
		}
		c.modal.Ask(&control.Question{
			Title: "“" + p.title() + "” could not be kept in History",
			Text:  err.Error() + "\nWithout saving, what you wrote since the last save is lost.",
			Apart: []control.Choice{{Label: "Close and lose it", Do: func() { c.giveUp(list[1:], then) }}},
			Main:  control.Choice{Label: "Don't close", Do: func() { then(false) }},
		})
	})
}

// saving is a post that is being written; nil where none is.
func (c *closer) saving() *openPost {
	for _, p := range c.posts.all {
		if p.s.Status() == session.Saving {
			return p
		}
	}
	return nil
}

// owing are the posts that have to be asked for before the program ends: those
// that differ from their files and from what was given up.
func (c *closer) owing(givenUp map[*openPost]uint64) (list []*openPost) {
	for _, p := range c.posts.all {
		if rev, ok := givenUp[p]; p.s.Dirty() && !p.blank() && (!ok || rev != p.s.Revision()) {
			list = append(list, p)
		}
	}
	return list
}

// askAll asks for all posts at once, and saves those that are to be saved. Every
// post stays open until the end, so that nothing is given up where a save fails.
func (c *closer) askAll(givenUp map[*openPost]uint64, then func(ok bool)) {
	if p := c.saving(); p != nil { // only then is it known what there is to ask for
		p.then(func() { c.askAll(givenUp, then) }, then)
		return
	}
	owing := c.owing(givenUp)
	switch len(owing) {
	case 0:
		then(true)
		return
	case 1:
		p := owing[0]
		c.ask(p, func() {
			givenUp[p] = p.s.Revision()
			then(true)
		}, then)
		return
	}
	unsaved := "Without saving, what you wrote since the last save is lost."
	if c.workspace.KeepsVersions() {
		unsaved = "What you don't save stays in Post > History."
	}
	o := quitting.Options{
		Unsaved: unsaved,
		Cancel:  func() { then(false) },
		Save: func(chosen []bool) {
			var list []*openPost
			for i, p := range owing {
				if chosen[i] {
					list = append(list, p)
				} else {
					givenUp[p] = p.s.Revision()
				}
			}
			c.saveEach(list, then)
		},
	}
	for _, p := range owing {
		o.Posts = append(o.Posts, quitting.Post{Title: p.title(), Where: c.where(p)})
	}
	quitting.Ask(c.modal, c.canvas, o)
}

// where says in a few words where the text of a post would go.
func (c *closer) where(p *openPost) string {
	path := p.s.Path()
	switch {
	case path == "":
		return "in no file yet"
	case p.s.Status() == session.Gone:
		return "file removed outside"
	case p.s.Status() == session.Conflict:
		return "changed outside too"
	case filepath.Dir(path) != c.workspace.Library().Dir:
		return path
	}
	return filepath.Base(path)
}

// saveEach saves one post after the other, up to one that cannot be saved: the
// saver says which and why.
func (c *closer) saveEach(list []*openPost, then func(ok bool)) {
	if len(list) == 0 {
		then(true)
		return
	}
	p := list[0]
	if !c.posts.hold(p) {
		c.saveEach(list[1:], then)
		return
	}
	c.saver.save(p, func(ok bool) {
		if !ok {
			then(false)
			return
		}
		c.saveEach(list[1:], then)
	})
}

// unwritten reports whether the writer has written nothing in a new post yet, which
// a template may have begun.
func (p *openPost) unwritten() bool {
	t := p.s.Text()
	return p.blank() || p.s.Path() == "" && p.begun != "" && t.Len() == len(p.begun) && t.String() == p.begun
}
