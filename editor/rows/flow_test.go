package rows

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"galley.app/galley/editor/text"
)

// flowModel is a text with a mark on the last byte of each line end that flows: what rows must know.
type flowModel struct {
	src   string
	marks []bool
}

func newFlowModel(src string) *flowModel { return &flowModel{src, make([]bool, len(src))} }

// lines are the starts of lines that flow.
func (m *flowModel) lines() (all []int) {
	for i, on := range m.marks {
		if on {
			all = append(all, i+1)
		}
	}
	return all
}

// apply makes edits, sorted, of the text before them.
func (m *flowModel) apply(edits []text.Edit) {
	var src strings.Builder
	var marks []bool
	at := 0
	for _, e := range edits {
		src.WriteString(m.src[at:e.Start] + e.New)
		marks = append(append(marks, m.marks[at:e.Start]...), make([]bool, len(e.New))...)
		at = e.End
	}
	src.WriteString(m.src[at:])
	m.src, m.marks = src.String(), append(marks, m.marks[at:]...)
	for i := range m.marks {
		m.marks[i] = m.marks[i] && m.may(i+1)
	}
}

// may reports whether a line that starts at off may flow: it is a line, and neither it nor the one before is
// blank.
func (m *flowModel) may(off int) bool {
	t := text.New(m.src)
	line := t.LineAt(off)
	return line > 0 && t.LineStart(line) == off && strings.Trim(t.Line(line), " \t>") != "" && strings.Trim(t.Line(line-1), " \t>") != ""
}

// join returns the join that an offset is within or at the end of: from before a line end behind which a line
// flows, to its first word.
func (m *flowModel) join(off int) (start, end int, ok bool) {
	for _, at := range m.lines() {
		for start, end = at-1, at; end < len(m.src) && strings.IndexByte(" \t>", m.src[end]) >= 0; end++ {
		}
		if _, n := utf8.DecodeRuneInString(m.src[end:]); n > 1 && end > at && uniseg.GraphemeClusterCount(m.src[end-1:end+n]) == 1 {
			end-- // an accent on a blank
		}
		if start > 0 && m.src[start-1:at] == "\r\n" {
			start--
		}
		if start < off && off <= end {
			return start, end, true
		}
	}
	return off, off, false
}

// checkFlow compares rows with rows from scratch, and their caret stops with those of rows that do not flow.
func checkFlow(t *testing.T, r *Rows, m *flowModel) {
	t.Helper()
	if r.t.String() != m.src {
		t.Fatalf("the rows are of %q, want %q", r.t, m.src)
	}
	var total sums
	flowing := 0
	for i, b := range r.x.blocks {
		before := sums{}
		for k := i; k > 0; k -= lowest(k) {
			before = before.add(r.x.tree[k])
		}
		if before != total {
			t.Fatalf("%v before block %d, want %v", before, i, total)
		}
		total = total.add(b.sum)
		for _, p := range b.pieces {
			flowing += int(p.flowing)
		}
	}
	if total.bytes != len(m.src) || total.lines != r.t.Lines() || total != r.x.total {
		t.Fatalf("sums are %v and %v, of %d bytes and %d lines", total, r.x.total, len(m.src), r.t.Lines())
	}
	soft := m.lines()
	if flowing != len(soft) {
		t.Fatalf("%d lines flow, want %v in %q", flowing, soft, m.src)
	}
	isSoft := func(off int) bool { _, ok := slices.BinarySearch(soft, off); return ok }
	fresh := newRows(m.src, r.w.width, maxPiece)
	fresh.SetFrom(r.from)
	fresh.FlowAll(soft)
	all, want := walk(r), walk(fresh)
	if r.limit == maxPiece && !slices.Equal(lines(all), lines(want)) {
		t.Fatalf("rows of %q at %v, flowing at %v\n got %q\nwant %q", m.src, r.w.width, soft, lines(all), lines(want))
	}
	if r.Total() != len(all) {
		t.Fatalf("Total is %d with %d rows", r.Total(), len(all))
	}
	off := r.from
	for i, row := range all {
		last := row.End == r.t.LineEnd(r.t.LineAt(row.End)) && (row.End == len(m.src) || !isSoft(r.t.AfterLine(r.t.LineAt(row.End))))
		if row.Start != off || row.Line != r.t.LineAt(row.Start) || row.Last != last ||
			row.First != (row.Start == r.t.LineStart(row.Line) && !isSoft(row.Start)) {
			t.Fatalf("row %d (%d–%d, want from %d) says line %d first %v last %v of %q, flowing at %v", i, row.Start, row.End, off, row.Line, row.First, row.Last, m.src, soft)
		}
		if n := r.Nth(i); r.Index(row) != i || n.Start != row.Start || n.Line != row.Line {
			t.Fatalf("Nth(%d) is at %d, Index %d, want at %d", i, n.Start, r.Index(row), row.Start)
		}
		if i > 0 {
			if p, ok := r.Prev(row); !ok || p.Start != all[i-1].Start {
				t.Fatalf("Prev of row %d is at %d, want %d", i, p.Start, all[i-1].Start)
			}
		}
		if off = row.End; row.Last && off < len(m.src) {
			off = r.t.AfterLine(r.t.LineAt(off))
		}
		for at := row.Start; at < row.End; {
			n := row.ClusterLen(at)
			if q := r.At(at, false); q.Start != row.Start {
				t.Fatalf("At(%d) starts at %d, want %d", at, q.Start, row.Start)
			}
			if got, _ := row.Offset(row.X(at)); got != at {
				t.Fatalf("x %v of row %q is at %d, want %d", row.X(at), row, got, at)
			}
			at += n
		}
	}
	if off != len(m.src) {
		t.Fatalf("rows end at %d of %d", off, len(m.src))
	}
	for _, at := range soft {
		if !r.Flows(at) {
			t.Fatalf("the line at %d does not flow in %q", at, m.src)
		}
	}
}

