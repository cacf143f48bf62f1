package picturing

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/pictures"
)

// line is a row of the list of pictures: a head, a picture that is missing, or
// one that no post shows.
type line struct {
	head        string
	title, note string
	under       string
	missing     *pictures.Missing
	unused      *pictures.Unused
}

// survey is the dialog that lists them.
type survey struct {
	p       *Picturer
	lib     storage.Library
	lines   []line
	chosen  map[string]bool // paths of unused pictures
	cancel  func()
	closed  func()
	overlay *control.Overlay
	list    *control.List
	said    *control.Short
	show    *control.Button
	trash   *control.Button
}

// Survey lists the pictures of the library that are missing, and those that no
// post shows.
func (p *Picturer) Survey() {
	path := ""
	if s := p.o.Session(); s != nil {
		path = s.Path()
	}
	v := &survey{p: p, lib: p.o.Library(path), chosen: map[string]bool{}}
	if v.lib.Dir == "" {
		p.o.Say("Open a folder of posts first.")
		return
	}
	if p.o.Modal.Depth() > 0 {
		return
	}
	v.build()
	v.closed = p.o.Modal.Cover(v.close)
	v.overlay.Open(p.o.Canvas, v.list)
	v.look()
}

func (v *survey) build() {
	title := control.NewTitle("Pictures of “" + v.lib.Name() + "”")
	head := container.New(ends{8, pickSide}, title, control.NewIcon("x", "Close", v.close))
	v.list = control.NewList(func(i int) control.Row {
		l := v.lines[i]
		if l.head != "" {
			return control.Row{Title: l.head}
		}
		r := control.Row{Title: l.title, Under: l.under, Note: l.note}
		if l.unused != nil {
			if r.Box = control.Open; v.chosen[l.unused.Path] {
				r.Box = control.Checked
			}
		} else {
			r.Mark, r.Ink = "▲", theme.Warn
		}
		return r
	})
	v.list.Look = control.Look{Height: pickRow, Head: 34, Gap: 2, Above: 4, Below: 8, Side: 8, Corner: theme.Radius, Margin: pickSide, Ring: 1, Ground: theme.Over, Bare: true}
	v.list.Choice = true
	v.list.Empty = "Looking through the posts…"
	v.list.OnMove = func(int) { v.refresh() }
	v.list.OnPick = v.pick
	v.list.OnAll = v.all
	v.list.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyReturn, fyne.KeyEnter:
			v.enter()
		case fyne.KeyDelete:
			if v.trash.Visible() {
				v.throw()
			}
		case fyne.KeyEscape:
			v.close()
		default:
			return false
		}
		return true
	}
	v.said = control.NewShort("", theme.Muted)
	v.show = control.NewButton(control.Main, "Go there", v.enter)
	v.trash = control.NewButton(control.Plain, "Move to trash", v.throw)
	done := control.NewButton(control.Plain, "Close", v.close)
	for _, b := range []*control.Button{v.show, v.trash, done} {
		b.OnKey = func(e *fyne.KeyEvent) bool {
			if e.Name == fyne.KeyEscape {
				v.close()
			}
			return e.Name == fyne.KeyEscape
		}
	}
	foot := container.New(ends{10, pickSide}, v.said, v.trash, done, v.show)
	content := container.New(surveyLayout{}, head, control.NewLine(), v.list, control.NewLine(), foot)
	v.overlay = &control.Overlay{Content: content, Width: 760, OnCancel: v.close}
	v.refresh()
}

func (v *survey) close() {
	if !v.overlay.IsOpen() {
		return
	}
	v.cancel()
	v.overlay.Close()
	v.closed()
}

// look goes through the library, aside.
func (v *survey) look() {
	if v.cancel != nil {
		v.cancel()
	}
	ctx, cancel := context.WithCancel(context.Background())
	v.cancel = cancel
	facts, lib := v.p.o.Facts(), v.lib
	go func() {
		s, err := pictures.Look(ctx, lib, facts())
		v.p.o.Post(func() {
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				v.list.Empty = sentence(err)
			} else {
				v.take(s)
			}
			v.refresh()
		})
	}()
}

