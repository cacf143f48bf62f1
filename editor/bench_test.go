package editor

import (
	"fmt"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
)

// BenchmarkWindowKey is what the whole window does for a key: session, text
// widget, status bar, title, hand-over to the parser. Painting and parsing
// are not in it.
func BenchmarkWindowKey(b *testing.B) {
	for _, size := range []int{4 << 10, 100 << 10, 1 << 20, 10 << 20} {
		b.Run(fmt.Sprintf("%dKB", size>>10), func(b *testing.B) {
			body := strings.Repeat("Some **words** of a long book, with a [link](/posts/x).\n\n", size/57)
			d := newTestWindow(b, map[string]string{"long.md": marbles + body})
			d.posts.cur.s.Select(text.Selection{Anchor: size / 2, Head: size / 2})
			d.area.Reveal(size / 2)
			b.ReportAllocs()
			for b.Loop() {
				d.area.TypedRune('x')
			}
		})
	}
}