// checkStops compares the places that a caret goes through with those in lines that do not flow.
func checkStops(t *testing.T, r *Rows, m *flowModel) {
	t.Helper()
	soft := m.lines()
	if r.limit < maxPiece { // pieces may cut clusters then
		return
	}
	lone := newRows(m.src, 1e6, maxPiece)
	lone.SetFrom(r.from)
	for at := r.from; at <= len(m.src); at++ {
		c := Caret{Off: at, Goal: -1}
		leads := func(what string, got, want int) {
			if got != want {
				t.Fatalf("%s from %d of %q leads to %d, want %d where %v flow", what, at, m.src, got, want, soft)
			}
		}
		same := func(what string, f func(*Rows) int) { leads(what, f(r), f(lone)) }
		start, end, joined := m.join(at)
		switch inside := joined && at < end; {
		case inside && m.src[start] == '\r' && at == start+1 && m.src[at] == '\n':
			leads("Snap", r.Snap(at), start)
			leads("Right", r.Right(c).Off, end)
		case inside:
			leads("Snap", r.Snap(at), end)
			leads("Left", r.Left(c).Off, start)
			leads("Right", r.Right(c).Off, end)
		default:
			same("Snap", func(r *Rows) int { return r.Snap(at) })
			right := lone.Right(c).Off
			if _, end, ok := m.join(right); ok {
				right = max(right, end)
			}
			leads("Right", r.Right(c).Off, right)
		}
		if joined && at == end {
			leads("Left", r.Left(c).Off, start)
		} else if !joined {
			same("Left", func(r *Rows) int { return r.Left(c).Off })
		}
		same("Column", func(r *Rows) int { return r.Column(at) })
		same("ParagraphUp", func(r *Rows) int { return r.ParagraphUp(c).Off })
		same("ParagraphDown", func(r *Rows) int { return r.ParagraphDown(c).Off })
	}
}

