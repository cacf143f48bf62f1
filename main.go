// Galley is a desktop app for writing blog posts as plain text files.
//
// With a display, galley [FOLDER|FILE]... opens the window. Every job that needs
// no eye is a command, which package internal/command does without a display.
package main

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"galley.app/galley/assets"
	"galley.app/galley/editor"
	"galley.app/galley/editor/spell"
	"galley.app/galley/internal/bus"
	"galley.app/galley/internal/clipboard"
	"galley.app/galley/internal/command"
	"galley.app/galley/internal/ending"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/instance"
	"galley.app/galley/internal/opening"
	"galley.app/galley/internal/paint/screen"
	"galley.app/galley/internal/raise"
	"galley.app/galley/internal/regions/hook"
	"galley.app/galley/internal/resident"
	"galley.app/galley/internal/terminal"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/journal"
	"galley.app/galley/storage/recent"
	"galley.app/galley/storage/trash"
)

const appID = "app.galley.Galley"

func main() {
	if imagework.IsChild(os.Args) {
		os.Exit(imagework.Serve(os.Stdin, os.Stdout))
	}
	images := imagework.New(imagework.Usual())
	args := os.Args[1:]
	terminal.Join()
	if command.Is(args) {
		versions := history.New(config.UserPaths(os.Getenv).History(), history.Options{})
		code := command.Run(context.Background(), args, os.Stdin, os.Stdout, os.Stderr, command.Env{Now: time.Now, Version: version(), History: versions, Decoder: images})
		_ = versions.Close() // what could not be kept was said
		images.Close()
		os.Exit(code)
	}
	wanted, err := opening.Read(args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "galley: %v; see galley --help\n", err)
		os.Exit(2)
	}
	if !display() {
		for i, path := range wanted.Paths {
			if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
				if len(args) == len(wanted.Paths) {
					path = args[i] // as it was written
				}
				fmt.Fprintf(os.Stderr, "galley: %s: there is no such folder, file or command\n", path)
			} else if err != nil {
				fmt.Fprintln(os.Stderr, "galley:", err)
			}
		}
		fmt.Fprintln(os.Stderr, "galley: no display to open a window on; start it in a desktop session, or use the commands that galley --help lists")
		os.Exit(1)
	}
	if err := run(wanted, images); err != nil {
		fail(err)
		os.Exit(1)
	}
}

