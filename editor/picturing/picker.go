package picturing

import (
	"cmp"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/choosing"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/palette"
	"galley.app/galley/editor/session"
	"galley.app/galley/internal/bus"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/pictures"
)

const (
	pickWidth  = 940
	pickHigh   = 640
	pickHead   = 52
	pickBar    = 48
	pickFoot   = 62
	pickSide   = 20
	pickRow    = 56
	thumbWide  = 60
	thumbHigh  = 44
	showWide   = 400 // of the picture beside the list, and its height, at most
	mostListed = 5000
)

// row is a folder or a picture that can be chosen.
type row struct {
	name   string
	path   string
	note   string // at the right end
	folder bool
	size   int64
	when   time.Time
}

// thumb is a picture as a row shows it.
type thumb struct {
	object *canvas.Image // nil while it is made, and of one that cannot be shown
	said   string        // its size in pixels, or why it is not shown
	asked  bool
}

// picker is the dialog in which a picture is chosen.
type picker struct {
	p      *Picturer
	lib    storage.Library
	place  string // folder that a copy goes to; "" while it is not known
	dir    string
	all    []row // of the folder
	others []row // that lead elsewhere
	rows   []row // those that are shown
	thumbs map[string]*thumb
	queue  *queue
	closed func()
	then   func(address string) // nil for the text
	number int                  // of the folder that was asked for last
	clicks control.Clicks

	overlay *control.Overlay
	where   *control.Short
	filter  *field.Field
	list    *control.List
	frame   *fyne.Container
	name    *control.Short
	facts   *control.Label
	note    *control.Short
	insert  *control.Button
	shown   string // whose picture is beside the list
}

// Choose opens the dialog in which a picture is chosen for the text.
func (p *Picturer) Choose() { p.Pick(nil) }

// Pick has a picture chosen, in the desktop's dialog where it has one. Then gets its address, when
// it lies where posts can show it; nil puts it into the text.
func (p *Picturer) Pick(then func(address string)) {
	s := p.o.Session()
	if s == nil {
		p.o.Say("Open a post first: a picture goes into its text.")
		return
	}
	if p.o.Modal.Depth() > 0 {
		return
	}
	lib, last := p.o.Library(s.Path()), p.last
	aside.Ask(p.o.Modal.Desk, func() string { return startIn(lib, last) }, func(start string) {
		if p.o.Session() == s && p.o.Modal.Depth() == 0 {
			p.pickFrom(s, lib, start, then)
		}
	})
}

