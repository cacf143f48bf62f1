// Package editor is the room for writing: the window with its menus and
// commands, the library beside it, the form over a post's head and the text
// widget.
//
// What must hold:
//   - Everything here runs on the UI goroutine. Workers hand their results over
//     through Options.Post.
//   - A post's text lives in its session and nowhere else. Form, text widget
//     and preview are views of it.
//   - Every way out of the window asks for each post that differs from its
//     file; nothing else may end the program.
package editor

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/actions"
	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/choosing"
	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/exporting"
	"galley.app/galley/editor/finding"
	"galley.app/galley/editor/flowing"
	"galley.app/galley/editor/form"
	"galley.app/galley/editor/importing"
	"galley.app/galley/editor/inbound"
	"galley.app/galley/editor/library"
	"galley.app/galley/editor/linking"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/picturing"
	"galley.app/galley/editor/publishing"
	"galley.app/galley/editor/searching"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/shortcuts"
	"galley.app/galley/editor/spell"
	"galley.app/galley/editor/spelling"
	"galley.app/galley/editor/status"
	"galley.app/galley/editor/switching"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/editor/vacant"
	"galley.app/galley/editor/versions"
	"galley.app/galley/internal/bus"
	"galley.app/galley/internal/clipboard"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/webcheck"
	"galley.app/galley/preview"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/crosslinks"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/journal"
)

// Options are what the window is built from.
type Options struct {
	App       fyne.App
	Workspace *storage.Workspace
	Paths     config.Paths      // of what exports and targets are remembered
	Decoder   imagework.Decoder // makes pixels of images for the preview; nil makes none
	Cache     string            // folder for the pages that the browser is given; "" for none
	Post      func(func())      // runs a function on the UI goroutine
	// Exit ends the program once everything is written; nil closes the window and lets Fyne's loop run out. Fyne 2.7's
	// way out races with its own queues: it may panic or hang, and runs posted functions on any goroutine.
	Exit     func()
	Now      func() time.Time
	Settings config.Settings // what the writer chose, and how the window was left
	Places   *config.Places
	Openings *storage.Openings           // nil where nothing is noted
	History  *history.Store              // of all posts; nil where none is kept
	Journals *journal.Writer             // of what is in no file yet; nil where nothing is kept
	Keep     func(config.Settings) error // writes what is remembered from one start to the next
	// ReadHTML and WriteHTML are the part of the system's clipboard that Fyne does not know, as clipboard.Clipboard's HTML
	// and Write; nil where there is nothing but text.
	ReadHTML  func(own uint32, timeout time.Duration) ([]byte, error)
	WriteHTML func(clipboard.Content) error
	// Offers and ReadAs are those of its representations that are no text, as its Offers and Read; nil where there are none.
	Offers func(own uint32, timeout time.Duration) ([]string, error)
	ReadAs func(own uint32, name string, limit int, timeout time.Duration) ([]byte, error)
	// Choose has a file or folder chosen in the desktop's dialog, as bus.Choose; nil where there is none.
	Choose   func(ctx context.Context, c bus.Choice) (string, error)
	Shown    func(fyne.Window) // called when the window is open; may be nil
	Desktop  Desktop           // what it, and other starts of the program, have to do with the window
	SetTheme func(name string) // of package assets, or "" for the system's
	SetScale func(by float64)  // has the interface be as many times as large; nil where it cannot be
	Version  string
	Notes    []string       // what went wrong before the window was there
	Crash    string         // report of a program that ended by a fault before; "" for none
	Spell    spell.Programs // that can check spelling; nil where none are looked for
	Words    *config.Words  // the writer's own; nil where none are kept
	Locale   string         // the system's language, such as en_GB.UTF-8; "" when it is not known
}