// run opens the window and returns when it was closed, or at once where another
// window has the library and took what was to be opened.
func run(wanted opening.Opening, images *imagework.Pool) error {
	defer images.Close()
	paths := config.UserPaths(os.Getenv)
	settings, settingsErr := config.ReadSettings(paths, time.Now())
	startup := os.Getenv("DESKTOP_STARTUP_ID")
	_ = os.Unsetenv("DESKTOP_STARTUP_ID") // it is this start's, and not that of programs that are run
	display := os.Getenv("DISPLAY")
	others, library, within := instance.Here(os.Getenv, paths.State, os.TempDir()), "", false
	if folder, named := wanted.Folder(); named {
		library = folder
	} else if folder != "" {
		library = storage.Around(folder).Dir
		_, err := os.Lstat(filepath.Join(library, config.SiteFile))
		within = errors.Is(err, fs.ErrNotExist) // nothing says that the folder of the post is a library of its own
	} else {
		library = settings.Last
	}
	if !wanted.New && others.Hand(context.Background(), library, instance.Request{Paths: wanted.Files(), Startup: startup, Within: within}) {
		for _, line := range notes(settingsErr) { // for which there is no window
			fmt.Fprintln(os.Stderr, "galley:", line)
		}
		_ = raise.Done(display, startup) // where the desktop does not hear of it, it waits for the window until it waits no more
		return nil
	}
	if err := screen.BareBuffers(); err != nil {
		return noWindow(err)
	}
	saving := &thrift{set: debug.SetGCPercent, limit: debug.SetMemoryLimit, give: resident.Release, off: os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != ""}
	saving.start()
	places, placesErr := config.ReadPlaces(paths, time.Now())

	openings, openingsErr := storage.ReadOpenings(paths)
	defer func() { _ = openings.Close() }() // what cannot be removed the next start reads

	theme.FindFonts(paths.Cache)
	var shown screen.Screen
	a := newApp()
	a.SetIcon(fyne.NewStaticResource("icon.png", assets.Read("icon.png")))
	themes := &theme.Themes{App: a, Post: shown.Do, Forced: os.Getenv("GALLEY_THEME"), Chosen: settings.Theme}
	themes.Scale(settings.Scale)
	themes.Follow()

	versions := history.New(paths.History(), history.Options{})
	versions.SetLimits(settings.HistoryLimits())
	keeper := storage.NewKeeper(shown.Do)
	defer keeper.Close()
	journals := journal.NewWriter(journal.Options{Dirs: paths.Journals(os.TempDir())})
	ends := &ending.Ending{
		Flush:   []func(context.Context) error{journals.Flush, keeper.Flush, versions.Flush},
		Post:    shown.Do,
		Reports: ending.Reports{Dir: paths.Recovery(), Version: version(), Now: time.Now},
	}
	crash := ends.Reports.Open()
	workspace := storage.NewWorkspace(storage.WorkspaceOptions{
		Paths: paths, Keeper: keeper, Post: shown.Do, History: versions, Cache: index.For(paths.Index()), Trash: &trash.Can{Home: trash.Home(os.Getenv)},
		Lengthy: saving.job,
	})
	defer workspace.Close()
	board := clipboard.Open(os.Getenv)
	defer board.Close()
	var choose func(context.Context, bus.Choice) (string, error)
	if address := bus.Address(os.Getenv); address != "" {
		choose = func(ctx context.Context, c bus.Choice) (string, error) { return bus.Choose(ctx, address, c) }
	}
	var w *editor.Window
	host, _ := others.Listen(library, func(r instance.Request, claim func() bool) { // where it cannot, other starts have windows of their own
		shown.Do(func() {
			if claim() {
				w.Take(r.Paths, r.Startup)
			}
		})
	}, func(line string) { fmt.Fprintln(os.Stderr, "galley:", line) })
	defer host.Close()
	recents := recent.NewKeeper(recent.List{Path: recent.Path(os.Getenv), Name: "Galley", Exec: recent.Command(program()), Now: time.Now},
		func(err error) { fmt.Fprintln(os.Stderr, "galley:", err) })
	defer recents.Close()
	leave := func() {
		host.Close()
		recents.Close()
		workspace.Close()
		w.Close()
		keeper.Close()
		done, cancel := context.WithTimeout(context.Background(), time.Second)
		_ = journals.Close(done) // what is left of them holds what is in files, or was given up
		cancel()
		_ = versions.Close() // what could not be kept was said
		_ = openings.Close() // as above
		images.Close()
		ends.Reports.Close()
	}
	w = editor.New(editor.Options{
		App: a, ReadHTML: board.HTML, WriteHTML: board.Write, Offers: board.Offers, ReadAs: board.Read, Workspace: workspace, Paths: paths, Decoder: images, Cache: paths.Cache, Post: shown.Do, Now: time.Now, Version: version(),
		Settings: settings, Places: places, Openings: openings, History: versions, Journals: journals,
		Keep: func(next config.Settings) error {
			err := next.Write(paths, settings, time.Now())
			if err == nil {
				settings = next // only what changes from here on is this window's to write
			}
			if write := places.Writing(paths, time.Now()); write != nil {
				err = errors.Join(err, write())
			}
			return err
		},
		Exit: func() {
			leave()
			os.Exit(0)
		},
		SetTheme: themes.Choose, SetScale: themes.Scale, Choose: choose,
		Desktop: editor.Desktop{
			Opened: host.Has, Recent: recents.Note, Raise: func(own uint32, startup string) error { return raise.Window(display, own, startup) },
		},
		Shown: func(w fyne.Window) {
			if err := screen.Drawn(w); err != nil {
				leave() // nothing was opened yet
				fail(noWindow(err))
				os.Exit(1)
			}
			ends.Alone()
			shown.Attach(w)
			time.AfterFunc(started, saving.shown)
			hook.Tell(w)
			go func() { _ = raise.Done(display, startup) }() // as above
		},
		Spell: spell.Installed{}, Words: &config.Words{Paths: paths, Do: keeper.Do}, Locale: spell.Locale(os.Getenv),
		Notes: notes(settingsErr, placesErr, openingsErr), Crash: crash,
	})
	defer w.Close()
	ends.Settle = func() {
		host.Close()
		w.Settle()
		_ = openings.Close() // as above
		images.Close()
		ends.Reports.Close()
	}
	ends.Listen()
	screen.OnLost(ends.Lost)
	defer ends.Guard()
	w.Start(wanted.Paths, windowSize(os.Getenv("GALLEY_SIZE")))
	ends.Finish()
	return nil
}

