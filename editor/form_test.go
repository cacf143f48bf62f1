package editor

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
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
