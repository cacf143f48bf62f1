package editor

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"galley.app/galley/editor/choosing"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/palette"
	"galley.app/galley/editor/refusal"
	"galley.app/galley/editor/session"
	"galley.app/galley/internal/bus"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/post"
)

// saver writes posts to their files, and takes in what became of it.
type saver struct {
	workspace  *storage.Workspace
	chooser    *choosing.Chooser
	places     *config.Places
	posts      *openPosts
	side       *sidebar
	disk       *disk
	modal      *modal.Stack
	preview    *postPreview
	say        func(string)
	recent     func(path string) // hears of each post that the writer saved
	now        func() time.Time
	post       func(func())     // runs a function on the UI goroutine
	stands     func(*openPost)  // says how a post stands to its file
	check      func(*openPost)  // looks for what is wrong with a post
	openFolder func(dir string) // as the library
	settle     func(*openPost)  // ends what waits for the caret to leave where it is
}

// save writes the post and calls then with whether it is on the disk now.
func (s *saver) save(p *openPost, then func(ok bool)) {
	switch {
	case p.blank():
		s.say("Nothing is written yet, so there is nothing to save.")
		then(false)
		return
	case p.s.Status() == session.Saving: // saved again then, with what was written or taken back meanwhile
		p.then(func() { s.save(p, then) }, then)
		return
	case !p.s.Dirty() && p.s.Path() != "" && p.s.Status() != session.Gone:
		then(true)
		return
	case p.s.Path() == "" && s.side.lib.Dir == "":
		s.saveAs(p, then)
		return
	}
	s.settle(p)
	snap, ok := p.s.BeginSave()
	if !ok {
		s.disk.ask(p)
		then(false)
		return
	}
	done := func(r storage.Result) { s.saved(p, snap, r, func() { s.save(p, func(bool) {}) }, then) }
	if p.s.Path() != "" {
		p.file.Save(snap.Text.Chunks(), done)
		return
	}
	slug := p.s.Value("slug")
	if !post.ValidSlug(slug) {
		slug = s.side.slug(p.s.Title())
	}
	p.file.Create("", slug, snap.Text.Chunks(), done)
}

// autosave writes a changed post to its file without a question or a message
// over the window.
func (s *saver) autosave(p *openPost) {
	if snap, ok := p.s.BeginSave(); ok {
		p.file.Autosave(snap.Text.Chunks(), func(r storage.Result) { s.saved(p, snap, r, nil, func(bool) {}) })
	}
}

