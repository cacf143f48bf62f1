package exporting

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/choosing"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/library"
	"galley.app/galley/editor/palette"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/publish"
)

// dialog chooses what is exported, as what and where to, and shows what
// stands against it before anything is written.
type dialog struct {
	m     *Exporter
	over  func() // nil while it is not shown
	rows  []entry
	at    int // of rows
	posts *posts
	view  *view

	drafts, published, skip bool
	asked                   bool // the writer said which of these he wants
	title, url              string
	named                   bool              // the writer said how the site is called, or where it is
	keep                    bool              // the library is to say so from then on
	done                    *storage.Exports  // what is remembered of earlier ones
	typed                   map[string]string // path that was typed, by key

	look    outlook
	ready   *publish.Export // what was thought through last; nil once it is written
	planned bool            // look is of what is chosen now
	there   place
	placed  bool // there is of the path that stands in the field
	wanted  bool // export as soon as both are known
	folded  bool // warnings are not shown
	cancel  context.CancelFunc
	number  int // of the newest thinking
	resting control.Delay
}

// entry is a row of the dialog's list: a head, a target or a format.
type entry struct {
	head   string
	format export.Format
	target *publish.Target
}

func (r entry) key() string {
	if r.target != nil {
		return "target " + r.target.Name
	}
	return r.format.Name
}

// planAfter is how long choices rest before they are thought through.
const planAfter = 120 * time.Millisecond

func newDialog(m *Exporter, done *storage.Exports, key string) *dialog {
	targets, err := m.targets()
	if err != nil {
		m.o.Say("▲ " + err.Error())
	}
	return dialogOf(m, done, key, entriesOf(m.o.Formats, targets))
}

// entriesOf lists targets and formats.
func entriesOf(formats []export.Format, targets []publish.Target) (list []entry) {
	if len(targets) > 0 {
		list = append(list, entry{head: "Targets of this library"})
		for _, t := range targets {
			f := slices.IndexFunc(formats, func(f export.Format) bool { return f.Name == t.Format })
			if f >= 0 {
				list = append(list, entry{format: formats[f], target: &t})
			}
		}
	}
	group := ""
	for _, f := range formats {
		if f.Group != group {
			group = f.Group
			list = append(list, entry{head: group})
		}
		list = append(list, entry{format: f})
	}
	return list
}

func dialogOf(m *Exporter, done *storage.Exports, key string, rows []entry) *dialog {
	d := &dialog{
		m: m, rows: rows, posts: newPosts(m.o.Items(), m.o.Elsewhere()), typed: map[string]string{}, done: done, folded: true, keep: true,
		resting: control.Delay{Post: m.o.Post, After: planAfter},
	}
	if key == "" && m.turned.dir == m.o.Library().Dir {
		key = m.turned.key
	}
	if last, ok := d.last(""); key == "" && ok {
		key = last.Format
		if last.Target != "" {
			key = "target " + last.Target
		}
	}
	d.at = max(0, slices.IndexFunc(d.rows, func(r entry) bool { return r.head == "" && r.key() == key }))
	for d.rows[d.at].head != "" {
		d.at++
	}
	d.view = newView(d)
	d.turn(d.at)
	return d
}

// last is the export of that key that was done last.
func (d *dialog) last(key string) (storage.Exported, bool) {
	return d.done.Done(d.m.o.Library().Dir, key)
}

// row is the chosen format or target.
func (d *dialog) row() entry { return d.rows[d.at] }

// turn chooses another format or target, with what was last chosen for it.
func (d *dialog) turn(at int) {
	d.at = at
	row := d.row()
	d.m.turned.dir, d.m.turned.key = d.m.o.Library().Dir, row.key()
	d.view.reserved = 0
	last, _ := d.last(row.key())
	if !d.named {
		d.title, d.url = last.SiteTitle, last.SiteURL
	}
	if t := row.target; t != nil {
		d.drafts, d.published, d.skip = t.Drafts, t.PublishedOnly, t.SkipErrors
	} else if !d.asked {
		d.drafts, d.published, d.skip = last.Drafts, last.Published, last.Skip
	}
	d.propose()
	d.changed()
	if _, alone := d.posts.alone(); alone {
		d.view.posts.Go(slices.IndexFunc(d.posts.shown, func(i int) bool { return d.posts.chosen[d.posts.items[i].Path] }))
	}
}

// propose chooses the posts that suit the format, unless the writer did.
func (d *dialog) propose() {
	open, _ := d.m.o.Current()
	row := d.row()
	one := row.target == nil && (row.format.One || row.format.Open && d.posts.has(open))
	d.posts.propose(one, open, func(it library.Item) bool {
		return row.target != nil || d.m.o.Shows(it)
	})
	if row.target == nil && !d.asked && d.posts.onlyDrafts() {
		d.drafts = true
	}
}

// single tells whether only one post can be chosen.
func (d *dialog) single() bool {
	f := d.row().format
	return f.One && f.Shape == export.File
}

