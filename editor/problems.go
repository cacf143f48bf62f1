package editor

import (
	"fmt"
	"strings"

	"galley.app/galley/internal/control"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/post"
)

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
func (w *Window) place(q post.Problem) string {
	if !w.posts.cur.isBody(q) {
		return ""
	}
	first := 0
	if !w.source {
		first = w.posts.cur.s.Text().LineAt(w.posts.cur.s.Start())
	}
	return fmt.Sprintf("line %d: ", q.Line-first)
}

// problem goes to the next or previous problem of the post and says it.
func (w *Window) problem(by int) {
	var all []post.Problem
	for _, p := range w.posts.cur.found() {
		if p.Severity != post.Hint {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		w.say("No problems.")
		return
	}
	switch w.atProblem += by; {
	case w.atProblem < 1:
		w.atProblem = len(all)
	case w.atProblem > len(all):
		w.atProblem = 1
	}
	p := all[w.atProblem-1]
	for key, f := range map[string]*control.Field{"title": w.form.title, "slug": w.form.slug, "published": w.form.date, "description": w.form.summary} {
		if p.Key == key {
			w.form.focus(f)
		}
	}
	if t := w.posts.cur.s.Text(); w.posts.cur.isBody(p) && p.Line <= t.Lines() {
		w.jump(t.LineStart(p.Line - 1))
	}
	w.say("▲ " + p.Message)
}

func (w *Window) showProblems() {
	if w.posts.cur == nil {
		return
	}
	var lines []string
	for _, p := range w.posts.cur.found() {
		severity := p.Severity.String()
		lines = append(lines, strings.ToUpper(severity[:1])+severity[1:]+": "+w.place(p)+p.Message)
	}
	const most = 15
	if n := len(lines); n > most {
		lines = append(lines[:most], fmt.Sprintf("… and %d more; F8 goes from one to the next.", n-most))
	}
	if len(lines) == 0 {
		lines = []string{"Nothing is wrong with this post."}
	}
	w.modal.Tell("Problems of “"+w.posts.cur.title()+"”", strings.Join(lines, "\n"), nil)
}
