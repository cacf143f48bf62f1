package editor

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/library"
)

func one() map[string]string { return map[string]string{"marbles.md": marbles} }

func TestTitleBarAndDot(t *testing.T) {
	d := newTestWindow(t, one())
	d.wantTitle("Marbles — Galley")
	d.write("X")
	d.wantTitle("• Marbles — Galley")
	d.command("Undo")
	d.wantTitle("Marbles — Galley")
	d.command("Go to title")
	d.write("s")
	d.wantTitle("• Marbless — Galley")
	d.command("Undo")
	d.wantTitle("Marbles — Galley")
	if got := d.form.Title.Text(); got != "Marbles" {
		t.Errorf("the form says %q after undo", got)
	}
	d.command("Redo")
	d.wantTitle("• Marbless — Galley")
}

// What was said stays, also where the pointer went over a button or a link meanwhile.
func TestTipGivesWayToWhatWasSaid(t *testing.T) {
	d := newTestWindow(t, one())
	d.say("Not exported: the disk is full.")
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() { d.preview.Pane().OnHover("https://example.net") }, "https://example.net"},
		{func() { d.preview.Pane().OnHover("") }, "Not exported: the disk is full."},
		{func() { d.preview.Pane().OnHover("https://example.org") }, "https://example.org"},
		{func() { d.say("Exported 4 posts.") }, "Exported 4 posts."},
		{func() { d.preview.Pane().OnHover("") }, "Exported 4 posts."},
	} {
		if step.do(); d.note() != step.want {
			t.Errorf("the status bar says %q, want %q", d.note(), step.want)
		}
	}
}

func TestSaveWritesOnlyChanges(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Save")
	d.write("So: ")
	d.command("Save")
	d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
	d.command("Save")
	want := d.path("marbles.md: ") + strings.Replace(marbles, "One jar", "So: One jar", 1)
	if len(d.writes()) != 1 || d.writes()[0] != want {
		t.Errorf("written: %q\nwant     %q", d.writes(), want)
	}
	if !d.posts.cur.s.CanUndo() {
		t.Error("saving forgot the undo history")
	}
}

func TestSaveDuringASave(t *testing.T) {
	d := newTestWindow(t, one())
	d.write("A")
	d.command("Save")
	d.write("B")
	d.command("Save") // the first one is still under way
	d.until("the second one is through", func() bool { return !d.posts.cur.s.Dirty() })
	if got, want := d.file("marbles.md"), strings.Replace(marbles, "One jar", "ABOne jar", 1); got != want {
		t.Errorf("the file holds %q, want %q", got, want)
	}
	if len(d.writes()) != 2 {
		t.Errorf("written %d times, want 2", len(d.writes()))
	}
}

// TestSaveOfWhatIsTakenBackDuringASave saves the text that the file held before the save that is under way, so that
// it does not differ from what is known of the file yet.
func TestSaveOfWhatIsTakenBackDuringASave(t *testing.T) {
	d := newTestWindow(t, one())
	d.write("A")
	d.command("Save")
	d.command("Undo")
	d.command("Save")
	d.until("both are through", func() bool { return len(d.writes()) == 2 && !d.posts.cur.s.Dirty() })
	if got := d.file("marbles.md"); got != marbles {
		t.Errorf("the file holds %q", got)
	}
}

func TestFieldChangesOnlyItsBytes(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Go to published")
	d.form.Date.SelectAll()
	d.write("2024-01-02")
	if got, want := d.posts.cur.s.Text().String(), strings.Replace(marbles, "2023-12-04", "2024-01-02", 1); got != want {
		t.Errorf("text is %q", got)
	}
	if got := d.form.Slug.Text(); got != "marbles" {
		t.Errorf("slug is %q", got)
	}
}

