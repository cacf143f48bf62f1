package rows

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
)

// hiddenBy tells the naive way whether a fold hides the line that starts at off.
func hiddenBy(all []Fold, off int) (depth int) {
	for _, f := range all {
		if f.Start <= off && off < f.End {
			depth++
		}
	}
	return depth
}

// checkFolds compares the rows with all rows of the text, less those of lines
// that folds hide.
func checkFolds(t *testing.T, r *Rows) {
	t.Helper()
	src := r.t.String()
	all := r.Folds()
	checkPieces(t, r, src)
	for i, b := range r.x.blocks {
		sum := b.sum
		if b.count(); b.sum != sum {
			t.Fatalf("block %d says %v, holds %v", i, sum, b.sum)
		}
	}
	fresh := newRows(src, r.w.width, r.limit)
	fresh.SetFrom(r.from)
	var want []Row
	for _, row := range walk(fresh) {
		if hiddenBy(all, r.t.LineStart(row.Line)) == 0 {
			want = append(want, row)
		}
	}
	got := walk(r)
	if len(r.x.blocks) > 0 && r.limit >= maxPiece && !slices.Equal(lines(got), lines(want)) {
		t.Fatalf("rows of %q with folds %v\n got %q\nwant %q", src, all, lines(got), lines(want))
	}
	if r.Total() != len(got) {
		t.Fatalf("Total is %d with %d rows", r.Total(), len(got))
	}
	for i, row := range got {
		if n := r.Nth(i); n.Start != row.Start || r.Index(row) != i {
			t.Fatalf("Nth(%d) starts at %d, want %d; its Index is %d", i, n.Start, row.Start, r.Index(row))
		}
		if i > 0 {
			if p, ok := r.Prev(row); !ok || p.Start != got[i-1].Start || p.End != got[i-1].End {
				t.Fatalf("Prev of row %d is %q", i, p)
			}
		}
		folded := 0
		if row.Last {
			next := r.t.Lines()
			if i+1 < len(got) {
				next = got[i+1].Line
			} else if next > row.Line+2 && isEnding(src[len(src)-1]) {
				next--
			}
			folded = next - row.Line - 1
		}
		if row.Folded != folded {
			t.Fatalf("row %q says that %d lines are folded, want %d in %q with %v", row, row.Folded, folded, src, all)
		}
	}
	if p, ok := r.Prev(r.First()); ok {
		t.Fatalf("%q is before the first row", p)
	}
	if r.Nth(len(got)+3).Start != got[len(got)-1].Start || r.Last().Start != got[len(got)-1].Start {
		t.Fatalf("the last row is %q, want %q", r.Last(), got[len(got)-1])
	}
	for off := r.from; off <= len(src); off++ {
		row, line := r.At(off, false), r.t.LineAt(off)
		start, end, hidden := r.Hidden(off)
		if hidden != (hiddenBy(all, r.t.LineStart(line)) > 0) {
			t.Fatalf("Hidden(%d) is %v with %v", off, hidden, all)
		}
		if !hidden {
			if row.Line != line {
				t.Fatalf("At(%d) is in line %d, want %d", off, row.Line, line)
			}
			continue
		}
		if back := r.Out(Caret{Off: off}, false).Off; row.End != back || !row.Last || row.Folded == 0 || start <= back || r.t.LineStart(r.t.LineAt(start)) != start {
			t.Fatalf("hidden offset %d is on row %q, back is %d, hidden from %d", off, row, back, start)
		}
		if on := r.Out(Caret{Off: off}, true).Off; on != end && (end != len(src) || on != row.End) {
			t.Fatalf("out of %d forward is %d, want %d or %d", off, on, end, row.End)
		}
	}
	again := newRows(src, r.w.width, r.limit)
	again.SetFrom(r.from)
	again.SetFolds(all)
	if !slices.Equal(again.Folds(), all) {
		t.Fatalf("SetFolds(%v) gives %v", all, again.Folds())
	}
}

// nests tells whether lines [a, b) can be folded: every other fold lies, with
// the line that it hangs on, inside or outside of them.
func nests(r *Rows, all []Fold, a, b int) bool {
	for _, f := range all {
		c, d := r.t.LineAt(f.Start), r.t.LineAt(min(f.End, r.t.Len()))
		if f.End > r.t.Len() {
			d = r.t.Lines()
		}
		inside := c <= a-1 && b <= d
		around := a <= c-1 && d <= b
		if !inside && !around && (a-1 < d && c-1 < b) {
			return false
		}
	}
	return true
}

