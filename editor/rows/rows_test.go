package rows

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
)

// cells measures as a terminal would: 10 pixels for a cluster, 20 for a wide
// one, and 13 for one in another face.
type cells struct{}

func (cells) Measure(s string, ends []int32, styles []Style, adv []float32) {
	start := 0
	for i, end := range ends {
		r, _ := utf8.DecodeRuneInString(s[start:])
		adv[i] = 10
		if isWide(r) {
			adv[i] = 20
		}
		for _, st := range styles {
			if st.Start <= start && start < st.End {
				adv[i] = 13
			}
		}
		start = int(end)
	}
}

func options() Options { return Options{Measurer: cells{}, Average: 10, Tab: 40} }

func newRows(s string, width float32, limit int) *Rows {
	r := New(options())
	r.limit = limit
	if len(s) < 1000 {
		r.x.size = 3 // even short texts have several blocks then
	}
	r.SetWidth(width)
	r.Reset(text.New(s))
	return r
}

// walk returns all rows, by going down from the first.
func walk(r *Rows) (all []Row) {
	row, ok := r.First(), true
	for ; ok; row, ok = r.Next(row) {
		all = append(all, row)
	}
	return all
}

func lines(all []Row) (s []string) {
	for _, row := range all {
		s = append(s, row.String())
	}
	return s
}

func TestWrap(t *testing.T) {
	tests := []struct {
		name, text string
		columns    int
		want       string // rows, separated by |
	}{
		{"empty", "", 8, ""},
		{"one row", "abc", 8, "abc"},
		{"exactly full", "abcd efg", 8, "abcd efg"},
		{"words", "the quick brown fox", 10, "the quick |brown fox"},
		{"spaces hang", "abcdefgh    ij", 8, "abcdefgh    |ij"},
		{"a space that ends the line hangs", "abcdefgh ", 8, "abcdefgh "},
		{"long word", "abcdefghijklmnop", 6, "abcdef|ghijkl|mnop"},
		{"long word after a short one", "ab cdefghijklm", 6, "ab |cdefgh|ijklm"},
		{"hyphen", "well-known", 7, "well-|known"},
		{"no break before a number", "AB-12345", 6, "AB-123|45"},
		{"no break in a dash of two", "abc--defg", 5, "abc--|defg"},
		{"em dash", "now—then", 5, "now—|then"},
		{"no break space", "10 000 km", 8, "10 000 |km"},
		{"zero-width space", "abcd\u200befgh", 6, "abcd\u200b|efgh"},
		{"ideographs", "hi 你好世界", 7, "hi 你好|世界"},
		{"no closing mark at a row's start", "你好世界。", 8, "你好世|界。"},
		{"combining marks stay", "e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301"},
		{"family emoji stays", "👨‍👩‍👧👨‍👩‍👧", 3, "👨‍👩‍👧|👨‍👩‍👧"},
		{"wider than the row", "你好", 1, "你|好"},
		{"tab", "a\tb c", 5, "a\tb |c"},
		{"lines", "ab\n\ncd", 8, "ab||cd"},
		{"final line ending", "ab\n", 8, "ab|"},
		{"crlf", "ab\r\ncd\r\n", 8, "ab|cd|"},
		{"cr", "ab\rcd\r\r\nef", 8, "ab|cd||ef"},
		{"cr lf apart", "ab\n\rcd", 8, "ab||cd"},
		{"not utf-8", "a\xff\xfeb", 2, "a\xff|\xfeb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRows(tt.text, float32(tt.columns)*10, maxPiece)
			if got := strings.Join(lines(walk(r)), "|"); got != tt.want {
				t.Errorf("rows %q, want %q", got, tt.want)
			}
		})
	}
}

func TestHang(t *testing.T) {
	tests := []struct {
		text   string
		indent float32 // of the second row
	}{
		{"plain text that wraps", 0},
		{"- an item that wraps", 20},
		{"* an item that wraps", 20},
		{"1. an item that wraps", 30},
		{"> quoted text, wraps", 20},
		{"> - item in a quote", 40},
		{"- [x] a task wraps too", 60},
		{"  - nested item wraps", 40},
		{"2023 was a year of it", 0},
		{"**bold** at the start", 0},
		{"-- no item, but dashes", 0},
	}
	for _, tt := range tests {
		o := options()
		o.Hang = true
		r := New(o)
		r.SetWidth(150)
		r.Reset(text.New(tt.text))
		all := walk(r)
		if len(all) != 2 || all[1].Indent != tt.indent || all[0].Indent != 0 {
			t.Errorf("%q: %q, indents %v and %v, want %v", tt.text, lines(all), all[0].Indent, all[len(all)-1].Indent, tt.indent)
		}
	}
}

