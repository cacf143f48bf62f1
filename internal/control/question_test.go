package control_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// ask shows a question over a field that has the focus.
func ask(t *testing.T, with func(*control.Question)) (*person, *control.Question, *did, *control.Entry) {
	t.Helper()
	below := control.NewEntry()
	p := sit(t, below, 800, 600)
	under(p, below)
	var d did
	q := &control.Question{
		Title: "Save the post?", Text: "What was typed is kept until then.",
		Apart:  []control.Choice{{Label: "Discard", Do: d.do("discarded")}},
		Cancel: control.Choice{Label: "Cancel", Do: d.do("cancelled")},
		Main:   control.Choice{Label: "Save", Do: d.do("saved")}, OnClose: d.do("closed"),
	}
	if with != nil {
		with(q)
	}
	q.Open(p.canvas())
	return p, q, &d, below
}

// TestQuestionShows: what is asked above what stays safe above the answers, the
// one that gives something up apart at the left, the main one at the right.
func TestQuestionShows(t *testing.T) {
	p, _, _, _ := ask(t, nil)
	title, text := p.see("Save the post?"), p.see("What was typed is kept until then.")
	discard, cancel, save := p.see("Discard"), p.see("Cancel"), p.see("Save")
	if !title.bold || text.bold || title.y >= text.y || text.y >= save.y {
		t.Errorf("%+v\n%+v\n%+v", title, text, save)
	}
	if apart, near := cancel.x-discard.right(), save.x-cancel.right(); apart < 2*near {
		t.Errorf("the answers are %+v %+v %+v", discard, cancel, save)
	}
	if p.behind("Save").fill != theme.Color(theme.Accent) || p.behind("Save").thick != 2 || p.behind("Cancel").thick != 1 || p.behind("Discard").fill != p.behind("Cancel").fill {
		t.Errorf("the main answer stands on %+v, another on %+v", p.behind("Save"), p.behind("Cancel"))
	}
}

func TestQuestionMouse(t *testing.T) {
	for label, want := range map[string]string{"Discard": "closed, discarded", "Cancel": "closed, cancelled", "Save": "closed, saved"} {
		p, _, d, below := ask(t, nil)
		p.clickOn("Save the post?")
		p.click(5, 5)
		if got := d.take(); got != "" || !p.open() {
			t.Errorf("a click beside the answers did %q", got)
		}
		p.clickOn(label)
		if got := d.take(); got != want || p.open() || p.canvas().Focused() != fyne.Focusable(below) {
			t.Errorf("%s did %q, want %q", label, got, want)
		}
	}
}

func TestQuestionAnswers(t *testing.T) {
	// Escape is for what cancels, also where another answer has the focus.
	p, _, d, _ := ask(t, nil)
	p.press(fyne.KeyLeft, fyne.KeyLeft, fyne.KeyEscape)
	if got := d.take(); got != "closed, cancelled" {
		t.Errorf("Escape did %q", got)
	}
	// Tab goes round the answers, and leads nowhere else.
	p, _, d, _ = ask(t, nil)
	for _, want := range []string{"Discard", "Cancel", "Save", "Discard"} {
		p.press(fyne.KeyTab)
		if b := p.behind(want); b.thick != 2 {
			t.Errorf("after Tab %s is %+v", want, b)
		}
	}
	p.press(fyne.KeySpace)
	if got := d.take(); got != "closed, discarded" {
		t.Errorf("Space did %q", got)
	}
	// With nothing to cancel Escape is the one answer.
	p, _, d, _ = ask(t, func(q *control.Question) { q.Apart, q.Cancel = nil, control.Choice{} })
	if len(p.all("Cancel")) > 0 {
		t.Error("an answer is shown that is none")
	}
	p.press(fyne.KeyEscape)
	if got := d.take(); got != "closed, saved" {
		t.Errorf("Escape did %q", got)
	}
	// An answer is given once; a question that is closed has none.
	_, q, d, _ := ask(t, nil)
	q.Submit()
	q.Submit()
	q.Escape()
	q.Close()
	if got := d.take(); got != "closed, saved" {
		t.Errorf("answers after the first did %q", got)
	}
	_, q, d, _ = ask(t, nil)
	q.Close()
	if got := d.take(); got != "closed" {
		t.Errorf("closed without an answer it did %q", got)
	}
}

// What a question asks for more lies between its words and its answers.
func TestQuestionExtra(t *testing.T) {
	field := control.NewEntry()
	p, q, d, _ := ask(t, func(q *control.Question) { q.Extra, q.First = field, field })
	p.write("a name")
	if field.Text() != "a name" {
		t.Errorf("the field has %q", field.Text())
	}
	if w := p.see("a name"); w.y < p.see("What was typed is kept until then.").y || w.y > p.see("Save").y {
		t.Errorf("the field is at %+v", w)
	}
	field.OnSubmit = q.Submit
	p.press(fyne.KeyReturn)
	if got := d.take(); got != "closed, saved" {
		t.Errorf("Return in the field did %q", got)
	}

	note := control.NewLabel("short", theme.Muted)
	note.Wrap = 300
	p, q, _, _ = ask(t, func(q *control.Question) { q.Extra = note })
	note.SetText(strings.Repeat("longer words ", 20))
	q.Refresh()
	end := float32(0)
	for _, w := range p.words() {
		if strings.HasPrefix(w.text, "longer") {
			end = max(end, w.y+w.h)
		}
	}
	if end == 0 || end > p.see("Save").y {
		t.Errorf("what grew ends at %v, the answers begin at %v", end, p.see("Save").y)
	}
}
