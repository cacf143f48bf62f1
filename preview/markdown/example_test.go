package markdown_test

import (
	"fmt"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// A text is parsed into blocks that know where in it they stand.
func ExampleParse() {
	t := text.New("# One\n\nA *word*.\n\n- an item\n")
	doc := markdown.Parse(nil, t, 0)
	for i, b := range doc.From(0) {
		fmt.Printf("%2d %q\n", doc.Start(i), b.Plain())
	}
	for _, h := range doc.Outline() {
		fmt.Printf("level %d: %s, #%s\n", h.Level, h.Text, h.ID)
	}
	// Output:
	//  0 "One"
	//  7 "A word."
	// 18 "• an item"
	// level 1: One, #one
}

// After an edit the blocks that it did not touch are the very same.
func ExampleDoc_Since() {
	t := text.New("First.\n\nSecond.\n\nThird.\n")
	old := markdown.Parse(nil, t, 0)
	t, _ = t.Apply(text.Edit{Start: 8, End: 14, New: "Next"})
	doc := markdown.Parse(old, t, 0)

	same, tail := doc.Since(old)
	fmt.Println(same, "before and", tail, "behind are as they were;", doc.Block(1).Plain())
	// Output: 1 before and 1 behind are as they were; Next.
}

// A Worker parses the latest text beside the window. What it made is handed over
// on the goroutine that owns it.
func ExampleWorker() {
	window := make(chan func()) // stands for the window's events
	w := markdown.NewWorker(func(f func()) { window <- f }, func(doc *markdown.Doc) {
		fmt.Println(doc.Len(), "blocks")
	})
	w.Submit(text.New("One.\n\nTwo.\n"), 0)
	(<-window)()
	w.Close()
	// Output: 2 blocks
}