// Window is Galley's window.
type Window struct {
	o        Options
	win      fyne.Window
	settings config.Settings // as they were read or last kept, and chosen since; see remembered

	area    *textedit.Editor
	form    *form.Form
	side    *sidebar
	status  *status.Bar
	banner  *banner
	find    *finding.Bar
	preview *postPreview
	panes   *control.Panes
	middle  *fyne.Container
	main    *fyne.Container // panes over status bar
	noted   *control.Short  // what the status bar says, on the page that has none
	start   fyne.CanvasObject
	hint    *vacant.Place // in the middle while no post is open
	tips    *control.Tips

	posts     *openPosts
	commands  commands
	menus     menus
	edits     edits
	visible   visibility
	modal     *modal.Stack
	trail     trail
	caret     spot // the caret that the preview was last told of
	quiet     bool // the text is brought to a place that was clicked in the preview, which stays as it is
	problems  checker
	keeping   control.Delay
	unkept    bool // what is remembered, which was said
	disk      disk
	saver     saver
	changer   changer
	autosaver autosaver
	recorder  recorder
	recovery  recovery
	opening   opening
	closer    closer
	chooser   *choosing.Chooser
	switcher  *switching.Switcher
	spelling  *spelling.Spelling
	linking   *linking.Linking
	counts    counts
	under     *linking.Panel // outline and links, below the library's list
	versions  *versions.Browser
	inbound   *inbound.Watch
	picturing *picturing.Picturer
	actions   *actions.Actions
	publisher *publishing.Publisher
	searching *searching.Searcher
	exporting *exporting.Exporter
	importing *importing.Importer
	shortcuts *shortcuts.Store
}

// New makes the window; Start shows it.
func New(o Options) *Window {
	if o.Openings == nil {
		o.Openings = &storage.Openings{} // which notes nothing
	}
	w := &Window{o: o, settings: o.Settings, posts: &openPosts{}}
	w.keeping = control.Delay{Post: o.Post, After: time.Second}
	w.win = o.App.NewWindow("Galley")
	w.win.SetPadded(false)
	w.win.SetMaster()
	w.modal = modal.NewStack(w.win.Canvas(), func(open bool) {
		w.area.Blink(!open)
		w.linking.Close()
		w.tips.Leave()
		if !open {
			o.Post(w.modal.Freed)
		}
	})
	w.modal.Desk = &aside.Desk{Post: o.Post, Patience: func() time.Duration { return w.opening.patience }}
	w.build()
	w.spelling = newSpelling(w)
	w.importing = importing.New(importing.Options{
		Modal: w.modal, Say: w.say, Post: o.Post, Now: o.Now,
		Library: func() (name, dir string) { return w.side.lib.Name(), w.side.lib.Dir },
		Reread:  w.side.reread, Open: w.opening.open, Paste: w.pastePost,
		NeedFolder: func(then func()) {
			w.chooser.Folder(choosing.Question{Title: "A folder to import posts into", Verb: "Use"}, func(dir string) {
				w.library(dir, "", func(all bool) {
					if all {
						then()
					}
				})
			})
		},
	})
	w.exporting = w.newExporter()
	w.versions = newVersions(w)
	w.publisher = newPublisher(w)
	w.inbound = newInbound(w)
	w.picturing = newPicturing(w)
	w.actions = newActions(w)
	w.searching = newSearching(w)
	w.commands.all = w.allCommands()
	w.shortcuts = newShortcuts(w)
	w.menus.join()
	w.hook()
	return w
}

// Close ends what works for the window's preview and removes the pages that the
// browser was given. The window itself is closed by then.
func (w *Window) Close() { w.preview.close(); w.shortcuts.Close() }

// noPost stands in the middle while no post is open.
const noPost = vacant.Choose

