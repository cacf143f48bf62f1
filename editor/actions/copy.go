package actions

import (
	"context"
	stdhtml "html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
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
	failed := func(_ Post, err error) { a.o.Modal.Tell("“"+p.Title+"” was not duplicated", sentence(err), nil) }
	a.read(list[:1], failed, func(texts []string) { a.copied(list, texts[0], all) })
}

// copied writes the copy of the first of some posts, and goes on with the others.
func (a *Actions) copied(list []Post, src string, all int) {
	p := list[0]
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

// Show shows posts in the file manager.
func (a *Actions) Show(of []string) {
	list := a.posts(of)
	if len(list) == 0 {
		a.o.Say("The post has no file yet.")
		return
	}
	a.ShowFile(paths(list)...)
}

// ShowFile shows files in their folders, by the desktop's program for that.
func (a *Actions) ShowFile(files ...string) {
	go func() { // the desktop may take a while to answer
		err := a.Reveal(files...)
		a.o.Post(func() {
			if err == nil {
				return
			}
			opened := map[string]bool{}
			for _, path := range files {
				if dir := filepath.Dir(path); !opened[dir] {
					opened[dir] = true
					a.openFolder(dir)
				}
			}
		})
	}()
}

func reveal(paths ...string) error {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return bus.Reveal(ctx, bus.Address(os.Getenv), paths...)
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
	a.read(list, a.sayFailed, func(texts []string) { a.copyLinks(list, texts) })
}

func (a *Actions) copyLinks(list []Post, texts []string) {
	var lines []string
	for i, p := range list {
		slug, _ := post.Parse(texts[i]).Value("slug")
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

// part is what a post says, without its head.
type part struct {
	title   string
	body    string
	dialect markdown.Dialect
}

// sayFailed says in the status bar that a post cannot be read.
func (a *Actions) sayFailed(_ Post, err error) { a.o.Say(sentence(err)) }

// bodies gives what posts say.
func (a *Actions) bodies(of []string, then func(parts []part, list []Post)) {
	list, ok := a.saved(of)
	if !ok {
		return
	}
	a.read(list, a.sayFailed, func(texts []string) {
		var parts []part
		for i, src := range texts {
			head := post.Parse(src)
			title, _ := head.Value("title")
			parts = append(parts, part{
				title: title, body: strings.TrimSpace(src[head.TextStart():]) + "\n",
				dialect: markdown.Dialect{InlineMath: a.o.Workspace.LibraryOf(list[i].Path).Site.InlineMath},
			})
		}
		then(parts, list)
	})
}

// CopyMarkdown copies what posts say as it is written.
func (a *Actions) CopyMarkdown(of []string) {
	a.bodies(of, func(parts []part, list []Post) {
		a.o.App.Clipboard().SetContent(asMarkdown(parts))
		a.o.Say(called(list) + " copied as Markdown.")
	})
}

// CopyHTML copies what posts say as the source of HTML.
func (a *Actions) CopyHTML(of []string) {
	a.bodies(of, func(parts []part, list []Post) {
		if page, ok := a.html(parts); ok {
			a.o.App.Clipboard().SetContent(page)
			a.o.Say(called(list) + " copied as HTML.")
		}
	})
}

// CopyFormatted copies what posts say as it looks, for mail and word processors.
func (a *Actions) CopyFormatted(of []string) {
	a.bodies(of, func(parts []part, list []Post) {
		if page, ok := a.html(parts); ok {
			a.o.Formatted(asText(parts), page)
			a.o.Say(called(list) + " copied as formatted text.")
		}
	})
}

// html is what posts say as the source of HTML; of several each begins with its
// title. Each is a text of its own: a footnote of one is none of another's.
func (a *Actions) html(parts []part) (page string, ok bool) {
	var b strings.Builder
	for _, p := range parts {
		if p.title != "" && len(parts) > 1 {
			b.WriteString("<h1>" + stdhtml.EscapeString(p.title) + "</h1>\n")
		}
		if _, err := html.Of(&b, p.body, p.dialect, html.Options{}); err != nil {
			a.o.Say("Nothing was copied: " + err.Error())
			return "", false
		}
	}
	return b.String(), true
}

// asMarkdown is what posts say as it is written; of several each begins with its
// title.
func asMarkdown(parts []part) string {
	var list []string
	for _, p := range parts {
		if p.title != "" && len(parts) > 1 {
			list = append(list, "# "+special.ReplaceAllString(p.title, `\\$0`)+"\n")
		}
		list = append(list, p.body)
	}
	return strings.Join(list, "\n")
}

// special is what means something else than itself in a heading.
var special = regexp.MustCompile("[\\\\`*_\\[\\]<>#&$~^]")

// asText is what posts say in plain words; of several each begins with its title.
func asText(parts []part) string {
	var list []string
	for _, p := range parts {
		if p.title != "" && len(parts) > 1 {
			list = append(list, p.title+"\n")
		}
		list = append(list, p.dialect.Parse(nil, text.New(p.body), 0).Text())
	}
	return strings.Join(list, "\n")
}

// unescaped is a text with its percent signs decoded, where that is what they are.
func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}