func TestNewPost(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("New post")
	d.wantTitle("Untitled — Galley")
	if d.win.Canvas().Focused() != fyne.Focusable(d.form.Title) {
		t.Fatal("the focus is not in the title")
	}
	d.command("Save")
	if len(d.writes()) != 0 {
		t.Fatalf("an empty post was written: %q", d.writes())
	}
	d.write("Über Äpfel")
	d.wantTitle("• Über Äpfel — Galley")
	if got := d.form.Slug.Text(); got != "uber-apfel" {
		t.Errorf("the slug follows as %q", got)
	}
	d.win.Canvas().FocusNext()
	d.win.Canvas().FocusNext()
	d.win.Canvas().FocusNext()
	d.write("About apples")
	d.win.Canvas().FocusNext()
	d.write("Red.")
	d.command("Save")
	d.until("it is saved", func() bool { return len(d.writes()) == 1 && !d.posts.cur.s.Dirty() })
	want := d.path("wip-uber-apfel.md: !! title: Über Äpfel\n!! slug: uber-apfel\n!! published: 2026-11-23\n!! description: About apples\n\n---\n\nRed.\n")
	if d.writes()[0] != want {
		t.Errorf("written:\n%s\nwant\n%s", d.writes()[0], want)
	}
	d.command("Publish")
	d.key(fyne.KeyReturn)
	d.until("it is renamed", func() bool { return d.posts.cur.s.Path() == d.path("uber-apfel.md") })
}

func TestCloseAsks(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Close post")
	if d.posts.cur != nil || d.modal.Depth() != 0 {
		t.Fatal("a post without changes was asked about")
	}
	d.wantTitle("Galley")
	d.OpenFile(d.path("marbles.md"))
	d.write("X")
	d.command("Close post")
	d.answer(fyne.KeyEscape)
	if d.posts.cur == nil || !d.posts.cur.s.Dirty() {
		t.Fatal("Escape lost the post")
	}
	d.command("Close post")
	d.command("Save") // while the question is open no shortcut does anything
	d.answer(fyne.KeyReturn)
	d.until("it is saved and closed", func() bool { return d.posts.cur == nil })
	if len(d.writes()) != 1 {
		t.Errorf("written: %q", d.writes())
	}
	d.OpenFile(d.path("marbles.md"))
	d.write("Y")
	d.command("Close post")
	d.answer(fyne.KeyRight, fyne.KeyReturn) // from Save round to Don't save
	if d.posts.cur != nil || len(d.writes()) != 1 {
		t.Errorf("Don't save: open %v, written %d times", d.posts.cur != nil, len(d.writes()))
	}
}

func TestFailedSaveStaysDirty(t *testing.T) {
	d := newTestWindow(t, one())
	d.write("X")
	d.disk.fill(errors.New("the disk is full"))
	d.command("Save")
	d.until("a message is there", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyEscape) // later
	d.wantTitle("• Marbles — Galley")
	if d.file("marbles.md") != marbles {
		t.Error("the file was changed")
	}
	d.disk.fill(nil)
	d.command("Save")
	d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
}

func TestOutsideChangeIsFollowed(t *testing.T) {
	d := newTestWindow(t, one())
	theirs := strings.Replace(marbles, "One jar.", "One jar. Two jars.", 1)
	d.put("marbles.md", theirs)
	d.Window.disk.outside([]string{d.path("marbles.md")})
	d.until("it is read again", func() bool { return d.posts.cur.s.Text().String() == theirs })
	d.wantTitle("Marbles — Galley")
	d.command("Undo")
	if d.posts.cur.s.Text().String() != marbles {
		t.Error("the outside change cannot be undone")
	}
	d.wantTitle("• Marbles — Galley")
}

func TestConflict(t *testing.T) {
	theirs := strings.Replace(marbles, "One jar.", "Theirs.", 1)
	mine := strings.Replace(marbles, "One jar.", "XOne jar.", 1)
	for _, c := range []struct {
		name  string
		keys  []fyne.KeyName
		text  string
		dirty bool
		disk  string // after a save
		copy  string
	}{
		{"keep mine", []fyne.KeyName{fyne.KeyRight, fyne.KeyReturn}, mine, true, mine, ""},
		{"use theirs", []fyne.KeyName{fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn}, theirs, false, theirs, ""},
		{"copy", []fyne.KeyName{fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn}, theirs, false, theirs, strings.NewReplacer("title: Marbles", "title: Marbles (mine)", "slug: marbles", "slug: marbles-mine").Replace(mine)},
		{"later", []fyne.KeyName{fyne.KeyEscape}, mine, true, theirs, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newTestWindow(t, one())
			d.write("X")
			d.put("marbles.md", theirs)
			d.Window.disk.outside(nil)
			d.conflict()
			d.Window.disk.outside(nil) // the same news again asks nothing more
			if len(d.writes()) != 0 {
				t.Fatalf("written: %q", d.writes())
			}
			d.answer(c.keys...)
			d.until("the answer is done", func() bool { return d.posts.cur.s.Text().String() == c.text && d.posts.cur.s.Dirty() == c.dirty })
			if d.file("marbles.md") != theirs {
				t.Error("their file was overwritten by the answer itself")
			}
			d.command("Save")
			d.until("the save is through", func() bool {
				return d.file("marbles.md") == c.disk && (c.name == "later" || !d.posts.cur.s.Dirty())
			})
			if got := d.file("wip-marbles-mine.md"); got != c.copy {
				t.Errorf("the copy holds %q", got)
			}
			if c.name == "use theirs" {
				d.command("Undo")
				if d.posts.cur.s.Text().String() != mine {
					t.Error("undo does not bring my text back")
				}
			}
		})
	}
}

