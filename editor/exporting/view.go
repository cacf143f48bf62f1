package editor

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
	"galley.app/galley/storage/config"
)

const (
	exportWidth  = 940
	exportHeight = 760
	exportHead   = 52
	exportFoot   = 62
	exportLabel  = 128 // width of the labels before fields
	exportPad    = 20
	exportList   = 148 // least height of the list of posts
	formatHeight = 46
)

// exportView is what the export dialog is made of.
type exportView struct {
	d       *exportDialog
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
	shape                    *control.Segment
	path                     *field.Field
	note                     *control.Label // what lies there
	trouble                  *fyne.Container
	wrong                    *control.Label
	warnings                 *control.Button
	summary                  *control.Label
	export                   *control.Button
	scroll                   *container.Scroll
	inner                    *fyne.Container
	width                    float32 // of the form, as last laid out
	findings                 []ExportFinding
}

func newExportView(d *exportDialog) *exportView {
	v := &exportView{d: d}
	e := d.e
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
	v.posts = control.NewList(func(i int) control.Row { r := d.options(); return d.posts.row(i, &r) })
	v.posts.Height, v.posts.Empty = 30, "No such post."
	v.posts.OnPick = d.pick
	v.posts.OnAll = func() { d.posts.setAll(!d.single()); d.changed() }
	form = append(form, v.posts, control.Space(2), v.options())
	form = append(form, v.place()...)
	form = append(form, v.problemList())
	v.inner = container.New(formLayout{v, v.posts, 10}, form...)
	v.scroll = container.NewVScroll(container.NewStack(control.NewGround(), container.New(control.Inset{X: exportPad, Y: 14}, v.inner)))

	name := control.NewLabel("Export from “"+e.side.lib.Name()+"”", theme.Ink)
	name.Face, name.TextSize, name.LineHeight = typeset.SansBold, theme.DialogTitle, 24
	head := container.New(control.Inset{X: exportPad, Y: 0}, control.NewBar(8, name, layout.NewSpacer(), control.NewIcon("x", "Close", d.close)))
	v.summary = control.NewLabel("", theme.Muted)
	v.summary.Cut = true
	shut := control.NewButton(control.Plain, "Close", d.close)
	v.export = control.NewButton(control.Main, "Export", d.submit)
	v.watch(shut, &shut.OnKey, &shut.OnFocus)
	v.watch(v.export, &v.export.OnKey, &v.export.OnFocus)
	foot := container.New(footLayout{}, v.summary, shut, v.export)
	side := container.New(exportSide{}, v.formats, control.NewLine())
	content := container.New(exportLayout{}, head, control.NewLine(), side, v.scroll, control.NewLine(), foot)
	v.overlay = &control.Overlay{Content: content, Width: exportWidth, OnCancel: d.close}
	v.watchList(v.posts)
	return v
}

// open shows the view; the focus goes to the formats.
func (v *exportView) open() {
	v.overlay.Open(v.d.e.canvas, v.formats)
	v.update()
}

func (v *exportView) formatRow(i int) control.Row {
	r := v.d.rows[i]
	if r.head != "" {
		return control.Row{Title: r.head}
	}
	row := control.Row{Title: r.format.Label, Under: "for " + r.format.Readers, Bold: i == v.d.at}
	if r.target != nil {
		row.Title, row.Under = r.target.Name, r.format.Label+" to "+strings.TrimPrefix(r.target.Out, v.d.e.side.lib.Dir+string(filepath.Separator))
		if r.target.Wrong != "" {
			row.Under, row.Mark, row.Ink = r.target.Wrong, "▲", theme.Warn
		}
	}
	return row
}

func (v *exportView) quiet(label string, do func()) *control.Button {
	b := control.NewButton(control.Quiet, label, do)
	v.watch(b, &b.OnKey, &b.OnFocus)
	return b
}

// postHead is the line over the posts: how many are chosen, and how to choose
// others at once.
func (v *exportView) postHead() fyne.CanvasObject {
	d := v.d
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
	v.thisPost = v.quiet("This post", choose(func(_ int, it library.Item) bool { return d.e.posts.cur != nil && it.Path == d.e.posts.cur.s.Path() }))
	v.filtered = v.quiet("As filtered", choose(func(i int, it library.Item) bool {
		return d.posts.owns(i) && d.e.side.Shows(it)
	}))
	all := v.quiet("All", func() { d.posts.setAll(true); d.changed() })
	none := v.quiet("None", func() { d.posts.setAll(false); d.changed() })
	control.SetVisible(v.thisPost, d.e.posts.cur != nil && d.e.posts.cur.s.Path() != "")
	control.SetVisible(v.filtered, d.e.side.IsFiltered())
	return control.NewBar(6, title, v.chosen, layout.NewSpacer(), v.thisPost, v.filtered, all, none)
}

