package editor

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/library"
	"galley.app/galley/editor/palette"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/post"
)

// exportDialog chooses what is exported, as what and where to, and shows what
// stands against it before anything is written.
type exportDialog struct {
	e     *exports
	over  func() // nil while it is not shown
	rows  []exportRow
	at    int // of rows
	posts *exportPosts
	view  *exportView

	drafts, published, skip bool
	asked                   bool // the writer said which of these he wants
	title, url              string
	named                   bool // the writer said how the site is called, or where it is
	known                   map[string]recalled
	typed                   map[string]string // path that was typed, by key

	plan    ExportPlan
	planned bool // plan is of what is chosen now
	place   ExportPlace
	placed  bool // place is of the path that stands in the field
	wanted  bool // export as soon as both are known
	folded  bool // warnings are not shown
	cancel  context.CancelFunc
	number  int // of the newest question to the store
	resting control.Delay
}

// exportRow is a row of the dialog's list: a head, a target or a format.
type exportRow struct {
	head   string
	format ExportFormat
	target *ExportTarget
}

func (r exportRow) key() string {
	if r.target != nil {
		return "target " + r.target.Name
	}
	return r.format.Name
}

// recalled is what is remembered of an export, if anything is.
type recalled struct {
	r  ExportRequest
	ok bool
}

// planAfter is how long choices rest before they are thought through.
const planAfter = 120 * time.Millisecond

func newExportDialog(e *exports, key string) *exportDialog {
	d := &exportDialog{
		e: e, posts: newExportPosts(e.side.items, e.side.strangers()), typed: map[string]string{}, known: map[string]recalled{}, folded: true,
		resting: control.Delay{Post: e.post, After: planAfter},
	}
	formats := e.exporter.Formats()
	targets, err := e.exporter.Targets()
	if err != nil {
		e.say("▲ " + err.Error())
	}
	if len(targets) > 0 {
		d.rows = append(d.rows, exportRow{head: "Targets of this library"})
		for _, t := range targets {
			f := slices.IndexFunc(formats, func(f ExportFormat) bool { return f.Name == t.Format })
			if f >= 0 {
				d.rows = append(d.rows, exportRow{format: formats[f], target: &t})
			}
		}
		d.rows = append(d.rows, exportRow{head: "Formats"})
	}
	for _, f := range formats {
		d.rows = append(d.rows, exportRow{format: f})
	}
	if last, ok := d.last(""); key == "" && ok {
		key = last.Format
		if last.Target != "" {
			key = "target " + last.Target
		}
	}
	d.at = max(0, slices.IndexFunc(d.rows, func(r exportRow) bool { return r.head == "" && r.key() == key }))
	for d.rows[d.at].head != "" {
		d.at++
	}
	d.view = newExportView(d)
	d.turn(d.at)
	return d
}

// last is the export of that key that was done last.
func (d *exportDialog) last(key string) (ExportRequest, bool) {
	k, ok := d.known[key]
	if !ok {
		k.r, k.ok = d.e.exporter.Last(key)
		d.known[key] = k
	}
	return k.r, k.ok
}

// row is the chosen format or target.
func (d *exportDialog) row() exportRow { return d.rows[d.at] }

