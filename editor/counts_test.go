package editor

import (
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/storage/config"
)

// bar is what the status bar says.
func (d *testWindow) bar() string {
	d.t.Helper()
	var words []string
	walk(d.status.Object, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			words = append(words, t.Text)
		}
	})
	return strings.Join(words, " ")
}

// wantBar waits until the status bar says some words, and no others.
func (d *testWindow) wantBar(want, not string) {
	d.t.Helper()
	d.until("the status bar says "+want, func() bool {
		return strings.Contains(d.bar(), want) && (not == "" || !strings.Contains(d.bar(), not))
	})
}

// TestCountsTheSelection holds that words and characters of what is selected are
// said, at once or aside, and those of the post without a selection.
func TestCountsTheSelection(t *testing.T) {
	long := strings.Repeat("Some more words.\n\n", 10_000)
	d := newTestWindow(t, map[string]string{"a.md": marbles + long})
	d.wantBar("30,002 words", " of ")
	d.area.TypedShortcut(&fyne.ShortcutSelectAll{})
	d.wantBar("30,002 of 30,002 words", "")
	d.wantBar("160,008 characters", "")
	d.key(fyne.KeyLeft)
	d.wantBar("30,002 words", " of ")
	d.wantBar(" min", "characters")
}

// TestGoals holds that the goal of a post and that of the day are said, that what
// was written is counted, and that what came from outside is not.
func TestGoals(t *testing.T) {
	d := newTestWindow(t, map[string]string{"a.md": strings.Replace(marbles, "\n\n---", "\n!! goal: 10\n\n---", 1)})
	d.wantBar("2 of 10 words", "")
	d.write("And three more ")
	d.wantBar("5 of 10 words", "")
	if n := d.counts.tally.Session(); n != 3 {
		t.Errorf("%d words in the session", n)
	}
	d.choose(func(s *config.Settings) { s.WordGoal = 50 })
	if g := d.counts.dayGoal(); g.Have != 3 || g.Want != 50 {
		t.Errorf("the day's goal is %+v", g)
	}
	if s := d.remembered(); s.WordCount != 3 || s.WordDay != d.o.Now().Format("2006-01-02") {
		t.Errorf("remembered are %v words of %s", s.WordCount, s.WordDay)
	}
	d.command("Save")
	d.until("the post is saved", func() bool { return !d.posts.cur.s.Dirty() })
	other := d.file("a.md") + strings.Repeat("\nWords of somebody else.\n", 5)
	if err := os.WriteFile(d.path("a.md"), []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Window.disk.outside(nil)
	d.until("the post is read again", func() bool { return strings.Contains(d.posts.cur.s.Text().String(), "somebody") })
	if n := d.counts.tally.Session(); n != 3 {
		t.Errorf("with what came from outside there are %d words in the session", n)
	}
	d.command("Undo")
	d.command("Counts and goals")
	if d.modal.Depth() != 1 {
		t.Error("nothing is listed")
	}
}

// TestReadingLevel holds that how a text reads is said where that is asked for, and
// that long sentences are gone to.
func TestReadingLevel(t *testing.T) {
	sentence := strings.Repeat("word ", 40) + "end."
	d := newTestWindow(t, map[string]string{"a.md": marbles + "\nShort. W" + sentence + "\n"})
	d.wantBar("words", "long sentence")
	d.choose(func(s *config.Settings) { s.Reading = true })
	d.wantBar("1 long sentence", "")
	d.command("Long sentences")
	d.key(fyne.KeyReturn)
	if got, want := d.posts.cur.s.Primary().Head, strings.Index(d.posts.cur.s.Text().String(), "Wword"); got != want {
		t.Errorf("the caret is at %d, want %d", got, want)
	}
	d.choose(func(s *config.Settings) { s.Reading = false })
	d.wantBar("words", "long sentence")
}

// TestCountsOfPostsInTheBack holds that of a post that is open but not shown the
// list counts what is wrong by what others say now: a heading that it links to has
// another name.
func TestCountsOfPostsInTheBack(t *testing.T) {
	other := strings.NewReplacer("Marbles", "Jars", "slug: marbles", "slug: jars", "One jar.", "## Lids\n\nOne lid.").Replace(marbles)
	d := newTestWindow(t, map[string]string{"0001-marbles.md": marbles + "\n[Lids](/posts/jars#lids)\n", "0002-jars.md": other})
	d.openPost("0002-jars.md")
	d.openPost("0001-marbles.md")
	d.openPost("0002-jars.md")
	counted := func() int {
		l, ok := d.side.live(d.path("0001-marbles.md"))
		it, _ := itemAt(d.side.items, d.path("0001-marbles.md"))
		if ok && l.Problems >= 0 {
			return l.Problems
		}
		return it.Problems
	}
	d.until("nothing is wrong with it", func() bool { return counted() == 0 })
	d.posts.cur.s.Select(caretAt(strings.Index(d.posts.cur.s.Text().String(), "Lids") + len("Lids")))
	d.write(" and corks")
	d.command("Save")
	d.until("it is saved", func() bool { return strings.Contains(d.file("0002-jars.md"), "corks") })
	d.until("its link is found to lead nowhere", func() bool { return counted() == 1 })
}

// TestUnwrittenFromTemplate holds that a post is not scolded for what a template
// began it with, until something is written, and a template never.
func TestUnwrittenFromTemplate(t *testing.T) {
	const review = "!! title: {{title}}\n!! slug: {{slug}}\n!! published:\n!! description:\n\n---\n\n## Plot\n"
	d := newTestWindow(t, map[string]string{"a.md": marbles})
	if err := os.Mkdir(d.path("templates"), 0o755); err != nil {
		t.Fatal(err)
	}
	d.put("templates/review.md", review)
	d.actions.NewFromTemplate()
	d.key(fyne.KeyReturn)
	d.write("Jars")
	d.key(fyne.KeyReturn)
	looked := func() bool {
		c := d.posts.cur.checked
		return c.done && c.version == d.posts.cur.s.Text().Version()
	}
	d.until("the post is there", func() bool { return d.posts.cur.s.Title() == "Jars" && looked() })
	if n := d.posts.cur.faults(); n > 0 {
		t.Errorf("%d problems before anything was written: %v", n, d.posts.cur.found())
	}
	d.write("Words. ")
	d.until("its problems are counted", func() bool { return d.posts.cur.faults() > 0 })

	d.Window.OpenFile(d.path("templates/review.md"))
	d.until("the template is shown", func() bool { return strings.HasPrefix(d.posts.cur.s.Path(), d.path("templates")) && looked() })
	if n := d.posts.cur.faults(); n > 0 {
		t.Errorf("the template has %d problems: %v", n, d.posts.cur.found())
	}
}
