package editor

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/merge"
	"galley.app/galley/editor/merging"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/status"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
)

// disk is what the disk says of the files of open posts: that they changed or
// were removed outside, and the conflicts that come of it.
type disk struct {
	workspace *storage.Workspace
	posts     *openPosts
	side      *sidebar
	modal     *modal.Stack
	status    *status.Bar
	banner    *banner
	arrange   func()          // makes room for the banner, or takes it back
	show      func(*openPost) // brings a post into the window
	stands    func(*openPost) // says how a post stands to its file
	close     func(*openPost) // asks what becomes of a post's changes, and closes it
	canvas    fyne.Canvas
	post      func(func()) // runs a function on the UI goroutine
	now       func() time.Time
	open      *merging.Review // the last that was opened
	reviewed  *openPost       // of which post, while it is open
	seen      string          // their text that it shows

	offered string           // a line over whatever post is open; "" for none
	acts    []control.Choice // what can be done about it
}

// outside follows what happened to files: each open post whose file may have
// changed is compared with what was last read or written, and only other
// bytes are news.
func (d *disk) outside(paths []string) {
	touched := map[string]bool{}
	for _, p := range paths {
		touched[p] = true
	}
	for _, p := range d.posts.all {
		if p.s.Path() != "" && (paths == nil || touched[p.s.Path()]) {
			d.look(p)
		}
	}
	d.side.recheck()
	d.side.listing.Start(d.side.reread)
}

// look compares a post with its file. While the post is being written the
// answer waits for the end of that, so that no change is overlooked which came
// with it.
func (d *disk) look(p *openPost) {
	p.file.Look(func(seen storage.Sight) {
		if !d.posts.hold(p) {
			return
		}
		was := p.refused
		p.refused = seen.News == storage.Refused
		switch {
		case seen.News == storage.Refused:
			d.note(p, "“"+filepath.Base(p.s.Path())+"” cannot be read any more: "+strings.TrimPrefix(seen.Err.Error(), p.s.Path()+": ")+" Your text stays here.")
		case seen.News == storage.Gone:
			p.s.Gone()
			d.note(p, removed)
		case seen.News == storage.Returned:
			p.s.Returned()
			d.note(p, "")
		case seen.News == storage.Changed && p.s.Dirty():
			if d.differs(p, seen.Src) {
				d.report(p)
			}
		case seen.News == storage.Changed:
			d.keep(p, history.Reloaded)
			p.file.Accept(seen.Src)
			p.s.Reload(seen.Src)
			d.keep(p, history.Outside)
			if p == d.posts.cur {
				d.sayOf(p, "Changed outside Galley and read again. Undo brings back the earlier text.")
			}
		case was: // it holds again what was last known of it
			d.note(p, "")
			d.report(p)
		default:
			return
		}
		d.renew(p)
		d.stands(p)
	})
}

// keep has the text of a post as it is now kept in the history.
func (d *disk) keep(p *openPost, kind history.Kind) {
	p.file.Keep(kind, d.side.slug(p.s.Title()), p.s.Text().Chunks())
}

// elsewhere takes in that another window has a post open with changes, or not any
// more. Nothing is forbidden: who saves last is told of what the other saved.
func (d *disk) elsewhere(f *storage.OpenFile, changed bool) {
	p := d.posts.owner(f)
	if p == nil || p.shared == changed {
		return
	}
	p.shared = changed
	switch {
	case changed && p.noted == "":
		d.note(p, sharedLine(p))
	case !changed && strings.HasSuffix(p.noted, anotherWindow):
		d.note(p, "")
	}
}

const anotherWindow = " another Galley window."

func sharedLine(p *openPost) string {
	return "“" + shortTitle(p, lineTitle) + "” is open with changes in" + anotherWindow
}

// removed is said over the text of a post whose file is gone.
const removed = "File removed outside. Save writes it anew."

// sayOf says in the status bar what became of a post's file, until the post is
// saved or its file is another one again.
func (d *disk) sayOf(p *openPost, s string) {
	p.said = s
	d.status.Say(s)
}

// unsay takes back what was said last of a post's file, which is not so any
// more.
func (d *disk) unsay(p *openPost) {
	if p.said != "" && p.said == d.status.Said {
		d.status.Say("")
	}
	p.said = ""
}

// differs notes that the file of a dirty post holds theirs, and tells whether
// that is a conflict: it is none where the file holds the very text already.
func (d *disk) differs(p *openPost, theirs string) bool {
	p.s.Conflict(theirs)
	if p.s.Status() == session.Conflict {
		return true
	}
	p.file.Accept(theirs)
	d.note(p, "")
	return false
}

