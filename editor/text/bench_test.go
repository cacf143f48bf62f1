package text

import (
	"fmt"
	"strings"
	"testing"
)

var sizes = []int{4 << 10, 64 << 10, 1 << 20, 10 << 20}

func sizeName(n int) string {
	if n < 1<<20 {
		return fmt.Sprintf("%dKB", n>>10)
	}
	return fmt.Sprintf("%dMB", n>>20)
}

// BenchmarkKeystroke types one rune, publishes the new text, and asks for the line of the caret.
func BenchmarkKeystroke(b *testing.B) {
	var published Text
	for _, size := range sizes {
		b.Run(sizeName(size), func(b *testing.B) {
			x := New(prose(size))
			at, n := size/2, 0
			b.ReportAllocs()
			for b.Loop() {
				x, _ = x.Apply(Edit{at, at, "é"})
				published = x
				n += published.LineAt(at)
				at += 2
			}
		})
	}
}

// BenchmarkScattered types runes all over the text.
func BenchmarkScattered(b *testing.B) {
	for _, size := range sizes {
		b.Run(sizeName(size), func(b *testing.B) {
			x := New(prose(size))
			at := 0
			b.ReportAllocs()
			for b.Loop() {
				at = (at + 7919*1013) % x.Len()
				x, _ = x.Apply(Edit{at, at, "x"})
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for _, size := range sizes {
		b.Run(sizeName(size), func(b *testing.B) {
			s := prose(size)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				New(s)
			}
		})
	}
}

func BenchmarkReplace10000(b *testing.B) {
	x := New(strings.Repeat("some words and a hit and more words to read\r\n", 10000))
	var edits []Edit
	for r := range (Query{Text: "hit"}).All(x, 0) {
		edits = append(edits, Edit{r.Start, r.End, "miss"})
	}
	b.ReportAllocs()
	for b.Loop() {
		x.Apply(edits...)
	}
}

// BenchmarkCommon finds what a key changed.
func BenchmarkCommon(b *testing.B) {
	for _, size := range sizes {
		b.Run(sizeName(size), func(b *testing.B) {
			x := New(prose(size))
			y, _ := x.Apply(Edit{size / 2, size / 2, "x"})
			for b.Loop() {
				same := CommonPrefix(x, 0, y, 0)
				CommonSuffix(x, same, y, same)
			}
		})
	}
}

func BenchmarkLineStart(b *testing.B) {
	x := New(prose(10 << 20))
	line := 0
	for b.Loop() {
		line = (line + 7919) % x.Lines()
		_ = x.LineAt(x.LineStart(line))
	}
}

func BenchmarkSearch(b *testing.B) {
	for _, q := range []Query{{Text: "not in there"}, {Text: "Not In There", IgnoreCase: true}} {
		b.Run(fmt.Sprintf("IgnoreCase=%v", q.IgnoreCase), func(b *testing.B) {
			x := New(prose(10 << 20))
			b.SetBytes(int64(x.Len()))
			for b.Loop() {
				if _, ok := q.Next(x, 0); ok {
					b.Fatal("found")
				}
			}
		})
	}
}

func BenchmarkThen(b *testing.B) {
	x := New(prose(64 << 10))
	var ps []Patch
	for i := range 512 {
		var p Patch
		x, p = x.Apply(Edit{i, i, "x"})
		ps = append(ps, p)
	}
	b.ReportAllocs()
	for b.Loop() {
		p := ps[0]
		for _, q := range ps[1:] {
			p = p.Then(q)
		}
	}
}
