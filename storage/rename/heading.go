package rename

import (
	"fmt"

	"golang.org/x/text/unicode/norm"

	"galley.app/galley/storage"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/links"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/safefile"
)

// Headings returns the changes with which the links of all posts follow headings of
// a post to their new anchors: anchors maps those that they had to those that the
// file has.
func Headings(lib storage.Library, path string, anchors map[string]string) (Result, error) {
	e, ok := lib.Entry(path)
	if !ok || e.Err != nil {
		return Result{}, fmt.Errorf("%s: it is no post of %s that can be read", safefile.Shown(path), safefile.Shown(lib.Dir))
	}
	w := newWriter(lib, e, "")
	w.ids = map[string]string{}
	for was, is := range anchors {
		w.ids[norm.NFC.String(was)] = is
	}
	for _, ref := range w.r.Inbound(path) {
		if _, ok := w.ids[norm.NFC.String(ref.Fragment)]; !ok {
			continue
		}
		if t := w.body(ref.From.Path); t.read && t.entry.Path == ref.From.Path {
			continue
		}
		t, ok := w.load(ref.From)
		if !ok {
			continue
		}
		for _, l := range links.Of(t.src, w.dialect) {
			w.follow(t, l)
		}
	}
	if out := w.write(&w.own); out != w.own.src {
		w.result.Changes = append(w.result.Changes, plan.Change{Path: path, Old: w.own.src, New: out})
	}
	w.rest()
	return w.result, nil
}

// follow notes how the address of a link to a heading is written then.
func (w *writer) follow(t *body, l links.Link) {
	if !l.Leads() {
		return
	}
	a, ok := l.Read()
	is, wanted := w.ids[norm.NFC.String(a.Fragment())]
	if !wanted || w.r.Target(t.entry.Path, l.Link).Path != w.was.Path {
		return
	}
	if !ok {
		w.odd(t, l)
		return
	}
	t.edits = append(t.edits, links.Edit{Link: l, New: a.WithFragment(is)})
}

// Anchors compares the headings of a text before and after an edit, and returns the
// anchors that others replaced: of headings whose places among the headings are
// the same. It is empty where headings came or went.
func Anchors(before, after []index.Heading) map[string]string {
	moved := map[string]string{}
	if len(before) != len(after) {
		return moved
	}
	for i, h := range before {
		if h.ID != after[i].ID {
			moved[h.ID] = after[i].ID
		}
	}
	return moved
}