// build makes the panes.
func (w *Window) build() {
	w.area = textedit.New(textedit.Options{Post: w.o.Post, Now: w.o.Now, Formatted: w.formatted, Modifiers: w.opening.modifiers, Things: func() func() { return w.picturing.Paste() }})
	w.area.SetAppearance(appearance(w.settings))
	w.setFont()
	w.area.SetTypewriter(w.settings.Typewriter)
	w.form = newForm(w)
	w.side = &sidebar{
		Panel: library.New(w.openItem), guide: crosslinks.New(storage.Library{}), workspace: w.o.Workspace, posts: w.posts, modal: w.modal,
		say: w.say, now: w.o.Now, renewed: w.renewed, recheck: func() { w.preview.recheck() },
		listing: control.Delay{Post: w.o.Post, After: 300 * time.Millisecond}, titling: control.Delay{Post: w.o.Post, After: 300 * time.Millisecond},
	}
	joinList(w)
	w.side.open, w.side.OnAgain, w.side.OnOther = w.OpenFolder, w.side.reread, func() {
		if w.modal.Depth() == 0 {
			w.askFolder()
		}
	}
	w.noted = control.NewSmallShort("", theme.Muted)
	w.status = status.New(status.Options{
		Session: w.posts.session, LineColumn: w.area.LineColumn, Problems: w.problems.show, Outlined: w.outlineAbove, Post: w.o.Post,
		Counted: func() { countsAbove(w) }, Goal: w.counts.goal, Reading: w.counts.said, Noted: w.noted.SetText,
	})
	w.banner = newBanner()
	w.banner.left = func(width float32) float32 {
		if w.posts.cur == nil {
			return 0
		}
		return textedit.Left(w.area, width)
	}
	w.find = finding.New(finding.Options{
		Editor: w.area, Session: w.posts.session, Post: w.o.Post, Say: w.say, Key: w.key,
		Focus: func(f fyne.Focusable) {
			w.visible.follow(true)
			w.win.Canvas().Focus(f)
		}, Leave: w.focusText, Resized: w.arrange,
		OnShortcut: w.commands.shortcut, OnUndo: w.posts.undo, OnRedo: w.posts.redo,
	})
	w.hint = newVacant(w)
	w.menus = menus{w: w, bar: control.NewMenuBar(), tools: control.NewBar(2)}
	w.middle = container.New(middleLayout{w}, control.NewFill(theme.Sheet), w.form, control.NewLine(), w.banner.object, w.area, w.hint.Object, w.find.Object, w.menus.tools)
	w.fitForm()
	w.preview = newPostPreview(&w.o, w.visible.togglePreview)
	w.preview.serves, w.preview.choose = func() bool { return w.settings.ServeUnsaved }, w.choose
	w.preview.posts, w.preview.modal, w.preview.say, w.preview.reveal, w.preview.keepSoon = w.posts, w.modal, w.say, w.visible.showPreview, w.keepSoon
	w.under = newUnder(w)
	w.panes = control.NewPanes(w.under.Object, w.middle, w.preview.Object())
	width := w.settings.Width
	if width == 0 {
		width = firstWidth
	}
	w.panes.LeftWidth, w.panes.RightShare = float32(w.settings.LibraryPane*width), float32(w.settings.PreviewPane)
	w.panes.Narrow = float32(w.settings.NarrowText)
	w.panes.HideLeft, w.panes.HideRight = w.settings.HideLibrary, w.settings.HidePreview
	w.panes.Least = textedit.LeastWidth(w.area)
	w.main = container.New(mainLayout{}, w.panes, w.status.Object)
	w.start = w.welcome()
	w.join()
	w.linking = newLinking(w)
	w.menus.frame = container.New(&w.menus, w.menus.bar, container.NewStack(w.opening.pad, w.start, w.main), w.menus.buttons())
	w.win.SetContent(container.NewStack(control.NewGround(), w.menus.frame, w.linking.Object, w.form.Offers, w.tips.Object, w.switcher.Object))
	w.main.Hide()
}

