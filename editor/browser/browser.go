// Package browser makes the pages that the browser is given: a post as it is, saved or not.
package browser

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"galley.app/galley/storage"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/publish"
	"galley.app/galley/storage/safefile"
)

// Pages are the files that the browser was given, in a private folder of this
// process below the user's cache.
type Pages struct {
	base  string
	stage *safefile.Stage
}

// options are those of the folder, which never gets another name.
func options() safefile.StageOptions {
	return safefile.StageOptions{Name: "pages", Private: true}
}

// Begin takes a folder below the user's cache, "" for none, and removes what
// crashed processes left behind there.
func (g *Pages) Begin(cache string) {
	if cache != "" {
		g.base = filepath.Join(cache, "pages")
		safefile.ClearLeftovers(filepath.Join(g.base, "pages"), options())
	}
}

// End removes this process's pages.
func (g *Pages) End() {
	if g.stage != nil {
		g.stage.Discard()
		_ = os.Remove(g.base) // unless another process has pages
		g.stage = nil
	}
}

// folder is this process's, made when it is first needed.
func (g *Pages) folder() (string, error) {
	if g.base == "" {
		return "", errors.New("there is no folder for it: neither HOME nor GALLEY_HOME is set")
	}
	if g.stage != nil {
		if _, err := os.Stat(g.stage.Path()); err == nil {
			return g.stage.Path(), nil
		}
	}
	if err := os.MkdirAll(g.base, 0o700); err != nil {
		return "", err
	}
	stage, err := safefile.StageFolder(filepath.Join(g.base, "pages"), options())
	if err != nil {
		return "", err
	}
	g.stage = stage
	return stage.Path(), nil
}

// Page is what is written for the browser.
type Page struct {
	Path, Text string // of the post; the path may be ""
	Library    storage.Library
	Theme      string // "light", "dark" or "" for the system's
	Now        time.Time
}

// Write writes the page to a file, aside, and hands done what became of it over
// to post.
func (g *Pages) Write(p Page, post func(func()), done func(file string, err error)) {
	dir, err := g.folder()
	if err != nil {
		done("", fmt.Errorf("the page cannot be written: %w", err))
		return
	}
	postDir := p.Library.Dir
	if p.Path != "" {
		postDir = filepath.Dir(p.Path)
	}
	go func() {
		file, err := writePage(dir, p.Path, p.Text, p.Now, export.PageOptions{
			Site: publish.Site(p.Library.Site), Theme: p.Theme, Fonts: true,
			Image:   func(_, dest string) (string, bool) { return p.Library.Image(postDir, dest) },
			Missing: func(_, dest string) string { return p.Library.Missing(postDir, dest) },
			Design:  layout.Open(p.Library.Dir),
		})
		post(func() { done(file, err) })
	}()
}

// Put writes a page that is no post's to a file, aside, and hands done what became of it over to post.
func (g *Pages) Put(name, page string, post func(func()), done func(file string, err error)) {
	dir, err := g.folder()
	if err != nil {
		done("", fmt.Errorf("the page cannot be written: %w", err))
		return
	}
	go func() {
		file := filepath.Join(dir, name)
		_, err := safefile.Replace(file, []byte(page), safefile.Options{Mode: 0o600})
		if err != nil {
			err = fmt.Errorf("the page cannot be written: %w", err)
		}
		post(func() { done(file, err) })
	}()
}

// writePage writes the page of a text into a folder.
func writePage(dir, path, src string, now time.Time, o export.PageOptions) (string, error) {
	e := export.ReadPost(export.Source{Path: path, Text: src}, now)
	name := e.Slug
	if name == "" || name != filepath.Base(name) || name == "." || name == ".." || len(name) > 100 {
		name = "post"
	}
	file := filepath.Join(dir, name+".html")
	var page bytes.Buffer
	_, err := export.Page(&page, e, o)
	if err == nil {
		_, err = safefile.Replace(file, page.Bytes(), safefile.Options{Mode: 0o600})
	}
	if err != nil {
		return "", fmt.Errorf("the page cannot be written: %w", err)
	}
	return file, nil
}
