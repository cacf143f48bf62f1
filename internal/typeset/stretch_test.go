package typeset

import (
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

func TestParted(t *testing.T) {
	m := NewMeasurer(nil)
	m.Fallback.Embedded = true
	f := Font{Face: Serif, Size: 16}
	for s, want := range map[string][]string{
		"":                nil,
		"words":           {"+words"},
		"אב":              {"-אב"},
		"a א b":           {"+a ", "-א", "+ b"},
		"א  ב":            {"-א  ב"},
		"א ב c":           {"-א ב", "+ c"},
		"א. ב":            {"-א", "+. ", "-ב"},
		" א":              {"+ ", "-א"},
		"a\u05b0b":        {"-a\u05b0", "+b"},
		"\xff א\xc3":      {"-\ufffd", "+ ", "-א\ufffd"},
		"😀\u200d😀 \ufffd": {"-😀\u200d😀", "+ ", "-\ufffd"},
	} {
		var got []string
		for _, p := range m.parted(m.metrics(f), s) {
			sign := "-"
			if p.known {
				sign = "+"
			}
			got = append(got, sign+p.s)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is parted into %q, want %q", s, got, want)
		}
	}
	growth.Bytes(t, 4000, func(n int) func() {
		s := strings.Repeat("א", n)
		return func() { m.parted(m.metrics(f), s) }
	})
}