// startIn is the folder that choosing a picture begins in: the last one, if it is
// there. It asks the disk.
func startIn(lib storage.Library, last string) string {
	if last != "" && isFolder(last) {
		return last
	}
	if roots := lib.AssetFolders(); len(roots) > 0 {
		return roots[0]
	}
	return cmp.Or(lib.Dir, home())
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// pickFrom has a picture chosen, from a folder on.
func (p *Picturer) pickFrom(s *session.Session, lib storage.Library, start string, then func(address string)) {
	walk := func() { p.walk(lib, start, then) }
	if p.o.Chooser == nil {
		walk()
		return
	}
	p.o.Chooser.FileOr(choosing.Question{Title: "Insert an image", Verb: "Insert", Start: start, Kinds: kinds()}, walk, func(path string) {
		if p.o.Session() != s || p.o.Modal.Depth() > 0 {
			p.o.Say("Another post or dialog was opened meanwhile; no picture was put in.")
			return
		}
		p.last = filepath.Dir(path)
		p.insert([]Source{{Path: path}}, nil, then)
	})
}

// kinds are the files that the desktop's dialog offers.
func kinds() []bus.Kind {
	var names []string
	for _, suffix := range pictures.AllSuffixes() {
		names = append(names, "*"+suffix, "*"+strings.ToUpper(suffix))
	}
	return []bus.Kind{{Name: "Pictures", Patterns: names}, {Name: "All files", Patterns: []string{"*"}}}
}

// walk opens the dialog in which a picture is chosen by walking the folders, which shows them.
func (p *Picturer) walk(lib storage.Library, start string, then func(address string)) {
	s := p.o.Session()
	if s == nil || p.o.Modal.Depth() > 0 {
		return
	}
	k := &picker{p: p, then: then, lib: lib, thumbs: map[string]*thumb{}}
	k.queue = newQueue(p.o.Decoder, p.o.Post)
	k.build()
	k.closed = p.o.Modal.Cover(k.close)
	k.overlay.Open(p.o.Canvas, k.filter)
	k.enter(start)
	of := p.subject(s)
	go func() {
		place := pictures.Find(lib, of)
		p.o.Post(func() {
			k.place = place.Dir
			k.mark()
		})
	}()
}

func home() string {
	dir, err := os.UserHomeDir()
	if err != nil {
		return string(filepath.Separator)
	}
	return dir
}

func (k *picker) build() {
	title := control.NewLabel("Insert an image", theme.Ink)
	title.Face, title.TextSize, title.LineHeight = typeset.SansBold, theme.DialogTitle, 24
	head := container.New(ends{8, pickSide}, title, control.NewIcon("x", "Close", k.close))

	k.filter = field.New(field.Style{})
	k.filter.SetPlaceholder("Filter, or a folder’s path")
	k.filter.Leading = "search"
	k.filter.OnChanged = func(string) { k.narrow() }
	k.filter.OnSubmit = func() { k.submit() }
	k.filter.OnKey = k.key
	above := func(s fyne.Shortcut) {
		if c, ok := s.(*desktop.CustomShortcut); ok && c.Modifier == fyne.KeyModifierAlt && c.KeyName == fyne.KeyUp {
			k.enter(filepath.Dir(k.dir))
		}
	}
	k.filter.OnShortcut = above
	up := control.NewIcon("chevron-up", "Up one folder (Alt+Up)", func() { k.enter(filepath.Dir(k.dir)) })
	k.where = control.NewShort("", theme.Muted)
	k.list = control.NewList(nil)

	k.list.Look = control.Look{Height: pickRow, Gap: 2, Above: 4, Below: 8, Side: 8, Corner: theme.Radius, Margin: pickSide, Ring: 1, Ground: theme.Over, Bare: true}
	k.list.Choice = true
	k.list.Empty = "No pictures here."
	k.list.Draw = k.draw
	k.list.OnMove = func(int) { k.mark() }
	k.list.OnPick = k.pick
	k.list.OnShortcut = above
	k.list.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyReturn, fyne.KeyEnter:
			k.submit()
		case fyne.KeyBackspace, fyne.KeyLeft:
			k.enter(filepath.Dir(k.dir))
		case fyne.KeyRight:
			if i := k.list.Current(); i >= 0 && k.rows[i].folder {
				k.enter(k.rows[i].path)
			}
		case fyne.KeyEscape:
			k.close()
		default:
			return false
		}
		return true
	}

	k.frame = container.New(centred{}, control.NewFill(theme.Page))
	k.name = control.NewShort("", theme.Ink)
	k.facts = control.NewSmall("", theme.Muted)
	k.facts.Wrap = showWide - 2*pickSide
	k.note = control.NewSmallShort("", theme.Muted)
	cancel := control.NewButton(control.Plain, "Cancel", k.close)
	k.insert = control.NewButton(control.Main, "Insert", k.submit)
	for _, b := range []*control.Button{cancel, k.insert} {
		b.OnKey = func(e *fyne.KeyEvent) bool {
			if e.Name == fyne.KeyEscape {
				k.close()
			}
			return e.Name == fyne.KeyEscape
		}
	}
	foot := container.New(ends{10, pickSide}, k.note, cancel, k.insert)
	bar := container.New(barLayout{}, k.filter, up, k.where)
	side := container.New(sideLayout{}, k.frame, k.name, k.facts)
	content := container.New(pickLayout{}, head, control.NewLine(), bar, control.NewLine(), k.list, control.NewLine(), side, control.NewLine(), foot)
	k.overlay = &control.Overlay{Content: content, Width: pickWidth, OnCancel: k.close}
}

func (k *picker) close() {
	if !k.overlay.IsOpen() {
		return
	}
	k.queue.close()
	k.overlay.Close()
	k.closed()
}

// key is what keys do in the filter.
func (k *picker) key(e *fyne.KeyEvent) bool {
	_, room := k.list.Page()
	switch e.Name {
	case fyne.KeyEscape:
		if k.filter.Text() != "" {
			k.filter.SetText("")
			k.narrow()
			return true
		}
		k.close()
	case fyne.KeyUp:
		k.list.Step(-1)
		k.mark()
	case fyne.KeyDown:
		k.list.Step(1)
		k.mark()
	case fyne.KeyPageUp:
		k.list.Go(max(0, k.list.Current()-room))
		k.mark()
	case fyne.KeyPageDown:
		k.list.Go(min(len(k.rows)-1, k.list.Current()+room))
		k.mark()
	case fyne.KeyBackspace:
		if k.filter.Text() != "" {
			return false
		}
		k.enter(filepath.Dir(k.dir))
	default:
		return false
	}
	return true
}

