package editor

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/storage/post"
)

const jarsDraft = "!! title: Jars\n!! slug: jars\n!! published: 2024-01-01\n!! description: What is in the jars of a kitchen, and who put it there\n\n---\n\nWords, and [pots](/posts/pots).\n"

// toJars is a post with links to that draft.
const toJars = "!! title: Pots\n!! slug: pots\n!! published: 2024-02-01\n!! description: What is in the pots of a kitchen, and who put it there\n\n---\n\n[By file](wip-jars.md), [by address](/posts/jars).\n"

// sheetWindow is a window in which the sheet of the draft is open.
func sheetWindow(t *testing.T, draft string, more map[string]string) *testWindow {
	t.Helper()
	files := map[string]string{"wip-jars.md": draft, "0041-pots.md": toJars}
	for name, text := range more {
		files[name] = text
	}
	d, _ := actionsWindow(t, files)
	d.OpenFile(d.path("wip-jars.md"))
	d.until("it is open", func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == d.path("wip-jars.md") })
	d.command("Publish")
	d.until("the sheet is there", func() bool { return d.sees("Nothing is wrong") || d.sees("problem") })
	return d
}

// published waits until the draft has the name of a published post.
func (d *testWindow) published(name string) {
	d.t.Helper()
	d.until("it is published", func() bool { return d.posts.cur.s.Path() == d.path(name) && d.lists(d.path(name)) })
	d.quiet()
}

// One step of Undo takes back a date, a file's name and the links to it.
func TestPublishIsOneStep(t *testing.T) {
	d := sheetWindow(t, jarsDraft, nil)
	if !d.sees("1 link in 1 post names its file and is written anew.") {
		words, _ := d.over()
		t.Errorf("it is not said what becomes of the link: %s", words)
	}
	d.key(fyne.KeyReturn)
	d.published("0042-jars.md")
	if got, want := d.file("0042-jars.md"), strings.Replace(jarsDraft, "2024-01-01", "2026-11-23", 1); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := d.file("0041-pots.md"), strings.Replace(toJars, "wip-jars.md", "0042-jars.md", 1); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if it, ok := itemAt(d.side.items, d.path("0042-jars.md")); !ok || it.Status != post.Published || it.Problems != 0 {
		t.Errorf("the list shows %+v", it)
	}
	d.banner.act.OnTap()
	d.until("that is undone", func() bool { return d.posts.cur.s.Path() == d.path("wip-jars.md") })
	d.quiet()
	if d.file("wip-jars.md") != jarsDraft || d.file("0041-pots.md") != toJars {
		t.Error("not all is as it was")
	}
}

// A post that has no file yet gets one before its sheet is opened.
func TestPublishANewPost(t *testing.T) {
	d := newTestWindow(t, one())
	p := d.newBody("words")
	p.s.SetField("title", "Red ink")
	d.command("Publish")
	d.until("the sheet is there", func() bool { return d.modal.Depth() > 0 && d.sees("Now wip-red-ink.md") })
	d.key(fyne.KeyReturn)
	d.published("red-ink.md")
	if got := d.file("red-ink.md"); !strings.Contains(got, "!! slug: red-ink\n") {
		t.Errorf("%q", got)
	}
}

// What cannot be is said at its field, and nothing is done.
func TestPublishRefuses(t *testing.T) {
	for _, x := range []struct {
		name, typed, says string
		tabs              int
	}{
		{"a date that is none", "2026-02-30", "A date is written as 2006-01-02.", 0},
		{"a time that is none", "9 o'clock", "A time is written as 15:04", 1},
		{"a slug that is none", "Jars!", "A slug is of small letters", 2},
		{"another post's slug", "pots", "“Pots” has that slug already.", 2},
		{"a draft's name", "wip-other.md", "A name that begins with “wip” is that of a draft.", 3},
		{"a name in another folder", "../jars.md", "A file name that begins with a dot", 3},
		{"a name that is taken", "0041-pots.md", "There is such a file already.", 3},
	} {
		t.Run(x.name, func(t *testing.T) {
			d := sheetWindow(t, jarsDraft, nil)
			for range x.tabs {
				d.key(fyne.KeyTab)
			}
			d.write(x.typed)
			d.until("it is said", func() bool { return d.sees(x.says) })
			d.key(fyne.KeyReturn)
			d.quiet()
			if d.modal.Depth() != 1 || d.file("wip-jars.md") != jarsDraft {
				t.Errorf("%d things are open, the post is %q", d.modal.Depth(), d.file("wip-jars.md"))
			}
			d.answer(fyne.KeyEscape)
			if d.modal.Depth() != 0 {
				t.Error("Escape does not close it")
			}
		})
	}
}

