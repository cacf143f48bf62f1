//go:build unix

package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"galley.app/galley/storage"
	"galley.app/galley/storage/index"
)

// library writes n posts of about 6 KB and opens them.
func library(tb testing.TB, n int) storage.Library {
	tb.Helper()
	dir := tb.TempDir()
	r := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		const syllables = "ra ne to li su ma ke vor din gal est ung pre con tri ber"
		list := strings.Fields(syllables)
		k := int(r.ExpFloat64() * 500)
		s := list[k%16] + list[k/16%16] + list[k/256%16]
		if k%97 == 0 {
			s += "é"
		}
		return s
	}
	for i := range n {
		var b strings.Builder
		fmt.Fprintf(&b, "!! title: %s %s %d\n!! slug: post-%d\n!! published: 20%02d-%02d-%02d\n!! tags: %s\n!! description: About %s and %s.\n\n---\n\n", word(), word(), i, i, i%25, 1+i%12, 1+i%28, word(), word(), word())
		for b.Len() < 6000 {
			switch r.IntN(40) {
			case 0:
				fmt.Fprintf(&b, "\n\n## %s %s\n\n", word(), word())
			case 1:
				fmt.Fprintf(&b, "[%s](/posts/post-%d) ", word(), r.IntN(n))
			case 2:
				b.WriteString(word() + ".\n")
			default:
				b.WriteString(word() + " ")
			}
		}
		if i%1000 == 7 {
			b.WriteString("\n\nA needle in a haystack.\n")
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d-post-%d.md", i, i)), []byte(b.String()), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	at := time.Now().Add(-time.Hour)
	lib, err := storage.Reading{Now: at, Cache: index.Cache{}}.Open(context.Background(), dir)
	if err != nil {
		tb.Fatal(err)
	}
	return lib
}

// busy is how long the processors worked for this program, whatever else they do.
func busy() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		lib := library(b, n)
		for _, with := range []struct {
			name string
			e    *Engine
		}{{"kept", &Engine{Dir: b.TempDir()}}, {"files", &Engine{}}} {
			start := time.Now()
			with.e.Warm(b.Context(), lib)
			if with.name == "kept" {
				b.Logf("%d posts: the first look takes %v", n, time.Since(start).Round(time.Millisecond))
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				b.Logf("%d MB on the disk, %d MB of memory in all", with.e.pack.end>>20, m.HeapAlloc>>20)
			}
			for _, query := range []string{"needle", "e", "ranera", "ranera tonera", `"in a haystack"`, "title:ranera", "rane -tora", "has:link after:2020", "links-to:post-7", "regexp: [a-z]+haystack", "regexp: need(le|ed)"} {
				b.Run(fmt.Sprintf("%d/%s/%s", n, with.name, query), func(b *testing.B) {
					q := Parse(query)
					if expr, ok := strings.CutPrefix(query, "regexp: "); ok {
						q = Pattern(expr)
					}
					posts := 0
					start := busy()
					var first, shown time.Duration // of processor time and by the clock, until all are counted and the first are shown
					for b.Loop() {
						began, since, counted := time.Now(), busy(), false
						f, err := with.e.Find(b.Context(), Search{Library: lib, Query: q, Most: 200, First: 20, Step: func(f Found) {
							if f.Done == f.Of && !counted {
								counted, first, shown = true, first+busy()-since, shown+time.Since(began)
							}
						}})
						if err != nil {
							b.Fatal(err)
						}
						if posts = f.Posts; !counted {
							first, shown = first+busy()-since, shown+time.Since(began)
						}
					}
					b.ReportMetric(float64(posts), "posts")
					b.ReportMetric(float64(first.Microseconds())/1000/float64(b.N), "first-cpu-ms")
					b.ReportMetric(float64(shown.Microseconds())/1000/float64(b.N), "first-ms")
					b.ReportMetric(float64((busy()-start).Microseconds())/1000/float64(b.N), "cpu-ms")
				})
			}
			with.e.Close()
		}
	}
}