// flowProgram runs the changes that the numbers stand for and checks after each.
func flowProgram(t *testing.T, next func(n int) int) {
	pick := func(n int) string {
		var b strings.Builder
		for range next(n) {
			b.WriteString([]string{"a", "word ", "\n", "\n", "x\n", "\r\n", "\r", " ", "é", "你", "e\u0301", "- ", "\u0301", "longerword", "👨‍👩‍👧", "> ", ">", "\n  ", "\n> "}[next(19)])
		}
		return b.String()
	}
	r := newRows(pick(60), float32(30+next(200)), []int{24, 100, maxPiece}[next(3)])
	m := newFlowModel(r.t.String())
	type step struct {
		t text.Text
		p text.Patch
	}
	var done []step
	apply := func(u text.Text, p text.Patch) {
		m.apply(p.Edits())
		r.Apply(u, p)
		if r.from != r.t.LineStart(r.t.LineAt(r.from)) {
			r.SetFrom(r.t.LineStart(r.t.LineAt(r.from)))
		}
		if r.from > 0 {
			m.marks[r.from-1] = false
		}
	}
	checkFlow(t, r, m)
	for range 12 {
		switch next(10) {
		case 0:
			r.SetWidth(float32(10 + next(300)))
		case 1:
			r.SetFrom(r.t.LineStart(next(r.t.Lines())))
			if r.from > 0 {
				m.marks[r.from-1] = false
			}
		case 2, 3, 4:
			start := next(len(m.src) + 1)
			end := start + next(len(m.src)-start+1)
			if next(4) == 0 {
				start, end = 0, len(m.src)
			}
			var flow []int
			for at := range m.src {
				if at > 0 && m.may(at) && at != r.from {
					if at > start && at <= end {
						if m.marks[at-1] = next(3) > 0; m.marks[at-1] {
							flow = append(flow, at)
						}
					}
				}
			}
			if start == 0 && end == len(m.src) && next(2) == 0 {
				r.FlowAll(flow)
			} else {
				r.Flow(start, end, flow)
				if r.Flow(start, end, flow) {
					t.Fatal("the same once more is news")
				}
			}
		case 5:
			if n := len(done); n > 0 {
				u, p := r.t.Apply(done[n-1].p.Inverse()...)
				done = done[:n-1]
				apply(u, p)
			}
		case 6:
			r.Take(r.Give())
			r.SetFrom(0)
		default:
			var edits []text.Edit
			at := 0
			for range 1 + next(3) {
				start := at + next(r.t.Len()-at+1)
				end := min(r.t.Len(), start+next(12)*next(4))
				edits = append(edits, text.Edit{Start: start, End: end, New: pick(4)})
				if at = end + 1; at > r.t.Len() {
					break
				}
			}
			u, p := r.t.Apply(edits...)
			done = append(done, step{r.t, p})
			apply(u, p)
		}
		checkFlow(t, r, m)
	}
	checkStops(t, r, m)
}

// Rows that flow are those of a model that marks line ends, after whatever changes.
func TestFlow(t *testing.T) {
	for seed := range uint64(150) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		t.Run(fmt.Sprint(seed), func(t *testing.T) { flowProgram(t, rnd.IntN) })
	}
}

func FuzzFlow(f *testing.F) {
	for seed := range uint64(8) {
		rnd := rand.New(rand.NewPCG(seed, 8))
		b := make([]byte, 300)
		for i := range b {
			b[i] = byte(rnd.Uint32())
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		flowProgram(t, func(n int) int {
			if len(data) == 0 || n <= 1 {
				return 0
			}
			v := int(data[0]) % n
			data = data[1:]
			return v
		})
	})
}

func TestFlowedRows(t *testing.T) {
	tests := []struct {
		name, text string // ¦ is where a line flows on from the one before
		columns    int
		want       string // rows, separated by |
	}{
		{"one row", "one\n¦two", 20, "one\ntwo"},
		{"wrapped elsewhere", "one two three\n¦four five", 9, "one two |three\n|four five"},
		{"wrapped where the line ends", "one two\n¦three", 7, "one two\n|three"},
		{"the line end hangs", "one two\n¦three", 6, "one |two\n|three"},
		{"a hard end", "one\ntwo\n¦three", 20, "one|two\nthree"},
		{"CRLF", "one\r\n¦two\r\nthree", 20, "one\r\ntwo|three"},
		{"CR", "one\r¦two\rthree", 20, "one\rtwo|three"},
		{"a blank at the line's end", "one \n¦two", 20, "one \ntwo"},
		{"the last line end", "one\n¦two\n", 20, "one\ntwo|"},
		{"an item", "- one two\n  ¦three", 9, "- one two\n  |three"},
		{"a quotation", "> one\n> ¦two", 20, "> one\n> two"},
		{"the join hangs", "> > one\n> > ¦two", 8, "> > one\n> > |two"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := tt.text
			var flow []int
			for i := strings.Index(src, "¦"); i >= 0; i = strings.Index(src, "¦") {
				flow = append(flow, strings.LastIndexAny(src[:i], "\r\n")+1)
				src = src[:i] + src[i+len("¦"):]
			}
			r := newRows(src, float32(tt.columns)*10, maxPiece)
			r.FlowAll(flow)
			if got := strings.Join(lines(walk(r)), "|"); got != tt.want {
				t.Errorf("rows %q, want %q", got, tt.want)
			}
		})
	}
}