// suggested is the path that is proposed: in the folder of the last export of
// the kind, else beside the library, and never the library itself.
func (d *dialog) suggested() string {
	row := d.row()
	if row.target != nil {
		if row.target.Err != nil {
			return ""
		}
		return row.target.Path
	}
	f := row.format
	last, ok := d.last(row.key())
	if ok && last.Chosen && last.Target == "" {
		return last.Out
	}
	dir := filepath.Dir(d.m.o.Library().Dir)
	if ok && last.Out != "" {
		dir = filepath.Dir(filepath.Clean(last.Out))
	}
	name, end := f.Base, ""
	it, alone := d.posts.alone()
	slug := it.Slug
	if !post.ValidSlug(slug) {
		slug = d.m.o.Slug(it.Title)
	}
	folder := f.Shape == export.Folder || f.Shape == export.Either && f.One && !alone
	switch {
	case alone && slug != "" && f.Suffix != "" && f.Name != "sitemap" && !f.Feed && f.Name != "posts-json":
		name = slug + f.Suffix
	case folder && f.Shape == export.Either:
		name, end = strings.TrimSuffix(f.Base, f.Suffix)+"s", string(filepath.Separator)
	}
	path := filepath.Join(dir, name)
	if path == d.m.o.Library().Dir {
		path += "-" + f.Name
	}
	return path + end
}

// path is what stands in the field: what was typed, else the proposal.
func (d *dialog) path() string {
	if s, ok := d.typed[d.row().key()]; ok {
		return s
	}
	return d.suggested()
}

// request is what is chosen.
func (d *dialog) request() publish.Request {
	row := d.row()
	r := publish.Request{Exported: storage.Exported{
		Format: row.format.Name, Posts: d.posts.paths(), Out: d.m.fullPath(d.path()),
		Drafts: d.drafts, Published: d.published, Skip: d.skip,
	}, Camera: d.m.o.Camera()}
	if row.target != nil {
		r.Target = row.target.Name
	}
	title, url := asks(row.format, len(d.posts.chosen))
	if title {
		r.SiteTitle = strings.TrimSpace(d.title)
	}
	if url {
		r.SiteURL = strings.TrimSpace(d.url)
	}
	if _, ok := d.typed[row.key()]; ok {
		r.Chosen = true
	} else if last, ok := d.last(row.key()); ok && last.Chosen && row.target == nil {
		r.Chosen = true
	}
	return r
}

// changed shows what is chosen now and has it thought through.
func (d *dialog) changed() {
	d.planned, d.placed = false, false
	d.number++
	if d.cancel != nil {
		d.cancel()
		d.cancel = nil
	}
	d.view.update()
	if d.over != nil {
		d.resting.Start(d.think)
	}
}

// think finds out what the chosen export would do.
func (d *dialog) think() {
	if d.over == nil {
		return
	}
	r, n := d.request(), d.number
	ctx, cancel := context.WithCancel(context.Background())
	d.cancel = cancel
	lib := d.m.o.Library()
	d.m.prepare(ctx, r, d.ready, func(x *publish.Export, err error) {
		if n != d.number {
			return
		}
		if err == nil {
			d.ready, d.look = x, outlookOf(x.Plan, lib.Dir)
		} else {
			d.look = outlook{trouble: worded(err)}
		}
		d.planned = true
		d.answered()
	})
	posts := r.Posts
	if posts == nil {
		for _, e := range lib.Entries {
			posts = append(posts, e.Path)
		}
	}
	go func() {
		there := placeOf(r, posts, lib.Dir, d.m.o.Publisher.Guard(lib.Dir), d.m.o.Publisher.Now())
		d.m.o.Post(func() {
			if n == d.number {
				d.there, d.placed = there, true
				d.answered()
			}
		})
	}()
}

// answered shows what was found out.
func (d *dialog) answered() {
	d.view.update()
	if d.wanted && d.planned && d.placed {
		d.submit()
	}
}

// trouble is why the export cannot be done, besides errors of posts.
func (d *dialog) trouble() string {
	row, n := d.row(), len(d.posts.chosen)
	switch {
	case row.target != nil && row.target.Err != nil:
		return worded(row.target.Err)
	case n == 0:
		return "Choose what to export."
	case row.format.One && n > 1 && ending(d.m.fullPath(d.path())) == "" && !d.intoFolder():
		return "One file of it holds one post, but " + wording.Count(n, "post") + " are chosen."
	case strings.TrimSpace(d.path()) == "":
		return "Say where it goes."
	case d.planned && d.look.trouble != "":
		return sentence(d.look.trouble)
	case d.placed && d.there.bad:
		return d.there.note
	}
	return ""
}

// intoFolder tells whether the package will be a folder, as far as the path
// tells.
func (d *dialog) intoFolder() bool {
	switch d.row().format.Shape {
	case export.Folder:
		return true
	case export.Either:
		return ending(d.m.fullPath(d.path())) != ""
	}
	return false
}

