package text

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"sort"
	"strings"
	"testing"
)

func TestLines(t *testing.T) {
	tests := []struct {
		src    string
		lines  []string
		ending string
	}{
		{"", []string{""}, "\n"},
		{"a", []string{"a"}, "\n"},
		{"a\n", []string{"a", ""}, "\n"},
		{"a\r\nb", []string{"a", "b"}, "\r\n"},
		{"a\rb\rc", []string{"a", "b", "c"}, "\r"},
		{"\n\r", []string{"", "", ""}, "\n"},
		{"\r\r\n\n", []string{"", "", "", ""}, "\n"},
		{"a\nb\r\nc\r\n", []string{"a", "b", "c", ""}, "\r\n"},
		{"\n\r\n", []string{"", "", ""}, "\n"},
		{"1234567\r\n12345678", []string{"1234567", "12345678"}, "\r\n"},
		{"12345678\r\n\r\n", []string{"12345678", "", ""}, "\r\n"},
		{strings.Repeat("\r\n", 20), slices.Repeat([]string{""}, 21), "\r\n"},
		{"日本\n語\xff\xfe\n", []string{"日本", "語\xff\xfe", ""}, "\n"},
		{"no line\u2028separator\u0085or\vother\fends a line", []string{"no line\u2028separator\u0085or\vother\fends a line"}, "\n"},
	}
	for _, tt := range tests {
		for _, limit := range []int{8, 0} {
			x := newLimited(tt.src, limit)
			checkInvariants(x)
			var lines []string
			for i := range x.Lines() {
				lines = append(lines, x.Line(i))
			}
			if !slices.Equal(lines, tt.lines) {
				t.Errorf("lines of %q are %q, want %q", tt.src, lines, tt.lines)
			}
			if x.Ending() != tt.ending {
				t.Errorf("the ending of %q is %q, want %q", tt.src, x.Ending(), tt.ending)
			}
			if got := strings.Join(slices.Collect(x.Chunks()), ""); got != tt.src {
				t.Errorf("the chunks are %q, want %q", got, tt.src)
			}
			var b bytes.Buffer
			if n, err := x.WriteTo(&b); err != nil || n != int64(len(tt.src)) || b.String() != tt.src {
				t.Errorf("WriteTo wrote %q, %d, %v, want %q", b.String(), n, err, tt.src)
			}
		}
	}
}

// Edits that join or split a CR and an LF, at every place relative to the borders between chunks.
func TestApplyAcrossEndings(t *testing.T) {
	tests := []struct {
		src   string
		edits []Edit
		want  string
		lines int
	}{
		{"a\rb", []Edit{{2, 2, "\n"}}, "a\r\nb", 2},
		{"a\nb", []Edit{{1, 1, "\r"}}, "a\r\nb", 2},
		{"a\r\nb", []Edit{{2, 2, "x"}}, "a\rx\nb", 3},
		{"a\r\nb", []Edit{{2, 2, "\r"}}, "a\r\r\nb", 3},
		{"a\rx\nb", []Edit{{2, 3, ""}}, "a\r\nb", 2},
		{"a\r\nb", []Edit{{1, 2, ""}}, "a\nb", 2},
		{"a\r\nb", []Edit{{2, 3, ""}}, "a\rb", 2},
		{"a\r\nb", []Edit{{1, 3, ""}}, "ab", 1},
		{"", []Edit{{0, 0, "\r"}, {0, 0, "\n"}}, "\r\n", 2},
	}
	for _, tt := range tests {
		for pad := range 20 {
			front := strings.Repeat(".", pad)
			x := newLimited(front+tt.src+strings.Repeat(".", 20), 8)
			edits := slices.Clone(tt.edits)
			for i := range edits {
				edits[i].Start += pad
				edits[i].End += pad
			}
			y, p := x.Apply(edits...)
			checkInvariants(y)
			if want := front + tt.want + strings.Repeat(".", 20); y.String() != want || y.Lines() != tt.lines {
				t.Errorf("%q with %v is %q in %d lines, want %q in %d", x, edits, y, y.Lines(), want, tt.lines)
			}
			z, _ := y.Apply(p.Inverse()...)
			checkInvariants(z)
			if z.String() != x.String() {
				t.Errorf("undone it is %q, want %q", z, x)
			}
		}
	}
}

func TestApplyPanics(t *testing.T) {
	for _, edits := range [][]Edit{
		{{-1, 0, ""}},
		{{0, 9, ""}},
		{{2, 1, ""}},
		{{2, 3, ""}, {1, 1, ""}},
		{{1, 3, ""}, {2, 4, ""}},
	} {
		t.Run(fmt.Sprint(edits), func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("bad edits are applied")
				}
			}()
			New("01234567").Apply(edits...)
		})
	}
}

