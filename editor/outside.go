package editor

import (
	"path/filepath"

	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
)

// outside follows what happened to files: each open post whose file may have
// changed is compared with what was last read or written, and only other
// bytes are news.
func (w *Window) outside(paths []string) {
	touched := map[string]bool{}
	for _, p := range paths {
		touched[p] = true
	}
	for _, p := range w.posts {
		if p.s.Path() != "" && (paths == nil || touched[p.s.Path()]) && p.s.Status() != session.Saving {
			w.look(p)
		}
	}
	w.o.Proof.Recheck()
	w.listing.start(w.reread)
}

// reread brings the sidebar up to date with the folder.
func (w *Window) reread() {
	if w.lib.Dir == "" {
		return
	}
	dir := w.lib.Dir
	w.o.Store.Refresh(func(lib Library, err error) {
		if w.lib.Dir != dir {
			return
		}
		if err != nil {
			w.say("The folder cannot be read: " + err.Error())
			return
		}
		w.lib = lib
		w.spelling.start()
		w.readDialect()
		w.listPosts()
	})
}

func (w *Window) look(p *openPost) {
	path := p.s.Path()
	w.o.Store.Look(path, func(news News, theirs string, err error) {
		if p.s.Path() != path || p.s.Status() == session.Saving || !w.holds(p) {
			return
		}
		switch {
		case err != nil:
			w.note(p, "“"+filepath.Base(path)+"” cannot be read any more: "+err.Error()+" Your text stays here.")
		case news == Same:
			if p.s.Status() != session.Gone {
				return
			}
			w.returned(p)
		case news == Removed:
			p.s.Gone()
			w.note(p, "The file was removed outside Galley. Save writes it anew.")
		case news == Changed && p.s.Dirty():
			if w.differs(p, theirs) {
				w.reportConflict(p)
			}
		case news == Changed:
			w.o.Store.Accept(path)
			p.s.Reload(theirs)
			if p == w.cur {
				w.say("Changed outside Galley and read again. Undo brings the text before back.")
			}
		}
		w.refreshStatusOf(p)
	})
}

// returned follows a file that came back as it was last read or written.
func (w *Window) returned(p *openPost) {
	src, known, err := w.o.Store.Load(p.s.Path())
	if err != nil {
		return
	}
	known()
	if src == p.s.Text().String() {
		p.s.Reload(src)
	} else {
		p.s.Conflict(src)
		p.s.KeepMine() // the file is the one that the text was made from
	}
	w.note(p, "")
}

func (w *Window) holds(p *openPost) bool {
	for _, o := range w.posts {
		if o == p {
			return true
		}
	}
	return false
}

// differs notes that the file of a dirty post holds theirs, and tells whether
// that is a conflict: it is none where the file holds the very text already.
func (w *Window) differs(p *openPost, theirs string) bool {
	p.s.Conflict(theirs)
	if p.s.Status() == session.Conflict {
		return true
	}
	w.o.Store.Accept(p.s.Path())
	return false
}

// note puts a line over a post's text; "" takes it away.
func (w *Window) note(p *openPost, s string) {
	p.noted = s
	if p == w.cur {
		w.banner.show(s, func() { w.note(p, "") })
		w.arrange()
	}
}

// reportConflict asks about a conflict, once for each text that was found on
// the disk.
func (w *Window) reportConflict(p *openPost) {
	theirs, ok := p.s.Theirs()
	if !ok || p != w.cur || w.modal > 0 {
		return
	}
	if p.asked == nil || *p.asked != theirs {
		w.askConflict(p)
	}
}

// askConflict shows the conflict question. Whatever the answer, neither text
// is lost: theirs can be had by a copy or stays on the disk, mine by undo.
func (w *Window) askConflict(p *openPost) {
	theirs, ok := p.s.Theirs()
	if !ok {
		return
	}
	p.asked = &theirs
	w.show(p)
	w.note(p, "Also changed outside Galley; nothing is written. Save asks again.")
	w.ask(&control.Question{
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

func (w *Window) keepMine(p *openPost) {
	w.o.Store.Accept(p.s.Path())
	p.s.KeepMine()
	w.note(p, "")
	w.say("Your text is kept. Save replaces the file.")
	w.refreshStatusOf(p)
}

func (w *Window) useTheirs(p *openPost) {
	w.o.Store.Accept(p.s.Path())
	p.s.UseTheirs()
	w.note(p, "")
	w.say("The file's text is shown. Undo brings yours back.")
	w.refreshStatusOf(p)
}

func (w *Window) copyMine(p *openPost) {
	path, err := w.o.Store.CopyPath(p.s.Path())
	if err != nil {
		w.tell("No copy could be made", err.Error(), nil)
		return
	}
	w.o.Store.Create(path, "", p.s.Text(), func(o Outcome) {
		if o.Err != nil {
			w.tell("No copy could be made", o.Err.Error()+"\nYour text is still here in the window.", nil)
			return
		}
		w.useTheirs(p)
		w.say("Your text is in " + filepath.Base(o.Path) + "; the window shows the file.")
		w.reread()
	})
}
