package editor

import (
	"cmp"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"galley.app/galley/editor/library"
	"galley.app/galley/editor/merge"
	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/post"
)

// openPost is a post that is in memory: its session, what was last parsed of
// it, and what is wrong with it.
type openPost struct {
	s        *session.Session
	file     *storage.OpenFile
	lines    *rows.Scanned // of its text as it was read, until it is shown
	doc      *markdown.Doc
	worker   *markdown.Worker
	problems []post.Problem  // of its head
	checked  findings        // all that is wrong with it, as it was last looked for
	refused  bool            // its file cannot be read any more
	shared   bool            // another window has it open with changes
	noted    string          // the banner over its text
	about    remark          // what can be done about that, where it is this line
	said     string          // in the status bar of its file, while that is so
	asked    string          // their text that the conflict question was last about
	answers  *merge.Merge    // given in a review that was left; nil for none
	ofCopy   *merge.Merge    // the same of a review of a copy
	known    string          // the copies of a sync tool that the writer knows of
	after    []func(ok bool) // what waits for the save that is under way
	id       string          // stands for the path while there is none
	born     string          // text of a new post that nothing was written in yet
	begun    string          // text that a template gave
	template bool            // it is one: its head is for the posts that begin with it
	kept     recording       // of what is in no file
	given    uint64          // revision that was kept because it is given up; 0 for none
	place    config.Place    // where the writer was in it when it was not shown
	seen     bool            // it was shown
	passing  bool            // it was opened by going over the list, and does not count as open yet
}

// title is the post's title as questions and the title bar say it.
func (p *openPost) title() string {
	if t := p.s.Title(); t != "" {
		return t
	}
	return "Untitled"
}

// key is the post's path, or what stands for it while it has no file.
func (p *openPost) key() string {
	if p.s.Path() != "" {
		return p.s.Path()
	}
	return p.id
}

// then has do called when the save that is under way is done, or failed with
// false if it fails.
func (p *openPost) then(do func(), failed func(ok bool)) {
	p.after = append(p.after, func(ok bool) {
		if ok {
			do()
		} else {
			failed(false)
		}
	})
}

// blank reports whether nothing was written yet: the text is that of a new post,
// to the last field of its head.
func (p *openPost) blank() bool {
	t := p.s.Text()
	return p.s.Path() == "" && t.Len() == len(p.born) && t.String() == p.born
}

// untouched reports whether nothing is lost of a post that is closed: it is as its
// file, and there is nothing to undo or to answer.
func (p *openPost) untouched() bool {
	return p.s.Path() != "" && p.s.Status() == session.Clean && !p.s.CanUndo() && !p.s.CanRedo() && len(p.after) == 0 &&
		!p.refused && !p.shared && p.noted == "" && p.answers == nil && p.ofCopy == nil && p.kept.journal == nil
}

// openPosts are the posts in memory.
type openPosts struct {
	all     []*openPost // in the order that they were opened in
	cur     *openPost   // the one that is shown; nil where none is
	used    []*openPost // those that were worked in or looked at, the last one first
	glanced *openPost   // cur, while it is shown from the list and the keys are there
	quiet   bool        // a post is being shown to be glanced at
	made    int         // so far
}

// touch notes that the writer is in a post.
func (o *openPosts) touch(p *openPost) {
	p.passing = false
	if o.glanced == p {
		o.glanced = nil
	}
	o.used = slices.Insert(slices.DeleteFunc(o.used, func(q *openPost) bool { return q == p }), 0, p)
}

// mostIdle is how many posts stay open in which nothing was done.
const mostIdle = 20

// idle returns the posts that need not stay open: those that were only gone over in
// the list, and of others without a change those that were not used for longest.
func (o *openPosts) idle() (list []*openPost) {
	kept := 0
	for _, p := range o.recent() {
		if p == o.cur || !p.untouched() {
			continue
		}
		if !p.passing {
			kept++
		}
		if p.passing || kept > mostIdle {
			list = append(list, p)
		}
	}
	return list
}

// recent lists all posts, the last used first.
func (o *openPosts) recent() []*openPost {
	list := slices.Clone(o.used)
	for _, p := range o.all {
		if !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// opened says for the next start which posts are open.
func (o *openPosts) opened() (list []config.Opened) {
	recent := o.recent()
	for _, p := range o.all {
		if path := p.s.Path(); path != "" && !p.passing {
			list = append(list, config.Opened{Path: path, Rank: slices.Index(recent, p)})
		}
	}
	return list
}

// resume puts posts that were open at the last start behind those that were used
// since, in the order that they were used in.
func (o *openPosts) resume(list []config.Opened) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b config.Opened) int { return cmp.Compare(a.Rank, b.Rank) })
	for _, was := range list {
		if p := o.at(was.Path); p != nil && !slices.Contains(o.used, p) {
			o.used = append(o.used, p)
		}
	}
}

