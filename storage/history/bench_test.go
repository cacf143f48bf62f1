package history

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// prose is a text of about n bytes with words as a language has them: few are
// frequent.
func prose(r *rand.Rand, n int) string {
	words := make([]string, 8000)
	for i := range words {
		b := make([]byte, 2+r.IntN(9))
		for j := range b {
			b[j] = byte('a' + r.IntN(26))
		}
		words[i] = string(b)
	}
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(words[int(r.ExpFloat64()*700)%len(words)])
		if r.IntN(90) == 0 {
			b.WriteString(".\n\n")
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// write changes a text as an hour of writing does: a sentence in one place, a
// word in others.
func rewrite(r *rand.Rand, text string) string {
	for range 3 {
		at := r.IntN(len(text))
		to := min(len(text), at+r.IntN(50))
		text = text[:at] + fmt.Sprintf(" changed %d and %d", r.IntN(1e6), r.IntN(1e6)) + text[to:]
	}
	return text
}

// BenchmarkHistory says what versions cost on the disk and in time.
func BenchmarkHistory(b *testing.B) {
	for _, c := range []struct{ bytes, versions int }{{8_000, 10_000}, {100_000, 1000}, {10_000_000, 50}} {
		b.Run(fmt.Sprintf("%d versions of %d bytes", c.versions, c.bytes), func(b *testing.B) {
			for b.Loop() {
				r := rand.New(rand.NewPCG(1, 2))
				s := New(b.TempDir(), Options{})
				s.sync = func(*os.File) error { return nil } // that is the disk's
				text := prose(r, c.bytes)
				raw, start := 0, time.Now()
				for i := range c.versions {
					if err := s.Add(Point{Path: "/a.md", Time: day.Add(time.Duration(i) * time.Hour), Text: text}); err != nil {
						b.Fatal(err)
					}
					raw += len(text)
					text = rewrite(r, text)
				}
				b.ReportMetric(float64(time.Since(start).Microseconds())/float64(c.versions)/1000, "ms/add")
				b.ReportMetric(float64(s.Size())/float64(c.versions), "B/version")
				b.ReportMetric(float64(raw)/float64(s.Size()), "smaller")
				start = time.Now()
				v, _ := s.Versions("/a.md")
				b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms/list")
				start = time.Now()
				if _, err := s.Text(v[len(v)/2]); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms/text")
				start = time.Now()
				for _, v := range v {
					if _, err := s.Text(v); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms/all-texts")
				start = time.Now()
				for range s.Search(context.Background(), "words that are nowhere") {
					b.Fatal("found")
				}
				b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms/search")
				s.SetLimits(24*time.Hour, 0)
				start = time.Now()
				if err := s.Prune(context.Background()); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms/prune")
			}
		})
	}
}
