package export

import (
	"path/filepath"
	"testing"

	"galley.app/galley/storage/export/site"
)

// BenchmarkSite writes a site of 10,000 posts from nothing.
func BenchmarkSite(b *testing.B) { benchmarkSite(b, false) }

// BenchmarkSiteAgain writes it again where it is, with nothing changed.
func BenchmarkSiteAgain(b *testing.B) { benchmarkSite(b, true) }

func benchmarkSite(b *testing.B, again bool) {
	p := NewPlan(many(10_000), Options{Format: format(b, "site"), Now: noon, Site: site.Site{URL: "https://example.org"}})
	dir := b.TempDir()
	out := filepath.Join(dir, "site")
	if again {
		if err := p.WriteFile(out); err != nil {
			b.Fatal(err)
		}
	}
	for n := 0; b.Loop(); n++ {
		if !again {
			out = filepath.Join(dir, "site"+string(rune('a'+n%26))+string(rune('a'+n/26)))
		}
		if err := p.WriteFile(out); err != nil {
			b.Fatal(err)
		}
	}
}
