package actions

import (
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/palette"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/trash"
)

// trashed is what was moved to the trash at once.
type trashed struct {
	items    []trash.Item
	called   string   // as it is said
	reopen   []string // posts that were open
	pictures int      // how many of the items are pictures
	posts    int      // how many are posts
}

// Trash moves posts to the trash. What of them is not saved is asked about, and
// links of other posts that lead to them are told of first.
func (a *Actions) Trash(of []string) {
	list := a.posts(of)
	if len(list) == 0 {
		a.o.Say("The post has no file yet; Close post gives it up.")
		return
	}
	if slices.ContainsFunc(list, func(p Post) bool { return a.moving[p.Path] }) {
		return // it is on its way: the key was pressed again
	}
	find, quick := a.o.Inbound(paths(list))
	if quick {
		a.askTrash(list, find())
		return
	}
	a.mark(list, true)
	a.o.Say("Looking for links…")
	go func() {
		leads := find()
		a.o.Post(func() {
			a.mark(list, false)
			a.o.Say("")
			if len(leads) > 0 && a.o.Modal.Depth() > 0 { // a key meant for that must not answer
				a.o.Say(called(list) + " was not moved to the trash: " + leading(list, leads) + ".")
				return
			}
			a.askTrash(list, leads)
		})
	}()
}

// mark notes that posts are being moved to the trash, or are not any more.
func (a *Actions) mark(list []Post, moving bool) {
	if a.moving == nil {
		a.moving = map[string]bool{}
	}
	for _, p := range list {
		if moving {
			a.moving[p.Path] = true
		} else {
			delete(a.moving, p.Path)
		}
	}
}

// askTrash asks what has to be asked before posts are moved to the trash, in one
// question, and moves them.
func (a *Actions) askTrash(list []Post, leads []Lead) {
	var dirty, elsewhere []Post
	for _, p := range list {
		switch {
		case p.Dirty:
			dirty = append(dirty, p)
		case p.Shared || a.o.Workspace.Elsewhere(p.Path):
			elsewhere = append(elsewhere, p)
		}
	}
	all := paths(list)
	move := func() { a.move(list) }
	var told string // of links
	if len(leads) > 0 {
		told = "\n\n" + leading(list, leads) + " and will lead nowhere:" + places(leads)
	}
	ask := func(title, text string, apart []control.Choice, cancel, main control.Choice) {
		a.o.Modal.Ask(&control.Question{Title: title, Text: strings.TrimSpace(text + told), Apart: apart, Cancel: cancel, Main: main})
		told = ""
	}
	if len(dirty) > 0 {
		inner := move
		move = func() {
			text := "There are changes that are not saved. Without saving they stay in Post > History."
			if !a.o.Workspace.KeepsVersions() {
				text = "There are changes that are not saved. Without saving they are lost."
			}
			ask("Save "+called(dirty)+" before moving "+it(dirty)+" to the trash?", text,
				[]control.Choice{{Label: "Move without saving", Do: func() { a.o.GiveUp(all, inner) }}},
				control.Choice{Label: "Cancel"}, control.Choice{Label: "Save and move", Do: func() { a.o.Save(all, inner) }})
		}
	}
	switch {
	case len(elsewhere) > 0:
		ask("Move "+called(elsewhere)+" to the trash?", "Another Galley window has changes in "+it(elsewhere)+" that are not saved. They stay there, and saving them there writes the file anew.",
			[]control.Choice{{Label: "Move to trash", Do: move}}, control.Choice{}, control.Choice{Label: "Cancel"})
	case len(leads) > 0 && len(dirty) == 0:
		ask("Move "+called(list)+" to the trash?", "", nil, control.Choice{Label: "Cancel"}, control.Choice{Label: "Move to trash", Do: move})
	default:
		move()
	}
}

func it(list []Post) string {
	if len(list) > 1 {
		return "them"
	}
	return "it"
}

// leading says how many links lead to posts.
func leading(to []Post, leads []Lead) string {
	posts := map[string]bool{}
	for _, l := range leads {
		posts[l.Path] = true
	}
	lead := "lead"
	if len(leads) == 1 {
		lead = "leads"
	}
	return wording.Count(len(leads), "link") + " in " + wording.Count(len(posts), "other post") + " " + lead + " to " + it(to)
}