// recentFrom is recent with the post that is shown first, without others that were
// only gone over.
func (o *openPosts) recentFrom() (list []*openPost) {
	if o.cur != nil {
		list = append(list, o.cur)
	}
	for _, p := range o.recent() {
		if p != o.cur && !p.passing {
			list = append(list, p)
		}
	}
	return list
}

// remove takes a post out, and returns the one to show instead of it: that which was
// used before.
func (o *openPosts) remove(p *openPost) (next *openPost) {
	at := slices.Index(o.all, p)
	o.all = slices.Delete(o.all, at, at+1)
	o.used = slices.DeleteFunc(o.used, func(q *openPost) bool { return q == p })
	if o.glanced == p {
		o.glanced = nil
	}
	switch {
	case len(o.used) > 0:
		return o.used[0]
	case len(o.all) > 0:
		return o.all[min(at, len(o.all)-1)]
	}
	return nil
}

// add takes a session and its file in as a post.
func (o *openPosts) add(s *session.Session, f *storage.OpenFile) *openPost {
	o.made++
	p := &openPost{s: s, file: f, id: "new-" + strconv.Itoa(o.made)}
	o.all = append(o.all, p)
	return p
}

// session returns that of the post that is shown; nil where none is.
func (o *openPosts) session() *session.Session {
	if o.cur == nil {
		return nil
	}
	return o.cur.s
}

// at returns the open post at path; nil if there is none.
func (o *openPosts) at(path string) *openPost {
	for _, p := range o.all {
		if p.s.Path() == path {
			return p
		}
	}
	return nil
}

// keyed returns the open post with that key; nil if there is none.
func (o *openPosts) keyed(key string) *openPost {
	for _, p := range o.all {
		if p.key() == key || p.id == key { // it may have got its file since
			return p
		}
	}
	return nil
}

// of returns the open post that has the session; nil if none has.
func (o *openPosts) of(s *session.Session) *openPost {
	for _, p := range o.all {
		if p.s == s {
			return p
		}
	}
	return nil
}

// owner returns the open post that has the file; nil if none has.
func (o *openPosts) owner(f *storage.OpenFile) *openPost {
	for _, p := range o.all {
		if f != nil && p.file == f {
			return p
		}
	}
	return nil
}

// undo takes the last change of the shown post back.
func (o *openPosts) undo() {
	if o.cur != nil {
		o.cur.s.Undo()
	}
}

// redo does again what was taken back.
func (o *openPosts) redo() {
	if o.cur != nil {
		o.cur.s.Redo()
	}
}

// caret returns the place that the caret is at.
func (o *openPosts) caret() spot {
	s := o.cur.s
	return spot{s: s, version: s.Text().Version(), off: s.Primary().Head}
}

// use has the open posts read anew where they were read in another dialect.
func (o *openPosts) use(d markdown.Dialect) {
	for _, p := range o.all {
		if p.worker.Use(d) && (p == o.cur || p.doc != nil) {
			p.worker.Submit(p.s.Text(), p.s.Start())
		}
	}
}

// outlined returns what was last parsed of the post that is shown, and the line
// that its caret is in; nil where none is.
func (o *openPosts) outlined() (d *markdown.Doc, line int) {
	if o.cur == nil {
		return nil, 0
	}
	return o.cur.doc, o.cur.s.Text().LineAt(o.cur.s.Primary().Head)
}

// hold reports whether the post is open.
func (o *openPosts) hold(p *openPost) bool { return slices.Contains(o.all, p) }

// openItem opens a row of the sidebar.
func (w *Window) openItem(it library.Item) {
	if w.opening.later(func() { w.openItem(it) }) {
		return
	}
	w.trail.leave()
	if e, ok := w.side.lib.Entry(it.Path); ok {
		if foreign := (*post.EncodingError)(nil); errors.As(e.Err, &foreign) {
			w.opening.decode(it.Path, foreign)
			return
		}
	}
	if it.Refused != "" {
		w.modal.Tell("“"+filepath.Base(it.Path)+"” cannot be opened", it.Refused, nil)
		return
	}
	if p := w.posts.keyed(it.Path); p != nil {
		w.show(p)
		return
	}
	w.OpenFile(it.Path)
}