// check compares the rows with rows from scratch and with the naive ways.
func check(t *testing.T, r *Rows) {
	t.Helper()
	src := r.t.String()
	long := checkPieces(t, r, src)
	fresh := newRows(src, r.w.width, r.limit)
	fresh.o.Styles = r.o.Styles
	fresh.SetFrom(r.from)
	all, want := walk(r), walk(fresh)
	if !long && strings.Join(lines(all), "|") != strings.Join(lines(want), "|") {
		t.Fatalf("rows of %q at %v\n got %q\nwant %q", src, r.w.width, lines(all), lines(want))
	}
	if r.Total() != len(all) {
		t.Fatalf("Total is %d with %d rows", r.Total(), len(all))
	}
	off := r.from
	for i, row := range all {
		if r.Index(row) != i {
			t.Fatalf("Index of row %d is %d", i, r.Index(row))
		}
		if n := r.Nth(i); n.Start != row.Start || n.End != row.End || n.Line != row.Line {
			t.Fatalf("Nth(%d) is %d–%d line %d, want %d–%d line %d", i, n.Start, n.End, n.Line, row.Start, row.End, row.Line)
		}
		if row.Line != r.t.LineAt(row.Start) || row.First != (row.Start == r.t.LineStart(row.Line)) ||
			row.Last != (row.End == r.t.LineEnd(row.Line)) {
			t.Fatalf("row %d (%d–%d) says line %d first %v last %v in %q", i, row.Start, row.End, row.Line, row.First, row.Last, src)
		}
		if !long && (row.Indent != want[i].Indent || row.Width != want[i].Width) {
			t.Fatalf("row %d is %v–%v wide, want %v–%v", i, row.Indent, row.Width, want[i].Indent, want[i].Width)
		}
		if row.Start != off {
			t.Fatalf("row %d starts at %d, the one before ended at %d in %q", i, row.Start, off, src)
		}
		off = row.End
		if row.Last && row.Line+1 < r.t.Lines() {
			off = r.t.LineStart(row.Line + 1)
		}
		if ink := strings.TrimRightFunc(row.String(), func(c rune) bool { return classOf(string(c)).hangs() }); row.X(row.Start+len(ink)) > r.w.width+0.1 && countClusters(ink) > 1 {
			t.Fatalf("row %q is wider than %v", row, r.w.width)
		}
		if i > 0 {
			if p, ok := r.Prev(row); !ok || p.Start != all[i-1].Start {
				t.Fatalf("Prev of row %d is at %d, want %d", i, p.Start, all[i-1].Start)
			}
		}
	}
	if off != len(src) {
		t.Fatalf("rows end at %d of %d", off, len(src))
	}
}

// checkPieces checks the index and tells whether there is a line of several
// pieces.
func checkPieces(t *testing.T, r *Rows, src string) (long bool) {
	t.Helper()
	off, line := 0, -1
	var total sums
	for i, b := range r.x.blocks {
		if len(b.pieces) == 0 || len(b.pieces) > 2*r.x.fresh() {
			t.Fatalf("block %d has %d pieces", i, len(b.pieces))
		}
		before := sums{}
		for k := i; k > 0; k -= lowest(k) {
			before = before.add(r.x.tree[k])
		}
		if before != total {
			t.Fatalf("%v before block %d, want %v", before, i, total)
		}
		total = total.add(b.sum)
		for _, p := range b.pieces {
			if p.flags&starts != 0 {
				line++
				if off != r.t.LineStart(line) {
					t.Fatalf("line %d starts at %d, want %d in %q", line, off, r.t.LineStart(line), src)
				}
			} else {
				long = true
				end := len(src)
				if line+1 < r.t.Lines() {
					end = r.t.LineStart(line + 1)
				}
				if n := end - r.t.LineStart(line); n <= r.limit {
					t.Fatalf("line %d has %d bytes in several pieces", line, n)
				}
			}
			if int(p.bytes) > r.limit {
				t.Fatalf("a piece of %d bytes", p.bytes)
			}
			off += int(p.bytes)
		}
	}
	if off != len(src) || line+1 != r.t.Lines() || total != r.x.total {
		t.Fatalf("pieces hold %d bytes and %d lines, want %d and %d; sums %v, want %v of %q",
			off, line+1, len(src), r.t.Lines(), r.x.total, total, src)
	}
	return long
}

