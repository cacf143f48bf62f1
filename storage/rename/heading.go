package rename

import (
	"fmt"

	"golang.org/x/text/unicode/norm"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
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
		return Result{}, fmt.Errorf("%s: it is not a post of %s that can be read", safefile.Shown(path), safefile.Shown(lib.Dir))
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
// anchors that others replaced: those of headings between the ones that stayed, if
// there are as many of them.
func Anchors(before, after []markdown.Head) map[string]string {
	moved := map[string]string{}
	for len(before) > 0 && len(after) > 0 && before[0].ID == after[0].ID {
		before, after = before[1:], after[1:]
	}
	for len(before) > 0 && len(after) > 0 && before[len(before)-1].ID == after[len(after)-1].ID {
		before, after = before[:len(before)-1], after[:len(after)-1]
	}
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

// Follow joins anchors that others replaced, and what replaced those since, in the
// headings that there are now.
func Follow(moved, since map[string]string, now []markdown.Head) map[string]string {
	there := map[string]bool{}
	for _, h := range now {
		there[h.ID] = true
	}
	out := map[string]string{}
	for was, is := range moved {
		if next, ok := since[is]; ok {
			is = next
		}
		if was != is && there[is] {
			out[was] = is
		}
	}
	from := map[string]bool{}
	for _, is := range moved {
		from[is] = true
	}
	for was, is := range since {
		if _, known := moved[was]; !known && !from[was] && was != is && there[is] {
			out[was] = is
		}
	}
	return out
}
