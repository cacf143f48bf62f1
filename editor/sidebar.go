package editor

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/editor/library"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/crosslinks"
	"galley.app/galley/storage/post"
)

// sidebar is the library that is open, and the panel that lists it with the
// open posts.
type sidebar struct {
	*library.Panel
	lib   storage.Library
	guide *crosslinks.Guide // to it
	items []library.Item    // its posts

	missing   library.Missing // why the folder cannot be read; zero while it can be
	workspace *storage.Workspace
	posts     *openPosts
	modal     *modal.Stack
	say       func(string)
	now       func() time.Time
	renewed   func()                       // called when the library was read
	follow    func(before storage.Library) // has open posts follow their files to other names
	open      func(dir string)             // as the library
	recheck   func()                       // looks at the files of images again
	listing   control.Delay
}

// set takes over a library that was read.
func (s *sidebar) set(lib storage.Library) {
	s.missing = library.Missing{}
	if lib.Dir == s.lib.Dir && lib.Reading == 0 && len(lib.Entries) == 0 && len(s.lib.Entries) > 1 {
		s.missing = library.Missing{Title: "All posts are gone from this folder", Text: lib.Dir + "\nIf it is on another disk, that may not be mounted."}
	}
	before := s.lib
	s.lib, s.guide = lib, crosslinks.New(lib)
	if s.items == nil || !lib.Same(before) {
		s.items = itemsOf(lib)
	}
	if lib.Reading == 0 {
		s.follow(before)
	}
	s.renewed()
	s.list()
}

// slug suggests a slug for a title, by the rules of the library's language.
func (s *sidebar) slug(title string) string { return post.SlugIn(title, s.lib.Language()) }

// dialect is how the library's posts are written.
func (s *sidebar) dialect() markdown.Dialect {
	return markdown.Dialect{InlineMath: s.lib.Site.InlineMath}
}

// reread brings the sidebar up to date with the folder.
func (s *sidebar) reread() {
	if s.lib.Dir == "" {
		return
	}
	dir := s.lib.Dir
	if s.missing != (library.Missing{}) && len(s.posts.all) == 0 {
		s.open(dir) // with the post that was open last
		return
	}
	read := s.workspace.Refresh
	if s.workspace.Library().Dir != dir { // it was not there yet
		read = func(done func(storage.Library, error)) { s.workspace.Open(dir, "", done) }
	}
	read(func(lib storage.Library, err error) {
		switch {
		case s.lib.Dir != dir:
		case err != nil:
			s.lost(dir, err)
		default:
			s.set(lib)
			if lib.Reading == 0 {
				s.askReads()
			}
		}
	})
}

// lost says that the library's folder cannot be read. It is waited for: what is
// open stays open.
func (s *sidebar) lost(dir string, err error) {
	m := library.Missing{Title: "This folder cannot be read", Text: err.Error()}
	if errors.Is(err, fs.ErrNotExist) {
		m = library.Missing{Title: "This folder is not there any more", Text: dir}
	}
	if s.lib.Dir != dir {
		s.lib = storage.Library{Dir: dir}
		s.guide = crosslinks.New(s.lib)
	}
	s.workspace.Await(dir)
	if s.missing != m {
		s.missing, s.items = m, nil
		s.list()
	}
}

// list shows the library again, with open posts that have no file first.
func (s *sidebar) list() {
	var open []library.Item
	for _, p := range s.posts.all {
		if p.s.Path() == "" {
			open = append(open, library.Item{Path: p.key(), Title: p.title(), Group: "Drafts", Status: post.Draft, Words: p.s.Words()})
		}
	}
	name := s.lib.Name()
	if s.lib.Dir == "" {
		name = "No folder yet"
	}
	s.Set(library.Contents{Name: name, Note: problemsOf(s.lib), Missing: s.missing, Open: append(s.strangers(), open...), Items: s.items, Coming: s.lib.Reading})
	if s.posts.cur != nil {
		s.Choose(s.posts.cur.key())
	}
}

// all are the posts that can be chosen, those without a file first.
func (s *sidebar) all() []library.Item {
	items := append(s.strangers(), s.items...)
	for _, p := range s.posts.all {
		if p.s.Path() == "" {
			items = append([]library.Item{{Path: p.key(), Title: p.title(), Status: post.Draft}}, items...)
		}
	}
	return items
}