// note puts a line over a post's text; "" takes it away. What was said before of
// another window, and is still so, is said again when another line goes.
func (d *disk) note(p *openPost, s string) {
	if s == "" && p.shared && p.noted != "" && !strings.HasSuffix(p.noted, anotherWindow) {
		s = sharedLine(p)
	}
	p.noted = s
	if p == d.posts.cur {
		d.showNote(p)
		d.arrange()
	}
}

// showNote shows the line over a post's text; that of a conflict has its answers.
func (d *disk) showNote(p *openPost) {
	closed := func() { d.note(p, "") }
	if theirs, ok := p.s.Theirs(); ok && p.noted != "" {
		d.banner.offer(p.noted, []control.Choice{
			{Label: "Review", Do: func() { d.review(p) }},
			{Label: "Keep mine", Do: func() { d.keepMine(p, theirs) }},
			{Label: "Use theirs", Do: func() { d.useTheirs(p) }},
		}, closed)
		return
	}
	if strings.HasSuffix(p.noted, copyLeft) {
		d.banner.offer(p.noted, []control.Choice{
			{Label: "Review", Do: func() { d.reviewCopy(p) }},
			{Label: "Keep apart", Do: func() { d.keepApart(p) }},
		}, func() { d.leaveCopies(p) })
		return
	}
	if strings.HasSuffix(p.noted, anotherWindow) {
		d.banner.offer(p.noted, []control.Choice{{Label: "Close it here", Do: func() { d.close(p) }}}, closed)
		return
	}
	if p.noted == "" {
		d.showOffer()
		return
	}
	if p.noted == p.about.line {
		d.banner.offer(p.noted, p.about.acts, func() {
			closed()
			p.about.closed()
		})
		return
	}
	d.banner.show(p.noted, closed)
}

// remark is a line over a post's text with what can be done about it.
type remark struct {
	line   string
	acts   []control.Choice
	closed func()
}

// tell shows such a line, unless something else is said there; without words it
// takes away the one that is shown.
func (d *disk) tell(p *openPost, a remark) {
	if p.noted != "" && p.noted != p.about.line {
		return
	}
	p.about = a
	d.note(p, a.line)
}

// offer shows a line over whatever post is open, with what can be done about it,
// until it is closed or another comes; "" takes it away. What is said of a post
// goes before it.
func (d *disk) offer(s string, acts ...control.Choice) {
	d.offered, d.acts = s, acts
	if d.posts.cur == nil {
		d.showOffer()
	} else {
		d.showNote(d.posts.cur)
	}
	d.arrange()
}

func (d *disk) showOffer() {
	if d.offered == "" {
		d.banner.show("", nil)
		return
	}
	d.banner.offer(d.offered, d.acts, func() { d.offer("") })
}

// How much of a title is said, in runes: in the line over the text, which has more
// lines where it needs them, and in the status bar, which has one.
const (
	lineTitle   = 120
	statusTitle = 24
)

// shortTitle is so much of a title that what happened is not cut off behind it.
func shortTitle(p *openPost, most int) string {
	title := p.title()
	if r := []rune(title); len(r) > most {
		title = strings.TrimRight(string(r[:most]), " ") + "…"
	}
	return title
}

// report tells of a conflict in a line over the text. No question opens
// by itself: whoever is writing would answer it with the next key.
func (d *disk) report(p *openPost) {
	if _, ok := p.s.Theirs(); ok {
		d.unsay(p)
		d.note(p, "“"+shortTitle(p, lineTitle)+"” was also changed outside Galley.")
	}
}

// ask shows the conflict question. Whatever the answer, neither text is lost:
// what is given up is in the history.
func (d *disk) ask(p *openPost) {
	theirs, ok := p.s.Theirs()
	if !ok {
		return
	}
	p.asked = theirs
	d.report(p)
	d.show(p)
	d.modal.Late(&control.Question{
		Title: "“" + p.title() + "” was also changed outside Galley",
		Text: "Nothing has been overwritten. Review makes one text of both.\n" +
			"Keep mine: your next save replaces the file, whose text stays in History.\n" +
			"Use theirs: the window shows the file; your text stays in History, and Undo brings it back.",
		Width: 700,
		Apart: []control.Choice{
			{Label: "Keep mine", Do: func() { d.keepMine(p, theirs) }},
			{Label: "Use theirs", Do: func() { d.useTheirs(p) }},
			{Label: "Save mine as a copy", Do: func() { d.copyMine(p) }},
		},
		Cancel: control.Choice{Label: "Decide later"},
		Main:   control.Choice{Label: "Review", Do: func() { d.review(p) }},
	})
}