// A later date schedules, with the time that is typed.
func TestPublishLater(t *testing.T) {
	d := sheetWindow(t, jarsDraft, nil)
	d.write("2027-01-02")
	d.key(fyne.KeyTab)
	d.write("09:30")
	d.until("it is scheduled", func() bool { return d.sees("Scheduled for 2 January 2027, 09:30.") })
	d.key(fyne.KeyReturn)
	d.published("0042-jars.md")
	if got := d.file("0042-jars.md"); !strings.Contains(got, "!! published: 2027-01-02T09:30:00Z\n") {
		t.Errorf("%q", got)
	}
	if it, _ := itemAt(d.side.items, d.path("0042-jars.md")); it.Status != post.Scheduled {
		t.Errorf("the list shows %+v", it)
	}
	if !strings.Contains(d.banner.text.Text(), "scheduled for 2 January 2027") {
		t.Errorf("%q", d.banner.text.Text())
	}
}

// What is wrong is mended in the sheet, without a change before it is published.
func TestPublishMends(t *testing.T) {
	broken := strings.Replace(strings.Replace(jarsDraft, "What is in the jars of a kitchen, and who put it there", "", 1), "Words, and [pots](/posts/pots).", "Words of the kitchen that make a sentence of some length, and [pots](/posts/potz).", 1)
	d := sheetWindow(t, broken, nil)
	d.tap("Use the first sentence")
	d.until("it is mended", func() bool { return !d.sees("has no description") })
	d.tap("Use pots")
	d.until("the link is mended", func() bool { return d.sees("Nothing is wrong") })
	if d.posts.cur.s.Dirty() || d.file("wip-jars.md") != broken {
		t.Error("it is changed before it is published")
	}
	d.key(fyne.KeyReturn)
	d.published("0042-jars.md")
	if got := d.file("0042-jars.md"); !strings.Contains(got, "!! description: Words of the kitchen") || !strings.Contains(got, "[pots](/posts/pots)") {
		t.Errorf("%q", got)
	}
}

// Another slug takes file name and links along.
func TestPublishUnderAnotherSlug(t *testing.T) {
	d := sheetWindow(t, jarsDraft, nil)
	d.key(fyne.KeyTab)
	d.key(fyne.KeyTab)
	d.write("glasses")
	d.until("the name follows", func() bool { return d.sees("2 links in 1 post lead to it by its old names and are written anew.") })
	d.key(fyne.KeyReturn)
	d.published("0042-glasses.md")
	if got, want := d.file("0041-pots.md"), strings.NewReplacer("wip-jars.md", "0042-glasses.md", "/posts/jars", "/posts/glasses").Replace(toJars); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := d.file("0042-glasses.md"); !strings.Contains(got, "!! slug: glasses\n") || strings.Contains(got, "aliases") {
		t.Errorf("%q", got)
	}
}

// A draft becomes one again with the links that name its file, and it is said which
// posts lead to it.
func TestBackToDraftTellsOfLinks(t *testing.T) {
	d := sheetWindow(t, jarsDraft, nil)
	d.key(fyne.KeyReturn)
	d.published("0042-jars.md")
	d.command("Back to draft")
	d.until("it is told", func() bool {
		return d.sees("1 post has links to it, which readers cannot follow then: “Pots”.") && d.sees("1 link in 1 post names its file and is written anew.")
	})
	d.key(fyne.KeyReturn)
	d.published("wip-jars.md")
	if d.file("0041-pots.md") != toJars {
		t.Errorf("%q", d.file("0041-pots.md"))
	}
	if got := d.file("wip-jars.md"); !strings.Contains(got, "2026-11-23") || strings.Contains(got, "aliases") {
		t.Errorf("%q", got)
	}
}

// A change from outside while the sheet is open is not written over.
func TestPublishSeesOutsideChange(t *testing.T) {
	d := sheetWindow(t, jarsDraft, nil)
	theirs := strings.Replace(jarsDraft, "Words", "Their words", 1)
	d.put("wip-jars.md", theirs)
	d.key(fyne.KeyReturn)
	d.until("it is told", func() bool { return d.sees("changed in the meantime") || d.sees("changed meanwhile") })
	d.quiet()
	if d.file("wip-jars.md") != theirs {
		t.Errorf("%q", d.file("wip-jars.md"))
	}
}

