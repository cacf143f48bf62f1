// Galley is a desktop app for writing blog posts as plain text files.
//
// With a display, galley [FOLDER|FILE] opens the window. Every job that needs
// no eye is a command, which package internal/command does without a display.
package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
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
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/command"
	"galley.app/galley/internal/look"
	"galley.app/galley/preview"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

const appID = "app.galley.Galley"

func main() {
	args := os.Args[1:]
	if command.Is(args) {
		os.Exit(command.Run(context.Background(), args, os.Stdin, os.Stdout, os.Stderr, command.Env{Now: time.Now, Version: version()}))
	}
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) > 1 {
		fmt.Fprintln(os.Stderr, "galley: the window opens one folder or file at a time; see galley --help")
		os.Exit(2)
	}
	arg := ""
	if len(args) == 1 {
		arg = args[0]
	}
	if !display() {
		if arg != "" {
			if _, err := os.Stat(arg); errors.Is(err, fs.ErrNotExist) {
				fmt.Fprintf(os.Stderr, "galley: %s: there is no such folder, file or command\n", arg)
			} else if err != nil {
				fmt.Fprintln(os.Stderr, "galley:", err)
			}
		}
		fmt.Fprintln(os.Stderr, "galley: no display to open a window on; start it in a desktop session, or use the commands that galley --help lists")
		os.Exit(1)
	}
	if err := run(arg); err != nil {
		fmt.Fprintln(os.Stderr, "galley:", err)
		os.Exit(1)
	}
}

// run opens the window and returns when it was closed.
func run(arg string) error {
	// A key leaves little garbage behind, but a long post is much to keep: better
	// to collect more often than to hold as much garbage as text.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
	paths := storage.UserPaths(os.Getenv)
	settings, settingsErr := storage.ReadSettings(paths, time.Now())
	places, placesErr := storage.ReadPlaces(paths, time.Now())

	a := app.NewWithID(appID)
	a.SetIcon(fyne.NewStaticResource("icon.png", assets.Read("icon.png")))
	themes := &look.Themes{App: a, Forced: os.Getenv("GALLEY_THEME"), Chosen: settings.Theme}
	themes.Follow()

	keeper := storage.NewKeeper(fyne.Do)
	defer keeper.Close()
	st := newStore(paths, keeper, time.Now)
	defer st.watcher.Close()
	w := editor.New(editor.Options{
		App: a, Store: st, Proof: newProof(fyne.Do), Post: fyne.Do, Now: time.Now, Version: version(),
		State: stateOf(settings), Places: &placed{places, time.Now},
		SaveState: func(s editor.State) error {
			err := keepState(s, settings).Write(paths, time.Now())
			if write := places.Writing(paths); write != nil {
				err = errors.Join(err, write())
			}
			return err
		},
		Exit: func() {
			st.watcher.Close()
			keeper.Close()
			os.Exit(0)
		},
		SetTheme: themes.Choose,
		Notes:    notes(settingsErr, placesErr),
	})
	w.Start(arg, windowSize(os.Getenv("GALLEY_SIZE")))
	return nil
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

// version is the module's version, or the commit that was built.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "development"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "development " + s.Value[:12]
		}
	}
	return "development"
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

// stateOf is what the window remembers, from the author's settings.
func stateOf(s storage.Settings) editor.State {
	width := s.Width
	if width == 0 {
		width = 1400
	}
	return editor.State{
		Library: s.Last, Width: float32(s.Width), Height: float32(s.Height),
		LeftWidth: float32(s.LibraryPane * width), RightShare: float32(s.PreviewPane),
		HideLeft: s.HideLibrary, HideRight: s.HidePreview,
		Zoom: int(s.Size) - look.EditorSize, Face: s.Face, Theme: s.Theme, Typewriter: s.Typewriter,
	}
}

func keepState(s editor.State, to storage.Settings) storage.Settings {
	to.Width, to.Height = float64(s.Width), float64(s.Height)
	if s.Width > 0 {
		to.LibraryPane = float64(s.LeftWidth / s.Width)
	}
	to.PreviewPane = float64(s.RightShare)
	to.HideLibrary, to.HidePreview = s.HideLeft, s.HideRight
	to.Size = float64(look.EditorSize + s.Zoom)
	to.Theme, to.Typewriter = s.Theme, s.Typewriter
	if s.Face != "" {
		to.Face = s.Face
	}
	if s.Library != "" {
		to.AddRecent(s.Library)
	}
	return to
}