// submit enters the folder that is chosen or typed, or takes the picture.
func (k *picker) submit() {
	if typed := k.filter.Text(); strings.HasPrefix(typed, "/") || strings.HasPrefix(typed, "~/") || typed == "~" || filepath.IsAbs(typed) {
		path := typed
		if rest, ok := strings.CutPrefix(typed, "~"); ok {
			path = filepath.Join(home(), rest)
		}
		aside.Ask(k.p.o.Modal.Desk, func() [2]bool { return [2]bool{isFolder(path), IsPicture(path)} }, func(is [2]bool) {
			switch {
			case !k.overlay.IsOpen() || k.filter.Text() != typed:
			case is[0]:
				k.enter(path)
			case is[1]:
				k.take(path)
			default:
				k.note.SetText("There is no folder and no picture " + path)
			}
		})
		return
	}
	switch i := k.list.Current(); {
	case i < 0 || i >= len(k.rows):
	case k.rows[i].folder:
		k.enter(k.rows[i].path)
	default:
		k.take(k.rows[i].path)
	}
}

// pick is a click on a row: it enters a folder, and shows a picture; a double
// click takes it.
func (k *picker) pick(i int) {
	if i < 0 || i >= len(k.rows) {
		return
	}
	r := k.rows[i]
	if r.folder {
		k.enter(r.path)
		return
	}
	if k.clicks.Press(fyne.NewPos(0, float32(i*pickRow)), k.p.o.Now()) > 1 {
		k.take(r.path)
		return
	}
	k.list.Mark(i)
	k.mark()
	k.list.Refresh()
}

// take puts a picture into the post.
func (k *picker) take(path string) {
	k.p.last = filepath.Dir(path)
	k.close()
	k.p.insert([]Source{{Path: path}}, nil, k.then)
}

// enter shows another folder, which is read aside.
func (k *picker) enter(dir string) {
	k.number++
	n := k.number
	k.queue.forget()
	lib := k.lib
	go func() {
		rows, err := read(dir)
		where, others := pictures.Within(lib, dir), places(lib, dir)
		k.p.o.Post(func() {
			if n != k.number || !k.overlay.IsOpen() {
				return
			}
			if err != nil {
				k.note.SetText("This folder cannot be read: " + filepath.Base(dir))
				return
			}
			k.dir, k.all, k.others = dir, rows, others
			k.where.SetText(where)
			k.filter.SetText("")
			k.narrow()
		})
	}()
}