// postFilter finds posts among those that can be chosen.
func (v *exportView) postFilter() fyne.CanvasObject {
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

func (v *exportView) options() fyne.CanvasObject {
	d := v.d
	v.drafts = control.NewCheck("with drafts", func(on bool) {
		if d.drafts, d.asked = on, true; on {
			d.published = false
		}
		d.changed()
	})
	v.published = control.NewCheck("without scheduled posts", func(on bool) {
		if d.published, d.asked = on, true; on {
			d.drafts = false
		}
		d.changed()
	})
	v.skip = control.NewCheck("leave out posts with errors", func(on bool) { d.skip, d.asked = on, true; d.changed() })
	// What the camera wrote stays out unless this is chosen, here and for later.
	camera := control.NewCheck("leave place and camera in photos", func(on bool) { d.e.choose(func(s *config.Settings) { s.CameraData = on }) })
	camera.SetOn(d.e.settings.CameraData)
	for _, c := range []*control.Check{v.drafts, v.published, v.skip, camera} {
		v.watch(c, &c.OnKey, &c.OnFocus)
	}
	v.checks = container.New(flowLayout{v, 22}, v.drafts, v.published, v.skip, camera)
	return v.checks
}

// place are the rows that say how the site is called and where the export goes.
func (v *exportView) place() []fyne.CanvasObject {
	d := v.d
	title, url := d.e.exporter.Site()
	entry := func(placeholder string, set func(string)) *field.Field {
		f := field.New(field.Style{})
		f.SetPlaceholder(placeholder)
		f.OnChanged = func(s string) { set(s); d.changed() }
		f.OnWheel = func(e *fyne.ScrollEvent) { v.scroll.Scrolled(e) }
		v.watch(f, &f.OnKey, &f.OnFocus)
		return f
	}
	if title == "" {
		title = "a name, for feeds and pages"
	}
	if url == "" {
		url = "https://example.org"
	}
	v.title = entry(title, func(s string) { d.title, d.named = s, true })
	v.url = entry(url, func(s string) { d.url, d.named = s, true })
	v.titleRow, v.urlRow = v.labelled("Title of the site", v.title), v.labelled("Address of the site", v.url)
	v.shape = control.NewSegment([]string{"One file", "A folder, a file for each"}, func(i int) { d.setFolder(i == 1) })
	v.watch(v.shape, &v.shape.OnKey, &v.shape.OnFocus)
	v.kind = v.labelled("As", v.shape)
	v.path = entry("Path of the file or folder", func(s string) { d.typed[d.row().key()] = s })
	walk := control.NewButton(control.Plain, "Choose…", d.choosePlace)
	v.watch(walk, &walk.OnKey, &walk.OnFocus)
	v.note = control.NewSmall("", theme.Muted)
	v.note.Wrap = 1
	return []fyne.CanvasObject{
		v.titleRow, v.urlRow, v.kind,
		v.labelled("Export to", container.New(endLayout{8}, v.path, walk)), v.labelled("", v.note),
	}
}

// problemList are the findings before anything is written: errors, and unless
// they are folded warnings.
func (v *exportView) problemList() fyne.CanvasObject {
	d := v.d
	v.wrong = control.NewLabel("", theme.Warn)
	v.wrong.Face = typeset.SansBold
	v.warnings = v.quiet("", func() { d.folded = !d.folded; v.update() })
	v.problems = control.NewList(func(i int) control.Row { return findingRow(v.findings[i]) })
	v.problems.Height = findingHeight
	v.problems.OnPick = func(i int) {
		f := v.findings[i]
		d.close()
		d.e.goToFinding(f)
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

func (v *exportView) labelled(label string, o fyne.CanvasObject) *fyne.Container {
	return container.New(labelLayout{}, control.NewLabel(label, theme.Ink), o)
}

// watch gives a control the dialog's keys, and brings it into view when it gets
// the focus.
func (v *exportView) watch(o fyne.CanvasObject, onKey *func(*fyne.KeyEvent) bool, onFocus *func(bool)) {
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

func (v *exportView) watchList(l *control.List) {
	l.OnKey = v.d.keys
	l.OnFocus = func(gained bool) {
		if gained {
			v.reveal(l)
		}
	}
}

// reveal scrolls the form so that a control in it can be seen.
func (v *exportView) reveal(o fyne.CanvasObject) {
	if v.scroll == nil || v.scroll.Size().Height <= 0 {
		return
	}
	driver := fyne.CurrentApp().Driver()
	y := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(v.scroll.Content).Y
	h, off, room := o.Size().Height, v.scroll.Offset.Y, v.scroll.Size().Height
	if y < 0 || y > v.scroll.Content.Size().Height { // not of the form
		return
	}
	const spare = 34 // a label above, or a note below
	switch {
	case y-spare < off:
		off = y - spare
	case y+h+spare > off+room:
		off = y + h + spare - room
	default:
		return
	}
	v.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(off, v.scroll.Content.Size().Height-room))))
}

// goToTrouble puts the focus where what stands against the export can be
// mended.
func (v *exportView) goToTrouble() {
	to := fyne.Focusable(v.path)
	switch d := v.d; {
	case len(d.posts.chosen) == 0, d.row().format.One && len(d.posts.chosen) > 1 && !d.intoFolder():
		to = v.posts
	case d.planned && len(d.plan.Errors) > 0:
		to = v.problems
	}
	v.d.e.canvas.Focus(to)
}
