package editor

import (
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/editor/merge"
	"galley.app/galley/editor/merging"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
)

// copyLeft ends the line about a copy of a post that a sync tool left.
const copyLeft = " has a copy left by a sync tool."

// copies are those of a post that sync tools left.
func (d *disk) copies(p *openPost) []storage.Copy {
	if p.s.Path() == "" {
		return nil
	}
	return d.side.lib.CopiesOf(p.s.Path())
}

// tellCopies tells in the line over a post's text of copies that sync tools left
// of it, until the writer closes that line. What else is said there goes first.
func (d *disk) tellCopies(p *openPost) {
	names := d.copyNames(p)
	switch {
	case (names == "" || names == p.known) && strings.HasSuffix(p.noted, copyLeft):
		d.note(p, "")
	case names != "" && names != p.known && p.noted == "":
		d.note(p, "“"+shortTitle(p, lineTitle)+"”"+copyLeft)
	}
}

// copyNames are the names of a post's copies.
func (d *disk) copyNames(p *openPost) string {
	var names []string
	for _, c := range d.copies(p) {
		names = append(names, filepath.Base(c.Path))
	}
	return strings.Join(names, "\n")
}

// leaveCopies tells of a post's copies no more, until there are others.
func (d *disk) leaveCopies(p *openPost) {
	p.known = d.copyNames(p)
	d.note(p, "")
}

// loaded reads the first copy of a post aside.
func (d *disk) loaded(p *openPost, then func(c storage.Copy, theirs string)) {
	copies := d.copies(p)
	if len(copies) == 0 {
		d.tellCopies(p)
		return
	}
	c := copies[0]
	go func() {
		theirs, _, err := storage.Load(c.Path)
		d.post(func() {
			switch {
			case err != nil:
				d.modal.Tell("“"+filepath.Base(c.Path)+"” cannot be read", err.Error()+"\nNothing was changed.", nil)
			case d.posts.hold(p) && d.modal.Depth() == 0:
				then(c, theirs)
			}
		})
	}()
}

// reviewCopy makes one text of a post and of a copy that a sync tool left of it.
// What both were made of is not known, so all that differs is asked about.
func (d *disk) reviewCopy(p *openPost) {
	d.loaded(p, func(c storage.Copy, theirs string) { d.openCopy(p, c, theirs, p.ofCopy) })
}

func (d *disk) openCopy(p *openPost, c storage.Copy, theirs string, answers *merge.Merge) {
	name, mine := filepath.Base(c.Path), p.s.Text().String()
	var r *merging.Review
	d.show(p)
	r = merging.Open(merging.Options{
		Modal: d.modal, Canvas: d.canvas, Post: d.post, Now: d.now, Answers: answers,
		Title: "“" + p.title() + "”: the post, and its copy " + name, Theirs: "Theirs, the copy",
		Use: func(made string) {
			if p.s.Text().String() != mine { // it was read again meanwhile
				d.openCopy(p, c, theirs, r.Answers())
				return
			}
			p.ofCopy = nil
			d.useCopy(p, c, theirs, made)
		},
		Later: func(answers *merge.Merge) { p.ofCopy = answers },
	}, merging.Texts{Mine: mine, Theirs: theirs})
}

// useCopy takes over what was made of a post and its copy, and asks what becomes
// of the copy.
func (d *disk) useCopy(p *openPost, c storage.Copy, theirs, made string) {
	if edits := text.Diff(p.s.Text().String(), made); len(edits) > 0 {
		d.keep(p, history.GivenUp)
		p.s.Break()
		p.s.Apply(text.Other, nil, edits...)
		p.s.Break()
		d.sayOf(p, "One text of both, not saved yet. Undo brings yours back.")
	}
	d.leaveCopies(p)
	d.stands(p)
	name := filepath.Base(c.Path)
	if !d.workspace.KeepsVersions() {
		d.sayOf(p, "The copy "+name+" stays in the folder, since no versions are kept.")
		return
	}
	d.modal.Ask(&control.Question{
		Title:  "Move the copy of “" + p.title() + "” to History?",
		Text:   name + " is still in the folder. Its text stays in the History of this post, where it can be had back.",
		Cancel: control.Choice{Label: "Leave it there"},
		Main:   control.Choice{Label: "Move to History", Do: func() { d.putAway(p, c, theirs, false, "The copy is in History. ") }},
	})
}

// keepApart makes a post of its own of a copy: a draft with another title and
// slug.
func (d *disk) keepApart(p *openPost) {
	d.loaded(p, func(c storage.Copy, theirs string) {
		d.workspace.CopyOf(c.Of, theirs, "copy", func(at, src string) {
			f := d.workspace.NewFile()
			f.Create(at, "", slices.Values([]string{src}), func(o storage.Result) {
				f.Close()
				if o.Err != nil {
					d.modal.Tell("The copy stays as it is", o.Err.Error(), nil)
					d.side.reread()
					return
				}
				d.putAway(p, c, theirs, true, "The copy is the draft "+filepath.Base(o.Path)+" now.")
			})
		})
	})
}

// putAway takes a copy out of the folder, and says what became of it.
func (d *disk) putAway(p *openPost, c storage.Copy, theirs string, safe bool, said string) {
	d.workspace.PutCopyAway(c, theirs, safe, func(err error) {
		if err != nil {
			d.modal.Tell("The copy of “"+p.title()+"” stays in the folder", err.Error(), nil)
		} else {
			if p.s.Dirty() && !safe {
				said += "The post is not saved yet."
			}
			d.sayOf(p, strings.TrimSpace(said))
		}
		d.side.reread()
	})
}
