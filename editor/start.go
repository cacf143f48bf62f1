package editor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/choosing"
	"galley.app/galley/editor/library"
	"galley.app/galley/editor/palette"
	"galley.app/galley/editor/picturing"
	"galley.app/galley/editor/vacant"
	"galley.app/galley/internal/bus"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/storage"
)

// The size of a window that was never sized, in pixels.
const firstWidth, firstHeight = 1400, 880

// Desktop is what the window has to do with the desktop and with other starts of
// the program. Each may be nil.
type Desktop struct {
	Opened func(dir string)  // hears which library the window has open
	Recent func(path string) // keeps a post in the list of recent documents
	// Raise brings the window before all others, by its number and what the desktop named the start that asks for it.
	// Where it cannot, the toolkit's own way has to do.
	Raise func(own uint32, startup string) error
}

// Start shows the window with what paths are: a folder, files, or both; without
// any it is what was open last. What cannot be opened gives a window with the
// message.
func (w *Window) Start(paths []string, size fyne.Size) {
	if size.IsZero() {
		size = fyne.NewSize(firstWidth, firstHeight)
		if s := w.settings; s.Width >= 480 && s.Height >= 360 {
			size = fyne.NewSize(float32(s.Width), float32(s.Height))
		}
	}
	w.win.Resize(size)
	if len(paths) > 0 || w.settings.Last != "" { // the window's first frame comes before what is opened
		w.hint.SetText("")
		w.side.Set(library.Contents{Note: " "}) // rather than that there is none
		w.showMain()
	}
	w.o.App.Lifecycle().SetOnStarted(func() {
		if w.o.Shown != nil {
			w.o.Shown(w.win)
		}
		w.menus.arm()
		w.preview.Refresh()
		w.opening.patience = startPatience
		w.openAll(paths)
		w.opening.patience = patience
		w.spelling.Start()
		if len(w.o.Notes) > 0 {
			w.modal.Tell("Some of your settings could not be read", strings.Join(w.o.Notes, "\n"), nil)
		}
		if w.o.Crash != "" {
			w.disk.offer("Galley ended by a fault of its own last time; a report without any words of yours was kept.", control.Choice{Label: "Show it", Do: func() {
				w.disk.offer("", control.Choice{})
				w.say("The report is " + w.o.Crash)
				go func() { _ = w.exporting.Reveal(w.o.Crash) }() // where the desktop can; the path is said
			}})
		}
		w.recovery.look()
		w.opening.started = true
		for _, do := range w.opening.early {
			do()
		}
	})
	w.o.App.Lifecycle().SetOnEnteredForeground(w.o.Workspace.Rescan)
	w.o.App.Lifecycle().SetOnExitedForeground(func() {
		w.autosaver.left()
		go w.o.Journals.Flush(context.Background())
	})
	w.win.ShowAndRun()
}

// notOpened tells why something could not be opened.
func (w *Window) notOpened(path, why string) {
	w.withoutPost()
	w.modal.Offer("“"+filepath.Base(path)+"” cannot be opened", why, control.Choice{Label: "Open another…", Do: func() {
		if filepath.Ext(path) == "" {
			w.askFolder()
		} else {
			w.askFile()
		}
	}}, nil)
}

// withoutPost shows what there is to do where nothing is open, if nothing is.
func (w *Window) withoutPost() {
	w.hint.SetText(noPost)
	if w.side.lib.Dir == "" && len(w.posts.all) == 0 {
		w.main.Hide()
		w.start.Show()
		w.menus.arrange()
	}
}

// openAll opens a folder and files of it, files, or what was open last.
func (w *Window) openAll(paths []string) {
	if len(paths) == 0 {
		last := w.settings.Last
		if last == "" {
			return
		}
		aside.Ask(w.modal.Desk, func() bool { return isFolder(last) }, func(there bool) {
			if there {
				w.OpenFolder(last)
				return
			}
			w.showMain()
			w.hint.SetText(noPost)
			w.side.lost(last, fs.ErrNotExist)
		})
		return
	}
	if len(paths) == 1 {
		w.open(paths[0])
		return
	}
	aside.Ask(w.modal.Desk, func() int { return slices.IndexFunc(paths, isFolder) }, func(folder int) {
		if folder < 0 {
			w.open(paths[0]) // whose library it is
			openEach(w, paths[1:])
			return
		}
		posts := slices.Delete(slices.Clone(paths), folder, folder+1)
		w.library(paths[folder], posts[0], func(bool) {})
		openEach(w, posts)
	})
}

