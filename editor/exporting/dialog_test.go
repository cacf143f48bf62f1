package exporting

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/library"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/publish"
)

// harness is an exporter over a window. What workers hand over waits until the
// test runs it.
type harness struct {
	*Exporter
	t       testing.TB
	win     fyne.Window
	queue   chan func()
	lib     storage.Library
	items   []library.Item
	current string
	said    []string // what the library was to say of its site
}

func newHarness(t testing.TB) *harness {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(false))
	d := &harness{
		t: t, queue: make(chan func(), 10000), win: test.NewTempWindow(t, control.NewGround()),
		lib: storage.Library{Dir: "/shelf/lib", Site: config.Site{Title: "Shelf"}},
	}
	d.win.SetPadded(false)
	d.win.Resize(fyne.NewSize(1400, 880))
	for _, slug := range []string{"four", "one", "three", "two"} {
		d.items = append(d.items, library.Item{Path: "/shelf/lib/" + slug + ".md", Title: slug, Slug: slug, Date: "2023-12-04", Status: post.Published})
	}
	queue := func(f func()) { d.queue <- f }
	camera := false
	d.Exporter = New(Options{
		App: app, Modal: modal.NewStack(d.win.Canvas(), func(bool) {}), Canvas: d.win.Canvas(), Say: func(string) {}, Post: queue,
		Publisher: publish.Publisher{
			Paths: config.Paths{State: filepath.Join(t.TempDir(), "state")},
			Now:   func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) },
		},
		Formats: []export.Format{
			{Name: "posts-json", Group: "For the web", Label: "posts.json", Summary: "all posts", Readers: "a site", Suffix: ".json", Base: "posts.json"},
			{Name: "rss", Group: "For the web", Label: "RSS feed", Summary: "a feed", Readers: "feed readers", Suffix: ".xml", Base: "rss.xml", Feed: true},
			{Name: "html", Group: "To read", Label: "Web page", Summary: "a page", Readers: "browsers", Suffix: ".html", Base: "post.html", One: true},
			{Name: "textpack", Group: "For others", Label: "TextPack", Summary: "a pack", Readers: "Bear", Suffix: ".textpack", Base: "post.textpack", Shape: export.Either, One: true},
			{Name: "site", Group: "For others", Label: "Site", Summary: "pages", Readers: "browsers", Base: "site", Shape: export.Folder},
			{Name: "yaml", Group: "For others", Label: "YAML", Summary: "bundles", Readers: "others", Base: "lib", Shape: export.Folder},
		},
		Library: func() storage.Library { return d.lib }, Items: func() []library.Item { return d.items },
		Elsewhere: func() []library.Item { return nil }, Shows: func(library.Item) bool { return true }, Filtered: func() bool { return false },
		Current: func() (string, bool) { return d.current, d.current != "" }, Slug: func(title string) string { return post.SlugIn(title, "") },
		SetSite: func(title, url string, done func(error)) { d.said = append(d.said, title+" "+url); done(nil) },
		Camera:  func() bool { return camera }, SetCamera: func(on bool) { camera = on },
	})
	return d
}

// remember has an export be one that was done.
func (d *harness) remember(x storage.Exported) {
	d.t.Helper()
	if err := d.o.Publisher.Exports().Remember(d.lib.Dir, x, time.Time{}); err != nil {
		d.t.Fatal(err)
	}
}

// until runs what workers handed over until the condition holds.
func (d *harness) until(what string, cond func() bool) {
	d.t.Helper()
	deadline := time.After(2 * time.Minute)
	for !cond() {
		select {
		case f := <-d.queue:
			f()
		case <-deadline:
			d.t.Fatalf("waited in vain until %s", what)
		}
	}
}