// join gives the parts what they need of the others.
func (w *Window) join() {
	w.trail.posts = w.posts
	w.counts = newCounts(w)
	w.visible = visibility{
		panes: w.panes, area: w.area, status: w.status, posts: w.posts, arrange: w.arrange, framed: w.menus.arrange, focusText: w.focusText, say: w.say, hint: w.hinted,
		focusList: func() { w.side.List.TakeFocusOf(w.win.Canvas()) }, focusPage: func() { w.win.Canvas().Focus(w.preview.Pane()) },
	}
	w.edits = edits{posts: w.posts, area: w.area, focusText: w.focusText, say: w.say, link: func() { w.linking.Insert() }, follow: func() { w.linking.Follow() }}
	w.edits.flow = flowing.New(flowing.Options{
		Doc: func(s *session.Session) *markdown.Doc { return docOf(w, s) }, Known: w.posts.known,
		Post: w.posts.session, Do: func(f compose.Command) { w.edits.do(f)() }, Show: func(flows bool) {
			to := w.area.Appearance()
			to.Flow = flows
			w.area.SetAppearance(to)
		},
		Choice: func() string { return w.o.Places.Flow(w.side.lib.Dir) },
		Choose: func(choice string) {
			w.o.Places.SetFlow(w.side.lib.Dir, choice, w.o.Now())
			w.keepSoon()
		},
		Rewraps: func() bool { return w.settings.Rewrap }, Later: w.o.Post, Say: w.say,
	})
	w.commands = commands{modal: w.modal, posts: w.posts, later: w.opening.later, working: w.working, hand: w.dispatch}
	w.problems = checker{
		web:  webcheck.Checker{Cache: w.o.Paths.Cache, Version: w.o.Version},
		side: w.side, area: w.area, open: w.goToPost, folder: func(path string) { w.actions.ShowFile(path) }, spelling: func() { w.spelling.Fix() },
		workspace: w.o.Workspace, posts: w.posts, form: w.form, status: w.status, visible: &w.visible, modal: w.modal,
		canvas: w.win.Canvas(), say: w.say, jump: w.jump, post: w.o.Post, disk: &w.disk, checked: w.side.List.Refresh,
		delay: control.Delay{Post: w.o.Post, After: 400 * time.Millisecond},
	}
	w.disk = disk{
		workspace: w.o.Workspace, posts: w.posts, side: w.side, modal: w.modal, status: w.status, banner: w.banner,
		arrange: w.arrange, show: w.show, stands: w.stands, close: func(p *openPost) { w.closer.close(p, func(bool) {}) },
		canvas: w.win.Canvas(), post: w.o.Post, now: w.o.Now,
	}
	w.chooser = newChooser(w)
	recent := func(path string) {
		if w.o.Desktop.Recent != nil && w.settings.RecentPosts {
			w.o.Desktop.Recent(path)
		}
	}
	w.saver = saver{
		chooser: w.chooser, recent: recent,
		workspace: w.o.Workspace, places: w.o.Places, posts: w.posts, side: w.side, disk: &w.disk, modal: w.modal, preview: w.preview,
		say: w.say, now: w.o.Now, post: w.o.Post, stands: w.stands, check: func(p *openPost) { checked(w, p) }, openFolder: w.OpenFolder,
		settle: func(p *openPost) {
			if p == w.posts.cur {
				w.edits.flow.Settle()
			}
		},
	}
	w.side.follow = w.saver.follow
	w.changer = changer{
		workspace: w.o.Workspace, places: w.o.Places, posts: w.posts, saver: &w.saver, side: w.side, disk: &w.disk, modal: w.modal, say: w.say, stands: w.stands,
	}
	w.autosaver = autosaver{
		posts: w.posts, saver: &w.saver, modal: w.modal, settings: func() config.Settings { return w.settings }, ending: w.closer.ending,
		resting: control.Delay{Post: w.o.Post},
	}
	w.recorder = recorder{journals: w.o.Journals, posts: w.posts, side: w.side, area: w.area, status: w.status}
	w.recovery = recovery{
		journals: w.o.Journals, history: w.o.History, workspace: w.o.Workspace, posts: w.posts, side: w.side, area: w.area, recorder: &w.recorder,
		modal: w.modal, say: w.say, now: w.o.Now, post: w.o.Post, add: w.add, show: w.show, state: w.o.Paths.State,
		waiting: control.Delay{Post: w.o.Post, After: 200 * time.Millisecond},
	}
	w.opening = opening{
		recent: recent, pad: newPad(&w.opening, w.area), patience: patience, resting: control.Delay{Post: w.o.Post, After: restsAfter},
		workspace: w.o.Workspace, places: w.o.Places, notes: w.o.Openings, posts: w.posts, side: w.side, disk: &w.disk,
		banner: w.banner, hint: w.hint, modal: w.modal, canvas: w.win.Canvas(), say: w.say, now: w.o.Now, post: w.o.Post,
		said: func() string { return w.status.Said }, aside: func(words string) { intoNewPost(w, words) },
		showMain: w.showMain, arrange: w.arrange, focusText: w.focusText, add: w.add, show: w.show, failed: w.notOpened, none: w.withoutPost,
	}
	w.closer = closer{
		workspace: w.o.Workspace, places: w.o.Places, posts: w.posts, saver: &w.saver, opening: &w.opening, modal: w.modal,
		canvas: w.win.Canvas(), now: w.o.Now, drop: w.drop, working: w.working, stops: w.stops, exit: w.exit,
	}
}

