package editor

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"

	"galley.app/galley/assets"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/merge"
	"galley.app/galley/editor/publishing"
	"galley.app/galley/editor/session"
	"galley.app/galley/preview"
	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/storage"
	"galley.app/galley/storage/git"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/publish"
	"galley.app/galley/storage/rename"
)

// newPublisher joins the sheets in which posts are published, and become drafts
// again, to the window.
func newPublisher(w *Window) *publishing.Publisher {
	return publishing.New(publishing.Options{
		Modal: w.modal, Canvas: w.win.Canvas(), Post: w.o.Post, Now: w.o.Now, Say: w.say,
		Find: func(path string) func() (publishing.Post, error) {
			if p := w.posts.at(path); p != nil {
				if p == w.posts.cur {
					w.edits.flow.Settle() // as saving it does
				}
				is := publishing.Post{Path: path, Title: p.title(), Text: p.s.Text().String(), Dirty: p.s.Dirty()}
				return func() (publishing.Post, error) { return is, nil }
			}
			it, listed := itemAt(w.side.items, path)
			return func() (publishing.Post, error) {
				src, err := w.o.Workspace.Text(path)
				title, _ := post.Parse(src).Value("title")
				if listed {
					title = it.Title
				}
				return publishing.Post{Path: path, Title: title, Text: src}, err
			}
		},
		Proof: func() publishing.Proof { return proof(w) },
		Save: func(path string, then func()) {
			var list []*openPost
			if p := w.posts.at(path); p != nil && p.s.Dirty() {
				list = append(list, p)
			}
			w.changer.save(list, then)
		},
		Slug: w.side.slug,
		Name: func(path, text string, draft bool, more ...string) string {
			taken := append(w.o.Workspace.Taken(path), more...)
			change, err := storage.Publishing(path, text, "", taken...)
			if draft {
				change, err = storage.Drafting(path, text, taken...)
			}
			if err != nil {
				return filepath.Base(path)
			}
			return filepath.Base(change.To)
		},
		Merge: func(base, a, b string) (string, bool) { return merge.Three(base, a, b).Text() },
		Taken: func(path, slug string) string {
			lib := w.o.Workspace.LibraryOf(path)
			for _, other := range lib.Slugged(slug) {
				if e, ok := lib.Entry(other); ok && other != path {
					return e.Title
				}
			}
			return ""
		},
		Address: func(path, slug string) string { return w.o.Workspace.LibraryOf(path).Site.PostURL(slug) },
		Check: func(path, text string) func() []post.Problem {
			lib, now := w.o.Workspace.LibraryOf(path), w.o.Now()
			return func() []post.Problem { return lib.CheckSource(path, text, now) }
		},
		Becomes: func(x publishing.Wanted) func() (publishing.Becomes, error) { return becomes(w, x) },
		Do: func(x publishing.Deed) {
			w.changer.do(change{
				changes: x.Changes, was: history.Renamed, failed: x.Failed, doing: x.Doing, did: x.Did, undone: x.Undone, then: x.Then,
			})
		},
		Targets: func() (names []string) {
			for _, t := range w.exporting.Targets() {
				if t.Err == nil {
					names = append(names, t.Name)
				}
			}
			return names
		},
		Export: func(name string, then func(bool)) {
			list := w.exporting.Targets()
			if i := slices.IndexFunc(list, func(t publish.Target) bool { return t.Name == name }); i >= 0 {
				w.exporting.Target(list[i], then)
			}
		},
		Commits: func(path string) func() bool {
			return func() bool {
				repo, err := git.Around(context.Background(), filepath.Dir(path))
				return err == nil && repo != nil
			}
		},
		Commit: func(paths []string, message string, done func(string)) { commit(w, paths, message, done) },
		Tell:   func(words string) { w.disk.offer(words) },
		GoTo: func(path string, q post.Problem) {
			w.goToPost(path, 0, func() { w.problems.goTo(q) })
		},
	})
}

// publishShown opens the sheet of the open post. A new one gets its file first.
func publishShown(w *Window) {
	p := w.posts.cur
	if p.s.Path() != "" {
		w.actions.Publish([]string{p.s.Path()})
		return
	}
	w.saver.save(p, func(ok bool) {
		if ok && p == w.posts.cur {
			w.actions.Publish([]string{p.s.Path()})
		}
	})
}

