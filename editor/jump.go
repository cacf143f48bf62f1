package editor

import (
	"context"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/counting"
	"galley.app/galley/editor/library"
	"galley.app/galley/editor/palette"
	"galley.app/galley/editor/searching"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/status"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/search"
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
	// Of a post that was closed by itself only this is left; it is opened again.
	path string
	off  int
}

// trail is where the writer has been: behind the place that is shown, and
// ahead of it after going back.
type trail struct {
	posts         *openPosts
	behind, ahead []visited
}

// docOf returns the meaning of an open post's text as it is now; nil where that
// takes too long to find out here.
func docOf(w *Window, s *session.Session) *markdown.Doc {
	const most = 1 << 20 // bytes
	p := w.posts.of(s)
	switch {
	case p == nil:
		return nil
	case p.doc != nil && p.doc.Version == s.Text().Version():
		return p.doc
	case s.Text().Len() > most:
		return nil
	}
	return w.side.dialect().Parse(nil, s.Text(), s.Start())
}

// known returns what is known of a post's text as it is now; nil for nothing.
func (o *openPosts) known(s *session.Session) *markdown.Doc {
	if p := o.of(s); p != nil && p.doc != nil && p.doc.Version == s.Text().Version() {
		return p.doc
	}
	return nil
}

// lastDoc returns what the post that is shown was parsed as last; nil where none is
// shown or was parsed.
func (o *openPosts) lastDoc() *markdown.Doc {
	if o.cur == nil {
		return nil
	}
	return o.cur.doc
}

// forget drops places, the oldest first, so that at most keep are left.
func forget(places []visited, keep int) []visited {
	n := max(0, len(places)-keep)
	for _, x := range places[:n] {
		if x.s != nil {
			x.s.Release(x.at)
		}
	}
	return places[n:]
}

// here marks the place that the caret is at.
func (h *trail) here() visited {
	s := h.posts.cur.s
	return visited{s: s, at: s.Mark(s.Primary().Head, text.Before)}
}

// leave notes the present place before a jump to another.
func (h *trail) leave() {
	if h.posts.cur == nil {
		return
	}
	at := h.posts.caret()
	if n := len(h.behind); n > 0 && h.behind[n-1].s == at.s && h.behind[n-1].at.Off == at.off {
		return
	}
	h.behind = forget(append(h.behind, h.here()), maxTrail)
	h.ahead = forget(h.ahead, 0)
}

// closed keeps the places in a post that is about to be closed by itself.
func (h *trail) closed(p *openPost) {
	for _, places := range [][]visited{h.behind, h.ahead} {
		for i := range places {
			if places[i].s == p.s {
				places[i] = visited{path: p.s.Path(), off: places[i].at.Off}
			}
		}
	}
}

// gone forgets the places in a post that was closed and that Back does not open
// again.
func (h *trail) gone(p *openPost) {
	of := func(x visited) bool { return x.s == p.s }
	h.behind, h.ahead = slices.DeleteFunc(h.behind, of), slices.DeleteFunc(h.ahead, of)
}

// place is where Back or Forward lead: in an open post, or in one at path that was
// closed by itself.
type place struct {
	p    *openPost
	path string
	off  int
}

// back returns the last place that is still there and another one; the zero
// place where there is none.
func (h *trail) back() place { return h.travel(&h.behind, &h.ahead) }

// forward returns the place that was left by going back.
func (h *trail) forward() place { return h.travel(&h.ahead, &h.behind) }

// travel returns the last place of from that is still there and another one,
// and notes the present place in to.
func (h *trail) travel(from, to *[]visited) place {
	for len(*from) > 0 {
		at := (*from)[len(*from)-1]
		*from = (*from)[:len(*from)-1]
		p, off := h.posts.of(at.s), at.off
		switch {
		case at.path != "":
			p = h.posts.at(at.path) // it may have been opened again since
		case p == nil:
			continue
		default:
			off = at.at.Off
			at.s.Release(at.at)
		}
		if h.posts.cur != nil {
			if h.posts.cur == p && h.posts.caret().off == off {
				continue
			}
			*to = append(*to, h.here())
		}
		return place{p, at.path, off}
	}
	return place{}
}

// jump puts the caret at an offset of the open post and brings it into view.
func (w *Window) jump(off int) {
	w.trail.leave()
	w.caretTo(off)
}

func (w *Window) caretTo(off int) {
	s := w.posts.cur.s
	s.Select(caretAt(max(s.Start(), min(off, s.Text().Len()))))
	w.area.Reveal(s.Primary().Head)
	w.focusText()
	w.preview.Active(s.Primary().Head)
}

// goTo shows a place of a post.
func (w *Window) goTo(to place) {
	switch {
	case to.p != nil:
		w.show(to.p)
		w.caretTo(to.off)
	case to.path != "":
		w.opening.open(to.path, func() { w.caretTo(to.off) })
	default:
		w.say("There is no other place to go to.")
	}
}