// hook joins the parts: what one tells the others hear.
func (w *Window) hook() {
	w.side.Search.OnKey = w.searchKey
	w.side.OnKey = w.key
	w.side.Search.OnShortcut = w.commands.shortcut
	w.area.OnKey = func(e *fyne.KeyEvent) bool { return w.linking.Key(e) || w.key(e) }
	w.area.OnTyped, w.area.OnFollow, w.area.Leads = w.linking.Typed, w.linking.FollowAt, w.linking.Leads
	w.area.OnPoint = w.linking.Point
	w.area.OnKeptTab = func() { w.say("Blanks before a paragraph would make code of it, so Tab does nothing here.") }
	w.area.OnFocus = func(gained bool) {
		if !gained {
			w.linking.Close()
		}
		w.visible.follow(gained)
	}
	w.area.OnShortcut = func(s fyne.Shortcut) bool { w.commands.shortcut(s); return true }
	w.area.OnCaret = w.caretMoved
	w.area.OnMenu = func(m *fyne.Menu, off int, at fyne.Position, height float32) { w.textMenu(w.area, m, off, at, height) }
	w.area.OnScroll = func(off int, frac float32) {
		if !w.quiet {
			w.preview.ScrollTo(off, frac)
		}
		w.linking.Scrolled()
		w.recorder.scrolled()
		foldForm(w)
	}
	w.hookPreview()
	w.panes.OnChange, w.panes.OnAway = w.keepSoon, w.focusText
	w.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { w.key(e) })
	w.win.SetCloseIntercept(w.closer.quit)
	w.win.SetOnDropped(w.dropped)
	w.o.Workspace.OnOutside(w.disk.outside)
	w.o.Workspace.OnElsewhere(w.disk.elsewhere)
	w.o.Workspace.OnUnwatched(w.status.Stand)
	w.o.Journals.Tell(func(t journal.Trouble) {
		w.o.Post(func() { w.recorder.troubled(t) })
	})
	w.o.History.Tell(func(err error) {
		w.o.Post(func() { w.status.Warn("history", unkept(err)) })
	})
}

// arrange lays the form and the text out again; it refreshes nothing, since
// the form asks for it while it is drawn.
func (w *Window) arrange() {
	if w.middle == nil || w.middle.Size().IsZero() { // not built, or not seen yet
		return
	}
	w.middle.Layout.Layout(w.middle.Objects, w.middle.Size())
	w.form.Place(w.form.Size().Width, true)
}

// tip shows what the pointer is over in the status bar; "" takes it away, and what was said shows again.
func (w *Window) tip(s string) { w.status.Tip(s) }

// hinted is a text that names usual keys, with those that commands have now.
func (w *Window) hinted(text string) string {
	if w.shortcuts == nil { // it is still being made
		return text
	}
	return w.shortcuts.Hint(text)
}

// say shows a line in the status bar that stays until the next one.
func (w *Window) say(s string) { w.status.Say(s) }

// focusText puts the focus into the text, if a post is open: it is worked in from here on. While one is waited for, keys
// are kept for that.
func (w *Window) focusText() {
	switch {
	case w.posts.quiet:
	case w.opening.path != "":
		w.win.Canvas().Focus(w.opening.pad)
	case w.posts.cur != nil:
		if p := w.posts.glanced; p != nil {
			w.posts.touch(p)
			w.side.listOpen()
		}
		w.visible.follow(true)
		w.win.Canvas().Focus(w.area)
	}
}

// showMain shows the panes instead of the welcome page.
func (w *Window) showMain() {
	if !w.main.Visible() {
		w.start.Hide()
		w.main.Show()
		w.main.Refresh()
		w.menus.arrange()
	}
}

// mainLayout puts the status bar under the panes.
type mainLayout struct{}

func (mainLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(480, 360) }

func (mainLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	h := size.Height - theme.StatusHeight
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width, h))
	o[1].Move(fyne.NewPos(0, h))
	o[1].Resize(fyne.NewSize(size.Width, theme.StatusHeight))
}

// middleLayout puts the form over the text.
type middleLayout struct{ w *Window }

func (middleLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, 200) }

