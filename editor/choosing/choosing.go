// Package choosing has a folder or file chosen: in the desktop's own dialog
// where it has one, else by walking the folders in a palette.
package choosing

import (
	"context"
	"errors"
	"path"
	"path/filepath"
	"strings"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/palette"
	"galley.app/galley/internal/bus"
)

// Options are what a Chooser works with.
type Options struct {
	Modal  *modal.Stack
	Post   func(func())    // runs a function on the UI goroutine
	Say    func(string)    // in the status bar
	Recent func() []string // folders, the last used first
	// Desktop asks in the desktop's dialog, as bus.Choose; nil where there is
	// none, or the writer wants ours.
	Desktop func() func(context.Context, bus.Choice) (string, error)
	Window  func() string // this one, as bus.Choice wants it
}

// Chooser has things chosen, one at a time.
type Chooser struct {
	o     Options
	leave context.CancelFunc // takes the desktop's dialog away; nil while none is open
	gone  func()             // hears that nothing can be chosen in it any more; nil for nothing
}

// New returns a chooser.
func New(o Options) *Chooser { return &Chooser{o: o} }

// A Question is for a folder or file.
type Question struct {
	Title string
	Verb  string // on the button, such as "Open"
	Start string // the folder that it begins in; "" for the home folder
	// Kinds are the files that are offered first; all can be chosen.
	Kinds []bus.Kind
}

// Folder has a folder chosen.
func (c *Chooser) Folder(q Question, choose func(dir string)) {
	c.ask(bus.Choice{Title: q.Title, Accept: q.Verb, In: q.Start, Folder: true}, func() {
		c.o.Modal.Palette(palette.Folder(c.walk(q), q.Verb, choose))
	}, choose)
}

// File has a file chosen.
func (c *Chooser) File(q Question, choose func(path string)) {
	c.ask(bus.Choice{Title: q.Title, Accept: q.Verb, In: q.Start, Kinds: q.Kinds}, func() {
		c.o.Modal.Palette(palette.File(c.walk(q), func(name string) bool { return len(q.Kinds) == 0 || Fits(q.Kinds[:1], name) }, choose))
	}, choose)
}

// Save has the name of a new file chosen; own is the palette that does it where
// the desktop has no dialog, and closed is called when none was chosen.
func (c *Chooser) Save(q Question, name string, own func(save func(path string)) *field.Palette, choose func(path string), closed func()) {
	answered := false
	answer := func(path string) {
		answered = true
		choose(palette.Ended(path, filepath.Ext(name)))
	}
	opened := func() {
		p := own(answer)
		c.o.Modal.Palette(p)
		gone := p.OnClose
		p.OnClose = func() {
			gone()
			c.o.Post(func() { // after what its row does
				if !answered {
					closed()
				}
			})
		}
	}
	c.ask(bus.Choice{Title: q.Title, Accept: q.Verb, In: q.Start, Name: name, Save: true, Kinds: q.Kinds}, opened, func(path string) {
		if path == "" {
			closed()
		} else {
			answer(path)
		}
	})
	if c.leave != nil {
		c.gone = closed
	}
}

// FileOr has a file chosen, in what own opens where the desktop has no dialog.
func (c *Chooser) FileOr(q Question, own func(), choose func(path string)) {
	c.ask(bus.Choice{Title: q.Title, Accept: q.Verb, In: q.Start, Kinds: q.Kinds}, own, choose)
}

// Place has a place chosen for something that is written and is called name, in what own opens where the desktop has no
// dialog: the path of a file, or of a folder, which may be there already.
func (c *Chooser) Place(q Question, name string, folder bool, own func(), choose func(path string)) {
	c.ask(bus.Choice{Title: q.Title, Accept: q.Verb, In: q.Start, Name: name, Save: !folder, Folder: folder, Kinds: q.Kinds}, own, func(path string) {
		switch {
		case path == "":
			return
		case folder && filepath.Base(path) != name: // it goes into the one that was chosen
			path = filepath.Join(path, name)
		case !folder:
			path = palette.Ended(path, filepath.Ext(name))
		}
		choose(path)
	})
}

// Fits reports whether a name is of one of the kinds.
func Fits(kinds []bus.Kind, name string) bool {
	for _, k := range kinds {
		for _, p := range k.Patterns {
			if ok, err := path.Match(p, strings.ToLower(name)); ok && err == nil {
				return true
			}
		}
	}
	return len(kinds) == 0
}

func (c *Chooser) walk(q Question) palette.Walk {
	w := palette.Walk{Title: q.Title, Start: q.Start}
	if w.Start != "" {
		w.Start = filepath.Clean(w.Start)
	}
	if c.o.Recent != nil {
		w.Recent = c.o.Recent()
	}
	return w
}

// ask asks in the desktop's dialog, or in our own where that cannot be.
func (c *Chooser) ask(choice bus.Choice, own func(), choose func(path string)) {
	c.Close() // one that is open, and may lie behind the window
	var desktop func(context.Context, bus.Choice) (string, error)
	if c.o.Desktop != nil {
		desktop = c.o.Desktop()
	}
	if desktop == nil {
		own()
		return
	}
	depth := c.o.Modal.Depth() // of what asks
	if c.o.Window != nil {
		choice.Window = c.o.Window()
	}
	ctx, leave := context.WithCancel(context.Background())
	c.leave = leave
	go func() {
		path, err := desktop(ctx, choice)
		c.o.Post(func() {
			if ctx.Err() != nil {
				return // another was asked for
			}
			leave()
			gone := c.gone
			c.leave, c.gone = nil, nil
			if gone == nil {
				gone = func() {}
			}
			var elsewhere *bus.ElsewhereError
			switch {
			case errors.As(err, &elsewhere):
				title := "This cannot be opened"
				if choice.Save {
					title = "Nothing can be saved there"
				}
				c.o.Modal.Tell(title, elsewhere.URI+" is on another computer. Choose a file or folder of this one.", gone)
			case err != nil && c.o.Modal.Depth() > depth:
				c.o.Say("The desktop has no file dialog: " + err.Error())
				gone()
			case err != nil:
				own()
			case path != "" || choice.Save:
				choose(path)
			}
		})
	}()
}

// Close takes the desktop's dialog away, if one is open: nothing was chosen in it.
func (c *Chooser) Close() {
	if c.leave == nil {
		return
	}
	c.leave()
	gone := c.gone
	c.leave, c.gone = nil, nil
	if gone != nil {
		gone()
	}
}