// foldProgram folds, opens and edits what the numbers stand for.
func foldProgram(t *testing.T, next func(n int) int) {
	pick := func(n int) string {
		var b strings.Builder
		for range next(n) {
			b.WriteString([]string{"word ", "\n", "a b", "\n\n", "\r\n", "é", "# x\n"}[next(7)])
		}
		return b.String()
	}
	limit := []int{24, maxPiece, maxPiece}[next(3)]
	r := newRows(pick(80), float32(30+next(200)), limit)
	for range 25 {
		all, size := r.Folds(), r.t.Len()
		switch next(9) {
		case 0:
			r.SetWidth(float32(10 + next(300)))
		case 1, 2, 3:
			a := 1 + next(r.t.Lines())
			b := a + 1 + next(8)
			if a >= r.t.Lines() || !nests(r, all, a, min(b, r.t.Lines())) {
				continue
			}
			f := Fold{r.t.LineStart(a), size + 1}
			if b < r.t.Lines() {
				f.End = r.t.LineStart(b)
			}
			if f.Start <= r.from {
				continue
			}
			if !r.Fold(f) {
				t.Fatalf("cannot fold %v of %q", f, r.t)
			}
			for line := range r.t.Lines() {
				off := r.t.LineStart(line)
				was, is := hiddenBy(all, off), hiddenBy(r.Folds(), off)
				if in := line >= a && line < b; in && is != was+1 || !in && is != was {
					t.Fatalf("line %d was in %d folds and is in %d after folding %v", line, was, is, f)
				}
			}
		case 4:
			off := next(size + 1)
			r.Show(off)
			if _, _, hidden := r.Hidden(off); hidden {
				t.Fatalf("offset %d is not shown", off)
			}
		case 5:
			line := next(r.t.Lines())
			if line+1 >= r.t.Lines() {
				continue
			}
			start := r.t.LineStart(line + 1)
			has := slices.ContainsFunc(all, func(f Fold) bool { return f.Start == start })
			if r.Unfold(r.t.LineStart(line)) != has {
				t.Fatalf("unfolding line %d of %v: %v", line, all, !has)
			}
			if has && len(r.Folds()) != len(all)-1 {
				t.Fatalf("unfolding line %d of %v left %v", line, all, r.Folds())
			}
		default:
			foldEdit(t, r, next, pick)
		}
		checkFolds(t, r)
	}
}

// foldEdit edits at random. What must hold: a line that was seen and is still
// there is seen, and a fold that no change comes near stays.
func foldEdit(t *testing.T, r *Rows, next func(n int) int, pick func(n int) string) {
	t.Helper()
	before, all := r.t, r.Folds()
	var edits []text.Edit
	at := 0
	for range 1 + next(2) {
		start := at + next(before.Len()-at+1)
		end := min(before.Len(), start+next(12)*next(4))
		edits = append(edits, text.Edit{Start: start, End: end, New: pick(4)})
		if at = end + 1; at > before.Len() {
			break
		}
	}
	u, p := before.Apply(edits...)
	r.Apply(u, p)
	now := r.Folds()
	near := func(start, end int) bool {
		return slices.ContainsFunc(edits, func(e text.Edit) bool { return e.Start <= end && e.End >= start })
	}
	for line := range before.Lines() {
		off := before.LineStart(line)
		if near(off, before.LineEnd(line)+1) || off > 0 && near(off-1, off) || hiddenBy(all, off) > 0 {
			continue
		}
		if to := p.Map(off, text.After); hiddenBy(now, to) > 0 {
			t.Fatalf("%v hides line %d of %q: folds were %v, are %v", edits, line, before, all, now)
		}
	}
	for _, f := range all {
		if near(before.LineStart(before.LineAt(f.Start)-1)-2, f.End+1) {
			continue
		}
		f = mapFolds([]Fold{f}, p)[0]
		if !slices.Contains(now, f) {
			t.Fatalf("%v opens %v of %q: folds were %v, are %v", edits, f, before, all, now)
		}
	}
}

