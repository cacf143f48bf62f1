package exporting

import (
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export"
)

// options are those of the request that rows of posts follow.
func (d *dialog) options() storage.Exported {
	return storage.Exported{Drafts: d.drafts, Published: d.published}
}

// update brings all controls up to what is chosen and known.
func (v *view) update() {
	d, row := v.d, v.d.row()
	f := row.format
	about := f.Summary
	if f.Name != "rss" {
		about = strings.ToUpper(about[:1]) + about[1:]
	}
	about += ". For " + f.Readers + "."
	if t := row.target; t != nil {
		about = "The target “" + t.Name + "” of galley.toml. " + about
	}
	v.about.SetText(about)
	v.chosen.SetText(d.posts.said())
	v.posts.Set(len(d.posts.shown))
	v.drafts.SetOn(d.drafts)
	v.published.SetOn(d.published)
	v.skip.SetOn(d.skip)
	title, url := asks(f, len(d.posts.chosen))
	control.SetVisible(v.titleRow, title)
	control.SetVisible(v.urlRow, url)
	control.SetVisible(v.keepRow, url)
	v.keep.SetOn(d.keep)
	control.SetVisible(v.kind, f.Shape == export.Either)
	v.title.SetText(d.title)
	v.url.SetText(d.url)
	v.path.SetText(d.path())
	if shape := 0; f.Shape == export.Either {
		if d.intoFolder() {
			shape = 1
		}
		v.shape.Choose(shape)
	}
	v.showPlace()
	v.showFindings()
	v.showSummary()
	if d.over != nil {
		v.overlay.Refresh()
	}
}

func (v *view) showPlace() {
	d := v.d
	switch {
	case !d.placed: // what was known stays until more is
	case d.there.bad || d.there.old:
		v.note.Set(d.there.note, theme.Warn)
	default:
		v.note.Set(d.there.note, theme.Muted)
	}
}

func (v *view) showFindings() {
	d := v.d
	if !d.planned {
		return
	}
	p := d.look
	v.findings = append(v.findings[:0], p.errors...)
	control.SetVisible(v.warnings, len(p.warnings) > 0)
	if !d.folded {
		v.findings = append(v.findings, p.warnings...)
		v.warnings.SetLabel("Hide warnings")
	} else {
		v.warnings.SetLabel("Show " + wording.Count(len(p.warnings), "warning"))
	}
	switch n, tail := len(p.errors), " stops the export"; {
	case n > 0:
		if n > 1 {
			tail = " stop the export"
		}
		v.wrong.Set("▲ "+wording.Count(n, "error")+tail, theme.Warn)
	default:
		v.wrong.Set("No post stops the export", theme.Muted)
	}
	v.problems.Set(len(v.findings))
	control.SetVisible(v.problems, len(v.findings) > 0)
	control.SetVisible(v.trouble, len(p.errors)+len(p.warnings) > 0)
}

// showSummary says beside the button what it would do.
func (v *view) showSummary() {
	d := v.d
	switch t := d.trouble(); {
	case t != "":
		v.summary.Set("▲ "+t, theme.Warn)
	case d.planned && len(d.look.errors) > 0:
		s := "▲ " + wording.Count(len(d.look.errors), "error") + " to fix"
		if d.look.skips {
			s += ", or leave those posts out"
		}
		v.summary.Set(s+".", theme.Warn)
	case d.wanted:
		v.summary.Set("Reading the posts…", theme.Muted)
	case !d.planned: // what was known stays until more is
	default:
		var out []string
		for _, n := range []struct {
			n          int
			noun, tail string
		}{{d.look.drafts, "draft", ""}, {d.look.scheduled, "scheduled post", ""}, {d.look.wrong, "post", " with errors"}} {
			if n.n > 0 {
				out = append(out, wording.Count(n.n, n.noun)+n.tail)
			}
		}
		s := wording.Count(d.look.posts, "post")
		if len(out) > 0 {
			s += "; left out: " + strings.Join(out, ", ")
		}
		v.summary.Set(s, theme.Muted)
	}
}

// dialogLayout is the dialog: the formats beside the form, between a head and
// the line of buttons.
type dialogLayout struct{}

func (dialogLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, dialogHeight) }

func (dialogLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	put := func(i int, x, y, w, h float32) {
		o[i].Move(fyne.NewPos(x, y))
		o[i].Resize(fyne.NewSize(w, h))
	}
	side := float32(248)
	if size.Width < 800 {
		side = 216
	}
	body := size.Height - headHeight - footHeight - 2
	put(0, 0, 0, size.Width, headHeight)
	put(1, 0, headHeight, size.Width, 1)
	put(2, 1, headHeight+1, side, body)
	put(3, side+1, headHeight+1, size.Width-side-2, body)
	put(4, 0, size.Height-footHeight-1, size.Width, 1)
	put(5, 0, size.Height-footHeight, size.Width, footHeight)
}

// sideLayout is the list of formats with a hairline at its right.
type sideLayout struct{}