// newPost starts a post that lives in memory until it is first saved.
func (w *Window) newPost() {
	w.showMain()
	for _, p := range w.posts.all { // an untouched new post is as good as another
		if p.blank() && !p.s.Dirty() {
			w.show(p)
			w.form.Focus(w.form.Title)
			return
		}
	}
	p := blankPost(w)
	p.s.Select(caretAt(p.s.Start()))
	w.side.list()
	w.show(p)
	w.form.Focus(w.form.Title)
}

// blankPost adds a new post.
func blankPost(w *Window) *openPost {
	src, _ := storage.NewSource("", w.o.Now())
	src = w.side.lib.Site.Fields.Fill(src)
	p := w.add(session.Open("", src, session.Options{Now: w.o.Now, New: true, Slug: w.side.slug}), w.o.Workspace.NewFile())
	p.born = src
	return p
}

// add takes a session and its file into the window.
func (w *Window) add(s *session.Session, f *storage.OpenFile) *openPost {
	w.showMain()
	p := w.posts.add(s, f)
	p.worker = markdown.NewWorker(w.o.Post, func(d *markdown.Doc) { w.parsed(p, d) })
	p.worker.Use(w.side.dialect())
	w.counts.opened(p)
	s.OnChange = func(e session.Event) { w.changed(p, e) }
	return p
}

// show brings an open post into the window.
func (w *Window) show(p *openPost) {
	if w.posts.cur == p {
		w.focusText()
		return
	}
	if was := w.posts.cur; was != nil {
		was.place.Top, was.place.Fraction = w.area.Top()
	}
	w.tips.Leave()
	w.edits.flow.Settle()
	w.posts.cur, w.problems.at = p, 0
	w.posts.glanced = nil
	if w.posts.quiet {
		w.posts.glanced = p
	} else {
		w.posts.touch(p)
	}
	p.attach(w)
	p.present(w)
	p.announce(w)
	for _, q := range w.posts.idle() {
		w.trail.closed(q)
		w.drop(q)
	}
	w.side.listOpen()
}

// attach gives form, text and preview the post, and takes the one before from
// them.
func (p *openPost) attach(w *Window) {
	w.caret = w.posts.caret()
	w.preview.Active(-1)
	w.preview.show(nil, "", page.Post{}) // edits of the post before are none of this one's
	w.preview.SetLog(p.s.Log())
	w.arrange()
	w.form.Open(p.s)
	w.preview.find(p.s.Path())
	w.setTyping(p)
	w.area.SetSession(p.s, p.lines)
	p.lines = nil
}

// present has the first picture be of the post at once: of a short one parsed
// whole, of a long one parsed where the text is seen. The worker has the rest.
func (p *openPost) present(w *Window) {
	d := p.doc
	switch {
	case p.s.Text().Len() >= atOnce:
		top, _ := w.area.Top()
		d = parseView(p.s, top, w.side.dialect())
	case d == nil:
		d = w.side.dialect().Parse(nil, p.s.Text(), p.s.Start())
		p.doc = d
	}
	docs := []*markdown.Doc{d}
	if p.doc != nil && p.doc != d {
		docs = append(docs, p.doc)
	}
	for _, d := range docs {
		w.area.SetDoc(d)
		w.edits.flow.Shown(p.s, d)
		w.preview.showPost(p, d)
		w.preview.ScrollTo(w.area.Top())
	}
	w.find.Changed()
	p.worker.Submit(p.s.Text(), p.s.Start())
}

// announce has the rest of the window say which post is open, and gives the text
// the keys.
func (p *openPost) announce(w *Window) {
	w.problems.check(p)
	w.inbound.Open(p.s)
	w.disk.showNote(p)
	w.arrange() // for what is said of it
	if top := p.place.Top; !p.seen && top > p.s.Start() && top <= p.s.Text().Len() {
		w.area.ScrollTo(top, p.place.Fraction)
		w.preview.ScrollTo(w.area.Top())
	}
	p.seen = true
	w.side.choose(p.key())
	if p.s.Path() != "" {
		w.o.Places.SetLast(p.s.Path(), w.o.Now())
		w.keepSoon()
	}
	w.status.Say("")
	w.refreshTitle()
	w.status.Refresh()
	w.focusText()
	w.visible.setFocus(w.settings.FocusMode)
	w.disk.report(p)
	w.disk.tellCopies(p)
	w.under.Renew()
}

