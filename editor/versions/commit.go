package versions

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/git"
)

// Commit asks which changed posts are to be committed, and with what message, where the
// open post or else the library is in a git repository.
func (b *Browser) Commit() {
	if b.o.Modal.Depth() > 0 {
		return
	}
	dir := b.o.Library()
	s, open := b.o.Current()
	if open && s.Path != "" {
		dir = filepath.Dir(s.Path)
	}
	if dir == "" {
		b.o.Say("No folder is open.")
		return
	}
	b.asks++
	n := b.asks
	b.o.Say("Looking for changed posts…")
	go func() {
		repo, err := git.Around(context.Background(), dir)
		b.o.Post(func() {
			switch {
			case n != b.asks:
			case err != nil:
				b.o.Say("▲ " + sentence(err))
			case repo == nil:
				b.o.Say("“" + filepath.Base(dir) + "” is not in a git repository, or there is no git here.")
			case b.o.Modal.Depth() > 0:
				b.o.Say("")
			default:
				b.commitFrom(repo, s.Path, nil)
			}
		})
	}()
}

// commitFrom asks what is to be committed in a repository; done, which may be nil, is
// called when something was.
func (b *Browser) commitFrom(repo *git.Repo, path string, done func()) {
	posts := b.o.Posts()
	var paths []string
	for _, p := range posts {
		paths = append(paths, p.Path)
	}
	if path != "" && !slices.Contains(paths, path) {
		s, _ := b.o.Current()
		posts, paths = append(posts, Subject{path, s.Title}), append(paths, path)
	}
	b.asks++
	n := b.asks
	b.o.Say("Looking for changed posts…")
	go func() {
		changed, err := repo.Changed(context.Background(), paths)
		b.o.Post(func() {
			if n != b.asks {
				return
			}
			b.o.Say("")
			c := &committing{b: b, repo: repo, done: done, on: map[string]bool{}}
			for _, p := range posts {
				if slices.Contains(changed, p.Path) {
					c.posts = append(c.posts, p)
				}
			}
			switch {
			case err != nil:
				b.o.Modal.Tell("The changed posts could not be found out", sentence(err), nil)
			case len(c.posts) == 0:
				b.o.Modal.Tell("There is nothing to commit", "Each post of the library is as in the last commit."+c.unsaved(posts), nil)
			default:
				for _, p := range c.posts {
					c.on[p.Path] = p.Path == path || !slices.Contains(changed, path)
				}
				c.ask()
			}
		})
	}()
}

// committing is what is to be committed.
type committing struct {
	b       *Browser
	repo    *git.Repo
	posts   []Subject // that changed
	on      map[string]bool
	message string
	trouble string // why it was not done
	done    func()
}

// unsaved says which of some posts have changes that are not in their files.
func (c *committing) unsaved(posts []Subject) string {
	n := 0
	for _, p := range posts {
		if c.b.o.Unsaved(p.Path) {
			n++
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return " One has changes that are not saved."
	}
	return " " + wording.Count(n, "post") + " have changes that are not saved."
}

// ask shows the dialog.
func (c *committing) ask() {
	const width, rows, rowHeight = 620, 6, 44
	list := control.NewList(func(i int) control.Row {
		p := c.posts[i]
		r := control.Row{Title: called(p.Title, p.Path), Under: filepath.Base(p.Path), Box: control.Open}
		if rel, err := filepath.Rel(c.repo.Top, p.Path); err == nil {
			r.Under = rel
		}
		if c.on[p.Path] {
			r.Box = control.Checked
		}
		if c.b.o.Unsaved(p.Path) {
			r.Note = "as it was saved last"
		}
		return r
	})
	list.Height = rowHeight
	list.Set(len(c.posts))
	trouble := control.NewSmall(c.trouble, theme.Warn)
	trouble.Wrap = width - 48
	message := field.New(field.Style{Wrap: true})
	message.SetPlaceholder("What changed?")
	message.SetText(c.message)
	message.OnChanged = func(s string) { c.message = s }
	q := &control.Question{
		Title: "Commit which posts?", Width: width, First: message,
		Text:   "They are committed as their files are, with this message. Nothing else is, and nothing is pushed." + c.unsaved(c.posts),
		Cancel: control.Choice{Label: "Cancel"},
		Main:   control.Choice{Label: "Commit", Do: c.commit},
	}
	parts := []fyne.CanvasObject{control.NewGiving(float32(min(len(c.posts), rows))*rowHeight+8, rowHeight+8, list), message}
	if c.trouble != "" {
		parts = append(parts, trouble)
	}
	q.Extra = control.NewStack(10, parts...)
	message.OnHeight = q.Refresh
	message.OnSubmit = q.Submit
	list.OnPick = func(i int) {
		p := c.posts[i]
		c.on[p.Path] = !c.on[p.Path]
	}
	list.OnAll = func() {
		for _, p := range c.posts {
			c.on[p.Path] = true
		}
		list.Refresh()
	}
	keys := func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyEscape {
			q.Escape()
			return true
		}
		return false
	}
	list.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter { // Space chooses
			q.Submit()
			return true
		}
		return keys(e)
	}
	message.OnKey = keys
	c.b.o.Modal.Ask(q)
}

// commit commits what is chosen, or asks again with what is missing.
func (c *committing) commit() {
	var paths []string
	for _, p := range c.posts {
		if c.on[p.Path] {
			paths = append(paths, p.Path)
		}
	}
	switch {
	case len(paths) == 0:
		c.again("Choose what to commit.")
		return
	case strings.TrimSpace(c.message) == "":
		c.again("Say in a line what changed.")
		return
	}
	said := "“" + called(c.title(paths[0]), paths[0]) + "”"
	if len(paths) > 1 {
		said = wording.Count(len(paths), "post")
	}
	c.b.o.Say("Committing " + said + "…")
	go func() {
		name, err := c.repo.Commit(context.Background(), paths, strings.TrimSpace(c.message))
		c.b.o.Post(func() {
			if err != nil {
				c.b.o.Say("Nothing was committed.")
				c.again("Nothing was committed: " + sentence(err))
				return
			}
			c.b.o.Say("Committed " + said + " as " + name[:min(8, len(name))] + ".")
			if c.done != nil {
				c.done()
			}
		})
	}()
}

func (c *committing) title(path string) string {
	for _, p := range c.posts {
		if p.Path == path {
			return p.Title
		}
	}
	return ""
}

// again asks anew, with why it was not done.
func (c *committing) again(why string) {
	c.trouble = "▲ " + why
	c.ask()
}

// sentence is an error as a sentence, with what git itself said behind it.
func sentence(err error) string {
	var e *git.Error
	if !errors.As(err, &e) {
		s := err.Error()
		return strings.ToUpper(s[:1]) + s[1:] + "."
	}
	s := strings.ToUpper(e.Why[:1]) + e.Why[1:] + "."
	if says := strings.TrimSpace(e.Says); says != "" {
		const most = 600
		if len(says) > most {
			says = strings.ToValidUTF8(says[:most], "") + "…"
		}
		s += "\n" + says
	}
	return s
}
