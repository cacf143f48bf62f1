package pictures

import (
	"strings"
	"testing"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/index"
)

// FuzzEscape has every name that a file can have come back from the address in a
// post, whatever is in it.
func FuzzEscape(f *testing.F) {
	for _, name := range oddNames {
		f.Add(name)
	}
	f.Add("\xff.png")
	f.Fuzz(func(t *testing.T, name string) {
		if name == "" || strings.ContainsAny(name, "/\x00") {
			return
		}
		link := Escape("/posts/" + name)
		facts := index.Of("![a]("+link+")", markdown.Dialect{})
		if len(facts.Links) != 1 || facts.Links[0].Dest != link {
			t.Fatalf("%q: %q is read as %+v", name, link, facts.Links)
		}
	})
}