// openEach opens posts beside what is open, and shows the last of them.
func openEach(w *Window, paths []string) {
	look := func() []error {
		errs := make([]error, len(paths))
		for i, path := range paths {
			_, errs[i] = os.Stat(path)
		}
		return errs
	}
	aside.Ask(w.modal.Desk, look, func(errs []error) {
		for i, path := range paths {
			if errs[i] != nil {
				notFound(w, path, errs[i])
				continue
			}
			w.OpenFile(path)
		}
	})
}

// notFound tells that there is nothing to open at a path.
func notFound(w *Window, path string, err error) {
	words := err.Error()
	if errors.Is(err, fs.ErrNotExist) {
		words = "There is no file or folder at " + path + "."
	}
	w.notOpened(path, words)
}

// Take opens posts that another start of the program handed over, which the
// desktop named startup, and brings the window before all others. A question that
// is open is answered first.
func (w *Window) Take(paths []string, startup string) {
	if !w.opening.started {
		w.opening.early = append(w.opening.early, func() { w.Take(paths, startup) })
		return
	}
	if w.o.Desktop.Raise == nil || w.o.Desktop.Raise(ownWindow(w.o.App), startup) != nil {
		w.win.RequestFocus()
	}
	if now := w.modal.WhenFree(func() { openEach(w, paths) }); !now && len(paths) > 0 {
		w.say("“" + filepath.Base(paths[0]) + "” is opened when this is answered.")
	}
}

// open opens the folder or file at path.
func (w *Window) open(path string) {
	type found struct {
		err     error
		folder  bool
		library string // of a file
	}
	look := func() (f found) {
		info, err := os.Stat(path)
		if f.err = err; err != nil {
			return f
		}
		if f.folder = info.IsDir(); !f.folder {
			f.library = storage.Around(filepath.Dir(path)).Dir
		}
		return f
	}
	aside.Ask(w.modal.Desk, look, func(f found) {
		switch {
		case f.err != nil:
			notFound(w, path, f.err)
		case f.folder:
			w.OpenFolder(path)
		default:
			w.library(f.library, path, func(bool) {})
			w.OpenFile(path)
		}
	})
}

// OpenFile opens the post at path, or shows it if it is open. If it cannot be
// opened a message says why.
func (w *Window) OpenFile(path string) { w.opening.open(path, func() {}) }

// OpenFolder opens a library, and in it the post that was open last or the
// newest one.
func (w *Window) OpenFolder(dir string) {
	last := w.o.Places.Last(dir)
	w.library(dir, last, w.arriving(dir, last))
}

// arriving returns what opens the first post of a library as soon as that is
// known. A large one takes its time: who opened a post meanwhile, or types into
// the search, keeps the keys there.
func (w *Window) arriving(dir, last string) func(all bool) {
	before, opened := w.posts.cur, false
	return func(all bool) {
		busy := w.posts.cur != before || w.opening.path != "" || w.side.Search.Text() != ""
		if path := w.side.first(last); !opened && path != "" && (all || path == last) {
			if opened = true; !busy {
				w.opening.openUnasked(path)
			}
		}
		w.opening.restore(dir)
	}
}

// library reads a folder into the sidebar, the post at path first. Posts that are
// open stay open. Then is called each time that more is known, and at last with
// all.
func (w *Window) library(dir, path string, then func(all bool)) {
	w.o.Workspace.Open(dir, path, func(lib storage.Library, err error) {
		if err != nil {
			if dir == w.side.lib.Dir { // which was there before
				w.side.lost(dir, err)
				return
			}
			w.notOpened(dir, err.Error())
			return
		}
		if w.opening.path == "" {
			w.hint.SetText(noPost)
		}
		w.showMain()
		w.side.set(lib)
		if w.o.Desktop.Opened != nil {
			w.o.Desktop.Opened(dir)
		}
		if lib.Reading > 0 {
			then(false)
			return
		}
		w.keepSoon()
		if note := problemsOf(lib); note != "" {
			w.say(note)
		}
		then(true)
		w.side.askReads()
	})
}

// dropped takes what was dropped on the window: pictures go into the text, where
// they were dropped on it, else at the caret; all else is opened.
func (w *Window) dropped(at fyne.Position, what []fyne.URI) {
	var paths []string
	for _, u := range what {
		if u.Scheme() == "file" && w.modal.Depth() == 0 {
			paths = append(paths, u.Path())
		}
	}
	off, over := w.area.CaretAt(at)
	if !over {
		off = -1
	}
	look := func() []bool {
		is := make([]bool, len(paths))
		for i, path := range paths {
			is[i] = picturing.IsPicture(path)
		}
		return is
	}
	spot := w.picturing.Spot(off)
	aside.Ask(w.modal.Desk, look, func(is []bool) {
		var images []picturing.Source
		for i, path := range paths {
			if is[i] {
				images = append(images, picturing.Source{Path: path})
			} else {
				w.open(path)
			}
		}
		if len(images) == 0 {
			spot.Release()
			return
		}
		w.picturing.Insert(images, spot)
	})
}

