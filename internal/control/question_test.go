package control_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/theme"
)

// ask shows a question over a field that has the focus.
func ask(t *testing.T, with func(*control.Question)) (*seen.Person, *control.Question, *seen.Did, *control.Entry) {
	t.Helper()
	below := control.NewEntry()
	p := seen.Sit(t, below, 800, 600)
	p.Canvas().Focus(below)
	var d seen.Did
	q := &control.Question{
		Title: "Save the post?", Text: "What was typed is kept until then.",
		Apart:  []control.Choice{{Label: "Discard", Do: d.Do("discarded")}},
		Cancel: control.Choice{Label: "Cancel", Do: d.Do("cancelled")},
		Main:   control.Choice{Label: "Save", Do: d.Do("saved")}, OnClose: d.Do("closed"),
	}
	if with != nil {
		with(q)
	}
	q.Open(p.Canvas())
	return p, q, &d, below
}

// TestQuestionShows: what is asked above what stays safe above the answers, the
// one that gives something up apart at the left, the main one at the right.
func TestQuestionShows(t *testing.T) {
	p, _, _, _ := ask(t, nil)
	title, text := p.See("Save the post?"), p.See("What was typed is kept until then.")
	discard, cancel, save := p.See("Discard"), p.See("Cancel"), p.See("Save")
	if !title.Bold || text.Bold || title.Y >= text.Y || text.Y >= save.Y {
		t.Errorf("%+v\n%+v\n%+v", title, text, save)
	}
	if apart, near := cancel.X-discard.Right(), save.X-cancel.Right(); apart < 2*near {
		t.Errorf("the answers are %+v %+v %+v", discard, cancel, save)
	}
	if p.Behind("Save").Fill != theme.Color(theme.Accent) || p.Behind("Save").Thick != 2 || p.Behind("Cancel").Thick != 1 || p.Behind("Discard").Fill != p.Behind("Cancel").Fill {
		t.Errorf("the main answer stands on %+v, another on %+v", p.Behind("Save"), p.Behind("Cancel"))
	}
}

func TestQuestionMouse(t *testing.T) {
	for label, want := range map[string]string{"Discard": "closed, discarded", "Cancel": "closed, cancelled", "Save": "closed, saved"} {
		p, _, d, below := ask(t, nil)
		p.ClickOn("Save the post?")
		p.Click(5, 5)
		if got := d.Take(); got != "" || !p.Open() {
			t.Errorf("a click beside the answers did %q", got)
		}
		p.ClickOn(label)
		if got := d.Take(); got != want || p.Open() || p.Canvas().Focused() != fyne.Focusable(below) {
			t.Errorf("%s did %q, want %q", label, got, want)
		}
	}
}

func TestQuestionAnswers(t *testing.T) {
	// Escape is for what cancels, also where another answer has the focus.
	p, _, d, _ := ask(t, nil)
	p.Press(fyne.KeyLeft, fyne.KeyLeft, fyne.KeyEscape)
	if got := d.Take(); got != "closed, cancelled" {
		t.Errorf("Escape did %q", got)
	}
	// Tab goes round the answers, and leads nowhere else.
	p, _, d, _ = ask(t, nil)
	for _, want := range []string{"Discard", "Cancel", "Save", "Discard"} {
		p.Press(fyne.KeyTab)
		if b := p.Behind(want); b.Thick != 2 {
			t.Errorf("after Tab %s is %+v", want, b)
		}
	}
	p.Press(fyne.KeySpace)
	if got := d.Take(); got != "closed, discarded" {
		t.Errorf("Space did %q", got)
	}
	// With nothing to cancel Escape is the one answer.
	p, _, d, _ = ask(t, func(q *control.Question) { q.Apart, q.Cancel = nil, control.Choice{} })
	if len(p.All("Cancel")) > 0 {
		t.Error("an answer is shown that is none")
	}
	p.Press(fyne.KeyEscape)
	if got := d.Take(); got != "closed, saved" {
		t.Errorf("Escape did %q", got)
	}
	// An answer is given once; a question that is closed has none.
	_, q, d, _ := ask(t, nil)
	q.Submit()
	q.Submit()
	q.Escape()
	q.Close()
	if got := d.Take(); got != "closed, saved" {
		t.Errorf("answers after the first did %q", got)
	}
	_, q, d, _ = ask(t, nil)
	q.Close()
	if got := d.Take(); got != "closed" {
		t.Errorf("closed without an answer it did %q", got)
	}
}

// What a question asks for more lies between its words and its answers.
func TestQuestionExtra(t *testing.T) {
	field := control.NewEntry()
	p, q, d, _ := ask(t, func(q *control.Question) { q.Extra, q.First = field, field })
	p.Write("a name")
	if field.Text() != "a name" {
		t.Errorf("the field has %q", field.Text())
	}
	if w := p.See("a name"); w.Y < p.See("What was typed is kept until then.").Y || w.Y > p.See("Save").Y {
		t.Errorf("the field is at %+v", w)
	}
	field.OnSubmit = q.Submit
	p.Press(fyne.KeyReturn)
	if got := d.Take(); got != "closed, saved" {
		t.Errorf("Return in the field did %q", got)
	}

	note := control.NewLabel("short", theme.Muted)
	note.Wrap = 300
	p, q, _, _ = ask(t, func(q *control.Question) { q.Extra = note })
	note.SetText(strings.Repeat("longer words ", 20))
	q.Refresh()
	end := float32(0)
	for _, w := range p.Words() {
		if strings.HasPrefix(w.Text, "longer") {
			end = max(end, w.Y+w.H)
		}
	}
	if end == 0 || end > p.See("Save").Y {
		t.Errorf("what grew ends at %v, the answers begin at %v", end, p.See("Save").Y)
	}
}