// turn chooses another format or target, with what was last chosen for it.
func (d *exportDialog) turn(at int) {
	d.at = at
	row := d.row()
	last, _ := d.last(row.key())
	if !d.named {
		d.title, d.url = last.SiteTitle, last.SiteURL
	}
	if t := row.target; t != nil {
		d.drafts, d.published, d.skip = t.Drafts, t.Published, t.Skip
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
func (d *exportDialog) propose() {
	open := ""
	if d.e.posts.cur != nil {
		open = d.e.posts.cur.s.Path()
	}
	row := d.row()
	d.posts.propose(row.format.One && row.target == nil, open, func(it library.Item) bool {
		return row.target != nil || d.e.side.Shows(it)
	})
	if row.target == nil && !d.asked && d.posts.onlyDrafts() {
		d.drafts = true
	}
}

// single tells whether only one post can be chosen.
func (d *exportDialog) single() bool {
	f := d.row().format
	return f.One && f.Shape == ExportFile
}

// suggested is the path that is proposed: in the folder of the last export of
// the kind, else beside the library, and never the library itself.
func (d *exportDialog) suggested() string {
	row := d.row()
	if row.target != nil {
		return row.target.Out
	}
	f := row.format
	last, ok := d.last(row.key())
	if ok && last.Chosen && last.Target == "" {
		return last.Out
	}
	dir := filepath.Dir(d.e.side.lib.Dir)
	if ok && last.Out != "" {
		dir = filepath.Dir(filepath.Clean(last.Out))
	}
	name, end := f.Base, ""
	it, alone := d.posts.alone()
	slug := it.Slug
	if !post.ValidSlug(slug) {
		slug = d.e.side.slug(it.Title)
	}
	folder := f.Shape == ExportFolder || f.Shape == ExportEither && f.One && !alone
	switch {
	case alone && slug != "" && f.Suffix != "" && f.Name != "sitemap" && !f.Feed && f.Name != "posts-json":
		name = slug + f.Suffix
	case folder && f.Shape == ExportEither:
		name, end = strings.TrimSuffix(f.Base, f.Suffix)+"s", string(filepath.Separator)
	}
	path := filepath.Join(dir, name)
	if path == d.e.side.lib.Dir {
		path += "-" + f.Name
	}
	return path + end
}

// path is what stands in the field: what was typed, else the proposal.
func (d *exportDialog) path() string {
	if s, ok := d.typed[d.row().key()]; ok {
		return s
	}
	return d.suggested()
}

// request is what is chosen.
func (d *exportDialog) request() ExportRequest {
	row := d.row()
	r := ExportRequest{
		Format: row.format.Name, Posts: d.posts.paths(), Out: d.e.path(d.path()),
		Drafts: d.drafts, Published: d.published, Skip: d.skip,
	}
	if row.target != nil {
		r.Target = row.target.Name
	}
	if row.format.Sited {
		r.SiteTitle, r.SiteURL = strings.TrimSpace(d.title), strings.TrimSpace(d.url)
	}
	if _, ok := d.typed[row.key()]; ok {
		r.Chosen = true
	} else if last, ok := d.last(row.key()); ok && last.Chosen && row.target == nil {
		r.Chosen = true
	}
	return r
}

// changed shows what is chosen now and has it thought through.
func (d *exportDialog) changed() {
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

// think asks the store what the chosen export would do.
func (d *exportDialog) think() {
	if d.over == nil {
		return
	}
	r, n := d.request(), d.number
	ctx, cancel := context.WithCancel(context.Background())
	d.cancel = cancel
	d.e.exporter.Plan(ctx, r, func(p ExportPlan, err error) {
		if n != d.number {
			return
		}
		if err != nil {
			p = ExportPlan{Trouble: err.Error()}
		}
		d.plan, d.planned = p, true
		d.answered()
	})
	d.e.exporter.Place(ctx, r, func(p ExportPlace) {
		if n == d.number {
			d.place, d.placed = p, true
			d.answered()
		}
	})
}

// answered shows what the store has found.
func (d *exportDialog) answered() {
	d.view.update()
	if d.wanted && d.planned && d.placed {
		d.submit()
	}
}

// trouble is why the export cannot be done, besides errors of posts.
func (d *exportDialog) trouble() string {
	row, n := d.row(), len(d.posts.chosen)
	switch {
	case row.target != nil && row.target.Wrong != "":
		return row.target.Wrong
	case n == 0:
		return "Choose what to export."
	case row.format.One && n > 1 && ending(d.e.path(d.path())) == "" && !d.intoFolder():
		return "One file of it holds one post, but " + wording.Count(n, "post") + " are chosen."
	case strings.TrimSpace(d.path()) == "":
		return "Say where it goes."
	case d.planned && d.plan.Trouble != "":
		return strings.ToUpper(d.plan.Trouble[:1]) + d.plan.Trouble[1:] + "."
	case d.placed && d.place.Bad:
		return d.place.Note
	}
	return ""
}

// intoFolder tells whether the package will be a folder, as far as the path
// tells.
func (d *exportDialog) intoFolder() bool {
	switch d.row().format.Shape {
	case ExportFolder:
		return true
	case ExportEither:
		return ending(d.e.path(d.path())) != ""
	}
	return false
}

// setFolder makes a package that could be either a folder or a file.
func (d *exportDialog) setFolder(on bool) {
	f, s := d.row().format, strings.TrimRight(strings.TrimSpace(d.path()), `/\`)
	if on {
		s = strings.TrimSuffix(s, f.Suffix)
		if s == "" || d.e.path(s) == d.e.side.lib.Dir {
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
func (d *exportDialog) pick(i int) {
	it := d.posts.items[d.posts.shown[i]]
	r := d.request()
	on := d.posts.row(i, &r).Box != control.Checked
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
func (d *exportDialog) submit() {
	if d.trouble() == "" && !(d.planned && d.placed) {
		d.wanted = true
		d.view.update()
		return
	}
	d.wanted = false
	if d.trouble() != "" || len(d.plan.Errors) > 0 {
		d.view.update()
		d.view.goToTrouble()
		return
	}
	r := d.request()
	d.e.askUnsaved(r.Posts, func() {
		d.e.agree(r, func() {
			d.close()
			d.e.run(r, exportLook{back: d.open})
		})
	})
}

// open shows the dialog, also again.
func (d *exportDialog) open() {
	d.wanted = false
	d.over = d.e.modal.Cover(d.close)
	d.view.open()
	d.think()
}

func (d *exportDialog) close() {
	if d.over == nil {
		return
	}
	d.resting.Stop()
	d.number++
	if d.cancel != nil {
		d.cancel()
		d.cancel = nil
	}
	d.view.overlay.Close()
	d.over()
	d.over = nil
}

// keys are what the keyboard does everywhere in the dialog.
func (d *exportDialog) keys(e *fyne.KeyEvent) bool {
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

// choosePlace lets the path be chosen by walking the folders.
func (d *exportDialog) choosePlace() {
	text := d.e.path(d.path())
	folder := d.intoFolder()
	name := filepath.Base(filepath.Clean(text))
	d.e.modal.Palette(&field.Palette{
		Placeholder: "Path to export to",
		Text:        strings.TrimRight(text, string(filepath.Separator)),
		Mark:        strings.TrimSuffix(name, d.row().format.Suffix),
		Empty:       "There is no such folder.",
		Find: func(q string) []field.Item {
			return palette.Export(q, name, folder, func(path string) {
				d.typed[d.row().key()] = path
				d.changed()
			})
		},
	})
}