var words = []string{
	"a", "the ", "word ", "longerword", " ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "é", "e\u0301", "你好", "😀", "👨‍👩‍👧",
	"🇩🇪", "- ", "> ", "1. ", "x-y", "—", "ab, cd. ", "\u0301", "\u200d", "\xff", "नमस्ते", "ไทย", "don't ", "**b**",
}

func randomText(rnd *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(words[rnd.IntN(len(words))])
	}
	return b.String()
}

// program runs the edits that the numbers stand for and checks after each.
func program(t *testing.T, next func(n int) int) {
	pick := func(n int) string {
		var b strings.Builder
		for range next(n) {
			b.WriteString(words[next(len(words))])
		}
		return b.String()
	}
	limit := []int{24, 100, maxPiece}[next(3)]
	r := newRows(pick(60), float32(30+next(200)), limit)
	if next(2) == 0 {
		r.o.Styles = func(dst []Style, start, end int) []Style { return append(dst, Style{0, (end - start) / 2, 1}) }
	}
	check(t, r)
	for range 12 {
		switch next(8) {
		case 0:
			r.SetWidth(float32(10 + next(300)))
		case 1:
			r.SetFrom(r.t.LineStart(next(r.t.Lines())))
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
			r.Apply(u, p)
			if r.from != r.t.LineStart(r.t.LineAt(r.from)) {
				r.SetFrom(r.t.LineStart(r.t.LineAt(r.from)))
			}
		}
		check(t, r)
	}
}

func TestIncremental(t *testing.T) {
	growth.Alone(t)
	for seed := range uint64(400) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		t.Run(fmt.Sprint(seed), func(t *testing.T) { program(t, rnd.IntN) })
	}
}

func FuzzIncremental(f *testing.F) {
	for seed := range uint64(8) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		b := make([]byte, 300)
		for i := range b {
			b[i] = byte(rnd.Uint32())
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		program(t, func(n int) int {
			if len(data) == 0 || n <= 1 {
				return 0
			}
			v := int(data[0]) % n
			data = data[1:]
			return v
		})
	})
}

// What was scanned elsewhere gives the rows that Reset does.
func TestTake(t *testing.T) {
	growth.Alone(t)
	for seed := range uint64(40) {
		rnd := rand.New(rand.NewPCG(seed, 4))
		src := randomText(rnd, rnd.IntN(3000))
		if seed%8 == 0 {
			src += strings.Repeat("long ", 2*maxPiece)
		}
		want := newRows(src, 200, maxPiece)
		got := newRows("what was there before\n\nand more\n", 200, maxPiece)
		walk(got)
		got.SetFrom(22)
		x := text.New(src)
		s := Scan(x)
		if s.Text().Version() != x.Version() || s.Text().String() != src {
			t.Fatal("another text was scanned")
		}
		got.Take(s)
		want.x.size = 0
		want.Reset(x)
		if got.From() != 0 || got.x.total != want.x.total || len(got.x.blocks) != len(want.x.blocks) {
			t.Fatalf("from %d, %d blocks with %v, want %d with %v",
				got.From(), len(got.x.blocks), got.x.total, len(want.x.blocks), want.x.total)
		}
		for i, b := range want.x.blocks {
			if !slices.Equal(got.x.blocks[i].pieces, b.pieces) || got.x.blocks[i].sum != b.sum || got.x.tree[i+1] != want.x.tree[i+1] {
				t.Fatalf("block %d differs", i)
			}
		}
		check(t, got)

		// And so do lines that were given away, in rows of another width.
		n := len(walk(got))
		given := got.Give()
		if got.Text().Len() != 0 || len(walk(got)) != 1 {
			t.Fatal("rows are left behind")
		}
		other := newRows("", float32(50+rnd.IntN(300)), maxPiece)
		other.Take(given)
		check(t, other)
		back := other.Give()
		got.Take(back)
		check(t, got)
		if len(walk(got)) != n {
			t.Fatalf("%d rows, want %d", len(walk(got)), n)
		}
	}
}