func (l middleLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := l.w
	open := w.posts.cur != nil
	control.SetVisible(w.area, open)
	for _, part := range []fyne.CanvasObject{w.form, o[2]} {
		control.SetVisible(part, open && !w.panes.Only)
	}
	control.SetVisible(o[0], w.menus.showTools(open) || !open) // form and text bring their own background
	control.SetVisible(w.hint.Object, !open)
	if !open {
		o[0].Move(fyne.NewPos(0, 0))
		o[0].Resize(size)
		w.hint.Object.Move(fyne.NewPos(0, 0))
		w.hint.Object.Resize(size)
		w.hint.Refresh()
		l.placeBanner(0, size.Width)
		return
	}
	y := w.form.HeightFor(size.Width)
	if w.panes.Only {
		y = -1
	}
	if y > size.Height*0.6 {
		y = float32(int(size.Height * 0.6))
	}
	w.form.Move(fyne.NewPos(0, 0))
	w.form.Resize(fyne.NewSize(size.Width, max(0, y)))
	o[2].Move(fyne.NewPos(0, y))
	o[2].Resize(fyne.NewSize(size.Width, 1))
	y++
	below := w.menus.placeTools(y, size.Width)
	o[0].Move(fyne.NewPos(0, y)) // behind the tools alone
	o[0].Resize(fyne.NewSize(size.Width, below-y))
	y = l.placeBanner(below, size.Width)
	if w.find.IsOpen() {
		w.find.Fit(size.Width, textedit.Left(w.area, size.Width))
		h := w.find.Object.MinSize().Height
		w.find.Object.Move(fyne.NewPos(0, y))
		w.find.Object.Resize(fyne.NewSize(size.Width, h))
		y += h
	}
	w.area.Move(fyne.NewPos(0, y))
	w.area.Resize(fyne.NewSize(size.Width, size.Height-y))
}

// placeBanner puts the banner at y, if there is one, and returns where it ends.
func (l middleLayout) placeBanner(y, width float32) float32 {
	b := l.w.banner.object
	if !b.Visible() {
		return y
	}
	h := l.w.banner.heightFor(width)
	b.Move(fyne.NewPos(0, y))
	b.Resize(fyne.NewSize(width, h))
	return y + h
}

// refreshTitle keeps the title bar true.
func (w *Window) refreshTitle() {
	title := "Galley"
	if w.posts.cur != nil {
		title = w.posts.cur.title() + " — Galley"
		if w.posts.cur.s.Dirty() {
			title = "• " + title
		}
	}
	if w.win.Title() != title {
		w.win.SetTitle(title)
	}
}

// working is the job that is under way; nil if there is none.
func (w *Window) working() *modal.Job {
	if j := w.exporting.Running(); j != nil {
		return j
	}
	return w.importing.Running()
}

// stops asks what becomes of a job that is under way before the window closes,
// and reports whether there is one.
func (w *Window) stops(then func()) bool { return w.exporting.Stops(then) || w.importing.Stops(then) }

// Settle remembers how the window is left and ends the programs that it runs,
// before the program ends.
func (w *Window) Settle() {
	w.o.Places.Leave(w.side.lib.Dir)
	w.keepState()
	w.spelling.Close()
}

// exit ends the program.
func (w *Window) exit() {
	w.recorder.end()
	w.chooser.Close()
	w.Settle()
	if w.o.Exit != nil {
		w.o.Exit()
	}
	w.win.SetCloseIntercept(nil)
	w.win.Close()
}

// hookPreview has the window hear of what happens in the preview.
func (w *Window) hookPreview() {
	v := w.preview.Viewer
	v.OnKey = w.key
	w.preview.words.OnChanged, w.preview.words.OnKey, w.preview.words.OnShortcut = v.FindWords, v.FindKey, w.commands.shortcut
	w.preview.words.OnSubmit = func() { v.FindStep(1) }
	v.OnView = func(preview.View) { w.keepSoon() }
	v.Each(func(pane *preview.Pane) {
		pane.OnTop = w.area.ScrollTo // which tells nobody
		pane.OnBlock, pane.OnHover = w.previewClicked, w.tip
		pane.OnPicture = w.picturing.EditShown
		pane.OnTask, pane.OnBrowse = w.preview.checkTask, w.preview.openInBrowser
		pane.OnPoint = func(x preview.Pointed, at fyne.Position) { w.linking.PointOn(pane, pointedLead(x), at) }
	})
	v.All(func(pane *preview.Pane) {
		pane.OnKey, pane.OnCopy, pane.OnLink = w.key, w.copyWords, w.followLink
		pane.OnShortcut = func(s fyne.Shortcut) bool { w.commands.shortcut(s); return true }
	})
	v.SetView(view(w.settings))
	hookZoom(w)
}
