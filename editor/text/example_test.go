package text_test

import (
	"fmt"
	"time"

	"galley.app/galley/editor/text"
)

// A text never changes: an edit returns another one, and the way there.
func ExampleText_Apply() {
	old := text.New("Hello world\n")
	now, patch := old.Apply(
		text.Edit{Start: 0, End: 5, New: "Goodbye"},
		text.Edit{Start: 11, End: 11, New: "!"},
	)
	fmt.Print(old.String(), now.String())
	fmt.Println("old byte 6 is new byte", patch.Map(6, text.After))

	back, _ := now.Apply(patch.Inverse()...)
	fmt.Print(back)
	// Output:
	// Hello world
	// Goodbye world!
	// old byte 6 is new byte 8
	// Hello world
}

// Line endings stay as they are, whatever they are.
func ExampleText_Line() {
	t := text.New("one\r\ntwo\nthree")
	for line := range t.Lines() {
		fmt.Printf("%d: %q at byte %d\n", line, t.Line(line), t.LineStart(line))
	}
	// Output:
	// 0: "one" at byte 0
	// 1: "two" at byte 5
	// 2: "three" at byte 9
}

// A mark keeps its place in the words while these are edited.
func ExampleMarks() {
	t := text.New("a caret here")
	var marks text.Marks
	mark := marks.Add(8, text.After)
	t, patch := t.Apply(text.Edit{Start: 0, End: 1, New: "still the"})
	marks.Apply(patch)
	fmt.Println(t.Slice(mark.Off, t.Len()))
	// Output: here
}

// Words typed in one go are one step of undo.
func ExampleHistory() {
	now := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	history := text.History{Now: func() time.Time { return now }}

	t := text.New("")
	for _, letter := range []string{"w", "o", "r", "d"} {
		end := t.Len()
		next, patch := t.Apply(text.Edit{Start: end, End: end, New: letter})
		history.Record(patch, []text.Selection{text.Caret(end)}, []text.Selection{text.Caret(end + 1)}, text.Typing, "")
		t = next
	}
	fmt.Printf("%q\n", t)

	if step, ok := history.Undo(); ok {
		t, _ = t.Apply(step.Patch.Inverse()...)
	}
	fmt.Printf("%q, more to undo: %v\n", t, history.CanUndo())

	if step, ok := history.Redo(); ok {
		t, _ = t.Apply(step.Patch.Edits()...)
	}
	fmt.Printf("%q\n", t)
	// Output:
	// "word"
	// "", more to undo: false
	// "word"
}

// A query is made ready once and then finds hits in any text.
func ExampleQuery_Compile() {
	t := text.New("Seven of 11 posts, 3 of them drafts\n")
	numbers, err := text.Query{Text: `(\d+) of`, Regexp: true}.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	for hit := range numbers.Hits(t, text.Range{Start: 0, End: t.Len()}) {
		fmt.Println(hit.Start, t.Slice(hit.Start, hit.End), "->", numbers.Expand(t, hit, "$1 among"))
	}
	// Output: 19 3 of -> 3 among
}

// Without a regular expression a query is looked for as it is.
func ExampleQuery_All() {
	t := text.New("Word, words, WORD")
	for r := range (text.Query{Text: "word", IgnoreCase: true, Words: true}).All(t, 0) {
		fmt.Println(r.Start, t.Slice(r.Start, r.End))
	}
	// Output:
	// 0 Word
	// 13 WORD
}
