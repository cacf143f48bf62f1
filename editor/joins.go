package editor

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/actions"
	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/inbound"
	"galley.app/galley/editor/linking"
	"galley.app/galley/editor/picturing"
	"galley.app/galley/editor/replacing"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/wording"
	"galley.app/galley/preview"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/crosslinks"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/rename"
	"galley.app/galley/storage/trash"
)

// newPicturing joins what puts pictures into posts to the window.
func newPicturing(w *Window) *picturing.Picturer {
	o := picturing.Options{
		Modal: w.modal, Canvas: w.win.Canvas(), Say: w.say, Post: w.o.Post, Now: w.o.Now, Chooser: w.chooser,
		Session: w.posts.session,
		Open:    func(s *session.Session) bool { return w.posts.of(s) != nil },
		Library: w.o.Workspace.LibraryOf,
		Doc:     func(s *session.Session) *markdown.Doc { return docOf(w, s) },
		Facts: func() func() map[string]index.Facts {
			texts, dialect := map[string]text.Text{}, w.side.dialect()
			for _, p := range w.posts.all {
				if p.s.Dirty() {
					texts[p.s.Path()] = p.s.Text()
				}
			}
			return func() map[string]index.Facts {
				facts := map[string]index.Facts{}
				for path, t := range texts {
					facts[path] = index.Of(t.String(), dialect)
				}
				return facts
			}
		},
		Do: w.o.Workspace.Do, Decoder: w.o.Decoder,
		Settings: func() config.Settings { return w.settings }, Choose: w.choose,
		Offer: func(words string, act control.Choice) { w.disk.offer(words, act) },
		FocusText: func() {
			w.focusText()
			if w.posts.cur != nil {
				w.area.Reveal(w.posts.cur.s.Primary().Head)
			}
		},
		GoTo:    func(path string, line int) { w.goToPost(path, line, func() {}) },
		Show:    func(path string) error { return w.o.App.OpenURL(fileURL(path)) },
		Changed: func() { w.preview.recheck() },
		Trash:   func(paths []string, done func(error)) { trashPictures(w, paths, done) }, Discard: w.o.Workspace.Discard,
	}
	if w.o.Offers != nil {
		o.Offers = func() []string {
			list, err := w.o.Offers(ownWindow(w.o.App), pasteWait)
			if err != nil {
				return nil
			}
			return list
		}
		o.Read = func(name string, limit int, timeout time.Duration) ([]byte, error) {
			return w.o.ReadAs(0, name, limit, timeout)
		}
	}
	return picturing.New(o)
}

// trashPictures moves pictures to the trash, and offers to put them back.
func trashPictures(w *Window, paths []string, done func(error)) {
	w.o.Workspace.Trash(paths, func(items []trash.Item, err error) {
		w.preview.recheck()
		if n := len(items); n > 0 {
			w.disk.offer(wording.Count(n, "picture")+" moved to the trash.", control.Choice{Label: "Undo", Do: func() {
				w.disk.offer("", control.Choice{})
				w.o.Workspace.PutBack(items, func(_ []trash.Item, err error) {
					w.preview.recheck()
					if err != nil {
						w.modal.Tell("Not all pictures were put back", err.Error(), nil)
						return
					}
					w.say(wording.Count(n, "picture") + " put back.")
				})
			}})
		}
		done(err)
	})
}

// replaceInAll opens the dialog that replaces words in all posts of the library,
// with the selected words to begin with.
func replaceInAll(w *Window) { replaceWordsInAll(w, selectedWords(w)) }

// selectedWords are the words that are selected in the open post, if they are few;
// "" for none.
func selectedWords(w *Window) string {
	p := w.posts.cur
	if p == nil {
		return ""
	}
	sel := p.s.Primary()
	if sel.End()-sel.Start() >= 200 {
		return ""
	}
	if s := p.s.Text().Slice(sel.Start(), sel.End()); !strings.ContainsAny(s, "\r\n") {
		return s
	}
	return ""
}