func TestFolds(t *testing.T) {
	growth.Alone(t)
	for seed := range uint64(400) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		t.Run(fmt.Sprint(seed), func(t *testing.T) { foldProgram(t, rnd.IntN) })
	}
}

func FuzzFolds(f *testing.F) {
	for seed := range uint64(8) {
		rnd := rand.New(rand.NewPCG(seed, 4))
		b := make([]byte, 400)
		for i := range b {
			b[i] = byte(rnd.Uint32())
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		foldProgram(t, func(n int) int {
			if len(data) == 0 || n <= 1 {
				return 0
			}
			v := int(data[0]) % n
			data = data[1:]
			return v
		})
	})
}

// TestFoldEdits has texts in which lines hidden by a fold begin with a stroke.
// The edit replaces what is between ‹ and ›.
func TestFoldEdits(t *testing.T) {
	tests := []struct{ name, text, put, want string }{
		{"in the line it hangs on", "# A‹›\n|a\n|b\n# B", "x", "# Ax\n|a\n|b\n# B"},
		{"before it", "‹›# A\n|a\n# B", "x\n", "x\n# A\n|a\n# B"},
		{"in the line behind", "# A\n|a\n# ‹B›", "C", "# A\n|a\n# C"},
		{"lines behind", "# A\n|a\n‹›# B", "x\ny\n", "# A\n|a\nx\ny\n# B"},
		{"Enter at the end of the line it hangs on", "# A‹›\n|a\n# B\n|b", "\n", "# A\n\na\n# B\n|b"},
		{"its first line is joined on", "# A‹\n›|a\n|b\n# B\n|b", "", "# Aa\nb\n# B\n|b"},
		{"its last line is joined on", "# A\n|a\n|b‹\n›# B\n|b", "", "# A\na\nb# B\nb"},
		{"within hidden text, no lines", "# A\n|a‹›\n# B", "x", "# A\n|ax\n# B"},
		{"within hidden text, lines", "# A\n|a‹›\n|b\n# B", "\nx", "# A\n|a\n|x\n|b\n# B"},
		{"the whole section goes", "x\n‹# A\n|a\n|b\n›# B\n|c", "", "x\n# B\n|c"},
		{"the line it hangs on goes", "x\n‹# A\n›|a\n# B", "", "x\na\n# B"},
		{"a heading between two folds goes", "# A\n|a\n‹# B\n›|b\n# C", "", "# A\n|a\nb\n# C"},
		{"all hidden text goes", "# A\n‹|a\n|b\n›# B", "", "# A\n# B"},
		{"from one fold into another", "# A\n|a‹\n# B\n|›b\n# C", "", "# A\nab\n# C"},
		{"nested folds", "# A\n|## B\n||b‹›\n|## C\n# D", "\nx", "# A\n|## B\n||b\n||x\n|## C\n# D"},
		{"an outer fold opens, an inner one stays", "# A‹›\n|## B\n||b\n|## C\n# D", "\nx", "# A\nx\n## B\n|b\n## C\n# D"},
		{"at the end of the text", "# A\n|a\n|‹›", "x\n", "# A\n|a\n|x\n|"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, start, end := foldRows(tt.text)
			u, p := r.t.Apply(text.Edit{Start: start, End: end, New: tt.put})
			r.Apply(u, p)
			if got := foldText(r); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
			checkFolds(t, r)
		})
	}
}

// foldRows reads the notation of TestFoldEdits.
func foldRows(s string) (r *Rows, start, end int) {
	var plain strings.Builder
	var folds []Fold
	var open []int
	start = -1
	for _, line := range strings.SplitAfter(s, "\n") {
		mark := strings.TrimLeft(strings.NewReplacer("‹", "", "›", "").Replace(line), "|")
		depth := strings.Count(line, "|")
		for len(open) > depth {
			folds[open[len(open)-1]].End = plain.Len()
			open = open[:len(open)-1]
		}
		for len(open) < depth {
			open = append(open, len(folds))
			folds = append(folds, Fold{plain.Len(), 1e9})
		}
		line = strings.ReplaceAll(line, "|", "")
		if i := strings.Index(line, "‹"); i >= 0 {
			start = plain.Len() + i
			line = strings.Replace(line, "‹", "", 1)
		}
		if i := strings.Index(line, "›"); i >= 0 {
			end = plain.Len() + i
		}
		plain.WriteString(mark)
	}
	for i := range folds {
		folds[i].End = min(folds[i].End, plain.Len()+1)
	}
	r = newRows(plain.String(), 200, maxPiece)
	r.SetFolds(folds)
	return r, start, end
}

