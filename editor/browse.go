package editor

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"galley.app/galley/storage/export"
	"galley.app/galley/storage/publish"
)

// pages are the files that the browser was given, in a private folder of this
// process below the user's cache.
type pages struct {
	base, dir string
}

// left is how old another process's pages must be to be cleared away: its
// browser has read them by then.
const left = time.Hour

// begin clears away what crashed processes left behind.
func (g *pages) begin(cache string, now time.Time) {
	if cache == "" {
		return
	}
	g.base = filepath.Join(cache, "pages")
	entries, _ := os.ReadDir(g.base)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > left {
			_ = os.RemoveAll(filepath.Join(g.base, e.Name()))
		}
	}
}

// end removes this process's pages.
func (g *pages) end() {
	if g.dir != "" {
		_ = os.RemoveAll(g.dir)
		_ = os.Remove(g.base) // unless another process has pages
		g.dir = ""
	}
}

// folder is this process's, made when it is first needed.
func (g *pages) folder() (string, error) {
	if g.base == "" {
		return "", errors.New("there is no folder for it: neither HOME nor GALLEY_HOME is set")
	}
	if g.dir != "" {
		if _, err := os.Stat(g.dir); err == nil {
			return g.dir, nil
		}
	}
	if err := os.MkdirAll(g.base, 0o700); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(g.base, "")
	if err == nil {
		g.dir = dir
	}
	return dir, err
}

// browse writes the page of a post's text to a file for the browser.
func (p *postPreview) browse(path, src string, done func(file string, err error)) {
	dir, err := p.pages.folder()
	if err != nil {
		done("", fmt.Errorf("the page cannot be written: %w", err))
		return
	}
	lib, now := p.o.Workspace.LibraryOf(path), p.o.Now()
	postDir := lib.Dir
	if path != "" {
		postDir = filepath.Dir(path)
	}
	light := p.View().Light
	go func() {
		file, err := writePage(dir, path, src, now, export.PageOptions{
			Site: publish.Site(lib.Site), Theme: light,
			Image:   func(_, dest string) (string, bool) { return lib.Image(postDir, dest) },
			Missing: func(_, dest string) string { return lib.Missing(postDir, dest) },
		})
		p.o.Post(func() { done(file, err) })
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
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", fmt.Errorf("the page cannot be written: %w", err)
	}
	w := bufio.NewWriter(f)
	_, err = export.Page(w, e, o)
	if err = errors.Join(err, w.Flush(), f.Close()); err != nil {
		return "", fmt.Errorf("the page cannot be written: %w", err)
	}
	return file, nil
}
