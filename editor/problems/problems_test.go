package problems

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/storage/post"
)

func rows() []Row {
	fix := func(label, text string) *post.Fix { return &post.Fix{Label: label, Text: text} }
	return []Row{
		{Problem: post.Problem{Rule: "heading-jump", Severity: post.Warning, Message: "this heading is of level 3 below one of level 1; make it one of level 2", Fix: fix("Make it level 2", "##")}, Title: "Naps", Place: "Line 3"},
		{Problem: post.Problem{Rule: "heading-jump", Severity: post.Warning, Message: "this heading is too deep", Fix: fix("Make it level 3", "###")}, Title: "Naps", Place: "Line 9"},
		{Problem: post.Problem{Rule: "alt-missing", Severity: post.Hint, Message: "the picture has no description", Fix: fix("Describe it", "")}, Title: "Naps", Place: "Line 12"},
		{Problem: post.Problem{Rule: "todo", Severity: post.Error, Message: "a TODO is left here"}, Title: "Naps", Place: "Line 20"},
	}
}

// open opens a list; what is done with its rows is told.
func open(t *testing.T, list []Row, height float32) (*seen.Person, *List, *string) {
	t.Helper()
	p := seen.Sit(t, control.NewGround(), 1000, height)
	did := new(string)
	l := Open(Options{
		Modal: modal.NewStack(p.Canvas(), func(bool) {}), Canvas: p.Canvas(), Title: "Problems of “Naps”", Rows: list, Stays: true,
		Go:  func(r Row) { *did += "goes to " + r.Place + "; " },
		Fix: func(rows []Row) { *did += fmt.Sprintf("fixes %d from %s; ", len(rows), rows[0].Place) },
	})
	return p, l, did
}

func TestList(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(p *seen.Person)
		want string
		open bool
	}{
		{"Return", func(p *seen.Person) { p.Press(fyne.KeyReturn) }, "goes to Line 3; ", false},
		{"a click", func(p *seen.Person) { p.ClickOn("This heading is too deep.") }, "goes to Line 9; ", false},
		{"arrows", func(p *seen.Person) { p.Press(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn) }, "goes to Line 20; ", false},
		{"Escape", func(p *seen.Person) { p.Press(fyne.KeyEscape) }, "", false},
		{"a fix", func(p *seen.Person) { p.ClickOn("Make it level 3") }, "fixes 1 from Line 9; ", true},
		{"a fix by a key", func(p *seen.Person) { p.Press(fyne.KeyDown, fyne.KeyF) }, "fixes 1 from Line 9; ", true},
		{"no fix", func(p *seen.Person) { p.Press(fyne.KeyEnd, fyne.KeyF) }, "", true},
		{"a fix that leads to its place", func(p *seen.Person) { p.ClickOn("Describe it") }, "fixes 1 from Line 12; ", false},
		{"all of a kind", func(p *seen.Person) { p.ClickOn("Fix all 2 problems of this kind") }, "fixes 2 from Line 3; ", true},
	} {
		p, _, did := open(t, rows(), 800)
		if c.do(p); *did != c.want || p.Open() != c.open {
			t.Errorf("%s: %q, open %v", c.name, *did, p.Open())
		}
	}
}

func TestSentencesAreWhole(t *testing.T) {
	p, l, _ := open(t, rows(), 800)
	if said := p.Says(); !strings.Contains(said, "This heading is of level 3 below one of level 1; make it one of level 2.") || !strings.Contains(said, "Error · Line 20") {
		t.Errorf("it says %q", said)
	}
	l.Set(rows()[3:])
	if said := p.Says(); strings.Contains(said, "heading") || !strings.Contains(said, "A TODO is left here.") {
		t.Errorf("then it says %q", said)
	}
	l.Set(nil)
	p.See("Nothing is wrong.")
}
