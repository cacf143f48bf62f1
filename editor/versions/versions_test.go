package versions

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/growth"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage/history"
)

// harness is a Browser over a window that a person sits before, with a history in a
// real folder. What workers hand over waits until the test runs it.
type harness struct {
	*Browser
	t        testing.TB
	p        *seen.Person
	store    *history.Store
	queue    chan func()
	dir      string
	now      time.Time
	current  Subject
	open     bool
	restored []Restored
	copied   string
	posts    []Subject
	dirty    string // path of the post with changes that are not saved
	said     string
}

// label is a page that shows the text as it is.
func label(t testing.TB) Page {
	l := widget.NewLabel("")
	focus := control.NewButton(control.Plain, "the page", nil)
	return Page{
		Object: l, Focus: focus, Find: func(string) {}, Close: func() {},
		Keys: func(take func(*fyne.KeyEvent) bool) { focus.OnKey = take },
		Read: func(_, text string) func() { return func() { l.SetText("page: " + text) } },
	}
}

func newHarness(t testing.TB, width, height float32) *harness {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h := &harness{
		t: t, queue: make(chan func(), 100_000), dir: dir, now: time.Date(2026, 11, 30, 14, 30, 0, 0, time.UTC),
		store: history.New(filepath.Join(dir, "history"), history.Options{}),
	}
	h.p = seen.Sit(t, control.NewGround(), width, height)
	post := func(f func()) { h.queue <- f }
	h.Browser = New(Options{
		Modal: modal.NewStack(h.p.Canvas(), func(bool) {}), Canvas: h.p.Canvas(), Say: func(s string) { h.said = s }, Post: post,
		Now: func() time.Time { return h.now }, Store: h.store,
		Current: func() (Subject, bool) { return h.current, h.open },
		Text: func(path string) func() (string, bool, error) {
			return func() (string, bool, error) {
				b, err := os.ReadFile(path)
				if os.IsNotExist(err) {
					return "", false, nil
				}
				return string(b), true, err
			}
		},
		Page:    func() Page { return label(t) },
		Restore: func(r Restored) { h.restored = append(h.restored, r) },
		Copy:    func(s string) { h.copied = s },
		Posts:   func() []Subject { return h.posts },
		Unsaved: func(path string) bool { return path == h.dirty },
		Library: func() string { return h.dir },
	})
	return h
}

func (h *harness) path(name string) string { return filepath.Join(h.dir, name) }

// save keeps a version that was made some time ago, and has the file hold it.
func (h *harness) save(name string, ago time.Duration, kind history.Kind, text string) {
	h.t.Helper()
	if err := h.store.Add(history.Point{Path: h.path(name), Time: h.now.Add(-ago), Kind: kind, Text: text}); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(h.path(name), []byte(text), 0o644); err != nil {
		h.t.Fatal(err)
	}
}

// until runs what workers handed over until the condition holds.
func (h *harness) until(what string, cond func() bool) {
	h.t.Helper()
	deadline := time.After(2 * time.Minute)
	for !cond() {
		select {
		case f := <-h.queue:
			f()
		case <-deadline:
			h.t.Fatalf("waited in vain until %s; there is: %s", what, h.p.Says())
		}
	}
}

// sees waits until words are seen.
func (h *harness) sees(words ...string) {
	h.t.Helper()
	for _, w := range words {
		h.until(fmt.Sprintf("%q is seen", w), func() bool { return strings.Contains(h.p.Says(), w) })
	}
}

func (h *harness) misses(words ...string) {
	h.t.Helper()
	for _, w := range words {
		if strings.Contains(h.p.Says(), w) {
			h.t.Errorf("%q is seen", w)
		}
	}
}

func head(title string) string { return "!! title: " + title + "\n!! slug: a\n\n---\n\n" }

const day = 24 * time.Hour

// letter gives a post a few versions.
func (h *harness) letter() {
	one := head("The letter") + "When the letter came, nobody was at home but the cat.\n\nThe postman had rung twice.\n"
	two := strings.Replace(one, "the cat", "the old cat", 1)
	three := head("The letter") + "When the letter came, nobody was at home but the old cat.\n\nShe read it standing, in her coat, and then once more.\n"
	h.save("letter.md", 9*day, history.Found, one)
	h.save("letter.md", day+2*time.Hour, history.Outside, two)
	h.save("letter.md", 3*time.Hour, history.Autosaved, three)
	h.save("letter.md", 10*time.Minute, history.Saved, three+"\nThe end.\n")
	h.current, h.open = Subject{h.path("letter.md"), "The letter"}, true
}

