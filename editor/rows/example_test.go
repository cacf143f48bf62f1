package rows_test

import (
	"fmt"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
)

// mono measures as a terminal does: each cluster is one pixel wide.
type mono struct{}

func (mono) Measure(_ string, ends []int32, _ []rows.Style, adv []float32) {
	for i := range ends {
		adv[i] = 1
	}
}

// show prints the rows from the first to the last.
func show(r *rows.Rows) {
	for row, ok := r.First(), true; ok; row, ok = r.Next(row) {
		fmt.Printf("%2d %q\n", row.Start, row)
	}
}

// Lines are wrapped between words. After an edit only what it touched is wrapped
// again.
func ExampleRows() {
	t := text.New("A line that is wrapped\nand one more")
	r := rows.New(rows.Options{Measurer: mono{}, Average: 1, Tab: 4})
	r.SetWidth(10)
	r.Reset(t)
	show(r)

	t, patch := t.Apply(text.Edit{Start: 0, End: 6, New: "Words"})
	r.Apply(t, patch)
	fmt.Println("--")
	show(r)
	// Output:
	//  0 "A line "
	//  7 "that is "
	// 15 "wrapped"
	// 23 "and one "
	// 31 "more"
	// --
	//  0 "Words that "
	// 11 "is wrapped"
	// 22 "and one "
	// 30 "more"
}

// A caret that goes down keeps to its column, also across a short row.
func ExampleRows_Down() {
	r := rows.New(rows.Options{Measurer: mono{}, Average: 1, Tab: 4})
	r.SetWidth(40)
	r.Reset(text.New("a long line\nab\nanother line"))

	caret := r.Caret(7)
	for range 3 {
		row := r.At(caret.Off, caret.End)
		fmt.Printf("%q, before %q\n", row, r.Text().Slice(caret.Off, row.End))
		caret = r.Down(caret, 1)
	}
	// Output:
	// "a long line", before "line"
	// "ab", before ""
	// "another line", before " line"
}

// A fold hides lines; the row that it hangs on tells how many.
func ExampleRows_Fold() {
	t := text.New("# Heading\nhidden\nhidden too\n# Next\n")
	r := rows.New(rows.Options{Measurer: mono{}, Average: 1, Tab: 4})
	r.SetWidth(40)
	r.Reset(t)
	r.Fold(rows.Fold{Start: t.LineStart(1), End: t.LineStart(3)})
	for row, ok := r.First(), true; ok; row, ok = r.Next(row) {
		fmt.Printf("%q %d\n", row, row.Folded)
	}
	// Output:
	// "# Heading" 2
	// "# Next" 0
	// "" 0
}

// A click is at a point; Offset returns the caret stop that is nearest.
func ExampleRow_Offset() {
	r := rows.New(rows.Options{Measurer: mono{}, Average: 1, Tab: 4})
	r.SetWidth(40)
	r.Reset(text.New("naïve"))
	row := r.First()
	off, _ := row.Offset(3.2)
	fmt.Printf("%q at x = %v\n", row.String()[:off], row.X(off))
	// Output: "naï" at x = 3
}
