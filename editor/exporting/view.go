package exporting

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/library"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/storage/export/site"
)

const (
	dialogWidth  = 940
	dialogHeight = 760
	headHeight   = 52
	footHeight   = 62
	labelWidth   = 128 // width of the labels before fields
	sidePad      = 20
	leastPosts   = 148 // least height of the list of posts
	fewPosts     = 72  // and where there are problems below it
	formatHeight = 46
)

// view is what the export dialog is made of.
type view struct {
	d       *dialog
	overlay *control.Overlay

	formats, posts, problems *control.List
	about                    *control.Label // the format
	chosen                   *control.Label // how many posts
	thisPost, filtered       *control.Button
	search                   *field.Field
	filter                   *control.Segment
	drafts, published, skip  *control.Check
	checks                   *fyne.Container
	title, url               *field.Field
	titleRow, urlRow, kind   *fyne.Container
	keep                     *control.Check
	keepRow                  *fyne.Container
	shape                    *control.Segment
	path                     *field.Field
	note                     *control.Label // what lies there
	trouble                  *fyne.Container
	wrong                    *control.Label
	warnings                 *control.Button
	summary                  *control.Short
	export                   *control.Button
	reserved                 float32 // height of posts and problems, at its most for this format
	scroll                   *container.Scroll
	inner                    *fyne.Container
	width                    float32 // of the form, as last laid out
	findings                 []site.Finding
}

func newView(d *dialog) *view {
	v := &view{d: d}
	v.formats = control.NewList(v.formatRow)
	v.formats.Choice, v.formats.Ground, v.formats.Height = true, theme.Side, formatHeight
	v.formats.OnMove = d.turn
	v.formats.OnKey = d.keys
	var heads []int
	for i, r := range d.rows {
		if r.head != "" {
			heads = append(heads, i)
		}
	}
	v.formats.Set(len(d.rows), heads...)
	v.formats.Go(d.at)

	v.about = control.NewLabel("", theme.Muted)
	v.about.Wrap = 1
	form := []fyne.CanvasObject{v.about, control.Space(2), v.postHead(), v.postFilter()}
	v.posts = control.NewList(func(i int) control.Row { return d.posts.row(i, d.options()) })
	v.posts.Height, v.posts.Empty = 30, "No post matches."
	v.posts.OnPick = d.pick
	v.posts.OnAll = func() { d.posts.setAll(!d.single()); d.changed() }
	// The problems come and go while one types below: they take their room from the posts.
	form = append(form, v.posts, v.problemList(), control.Space(2), v.options())
	form = append(form, v.place()...)
	v.inner = container.New(formLayout{v, v.posts, 10}, form...)
	v.scroll = container.NewVScroll(container.NewStack(control.NewGround(), container.New(control.Inset{X: sidePad, Y: 14}, v.inner)))

	name := control.NewLabel("Export from “"+d.m.o.Library().Name()+"”", theme.Ink)
	name.Face, name.TextSize, name.LineHeight = typeset.SansBold, theme.DialogTitle, 24
	head := container.New(control.Inset{X: sidePad, Y: 0}, control.NewBar(8, name, layout.NewSpacer(), control.NewIcon("x", "Close", d.close)))
	v.summary = control.NewShort("", theme.Muted)
	shut := control.NewButton(control.Plain, "Close", d.close)
	v.export = control.NewButton(control.Main, "Export", d.submit)
	v.watch(shut, &shut.OnKey, &shut.OnFocus)
	v.watch(v.export, &v.export.OnKey, &v.export.OnFocus)
	foot := container.New(footLayout{}, v.summary, shut, v.export)
	side := container.New(sideLayout{}, v.formats, control.NewLine())
	content := container.New(dialogLayout{}, head, control.NewLine(), side, v.scroll, control.NewLine(), foot)
	v.overlay = &control.Overlay{Content: content, Width: dialogWidth, OnCancel: d.close}
	v.watchList(v.posts)
	return v
}

// open shows the view; the focus goes to the formats.
func (v *view) open() {
	v.overlay.Open(v.d.m.o.Canvas, v.formats)
	v.update()
}