func TestLook(t *testing.T) {
	for _, c := range []struct {
		name          string
		dark          bool
		width, height float32
	}{{"light", false, 1400, 900}, {"dark", true, 1000, 700}} {
		t.Run(c.name, func(t *testing.T) {
			h := newHarness(t, c.width, c.height)
			fyne.CurrentApp().Settings().SetTheme(theme.New(c.dark))
			h.letter()
			h.Open()
			h.sees("Today", "14:20", "Saved", "Yesterday", "The end.", "+11", "−5", "Saturday, 21 November")
			h.p.Press(fyne.KeyDown)
			h.until("the version is shown", func() bool { return !strings.Contains(h.p.Says(), "The end.") })
			test.AssertImageMatches(t, "versions-"+c.name+".png", h.p.Canvas().Capture())
		})
	}
}

// From version to version, from tab to tab, by keys.
func TestLineByKeys(t *testing.T) {
	h := newHarness(t, 1200, 800)
	h.letter()
	h.Open()
	h.sees("History of “The letter”", "14:20", "+2 words", "The end.")
	h.p.Press(fyne.KeyDown, fyne.KeyDown)
	h.sees("yesterday at 12:30 · 17 words", "+1 word")
	h.p.Press(fyne.KeyEnd)
	h.sees("The first version.", "As it was found · 21 November 2026 at 14:30")
	h.p.Press(fyne.KeyTab) // the tabs
	h.p.Press(fyne.KeyRight)
	h.sees("page: !! title: The letter !! slug: a --- When the letter came")
	h.misses("Against previous")
	h.p.Press(fyne.KeyRight)
	h.sees("!! title: The letter", "The postman had rung twice.")
	h.p.Press(fyne.KeyLeft, fyne.KeyLeft, fyne.KeyTab, fyne.KeyRight)
	h.sees("−5 here   +14 now")
	h.p.Press(fyne.KeyEscape)
	if h.p.Open() || h.o.Modal.Depth() != 0 {
		t.Error("Escape does not close it")
	}
	// What was seen last is seen again.
	h.Open()
	h.sees("The text now is this version.")
}

func TestRestoreAndCopy(t *testing.T) {
	h := newHarness(t, 1200, 800)
	h.letter()
	h.Open()
	h.sees("+2 words")
	h.p.Press(fyne.KeyDown, fyne.KeyDown)
	h.sees("yesterday at 12:30", "+1 word")
	want := head("The letter") + "When the letter came, nobody was at home but the old cat.\n\nThe postman had rung twice.\n"
	h.p.ClickOn("Copy")
	if h.copied != want {
		t.Errorf("copied %q", h.copied)
	}
	h.sees("Copied the text of this version.")
	h.p.ClickOn("Restore")
	if len(h.restored) != 1 || h.restored[0] != (Restored{Path: h.path("letter.md"), Text: want, Said: "the version of yesterday at 12:30"}) {
		t.Errorf("restored %+v", h.restored)
	}
	if h.p.Open() {
		t.Error("it is still open")
	}
}

// A lost sentence is found in a version of a post that is not there any more, shown at its
// place, and becomes a new post.
func TestSearch(t *testing.T) {
	h := newHarness(t, 1200, 800)
	h.letter()
	long := strings.Repeat("A paragraph of many words that nobody looks for.\n\n", 60)
	h.save("gone.md", 5*day, history.Saved, head("The boat")+long+"Only the gulls knew\nwhere the boat was.\n\n"+long)
	h.save("gone.md", 4*day, history.Saved, head("The boat")+long)
	if err := os.Remove(h.path("gone.md")); err != nil {
		t.Fatal(err)
	}
	h.Open()
	h.sees("The end.")
	h.p.Canvas().Focus(searchField(t, h))
	h.p.Write("gulls KNEW where")
	h.sees("1 place", "The boat", "25 November 2026 at 14:30", "gulls knew where", "Only the gulls knew", "Restore as a new post")
	h.p.Press(fyne.KeyDown) // into the list
	h.p.ClickOn("All its versions")
	h.sees("History of “The boat”", "Thursday, 26 November", "Wednesday, 25 November", "Saved · 25 November 2026 at 14:30")
	if f := searchFieldAt(t, h); f.Text() != "" {
		t.Errorf("the search field holds %q", f.Text())
	}
	h.p.ClickOn("Restore") // as soon as it is read
	h.until("it is restored", func() bool { return len(h.restored) > 0 })
	if len(h.restored) != 1 || !h.restored[0].Gone || !strings.Contains(h.restored[0].Text, "where the boat was") {
		t.Errorf("restored %+v", h.restored)
	}
	h.Open()
	h.sees("The end.")
	h.p.Canvas().Focus(searchField(t, h))
	h.p.Write("no such words")
	h.sees("Nothing found.", "No version of any post holds these words.")
	h.misses("Restore", "Copy")
	for range len("no such words") {
		h.p.Press(fyne.KeyBackspace)
	}
	h.sees("Today", "The end.")
}

