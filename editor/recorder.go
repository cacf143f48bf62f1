package editor

import (
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/status"
	"galley.app/galley/editor/textedit"
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
	place   journal.Place    // where the writer is, or was when the post was last shown
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