// program is how the desktop starts this program: by its name, where that leads
// to it.
func program() string {
	const name = "galley"
	self, err := os.Executable()
	if err != nil {
		return name
	}
	found, err := exec.LookPath(name)
	a, err2 := os.Stat(self)
	b, err3 := os.Stat(found)
	if err == nil && err2 == nil && err3 == nil && os.SameFile(a, b) {
		return name
	}
	return self
}

// fail says why there is no window, in the terminal or, where there is none, in a
// box of the system.
func fail(err error) {
	fmt.Fprintln(os.Stderr, "galley:", err)
	terminal.Tell(err.Error())
}

// noWindow tells why no window can be opened, and what to do instead.
func noWindow(err error) error {
	where := "without a display"
	if name := cmp.Or(strings.TrimSpace(os.Getenv("DISPLAY")), strings.TrimSpace(os.Getenv("WAYLAND_DISPLAY"))); name != "" {
		where = "on the display " + name
	}
	return fmt.Errorf("no window can be opened %s: %w; start it in a desktop session, or use the commands that galley --help lists", where, err)
}

// newApp opens Fyne's app without the folder that Fyne keeps preferences in for
// an app that it knows the name of from the start: what is remembered of
// Galley is in its own settings. The toolkit's dialogs remember in memory.
func newApp() fyne.App {
	app.SetMetadata(fyne.AppMetadata{Name: "Galley"}) // without one, Fyne looks for a FyneApp.toml
	a := app.NewWithID("")
	app.SetMetadata(fyne.AppMetadata{Name: "Galley", ID: appID})
	return a
}

// notes are what went wrong before the window was there to tell it.
func notes(errs ...error) (lines []string) {
	for _, err := range errs {
		if err != nil {
			lines = append(lines, err.Error())
		}
	}
	return lines
}

// manifest says what the program is to those who package it. The version stands
// there, and nowhere else.
//
//go:embed FyneApp.toml
var manifest string

// version is the release that this becomes or is, and, where the build knows it,
// the commit that was built.
func version() string {
	_, v, _ := strings.Cut(manifest, "\nVersion = \"")
	v, _, _ = strings.Cut(v, "\"")
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return v + " (" + s.Value[:12] + ")"
		}
	}
	return v
}

// windowSize reads 1400x900; anything else is no size.
func windowSize(s string) fyne.Size {
	w, h, ok := strings.Cut(s, "x")
	width, err := strconv.Atoi(w)
	height, err2 := strconv.Atoi(h)
	if !ok || err != nil || err2 != nil || width < 100 || height < 100 || width > 20000 || height > 20000 {
		return fyne.Size{}
	}
	return fyne.NewSize(float32(width), float32(height))
}

// display tells whether there is one to open a window on.
func display() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}