// setFolder makes a package that could be either a folder or a file.
func (d *dialog) setFolder(on bool) {
	f, s := d.row().format, strings.TrimRight(strings.TrimSpace(d.path()), `/\`)
	if on {
		s = strings.TrimSuffix(s, f.Suffix)
		if s == "" || d.m.fullPath(s) == d.m.o.Library().Dir {
			s += "-" + f.Name
		}
		s += string(filepath.Separator)
	} else if filepath.Ext(s) != f.Suffix {
		s += f.Suffix
	}
	d.typed[d.row().key()] = s
	d.changed()
}

// pick chooses a shown post, or not. A draft that is chosen by itself is asked
// for.
func (d *dialog) pick(i int) {
	it := d.posts.items[d.posts.shown[i]]
	r := d.request()
	on := d.posts.row(i, r.Exported).Box != control.Checked
	d.posts.set(i, on, d.single())
	switch {
	case on && it.Status == post.Draft:
		d.drafts, d.published = true, false
	case on && it.Status == post.Scheduled:
		d.published = false
	}
	d.changed()
}

// submit exports, or goes to what stands against it.
func (d *dialog) submit() {
	if d.trouble() == "" && !(d.planned && d.placed) {
		d.wanted = true
		d.view.update()
		return
	}
	d.wanted = false
	if d.trouble() != "" || len(d.look.errors) > 0 {
		d.view.update()
		d.view.goToTrouble()
		return
	}
	r := d.request()
	d.m.o.AskUnsaved(r.Posts, func() {
		d.m.agree(r, nil, func() {
			d.close()
			d.keepSite(r)
			x := d.ready
			d.ready, d.planned = nil, false // it is written once
			d.m.export(r, x, manner{back: d.open})
		})
	})
}

// says reports whether title and address of the site are others than the library
// says, so that it could keep them.
func (d *dialog) says(r publish.Request) bool {
	about := d.m.o.Library().Site
	return r.SiteTitle != "" && r.SiteTitle != about.Title || r.SiteURL != "" && strings.TrimRight(r.SiteURL, "/") != about.URL
}

// keepSite has the library say how its site is called and where it is, so that
// each format and each export to come knows.
func (d *dialog) keepSite(r publish.Request) {
	if _, url := asks(d.row().format, len(d.posts.chosen)); !url || !d.keep || !d.named || !d.says(r) {
		return
	}
	d.m.o.SetSite(r.SiteTitle, r.SiteURL, func(err error) {
		if err != nil {
			d.m.o.Say("▲ Title and address of the site were not kept: " + err.Error())
		}
	})
}

// open shows the dialog, also again.
func (d *dialog) open() {
	d.wanted = false
	d.over = d.m.o.Modal.Cover(d.close)
	d.view.open()
	d.think()
}

func (d *dialog) close() {
	if d.over == nil {
		return
	}
	d.resting.Stop()
	d.number++
	if d.cancel != nil {
		d.cancel()
		d.cancel = nil
	}
	if d.m.o.Chooser != nil {
		d.m.o.Chooser.Close()
	}
	d.view.overlay.Close()
	d.over()
	d.over = nil
}

// keys are what the keyboard does everywhere in the dialog.
func (d *dialog) keys(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		d.close()
	case fyne.KeyReturn, fyne.KeyEnter:
		d.submit()
	default:
		return false
	}
	return true
}

// choosePlace lets the path be chosen: in the desktop's dialog where it has one, else by walking the folders.
func (d *dialog) choosePlace() {
	text, key := d.m.fullPath(d.path()), d.row().key()
	folder := d.intoFolder()
	name := filepath.Base(filepath.Clean(text))
	take := func(path string) {
		if d.over == nil { // it was closed meanwhile
			return
		}
		d.typed[key] = path
		d.changed()
	}
	walk := func() {
		d.m.o.Modal.Palette(&field.Palette{
			Title:       "Choose where the export goes",
			Placeholder: "Path to export to",
			Text:        strings.TrimRight(text, string(filepath.Separator)),
			Mark:        strings.TrimSuffix(name, d.row().format.Suffix),
			Empty:       "There is no such folder.",
			Asks:        true,
			Find:        func(q string) []field.Item { return palette.Export(q, name, folder, take) },
		})
	}
	if d.m.o.Chooser == nil {
		walk()
		return
	}
	aside.Ask(d.m.o.Modal.Desk, func() string { return standing(filepath.Dir(text)) }, func(start string) {
		if d.over != nil {
			d.m.o.Chooser.Place(choosing.Question{Title: "Choose where the export goes", Verb: "Choose", Start: start}, name, folder, walk, take)
		}
	})
}

// standing is a folder, or the nearest one above it that is there. It asks the disk.
func standing(dir string) string {
	for {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return dir
		}
		dir = up
	}
}
