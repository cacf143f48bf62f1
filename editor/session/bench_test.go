package session

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/text"
)

func bigPost(size int) string {
	const para = "I have recently been a part of the hiring process for my new manager. We're adding a level\n" +
		"of middle manager as the company grows, and “naïve” questions — of all kinds — were asked.\n\n- an item\n---\n"
	return sample + strings.Repeat(para, size/len(para)+1)[:size]
}

// A key costs the text's chunk headers and a few lines, whatever the size of the post: bytes are
// asserted, as they do not depend on the machine.
func TestKeystrokeAllocations(t *testing.T) {
	const keys = 100
	for _, size := range []int{4 << 10, 1 << 20, 10 << 20} {
		for _, oneLine := range []bool{false, true} {
			src := bigPost(size)
			if oneLine {
				src = sample + strings.ReplaceAll(src[len(sample):], "\n", " ")
			}
			s, c := open("a.md", src)
			s.OnChange = func(Event) {}
			at := s.Start() + size/2
			s.Select(text.Caret(at))
			press := func() {
				s.Apply(text.Typing, nil, text.Edit{Start: at, End: at, New: "x"})
				at++
				if at%20 == 0 {
					c.pause()
				}
			}
			press()
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for range keys {
				press()
			}
			runtime.ReadMemStats(&after)
			perKey := (after.TotalAlloc - before.TotalAlloc) / keys
			if limit := uint64(size/4096*32 + 64<<10); perKey > limit {
				t.Errorf("%d KB, one line %v: %d bytes a key, want at most %d", size>>10, oneLine, perKey, limit)
			}
		}
	}
}

func BenchmarkKeystroke(b *testing.B) {
	for _, size := range []int{4 << 10, 64 << 10, 1 << 20, 10 << 20} {
		b.Run(fmt.Sprintf("%dKB", size>>10), func(b *testing.B) {
			s := Open("a.md", bigPost(size), Options{})
			at := s.Start() + size/2
			s.Select(text.Caret(at))
			b.ReportAllocs()
			for n := 1; b.Loop(); n++ {
				key := "x"
				switch {
				case n%80 == 0:
					key = "\n"
				case n%7 == 0:
					key = " "
				}
				s.Apply(text.Typing, nil, text.Edit{Start: at, End: at, New: key})
				at++
			}
		})
	}
}

func BenchmarkEnter(b *testing.B) {
	s := Open("a.md", bigPost(10<<20)+"```\nx\n```\n- item", Options{})
	s.Select(text.Caret(s.Text().Len()))
	b.ReportAllocs()
	for b.Loop() {
		s.Do(compose.Enter)
		s.Apply(text.Typing, nil, text.Edit{Start: s.Text().Len(), End: s.Text().Len(), New: "next"})
	}
}

func BenchmarkSetField(b *testing.B) {
	s := Open("wip-a.md", bigPost(10<<20), Options{})
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		s.SetField("title", fmt.Sprintf("Title %d", n))
	}
}

func BenchmarkOpen(b *testing.B) {
	src := bigPost(10 << 20)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		Open("a.md", src, Options{})
	}
}

func BenchmarkReload(b *testing.B) {
	src := bigPost(1 << 20)
	other := strings.Replace(src, "hiring process", "new process", 200)
	s := Open("a.md", src, Options{})
	for b.Loop() {
		s.Reload(other)
		s.Reload(src)
	}
}