// saved takes over what became of a save, which again tries once more. It is nil
// where nobody asked for the save: then nothing is asked either, and what went
// wrong is said in the status bar.
func (s *saver) saved(p *openPost, snap session.Snapshot, r storage.Result, again func(), then func(bool)) {
	if waiting := p.after; len(waiting) > 0 {
		p.after = nil
		first := then
		then = func(ok bool) {
			first(ok)
			for _, f := range waiting {
				f(ok)
			}
		}
	}
	quiet := again == nil
	typed := p == s.posts.cur && p.s.Revision() != snap.Revision // a question would be answered by the next key
	var conflict *storage.ConflictError
	switch found := errors.As(r.Err, &conflict); {
	case found && conflict.Gone:
		p.s.Failed(nil)
		p.s.Gone()
		if quiet {
			s.disk.note(p, removed)
			s.stands(p)
			then(false)
			return
		}
		s.save(p, then)
		return
	case found && conflict.Err == nil:
		if s.disk.differs(p, string(conflict.Theirs)) {
			if quiet || typed {
				s.disk.report(p)
				s.stands(p)
			} else {
				s.disk.ask(p)
			}
			then(false)
			return
		}
		s.stands(p)
		then(true)
		return
	case !r.Written():
		p.s.Failed(r.Err)
		s.stands(p)
		switch {
		case quiet:
			s.disk.sayOf(p, "▲ “"+p.title()+"” was not saved by itself: "+refusal.Short(r.Err)+". Save tells more.")
		case typed:
			s.disk.sayOf(p, "▲ “"+p.title()+"” was not saved: "+refusal.Short(r.Err)+". Save tells more.")
		default:
			s.refused(p, r, again)
		}
		then(false)
		return
	}
	s.moved(p, r.Path)
	if !quiet {
		s.recent(p.s.Path())
	}
	unsure := r.Err != nil
	if unsure {
		p.s.Unconfirmed(r.Err)
	} else {
		p.s.Saved(snap.Revision)
	}
	s.disk.note(p, "")
	s.disk.unsay(p)
	if len(r.Lost) > 0 { // of the file; its words are there
		s.disk.note(p, "▲ “"+filepath.Base(r.Path)+"” was saved, but lost: "+strings.Join(r.Lost, ", "))
	}
	s.side.SetDirty(p.key(), p.s.Dirty())
	s.stands(p)
	s.side.reread()
	if p == s.posts.cur {
		s.check(p)
	}
	switch {
	case unsure && quiet:
		s.disk.sayOf(p, "▲ “"+p.title()+"” was saved by itself, but the disk did not confirm it.")
	case unsure:
		s.modal.Late(&control.Question{
			Title: "“" + p.title() + "” was saved, but the disk did not confirm it", Text: r.Err.Error(), Main: control.Choice{Label: "Close"},
		})
	}
	then(!unsure)
}

// refused asks what to do about a post that the disk did not take.
func (s *saver) refused(p *openPost, r storage.Result, again func()) {
	refusal.Ask(s.modal, refusal.Options{
		Title: p.title(), Err: r.Err, Missing: r.Missing, Again: again,
		SaveAs: func() { s.saveAs(p, func(bool) {}) },
		Make: func() {
			s.workspace.MakeFolder(r.Missing, func(err error) {
				if err != nil {
					s.modal.Tell("The folder could not be made", err.Error(), nil)
					return
				}
				again()
			})
		},
	})
}

// moved follows a post to the path that its file has now.
func (s *saver) moved(p *openPost, path string) {
	if path == "" || path == p.s.Path() {
		return
	}
	s.side.SetDirty(p.key(), false) // it is not there under that name any more
	p.s.SetPath(path)
	if p == s.posts.cur {
		s.preview.find(path)
		s.places.SetLast(path, s.now())
	}
	s.disk.look(p) // what was reported of that path before concerned no post
}

// follow has open posts follow their files to where other programs moved them,
// by what the library was before and is now.
func (s *saver) follow(before storage.Library) {
	for _, p := range s.posts.all {
		p.file.MovedTo(before, s.side.lib, func(path string) { s.followTo(p, path) })
	}
}

// followTo has an open post follow its file to where another program moved it.
func (s *saver) followTo(p *openPost, path string) {
	old := p.s.Path()
	if !p.file.Follow(path) {
		return
	}
	if p.noted == removed {
		s.disk.note(p, "")
	}
	p.s.Returned()
	s.moved(p, path)
	s.places.Renamed(old, path)
	file := "The file"
	if p != s.posts.cur {
		file += " of “" + shortTitle(p, statusTitle) + "”"
	}
	s.disk.sayOf(p, file+" was renamed outside Galley. It is "+s.side.lib.Rel(path)+" now.")
	s.check(p)
	s.stands(p)
}

