package editor

import (
	"strings"

	"galley.app/galley/editor/replacing"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/plan"
)

// replaceInAll opens the dialog that replaces words in all posts of the library,
// with the selected words to begin with.
func replaceInAll(w *Window) {
	if w.modal.Depth() > 0 {
		return
	}
	if w.side.lib.Dir == "" {
		w.say("Open a folder of posts first.")
		return
	}
	var posts []replacing.Post
	for _, it := range w.side.items {
		if it.Refused == "" && it.Outside == "" {
			posts = append(posts, replacing.Post{Path: it.Path, Title: it.Title})
		}
	}
	words := ""
	if p := w.posts.cur; p != nil {
		sel := p.s.Primary()
		if s := p.s.Text().Slice(sel.Start(), sel.End()); len(s) < 200 && !strings.ContainsAny(s, "\r\n") {
			words = s
		}
	}
	replacing.Open(replacing.Options{
		Modal: w.modal, Canvas: w.win.Canvas(), Post: w.o.Post, Now: w.o.Now, Tip: w.tip, Copy: w.o.App.Clipboard().SetContent,
		Library: w.side.lib.Name(), Posts: posts, Words: words,
		Load: func(path string) (string, error) {
			src, _, err := storage.Load(path)
			return src, err
		},
		Texts: func() map[string]func() string {
			texts := map[string]func() string{}
			for _, p := range w.posts.all {
				texts[p.s.Path()] = p.s.Text().String
			}
			return texts
		},
		Do: func(changes []plan.Change, places int) {
			w.changer.do(change{
				changes: changes, was: history.Replaced, failed: "The words were not replaced", doing: "Replacing…",
				did:    wording.Count(places, "place") + " in " + wording.Count(len(changes), "post") + " replaced.",
				undone: "The words are as they were in all posts.",
			})
		},
	})
}