// What was chosen in the sheet stays where the post was changed outside.
func TestPublishKeepsWhatWasChosen(t *testing.T) {
	d := sheetWindow(t, jarsDraft, nil)
	d.write("2027-01-02")
	d.key(fyne.KeyTab)
	d.key(fyne.KeyTab)
	d.write("my-jars")
	d.put("wip-jars.md", strings.Replace(jarsDraft, "who put it there", "who took it away", 1))
	d.Window.disk.outside(nil)
	d.until("it is read again", func() bool { return strings.Contains(d.posts.cur.s.Value("description"), "took it away") })
	d.key(fyne.KeyReturn)
	d.until("it is told", func() bool { return d.sees("changed meanwhile") })
	d.until("what was chosen is there", func() bool { return d.sees("Scheduled for 2 January 2027") })
	d.key(fyne.KeyReturn)
	d.published("0042-my-jars.md")
	for _, want := range []string{"!! slug: my-jars\n", "!! published: 2027-01-02\n", "who took it away"} {
		if got := d.file("0042-my-jars.md"); !strings.Contains(got, want) {
			t.Errorf("%q has no %q", got, want)
		}
	}
}

// What waits for the caret to leave its paragraph to be wrapped is wrapped before the sheet opens, and is no
// change of somebody else.
func TestPublishWrapsFirst(t *testing.T) {
	d := newTestWindow(t, map[string]string{"wip-wrapped.md": wrappedPost})
	d.jump(strings.Index(wrappedPost, " learns"))
	d.posts.cur.s.Type("ship")
	d.command("Publish")
	d.until("the sheet is there", func() bool { return d.sees("Nothing is wrong") || d.sees("problem") })
	d.key(fyne.KeyReturn)
	d.published("wrapped.md")
	if got := d.file("wrapped.md"); !strings.Contains(got, "managership learns is how\nlittle") {
		t.Errorf("%q", got)
	}
}

// The place of a problem is that of the post as it is, also where the sheet adds a line to its head.
func TestPublishGoesToTheProblem(t *testing.T) {
	draft := "!! title: Jars\n\n---\n\nWords.\n\n![](/none.png)\n"
	d := sheetWindow(t, draft, nil)
	d.tap("Go there")
	d.until("the caret is there", func() bool {
		at := d.posts.cur.s.Primary().Head
		return d.modal.Depth() == 0 && strings.HasPrefix(draft[min(at, len(draft)):], "![](") || at > strings.Index(draft, "![](") && at < len(draft)-1
	})
	if at, want := d.posts.cur.s.Primary().Head, strings.Index(draft, "![]("); at < want || at > want+len("![](/none.png)") {
		t.Errorf("the caret is at %d before %.10q", at, draft[min(at, len(draft)):])
	}
}

// What left the library cannot be undone here.
func TestPublishAndExport(t *testing.T) {
	d := sheetWindow(t, jarsDraft, map[string]string{"galley.toml": "[[target]]\nname = \"Web\"\nformat = \"site\"\nout = \"../out\"\n"})
	d.tap("Publish and export to Web")
	d.published("0042-jars.md")
	d.until("the target is asked about", func() bool { return d.modal.Depth() > 0 || strings.Contains(d.banner.text.Text(), "exported") })
	for d.modal.Depth() > 0 {
		d.key(fyne.KeyReturn)
		d.quiet()
	}
	d.until("it is exported", func() bool { return strings.Contains(d.banner.text.Text(), "“Web” is exported") })
	if d.banner.act.Visible() {
		t.Error("Undo is offered")
	}
	if _, err := os.Stat(filepath.Join(d.dir, "..", "out", "posts", "jars", "index.html")); err != nil {
		t.Error(err)
	}
}

func TestPublishAndCommit(t *testing.T) {
	d := sheetWindow(t, jarsDraft, nil)
	git := func(args ...string) string {
		cmd := exec.Command("git", args...)
		cmd.Dir = d.dir
		cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b", "GIT_CONFIG_GLOBAL=/dev/null")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
		return string(out)
	}
	d.answer(fyne.KeyEscape)
	git("init", "-q", ".")
	git("config", "user.name", "a")
	git("config", "user.email", "a@b")
	git("add", "0041-pots.md") // the draft is not known to git
	git("commit", "-qm", "first")
	d.command("Publish")
	d.until("it can be committed", func() bool {
		_, buttons := d.over()
		for _, b := range buttons {
			if b.Label == "Publish and commit" && b.Visible() {
				return true
			}
		}
		return false
	})
	d.tap("Publish and commit")
	d.published("0042-jars.md")
	d.until("it is committed", func() bool { return strings.Contains(d.banner.text.Text(), "committed as") })
	if got := git("show", "--stat=200", "--format=%s"); !strings.HasPrefix(got, "Publish “Jars”\n") || !strings.Contains(got, "0042-jars.md") || !strings.Contains(got, "0041-pots.md") {
		t.Errorf("%s", got)
	}
	if d.banner.act.Visible() {
		t.Error("Undo is offered")
	}
}

