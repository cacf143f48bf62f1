package actions

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/bus"
	"galley.app/galley/internal/wording"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
)

// Duplicate writes a copy of each post, as a draft with a title and a slug of its
// own, and opens the last one.
func (a *Actions) Duplicate(of []string) {
	list, ok := a.saved(of)
	if ok {
		a.duplicate(list, len(list))
	}
}

func (a *Actions) duplicate(list []Post, all int) {
	p := list[0]
	src, err := a.o.Text(p.Path)
	if err != nil {
		a.o.Modal.Tell("“"+p.Title+"” was not duplicated", sentence(err), nil)
		return
	}
	a.o.Workspace.Duplicate(p.Path, src, func(r storage.Result) {
		if !r.Written() {
			a.o.Modal.Tell("“"+p.Title+"” was not duplicated", sentence(r.Err), nil)
			return
		}
		a.o.Reread()
		if len(list) > 1 {
			a.duplicate(list[1:], all)
			return
		}
		a.o.Open(r.Path)
		if all == 1 {
			a.o.Say("The copy is the draft " + filepath.Base(r.Path) + ".")
		} else {
			a.o.Say("The copies are " + wording.Count(all, "draft") + " now.")
		}
	})
}

// Show shows a post in the file manager.
func (a *Actions) Show(of []string) {
	list := a.posts(of)
	if len(list) == 0 {
		a.o.Say("The post has no file yet.")
		return
	}
	a.ShowFile(list[0].Path)
}

// ShowFile shows a file in its folder, by the desktop's program for that.
func (a *Actions) ShowFile(path string) {
	go func() { // the desktop may take a while to answer
		err := a.Reveal(path)
		a.o.Post(func() {
			if err != nil {
				a.openFolder(filepath.Dir(path))
			}
		})
	}()
}

func reveal(path string) error {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return bus.Reveal(ctx, bus.Address(os.Getenv), path)
}

func (a *Actions) openFolder(dir string) {
	slashed := filepath.ToSlash(dir)
	if !strings.HasPrefix(slashed, "/") { // of a drive
		slashed = "/" + slashed
	}
	if err := a.o.App.OpenURL(&url.URL{Scheme: "file", Path: slashed}); err != nil {
		a.o.Say("No program could be found to open " + dir)
	}
}

// CopyPath copies the paths of posts.
func (a *Actions) CopyPath(of []string) {
	list := a.posts(of)
	if len(list) == 0 {
		a.o.Say("The post has no file yet.")
		return
	}
	a.copy(strings.Join(paths(list), "\n"), "path", len(list))
}

// CopyLink copies the addresses that posts have on their site, as far as that is
// known.
func (a *Actions) CopyLink(of []string) {
	list := a.posts(of)
	var lines []string
	for _, p := range list {
		src, err := a.o.Text(p.Path)
		if err != nil {
			a.o.Say(sentence(err))
			return
		}
		slug, _ := post.Parse(src).Value("slug")
		if !post.ValidSlug(slug) {
			a.o.Say("“" + p.Title + "” has no slug that an address could be made of.")
			return
		}
		lib := a.o.Workspace.LibraryOf(p.Path)
		lines = append(lines, strings.TrimSuffix(lib.Site.URL, "/")+lib.PostsPath()+slug)
	}
	if len(lines) == 0 {
		a.o.Say("The post has no file yet.")
		return
	}
	a.copy(strings.Join(lines, "\n"), "link", len(lines))
}

func (a *Actions) copy(words, what string, n int) {
	a.o.App.Clipboard().SetContent(words)
	if n == 1 {
		a.o.Say("Copied: " + words)
		return
	}
	a.o.Say(wording.Count(n, what) + " copied.")
}

// body is what posts say, one after the other, without their heads.
func (a *Actions) body(of []string) (body string, x markdown.Dialect, list []Post, ok bool) {
	if list, ok = a.saved(of); !ok {
		return "", x, nil, false
	}
	var parts []string
	for _, p := range list {
		src, err := a.o.Text(p.Path)
		if err != nil {
			a.o.Say(sentence(err))
			return "", x, nil, false
		}
		parts = append(parts, strings.TrimSpace(src[post.Parse(src).TextStart():])+"\n")
		x = markdown.Dialect{InlineMath: a.o.Workspace.LibraryOf(p.Path).Site.InlineMath}
	}
	return strings.Join(parts, "\n"), x, list, true
}

// CopyMarkdown copies what posts say as it is written.
func (a *Actions) CopyMarkdown(of []string) {
	if body, _, list, ok := a.body(of); ok {
		a.o.App.Clipboard().SetContent(body)
		a.o.Say(called(list) + " copied as Markdown.")
	}
}

// CopyHTML copies what posts say as the source of HTML.
func (a *Actions) CopyHTML(of []string) {
	if body, x, list, ok := a.body(of); ok {
		if page, ok := a.html(body, x); ok {
			a.o.App.Clipboard().SetContent(page)
			a.o.Say(called(list) + " copied as HTML.")
		}
	}
}

// CopyFormatted copies what posts say as it looks, for mail and word processors.
func (a *Actions) CopyFormatted(of []string) {
	if body, x, list, ok := a.body(of); ok {
		if page, ok := a.html(body, x); ok {
			a.o.Formatted(x.Parse(nil, text.New(body), 0).Text(), page)
			a.o.Say(called(list) + " copied as formatted text.")
		}
	}
}

func (a *Actions) html(body string, x markdown.Dialect) (page string, ok bool) {
	var b strings.Builder
	if _, err := html.Of(&b, body, x, html.Options{}); err != nil {
		a.o.Say("Nothing was copied: " + err.Error())
		return "", false
	}
	return b.String(), true
}

// unescaped is a text with its percent signs decoded, where that is what they are.
func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}
