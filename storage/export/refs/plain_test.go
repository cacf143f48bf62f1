package refs

import (
	"slices"
	"testing"
)

// TestPlain lists what links lead to that are seen without parsing.
func TestPlain(t *testing.T) {
	const host = "example.org"
	for _, c := range []struct {
		src  string
		want []string
		ok   bool
	}{
		{"No link, a < b, [brackets] and (more).", nil, true},
		{"[a](/posts/b) ![c](d.png \"T\") [](e)", []string{"/posts/b", "d.png", "e"}, true},
		{"[a]( \tb ) [c]()", []string{"b"}, true},
		{"`[a](in-code)`", []string{"in-code"}, true},
		{"[a](https://example.org/posts/b) https://elsewhere.org", []string{"https://example.org/posts/b"}, true},
		{"https://example.org/posts/b", nil, false},
		{"[https://example.org](https://example.org/x)", nil, false},
		{"[a]\n\n[a]: b", nil, false},
		{"[a](\nb)", nil, false},
		{"[a](<b>)", nil, false},
		{"[a](b\\)c)", nil, false},
		{"[a](b(c))", nil, false},
		{"[a](&#98;)", nil, false},
		{"<https://example.com>", nil, false},
		{"<a href=\"b\">c</a>", nil, false},
		{"x <!-- -->", nil, false},
		{"[a](b", nil, false},
	} {
		got, ok := Plain(c.src, host)
		if ok != c.ok || ok && !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, %t", c.src, got, ok)
		}
	}
	if _, ok := Plain("https://example.org/posts/b", ""); !ok {
		t.Error("a bare address counts, though the site has none")
	}
}

// FuzzPlain makes up texts: each address that is found in them by parsing is one
// of those that are seen without, or it is said that not all are seen.
func FuzzPlain(f *testing.F) {
	for _, src := range []string{"[a](b) ![c](d)", "> [a](b\n> c)", "| a |\n|---|\n| [x](y\\|z) |", "[a](b)[c]( d )", "- [x](/y#z \"t\")\n  `[q](r)`", "[[a](b)](c)", "![a](b)(c)", "[a](  b'c\"d  'e')", "[a](b*c*d_e_f)"} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		seen, ok := Plain(src, "")
		if !ok {
			return
		}
		for _, r := range All(src) {
			if !slices.Contains(seen, r.Dest) {
				t.Errorf("%q: %q was not seen, but %q", src, r.Dest, seen)
			}
		}
	})
}
