package editor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/library"
	"galley.app/galley/internal/control"
)

// packer is an Exporter that only remembers.
type packer struct {
	post    func(func())
	targets []ExportTarget
	plan    func(ExportRequest) ExportPlan
	there   ExportPlace
	asks    []ExportAsk
	agreed  []string
	ran     []string
	last    map[string]ExportRequest
	wrong   error
	result  ExportResult
	running []*packing // exports that the test has not ended yet
	shown   []string
}

// packing is an export that goes on as the test says.
type packing struct {
	ctx      context.Context
	r        ExportRequest
	progress func(done, total int)
	done     func(ExportResult, error)
}

func (p *packer) Formats() []ExportFormat {
	return []ExportFormat{
		{Name: "posts-json", Label: "posts.json", Summary: "all posts", Readers: "a site", Suffix: ".json", Base: "posts.json"},
		{Name: "rss", Label: "RSS feed", Summary: "a feed", Readers: "feed readers", Suffix: ".xml", Base: "rss.xml", Feed: true, Sited: true},
		{Name: "html", Label: "Page", Summary: "a page", Readers: "browsers", Suffix: ".html", Base: "post.html", One: true, Sited: true},
		{Name: "textpack", Label: "TextPack", Summary: "a pack", Readers: "Bear", Suffix: ".textpack", Base: "post.textpack", Shape: ExportEither, One: true},
		{Name: "site", Label: "Site", Summary: "pages", Readers: "browsers", Base: "site", Shape: ExportFolder, Sited: true},
		{Name: "yaml", Label: "YAML", Summary: "bundles", Readers: "others", Base: "lib", Shape: ExportFolder},
	}
}

func (p *packer) Targets() ([]ExportTarget, error) { return p.targets, nil }
func (p *packer) Site() (title, url string)        { return "Notes", "" }

func (p *packer) Plan(_ context.Context, r ExportRequest, done func(ExportPlan, error)) {
	plan := ExportPlan{Posts: max(1, len(r.Posts))}
	if p.plan != nil {
		plan = p.plan(r)
	}
	p.post(func() { done(plan, nil) })
}

func (p *packer) Place(_ context.Context, _ ExportRequest, done func(ExportPlace)) {
	p.post(func() { done(p.there) })
}

func (p *packer) Asks(ExportRequest) ([]ExportAsk, error) { return p.asks, nil }

func (p *packer) Agree(target, key string) error {
	p.agreed = append(p.agreed, target+": "+key)
	return nil
}

func (p *packer) Export(ctx context.Context, r ExportRequest, progress func(int, int), done func(ExportResult, error)) {
	p.running = append(p.running, &packing{ctx, r, progress, done})
}

// end ends the newest export well.
func (p *packer) end(posts int) {
	x := p.running[len(p.running)-1]
	p.running = p.running[:len(p.running)-1]
	if p.last == nil {
		p.last = map[string]ExportRequest{}
	}
	p.last[""], p.last[x.r.Format] = x.r, x.r
	res := p.result
	res.Posts, res.Out = posts, x.r.Out
	x.done(res, p.wrong)
}

func (p *packer) Follow(_ context.Context, target, out string, done func(string, error)) {
	p.ran = append(p.ran, target+" "+out)
	p.post(func() { done("said\n", p.wrong) })
}

func (p *packer) Last(key string) (ExportRequest, bool) {
	r, ok := p.last[key]
	return r, ok
}

func (p *packer) Reveal(path string, done func(error)) {
	p.shown = append(p.shown, path)
	p.post(func() { done(nil) })
}

// exportFiles are a library of four posts: a draft, a scheduled one and two
// that are published.
func exportFiles() map[string]string {
	files := map[string]string{}
	for _, slug := range []string{"one", "two", "three", "four"} {
		files[slug+".md"] = strings.NewReplacer("Marbles", slug, "marbles", slug).Replace(marbles)
	}
	return files
}

// openExportDialog opens the dialog of a desk.
func openExportDialog(t *testing.T, d *windowDesk) *control.List {
	t.Helper()
	d.command("Export")
	list, ok := d.win.Canvas().Focused().(*control.List)
	if !ok || d.modal.Depth() != 1 {
		t.Fatalf("the focus is in %T of %d dialogs, want the list of formats", d.win.Canvas().Focused(), d.modal.Depth())
	}
	return list
}

