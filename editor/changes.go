package editor

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/plan"
)

// changer changes several posts at once: all of them or none, and takes that back
// as one.
type changer struct {
	workspace *storage.Workspace
	places    *config.Places
	posts     *openPosts
	saver     *saver
	side      *sidebar
	disk      *disk
	modal     *modal.Stack
	say       func(string)
	stands    func(*openPost)
	job       *modal.Job // the change that is under way; nil if there is none
}

// change is several changes that are made together.
type change struct {
	changes []plan.Change
	was     history.Kind // of the versions that are kept of what is replaced
	failed  string       // title of the message that it was not done
	doing   string       // what is said meanwhile, as “Replacing…”
	did     string       // what is said in the line over the text when it is done
	undone  string       // what is said in the status bar when that was taken back
	then    func()       // called when it is done; may be nil
	back    func()       // called when that was taken back; may be nil
}

// slow is from how many changes on a box shows how far they are.
const slow = 100

// do makes changes. Posts among them that are open with changes which are not
// saved are asked about first.
func (c *changer) do(x change) {
	if c.job != nil {
		c.say("Another change is under way.")
		return
	}
	var paths []string
	for _, k := range x.changes {
		paths = append(paths, k.Path)
	}
	if !c.clean(paths, func() { c.do(x) }) {
		return
	}
	c.run(x, true)
}

// clean reports whether no open post of those at paths has changes that are not
// saved. Else it asks to save them, and calls then when they are.
func (c *changer) clean(paths []string, then func()) bool {
	var unsaved []*openPost
	for _, path := range paths {
		if p := c.posts.at(path); p != nil && p.s.Dirty() && !slices.Contains(unsaved, p) {
			unsaved = append(unsaved, p)
		}
	}
	if len(unsaved) == 0 {
		return true
	}
	title := "Save “" + unsaved[0].title() + "” first?"
	if len(unsaved) > 1 {
		title = "Save " + wording.Count(len(unsaved), "post") + " first?"
	}
	c.modal.Ask(&control.Question{
		Title: title, Text: "Their files are about to be changed, and there are changes in the window that are not saved. Nothing was changed yet.",
		Cancel: control.Choice{Label: "Cancel"},
		Main:   control.Choice{Label: "Save and go on", Do: func() { c.save(unsaved, then) }},
	})
	return false
}

// save saves posts one after the other, and calls then when all are saved.
func (c *changer) save(posts []*openPost, then func()) {
	if len(posts) == 0 {
		then()
		return
	}
	c.saver.save(posts[0], func(ok bool) {
		if ok {
			c.save(posts[1:], then)
		}
	})
}

func (c *changer) run(x change, undo bool) {
	ctx, cancel := context.WithCancel(context.Background())
	c.job = &modal.Job{Stack: c.modal, Say: c.say, Cancel: cancel}
	if len(x.changes) >= slow {
		c.job.Show(x.doing, "", cancel, func() {})
	}
	c.say(x.doing)
	last := map[string]string{} // new texts by the paths that they have then
	for _, k := range x.changes {
		to := k.Path
		if k.Moves() {
			to = k.To
		}
		last[to] = k.New
	}
	told := 0
	c.workspace.Change(ctx, storage.Changing{
		Changes: x.changes, Was: x.was,
		Step: func(done, all int) {
			if c.job != nil && done*50/all > told { // not at each of thousands
				told = done * 50 / all
				c.job.Done, c.job.Total = done, all
				c.job.Tell(wording.Count(done, "step")+" of "+wording.Count(all, "step"), x.doing)
			}
		},
		Done: func(files []*storage.OpenFile, err error) {
			cancel()
			c.job.Ended = true
			c.job.Close()
			c.job = nil
			c.take(files, last, err == nil)
			if !c.done(x, err) {
				return
			}
			for _, k := range x.changes {
				if k.Moves() && !k.Folder {
					c.places.Renamed(k.Path, k.To)
				}
			}
			if undo {
				c.say("")
				c.offer(x)
			} else {
				c.say(x.undone)
			}
			if x.then != nil {
				x.then()
			}
		},
	})
}

// take has open posts take over the texts and names that their files have now.
func (c *changer) take(files []*storage.OpenFile, texts map[string]string, done bool) {
	for _, f := range files {
		p := c.posts.owner(f)
		if p == nil || !done {
			continue
		}
		if f.Path() != p.s.Path() {
			c.saver.moved(p, f.Path())
		}
		if src, ok := texts[f.Path()]; ok && src != p.s.Text().String() {
			if p.s.Dirty() { // typed meanwhile
				p.s.Conflict(src)
				c.disk.report(p)
			} else {
				p.s.Reload(src)
			}
		}
		c.stands(p)
	}
	c.side.reread()
}

// done tells of what went wrong, and reports whether nothing did.
func (c *changer) done(x change, err error) bool {
	var unsaved *storage.UnsavedError
	switch {
	case err == nil:
		return true
	case errors.Is(err, context.Canceled):
		c.say("Nothing was changed.")
	case errors.As(err, &unsaved):
		c.do(x) // it was typed in meanwhile
	default:
		text := "Nothing was changed."
		if e := (*plan.Error)(nil); errors.As(err, &e) && len(e.Left)+len(e.Foreign) > 0 {
			text = "All else is as it was."
		}
		c.modal.Tell(x.failed, sentence(err)+"\n"+text, nil)
	}
	return false
}

// offer offers to take changes back, in the line over the text.
func (c *changer) offer(x change) {
	c.disk.offer(x.did, control.Choice{Label: "Undo", Do: func() {
		c.disk.offer("")
		back := x
		back.changes, back.failed, back.doing = plan.Inverse(x.changes), "It was not taken back", "Taking it back…"
		back.then = x.back
		c.takeBack(back)
	}})
}

func (c *changer) takeBack(x change) {
	for _, k := range x.changes {
		if p := c.posts.at(k.Path); p != nil && p.s.Dirty() {
			c.modal.Tell(x.failed, "“"+p.title()+"” was changed since and is not saved. Save it, or take its changes back, and undo again.", func() {
				c.disk.offer(x.did, control.Choice{Label: "Undo", Do: func() { c.takeBack(x) }})
			})
			return
		}
	}
	c.run(x, false)
}

// sentence is an error as a sentence.
func sentence(err error) string {
	s := err.Error()
	if s == "" {
		return ""
	}
	if filepath.IsAbs(s) {
		return s + "."
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