func TestPath(t *testing.T) {
	t.Setenv("HOME", "/home/me")
	d := newHarness(t)
	d.lib.Dir = "/shelf/lib"
	for typed, want := range map[string]string{
		"":              "",
		"/a/b.zip":      "/a/b.zip",
		" /a/../b/c/ ":  "/b/c/",
		"~/x.epub":      "/home/me/x.epub",
		"~":             "/home/me",
		"~other/x":      "/shelf/~other/x",
		"x.pdf":         "/shelf/x.pdf",
		"out/":          "/shelf/out/",
		"/":             "/",
		"/a//b/./c.md/": "/a/b/c.md/",
	} {
		if got := d.fullPath(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

// TestTroubleIsASentence says what stands against an export, whatever it begins with.
func TestTroubleIsASentence(t *testing.T) {
	x := newHarness(t)
	d := newDialog(x.Exporter, x.o.Publisher.Exports(), "posts-json")
	d.planned = true
	for words, want := range map[string]string{
		"there is nothing to export": "There is nothing to export.",
		"über all das steht nichts":  "Über all das steht nichts.",
		"“a” and “b” have one slug":  "“a” and “b” have one slug.",
		"ägypten.md: it has no slug": "ägypten.md: it has no slug.",
		"日本.md: it cannot be read":   "日本.md: it cannot be read.",
	} {
		d.look.trouble = words
		if got := d.trouble(); got != want {
			t.Errorf("%q is said as %q, want %q", words, got, want)
		}
	}
}

// TestWhereFormatsGo: where each format goes by default.
func TestWhereFormatsGo(t *testing.T) {
	d := newHarness(t)
	d.current = "/shelf/lib/two.md"
	d.remember(storage.Exported{Format: "site", Out: "/srv/www", Chosen: true})
	d.remember(storage.Exported{Format: "html", Out: "/pages/one.html"})
	for key, want := range map[string]string{
		"posts-json": "/shelf/posts.json",
		"html":       "/pages/two.html", // the folder of the last time, the name of the open post
		"textpack":   "/shelf/two.textpack",
		"site":       "/srv/www",
		"yaml":       "/shelf/lib-yaml", // not the library itself
	} {
		x := newDialog(d.Exporter, d.o.Publisher.Exports(), key)
		if got := x.request(); got.Out != want || got.Format != key || got.Chosen != (key == "site") {
			t.Errorf("%s goes to %q (%+v), want %q", key, got.Out, got, want)
		}
	}
	x := newDialog(d.Exporter, d.o.Publisher.Exports(), "textpack")
	x.posts.setAll(true)
	x.changed()
	if got := x.request().Out; got != "/shelf/posts/" || !x.intoFolder() {
		t.Errorf("several packs go to %q, want a folder", got)
	}
	x.setFolder(false)
	if got := x.request().Out; got != "/shelf/posts.textpack" || x.trouble() == "" {
		t.Errorf("several packs in one file, %q, are no trouble", got)
	}
}

// TestDialogDrawsWhatIsSeen: thousands of posts cost what a screen of
// them costs.
func TestDialogDrawsWhatIsSeen(t *testing.T) {
	d := newHarness(t)
	count := func(n int) int {
		d.items = nil
		for i := range n {
			d.items = append(d.items, library.Item{Path: fmt.Sprintf("/lib/%d.md", i), Title: fmt.Sprintf("Post %d", i)})
		}
		x := newDialog(d.Exporter, d.o.Publisher.Exports(), "")
		x.open()
		defer x.close()
		rows := 0
		x.view.posts.Row = func(int) control.Row { rows++; return control.Row{Title: "x"} }
		x.view.posts.Refresh()
		return rows
	}
	if few, many := count(100), count(10000); few == 0 || few != many {
		t.Errorf("%d rows are drawn of 100 posts, %d of 10000", few, many)
	}
}

// TestDialogRemembersChoices: what the writer chose in the dialog stays when
// he turns to another format; what he did not choose is as it was last.
func TestDialogRemembersChoices(t *testing.T) {
	d := newHarness(t)
	d.remember(storage.Exported{Format: "rss", Out: "/rss.xml", SiteURL: "https://last.example", Published: true})
	blog := publish.Target{Target: config.Target{Name: "blog", Format: "site", Drafts: true}, Path: "/shelf/lib/www"}
	x := dialogOf(d.Exporter, d.o.Publisher.Exports(), "posts-json", entriesOf(d.o.Formats, []publish.Target{blog}))
	to := func(key string) publish.Request {
		x.turn(slices.IndexFunc(x.rows, func(r entry) bool { return r.head == "" && r.key() == key }))
		return x.request()
	}
	if r := to("rss"); r.SiteURL != "https://last.example" || !r.Published {
		t.Errorf("the last feed is proposed as %+v", r)
	}
	if r := to("target blog"); !r.Drafts || r.Published || r.Target != "blog" || r.Out != "/shelf/lib/www" {
		t.Errorf("the target is %+v", r)
	}
	if r := to("posts-json"); r.Drafts || r.Published || r.SiteURL != "" {
		t.Errorf("nothing was chosen for it, but it is %+v", r)
	}
	x.view.skip.Tapped(nil)
	x.view.title.Insert("My title")
	x.view.path.Insert("x")
	if r := to("rss"); !r.Skip || r.Published || r.SiteTitle != "My title" || r.Out != "/rss.xml" {
		t.Errorf("what was chosen is lost: %+v", r)
	}
	if r := to("posts-json"); r.Out != "/shelf/posts.jsonx" || !r.Chosen {
		t.Errorf("the path that was typed is lost: %+v", r)
	}
	x.view.drafts.Tapped(nil)
	x.view.published.Tapped(nil)
	if r := x.request(); r.Drafts || !r.Published {
		t.Errorf("drafts and published posts only: %+v", r)
	}
}

// What is chosen for images is part of what is asked for.
func TestCamera(t *testing.T) {
	d := newHarness(t)
	x := newDialog(d.Exporter, d.o.Publisher.Exports(), "html")
	for _, on := range []bool{false, true} {
		if on {
			x.view.checks.Objects[len(x.view.checks.Objects)-1].(*control.Check).Tapped(nil)
		}
		if got := x.request().Camera; got != on {
			t.Errorf("camera data %v, want %v", got, on)
		}
	}
}

// What comes and goes while one types moves no field: the pointer is on its way
// to one of them.
func TestFieldsStay(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(1400, 900), fyne.NewSize(1000, 700), fyne.NewSize(800, 600)} {
		d := newHarness(t)
		d.win.Resize(size)
		x := newDialog(d.Exporter, d.o.Publisher.Exports(), "rss")
		x.open()
		d.until("it was thought through", func() bool { return x.planned && x.placed })
		driver := fyne.CurrentApp().Driver()
		where := func() (y []float32) {
			for _, o := range []fyne.CanvasObject{x.view.url, x.view.path, x.view.skip} {
				y = append(y, driver.AbsolutePositionForObject(o).Y)
			}
			return y
		}
		mended := outlook{posts: 4, warnings: []site.Finding{{Message: "w"}}}
		long := place{bad: true, note: strings.Repeat("there is something long to be said of that place ", 3)}
		x.look, x.there = outlook{posts: 4, errors: []site.Finding{{Message: "it needs the site's address"}}}, long
		x.view.update()
		before := where()
		for i, step := range []func(){
			func() { x.look = mended },
			func() { x.look = outlook{posts: 4} },
			func() { x.there = place{note: "A new file."} },
			func() { x.planned, x.placed = false, false },
			func() { x.planned, x.placed, x.look = true, true, mended },
		} {
			step()
			x.view.update()
			if after := where(); !slices.Equal(before, after) {
				t.Errorf("%v: step %d moves the fields from %v to %v", size, i, before, after)
			}
		}
		x.close()
	}
}

// What is said of the site is kept for the library where that is wanted and new.
func TestKeepsSite(t *testing.T) {
	d := newHarness(t)
	d.lib.Site = config.Site{Title: "Shelf", URL: "https://shelf.example"}
	for _, c := range []struct {
		title, url string
		keep, kept bool
	}{
		{"", "", true, false},
		{"Shelf", "https://shelf.example/", true, false},
		{"Other", "", true, true},
		{"", "https://other.example", true, true},
		{"Other", "https://other.example", false, false},
	} {
		d.said = nil
		x := newDialog(d.Exporter, d.o.Publisher.Exports(), "rss")
		x.view.title.Insert(c.title)
		x.view.url.Insert(c.url)
		if !c.keep {
			x.view.keep.Tapped(nil)
		}
		x.keepSite(x.request())
		if (len(d.said) > 0) != c.kept {
			t.Errorf("%+v: %q", c, d.said)
		}
	}
}

// The choice stays for as long as the window, and is that of the library.
func TestChoiceStays(t *testing.T) {
	d := newHarness(t)
	x := newDialog(d.Exporter, d.o.Publisher.Exports(), "")
	if x.row().key() != "html" && x.row().key() != "posts-json" {
		t.Fatal(x.row().key())
	}
	x.turn(slices.IndexFunc(x.rows, func(r entry) bool { return r.format.Name == "yaml" }))
	if got := newDialog(d.Exporter, d.o.Publisher.Exports(), "").row().key(); got != "yaml" {
		t.Errorf("the next time %s is chosen", got)
	}
	if got := newDialog(d.Exporter, d.o.Publisher.Exports(), "site").row().key(); got != "site" {
		t.Errorf("a command chooses %s", got)
	}
	d.lib.Dir = "/shelf/other"
	if got := newDialog(d.Exporter, d.o.Publisher.Exports(), "").row().key(); got == "yaml" || got == "site" {
		t.Errorf("another library begins with %s", got)
	}
}

// From an open post its own page, paper and text are meant, a feed and a site are
// of all.
func TestOpenPostIsMeant(t *testing.T) {
	d := newHarness(t)
	d.o.Formats = export.Formats()
	d.current = "/shelf/lib/two.md"
	for _, f := range d.o.Formats {
		x := newDialog(d.Exporter, d.o.Publisher.Exports(), f.Name)
		it, alone := x.posts.alone()
		if alone != f.Open || alone && it.Slug != "two" {
			t.Errorf("%s is of %d posts", f.Name, len(x.posts.chosen))
		}
	}
	d.current = "/elsewhere/new.md" // which is none of the library's
	if x := newDialog(d.Exporter, d.o.Publisher.Exports(), "pdf"); len(x.posts.chosen) != len(d.items) {
		t.Errorf("%d posts are chosen", len(x.posts.chosen))
	}
}

// A disk that takes its time with the targets of a library, or with what one needs
// to be agreed to, is not waited for.
func TestSlowTargets(t *testing.T) {
	d := newHarness(t)
	d.lib.Dir = t.TempDir()
	write := func(name string) {
		if err := os.WriteFile(filepath.Join(d.lib.Dir, "galley.toml"), []byte("[[target]]\nname = '"+name+"'\nformat = 'site'\nout = '../out'\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("blog")
	goOn := make(chan struct{})
	d.slow = func() { <-goOn }
	d.o.Modal.Desk = &aside.Desk{Post: d.o.Post, Patience: func() time.Duration { return 0 }}
	for range 3 { // one look, whoever asks
		if list := d.Targets(); len(list) != 0 {
			t.Errorf("before the disk answers: %v", list)
		}
	}
	goOn <- struct{}{}
	(<-d.queue)()
	write("other")
	if list := d.Targets(); len(list) != 1 || list[0].Name != "blog" {
		t.Errorf("while it is looked again: %v", list)
	}
	goOn <- struct{}{}
	(<-d.queue)()
	if d.read.list[0].Name != "other" || len(d.queue) > 0 {
		t.Errorf("looked again: %v", d.read.list)
	}

	agreed, given := 0, 0
	ask := func() {
		r := publish.Request{Exported: storage.Exported{Format: "site", Target: "other", Out: filepath.Join(d.lib.Dir, "here")}}
		d.agree(r, func() { given++ }, func() { agreed++ })
		if agreed+given > 0 {
			t.Error("the disk was waited for")
		}
		goOn <- struct{}{}
	}
	ask()
	(<-d.queue)()
	if agreed != 1 || given != 0 {
		t.Errorf("agreed %d times, given up %d times", agreed, given)
	}
	agreed = 0
	ask()
	d.o.Modal.Tell("Something", "else", nil) // keys are meant for that
	(<-d.queue)()
	if agreed != 0 || given != 1 {
		t.Errorf("late: agreed %d times, given up %d times", agreed, given)
	}
}
