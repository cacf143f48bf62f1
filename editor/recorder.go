package editor

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/recovering"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/status"
	"galley.app/galley/editor/text"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/journal"
	"galley.app/galley/storage/safefile"
)

// recorder has the text of each post that differs from its file kept in a
// journal, so that it outlives the program. A journal is there exactly as long
// as there is something that no file holds for sure.
type recorder struct {
	journals *journal.Writer // nil keeps nothing
	posts    *openPosts
	side     *sidebar
	area     *textedit.Editor
	status   *status.Bar
}

// recording is what is kept of one post.
type recording struct {
	journal *journal.Journal // nil until there was something to keep
	on      bool             // there is something to keep
	resting bool             // the text is as it was restored at revision rests
	rests   uint64
	place   journal.Place // where the writer is, or was when the post was last shown
}

// changed takes in what changed in a post's session, or in what is known of its
// file.
func (r *recorder) changed(p *openPost, e session.Event) {
	if r.journals == nil {
		return
	}
	rec := &p.kept
	if !p.s.Dirty() || p.blank() {
		if rec.on {
			rec.on = false
			rec.journal.Done()
		}
		return
	}
	if rec.journal == nil {
		rec.journal = r.journals.Journal(r.about(p))
	} else if e.Saved || !rec.on {
		rec.journal.SetAbout(r.about(p))
	}
	r.look(p)
	switch {
	case len(e.Patch.Changes) > 0 || !rec.on:
		if !rec.on {
			p.file.KeepBase(p.s.Base().Chunks())
		}
		rec.on = true
		rec.journal.Changed(journal.State{Text: p.s.Text(), Revision: p.s.Revision(), Place: rec.place}, e.Patch)
	case e.Selection:
		rec.journal.SetPlace(rec.place)
	}
}

// look notes where the writer is in a post.
func (r *recorder) look(p *openPost) {
	at := &p.kept.place
	sel := p.s.Primary()
	at.Caret, at.Anchor = sel.Head, sel.Anchor
	if p == r.posts.cur {
		at.Top, at.Past = r.area.Top()
	}
}

// rest reports whether the text is as it was restored: nobody wrote in it or
// saved it since.
func (k *recording) rest(p *openPost) bool { return k.resting && k.rests == p.s.Revision() }

// scrolled takes in that the shown post was scrolled.
func (r *recorder) scrolled() {
	if p := r.posts.cur; p != nil && p.kept.on {
		r.look(p)
		p.kept.journal.SetPlace(p.kept.place)
	}
}

// about is what a journal says of the post.
func (r *recorder) about(p *openPost) journal.About {
	a := journal.About{Path: p.s.Path(), Library: r.side.lib.Dir}
	if known := p.file.Known(); a.Path != "" && known.Exists() {
		a.Base = baseOf(known)
	}
	return a
}

// baseOf is what a file with that fingerprint holds.
func baseOf(fp safefile.Fingerprint) journal.Base {
	return journal.Base{Size: fp.Size, Sum: fp.Sum}
}

// drop forgets a post that is closed: what differs from its file is given up.
func (r *recorder) drop(p *openPost) {
	p.kept.journal.Forget()
	p.kept = recording{}
}

// end forgets all posts: the program ends, and the writer was asked for each.
func (r *recorder) end() {
	for _, p := range r.posts.all {
		r.drop(p)
	}
}

// troubled says in the status bar that unsaved text is not kept, or takes that
// back.
func (r *recorder) troubled(t journal.Trouble) {
	note := ""
	switch {
	case t.Err == nil:
	case t.Kept != "":
		note = "▲ Unsaved text is kept in " + safefile.Shown(t.Kept) + " for now, not in " + t.String()
	default:
		note = "▲ Save often: unsaved text is in this window alone, as it cannot be kept in " + t.String()
	}
	r.status.Warn("journal", note)
}

// recovery offers the texts that were in no file when a process before this one
// ended, and opens them.
type recovery struct {
	journals  *journal.Writer
	history   *history.Store
	workspace *storage.Workspace
	posts     *openPosts
	side      *sidebar
	area      *textedit.Editor
	recorder  *recorder
	modal     *modal.Stack
	say       func(string)
	now       func() time.Time
	post      func(func()) // runs a function on the UI goroutine
	add       func(*session.Session, *storage.OpenFile) *openPost
	show      func(*openPost)
	state     string        // folder, in which a text without a library is known by a name
	waiting   control.Delay // until nothing else is asked
}

