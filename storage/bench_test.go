//go:build unix

package storage

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"galley.app/galley/storage/index"
)

// BenchmarkLibrary is what a library costs by the number of its posts, of 6 KB
// each: read whole, read with the index of the start before, looked at again
// after one change, and in memory. Beside the time that passes it is told how long
// the processors work, whatever else the machine does. GALLEY_BENCH_POSTS is another number, such as
// 100000.
func BenchmarkLibrary(b *testing.B) {
	sizes := []int{1000, 10_000}
	if n, err := strconv.Atoi(os.Getenv("GALLEY_BENCH_POSTS")); err == nil {
		sizes = []int{n}
	}
	for _, n := range sizes {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			dir := posts(b, n)
			cache := index.Cache{Dir: b.TempDir()}
			b.Run("cold", func(b *testing.B) {
				first, steps := time.Duration(0), 0
				defer worked(b)()
				for b.Loop() {
					start := time.Now()
					first = 0
					_, err := Reading{Now: noon, Step: func(lib Library) {
						if steps++; first == 0 {
							first = time.Since(start)
						}
					}}.Open(b.Context(), dir)
					must(b, err)
				}
				if first > 0 {
					b.ReportMetric(float64(first.Milliseconds()), "ms-to-rows")
				}
			})
			_, err := Reading{Now: noon, Cache: cache}.Open(b.Context(), dir)
			must(b, err)
			b.Run("warm", func(b *testing.B) {
				defer worked(b)()
				for b.Loop() {
					_, err := Reading{Now: noon, Cache: cache}.Open(b.Context(), dir)
					must(b, err)
				}
			})
			before, pages := heap(), heapPages()
			lib, err := Reading{Now: noon, Cache: cache}.Open(b.Context(), dir)
			must(b, err)
			each := float64(heap()-before) / float64(n)
			held := float64(heapPages()-pages) / float64(n)
			b.Run("refresh", func(b *testing.B) {
				path := filepath.Join(dir, "0007-post.md")
				defer worked(b)()
				for i := 0; b.Loop(); i++ {
					write(b, path, long(7)+strconv.Itoa(i))
					lib, err = Refresh(b.Context(), lib, noon)
					must(b, err)
				}
				b.ReportMetric(each, "B/post")
				b.ReportMetric(held, "held-B/post")
			})
			b.Run("unchanged", func(b *testing.B) {
				defer worked(b)()
				for b.Loop() {
					lib, err = Refresh(b.Context(), lib, noon)
					must(b, err)
				}
			})
			runtime.KeepAlive(lib)
		})
	}
}

// heapPages is how many bytes of memory are held for what is in use, which may lie
// far apart.
func heapPages() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

// worked returns what reports how long the processors worked for each round since.
func worked(b *testing.B) func() {
	busy := func() time.Duration {
		var u syscall.Rusage
		if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
			return 0
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	start := busy()
	return func() { b.ReportMetric(float64((busy()-start).Microseconds())/1000/float64(b.N), "cpu-ms") }
}
