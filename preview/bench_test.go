package preview

import (
	"fmt"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

func each(b *testing.B, f func(b *testing.B, src string)) {
	for _, n := range []int{100_000, 1_000_000, 10_000_000} {
		src := long(n)
		b.Run(fmt.Sprintf("%dKB", n/1000), func(b *testing.B) { f(b, src) })
	}
}

// BenchmarkFirst shows a document for the first time, all caches cold.
func BenchmarkFirst(b *testing.B) {
	each(b, func(b *testing.B, src string) {
		d := markdown.Parse(nil, text.New(src), 0)
		for b.Loop() {
			show(b, Options{}, 700, 900).SetDoc(d, heading())
		}
	})
}

// BenchmarkScroll scrolls by 40 pixels.
func BenchmarkScroll(b *testing.B) {
	each(b, func(b *testing.B, src string) {
		p := show(b, Options{}, 700, 900)
		p.SetDoc(markdown.Parse(nil, text.New(src), 0), heading())
		d := 40
		for b.Loop() {
			if p.scroll(d); p.top >= p.col.Fragments.Len()-60 || p.top == 0 {
				d = -d
				p.scroll(2 * d)
			}
		}
	})
}

// BenchmarkKey shows the document again after a letter was typed in its
// middle.
func BenchmarkKey(b *testing.B) {
	each(b, func(b *testing.B, src string) {
		p := show(b, Options{}, 700, 900)
		tx := text.New(src)
		at := strings.LastIndex(src[:len(src)/2], "paragraph")
		docs := []*markdown.Doc{markdown.Parse(nil, tx, 0)}
		for range 99 {
			tx, _ = tx.Apply(text.Edit{Start: at, End: at, New: "x"})
			docs = append(docs, markdown.Parse(docs[len(docs)-1], tx, 0))
		}
		p.SetDoc(docs[0], heading())
		p.ScrollTo(at-200, 0)
		i := 0
		for b.Loop() {
			i++
			p.SetDoc(docs[i%len(docs)], heading())
		}
	})
}

// BenchmarkSplit shows the document again after a paragraph in its middle was
// cut in two, or joined.
func BenchmarkSplit(b *testing.B) {
	each(b, func(b *testing.B, src string) {
		p := show(b, Options{}, 700, 900)
		whole := text.New(src)
		at := strings.LastIndex(src[:len(src)/2], "paragraph")
		cut, _ := whole.Apply(text.Edit{Start: at, End: at, New: "\n\n"})
		one := markdown.Parse(nil, whole, 0)
		two := markdown.Parse(one, cut, 0)
		one = markdown.Parse(two, whole, 0)
		two = markdown.Parse(one, cut, 0)
		one.Since(two)
		p.SetDoc(one, heading())
		p.ScrollTo(at-200, 0)
		b.ReportAllocs()
		for b.Loop() {
			p.SetDoc(two, heading())
			p.SetDoc(one, heading())
		}
	})
}