// becomes returns what finds out what changes in the library when a post is
// published or becomes a draft again.
func becomes(w *Window, x publishing.Wanted) func() (publishing.Becomes, error) {
	lib := w.o.Workspace.LibraryOf(x.Path)
	return func() (publishing.Becomes, error) {
		r, err := rename.Renaming{Library: lib, Path: x.Path, Slug: x.Slug, Name: x.Name, Old: x.Old, Text: x.Text}.Plan()
		b := publishing.Becomes{Changes: r.Changes, Links: r.Links, Posts: r.Posts}
		if taken := (*rename.TakenError)(nil); errors.As(err, &taken) {
			err = errors.New("there is such a file already")
		}
		for _, left := range r.Warnings {
			b.Left = append(b.Left, left.String())
		}
		for _, ref := range rename.Inbound(lib, x.Path, "") {
			if ref.From.Path != x.Path && ref.From.Status != post.Draft && !slices.Contains(b.Leading, ref.From.Title) {
				b.Leading = append(b.Leading, ref.From.Title)
			}
		}
		return b, err
	}
}

// commit commits what a post's new name changed, and calls done with the short name
// of the commit.
func commit(w *Window, paths []string, message string, done func(string)) {
	w.say("Committing…")
	go func() {
		name, err := committed(paths, message)
		w.o.Post(func() {
			if err != nil {
				w.say("")
				w.modal.Tell("Nothing was committed", sentence(err)+"\nThe post is as it was to be; only the commit is missing.", nil)
				return
			}
			w.say("")
			done(name[:min(8, len(name))])
		})
	}()
}

func committed(paths []string, message string) (name string, err error) {
	ctx := context.Background()
	repo, err := git.Around(ctx, filepath.Dir(paths[0]))
	if err != nil {
		return "", err
	}
	if repo == nil {
		return "", errors.New("it is not in a git repository any more")
	}
	changed, err := repo.Changed(ctx, paths)
	if err != nil {
		return "", err
	}
	return repo.Commit(ctx, changed, message)
}

// proof shows a post as its readers will get it.
func proof(w *Window) publishing.Proof {
	var slug string // of what is shown
	shown := newPictures(w.o.Workspace)
	o := preview.Options{
		Post: w.o.Post,
		Images: preview.Images{
			Resolve: shown.image,
			Read:    storage.ReadImage, Decoder: w.o.Decoder,
		},
		Barred: shown.barred,
		Links: func() html.Options {
			if site := w.o.Workspace.LibraryOf(shown.path).Site; site.URL != "" {
				return html.Options{Base: site.PostURL(slug)}
			}
			return html.Options{}
		},
	}
	words := field.New(field.Style{})
	v := preview.NewViewer(o, preview.Entry{Object: words, Focus: words, Text: words.Text, SetText: words.SetText, SelectAll: words.SelectAll}, nil)
	keys := func(*fyne.KeyEvent) bool { return false }
	take := func(e *fyne.KeyEvent) bool { return keys(e) }
	v.OnKey = take
	v.All(func(pane *preview.Pane) { pane.OnKey, pane.OnCopy = take, w.copyWords })
	if w.settings.Mermaid {
		v.Each(func(pane *preview.Pane) { pane.SetDiagram(w.preview.diagrams.Draw) })
	}
	dialect := w.side.dialect()
	return publishing.Proof{
		Object: v.Object(),
		Keys:   func(f func(*fyne.KeyEvent) bool) { keys = f },
		Read: func(of, text string) func() {
			s := session.Open(of, text, session.Options{Now: w.o.Now})
			d := dialect.Parse(nil, s.Text(), s.Start())
			return func() {
				shown.of(of)
				slug = s.Value("slug")
				v.All(preview.Moved)
				site := w.o.Workspace.LibraryOf(of).Site
				theme, _ := assets.PageNamed(site.Page)
				v.SetTheme(theme)
				v.SetSite(siteOf(site))
				v.SetDoc(d, pageOf(s))
			}
		},
		Close: func() { v.SetDoc(nil, pageOf(session.Open("", "", session.Options{Now: w.o.Now}))) },
	}
}
