package merging

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/comparison"
	"galley.app/galley/editor/merge"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
)

// reviewing is a Review in a window that a person sits before. What workers hand
// over waits until the test takes it in.
type reviewing struct {
	*seen.Person
	*Review
	t     *testing.T
	queue chan func()
	used  []string
	left  []*merge.Merge // the answers that it was left with
}

func review(t *testing.T, texts Texts, answers *merge.Merge) *reviewing {
	t.Helper()
	r := &reviewing{Person: seen.Sit(t, control.NewGround(), 1400, 900), t: t, queue: make(chan func(), 100)}
	r.Review = Open(Options{
		Modal: modal.NewStack(r.Canvas(), func(bool) {}), Canvas: r.Canvas(), Post: func(f func()) { r.queue <- f },
		Now: func() time.Time { return time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC) }, Modify: func() fyne.KeyModifier { return 0 },
		Title: "The review", Theirs: "Theirs, the file", Answers: answers,
		Use:   func(text string) { r.used = append(r.used, text) },
		Later: func(answers *merge.Merge) { r.left = append(r.left, answers) },
	}, texts)
	return r
}

// sees waits until words are seen.
func (r *reviewing) sees(words string) {
	r.t.Helper()
	late := time.After(2 * time.Minute)
	for !strings.Contains(r.Says(), words) {
		select {
		case f := <-r.queue:
			f()
		case <-late:
			r.t.Fatalf("waited in vain for %q; there is: %s", words, r.Says())
		}
	}
}

var lamp = Texts{
	Base:    "One jar stands on the shelf.\n\nThe third has a lamp in it.\n",
	Mine:    "A jar stands on the shelf.\n\nThe third has a candle in it.\n",
	Theirs:  "One jar stands on the table.\n\nThe third has a torch in it.\n",
	HasBase: true,
}

// Each answer, given by its key, makes the text that it says.
func TestAnswers(t *testing.T) {
	const start = "A jar stands on the table.\n\nThe third has a "
	for _, c := range []struct {
		name string
		keys []fyne.KeyName
		want string
	}{
		{"mine", []fyne.KeyName{fyne.Key1}, start + "candle in it.\n"},
		{"theirs", []fyne.KeyName{fyne.Key2}, start + "torch in it.\n"},
		{"both", []fyne.KeyName{fyne.Key3}, start + "candle torch in it.\n"},
		{"another one than before", []fyne.KeyName{fyne.Key1, fyne.Key2}, start + "torch in it.\n"},
		{"none", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := review(t, lamp, nil)
			r.sees("1 of 1 place left to choose")
			r.Press(c.keys...)
			r.Press(fyne.KeyReturn)
			if c.want == "" {
				if len(r.used) > 0 || !r.Open() {
					t.Errorf("used %q before all was settled", r.used)
				}
				return
			}
			if !slices.Equal(r.used, []string{c.want}) || r.Open() || len(r.left) > 0 {
				t.Errorf("used %q, want %q; left %d times", r.used, c.want, len(r.left))
			}
		})
	}
}

// Without a common text both sides are asked about wherever they differ, and the
// rest can be answered at once.
func TestRest(t *testing.T) {
	texts := lamp
	texts.HasBase = false
	for label, want := range map[string]string{"Mine for the rest": lamp.Mine, "Theirs for the rest": lamp.Theirs} {
		r := review(t, texts, nil)
		r.sees("3 of 3 places left to choose")
		r.ClickOn(label)
		r.sees("All is settled")
		r.ClickOn("Use this text")
		if !slices.Equal(r.used, []string{want}) {
			t.Errorf("%s: used %q, want %q", label, r.used, want)
		}
	}
}