// review shows both texts as one, to be settled.
func (d *disk) review(p *openPost) {
	theirs, ok := p.s.Theirs()
	if !ok {
		d.stands(p)
		return
	}
	d.report(p)
	d.show(p)
	d.reviewed, d.seen = p, theirs
	d.open = merging.Open(merging.Options{
		Modal: d.modal, Canvas: d.canvas, Post: d.post, Now: d.now,
		Title: "“" + p.title() + "”: mine, and what the file holds", Theirs: "Theirs, the file on the disk", Answers: p.answers,
		Use: func(text string) {
			d.reviewed = nil
			d.settle(p, text)
		},
		Later: func(answers *merge.Merge) { d.reviewed, p.answers = nil, answers },
	}, texts(p))
}

// texts are those that a post in conflict is merged of. An empty base is none: of
// a text that was recovered nobody may know what the file held then.
func texts(p *openPost) merging.Texts {
	theirs, _ := p.s.Theirs()
	base := p.s.Base().String()
	return merging.Texts{Base: base, Mine: p.s.Text().String(), Theirs: theirs, HasBase: base != ""}
}

// renew has the review that is open go on with what the file holds by now.
func (d *disk) renew(p *openPost) {
	if d.reviewed != p {
		return
	}
	if theirs, ok := p.s.Theirs(); ok {
		d.seen = theirs
		d.open.Renew(texts(p))
		return
	}
	d.open.Close() // it was removed, or holds the very text
}

// settle takes the text over that was made of both. Where the file holds another
// one by now, that is reviewed too.
func (d *disk) settle(p *openPost, text string) {
	switch now, ok := p.s.Theirs(); {
	case !ok: // it was removed since, or holds the very text
		d.stands(p)
		return
	case now != d.seen:
		d.review(p)
		return
	}
	d.keep(p, history.GivenUp)
	p.file.Keep(history.Outside, "", slices.Values([]string{d.seen}))
	p.file.Accept(d.seen)
	p.s.Settle(text)
	p.answers = nil
	d.note(p, "")
	if p.s.Dirty() {
		d.sayOf(p, "One text of both, not saved yet. Undo brings yours back; both are in History.")
	} else {
		d.sayOf(p, "The file's text is shown. Undo brings yours back.")
	}
	d.stands(p)
}

// keepMine has the next save replace theirs, which was told of. Where the file
// holds another text by now, that is asked about anew.
func (d *disk) keepMine(p *openPost, theirs string) {
	switch now, ok := p.s.Theirs(); {
	case !ok: // it was removed since, or holds the very text
		d.stands(p)
		return
	case now != theirs:
		d.ask(p)
		return
	}
	p.file.Accept(theirs)
	p.s.KeepMine()
	p.file.Keep(history.GivenUp, "", slices.Values([]string{theirs}))
	d.note(p, "")
	d.sayOf(p, "Your text is kept, and theirs is in History. Save replaces the file.")
	d.stands(p)
}

// useTheirs shows what the file holds now; mine can be had back by undo.
func (d *disk) useTheirs(p *openPost) (shown bool) {
	theirs, ok := p.s.Theirs()
	if !ok { // it was removed since, or holds the very text
		d.stands(p)
		return false
	}
	d.keep(p, history.GivenUp)
	p.file.Accept(theirs)
	p.s.UseTheirs()
	d.keep(p, history.Outside)
	d.note(p, "")
	d.sayOf(p, "The file's text is shown, and yours is in History. Undo brings it back.")
	d.stands(p)
	return true
}

// copyMine puts my text into a draft of its own and shows the file's.
func (d *disk) copyMine(p *openPost) {
	d.workspace.CopyOf(p.s.Path(), p.s.Text().String(), "mine", func(path, text string) {
		f := d.workspace.NewFile()
		f.Create(path, "", slices.Values([]string{text}), func(o storage.Result) {
			f.Close()
			if !o.Written() {
				d.modal.Offer("No copy could be made", o.Err.Error()+"\nYour text is still here in the window.", control.Choice{Label: "Try again", Do: func() { d.copyMine(p) }}, nil)
				return
			}
			if d.useTheirs(p) {
				d.sayOf(p, "Your text is in the draft "+filepath.Base(o.Path)+"; the window shows the file.")
			} else {
				d.sayOf(p, "Your text is in the draft "+filepath.Base(o.Path)+" too.")
			}
			if o.Err != nil {
				d.modal.Tell("The copy was made, but the disk did not confirm it", o.Err.Error()+"\nUndo brings your text back.", nil)
			}
			d.side.reread()
		})
	})
}

// unkept says that versions are not kept, or nothing.
func unkept(err error) string {
	if err == nil {
		return ""
	}
	var unwritten *history.Error
	if errors.As(err, &unwritten) {
		return "▲ No versions are kept: " + unwritten.Reason() + " (" + filepath.Dir(unwritten.Path) + ")"
	}
	return "▲ No versions are kept: " + err.Error()
}