// TestConflictIsSaidNoLonger answers a conflict: what is said of that stands no
// longer than it is so.
func TestConflictIsSaidNoLonger(t *testing.T) {
	theirs := strings.Replace(marbles, "One jar.", "Theirs.", 1)
	for _, c := range []struct {
		said string
		keys []fyne.KeyName
	}{
		{"Your text is kept, and theirs is in History. Save replaces the file.", []fyne.KeyName{fyne.KeyRight, fyne.KeyReturn}},
		{"The file's text is shown, and yours is in History.", []fyne.KeyName{fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn}},
		{"Your text is in the draft wip-marbles-mine", []fyne.KeyName{fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn}},
	} {
		t.Run(c.said, func(t *testing.T) {
			d := newTestWindow(t, one())
			conflict := func(text string) {
				d.write("X")
				d.put("marbles.md", text)
				d.Window.disk.outside(nil)
				d.conflict()
			}
			answered := func() {
				t.Helper()
				d.answer(c.keys...)
				d.until("the answer is said", func() bool { return strings.HasPrefix(d.status.Said, c.said) && !d.banner.object.Visible() })
			}
			conflict(theirs)
			answered()
			d.write("Y")
			d.command("Save")
			d.until("it is saved and nothing more is said", func() bool { return !d.posts.cur.s.Dirty() && d.status.Said == "" })

			conflict(theirs + "again\n")
			answered()
			conflict(theirs + "and again\n")
			if d.status.Said != "" {
				t.Errorf("with the next conflict %q is said", d.status.Said)
			}
			d.answer(fyne.KeyEscape)
			d.say("Exported")
			d.command("Save")
			d.answer(fyne.KeyRight, fyne.KeyReturn)
			d.say("Something else")
			d.command("Save")
			d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
			if d.status.Said != "Something else" {
				t.Errorf("what was said of other things is gone; %q is said", d.status.Said)
			}
		})
	}
}

func TestSaveFindsConflict(t *testing.T) {
	d := newTestWindow(t, one())
	d.write("X")
	d.put("marbles.md", "theirs\n")
	d.command("Save")
	d.until("the question is there", func() bool { return d.modal.Depth() == 1 })
	if d.file("marbles.md") != "theirs\n" {
		t.Error("their file was overwritten")
	}
}

// Who writes on while a save is under way answers none of what it asks: letters
// go into the text, and what was asked is said in another way.
func TestQuestionsOfASaveTakeNoLetters(t *testing.T) {
	for name, fault := range map[string]func(*testWindow){
		"conflict":  func(d *testWindow) { d.put("marbles.md", "theirs\n") },
		"full disk": func(d *testWindow) { d.disk.fill(syscall.ENOSPC) },
	} {
		t.Run(name, func(t *testing.T) {
			d := newTestWindow(t, one())
			d.write("X")
			fault(d)
			d.command("Save")
			d.until("the question is there", func() bool { return d.modal.Depth() == 1 })
			d.write("Yz ")
			if d.modal.Depth() != 0 || !d.posts.cur.s.Dirty() {
				t.Errorf("%d questions are open, unsaved words: %v", d.modal.Depth(), d.posts.cur.s.Dirty())
			}
			if got := d.posts.cur.s.Text().String(); !strings.Contains(got, "XYz One jar") {
				t.Errorf("the text is %q", got)
			}
			if name == "conflict" && !d.banner.object.Visible() {
				t.Error("no line tells of the conflict")
			}
			if got := d.status.Saved.Text(); name == "full disk" && !strings.Contains(got, "ot saved") {
				t.Errorf("the status bar says %q", got)
			}
		})
	}
}

