package rename

import (
	"fmt"
	"testing"
)

// BenchmarkInbound finds the links to one of 10,000 posts, each of which has ten.
func BenchmarkInbound(b *testing.B) {
	all := map[string]string{}
	for i := range 10_000 {
		src := head(fmt.Sprint("Post ", i), fmt.Sprint("post-", i))
		for k := range 10 {
			src += fmt.Sprintf("[a](/posts/post-%d) ", (i*7+k*131)%10_000)
		}
		all[fmt.Sprintf("%05d-post-%d.md", i, i)] = src + "\n"
	}
	lib := library(b, all)
	for b.Loop() {
		if refs := Inbound(lib, lib.Entries[77].Path, ""); len(refs) == 0 {
			b.Fatal("no links")
		}
	}
}
