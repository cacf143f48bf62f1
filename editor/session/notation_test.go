package session

import (
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/text"
)

// marked reads a text with its selections: | is a caret, «text»| and |«text» are selections with the
// caret at that end. The first one is the primary one. ¦ is a | of the text.
func marked(t *testing.T, s string) (string, []text.Selection) {
	t.Helper()
	var b strings.Builder
	var sels []text.Selection
	open, first := -1, false
	for s != "" {
		switch {
		case strings.HasPrefix(s, "|«"):
			open, first = b.Len(), true
			s = s[len("|«"):]
		case strings.HasPrefix(s, "«"):
			open, first = b.Len(), false
			s = s[len("«"):]
		case strings.HasPrefix(s, "»"):
			s = s[len("»"):]
			x := text.Selection{Anchor: open, Head: b.Len()}
			if first {
				x = text.Selection{Anchor: b.Len(), Head: open}
			} else if !strings.HasPrefix(s, "|") {
				t.Fatalf("a selection without a caret before %q", s)
			} else {
				s = s[1:]
			}
			sels = append(sels, x)
		case strings.HasPrefix(s, "¦"):
			b.WriteByte('|')
			s = s[len("¦"):]
		case s[0] == '|':
			sels = append(sels, text.Caret(b.Len()))
			s = s[1:]
		default:
			b.WriteByte(s[0])
			s = s[1:]
		}
	}
	if len(sels) == 0 {
		t.Fatal("no caret")
	}
	return b.String(), sels
}

// show is the reverse of marked.
func show(s string, sels []text.Selection) string {
	type mark struct {
		off  int
		rank int
		sign string
	}
	var marks []mark
	for _, x := range sels {
		switch {
		case x.Empty():
			marks = append(marks, mark{x.Head, 1, "|"})
		case x.Head < x.Anchor:
			marks = append(marks, mark{x.Head, 2, "|«"}, mark{x.Anchor, 0, "»"})
		default:
			marks = append(marks, mark{x.Anchor, 2, "«"}, mark{x.Head, 0, "»|"})
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int {
		if a.off != b.off {
			return a.off - b.off
		}
		return a.rank - b.rank
	})
	var b strings.Builder
	at := 0
	plain := func(s string) string { return strings.ReplaceAll(s, "|", "¦") }
	for _, m := range marks {
		b.WriteString(plain(s[at:m.off]) + m.sign)
		at = m.off
	}
	return b.String() + plain(s[at:])
}

// command is one line of a table: a text with selections before and after.
type command struct{ name, from, to string }

const testHead = "!! title: * Title\n!! slug: a\n\n---\n\n"

// runCommands does f on each text, as a body below a head and as a text without one, and then undo
// and redo, which must lead to the very texts and selections.
func runCommands(t *testing.T, f func(*Session), tests []command) {
	t.Helper()
	for _, tt := range tests {
		name := tt.name
		if name == "" {
			name = tt.from
		}
		t.Run(name, func(t *testing.T) {
			t.Helper()
			for _, head := range []string{testHead, ""} {
				body, sels := marked(t, tt.from)
				if strings.Contains(body, "\r\n") {
					head = strings.ReplaceAll(head, "\n", "\r\n")
				}
				if _, to := marked(t, tt.to); len(to) == 0 {
					t.Fatal("no caret")
				}
				s := Open("a.md", head+body, Options{Now: func() time.Time { return time.Unix(1, 0) }})
				for i := range sels {
					sels[i].Anchor += len(head)
					sels[i].Head += len(head)
				}
				s.Select(sels...)
				f(s)
				if got := show(s.Text().String(), s.Selections()); got != head+tt.to {
					t.Fatalf("from %q\n got %q\nwant %q", tt.from, strings.TrimPrefix(got, head), tt.to)
				}
				if s.Text().String() == head+body {
					if s.CanUndo() {
						t.Error("there is something to undo")
					}
					continue
				}
				s.Undo()
				if got := show(s.Text().String(), s.Selections()); got != head+tt.from {
					t.Errorf("undo leads to %q, want %q", strings.TrimPrefix(got, head), tt.from)
				}
				if s.CanUndo() || s.Dirty() {
					t.Error("it was more than one transaction")
				}
				s.Redo()
				if got := show(s.Text().String(), s.Selections()); got != head+tt.to {
					t.Errorf("redo leads to %q, want %q", strings.TrimPrefix(got, head), tt.to)
				}
			}
		})
	}
}