// A disk that is full leaves the draft as it is, and the sheet open with what was
// typed.
func TestPublishKeepsWhatWasTyped(t *testing.T) {
	d := sheetWindow(t, jarsDraft, nil)
	d.write("2027-01-02")
	if err := os.Chmod(d.dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(d.dir, 0o755) })
	if f, err := os.Create(d.path("probe")); err == nil { // root may write all the same: a folder in its place stops it
		_ = f.Close()
		_ = os.Remove(d.path("probe"))
		d.put("0042-jars.md", "another program's\n")
	}
	d.key(fyne.KeyReturn)
	d.until("it is told", func() bool { return d.modal.Depth() > 1 })
	d.key(fyne.KeyReturn)
	if d.modal.Depth() != 1 || d.file("wip-jars.md") != jarsDraft {
		t.Fatalf("%d things are open, the post is %q", d.modal.Depth(), d.file("wip-jars.md"))
	}
	if f, ok := d.win.Canvas().Focused().(interface{ Text() string }); !ok || f.Text() != "2027-01-02" {
		t.Error("what was typed is lost")
	}
}

// Several drafts are published at once, each with its date, its number and what is wrong with it; links between them
// and to them follow, and one step of Undo takes all of it back.
func TestPublishSeveral(t *testing.T) {
	files := map[string]string{
		"wip-jars.md":  strings.Replace(jarsDraft, "[pots](/posts/pots)", "[lids](wip-lids.md)", 1),
		"wip-lids.md":  "!! title: Lids\n!! slug: lids\n!! published:\n!! description: short\n\n---\n\nFor [jars](wip-jars.md).\n",
		"0041-pots.md": strings.Replace(toJars, "[By file](wip-jars.md), [by address](/posts/jars).", "[Jars](wip-jars.md).\n\n[Lids](wip-lids.md).", 1),
	}
	d, _ := actionsWindow(t, files)
	d.actions.Publish([]string{d.path("wip-jars.md"), d.path("wip-lids.md")})
	d.until("the sheet is there", func() bool { return d.sees("Publish 2 posts?") && d.sees("The file will be 0042-jars.md.") })
	d.until("what is wrong is said", func() bool { return d.sees("▲ The description") })
	if !d.sees("The file will be 0043-lids.md.") {
		words, _ := d.over()
		t.Errorf("it says %s", words)
	}
	d.write("never") // what is there is selected
	d.until("that is said to be no date", func() bool { return d.sees("A date is written as 2006-01-02.") })
	d.key(fyne.KeyReturn)
	d.until("it is asked again", func() bool { return d.sees("Publish 2 posts?") })
	d.write("2030-01-02")
	d.until("it is said to be scheduled", func() bool { return d.sees("Scheduled for 2 January 2030.") })
	d.key(fyne.KeyReturn)
	d.until("they are published", func() bool { return d.lists(d.path("0042-jars.md")) && d.lists(d.path("0043-lids.md")) })
	d.quiet()
	if got, want := d.file("0042-jars.md"), strings.NewReplacer("2024-01-01", "2030-01-02", "wip-lids", "0043-lids").Replace(files["wip-jars.md"]); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := d.file("0043-lids.md"), strings.NewReplacer("published:", "published: 2026-11-23", "wip-jars", "0042-jars").Replace(files["wip-lids.md"]); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := d.file("0041-pots.md"), strings.NewReplacer("wip-lids", "0043-lids", "wip-jars", "0042-jars").Replace(files["0041-pots.md"]); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	d.banner.act.OnTap()
	d.until("that is undone", func() bool { return d.lists(d.path("wip-jars.md")) && d.lists(d.path("wip-lids.md")) })
	d.quiet()
	for name, text := range files {
		if got := d.file(name); got != text {
			t.Errorf("%s is %q, was %q", name, got, text)
		}
	}
}
