package markdown

import (
	"runtime"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
)

// What a Doc keeps is a few times its text, and a Doc that follows another
// keeps little of its own.
func TestDocIsSmall(t *testing.T) {
	growth.Alone(t)
	src := text.New(paragraphs(20_000, ""))
	used := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := used()
	d := Parse(nil, src, 0)
	if n := (used() - before) / uint64(src.Len()); n > 10 { // short paragraphs of many pieces
		t.Errorf("%d bytes a byte of text", n)
	}
	docs := []*Doc{d}
	before = used()
	for range 10 {
		at := src.Len() / 2
		src, _ = src.Apply(text.Edit{Start: at, End: at, New: "x"})
		docs = append(docs, Parse(docs[len(docs)-1], src, 0))
	}
	after := used()
	if n := (after - before) / 10; n > uint64(src.Len())/2 {
		t.Errorf("%d bytes for one letter in %d", n, src.Len())
	}
	runtime.KeepAlive(docs)
	runtime.KeepAlive(src)
}