func TestZero(t *testing.T) {
	var x Text
	if x.Len() != 0 || x.Lines() != 1 || x.String() != "" || x.Line(0) != "" || x.LineAt(0) != 0 || x.LineEnd(0) != 0 || x.Version() != 0 {
		t.Errorf("the zero text is not empty: %+v", x)
	}
	y, p := x.Apply(Edit{0, 0, "a"})
	if y.String() != "a" || y.Version() != 1 || p.From != 0 || p.To != 1 || p.OldLen != 0 || p.NewLen != 1 {
		t.Errorf("the first edit makes %q by %+v", y, p)
	}
}

func TestMap(t *testing.T) {
	// 0123456789
	edits := []Edit{{1, 1, "ab"}, {3, 5, ""}, {6, 8, "xyz"}, {8, 8, "!"}}
	_, p := New("0123456789").Apply(edits...) // 0ab12 5xyz!89
	tests := []struct{ off, before, after int }{
		{0, 0, 0},
		{1, 1, 3},
		{2, 4, 4},
		{3, 5, 5},
		{4, 5, 5},
		{5, 5, 5},
		{6, 6, 6},
		{7, 6, 9},
		{8, 9, 10},
		{9, 11, 11},
		{10, 12, 12},
		{99, 12, 12},
		{-5, 0, 0},
	}
	for _, tt := range tests {
		if b, a := p.Map(tt.off, Before), p.Map(tt.off, After); b != tt.before || a != tt.after {
			t.Errorf("%d maps to %d and %d, want %d and %d", tt.off, b, a, tt.before, tt.after)
		}
	}
	ranges := []struct{ start, end, wantStart, wantEnd int }{
		{1, 2, 3, 4},  // what is inserted at its start stays outside
		{0, 1, 0, 1},  // and at its end
		{1, 1, 1, 1},  // an empty one stays in front
		{3, 5, 5, 5},  // deleted
		{4, 9, 5, 11}, // cut into
	}
	for _, tt := range ranges {
		if s, e := p.MapRange(tt.start, tt.end); s != tt.wantStart || e != tt.wantEnd {
			t.Errorf("[%d, %d) maps to [%d, %d), want [%d, %d)", tt.start, tt.end, s, e, tt.wantStart, tt.wantEnd)
		}
	}
}

func TestUnmap(t *testing.T) {
	// 0123456789
	_, p := New("0123456789").Apply(Edit{1, 1, "ab"}, Edit{3, 5, ""}, Edit{6, 8, "xyz"}, Edit{8, 8, "!"}) // 0ab12 5xyz!89
	tests := []struct{ off, before, after int }{
		{0, 0, 0},
		{1, 1, 1}, // in front of what was inserted
		{2, 1, 1}, // within it
		{3, 1, 1},
		{4, 2, 2},
		{5, 3, 5}, // where two bytes were removed
		{6, 6, 6},
		{7, 6, 8}, // within what replaced two bytes
		{9, 8, 8}, // behind it, and in front of the next insertion
		{10, 8, 8},
		{12, 10, 10},
		{99, 10, 10},
		{-5, 0, 0},
	}
	for _, tt := range tests {
		if b, a := p.Unmap(tt.off, Before), p.Unmap(tt.off, After); b != tt.before || a != tt.after {
			t.Errorf("%d was at %d and %d, want %d and %d", tt.off, b, a, tt.before, tt.after)
		}
	}
}