// take shows what was found.
func (v *survey) take(s pictures.Survey) {
	v.lines, v.chosen = nil, map[string]bool{}
	var heads []int
	head := func(words string) {
		heads = append(heads, len(v.lines))
		v.lines = append(v.lines, line{head: words})
	}
	if n := len(s.Missing); n > 0 {
		head("Missing · " + wording.Count(n, "place"))
	}
	for i := range s.Missing {
		m := &s.Missing[i]
		title := m.Title
		if title == "" {
			title = filepath.Base(m.Path)
		}
		l := line{title: m.Dest, under: title, note: "line " + strconv.Itoa(m.Line), missing: m}
		if m.Why != "" {
			l.under += " · " + m.Why
		}
		v.lines = append(v.lines, l)
	}
	if n := len(s.Unused); n > 0 {
		head("No post shows or links to " + wording.Count(n, "picture"))
	}
	for i := range s.Unused {
		u := &s.Unused[i]
		rel := pictures.Within(v.lib, u.Path)
		l := line{title: filepath.Base(u.Path), under: strings.TrimSuffix(strings.TrimSuffix(rel, filepath.Base(rel)), "/"), note: wording.Size(u.Size), unused: u}
		v.lines = append(v.lines, l)
	}
	v.list.Empty = "All pictures that posts show are there, and all that are there are shown."
	if s.Shown == 0 && len(v.lines) == 0 {
		v.list.Empty = "No post shows a picture."
	}
	v.list.Set(len(v.lines), heads...)
	v.list.Go(min(1, len(v.lines)-1))
}

// current is the chosen row.
func (v *survey) current() (l line, ok bool) {
	if i := v.list.Current(); i >= 0 && i < len(v.lines) && v.lines[i].head == "" {
		return v.lines[i], true
	}
	return line{}, false
}

// refresh has buttons and words follow what is chosen.
func (v *survey) refresh() {
	l, ok := v.current()
	control.SetVisible(v.show, ok)
	verb := "Open"
	if l.missing != nil {
		verb = "Go there"
	}
	if v.show.Label != verb {
		v.show.SetLabel(verb)
	}
	n, bytes := 0, int64(0)
	for _, l := range v.lines {
		if l.unused != nil && v.chosen[l.unused.Path] {
			n++
			bytes += l.unused.Size
		}
	}
	control.SetVisible(v.trash, n > 0 && v.p.o.Trash != nil)
	said := ""
	if n > 0 {
		said = wording.Count(n, "picture") + " chosen, " + wording.Size(bytes)
	}
	v.said.SetText(said)
	v.list.Refresh()
	v.overlay.Refresh()
}

// pick is a click on a row: an unused picture is chosen or not any more.
func (v *survey) pick(i int) {
	if i < 0 || i >= len(v.lines) {
		return
	}
	v.list.Mark(i)
	if u := v.lines[i].unused; u != nil {
		v.chosen[u.Path] = !v.chosen[u.Path]
	}
	v.refresh()
}

// all chooses all unused pictures, or none where all are.
func (v *survey) all() {
	every := true
	for _, l := range v.lines {
		every = every && (l.unused == nil || v.chosen[l.unused.Path])
	}
	for _, l := range v.lines {
		if l.unused != nil {
			v.chosen[l.unused.Path] = !every
		}
	}
	v.refresh()
}

// enter goes to the place that shows a missing picture, or opens an unused one.
func (v *survey) enter() {
	l, ok := v.current()
	switch {
	case !ok:
	case l.missing != nil:
		v.close()
		if l.missing.Path == "" {
			v.p.o.Say("It is in the post that is open and has no file yet.")
			return
		}
		v.p.o.GoTo(l.missing.Path, l.missing.Line)
	default:
		if err := v.p.o.Show(l.unused.Path); err != nil {
			v.said.SetText("It could not be opened: " + err.Error())
		}
	}
}

// throw moves the chosen pictures to the trash.
func (v *survey) throw() {
	var paths []string
	for _, l := range v.lines {
		if l.unused != nil && v.chosen[l.unused.Path] {
			paths = append(paths, l.unused.Path)
		}
	}
	if len(paths) == 0 || v.p.o.Trash == nil {
		return
	}
	v.p.o.Trash(paths, func(err error) {
		if !v.overlay.IsOpen() {
			return
		}
		if err != nil {
			v.said.SetText(sentence(err))
			return
		}
		v.look()
	})
}

// surveyLayout is a list between a head and a line of buttons.
type surveyLayout struct{}

func (surveyLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, pickHigh) }

func (surveyLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	put(o[0], 0, 0, size.Width, pickHead)
	put(o[1], 0, pickHead, size.Width, 1)
	put(o[2], 1, pickHead+1, size.Width-2, size.Height-pickHead-pickFoot-2)
	put(o[3], 0, size.Height-pickFoot-1, size.Width, 1)
	put(o[4], 0, size.Height-pickFoot, size.Width, pickFoot)
}