func (sideLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

func (sideLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(size.Width-1, size.Height))
	o[1].Move(fyne.NewPos(size.Width-1, 0))
	o[1].Resize(fyne.NewSize(1, size.Height))
}

// footLayout puts the buttons at the right and what they would do before them.
type footLayout struct{}

func (footLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, footHeight) }

func (footLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x := size.Width - sidePad
	for _, b := range []fyne.CanvasObject{o[2], o[1]} {
		m := b.MinSize()
		x -= m.Width
		b.Move(fyne.NewPos(x, float32(int((size.Height-m.Height)/2))))
		b.Resize(m)
		x -= 10
	}
	o[0].Move(fyne.NewPos(sidePad, float32(int((size.Height-20)/2))))
	o[0].Resize(fyne.NewSize(max(0, x-sidePad-8), 20))
}

// formLayout puts rows below each other; the posts take what height is left.
type formLayout struct {
	v     *view
	posts fyne.CanvasObject
	gap   float32
}

// height is that of a row. The posts have at least so much that they and the
// problems are together as high as they have been.
func (l formLayout) height(o fyne.CanvasObject) float32 {
	if o != l.posts {
		return o.MinSize().Height
	}
	if !l.v.trouble.Visible() {
		return max(leastPosts, l.v.reserved)
	}
	below := l.v.trouble.MinSize().Height + l.gap
	l.v.reserved = max(l.v.reserved, below+fewPosts)
	return max(leastPosts, l.v.reserved) - below
}

func (l formLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	h := -l.gap
	for _, o := range objects {
		if o.Visible() {
			h += l.height(o) + l.gap
		}
	}
	return fyne.NewSize(200, h)
}

func (l formLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.v.fit(size.Width)
	spare := max(0, size.Height-l.MinSize(objects).Height)
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h := l.height(o)
		if o == l.posts {
			h += spare
		}
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + l.gap
	}
}

// fit wraps what is wrapped to the form's width.
func (v *view) fit(width float32) {
	if width == v.width {
		return
	}
	v.width = width
	v.about.Wrap, v.note.Wrap = max(1, width), max(1, width-labelWidth)
	v.about.Refresh()
	v.note.Refresh()
}

// labelLayout puts a label before a control, which takes the rest where it is a
// field and its own width where it is not.
type labelLayout struct{}

func (labelLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, o[1].MinSize().Height)
}

func (labelLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	m := o[0].MinSize()
	o[0].Move(fyne.NewPos(0, float32(int((size.Height-m.Height)/2))))
	o[0].Resize(m)
	width := size.Width - labelWidth
	if s, ok := o[1].(*control.Segment); ok {
		width = min(width, s.MinSize().Width)
	}
	o[1].Move(fyne.NewPos(labelWidth, 0))
	o[1].Resize(fyne.NewSize(width, size.Height))
}

// endLayout puts one object at the right in its own width, and gives the other
// the rest.
type endLayout struct{ gap float32 }

func (endLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, max(o[0].MinSize().Height, o[1].MinSize().Height))
}

func (l endLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	a, b := o[0].MinSize().Height, o[1].MinSize()
	o[1].Move(fyne.NewPos(size.Width-b.Width, float32(int((size.Height-b.Height)/2))))
	o[1].Resize(b)
	o[0].Move(fyne.NewPos(0, float32(int((size.Height-a)/2))))
	o[0].Resize(fyne.NewSize(size.Width-b.Width-l.gap, a))
}

// flowLayout puts objects beside each other, and below where there is no room.
type flowLayout struct {
	v   *view
	gap float32
}

func (l flowLayout) place(objects []fyne.CanvasObject, width float32, put func(o fyne.CanvasObject, x, y float32)) float32 {
	x, y := float32(0), float32(0)
	for _, o := range objects {
		m := o.MinSize()
		if x > 0 && x+m.Width > width {
			x, y = 0, y+m.Height
		}
		put(o, x, y)
		x += m.Width + l.gap
	}
	if len(objects) == 0 {
		return 0
	}
	return y + objects[0].MinSize().Height
}

func (l flowLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, l.place(o, l.v.width, func(fyne.CanvasObject, float32, float32) {}))
}

func (l flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.place(objects, size.Width, func(o fyne.CanvasObject, x, y float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(o.MinSize())
	})
}

// noteLayout gives a note two lines, so that what is above it stays where it is
// when it has more or less to say.
type noteLayout struct{ note *control.Label }

func (l noteLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	const two = 36
	m := o[0].MinSize()
	return fyne.NewSize(m.Width, max(two, m.Height))
}

func (noteLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(size.Width, o[0].MinSize().Height))
}

// problemsLayout shows some findings at a time.
type problemsLayout struct{ v *view }

const maxFindings = 4 // that are shown at a time

func (l problemsLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	n := min(l.v.problems.Len(), maxFindings)
	if n == 0 {
		return fyne.NewSize(200, 0)
	}
	return fyne.NewSize(200, float32(n)*findingHeight+8)
}

func (problemsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }
