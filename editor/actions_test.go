package editor

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/library"
	"galley.app/galley/storage"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/crosslinks"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/trash"
)

// actionsWindow is a window with a trash and a history.
func actionsWindow(t *testing.T, files map[string]string) (d *testWindow, can *trash.Can) {
	t.Helper()
	can = &trash.Can{Home: filepath.Join(t.TempDir(), "Trash")}
	past := history.New(filepath.Join(t.TempDir(), "history"), history.Options{})
	t.Cleanup(func() { _ = past.Close() })
	return newTestWindow(t, files, func(o *storage.WorkspaceOptions) { o.Trash, o.History = can, past }), can
}

// trashed lists what is in the trash.
func trashed(can *trash.Can) (names []string) {
	list, _ := os.ReadDir(filepath.Join(can.Home, "files"))
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func (d *testWindow) lists(path string) bool {
	return slices.ContainsFunc(d.side.items, func(it library.Item) bool { return it.Path == path })
}

// quiet waits until nothing is being written.
func (d *testWindow) quiet() {
	done := false
	d.o.Workspace.Flush(func(error) { done = true })
	d.until("nothing is written", func() bool { return done })
}

const jarsPost = "!! title: Jars\n!! slug: jars\n!! published: 2024-01-01\n!! description: What is in the jars of a kitchen, and who put it there\n\n---\n\n![lid](lid.png) ![both](both.png)\n"

func TestTrashAndUndo(t *testing.T) {
	d, can := actionsWindow(t, map[string]string{"0002-jars.md": jarsPost, "0001-pots.md": strings.ReplaceAll(strings.ReplaceAll(jarsPost, "ars", "ots"), "![lid](lid.png)", "")})
	d.put("lid.png", "lid")
	d.put("both.png", "both")
	path := d.path("0002-jars.md")
	d.OpenFile(path)
	d.until("it is open", func() bool { return d.posts.at(path) != nil && d.posts.cur == d.posts.at(path) })
	d.command("Move to trash")
	d.until("its picture is offered", func() bool { return len(d.banner.others) > 0 && d.banner.others[0].Visible() })
	if got := trashed(can); !slices.Equal(got, []string{"0002-jars.md"}) || d.posts.at(path) != nil {
		t.Fatalf("in the trash is %q, open %v", got, d.posts.at(path) != nil)
	}
	if d.banner.text.Text() != "“Jars” is in the trash." || d.banner.others[0].Label != "Move its picture too" {
		t.Errorf("%q, %q", d.banner.text.Text(), d.banner.others[0].Label)
	}
	d.banner.others[0].OnTap()
	d.until("the picture is moved", func() bool { return len(trashed(can)) == 2 })
	d.quiet()
	if got := trashed(can); !slices.Equal(got, []string{"0002-jars.md", "lid.png"}) {
		t.Errorf("in the trash is %q", got)
	}
	if d.banner.text.Text() != "“Jars” and 1 picture are in the trash." {
		t.Errorf("%q", d.banner.text.Text())
	}
	d.banner.act.OnTap()
	d.until("it is back", func() bool { return d.posts.at(path) != nil && d.lists(path) })
	if len(trashed(can)) != 0 || d.file("0002-jars.md") != jarsPost || d.file("lid.png") != "lid" || d.banner.object.Visible() {
		t.Errorf("in the trash is %q", trashed(can))
	}
}

// What is not saved is asked about, and is in the history where it is given up.
func TestTrashOfChanges(t *testing.T) {
	d, can := actionsWindow(t, map[string]string{"0002-jars.md": jarsPost})
	path := d.path("0002-jars.md")
	d.focusText()
	d.write("New words. ")
	d.command("Move to trash")
	d.answer(fyne.KeyEscape)
	if d.quiet(); len(trashed(can)) != 0 || d.posts.cur == nil || !d.posts.cur.s.Dirty() {
		t.Fatal("Cancel does something")
	}
	text := d.posts.cur.s.Text().String()
	d.command("Move to trash")
	d.answer(fyne.KeyLeft, fyne.KeyLeft, fyne.KeyReturn) // Save, Cancel, Move without saving
	d.until("it is moved", func() bool { return len(trashed(can)) == 1 && d.posts.at(path) == nil })
	if b, err := os.ReadFile(filepath.Join(can.Home, "files", "0002-jars.md")); err != nil || string(b) != jarsPost {
		t.Errorf("%q, %v", b, err)
	}
	points, err := d.o.History.Versions(path)
	found := false
	for _, p := range points {
		words, _ := d.o.History.Text(p)
		found = found || words == text
	}
	if err != nil || !found {
		t.Errorf("%d versions, none is what was given up (%v)", len(points), err)
	}
	d.command("Put back from trash")
	d.key(fyne.KeyReturn)
	d.until("it is back", func() bool { return d.posts.at(path) != nil })
}

// Links of other posts that lead to a post are told of before it is moved, in the
// question that is asked anyway where there is one.
func TestTrashOfALinkedPost(t *testing.T) {
	d, can := actionsWindow(t, map[string]string{
		"0002-jars.md": jarsPost,
		"0001-pots.md": "!! title: Pots\n!! slug: pots\n!! published: 2024-01-01\n\n---\n\n[a](/posts/jars) and [b](0002-jars.md)\n\n[c](/posts/jars#lid) [d](#x) `[e](/posts/jars)`\n",
		"wip-lids.md":  "!! title: Lids\n!! slug: lids\n\n---\n\n[a](/posts/pots)\n",
	})
	jars, pots := d.path("0002-jars.md"), d.path("0001-pots.md")
	says := func(want string) {
		t.Helper()
		if words, _ := d.over(); !strings.Contains(words, want) {
			t.Errorf("%q does not say %q", words, want)
		}
	}
	d.actions.Trash([]string{jars})
	says("3 links in 1 other post lead to it and will lead nowhere:")
	says("“Pots”, lines 7, 9")
	d.answer(fyne.KeyEscape)
	if d.quiet(); len(trashed(can)) != 0 {
		t.Fatal("Cancel does something")
	}
	d.OpenFile(jars)
	d.until("it is open", func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == jars })
	d.focusText()
	d.write("New. ")
	d.actions.Trash([]string{jars})
	says("There are changes that are not saved.")
	says("“Pots”, lines 7, 9")
	d.answer(fyne.KeyEscape)
	d.actions.Trash([]string{jars, pots}) // links of one to the other count for nothing
	says("1 link in 1 other post leads to them and will lead nowhere:")
	says("“Lids”, line 6")
	d.answer(fyne.KeyReturn) // Save and move
	d.until("both are moved", func() bool { return len(trashed(can)) == 2 })
	d.actions.Trash([]string{d.path("wip-lids.md")}) // nothing leads there
	d.until("it is moved", func() bool { return len(trashed(can)) == 3 })
}

// In a large library links are looked for aside; the key may be pressed again
// meanwhile, and a question that stands by then is not answered by chance.
func TestTrashOfALinkedPostAside(t *testing.T) {
	files := map[string]string{"0002-jars.md": jarsPost}
	for i := range 501 {
		files[fmt.Sprintf("%04d-many.md", 1000+i)] = fmt.Sprintf("!! title: Many\n!! slug: many-%d\n!! published: 2024-01-01\n\n---\n\n[a](/posts/jars)\n", i)
	}
	d, can := actionsWindow(t, files)
	d.side.guide = crosslinks.New(d.side.lib) // nobody asked it yet
	jars := []string{d.path("0002-jars.md")}
	d.actions.Trash(jars)
	d.actions.Trash(jars)
	d.modal.Tell("Something else", "", nil)
	d.until("it is said", func() bool { return strings.Contains(d.status.Said, "was not moved to the trash") })
	if d.answer(fyne.KeyReturn); d.modal.Depth() > 0 || len(trashed(can)) != 0 {
		t.Fatal("it asks, or moves")
	}
	d.actions.Trash(jars)
	d.until("it asks", func() bool { return d.modal.Depth() > 0 })
	if words, _ := d.over(); !strings.Contains(words, "501 links in 501 other posts lead to it") || !strings.Contains(words, "and 495 others") {
		t.Errorf("%q", words)
	}
	d.answer(fyne.KeyReturn)
	d.until("it is moved", func() bool { return len(trashed(can)) == 1 })
}

// Delete in the list moves the marked post, and leaves the keys in the list.
func TestTrashFromTheList(t *testing.T) {
	d, can := actionsWindow(t, map[string]string{"0002-jars.md": jarsPost, "0001-pots.md": strings.ReplaceAll(jarsPost, "ars", "ots")})
	for _, name := range []string{"0001-pots.md", "0002-jars.md"} {
		d.OpenFile(d.path(name))
		d.until("it is open", func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == d.path(name) })
	}
	d.side.List.TakeFocus()
	d.key(fyne.KeyDelete)
	d.key(fyne.KeyDelete) // which is meant for the same post still
	d.until("it is moved", func() bool { return len(trashed(can)) == 1 && d.posts.at(d.path("0002-jars.md")) == nil })
	d.quiet()
	if d.win.Canvas().Focused() != fyne.Focusable(d.side.List) || d.modal.Depth() > 0 {
		t.Error("the keys are not in the list")
	}
	if p := d.posts.cur; p == nil || p.s.Dirty() || len(trashed(can)) != 1 {
		t.Errorf("in the trash is %q", trashed(can))
	}
	var titles []string
	for _, it := range d.side.Menu([]string{d.path("0001-pots.md")}) {
		if !it.Off {
			titles = append(titles, it.Title)
		}
	}
	if want := "Open Close Duplicate Rename… Back to draft… Reschedule… Show in folder Copy link Copy path Copy as Markdown Copy as HTML Copy as formatted text Move to trash"; strings.Join(titles, " ") != want {
		t.Errorf("the menu has %q", titles)
	}
}

// A file that is gone, and a place that is taken, are told of and lose nothing.
func TestTrashTrouble(t *testing.T) {
	d, can := actionsWindow(t, map[string]string{"0002-jars.md": jarsPost, "0001-pots.md": strings.ReplaceAll(jarsPost, "ars", "ots")})
	a, b := d.path("0002-jars.md"), d.path("0001-pots.md")
	if err := os.Remove(b); err != nil {
		t.Fatal(err)
	}
	d.actions.Trash([]string{a, b})
	d.until("it is told", func() bool { return d.modal.Depth() > 0 })
	d.answer(fyne.KeyReturn)
	if got := trashed(can); !slices.Equal(got, []string{"0002-jars.md"}) {
		t.Fatalf("in the trash is %q", got)
	}
	d.put("0002-jars.md", "another")
	d.banner.act.OnTap()
	d.until("it is told", func() bool { return d.modal.Depth() > 0 })
	d.answer(fyne.KeyReturn)
	if d.file("0002-jars.md") != "another" || len(trashed(can)) != 1 {
		t.Error("something was lost")
	}
	if err := os.Remove(a); err != nil {
		t.Fatal(err)
	}
	d.command("Put back from trash")
	d.key(fyne.KeyReturn)
	d.until("it is back", func() bool { return len(trashed(can)) == 0 && d.file("0002-jars.md") == jarsPost })
}

func TestPublishAndBack(t *testing.T) {
	draft := strings.ReplaceAll(jarsPost, "![lid](lid.png) ![both](both.png)", "Words.")
	d, _ := actionsWindow(t, map[string]string{"wip-jars.md": draft, "0041-pots.md": strings.ReplaceAll(draft, "ars", "ots")})
	d.OpenFile(d.path("wip-jars.md"))
	d.until("it is open", func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == d.path("wip-jars.md") })
	p := d.posts.cur
	d.focusText()
	d.write("More. ")
	d.command("Publish")
	d.key(fyne.KeyReturn)
	d.until("it is published", func() bool { return p.s.Path() == d.path("0042-jars.md") && d.lists(d.path("0042-jars.md")) })
	if got, want := d.file("0042-jars.md"), strings.Replace(strings.Replace(draft, "2024-01-01", "2026-11-23", 1), "Words.", "More. Words.", 1); got != want || p.s.Dirty() {
		t.Errorf("%q\nwant\n%q", got, want)
	}
	if n := check.Count(p.found()); n != 0 {
		t.Errorf("%d problems: %v", n, p.found())
	}
	d.command("Back to draft")
	d.key(fyne.KeyReturn)
	d.until("it is a draft", func() bool { return p.s.Path() == d.path("wip-jars.md") })
	d.command("Reschedule")
	d.write("2030-01-02") // what is there is selected
	d.key(fyne.KeyReturn)
	d.until("it is dated", func() bool { return strings.Contains(d.file("wip-jars.md"), "2030-01-02") && !p.s.Dirty() })
	d.quiet()
	d.banner.act.OnTap()
	d.until("that is undone", func() bool { return strings.Contains(d.file("wip-jars.md"), "2026-11-23") })
}

// Publish finds no other post with the slug.
func TestNoDoubledSlug(t *testing.T) {
	d, _ := actionsWindow(t, map[string]string{"wip-jars.md": strings.ReplaceAll(jarsPost, "![lid](lid.png) ![both](both.png)", "Words.")})
	d.command("Publish")
	d.key(fyne.KeyReturn)
	d.until("it is renamed", func() bool {
		for _, x := range d.posts.cur.found() {
			if strings.Contains(x.Message, "wip-jars") {
				t.Fatalf("it is accused: %s", x.Message)
			}
		}
		return d.lists(d.path("jars.md"))
	})
	d.quiet()
	if found := d.posts.cur.found(); check.Count(found) != 0 {
		t.Errorf("%v", found)
	}
}

func TestDuplicateAndRename(t *testing.T) {
	d, _ := actionsWindow(t, map[string]string{"0002-jars.md": jarsPost, "0001-pots.md": strings.ReplaceAll(strings.ReplaceAll(jarsPost, "ars", "ots"), "![lid](lid.png)", "[jars](/posts/jars)")})
	d.OpenFile(d.path("0002-jars.md"))
	d.until("it is open", func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == d.path("0002-jars.md") })
	p := d.posts.cur
	d.command("Duplicate")
	d.until("the copy is open", func() bool { return d.posts.cur.s.Path() == d.path("wip-jars-copy.md") })
	if want := strings.Replace(strings.Replace(jarsPost, "title: Jars", "title: Jars (copy)", 1), "slug: jars", "slug: jars-copy", 1); d.file("wip-jars-copy.md") != want {
		t.Errorf("%q", d.file("wip-jars-copy.md"))
	}
	d.show(p)
	d.command("Rename")
	d.write("Glasses")
	d.win.Canvas().FocusNext()
	d.key(fyne.KeyEnd)
	d.win.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	d.write("glasses")
	d.key(fyne.KeyReturn)
	d.until("the link is told of", func() bool { return d.modal.Depth() > 0 })
	d.answer(fyne.KeyReturn)
	d.until("it is renamed", func() bool { return p.s.Path() == d.path("0002-glasses.md") && p.s.Title() == "Glasses" })
	if !strings.Contains(d.file("0001-pots.md"), "[jars](/posts/glasses)") {
		t.Errorf("the link leads to the old address: %s", d.file("0001-pots.md"))
	}
	d.quiet()
	d.banner.act.OnTap()
	d.until("that is undone", func() bool { return p.s.Path() == d.path("0002-jars.md") && p.s.Title() == "Jars" })
	if d.file("0002-jars.md") != jarsPost || !strings.Contains(d.file("0001-pots.md"), "[jars](/posts/jars)") {
		t.Error("not all is as it was")
	}
}

func TestNewFromTemplate(t *testing.T) {
	d, _ := actionsWindow(t, one())
	d.command("New from template")
	if d.modal.Depth() == 0 {
		t.Fatal("it is not said that there are none")
	}
	d.answer(fyne.KeyReturn)
	if err := os.Mkdir(d.path("templates"), 0o755); err != nil {
		t.Fatal(err)
	}
	d.put("templates/review.md", "!! title: Review: {{title}}\n!! slug: review-{{slug}}\n!! published: {{date}}\n!! description:\n!! tags: review\n\n---\n\n# {{title}}\n")
	d.put("templates/bad.md", "\xff")
	d.command("New from template")
	d.write("bad")
	d.key(fyne.KeyReturn)
	if d.modal.Depth() == 0 {
		t.Fatal("it is not said that it is broken")
	}
	d.answer(fyne.KeyReturn)
	d.command("New from template")
	d.write("rev")
	d.key(fyne.KeyReturn)
	d.write("Ä jar")
	d.key(fyne.KeyReturn)
	want := "!! title: Review: Ä jar\n!! slug: review-a-jar\n!! published: 2026-11-23\n!! description:\n!! tags: review\n\n---\n\n# Ä jar\n"
	if got := d.posts.cur.s.Text().String(); got != want || !d.posts.cur.s.Dirty() || d.posts.cur.s.Path() != "" {
		t.Errorf("%q", got)
	}
	d.command("Save")
	d.until("it is saved", func() bool { return d.posts.cur.s.Path() == d.path("wip-review-a-jar.md") })
	if slices.ContainsFunc(d.side.items, func(it library.Item) bool { return strings.Contains(it.Path, "templates") }) {
		t.Error("templates are listed")
	}
	d.command("New from title")
	d.write("Two jars")
	d.key(fyne.KeyReturn)
	if s := d.posts.cur.s; s.Title() != "Two jars" || s.Value("slug") != "two-jars" || !s.Dirty() {
		t.Errorf("%q", s.Text().String())
	}
}

func TestCopies(t *testing.T) {
	d, _ := actionsWindow(t, map[string]string{"0001-pots.md": strings.ReplaceAll(jarsPost, "ars", "ots"), "0002-jars.md": strings.ReplaceAll(jarsPost, "![lid](lid.png) ![both](both.png)", "Some **words**."), "galley.toml": "[site]\nurl = \"https://example.org/\"\n"})
	for name, want := range map[string]string{
		"Copy link": "https://example.org/posts/jars", "Copy path": d.path("0002-jars.md"), "Copy post as Markdown": "Some **words**.\n",
		"Copy post as HTML": "<p>Some <strong>words</strong>.</p>\n", "Copy post as formatted text": "Some words.\n",
	} {
		d.command(name)
		if got := d.o.App.Clipboard().Content(); strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	told := make(chan string, 1)
	d.actions.Reveal = func(paths ...string) error { told <- strings.Join(paths, " "); return nil }
	d.command("Show in folder")
	if got := <-told; got != d.path("0002-jars.md") {
		t.Errorf("shown is %s", got)
	}
	both := []string{d.path("0001-pots.md"), d.path("0002-jars.md")}
	d.actions.Show(both)
	if got, want := <-told, strings.Join(both, " "); got != want {
		t.Errorf("of two rows %s is shown, want %s", got, want)
	}
}

// What is done with posts that are not open does not wait for a disk that takes its
// time with them.
func TestActionsOnASlowDisk(t *testing.T) {
	dated := func(title string) string {
		return "!! title: " + title + "\n!! slug: " + strings.ToLower(title) + "\n!! published: 2024-01-01\n\n---\n\n" + title + " words.\n"
	}
	clip := func(d *testWindow) string { return d.o.App.Clipboard().Content() }
	for _, c := range []struct {
		name string
		do   func(d *testWindow, path string)
		is   func(d *testWindow) bool
	}{
		{"duplicate", func(d *testWindow, path string) { d.actions.Duplicate([]string{path}) }, func(d *testWindow) bool { return len(d.files()) > 2 }},
		{"link", func(d *testWindow, path string) { d.actions.CopyLink([]string{path}) }, func(d *testWindow) bool { return clip(d) == "/posts/b" }},
		{"Markdown", func(d *testWindow, path string) { d.actions.CopyMarkdown([]string{path}) }, func(d *testWindow) bool { return clip(d) == "B words.\n" }},
		{"HTML", func(d *testWindow, path string) { d.actions.CopyHTML([]string{path}) }, func(d *testWindow) bool { return strings.Contains(clip(d), "<p>B words.</p>") }},
		{"rename", func(d *testWindow, path string) { d.actions.Rename([]string{path}) }, func(d *testWindow) bool { return d.modal.Depth() == 1 }},
		{"date", func(d *testWindow, path string) { d.actions.Reschedule([]string{path}) }, func(d *testWindow) bool { return d.modal.Depth() == 1 }},
		{"draft", func(d *testWindow, path string) { d.publisher.Withdraw(path) }, func(d *testWindow) bool { return d.modal.Depth() == 1 }},
		{"drafts", func(d *testWindow, path string) { d.publisher.Several([]string{path}) }, func(d *testWindow) bool { return d.modal.Depth() == 1 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newTestWindow(t, map[string]string{"a.md": dated("A"), "b.md": dated("B")})
			for len(d.posts.all) > 0 {
				d.command("Close post")
			}
			d.OpenFile(d.path("a.md"))
			d.slow, d.opening.patience = make(chan struct{}), 1
			c.do(d, d.path("b.md"))
			if c.is(d) {
				t.Fatal("it is done before the disk gave the post")
			}
			slow := d.slow
			slow <- struct{}{}
			<-slow
			if c.name == "duplicate" {
				go func() { // the copy is read, too
					slow <- struct{}{}
					<-slow
				}()
			}
			d.until("it is done", func() bool { return c.is(d) })
		})
	}
}

// A dialog that comes late, when keys are meant for another one, does not come.
func TestLateActionIsGivenUp(t *testing.T) {
	d := newSlowDesk(t)
	d.actions.Rename([]string{d.path("b.md")})
	d.modal.Tell("Something", "else", nil)
	d.readNext()
	d.until("it is said", func() bool { return strings.Contains(d.status.Said, "took its time") })
	if d.modal.Depth() != 1 {
		t.Errorf("%d dialogs are open", d.modal.Depth())
	}
}
