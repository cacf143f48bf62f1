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
	if len(paths) > 0 || w.lastLibrary() != "" { // the window's first frame comes before what is opened
		w.hint.SetText("")
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

// lastLibrary is the folder that was open last, if it is still there.
func (w *Window) lastLibrary() string {
	if dir := w.settings.Last; dir != "" {
		if fi, err := os.Stat(dir); err == nil && fi.IsDir() {
			return dir
		}
	}
	return ""
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
		switch dir := w.lastLibrary(); {
		case dir != "":
			w.OpenFolder(dir)
		case w.settings.Last != "":
			w.showMain()
			w.hint.SetText(noPost)
			w.side.lost(w.settings.Last, fs.ErrNotExist)
		}
		return
	}
	folder := slices.IndexFunc(paths, func(path string) bool {
		fi, err := os.Stat(path)
		return err == nil && fi.IsDir()
	})
	switch {
	case folder < 0:
		w.open(paths[0]) // whose library it is
		openEach(w, paths[1:])
	case len(paths) == 1:
		w.OpenFolder(paths[0])
	default:
		posts := slices.Delete(slices.Clone(paths), folder, folder+1)
		w.library(paths[folder], posts[0], func(bool) {})
		openEach(w, posts)
	}
}

// openEach opens posts beside what is open, and shows the last of them.
func openEach(w *Window, paths []string) {
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			notFound(w, path, err)
			continue
		}
		w.OpenFile(path)
	}
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
	fi, err := os.Stat(path)
	switch {
	case err != nil:
		notFound(w, path, err)
	case fi.IsDir():
		w.OpenFolder(path)
	default:
		w.library(storage.Around(filepath.Dir(path)).Dir, path, func(bool) {})
		w.OpenFile(path)
	}
}

// OpenFile opens the post at path, or shows it if it is open. If it cannot be
// opened a message says why.
func (w *Window) OpenFile(path string) { w.opening.open(path, func() {}) }

// OpenFolder opens a library, and in it the post that was open last or the
// newest one.
func (w *Window) OpenFolder(dir string) {
	last, opened := w.o.Places.Last(dir), false
	w.library(dir, last, func(all bool) {
		if path := w.side.first(last); !opened && path != "" && (all || path == last) {
			opened = true
			w.opening.openUnasked(path)
		}
		w.opening.restore(dir)
	})
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
	var images []picturing.Source
	for _, u := range what {
		switch {
		case u.Scheme() != "file" || w.modal.Depth() > 0:
		case picturing.IsPicture(u.Path()):
			images = append(images, picturing.Source{Path: u.Path()})
		default:
			w.open(u.Path())
		}
	}
	if len(images) == 0 {
		return
	}
	off, over := w.area.CaretAt(at)
	if !over {
		off = -1
	}
	w.picturing.Insert(images, off)
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
	for _, dir := range w.settings.Recent[:min(5, len(w.settings.Recent))] {
		if fi, err := os.Stat(dir); err != nil || !fi.IsDir() {
			continue
		}
		open := tap(control.Quiet, filepath.Base(dir), func() { w.OpenFolder(dir) })
		open.Tip = dir
		recent.Add(control.NewBar(10, open, control.NewSmall(palette.FromHere(filepath.Dir(dir)), theme.Faint)))
	}
	if len(recent.Objects) > 0 {
		recent.Objects = append([]fyne.CanvasObject{control.NewSmall("Recent", theme.Muted)}, recent.Objects...)
	}
	page := control.NewStack(4, title,
		control.NewLabel("Posts are plain text files in a folder of yours. Nothing leaves this computer.", theme.Muted),
		control.Space(12), buttons, control.Space(20), recent, control.Space(12),
		control.NewLabel("Drop a folder or a post anywhere in this window.", theme.Faint))
	return container.NewStack(control.NewFill(theme.Sheet), container.NewCenter(page))
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
	w.modal.Palette(palette.Sample(palette.Places(os.Getenv), func(dir string) {
		if err := w.o.Workspace.Sample(dir); err != nil {
			w.modal.Offer("The sample could not be put in place", err.Error(), control.Choice{Label: "Choose another folder…", Do: w.sample}, nil)
			return
		}
		w.OpenFolder(dir)
	}, w.OpenFolder))
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