// changed tells all that show a post what changed in its session, the text widget
// first: what the others do may lay that out anew.
func (w *Window) changed(p *openPost, e session.Event) {
	w.area.Changed(p.s, e)
	w.recorder.changed(p, e)
	if len(e.Patch.Changes) > 0 {
		w.picturing.TextChanged(p.s)
	}
	w.counts.changed(p, e)
	p.file.SetChanged(p.s.Dirty() && p.s.Path() != "")
	if len(e.Patch.Changes) > 0 || e.Head {
		p.worker.Submit(p.s.Text(), p.s.Start())
	}
	w.side.SetDirty(p.key(), p.s.Dirty())
	if p == w.posts.glanced && !w.posts.quiet && (len(e.Patch.Changes) > 0 || e.Selection) {
		w.posts.touch(p)
		w.side.listOpen()
	}
	if len(e.Patch.Changes) > 0 && p.s.Dirty() {
		w.autosaver.changed()
	}
	if p != w.posts.cur {
		return
	}
	if len(e.Patch.Changes) > 0 {
		w.edits.flow.Changed(p.s, e)
		w.find.Changed()
		w.problems.soon(p)
	}
	if e.Head {
		w.form.Sync()
		w.side.titling.Start(w.side.listOpen)
		if p.doc != nil && p.doc.Version == p.s.Text().Version() { // the page's heading is true while the body's parse is awaited
			w.preview.showPost(p, p.doc)
		}
	}
	w.refreshTitle()
	w.status.RefreshSaved()
	w.status.CountSoon()
}

// parsed takes over what the worker made of a post's text.
func (w *Window) parsed(p *openPost, d *markdown.Doc) {
	first := p.doc == nil
	p.doc = d
	if p == w.posts.cur {
		w.area.SetDoc(d)
		w.preview.showPost(p, d)
		if first {
			w.preview.ScrollTo(w.area.Top())
		}
		w.problems.soon(p)
		w.inbound.Rest(p.s, w.posts.outlined)
		w.edits.flow.Moved()
		w.under.Soon()
		w.counts.read(d)
	}
}

// stands says in title and status bar how a post stands to its file, if it is
// shown.
func (w *Window) stands(p *openPost) {
	if p == w.posts.cur {
		w.refreshTitle()
		w.status.Refresh()
	}
}

// drop forgets an open post.
func (w *Window) drop(p *openPost) {
	w.remember(p)
	w.recorder.drop(p)
	p.s.OnChange = nil
	p.worker.Close()
	w.area.Forget(p.s)
	w.spelling.Forget(p.s)
	w.inbound.Forget(p.s)
	w.trail.gone(p)
	w.find.Forget(p.s)
	w.side.SetDirty(p.key(), false)
	p.file.Close()
	if !w.posts.hold(p) {
		return
	}
	next := w.posts.remove(p)
	if w.posts.cur == p {
		w.posts.cur = nil
		w.problems.delay.Stop()
		if next != nil {
			w.show(next)
		} else {
			w.find.Close()
			w.caret = spot{}
			w.edits.flow.Shown(nil, nil)
			w.area.SetSession(nil, nil)
			w.preview.show(nil, "", page.Post{})
			w.side.choose("")
			w.disk.showOffer()
			w.visible.alone(false) // until there is a post again
			w.under.Renew()
		}
	}
	w.picturing.Forget()
	w.side.list()
	w.refreshTitle()
	w.status.Refresh()
}

// remember keeps for the next time where the writer is in a post.
func (w *Window) remember(p *openPost) {
	if path := p.s.Path(); path != "" {
		sel := p.s.Primary()
		if p == w.posts.cur {
			p.place.Top, p.place.Fraction = w.area.Top()
		}
		w.o.Places.SetPlace(path, config.Place{Anchor: sel.Anchor, Caret: sel.Head, Top: p.place.Top, Fraction: p.place.Fraction, Used: w.o.Now()})
	}
}

// atOnce is up to how many bytes a post is parsed before it is first shown, so
// that its first picture is whole. A longer one is parsed by its worker.
const atOnce = 128 << 10

// parseView is what is to be seen of a long post until all of it is parsed: the
// part around top, the offset at the top of the text widget.
func parseView(s *session.Session, top int, dialect markdown.Dialect) *markdown.Doc {
	const before, behind = 8 << 10, 48 << 10 // bytes, much more than a screen shows
	t := s.Text()
	top = min(max(s.Start(), top), t.Len())
	from, end := max(s.Start(), top-before), min(top+behind, t.Len())
	if from > s.Start() {
		_, rest, ok := strings.Cut(t.Slice(from, top), "\n\n") // a block begins behind an empty line
		if !ok {
			_, rest, _ = strings.Cut(t.Slice(from, top), "\n")
		}
		from = top - len(rest)
	}
	d := dialect.Parse(nil, text.New(strings.ToValidUTF8(t.Slice(from, end), "")), 0)
	d.Version, d.Base = t.Version(), from
	return d
}
