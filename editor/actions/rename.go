package actions

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/post"
)

// Rename asks for another title, slug and file name of a post, and makes them one
// change.
func (a *Actions) Rename(of []string) {
	list, ok := a.saved(of)
	if !ok {
		return
	}
	if len(list) > 1 {
		a.o.Say("One post is renamed at a time.")
		return
	}
	failed := func(_ Post, err error) { a.o.Modal.Tell(called(list)+" was not renamed", sentence(err), nil) }
	var src string
	ask := a.inTime(list, func() {
		r := &renaming{a: a, post: list[0], name: filepath.Base(list[0].Path)}
		p := post.Parse(src)
		title, _ := p.Value("title")
		slug, _ := p.Value("slug")
		r.slugFollows = list[0].IsDraft() && (slug == "" || slug == a.o.Slug(title))
		r.ask(title, slug)
	})
	a.read(list, failed, func(texts []string) {
		src = texts[0]
		ask()
	})
}

// renaming is the dialog in which a post is given other names.
type renaming struct {
	a           *Actions
	post        Post
	name        string // of the file, as it is
	was         string // the slug, as it is
	title, slug *field.Field
	file        *field.Field
	note        *control.Label
	question    *control.Question
	slugFollows bool // the title, until it is typed
	fileIsTyped bool // it does not follow the slug any more
	setting     bool // a field is set by the dialog itself
	wrong       string
}

const (
	renameWidth = 560
	labelWidth  = 96
)

func (r *renaming) ask(title, slug string) {
	r.was = slug
	r.title, r.slug, r.file = r.entry(title), r.entry(slug), r.entry(r.name)
	r.note = control.NewSmall(" ", theme.Muted)
	r.note.Wrap = renameWidth - 48
	r.question = &control.Question{
		Title: "Rename “" + r.post.Title + "”", Width: renameWidth, First: r.title,
		Extra:  control.NewStack(8, labelled("Title", r.title), labelled("Slug", r.slug), labelled("File name", r.file), r.note),
		Cancel: control.Choice{Label: "Cancel"},
		Main:   control.Choice{Label: "Rename", Do: r.do},
	}
	r.title.OnChanged = func(s string) {
		if r.slugFollows {
			r.set(r.slug, r.a.o.Slug(post.Fold(s)))
			r.follow()
		}
		r.check()
	}
	r.slug.OnChanged = func(string) {
		if !r.setting {
			r.slugFollows = false
			r.follow()
			r.check()
		}
	}
	r.file.OnChanged = func(string) {
		if !r.setting {
			r.fileIsTyped = true
			r.check()
		}
	}
	r.check()
	r.a.o.Modal.Ask(r.question)
	r.title.SelectAll()
}

func (r *renaming) entry(s string) *field.Field {
	f := field.New(field.Style{})
	f.SetText(s)
	f.OnSubmit = func() {
		if r.wrong == "" {
			r.question.Submit()
		}
	}
	f.OnTab = func(back bool) { // which selects, as in the form
		if back {
			r.a.o.Canvas.FocusPrevious()
		} else {
			r.a.o.Canvas.FocusNext()
		}
		if next, ok := r.a.o.Canvas.Focused().(*field.Field); ok {
			next.SelectAll()
		}
	}
	f.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyEscape {
			r.question.Escape()
			return true
		}
		return false
	}
	return f
}

func (r *renaming) set(f *field.Field, s string) {
	r.setting = true
	f.SetText(s)
	r.setting = false
}

// follow gives the file the name that the slug wants, as long as nobody typed
// another one.
func (r *renaming) follow() {
	if slug := r.slug.Text(); !r.fileIsTyped && post.ValidSlug(slug) {
		r.set(r.file, storage.Renamed(r.name, slug))
	}
}

// check says what is wrong with what was typed, or what it does.
func (r *renaming) check() {
	slug, name := r.slug.Text(), r.file.Text()
	r.wrong = ""
	switch {
	case post.Fold(r.title.Text()) == "":
		r.wrong = "A post needs a title."
	case slug != r.was && !post.ValidSlug(slug):
		r.wrong = "A slug is of small letters and digits, with hyphens between them."
	case slug != r.was && len(r.others(slug)) > 0:
		r.wrong = "“" + r.others(slug)[0] + "” has that slug already."
	case name != r.name:
		r.wrong = post.WrongName(name, r.post.IsDraft())
	}
	said, ink := r.wrong, theme.Warn
	if said == "" {
		said, ink = " ", theme.Muted
		if slug != r.was && !r.post.IsDraft() && r.was != "" {
			said = "The address changes. Links of other posts that lead to it are changed with it, and are told of first."
		}
	} else {
		said = "▲ " + said
	}
	if r.note.Text() != said {
		r.note.Set(said, ink)
		r.question.Refresh()
	}
}