// prose returns about that many bytes in lines of some hundred.
func prose(bytes int) string {
	rnd := rand.New(rand.NewPCG(7, 7))
	var b strings.Builder
	for b.Len() < bytes {
		for range 5 + rnd.IntN(20) {
			b.WriteString([]string{"the ", "promise ", "of ", "leadership ", "café ", "is ", "one "}[rnd.IntN(7)])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestBigTextIsWrappedLazily(t *testing.T) {
	r := New(options())
	r.SetWidth(560)
	r.Reset(text.New(prose(10 << 20)))
	row := r.Nth(r.Total() / 2)
	for range 40 {
		row, _ = r.Next(row)
	}
	if r.Measured > 45 {
		t.Errorf("%d pieces were wrapped for 40 rows", r.Measured)
	}
	before, off := r.Measured, row.Start
	u, p := r.t.Apply(text.Edit{Start: off, End: off, New: "x\ny"})
	r.Apply(u, p)
	row = r.At(off, false)
	for range 40 {
		row, _ = r.Prev(row)
	}
	if n := r.Measured - before; n > 6 {
		t.Errorf("%d pieces were wrapped again for one edit", n)
	}
}

func TestLongLine(t *testing.T) {
	r := New(options())
	r.SetWidth(560)
	r.Reset(text.New(strings.Repeat("leadership is a promise ", 10<<20/24)))
	off := r.t.Len() / 2
	for range 50 {
		u, p := r.t.Apply(text.Edit{Start: off, End: off, New: "é "})
		r.Apply(u, p)
		r.At(off, false)
		off += 3
	}
	if r.Measured > 60 || r.Total() < 10<<20/56 {
		t.Errorf("%d pieces wrapped, %d rows", r.Measured, r.Total())
	}
	if n := r.Column(off); n < r.t.Len()/2 || n > off {
		t.Errorf("column %d at %d", n, off)
	}
}

// TestReplaceAll has ten thousand changes in one patch.
func TestReplaceAll(t *testing.T) {
	r := New(options())
	r.SetWidth(560)
	r.Reset(text.New(prose(1 << 20)))
	var edits []text.Edit
	src := r.t.String()
	for at := 0; len(edits) < 10000; {
		i := strings.Index(src[at:], "is ")
		if i < 0 {
			break
		}
		at += i
		edits = append(edits, text.Edit{Start: at, End: at + 3, New: []string{"was\n", "", "is not "}[len(edits)%3]})
		at += 3
	}
	u, p := r.t.Apply(edits...)
	r.Apply(u, p)
	checkPieces(t, r, u.String())
	if r.Measured > 0 {
		t.Errorf("%d lines were wrapped that nobody looked at", r.Measured)
	}
}

func BenchmarkApply(b *testing.B) {
	for _, size := range []int{4 << 10, 1 << 20, 10 << 20} {
		b.Run(fmt.Sprintf("%dKB", size>>10), func(b *testing.B) {
			r := New(options())
			r.SetWidth(560)
			r.Reset(text.New(prose(size)))
			off := r.t.Len() / 2
			t := r.t
			b.ReportAllocs()
			for b.Loop() {
				u, p := t.Apply(text.Edit{Start: off, End: off, New: "x"})
				r.Apply(u, p)
				r.At(off, false)
				v, q := u.Apply(text.Edit{Start: off, End: off + 1})
				r.Apply(v, q)
				r.At(off, false)
				t = v
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	t := text.New(prose(10 << 20))
	for b.Loop() {
		r := New(options())
		r.SetWidth(560)
		r.Reset(t)
		r.First()
	}
}

func BenchmarkResize(b *testing.B) {
	r := New(options())
	r.Reset(text.New(prose(10 << 20)))
	w := float32(500)
	for b.Loop() {
		w++
		r.SetWidth(w)
	}
}