// sampleFiles are the posts of the bundled library.
func sampleFiles() fs.FS {
	sub, err := fs.Sub(assets.Files, assets.SampleDir)
	if err != nil {
		panic(err) // the name is a constant
	}
	return sub
}

// display tells whether there is one to open a window on.
func display() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// proof lets the window use the preview pane.
type proof struct {
	pane    *preview.Pane
	resolve func(dest string) (string, bool)
}

func newProof(post func(func())) *proof {
	p := &proof{}
	p.pane = preview.NewPane(preview.Options{Post: post, Resolve: func(dest string) (string, bool) {
		if p.resolve == nil {
			return "", false
		}
		return p.resolve(dest)
	}})
	return p
}

func (p *proof) Object() fyne.CanvasObject                     { return p.pane }
func (p *proof) SetResolve(f func(dest string) (string, bool)) { p.resolve = f }
func (p *proof) Shift(patch text.Patch)                        { p.pane.Shift(patch) }
func (p *proof) ScrollTo(off int, frac float32)                { p.pane.ScrollTo(off, frac) }
func (p *proof) Active(off int)                                { p.pane.Active(off) }

func (p *proof) SetDoc(d *markdown.Doc, title, date string, minutes int) {
	p.pane.SetDoc(d, preview.Header{Title: title, Date: date, Minutes: minutes})
}

func (p *proof) Hook(h editor.ProofHooks) {
	p.pane.OnTop, p.pane.OnBlock, p.pane.OnLink, p.pane.OnHover = h.Top, h.Click, h.Link, h.Hover
	p.pane.OnKey = h.Key
}

// placed lets the window use the places that storage remembers by folder and
// file name.
type placed struct {
	*storage.Places
	now func() time.Time
}

func (p *placed) Last(dir string) string {
	if name := p.Places.Last(dir); name != "" {
		return filepath.Join(dir, name)
	}
	return ""
}

func (p *placed) SetLast(path string) {
	p.Places.SetLast(filepath.Dir(path), filepath.Base(path), p.now())
}

func (p *placed) Caret(path string) (anchor, head int, ok bool) {
	at, ok := p.Place(filepath.Dir(path), filepath.Base(path))
	return at.Anchor, at.Caret, ok
}

func (p *placed) SetCaret(path string, anchor, head int) {
	p.SetPlace(filepath.Dir(path), filepath.Base(path), storage.Place{Anchor: anchor, Caret: head, Used: p.now()})
}

func (p *placed) Renamed(old, path string) {
	p.Places.Renamed(filepath.Dir(old), filepath.Base(old), filepath.Base(path))
}

// store lets the window use storage. It remembers what was last read or
// written of each open post, and what was last found instead; it belongs to
// the UI goroutine.
type store struct {
	paths   storage.Paths
	keeper  *storage.Keeper
	checker *storage.Checker
	watcher *storage.Watcher
	now     func() time.Time
	lib     storage.Library
	known   map[string]safefile.Fingerprint
	found   map[string]safefile.Fingerprint
	outside func(paths []string)
	reading int // number of the newest reading of the library
}

func newStore(paths storage.Paths, keeper *storage.Keeper, now func() time.Time) *store {
	s := &store{paths: paths, keeper: keeper, now: now, known: map[string]safefile.Fingerprint{}, found: map[string]safefile.Fingerprint{}}
	s.checker = storage.NewChecker(fyne.Do, keeper.Writes)
	s.watcher = storage.NewWatcher(storage.WatchOptions{Post: fyne.Do, Report: func(r storage.Report) {
		paths := r.Paths
		if r.Rescan || len(r.Gone)+len(r.Back) > 0 {
			paths = nil
		}
		if s.outside != nil {
			s.outside(paths)
		}
	}})
	return s
}

func (s *store) OnOutside(f func([]string)) { s.outside = f }

