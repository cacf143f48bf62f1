package editor

import (
	"context"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/form"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/problems"
	"galley.app/galley/editor/status"
	"galley.app/galley/editor/text"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/webcheck"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/publish"
	"galley.app/galley/storage/template"
)

// checker looks for what is wrong with the posts; status bar, form and list show
// it.
type checker struct {
	workspace *storage.Workspace
	posts     *openPosts
	side      *sidebar
	area      *textedit.Editor
	form      *form.Form
	status    *status.Bar
	visible   *visibility
	modal     *modal.Stack
	canvas    fyne.Canvas
	say       func(string)
	jump      func(off int)
	open      func(path string, line int, then func())
	folder    func(path string) // shows a file in its folder
	post      func(func())      // runs a function on the UI goroutine
	disk      *disk
	checked   func() // called when it is known anew
	spelling  func() // offers words for the one at the caret
	delay     control.Delay
	at        int // the one that was gone to, from 1; 0 for none
	web       webcheck.Checker
	trying    bool           // addresses of other sites
	list      *problems.List // of the shown post, while it is open; nil for none
}

// findings are what was found in a version of a post's text.
type findings struct {
	list    []post.Problem
	version uint64
	done    bool
	busy    bool   // it is being looked for
	again   bool   // and the text has changed since
	then    func() // what waits for the next result
}

// soon checks a post when nothing was typed for a moment.
func (x *checker) soon(p *openPost) { x.delay.Start(func() { x.check(p) }) }

// found lists what is wrong with a post: of its head as it is now, of its text as
// it was last looked through, at the places where that is by now. A new post that
// nothing was written in lacks all, which is no news.
func (p *openPost) found() []post.Problem {
	switch {
	case p.unwritten() || p.template:
		return nil
	case p.checked.done && p.checked.version == p.s.Text().Version():
		return p.checked.list
	}
	all := p.problems[:len(p.problems):len(p.problems)]
	patch, known := p.s.PatchSince(p.checked.version)
	if !known {
		return all
	}
	for _, q := range p.checked.list {
		if r, ok := check.RuleOf(q.Rule); !ok || r.About != check.Text && r.About != check.Links {
			continue
		}
		if q.End > 0 {
			q.Start, q.End = patch.MapRange(q.Start, q.End)
			q.Line = p.s.Text().LineAt(q.Start) + 1
		}
		if q.Fix != nil {
			f := *q.Fix
			f.Start, f.End = patch.MapRange(f.Start, f.End)
			q.Fix = &f
		}
		all = append(all, q)
	}
	return check.Sort(all)
}

// faults is how many problems found returns that are more than hints. It is asked
// for wherever the post is listed, and costs little however many there are.
func (p *openPost) faults() int {
	switch {
	case p.unwritten() || p.template:
		return 0
	case p.checked.done && p.checked.version == p.s.Text().Version():
		return check.Count(p.checked.list)
	}
	n := check.Count(p.problems)
	if _, known := p.s.PatchSince(p.checked.version); !known {
		return n
	}
	for i := range p.checked.list {
		q := &p.checked.list[i]
		if r, ok := check.RuleOf(q.Rule); q.Severity != post.Hint && ok && (r.About == check.Text || r.About == check.Links) {
			n++
		}
	}
	return n
}

// isBody reports whether a problem of a post lies in its body.
func (p *openPost) isBody(q post.Problem) bool {
	return q.Key == "" && q.Line > p.s.Text().LineAt(p.s.Start())
}