// welcome is the page of a window without a library.
func (w *Window) welcome() fyne.CanvasObject {
	title := control.NewLabel("Write, proof, send.", theme.Ink)
	title.Face, title.TextSize, title.LineHeight = typeset.SerifBold, 30, 38
	tap := func(kind control.Kind, label string, do func()) *control.Button {
		return control.NewButton(kind, label, func() {
			if w.modal.Depth() == 0 {
				do()
			}
		})
	}
	buttons := control.NewBar(10,
		tap(control.Main, "Open a folder…", w.askFolder),
		tap(control.Plain, "Start with a sample…", w.sample),
		tap(control.Plain, "Import…", func() { w.importing.Ask() }),
		tap(control.Plain, "New post", w.newPost),
	)
	recent := control.NewStack(0)
	center := container.New(layout.NewCenterLayout())
	dirs := w.settings.Recent[:min(5, len(w.settings.Recent))]
	there := func() (list []string) {
		for _, dir := range dirs {
			if isFolder(dir) {
				list = append(list, dir)
			}
		}
		return list
	}
	show := func(list []string) {
		if len(list) > 0 {
			recent.Add(control.NewSmall("Recent", theme.Muted))
		}
		for _, dir := range list {
			open := tap(control.Quiet, filepath.Base(dir), func() { w.OpenFolder(dir) })
			open.Tip = dir
			recent.Add(control.NewBar(10, open, control.NewSmall(palette.FromHere(filepath.Dir(dir)), theme.Faint)))
		}
		center.Refresh()
	}
	if len(dirs) > 0 {
		go func() {
			list := there()
			w.o.Post(func() { show(list) })
		}()
	}
	page := control.NewStack(4, title,
		control.NewLabel("Posts are plain text files in a folder of yours. Nothing leaves this computer.", theme.Muted),
		control.Space(12), buttons, control.Space(20), recent, control.Space(12),
		control.NewLabel("Drop a folder or a post anywhere in this window.", theme.Faint))
	center.Add(page)
	noted := container.New(control.Inset{X: 14, Y: 8}, w.noted)
	return container.NewStack(control.NewFill(theme.Sheet), container.NewBorder(nil, noted, nil, nil, center))
}

// newVacant makes what is shown in the middle while no post is open.
func newVacant(w *Window) *vacant.Place {
	do := func(f func()) func() {
		return func() {
			if w.modal.Depth() == 0 {
				f()
			}
		}
	}
	return vacant.New(vacant.Options{
		Hint: w.hinted,
		Empty: func() bool {
			return w.side.lib.Dir != "" && w.side.lib.Reading == 0 && len(w.side.lib.Entries) == 0 && w.side.missing == library.Missing{}
		},
		Choices: []control.Choice{
			{Label: "New post", Do: do(w.newPost)},
			{Label: "Import…", Do: do(func() { w.importing.Ask() })},
			{Label: "Start with a sample…", Do: do(w.sample)},
		},
	})
}

// sample puts the sample posts into a folder that the writer chooses.
func (w *Window) sample() {
	aside.Ask(w.modal.Desk, func() string { return palette.Blog(palette.Places(os.Getenv)) }, func(start string) {
		if w.modal.Depth() > 0 {
			return
		}
		w.modal.Palette(palette.Sample(start, func(dir string) {
			w.o.Workspace.Do(func() error { return w.o.Workspace.Sample(dir) }, func(err error) {
				if err != nil {
					w.modal.Offer("The sample could not be put in place", err.Error(), control.Choice{Label: "Choose another folder…", Do: w.sample}, nil)
					return
				}
				w.OpenFolder(dir)
			})
		}, w.OpenFolder))
	})
}

// newChooser joins the window to what folders and files are chosen with.
func newChooser(w *Window) *choosing.Chooser {
	return choosing.New(choosing.Options{
		Modal: w.modal, Post: w.o.Post, Say: w.say, Recent: func() []string { return w.settings.Recent },
		Desktop: func() func(context.Context, bus.Choice) (string, error) {
			if !w.settings.DesktopDialogs {
				return nil
			}
			return w.o.Choose
		},
		Window: func() string {
			id := ownWindow(w.o.App)
			if id == 0 {
				return ""
			}
			return fmt.Sprintf("x11:%x", id)
		},
	})
}