func (s *store) Library(dir string, done func(editor.Library, error)) {
	old := s.lib.Dir
	s.read(func() (storage.Library, error) { return storage.Open(context.Background(), dir, s.now()) },
		func(lib editor.Library, err error) {
			if err == nil {
				if old != "" && old != dir {
					s.watcher.Unwatch(old)
				}
				s.watcher.Watch(dir)
			}
			done(lib, err)
		})
}

func (s *store) Refresh(done func(editor.Library, error)) {
	lib := s.lib
	s.read(func() (storage.Library, error) { return storage.Refresh(context.Background(), lib, s.now()) }, done)
}

// read reads the library in a goroutine; only the newest reading counts.
func (s *store) read(f func() (storage.Library, error), done func(editor.Library, error)) {
	s.reading++
	n := s.reading
	go func() {
		lib, err := f()
		fyne.Do(func() {
			if n != s.reading {
				return
			}
			if err == nil {
				s.lib = lib
			}
			done(libraryOf(lib), err)
		})
	}()
}

func libraryOf(lib storage.Library) editor.Library {
	out := editor.Library{Dir: lib.Dir, Name: lib.Site.Title, Note: strings.Join(lib.Problems, "; ")}
	if out.Name == "" {
		out.Name = filepath.Base(lib.Dir)
	}
	for _, e := range lib.Entries {
		it := editor.Item{Path: e.Path, Title: e.Title, Slug: e.Slug, Status: e.Status, Words: e.Words}
		for _, p := range e.Problems {
			if p.Severity != post.Hint {
				it.Problems++
			}
		}
		switch {
		case e.Err != nil:
			it.Refused, it.Group = e.Err.Error(), "Cannot be opened"
		case e.Status == post.Draft:
			it.Group = "Drafts"
		case e.Date.IsZero():
			it.Group, it.Date = "No date", "no date"
		default:
			it.Group, it.Date = strconv.Itoa(e.Date.Year()), e.Date.Format(time.DateOnly)
		}
		out.Items = append(out.Items, it)
	}
	return out
}

func (s *store) Load(path string) (string, error) {
	src, fp, err := storage.Load(path)
	if err == nil {
		s.known[path] = fp
		s.watcher.Watch(filepath.Dir(path))
	}
	return src, err
}

func (s *store) Save(path string, t text.Text, done func(editor.Outcome)) {
	known := s.known[path]
	s.write(storage.Request{Path: path, Text: t.Chunks(), Expect: &known}, done)
}

func (s *store) Create(path, slug string, t text.Text, done func(editor.Outcome)) {
	if path == "" {
		name, err := storage.NewName(s.lib.Dir, slug, true)
		if err != nil {
			done(editor.Outcome{Err: err})
			return
		}
		path = name
	}
	s.write(storage.Request{Path: path, Text: t.Chunks(), New: true}, done)
}

func (s *store) write(r storage.Request, done func(editor.Outcome)) {
	s.keeper.Save(r, func(res storage.Result) {
		o := editor.Outcome{Path: res.Path, Err: res.Err}
		var conflict *storage.ConflictError
		switch {
		case errors.As(res.Err, &conflict) && conflict.Gone:
			o.Gone = true
		case errors.As(res.Err, &conflict) && conflict.Err == nil:
			theirs, err := post.Decode(conflict.Theirs)
			if err != nil {
				o.Err = fmt.Errorf("%s was changed outside Galley and %w; nothing was overwritten", filepath.Base(r.Path), err)
				break
			}
			o.Err, o.Theirs = nil, &theirs
			s.found[r.Path] = conflict.Found
		case res.Fingerprint.Exists(): // also where the disk did not confirm it
			s.known[res.Path] = res.Fingerprint
		}
		done(o)
	})
}

func (s *store) Look(path string, done func(editor.News, string, error)) {
	s.checker.Check(path, func() safefile.Fingerprint { return s.known[path] }, func(seen storage.Sight) {
		switch seen.News {
		case storage.Gone:
			done(editor.Removed, "", nil)
		case storage.Changed:
			s.found[path] = seen.Fingerprint
			done(editor.Changed, seen.Src, nil)
		case storage.Refused:
			done(editor.Same, "", seen.Err)
		default:
			done(editor.Same, "", nil)
		}
	})
}

