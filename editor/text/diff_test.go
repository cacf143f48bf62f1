package text

import (
	"strings"
	"testing"
)

func FuzzDiff(f *testing.F) {
	f.Add("a\nb\nc\n", "a\nx\nc\n")
	f.Add("a\r\nb\rc", "a\nb\r\nc\n\n")
	f.Add("\xe3\x81\n\x82", "\xe3\x82\n\x82")
	f.Fuzz(func(t *testing.T, a, b string) {
		edits := Diff(a, b)
		if (a == b) != (len(edits) == 0) {
			t.Fatalf("%d edits between %q and %q", len(edits), a, b)
		}
		next, p := New(a).Apply(edits...)
		if next.String() != b {
			t.Fatalf("%v makes %q of %q, want %q", edits, next.String(), a, b)
		}
		for _, c := range p.Changes {
			if c.Old == c.New {
				t.Errorf("%v changes nothing", c)
			}
		}
	})
}

func TestDiffIsShort(t *testing.T) {
	var a, b strings.Builder
	for i := range 5000 {
		line := strings.Repeat("line ", i%7) + "\n"
		a.WriteString(line)
		if i%100 == 50 {
			line = "other\n"
		}
		b.WriteString(line)
	}
	edits := Diff(a.String(), b.String())
	if next, _ := New(a.String()).Apply(edits...); next.String() != b.String() {
		t.Fatal("the edits do not lead to the other text")
	}
	if len(edits) < 40 || len(edits) > 60 {
		t.Errorf("%d edits, want about 50", len(edits))
	}
	if e := Diff(strings.Repeat("a\n", 3000), strings.Repeat("b\n", 2900)); len(e) != 1 {
		t.Errorf("%d edits between quite other texts, want 1", len(e))
	}
}