// goToPost shows a line of a post, from 1, and calls then; 0 is where the post
// was left.
func (w *Window) goToPost(path string, line int, then func()) {
	w.trail.leave()
	w.opening.open(path, func() {
		if line > 0 {
			t := w.posts.cur.s.Text()
			w.caretTo(t.LineStart(min(line, t.Lines()) - 1))
			if !w.visible.source {
				w.form.FocusLine(w.posts.cur.s, line)
			}
		}
		then()
	})
}

// goToLine asks for a line, counted from the first one shown.
func (w *Window) goToLine() {
	t, first := w.posts.cur.s.Text(), w.visible.firstLine()
	w.modal.Palette(palette.Line(t.Lines()-first, func(n int) { w.jump(t.LineStart(first + n - 1)) }))
}

// outlineAbove lists them beside the word in the status bar.
func (w *Window) outlineAbove() {
	if w.posts.cur != nil && w.modal.Depth() == 0 {
		o := w.status.Outline
		at := w.o.App.Driver().AbsolutePositionForObject(o).Add(fyne.NewPos(o.Size().Width, -14))
		w.outlineAt(&at)
	}
}

// outlineAt lists the headings to jump to, above a place or in the middle.
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

// counts is what is counted of the texts and of the writer's work.
type counts struct {
	tally   counting.Tally
	posts   *openPosts
	status  *status.Bar
	set     *config.Settings
	now     func() time.Time
	post    func(func())
	words   map[*openPost]int // in each open post, as far as they were counted
	reading counting.Reading  // of the post that is shown, while that is asked for
	of      *openPost         // whose that is
	busy    bool              // a text is being read for it
	next    *markdown.Doc     // that is read then; nil for none
	rest    control.Delay
	asked   int // how often a text was read to be listed
}

// newCounts returns what counts in a window, with what was counted on this day.
func newCounts(w *Window) counts {
	c := counts{
		posts: w.posts, status: w.status, set: &w.settings, now: w.o.Now, post: w.o.Post, words: map[*openPost]int{},
		rest: control.Delay{Post: w.o.Post, After: 500 * time.Millisecond},
	}
	c.tally.Resume(w.settings.WordDay, int(w.settings.WordCount))
	return c
}

// opened takes over how many words a post has that nobody counted yet.
func (c *counts) opened(p *openPost) {
	for q := range c.words {
		if !c.posts.hold(q) {
			delete(c.words, q)
		}
	}
	c.words[p] = p.s.Words()
}

// changed counts what was written in a post.
func (c *counts) changed(p *openPost, e session.Event) {
	was, now := c.words[p], p.s.Words()
	c.words[p] = now
	if was == now || e.Outside {
		return
	}
	c.tally.Add(c.now(), now-was)
	day, words := c.tally.Today(c.now())
	c.set.WordDay, c.set.WordCount = day, float64(max(0, words))
}

// postGoal is that of the post that is shown: its field goal.
func (c *counts) postGoal() (g counting.Goal) {
	if s := c.posts.session(); s != nil {
		if want, err := strconv.Atoi(s.Value("goal")); err == nil && want > 0 {
			g = counting.Goal{Have: s.Words(), Want: want}
		}
	}
	return g
}

// dayGoal is that of the day.
func (c *counts) dayGoal() counting.Goal {
	_, words := c.tally.Today(c.now())
	return counting.Goal{Have: words, Want: int(c.set.WordGoal)}
}

// goal is what the ring shows: that of the post, or else that of the day.
func (c *counts) goal() (g counting.Goal, post bool) {
	if g := c.postGoal(); g.Want > 0 {
		return g, true
	}
	return c.dayGoal(), false
}

// read has a text read for how hard that is, aside, once nothing is typed for a
// moment, and where the writer wants to know.
func (c *counts) read(d *markdown.Doc) {
	if !c.set.Reading {
		return
	}
	c.next = d
	c.rest.Start(c.readNext)
}

func (c *counts) readNext() {
	d, p := c.next, c.posts.cur
	if d == nil || p == nil || c.busy {
		return
	}
	c.next, c.busy = nil, true
	go func() {
		r := counting.Read(d)
		c.post(func() {
			c.busy, c.reading, c.of = false, r, p
			c.status.Refresh()
			c.readNext()
		})
	}()
}

// said is how the post that is shown reads.
func (c *counts) said() string {
	if !c.set.Reading || c.of == nil || c.of != c.posts.cur {
		return ""
	}
	list := []string{c.reading.Level()}
	if n := len(c.reading.Long); n > 0 {
		list = append(list, wording.Count(n, "long sentence"))
	}
	return strings.TrimPrefix(strings.Join(list, " · "), " · ")
}