// others are the names of the other posts that have a slug.
func (r *renaming) others(slug string) (names []string) {
	for _, path := range r.a.o.Library().Slugged(slug) {
		if path != r.post.Path {
			names = append(names, filepath.Base(path))
		}
	}
	return names
}

// do makes the change, after it was told which links change with it.
func (r *renaming) do() {
	if r.wrong != "" {
		r.again()
		return
	}
	a, path := r.a, r.post.Path
	title, slug, name := post.Fold(r.title.Text()), r.slug.Text(), r.file.Text()
	failed := "“" + r.post.Title + "” was not renamed"
	a.o.Save([]string{path}, func() {
		plan := a.o.Rename(path, title, slug, name)
		go func() { // all posts may have to be read for links
			x, err := plan()
			a.o.Post(func() {
				switch {
				case err != nil:
					a.o.Modal.Tell(failed, sentence(err)+"\nNothing was changed.", nil)
				case len(x.Changes) == 0:
					a.o.Say("It has that name already.")
				case x.Links > 0 && a.o.Modal.Depth() == 0:
					r.askLinks(x, failed, title)
				default:
					r.change(x, failed, title)
				}
			})
		}()
	})
}

// again opens the dialog anew, with what was typed.
func (r *renaming) again() {
	next := &renaming{a: r.a, post: r.post, name: r.name, fileIsTyped: true}
	was := r.was
	next.ask(r.title.Text(), r.slug.Text())
	next.was = was
	next.set(next.file, r.file.Text())
	next.check()
}

func (r *renaming) askLinks(x Renamed, failed, title string) {
	text := wording.Count(x.Links, "link") + " in " + wording.Count(x.Posts, "post") + " lead to its address and are changed with it:"
	const most = 8
	n := 0
	for _, c := range x.Changes {
		if c.Path == r.post.Path || !c.Edits() {
			continue
		}
		if n++; n <= most {
			text += "\n" + filepath.Base(c.Path)
		}
	}
	if n > most {
		text += "\nand " + wording.Count(n-most, "other")
	}
	if len(x.Left) > 0 {
		text += "\n▲ " + strings.Join(x.Left[:min(3, len(x.Left))], "\n▲ ")
	}
	r.a.o.Modal.Ask(&control.Question{
		Title: "Rename “" + r.post.Title + "” and change what leads to it?", Text: text, Width: renameWidth,
		Cancel: control.Choice{Label: "Cancel"},
		Main:   control.Choice{Label: "Rename all", Do: func() { r.change(x, failed, title) }},
	})
}

func (r *renaming) change(x Renamed, failed, title string) {
	did := "“" + title + "” is renamed."
	for _, c := range x.Changes {
		if c.Path == r.post.Path && c.Moves() {
			did = "“" + title + "” is called " + filepath.Base(c.To) + "."
		}
	}
	if x.Links > 0 {
		did = strings.TrimSuffix(did, ".") + ", and " + wording.Count(x.Links, "link") + " with it."
	}
	r.a.o.Change(Change{
		Changes: x.Changes, Was: history.Renamed, Failed: failed, Doing: "Renaming…", Did: did, Undone: "“" + r.post.Title + "” has its names again.",
	})
}

// labelled puts a label before a field.
func labelled(label string, o fyne.CanvasObject) *fyne.Container {
	return container.New(beside{}, control.NewLabel(label, theme.Muted), o)
}

// beside puts the first object at the left, and gives the second the rest.
type beside struct{}

func (beside) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, o[1].MinSize().Height)
}

func (beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	m := o[0].MinSize()
	o[0].Move(fyne.NewPos(0, float32(int((size.Height-m.Height)/2))))
	o[0].Resize(m)
	o[1].Move(fyne.NewPos(labelWidth, 0))
	o[1].Resize(fyne.NewSize(size.Width-labelWidth, size.Height))
}