func (v *view) formatRow(i int) control.Row {
	r := v.d.rows[i]
	if r.head != "" {
		return control.Row{Title: r.head}
	}
	row := control.Row{Title: r.format.Label, Under: "for " + r.format.Readers, Bold: i == v.d.at}
	if r.target != nil {
		row.Title, row.Under = r.target.Name, r.format.Label+" to "+strings.TrimPrefix(r.target.Path, v.d.m.o.Library().Dir+string(filepath.Separator))
		if r.target.Err != nil {
			row.Under, row.Mark, row.Ink = worded(r.target.Err), "▲", theme.Warn
		}
	}
	return row
}

func (v *view) quiet(label string, do func()) *control.Button {
	b := control.NewButton(control.Quiet, label, do)
	v.watch(b, &b.OnKey, &b.OnFocus)
	return b
}

// postHead is the line over the posts: how many are chosen, and how to choose
// others at once.
func (v *view) postHead() fyne.CanvasObject {
	d := v.d
	current, open := d.m.o.Current()
	title := control.NewLabel("Posts", theme.Ink)
	title.Face = typeset.SansBold
	v.chosen = control.NewLabel("", theme.Muted)
	choose := func(which func(int, library.Item) bool) func() {
		return func() {
			d.posts.touched = true
			d.posts.choose(which)
			d.changed()
		}
	}
	v.thisPost = v.quiet("This post", choose(func(_ int, it library.Item) bool { return open && it.Path == current }))
	v.filtered = v.quiet("As filtered", choose(func(i int, it library.Item) bool {
		return d.posts.owns(i) && d.m.o.Shows(it)
	}))
	all := v.quiet("All", func() { d.posts.setAll(true); d.changed() })
	none := v.quiet("None", func() { d.posts.setAll(false); d.changed() })
	control.SetVisible(v.thisPost, current != "")
	control.SetVisible(v.filtered, d.m.o.Filtered())
	return control.NewBar(6, title, v.chosen, layout.NewSpacer(), v.thisPost, v.filtered, all, none)
}

// postFilter finds posts among those that can be chosen.
func (v *view) postFilter() fyne.CanvasObject {
	d := v.d
	v.search = field.New(field.Style{})
	v.search.SetPlaceholder("Find posts")
	v.search.Leading = "search"
	v.search.OnChanged = func(s string) {
		d.posts.query = s
		d.posts.show()
		v.update()
	}
	v.filter = control.NewSegment([]string{"All", "Drafts", "Scheduled", "Published"}, func(i int) {
		d.posts.filter = library.Filter(i)
		d.posts.show()
		v.update()
	})
	v.search.OnWheel = func(e *fyne.ScrollEvent) { v.scroll.Scrolled(e) }
	v.watch(v.search, &v.search.OnKey, &v.search.OnFocus)
	v.watch(v.filter, &v.filter.OnKey, &v.filter.OnFocus)
	return container.New(endLayout{8}, v.search, v.filter)
}

func (v *view) options() fyne.CanvasObject {
	d := v.d
	v.drafts = control.NewCheck("With drafts", func(on bool) {
		if d.drafts, d.asked = on, true; on {
			d.published = false
		}
		d.changed()
	})
	v.published = control.NewCheck("Without scheduled posts", func(on bool) {
		if d.published, d.asked = on, true; on {
			d.drafts = false
		}
		d.changed()
	})
	v.skip = control.NewCheck("Leave out posts with errors", func(on bool) { d.skip, d.asked = on, true; d.changed() })
	// What the camera wrote stays out unless this is chosen, here and for later.
	camera := control.NewCheck("Keep place and camera in photos", func(on bool) { d.m.o.SetCamera(on); d.changed() })
	camera.SetOn(d.m.o.Camera())
	for _, c := range []*control.Check{v.drafts, v.published, v.skip, camera} {
		v.watch(c, &c.OnKey, &c.OnFocus)
	}
	v.checks = container.New(flowLayout{v, 22}, v.drafts, v.published, v.skip, camera)
	return v.checks
}

