package editor

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/library"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/storage/config"
)

// TestReturnInTheTitle goes on to the text; Tab goes to the next field.
func TestReturnInTheTitle(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("New post")
	d.write("Fresh ink")
	d.key(fyne.KeyReturn)
	d.write("The first words.")
	if slug := d.posts.cur.s.Value("slug"); slug != "fresh-ink" {
		t.Errorf("the slug is %q", slug)
	}
	if text := d.posts.cur.s.Text().String(); !strings.HasSuffix(strings.TrimSpace(text), "The first words.") {
		t.Errorf("the text is %q", text)
	}
}

func TestLongTitleLeavesTheFieldsInReach(t *testing.T) {
	long := "!! title: " + strings.Repeat("Very long title ", 130)
	d := newTestWindow(t, map[string]string{"a.md": strings.Replace(marbles, "!! title: Marbles", long, 1)})
	form := d.form
	if h := form.Size().Height; h > d.middle.Size().Height*0.6 {
		t.Fatalf("the form takes %v of %v pixels", h, d.middle.Size().Height)
	}
	inView := func(what string, o fyne.CanvasObject) {
		t.Helper()
		if top, end := o.Position().Y, o.Position().Y+o.Size().Height; top < 0 || end > form.Size().Height {
			t.Errorf("%s lies at %v to %v of a form of %v pixels", what, top, end, form.Size().Height)
		}
	}
	d.command("Go to description")
	inView("the description", form.Summary)
	d.command("Go to slug")
	inView("the slug", form.Slug)
	form.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -1e6)})
	inView("the last button", form.Add)
	form.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 1e6)})
	if y := form.Title.Position().Y; y < 0 {
		t.Errorf("the title begins at %v after scrolling back", y)
	}
}

func TestCalendarKeepsCommandsAway(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Choose date")
	if d.modal.Depth() != 1 {
		t.Fatalf("%d dialogs are open", d.modal.Depth())
	}
	d.command("Quick open")
	d.answer(fyne.KeyRight, fyne.KeyDown, fyne.KeyReturn)
	if got := d.posts.cur.s.Value("published"); got != "2023-12-12" && got != "2023-12-19" {
		t.Errorf("published is %q", got)
	}
	if d.modal.Depth() != 0 {
		t.Error("the calendar is still counted as open")
	}
}

// Above front matter of another program no field is put, and the writer is told.
func TestFormAboveFrontMatter(t *testing.T) {
	src := "---\ntitle: Theirs\n---\n\nWords\n"
	d := newTestWindow(t, map[string]string{"a.md": src})
	d.command("Go to title")
	d.write("Mine")
	if got := d.posts.cur.s.Text().String(); got != src || d.posts.cur.s.Dirty() {
		t.Errorf("the text is %q", got)
	}
	if note := d.note(); !strings.Contains(note, "YAML front matter of another program") || d.form.Title.Text() != "" {
		t.Errorf("said %q, the field holds %q", note, d.form.Title.Text())
	}
}

// TestFormFoldsWithKeys holds that F4 folds the form and unfolds it, and that it is
// so again at the next start.
func TestFormFoldsWithKeys(t *testing.T) {
	d := newTestWindow(t, one())
	whole, text := d.form.Size().Height, d.area.Position().Y
	d.key(fyne.KeyF4)
	if h := d.form.Size().Height; h >= whole/2 || d.area.Position().Y >= text {
		t.Errorf("folded the form is %v high, and was %v", h, whole)
	}
	if !d.remembered().FormFolded {
		t.Error("it is not remembered")
	}
	d.command("Go to slug")
	if h := d.form.Size().Height; h != whole || d.remembered().FormFolded || d.win.Canvas().Focused() != fyne.Focusable(d.form.Slug) {
		t.Errorf("gone to a field it is %v high, and was %v", h, whole)
	}
	d.command("Toggle form")
	if d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Error("the keys stay in a field that is not seen")
	}
}

// TestFormFoldsWhileScrolled holds that the form folds while the text is scrolled
// down, and that the text stays where it is seen.
func TestFormFoldsWhileScrolled(t *testing.T) {
	d := newTestWindow(t, map[string]string{"a.md": marbles + strings.Repeat("\nOne more paragraph of some words.\n", 200)})
	wheel := func(dy float32) { d.area.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, dy)}) }
	seen := func() float32 { // where the text's start would be in the window
		return d.area.Position().Y - textedit.Above(d.area)
	}
	whole := d.form.Size().Height
	wheel(-300)
	if d.form.Size().Height != whole {
		t.Fatal("it folds though nobody wants it")
	}
	wheel(1e6)
	d.choose(func(s *config.Settings) { s.FormScrolls = true })
	for range 40 {
		was := seen()
		wheel(-10)
		if moved := was - seen(); moved < 19 || moved > 21 {
			t.Fatalf("the text moved by %v, with the form %v high", moved, d.form.Size().Height)
		}
	}
	if d.form.Size().Height >= whole/2 {
		t.Fatal("it does not fold")
	}
	wheel(1e6)
	if h := d.form.Size().Height; h != whole {
		t.Errorf("at the top it is %v high, and was %v", h, whole)
	}
}

// TestFieldsOfTheLibrary holds that what a library says of fields is in the form
// and in the problems, and that values of other posts are offered.
func TestFieldsOfTheLibrary(t *testing.T) {
	files := one()
	files["galley.toml"] = "[[field]]\nname = \"mood\"\nrequired = true\nchoices = [\"good\", \"bad\"]\ndefault = \"good\"\n"
	files["b.md"] = strings.Replace(marbles, "!! slug: marbles", "!! slug: b\n!! tags: glass, jars", 1)
	d := newTestWindow(t, files)
	d.openItem(library.Item{Path: d.path("marbles.md")})
	d.until("the missing field is told of", func() bool { return strings.Contains(d.form.Problem("mood"), "no field mood") })
	d.problems.goTo(d.posts.cur.found()[0])
	if d.win.Canvas().Focused() != fyne.Focusable(d.form.Fields()["mood"]) {
		t.Error("the field has not the keys")
	}
	d.command("New post")
	if text := d.posts.cur.s.Text().String(); !strings.Contains(text, "!! mood: good\n") || !d.posts.cur.blank() {
		t.Errorf("a new post is\n%s", text)
	}
}
