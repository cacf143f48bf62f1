package editor

import (
	"path/filepath"

	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
)

// outside follows what happened to files: each open post whose file may have
// changed is compared with what was last read or written, and only other
// bytes are news.
func (w *Window) outside(paths []string) {
	touched := map[string]bool{}
	for _, p := range paths {
		touched[p] = true
	}
	for _, p := range w.posts.all {
		if p.s.Path() != "" && (paths == nil || touched[p.s.Path()]) {
			w.look(p)
		}
	}
	w.preview.recheck()
	w.listing.Start(w.reread)
}

// reread brings the sidebar up to date with the folder.
func (w *Window) reread() {
	if w.lib.Dir == "" {
		return
	}
	dir := w.lib.Dir
	w.o.Workspace.Refresh(func(lib storage.Library, err error) {
		if w.lib.Dir != dir {
			return
		}
		if err != nil {
			w.say("The folder cannot be read: " + err.Error())
			return
		}
		w.setLibrary(lib)
		w.askOutside()
	})
}

// look compares a post with its file. While the post is being written the
// answer waits for the end of that, so that no change is overlooked which came
// with it.
func (w *Window) look(p *openPost) {
	p.file.Look(func(seen storage.Sight) {
		if !w.posts.hold(p) {
			return
		}
		switch {
		case seen.News == storage.Refused:
			w.note(p, "“"+filepath.Base(p.s.Path())+"” cannot be read any more: "+seen.Err.Error()+" Your text stays here.")
		case seen.News == storage.Gone:
			p.s.Gone()
			w.note(p, "The file was removed outside Galley. Save writes it anew.")
		case seen.News == storage.Returned:
			p.s.Returned()
			w.note(p, "")
		case seen.News == storage.Changed && p.s.Dirty():
			if w.differs(p, seen.Src) {
				w.reportConflict(p)
			}
		case seen.News == storage.Changed:
			p.file.Accept(seen.Src)
			p.s.Reload(seen.Src)
			if p == w.posts.cur {
				w.sayOf(p, "Changed outside Galley and read again. Undo brings the text before back.")
			}
		default:
			return
		}
		w.refreshStatusOf(p)
	})
}

// sayOf says in the status bar what became of a post's file, until the post is
// saved or its file is another one again.
func (w *Window) sayOf(p *openPost, s string) {
	p.said = s
	w.say(s)
}

// unsay takes back what was said last of a post's file, which is not so any
// more.
func (w *Window) unsay(p *openPost) {
	if p.said != "" && p.said == w.status.said {
		w.say("")
	}
	p.said = ""
}

// unwatched says in the status bar that nothing tells of changes outside; ""
// takes it away.
func (w *Window) unwatched(note string) { w.status.setStanding(note) }

// differs notes that the file of a dirty post holds theirs, and tells whether
// that is a conflict: it is none where the file holds the very text already.
func (w *Window) differs(p *openPost, theirs string) bool {
	p.s.Conflict(theirs)
	if p.s.Status() == session.Conflict {
		return true
	}
	p.file.Accept(theirs)
	w.note(p, "")
	return false
}

// note puts a line over a post's text; "" takes it away.
func (w *Window) note(p *openPost, s string) {
	p.noted = s
	if p == w.posts.cur {
		w.showNote(p)
		w.arrange()
	}
}

// showNote shows the line over a post's text; that of a conflict leads to its
// question.
func (w *Window) showNote(p *openPost) {
	closed := func() { w.note(p, "") }
	if _, ok := p.s.Theirs(); ok && p.noted != "" {
		w.banner.offer(p.noted, "Review…", func() { w.askConflict(p) }, closed)
		return
	}
	w.banner.show(p.noted, closed)
}

// conflictTitle is how much of a title the line about a conflict says, in runes.
const conflictTitle = 16

// reportConflict tells of a conflict in a line over the text. No question opens
// by itself: whoever is writing would answer it with the next key.
func (w *Window) reportConflict(p *openPost) {
	if _, ok := p.s.Theirs(); ok {
		w.unsay(p)
		title := p.title()
		if r := []rune(title); len(r) > conflictTitle {
			title = string(r[:conflictTitle]) + "…" // what happened must not be cut off
		}
		w.note(p, "“"+title+"” was also changed outside Galley.")
	}
}

// askConflict shows the conflict question. Whatever the answer, neither text
// is lost: theirs can be had by a copy or stays on the disk, mine by undo.
func (w *Window) askConflict(p *openPost) {
	theirs, ok := p.s.Theirs()
	if !ok {
		return
	}
	p.asked = theirs
	w.unsay(p)
	w.show(p)
	w.modal.Ask(&control.Question{
		Title: "“" + p.title() + "” was also changed outside Galley",
		Text:  "Nothing has been overwritten. Keep mine: your next save replaces the file. Use theirs: the window shows the file, and Undo brings your text back.",
		Width: 620,
		Apart: []control.Choice{
			{Label: "Use theirs", Do: func() { w.useTheirs(p) }},
			{Label: "Save mine as a copy", Do: func() { w.copyMine(p) }},
		},
		Cancel: control.Choice{Label: "Decide later"},
		Main:   control.Choice{Label: "Keep mine", Do: func() { w.keepMine(p) }},
	})
}

// keepMine has the next save replace the text that the question was about.
// Where the file holds another one by now, that is asked about anew.
func (w *Window) keepMine(p *openPost) {
	switch now, ok := p.s.Theirs(); {
	case !ok: // it was removed since, or holds the very text
		w.refreshStatusOf(p)
		return
	case now != p.asked:
		w.askConflict(p)
		return
	}
	p.file.Accept(p.asked)
	p.s.KeepMine()
	w.note(p, "")
	w.sayOf(p, "Your text is kept. Save replaces the file.")
	w.refreshStatusOf(p)
}

// useTheirs shows what the file holds now; mine can be had back by undo.
func (w *Window) useTheirs(p *openPost) (shown bool) {
	theirs, ok := p.s.Theirs()
	if !ok { // it was removed since, or holds the very text
		w.refreshStatusOf(p)
		return false
	}
	p.file.Accept(theirs)
	p.s.UseTheirs()
	w.note(p, "")
	w.sayOf(p, "The file's text is shown. Undo brings yours back.")
	w.refreshStatusOf(p)
	return true
}

func (w *Window) copyMine(p *openPost) {
	f := w.o.Workspace.NewFile()
	f.Create(storage.CopyPath(p.s.Path()), "", p.s.Text().Chunks(), func(o storage.Result) {
		f.Close()
		if !o.Written() {
			w.modal.Tell("No copy could be made", o.Err.Error()+"\nYour text is still here in the window.", nil)
			return
		}
		if w.useTheirs(p) {
			w.sayOf(p, "Your text is in "+filepath.Base(o.Path)+"; the window shows the file.")
		} else {
			w.sayOf(p, "Your text is in "+filepath.Base(o.Path)+" too.")
		}
		if o.Err != nil {
			w.modal.Tell("The copy was made, but the disk did not confirm it", o.Err.Error()+"\nUndo brings your text back.", nil)
		}
		w.reread()
	})
}