// look looks for such texts, and asks what becomes of them.
func (r *recovery) look() {
	go func() {
		found, problems := r.journals.Find()
		var owing []*journal.Found
		for _, f := range found {
			switch {
			case f.Standing != journal.Saved:
				owing = append(owing, f)
			case (safefile.OS{}).SyncFile(f.Now) != nil || f.Remove() != nil: // there is nothing to ask all the same
				f.Release()
			}
		}
		r.post(func() {
			if len(problems) > 0 {
				more := ""
				if n := len(problems) - 1; n > 0 {
					more = fmt.Sprintf(" (and %d more)", n)
				}
				r.say("▲ " + problems[0].Error() + more)
			}
			if len(owing) > 0 {
				r.offer(owing)
			}
		})
	}()
}

// offer asks as soon as nothing else is asked.
func (r *recovery) offer(found []*journal.Found) {
	if r.modal.Depth() > 0 {
		r.waiting.Start(func() { r.offer(found) })
		return
	}
	recovering.Ask(recovering.Options{
		Found: found, Modal: r.modal, Post: r.post, Now: r.now, Restore: r.restore, Discard: r.discard, Later: r.later,
		Read: func(path string) (string, error) {
			src, _, err := storage.Load(path)
			return src, err
		},
	})
}

// later lets others find what was not answered.
func (r *recovery) later(list []*journal.Found) {
	for _, f := range list {
		f.Release()
	}
	if len(list) > 0 {
		r.say("Kept for later: the unsaved text is offered again at the next start.")
	}
}

// recovered is a text with what it needs to be opened.
type recovered struct {
	found *journal.Found
	kept  journal.Kept
	err   error                    // why it cannot be read
	s     *session.Session         // of that file
	take  func() *storage.OpenFile // of the file that it is of now; nil where there is none
	why   error                    // why there is none
	base  string
}

// restore opens texts, each unsaved, and shows the first one that can be read.
func (r *recovery) restore(list []*journal.Found) {
	var slugs []string
	for _, f := range list {
		slugs = append(slugs, r.side.slug(f.Title))
	}
	go func() {
		var all []recovered
		for i, f := range list {
			all = append(all, r.read(f, slugs[i]))
		}
		r.post(func() {
			first, readable := slices.IndexFunc(all, func(x recovered) bool { return x.err == nil }), 0
			for i := len(all) - 1; i >= 0; i-- {
				r.open(all[i], i == first)
				if all[i].err == nil {
					readable++
				}
			}
			r.side.list()
			if readable > 1 {
				r.say(fmt.Sprintf("%d posts were restored. Each is unsaved until you save it.", readable))
			}
		})
	}()
}

// read reads a text and what its file holds, on any goroutine.
func (r *recovery) read(f *journal.Found, slug string) recovered {
	x := recovered{found: f}
	if x.kept, x.err = f.Read(); x.err != nil {
		return x
	}
	// Undo leads back to what the file holds, and then there is no copy for another restart. A text that cannot be kept
	// is restored all the same.
	_ = r.remember(f, slug, x.kept.Text.String())
	if f.Now == "" {
		return x
	}
	src, take, err := r.workspace.Load(f.Now)
	if x.why = err; err != nil {
		return x
	}
	x.s, x.take, x.base = session.Open(f.Now, src, session.Options{Now: r.now, Slug: r.side.slug}), take, src
	if safefile.SumOf([]byte(src)) != f.Base.Sum {
		x.base = r.baseOf(f)
	}
	return x
}

// baseOf is what the file held when the text was written on it, as the history
// knows it; "" where that is not known.
func (r *recovery) baseOf(f *journal.Found) string {
	if r.history == nil {
		return ""
	}
	for _, path := range []string{f.Path, f.Now} {
		versions, _ := r.history.Versions(path) // none where they cannot be read
		for _, v := range versions {
			if v.Sum != f.Base.Sum {
				continue
			}
			if src, err := r.history.Text(v); err == nil {
				return src
			}
		}
	}
	return ""
}