func foldText(r *Rows) string {
	var b strings.Builder
	all := r.Folds()
	for line := range r.t.Lines() {
		b.WriteString(strings.Repeat("|", hiddenBy(all, r.t.LineStart(line))))
		end := r.t.Len()
		if line+1 < r.t.Lines() {
			end = r.t.LineStart(line + 1)
		}
		b.WriteString(r.t.Slice(r.t.LineStart(line), end))
	}
	return b.String()
}

// TestFoldsAreCheap folds every section of a long text and edits in it.
func TestFoldsAreCheap(t *testing.T) {
	r := New(options())
	r.SetWidth(560)
	r.Reset(text.New(strings.Repeat("# Head\n\n"+prose(500), 20000)))
	per := r.t.Lines() / 20000
	var folds []Fold
	for line := 1; line < r.t.Lines()-1; line += per {
		folds = append(folds, Fold{r.t.LineStart(line), r.t.LineStart(line + per - 1)})
	}
	r.SetFolds(folds)
	if len(r.Folds()) != 20000 || r.Total() > 20002 {
		t.Fatalf("%d folds, %d rows", len(r.Folds()), r.Total())
	}
	off := r.Nth(10000).End
	for range 20 {
		u, p := r.t.Apply(text.Edit{Start: off, End: off, New: "x"})
		r.Apply(u, p)
		row := r.At(off, false)
		for range 40 {
			row, _ = r.Next(row)
		}
	}
	if r.Measured > 120 {
		t.Errorf("%d lines were wrapped", r.Measured)
	}
	if len(r.Folds()) != 20000 {
		t.Errorf("%d folds are left", len(r.Folds()))
	}
}

// Folds that hide several blocks of the index are passed by in both directions.
func TestFoldsAcrossBlocks(t *testing.T) {
	const size = 6000
	for seed := range uint64(6) {
		rnd := rand.New(rand.NewPCG(seed, 9))
		r := newRows(strings.Repeat("line\n", size), 200, maxPiece)
		var folds []Fold
		for line := 1 + rnd.IntN(900); line < size; line += 1 + rnd.IntN(900) {
			end := min(size, line+rnd.IntN(2500))
			folds = append(folds, Fold{5 * line, 5 * end})
			line = end + 1
		}
		r.SetFolds(folds)
		var want []int
		for line := range size + 1 {
			if hiddenBy(folds, 5*line) == 0 {
				want = append(want, line)
			}
		}
		check := func(i int, row Row) {
			t.Helper()
			if row.Line != want[i] || row.Start != 5*want[i] || r.Index(row) != i || r.Nth(i).Line != want[i] {
				t.Fatalf("row %d is line %d at %d with index %d, want line %d", i, row.Line, row.Start, r.Index(row), want[i])
			}
		}
		row, more := r.First(), true
		for i := 0; more; i++ {
			check(i, row)
			row, more = r.Next(row)
		}
		row = r.Last()
		for i := len(want) - 1; i >= 0; i-- {
			check(i, row)
			row, _ = r.Prev(row)
		}
		for _, f := range folds {
			if f.End <= f.Start {
				continue
			}
			mid := (f.Start + f.End) / 2
			if start, end, ok := r.Hidden(mid); !ok || start != f.Start || end != f.End {
				t.Fatalf("Hidden(%d) is %d to %d, want %v", mid, start, end, f)
			}
			if row := r.At(mid, false); row.End != f.Start-1 || row.Folded != (f.End-f.Start)/5 {
				t.Fatalf("At(%d) ends at %d with %d lines folded, want %v", mid, row.End, row.Folded, f)
			}
		}
	}
}

// mapFolds returns where folds of the text before the patch are after it.
// Folds of which nothing is left are left out.
func mapFolds(all []Fold, p text.Patch) []Fold {
	kept := make([]Fold, 0, len(all))
	for _, f := range all {
		end := p.NewLen + 1
		if f.End <= p.OldLen {
			end = p.Map(f.End, text.Before)
		}
		if f.Start = p.Map(f.Start, text.After); f.Start < end {
			kept = append(kept, Fold{f.Start, end})
		}
	}
	return kept
}
