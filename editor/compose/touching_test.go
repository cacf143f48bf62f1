package compose

import (
	"math/rand/v2"
	"slices"
	"testing"

	"galley.app/galley/editor/text"
)

// What goes around words goes around those of touching selections as one, or
// around each where it is about each.
func TestTouchingSelections(t *testing.T) {
	runCommands(t, ToggleBold, []command{
		{"on", "x «foo»|«bar»| y", "x **«foo»|«bar»|** y"},
		{"off", "**«foo»|«bar»|**", "«foo»|«bar»|"},
		{"off where each has marks", "**«foo»|****«bar»|**", "«foo»|«bar»|"},
		{"made backwards", "|«foo»«bar»|", "**|«foo»«bar»|**"},
		{"a blank at the edge", "«foo »|«bar»|", "**«foo »|«bar»|**"},
		{"a line's end at the edge", "«foo\n»|«bar»|", "**«foo\n»|«bar»|**"},
		{"two paragraphs", "«foo\n\n»|«bar»|", "**«foo**\n\n»|**«bar»|**"},
		{"three, and one apart", "«a»|«b»|«c»| «d»|", "**«a»|«b»|«c»|** **«d»|**"},
		{"out of the middle", "**a «foo»|«bar»| b**", "**a** «foo»|«bar»| **b**"},
	})
	runCommands(t, ToggleItalic, []command{
		{"on", "«foo»|«bar»|", "_«foo»|«bar»|_"},
		{"off", "*«foo»|«bar»|*", "«foo»|«bar»|"},
	})
	runCommands(t, ToggleCode, []command{
		{"on", "«foo»|«bar»|", "`«foo»|«bar»|`"},
		{"off", "`«foo»|«bar»|`", "«foo»|«bar»|"},
	})
	runCommands(t, ToggleStrike, []command{
		{"on", "«foo»|«bar»|", "~~«foo»|«bar»|~~"},
		{"off", "~~«foo»|«bar»|~~", "«foo»|«bar»|"},
	})
	runCommands(t, ToggleComment, []command{
		{"on", "«foo»|«bar»|", "<!-- «foo»|«bar»| -->"},
		{"off", "<!-- «foo»|«bar»| -->", "«foo»|«bar»|"},
	})
	runCommands(t, Link, []command{
		{"links", "«foo»|«bar»|", "[foo](|)[bar](|)"},
		{"an address behind words", "«foo»|«http://a.b»|", "[foo](|)[|](http://a.b)"},
		{"an address before words", "«http://a.b»|«foo»|", "[|](http://a.b)[foo](|)"},
		{"addresses", "«http://a.b»|«http://a.c»|«http://a.d»|", "[|](http://a.b)[|](http://a.c)[|](http://a.d)"},
	})
	runCommands(t, func(s State) Transaction { return Paste(s, "https://e.org") }, []command{
		{"an address pasted", "«foo»|«bar»|", "[foo](https://e.org)|[bar](https://e.org)|"},
	})
	runCommands(t, func(s State) Transaction { return Type(s, "(", Keys{Pairs: true}) }, []command{
		{"a bracket", "|«foo»«bar»|", "(|«foo»)(«bar»|)"},
	})
	runCommands(t, func(s State) Transaction { return Type(s, "*", Keys{Pairs: true}) }, []command{
		{"a star", "«foo»|«bar»|", "*«foo»|**«bar»|*"},
	})
	runCommands(t, func(s State) Transaction { return Type(s, "x", Keys{}) }, []command{
		{"a letter", "|«foo»«bar»|", "x|x|"},
	})
}

// Selections of which one ends where the next begins have the text become what
// it becomes for one over all of them, and stay as many as they were, in the text.
func TestTouchingAsOne(t *testing.T) {
	commands := map[string]Command{
		"bold": ToggleBold, "italic": ToggleItalic, "code": ToggleCode, "strike": ToggleStrike, "comment": ToggleComment,
		"bullets": ToggleBullet, "numbers": ToggleOrdered, "tasks": ToggleTask, "quote": ToggleQuote, "code block": CodeBlock,
		"heading": func(s State) Transaction { return Heading(s, 2) },
		"deeper":  Indent, "less deep": Outdent, "delete": DeleteLines, "join": JoinLines, "check": CheckTask,
		"up": func(s State) Transaction { return MoveLines(s, true) }, "down": func(s State) Transaction { return MoveLines(s, false) },
		"twice": func(s State) Transaction { return DuplicateLines(s, false) },
	}
	const src = "First **bold** words\nand _more_ of them.\n\n- [ ] one\n- two\n  - three `code`\n\n> quoted\n> lines\n\n1. a\n2. b\n\nLast ~~line~~ here.\n"
	rnd := rand.New(rand.NewPCG(1, 2))
	for name, f := range commands {
		for range 120 {
			cuts := []int{rnd.IntN(len(src)), rnd.IntN(len(src)), rnd.IntN(len(src)), rnd.IntN(len(src))}
			slices.Sort(cuts)
			if cuts = slices.Compact(cuts); len(cuts) < 3 {
				continue
			}
			one := State{Text: text.New(src), Selections: []text.Selection{{Anchor: cuts[0], Head: cuts[len(cuts)-1]}}}
			many := State{Text: one.Text}
			for i := range cuts[1:] {
				many.Selections = append(many.Selections, text.Selection{Anchor: cuts[i], Head: cuts[i+1]})
			}
			rnd.Shuffle(len(many.Selections), func(i, j int) {
				many.Selections[i], many.Selections[j] = many.Selections[j], many.Selections[i]
			})
			was := shown(many)
			want, got := f(one).then(one), f(many)
			if after := got.then(many); after.Text.String() != want.Text.String() {
				t.Fatalf("%s of %q\n got %q\nwant %q", name, was, shown(after), shown(want))
			}
			for _, x := range got.Selections {
				if x.Start() < 0 || x.End() > want.Text.Len() {
					t.Fatalf("%s of %q selects %v of %d bytes", name, was, x, want.Text.Len())
				}
			}
		}
	}
}