// searchField returns the search field.
func searchField(t *testing.T, h *harness) *field.Field {
	t.Helper()
	h.sees("Today")
	return searchFieldAt(t, h)
}

func searchFieldAt(t *testing.T, h *harness) *field.Field {
	t.Helper()
	w := h.p.See("This post")
	f, _, ok := seen.At[*field.Field](h.p, fyne.NewPos(w.X+60, w.Y-32))
	if !ok {
		t.Fatal("there is no search field")
	}
	return f
}

func TestAllPosts(t *testing.T) {
	h := newHarness(t, 1200, 800)
	h.letter()
	h.save("boat.md", 5*day, history.Saved, head("The boat")+"Planks.\n")
	if err := os.Remove(h.path("boat.md")); err != nil {
		t.Fatal(err)
	}
	h.open = false // no post is
	h.Open()
	h.sees("History of all posts", "▲ removed", "1 version, last on 25 November 2026", "4 versions, last today")
	h.p.ClickOn("The boat")
	h.sees("Planks.", "Restore as a new post")
	h.p.Canvas().Focus(h.p.Canvas().Focused())
	h.p.Press(fyne.KeyReturn)
	h.sees("History of “The boat”", "Wednesday, 25 November")
	h.misses("All its versions")
	h.p.ClickOn("All posts")
	h.sees("History of all posts", "4 versions")
}

func TestNothingYet(t *testing.T) {
	h := newHarness(t, 1000, 700)
	h.current, h.open = Subject{"", "A new post"}, true
	h.Open()
	h.sees("History of “A new post”", "No versions yet: each save makes one.")
	h.misses("Restore", "Copy")
	h.p.Press(fyne.KeyReturn, fyne.KeyDown, fyne.KeyF7, fyne.KeyTab, fyne.KeyRight, fyne.KeyRight, fyne.KeyEscape)
	h.open = false
	h.Open()
	h.sees("No versions yet: each save makes one.")
	h.p.ClickOn("This post")
	h.sees("No post is open. “All posts” lists those that have versions")
	h.p.Press(fyne.KeyEscape)
	h.o.Store = nil
	h.Open()
	if h.said != "No history is kept here." || h.p.Open() {
		t.Errorf("without a history: %q", h.said)
	}
}