// places are the posts that links stand in, a line each, with the lines there.
func places(leads []Lead) string {
	const most, lines = 6, 4
	var titles []string
	at := map[string][]string{}
	for _, l := range leads {
		title := l.Title
		if len(at[l.Path]) == 0 {
			titles = append(titles, l.Path+"\x00"+title)
		}
		if n := strconv.Itoa(l.Line); !slices.Contains(at[l.Path], n) {
			at[l.Path] = append(at[l.Path], n)
		}
	}
	text := ""
	for i, t := range titles {
		if i == most {
			text += "\nand " + wording.Count(len(titles)-most, "other")
			break
		}
		path, title, _ := strings.Cut(t, "\x00")
		in, line := at[path], "line "
		if len(in) > 1 {
			line = "lines "
		}
		if len(in) > lines {
			in = append(slices.Clone(in[:lines]), "…")
		}
		text += "\n“" + title + "”, " + line + strings.Join(in, ", ")
	}
	return text
}

// move moves posts to the trash, and offers their pictures along where nothing
// else uses them.
func (a *Actions) move(list []Post) {
	lib, all := a.o.Library(), paths(list)
	t := trashed{called: called(list)}
	for _, p := range list {
		if p.Open {
			t.reopen = append(t.reopen, p.Path)
		}
	}
	a.mark(list, true)
	a.o.Say("Moving to the trash…")
	a.o.Workspace.Trash(all, func(items []trash.Item, err error) {
		a.o.Say("")
		a.mark(list, false)
		var gone []string
		for _, it := range items {
			gone = append(gone, it.Path)
		}
		a.o.Drop(gone)
		a.o.Reread()
		if err != nil {
			title := called(list) + " was not moved to the trash"
			if len(list) > 1 {
				title = wording.Count(len(list)-len(items), "post") + " of " + wording.Count(len(list), "post") + " stayed where they are"
			}
			a.o.Modal.Tell(title, told(err), nil)
		}
		if len(items) == 0 {
			return
		}
		if len(items) < len(list) {
			t.called = wording.Count(len(items), "post")
		}
		t.items, t.posts = items, len(items)
		a.offer(&t, nil)
		a.trashed = slices.Insert(a.trashed, 0, t)
		unsaved := a.o.Unsaved()
		go func() {
			files := own(lib, gone, unsaved)
			a.o.Post(func() {
				if len(files) > 0 && len(a.trashed) > 0 && slices.Equal(a.trashed[0].items, items) {
					a.offer(&t, files)
				}
			})
		}()
	})
}

// offer says in the line over the text what is in the trash, with what can be done
// about it.
func (a *Actions) offer(t *trashed, files []string) {
	words := t.called
	is := " is"
	if t.posts > 1 || t.pictures > 0 {
		is = " are"
	}
	if t.pictures > 0 {
		words += " and " + wording.Count(t.pictures, "picture")
	}
	acts := []control.Choice{{Label: "Undo", Do: func() { a.putBack(*t) }}}
	if n := len(files); n > 0 {
		label := "Move its picture too"
		if n > 1 {
			label = "Move its " + wording.Count(n, "picture") + " too"
		}
		if t.posts > 1 {
			label = strings.Replace(label, "its", "their", 1)
		}
		acts = append(acts, control.Choice{Label: label, Do: func() { a.movePictures(*t, files) }})
	}
	a.o.Offer(words+is+" in the trash.", acts...)
}

// movePictures moves the pictures of posts that are in the trash there, too.
func (a *Actions) movePictures(t trashed, files []string) {
	a.o.Workspace.Trash(files, func(items []trash.Item, err error) {
		if err != nil {
			a.o.Modal.Tell("Not all pictures were moved to the trash", told(err), nil)
		}
		at := a.at(t)
		if at < 0 { // it was put back meanwhile
			a.o.Workspace.PutBack(items, func([]trash.Item, error) { a.o.Reread() })
			return
		}
		t.items, t.pictures = append(slices.Clone(t.items), items...), len(items)
		a.trashed[at] = t
		a.offer(&t, nil)
		a.o.Reread()
	})
}

// at is the place of what was trashed in the list, -1 where it was put back.
func (a *Actions) at(t trashed) int {
	return slices.IndexFunc(a.trashed, func(o trashed) bool { return o.items[0] == t.items[0] })
}

