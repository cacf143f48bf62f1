package editor

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"galley.app/galley/storage/export"
	"galley.app/galley/storage/publish"
	"galley.app/galley/storage/safefile"
)

// pages are the files that the browser was given, in a private folder of this
// process below the user's cache.
type pages struct {
	base  string
	stage *safefile.Stage
}

// pagesOptions are those of the folder, which never gets another name.
func pagesOptions() safefile.StageOptions {
	return safefile.StageOptions{Name: "pages", Private: true}
}

// begin removes what crashed processes left behind.
func (g *pages) begin(cache string) {
	if cache != "" {
		g.base = filepath.Join(cache, "pages")
		safefile.ClearLeftovers(filepath.Join(g.base, "pages"), pagesOptions())
	}
}

// end removes this process's pages.
func (g *pages) end() {
	if g.stage != nil {
		g.stage.Discard()
		_ = os.Remove(g.base) // unless another process has pages
		g.stage = nil
	}
}

// folder is this process's, made when it is first needed.
func (g *pages) folder() (string, error) {
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
	stage, err := safefile.StageFolder(filepath.Join(g.base, "pages"), pagesOptions())
	if err != nil {
		return "", err
	}
	g.stage = stage
	return stage.Path(), nil
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