func TestExportPosts(t *testing.T) {
	lib := []library.Item{{Path: "/a", Title: "Apple"}, {Path: "/b", Title: "Bread"}, {Path: "/c", Title: "Apricot"}}
	elsewhere := []library.Item{{Path: "/z", Title: "Zebra"}}
	all := func(library.Item) bool { return true }
	for _, c := range []struct {
		name string
		do   func(*exportPosts)
		want string // paths; "all" for nil
	}{
		{"all of the library", func(c *exportPosts) { c.propose(false, "/b", all) }, "all"},
		{"what the library shows", func(c *exportPosts) { c.propose(false, "/b", func(it library.Item) bool { return it.Path != "/a" }) }, "/b /c"},
		{"the open one", func(c *exportPosts) { c.propose(true, "/b", all) }, "/b"},
		{"one from elsewhere", func(c *exportPosts) { c.propose(true, "/z", all) }, "/z"},
		{"none is open", func(c *exportPosts) { c.propose(true, "", all) }, ""},
		{"all, and one from elsewhere", func(c *exportPosts) { c.setAll(true) }, "/a /b /c /z"},
		{"one by one", func(c *exportPosts) { c.set(2, true, false); c.set(0, true, false) }, "/a /c"},
		{"one instead of another", func(c *exportPosts) { c.set(2, true, true); c.set(0, true, true) }, "/a"},
		{"not one", func(c *exportPosts) { c.propose(false, "", all); c.set(1, false, false) }, "/a /c"},
		{"all that are shown", func(c *exportPosts) { c.query = " AP"; c.show(); c.setAll(true) }, "/a /c"},
		{"none that are shown", func(c *exportPosts) { c.setAll(true); c.query = "ap"; c.show(); c.setAll(false) }, "/b /z"},
		{"a shown one", func(c *exportPosts) { c.query = "br"; c.show(); c.set(0, true, false) }, "/b"},
		{"no proposal over a choice", func(c *exportPosts) { c.set(0, true, false); c.propose(false, "", all) }, "/a"},
		{"as before", func(c *exportPosts) { c.take([]string{"/c", "/gone"}) }, "/c"},
		{"all as before", func(c *exportPosts) { c.take(nil) }, "all"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newExportPosts(lib, elsewhere)
			c.do(p)
			got := "all"
			if paths := p.paths(); paths != nil {
				got = strings.Join(paths, " ")
			}
			if got != c.want {
				t.Errorf("chosen are %q, want %q", got, c.want)
			}
		})
	}
}

// TestExportPostsOutside has a post that is a link out of the library: it is
// taken along only where it is chosen by itself, and what is counted is what is
// chosen.
func TestExportPostsOutside(t *testing.T) {
	lib := []library.Item{{Path: "/a", Title: "Apple"}, {Path: "/l", Title: "Link", Outside: "/secret.txt"}, {Path: "/b", Title: "Bread"}}
	all := func(library.Item) bool { return true }
	for _, c := range []struct {
		name, want, said string
		do               func(*exportPosts)
	}{
		{"proposed", "all", "2 of 3 chosen", func(c *exportPosts) { c.propose(false, "", all) }},
		{"all", "all", "2 of 3 chosen", func(c *exportPosts) { c.setAll(true) }},
		{"as before", "all", "2 of 3 chosen", func(c *exportPosts) { c.take(nil) }},
		{"all and the link", "/a /l /b", "3 of 3 chosen", func(c *exportPosts) { c.setAll(true); c.set(1, true, false) }},
		{"the link and one", "/a /l", "2 of 3 chosen", func(c *exportPosts) { c.set(0, true, false); c.set(1, true, false) }},
		{"the open one", "/l", "1 of 3 chosen", func(c *exportPosts) { c.propose(true, "/l", all) }},
		{"none any more", "", "none of 3 chosen", func(c *exportPosts) { c.set(1, true, false); c.setAll(false) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newExportPosts(lib, nil)
			c.do(p)
			got := "all"
			if paths := p.paths(); paths != nil {
				got = strings.Join(paths, " ")
			}
			if got != c.want || p.said() != c.said {
				t.Errorf("chosen are %q, %s, want %q, %s", got, p.said(), c.want, c.said)
			}
			for i, it := range lib {
				row := p.row(i, &ExportRequest{})
				if ticked := row.Box == control.Checked; ticked != p.chosen[it.Path] {
					t.Errorf("%s is ticked %v", it.Title, ticked)
				}
				if strings.Contains(row.Note, "link out") != (it.Outside != "") {
					t.Errorf("%s is said to be %q", it.Title, row.Note)
				}
			}
		})
	}
}

func TestExportByKeyboard(t *testing.T) {
	d := newWindowDesk(t, exportFiles())
	formats := openExportDialog(t, d)
	d.key(fyne.KeyDown) // RSS
	if formats.Current() != 1 {
		t.Fatalf("Down leads to format %d", formats.Current())
	}
	d.key(fyne.KeyReturn) // waits for the plan
	d.until("the export is started", func() bool { return len(d.packer.running) == 1 })
	r := d.packer.running[0].r
	if r.Format != "rss" || r.Out != d.beside("rss.xml") || r.Posts != nil || r.Chosen || r.Drafts || r.Published || r.Skip {
		t.Errorf("exported %+v", r)
	}
	x := d.packer.running[0]
	x.progress(1, 4)
	if got := overlaid[*control.Progress](d)[0].Share(); got != 0.25 {
		t.Errorf("the bar is filled to %v", got)
	}
	d.packer.end(4)
	if d.exports.running != nil || d.modal.Depth() != 1 {
		t.Fatalf("%d dialogs are open after the export, want the result", d.modal.Depth())
	}
	d.key(fyne.KeyRight) // from Close round to Show in folder
	d.key(fyne.KeyReturn)
	if got := strings.Join(d.packer.shown, " "); got != d.beside("rss.xml") || d.modal.Depth() != 0 {
		t.Errorf("shown: %q", got)
	}

	d.command("Export again")
	if len(d.packer.running) != 1 || d.modal.Depth() != 0 {
		t.Fatalf("%d exports are under way, %d dialogs open", len(d.packer.running), d.modal.Depth())
	}
	if again := d.packer.running[0].r; fmt.Sprint(again) != fmt.Sprint(r) {
		t.Errorf("exported %+v again as %+v", r, again)
	}
	d.packer.end(4)
	if got := d.status.note.Text(); got != "Exported 4 posts to "+d.beside("rss.xml") {
		t.Errorf("the status bar says %q", got)
	}
}

func TestExportErrors(t *testing.T) {
	d := newWindowDesk(t, exportFiles())
	d.packer.plan = func(r ExportRequest) ExportPlan {
		if r.Skip {
			return ExportPlan{Posts: 3, Wrong: 1}
		}
		return ExportPlan{Skips: true, Posts: 3, Errors: []ExportFinding{{Path: d.path("two.md"), Line: 2, Message: "the slug is no slug"}}, Warnings: []ExportFinding{{Path: d.path("one.md"), Message: "long"}}}
	}
	openExportDialog(t, d)
	d.key(fyne.KeyReturn)
	d.until("the focus is in the errors", func() bool {
		l, ok := d.win.Canvas().Focused().(*control.List)
		return ok && l.Len() == 1
	})
	if len(d.packer.running) > 0 {
		t.Fatal("an export with errors was started")
	}
	d.key(fyne.KeyReturn) // goes to the post
	if d.modal.Depth() != 0 || d.posts.cur.s.Path() != d.path("two.md") {
		t.Fatalf("%d dialogs are open over %s", d.modal.Depth(), d.posts.cur.s.Path())
	}
	if f := d.win.Canvas().Focused(); f != fyne.Focusable(d.form.slug) {
		t.Errorf("the focus is in %T, want the slug", f)
	}

	openExportDialog(t, d)
	for range 20 {
		d.win.Canvas().FocusNext()
		if c, ok := d.win.Canvas().Focused().(*control.Check); ok && strings.HasPrefix(c.Note(), "leave out") {
			break
		}
	}
	d.write(" ")
	d.key(fyne.KeyReturn)
	d.until("the export is started", func() bool { return len(d.packer.running) == 1 })
	if !d.packer.running[0].r.Skip {
		t.Error("posts with errors are not left out")
	}
}

func TestExportCancel(t *testing.T) {
	d := newWindowDesk(t, exportFiles())
	openExportDialog(t, d)
	d.key(fyne.KeyReturn)
	d.until("the export is started", func() bool { return len(d.packer.running) == 1 })
	x := d.packer.running[0]
	d.key(fyne.KeyEscape)
	if x.ctx.Err() == nil {
		t.Fatal("Escape does not end the export")
	}
	x.done(ExportResult{}, x.ctx.Err())
	if d.exports.running != nil || d.modal.Depth() != 1 {
		t.Fatalf("%d dialogs are open after it, want the one that was there before", d.modal.Depth())
	}
	d.key(fyne.KeyEscape)
	if d.modal.Depth() != 0 || d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Errorf("%d dialogs are open, the focus in %T", d.modal.Depth(), d.win.Canvas().Focused())
	}
}

func TestExportWhileWriting(t *testing.T) {
	d := newWindowDesk(t, exportFiles())
	openExportDialog(t, d)
	d.key(fyne.KeyReturn)
	d.until("the export is started", func() bool { return len(d.packer.running) == 1 })
	d.key(fyne.KeyReturn) // Go on writing
	if d.modal.Depth() != 0 {
		t.Fatal("a dialog is still open")
	}
	d.write("x")
	d.wantTitle("• " + d.posts.cur.title() + " — Galley")

	quit := false
	d.o.Exit = func() { quit = true }
	d.closer.quit() // asks about the export first
	d.answer(fyne.KeyRight, fyne.KeyReturn)
	x := d.packer.running[0]
	if x.ctx.Err() == nil || quit {
		t.Fatalf("the export was not ended, or not waited for: %v", quit)
	}
	x.done(ExportResult{}, x.ctx.Err())
	d.answer(fyne.KeyRight, fyne.KeyReturn) // now about the post: from Save round to Don't save
	d.until("the window is closed", func() bool { return quit })
}

func TestExportUnsaved(t *testing.T) {
	for _, c := range []struct {
		name   string
		keys   []fyne.KeyName
		start  bool
		writes int
	}{
		{"save", []fyne.KeyName{fyne.KeyReturn}, true, 1},
		{"as saved", []fyne.KeyName{fyne.KeyRight, fyne.KeyReturn}, true, 0},
		{"cancel", []fyne.KeyName{fyne.KeyEscape}, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newWindowDesk(t, exportFiles())
			d.write("x")
			openExportDialog(t, d)
			d.key(fyne.KeyReturn)
			d.until("there is a question", func() bool { return d.modal.Depth() == 2 })
			for _, k := range c.keys {
				d.key(k)
			}
			if c.start {
				d.until("the export is started", func() bool { return len(d.packer.running) == 1 })
			}
			if len(d.writes()) != c.writes || c.start != (len(d.packer.running) == 1) {
				t.Errorf("%d posts were saved, %d exports started", len(d.writes()), len(d.packer.running))
			}
		})
	}
}

func TestExportTargets(t *testing.T) {
	d := newWindowDesk(t, exportFiles())
	d.packer.targets = []ExportTarget{{Name: "blog", Format: "site", Out: "/lib/out", Drafts: true}}
	d.packer.asks = []ExportAsk{{Key: "out /lib/out", Title: "There?", Answer: "Yes"}}
	d.packer.result = ExportResult{Follows: true, After: &ExportAsk{Key: "after make", Title: "Run?", Answer: "Run"}}
	list := d.exports.commands()
	if len(list) != 1 || list[0].shown() != "Export to blog" {
		t.Fatalf("the palette has %v", list)
	}
	d.commands.run(list[0])
	d.until("there is a question", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyReturn)
	if len(d.packer.running) != 1 {
		t.Fatal("nothing is exported after the answer")
	}
	if r := d.packer.running[0].r; r.Target != "blog" || r.Format != "site" || r.Out != "/lib/out" || !r.Drafts || r.Posts != nil {
		t.Errorf("exported %+v", r)
	}
	d.packer.end(4)
	d.answer(fyne.KeyReturn) // run it
	d.until("the command was run", func() bool { return len(d.packer.ran) == 1 && strings.Contains(d.status.note.Text(), "was run") })
	if want := []string{"blog: out /lib/out", "blog: after make"}; !slices.Equal(d.packer.agreed, want) {
		t.Errorf("agreed to %q, want %q", d.packer.agreed, want)
	}

	d.packer.plan = func(ExportRequest) ExportPlan { return ExportPlan{Errors: []ExportFinding{{Message: "wrong"}}} }
	d.commands.run(list[0])
	d.until("the dialog opens on what is wrong", func() bool { return d.modal.Depth() == 1 })
	if l, ok := d.win.Canvas().Focused().(*control.List); !ok || l.Current() != 1 {
		t.Errorf("the dialog does not open at the target: %v", ok)
	}
}

