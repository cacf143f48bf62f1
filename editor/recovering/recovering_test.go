package recovering

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/storage/journal"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// asked is the window over n texts, and what was answered.
type asked struct {
	*seen.Person
	queue   chan func()
	answers []string
}

// ask asks about n texts in a window of that size.
func ask(t *testing.T, n int, width, height float32, held map[string]string) *asked {
	t.Helper()
	dir := t.TempDir()
	w := journal.NewWriter(journal.Options{Dirs: []string{dir}})
	for i := range n {
		empty := text.New("")
		next, p := empty.Apply(text.Edit{New: fmt.Sprintf("!! title: Post %d\n---\nOne two three four.\n", i)})
		w.Journal(journal.About{Path: fmt.Sprintf("/none/%d.md", i)}).Changed(journal.State{Text: next, Revision: 1}, p)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	found, problems := journal.Find([]string{dir})
	if len(found) != n || len(problems) > 0 {
		t.Fatalf("%d found, %v", len(found), problems)
	}
	for i, f := range found { // in an order of their own
		fmt.Sscanf(f.Path, "/none/%d.md", &i)
		f.Time = now.Add(-time.Duration(i) * 20 * time.Hour)
	}
	for i := range found {
		for j := range found[:i] {
			if found[i].Time.After(found[j].Time) {
				found[i], found[j] = found[j], found[i]
			}
		}
	}
	for i, f := range found {
		if src := held[fmt.Sprint(i)]; src != "" {
			f.Standing, f.Now = journal.Changed, f.Path
		}
	}
	a := &asked{Person: seen.Sit(t, control.NewGround(), width, height), queue: make(chan func(), 100)}
	note := func(what string, list ...*journal.Found) {
		for _, f := range list {
			what += " " + strings.TrimPrefix(Title(f), "Post ")
		}
		a.answers = append(a.answers, what)
	}
	Ask(Options{
		Found: found, Modal: modal.NewStack(a.Canvas(), func(bool) {}), Post: func(f func()) { a.queue <- f }, Now: func() time.Time { return now },
		Read: func(path string) (string, error) {
			if src := held[strings.TrimSuffix(filepath.Base(path), ".md")]; src != "bad" {
				return src, nil
			}
			return "", errors.New("it cannot be read")
		},
		Restore: func(list []*journal.Found) { note("restore", list...) },
		Discard: func(f *journal.Found) { note("discard", f) },
		Later:   func(list []*journal.Found) { note("later", list...) },
	})
	a.wait()
	return a
}

// wait takes in one comparison.
func (a *asked) wait() { (<-a.queue)() }

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int
		do   func(a *asked)
		want string
	}{
		{"Return", 1, func(a *asked) { a.Press(fyne.KeyReturn) }, "restore 0"},
		{"Escape", 1, func(a *asked) { a.Press(fyne.KeyEscape) }, "later 0"},
		{"Restore", 1, func(a *asked) { a.ClickOn("Restore") }, "restore 0"},
		{"Keep for later", 1, func(a *asked) { a.ClickOn("Keep for later") }, "later 0"},
		{"Discard", 1, func(a *asked) { a.ClickOn("Discard") }, "discard 0|later"},
		{"Escape in the comparison", 1, func(a *asked) { a.Press(fyne.KeyTab, fyne.KeyEscape) }, "later 0"},
		{"all, Return", 3, func(a *asked) { a.Press(fyne.KeyReturn) }, "restore 0 1 2"},
		{"all, Escape", 3, func(a *asked) { a.Press(fyne.KeyEscape) }, "later 0 1 2"},
		{"Restore all", 3, func(a *asked) { a.ClickOn("Restore all") }, "restore 0 1 2"},
		{"one of three", 3, func(a *asked) {
			a.Press(fyne.KeyDown)
			a.ClickOn("Restore")
			a.Press(fyne.KeyReturn)
		}, "restore 1|restore 0 2"},
		{"one by one", 3, func(a *asked) {
			a.ClickOn("Post 2")
			a.ClickOn("Discard")
			a.ClickOn("Discard")
			a.Press(fyne.KeyEscape)
		}, "discard 2|discard 1|later 0"},
		{"each", 2, func(a *asked) {
			a.ClickOn("Restore")
			a.ClickOn("Restore")
		}, "restore 0|restore 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := ask(t, c.n, 1000, 700, nil)
			if c.do(a); strings.Join(a.answers, "|") != c.want || a.Open() {
				t.Errorf("answered %q, want %q; open: %v", a.answers, c.want, a.Open())
			}
		})
	}
}

// TestWords says what there is to know of a text.
func TestWords(t *testing.T) {
	a := ask(t, 1, 1000, 700, map[string]string{"0": "!! title: Post 0\n---\nOne three four five.\n"})
	for _, want := range []string{
		"Unsaved text of “Post 0” was recovered", "4 words, today at 10:00. Nothing is written to a file before you save.",
		"▲ Against 0.md, which was changed since: 1 word added, 1 removed. Neither text overwrites the other.",
	} {
		if !strings.Contains(a.Says(), want) {
			t.Errorf("there is no %q in %q", want, a.Says())
		}
	}
	a = ask(t, 3, 1000, 700, map[string]string{"1": "bad"})
	for _, want := range []string{
		"Unsaved text of 3 posts was recovered", "Post 0", "4 words, today at 10:00", "4 words, yesterday at 14:00", "4 words, 21 November 2026 at 18:00",
		"▲ 0.md is not there any more. Save writes it anew.",
	} {
		if !strings.Contains(a.Says(), want) {
			t.Errorf("there is no %q in %q", want, a.Says())
		}
	}
	a.Press(fyne.KeyDown)
	a.wait()
	if want := "▲ it cannot be read"; !strings.Contains(a.Says(), want) {
		t.Errorf("there is no %q in %q", want, a.Says())
	}
}

// TestSmall has all answers in reach where there is little room.
func TestSmall(t *testing.T) {
	for _, n := range []int{1, 200} {
		a := ask(t, n, 520, 400, nil)
		a.ClickOn("Keep for later")
		if len(a.answers) != 1 {
			t.Errorf("%d texts: answered %q", n, a.answers)
		}
	}
}
