package editor

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/status"
	"galley.app/galley/internal/control"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
)

// problems are what is wrong with the posts, as status bar and form show it.
type problems struct {
	workspace *storage.Workspace
	posts     *openPosts
	form      *form
	status    *status.Bar
	visible   *visibility
	modal     *modal.Stack
	canvas    fyne.Canvas
	say       func(string)
	jump      func(off int)
	post      func(func()) // runs a function on the UI goroutine
	disk      *disk
	checked   func() // called when it is known anew
	delay     control.Delay
	at        int // the one that was gone to, from 1; 0 for none
}

// soon checks a post when nothing was typed for a moment.
func (x *problems) soon(p *openPost) { x.delay.Start(func() { x.check(p) }) }

// found lists what is wrong with a post: with its fields, then with its body
// as the last parse has it.
func (p *openPost) found() []post.Problem {
	all := p.problems[:len(p.problems):len(p.problems)]
	return append(all, bodyProblems(p.doc)...)
}

// bodyProblems are what readers will not see as it was written.
func bodyProblems(d *markdown.Doc) (list []post.Problem) {
	if d == nil {
		return nil
	}
	for _, p := range d.Problems() {
		list = append(list, post.Problem{Line: p.Line, Col: 1, Severity: post.Warning, Rule: p.Rule, Message: p.Message})
	}
	return list
}

// isBody reports whether a problem of a post lies in its body.
func (p *openPost) isBody(q post.Problem) bool {
	return q.Key == "" && q.Line > p.s.Text().LineAt(p.s.Start())
}

// place says where in the text widget a problem of the body is, "" for others.
func (x *problems) place(q post.Problem) string {
	if !x.posts.cur.isBody(q) {
		return ""
	}
	return fmt.Sprintf("line %d: ", q.Line-x.visible.firstLine())
}

// next goes to the next or previous problem of the post and says it.
func (x *problems) next(by int) {
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
	p := all[x.at-1]
	for key, f := range map[string]*field.Field{"title": x.form.title, "slug": x.form.slug, "published": x.form.date, "description": x.form.summary} {
		if p.Key == key {
			x.form.focus(f)
		}
	}
	if t := x.posts.cur.s.Text(); x.posts.cur.isBody(p) && p.Line <= t.Lines() {
		x.jump(t.LineStart(p.Line - 1))
	}
	x.say("▲ " + p.Message)
}

// show lists what is wrong with the post that is shown.
func (x *problems) show() {
	if x.posts.cur == nil {
		return
	}
	var lines []string
	for _, p := range x.posts.cur.found() {
		severity := p.Severity.String()
		lines = append(lines, strings.ToUpper(severity[:1])+severity[1:]+": "+x.place(p)+p.Message)
	}
	const most = 15
	if n := len(lines); n > most {
		lines = append(lines[:most], fmt.Sprintf("… and %d more; F8 goes from one to the next.", n-most))
	}
	if len(lines) == 0 {
		lines = []string{"Nothing is wrong with this post."}
	}
	p := x.posts.cur
	q := &control.Question{Title: "Problems of “" + p.title() + "”", Text: strings.Join(lines, "\n"), Main: control.Choice{Label: "Close"}}
	if len(x.disk.copies(p)) > 0 {
		q.Apart = []control.Choice{{Label: "Review the copy", Do: func() { x.disk.reviewCopy(p) }}}
	}
	x.modal.Ask(q)
}

// check looks for what is wrong with the post and shows how much.
func (x *problems) check(p *openPost) {
	head := p.s.Text().Slice(0, p.s.Start())
	p.problems = x.workspace.Check(p.s.Path(), head)
	if p == x.posts.cur {
		x.status.SetProblems(real(p.found()))
	}
	x.checked()
	x.checkFields()
}

// checkFields shows problems below the fields, but never while one of them
// is being typed in: nothing moves under the writer's hands.
func (x *problems) checkFields() {
	if x.posts.cur == nil {
		return
	}
	if _, typing := x.canvas.Focused().(*field.Field); !typing {
		x.form.setProblems(x.posts.cur.problems)
	}
}

// leftField checks the fields when the focus went from one of them, also to
// another: a problem that was mended must not stand below it any longer.
func (x *problems) leftField() {
	x.post(func() {
		if x.posts.cur != nil {
			x.check(x.posts.cur)
			x.form.setProblems(x.posts.cur.problems)
		}
	})
}