// While texts that changed are compared nothing is used: what there is was made
// of others.
func TestUseWhileItIsCompared(t *testing.T) {
	r := review(t, lamp, nil)
	r.sees("1 of 1 place left to choose")
	r.Press(fyne.Key2)
	r.sees("All is settled")
	texts := lamp
	texts.Theirs += "\nWhat they wrote since.\n"
	r.Renew(texts)
	r.Press(fyne.KeyReturn)
	if len(r.used) > 0 {
		t.Fatalf("used %q, which lacks what they wrote since", r.used)
	}
	r.sees("It changed again meanwhile. 1 answer")
	r.Press(fyne.KeyReturn)
	if want := "A jar stands on the table.\n\nThe third has a torch in it.\n\nWhat they wrote since.\n"; !slices.Equal(r.used, []string{want}) {
		t.Errorf("used %q, want %q", r.used, want)
	}
}

// Answers that were given before are not lost where the review is left, or its
// texts change, before they were compared.
func TestAnswersStay(t *testing.T) {
	answers := merge.Three(lamp.Base, lamp.Mine, lamp.Theirs)
	answers.Choose(answers.Conflicts()[0], merge.TakeTheirs, "")
	r := review(t, lamp, answers)
	r.Press(fyne.KeyEscape)
	if !slices.Equal(r.left, []*merge.Merge{answers}) || r.Open() {
		t.Errorf("left with %v", r.left)
	}
	r = review(t, lamp, answers)
	texts := lamp
	texts.Theirs += "\nWhat they wrote since.\n"
	r.Renew(texts)
	r.sees("All is settled")
}

// What is shown beside a conflict is the rest of its line, which is cut where it
// is long.
func TestAround(t *testing.T) {
	long, han := strings.Repeat("word ", 400), strings.Repeat("字", 400)
	for _, c := range []struct{ name, base, mine, theirs, before, after string }{
		{"a line", "Above.\nThe lamp stands.\nBelow.\n", "Above.\nThe torch stands.\nBelow.\n", "Above.\nThe candle stands.\nBelow.\n", "The ", " stands."},
		{"first and last", "lamp", "torch", "candle", "", ""},
		{"CRLF", "Above.\r\nThe lamp.\r\n", "Above.\r\nThe torch.\r\n", "Above.\r\nThe candle.\r\n", "The ", "."},
		{"long", long + "lamp " + long, long + "torch " + long, long + "candle " + long, "… " + strings.Repeat("word ", 119), strings.Repeat(" word", 119) + " …"},
		{"a long line among others", "A.\n" + long + "lamp " + long + "\nB.\n", "A.\n" + long + "torch " + long + "\nB.\n", "A.\n" + long + "candle " + long + "\nB.\n", "… " + strings.Repeat("word ", 119), strings.Repeat(" word", 119) + " …"},
		{"without blanks", han + "灯" + han, han + "火" + han, han + "光" + han, "…" + strings.Repeat("字", 200), strings.Repeat("字", 200) + "…"},
	} {
		m := merge.Three(c.base, c.mine, c.theirs)
		at := m.Conflicts()
		if len(at) != 1 {
			t.Fatalf("%s: %d conflicts", c.name, len(at))
		}
		if b, a := before(m, at[0]), after(m, at[0]); b != c.before || a != c.after {
			t.Errorf("%s: before %q, after %q; want %q, %q", c.name, b, a, c.before, c.after)
		}
	}
}

// Each conflict is one part of the page, whatever was answered: the places are
// counted by them.
func TestParts(t *testing.T) {
	m := merge.Three("a lamp.\n\nOne gone.\n\nEnd.\n", "a torch.\n\nEnd.\n", "a candle.\n\nOne changed.\n\nEnd.\n")
	for _, choice := range []merge.Choice{merge.Open, merge.TakeMine, merge.TakeTheirs, merge.TakeBoth, merge.TakeOwn} {
		for _, i := range m.Conflicts() {
			m.Choose(i, choice, "")
		}
		n := 0
		for _, p := range partsOf(m) {
			if p.Text == "" {
				t.Errorf("answer %d: a part without a text", choice)
			}
			if p.Side == comparison.Undecided || p.Side == comparison.Decided {
				n++
			}
		}
		if page := comparison.LayMerged(partsOf(m)); n != len(m.Conflicts()) || page.Changes() != n {
			t.Errorf("answer %d: %d parts and %d changes of the page for %d conflicts", choice, n, page.Changes(), len(m.Conflicts()))
		}
	}
}