func (s *store) Accept(path string) {
	if fp, ok := s.found[path]; ok {
		s.known[path] = fp
	}
}

func (s *store) CopyPath(path string) (string, error) {
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + "-mine" + ext, nil
}

func (s *store) Publish(path string, done func(string, error)) {
	s.keeper.Rename(nil, path, func(path string) (string, error) { return storage.PublishName(filepath.Dir(path), path) },
		func(res storage.Result) {
			if res.Err == nil {
				s.known[res.Path] = s.known[path]
			}
			done(res.Path, res.Err)
		})
}

func (s *store) NewSource() string {
	src, _ := storage.NewSource("", s.now())
	return src
}

func (s *store) Check(path, src string) []post.Problem {
	slugs := s.lib.Slugs()
	return check.Post(src, post.Parse(src), check.Context{Path: path, Slugs: slugs, NamesDiffer: check.NamesDiffer(slugs)})
}

// around is the library that a post belongs to.
func (s *store) around(path string) storage.Library {
	if dir := filepath.Dir(path); s.lib.Dir != "" && (dir == s.lib.Dir || !filepath.IsAbs(path)) {
		return s.lib
	}
	return storage.Around(path)
}

func (s *store) Resolve(path, dest string) (string, bool) {
	lib := s.around(path)
	if !filepath.IsAbs(path) { // a post without a file stands for one in the library
		path = filepath.Join(lib.Dir, "wip.md")
	}
	return lib.Image(path, dest)
}

func (s *store) Linked(path, dest string) (string, bool) {
	e, ok := s.around(path).PostByLink(dest)
	return e.Path, ok
}

func (s *store) Sample() (string, error) {
	dir := s.paths.Samples()
	if dir == "" {
		return "", errors.New("there is no folder for it: neither HOME nor GALLEY_HOME is set")
	}
	return dir, storage.InstallSample(dir, sampleFiles())
}

// plan reads the library's files and thinks an export through. It is run in a
// goroutine.
func plan(lib storage.Library, format string, skip bool, now time.Time) (*export.Plan, error) {
	f, err := export.FormatNamed(format)
	if err != nil {
		return nil, err
	}
	var sources []export.Source
	for _, e := range lib.Entries {
		src, _, err := storage.Load(e.Path)
		var load *storage.LoadError
		if errors.As(err, &load) {
			err = errors.New(load.Reason()) // the plan names the file
		}
		sources = append(sources, export.Source{Path: e.Path, Text: src, Err: err})
	}
	site := lib.Site
	return export.NewPlan(sources, export.Options{
		Format: f, Now: now, Image: lib.Image, SkipErrors: skip,
		Site: export.Site{
			Title: site.Title, URL: site.URL, Description: site.Description,
			Author: site.Author, Language: site.Language, Posts: site.Posts,
		},
	}), nil
}

func (s *store) Plan(format string, done func(summary string, problems []string)) {
	lib, now := s.lib, s.now()
	go func() {
		p, err := plan(lib, format, false, now)
		fyne.Do(func() {
			if err != nil {
				done("", []string{err.Error()})
				return
			}
			drafts := 0
			for _, l := range p.Left {
				if !l.Error {
					drafts++
				}
			}
			summary := fmt.Sprintf("%d posts will be packed. Drafts stay here: %d.", len(p.Posts), drafts)
			var problems []string
			for _, f := range append(append([]export.Finding(nil), p.Errors...), p.Warnings...) {
				problems = append(problems, "▲ "+f.String())
			}
			done(summary, problems)
		})
	}()
}

func (s *store) Export(format, out string, skip bool, done func(report string, err error)) {
	lib, now := s.lib, s.now()
	go func() {
		p, err := plan(lib, format, skip, now)
		if err == nil {
			if err = p.Err(); err == nil {
				err = p.WriteFile(out)
			}
		}
		fyne.Do(func() {
			if err != nil {
				done("", err)
				return
			}
			done(fmt.Sprintf("Exported %d posts to %s", len(p.Posts), out), nil)
		})
	}()
}

func (s *store) Flush(done func(error)) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err := s.keeper.Flush(ctx)
		fyne.Do(func() { done(err) })
	}()
}