// replaceWordsInAll opens the dialog with words to begin with.
func replaceWordsInAll(w *Window, words string) {
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
	replacing.Open(replacing.Options{
		Modal: w.modal, Canvas: w.win.Canvas(), Post: w.o.Post, Now: w.o.Now, Copy: w.o.App.Clipboard().SetContent,
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
		Doc:      w.posts.lastDoc,
		Catalog:  func() linking.Catalog { return catalog(w.side.guide, w.o.Places, w.posts.cur) },
		Describe: func(x linking.Lead) func() linking.Card { return describe(w, x) },
		Follow:   func(x linking.Lead) { follow(w, x) },
		Copy:     w.o.App.Clipboard().SetContent,
		Say:      w.say,
		Wrote:    func(address string) { w.o.Places.AddAddresses(w.side.lib.Dir, w.o.Now(), address); w.keepSoon() },
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

// guideFor is the guide to the library that a post belongs to.
func guideFor(w *Window, p *openPost) *crosslinks.Guide {
	if path := p.s.Path(); path != "" && !w.side.lib.Holds(path) {
		return crosslinks.New(w.o.Workspace.LibraryOf(path))
	}
	return w.side.guide
}

// follow goes to where something in the open post leads. What leads out of the library is opened by another program
// once the writer says so; what leads nowhere is said.
func follow(w *Window, x linking.Lead) {
	p := w.posts.cur
	if p == nil {
		return
	}
	if x.Note > 0 || strings.HasPrefix(x.Dest, "#") {
		if off, ok := placeIn(p, x); ok {
			w.jump(off)
			return
		}
	}
	g, from, over := guideFor(w, p), p.s.Path(), w.modal.Depth()
	aside.Ask(w.modal.Desk, func() storage.Target { return g.Target(from, x.Dest, x.Image) }, func(t storage.Target) {
		if p == w.posts.cur && w.modal.Depth() == over {
			followTo(w, g, x, t)
		}
	})
}

// followTo goes to what something in the open post leads to.
func followTo(w *Window, g *crosslinks.Guide, x linking.Lead, t storage.Target) {
	p := w.posts.cur
	switch t.Kind {
	case storage.ToPost, storage.ToHeading:
		goToHeading(w, t.Path, t.Fragment, func() {})
	case storage.ToFile:
		showFile(w, t.Path)
	case storage.ToWeb:
		openWeb(w, x.Dest)
	case storage.ToSite:
		if site := strings.TrimSuffix(g.Library().Site.URL, "/"); site != "" {
			openWeb(w, site+"/"+strings.TrimPrefix(strings.TrimPrefix(x.Dest, "./"), "/"))
			return
		}
		w.say(x.Dest + " is none of the posts of this library.")
	default:
		switch {
		case x.Note > 0:
			w.say("This footnote has no text.")
		case t.Path != "" && t.Path != p.s.Path():
			goToHeading(w, t.Path, "", func() { w.say("This post has no heading #" + t.Fragment + ".") })
		case t.Path != "" || strings.HasPrefix(x.Dest, "#"):
			w.say("This post has no heading " + x.Dest + ".")
		case x.Image:
			w.say("There is no picture at " + x.Dest)
		case t.Why == "no such file":
			w.say("There is no file at " + x.Dest)
		default:
			w.say("No post of this library is at " + x.Dest)
		}
	}
}

// placeIn is where a footnote is written in a post, or a heading with the anchor that x names.
func placeIn(p *openPost, x linking.Lead) (off int, ok bool) {
	if p.doc == nil {
		return 0, false
	}
	if x.Note > 0 {
		off, ok = p.doc.Note(x.Note)
	}
	id, _ := url.PathUnescape(strings.TrimPrefix(x.Dest, "#"))
	for _, h := range p.doc.Outline() {
		if x.Note == 0 && h.ID == id {
			off, ok = h.Off, true
			break
		}
	}
	if way, known := p.s.PatchSince(p.doc.Version); known {
		off, _ = way.MapRange(off, off)
	}
	return off, ok
}

// goToHeading shows a post, and of it the heading with an anchor, which may be "".
func goToHeading(w *Window, path, id string, then func()) {
	line := 0
	if p := w.posts.at(path); p != nil && id != "" {
		if off, ok := placeIn(p, linking.Lead{Dest: "#" + id}); ok {
			line = p.s.Text().LineAt(off) + 1
		}
	} else if id != "" {
		f, _ := w.side.lib.Facts(path)
		for _, h := range f.Headings {
			if h.ID == id {
				line = h.Line
				break
			}
		}
	}
	w.goToPost(path, line, then)
}

// openWeb opens an address in the browser once the writer says so.
func openWeb(w *Window, dest string) {
	u, err := parseWeb(dest)
	if err != nil {
		w.say("No post of this library is at " + dest)
		return
	}
	w.modal.Ask(&control.Question{
		Title:  "Open this link in your browser?",
		Text:   dest,
		Cancel: control.Choice{Label: "Cancel"},
		Main: control.Choice{Label: "Open", Do: func() {
			if err := w.o.App.OpenURL(u); err != nil {
				w.say("No browser could be opened: " + err.Error())
			}
		}},
	})
}

// newInbound joins what watches the links that lead to the open posts.
func newInbound(w *Window) *inbound.Watch {
	return inbound.New(inbound.Options{
		Library: func() storage.Library { return w.side.lib },
		Modal:   w.modal, Canvas: w.win.Canvas(), Post: w.o.Post, Now: w.o.Now, Copy: w.o.App.Clipboard().SetContent, Say: w.say,
		Offer: func(s *session.Session, line string, acts []control.Choice, closed func()) {
			if p := w.posts.of(s); p != nil {
				w.disk.tell(p, remark{line, acts, closed})
			}
		},
		Saved: func(paths []string, then func()) {
			if w.changer.clean(paths, then) {
				then()
			}
		},
		Do: func(changes []plan.Change, did, undone string, then, back func()) {
			w.changer.do(change{
				changes: changes, was: history.Renamed, failed: "The links stay as they are", doing: "Updating links…",
				did: did, undone: undone, then: then, back: back,
			})
		},
	})
}

// checked looks for what is wrong with a post, and for what leads to it by a slug
// that it has no longer.
func checked(w *Window, p *openPost) {
	w.problems.check(p)
	w.inbound.Slug(p.s)
}

// leftField takes over that the keys left a field of the form.
func leftField(w *Window) {
	w.problems.leftField()
	w.o.Post(func() {
		if p := w.posts.cur; p != nil {
			w.inbound.Slug(p.s)
		}
	})
}

// newActions joins the window to what is done with posts as a whole.
func newActions(w *Window) *actions.Actions {
	opened := func(paths []string) (list []*openPost) {
		for _, path := range paths {
			if p := w.posts.at(path); p != nil && path != "" {
				list = append(list, p)
			}
		}
		return list
	}
	return actions.New(actions.Options{
		App: w.o.App, Modal: w.modal, Canvas: w.win.Canvas(), Workspace: w.o.Workspace, Say: w.say, Post: w.o.Post, Now: w.o.Now,
		Library: func() storage.Library { return w.side.lib },
		Find: func(path string) actions.Post {
			if p := w.posts.at(path); p != nil {
				return actions.Post{Path: path, Title: p.title(), Open: true, Dirty: p.s.Dirty(), Shared: p.shared}
			}
			if it, ok := itemAt(w.side.items, path); ok {
				return actions.Post{Path: path, Title: it.Title, Refused: it.Refused != ""}
			}
			return actions.Post{}
		},
		Text: func(path string) func() (string, error) {
			if p := w.posts.at(path); p != nil {
				text := p.s.Text()
				return func() (string, error) { return text.String(), nil }
			}
			return func() (string, error) { return w.o.Workspace.Text(path) }
		},
		Unsaved: func() (texts []string) {
			for _, p := range w.posts.all {
				if p.s.Dirty() {
					texts = append(texts, p.s.Text().String())
				}
			}
			return texts
		},
		Save: func(paths []string, then func()) {
			list := slices.DeleteFunc(opened(paths), func(p *openPost) bool { return !p.s.Dirty() })
			w.changer.save(list, then)
		},
		GiveUp: func(paths []string, then func()) {
			list := slices.DeleteFunc(opened(paths), func(p *openPost) bool { return !p.s.Dirty() })
			w.closer.giveUp(list, func(ok bool) {
				if ok {
					for _, p := range list {
						p.given = p.s.Revision()
					}
					then()
				}
			})
		},
		Drop: func(paths []string) {
			inList := w.win.Canvas().Focused() == fyne.Focusable(w.side.List)
			defer func() {
				if inList { // the next key must not go into a text
					w.side.List.TakeFocus()
				}
			}()
			for _, p := range opened(paths) {
				if p.s.Dirty() && p.given != p.s.Revision() { // typed meanwhile
					p.s.Gone()
					w.disk.note(p, removed)
					w.stands(p)
					continue
				}
				w.drop(p)
			}
		},
		Change: func(x actions.Change) {
			w.changer.do(change{changes: x.Changes, was: x.Was, failed: x.Failed, doing: x.Doing, did: x.Did, undone: x.Undone, then: x.Then})
		},
		Publish: w.publisher.Publish, PublishAll: w.publisher.Several, Withdraw: w.publisher.Withdraw,
		Offer: w.disk.offer, Reread: w.side.reread, Inbound: w.side.leadsTo, Open: w.OpenFile, Slug: w.side.slug, Formatted: w.copyWords,
		Start: func(text string) {
			w.newPost()
			w.posts.cur.s.Replace(text)
			w.posts.cur.begun = w.posts.cur.s.Text().String()
			w.posts.cur.s.Select(caretAt(w.posts.cur.s.Start()))
			w.focusText()
		},
		Rename: func(path, title, slug, name string) func() (actions.Renamed, error) {
			n := rename.Renaming{Library: w.o.Workspace.LibraryOf(path), Path: path, Title: title, Slug: slug, Name: name}
			return func() (actions.Renamed, error) {
				r, err := n.Plan()
				x := actions.Renamed{Changes: r.Changes, Links: r.Links, Posts: r.Posts}
				for _, left := range r.Warnings {
					x.Left = append(x.Left, left.String())
				}
				return x, err
			}
		},
	})
}

// postCommands are what is done with the open post as a whole.
func postCommands(w *Window) []*command {
	with := func(do func([]string)) func() {
		return func() { do([]string{w.posts.cur.s.Path()}) }
	}
	a := w.actions
	return []*command{
		{menu: "File", sub: "New from", name: "New from title…", do: a.NewFromTitle},
		{menu: "File", sub: "New from", name: "New from template…", do: a.NewFromTemplate},
		{menu: "Post", name: "Duplicate", split: true, open: true, do: with(a.Duplicate)},
		{menu: "Post", name: "Rename…", keys: "F2", plain: fyne.KeyF2, open: true, do: func() { renamePost(w) }},
		{menu: "Post", name: "Publish…", also: "take out of draft schedule", open: true, enabled: func() bool { return !w.posts.isDraft(false)() }, split: true, do: func() { publishShown(w) }},
		{menu: "Post", name: "Back to draft…", also: "withdraw unpublish", open: true, enabled: w.posts.isDraft(false), do: with(a.Withdraw)},
		{menu: "Post", name: "Reschedule…", open: true, enabled: w.posts.isDraft(false), do: with(a.Reschedule)},
		{menu: "Post", name: "Move to trash", open: true, split: true, do: with(a.Trash)},
		{menu: "Post", name: "Put back from trash…", do: a.PutBack},
		{menu: "Post", name: "Show in folder", open: true, enabled: w.posts.hasFile, split: true, do: with(a.Show)},
		{menu: "Post", sub: "Copy", name: "Copy link", open: true, do: with(a.CopyLink)},
		{menu: "Post", sub: "Copy", name: "Copy path", open: true, enabled: w.posts.hasFile, do: with(a.CopyPath)},
		{menu: "Post", sub: "Copy", name: "Copy post as Markdown", open: true, do: with(a.CopyMarkdown)},
		{menu: "Post", sub: "Copy", name: "Copy post as HTML", open: true, do: with(a.CopyHTML)},
		{menu: "Post", sub: "Copy", name: "Copy post as formatted text", open: true, do: with(a.CopyFormatted)},
	}
}

// newUnder puts the panel with outline and links below the library's list.
func newUnder(w *Window) *linking.Panel {
	return linking.NewPanel(linking.PanelOptions{
		Above: w.side.Object, Shows: w.settings.Panel, Post: w.o.Post, OnChanged: w.keepSoon, OnKey: w.key, Leave: w.focusText,
		Session: w.posts.session, Doc: w.posts.lastDoc, Jump: w.jump,
		Open: func(in linking.Inbound) {
			w.goToPost(in.Path, in.Line, func() {
				if t := w.posts.cur.s.Text(); in.Off+len(in.Written) <= t.Len() && t.Slice(in.Off, in.Off+len(in.Written)) == in.Written {
					w.caretTo(in.Off)
				}
			})
		},
		Find: func(whole bool) func() []linking.Inbound {
			p := w.posts.cur
			if p == nil || p.s.Path() == "" {
				return nil
			}
			g, path := w.side.guide, p.s.Path()
			return func() (list []linking.Inbound) {
				found := g.Inbound(path)
				if whole {
					crosslinks.ReadSentences(found)
				}
				for _, b := range found {
					list = append(list, linking.Inbound{Path: b.From.Path, Title: b.From.Title, Sentence: b.Sentence, Line: b.Link.Line, Off: b.Link.Off, Written: b.Link.Written})
				}
				return list
			}
		},
	})
}

// showUnder shows the outline or the links beside the text, or folds them where they are seen.
func showUnder(w *Window, what string) func() {
	return func() {
		if !w.panes.ShowsLeft() {
			w.visible.showLibrary()
			w.under.Show(what)
			return
		}
		w.under.Toggle(what)
	}
}

// pointedLead is what the pointer is over on the page.
func pointedLead(x preview.Pointed) linking.Lead {
	lead := linking.Lead{Dest: x.Dest, Title: x.Title, Note: x.Note}
	if x.Image != "" {
		lead.Dest, lead.Image = x.Image, true
	}
	return lead
}

// describe returns what says, aside, where something in the open post leads.
func describe(w *Window, x linking.Lead) func() linking.Card {
	p := w.posts.cur
	if p == nil || w.modal.Depth() > 0 {
		return nil
	}
	if x.Note > 0 {
		words := linking.NoteText(p.doc, x.Note)
		return func() linking.Card {
			return linking.Card{Title: "Footnote " + strconv.Itoa(x.Note), Text: cmp.Or(words, "It has no text.")}
		}
	}
	if id, ok := strings.CutPrefix(x.Dest, "#"); ok && p.doc != nil {
		for _, h := range p.doc.Outline() {
			if plain, err := url.PathUnescape(id); err == nil && h.ID == plain {
				return func() linking.Card { return linking.Card{Title: h.Text, Text: "In this post", Address: x.Dest} }
			}
		}
	}
	const most = 640 // pixels of a picture
	g, from, decoder := guideFor(w, p), p.s.Path(), w.o.Decoder
	return func() linking.Card {
		seen := g.Sight(from, x.Dest, x.Title, x.Image)
		c := linking.Card{Title: seen.Title, Text: seen.Text, Address: x.Dest}
		if seen.Image != nil && decoder != nil {
			img, err := decoder.Decode(context.Background(), seen.Image, imagework.Want{Width: most, Height: most})
			if err != nil {
				c.Text += ". ▲ " + err.Error()
			} else {
				c.Image = img
			}
		}
		return c
	}
}