// open opens a text that was read. Its journal stays until the text is in one of
// this process.
func (r *recovery) open(x recovered, show bool) {
	f := x.found
	if x.err != nil {
		f.Release()
		r.modal.Tell("“"+recovering.Title(f)+"” could not be restored", x.err.Error()+"\nThe recovery copy stays where it is.", nil)
		return
	}
	p := r.openPost(&x)
	if p.kept.journal == nil {
		p.kept.journal = r.journals.Journal(r.recorder.about(p))
	}
	if p.s.Dirty() && !p.blank() && p.s.Text().String() != x.kept.Text.String() { // what is there gives way
		p.file.Keep(history.GivenUp, r.side.slug(p.s.Title()), p.s.Text().Chunks())
	}
	p.kept.journal.Replaces(f)
	p.kept.place = x.kept.Place
	p.s.Recover(x.kept.Text.String(), x.base, text.Selection{Anchor: x.kept.Anchor, Head: x.kept.Caret})
	p.kept.resting, p.kept.rests = true, p.s.Revision()
	if !p.s.Dirty() { // it came to the file meanwhile
		p.kept.journal.Done()
	}
	r.side.SetDirty(p.key(), p.s.Dirty())
	if !show {
		return
	}
	r.show(p)
	r.area.ScrollTo(x.kept.Top, x.kept.Past)
	r.area.Reveal(p.s.Primary().Head) // the window may be smaller
	switch {
	case x.why != nil:
		r.say("▲ " + x.why.Error() + ". Its unsaved text is a new post.")
	case p.s.Status() == session.Conflict:
	default:
		r.say("“" + p.title() + "” was restored. It is unsaved until you save it.")
	}
}

// openPost opens the post that a text is of, as its file has it; a new one where
// there is no file.
func (r *recovery) openPost(x *recovered) *openPost {
	f := x.found
	if x.take != nil {
		p := r.posts.at(f.Now)
		if p != nil {
			return p
		}
		file := x.take()
		if p = r.posts.owner(file); p != nil { // links lead from both paths to one file
			return p
		}
		return r.add(x.s, file)
	}
	if f.Standing == journal.Gone {
		src := x.kept.Text.String()
		if file := r.workspace.Missing(f.Path, src); file != nil {
			p := r.add(session.Open(f.Path, src, session.Options{Now: r.now, Slug: r.side.slug}), file)
			p.s.Gone()
			p.noted = removed
			return p
		}
	}
	src, _ := storage.NewSource("", r.now())
	src = r.side.lib.Site.Fields.Fill(src)
	p := r.add(session.Open("", src, session.Options{Now: r.now, New: true, Slug: r.side.slug}), r.workspace.NewFile())
	p.born, x.base = src, src
	return p
}

// remember puts a text that was in no file into the history, where one is kept: under the name that a new post with
// that slug would get, if it has none. It asks the disk.
func (r *recovery) remember(f *journal.Found, slug, text string) error {
	if r.history == nil {
		return nil
	}
	path, lib := f.Path, f.Library
	if path == "" {
		path = filepath.Join(r.state, "untitled.md")
		if lib != "" {
			if name, err := storage.NewName(lib, slug, true); err == nil {
				path = name
			}
		}
	} else if !safefile.IsBelow(path, lib) {
		lib = ""
	}
	return r.history.Add(history.Point{Path: path, Library: lib, Time: f.Time, Kind: history.GivenUp, Text: text})
}

// discard gives a text up: it goes into the history, where one is kept.
func (r *recovery) discard(f *journal.Found) {
	slug := r.side.slug(f.Title)
	go func() {
		k, err := f.Read()
		if err == nil {
			err = r.remember(f, slug, k.Text.String())
		}
		if err == nil {
			err = f.Remove()
		}
		r.post(func() {
			if err != nil {
				f.Release()
				r.modal.Tell("“"+recovering.Title(f)+"” was not discarded", err.Error()+"\nIt is offered again at the next start.", nil)
				return
			}
			said := "The unsaved text of “" + recovering.Title(f) + "” was discarded."
			if r.history != nil {
				said += " It stays in History."
			}
			r.say(said)
		})
	}()
}