// putBack puts back what was moved to the trash at once.
func (a *Actions) putBack(t trashed) {
	at := a.at(t)
	if at < 0 {
		return
	}
	a.trashed = slices.Delete(a.trashed, at, at+1)
	a.o.Offer("")
	a.o.Workspace.PutBack(t.items, func(left []trash.Item, err error) {
		a.o.Reread()
		if err != nil {
			a.o.Modal.Tell("Not all is back from the trash", told(err), nil)
		}
		// What the trash does not hold any more will not come back.
		left = slices.DeleteFunc(left, func(it trash.Item) bool { return isGone(err, it) })
		if len(left) > 0 {
			rest := t
			rest.items, rest.pictures = left, 0
			rest.posts = len(left)
			if len(left) > 1 {
				rest.called = wording.Count(len(left), "file")
			} else {
				rest.called = "“" + filepath.Base(left[0].Path) + "”"
			}
			a.trashed = slices.Insert(a.trashed, 0, rest)
		}
		if len(left) == len(t.items) {
			return
		}
		a.o.Say("Back from the trash: " + t.called + ".")
		for _, path := range t.reopen {
			if !slices.ContainsFunc(left, func(it trash.Item) bool { return it.Path == path }) {
				a.o.Open(path)
			}
		}
	})
}

// isGone reports whether an error says of a file that it is not in the trash any
// more.
func isGone(err error, it trash.Item) bool {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return false
	}
	return slices.ContainsFunc(joined.Unwrap(), func(err error) bool {
		var e *trash.RestoreError
		return errors.As(err, &e) && e.Path == it.Path && e.Gone
	})
}

// told are errors that were joined, as sentences of a line each, a few of them.
func told(err error) string {
	const most = 4
	var lines []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		lines = append(lines, line+".")
	}
	if n := len(lines) - most; n > 0 {
		lines = append(lines[:most], "And "+wording.Count(n, "other")+".")
	}
	return strings.Join(lines, "\n")
}

// PutBack lets be chosen what comes back from the trash, of all that this window
// moved there.
func (a *Actions) PutBack() {
	if len(a.trashed) == 0 {
		a.o.Say("This window moved nothing to the trash that is still there.")
		return
	}
	var names []string
	for _, t := range a.trashed {
		names = append(names, t.called)
	}
	list := slices.Clone(a.trashed)
	a.o.Modal.Palette(palette.Choose("Put back from the trash", "No post in the trash matches.", names, func(i int) field.Item {
		note := filepath.Base(list[i].items[0].Path)
		if n := len(list[i].items); n > 1 {
			note = wording.Count(n, "file")
		}
		return field.Item{Title: list[i].called, Note: note, Do: func() { a.putBack(list[i]) }}
	}))
}

// own are the files of pictures that posts show and no other post of their library
// names, nor any of some texts that are not saved.
func own(lib storage.Library, gone, unsaved []string) (files []string) {
	names := map[string]string{} // real paths by base names in lower case, of what may go
	kept := map[string]bool{}
	for _, path := range gone {
		facts, ok := lib.Facts(path)
		if !ok {
			continue
		}
		for _, l := range facts.Links {
			if file, ok := lib.Image(filepath.Dir(path), l.Dest); ok && l.Image {
				if real, err := filepath.EvalSymlinks(file); err == nil && real == file { // a link is somebody's way to it
					names[strings.ToLower(filepath.Base(real))] += "\x00" + real
				}
			}
		}
	}
	if len(names) == 0 {
		return nil
	}
	for i := range lib.Entries {
		e := &lib.Entries[i]
		if slices.Contains(gone, e.Path) {
			continue
		}
		if e.Err != nil { // it may use any
			return nil
		}
		facts := e.Facts()
		for _, word := range mentions(facts) {
			for name := range names {
				if strings.Contains(word, name) {
					kept[name] = true
				}
			}
		}
	}
	for _, text := range unsaved {
		text = strings.ToLower(unescaped(text))
		for name := range names {
			kept[name] = kept[name] || strings.Contains(text, name)
		}
	}
	for name, list := range names {
		if kept[name] {
			continue
		}
		for file := range strings.SplitSeq(list[1:], "\x00") {
			if !slices.Contains(files, file) {
				files = append(files, file)
			}
		}
	}
	slices.Sort(files)
	return files
}

// mentions are the words of a post that may name a file, in lower case.
func mentions(f index.Facts) (words []string) {
	for _, l := range f.Links {
		words = append(words, strings.ToLower(unescaped(l.Dest)))
	}
	for _, field := range f.Fields {
		words = append(words, strings.ToLower(unescaped(field.Value)))
	}
	return words
}