// Three laws of Unmap: it does what Map of the inverse does, it keeps order, and it undoes Map for
// what no change touches.
func FuzzUnmap(f *testing.F) {
	f.Add("0123456789", "\x01\x00\x02\x01\x02\x00\x01\x02\x03")
	f.Add("aé日", "\x00\x01\x00\x00\x00\x01")
	f.Add(strings.Repeat("0123456789", 20), strings.Repeat("\x03\x02\x01", 30))
	f.Fuzz(func(t *testing.T, src, plan string) {
		if len(src) > 2000 || len(plan) > 300 {
			return
		}
		var edits []Edit
		for at := 0; len(plan) >= 3; plan = plan[3:] { // skip, remove, put in
			start := at + int(plan[0])%8
			end := start + int(plan[1])%4
			if end > len(src) {
				break
			}
			edits = append(edits, Edit{start, end, strings.Repeat("x", int(plan[2])%4)})
			at = end
		}
		next, p := New(src).Apply(edits...)
		_, back := next.Apply(p.Inverse()...)
		byHand := Patch{OldLen: p.OldLen, NewLen: p.NewLen, Changes: p.Changes}
		for _, bias := range []Bias{Before, After} {
			last := 0
			for off := 0; off <= p.NewLen; off++ {
				got := p.Unmap(off, bias)
				if want := back.Map(off, bias); got != want {
					t.Fatalf("%v: %d was at %d, but the inverse maps it to %d", edits, off, got, want)
				}
				if h := byHand.Unmap(off, bias); h != got {
					t.Fatalf("%v: %d was at %d, without index at %d", edits, off, got, h)
				}
				if got < last {
					t.Fatalf("%v: %d was at %d, the offset before it at %d", edits, off, got, last)
				}
				last = got
			}
			for off := 0; off <= p.OldLen; off++ {
				if !touched(edits, off) && p.Unmap(p.Map(off, bias), bias) != off {
					t.Fatalf("%v: %d maps to %d, and from there to %d", edits, off, p.Map(off, bias), p.Unmap(p.Map(off, bias), bias))
				}
			}
		}
	})
}

// touched reports whether an edit replaces, removes or inserts something at off.
func touched(edits []Edit, off int) bool {
	for _, e := range edits {
		if e.Start <= off && off <= e.End {
			return true
		}
	}
	return false
}

// A patch of many changes is searched, one of few is walked; both must say the same, also when the
// patch was put together by hand and has no index.
func TestMapMany(t *testing.T) {
	src := strings.Repeat("0123456789", 50)
	var edits []Edit
	for at := 3; at+4 < len(src); at += 7 {
		edits = append(edits, Edit{at, at + at%4, strings.Repeat("x", at%5)})
	}
	_, p := New(src).Apply(edits...)
	byHand := Patch{OldLen: p.OldLen, NewLen: p.NewLen, Changes: p.Changes}
	for off := range len(src) + 1 {
		for _, bias := range []Bias{Before, After} {
			want := naiveMap(Mark{Off: off, Bias: bias}, edits).Off
			if got := p.Map(off, bias); got != want {
				t.Fatalf("%d maps to %d, want %d", off, got, want)
			}
			if got := byHand.Map(off, bias); got != want {
				t.Fatalf("without index %d maps to %d, want %d", off, got, want)
			}
		}
	}
}

func TestSelectionMap(t *testing.T) {
	tests := []struct {
		name string
		sel  Selection
		edit Edit
		want Selection
	}{
		{"a caret goes behind what is typed", Caret(3), Edit{3, 3, "ab"}, Caret(5)},
		{"a selection typed over", Selection{2, 5}, Edit{2, 5, "x"}, Caret(3)},
		{"a selection typed over, made backwards", Selection{5, 2}, Edit{2, 5, "x"}, Caret(3)},
		{"text before", Selection{5, 2}, Edit{0, 1, "xyz"}, Selection{7, 4}},
		{"text put in at its start", Selection{2, 5}, Edit{2, 2, "**"}, Selection{4, 7}},
		{"text put in at its end", Selection{2, 5}, Edit{5, 5, "**"}, Selection{2, 5}},
		{"more than it is deleted", Selection{2, 5}, Edit{1, 6, ""}, Caret(1)},
		{"its middle is deleted", Selection{5, 2}, Edit{3, 4, ""}, Selection{4, 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, p := New("0123456789").Apply(tt.edit)
			if got := tt.sel.Map(p); got != tt.want {
				t.Errorf("%v is %v, want %v", tt.sel, got, tt.want)
			}
		})
	}
}

// Replacing many hits is one pass over the text: the cost is that of the pass.
func TestReplaceMany(t *testing.T) {
	src := strings.Repeat("some words and a hit and more words to read\r\n", 10000)
	x := New(src)
	var edits []Edit
	for r := range (Query{Text: "hit"}).All(x, 0) {
		edits = append(edits, Edit{r.Start, r.End, "miss"})
	}
	if len(edits) != 10000 {
		t.Fatalf("%d hits, want 10000", len(edits))
	}
	var y Text
	perByte := float64(bytesOf(func() { y, _ = x.Apply(edits...) })) / float64(len(src))
	checkInvariants(y)
	if want := strings.ReplaceAll(src, "hit", "miss"); y.String() != want {
		t.Error("the text is not what strings.ReplaceAll makes")
	}
	if perByte > 8 {
		t.Errorf("%.1f bytes were allocated for a byte of text, want at most 8", perByte)
	}
}