// place are the rows that say how the site is called and where the export goes.
func (v *view) place() []fyne.CanvasObject {
	d := v.d
	about := d.m.o.Library().Site
	title, url := about.Title, about.URL
	entry := func(placeholder string, set func(string)) *field.Field {
		f := field.New(field.Style{})
		f.SetPlaceholder(placeholder)
		f.OnChanged = func(s string) { set(s); d.changed() }
		f.OnWheel = func(e *fyne.ScrollEvent) { v.scroll.Scrolled(e) }
		v.watch(f, &f.OnKey, &f.OnFocus)
		return f
	}
	if title == "" {
		title = "A name, for feeds and pages"
	}
	if url == "" {
		url = "https://example.org"
	}
	v.title = entry(title, func(s string) { d.title, d.named = s, true })
	v.url = entry(url, func(s string) { d.url, d.named = s, true })
	v.titleRow, v.urlRow = v.labelled("Title of the site", v.title), v.labelled("Address of the site", v.url)
	v.keep = control.NewCheck("Keep both for this library, in galley.toml", func(on bool) { d.keep = on })
	v.watch(v.keep, &v.keep.OnKey, &v.keep.OnFocus)
	keep := control.NewBar(12, v.keep)
	if d.m.o.Settings != nil {
		site := control.NewButton(control.Quiet, "Library settings…", d.openSettings)
		v.watch(site, &site.OnKey, &site.OnFocus)
		keep.Add(site)
	}
	v.keepRow = v.labelled("", keep)
	v.shape = control.NewSegment([]string{"One file", "A folder, a file for each"}, func(i int) { d.setFolder(i == 1) })
	v.watch(v.shape, &v.shape.OnKey, &v.shape.OnFocus)
	v.kind = v.labelled("As", v.shape)
	v.path = entry("Path of the file or folder", func(s string) { d.typed[d.row().key()] = s })
	walk := control.NewButton(control.Plain, "Choose…", d.choosePlace)
	v.watch(walk, &walk.OnKey, &walk.OnFocus)
	v.note = control.NewSmall("", theme.Muted)
	v.note.Wrap = 1
	return []fyne.CanvasObject{
		v.titleRow, v.urlRow, v.keepRow, v.kind,
		v.labelled("Export to", container.New(endLayout{8}, v.path, walk)), v.labelled("", container.New(noteLayout{v.note}, v.note)),
	}
}

// problemList are the findings before anything is written: errors, and unless
// they are folded warnings.
func (v *view) problemList() fyne.CanvasObject {
	d := v.d
	v.wrong = control.NewLabel("", theme.Warn)
	v.wrong.Face = typeset.SansBold
	v.warnings = v.quiet("", func() { d.folded = !d.folded; v.update() })
	v.problems = control.NewList(func(i int) control.Row { return findingRow(v.findings[i]) })
	v.problems.Height = findingHeight
	v.problems.OnPick = func(i int) {
		f := v.findings[i]
		d.close()
		d.m.goTo(f)
	}
	v.watchList(v.problems)
	v.problems.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyEscape {
			d.close()
			return true
		}
		return false // Return goes to the post
	}
	head := control.NewBar(6, v.wrong, layout.NewSpacer(), v.warnings)
	v.trouble = control.NewStack(6, head, container.New(problemsLayout{v}, v.problems))
	return v.trouble
}

func (v *view) labelled(label string, o fyne.CanvasObject) *fyne.Container {
	return container.New(labelLayout{}, control.NewLabel(label, theme.Ink), o)
}

// watch gives a control the dialog's keys, and brings it into view when it gets
// the focus.
func (v *view) watch(o fyne.CanvasObject, onKey *func(*fyne.KeyEvent) bool, onFocus *func(bool)) {
	*onKey = v.d.keys
	if _, ok := o.(*control.Button); ok {
		*onKey = func(e *fyne.KeyEvent) bool { // Return presses it
			if e.Name == fyne.KeyEscape {
				v.d.close()
				return true
			}
			return false
		}
	}
	*onFocus = func(gained bool) {
		if gained {
			v.reveal(o)
		}
	}
}

func (v *view) watchList(l *control.List) {
	l.OnKey = v.d.keys
	l.OnFocus = func(gained bool) {
		if gained {
			v.reveal(l)
		}
	}
}

// reveal scrolls the form so that a control in it can be seen.
func (v *view) reveal(o fyne.CanvasObject) {
	control.Reveal(v.scroll, o, 34) // a label above, or a note below
}

// goToTrouble puts the focus where what stands against the export can be
// mended.
func (v *view) goToTrouble() {
	to := fyne.Focusable(v.path)
	switch d := v.d; {
	case len(d.posts.chosen) == 0, d.row().format.One && len(d.posts.chosen) > 1 && !d.intoFolder():
		to = v.posts
	case d.planned && len(d.look.errors) > 0:
		to = v.problems
	}
	v.d.m.o.Canvas.Focus(to)
}