// next goes to the next or previous problem of the post and says it.
func (x *checker) next(by int) {
	var all []post.Problem
	for _, p := range x.posts.cur.found() {
		if p.Severity != post.Hint {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		x.say("No problems.")
		return
	}
	switch x.at += by; {
	case x.at < 1:
		x.at = len(all)
	case x.at > len(all):
		x.at = 1
	}
	x.goTo(all[x.at-1])
}

// goTo shows the place of a problem of the shown post, and says it.
func (x *checker) goTo(p post.Problem) {
	x.form.Go(p.Key)
	if t := x.posts.cur.s.Text(); x.posts.cur.isBody(p) && p.Line <= t.Lines() {
		off := t.LineStart(p.Line - 1)
		if p.End > 0 {
			off = p.Start
		}
		x.jump(off)
	}
	x.say("▲ " + check.Sentence(p))
}

// rows are the problems of the shown post as a list has them.
func (x *checker) rows() (rows []problems.Row) {
	p := x.posts.cur
	for _, q := range p.found() {
		row := problems.Row{Problem: q, Path: p.key(), Title: p.title(), Place: fieldName(q.Key)}
		if p.isBody(q) {
			row.Place = fmt.Sprintf("Line %d", q.Line-x.visible.firstLine())
		}
		rows = append(rows, row)
	}
	return rows
}

// fieldName is what the form calls a field.
func fieldName(key string) string {
	switch key {
	case "title", "slug", "published", "description":
		return string(key[0]-'a'+'A') + key[1:]
	}
	return key
}

// show lists what is wrong with the post that is shown.
func (x *checker) show() {
	p := x.posts.cur
	if p == nil || x.modal.Depth() > 0 {
		return
	}
	o := problems.Options{
		Modal: x.modal, Canvas: x.canvas, Title: "Problems of “" + p.title() + "”", Rows: x.rows(), Stays: true,
		Go: func(r problems.Row) { x.goTo(r.Problem) },
		Fix: func(rows []problems.Row) {
			for _, r := range rows {
				x.fixIn(p, r.Problem)
			}
		},
	}
	if len(x.disk.copies(p)) > 0 {
		o.Apart = []control.Choice{{Label: "Review the copy", Do: func() { x.disk.reviewCopy(p) }}}
	}
	x.list = problems.Open(o)
}

// showOf lists what is wrong with a post of the library, which is opened first, or
// with all of them for "".
func (x *checker) showOf(path string) {
	switch p := x.posts.cur; {
	case path == "":
		x.showLibrary()
	case p != nil && p.key() == path:
		x.show()
	default:
		x.open(path, 0, func() {
			p := x.posts.cur
			p.checked.then = func() {
				if p == x.posts.cur {
					x.show()
				}
			}
			x.check(p)
		})
	}
}

// showLibrary lists what is wrong with the posts of the library.
func (x *checker) showLibrary() {
	if x.modal.Depth() > 0 {
		return
	}
	var rows []problems.Row
	lib := x.side.lib
	for i := range lib.Entries {
		e := &lib.Entries[i]
		list := e.Problems
		if p := x.posts.at(e.Path); p != nil && (p == x.posts.cur || p.s.Dirty()) {
			list = p.found()
		}
		for _, q := range list {
			if q.Severity == post.Hint {
				continue
			}
			row := problems.Row{Problem: q, Path: e.Path, Title: e.Title, Place: fieldName(q.Key)}
			if q.Key == "" && q.Line > 1 {
				row.Place = fmt.Sprintf("%s, line %d of the file", e.Name, q.Line)
			}
			rows = append(rows, row)
		}
	}
	show := func(rows []problems.Row) {
		problems.Open(problems.Options{
			Modal: x.modal, Canvas: x.canvas, Title: "Problems of “" + lib.Name() + "”", Note: problemsOf(lib), Rows: rows, Named: true,
			Go: x.goRow,
			Fix: func(rows []problems.Row) {
				x.open(rows[0].Path, 0, func() { x.fixOpened(rows[0].Problem) })
			},
		})
	}
	if !publish.HasDesign(lib) {
		show(rows)
		return
	}
	look := func(ctx context.Context) []problems.Row { return designRows(lib, publish.DesignProblems(ctx, lib)) }
	problems.Await(x.modal, x.post, look, func(found []problems.Row, whole bool) {
		if !whole {
			x.say("The templates were not looked at.")
			found = nil
		}
		show(append(found, rows...))
	})
}

// goRow shows the place of a problem in any post.
func (x *checker) goRow(r problems.Row) {
	switch p := x.posts.cur; {
	case p != nil && p.key() == r.Path:
		x.goTo(r.Problem)
	case showDesign(x, r):
	default:
		x.open(r.Path, 0, func() { x.goTo(r.Problem) })
	}
}

// fixOpened mends a problem that was found in the file of the post which is shown
// now, once that is looked through as it is.
func (x *checker) fixOpened(q post.Problem) {
	p := x.posts.cur
	p.checked.then = func() {
		for _, is := range p.found() {
			if is.Rule == q.Rule && is.Message == q.Message {
				x.fixIn(p, is)
				return
			}
		}
		x.say("The text here does not have this problem any more.")
	}
	x.check(p)
}

// now is a problem that was found before, at the place where it is by now.
func (p *openPost) now(q post.Problem) (is post.Problem, ok bool) {
	for _, o := range p.found() {
		if o.Rule == q.Rule && o.Message == q.Message && (!ok || abs(o.Start-q.Start) < abs(is.Start-q.Start)) {
			is, ok = o, true
		}
	}
	return is, ok
}

func abs(n int) int { return max(n, -n) }

// fixIn mends a problem of an open post by an edit that undo takes back, or puts
// the caret where something is to be written.
func (x *checker) fixIn(p *openPost, q post.Problem) {
	q, ok := p.now(q)
	f := q.Fix
	if !ok || f == nil || !x.posts.hold(p) {
		x.say("The text has changed there; nothing was done.")
		return
	}
	if f.Key != "" {
		x.form.Set(f.Key, f.Text)
		x.fixed(p, "The field is changed; Undo brings back what was there.")
		return
	}
	start, end := f.Start, f.End
	t := p.s.Text()
	if end > t.Len() || t.Slice(start, end) != f.Old {
		x.say("The text has changed there; nothing was done.")
		return
	}
	if !f.Writes() {
		x.jump(start)
		x.say("▲ " + check.Sentence(q))
		return
	}
	p.s.Apply(text.Other, []text.Selection{caretAt(start + len(f.Text))}, text.Edit{Start: start, End: end, New: f.Text})
	x.area.Reveal(p.s.Primary().Head)
	x.fixed(p, "The text is changed; Undo brings back what was there.")
}

func (x *checker) fixed(p *openPost, said string) {
	x.say(said)
	x.check(p)
	x.listed()
}

// listed shows in the list what is left.
func (x *checker) listed() {
	if x.list != nil && x.modal.Depth() > 0 && x.posts.cur != nil {
		x.list.Set(x.rows())
	}
}

// fixHere offers what mends the problem at the caret, or in the field that has the
// keys, and else words for the one that is misspelled there.
func (x *checker) fixHere() {
	p := x.posts.cur
	var items []control.MenuItem
	caret, focus := p.s.Primary().Head, x.canvas.Focused()
	for _, q := range p.found() {
		at := q.Key == "" && q.End > 0 && q.Start <= caret && caret <= q.End && focus == fyne.Focusable(x.area)
		if f := x.form.Fields()[q.Key]; q.Fix != nil && (at || f != nil && focus == fyne.Focusable(f)) {
			items = append(items, control.MenuItem{Title: q.Fix.Label, Do: func() { x.fixIn(p, q) }})
		}
	}
	if len(items) == 0 {
		x.spelling()
		return
	}
	items = append(items, control.MenuItem{Title: "Spelling…", Split: true, Do: x.spelling})
	ed := x.area
	for _, f := range x.form.Fields() {
		if focus == fyne.Focusable(f) {
			ed = f.Editor()
		}
	}
	if ed == x.area {
		ed.Reveal(caret)
	}
	if box, height, ok := ed.CaretBox(); ok {
		x.modal.Menu(&control.Menu{Items: items, First: true}, box, height)
	}
}

// check looks for what is wrong with the post and shows how much: with its head at
// once, with the rest aside.
func (x *checker) check(p *openPost) {
	p.template = template.In(x.side.lib.Dir, p.s.Path())
	head := p.s.Text().Slice(0, p.s.Start())
	p.problems = x.workspace.Check(p.s.Path(), head)
	x.count(p)
	x.checkFields()
	x.checkAll(p)
}

// checkAll looks through a post aside, once its text is parsed; only the last text
// of several counts.
func (x *checker) checkAll(p *openPost) {
	t, d := p.s.Text(), p.doc
	if d == nil || d.Version != t.Version() {
		return // it is looked through when it is parsed
	}
	c := &p.checked
	if c.busy {
		c.again = true
		return
	}
	c.busy, c.again = true, false
	look := x.workspace.Checking(p.s.Path(), t, d)
	go func() {
		list := look()
		x.post(func() {
			c.list, c.version, c.done, c.busy = list, t.Version(), true, false
			x.count(p)
			if p == x.posts.cur {
				x.checkFields()
				x.listed()
			}
			if c.again && x.posts.hold(p) {
				x.checkAll(p)
			}
			if then := c.then; then != nil && c.version == p.s.Text().Version() {
				c.then = nil
				then()
			}
		})
	}()
}

// count shows how many problems the post has, where it is shown.
func (x *checker) count(p *openPost) {
	if p == x.posts.cur {
		x.status.SetProblems(p.faults())
	}
	x.checked()
}

// checkFields shows problems below the fields, but no new ones while one of them
// is being typed in: nothing moves under the writer's hands.
func (x *checker) checkFields() {
	if p := x.posts.cur; p == nil {
	} else if _, typing := x.canvas.Focused().(*field.Field); typing {
		x.form.AmendProblems(p.problems)
	} else {
		x.form.SetProblems(p.problems)
	}
}

// leftField checks the fields when the focus went from one of them, also to
// another: a problem that was mended must not stand below it any longer.
func (x *checker) leftField() {
	x.post(func() {
		if x.posts.cur != nil {
			x.check(x.posts.cur)
			x.form.SetProblems(x.posts.cur.problems)
		}
	})
}

// askWeb offers to try the addresses of other sites, which nothing else does.
func (x *checker) askWeb() {
	p := x.posts.cur
	var one []problems.Row
	if p != nil && p.doc != nil {
		one = webLinks(index.OfDoc(p.s.Text(), p.s.Text().String(), p.doc), p.key(), p.title())
	}
	q := &control.Question{
		Title: "Try external links?", Text: "Each site is asked once for each of its addresses, without haste. What answers is not asked again for a day; what lies in a private network is asked only if you say so then.",
		Cancel: control.Choice{Label: "Cancel"},
		Main:   control.Choice{Label: "All posts", Do: func() { x.tryWeb(x.libraryLinks, "the library", false) }},
	}
	if len(one) > 0 {
		q.Apart = []control.Choice{{Label: "Only this post", Do: func() { x.tryWeb(func() []problems.Row { return one }, "“"+p.title()+"”", false) }}}
	}
	x.modal.Ask(q)
}

// libraryLinks are the addresses of other sites in the posts of the library.
func (x *checker) libraryLinks() (rows []problems.Row) {
	for _, e := range x.side.lib.Entries {
		if e.Err == nil {
			rows = append(rows, webLinks(e.Facts(), e.Path, e.Title)...)
		}
	}
	return rows
}

// webLinks are the addresses of other sites in a post; the message of each is the
// address.
func webLinks(f index.Facts, path, title string) (rows []problems.Row) {
	for _, l := range f.Links {
		if at := webcheck.Plain(l.Dest); at != "" {
			q := post.Problem{Line: l.Line, Col: l.Col, Severity: post.Warning, Rule: "web", Message: at, Start: l.Off, End: l.Off + len(l.Written)}
			rows = append(rows, problems.Row{Problem: q, Path: path, Title: title})
		}
	}
	return rows
}

// tryWeb tries addresses aside, and lists those that lead nowhere. Those in private
// networks are asked for only where the writer said so.
func (x *checker) tryWeb(find func() []problems.Row, where string, private bool) {
	if x.trying {
		x.say("External links are being tried already.")
		return
	}
	rows := find()
	var addresses []string
	for _, r := range rows {
		addresses = append(addresses, r.Message)
	}
	slices.Sort(addresses)
	n := len(slices.Compact(addresses))
	if n == 0 {
		x.say("There are no external links.")
		return
	}
	x.trying = true
	x.say("Trying " + wording.Count(n, "external link") + "…")
	answers := map[string]webcheck.Result{}
	web := x.web
	web.Private = private
	go func() {
		err := web.Try(context.Background(), addresses, func(r webcheck.Result) {
			answers[r.Address] = r
			said := fmt.Sprintf("Trying external links: %d of %d", len(answers), n)
			x.post(func() { x.say(said) })
		})
		x.post(func() {
			x.trying = false
			x.tried(rows, answers, where, err)
		})
	}()
}

// tried lists the addresses that lead nowhere, and those that were not asked for.
func (x *checker) tried(rows []problems.Row, answers map[string]webcheck.Result, where string, err error) {
	var dead, unasked []problems.Row
	asked := 0
	for _, a := range answers {
		if !a.Unasked() {
			asked++
		}
	}
	for _, r := range rows {
		a := answers[r.Message]
		shown := r
		shown.Place = fmt.Sprintf("line %d of the file", r.Line)
		switch {
		case a.Unasked():
			shown.Message = "The address " + r.Message + " lies in a private network and was not asked for"
			unasked = append(unasked, r)
		case a.Dead():
			shown.Message = "The address " + r.Message + " does not answer as it should: " + a.String()
		default:
			continue
		}
		dead = append(dead, shown)
	}
	said := "▲ " + wording.Count(len(dead)-len(unasked), "external link") + " of " + where + " " + lead(len(dead)-len(unasked)) + " nowhere."
	if len(dead) == len(unasked) {
		said = wording.Count(len(unasked), "external link") + " of " + where + " " + lies(len(unasked)) + " in a private network."
	}
	switch {
	case err != nil:
		x.say("▲ Not all external links were tried: " + err.Error())
	case len(dead) == 0:
		x.say("All " + wording.Count(asked, "external link") + " of " + where + " answer.")
	case x.modal.Depth() > 0:
		x.say(said + " Try them again for the list.")
	default:
		x.say(said)
		o := problems.Options{
			Modal: x.modal, Canvas: x.canvas, Title: "External links that lead nowhere", Rows: dead, Named: true,
			Go:  func(r problems.Row) { x.open(r.Path, 0, func() { x.goTo(r.Problem) }) },
			Fix: func([]problems.Row) {},
		}
		if len(unasked) > 0 {
			o.Apart = []control.Choice{{Label: "Ask the private network", Do: func() {
				x.tryWeb(func() []problems.Row { return unasked }, where, true)
			}}}
		}
		problems.Open(o)
	}
}

func lead(n int) string {
	if n == 1 {
		return "leads"
	}
	return "lead"
}

func lies(n int) string {
	if n == 1 {
		return "lies"
	}
	return "lie"
}