// read lists the folders and the pictures of a folder: those by their names, these
// the newest first.
func read(dir string) ([]row, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var folders, files []row
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		info, err := os.Stat(path) // of what a link leads to
		switch {
		case err != nil:
		case info.IsDir():
			folders = append(folders, row{name: e.Name(), path: path, folder: true})
		case info.Mode().IsRegular() && pictures.Suffixes(e.Name()):
			files = append(files, row{name: e.Name(), path: path, size: info.Size(), when: info.ModTime()})
		}
		if len(folders)+len(files) >= mostListed {
			break
		}
	}
	slices.SortStableFunc(files, func(a, b row) int { return b.when.Compare(a.when) })
	slices.SortFunc(folders, func(a, b row) int { return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
	return append(folders, files...), nil
}

// narrow shows what the filter leaves of the folder. Other places follow where
// nothing is typed.
func (k *picker) narrow() {
	words := strings.Fields(palette.Fold(k.filter.Text()))
	if t := k.filter.Text(); strings.HasPrefix(t, "/") || strings.HasPrefix(t, "~") {
		words = nil
	}
	k.rows = k.rows[:0]
	first := -1
	for _, r := range k.all {
		name, fits := palette.Fold(r.name), true
		for _, w := range words {
			fits = fits && strings.Contains(name, w)
		}
		if fits {
			if first < 0 && !r.folder {
				first = len(k.rows)
			}
			k.rows = append(k.rows, r)
		}
	}
	if len(words) == 0 {
		k.rows = append(k.rows, k.others...)
	}
	k.list.Start(len(k.rows), max(0, first))
	k.list.Refresh()
	k.mark()
}

// places are folders other than dir in which pictures are likely. It asks the disk.
func places(lib storage.Library, dir string) (list []row) {
	add := func(name, path string) {
		if path != "" && isFolder(path) && filepath.Clean(path) != filepath.Clean(dir) {
			list = append(list, row{name: name, path: path, note: shortPath(path), folder: true})
		}
	}
	for _, root := range lib.AssetFolders() {
		add("The library’s pictures", root)
	}
	h := home()
	for _, name := range []string{"Pictures", "Downloads", "Desktop"} {
		add(name, filepath.Join(h, name))
	}
	add("Home", h)
	return list
}

func shortPath(path string) string {
	if rest, ok := strings.CutPrefix(path, home()); ok {
		return "~" + rest
	}
	return path
}

// mark shows the picture that is chosen beside the list.
func (k *picker) mark() {
	i := k.list.Current()
	if i < 0 || i >= len(k.rows) || k.rows[i].folder {
		label := ""
		if i >= 0 && i < len(k.rows) {
			label = k.rows[i].name
		}
		k.display(nil, label, "", "Open")
		k.shown = ""
		k.note.SetText("")
		return
	}
	r := k.rows[i]
	k.note.SetText(k.goes(r.path))
	if k.shown == r.path {
		return
	}
	k.shown = r.path
	facts := wording.Size(r.size) + " · " + r.when.Format("2 January 2006")
	k.display(nil, r.name, facts, "Insert")
	k.queue.add(request{path: r.path, want: imagework.Want{Width: 2 * showWide, Height: 2 * showWide}, first: true, done: func(img image.Image, said string) {
		if k.shown == r.path && k.overlay.IsOpen() {
			k.display(img, r.name, said+" · "+facts, "Insert")
		}
	}})
}

// goes says what becomes of a picture: it is shown where it lies, or copied.
func (k *picker) goes(path string) string {
	if _, ok := pictures.LinkTo(k.lib, k.p.subject(k.p.o.Session()), path); ok {
		return "It lies in the library: no copy is made."
	}
	if k.place == "" {
		return ""
	}
	return "A copy goes to " + pictures.Within(k.lib, k.place)
}

// display fills the side with a picture and its words.
func (k *picker) display(img image.Image, name, facts, verb string) {
	k.frame.Objects = k.frame.Objects[:1]
	if img != nil {
		o := canvas.NewImageFromImage(img)
		o.FillMode = canvas.ImageFillContain
		k.frame.Add(o)
	}
	k.frame.Refresh()
	k.name.SetText(name)
	k.facts.SetText(facts)
	if k.insert.Label != verb {
		k.insert.SetLabel(verb)
	}
}

// draw draws row i.
func (k *picker) draw(pen *control.Pen, i int, y float32) {
	r := k.rows[i]
	h := float32(pickRow - 2)
	x := float32(18)
	if r.folder {
		icon := k.icon(r.path)
		pen.Object(icon, x+(thumbWide-18)/2, y+(h-18)/2, 18, 18)
	} else if t := k.thumb(r.path); t.object != nil {
		pen.Object(t.object, x, y+(h-thumbHigh)/2, thumbWide, thumbHigh)
	}
	x += thumbWide + 14
	right := pen.Width - 18
	if r.folder {
		if r.note != "" {
			note := pen.Fit(r.note, (right-x)*0.5, theme.SmallSize, typeset.Sans)
			right -= control.Measure(note, theme.SmallSize, typeset.Sans)
			pen.Text(note, right, y, h, theme.SmallSize, typeset.Sans, theme.Muted)
			right -= 12
		}
		pen.Text(pen.Fit(r.name, right-x, theme.TextSize, typeset.Sans), x, y, h, theme.TextSize, typeset.Sans, theme.Ink)
		return
	}
	under := wording.Size(r.size)
	if t := k.thumb(r.path); t.said != "" {
		under = t.said + " · " + under
	}
	pen.Text(pen.Fit(r.name, right-x, theme.TextSize, typeset.Sans), x, y+8, 20, theme.TextSize, typeset.Sans, theme.Ink)
	pen.Text(pen.Fit(under, right-x, theme.SmallSize, typeset.Sans), x, y+28, 18, theme.SmallSize, typeset.Sans, theme.Muted)
}

// icon is the sign of the folder in a row.
func (k *picker) icon(path string) *canvas.Image {
	key := "folder " + path
	t := k.thumbs[key]
	if t == nil {
		t = &thumb{object: canvas.NewImageFromResource(theme.Icon("folder-open", theme.Color(theme.Muted)))}
		k.thumbs[key] = t
	}
	return t.object
}

// thumb is the small picture of a row, which is made when it is first seen.
func (k *picker) thumb(path string) *thumb {
	t := k.thumbs[path]
	if t == nil {
		t = &thumb{}
		k.thumbs[path] = t
	}
	if !t.asked {
		t.asked = true
		k.queue.add(request{path: path, want: imagework.Want{Width: 2 * thumbWide, Height: 2 * thumbHigh}, done: func(img image.Image, said string) {
			if t.said = said; img != nil {
				t.object = canvas.NewImageFromImage(img)
				t.object.FillMode = canvas.ImageFillContain
			}
			k.list.Refresh()
		}, dropped: func() { t.asked = false }})
	}
	return t
}