// TestSameChangeOnBothSides is the same words written here and outside: no
// question, and the next save finds no conflict either.
func TestSameChangeOnBothSides(t *testing.T) {
	d := newTestWindow(t, one())
	d.write("X")
	d.put("marbles.md", d.posts.cur.s.Text().String())
	d.Window.disk.outside([]string{d.path("marbles.md")})
	d.until("the post is clean", func() bool { return !d.posts.cur.s.Dirty() })
	d.write("Y")
	d.command("Save")
	d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
	if d.modal.Depth() != 0 || !strings.Contains(d.file("marbles.md"), "XYOne jar") {
		t.Errorf("%d questions; the file holds %q", d.modal.Depth(), d.file("marbles.md"))
	}
}

func TestRemovedFile(t *testing.T) {
	d := newTestWindow(t, one())
	d.remove("marbles.md")
	d.Window.disk.outside([]string{d.path("marbles.md")})
	d.until("a line says so", func() bool { return d.banner.object.Visible() })
	d.wantTitle("• Marbles — Galley")
	d.command("Save")
	d.until("it is written anew", func() bool { return d.file("marbles.md") == marbles })
	d.until("the line is gone", func() bool { return !d.banner.object.Visible() })
	d.wantTitle("Marbles — Galley")
}

func TestOpenPostsKeepTheirHistory(t *testing.T) {
	files := one()
	files["b.md"] = strings.Replace(marbles, "Marbles", "B", 1)
	d := newTestWindow(t, files)
	d.OpenFile(d.path("marbles.md"))
	d.write("XY")
	d.OpenFile(d.path("b.md"))
	d.wantTitle("B — Galley")
	d.OpenFile(d.path("marbles.md"))
	d.wantTitle("• Marbles — Galley")
	d.command("Undo")
	d.wantTitle("Marbles — Galley")
}

func TestRefusedFile(t *testing.T) {
	d := newTestWindow(t, one())
	d.OpenFile(d.path("none.md"))
	d.answer(fyne.KeyReturn)
	d.wantTitle("Marbles — Galley")
	d.openItem(library.Item{Path: d.path("latin1.md"), Refused: "not UTF-8"})
	d.answer(fyne.KeyEscape)
}

func TestPreviewFollows(t *testing.T) {
	d := newTestWindow(t, one())
	d.write("# Loud ")
	d.until("the preview has it", func() bool {
		d.command("Copy as HTML")
		return strings.Contains(d.o.App.Clipboard().Content(), "Loud One jar")
	})
	d.preview.Pane().OnLink("/posts/marbles")
	d.preview.Pane().OnBlock(d.posts.cur.s.Text().Len())
	if got := d.posts.cur.s.Primary().Head; got != d.posts.cur.s.Text().Len() {
		t.Errorf("a click in the preview put the caret at %d", got)
	}
}

func TestCommandTable(t *testing.T) {
	d := newTestWindow(t, one())
	seen := map[string]string{}
	names := map[string]bool{}
	for _, c := range d.commands.all {
		if names[c.name] {
			t.Errorf("two commands are called %q", c.name)
		}
		names[c.name] = true
		all := append([]fyne.Shortcut(nil), c.more...)
		if c.shortcut != nil {
			all = append(all, c.shortcut)
		}
		for _, s := range all {
			if other := seen[s.ShortcutName()]; other != "" {
				t.Errorf("%q and %q share %s", c.name, other, s.ShortcutName())
			}
			seen[s.ShortcutName()] = c.name
		}
		if (c.shortcut != nil || c.plain != "") != (c.keys != "") {
			t.Errorf("%q: what is shown, %q, and what works differ", c.name, c.keys)
		}
	}
	var look func(m *fyne.Menu)
	look = func(m *fyne.Menu) {
		for _, it := range m.Items {
			if it.ChildMenu != nil {
				look(it.ChildMenu)
			} else if !it.IsSeparator && !names[it.Label] {
				t.Errorf("the menu has %q, the palette has not", it.Label)
			}
		}
	}
	for _, m := range d.commands.menu().Items {
		look(m)
	}
}

// TestCommandsNeedNothing does every command with and without an open post.
func TestCommandsNeedNothing(t *testing.T) {
	for _, files := range []map[string]string{{}, one()} {
		d := newTestWindow(t, files)
		for _, c := range d.commands.all {
			if c.name == "Quit" || c.name == "Full screen" {
				continue
			}
			d.commands.run(c)
			for n := 0; d.modal.Depth() > 0; n++ {
				if n > 3 {
					t.Fatalf("%q cannot be left with Escape", c.name)
				}
				d.key(fyne.KeyEscape)
			}
			for o := d.win.Canvas().Overlays(); o.Top() != nil; { // the calendar
				d.key(fyne.KeyEscape)
			}
		}
		if d.posts.cur != nil && d.posts.cur.s.Path() != "" && d.file(d.posts.cur.s.Path()) == "" {
			t.Error("a file was emptied")
		}
	}
}

