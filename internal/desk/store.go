package desk

import (
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/editor"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
)

// Store lets the window use a workspace.
type Store struct {
	*storage.Workspace
	Decoder imagework.Decoder // makes pixels of images, for the pane and for exports; nil makes none

	paths storage.Paths
	now   func() time.Time
	post  func(func()) // runs a function on the UI goroutine
}

// NewStore makes a Store; paths, now and post are those of the workspace.
func NewStore(w *storage.Workspace, paths storage.Paths, now func() time.Time, post func(func())) *Store {
	return &Store{Workspace: w, paths: paths, now: now, post: post}
}

// Library implements editor.Store, as all below does.
func (s *Store) Library(dir string, done func(editor.Library, error)) {
	s.Open(dir, func(lib storage.Library, err error) { done(libraryOf(lib), err) })
}

func (s *Store) Refresh(done func(editor.Library, error)) {
	s.Workspace.Refresh(func(lib storage.Library, err error) { done(libraryOf(lib), err) })
}

func libraryOf(lib storage.Library) editor.Library {
	out := editor.Library{
		Dir: lib.Dir, Name: lib.Name(), Language: lib.Language(), Note: strings.Join(lib.Problems, "; "), Asks: lib.Asks,
		Dialect: markdown.Dialect{InlineMath: lib.Site.InlineMath},
	}
	for _, e := range lib.Entries {
		it := editor.Item{Path: e.Path, Title: e.Title, Slug: e.Slug, Status: e.Status, Words: e.Words, Outside: e.Outside}
		for _, p := range e.Problems {
			if p.Severity != post.Hint {
				it.Problems++
			}
		}
		switch {
		case e.Err != nil:
			it.Refused, it.Group = e.Err.Error(), "Cannot be opened"
		case e.Status == post.Draft:
			it.Group = "Drafts"
		case e.Date.IsZero():
			it.Group, it.Date = "No date", "no date"
		default:
			it.Group, it.Date = strconv.Itoa(e.Date.Year()), e.Date.Format(time.DateOnly)
		}
		out.Items = append(out.Items, it)
	}
	return out
}

func (s *Store) CopyPath(path string) (string, error) { return storage.CopyPath(path), nil }

func (s *Store) NewSource() string {
	src, _ := storage.NewSource("", s.now())
	return src
}

func (s *Store) Resolve(path, dest string) (string, bool) {
	if !filepath.IsAbs(path) { // what stands for a path while there is none
		path = ""
	}
	return s.Image(path, dest)
}

func (s *Store) Load(path string) (src string, take func() editor.File, err error) {
	src, open, err := s.Workspace.Load(path)
	return src, func() editor.File { return file{open()} }, err
}

func (s *Store) NewFile() editor.File { return file{s.Workspace.NewFile()} }

func (s *Store) Owner(path string) editor.File {
	if f := s.Workspace.Owner(path); f != nil {
		return file{f}
	}
	return nil
}

// file lets the window use an open file.
type file struct{ *storage.OpenFile }

func (f file) Save(t text.Text, done func(editor.Outcome)) {
	f.OpenFile.Save(t.Chunks(), func(r storage.Result) { done(outcomeOf(r)) })
}

func (f file) Create(path, slug string, t text.Text, done func(editor.Outcome)) {
	f.OpenFile.Create(path, slug, t.Chunks(), func(r storage.Result) { done(outcomeOf(r)) })
}

func outcomeOf(r storage.Result) editor.Outcome {
	o := editor.Outcome{Path: r.Path, Err: r.Err, Unsure: r.Written() && r.Err != nil}
	var conflict *storage.ConflictError
	switch {
	case errors.As(r.Err, &conflict) && conflict.Gone:
		o.Gone = true
	case errors.As(r.Err, &conflict) && conflict.Err == nil:
		theirs := string(conflict.Theirs)
		o.Err, o.Theirs = nil, &theirs
	}
	return o
}

func (f file) Look(done func(editor.Sight)) {
	f.OpenFile.Look(func(s storage.Sight) {
		news := map[storage.News]editor.News{storage.Changed: editor.Changed, storage.Gone: editor.Removed, storage.Returned: editor.Returned}
		done(editor.Sight{News: news[s.News], Theirs: s.Src, Err: s.Err})
	})
}
