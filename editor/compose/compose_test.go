package compose

import (
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/carets"
)

// then returns the state that a transaction leads to.
func (t Transaction) then(s State) State {
	next, p := s.Text.Apply(s.Text.Effective(t.Edits)...)
	sels := t.Selections
	if len(sels) == 0 {
		sels = text.MapSelections(s.Selections, p)
	}
	s = State{Text: next, Start: p.Map(s.Start, text.Before), Selections: next.Tidy(sels)}
	if t.Then != nil {
		return t.Then(s).then(s)
	}
	return s
}

// do returns the state that some commands lead to.
func do(s State, commands ...Command) State {
	for _, c := range commands {
		s = c(s).then(s)
	}
	return s
}

// plain returns the state of a text without a head, with a caret.
func plain(src string, caret int) State {
	return State{Text: text.New(src), Selections: []text.Selection{text.Caret(caret)}}
}

// command is one line of a table: a text with selections before and after.
type command struct{ name, from, to string }

const testHead = "!! title: * Title\n!! slug: a\n\n---\n\n"

// body returns the state of a body with selections below a head.
func body(t *testing.T, head, marked string) State {
	t.Helper()
	src, sels := carets.Parse(t, marked)
	if strings.Contains(src, "\r\n") {
		head = strings.ReplaceAll(head, "\n", "\r\n")
	}
	for i := range sels {
		sels[i].Anchor += len(head)
		sels[i].Head += len(head)
	}
	return State{Text: text.New(head + src), Start: len(head), Selections: sels}
}

// shown returns the body of a state with its selections.
func shown(s State) string {
	sels := make([]text.Selection, len(s.Selections))
	for i, x := range s.Selections {
		sels[i] = text.Selection{Anchor: x.Anchor - s.Start, Head: x.Head - s.Start}
	}
	return carets.String(s.Text.Slice(s.Start, s.Text.Len()), sels)
}

// runCommands does f on each text, as a body below a head and as a text without one.
func runCommands(t *testing.T, f Command, tests []command) {
	t.Helper()
	for _, tt := range tests {
		name := tt.name
		if name == "" {
			name = tt.from
		}
		t.Run(name, func(t *testing.T) {
			t.Helper()
			for _, head := range []string{testHead, ""} {
				s := body(t, head, tt.from)
				was := shown(s)
				next := f(s).then(s)
				if got := shown(next); got != tt.to || next.Start != s.Start {
					t.Fatalf("from %q\n got %q\nwant %q", tt.from, got, tt.to)
				}
				if got := shown(s); got != was {
					t.Errorf("the state before was changed from %q to %q", was, got)
				}
			}
		})
	}
}

// The notation of the tables is read as it is written.
func TestNotation(t *testing.T) {
	for _, marked := range []string{"a|b", "«a»|b|", "|«a\n» ¦ b"} {
		if got := shown(body(t, testHead, marked)); got != marked {
			t.Errorf("%q is read as %q", marked, got)
		}
	}
}