// What is damaged says so, and the rest is there.
func TestDamaged(t *testing.T) {
	h := newHarness(t, 1200, 800)
	h.letter()
	logs, err := filepath.Glob(filepath.Join(h.dir, "history", "*.log"))
	if err != nil || len(logs) != 1 {
		t.Fatal(logs, err)
	}
	b, err := os.ReadFile(logs[0])
	if err != nil {
		t.Fatal(err)
	}
	newest := func() (history.Version, bool) {
		list, _ := h.store.Versions(h.path("letter.md"))
		return list[0], len(list) == 4
	}
	whole := func() bool {
		v, all := newest()
		_, err := h.store.Text(v)
		return !all || err == nil
	}
	for at := len(b) - 1; whole(); at -= 5 { // to where only its text is
		bad := slices.Clone(b)
		bad[at] ^= 0xFF
		if err := os.WriteFile(logs[0], bad, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h.Open()
	h.sees("This version is damaged and cannot be read.")
	h.misses("Restore", "Copy")
	h.p.Press(fyne.KeyEnd)
	h.sees("The first version.", "Restore")
	if err := os.WriteFile(logs[0], []byte("what another program wrote, by the look of it"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.p.Press(fyne.KeyEscape)
	h.Open()
	h.sees("▲")
}

// A post with hundreds of versions is listed at once, and its rows are drawn as they come
// into view.
func TestManyVersions(t *testing.T) {
	growth.Alone(t)
	h := newHarness(t, 1200, 800)
	text := head("The letter") + strings.Repeat("The same words again and again.\n\n", 20)
	var points []history.Point
	for i := range 600 {
		points = append(points, history.Point{
			Path: h.path("letter.md"), Time: h.now.Add(-time.Duration(600-i) * 20 * time.Minute), Kind: history.Saved, Text: text + fmt.Sprint("Number ", i, ".\n"),
		})
	}
	for _, p := range points {
		h.store.RecordText(p)
	}
	if err := h.store.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.current, h.open = Subject{h.path("letter.md"), "The letter"}, true
	start := time.Now()
	h.Open()
	h.sees("Today", "Number 598599.")
	t.Log("opened in", time.Since(start))
	start = time.Now()
	h.p.Press(fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyEnd)
	h.sees("The first version.")
	t.Log("at the end in", time.Since(start))
}

// What is read when the dialog is closed is dropped.
func TestLateAnswers(t *testing.T) {
	h := newHarness(t, 1200, 800)
	h.letter()
	h.Open()
	h.p.Press(fyne.KeyEscape)
	h.Open()
	h.p.ClickOn("All posts")
	h.p.ClickOn("This post")
	h.sees("The end.", "Today")
	h.p.Press(fyne.KeyDown, fyne.KeyDown, fyne.KeyEscape)
	for len(h.queue) > 0 {
		(<-h.queue)()
	}
	if h.p.Open() {
		t.Error("it opened again")
	}
}

// inRepository makes the folder a git repository that knows who commits.
func (h *harness) inRepository() {
	h.t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		h.t.Fatal("git is not installed")
	}
	h.t.Setenv("GIT_CONFIG_GLOBAL", "/dev/null")
	h.t.Setenv("GIT_CONFIG_SYSTEM", "/dev/null")
	h.git("init", "-q", "-b", "main")
	h.git("config", "user.name", "Ada")
	h.git("config", "user.email", "ada@example.org")
}

func (h *harness) git(args ...string) string {
	h.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = h.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		h.t.Fatalf("git %v: %v: %s", args, err, out)
	}
	return string(out)
}

// Commits stand in the line, and can be restored as versions can.
func TestCommitsInTheLine(t *testing.T) {
	h := newHarness(t, 1200, 800)
	h.inRepository()
	h.letter()
	h.git("add", "letter.md")
	h.git("commit", "-q", "-m", "The letter, as it came\n\nMore.", "--date", "2026-11-28T09:00:00Z")
	h.Open()
	h.sees("+2 words", "Commit…", "commit by Ada", "The letter, as it came")
	h.p.ClickOn("The letter, as it came")
	h.sees("The letter, as it came · ", "+14 words")
	h.p.ClickOn("Copy")
	if h.copied == "" || h.copied != h.git("show", "HEAD:letter.md") {
		t.Errorf("copied %q", h.copied)
	}
}

// Posts are chosen and committed with a message, and no others.
func TestCommit(t *testing.T) {
	h := newHarness(t, 1200, 800)
	h.inRepository()
	h.letter()
	h.save("boat.md", time.Hour, history.Saved, head("The boat")+"Planks.\n")
	h.save("same.md", time.Hour, history.Saved, head("The same")+"Same.\n")
	h.git("add", "same.md")
	h.git("commit", "-q", "-m", "first")
	h.posts = []Subject{{h.path("boat.md"), "The boat"}, {h.path("letter.md"), "The letter"}, {h.path("same.md"), "The same"}}
	h.dirty = h.path("boat.md")
	h.Commit()
	h.sees("Commit which posts?", "The boat", "The letter", "as it was saved last", "One has changes that are not saved.")
	h.misses("The same")
	h.p.Press(fyne.KeyReturn) // without a message
	h.sees("▲ Say in a line what changed.")
	h.p.Write("What the postman brought")
	h.p.Press(fyne.KeyReturn)
	h.until("it is done", func() bool { return strings.HasPrefix(h.said, "Committed “The letter” as ") })
	if got := h.git("log", "-1", "--format=%s %an", "--name-only"); got != "What the postman brought Ada\n\nletter.md\n" {
		t.Errorf("the commit is %q", got)
	}
	// The rest, chosen by keys.
	h.Commit()
	h.sees("Commit which posts?", "The boat")
	h.p.Write("Planks")
	h.p.Press(fyne.KeyReturn)
	h.until("it is done", func() bool { return strings.HasPrefix(h.said, "Committed “The boat” as ") })
	h.Commit()
	h.sees("There is nothing to commit", "One has changes that are not saved.")
	h.p.Press(fyne.KeyEscape)
}

// What a hook says against a commit is shown, and the message is not lost.
func TestCommitRefused(t *testing.T) {
	h := newHarness(t, 1200, 800)
	h.inRepository()
	h.letter()
	h.posts = []Subject{{h.path("letter.md"), "The letter"}}
	if err := os.WriteFile(h.path(".git/hooks/pre-commit"), []byte("#!/bin/sh\necho 'no commits on Mondays' >&2\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	h.Open()
	h.sees("Commit…")
	h.p.ClickOn("Commit…")
	h.sees("Commit which posts?")
	h.p.Write("A word")
	h.p.Press(fyne.KeyReturn)
	h.sees("▲ Nothing was committed:", "no commits on Mondays")
	if err := os.Remove(h.path(".git/hooks/pre-commit")); err != nil {
		t.Fatal(err)
	}
	h.p.Press(fyne.KeyReturn)
	h.sees("commit by Ada", "A word")
	if h.o.Modal.Depth() != 1 {
		t.Errorf("%d are open", h.o.Modal.Depth())
	}
}

func TestCommitWithoutARepository(t *testing.T) {
	h := newHarness(t, 1200, 800)
	h.letter()
	h.Commit()
	h.until("it is said", func() bool { return strings.Contains(h.said, "is not in a git repository") })
	h.Open()
	h.sees("+2 words")
	h.misses("Commit…")
}
