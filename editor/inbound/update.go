package inbound

import (
	"context"
	"path/filepath"
	"strings"

	"galley.app/galley/editor/planning"
	"galley.app/galley/editor/session"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/rename"
)

// readdress shows how the links to a post would lead to its new slug, and has them
// do so where the writer agrees.
func (w *Watch) readdress(s *session.Session, refs []storage.Ref) {
	paths := []string{s.Path()}
	for _, r := range refs {
		paths = append(paths, r.From.Path)
	}
	w.o.Saved(paths, func() {
		p := w.of(s)
		path, was, is := s.Path(), p.slug, s.Value("slug")
		text := "Its old address stays one of its aliases."
		if post.IsDraft(filepath.Base(path)) {
			text = ""
		}
		w.plan(func(lib storage.Library) (rename.Result, error) {
			return rename.Renaming{Library: lib, Path: path, Was: was, Slug: is}.Plan()
		}, shown{
			title: "Update what leads to “" + s.Title() + "”",
			text:  text,
			did:   " now lead to " + w.o.Library().PostsPath() + is + ".",
			then: func() {
				p.slug = is
				w.tell(s, &p.ofSlug, "", nil, nil)
			},
			back: func() {
				p.slug = was
				w.Slug(s)
			},
		})
	})
}

// follow shows how the links to headings of a post would follow their new names,
// and has them do so where the writer agrees.
func (w *Watch) follow(s *session.Session, paths []string) {
	w.o.Saved(append([]string{s.Path()}, paths...), func() {
		p := w.of(s)
		path, moved := s.Path(), p.moved
		w.plan(func(lib storage.Library) (rename.Result, error) { return rename.Headings(lib, path, moved) }, shown{
			title: "Update links to headings of “" + s.Title() + "”",
			did:   " now follow.",
			then: func() {
				p.moved = nil
				w.tell(s, &p.ofHead, "", nil, nil)
			},
			back: func() { p.moved = moved },
		})
	})
}

// shown is what is said of a plan.
type shown struct {
	title, text string
	did         string // behind how many links were changed
	then, back  func()
}

// plan finds out aside what is to be changed, in the library as it is on the disk,
// and shows it.
func (w *Watch) plan(of func(lib storage.Library) (rename.Result, error), o shown) {
	lib, now := w.o.Library(), w.o.Now()
	w.o.Say("Looking for links…")
	go func() {
		lib, err := storage.Refresh(context.Background(), lib, now)
		var r rename.Result
		if err == nil {
			r, err = of(lib)
		}
		w.o.Post(func() {
			w.o.Say("")
			switch {
			case w.o.Modal.Depth() > 0:
			case err != nil:
				w.o.Modal.Tell("The links stay as they are", err.Error()+"\nNothing was changed.", nil)
			case len(r.Changes) == 0:
				w.o.Modal.Tell("No link is to be changed", strings.Join(warnings(r), "\n"), nil)
			default:
				w.show(lib, r, o)
			}
		})
	}()
}

// show shows what is to be changed, a row a file.
func (w *Watch) show(lib storage.Library, r rename.Result, o shown) {
	rows := Rows(lib, r)
	text := o.text
	if list := warnings(r); len(list) > 0 {
		text = strings.TrimSpace(text + " ▲ " + strings.Join(list, " ▲ "))
	}
	planning.Open(planning.Options{
		Modal: w.o.Modal, Canvas: w.o.Canvas, Post: w.o.Post, Now: w.o.Now, Copy: w.o.Copy,
		Title: o.title, Text: text, Rows: rows,
		Verb: func(n int) string { return "Update " + wording.Count(n, "file") },
		Do: func(chosen []bool) {
			var changes []plan.Change
			n, posts := 0, 0
			for i, c := range r.Changes {
				if !chosen[i] {
					continue
				}
				changes = append(changes, c)
				if k := r.Count[c.Path]; k > 0 {
					n, posts = n+k, posts+1
				}
			}
			w.o.Do(changes, wording.Count(n, "link")+" in "+wording.Count(posts, "post")+o.did, "The links are as they were.", o.then, o.back)
		},
	})
}

// Rows are the rows in which what becomes of a library is shown. What others need
// cannot be left out.
func Rows(lib storage.Library, r rename.Result) []planning.Row {
	var rows []planning.Row
	for i, c := range r.Changes {
		rel := func(path string) string {
			if rel, err := filepath.Rel(lib.Dir, path); err == nil && !strings.HasPrefix(rel, "..") {
				return filepath.ToSlash(rel)
			}
			return path
		}
		row := planning.Row{Under: rel(c.Path), Old: c.Old, New: c.New}
		if c.Moves() {
			row.Under += " → " + filepath.Base(c.To)
		}
		if e, ok := lib.Entry(c.Path); ok {
			row.Title = e.Title
			row.Fixed = i == 0 && (c.Moves() || r.Count[c.Path] == 0) || r.Bound[c.Path]
		} else {
			row.Title, row.Fixed = "Folder of pictures", true
		}
		if n := r.Count[c.Path]; n > 0 {
			row.Note = wording.Count(n, "link")
		}
		rows = append(rows, row)
	}
	return rows
}

// warnings are the first of what a plan leaves as it is.
func warnings(r rename.Result) (list []string) {
	const most = 2
	for _, x := range r.Warnings[:min(len(r.Warnings), most)] {
		x.Path = filepath.Base(x.Path)
		list = append(list, x.String()+".")
	}
	if n := len(r.Warnings) - most; n > 0 {
		list = append(list, "And "+wording.Count(n, "more warning")+".")
	}
	return list
}