// Where lines flow, words are counted, selected and passed over as where they stand in one line.
func TestWordsAcrossFlow(t *testing.T) {
	r := newRows("one \ntwo\nthree", 1000, maxPiece)
	r.FlowAll([]int{5, 9})
	if c := r.WordRight(Caret{Off: 3, Goal: -1}); c.Off != 8 {
		t.Errorf("from behind a word the next one's end is at %d, want 8", c.Off)
	}
	if c := r.WordLeft(Caret{Off: 5, Goal: -1}); c.Off != 0 {
		t.Errorf("from before a word the one before starts at %d, want 0", c.Off)
	}
	if start, end := r.Line(6); start != 0 || end != 14 {
		t.Errorf("the line is %d–%d, want 0–14", start, end)
	}
	if c := r.End(Caret{Off: 0, Goal: -1}); c.Off != 14 {
		t.Errorf("End leads to %d, want 14", c.Off)
	}
}

// Sections that are folded keep what flows in them.
func TestFlowInFolds(t *testing.T) {
	const src = "# a\n\none\ntwo\n\n# b\n\nthree\nfour\n"
	r := newRows(src, 1000, maxPiece)
	r.Fold(Fold{4, 14})
	r.FlowAll([]int{9, 25})
	if got := strings.Join(lines(walk(r)), "|"); got != "# a|# b||three\nfour|" {
		t.Errorf("rows %q", got)
	}
	if all := r.Folds(); !slices.Equal(all, []Fold{{4, 14}}) {
		t.Errorf("folds %v", all)
	}
	if row := r.First(); row.Folded != 4 {
		t.Errorf("%d lines are folded, want 4", row.Folded)
	}
	if r.Flow(5, 13, nil); r.Flows(9) {
		t.Error("a line within a fold still flows")
	}
	if r.Flow(0, 20, []int{4, 14}); r.Flows(4) || r.Flows(14) {
		t.Error("a line flows over a fold's edge")
	}
	r.UnfoldAll()
	if got := strings.Join(lines(walk(r)), "|"); got != "# a||one|two||# b||three\nfour|" {
		t.Errorf("rows %q", got)
	}
}

// What an edit costs does not grow with the lines that flow.
func TestFlowIsCheap(t *testing.T) {
	var b strings.Builder
	var flow []int
	for range 2000 {
		for k := range 10 {
			if k > 0 {
				flow = append(flow, b.Len())
			}
			b.WriteString("some words that make a line of a paragraph\n")
		}
		b.WriteString("\n")
	}
	r := newRows(b.String(), 600, maxPiece)
	r.FlowAll(flow)
	at := b.Len() / 2
	r.At(at, false)
	before := r.Measured
	u, p := r.t.Apply(text.Edit{Start: at, End: at, New: "x"})
	r.Apply(u, p)
	r.At(at, false)
	if n := r.Measured - before; n > 1 {
		t.Errorf("%d pieces were measured for a key", n)
	}
}

func BenchmarkApplyFlowed(b *testing.B) {
	for _, bytes := range []int{100 << 10, 10 << 20} {
		for _, flows := range []bool{false, true} {
			b.Run(fmt.Sprintf("%dKB/%v", bytes>>10, flows), func(b *testing.B) {
				var src strings.Builder
				var flow []int
				for src.Len() < bytes {
					for k := range 10 {
						if k > 0 {
							flow = append(flow, src.Len())
						}
						src.WriteString("some words of a paragraph that is wrapped by hand at eighty columns, as most\n")
					}
					src.WriteString("\n")
				}
				r := newRows(src.String(), 600, maxPiece)
				if flows {
					r.FlowAll(flow)
				}
				t, at := r.t, src.Len()/2
				b.ResetTimer()
				for range b.N {
					u, p := t.Apply(text.Edit{Start: at, End: at, New: "x"})
					r.Apply(u, p)
					r.At(at, false)
					t, p = u.Apply(text.Edit{Start: at, End: at + 1})
					r.Apply(t, p)
				}
			})
		}
	}
}

func BenchmarkFlowAll(b *testing.B) {
	var src strings.Builder
	var flow []int
	for src.Len() < 10<<20 {
		for k := range 10 {
			if k > 0 {
				flow = append(flow, src.Len())
			}
			src.WriteString("some words of a paragraph that is wrapped by hand at eighty columns, as most\n")
		}
		src.WriteString("\n")
	}
	r := newRows(src.String(), 600, maxPiece)
	for b.Loop() {
		r.FlowAll(flow)
	}
}
