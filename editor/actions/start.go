package actions

import (
	"strings"
	"time"

	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/palette"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/template"
)

// NewFromTitle asks for a title and starts a post that has it.
func (a *Actions) NewFromTitle() {
	a.askTitle("Title of the new post", func(title string) {
		a.o.Start(post.New(title, a.o.Slug(title), a.today()))
	})
}

func (a *Actions) today() string { return a.o.Now().Format(time.DateOnly) }

// askTitle asks for a title in a line.
func (a *Actions) askTitle(placeholder string, do func(title string)) {
	a.o.Modal.Palette(&field.Palette{
		Placeholder: placeholder,
		Empty:       "Type a title, and press Enter.",
		Find: func(typed string) []field.Item {
			title := post.Fold(typed)
			if title == "" {
				return nil
			}
			note := "a draft"
			if slug := a.o.Slug(title); slug != "" {
				note = slug
			}
			return []field.Item{{Title: title, Note: note, Keys: "Enter", Do: func() { do(title) }}}
		},
	})
}

// NewFromTemplate lets a template of the library be chosen and starts a post with
// it.
func (a *Actions) NewFromTemplate() {
	dir := a.o.Library().Dir
	if dir == "" {
		a.o.Say("Open a folder first; templates lie in its folder " + template.Folder + ".")
		return
	}
	var err error
	aside.Ask(a.o.Modal.Desk, func() (list []template.Template) {
		list, err = template.List(dir)
		return list
	}, func(list []template.Template) {
		if a.o.Modal.Depth() == 0 && a.o.Library().Dir == dir {
			a.chooseTemplate(list, err)
		}
	})
}

// chooseTemplate lets one of the templates be chosen.
func (a *Actions) chooseTemplate(list []template.Template, err error) {
	switch {
	case err != nil:
		a.o.Modal.Tell("The templates cannot be read", sentence(err), nil)
		return
	case len(list) == 0:
		a.o.Modal.Tell("There are no templates yet", "A template is a post in the folder “"+template.Folder+"” of the library, such as “review.md”. "+
			"{{title}}, {{slug}} and {{date}} in it are filled when a post is made of it.", nil)
		return
	}
	var names []string
	for _, t := range list {
		names = append(names, strings.ReplaceAll(t.Name, "\n", " "))
	}
	a.o.Modal.Palette(palette.Choose("Template of the new post", "No template has this name.", names, func(i int) field.Item {
		return field.Item{Title: names[i], Note: template.Folder + "/" + names[i] + ".md", Do: func() { a.fill(list[i]) }}
	}))
}

// fill starts a post with a template, after its title was asked for where that is
// needed.
func (a *Actions) fill(t template.Template) {
	var err error
	aside.Ask(a.o.Modal.Desk, func() (src string) {
		src, err = template.Read(t.Path)
		return src
	}, func(src string) {
		switch {
		case a.o.Modal.Depth() > 0:
		case err != nil:
			a.o.Modal.Tell("The template “"+t.Name+"” cannot be used", sentence(err), nil)
		default:
			a.startWith(t, src)
		}
	})
}

// startWith starts a post with the text of a template.
func (a *Actions) startWith(t template.Template, src string) {
	start := func(title string) {
		a.o.Start(template.Fill(src, template.Post{Title: title, Slug: a.o.Slug(title), Date: a.today()}))
	}
	if !template.NeedsTitle(src) {
		start("")
		return
	}
	a.askTitle("Title of the new post, from “"+t.Name+"”", start)
}