// newSearching joins the search in all posts to the window.
func newSearching(w *Window) *searching.Searcher {
	engine := &search.Engine{}
	if w.o.Paths.Cache != "" {
		engine.Dir = filepath.Join(w.o.Paths.Cache, "search")
	}
	searchLibrary(w, engine)
	return searching.New(searching.Options{
		Modal: w.modal, Canvas: w.win.Canvas(), Post: w.o.Post, Hint: w.hinted,
		Posts:    func() int { return len(w.side.lib.Entries) },
		Selected: func() string { return selectedWords(w) },
		Prepare:  func() searching.Find { return findIn(w, engine, mostFound) },
		Warm: func(ctx context.Context) func() {
			lib := w.side.lib
			return func() { engine.Warm(ctx, lib) }
		},
		Open:    func(h searching.Hit) { openHit(w, h) },
		Replace: func(words string) { replaceWordsInAll(w, words) },
	})
}

// Bounds of a search in the window.
const (
	mostFound  = 200  // posts that are listed
	firstFound = 20   // that are listed before the others, as many as are seen at once
	mostQuoted = 1000 // posts of the library's list that have a sentence in their row
	searchTime = 10 * time.Second
)

// findIn is what searches the posts as they are now: those that are open with their
// text in the window.
func findIn(w *Window, engine *search.Engine, most int) searching.Find {
	what := search.Search{Library: w.side.lib, Now: w.o.Now(), Most: most, First: firstFound, Time: searchTime}
	texts := map[string]text.Text{}
	for _, p := range w.posts.all {
		if p.s.Path() == "" || p.s.Dirty() {
			texts[p.key()] = p.s.Text()
		}
	}
	return func(ctx context.Context, q search.Query, step func(search.Found)) (search.Found, error) {
		what.Query, what.Step = q, step
		for path, t := range texts {
			what.Open = append(what.Open, search.Open{Path: path, Text: t.String()})
		}
		return engine.Find(ctx, what)
	}
}

// searchLibrary has the library's search field find words in the texts of posts,
// too.
func searchLibrary(w *Window, engine *search.Engine) {
	turn, stop := 0, func() {}
	rest := control.Delay{Post: w.o.Post, After: 60 * time.Millisecond}
	w.side.OnSearch = func(query string) {
		turn++
		stop()
		rest.Stop()
		if query == "" {
			return
		}
		rest.Start(func() {
			n, find := turn, findIn(w, engine, mostQuoted)
			ctx, cancel := context.WithCancel(context.Background())
			stop = cancel
			go func() {
				defer cancel()
				show := func(f search.Found) {
					posts := listed(f)
					w.o.Post(func() {
						if n == turn {
							w.side.SetFound(query, posts, true)
						}
					})
				}
				f, _ := find(ctx, search.Parse(query), func(f search.Found) {
					if f.Paths != nil {
						show(f) // the sentences come after the posts
					}
				})
				if ctx.Err() == nil {
					show(f)
				}
			}()
		})
	}
}

// listed is what was found as the library shows it: the sentence of a post where
// the words are in its text or in a field that the list does not show.
func listed(f search.Found) map[string]library.Found {
	posts := make(map[string]library.Found, len(f.Paths))
	for _, path := range f.Paths {
		posts[path] = library.Found{}
	}
	for i := range f.Results {
		at := f.Results[i].Place()
		if at.Start == at.End || at.Key == "title" {
			continue
		}
		found := library.Found{Sentence: at.Sentence}
		for _, m := range at.Marks {
			found.Marks = append(found.Marks, [2]int{m.Start, m.End})
		}
		posts[f.Results[i].Path] = found
	}
	return posts
}

// openHit opens a post at a place, with the words in the find bar.
func openHit(w *Window, h searching.Hit) {
	at := h.Place
	shown := func() {
		s := w.posts.cur.s
		switch {
		case at.Key == "" && at.Start < at.End:
			w.find.Found(h.Words, at.Range)
		case at.Key != "":
			t := s.Text()
			w.caretTo(t.LineStart(min(at.Line, t.Lines()) - 1))
			if !w.visible.source {
				w.form.FocusLine(s, at.Line)
			}
		default:
			w.focusText()
		}
	}
	w.trail.leave()
	for _, p := range w.posts.all {
		if p.key() == h.Path {
			w.show(p)
			shown()
			return
		}
	}
	w.opening.open(h.Path, shown)
}

// switches returns what toggles how words are found: in all posts while that is
// open, else in the post.
func switches(w *Window, inAll func(*searching.Searcher), inPost func()) func() {
	return func() {
		switch {
		case w.searching.IsOpen():
			inAll(w.searching)
		case w.modal.Depth() == 0 && w.posts.cur != nil:
			inPost()
		}
	}
}

// showFile shows a file in the desktop's file manager, or opens the folder that it lies in.
func showFile(w *Window, path string) {
	go func() {
		err := w.exporting.Reveal(path)
		w.o.Post(func() {
			if err == nil {
				w.say("Shown in its folder: " + path)
				return
			}
			if err := w.o.App.OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Dir(path))}); err != nil {
				w.say("No program could be found to show " + path)
			}
		})
	}()
}