func TestExtraFields(t *testing.T) {
	d := newTestWindow(t, one())
	head := func(want string) {
		t.Helper()
		if got, _, _ := strings.Cut(d.posts.cur.s.Text().String(), "\n---"); got != want {
			t.Errorf("the head is\n%s\nwant\n%s", got, want)
		}
	}
	base, _, _ := strings.Cut(marbles, "\n---")
	d.command("Add field")
	d.write("tags")
	d.win.Canvas().FocusNext()
	d.write("a, b: c")
	head(strings.TrimSuffix(base, "\n") + "\n!! tags: a, b: c\n")
	x := d.form.Rows[0]
	d.form.Focus(x.Name)
	x.Name.SelectAll()
	d.write("topics")
	d.command("Go to text")
	head(strings.TrimSuffix(base, "\n") + "\n!! topics: a, b: c\n")
	for _, bad := range []string{"", "a:b", "title", " "} { // a name that cannot be one is put back
		d.form.Focus(x.Name)
		x.Name.SelectAll()
		if bad == "" {
			d.key(fyne.KeyBackspace)
		} else {
			d.write(bad)
		}
		d.command("Go to text")
		head(strings.TrimSuffix(base, "\n") + "\n!! topics: a, b: c\n")
		if x.Name.Text() != "topics" {
			t.Errorf("after %q the name is %q", bad, x.Name.Text())
		}
	}
	d.command("Undo")
	head(strings.TrimSuffix(base, "\n") + "\n!! tags: a, b: c\n")
	if got := d.form.Rows[0].Name.Text(); got != "tags" {
		t.Errorf("after undo the form says %q", got)
	}
	d.form.Rows[0].Remove.Tapped(nil)
	head(base)
	if len(d.form.Rows) != 0 {
		t.Error("the row is still there")
	}
	d.command("Add field") // left without a name, it leaves nothing behind
	d.command("Go to text")
	if len(d.form.Rows) != 0 || d.posts.cur.s.Text().String() != marbles {
		t.Error("a field without a name stayed")
	}
}

func TestValueCannotBreakTheFormat(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Go to description")
	d.form.Summary.SelectAll()
	d.o.App.Clipboard().SetContent("one\r\n---\r\n!! slug: two")
	d.command("Paste")
	if got, want := d.posts.cur.s.Value("description"), "one --- !! slug: two"; got != want {
		t.Errorf("description is %q, want %q", got, want)
	}
	if got := d.posts.cur.s.Value("slug"); got != "marbles" {
		t.Errorf("slug is %q", got)
	}
}

func TestJumps(t *testing.T) {
	files := one()
	files["b.md"] = strings.NewReplacer("Marbles", "B", "One jar.", "# Top\n\ntext\n\n## Below\n\nmore").Replace(marbles)
	d := newTestWindow(t, files)
	d.openItem(library.Item{Path: d.path("b.md")})
	line := func() int { n, _ := d.area.LineColumn(); return n }
	d.command("Outline")
	d.write("below")
	d.key(fyne.KeyReturn)
	if line() != 5 {
		t.Errorf("the heading is on line 5, the caret on %d", line())
	}
	d.command("Go to line")
	d.write("99")
	d.key(fyne.KeyReturn) // no such line: the question stays
	d.key(fyne.KeyBackspace)
	d.key(fyne.KeyBackspace)
	d.write("3")
	d.key(fyne.KeyReturn)
	if line() != 3 {
		t.Errorf("went to line %d, want 3", line())
	}
	d.openItem(library.Item{Path: d.path("marbles.md")})
	d.write("X")
	d.command("Back")
	d.wantTitle("B — Galley")
	if line() != 3 {
		t.Errorf("back at line %d, want 3", line())
	}
	d.command("Back")
	if line() != 5 {
		t.Errorf("back at line %d, want 5", line())
	}
	d.command("Forward")
	d.command("Forward")
	d.wantTitle("• Marbles — Galley")
	d.command("Forward")
	d.wantTitle("• Marbles — Galley")
}