// bytesOf returns how many bytes f allocates.
func bytesOf(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A key at the end, start or middle of a text, or here and there, allocates little more than the
// chunk it is in, whatever the size: garbage is what typing costs.
func TestKeystrokeAllocations(t *testing.T) {
	const keys = 200
	for _, size := range []int{4 << 10, 64 << 10, 1 << 20, 10 << 20} {
		for _, where := range []string{"start", "middle", "end", "scattered"} {
			x := New(prose(size))
			at := map[string]int{"start": 0, "middle": size / 2, "end": size, "scattered": 0}[where]
			press := func() {
				if where == "scattered" {
					at = (at + 7919*1013) % x.Len()
				}
				x, _ = x.Apply(Edit{at, at, "x"})
				at++
			}
			press()
			perKey := bytesOf(func() {
				for range keys {
					press()
				}
			}) / keys
			if limit := uint64(chunkSize + 4<<10); perKey > limit {
				t.Errorf("%d KB, %s: %d bytes a key, want at most %d", size>>10, where, perKey, limit)
			}
			if n := testing.AllocsPerRun(50, press); n > 14 {
				t.Errorf("%d KB, %s: %.0f allocations a key, want at most 14", size>>10, where, n)
			}
			checkInvariants(x)
		}
	}
}

// Asking about the text allocates nothing.
func TestQuestionsAllocateNothing(t *testing.T) {
	x := New(prose(1 << 20))
	n := testing.AllocsPerRun(20, func() {
		line := x.LineAt(x.Len() / 2)
		_ = x.LineEnd(line) - x.LineStart(line)
		_ = x.Byte(x.Len() / 3)
		_ = x.Slice(x.Len()/4, x.Len()/4+1)
	})
	if n != 0 {
		t.Errorf("%.0f allocations, want none", n)
	}
}

// Chunks and nodes stay neither too many nor too few under much typing, pasting and deleting.
func TestChunksStayFull(t *testing.T) {
	x := newLimited(prose(32<<10), 64)
	at := 0
	edit := func(size int) {
		at = (at + 104729) % x.Len()
		if x.Len() < 32<<10 {
			x, _ = x.Apply(Edit{at, at, prose(size)})
		} else {
			x, _ = x.Apply(Edit{at, min(x.Len(), at+size), ""})
		}
	}
	for i := range 20000 {
		edit(at % 13)
		if i%16 == 0 {
			edit(at % 5000)
		}
	}
	checkInvariants(x)
	chunks, leaves := fullness(x)
	if chunks > 8+x.Len()/(64/4) {
		t.Errorf("%d chunks for %d bytes", chunks, x.Len())
	}
	if leaves > 2+chunks/2 {
		t.Errorf("%d leaves for %d chunks", leaves, chunks)
	}
}

// fullness returns the number of chunks of x and of leaves that hold them.
func fullness(x Text) (chunks, leaves int) {
	var count func(*node)
	count = func(n *node) {
		if n.kids == nil {
			leaves++
			chunks += len(n.chunks)
		}
		for _, k := range n.kids {
			count(k.node)
		}
	}
	count(x.root)
	return chunks, leaves
}

// What is left of leaves that were emptied but for a chunk is put together.
func TestLeavesAreJoined(t *testing.T) {
	x := New(prose(10 << 20))
	want := x.String()
	for at := 0; at < x.Len(); {
		n := x.root
		off := at
		for n.kids != nil {
			i := sort.Search(len(n.kids), func(i int) bool { return n.kids[i].off > off }) - 1
			n, off = n.kids[i].node, off-n.kids[i].off
		}
		if len(n.chunks) > 1 && off == 0 {
			start, end := at+len(n.chunks[0].s), at+n.size
			x, _ = x.Apply(Edit{start, end, ""})
			want = want[:start] + want[end:]
			checkInvariants(x)
			at = start
		} else {
			at += n.size - off
		}
	}
	if x.String() != want {
		t.Error("not what was left")
	}
	if chunks, leaves := fullness(x); leaves > 2+chunks/(fanOut/4) {
		t.Errorf("%d leaves for %d chunks", leaves, chunks)
	}
}

// prose returns about a post's worth of lines, over and over, size bytes in all.
func prose(size int) string {
	const para = "I have recently been a part of the hiring process for my new manager. We're adding a level\n" +
		"of middle manager as the company grows, and “naïve” questions — of all kinds — were asked.\n\n"
	return strings.Repeat(para, size/len(para)+1)[:size]
}