// strangers are the open posts that the library does not have: they lie
// elsewhere, or were removed. They head the list, since nothing else would lead
// back to them.
func (s *sidebar) strangers() (items []library.Item) {
	var drafts []library.Item
	for _, p := range s.posts.all {
		path := p.s.Path()
		if _, listed := itemAt(s.items, path); listed || path == "" {
			continue
		}
		it := library.Item{Path: path, Title: p.s.Title(), Slug: p.s.Value("slug"), Date: p.s.Value("published"), Words: p.s.Words(), Problems: real(p.found())}
		it.Status = post.StatusOf(path, it.Date, s.now())
		if it.Title == "" {
			it.Title = filepath.Base(path)
		}
		if it.Date == "" {
			it.Date = "no date"
		}
		switch {
		case !s.lib.Holds(path):
			it.Group = "Open from elsewhere"
		case it.Status == post.Draft:
			it.Group = "Drafts"
			drafts = append(drafts, it)
			continue
		default:
			it.Group = "Open"
		}
		items = append(items, it)
	}
	return append(items, drafts...)
}

// first returns the post to show of a library that was opened: the one that was
// shown last, or else the newest; "" where there is none.
func (s *sidebar) first(last string) string {
	newest := ""
	for _, it := range s.items {
		if it.Path == last && it.Refused == "" {
			return last
		}
		if newest == "" && it.Refused == "" && it.Status != post.Draft {
			newest = it.Path
		}
	}
	if newest == "" && len(s.items) > 0 && s.items[0].Refused == "" {
		newest = s.items[0].Path
	}
	return newest
}

// sayLink tells of a post whose file lies elsewhere: saving writes there.
func (s *sidebar) sayLink(path string) {
	if it, ok := itemAt(s.items, path); ok && it.Outside != "" {
		s.say("↗ This post is a link out of the library; its file is " + it.Outside)
	}
}

// askReads asks whether images are read from folders outside of the library,
// which it names and which may hold anything, unless something else is asked:
// then the next look at the folder brings the question back.
func (s *sidebar) askReads() {
	if len(s.lib.Asks) == 0 || s.modal.Depth() > 0 {
		return
	}
	folders := s.lib.Asks
	s.lib.Asks = nil
	s.askReadsOf(folders)
}

// askReadsAgain asks anew.
func (s *sidebar) askReadsAgain() {
	if folders := s.workspace.Outside(); len(folders) > 0 {
		s.askReadsOf(folders)
		return
	}
	s.say("All images of this library are looked for in the library itself, or beside it.")
}

func (s *sidebar) askReadsOf(folders []string) {
	dir := s.lib.Dir
	answer := func(yes bool, said string) func() {
		return func() {
			if s.lib.Dir != dir {
				return
			}
			if err := s.workspace.SetReads(folders, yes); err != nil {
				said += " You will be asked again: " + err.Error()
			}
			s.say(said)
			s.recheck()
			s.reread()
		}
	}
	text := strings.Join(folders, "\n") + "\nThe library “" + s.lib.Name() + "” names it for its images. " +
		"What is shown goes along when posts are exported. You are asked once."
	if len(folders) > 1 {
		text = strings.Replace(text, "names it for", "names them for", 1)
	}
	// It jumps in when a library is opened: keys on their way to the text must
	// not say yes.
	s.modal.Ask(&control.Question{
		Title: "Read images from outside of the library?", Text: text,
		Apart: []control.Choice{{Label: "Read them", Do: answer(true, "Images are read from "+folders[0]+".")}},
		Main:  control.Choice{Label: "Don't read", Do: answer(false, "Images from outside of the library are not read; File > Images from outside changes that.")},
	})
}

// itemsOf lists the posts of a library in its order: drafts first, then the
// newest, and those of the folders below after them, by folders.
func itemsOf(lib storage.Library) []library.Item {
	items := make([]library.Item, 0, len(lib.Entries))
	for i := range lib.Entries {
		e := &lib.Entries[i]
		it := library.Item{Path: e.Path, Title: e.Title, Folder: e.Folder, Slug: e.Slug, Status: e.Status, Words: e.Words, Problems: real(e.Problems), Outside: e.Outside}
		switch {
		case e.Err != nil:
			it.Refused, it.Group = e.Err.Error(), "Cannot be opened"
		case e.Status == post.Draft:
			it.Group = "Drafts"
		case e.Date.IsZero():
			it.Group, it.Date = "No date", "no date"
		default:
			it.Group, it.Date = strconv.Itoa(e.Date.Year()), e.Date.Format(time.DateOnly)
		}
		if e.Folder != "" {
			it.Group = strings.ToValidUTF8(e.Folder, "�")
		}
		items = append(items, it)
	}
	// Those of the library's own folder come first, then folder by folder.
	slices.SortStableFunc(items, func(a, b library.Item) int { return strings.Compare(a.Folder, b.Folder) })
	return items
}

// problemsOf are what is wrong with a library itself, in a line.
func problemsOf(lib storage.Library) string { return strings.Join(lib.Problems, "; ") }

// itemAt finds a post by its path.
func itemAt(items []library.Item, path string) (it library.Item, ok bool) {
	i := slices.IndexFunc(items, func(it library.Item) bool { return it.Path == path })
	if i < 0 {
		return library.Item{}, false
	}
	return items[i], true
}
