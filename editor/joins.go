package editor

import (
	"strings"

	"galley.app/galley/editor/linking"
	"galley.app/galley/editor/replacing"
	"galley.app/galley/internal/wording"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/crosslinks"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/post"
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

// newLinking joins the links of the open post to the library that it is in.
func newLinking(w *Window) *linking.Linking {
	return linking.New(linking.Options{
		Editor: w.area, Session: w.posts.session, FocusText: w.focusText, Post: w.o.Post, Modifiers: w.opening.modifiers,
		Doc: func() *markdown.Doc {
			if p := w.posts.cur; p != nil {
				return p.doc
			}
			return nil
		},
		Catalog: func() linking.Catalog { return catalog(w.side.guide, w.o.Places, w.posts.cur) },
		Wrote:   func(address string) { w.o.Places.AddAddresses(w.side.lib.Dir, w.o.Now(), address); w.keepSoon() },
	})
}

// catalog is what an open post can link to.
func catalog(g *crosslinks.Guide, places *config.Places, p *openPost) linking.Catalog {
	from, recent := p.s.Path(), places.Recent(g.Library().Dir)
	c := linking.Catalog{
		Prefixes: g.Prefixes(), Lately: places.Addresses(g.Library().Dir),
		Posts: func() (posts []linking.Post) {
			for _, e := range g.Posts(recent, from) {
				posts = append(posts, linking.Post{Path: e.Path, Title: e.Title, Slug: e.Slug, Draft: e.Status == post.Draft})
			}
			return posts
		},
		Headings: func(path string) (list []linking.Heading) {
			for _, h := range g.Headings(path) {
				list = append(list, linking.Heading{Level: h.Level, Text: h.Text, ID: h.ID})
			}
			return list
		},
		Address: func(path, id string) string { return g.Address(from, path, id) },
		Resolve: func(address string) (string, bool) {
			e, ok := g.Post(from, address)
			return e.Path, ok
		},
	}
	if p.doc != nil {
		for _, h := range p.doc.Outline() {
			c.Own = append(c.Own, linking.Heading{Level: h.Level, Text: h.Text, ID: h.ID})
		}
	}
	return c
}
