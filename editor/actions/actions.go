// Package actions does things with posts, those that are open and those that are
// only listed: new ones from templates, copies, other names, out of draft and
// back, another date, into the trash and out of it, and what is copied of them.
package actions

import (
	"path/filepath"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/post"
)

// Post is a post as it stands in the window or, where it is not open, in the
// library.
type Post struct {
	Path    string // "" while it has no file
	Title   string
	Open    bool
	Dirty   bool // it has changes that are not saved
	Shared  bool // another window has changes in it
	Refused bool // it cannot be opened
}

// IsDraft reports whether the post is a draft, by the name of its file.
func (p Post) IsDraft() bool { return post.IsDraft(filepath.Base(p.Path)) }

// Change is several changes that are made together, and what is said of them.
type Change struct {
	Changes []plan.Change
	Was     history.Kind
	Failed  string // title of the message that it was not done
	Doing   string // what is said meanwhile
	Did     string // what is said when it is done
	Undone  string // what is said when it was taken back
	Then    func() // called when it is done; may be nil
}

// Options are what the actions are done with. Each function is called on the UI
// goroutine.
type Options struct {
	App        fyne.App
	Modal      *modal.Stack
	Canvas     fyne.Canvas
	Workspace  *storage.Workspace
	Say        func(string) // in the status bar
	Post       func(func()) // runs a function on the UI goroutine
	Now        func() time.Time
	Library    func() storage.Library
	Find       func(path string) Post
	Text       func(path string) func() (string, error)   // gives a post's words, as the window or else its file has them; on any goroutine
	Unsaved    func() []string                            // texts of open posts that differ from their files
	Save       func(paths []string, then func())          // those of the posts that are open and changed; then is called if all are
	GiveUp     func(paths []string, then func())          // keeps what is not saved of them in the history, and calls then if that is done
	Drop       func(paths []string)                       // closes posts whose files are gone, but those that were changed since
	Change     func(Change)                               // makes changes, all or none
	Offer      func(words string, acts ...control.Choice) // in the line over the text; "" takes it away
	Reread     func()                                     // the library
	Open       func(path string)
	Publish    func(path string)         // opens the sheet that takes one post out of draft
	PublishAll func(paths []string)      // opens the sheet that takes several out of draft
	Withdraw   func(path string)         // opens the sheet that makes one a draft again
	Start      func(text string)         // shows a new post with that text
	Slug       func(title string) string // as posts of the library get them
	Formatted  func(words, html string)  // puts both on the clipboard
	// Rename returns what finds out what another title, slug and file name change, on any goroutine.
	Rename func(path, title, slug, name string) func() (Renamed, error)
	// Inbound returns what finds the links in other posts that lead to those at paths, on any goroutine, and whether
	// that is quick.
	Inbound func(paths []string) (find func() []Lead, quick bool)
}

// Lead is a link in a post that leads to another.
type Lead struct {
	Path, Title string // of the post that it stands in
	Line        int    // there, from 1
}

// Renamed is what becomes of a library when a post gets another title, slug and
// file name.
type Renamed struct {
	Changes []plan.Change
	Links   int      // that are written anew
	Posts   int      // that they stand in
	Left    []string // what stays as it is though it may be wrong then, a line each
}

// Actions are what can be done with posts.
type Actions struct {
	// Reveal shows files in the file manager; tests have their own.
	Reveal func(paths ...string) error

	o       Options
	moving  map[string]bool // paths that are being moved to the trash
	trashed []trashed       // what was moved to the trash and is there still, the last one first
}

// New returns the actions of a window.
func New(o Options) *Actions { return &Actions{o: o, Reveal: reveal} }

// posts are those at paths that have files.
func (a *Actions) posts(paths []string) (list []Post) {
	for _, path := range paths {
		if p := a.o.Find(path); p.Path != "" {
			list = append(list, p)
		}
	}
	return list
}

// saved returns the posts at paths, where all of them have files that can be
// read; else it says why not.
func (a *Actions) saved(paths []string) (list []Post, ok bool) {
	list = a.posts(paths)
	switch {
	case len(list) == 0 || len(list) < len(paths):
		a.o.Say("Save the post first; it has no file yet.")
		return nil, false
	case slices.ContainsFunc(list, func(p Post) bool { return p.Refused }):
		a.o.Say("A post that cannot be opened cannot be changed.")
		return nil, false
	}
	return list, true
}

// read gives what posts say. The disk is asked aside: failed is told of the first
// that cannot be read.
func (a *Actions) read(list []Post, failed func(Post, error), then func(texts []string)) {
	reads := make([]func() (string, error), len(list))
	for i, p := range list {
		reads[i] = a.o.Text(p.Path)
	}
	aside.Each(a.o.Modal.Desk, reads, func(texts []string, err error) {
		if err != nil {
			failed(list[len(texts)], err)
			return
		}
		then(texts)
	})
}

// inTime is for what asks something once a post was read: where the disk took its
// time, and something else is open over the window by now, keys meant for that
// must not answer.
func (a *Actions) inTime(list []Post, ask func()) func() {
	depth := a.o.Modal.Depth()
	return func() {
		if a.o.Modal.Depth() > depth {
			a.o.Say("The disk took its time with " + called(list) + "; choose that again.")
			return
		}
		ask()
	}
}

// called is the post, or how many posts, in words.
func called(list []Post) string {
	if len(list) == 1 {
		return "“" + list[0].Title + "”"
	}
	return wording.Count(len(list), "post")
}

func paths(list []Post) (all []string) {
	for _, p := range list {
		all = append(all, p.Path)
	}
	return all
}

// Menu is what the context menu of posts has of these actions.
func (a *Actions) Menu(paths []string) []control.MenuItem {
	list := a.posts(paths)
	if len(list) == 0 {
		return nil
	}
	one := len(list) == 1
	refused := slices.ContainsFunc(list, func(p Post) bool { return p.Refused })
	drafts := !slices.ContainsFunc(list, func(p Post) bool { return !p.IsDraft() })
	public := !slices.ContainsFunc(list, Post.IsDraft)
	of := func(do func([]string)) func() { return func() { do(paths) } }
	items := []control.MenuItem{
		{Title: "Duplicate", Split: true, Off: refused, Do: of(a.Duplicate)},
		{Title: "Rename…", Keys: "F2", Off: !one || refused, Do: of(a.Rename)},
		{Title: "Publish…", Split: true, Off: refused || !drafts, Do: of(a.Publish)},
		{Title: "Back to draft…", Off: refused || !public, Do: of(a.Withdraw)},
		{Title: "Reschedule…", Off: refused, Do: of(a.Reschedule)},
		{Title: "Show in folder", Split: true, Do: of(a.Show)},
		{Title: "Copy link", Off: refused, Do: of(a.CopyLink)},
		{Title: "Copy path", Do: of(a.CopyPath)},
		{Title: "Copy as Markdown", Off: refused, Do: of(a.CopyMarkdown)},
		{Title: "Copy as HTML", Off: refused, Do: of(a.CopyHTML)},
		{Title: "Copy as formatted text", Off: refused, Do: of(a.CopyFormatted)},
		{Title: "Move to trash", Keys: "Delete", Split: true, Do: of(a.Trash)},
	}
	return items
}