// saveAs asks for a path and writes the post there.
func (s *saver) saveAs(p *openPost, then func(bool)) {
	if p.blank() {
		s.say("Nothing is written yet, so there is nothing to save.")
		then(false)
		return
	}
	dir := s.side.lib.Dir
	if dir == "" {
		dir, _ = os.UserHomeDir()
	}
	name := "wip-untitled.md"
	if slug := s.side.slug(p.s.Title()); slug != "" {
		name = "wip-" + slug + ".md"
	}
	if p.s.Path() != "" {
		dir, name = filepath.Split(p.s.Path())
	}
	q := choosing.Question{Title: "Save “" + p.title() + "” as", Verb: "Save", Start: dir, Kinds: posts}
	s.chooser.Save(q, name, func(save func(path string)) *field.Palette {
		has := s.workspace.Owners()
		return &field.Palette{
			Title: q.Title, Placeholder: "Path of the new file", Completes: true,
			Text: filepath.Join(dir, name), Mark: strings.TrimSuffix(name, filepath.Ext(name)),
			Find: func(q string) []field.Item {
				return palette.SaveAs(q, func(path string) bool { return has(path) != nil && has(path) != p.file }, save)
			},
			Asks: true, Empty: "There is no such folder.",
		}
	}, func(path string) { s.writeAs(p, path, then) }, func() { then(false) })
}

// posts are the files that hold posts.
var posts = []bus.Kind{{Name: "Posts", Patterns: []string{"*.md"}}, {Name: "All files", Patterns: []string{"*"}}}

// taken is the other open post that has path, or had it until its file was
// removed; nil if none has.
func (s *saver) taken(p *openPost, path string) *openPost {
	if o := s.posts.owner(s.workspace.Owner(path)); o != p {
		return o
	}
	return nil
}

// writeAs writes the post under a new path; a file that is there already is
// never replaced, nor is the name of another open post taken.
func (s *saver) writeAs(p *openPost, path string, then func(bool)) {
	if o := s.taken(p, path); o != nil {
		s.modal.Offer("“"+p.title()+"” was not saved", filepath.Base(path)+" is the name of “"+o.title()+"”, which is open. Choose another name, or close that post first.",
			control.Choice{Label: "Save as…", Do: func() { s.saveAs(p, then) }}, func() { then(false) })
		return
	}
	if p.s.Status() == session.Saving { // to the file that it has now
		p.then(func() { s.writeAs(p, path, then) }, then)
		return
	}
	snap, ok := p.s.BeginSave()
	if !ok {
		s.disk.ask(p)
		then(false)
		return
	}
	p.file.Create(path, "", snap.Text.Chunks(), func(r storage.Result) {
		if r.Written() && s.side.lib.Dir == "" {
			s.openFolder(filepath.Dir(path))
		}
		s.saved(p, snap, r, func() { s.writeAs(p, path, func(bool) {}) }, then)
	})
}

// autosaver saves posts that nobody asked to save, where the writer chose that.
// It never makes a file for a new post, lets be what is in conflict with its file
// or has lost it, and what was restored until its writer goes on, and asks nothing: what it cannot save the status bar says.
type autosaver struct {
	posts    *openPosts
	saver    *saver
	modal    *modal.Stack
	settings func() config.Settings
	ending   func(*openPost) bool // reports whether the writer was asked what becomes of a post, and it is being done
	resting  control.Delay
}

// changed counts the rest in writing anew.
func (a *autosaver) changed() {
	if s := a.settings(); s.Autosave == "rest" {
		a.resting.After = time.Duration(s.AutosaveRest * float64(time.Second))
		a.resting.Start(a.rested)
	}
}

// rested saves after a rest, unless something is asked: that may be whether to
// save.
func (a *autosaver) rested() {
	if a.settings().Autosave != "rest" {
		return
	}
	if a.modal.Depth() > 0 {
		a.resting.Start(a.rested)
		return
	}
	a.saveAll()
}

// left saves when another window gets the keys.
func (a *autosaver) left() {
	if a.settings().Autosave == "leave" && a.modal.Depth() == 0 {
		a.saveAll()
	}
}

func (a *autosaver) saveAll() {
	for _, p := range a.posts.all {
		if p.s.Path() != "" && p.s.Status() == session.Dirty && !p.refused && !p.kept.rest(p) && !a.ending(p) {
			a.saver.autosave(p)
		}
	}
}
