package editor

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/actions"
	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/library"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/palette"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/switching"
	"galley.app/galley/internal/control"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/config"
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
	titling   control.Delay // until a title rests that is being typed
	marked    string        // key of the post that is marked
	ahead     atomic.Pointer[listing]
}

// listing is the posts of a library as the list has them.
type listing struct {
	lib   storage.Library
	items []library.Item
}

// prepare lists a library that was read, before set is given it; on the goroutine
// that reads.
func (s *sidebar) prepare(lib storage.Library) {
	if was := s.ahead.Load(); was == nil || !was.lib.Same(lib) {
		s.ahead.Store(&listing{lib, itemsOf(lib)})
	}
}

// listed are the posts of a library as the list has them.
func (s *sidebar) listed(lib storage.Library) []library.Item {
	if done := s.ahead.Load(); done != nil && done.lib.Same(lib) {
		return done.items
	}
	return itemsOf(lib)
}

// set takes over a library that was read.
func (s *sidebar) set(lib storage.Library) {
	s.missing = library.Missing{}
	if lib.Dir == s.lib.Dir && lib.Reading == 0 && len(lib.Entries) == 0 && len(s.lib.Entries) > 1 {
		s.missing = library.Missing{Title: "All posts are gone from this folder", Text: lib.Dir + "\nIf it is on another disk, that may not be mounted."}
	}
	before := s.lib
	if s.lib = lib; !lib.Same(before) || lib.Dir != before.Dir || !slices.Equal(lib.Agreed, before.Agreed) {
		s.guide = crosslinks.New(lib)
	}
	if s.items == nil || !lib.Same(before) {
		s.items = s.listed(lib)
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

// leadsTo returns what finds the links in other posts that lead to those at paths,
// on any goroutine, and whether that is quick.
func (s *sidebar) leadsTo(paths []string) (find func() []actions.Lead, quick bool) {
	g := s.guide
	for _, path := range paths {
		if !s.lib.Holds(path) {
			g = crosslinks.New(s.workspace.LibraryOf(path))
		}
	}
	const few = 500 // posts whose links are gone through while a key waits
	return func() (list []actions.Lead) {
		for _, b := range g.Inbound(paths...) {
			list = append(list, actions.Lead{Path: b.From.Path, Title: b.From.Title, Line: b.Link.Line})
		}
		return list
	}, g.Surveyed() || len(g.Library().Entries) <= few
}

// list shows the library again, and the posts that are open.
func (s *sidebar) list() {
	name := s.lib.Name()
	if s.lib.Dir == "" {
		name = "No folder yet"
	}
	s.Set(library.Contents{Name: name, Note: problemsOf(s.lib), Missing: s.missing, Items: s.items, Coming: s.lib.Reading})
	s.listOpen()
	if p := s.posts.cur; p != nil && (p.key() != s.marked || s.List.Current() < 0) {
		s.choose(p.key())
	}
}

// choose marks the post that is shown, or "" for none.
func (s *sidebar) choose(key string) {
	s.marked = key
	s.Choose(key)
}

// inLibrary reports whether a library is open.
func (s *sidebar) inLibrary() bool { return s.lib.Dir != "" }

// listOpen lists the posts that are open, each with where it is if the library does
// not say that.
func (s *sidebar) listOpen() {
	var open []library.Open
	for _, p := range s.posts.all {
		if p.passing {
			continue
		}
		o := library.Open{Path: p.key(), Title: p.title()}
		switch path := p.s.Path(); {
		case path == "":
			o.Note = "not saved yet"
		case p.s.Status() == session.Gone:
			o.Note = "removed"
		case !s.lib.Holds(path):
			o.Note = filepath.Base(filepath.Dir(path))
		}
		open = append(open, o)
	}
	s.SetOpen(open)
}

// live is what an open post has that its file may not have yet. What is wrong with
// it is known once it was shown; of one that is as its file and not shown any more
// the library knows, which was read since.
func (s *sidebar) live(path string) (l library.Live, ok bool) {
	p := s.posts.at(path)
	if p == nil || p.passing {
		return l, false
	}
	l = library.Live{Title: p.s.Title(), Words: p.s.Words(), Problems: -1}
	if p.doc != nil && (p == s.posts.cur || p.s.Dirty()) {
		l.Problems = p.faults()
	}
	return l, true
}

// strangers are the open posts that the library does not have: they lie
// elsewhere, or were removed.
func (s *sidebar) strangers() (items []library.Item) {
	var drafts []library.Item
	for _, p := range s.posts.all {
		path := p.s.Path()
		if _, listed := itemAt(s.items, path); listed || path == "" {
			continue
		}
		it := library.Item{Path: path, Name: filepath.Base(path), Title: p.s.Title(), Slug: p.s.Value("slug"), Date: p.s.Value("published"), Words: p.s.Words(), Problems: p.faults()}
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
	dir := s.lib.Dir
	aside.Ask(s.modal.Desk, s.workspace.Outside(), func(folders []string) {
		switch {
		case s.lib.Dir != dir || s.modal.Depth() > 0:
		case len(folders) > 0:
			s.askReadsOf(folders)
		default:
			s.say("All images of this library are looked for in the library itself, or beside it.")
		}
	})
}

func (s *sidebar) askReadsOf(folders []string) {
	dir := s.lib.Dir
	answer := func(yes bool, said string) func() {
		return func() {
			if s.lib.Dir != dir {
				return
			}
			s.workspace.SetReads(folders, yes, func(err error) {
				if err != nil {
					said += " You will be asked again: " + err.Error()
				}
				s.say(said)
				s.recheck()
				s.reread()
			})
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
	type day struct{ year, date string }
	days := map[time.Time]day{} // each said once, however many posts are of it
	for i := range lib.Entries {
		e := &lib.Entries[i]
		it := library.Item{
			Path: e.Path, Name: e.Name, Title: e.Title, Description: e.Description, When: e.Date, Changed: e.Fingerprint.ModTime, Folder: e.Folder, Slug: e.Slug,
			Status: e.Status, Words: e.Words, Problems: check.Count(e.Problems), Outside: e.Outside,
		}
		switch {
		case e.Err != nil:
			it.Refused, it.Group = e.Err.Error(), "Cannot be opened"
		case e.Status == post.Draft:
			it.Group = "Drafts"
		case e.Date.IsZero():
			it.Group, it.Date = "No date", "no date"
		default:
			said, known := days[e.Date]
			if !known {
				said = day{strconv.Itoa(e.Date.Year()), e.Date.Format(time.DateOnly)}
				days[e.Date] = said
			}
			it.Group, it.Date = said.year, said.date
		}
		if e.Folder != "" {
			it.Group = strings.ToValidUTF8(e.Folder, "�")
		}
		items = append(items, it)
	}
	// Those of the library's own folder come first, then folder by folder.
	below := func(a, b library.Item) int { return strings.Compare(a.Folder, b.Folder) }
	if !slices.IsSortedFunc(items, below) {
		slices.SortStableFunc(items, below)
	}
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

// joinList has the library's list do things, and makes what goes from one open post to another.
func joinList(w *Window) {
	w.tips = control.NewTips(w.o.Post)
	s := w.side
	s.SetTips(w.tips)
	s.Hint, w.tips.Beside = w.hinted, s.List
	s.Live, s.Now, s.Modifiers = s.live, w.o.Now, w.opening.modifiers
	s.SetOrder(orderOf(w.settings))
	s.OnOrder = func(o library.Order) {
		w.choose(func(x *config.Settings) { x.Sort, x.SortBack = string(o.By), o.Back })
	}
	s.OnMenu = w.modal.Menu
	s.OnGlance = func(it library.Item) {
		if w.posts.glanced == nil {
			w.trail.leave()
		}
		w.opening.glance(it)
	}
	s.OnClose = func(key string) {
		if p := w.posts.keyed(key); p != nil && w.modal.Depth() == 0 {
			w.closer.close(p, func(bool) {})
		}
	}
	s.Menu = func(paths []string) []control.MenuItem { return rowMenu(w, paths) }
	s.OnRename = func(paths []string) { w.actions.Rename(paths) }
	s.OnTrash = func(paths []string) { w.actions.Trash(paths) }
	s.Post = w.o.Post
	s.workspace.Ready(s.prepare)
	s.OnProblems = func(path string) { w.problems.showOf(path) }
	w.switcher = switching.New(switching.Options{
		Post: w.o.Post, Canvas: w.win.Canvas, Modifiers: control.Modifiers,
		None: func() { w.say("No other post is open.") },
		Posts: func() (list []switching.Post) {
			for _, p := range w.posts.recentFrom() {
				x := switching.Post{Title: p.title(), Dirty: p.s.Dirty(), Note: "not saved yet", Show: func() {
					if w.posts.hold(p) {
						w.trail.leave()
						w.show(p)
					}
				}}
				if path := p.s.Path(); path != "" {
					x.Note = filepath.Base(path)
				}
				list = append(list, x)
			}
			return list
		},
	})
}

// rowMenu is what can be done with posts of the library, or open ones.
func rowMenu(w *Window, keys []string) (items []control.MenuItem) {
	if len(keys) != 1 {
		return w.actions.Menu(keys)
	}
	key := keys[0]
	items = append(items, control.MenuItem{Title: "Open", Do: func() {
		it, _ := itemAt(w.side.items, key)
		it.Path = key
		w.openItem(it)
	}})
	if p := w.posts.keyed(key); p != nil {
		items = append(items, control.MenuItem{Title: "Close", Do: func() { w.side.OnClose(key) }})
	}
	for _, it := range w.actions.Menu(keys) {
		it.Keys = w.shortcuts.Keys(it.Keys)
		items = append(items, it)
	}
	return items
}

// chosenPosts are those of the library's list where that has the focus, else the open one.
func chosenPosts(w *Window) []string {
	if w.win.Canvas().Focused() == fyne.Focusable(w.side.List) {
		if paths := w.side.Paths(); len(paths) > 0 {
			return paths
		}
	}
	return []string{w.posts.cur.s.Path()}
}

// renamePost renames the post of the current row where the list has the focus, whichever others are marked: else the one that is shown.
func renamePost(w *Window) {
	paths := chosenPosts(w)
	if len(paths) > 1 {
		paths = w.side.Here()
	}
	w.actions.Rename(paths)
}

// nextOpen shows the open post below the one that is shown, in the order that they are listed in, or above it.
func nextOpen(w *Window, by int) {
	var list []*openPost
	for _, p := range w.posts.all {
		if !p.passing || p == w.posts.cur {
			list = append(list, p)
		}
	}
	if len(list) < 2 {
		w.say("No other post is open.")
		return
	}
	at := slices.Index(list, w.posts.cur)
	w.trail.leave()
	w.show(list[(at+by+len(list))%len(list)])
}

// quickOpen finds a post by what it is called and by its headings. It begins with the posts that are open, the one before
// first.
func quickOpen(w *Window) {
	var posts []library.Item
	listed := map[string]bool{}
	recent := w.posts.recentFrom()
	if len(recent) > 1 {
		recent = append(recent[1:], recent[0])
	}
	for _, p := range recent {
		it, _ := itemAt(w.side.items, p.s.Path())
		it.Path, it.Title = p.key(), p.title()
		if p.s.Path() == "" {
			it.Status = post.Draft
		}
		posts = append(posts, it)
		listed[it.Path] = true
	}
	open := len(posts)
	for _, it := range w.side.items {
		if !listed[it.Path] {
			posts = append(posts, it)
		}
	}
	lib := w.side.lib
	w.modal.Palette(palette.Posts(palette.PostsOptions{
		Posts: posts, Opened: open, Open: w.openItem,
		GoTo: func(path string, line int) { w.goToPost(path, line, func() {}) },
		Heads: func(path string) (heads []palette.Head) {
			facts, _ := lib.Facts(path)
			for _, h := range facts.Headings {
				heads = append(heads, palette.Head{Text: h.Text, Line: h.Line})
			}
			return heads
		},
	}))
}

// renewed takes over that the library was read.
func (w *Window) renewed() {
	w.spelling.Start()
	if w.side.lib.Reading == 0 {
		w.under.Renew()
	}
	w.posts.use(w.side.dialect())
	w.hint.Refresh()
	fieldsOf(w)
	for _, p := range w.posts.all {
		switch {
		case p == w.posts.cur:
			checked(w, p)
			w.disk.tellCopies(p)
		case p.s.Dirty(): // of others the library knows what is wrong
			w.problems.check(p)
		}
	}
}