func TestExportFails(t *testing.T) {
	d := newWindowDesk(t, exportFiles())
	d.packer.wrong = errors.New("/x: the disk is full")
	openExportDialog(t, d)
	d.key(fyne.KeyReturn)
	d.until("the export is started", func() bool { return len(d.packer.running) == 1 })
	d.packer.end(0)
	d.answer(fyne.KeyReturn)
	if d.modal.Depth() != 1 {
		t.Errorf("%d dialogs are open, want the one to try again in", d.modal.Depth())
	}
}

func TestExportPath(t *testing.T) {
	t.Setenv("HOME", "/home/me")
	d := newWindowDesk(t, exportFiles())
	d.side.lib.Dir = "/shelf/lib"
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
		if got := d.exports.path(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

// TestExportPlaces: where each format goes by default.
func TestExportPlaces(t *testing.T) {
	d := newWindowDesk(t, exportFiles())
	d.OpenFile(d.path("two.md"))
	d.packer.last = map[string]ExportRequest{
		"site": {Format: "site", Out: "/srv/www", Chosen: true},
		"html": {Format: "html", Out: "/pages/one.html"},
	}
	for key, want := range map[string]string{
		"posts-json": d.beside("posts.json"),
		"html":       "/pages/two.html", // the folder of the last time, the name of the open post
		"textpack":   d.beside("two.textpack"),
		"site":       "/srv/www",
		"yaml":       d.beside("lib-yaml"), // not the library itself
	} {
		x := newExportDialog(&d.exports, key)
		if got := x.request(); got.Out != want || got.Format != key || got.Chosen != (key == "site") {
			t.Errorf("%s goes to %q (%+v), want %q", key, got.Out, got, want)
		}
	}
	x := newExportDialog(&d.exports, "textpack")
	x.posts.setAll(true)
	x.changed()
	if got := x.request().Out; got != d.beside("posts")+"/" || !x.intoFolder() {
		t.Errorf("several packs go to %q, want a folder", got)
	}
	x.setFolder(false)
	if got := x.request().Out; got != d.beside("posts.textpack") || x.trouble() == "" {
		t.Errorf("several packs in one file, %q, are no trouble", got)
	}
}

// TestExportDialogDrawsWhatIsSeen: thousands of posts cost what a screen of
// them costs.
func TestExportDialogDrawsWhatIsSeen(t *testing.T) {
	d := newWindowDesk(t, exportFiles())
	count := func(n int) int {
		d.side.items = nil
		for i := range n {
			d.side.items = append(d.side.items, library.Item{Path: fmt.Sprintf("/lib/%d.md", i), Title: fmt.Sprintf("Post %d", i)})
		}
		x := newExportDialog(&d.exports, "")
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

// TestExportRemembersChoices: what the writer chose in the dialog stays when
// he turns to another format; what he did not choose is as it was last.
func TestExportRemembersChoices(t *testing.T) {
	d := newWindowDesk(t, exportFiles())
	d.packer.targets = []ExportTarget{{Name: "blog", Format: "site", Out: "/lib/www", Drafts: true}}
	d.packer.last = map[string]ExportRequest{"rss": {Format: "rss", Out: "/rss.xml", SiteURL: "https://last.example", Published: true}}
	x := newExportDialog(&d.exports, "posts-json")
	to := func(key string) ExportRequest {
		x.turn(slices.IndexFunc(x.rows, func(r exportRow) bool { return r.head == "" && r.key() == key }))
		return x.request()
	}
	if r := to("rss"); r.SiteURL != "https://last.example" || !r.Published {
		t.Errorf("the last feed is proposed as %+v", r)
	}
	if r := to("target blog"); !r.Drafts || r.Published || r.Target != "blog" || r.Out != "/lib/www" {
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
	if r := to("posts-json"); r.Out != d.beside("posts.jsonx") || !r.Chosen {
		t.Errorf("the path that was typed is lost: %+v", r)
	}
	x.view.drafts.Tapped(nil)
	x.view.published.Tapped(nil)
	if r := x.request(); r.Drafts || !r.Published {
		t.Errorf("drafts and published posts only: %+v", r)
	}
}
